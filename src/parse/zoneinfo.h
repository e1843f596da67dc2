/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/zoneinfo: the page allocator's zones, their watermarks and per-CPU lists.  In pages. */
#ifndef MEMTOP_PARSE_ZONEINFO_H
#define MEMTOP_PARSE_ZONEINFO_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct zone {
	unsigned node;
	char name[16];              /* "DMA32", "Normal" ... */
	uint64_t free, min, low, high, spanned, present, managed;
	uint64_t protection_max;    /* the largest of protection: (...) */
	uint64_t per_cpu;           /* sum of count: over its pagesets */
	uint64_t unreclaimable;     /* node_unreclaimable: 1 when kswapd has given up; 0 if unknown */
};

struct zoneinfo {
	struct zone *zones;
	size_t count;
	uint64_t per_cpu_pages;       /* over all zones */
	uint64_t low_pages;           /* sum of the low watermarks */
	uint64_t total_reserve_pages; /* sum of min(managed, protection_max + high): totalreserve */
};

/* STATUS_MALFORMED if there is no zone in the text; zoneinfo_free() in any case. */
enum status zoneinfo_parse(struct zoneinfo *zoneinfo, const char *text, size_t length);
void zoneinfo_free(struct zoneinfo *zoneinfo);

#endif
