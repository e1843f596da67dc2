/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/vmstat.h"

#include "base/macros.h"
#include "parse/keyed.h"

/*
 * The counter, its key in mm/vmstat.c, whether several keys are summed; in the order of the file.
 * NONE only keeps a key out of the row of another.
 */
#define NONE (-1)
#define VMSTAT_ROWS(ROW)                                                                           \
	ROW(VMSTAT_ISOLATED_ANON, "nr_isolated_anon", true)                                        \
	ROW(VMSTAT_ISOLATED_FILE, "nr_isolated_file", true)                                        \
	ROW(VMSTAT_REFAULT_ANON, "workingset_refault_anon", false)                                 \
	ROW(VMSTAT_REFAULT_FILE, "workingset_refault_file", false)                                 \
	/* 3.15 to 5.8: of file pages, then the only ones counted */                               \
	ROW(VMSTAT_REFAULT_FILE, "workingset_refault", false)                                      \
	ROW(VMSTAT_DIRTY_THRESHOLD, "nr_dirty_threshold", false)                                   \
	ROW(VMSTAT_DIRTY_BACKGROUND_THRESHOLD, "nr_dirty_background_threshold", false)             \
	ROW(VMSTAT_IOMMU, "nr_iommu_pages", false)                                                 \
	ROW(VMSTAT_MEMMAP_BOOT, "nr_memmap_boot_pages", false)                                     \
	ROW(VMSTAT_BALLOON, "nr_balloon_pages", false)                                             \
	ROW(VMSTAT_ZSMALLOC, "nr_zspages", false)                                                  \
	ROW(VMSTAT_PAGE_IN, "pgpgin", false)                                                       \
	ROW(VMSTAT_PAGE_OUT, "pgpgout", false)                                                     \
	ROW(VMSTAT_SWAP_IN, "pswpin", false)                                                       \
	ROW(VMSTAT_SWAP_OUT, "pswpout", false)                                                     \
	/* one a zone since 4.10 */                                                                \
	ROW(VMSTAT_ALLOCATION_STALLS, "allocstall*", true)                                         \
	ROW(VMSTAT_FAULT, "pgfault", false)                                                        \
	ROW(VMSTAT_MAJOR_FAULT, "pgmajfault", false)                                               \
	/* one a zone before 4.8 */                                                                \
	ROW(VMSTAT_STEAL_KSWAPD, "pgsteal_kswapd*", true)                                          \
	ROW(VMSTAT_STEAL_DIRECT, "pgsteal_direct*", true)                                          \
	ROW(VMSTAT_SCAN_KSWAPD, "pgscan_kswapd*", true)                                            \
	ROW(VMSTAT_SCAN_DIRECT, "pgscan_direct*", true)                                            \
	/* waits, not pages */                                                                     \
	ROW(NONE, "pgscan_direct_throttle", false)                                                 \
	ROW(VMSTAT_OOM_KILL, "oom_kill", false)                                                    \
	ROW(VMSTAT_DROP_PAGECACHE, "drop_pagecache", false)

#define KEY_ROW(counter, key, sum)     { key, sum },
#define COUNTER_ROW(counter, key, sum) counter,
static const struct keyed_row rows[] = { VMSTAT_ROWS(KEY_ROW) };
static const int counters[] = { VMSTAT_ROWS(COUNTER_ROW) };

enum status vmstat_parse(struct vmstat *vmstat, const char *text, size_t length)
{
	struct value values[COUNT_OF(rows)];
	enum status status = keyed_parse(values, rows, COUNT_OF(rows), text, length);

	values_fill(vmstat->counter, sizeof(vmstat->counter), VALUE_ABSENT);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (counters[i] != NONE && value_known(values[i]))
			vmstat->counter[counters[i]] = values[i];
	}
	return status;
}
