/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Painting on a rectangle of the screen.  Everything is clipped to the area, so that no size breaks
 * anything, and measured in display columns.  Nothing else in ui/ writes to the screen: no control
 * character can get past these functions.
 */
#ifndef MEMTOP_UI_WIDGETS_PAINT_H
#define MEMTOP_UI_WIDGETS_PAINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum style {
	STYLE_NORMAL,
	STYLE_STRONG,
	STYLE_DIM,     /* stale or secondary */
	STYLE_SMALL,   /* a size below MiB; one in MiB is normal */
	STYLE_LARGE,   /* a size in GiB and more */
	STYLE_HEADING, /* of a table */
	STYLE_SORTED,  /* heading of the column that sorts */
	STYLE_KEY,     /* name of a key in the key bar */
	STYLE_LABEL,   /* its label */
	STYLE_FINE,    /* the three severities that have a colour */
	STYLE_WARNING,
	STYLE_ALARM,
	STYLE_MATCH, /* what was searched for */
	STYLE_TAGGED,
	STYLE_CURSOR,
	STYLE_FRAME, /* borders and titles of menus */
	STYLE_PAUSED,
	STYLE_APPLICATIONS, /* the segments of the bar: one each, in the order of enum segment */
	STYLE_SHARED,
	STYLE_CACHE,
	STYLE_HUGE,
	STYLE_KERNEL,
	STYLE_UNNAMED,
	STYLE_FREE,
	STYLE_COUNT
};

struct canvas;
struct curses;

/* What the terminal can show, and how it gets there. */
struct paint_style {
	const struct curses *curses;
	unsigned palette;      /* enum palette */
	bool ascii;            /* the locale has no character beyond ASCII */
	struct canvas *canvas; /* or NULL: what is painted goes to curses at once */
};

struct area {
	const struct paint_style *look;
	int y, x, height, width; /* on the screen; never negative in size */
};

/* Tells curses the colours of the palette, after it has started, where there are colours. */
void paint_set_colors(const struct paint_style *look);

/* The whole screen. */
struct area area_screen(const struct paint_style *look);

/* Rows [first, first + height) of an area, and columns likewise; clipped to it. */
struct area area_rows(struct area area, int first, int height);
struct area area_columns(struct area area, int first, int width);

/* The middle of an area, at most height by width. */
struct area area_centered(struct area area, int height, int width);

/* Whether a cell of the screen is in an area. */
static inline bool area_has(struct area area, int y, int x)
{
	return y >= area.y && y < area.y + area.height && x >= area.x && x < area.x + area.width;
}

/*
 * Paints a NUL-terminated UTF-8 text at row y, column x of the area; x may be negative.  Returns
 * the columns that the text takes, painted or not.
 */
int paint_text(struct area area, int y, int x, enum style style, const char *text);
int paint_format(struct area area, int y, int x, enum style style, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/*
 * Paints bytes that another process chose: control characters become visible escapes.  Stops
 * somewhere behind the right edge; the columns returned count up to there.
 */
int paint_bytes(struct area area, int y, int x, enum style style, struct text bytes);

/* The columns that paint_bytes() would take, counted up to limit. */
int paint_measure(const struct paint_style *look, struct text bytes, int limit);

/* Paints one ASCII character width times. */
void paint_fill(struct area area, int y, int x, int width, enum style style, char character);

/* Blanks the whole area. */
void paint_clear(struct area area);

/* Gives what is already painted another style. */
void paint_restyle(struct area area, int y, int x, int width, enum style style);

/* A frame around the area, with a title in its upper edge; returns the area inside. */
struct area paint_frame(struct area area, const char *title);

/* ---- what was painted where, of what a click can be on that is no row and no key bar ---- */

#define HITS_MOST 64

struct hit {
	int y, start, end; /* of the screen; behind its last column */
	uint32_t key;      /* what a click on it presses; 0: it asks what the title means */
	const char *title; /* N_(), of a label; or NULL */
};

struct hits {
	struct hit rows[HITS_MOST];
	size_t count;
};

/* Notes the columns of a line of the area; hits may be NULL, and what is beyond the most is left out. */
void hits_add(struct hits *hits, struct area area, int y, int x, int width, struct hit what);

/* What was painted there, or NULL. */
const struct hit *hits_at(const struct hits *hits, int y, int x);

#endif
