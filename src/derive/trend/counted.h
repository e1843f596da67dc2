/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rates of a process, from the counters of its row at two steps. */
#ifndef MEMTOP_DERIVE_TREND_COUNTED_H
#define MEMTOP_DERIVE_TREND_COUNTED_H

#include <stdbool.h>
#include <stdint.h>

#include "sample/row.h"

/* Counters since the process began, and when they were read; at_ns 0: never. */
struct counted {
	int64_t faults, major_faults, cpu_ns;
	uint64_t at_ns;
};

/*
 * Sets the row's faults, major faults and processor time a second since the step before, or that they are
 * pending, and keeps what the next step needs.  false: memory lacks for it.
 */
bool counted_take(struct counted *counted, struct row **row, uint64_t now_ns);

#endif
