/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds cgroups by path and id, and counts whose processes there are.
 *
 *	cgroup_index_build(&index, cgroups);
 *	at = cgroup_index_path(&index, path_of_proc);
 *	cgroup_index_free(&index);
 */
#ifndef MEMTOP_DERIVE_CGROUP_INDEX_H
#define MEMTOP_DERIVE_CGROUP_INDEX_H

#include "base/status.h"
#include "sample/cgroups.h"

struct cgroup_index {
	const struct cgroups *cgroups;
	size_t *by_path, *by_id; /* open hash tables: 1 + the index of a node, or 0 */
	size_t size;             /* a power of two */
};

/* cgroups, which may be NULL, outlives it.  cgroup_index_free() in any case. */
enum status cgroup_index_build(struct cgroup_index *index, const struct cgroups *cgroups);
void cgroup_index_free(struct cgroup_index *index);

/* The node of a path as /proc/PID/cgroup has it, or CGROUP_NO_PARENT if it is not seen here. */
size_t cgroup_index_path(const struct cgroup_index *index, const char *path);

/* The node of that id, or CGROUP_NO_PARENT. */
size_t cgroup_index_id(const struct cgroup_index *index, uint64_t id);

struct row;

/*
 * How many processes each cgroup has, those of its descendants included: an array by node, free() it.
 * The rows know their cgroups (COST_CGROUP).  NULL: no memory.
 */
size_t *cgroup_index_processes(const struct cgroup_index *index, struct row *const *rows,
	size_t row_count);

#endif
