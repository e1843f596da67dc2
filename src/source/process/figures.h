/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what was read of a process to the figures of its row: by libproc2, of statm, by a program in the kernel. */
#ifndef MEMTOP_SOURCE_PROCESS_FIGURES_H
#define MEMTOP_SOURCE_PROCESS_FIGURES_H

#include "source/process/pids.h"
#include "source/process/table.h"

struct figure_units {
	uint64_t boot_time, ticks_per_second, page_size;
	bool has_split, has_swap; /* this kernel's status has RssAnon (4.5+), VmSwap (2.6.34+) */
};

/* Those of this kernel; STATUS_OK where the files are not there, as in a container: so is then what they tell. */
enum status figure_units_read(struct figure_units *units, struct file_buffer *buffer,
	const struct kernel_root *root);

void figures_of_status(struct process *process, const struct process_reading *reading,
	const struct figure_units *units);
void figures_of_statm(struct process *process, uint64_t page_size);

/* Counters once a sample, which is that of now_ns. */
void figures_of_counters(struct process *process, const struct process_reading *reading,
	const struct figure_units *units, uint64_t now_ns);
void figures_of_stat(struct process *process, const struct process_reading *reading,
	const struct figure_units *units, uint64_t now_ns);

/* By its status, for VmPTE, which libproc2 does not give; how reading that ended. */
enum status figures_of_page_tables(struct process *process, struct file_buffer *buffer,
	const struct kernel_root *root);

/* As far as columns that cost so much (enum cost) show it.  True: its memory is not what it was. */
bool figures_of_swept(struct process *process, const struct swept *swept, unsigned cost,
	uint64_t now_ns);

#endif
