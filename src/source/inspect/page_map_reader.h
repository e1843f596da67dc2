/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads where a mapping's pages are, from /proc/PID/pagemap. */
#ifndef MEMTOP_SOURCE_INSPECT_PAGE_MAP_READER_H
#define MEMTOP_SOURCE_INSPECT_PAGE_MAP_READER_H

#include <stdbool.h>

#include "ports/inspect.h"
#include "source/file.h"

/*
 * Fills the strip of the mapping asked for; strip->status says whether it could be read.  Of a
 * mapping with very many pages it looks at the first so many, and calls the rest unread.  Without
 * scan it reads pagemap even where the kernel has PAGEMAP_SCAN.
 */
void residency_read(struct residency *page_map, const struct kernel_root *root,
	const struct residency_request *request, bool scan);

/*
 * Where, from `from` on, the first page lies that is in memory or in swap; `to` if there is none below
 * it.  page_map is an open /proc/PID/pagemap.  STATUS_ABSENT before Linux 6.7, and where the call is
 * not allowed.
 */
enum status page_map_next(int page_map, uint64_t from, uint64_t to, uint64_t *at);

#endif
