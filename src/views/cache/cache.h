/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the page cache holds, file by file. */
#ifndef MEMTOP_VIEWS_CACHE_CACHE_H
#define MEMTOP_VIEWS_CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "derive/kernel/cache_past.h"
#include "document/document.h"
#include "sample/kernel/cache_report.h"
#include "sample/kernel/cache_search.h"

struct cache_request {
	const struct cache_report *report; /* the document refers to it */
	const struct cache_search *search; /* what was searched for names that it lacked; or NULL */
	size_t most;                       /* files that are listed; 0: all */
	/* Every path lasts as long as the document; else until the next one is asked for. */
	bool lasts;
	struct cache_grouping_request grouping; /* not used later */
	bool ascii;                             /* branches are drawn in ASCII */
	/* What rows grew since, as a pace and as their size; not used later, and NULL where there is none. */
	const struct cache_past *before, *mark;
	uint64_t now_ns; /* CLOCK_MONOTONIC: of the report */
};

/* A file or group since an earlier look. */
struct cache_change {
	struct value pace,
		size; /* size: the difference since the mark, or all where there is none */
};
struct cache_change cache_change_of(const struct cache_request *request, uint64_t key,
	uint64_t cached);

/* A row of its table as a line of the tree; count is itself and all below it. */
struct cache_tree_line {
	unsigned depth;
	size_t count;
	uint64_t key;
};
size_t cache_line_count(
	const struct document_table *table); /* 0: it is no tree or list of groups */
struct cache_tree_line cache_line(const struct document_table *table, size_t row);

/* The file of the report at a row of its table; NULL: its rows are groups. */
const struct cache_file *cache_row_file(const struct document_table *table, size_t row);

/* NULL: no memory. */
struct document *cache_document(const struct cache_request *request);
struct document *cache_specimen(void);
struct document *cache_groups_specimen(void);

/*
 * The path of a file, as a cell and as a copy that lasts as long as the document, NULL of a file without a
 * name.  kept: such a copy, or NULL; scratch: CACHE_PATH bytes, which the cell refers to until they are used
 * again.
 */
void cache_set_path(struct datum *out, const struct cache_report *report,
	const struct cache_file *file, const char *kept, char *scratch);
const char *cache_keep_path(struct document *document, const struct cache_report *report,
	const struct cache_file *file, char *scratch);

#endif
