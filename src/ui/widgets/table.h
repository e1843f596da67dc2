/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scrollable table: headings, a cursor, columns aligned by display width.  It knows where it
 * stands; what it shows is asked for, and only for the rows on screen.
 */
#ifndef MEMTOP_UI_WIDGETS_TABLE_H
#define MEMTOP_UI_WIDGETS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "ui/session/action.h"
#include "ui/widgets/paint.h"

#define TABLE_COLUMNS 64
#define CELL_SIZE     256

struct cell {
	enum style style;
	const char *prefix; /* painted before the text, such as a branch; NULL: nothing */
	struct text text;   /* any bytes; may point into buffer */
	struct text name;   /* strong, between prefix and text; or empty */
	struct text match;  /* a part of text that stands out, or empty */
	struct text stem;   /* the same, in bold */
	bool spans;         /* the rest of the row is this one's */
	char buffer[CELL_SIZE];
	char prefix_buffer[CELL_SIZE];
};

struct table_column {
	const char *title; /* translated */
	int width;         /* at least; the last column takes the rest */
	bool right;        /* aligned to the right, and as wide as its widest figure */
};

/* What was found of a row on screen, so that it need not be asked for again. */
struct table_line {
	uint64_t tag; /* of all that its cells follow from; 0: not known */
	uint16_t widths[TABLE_COLUMNS];
	bool more; /* something of it was cut at the last painting */
};

/* Those of a table, by their lines; zero it first, table_lines_free() it last. */
struct table_lines {
	struct table_line *at;
	size_t capacity;
};

struct table_content {
	void *context;
	size_t row_count, column_count;
	struct table_column columns[TABLE_COLUMNS];
	int sorted; /* the column that sorts, or -1 */
	bool descending;
	bool no_heading, no_cursor;
	/* Fills a cell that is zeroed but for its buffers. */
	void (*cell)(void *context, size_t row, size_t column, struct cell *cell);
	/* Whose cells are the same as long as this is, at the same look; 0: they may be others.  NULL: all may. */
	uint64_t (*version)(void *context, size_t row);
	uint64_t look;             /* a tag (base/tag.h) of all else that they follow from */
	struct table_lines *lines; /* where version is given */
	/* A style for the whole row, or STYLE_NORMAL to leave its cells theirs; NULL: all normal. */
	enum style (*row_style)(void *context, size_t row);
};

struct table {
	size_t cursor, top;        /* rows */
	bool moved;                /* the user took the cursor off the first row */
	int scroll;                /* columns */
	int height, y;             /* rows on screen at the last painting; the first one's line */
	bool more;                 /* something was cut at the right edge at the last painting */
	int widths[TABLE_COLUMNS]; /* of the widest figure of the last paintings */
	int wanted[TABLE_COLUMNS]; /* of the widest since they were last narrowed */
	int paintings;             /* since then */
	int heading_y;             /* the line of the headings, or -1 */
	int right;                 /* the column of the screen behind it */
	struct table_span {
		int start, end; /* columns of the screen; end 0: not painted */
	} spans[TABLE_COLUMNS];
	size_t column_count;
};

void table_paint(struct table *table, const struct table_content *content, struct area area);

void table_lines_free(struct table_lines *lines);

/* Moves by one of ACTION_UP to ACTION_RIGHT; false for any other action. */
bool table_move(struct table *table, enum action_id id, size_t row_count, bool no_cursor);

/* Keeps cursor and top inside, and the cursor on screen. */
void table_settle(struct table *table, size_t row_count);

/* The row painted at that line of the screen, or row_count if none. */
size_t table_row_at(const struct table *table, int y, size_t row_count);

/* The column whose heading was painted there, or -1. */
int table_heading_at(const struct table *table, int y, int x);

/* Forgets the grown widths: columns or units have changed. */
void table_reset_widths(struct table *table);

#endif
