/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slab caches: /proc/slabinfo, and /sys/kernel/slab for what was merged into them. */
#ifndef MEMTOP_SOURCE_KERNEL_MEMORY_SLAB_H
#define MEMTOP_SOURCE_KERNEL_MEMORY_SLAB_H

#include "sample/kernel/kernel_memory.h"
#include "source/file.h"

/* Adds an item for each cache that has memory.  STATUS_DENIED: root alone may read slabinfo. */
enum status slab_read(struct kernel_memory *memory, const struct kernel_root *root,
	struct file_buffer *buffer);

#endif
