/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source of the view cache for fake_screen: one look, of a page cache in which one file stands out. */
#ifndef MEMTOP_TESTS_FAKE_CACHE_H
#define MEMTOP_TESTS_FAKE_CACHE_H

#include "ports/cache.h"

struct fake_cache {
	const char *
		kind; /* "deleted": a file of 3 GiB that cannot be opened any more; NULL: no source */
	int event;
};

/* cache stays the caller's.  The descriptor is never closed. */
struct cache_feed fake_cache_feed(struct fake_cache *cache, const char *kind);

#endif
