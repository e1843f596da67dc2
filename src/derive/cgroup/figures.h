/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What follows from the figures of memory cgroups: what reclaim could take, which limit binds, how
 * much room it leaves.  Bytes; unknown where what it is made of is.
 */
#ifndef MEMTOP_DERIVE_CGROUP_FIGURES_H
#define MEMTOP_DERIVE_CGROUP_FIGURES_H

#include <stdbool.h>

#include "sample/cgroups.h"

/* Whether that is the root of the hierarchy, and not only of what is mounted here. */
bool cgroup_is_root(const struct cgroups *cgroups, size_t at);

/*
 * What cannot be given back: usage without file pages on the LRU lists and reclaimable slab.  Held
 * against memory.force_empty and memory.reclaim it is exact within what changes meanwhile.  Shared
 * memory is none of it: it is on the lists of anonymous memory.  v1 does not tell its slab: where it is
 * not counted (ports/memcg_counters.h), it is the most that it can be.
 */
struct value cgroup_unreclaimable(const struct cgroup *cgroup);
struct value cgroup_reclaimable(const struct cgroup *cgroup); /* the rest of usage */

/*
 * What certainly cannot be given back: less than that where memory.stat does not tell reclaimable slab,
 * which then may be all of its kernel memory (memory.kmem.usage_in_bytes).
 */
struct value cgroup_unreclaimable_least(const struct cgroups *cgroups, size_t at);

/* Whether the two are more than 3% apart: what cannot be given back is then said to be at most so. */
bool cgroup_unreclaimable_is_bound(const struct cgroups *cgroups, size_t at);

/*
 * What kubelet evicts by, and docker stats shows: usage - inactive_file (cadvisor, container/libcontainer/
 * handler.go, setMemoryStats()).
 */
struct value cgroup_working_set(const struct cgroup *cgroup);

struct value cgroup_cache(const struct cgroup *cgroup);  /* file pages without shared memory */
struct value cgroup_kernel(const struct cgroup *cgroup); /* of its parts before 5.18 */

/*
 * What removed cgroups below it still hold: of v1 anonymous memory and page cache that neither it nor
 * one of those that are there has; of v2 all that is charged to a cgroup that has others below it, and
 * so no processes, and to none of those.  Not of one that has nothing below it any more.
 */
struct value cgroup_dying_memory(const struct cgroups *cgroups, size_t at);

/* Of all, how many removed ones may hold more than that: those right below the root, or below a leaf, of v2. */
uint64_t cgroup_dying_untold(const struct cgroups *cgroups);

/* A figure that one of the cgroups above, or it itself, decides. */
struct cgroup_bound {
	struct value value;
	size_t owner; /* whose it is; CGROUP_NO_PARENT: above all that is seen, or without an owner */
};

/* The least memory.max, or memory.high, of it and all above; absent: none. */
struct cgroup_bound cgroup_limit(const struct cgroups *cgroups, size_t at);
struct cgroup_bound cgroup_high(const struct cgroups *cgroups, size_t at);

/*
 * How much more it can use before the kernel kills, or throttles: the least, over it and all above, of
 * limit - usage + what can be reclaimed there.
 */
struct cgroup_bound cgroup_room(const struct cgroups *cgroups, size_t at);
struct cgroup_bound cgroup_high_room(const struct cgroups *cgroups, size_t at);

/* How often usage went over memory.high, hundredths a second since the reading before. */
struct value cgroup_high_rate(const struct cgroup *cgroup);

/* OOM kills since it was first read. */
struct value cgroup_new_kills(const struct cgroup *cgroup);

#endif
