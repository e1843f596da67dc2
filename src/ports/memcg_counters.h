/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel counts of each memory cgroup, and version 1 does not print: the small interface between
 * source/cgroup/ and kernel/.
 */
#ifndef MEMTOP_PORTS_MEMCG_COUNTERS_H
#define MEMTOP_PORTS_MEMCG_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "sample/kernel/way.h"

/* Bytes, those of all below it included; as the kernel added them up last, which a read of memory.stat does. */
struct memcg_counts {
	uint64_t id; /* the inode of its directory */
	int64_t inactive_anonymous, active_anonymous, inactive_file, active_file, unevictable;
	int64_t slab_reclaimable, slab_unreclaimable;
};

/*
 *	status = counters.start(counters.context, cgroups, &kernel_bytes, &refusal);
 *	while (status == STATUS_OK)
 *		status = counters.read(counters.context, &counts, &count);
 *	counters.free(counters.context);
 *
 * By one thread at a time.  Without functions there are none.
 */
struct memcg_counters {
	void *context;
	/*
	 * Gets ready for about so many cgroups, those that were removed included; takes 40 ms and more.
	 * kernel_bytes: of the kernel's memory that it takes while it is there.  STATUS_REFUSED: refusal says
	 * why.  STATUS_NO_MEMORY.
	 */
	enum status (*start)(void *context, size_t cgroups, size_t *kernel_bytes,
		struct kernel_refusal *refusal);
	/* By id, and theirs until the next call.  STATUS_FAILED: not all could be read; STATUS_NO_MEMORY. */
	enum status (*read)(void *context, const struct memcg_counts **counts, size_t *count);
	void (*free)(void *context);
};

#endif
