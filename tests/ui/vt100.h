/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A terminal that shows nothing, for tests of what is painted. */
#ifndef TESTS_UI_VT100_H
#define TESTS_UI_VT100_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "ui/canvas/canvas.h"
#include "ui/canvas/ncurses.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themes.h"

struct vt100 {
	FILE *terminal;
	SCREEN *screen;
	struct paint_style look;
};

#define VT100_SYMBOL(prefix, symbol) .symbol = &(symbol),

static inline void vt100_open(struct vt100 *vt100)
{
	/* Loaded, it would have other variables than those that a test is linked with. */
	static const struct curses linked = { CURSES_SYMBOLS(VT100_SYMBOL) };

	vt100->terminal = fopen("/dev/null", "r+");
	assert_non_null(vt100->terminal);
	vt100->screen = newterm("vt100", vt100->terminal, vt100->terminal);
	assert_non_null(vt100->screen);
	vt100->look = (struct paint_style){ .curses = &linked,
		.palette = PALETTE_MONOCHROME,
		.canvas = canvas_new() };
	assert_non_null(vt100->look.canvas);
}

static inline void vt100_close(struct vt100 *vt100)
{
	endwin();
	delscreen(vt100->screen);
	fclose(vt100->terminal);
	canvas_free(vt100->look.canvas);
}

#endif
