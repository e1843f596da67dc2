/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories of a report by the addresses of their dentries, each read once. */
#ifndef MEMTOP_KERNEL_CACHE_DIRECTORIES_H
#define MEMTOP_KERNEL_CACHE_DIRECTORIES_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "kernel/cache/lists.h"
#include "sample/kernel/cache_report.h"

struct directories {
	struct cache_report *report;
	uint32_t *slots; /* a hash table: index + 1, 0 where there is none */
	size_t slot_count;
	size_t named; /* those before it have their names */
	bool failed;  /* there was no memory for one of them, or for its name */
};

/* The report's directories are these alone.  directories_free() in any case. */
void directories_init(struct directories *directories, struct cache_report *report);
void directories_free(struct directories *directories);

/* The directory of a dentry, which is added without a name; CACHE_NONE: no memory. */
uint32_t directories_of(struct directories *directories, uint64_t dentry, uint32_t superblock);

/*
 * Reads the names of those that have none, and of all above them.  addresses: those of the report's
 * superblocks, to know a dentry that is another one by now.
 */
enum status directories_name(struct directories *directories, const struct cache_lists *lists,
	const uint64_t *addresses);

/* At the end: what lies below one without a name has no whole path either. */
void directories_finish(struct directories *directories);

#endif
