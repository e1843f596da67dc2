/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page cache by directory: for cache_groups.c alone. */
#ifndef MEMTOP_DERIVE_KERNEL_CACHE_TREE_H
#define MEMTOP_DERIVE_KERNEL_CACHE_TREE_H

#include "derive/kernel/cache_groups.h"

/* As cache_groups_make(), with file systems at the top. */
enum status cache_tree_make(struct cache_groups *groups, const struct cache_report *report,
	const struct cache_grouping_request *request);

/* Of a file; and their sum. */
struct cache_share cache_share_of(const struct cache_report *report, const struct cache_file *file);
struct cache_share cache_share_of_rest(const struct cache_report *report,
	const struct cache_directory *directory);
void cache_share_add(struct cache_share *sum, const struct cache_share *share);

#endif
