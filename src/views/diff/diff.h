/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The document of diff: what changed between two moments, by which process, since when, how fast. */
#ifndef MEMTOP_VIEWS_DIFF_DIFF_H
#define MEMTOP_VIEWS_DIFF_DIFF_H

#include "document/document.h"
#include "ports/store.h"

/* Holds references to what it needs of the span.  NULL: no memory. */
struct document *diff_document(const struct record_span *span, enum scale scale);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *diff_specimen(void);

#endif
