/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared memory of a process that its RSS does not tell: what it holds by descriptors alone, and what
 * of the memory that it maps was not there before it came.
 */
#ifndef MEMTOP_SOURCE_INSPECT_HELD_SHMEM_H
#define MEMTOP_SOURCE_INSPECT_HELD_SHMEM_H

#include <sys/types.h>

#include "base/value.h"
#include "source/inspect/open_files.h"

/* Files that it does not map: bytes, each once however many descriptors it has. */
struct held_shmem {
	struct value memfds; /* gone when all processes that have them open close them */
	struct value
		tmpfs; /* open for writing: the process that writes to a file takes what it gains */
};

/* Denied or gone with /proc/PID/fd. */
struct held_shmem held_shmem_read(const struct kernel_root *root, const struct memfd_mounts *mounts,
	pid_t pid);

/* Files in shared memory as they were when the process was first seen to map them. */
#define SHMEM_FILES 16
struct shmem_first {
	int64_t since_ns; /* wall clock: when it was first seen; of files made later all is new */
	size_t count;
	struct {
		uint64_t inode, bytes;
	} files[SHMEM_FILES];
};

/*
 * By how much the shared memory that it maps has grown since, whatever process made it grow: to touch what was
 * there takes no memory.  What it maps beyond SHMEM_FILES old files is taken not to grow.  Denied where memtop
 * may not follow /proc/PID/map_files.
 */
struct value shmem_grown_read(const struct kernel_root *root, pid_t pid, struct shmem_first *first);

#endif
