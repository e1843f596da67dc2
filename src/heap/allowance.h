/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a look at a heap may cost, however the heap is made.  Whatever a process holds, it wrote
 * itself: sizes, counts and links in it bound nothing.  So each step that reads it spends, and once
 * the time is over or the answer is no longer wanted, nothing can be read, and all loops end.
 *
 *	if (!allowance_spend(allowance, 1))
 *		return allowance->status;
 */
#ifndef MEMTOP_HEAP_ALLOWANCE_H
#define MEMTOP_HEAP_ALLOWANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "heap/options.h"
#include "ports/memory.h"

struct allowance {
	const struct heap_options *options;
	uint64_t until_ns;                  /* CLOCK_MONOTONIC; 0: no limit */
	uint64_t memory_most, memory_taken; /* bytes; most 0: no limit */
	uint64_t left;                      /* steps until the clock is looked at */
	enum status
		status; /* STATUS_OK, or why to stop: STATUS_REFUSED (cancelled), STATUS_TOO_LARGE, a shortage */
};

/* Begins the time; the size of the process is asked of reader where the limits depend on it. */
void allowance_open(struct allowance *allowance, const struct heap_options *options,
	const struct memory_reader *reader);

/* Looks at the clock.  False: stop, for the reason in status. */
bool allowance_ask(struct allowance *allowance);

/* A step is what takes some ten nanoseconds.  False: stop. */
static inline bool allowance_spend(struct allowance *allowance, uint64_t steps)
{
	if (steps >= allowance->left)
		return allowance_ask(allowance);
	allowance->left -= steps;
	return true;
}

/* Stop, from now on, for that reason. */
void allowance_end(struct allowance *allowance, enum status status);

/* Memory of our own, before it is allocated: STATUS_OK or STATUS_TOO_LARGE, for good. */
enum status allowance_take(struct allowance *allowance, uint64_t bytes);
/* Whether so much could be taken: for what can be done without. */
static inline bool allowance_has_room(const struct allowance *allowance, uint64_t bytes)
{
	return allowance->memory_most == 0 ||
	       bytes <= allowance->memory_most - allowance->memory_taken;
}
/* So much of it was freed again; or all that was taken. */
void allowance_return(struct allowance *allowance, uint64_t bytes);
void allowance_give_back(struct allowance *allowance);

#endif
