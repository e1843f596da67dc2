/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inodes of shared memory, from the lists of the kernel. */
#ifndef MEMTOP_CLI_WIRE_SHARED_INODES_H
#define MEMTOP_CLI_WIRE_SHARED_INODES_H

#include "ports/kernel_inodes.h"

/*
 * By programs, or, where none can be loaded, by /proc/kcore, which does not tell who shares.  Programs are loaded when it is first read, or at once: before a filter of system calls; never, unless the
 * setting bpf allows it.  Without memory nothing can be read.  The caller frees it.
 */
struct kernel_inodes shared_inodes_new(bool allowed, bool at_once);

#endif
