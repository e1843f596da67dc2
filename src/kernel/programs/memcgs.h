/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What memcgs.bpf.c hands out: the counters of each memory cgroup, those of all below it included. */
#ifndef MEMTOP_KERNEL_PROGRAMS_MEMCGS_H
#define MEMTOP_KERNEL_PROGRAMS_MEMCGS_H

/*
 * The first ones of memcg_vmstats.state, by enum node_stat_item (5.17 to 6.9) as by memcg_node_stat_items
 * (mm/memcontrol.c, 6.10 to 6.18): pages of the five LRU lists, then bytes of slab.
 */
enum memcg_counter {
	MEMCG_INACTIVE_ANONYMOUS,
	MEMCG_ACTIVE_ANONYMOUS,
	MEMCG_INACTIVE_FILE,
	MEMCG_ACTIVE_FILE,
	MEMCG_UNEVICTABLE,
	MEMCG_SLAB_RECLAIMABLE,
	MEMCG_SLAB_UNRECLAIMABLE,
	MEMCG_COUNTERS
};

struct memcg_record {
	unsigned long long id; /* the inode of its directory */
	long long counter[MEMCG_COUNTERS];
};

/* In: steps, twice as many as cgroups are expected, and some.  Out: how many were met, and whether all were. */
struct memcgs_call {
	unsigned int steps, count, whole;
};

#endif
