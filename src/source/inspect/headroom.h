/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMTOP_SOURCE_INSPECT_HEADROOM_H
#define MEMTOP_SOURCE_INSPECT_HEADROOM_H

#include <sys/types.h>

#include "base/value.h"
#include "source/file.h"

/*
 * Bytes that a process can still take before the nearest of its own limits: its cgroup's or an
 * ancestor's (file cache in it gives way), address space, data.  Absent without any limit.
 */
struct value headroom_read(const struct kernel_root *root, pid_t pid);

#endif
