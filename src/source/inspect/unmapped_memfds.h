/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that a process holds by descriptors alone: memfds that it has open and does not map.  They
 * are in no RSS, and only the machine's Shmem tells that they are there.
 */
#ifndef MEMTOP_SOURCE_INSPECT_UNMAPPED_MEMFDS_H
#define MEMTOP_SOURCE_INSPECT_UNMAPPED_MEMFDS_H

#include <sys/types.h>

#include "base/value.h"
#include "source/file.h"

/* The device that all memfds are on; 0 where the kernel makes none (before 3.17). */
dev_t unmapped_memfds_device(void);

/* Bytes, each file once however many descriptors it has; denied or gone with /proc/PID/fd. */
struct value unmapped_memfds_read(const struct kernel_root *root, dev_t device, pid_t pid);

#endif
