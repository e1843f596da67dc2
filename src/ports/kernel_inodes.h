/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the kernel's own lists of inodes come from: the small interface between kernel/ and source/. */
#ifndef MEMTOP_PORTS_KERNEL_INODES_H
#define MEMTOP_PORTS_KERNEL_INODES_H

#include <stdatomic.h>
#include <sys/types.h>

#include "sample/kernel/cache_report.h"

/* Which processes may share memory: one that is not among them neither maps nor has open any. */
struct kernel_shmem_users {
	pid_t *pids; /* ascending */
	size_t count, room;
	bool is_known; /* these are all */
};

struct kernel_inodes {
	void *context;
	/*
	 * Fills a report, which begins zeroed, with the inodes of shared memory that have pages, by one
	 * thread at a time, and says which processes may share memory; cache_report_free() it in any case, and free()
	 * the list.  STATUS_REFUSED: its refusal says why.
	 */
	enum status (*read)(void *context, struct cache_report *report,
		struct kernel_shmem_users *shmem_users, const atomic_bool *cancelled);
	/* It is not read for a while: what it takes to read is given back until then. */
	void (*rest)(void *context);
	void (*free)(void *context);
};

#endif
