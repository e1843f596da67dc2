/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree of memory cgroups, kept from reading to reading.
 *
 * A directory is listed again only when the number of its children changed, or when one of them
 * turned out to be gone: fstat(2) of a kept descriptor costs a twentieth of a listing.  Usage is read
 * of all, on kept descriptors as far as the limits allow; all else of those whose usage moved, that are
 * on screen, or whose turn it is.
 */
#ifndef MEMTOP_SOURCE_CGROUP_TREE_H
#define MEMTOP_SOURCE_CGROUP_TREE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "ports/memcg_counters.h"
#include "sample/cgroups.h"
#include "source/cgroup/mount.h"

/* What it may keep open. */
struct cgroup_limits {
	size_t descriptors; /* in all */
	size_t usage_files; /* of those, on files, whose buffers the kernel keeps, too */
};

/* What a reading is to bring. */
struct cgroup_request {
	const uint64_t *visible; /* ids of those whose every figure is read */
	size_t visible_count;
	const char *path;   /* of the one that is looked into, or NULL */
	bool once;          /* there will be no other reading: keep nothing open */
	bool all;           /* read every figure of every cgroup */
	uint64_t budget_ns; /* otherwise: of processor time, for what need not be read */
};

struct cgroup_tree;

/* var: the directory in which runtimes keep what they know, "/var".  NULL: errno. */
struct cgroup_tree *cgroup_tree_new(const struct cgroup_limits *limits, const char *var);
void cgroup_tree_free(struct cgroup_tree *tree); /* NULL is allowed */

/*
 * From now on what memory.stat of version 1 does not tell is asked of those counters, which become the
 * tree's; so many cgroups are expected, those that were removed included.
 */
void cgroup_tree_use(struct cgroup_tree *tree, struct memcg_counters counters, size_t cgroups);

/*
 * Reads; what is not finished at the deadline (monotonic), or when *cancelled becomes true, is left
 * as it was.  A shortage of memory or descriptors, for all of it or for any of the directories: *cgroups is NULL.
 */
enum status cgroup_tree_read(struct cgroups **cgroups, struct cgroup_tree *tree,
	const struct cgroup_mount *mount, const struct cgroup_request *request,
	uint64_t deadline_ns, const atomic_bool *cancelled);

#endif
