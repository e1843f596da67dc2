/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All processes that /proc lists. */
#ifndef MEMTOP_SOURCE_PROCESS_ALL_PIDS_H
#define MEMTOP_SOURCE_PROCESS_ALL_PIDS_H

#include <stddef.h>
#include <sys/types.h>

#include "base/status.h"
#include "source/file.h"

/* In the order of /proc, which ascends; free() *pids in any case. */
enum status all_pids_list(pid_t **pids, size_t *count, const struct kernel_root *root);

#endif
