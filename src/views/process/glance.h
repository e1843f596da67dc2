/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A process at a glance: what its row and its past tell, without looking into it. */
#ifndef MEMTOP_VIEWS_PROCESS_GLANCE_H
#define MEMTOP_VIEWS_PROCESS_GLANCE_H

#include "derive/history.h"
#include "document/document.h"
#include "findings/leak_rules.h"
#include "sample/sample.h"

/*
 * Adds the same sentences as in its own view, as far as they need nothing but its row and its past.
 * row is one of the sample's; history may be NULL.
 */
void process_glance_findings(struct document *document, const struct sample *sample,
	const struct row *row, struct history *history, const struct search_evidence *search);

/*
 * For the screen alone; nothing must outlive the call.  row is one of the sample's; history may be
 * NULL.  NULL: no memory.
 */
struct document *process_glance(const struct sample *sample, const struct row *row,
	struct history *history, const struct search_evidence *search, enum scale scale);

#endif
