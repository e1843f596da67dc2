/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Horizontal bars of characters. */
#ifndef MEMTOP_UI_WIDGETS_BAR_H
#define MEMTOP_UI_WIDGETS_BAR_H

#include <stddef.h>
#include <stdint.h>

#include "ui/widgets/paint.h"

#define BAR_PARTS 16

struct bar_part {
	uint64_t amount;
	enum style style;
	char mark;
};

/*
 * Shares width cells out to count amounts (at most BAR_PARTS), by largest remainder, so that the
 * cells add up to width.  A part that is worth at least a quarter of a cell gets one, from the
 * widest part, as long as there is one that can give.  All 0 if the amounts are.
 */
void bar_share(int *cells, const uint64_t *amounts, size_t count, int width);

/* Paints "[||||==##   ]" over width columns from x; parts fill it from the left. */
void bar_paint(struct area area, int y, int x, int width, const struct bar_part *parts,
	size_t count);

#endif
