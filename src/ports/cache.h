/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the files of the page cache come from. */
#ifndef MEMTOP_PORTS_CACHE_H
#define MEMTOP_PORTS_CACHE_H

#include <stdbool.h>

#include "sample/kernel/cache_report.h"
#include "sample/kernel/cache_search.h"

/* What a look gave. */
struct cache_news {
	enum status status;         /* STATUS_OK: report is filled */
	struct message message;     /* why not */
	struct cache_report report; /* cache_report_free() it */
};

/* How far a search for dropped names is, or what it gave. */
struct cache_search_news {
	bool goes_on;
	struct cache_search_place sums; /* without lists */
	uint64_t spent_ns;
	/* Once it has ended: */
	enum status status;         /* STATUS_OK: search is filled, but for its names */
	struct message message;     /* why not */
	struct cache_search search; /* cache_search_free() it */
};

enum cache_look {
	CACHE_LOOK_NOT,
	CACHE_LOOK_AT_LISTS, /* of the kernel, or not at all */
	CACHE_LOOK_AT_FILES, /* where these cannot be read: at what processes have open */
};

struct cache_feed {
	void *context;
	int descriptor; /* becomes readable when a look ended */
	/*
	 * Looks now, and from then on as often as that takes 5% of a processor at the most; CACHE_LOOK_NOT ends
	 * it, and unloads what it has in the kernel.  Never waits.
	 */
	void (*look)(void *context, enum cache_look how);
	/* The newest look that was not taken yet; false: there is none. */
	bool (*take)(void *context, struct cache_news *news);
	/*
	 * Searches directories for the names that a report lacks, in the background; NULL ends it, and what was found
	 * by then is told.  It names files of this report and of all that are taken later.  STATUS_NO_MEMORY, STATUS_FAILED.
	 */
	enum status (*search)(void *context, const struct cache_report *report);
	/* The newest that was not taken yet; false: there is none.  The descriptor is readable then, too. */
	bool (*take_search)(void *context, struct cache_search_news *news);
	/* Names the files of a report once more, behind a search.  STATUS_NO_MEMORY. */
	enum status (*name)(void *context, struct cache_report *report);
};

#endif
