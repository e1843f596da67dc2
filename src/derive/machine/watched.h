/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the machine's memory moves, by the same series and the same judge as a process's.  What is
 * followed is MemTotal less Available, which grows as Available falls, and the segments, which tell
 * where it goes.
 */
#ifndef MEMTOP_DERIVE_MACHINE_WATCHED_H
#define MEMTOP_DERIVE_MACHINE_WATCHED_H

#include "derive/machine/derived_machine.h"

/* Adds the readings of a sample that others follow at once.  STATUS_NO_MEMORY: not all of them. */
enum status machine_add(struct history *history, const struct sample *sample);

/*
 * Adds the readings of a sample, and finds how Available moves; not asked where meminfo could not be read.
 * Nothing is followed where Available is no more than a bound.
 * STATUS_NO_MEMORY: it is not known.
 */
enum status machine_watch(struct history *history, const struct sample *sample,
	struct movement *movement);

#endif
