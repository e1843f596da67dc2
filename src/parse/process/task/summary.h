/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the row of a process needs of /proc/PID/status; parse/process/status.h has all its figures. */
#ifndef MEMTOP_PARSE_PROCESS_TASK_SUMMARY_H
#define MEMTOP_PARSE_PROCESS_TASK_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/value.h"

/* The kernel's names have at most 63 bytes (those of its workers; fs/proc/array.c, proc_task_name()). */
#define TASK_NAME_SIZE 64

struct task_summary {
	char name[TASK_NAME_SIZE]; /* valid UTF-8; "?" for what is none, or may not be shown */
	char state;
	pid_t ppid;
	uid_t uid; /* the effective one */
	/* In bytes; absent for a kernel thread or zombie, and where the kernel does not print it. */
	struct value size, locked, rss, anonymous, file, shared, page_tables, swap;
	struct value threads; /* a count */
};

/* False: the text is cut before the count of threads, or is none of the kernel's. */
bool task_summary_parse(struct task_summary *summary, const char *text, size_t length);

#endif
