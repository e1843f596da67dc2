/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Duplicates of descriptors of other processes, which opens nothing. */
#ifndef MEMTOP_SOURCE_DUPLICATE_H
#define MEMTOP_SOURCE_DUPLICATE_H

#include <sys/types.h>

/* Whose descriptors are duplicated; begins with the PID and DUPLICATE_UNKNOWN. */
struct duplicate_from {
	pid_t pid;
	int pidfd;
};
#define DUPLICATE_UNKNOWN (-1)

/* close() it; -1 with errno. */
int duplicate_descriptor(struct duplicate_from *from, int descriptor);
void duplicate_end(struct duplicate_from *from);

#endif
