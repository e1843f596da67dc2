/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands before a name in a table whose rows are a tree: branches, and whether it is folded. */
#ifndef MEMTOP_DOCUMENT_TREE_H
#define MEMTOP_DOCUMENT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"

struct tree_line {
	unsigned depth; /* 0: a root, which has no branch */
	bool last_child, folded;
	size_t count;      /* itself and all below it */
	uint64_t branches; /* tree_branches() */
};

/* What leads a name on screen, bit by bit; what does not fit is left out. */
struct tree_lead {
	char *text; /* DATUM_BUFFER bytes */
	size_t length;
};

/*
 * Goes on to the next line of a tree in preorder.  Bit d of the result: the ancestor at depth d has a
 * sibling further down, so its branch goes on.  running is 0 before the first line.
 */
uint64_t tree_branches(uint64_t *running, unsigned depth, bool last_child);

void tree_lead_add(struct tree_lead *lead, const char *text);
void tree_lead_branches(struct tree_lead *lead, const struct tree_line *line, bool ascii);

/* Of a line that has others below it: the sign of a fold, and how many are in it. */
void tree_lead_fold(struct tree_lead *lead, const struct tree_line *line, bool ascii);

/* What leads a name in text that is printed. */
struct text tree_text(char out[static DATUM_BUFFER], unsigned depth, bool last_child);

#endif
