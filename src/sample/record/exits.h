/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that ended: as they are heard of, and as a record has them. */
#ifndef MEMTOP_SAMPLE_RECORD_EXITS_H
#define MEMTOP_SAMPLE_RECORD_EXITS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/value.h"
#include "parse/exits/taskstats.h"

/* Whether ends are listened for, or why not; memtop-record(5) has the keys. */
enum exits_state {
	EXITS_UNKNOWN, /* nothing says so: an older memtop recorded */
	EXITS_RECORDED,
	EXITS_DENIED,    /* it takes CAP_NET_ADMIN */
	EXITS_NAMESPACE, /* the kernel tells only the first PID and user namespaces */
	EXITS_ABSENT,    /* this kernel, or network namespace, has no taskstats */
	EXITS_FAILED,
	EXITS_STATES
};
extern const char *const exits_state_keys[EXITS_STATES];
/* EXITS_UNKNOWN for what is no key. */
enum exits_state exits_state_of(struct text key);

/* Heard of, in their order. */
struct heard_exit {
	struct task_exit task;
	int64_t wall_ns; /* when it was heard of */
	uint64_t boottime_ns;
};
struct heard_exits {
	struct heard_exit *items;
	size_t count, capacity;
	uint64_t
		lost; /* ends that the kernel, or this list, had no room for: of processes or threads */
};
/* What is beyond these is counted as lost. */
#define HEARD_EXITS_MOST 65536

/* STATUS_NO_MEMORY: it is counted as lost. */
enum status heard_exits_add(struct heard_exits *exits, const struct heard_exit *exit);
/* Moves all to the end of others. */
void heard_exits_move(struct heard_exits *exits, struct heard_exits *others);
void heard_exits_free(struct heard_exits *exits);

/* As it was recorded: one process, or several small ones of the same name, user and code. */
struct ended_process {
	int64_t wall_ns; /* of several: of the last */
	pid_t pid;       /* 0: several */
	bool was_seen;   /* samples have it */
	char name[64], user[64];
	struct value exit_code, signal;        /* one of them is absent */
	struct value peak_rss_bytes, lived_us; /* of several: the most, and none */
	uint64_t count;
};
struct ended_processes {
	enum exits_state state;
	struct ended_process *items; /* those that had most first */
	size_t count;
	uint64_t total; /* that ended, among them those that are no item */
	uint64_t lost;  /* ends that nothing else is known of */
};
/* NULL: no memory. */
struct ended_processes *ended_processes_copy(const struct ended_processes *ended);
void ended_processes_free(struct ended_processes *ended); /* NULL is allowed */

#endif
