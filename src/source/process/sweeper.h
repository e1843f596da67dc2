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

struct sweeper;

/* A sweep of all processes, which is wanted. */
struct sweep_turn {
	struct process_table *table;
	uint64_t now_ns;
	bool with_counters; /* time and faults, too */
	/* For each process whose figures were told, where a statm of it was not read. */
	void (*apply)(void *context, struct process *process, const struct swept *swept);
	void *context;
};

/* What sweeps: statm of each, or a program in the kernel. */
struct sweep_means {
	/* Marks in the table what moved, and clears it of who ended.  STATUS_NO_MEMORY; STATUS_FAILED with errno. */
	enum status (*sweep)(struct sweeper *sweeper, const struct sweep_turn *turn);
	bool finds_all; /* new processes as well: /proc is not listed for it */
};

struct sweeper {
	struct sweep sweep; /* without functions: programs are not allowed */
	struct sweep_choice choice;
	enum sweep_counting counting;
	const struct sweep_means
		*means;      /* that is used: the program once it has said the same as /proc */
	bool is_ready;       /* it is loaded */
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

/* Whether what sweeps finds all processes with it: by /proc they are listed first. */
bool sweeper_finds_all(const struct sweeper *sweeper);

/*
 * Sweeps by what was chosen; where a program fails, by statm, after the list of /proc.  STATUS_NO_MEMORY, or
 * STATUS_FAILED with errno if /proc cannot be listed.
 */
enum status sweeper_sweep(struct sweeper *sweeper, const struct sweep_turn *turn);

#endif
