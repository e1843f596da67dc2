/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view leaks: what nothing points to in one process's heap, and what holds the rest. */
#ifndef MEMTOP_VIEWS_LEAKS_LEAKS_H
#define MEMTOP_VIEWS_LEAKS_LEAKS_H

#include "document/document.h"
#include "findings/leak_rules.h"

/*
 * What the looks so far gave, which must last as long as the document, with so many holders, the
 * largest; 0: with all.  NULL: no memory.
 */
struct document *leaks_document(const struct leak_evidence *evidence, size_t holders_most);

/* The same into a document that has begun: for a screen. */
void leaks_put(struct document *document, const struct leak_evidence *evidence,
	size_t holders_most);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *leaks_specimen(void);

#endif
