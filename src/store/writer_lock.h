/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One recorder a record: the writer holds a lock on FILE-lock, which names its PID.  Not on the
 * record itself, whose locks are SQLite's and would be lost with any descriptor that is closed.
 */
#ifndef MEMTOP_STORE_WRITER_LOCK_H
#define MEMTOP_STORE_WRITER_LOCK_H

#include <sys/types.h>

#include "base/status.h"

/* A descriptor that holds the lock until it is closed.  STATUS_REFUSED: message names its holder. */
enum status writer_lock_take(int *descriptor, const char *path, struct message *message);

/* Takes the file of a lock away that is held: what it lies beside is no record, and it will not be written. */
void writer_lock_remove(const char *path);

/*
 * The PID of the writer of that record; 0 in *owner if it is not known, as on a disk that was full.
 * STATUS_ABSENT: it has no writer; otherwise message says why it cannot be seen.
 */
enum status writer_lock_owner(pid_t *owner, const char *path, struct message *message);

#endif
