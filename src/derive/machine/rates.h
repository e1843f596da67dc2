/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How fast the machine's counters moved between two samples, whichever two are chosen. */
#ifndef MEMTOP_DERIVE_MACHINE_RATES_H
#define MEMTOP_DERIVE_MACHINE_RATES_H

#include "derive/machine/derived_machine.h"

/*
 * Rates from before to now.  Pending if before is NULL, not earlier, of another boot or without a reading;
 * 0 for a counter that was reset; what now could not read keeps its reason.
 */
void rates_between(struct rates *rates, const struct sample *now, const struct sample *before);

#endif
