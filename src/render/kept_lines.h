/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of a table as they were printed, so that a row that did not change is not made again for the next
 * document.
 *
 *	line = kept_lines_find(lines, key, version);
 *	if (line && line->layout == layout) ... line->text ...
 *	else kept_lines_keep(lines, &(struct kept_line){ ... });
 *	kept_lines_end(lines);			after each document
 */
#ifndef MEMTOP_RENDER_KEPT_LINES_H
#define MEMTOP_RENDER_KEPT_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define KEPT_COLUMNS 64

struct kept_line {
	uint64_t key, version; /* of the row */
	uint64_t layout;       /* of the widths of all columns that it was printed with */
	struct text text;      /* the line, LF included */
};

struct kept_lines;

struct kept_lines *kept_lines_new(void);        /* NULL: no memory, and nothing is kept */
void kept_lines_free(struct kept_lines *lines); /* NULL is allowed */

/*
 * The greatest widths that cells had so far, for the caller to widen, so those of lines that are kept, too: columns
 * stay as wide, or one row that moves to and fro would make all lines again and again.
 */
int16_t *kept_lines_widths(struct kept_lines *lines); /* KEPT_COLUMNS of them */

/* Good until the line of that key is kept anew.  NULL: there is none of that version. */
const struct kept_line *kept_lines_find(struct kept_lines *lines, uint64_t key, uint64_t version);

/* Keeps a copy, in place of the one of that key; without memory nothing is kept. */
void kept_lines_keep(struct kept_lines *lines, const struct kept_line *line);

/* Forgets those that were neither found nor kept since the last end. */
void kept_lines_end(struct kept_lines *lines);

#endif
