/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view heap: what malloc holds and retains in one process. */
#ifndef MEMTOP_VIEWS_HEAP_HEAP_H
#define MEMTOP_VIEWS_HEAP_HEAP_H

#include "document/document.h"
#include "findings/heap_rules.h"

/*
 * One look.  before is the look before it, for what changed since, or NULL in the first.  Everything
 * must last as long as the document.  NULL: no memory.
 */
struct document *heap_document(const struct heap_evidence *evidence,
	const struct heap_report *before);

/*
 * The parts of it, for a screen.  The map is of so many pages from the first; line, which lasts as
 * long as the document, stands behind its legend.  Classes are compared with those at the mark.
 */
void heap_put_findings(struct document *document, const struct heap_evidence *evidence);
void heap_put_figures(struct document *document, const struct heap_report *report);
void heap_put_map(struct document *document, const struct heap_report *report, size_t first,
	size_t pages, const char *line);
void heap_put_classes(struct document *document, const struct heap_report *report,
	const struct heap_report *mark);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *heap_specimen(void);

#endif
