/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that a test starts to be looked at, and places of their own to look from. */
#ifndef MEMTOP_TESTS_SUPPORT_CHILD_H
#define MEMTOP_TESTS_SUPPORT_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "config.h"

#ifndef HAVE_CLOSEFROM
#include <sys/syscall.h>
#include <unistd.h>

/* closefrom(3), which musl does not have, and glibc since 2.34. */
static inline void closefrom(int lowest)
{
	(void)syscall(SYS_close_range, lowest, ~0U, 0);
}
#endif

struct child {
	pid_t pid;
	int line; /* a socket to it */
};

/*
 * Starts a process that calls body once, and again whenever it is told to go on; in between it
 * waits.  Returns when body has been called for the first time.  It ends together with the test.
 */
void child_start(struct child *child, void (*body)(void *argument), void *argument);
/* Lets body run once more, and waits until it has. */
void child_go_on(const struct child *child);
/* Kills the process and reaps it. */
void child_end(struct child *child);
/* Kills it and leaves a zombie for child_reap(). */
void child_kill(const struct child *child);
void child_reap(struct child *child);

/* Field 22 of /proc/PID/stat. */
uint64_t start_ticks_of(pid_t pid);

/* A line "NAME:  N kB" of /proc/PID/FILE in bytes, or "NAME: N"; false without such a line. */
bool proc_figure(uint64_t *n, pid_t pid, const char *file, const char *name);

/* The monotonic clock in milliseconds, for deadlines. */
int64_t clock_ms(void);

/* Where a body runs: see run_apart(). */
struct apart {
	const char *proc_options; /* mount options of a /proc of its own; NULL: none of its own */
	bool own_pids;            /* a PID namespace of its own, in which it is process 1's child */
	uid_t uid;                /* the user it becomes at last; 0: stays what it is */
};

/*
 * Calls body in a process in such a place; what body returns, which is 0 if all is well.  -1 if
 * the place cannot be had: it takes root.  body says what is wrong on standard output, after "# ".
 */
int run_apart(const struct apart *apart, int (*body)(void *argument), void *argument);

/* For such a body: tells and returns 1 unless the condition holds. */
#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			printf("# %s:%d: not so: %s\n", __FILE__, __LINE__, #condition);           \
			return 1;                                                                  \
		}                                                                                  \
	} while (0)

#endif
