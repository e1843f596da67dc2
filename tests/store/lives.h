/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine that lives from sample to sample, made up and the same each time. */
#ifndef MEMTOP_TESTS_STORE_LIVES_H
#define MEMTOP_TESTS_STORE_LIVES_H

#include "sample/sample.h"

struct lives {
	uint64_t number;
	uint64_t boottime_ns;
	int64_t wall_ns, step_ns;
	const char *boot_id;
	int64_t available;  /* bytes */
	int64_t falls;      /* bytes a sample that Available loses */
	pid_t first, count; /* processes from first to count; 7 leaks a MiB a sample */
	unsigned oom_kills;
	uint64_t programs; /* another number: all have become other programs (exec) */
	bool restless;     /* all move, each time */
	int64_t zspages;   /* a sample: by so many more grows what zram has; 0: it has none */
};

/* The next sample, with texts; unref it. */
struct sample *lives_next(struct lives *lives);

/* So much more than 10 MiB a restless process has of its own in the sample of that number. */
int64_t lives_restless(uint64_t number, pid_t pid);

#endif
