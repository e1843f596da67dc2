/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The zigzag of a curve: legs, up or down, each reaching from one extreme to the next. */
#ifndef MEMTOP_DERIVE_TREND_LEGS_H
#define MEMTOP_DERIVE_TREND_LEGS_H

#include <stdbool.h>
#include <stddef.h>

#include "derive/trend/curve.h"

struct legs {
	size_t count;
	bool last_up;
	size_t turn; /* where the last leg begins */
	struct trend_point troughs[TREND_POINTS_MOST];
	size_t trough_count; /* low turns between legs */
};

/* Each leg at least size bytes long; what moves less has none. */
void legs_find(struct legs *legs, const struct curve *curve, double size);

/*
 * Whether the low turns climb, so evenly that no chance makes them: a leak below teeth that are too
 * long for blocks.  floor is then the curve of those turns.
 */
bool legs_troughs_climb(struct curve *floor, const struct legs *legs, const struct curve *curve);

#endif
