/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/stat.h"

#include "base/text.h"

/* user nice system idle iowait irq softirq steal; guest time is in user, too. */
enum { FIELD_IDLE = 3, FIELD_IOWAIT, FIELD_COUNT = 8 };

/* Old kernels have fewer fields. */
static bool take_times(struct processor_time *time, struct text line)
{
	uint64_t n;
	int field = 0;

	*time = (struct processor_time){ 0 };
	for (; field < FIELD_COUNT && text_next_number(&line, &n); field++) {
		if (field == FIELD_IDLE || field == FIELD_IOWAIT)
			time->idle += n;
		else
			time->busy += n;
	}
	return field > FIELD_IDLE;
}

enum status stat_parse(struct processor_times *times, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	bool any = false;

	*times = (struct processor_times){ .count = 0 };
	/* They come first, and thousands of counts of interrupts can follow. */
	while (text_next_line(&rest, &line) && text_starts(line, "cpu")) {
		struct text name = text_next_word(&line);
		size_t at = times->count;
		uint64_t number;

		if (name.length == 3)
			any |= take_times(&times->all, line);
		else if (at < PROCESSORS_MOST &&
			 text_to_number(text_of(name.at + 3, name.length - 3), &number) &&
			 take_times(&times->each[at], line))
			times->number[times->count++] = (unsigned)number;
	}
	return any ? STATUS_OK : STATUS_MALFORMED;
}

/* "0.12" as hundredths. */
static bool take_average(struct text word, struct value *average)
{
	struct text whole = text_next_field(&word, '.');
	uint64_t units, rest;

	if (word.length != 2 || !text_to_number(whole, &units) || !text_to_number(word, &rest) ||
		units > UINT32_MAX)
		return false;
	*average = value_of(units * 100 + rest);
	return true;
}

enum status loadavg_parse(struct load *load, const char *text, size_t length)
{
	struct text rest = text_of(text, length), word, running;
	uint64_t n;

	for (int i = 0; i < 3; i++)
		if (!take_average(text_next_word(&rest), &load->average[i]))
			return STATUS_MALFORMED;
	word = text_next_word(&rest);
	running = text_next_field(&word, '/');
	if (!text_to_number(running, &n))
		return STATUS_MALFORMED;
	load->running = value_of(n);
	if (!text_to_number(word, &n))
		return STATUS_MALFORMED;
	load->tasks = value_of(n);
	return STATUS_OK;
}
