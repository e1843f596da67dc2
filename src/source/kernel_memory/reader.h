/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thread that reads what the kernel uses memory for.  The caller waits for it, but not for ever.
 * Then there is what was read before.
 */
#ifndef MEMTOP_SOURCE_KERNEL_MEMORY_READER_H
#define MEMTOP_SOURCE_KERNEL_MEMORY_READER_H

#include "sample/kernel/kernel_memory.h"
#include "source/file.h"

struct kernel_reader;

/* Its directories are duplicated.  NULL with errno: no memory or descriptor. */
struct kernel_reader *kernel_reader_new(const struct kernel_root *root);
void kernel_reader_free(struct kernel_reader *reader); /* does not wait for a read that hangs */

/*
 * Reads, and waits for so long.  A reference to the newest there is, which may be that of a reading
 * before, as its monotonic_ns says; without any, one with nothing but why (STATUS_UNANSWERED: it is being
 * read).  NULL: no memory.
 */
struct kernel_memory *kernel_reader_read(struct kernel_reader *reader, uint64_t wait_ns);

#endif
