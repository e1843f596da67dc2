/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view process: one process in depth, its memory by kind and by mapping. */
#ifndef MEMTOP_VIEWS_PROCESS_PROCESS_H
#define MEMTOP_VIEWS_PROCESS_PROCESS_H

#include "document/document.h"
#include "findings/process_rules.h"
#include "sample/page_map.h"
#include "sample/process/list.h"

/*
 * All that is known of the process.  Holds a reference to its detail; nothing else must outlive the
 * call.  NULL: no memory.
 */
struct document *process_document(const struct process_evidence *evidence);

/*
 * The parts of it, for a screen that shows one after the other.  Title: N_(), of figures.  Details
 * and mappings must last as long as the document; all else may go.  with_others: the table of heaps
 * beside glibc's, too.
 */
void process_put_findings(struct document *document, const struct process_evidence *evidence);
void process_put_summary(struct document *document, const struct process_detail *detail,
	const char *title);
void process_put_heap(struct document *document, const struct heap_evidence *heap,
	const char *title, bool with_others);

/* Tables: kinds, and what they gained since before, if that is not NULL; rows have the kind as key. */
void process_put_kinds(struct document *document, const struct process_detail *detail,
	const struct process_detail *before);

/*
 * Mappings, with their start as key: those of a kind, KIND_COUNT being all, the largest first; or,
 * if kind is NULL, all by address.
 */
void process_put_mappings(struct document *document, const struct process_detail *detail,
	const enum detail_kind *kind);

/* The fields of one mapping; where its pages are; all figures of the summary. */
void process_put_fields(struct document *document, const struct process_detail *detail,
	const struct detail_mapping *mapping);
void process_put_pages(struct document *document, const struct residency *pages);
void process_put_figures(struct document *document, const struct process_detail *detail);

/* On screen alone.  masked: without values.  The list must last as long as the document. */
void process_put_list(struct document *document, const struct process_list *list, bool masked);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *process_specimen(void);

#endif
