/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc/PID/task/TID/stat says of a thread. */
#ifndef MEMTOP_PARSE_PROCESS_THREAD_STAT_H
#define MEMTOP_PARSE_PROCESS_THREAD_STAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct thread_stat {
	struct text name; /* in the text that was parsed; any bytes */
	char state;
	uint64_t ticks;       /* of processor time, user and system */
	uint64_t start_ticks; /* since boot */
};

/* False: the text is cut, or none of the kernel's. */
bool thread_stat_parse(struct thread_stat *stat, const char *text, size_t length);

#endif
