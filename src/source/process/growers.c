/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/growers.h"

#include "derive/trend.h"
#include "source/inspect/growth_limits.h"
#include "source/inspect/held_shmem.h"

/* To look through the descriptors of a process takes 60 us: 2 ms a sample, or 30 where all counts. */
#define HELD_A_SAMPLE  32
#define HELD_WHERE_ALL 512
/* No process is asked again what memfds it holds before the machine's shared memory moved by this. */
#define HELD_STEP (256 * 1024)
/* To look up its limits takes as long: those of so many growers a sample, in turn. */
#define ROOMS_A_SAMPLE 64

static void ask_what_it_holds(const struct process_table *table, struct process *process)
{
	struct held_shmem held = held_shmem_read(table->root, &table->memfd_mounts, process->pid);
	struct value sum = value_add(held.memfds, held.tmpfs);

	if (value_known(sum))
		process_set(process, METRIC_HELD_SHMEM, sum);
}

/* Since everybody was asked; at first since memtop began: what was held then is no growth. */
static bool shmem_moved(struct process_table *table, struct value shmem)
{
	struct value before = table->shmem_held;

	if (!value_known(shmem))
		return false;
	if (!value_known(before))
		table->shmem_held = before = shmem;
	return before.n + HELD_STEP <= shmem.n || shmem.n + HELD_STEP <= before.n;
}

/* Only where the machine's shared memory moves can a file in it have grown, so at rest this is free. */
void held_shmem_update(struct process_table *table, const struct sample *sample, bool all)
{
	struct value shmem = sample->system.meminfo.field[MEMINFO_Shmem];
	size_t most = all ? HELD_WHERE_ALL : HELD_A_SAMPLE;

	if (table->held_left == 0 && shmem_moved(table, shmem)) {
		table->held_left = table->count;
		table->shmem_held = shmem;
	}
	if (table->held_left > table->count)
		table->held_left = table->count;
	for (; table->held_left && most; table->held_left--, most--) {
		struct process *process = table->processes[table->held_next++ % table->count];

		if (process->row && !process->row->identity->kernel_thread)
			ask_what_it_holds(table, process);
	}
}

/* Files that are there when a process is first seen are not its growth. */
static bool shared_rose(struct process *process, const struct sample *sample)
{
	struct value shared = row_metric(process->row, METRIC_SHARED, 0);
	uint64_t now = value_or(shared, 0);
	bool rose = process->shmem_first.since_ns && now > process->shared_seen;

	if (!process->shmem_first.since_ns && value_known(shared))
		process->shmem_first.since_ns = sample->wall_ns;
	return rose;
}

void shmem_grown_update(struct process_table *table, const struct sample *sample, bool all)
{
	size_t left = all ? HELD_WHERE_ALL : HELD_A_SAMPLE;

	for (size_t i = 0; i < table->count && left; i++) {
		size_t at = (table->grown_next + i) % table->count;
		struct process *process = table->processes[at];
		bool rose = process->row && shared_rose(process, sample);

		if (rose) {
			process_set(process, METRIC_SHMEM_GROWN,
				shmem_grown_read(table->root, process->pid, &process->shmem_first));
			if (--left == 0)
				table->grown_next = at + 1;
		}
		if (process->row)
			process->shared_seen =
				value_or(row_metric(process->row, METRIC_SHARED, 0), 0);
	}
}

static bool is_growing(const struct process *process)
{
	struct value trend = row_metric(process->row, METRIC_TREND, 0);

	return value_known(trend) && trend.n == TREND_GROWING;
}

static struct value room_of(const struct process_table *table, pid_t pid)
{
	struct growth_limits limits;
	enum growth_limit nearest;

	growth_limits_read(&limits, table->root, pid);
	return room_left(&limits, &nearest);
}

void rooms_read(struct process_table *table, bool all)
{
	size_t left = all ? SIZE_MAX : ROOMS_A_SAMPLE;

	for (size_t i = 0; i < table->count; i++) {
		size_t at = (table->room_next + i) % table->count;
		struct process *process = table->processes[at];

		if (!process->row)
			continue;
		if (!is_growing(process)) {
			process_set(process, METRIC_ROOM, value_missing(VALUE_ABSENT));
		} else if (left > 0) {
			process_set(process, METRIC_ROOM, room_of(table, process->pid));
			if (--left == 0)
				table->room_next = at + 1;
		}
	}
}
