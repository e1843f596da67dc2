/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/history.h"

#include "base/macros.h"
#include "base/value.h"
#include "derive/process/growth.h"
#include "source/inspect/headroom.h"
#include "source/inspect/unmapped_memfds.h"

/* Finding a trend costs some 50 us, so in a crowd where all move it is done in turns. */
#define TRENDS_A_SAMPLE 64
/* To look through the descriptors of a process takes 60 us: 2 ms a sample, or 30 where all counts. */
#define HELD_A_SAMPLE  32
#define HELD_WHERE_ALL 512
/* Nobody is asked again what memfds he holds before the machine's shared memory moved by this. */
#define HELD_STEP (256 * 1024)

static void set_missing(struct process *process, enum value_state state)
{
	process_set(process, METRIC_GROWTH, value_missing(state));
	process_set(process, METRIC_TREND, value_missing(state));
}

static void set_certainty(struct process *process, double confidence)
{
	uint64_t since_ns = process->history.runs[0].first_ns;
	struct row *row = process->row;

	if (row->trend_since_ns == since_ns && row->trend_confidence == (float)confidence)
		return;
	row = process_edit(process);
	if (row) {
		row->trend_since_ns = since_ns;
		row->trend_confidence = (float)confidence;
	}
}

/* The pace is known before it is known what it comes to. */
static void set_trend(struct process *process, const struct trend_finding *finding)
{
	int64_t growth = (int64_t)finding->bytes_per_minute;
	bool none = process->history.readings < TREND_POINTS_LEAST;

	process_set(process, METRIC_TREND, value_of(finding->trend));
	process_set(process, METRIC_GROWTH, none ? value_missing(VALUE_PENDING) : value_of(growth));
	set_certainty(process, finding->confidence);
}

/*
 * Whoever holds one value all along needs no arithmetic.  The confidence rises only once, so that
 * the rows of those at rest are not written anew for every sample.
 */
static bool set_if_at_rest(struct process *process)
{
	uint32_t readings = process->history.readings;
	bool short_of = readings < TREND_POINTS_LEAST;
	struct trend_finding finding = { .trend = short_of ? TREND_TOO_SHORT : TREND_FLAT,
		.confidence = short_of        ? 0
			      : readings < 60 ? 0.5
					      : 0.95 };

	if (process->history.count > 1)
		return false;
	set_trend(process, &finding);
	return true;
}

static void find_trend(struct process *process, const struct kernel_root *root)
{
	struct trend_finding finding;

	series_trend(&process->history, &finding);
	set_trend(process, &finding);
	process_set(process, METRIC_ROOM,
		finding.trend == TREND_GROWING ? headroom_read(root, process->pid)
					       : value_missing(VALUE_ABSENT));
}

/* ---- what is its own ---- */

/* How much the machine's shared memory rose since the last step; all there is, if nobody knows. */
static uint64_t shmem_risen(struct process_table *table, const struct sample *sample)
{
	struct value now = sample->system.meminfo.field[MEMINFO_Shmem];
	struct value risen = value_subtract(now, table->shmem);

	table->shmem = now;
	return value_or(risen, UINT64_MAX);
}

/*
 * Whoever reads through a file in tmpfs, or a segment that others filled, gets resident shared memory
 * that was there before.
 */
static void follow_shared(struct own_share *own, uint64_t shared, uint64_t risen)
{
	if (!own->begun) {
		own->shared = shared;
	} else if (shared > own->shared_seen) {
		uint64_t more = shared - own->shared_seen;

		own->shared += min_u64(more, risen);
	} else {
		uint64_t less = own->shared_seen - shared;

		own->shared -= min_u64(less, own->shared);
	}
	own->shared_seen = shared;
	own->begun = true;
}

static struct value own_memory(struct process *process, uint64_t risen)
{
	struct own_share *share = &process->own;
	struct value own = growth_own_parts(process->row);
	uint64_t shared = value_or(row_metric(process->row, METRIC_SHARED, 0), 0);

	if (own.state != VALUE_OK)
		return own;
	follow_shared(share, shared, risen);
	own.n += (int64_t)(share->shared - shared + share->held);
	/* What it held when it was first asked is nothing that it gained. */
	return value_subtract(own, value_of(share->held_first));
}

static void ask_what_it_holds(const struct process_table *table, struct process *process)
{
	struct value held = unmapped_memfds_read(table->root, &table->memfd_mounts, process->pid);

	if (!value_known(held))
		return;
	if (!process->own.held_known)
		process->own.held_first = value_or(held, 0);
	process->own.held_known = true;
	process->own.held = value_or(held, 0);
}

/* Since everybody was asked; at first since memtop began: what was held then is no growth. */
static bool shmem_moved(struct process_table *table)
{
	struct value before = table->shmem_held;

	if (!value_known(table->shmem))
		return false;
	if (!value_known(before))
		table->shmem_held = before = table->shmem;
	return before.n + HELD_STEP <= table->shmem.n || table->shmem.n + HELD_STEP <= before.n;
}

/* Only where the machine's shared memory moves can a memfd have grown, so at rest this is free. */
static void ask_in_turn(struct process_table *table, bool all)
{
	size_t most = all ? HELD_WHERE_ALL : HELD_A_SAMPLE;

	if (table->held_left == 0 && shmem_moved(table)) {
		table->held_left = table->count;
		table->shmem_held = table->shmem;
	}
	if (table->held_left > table->count)
		table->held_left = table->count;
	for (; table->held_left && most; table->held_left--, most--) {
		struct process *process = table->processes[table->held_next++ % table->count];

		if (process->row && !process->row->identity->kernel_thread)
			ask_what_it_holds(table, process);
	}
}

static void find_trends(struct process_table *table, bool all)
{
	size_t left = all ? SIZE_MAX : TRENDS_A_SAMPLE;

	for (size_t i = 0; i < table->count && left; i++) {
		size_t at = (table->trend_next + i) % table->count;
		struct process *process = table->processes[at];

		if (!process->trend_due)
			continue;
		find_trend(process, table->root);
		process->trend_due = false;
		if (--left == 0)
			table->trend_next = at + 1;
	}
}

void history_step(struct process_table *table, const struct sample *sample, bool all)
{
	uint64_t risen = shmem_risen(table, sample);

	ask_in_turn(table, all);
	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];
		struct value own;

		if (!process->row)
			continue;
		own = own_memory(process, risen);
		process_set(process, METRIC_OWN, own);
		if (own.state != VALUE_OK)
			set_missing(process, own.state);
		else if (series_add(&process->history, sample->monotonic_ns, value_or(own, 0)) ==
			 STATUS_OK)
			process->trend_due = !set_if_at_rest(process);
	}
	find_trends(table, all);
}
