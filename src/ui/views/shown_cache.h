/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report of the page cache that documents and their view share; the last of them frees it. */
#ifndef MEMTOP_UI_VIEWS_SHOWN_CACHE_H
#define MEMTOP_UI_VIEWS_SHOWN_CACHE_H

#include "document/document.h"
#include "ports/cache.h"

struct shown_cache {
	unsigned references;
	struct cache_report report;
};

/* Takes the report of the news over, with one reference; NULL: no memory, and the report is freed. */
struct shown_cache *shown_cache_new(struct cache_news *news);
void shown_cache_release(void *shown); /* NULL is allowed */

/* The document refers to it; NULL of either is allowed. */
void shown_cache_hold(struct shown_cache *shown, struct document *document);

#endif
