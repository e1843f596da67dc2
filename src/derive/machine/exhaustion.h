/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When will available memory have run out?  Asked of three horizons, each of which speaks only where its
 * own past bears it out, so that jobs, waves and teeth of every day are no alarm:
 *
 *	minutes   it falls now, has lost most of what there was an hour ago, and is lower than all day
 *	hours     each low of the last day is below the same hours of the day before, and that day was not
 *	          the first to fall so; as far back as days fall alike they tell the pace, and what a day is
 *	          like; the end is where such a day, lower by that pace, would reach nothing
 *	days      the lows of whole days fall, one after the other; asked only where hours say nothing
 *
 *	exhaustion_add(&exhaustion, seconds, available);    each reading, in the order of time
 *	exhaustion_find(&exhaustion, &finding);
 */
#ifndef MEMTOP_DERIVE_MACHINE_EXHAUSTION_H
#define MEMTOP_DERIVE_MACHINE_EXHAUSTION_H

#include <stddef.h>
#include <stdint.h>

#include "base/value.h"

/* The lowest readings of each minute of the last hour and a half, and of each ten minutes of 8 days. */
#define EXHAUSTION_MINUTES 90
#define EXHAUSTION_TENTHS  (8 * 144)

struct exhaustion_lows {
	uint64_t seconds; /* that each is of */
	size_t most;
	uint64_t first, last; /* their numbers, time divided by seconds */
	uint64_t *lows;       /* number n at n % most; UINT64_MAX: not looked at */
};

struct exhaustion {
	uint64_t minute_lows[EXHAUSTION_MINUTES], tenth_lows[EXHAUSTION_TENTHS];
	struct exhaustion_lows minutes, tenths;
	uint64_t available; /* the last reading */
};

enum horizon { HORIZON_NONE, HORIZON_MINUTES, HORIZON_HOURS, HORIZON_DAYS };

struct exhaustion_finding {
	enum horizon horizon;
	/* Seconds; absent: it does not fall; pending: not watched for an hour yet. */
	struct value left;
	double bytes_per_day; /* the pace of the horizon */
};

void exhaustion_begin(struct exhaustion *exhaustion);

/* A reading of available memory, bytes, at that time in seconds; one from before the last is passed over. */
void exhaustion_add(struct exhaustion *exhaustion, uint64_t seconds, uint64_t available);

/* What the horizon that sees the end soonest says; of days only where hours say nothing. */
void exhaustion_find(const struct exhaustion *exhaustion, struct exhaustion_finding *finding);

#endif
