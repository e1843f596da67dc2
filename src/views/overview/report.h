/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to report of the machine, and of a process, from a sample alone. */
#ifndef MEMTOP_VIEWS_OVERVIEW_REPORT_H
#define MEMTOP_VIEWS_OVERVIEW_REPORT_H

#include "derive/history.h"
#include "document/document.h"
#include "findings/leak_rules.h"
#include "sample/sample.h"

/* The machine, and the processes that take most.  NULL: no memory. */
struct document *overview_report(struct sample *sample);

/*
 * What is found in one of the sample's processes, in its past and in a search of its heap, and all its
 * figures.  history may be NULL.  NULL: no memory.
 */
struct document *process_row_report(const struct sample *sample, const struct row *row,
	struct history *history, const struct search_evidence *search);

#endif
