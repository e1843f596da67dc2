/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/kernel/iomem.h"

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Takes a hexadecimal number without a prefix off rest. */
static bool take_address(struct text *rest, uint64_t *address)
{
	size_t length = 0;

	*address = 0;
	while (length < rest->length && length < 16 && digit_of(rest->at[length]) >= 0)
		*address = *address << 4 | (uint64_t)digit_of(rest->at[length++]);
	*rest = text_of(rest->at + length, rest->length - length);
	return length > 0;
}

/* "00100000-bfffffff : System RAM"; what lies inside another range is indented. */
static bool parse_line(struct iomem_range *range, struct text line)
{
	uint64_t last;

	if (!take_address(&line, &range->start) || line.length == 0 || line.at[0] != '-')
		return false;
	line = text_of(line.at + 1, line.length - 1);
	if (!take_address(&line, &last) || last == UINT64_MAX || last < range->start)
		return false;
	range->end = last + 1;
	return text_equals(line, " : System RAM");
}

bool iomem_next_ram(struct iomem_range *range, struct text *rest)
{
	struct text line;

	while (text_next_line(rest, &line))
		if (parse_line(range, line))
			return true;
	return false;
}
