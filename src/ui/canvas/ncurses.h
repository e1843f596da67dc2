/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ncurses, loaded when a terminal is taken over: what is printed needs none of it. */
#ifndef MEMTOP_UI_CANVAS_NCURSES_H
#define MEMTOP_UI_CANVAS_NCURSES_H

/* The names below are those of functions, which macros of curses would hide. */
#define NCURSES_NOMACROS 1
#include <curses.h>

#include "base/library/library.h"

#define CURSES_SYMBOLS(X)                                                                          \
	X(, COLORS)                                                                                \
	X(, COLOR_PAIR)                                                                            \
	X(, COLS)                                                                                  \
	X(, LINES)                                                                                 \
	X(, attr_set)                                                                              \
	X(, cbreak)                                                                                \
	X(, clearok)                                                                               \
	X(, clrtoeol)                                                                              \
	X(, curs_set)                                                                              \
	X(, curscr)                                                                                \
	X(, define_key)                                                                            \
	X(, delscreen)                                                                             \
	X(, endwin)                                                                                \
	X(, getmouse)                                                                              \
	X(, has_colors)                                                                            \
	X(, init_pair)                                                                             \
	X(, intrflush)                                                                             \
	X(, isendwin)                                                                              \
	X(, key_defined)                                                                           \
	X(, keypad)                                                                                \
	X(, mouseinterval)                                                                         \
	X(, mousemask)                                                                             \
	X(, move)                                                                                  \
	X(, mvaddchnstr)                                                                           \
	X(, mvaddnstr)                                                                             \
	X(, mvaddnwstr)                                                                            \
	X(, mvchgat)                                                                               \
	X(, mvhline)                                                                               \
	X(, newterm)                                                                               \
	X(, nodelay)                                                                               \
	X(, noecho)                                                                                \
	X(, nonl)                                                                                  \
	X(, putp)                                                                                  \
	X(, refresh)                                                                               \
	X(, reset_prog_mode)                                                                       \
	X(, resizeterm)                                                                            \
	X(, set_escdelay)                                                                          \
	X(, start_color)                                                                           \
	X(, stdscr)                                                                                \
	X(, tigetflag)                                                                             \
	X(, tigetstr)                                                                              \
	X(, tparm)                                                                                 \
	X(, unget_wch)                                                                             \
	X(, ungetch)                                                                               \
	X(, use_default_colors)                                                                    \
	X(, use_env)                                                                               \
	X(, wget_wch)

/* The last three are of <term.h>, whose macros (columns, lines, bell) few files could bear. */
struct curses {
	CURSES_SYMBOLS(LIBRARY_POINTER)
	int (*setupterm)(const char *name, int descriptor, int *error);
	struct term *(*set_curterm)(struct term *);
	int (*del_curterm)(struct term *);
};

/* As library_open(). */
enum status curses_open(struct curses *curses, struct message *message);

#endif
