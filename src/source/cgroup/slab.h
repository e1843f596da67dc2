/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much slab can be reclaimed of each cgroup of version 1, whose memory.stat does not tell it: as the
 * kernel counts it, if it may be asked.
 */
#ifndef MEMTOP_SOURCE_CGROUP_SLAB_H
#define MEMTOP_SOURCE_CGROUP_SLAB_H

#include <stdbool.h>
#include <stddef.h>

#include "ports/memcg_counters.h"
#include "sample/cgroups.h"

struct cgroup_slab {
	struct memcg_counters counters; /* without functions: there is no counter */
	size_t kernel_bytes;            /* that they take */
	struct kernel_refusal refusal;  /* why there is none, where that was said */
	bool agrees;                    /* what it counts has been what memory.stat prints */
	const struct memcg_counts *counts;
	size_t count;
};

/* Takes the counters over, and gets them ready for so many cgroups.  Where that fails they are freed. */
void cgroup_slab_use(struct cgroup_slab *slab, struct memcg_counters counters, size_t cgroups);
void cgroup_slab_end(struct cgroup_slab *slab);

/* Counts anew, which *status tells of; false: there is no counter. */
bool cgroup_slab_count(struct cgroup_slab *slab, enum status *status);

/* Whether anything could be told from the cgroup with that id: it has 1 MiB and more on its lists. */
bool cgroup_slab_is_telling(const struct cgroup_slab *slab, uint64_t id);

/*
 * Holds what was counted of the cgroup with that id against its memory.stat as it is now.  Only where the two
 * have agreed once on all lists of one that is telling, are the counters known to be what they are taken for.
 */
void cgroup_slab_compare(struct cgroup_slab *slab, uint64_t id, const struct cgroup_fields *fields);

/* What of that cgroup was counted: no more than its kernel memory.  Absent where it is not known. */
struct value cgroup_slab_of(const struct cgroup_slab *slab, const struct cgroup *cgroup);

#endif
