/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Something that happened between two samples of a record. */
#ifndef MEMTOP_SAMPLE_RECORD_EVENT_H
#define MEMTOP_SAMPLE_RECORD_EVENT_H

#include <stdint.h>

struct record_event {
	int64_t sequence;          /* of the first sample that was after it */
	int64_t wall_ns, until_ns; /* the same unless it lasted */
	char kind[16];             /* gap, reboot, clock, oom_kill, mark: memtop-record(5) */
	char text[128]; /* the process killed, what a mark says; empty: nothing is known */
};

#endif
