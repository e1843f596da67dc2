/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a figure moves over time: is this a leak?  A pure function over points; how they are gathered, and
 * of what figure, is not its business.
 */
#ifndef MEMTOP_DERIVE_TREND_H
#define MEMTOP_DERIVE_TREND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/value.h"

enum trend {
	TREND_TOO_SHORT,
	TREND_FLAT,
	TREND_GROWING,
	TREND_STEP, /* once, or a few times, in one step; still before and after */
	TREND_SAWTOOTH,
	TREND_PLATEAU, /* grew, and has stopped or slows down */
	TREND_SHRINKING,
	TREND_COUNT
};

/* How machines and people call them. */
struct trend_row {
	const char *key;   /* JSON: "growing" */
	const char *title; /* N_() */
	const char *mark;  /* one ASCII character for a narrow column */
};
extern const struct trend_row trend_rows[TREND_COUNT];

struct trend_point {
	double seconds; /* ascending, from any origin */
	double bytes;
	double low, high; /* of what the point stands for; one reading: as bytes */
};

struct trend_finding {
	enum trend trend;
	bool has_pace; /* there are points enough for one; what it is may take longer to tell */
	/*
	 * The pace of now, by the median of slopes (Theil and Sen) since it last changed; of the low
	 * points, where it grows below noise or teeth.  Above 0 for what grows, below for what shrinks,
	 * of a plateau what is left of its pace, and 0 for what is flat, goes up and down, or stepped.
	 */
	double bytes_per_minute;
	double pace_seconds;   /* for so long at that pace; of what grows or shrinks */
	double window_seconds; /* from the first point to the last */
	double confidence;     /* 0 to 1 */
	double moved_bytes; /* from the level at the start to the one at the end; negative: fell */
	double swing_bytes; /* from the lowest point to the highest */
	double quiet_bytes; /* a movement up to this drowns in the noise of these points */
	double still_seconds; /* since the last movement that counts; 0 while it moves */
	/*
	 * What is not called growing hides no growth above this, INFINITY: nothing is ruled out.  Not
	 * seen is what comes in steps rarer than every rare_step_seconds.
	 */
	double bound_bytes_per_minute;
	double rare_step_seconds;
	/* Its pace doubles in so many seconds, and bytes_per_minute is that of the end; 0: it does not. */
	double doubling_seconds;
	/* A step or a plateau, before it came to rest: its pace, and for how long; 0 seconds: in one step. */
	double grown_bytes_per_minute;
	double grown_seconds;
};

/* Fewer points than this are too short to say anything. */
#define TREND_POINTS_LEAST 10
/* Nothing is said to be growing with fewer points than this in fewer seconds: it may be a start-up. */
#define TREND_POINTS_SURE  30
#define TREND_SECONDS_SURE 30
/* More than this are thinned out evenly. */
#define TREND_POINTS_MOST 120

/* Of what has had one value at each of so many readings: from TREND_READINGS_AT_REST on it is surely flat. */
#define TREND_READINGS_AT_REST 60
double trend_confidence_at_rest(size_t readings);

/* As it is printed: whole hundredths of it, so that what is not certain is never said to be. */
int64_t trend_hundredths(double confidence);

void trend_find(struct trend_finding *finding, const struct trend_point *points, size_t count);

/* Bytes a minute, in every view: known from TREND_POINTS_LEAST points on, though its class may be too short. */
struct value trend_pace(const struct trend_finding *finding);

#endif
