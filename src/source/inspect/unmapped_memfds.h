/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that a process holds by descriptors alone: memfds that it has open and does not map.  They
 * are in no RSS, and only the machine's Shmem tells that they are there.
 */
#ifndef MEMTOP_SOURCE_INSPECT_UNMAPPED_MEMFDS_H
#define MEMTOP_SOURCE_INSPECT_UNMAPPED_MEMFDS_H

#include <sys/types.h>

#include "base/value.h"
#include "source/inspect/open_files.h"

/* Bytes, each file once however many descriptors it has; denied or gone with /proc/PID/fd. */
struct value unmapped_memfds_read(const struct kernel_root *root, const struct memfd_mounts *mounts,
	pid_t pid);

#endif
