/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel says of a task that ends, to every listener (taskstats). */
#ifndef MEMTOP_PARSE_EXITS_TASKSTATS_H
#define MEMTOP_PARSE_EXITS_TASKSTATS_H

#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

/* What ended.  Kernels before 5.19 tell so only of processes that had several threads. */
enum task_extent {
	TASK_PROCESS, /* the last thread of it */
	TASK_UNKNOWN, /* a process of a single thread, or a thread of one that goes on */
};

struct task_exit {
	enum task_extent extent;
	uint32_t pid; /* of the process; TASK_UNKNOWN: of the task */
	uint32_t uid;
	uint32_t status;         /* as wait(2) has it */
	uint64_t peak_rss_bytes; /* 0: the kernel does not count it */
	uint64_t lived_us;       /* without the time that the machine was suspended */
	char name[32];           /* of the thread that ended last */
};

/*
 * A message's payload, from its header of generic netlink on.  STATUS_ABSENT: a thread ended and its
 * process goes on, or it was a thread of the kernel.  STATUS_MALFORMED.
 */
enum status taskstats_parse(struct task_exit *exit, struct text payload);

#endif
