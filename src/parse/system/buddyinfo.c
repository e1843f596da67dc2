/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/buddyinfo.h"

/* "Node 0, zone      DMA      1      0 ..." */
static bool parse_line(struct buddy_zone *zone, struct text line)
{
	struct text name;

	*zone = (struct buddy_zone){ 0 };
	if (!text_equals(text_next_word(&line), "Node") || !text_next_number(&line, &zone->node) ||
		!text_equals(text_next_word(&line), ",") ||
		!text_equals(text_next_word(&line), "zone"))
		return false;
	name = text_next_word(&line);
	while (zone->orders < BUDDYINFO_ORDERS &&
		text_next_number(&line, &zone->blocks[zone->orders]))
		zone->orders++;
	zone->name = name;
	return zone->orders > 0 && text_trim(line).length == 0;
}

bool buddyinfo_next(struct buddy_zone *zone, struct text *rest)
{
	struct text line;

	while (text_next_line(rest, &line)) {
		if (parse_line(zone, line))
			return true;
	}
	return false;
}
