/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How fast the machine's counters moved between two samples, whichever two are chosen. */
#ifndef MEMTOP_DERIVE_MACHINE_RATES_H
#define MEMTOP_DERIVE_MACHINE_RATES_H

#include "sample/sample.h"

/*
 * Rates from before to now, seconds apart.  Pending where before has no reading or no time passed;
 * 0 for a counter that was reset; what now could not read keeps its reason.
 */
void rates_of_counters(struct rates *rates, const struct system_sample *now,
	const struct vmstat *before, double seconds);

/* The same of two samples.  Pending if before is NULL, not earlier, or of another boot. */
void rates_between(struct rates *rates, const struct sample *now, const struct sample *before);

#endif
