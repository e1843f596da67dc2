/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lies below noise, teeth and bursts: the window is cut into blocks, and their lowest points, or
 * their means, are asked whether they climb.
 */
#ifndef MEMTOP_DERIVE_TREND_FLOOR_H
#define MEMTOP_DERIVE_TREND_FLOOR_H

#include <stdbool.h>
#include <stddef.h>

#include "derive/trend/curve.h"

/* Fewer blocks than this can climb by chance. */
#define FLOOR_BLOCKS_LEAST 7

/* The lowest points of so many blocks, or their means, as a curve that is not measured. */
void floor_blocks(struct curve *floor, const struct curve *curve, size_t blocks, bool means);

/* The straight line of least squares, and what remains beside it. */
struct floor_line {
	double slope, level; /* bytes a second; bytes at the first point */
	double error;        /* of slope: one standard deviation, if nothing has memory */
	double square;       /* of the seconds, around their mean */
	bool has_memory;     /* neighbours lie on the same side of it, as in a bend or a walk */
};
struct floor_line floor_fit(const struct curve *floor);

/* From its first point to its last. */
double floor_climb(const struct curve *floor);

/* A floor below this curve that climbs by no more may do so because of when the readings came. */
double floor_least(const struct curve *curve);

/* Whether it goes up, in steps so even that nothing which wanders about makes them. */
bool floor_is_even(const struct curve *floor);

/* Whether the last third adds as much, or nearly, as the middle one: what fills up does not. */
bool floor_keeps_pace(const struct curve *floor);

/*
 * Whether the lowest points or the means of blocks climb by more than chance; best is then the
 * curve of them that shows the pace most exactly.
 */
bool floor_climbs(struct curve *best, const struct curve *curve);

/* Student's distribution, one-sided, one in 10,000; within 8% from 3 degrees of freedom on. */
double student_quantile(double degrees);

#endif
