/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports of memory that ended, explained: what explain shows where a text has such reports. */
#ifndef MEMTOP_VIEWS_OOM_OOM_H
#define MEMTOP_VIEWS_OOM_OOM_H

#include "document/document.h"
#include "derive/oom/oom.h"
#include "views/oom/sort.h"

/*
 * Of each report its sentence, what was asked for, the zones, the balance, the processes; CSV has
 * the processes of the first.  The rows that only people see, which cost as much as the rest, are
 * made for_people.  The reports must last as long as the document.  NULL: no memory.
 */
struct document *oom_document(const struct oom_reports *reports, bool for_people);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *oom_specimen(void);

/* The same of one report alone, and of the others their sentences: for the screen. */
struct document *oom_document_of(const struct oom_reports *reports, size_t index,
	const struct oom_sort *sort);

#endif
