/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMTOP_SOURCE_RIGHTS_H
#define MEMTOP_SOURCE_RIGHTS_H

#include "sample/rights.h"
#include "source/file.h"

/* What the caller may do; what only the probe knows is left false.  STATUS_DENIED ...: no /proc. */
enum status rights_read(struct rights *rights);

/* The same, with the settings of the kernel that shows itself there. */
enum status rights_read_from(struct rights *rights, const struct kernel_root *root);

/*
 * Of those uid and held alone, and what hides processes, hidepid and its group; with CAP_SYS_PTRACE, from which
 * nothing is hidden, not even that.
 */
void rights_read_sight(struct rights *rights, const struct kernel_root *root);

/* Whether there may be processes that /proc does not show: behind another PID namespace, or behind hidepid. */
bool processes_may_be_hidden(const struct kernel_root *root);

#endif
