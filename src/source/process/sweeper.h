/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How all processes are swept: by a program in the kernel, where that is allowed, pays, and says the same as
 * /proc; else by a statm of each.
 */
#ifndef MEMTOP_SOURCE_PROCESS_SWEEPER_H
#define MEMTOP_SOURCE_PROCESS_SWEEPER_H

#include "ports/feed.h"
#include "ports/sweep.h"
#include "source/process/table.h"

struct sweeper {
	struct sweep sweep; /* without functions: programs are not allowed */
	struct sweep_choice choice;
	enum sweep_counting counting;
	bool is_ready;       /* it is loaded, ... */
	bool agrees;         /* ... and said the same as /proc: it is used */
	bool is_settled;     /* there will be no other choice */
	unsigned tries;      /* how often it did not */
	uint64_t samples;    /* that were asked for */
	uint64_t to_compare; /* so many more, and it is held to /proc again */
	struct swept_list list, later;
	uint64_t page_size;
};

/* The sweep becomes the sweeper's; a zeroed one is none.  sweeper_close() it. */
void sweeper_open(struct sweeper *sweeper, struct sweep sweep);
void sweeper_close(struct sweeper *sweeper);

/* Once for each sample, with as many processes as are known: chooses, and loads what has to be loaded. */
void sweeper_choose(struct sweeper *sweeper, const struct feed_request *request, size_t processes);

/*
 * Sweeps all processes into the table, which is marked and cleared as by process_table_sweep(); calls apply for
 * each process that a program told the figures of.  with_counters: time and faults are wanted, too.
 * STATUS_NO_MEMORY, or STATUS_FAILED with errno if /proc cannot be listed.
 */
enum status sweeper_sweep(struct sweeper *sweeper, struct process_table *table, uint64_t now_ns,
	bool with_counters,
	void (*apply)(void *context, struct process *process, const struct swept *swept),
	void *context);

#endif
