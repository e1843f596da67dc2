/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside views/process/. */
#ifndef MEMTOP_VIEWS_PROCESS_PARTS_H
#define MEMTOP_VIEWS_PROCESS_PARTS_H

#include "document/document.h"
#include "document/process_summary.h"
#include "sample/process_detail.h"

/* The sums of every kind, for programs. */
void process_put_all_kinds(struct document *document, const struct process_detail *detail);

/* A figure of the summary, in words where it takes some. */
struct datum process_summary_datum(struct document *document, const struct summary_row *row,
	const struct process_detail *detail);

#endif
