/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory cgroups in frames: the tree as a whole is the row of id 0, and each cgroup has rows below it,
 * as many as its figures need.  So what holds of processes, that one at rest costs nothing, holds of them.
 * Here they are read, frame after frame; store/cgroups/writer.h writes them.
 */
#ifndef MEMTOP_STORE_CGROUPS_ROWS_H
#define MEMTOP_STORE_CGROUPS_ROWS_H

#include "derive/history.h"
#include "store/database.h"
#include "store/codec/frame.h"

/* Behind its figures, 1: all of them were read for this very sample, and not only its usage. */
#define CGROUP_ROW_ALL_NOW CGROUP_FIGURES
#define CGROUP_ROW_CODES   (CGROUP_FIGURES + 1)
#define CGROUP_ROWS        ((CGROUP_ROW_CODES + FRAME_CODES - 1) / FRAME_CODES)

/* Of a cgroup's part, from 0 on; the ids of frames ascend. */
static inline int64_t cgroup_row_id(int64_t cgroup, int part)
{
	return -(cgroup * CGROUP_ROWS + CGROUP_ROWS - 1 - part);
}

/* What the row of the tree has. */
enum cgroup_tree_code {
	TREE_VERSION,
	TREE_TROUBLE,
	TREE_STATUS,
	TREE_IS_PART,
	TREE_IS_RECURSIVE,
	TREE_IS_INCOMPLETE,
	TREE_DENIED,
	TREE_DYING,      /* code of a value */
	TREE_MOUNT_ROOT, /* which text; 0: none */
	TREE_READ,       /* monotonic nanoseconds at which they were read, less the sample's */
	TREE_CODES
};

/* How many rows at the front of a frame are no process's. */
size_t cgroup_rows_count(const struct frame *frame);

/* The database stays the caller's.  NULL: no memory. */
struct cgroup_rows;
struct cgroup_rows *cgroup_rows_new(struct database *database);
void cgroup_rows_free(struct cgroup_rows *rows);
/* Another boot begins. */
void cgroup_rows_forget(struct cgroup_rows *rows);

/*
 * What the frame has of them becomes the sample's; NULL if that is nothing.  The sample has its time
 * already.  trends: the first of them have their pace.
 */
enum status cgroup_rows_take(struct cgroup_rows *rows, const struct frame *frame,
	struct sample *sample, struct history *history, bool trends, struct message *message);

#endif
