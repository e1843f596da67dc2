/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of themes: how each style looks in each, with 256 colours, with 16, and without any.
 * One meaning a colour: green is fine, yellow is to be looked at, red is to be acted on, and nothing
 * else has these; each part of memory has a colour of its own, that of the interface is one more.
 */
#ifndef MEMTOP_UI_WIDGETS_THEMES_H
#define MEMTOP_UI_WIDGETS_THEMES_H

#include <curses.h>
#include <stdbool.h>

#include "config/theme.h"
#include "ui/widgets/paint.h"

/* What a theme comes to on a terminal, whose background is dark or light. */
enum palette {
	PALETTE_MONOCHROME,
	PALETTE_DARK,
	PALETTE_LIGHT,
	PALETTE_HIGH_CONTRAST, /* paints its own background */
	PALETTE_BLIND_DARK,
	PALETTE_BLIND_LIGHT,
	PALETTE_COUNT
};

/* Colours are xterm's, by number; -1 is the terminal's own. */
struct style_look {
	attr_t attributes;
	short color; /* with 256 colours */
	short few;   /* with 16: 8 to 15 are the bright ones */
};

struct palette_row {
	struct style_look styles[STYLE_COUNT];
	short background, background_few;
};
extern const struct palette_row palettes[PALETTE_COUNT];

enum palette palette_of(enum theme theme, bool light);

/* The attributes and the colour of a style on a terminal with so many colours. */
attr_t style_attributes(enum palette palette, enum style style, int colors);
short style_foreground(enum palette palette, enum style style, int colors);
short style_background(enum palette palette, int colors);

#endif
