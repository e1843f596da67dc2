/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view process: one process in depth, its memory by kind and by mapping. */
#ifndef MEMTOP_VIEWS_PROCESS_PROCESS_H
#define MEMTOP_VIEWS_PROCESS_PROCESS_H

#include "document/document.h"
#include "findings/process_rules.h"

/*
 * All that is known of the process.  Holds a reference to its detail; nothing else must outlive the
 * call.  NULL: no memory.
 */
struct document *process_document(const struct process_evidence *evidence);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *process_specimen(void);

#endif
