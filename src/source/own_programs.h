/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of BPF memtop itself has in the kernel at this moment, whichever part of it loaded that. */
#ifndef MEMTOP_SOURCE_OWN_PROGRAMS_H
#define MEMTOP_SOURCE_OWN_PROGRAMS_H

#include "sample/kernel/way.h"
#include "source/file.h"

/*
 * Counts programs, and what they and their maps take, by memtop's own descriptors; absent: /proc is another's,
 * failed and the like: not all of them could be read, and why is returned.
 */
enum status own_programs_read(struct bpf_state *state, const struct kernel_root *root);

#endif
