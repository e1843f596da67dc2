/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What follows from the system files of a sample and of those before.  A sample holds what was read and a
 * reference to this, as a row does to derive/process/derived_row.h.
 */
#ifndef MEMTOP_DERIVE_MACHINE_DERIVED_MACHINE_H
#define MEMTOP_DERIVE_MACHINE_DERIVED_MACHINE_H

#include "derive/history.h"
#include "derive/machine/processors.h"
#include "sample/sample.h"

/* Changes since the sample before, in hundredths a second; pending in the first sample. */
struct rates {
	struct value swap_in, swap_out;          /* bytes */
	struct value refault_file, refault_anon; /* pages */
	struct value direct_reclaim;    /* pages reclaimed by the task that wanted memory */
	struct value allocation_stalls; /* events */
	struct value faults, major_faults;
	struct value oom_kills; /* since the sample before: a count, not a rate */
};

/* How what is taken of memory, MemTotal less Available, has moved since it is watched. */
struct movement {
	struct value trend;        /* enum trend */
	struct value fall;         /* bytes a minute that Available loses; absent unless it falls */
	struct value fall_seconds; /* ... at that pace for so long */
	struct value taker;        /* enum segment that most of it goes to; absent: none */
	struct value taker_pace;   /* bytes a minute */
};

struct derived_machine {
	struct rates rates;
	struct movement movement;
	struct processor_use processors;
};

/* Of a sample of which nothing was derived: nothing was asked. */
const struct derived_machine *derived_of_machine(const struct system_sample *system);

/* For the caller that alone makes the sample: what follows from it, to be changed.  NULL without memory. */
struct derived_machine *derived_machine_edit(struct system_sample *system);

/*
 * Finds rates and use of the processors from before to now, and adds now to the history to see how Available moves.  before: NULL for
 * the first.  STATUS_NO_MEMORY: nothing was found.
 */
enum status machine_derive(struct history *history, struct sample *now,
	const struct sample *before);

#endif
