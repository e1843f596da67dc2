/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/vmstat: counters since boot, in pages or events. */
#ifndef MEMTOP_PARSE_SYSTEM_VMSTAT_H
#define MEMTOP_PARSE_SYSTEM_VMSTAT_H

#include <stddef.h>

#include "base/status.h"
#include "base/value.h"

enum vmstat_counter {
	VMSTAT_SWAP_IN,           /* pswpin, pages */
	VMSTAT_SWAP_OUT,          /* pswpout, pages */
	VMSTAT_REFAULT_FILE,      /* workingset_refault_file; workingset_refault before 5.9 */
	VMSTAT_REFAULT_ANON,      /* workingset_refault_anon */
	VMSTAT_ALLOCATION_STALLS, /* sum of allocstall*, events */
	VMSTAT_STEAL_KSWAPD,      /* pages reclaimed by kswapd: pgsteal_kswapd* */
	VMSTAT_STEAL_DIRECT,      /* pages reclaimed directly: pgsteal_direct* */
	VMSTAT_SCAN_KSWAPD,       /* pgscan_kswapd* */
	VMSTAT_SCAN_DIRECT,       /* pgscan_direct*, without pgscan_direct_throttle */
	VMSTAT_OOM_KILL,          /* 4.13+ */
	VMSTAT_FAULT,             /* pgfault */
	VMSTAT_MAJOR_FAULT,       /* pgmajfault */
	VMSTAT_PAGE_IN,           /* pgpgin, KiB */
	VMSTAT_PAGE_OUT,          /* pgpgout, KiB */
	VMSTAT_DROP_PAGECACHE,
	VMSTAT_ISOLATED_ANON, /* nr_isolated_anon, pages */
	VMSTAT_ISOLATED_FILE,
	VMSTAT_ZSMALLOC,        /* nr_zspages, pages */
	VMSTAT_DIRTY_THRESHOLD, /* nr_dirty_threshold, pages */
	VMSTAT_DIRTY_BACKGROUND_THRESHOLD,
	VMSTAT_IOMMU,       /* nr_iommu_pages */
	VMSTAT_MEMMAP_BOOT, /* nr_memmap_boot_pages (6.11+) */
	VMSTAT_BALLOON,     /* nr_balloon_pages (6.16+) */
	VMSTAT_COUNT
};

struct vmstat {
	struct value counter[VMSTAT_COUNT];
};

enum status vmstat_parse(struct vmstat *vmstat, const char *text, size_t length);

#endif
