/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view explain: what each line of a meminfo means, what adds up to MemTotal, what follows. */
#ifndef MEMTOP_VIEWS_EXPLAIN_EXPLAIN_H
#define MEMTOP_VIEWS_EXPLAIN_EXPLAIN_H

#include "document/document.h"
#include "findings/looks/looks.h"
#include "sample/sample.h"
#include "sample/saved_files.h"

/* A meminfo: of a sample that has one, or a part of a saved text.  Neither: none. */
struct meminfo_source {
	struct sample *sample;
	const struct saved_meminfo *saved; /* lasts as long as the document */
	size_t part;
};

/* The part of a saved text that tells most, and the one of its series to compare it with. */
static inline struct meminfo_source meminfo_source_chosen(const struct saved_meminfo *saved)
{
	return (struct meminfo_source){ .saved = saved, .part = saved->pasted.chosen };
}

static inline struct meminfo_source meminfo_source_first(const struct saved_meminfo *saved)
{
	return (struct meminfo_source){ .saved = saved, .part = saved->pasted.first };
}

struct explain_request {
	struct meminfo_source shown;
	/* What changes are counted from; where it is of the same text, they are listed as well. */
	struct meminfo_source before;
	struct meminfo_source mark; /* on screen: changes since then, too */
	enum scale scale;           /* of sizes in sentences */
	const struct looks *looks;  /* of other views, or NULL; live alone */
};

/* Holds references to the samples.  NULL: no memory. */
struct document *explain_document(const struct explain_request *request);

/* What changed from one to the other, and where the memory went. */
struct document *explain_comparison(const struct meminfo_source *before,
	const struct meminfo_source *after, enum scale scale);

/*
 * For the table of explain_document() on screen.  The kernel and which meminfo of the text it is,
 * such as ", Linux 6.1".
 */
const char *explain_origin(const struct document_table *table);

/* The field of meminfo that a row is about, or -1. */
int explain_row_field(const struct document_table *table, size_t row);

/*
 * The view (enum view_id) that says what is in a row, live: kernel of what is unnamed, cache of Cached,
 * shared of Shmem; or -1.
 */
int explain_row_view(const struct document_table *table, size_t row);

/* Whether the row is the line of a field, rather than something else about it. */
bool explain_row_is_field(const struct document_table *table, size_t row);

/* Whether the row's name, or what there is to say of it, has that text, case ignored. */
bool explain_row_matches(const struct document_table *table, size_t row, const char *text);

/* Of nothing, with every figure: see struct view_row.  Live, of a text, of two.  NULL: no memory. */
struct document *explain_specimen(void);
struct document *explain_saved_specimen(void);
struct document *explain_comparison_specimen(void);

#endif
