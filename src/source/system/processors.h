/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what the processors did since boot, and the load. */
#ifndef MEMTOP_SOURCE_SYSTEM_PROCESSORS_H
#define MEMTOP_SOURCE_SYSTEM_PROCESSORS_H

#include "sample/sample.h"
#include "source/file.h"

/* Fills processors, whose count of ticks is 0 where they cannot be read, and load. */
void processors_read(struct system_sample *system, const struct kernel_root *root,
	struct file_buffer *buffer);

#endif
