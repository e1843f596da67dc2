/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How busy the processors were between two readings. */
#ifndef MEMTOP_DERIVE_MACHINE_PROCESSORS_H
#define MEMTOP_DERIVE_MACHINE_PROCESSORS_H

#include "base/value.h"
#include "parse/system/stat.h"

/* In hundredths of a per cent; each as in the later reading. */
struct processor_use {
	struct value all, each[PROCESSORS_MOST];
	size_t count;
};

/*
 * Pending for one that before does not have, or that has not counted since: it was offline, or no tick
 * has passed.  Not asked where now has nothing.
 */
void processors_between(struct processor_use *use, const struct processor_times *now,
	const struct processor_times *before);

#endif
