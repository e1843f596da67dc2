/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libproc2, and nothing of it outside pids.c: what one process's files say, by column cost. */
#ifndef MEMTOP_SOURCE_PROCESS_PIDS_H
#define MEMTOP_SOURCE_PROCESS_PIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"

/* What was read of one process.  Strings belong to the reader and last until its next call. */
struct process_reading {
	pid_t pid, ppid;
	uid_t uid;
	const char *user, *name;
	char state;
	bool kernel_thread;
	uint64_t start_ticks; /* since boot */
	uint64_t stack_start; /* 1 or 0 where that may not be known */
	/* bytes, 0 where the process has no memory of its own */
	uint64_t size, rss, anonymous, file, shared, swap, locked;
	uint64_t threads;
	uint64_t minor_faults, major_faults, cpu_ticks; /* since its start */
	int oom_score, oom_adjust;
	char *const *arguments; /* NULL-terminated */
	char *const *cgroups;   /* lines of /proc/PID/cgroup, NULL-terminated */
};

/*
 * Has libproc2 look for libnuma, which it does once a process, in a hundred places: a third of a millisecond.  By one
 * thread at a time.
 */
void pids_prepare(void);

struct pids_reader;
struct users;

/*
 * Reads what these costs (enum cost of derive/process/columns.h) name, and who users are from users, which stays the
 * caller's.  NULL: no memory.
 */
struct pids_reader *pids_reader_new(unsigned cost, struct users *users);
void pids_reader_free(struct pids_reader *reader);

/*
 * Calls take for each of the processes that is still there; those that ended or cannot be read are
 * passed over in silence.  STATUS_FAILED if libproc2 fails.
 */
enum status pids_reader_select(struct pids_reader *reader, const pid_t *pids, size_t count,
	void (*take)(void *context, const struct process_reading *reading), void *context);

/*
 * The same for all processes that there are, each of which is read once; to select one libproc2 reads its
 * status twice.  One that could not be read may lack without a word: who knows that it is there selects it.
 * Where memory seemed to lack all are read, and taken, twice.
 */
enum status pids_reader_read_all(struct pids_reader *reader,
	void (*take)(void *context, const struct process_reading *reading), void *context);

#endif
