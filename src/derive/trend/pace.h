/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How fast something grows now, how fast it did, and whether it does so ever faster. */
#ifndef MEMTOP_DERIVE_TREND_PACE_H
#define MEMTOP_DERIVE_TREND_PACE_H

#include <stdbool.h>

#include "derive/trend/curve.h"

/* The point at which the pace last changed by more than chance, or a start is over. */
size_t pace_change(const struct curve *curve);

struct pace {
	double slope;   /* bytes a second */
	double seconds; /* for so long */
};

/*
 * The pace since then, or, if it pauses or turned back since then, over all; without a blow that stands
 * alone.
 */
struct pace pace_now(const struct curve *curve, bool up);

/*
 * Seconds in which the pace doubles, 0 if it does not become faster and faster; then the pace of the
 * last moment, in bytes a second, is put into pace.
 */
double pace_doubling(const struct curve *curve, double *pace);

/* The time that the middle four fifths of a movement took, and their pace; 0 seconds: a blow. */
struct pace_grown {
	double seconds, pace;
};
struct pace_grown pace_grown(const struct curve *curve, double moved);

#endif
