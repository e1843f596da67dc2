/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The figures of a heap: of one arena, or of all. */
#ifndef MEMTOP_DOCUMENT_HEAP_FIGURES_H
#define MEMTOP_DOCUMENT_HEAP_FIGURES_H

#include "document/document.h"
#include "base/value.h"
#include "sample/heap_report.h"

struct heap_figure {
	struct label label;
	size_t offset;   /* of a uint64_t in struct heap_figures */
	bool in_summary; /* stands among a process's figures, too */
};

#define HEAP_FIGURES 21
/* Whose it is; the pace of what is in use. */
extern const struct label heap_allocator_label, heap_growth_label;

extern const struct heap_figure heap_figure_rows[HEAP_FIGURES];

/* How far its figures can be trusted, why no further, and whose heap it is: for programs. */
void document_heap_status(struct document *document, const struct heap_report *report);
void document_heap_state(struct document *document, enum heap_confidence confidence,
	enum heap_reason reason, enum heap_allocator allocator);

/* "Java's heap", for people, untranslated: N_(). */
const char *heap_allocator_title(enum heap_allocator allocator);

struct value heap_figure_of(const struct heap_figures *figures, size_t row);

/*
 * Of the whole heap; absent where the look was refused.  Where another allocator stands in the place of
 * glibc's and was read, those that it has, too.
 */
struct value heap_figure_of_report(const struct heap_report *report, size_t row);

#endif
