/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of a table as they were printed, so that a row that did not change is not made again for the next
 * document.  Those of a document lie one behind the other, so that rows which also follow one another as they
 * did are copied at once.
 *
 *	line = kept_lines_find(lines, key, version);
 *	if (line && line->layout == layout) text = kept_lines_again(lines, line, 1);
 *	else kept_lines_keep(lines, &(struct kept_line){ ... }, text);
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
	size_t start, length;  /* where the line, LF included, stands among those of its document */
};

struct kept_lines;

struct kept_lines *kept_lines_new(void);        /* NULL: no memory, and nothing is kept */
void kept_lines_free(struct kept_lines *lines); /* NULL is allowed */

/*
 * The greatest widths that cells had so far, for the caller to widen, so those of lines that are kept, too: columns
 * stay as wide, or one row that moves to and fro would make all lines again and again.
 */
int16_t *kept_lines_widths(struct kept_lines *lines); /* KEPT_COLUMNS of them */

/*
 * That of the document before, good until the end of this one; line + 1 is the one that followed it there.
 * NULL: there is none of that version.
 */
const struct kept_line *kept_lines_find(struct kept_lines *lines, uint64_t key, uint64_t version);

/* Keeps so many lines that followed one another once more; their text, good until the end of this document. */
struct text kept_lines_again(struct kept_lines *lines, const struct kept_line *first, size_t count);

/* Keeps a line of this document, of which key, version and layout are told; without memory it is not kept. */
void kept_lines_keep(struct kept_lines *lines, const struct kept_line *line, struct text text);

/* Forgets the document before: what was kept since is the next one's. */
void kept_lines_end(struct kept_lines *lines);

#endif
