/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/limits.h"

/* Names contain blanks, so that only their column says where they end. */
#define NAME_WIDTH 25

static bool take_value(struct text *line, struct value *value)
{
	struct text word = text_next_word(line);
	uint64_t n;

	*value = value_missing(VALUE_ABSENT);
	if (text_equals(word, "unlimited"))
		return true;
	if (!text_to_number(word, &n))
		return false;
	*value = value_of(n);
	return true;
}

bool limits_next(struct process_limit *limit, struct text *rest)
{
	struct text line;

	while (text_next_line(rest, &line)) {
		if (line.length <= NAME_WIDTH)
			continue;
		limit->name = text_trim(text_of(line.at, NAME_WIDTH));
		line = text_of(line.at + NAME_WIDTH, line.length - NAME_WIDTH);
		if (limit->name.length == 0 || !take_value(&line, &limit->soft) ||
			!take_value(&line, &limit->hard))
			continue;
		limit->unit = text_trim(line);
		return true;
	}
	return false;
}
