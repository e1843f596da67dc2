/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/loadavg.h"

#include "base/text.h"

/* "0.42" */
static bool take_average(struct text *rest, uint64_t *hundredths)
{
	struct text word = text_next_word(rest), whole = text_next_field(&word, '.');
	uint64_t units, fraction;

	if (word.length != 2 || !text_to_number(whole, &units) ||
		!text_to_number(word, &fraction) || units > UINT64_MAX / 100 - 1)
		return false;
	*hundredths = units * 100 + fraction;
	return true;
}

enum status loadavg_parse(struct loadavg *loadavg, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line, tasks;

	*loadavg = (struct loadavg){ 0 };
	if (!text_next_line(&rest, &line) || !take_average(&line, &loadavg->average_1) ||
		!take_average(&line, &loadavg->average_5) ||
		!take_average(&line, &loadavg->average_15))
		return STATUS_MALFORMED;
	tasks = text_next_word(&line);
	if (!text_to_number(text_next_field(&tasks, '/'), &loadavg->running) ||
		!text_to_number(tasks, &loadavg->tasks) ||
		!text_to_number(text_next_word(&line), &loadavg->last_pid))
		return STATUS_MALFORMED;
	return STATUS_OK;
}
