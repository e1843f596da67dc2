/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a process ended, which is its parent's to ask, and since Linux 6.15 any process's that held a pidfd. */
#ifndef MEMTOP_SOURCE_INSPECT_ENDING_H
#define MEMTOP_SOURCE_INSPECT_ENDING_H

#include <stdbool.h>
#include <sys/types.h>

#include "source/file.h"

/* A descriptor to ask later, to be closed; -1 if there is no such process or no such thing. */
int ending_watch(pid_t pid);

/*
 * What waitpid(2) tells its parent; false if it is not told here.  A zombie's, too, where its stat
 * may be read.  descriptor is ending_watch()'s, or -1.
 */
bool ending_read(int descriptor, pid_t pid, const struct kernel_root *root, int *wait_status);

#endif
