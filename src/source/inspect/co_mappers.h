/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who else maps what a process shares. */
#ifndef MEMTOP_SOURCE_INSPECT_CO_MAPPERS_H
#define MEMTOP_SOURCE_INSPECT_CO_MAPPERS_H

#include "sample/process_detail.h"
#include "source/errand.h"

/* What was counted last: it is good for a while, since it means a look at every process. */
struct co_mappers {
	pid_t pid;
	uint64_t start_ticks, counted_ns;
	struct value count;
	bool at_least;
};

/*
 * Sets detail->summary.co_mappers, co_mappers_at_least and detail->shared_name, from the mappings that
 * were read.  Looks at /proc/PID/maps of the other processes, for a tenth of a second at most: of
 * those it does not get to, may not look at, or gets no answer, it says "at least".
 */
void co_mappers_count(struct co_mappers *last, struct errands *errands,
	struct process_detail *detail);

#endif
