/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Short items one behind the other, on as many lines as they need. */
#ifndef MEMTOP_UI_WIDGETS_FLOW_H
#define MEMTOP_UI_WIDGETS_FLOW_H

#include "ui/widgets/paint.h"

#define FLOW_ITEMS 16

struct flow_item {
	char mark[4]; /* before the text, in its own style; or empty */
	enum style mark_style, style;
	char text[96];
	int width;         /* of the text */
	const char *title; /* of the label that a click asks about, N_(); or NULL */
};

struct flow {
	struct flow_item items[FLOW_ITEMS];
	int count;
	int indent, gap; /* before every line; between items */
};

/* Adds an item; more than FLOW_ITEMS are left out. */
void flow_add(struct flow *flow, enum style style, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Closes the items up, if that spares a second line. */
void flow_tighten(struct flow *flow, int width);

int flow_lines(const struct flow *flow, int width);

/* Paints one of its lines, counted from 0, on row y; hits, or NULL: where each item stands. */
void flow_paint(const struct flow *flow, int line, struct area area, int y, struct hits *hits);

#endif
