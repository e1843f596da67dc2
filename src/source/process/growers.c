/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/growers.h"

#include "derive/trend.h"
#include "source/inspect/headroom.h"
#include "source/inspect/unmapped_memfds.h"

/* To look through the descriptors of a process takes 60 us: 2 ms a sample, or 30 where all counts. */
#define HELD_A_SAMPLE  32
#define HELD_WHERE_ALL 512
/* No process is asked again what memfds it holds before the machine's shared memory moved by this. */
#define HELD_STEP (256 * 1024)
/* To look up its limits takes as long: those of so many growers a sample, in turn. */
#define ROOMS_A_SAMPLE 64

static void ask_what_it_holds(const struct process_table *table, struct process *process)
{
	struct value held = unmapped_memfds_read(table->root, &table->memfd_mounts, process->pid);

	if (value_known(held))
		process_set(process, METRIC_UNMAPPED_MEMFDS, held);
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

/* Only where the machine's shared memory moves can a memfd have grown, so at rest this is free. */
void memfds_read(struct process_table *table, const struct sample *sample, bool all)
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

static bool is_growing(const struct process *process)
{
	struct value trend = row_metric(process->row, METRIC_TREND, 0);

	return value_known(trend) && trend.n == TREND_GROWING;
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
			process_set(process, METRIC_ROOM, headroom_read(table->root, process->pid));
			if (--left == 0)
				table->room_next = at + 1;
		}
	}
}
