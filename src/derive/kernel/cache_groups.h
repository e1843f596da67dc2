/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page cache by directory, file system, process or cgroup instead of by file. */
#ifndef MEMTOP_DERIVE_KERNEL_CACHE_GROUPS_H
#define MEMTOP_DERIVE_KERNEL_CACHE_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "sample/kernel/cache_report.h"

enum cache_grouping {
	CACHE_BY_FILE, /* no group */
	CACHE_BY_DIRECTORY,
	CACHE_BY_FILESYSTEM,
	CACHE_BY_PROCESS,
	CACHE_BY_CGROUP,
	CACHE_GROUPINGS
};

/* "file", "directory" ...: of the option and for programs. */
extern const char *const cache_grouping_keys[CACHE_GROUPINGS];

/* Bytes, but for files.  States are those of the pages that were counted, as in struct cache_sums. */
struct cache_share {
	uint64_t files, cached, active, mapped, dirty, evicted, deleted;
};

struct cache_group {
	/*
	 * Of the report: superblock, directory or cgroup, which is CACHE_NONE for what is no group's: of
	 * directories that is their file system, which stands above them.
	 */
	uint32_t superblock, directory, cgroup;
	const struct cache_holder *holder; /* by process; NULL: what no process has open */
	uint64_t key;                      /* names it from report to report */
	struct cache_share share;          /* a directory's: with all that lies below it */
	/* A tree in preorder, by directory; else a list. */
	unsigned depth;
	size_t count; /* itself and all below it, shown or not */
	bool last_child, folded;
};

struct cache_groups {
	struct cache_group *groups; /* most first; in a tree among siblings */
	size_t count;
};

struct cache_grouping_request {
	enum cache_grouping by;
	uint64_t least; /* of a tree: directories with less stand in the sum above them alone */
	bool (*is_folded)(const void *context, uint64_t key); /* NULL: none is */
	const void *context;
};

/*
 * Everything is in one group once, so that the groups (of a tree, those without depth) add up to all that
 * is cached: what several processes have open is divided among them equally.  STATUS_NO_MEMORY; then there
 * is no group.
 */
enum status cache_groups_make(struct cache_groups *groups, const struct cache_report *report,
	const struct cache_grouping_request *request);
void cache_groups_free(struct cache_groups *groups);

#endif
