/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory cgroups into frames: what they are once, and their figures as rows (store/cgroups/rows.h). */
#ifndef MEMTOP_STORE_CGROUPS_WRITER_H
#define MEMTOP_STORE_CGROUPS_WRITER_H

#include "sample/sample.h"
#include "store/database.h"
#include "store/codec/frame.h"

/* The database stays the caller's.  NULL: no memory. */
struct cgroup_writer;
struct cgroup_writer *cgroup_writer_new(struct database *database);
void cgroup_writer_free(struct cgroup_writer *writer);
/* After a transaction was rolled back. */
void cgroup_writer_forget(struct cgroup_writer *writer);

/* In a transaction.  Where the sample has none, the frame has none.  Its rows are to be sorted behind it. */
enum status cgroup_writer_put(struct cgroup_writer *writer, const struct sample *sample,
	int64_t boot, int64_t sequence, struct frame *frame, struct message *message);

#endif
