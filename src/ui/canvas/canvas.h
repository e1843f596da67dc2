/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the lines of the screen are painted with.  Until a picture ends it is only noted; then curses gets
 * those lines for which not the same was noted as for the picture before, for painting a line takes it ten
 * times as long.
 */
#ifndef MEMTOP_UI_CANVAS_H
#define MEMTOP_UI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#include "ui/widgets/paint.h"

struct canvas;

/* NULL without memory: everything goes to curses at once then. */
struct canvas *canvas_new(void);
void canvas_free(struct canvas *canvas);

/* Begins a picture of the whole screen, which is blank; ends it. */
void canvas_begin(const struct paint_style *look);
void canvas_end(const struct paint_style *look);

/* Where the cursor is to be shown when the picture ends; otherwise it stays behind what was painted last. */
void canvas_cursor(const struct paint_style *look, int y, int x);

/* Curses' screen may have been changed behind it: all lines of the next picture are painted. */
void canvas_forget(struct canvas *canvas);

/*
 * A part of a line, one at the most, that follows from what the tag is made of, and lies where it lay: true
 * where the picture before had it, which stays, and is not to be painted; false: it is to be painted before
 * canvas_end_part().  Tag 0: it cannot be told.
 */
bool canvas_begin_part(const struct paint_style *look, int y, uint64_t tag);
void canvas_end_part(const struct paint_style *look, int y);

/*
 * All of it lies on the screen.  text: printable ASCII.  glyph: one or two characters, which take so many
 * columns.  restyle: what is already there.
 */
void canvas_text(const struct paint_style *look, int y, int x, enum style style, const char *text,
	size_t length);
void canvas_glyph(const struct paint_style *look, int y, int x, enum style style,
	const wchar_t *wide, int count, int cells);
void canvas_fill(const struct paint_style *look, int y, int x, int width, enum style style,
	char character);
void canvas_restyle(const struct paint_style *look, int y, int x, int width, enum style style);

#endif
