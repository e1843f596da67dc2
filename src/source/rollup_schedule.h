/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose smaps_rollup is read next: visible rows first, then the largest, so far unread before old. */
#ifndef MEMTOP_SOURCE_ROLLUP_SCHEDULE_H
#define MEMTOP_SOURCE_ROLLUP_SCHEDULE_H

#include "model/feed.h"
#include "source/process_table.h"
#include "source/rollup.h"

struct rollup_schedule {
	const struct kernel_root *root;
	struct rollup_worker *worker;
	struct rollup_job *jobs;   /* scratch */
	size_t capacity;
	struct file_buffer buffer;
};

void rollup_schedule_close(struct rollup_schedule *schedule);

/*
 * Reads everybody's, on the caller's time, and puts the figures into the rows.  Where alone is set
 * nothing else is known of the processes: those without mappings are marked changed, for somebody
 * to find out whether they are kernel threads or gone.
 */
enum status rollup_schedule_read_all(struct rollup_schedule *schedule, struct process_table *table,
	uint64_t now_ns, bool alone);

/*
 * Puts into the rows what the worker has read since the last sample, and gives it the next list
 * with budget_percent of the time until the next one.
 */
enum status rollup_schedule_step(struct rollup_schedule *schedule, struct process_table *table,
	const struct feed_request *request, uint64_t now_ns);

#endif
