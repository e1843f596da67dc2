/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/zoneinfo: the page allocator's zones, their watermarks and per-CPU lists.  In pages. */
#ifndef MEMTOP_PARSE_SYSTEM_ZONEINFO_H
#define MEMTOP_PARSE_SYSTEM_ZONEINFO_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct zone {
	unsigned node;
	char name[16]; /* "DMA32", "Normal" ... */
	uint64_t free, boost, min, low, high, spanned, present;
	uint64_t managed;        /* present where the kernel prints none (before 3.9) */
	uint64_t protection_max; /* the largest of protection: (...) */
	uint64_t per_cpu;        /* sum of count: over its pagesets */
	uint64_t unreclaimable;  /* node_unreclaimable: 1 when kswapd has given up; 0 if unknown */
};

struct zoneinfo {
	struct zone *zones;
	size_t count;
	uint64_t per_cpu_pages; /* over all zones */
	uint64_t low_pages;     /* sum of the low watermarks, boost included as printed */
	/*
	 * totalreserve_pages of mm/page_alloc.c: sum of min(managed, protection_max + high).  The
	 * kernel computes it when the watermarks are set, so without the boost of the moment, which
	 * high as printed contains (boost is 0 where the kernel does not print it).
	 */
	uint64_t total_reserve_pages;
};

/* STATUS_MALFORMED if there is no zone in the text; zoneinfo_free() in any case. */
enum status zoneinfo_parse(struct zoneinfo *zoneinfo, const char *text, size_t length);
void zoneinfo_free(struct zoneinfo *zoneinfo);

#endif
