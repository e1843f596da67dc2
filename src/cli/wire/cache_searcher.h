/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Searches for dropped names in the background, and what they found in a session. */
#ifndef MEMTOP_CLI_WIRE_CACHE_SEARCHER_H
#define MEMTOP_CLI_WIRE_CACHE_SEARCHER_H

#include "ports/cache.h"

/* One search at a time, in a thread of its own. */
struct cache_searcher;

/*
 * At rest; event is rung when there is something new.  allowed: whether programs may be loaded; a search takes so
 * many seconds at the most.  NULL: no memory.
 */
struct cache_searcher *cache_searcher_new(int event, bool allowed, double seconds);
void cache_searcher_free(struct cache_searcher *searcher); /* NULL is allowed */

/* search, take_search and name of struct cache_feed. */
enum status cache_searcher_search(struct cache_searcher *searcher,
	const struct cache_report *report);
bool cache_searcher_take(struct cache_searcher *searcher, struct cache_search_news *news);
enum status cache_searcher_name(struct cache_searcher *searcher, struct cache_report *report);

#endif
