/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the process table to rows: reads of each process what the columns need, and no more than
 * that.  statm of every process tells which changed; the rest is read of those that are new or changed, of
 * all of them where a column changes by itself, and in a slow rotation that bounds how old a figure
 * can be.
 */
#ifndef MEMTOP_SOURCE_PROCESS_PROCESSES_H
#define MEMTOP_SOURCE_PROCESS_PROCESSES_H

#include "derive/history.h"
#include "ports/feed.h"
#include "ports/retained.h"
#include "ports/sweep.h"
#include "sample/sample.h"
#include "source/file.h"
#include "source/process/users.h"

struct processes;

/*
 * retained.read may be NULL: then no process's malloc is known to keep anything.  open_fds_max: see
 * process_table_open().  users: where names of users are looked up.  The root stays the caller's.  STATUS_FAILED
 * with errno.
 */
enum status processes_new(struct processes **processes, const struct kernel_root *root,
	struct retained_source retained, size_t open_fds_max, enum users_place users);
void processes_free(struct processes *processes);

/* A program may sweep, from now on; it becomes theirs. */
void processes_use(struct processes *processes, struct sweep sweep);

/* What one reading of all needs first and any thread can do once, such as one that waits for it. */
void processes_prepare(struct processes *processes);

/* What has to be read for a request (enum cost, or'ed): more than it asks for itself. */
unsigned processes_cost(const struct feed_request *request);

/* How the last sample was swept, and why. */
const struct sweep_choice *processes_sweep(const struct processes *processes);

/*
 * Reads for this sample what the request asks for and puts rows into it.  sample->monotonic_ns is
 * set already.  STATUS_NO_MEMORY, or STATUS_FAILED with errno if /proc cannot be listed.
 */
enum status processes_read(struct processes *processes, struct sample *sample,
	const struct feed_request *request);

/* What it remembers of the processes, as long as it lives or a reference is held. */
struct history *processes_history(const struct processes *processes);

/* Descriptors kept open now. */
size_t processes_open_fds(const struct processes *processes);

/* How many processes that were followed have ended so far. */
uint64_t processes_ended(const struct processes *processes);

/* How many rows of the last sample are others than in the one before, which go when that does. */
size_t processes_renewed(const struct processes *processes);

#endif
