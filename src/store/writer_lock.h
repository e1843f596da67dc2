/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One recorder a record: whoever writes holds a lock on FILE-lock, which names its PID.  Not on the
 * record itself, whose locks are SQLite's and would be lost with any descriptor that is closed.
 */
#ifndef MEMTOP_STORE_WRITER_LOCK_H
#define MEMTOP_STORE_WRITER_LOCK_H

#include <sys/types.h>

#include "base/status.h"

/* A descriptor that holds the lock until it is closed.  STATUS_REFUSED: message names who has it. */
enum status writer_lock_take(int *descriptor, const char *path, struct message *message);

/* Who writes that record now; 0: nobody, or nobody who can be seen. */
pid_t writer_lock_owner(const char *path);

#endif
