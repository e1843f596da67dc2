/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory of each node of a machine that has several. */
#ifndef MEMTOP_SOURCE_SYSTEM_NODES_H
#define MEMTOP_SOURCE_SYSTEM_NODES_H

#include "parse/system/node.h"
#include "source/file.h"

/* None where one node has all memory, or nothing tells; memory_nodes_free() in any case.  STATUS_OK or a shortage. */
enum status system_nodes_read(struct memory_nodes *nodes, const struct kernel_root *root,
	struct file_buffer *buffer);

#endif
