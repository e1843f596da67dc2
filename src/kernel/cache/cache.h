/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page cache by file, read from the kernel's lists of inodes. */
#ifndef MEMTOP_KERNEL_CACHE_CACHE_H
#define MEMTOP_KERNEL_CACHE_CACHE_H

#include <stdatomic.h>

#include "base/status.h"
#include "kernel/cache/lists.h"
#include "ports/kernel_inodes.h"
#include "sample/kernel/cache_report.h"

/*
 * Adds all files that have pages in the cache to a report, or those that are asked for; it begins with
 * its mounts alone.  Opens no file and takes no lock, so that it neither waits nor changes what it looks at.  STATUS_NO_MEMORY, STATUS_FAILED with errno; STATUS_REFUSED once *cancelled is true.
 */
enum status kernel_cache_walk(struct cache_report *report, const struct cache_lists *lists,
	const struct cache_below *asked, const atomic_bool *cancelled);

/* The same of file systems with such contents alone: 1 << enum cache_content, or'ed. */
enum status kernel_cache_walk_of(struct cache_report *report, const struct cache_lists *lists,
	unsigned contents, const atomic_bool *cancelled);

/* Finds in the kernel what descriptors of targets lead to; by /proc/kcore nothing is found.  Errors of it. */
enum status kernel_cache_find(struct cache_target *targets, size_t count,
	const struct cache_lists *lists);

/*
 * Tells the state of the cached pages of a report's files and the cgroups that pay for them, of the largest first, as
 * many as 2 s allow; the report is not sorted or cut behind that.  bpf is kernel_object_pages.  Errors as
 * above; what was counted by then stays.
 */
enum status kernel_cache_count_pages(struct cache_report *report, struct kernel_bpf *bpf,
	const atomic_bool *cancelled);

/*
 * Tells which processes have the files of a report open; the report is not sorted or cut behind that; bpf is
 * kernel_object_holders.  Errors as above.
 */
enum status kernel_cache_list_holders(struct cache_report *report, struct kernel_bpf *bpf,
	const atomic_bool *cancelled);

/*
 * Tells which processes may share memory, as far as the report has its inodes; bpf is kernel_object_shmem_users.  free() the
 * list in any case.  Errors as above.
 */
enum status kernel_cache_list_shmem_users(struct kernel_shmem_users *shmem_users,
	const struct cache_report *report, struct kernel_bpf *bpf, const atomic_bool *cancelled);

#endif
