/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view heap: what malloc holds and retains in one process. */
#ifndef MEMTOP_VIEWS_HEAP_HEAP_H
#define MEMTOP_VIEWS_HEAP_HEAP_H

#include "document/document.h"
#include "findings/heap_rules.h"

/*
 * One look.  before is the look before it, for what changed since, or NULL in the first.  width is
 * that of the page map in columns, 0 for the usual one.  Everything must last as long as the
 * document.  NULL: no memory.
 */
struct document *heap_document(const struct heap_evidence *evidence,
	const struct heap_report *before, size_t width);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *heap_specimen(void);

#endif
