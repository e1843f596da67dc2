/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/flow.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

void flow_add(struct flow *flow, enum style style, const char *format, ...)
{
	struct flow_item *item = &flow->items[flow->count];
	va_list arguments;

	if (flow->count == FLOW_ITEMS)
		return;
	*item = (struct flow_item){ .style = style };
	va_start(arguments, format);
	vsnprintf(item->text, sizeof(item->text), format, arguments);
	va_end(arguments);
	item->width = (int)utf8_width(item->text);
	flow->count++;
}

static int item_width(const struct flow_item *item)
{
	return item->width + (item->mark[0] ? (int)utf8_width(item->mark) : 0);
}

/* Where the line that begins with item `first` ends: the item behind its last one. */
static int line_end(const struct flow *flow, int first, int width)
{
	int x = flow->indent, i = first;

	while (i < flow->count && (i == first || x + item_width(&flow->items[i]) <= width))
		x += item_width(&flow->items[i++]) + flow->gap;
	return i;
}

void flow_tighten(struct flow *flow, int width)
{
	const struct flow loose = *flow;

	for (; flow_lines(flow, width) > 1 && flow->gap > 1; flow->gap--)
		flow->indent = 1;
	if (flow_lines(flow, width) > 1)
		*flow = loose;
}

int flow_lines(const struct flow *flow, int width)
{
	int lines = 0;

	for (int i = 0; i < flow->count; i = line_end(flow, i, width))
		lines++;
	return lines;
}

void flow_paint(const struct flow *flow, int line, struct area area, int y, struct hits *hits)
{
	int first = 0, x = flow->indent, end;

	while (line-- > 0)
		first = line_end(flow, first, area.width);
	end = line_end(flow, first, area.width);
	for (int i = first; i < end; i++) {
		const struct flow_item *item = &flow->items[i];

		if (item->title)
			hits_add(hits, area, y, x, item_width(item),
				(struct hit){ .title = item->title });
		x += paint_text(area, y, x, item->mark_style, item->mark);
		x += paint_text(area, y, x, item->style, item->text) + flow->gap;
	}
}
