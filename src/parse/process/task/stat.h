/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc/PID/stat says of a process, and /proc/PID/task/TID/stat of a thread. */
#ifndef MEMTOP_PARSE_PROCESS_TASK_STAT_H
#define MEMTOP_PARSE_PROCESS_TASK_STAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"

struct task_stat {
	struct text name; /* in the text that was parsed; any bytes */
	char state;
	pid_t ppid;
	bool kernel_thread;
	uint64_t minor_faults, major_faults; /* since its start, as all that follow */
	uint64_t ticks;                      /* of processor time, user and system */
	uint64_t start_ticks;                /* since boot */
	uint64_t stack_start;                /* 1 or 0 where that may not be known */
};

/* False: the text is cut, or none of the kernel's. */
bool task_stat_parse(struct task_stat *stat, const char *text, size_t length);

#endif
