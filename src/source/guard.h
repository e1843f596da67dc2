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
#include "source/inspect/asked_mount.h"

/*
 * Before there is a thread.  Makes a process that goes on with false; so does this one where none can be made
 * (as many as may run, a sanitizer).  Otherwise returns true once that one has ended, with its exit status, or was
 * left behind: STATUS_UNANSWERED, with the mount whose server it waits for, or "", and standard output, which the
 * two share, is closed.  Signals that end a
 * process are handed on, or, where that is not allowed, end both; if the other ends by one, so does this.
 * confine: called, unless it is NULL, by the one that watches: it needs no more than to read and to wait.
 */
bool guard_begin(void (*confine)(void), enum status *status, int *exit_status,
	char mount[static ASKED_MOUNT_SIZE]);

#endif
