/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel memory behind what processes hold open: pipes, sockets, io_uring, perf buffers, maps and programs
 * of BPF.  Links of /proc/PID/fd tell what a descriptor is; pipes and sockets are asked through a
 * duplicate (pidfd_getfd), which opens nothing; the rest through /proc/PID/fdinfo and maps.
 */
#ifndef MEMTOP_SOURCE_KERNEL_MEMORY_DESCRIPTORS_H
#define MEMTOP_SOURCE_KERNEL_MEMORY_DESCRIPTORS_H

#include <stdatomic.h>
#include <stdint.h>

#include "sample/kernel/kernel_memory.h"
#include "source/errand.h"
#include "source/file.h"

/*
 * Adds an item for each kind that there is any memory of, with the processes that have most.  What
 * several hold counts once, as that of the first.  Ends at the deadline (monotonic), or once *cancelled.
 * STATUS_TOO_LARGE: not all were looked at.
 */
enum status descriptors_read(struct kernel_memory *memory, struct errands *errands,
	uint64_t deadline_ns, const atomic_bool *cancelled);

#endif
