/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes objects of what was seen of them: by name, in System V's list, open and mapped. */
#ifndef MEMTOP_SOURCE_SHARED_GATHER_H
#define MEMTOP_SOURCE_SHARED_GATHER_H

#include "parse/kernel/sysvipc.h"
#include "sample/kernel/cache_report.h"
#include "sample/kernel/shared.h"
#include "source/shared/holders.h"
#include "source/shared/mount_walk.h"

/* A segment, and whether its creator still lives. */
struct gathered_segment {
	struct sysv_segment row;
	struct shared_process creator;
	bool creator_lives;
};

struct gathered_objects {
	const struct place_set *places;
	const struct mount_walk *walks; /* those that succeeded, each another file system */
	size_t walk_count;
	const struct shared_holder *holders; /* by PID */
	size_t holder_count;
	const struct gathered_segment *segments; /* of the namespace ipc_space */
	size_t segment_count;
	uint64_t ipc_space;
	const struct cache_report *inodes; /* of the kernel's lists; NULL: not to be had */
};

/* Fills objects, users and mounts; meminfo and the counts of processes are the caller's, and known. */
void gather(struct shared_report *report, const struct gathered_objects *seen);

#endif
