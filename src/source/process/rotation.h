/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which process is read again although statm says the same: each in turn, so that no figure is older than one
 * turn of the rotation.  Of one that did not run since its last turn nothing is read but status, which says so.
 */
#ifndef MEMTOP_SOURCE_PROCESS_ROTATION_H
#define MEMTOP_SOURCE_PROCESS_ROTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source/file.h"
#include "source/process/table.h"

/* Zero it first. */
struct rotation {
	size_t at; /* index of whose turn it was last */
	struct file_buffer status;
};

/*
 * Marks as changed whose turn it is in a sample that is interval_ns behind the last, where one turn takes
 * turn_ns; all at least once in that time.  status_tells: what is wanted of a process can change only while it
 * runs, or stands in status.
 */
void rotation_go_on(struct rotation *rotation, struct process_table *table, uint64_t interval_ns,
	uint64_t turn_ns, bool status_tells);
void rotation_close(struct rotation *rotation);

#endif
