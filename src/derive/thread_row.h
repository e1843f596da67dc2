/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The row of a thread, from what was read of it and from its row in the sample before. */
#ifndef MEMTOP_DERIVE_THREAD_ROW_H
#define MEMTOP_DERIVE_THREAD_ROW_H

#include "base/text.h"
#include "sample/row.h"

struct thread_reading {
	pid_t tid;
	const struct row *process;
	struct text name; /* any bytes */
	char state;
	uint64_t cpu_ns, start_ticks;
};

/*
 * A reference, to the row before if nothing in that is another.  before: the row with that TID elapsed_ns
 * ago, or NULL.  Memory is the process's: the row has none, rather than the same once more.  NULL: no memory.
 */
struct row *thread_row(const struct thread_reading *thread, const struct row *before,
	uint64_t elapsed_ns);

#endif
