/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What files of /proc say of the page cache that is walked meanwhile. */
#ifndef MEMTOP_SOURCE_SYSTEM_PAGE_CACHE_H
#define MEMTOP_SOURCE_SYSTEM_PAGE_CACHE_H

#include "base/status.h"
#include "sample/kernel/cache_report.h"

/* Where file systems are mounted; without that paths begin with their type.  STATUS_NO_MEMORY. */
enum status page_cache_read_mounts(struct cache_report *report);

/* What meminfo and vmstat say at this moment. */
void page_cache_read_meminfo(struct cache_report *report);

#endif
