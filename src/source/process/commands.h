/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The arguments of processes.  Of all that is read of every process they alone wait for the lock of an
 * address space (fs/proc/base.c, get_mm_cmdline()), so libproc2 is not asked for them.
 */
#ifndef MEMTOP_SOURCE_PROCESS_COMMANDS_H
#define MEMTOP_SOURCE_PROCESS_COMMANDS_H

#include <stddef.h>
#include <sys/types.h>

#include "base/text.h"
#include "source/errand.h"

struct command {
	struct errand_item item; /* STATUS_OK, or why there is none */
	char *text;              /* arguments with blanks between them, no more than 256 KiB */
	size_t length;
	void *room; /* where it lies, with others; shared */
};

struct commands {
	struct command *list; /* by PID, as they were asked for */
	size_t count, capacity;
	struct errands *errands; /* until they have been waited for, else NULL */
	struct errand_begun begun;
	enum status status; /* once they have been */
};

/*
 * Begins to read those of these processes, ascending, in place of the ones before; a thread reads on
 * meanwhile.  STATUS_NO_MEMORY.
 */
enum status commands_begin(struct commands *commands, struct errands *errands, const pid_t *pids,
	size_t count);

/* Waits for them, once.  STATUS_NO_MEMORY, STATUS_NO_THREAD: none is known for certain. */
enum status commands_end(struct commands *commands);

/* Both. */
enum status commands_read(struct commands *commands, struct errands *errands, const pid_t *pids,
	size_t count);

/* NULL if it was not asked for. */
const struct command *commands_find(const struct commands *commands, pid_t pid);

void commands_free(struct commands *commands);

#endif
