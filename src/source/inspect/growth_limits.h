/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMTOP_SOURCE_INSPECT_GROWTH_LIMITS_H
#define MEMTOP_SOURCE_INSPECT_GROWTH_LIMITS_H

#include <sys/types.h>

#include "derive/process/room.h"
#include "source/file.h"

/* A process's own limits, and what counts against them; the machine's available memory is not read. */
void growth_limits_read(struct growth_limits *limits, const struct kernel_root *root, pid_t pid);

#endif
