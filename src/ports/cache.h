/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the files of the page cache come from. */
#ifndef MEMTOP_PORTS_CACHE_H
#define MEMTOP_PORTS_CACHE_H

#include <stdbool.h>

#include "sample/kernel/cache_report.h"

/* What a look gave. */
struct cache_news {
	enum status status;         /* STATUS_OK: report is filled */
	struct message message;     /* why not */
	struct cache_report report; /* cache_report_free() it */
};

struct cache_feed {
	void *context;
	int descriptor; /* becomes readable when a look ended */
	/*
	 * Looks now, and from then on as often as that takes 5% of a processor at the most; false ends
	 * it, and unloads what it has in the kernel.  Never waits.
	 */
	void (*look)(void *context, bool on);
	/* The newest look that was not taken yet; false: there is none. */
	bool (*take)(void *context, struct cache_news *news);
};

#endif
