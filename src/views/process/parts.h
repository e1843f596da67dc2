/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside views/process/: the parts of the document. */
#ifndef MEMTOP_VIEWS_PROCESS_PARTS_H
#define MEMTOP_VIEWS_PROCESS_PARTS_H

#include "document/document.h"
#include "sample/process_detail.h"

/* The sums by kind, and every mapping.  The detail must last as long as the document. */
void process_put_kinds(struct document *document, const struct process_detail *detail);
void process_put_mappings(struct document *document, const struct process_detail *detail);

#endif
