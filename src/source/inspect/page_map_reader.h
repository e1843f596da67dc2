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

#endif
