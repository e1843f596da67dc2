/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was mapped for the kernel page by page, by the function that asked for it: /proc/vmallocinfo. */
#ifndef MEMTOP_SOURCE_KERNEL_MEMORY_VMALLOC_H
#define MEMTOP_SOURCE_KERNEL_MEMORY_VMALLOC_H

#include "sample/kernel/kernel_memory.h"
#include "source/file.h"

/* Adds an item for each caller; stacks and modules are of their own kind, without a name. */
enum status vmalloc_read(struct kernel_memory *memory, const struct kernel_root *root,
	struct file_buffer *buffer);

#endif
