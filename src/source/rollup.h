/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PSS and its kin from smaps_rollup.  That read walks the page tables under the target's mmap lock:
 * it can take seconds for one process, or hang while that lock is held.  So it has a thread of its
 * own and a budget of processor time; results come when they come.
 */
#ifndef MEMTOP_SOURCE_ROLLUP_H
#define MEMTOP_SOURCE_ROLLUP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "parse/smaps_rollup.h"
#include "source/file.h"

/* One process to read, and what came of it. */
struct rollup_job {
	pid_t pid;
	uint64_t serial;        /* of the process as the table knows it */
	enum status status;     /* STATUS_GONE also for a kernel thread, which has no mappings */
	struct smaps_rollup rollup;
};

/* Reads one now, on the caller's time. */
void rollup_read(struct rollup_job *job, const struct kernel_root *root, struct file_buffer *buffer);

struct rollup_worker;

/* The worker keeps a descriptor of its own on the root. */
enum status rollup_worker_new(struct rollup_worker **worker, const struct kernel_root *root);
/* Does not wait for a read that hangs; its thread then ends by itself. */
void rollup_worker_free(struct rollup_worker *worker);

/*
 * Gives the worker a new list in the order of importance, in place of what it had not got to, and
 * budget_ns of processor time for it.  Jobs are copied.
 */
enum status rollup_worker_give(struct rollup_worker *worker, const struct rollup_job *jobs,
	size_t count, uint64_t budget_ns);

/* What was read since the last call: *jobs is the caller's to free.  Never waits for a read. */
size_t rollup_worker_take(struct rollup_worker *worker, struct rollup_job **jobs);

#endif
