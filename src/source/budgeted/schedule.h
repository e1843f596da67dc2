/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose expensive figures are read next: visible rows first, then the largest, so far unread before old. */
#ifndef MEMTOP_SOURCE_BUDGETED_SCHEDULE_H
#define MEMTOP_SOURCE_BUDGETED_SCHEDULE_H

#include "ports/feed.h"
#include "source/budgeted/reader.h"
#include "source/process/table.h"

/* With so many left behind nothing more of the kind is read. */
#define BUDGETED_LEFT_MOST 8

struct budgeted_schedule {
	const struct budgeted_kind *kind;
	const struct kernel_root *root;
	struct retained_source retained;
	struct errands *errands; /* of processes that they wait for nothing is read */
	struct budgeted_worker *worker;
	struct budgeted_job *jobs; /* scratch */
	size_t capacity;
	/* Workers that do not come back from what they read, each with its process. */
	struct {
		struct budgeted_worker *worker;
		pid_t pid;
	} left[BUDGETED_LEFT_MOST];
	size_t left_count;
};

/* Whether there is a process to read of. */
bool budgeted_schedule_wants(const struct budgeted_schedule *schedule,
	const struct process_table *table, pid_t looked_at);

void budgeted_schedule_close(struct budgeted_schedule *schedule);

/*
 * Reads those of all processes while the caller waits, and puts the figures into the rows.  Where alone is set
 * nothing else is known of the processes: those without mappings are marked changed, so that the caller
 * finds out whether they are kernel threads or gone.
 */
enum status budgeted_schedule_read_all(struct budgeted_schedule *schedule,
	struct process_table *table, pid_t looked_at, uint64_t now_ns, bool alone);

/*
 * Puts into the rows what the worker has read since the last sample, and gives it the next list
 * with percent of the time until the next one; with 0 nothing is to be read.
 */
enum status budgeted_schedule_step(struct budgeted_schedule *schedule, struct process_table *table,
	const struct feed_request *request, unsigned percent, uint64_t now_ns);

#endif
