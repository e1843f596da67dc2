/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/kernel/vmallocinfo.h"

/* "kernel_clone" of "kernel_clone+0x94/0x3e0". */
static struct text function_of(struct text word)
{
	return text_next_field(&word, '+');
}

/* "0x1-0x2   20480 kernel_clone+0x94/0x3e0 pages=4 vmalloc": of what is behind the caller only pages count. */
static bool parse_line(struct vmalloc_area *area, struct text line)
{
	static const char mark[] = "pages=";
	struct text word;
	uint64_t bytes;

	if (!text_starts(text_next_word(&line), "0x") || !text_next_number(&line, &bytes))
		return false;
	area->caller = function_of(text_next_word(&line));
	for (word = text_next_word(&line); word.length > 0; word = text_next_word(&line))
		if (text_starts(word, mark))
			return area->caller.length > 0 &&
			       text_to_number(text_of(word.at + sizeof(mark) - 1,
						      word.length - (sizeof(mark) - 1)),
				       &area->pages);
	return false;
}

bool vmallocinfo_next(struct vmalloc_area *area, struct text *rest)
{
	struct text line;

	while (text_next_line(rest, &line))
		if (parse_line(area, line))
			return true;
	return false;
}
