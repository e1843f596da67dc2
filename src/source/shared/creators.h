/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The segments of System V shared memory of memtop's IPC namespace, and whether their creators live. */
#ifndef MEMTOP_SOURCE_SHARED_CREATORS_H
#define MEMTOP_SOURCE_SHARED_CREATORS_H

#include "source/shared/gather.h"

/* STATUS_ABSENT where the kernel has no System V shared memory.  free() *segments in any case. */
enum status segments_read(struct gathered_segment **segments, size_t *count,
	const struct kernel_root *root);

#endif
