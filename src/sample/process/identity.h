/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process is: its user, command and start.  Consecutive rows share it (sample/row.h). */
#ifndef MEMTOP_SAMPLE_PROCESS_IDENTITY_H
#define MEMTOP_SAMPLE_PROCESS_IDENTITY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/value.h"

/* Held once for each process, so without gaps. */
struct identity {
	atomic_uint references;
	uid_t uid;
	uint64_t start_ticks; /* since boot; together with the PID it names a process for good */
	/* Another one after each exec(2): where its stack begins; 0: that may not be known. */
	uint64_t program;
	/* Raw bytes as the kernel gave them, in one block (base/shared.h): identities that say the same share it. */
	const char *user; /* name, or the number where there is no name; the block begins with it */
	const char *name; /* comm */
	const char *cgroup;      /* path of the memory cgroup; "" unless a column needs it */
	const char *command;     /* arguments joined by blanks, or [comm] without any */
	uint32_t command_length; /* arguments may hold anything but NUL */
	bool kernel_thread;
	bool thread; /* a thread of the process ppid; pid is its TID, and no memory is its own */
	/* VALUE_OK; or why there is none: then command is what people read instead. */
	enum value_state command_state : 8;
};

/* What makes an identity; strings are copied.  user, name and cgroup may be NULL. */
struct identity_source {
	uid_t uid;
	bool kernel_thread, thread;
	uint64_t start_ticks, program;
	const char *user, *name, *cgroup;
	const char *command;
	size_t command_length;
	enum value_state command_state; /* VALUE_NOT_ASKED stands for VALUE_OK */
};
struct identity *identity_new(const struct identity_source *source); /* NULL: no memory */
struct identity *identity_ref(struct identity *identity);
void identity_unref(struct identity *identity);

/* Whether the source would make the same. */
bool identity_is(const struct identity *identity, const struct identity_source *source);

/*
 * Identities that were made last.  Of thousands of processes most have been forked by the same few and say the
 * same, so the next one shares its strings with one of these where it can.  Zero it first.
 */
#define IDENTITIES_REMEMBERED 64
struct identity_pool {
	struct identity *last[IDENTITIES_REMEMBERED];
};

struct identity *identity_pool_new(struct identity_pool *pool,
	const struct identity_source *source);
void identity_pool_free(struct identity_pool *pool);

#endif
