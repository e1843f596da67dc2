/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where all processes' figures come from in one read, in place of a statm of each: the small interface
 * between the collector and kernel/.
 */
#ifndef MEMTOP_PORTS_SWEEP_H
#define MEMTOP_PORTS_SWEEP_H

#include "base/status.h"
#include "sample/kernel/swept.h"

/* Whether the counts that CPUs have not yet handed in are added up: the kernel's own statm does since 6.17. */
enum sweep_counting { SWEEP_WHOLE, SWEEP_ROUGH };

/*
 *	status = sweep.start(sweep.context, processes, &way, &refusal);
 *	while (status == STATUS_OK)
 *		status = sweep.read(sweep.context, &list, with_threads, SWEEP_WHOLE);
 *	sweep.stop(sweep.context);
 *
 * By one thread at a time.  A sweep without functions is none.
 */
struct sweep {
	void *context;
	/*
	 * Gets ready for about so many processes; takes 40 ms and more.  STATUS_REFUSED: refusal says why.
	 * STATUS_NO_MEMORY.
	 */
	enum status (*start)(void *context, size_t processes, enum sweep_way *way,
		struct kernel_refusal *refusal);
	/* with_threads: of faults and time those of all threads.  STATUS_FAILED, STATUS_NO_MEMORY. */
	enum status (*read)(void *context, struct swept_list *list, bool with_threads,
		enum sweep_counting counting);
	void (*stop)(void *context);
	void (*free)(void *context); /* stops it, too */
};

#endif
