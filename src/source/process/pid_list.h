/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes there are, found as cheaply as can be: not at all while nothing was forked, by
 * looking at the few PIDs that were given since the last time, or by listing /proc.
 */
#ifndef MEMTOP_SOURCE_PROCESS_PID_LIST_H
#define MEMTOP_SOURCE_PROCESS_PID_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "source/file.h"

struct pid_list {
	const struct kernel_root *root;
	int directory; /* an own descriptor on /proc, for getdents */
	pid_t *pids;   /* what was found, ascending, each once */
	size_t count, capacity;
	uint64_t last_pid;       /* given last at the time before, and at the one before that; */
	uint64_t older_last_pid; /* 0: not known */
	uint64_t listed_ns;      /* when all of /proc was listed; 0: never */
	struct file_buffer buffer;
};

/* The root stays the caller's. */
enum status pid_list_open(struct pid_list *list, const struct kernel_root *root);
void pid_list_close(struct pid_list *list);

/* Puts them into their order, each once. */
void pid_list_sort(struct pid_list *list);

/* STATUS_NO_MEMORY. */
enum status pid_list_add(struct pid_list *list, pid_t pid);

/* What list->pids holds after pid_list_read(). */
enum pids_found {
	PIDS_ALL, /* those that are there; one that is not listed has ended */
	PIDS_NEW, /* processes that may be new; nothing is said of the others */
};

/*
 * Finds the processes that there are, or that came since the last call.  only names the processes to look for, NULL
 * means all.  known is how many are known already, which decides what is cheapest.  STATUS_FAILED
 * with errno if /proc cannot be listed.
 */
enum status pid_list_read(struct pid_list *list, enum pids_found *found, const pid_t *only,
	size_t only_count, size_t known, uint64_t now_ns);

#endif
