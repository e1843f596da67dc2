/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/stat: what the processors did since boot; and /proc/loadavg. */
#ifndef MEMTOP_PARSE_SYSTEM_STAT_H
#define MEMTOP_PARSE_SYSTEM_STAT_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"

/* Of a machine with more these are told apart; the others are in the sum alone. */
#define PROCESSORS_MOST 64

/* In clock ticks since boot. */
struct processor_time {
	uint64_t busy, idle; /* waiting for a disk is idle */
};

struct processor_times {
	struct processor_time all, each[PROCESSORS_MOST];
	unsigned number[PROCESSORS_MOST]; /* as the kernel counts them: one can be offline */
	size_t count;                     /* of each */
};

struct load {
	struct value average[3];     /* over 1, 5 and 15 minutes, in hundredths */
	struct value running, tasks; /* threads that want a processor, and all of them */
};

/* STATUS_MALFORMED: it has no line "cpu". */
enum status stat_parse(struct processor_times *times, const char *text, size_t length);

/* STATUS_MALFORMED: it is not "0.12 0.34 0.56 1/234 ...". */
enum status loadavg_parse(struct load *load, const char *text, size_t length);

#endif
