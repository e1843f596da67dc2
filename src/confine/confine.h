/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What memtop gives up before it looks at what others chose: names, arguments, paths, the contents of
 * heaps.  Nothing of it can be got back by this process.
 */
#ifndef MEMTOP_CONFINE_CONFINE_H
#define MEMTOP_CONFINE_CONFINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/*
 * Keeps of the capabilities of this process those in the set (bit n: capability n) and no others,
 * also for programs that it starts, and lets no program that it starts have more than it has.  Before
 * there is another thread.  Where the kernel does not let it, rights stay as they are.
 */
void confine_capabilities(uint64_t kept);

enum confine_need {
	/* Files are opened by openat2() as well, in the roots of other processes; what for, no filter can see. */
	CONFINE_OTHER_ROOTS = 1 << 0,
	/* BPF programs that were loaded before are run, and iterators of theirs are read. */
	CONFINE_RUN_BPF = 1 << 1,
	/* pidfd_getfd(), and asking pipes, sockets and memfds; what is done with the duplicate, no filter can see. */
	CONFINE_OTHER_DESCRIPTORS = 1 << 2,
};

/*
 * From here on all threads, and those to come, can read and print and nothing else: a file is opened
 * for reading, no program is run, no other process signalled or written to, no connection opened;
 * such a call fails with EPERM, but for what
 * is asked for in needs (enum confine_need, or'ed).
 * STATUS_ABSENT: this machine or kernel has no filters, or
 * valgrind runs it, whose own calls would be filtered.
 */
enum status confine_to_reading(unsigned needs);

/* Whether this build has that filter, and lets through no more than memtop itself needs. */
bool confine_is_whole(void);

#endif
