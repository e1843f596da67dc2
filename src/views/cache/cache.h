/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the page cache holds, file by file. */
#ifndef MEMTOP_VIEWS_CACHE_CACHE_H
#define MEMTOP_VIEWS_CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "document/document.h"
#include "sample/kernel/cache_report.h"

struct cache_request {
	const struct cache_report *report; /* the document refers to it */
	size_t most;                       /* files that are listed; 0: all */
	/* Every path lasts as long as the document; else until the next one is asked for. */
	bool lasts;
};

/* NULL: no memory. */
struct document *cache_document(const struct cache_request *request);
struct document *cache_specimen(void);

#endif
