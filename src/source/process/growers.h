/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is read of processes only where growth is followed, in turn where it would take long. */
#ifndef MEMTOP_SOURCE_PROCESS_GROWERS_H
#define MEMTOP_SOURCE_PROCESS_GROWERS_H

#include <stdbool.h>

#include "sample/sample.h"
#include "source/errand.h"
#include "source/process/table.h"

/* STATUS_NO_MEMORY: what follows is as it was.  Behind the first, of those that are listed as unsettled. */

/* METRIC_HELD_SHMEM, where the machine's shared memory has moved. */
enum status held_shmem_update(struct process_table *table, struct errands *errands,
	const struct sample *sample, bool all);

/* METRIC_SHMEM_GROWN of those whose resident shared memory rose; denied where it cannot be seen. */
enum status shmem_grown_update(struct process_table *table, struct errands *errands,
	const struct sample *sample, bool all);

/* METRIC_ROOM of those whose trend is growing; absent for the others. */
void rooms_read(struct process_table *table, bool all);

#endif
