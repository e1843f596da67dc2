/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Figures that are expensive to read.  smaps_rollup walks the page tables under the target's mmap lock,
 * and what malloc keeps is known by walking its heap: either can take seconds for one process, or
 * hang.  So each kind has a thread of its own and a budget of processor time; results come when they
 * come.
 */
#ifndef MEMTOP_SOURCE_BUDGETED_READER_H
#define MEMTOP_SOURCE_BUDGETED_READER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/value.h"
#include "ports/retained.h"
#include "sample/row.h"
#include "source/errand.h"

#define BUDGETED_FIGURES 4

/* One process to read, and what came of it. */
struct budgeted_job {
	struct errand_item item; /* STATUS_GONE also for a kernel thread, which has no mappings */
	uint64_t serial;         /* of the process as the table knows it */
	struct value
		figures[BUDGETED_FIGURES]; /* if STATUS_OK, in the order of the kind's metrics */
};

struct process;

struct budgeted_kind {
	enum budgeted which;
	unsigned cost; /* enum cost: what wants it */
	enum metric metrics[BUDGETED_FIGURES];
	size_t metric_count;
	bool pays_debts; /* what one reading took too much is missing from budgets to come */
	/* Whose it is, where it is not read of all; looked_at: the process that a view shows, or 0. */
	bool (*wants)(const struct process *process, pid_t looked_at);
	/* Of struct budgeted_job; the context is a struct retained_source. */
	struct errand_kind errand;
};

struct budgeted_worker;

/* The worker keeps a descriptor of its own on the root. */
enum status budgeted_worker_new(struct budgeted_worker **worker, const struct budgeted_kind *kind,
	const struct kernel_root *root, struct retained_source retained);
/* Does not wait for a read that hangs; its thread then ends by itself. */
void budgeted_worker_free(struct budgeted_worker *worker);

/*
 * Gives the worker a new list in the order of importance, in place of what it had not got to, and
 * budget_ns of processor time for it.  Jobs are copied.
 */
enum status budgeted_worker_give(struct budgeted_worker *worker, const struct budgeted_job *jobs,
	size_t count, uint64_t budget_ns);

/*
 * Whether what is read now has used no processor time for 2 s, as far as this is asked again and again;
 * job says whose it is.  The worker is of no use then until it has come back.
 */
bool budgeted_worker_hangs(struct budgeted_worker *worker, struct budgeted_job *job);

/* Whether it still reads something. */
bool budgeted_worker_reads(struct budgeted_worker *worker);

/*
 * What there is to spend: after a list was given with budget_ns, of which a debt is paid first, and
 * after a job took spent_ns.  Below 0: a debt, which only those that pay it have.
 */
int64_t budget_given(int64_t left_ns, uint64_t budget_ns);
int64_t budget_spent(int64_t left_ns, uint64_t spent_ns, bool pays_debts);

/*
 * What was read since the last call: *jobs is the caller's to free.  Never waits for a read.  STATUS_NO_MEMORY: there
 * is no room for what is read next, which is to be given anew.
 */
enum status budgeted_worker_take(struct budgeted_worker *worker, struct budgeted_job **jobs,
	size_t *count);

#endif
