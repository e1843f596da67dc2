/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who grows: the processes of a sample ranked by how fast their own memory grows. */
#ifndef MEMTOP_DERIVE_PROCESS_GROWTH_H
#define MEMTOP_DERIVE_PROCESS_GROWTH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/value.h"
#include "derive/process/arrange.h"
#include "sample/sample.h"

struct grower {
	const struct row *row;
	/* Until it meets the nearest limit at this pace; absent unless it is growing, pending where that may be its start. */
	struct value seconds_to_limit;
	/* What its own memory has gained since the mark; absent without a mark. */
	struct value since_baseline;
};

/*
 * Own memory: anonymous, swapped and shared, what cannot be dropped and read again.  Unknown if a
 * part of it is.
 */
struct value growth_own_parts(const struct row *row);

/* The same as the collector follows it (DERIVED_OWN), or, where it does not, the sum of the parts. */
struct value growth_own(const struct row *row);

/*
 * All processes that the arrangement wants, kernel threads aside: the growing ones first, by pace,
 * then those that moved, then the rest; since a mark of the arrangement, by what they have gained
 * since.  free() *growers.  STATUS_NO_MEMORY.
 */
enum status growth_rank(struct grower **growers, size_t *count, struct sample *sample,
	const struct arrangement *arrangement);

/* Bytes until a growing process meets the nearest limit: of its cgroup, or the machine's end. */
struct value growth_room(const struct row *row, const struct sample *sample);

/* Until so many bytes are taken at that pace, which doubles in that time, or, at 0, stays as it is. */
struct value growth_seconds_until(struct value room, int64_t bytes_per_minute,
	double doubling_seconds);

/* Until then at its present pace; absent unless it is growing. */
struct value growth_seconds_to_limit(const struct row *row, const struct sample *sample);

/*
 * Programs fill tables, caches and histories as they begin.  Whether this one, which is growing, began so lately
 * and grew by so little that it may be doing that: then it is too early to call it a leak.  Not one that meets
 * its limit within the hour.
 */
#define GROWTH_START_SECONDS 300
#define GROWTH_START_BYTES   (INT64_C(2) << 20)
bool growth_may_be_start(const struct row *row, const struct sample *sample);

#endif
