/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the page cache holds, file by file. */
#ifndef MEMTOP_VIEWS_CACHE_CACHE_H
#define MEMTOP_VIEWS_CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "derive/kernel/cache_groups.h"
#include "document/document.h"
#include "sample/kernel/cache_report.h"

struct cache_request {
	const struct cache_report *report; /* the document refers to it */
	size_t most;                       /* files that are listed; 0: all */
	/* Every path lasts as long as the document; else until the next one is asked for. */
	bool lasts;
	struct cache_grouping_request grouping; /* not used later */
	bool ascii;                             /* branches are drawn in ASCII */
};

/* A row of its table as a line of the tree; count is itself and all below it. */
struct cache_tree_line {
	unsigned depth;
	size_t count;
	uint64_t key;
};
size_t cache_line_count(
	const struct document_table *table); /* 0: it is no tree or list of groups */
struct cache_tree_line cache_line(const struct document_table *table, size_t row);

/* NULL: no memory. */
struct document *cache_document(const struct cache_request *request);
struct document *cache_specimen(void);
struct document *cache_groups_specimen(void);

#endif
