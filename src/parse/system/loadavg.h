/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/loadavg. */
#ifndef MEMTOP_PARSE_SYSTEM_LOADAVG_H
#define MEMTOP_PARSE_SYSTEM_LOADAVG_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct loadavg {
	uint64_t average_1, average_5, average_15; /* minutes; in hundredths of a process */
	uint64_t running, tasks;
	uint64_t last_pid; /* given last in this PID namespace: it moves with each fork */
};

enum status loadavg_parse(struct loadavg *loadavg, const char *text, size_t length);

#endif
