/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running text in lines, broken at blanks, and between wide characters, which need none. */
#ifndef MEMTOP_UI_WIDGETS_WRAP_H
#define MEMTOP_UI_WIDGETS_WRAP_H

#include "base/text.h"
#include "ui/widgets/paint.h"

/* Takes the next line of at most width columns (> 0) off text, and the blanks behind it. */
struct text wrap_next(struct text *text, int width);

/* How many lines a text takes. */
int wrap_lines(const char *text, int width);

/* Marks a line that ends before x as one behind which there is more that has no room. */
void wrap_mark_cut(struct area area, int y, int x, enum style style);

/* Paints a line of a text that is cut behind it: as many of its words as leave room for the mark, and that. */
void wrap_paint_cut(struct area area, int y, enum style style, struct text line);

/* Paints as much of a text as the area holds, and marks where it is cut; returns the lines used. */
int wrap_paint(struct area area, enum style style, const char *text);

#endif
