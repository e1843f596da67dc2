/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that ended, out of the record. */
#ifndef MEMTOP_STORE_EXITS_READER_H
#define MEMTOP_STORE_EXITS_READER_H

#include "sample/record/exits.h"
#include "store/database.h"

/* The kind of an event that is none for people: from here on ends are heard of, or not (its data). */
#define EXITS_EVENT "exits"

/* Whether they were heard of before that sample. */
enum status exits_find_state(struct database *database, int64_t sequence, enum exits_state *state,
	struct message *message);

/*
 * Who ended behind one sample, up to another; at most most of them are items.  ended_processes_free()
 * it.
 */
enum status exits_find(struct database *database, int64_t from, int64_t to, size_t most,
	struct ended_processes **ended, struct message *message);

/* The last process of that PID that ended up to a sample.  STATUS_ABSENT: no end was heard of. */
enum status exits_find_pid(struct database *database, pid_t pid, int64_t to,
	struct ended_process *ended, struct message *message);

#endif
