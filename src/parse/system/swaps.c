/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/swaps.h"

#include <string.h>

/* /dev/zram0, or with another directory before it. */
static bool is_zram(struct text name)
{
	const char *slash = memrchr(name.at, '/', name.length);
	struct text base = name;

	if (slash)
		base = text_of(slash + 1, (size_t)(name.at + name.length - slash - 1));
	return base.length > 4 && text_starts(base, "zram") && base.at[4] >= '0' &&
	       base.at[4] <= '9';
}

/* A number of kB, in bytes. */
static bool take_size(struct text *line, uint64_t *bytes)
{
	if (!text_next_number(line, bytes) || *bytes > UINT64_MAX >> 10)
		return false;
	*bytes <<= 10;
	return true;
}

static bool take_priority(struct text *line, int64_t *priority)
{
	struct text word = text_next_word(line);
	bool negative = word.length > 0 && word.at[0] == '-';
	uint64_t n;

	if (negative)
		word = text_of(word.at + 1, word.length - 1);
	if (!text_to_number(word, &n) || n > INT64_MAX)
		return false;
	*priority = negative ? -(int64_t)n : (int64_t)n;
	return true;
}

bool swaps_next(struct swap_area *area, struct text *rest)
{
	struct text line;

	while (text_next_line(rest, &line)) {
		area->name = text_next_word(&line);
		text_next_word(&line); /* "partition" or "file" */
		if (!take_size(&line, &area->size) || !take_size(&line, &area->used) ||
			!take_priority(&line, &area->priority))
			continue;
		area->is_zram = is_zram(area->name);
		return true;
	}
	return false;
}

enum status zram_parse_stat(struct zram_stat *stat, const char *text, size_t length)
{
	struct text rest = text_of(text, length);

	*stat = (struct zram_stat){ 0 };
	if (!text_next_number(&rest, &stat->original) ||
		!text_next_number(&rest, &stat->compressed) ||
		!text_next_number(&rest, &stat->used) || !text_next_number(&rest, &stat->limit))
		return STATUS_MALFORMED;
	return STATUS_OK;
}
