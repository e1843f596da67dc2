/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process of its own for what reads a file in this process, as SQLite does, whose file system may die while it
 * is read.  A thread that waits for one can be ended by no signal, and a process ends with its last thread; so
 * the process that was started only watches, and leaves the other behind.
 */
#ifndef MEMTOP_SOURCE_GUARD_H
#define MEMTOP_SOURCE_GUARD_H

#include <stdbool.h>

#include "base/status.h"

/* What is done under guard. */
struct guarded {
	/* Called, unless it is NULL, by the one that watches: it needs no more than to read and to wait. */
	void (*confine)(void);
	/*
	 * NULL: one that waits for a file system for 10 s is left behind.  Otherwise it may wait as long as it
	 * takes, which is said once each time, until a signal tells it to end: 3 s later it is left behind.
	 */
	void (*waits)(void *context);
	void *context;
};

struct guard_end {
	enum status status; /* STATUS_OK: it ended; STATUS_UNANSWERED: it was left behind */
	int exit_status;
};

/*
 * Before there is a thread.  Makes a process that goes on with false; so does this one where none can be made
 * (as many as may run, a sanitizer).  Otherwise returns true once that one has ended, or was left behind; then
 * standard input and output, which the two share, are closed.  Signals that end a process are handed on, or, where that
 * is not allowed, end both; if the other ends by one, so does this.
 */
bool guard_begin(const struct guarded *guarded, struct guard_end *end);

/* False in a build with a sanitizer. */
bool guard_is_built(void);

#endif
