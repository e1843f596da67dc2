/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view shared: every object of shared memory, which processes map it and hold it, what none needs. */
#ifndef MEMTOP_VIEWS_SHARED_SHARED_H
#define MEMTOP_VIEWS_SHARED_SHARED_H

#include "document/document.h"
#include "sample/kernel/shared.h"

/*
 * Of a report, which must last as long as the document; sizes are differences since mark, unless that is
 * NULL.  NULL: no memory.
 */
struct document *shared_document(const struct shared_report *report,
	const struct shared_report *mark);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *shared_specimen(void);

#endif
