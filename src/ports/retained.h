/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who reads what malloc keeps, for the column kept: the small interface between heap/ and source/. */
#ifndef MEMTOP_PORTS_RETAINED_H
#define MEMTOP_PORTS_RETAINED_H

#include <stdatomic.h>
#include <sys/types.h>

#include "base/value.h"

/*
 * Resident bytes of the process that glibc's malloc keeps and are not in use.  Absent where glibc's
 * malloc has no heap; stale if it was in use while it was walked, so that the figure is near but of
 * no single moment; pending where the walk did not add up, or was given up because *cancelled
 * became true; too large where the walk takes more than limit times what is usual.
 */
typedef struct value retained_reader(pid_t pid, unsigned limit, const atomic_bool *cancelled);

struct retained_source {
	retained_reader *read; /* NULL: cannot be read */
	unsigned limit;
};

#endif
