/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/canvas/ncurses.h"

#include <term.h>

#include "base/macros.h"
#include "config.h"

#define ALL_SYMBOLS(X)                                                                             \
	CURSES_SYMBOLS(X)                                                                          \
	X(, setupterm)                                                                             \
	X(, set_curterm)                                                                           \
	X(, del_curterm)

#ifdef NCURSESW_SONAME
LIBRARY_NOTE(note, "screen", "Show memory on a terminal", "required", NCURSESW_SONAME);
static const struct library_function symbols[] = { ALL_SYMBOLS(LIBRARY_LATER) };
#else
#define NCURSESW_SONAME NULL
static const struct library_function symbols[] = { ALL_SYMBOLS(LIBRARY_LINKED) };
#endif

_Static_assert(sizeof(struct curses) == COUNT_OF(symbols) * sizeof(symbols[0].address),
	"a pointer for each symbol");

enum status curses_open(struct curses *curses, struct message *message)
{
	static const struct library library = { NCURSESW_SONAME, "ncurses", symbols,
		COUNT_OF(symbols) };

	return library_open(&library, curses, message);
}
