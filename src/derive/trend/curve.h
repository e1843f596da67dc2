/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The points that a trend is found in, and the statistics of them that its parts share. */
#ifndef MEMTOP_DERIVE_TREND_CURVE_H
#define MEMTOP_DERIVE_TREND_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "derive/trend.h"

struct curve {
	struct trend_point points[TREND_POINTS_MOST];
	size_t count;
	double low, high; /* of all points, and of what they stand for */
	double least;     /* movements up to this are not worth a word */
	double quiet;     /* ... and those up to this drown in noise */
};

/* More points than fit are thinned out evenly. */
void curve_load(struct curve *curve, const struct trend_point *points, size_t count);

/* The same without low, high and quiet, which cost most of it; curve_measure() finds them later. */
void curve_take(struct curve *curve, const struct trend_point *points, size_t count);

/* Finds the extremes and the noise of its points anew. */
void curve_measure(struct curve *curve);

/* The points from first on, as a curve of its own. */
void curve_from(struct curve *rest, const struct curve *curve, size_t first);

/* The same, not measured. */
void curve_rest(struct curve *rest, const struct curve *curve, size_t first);

/* Up becomes down. */
void curve_turn_over(struct curve *curve);

/* What point i + 1 has more than point i. */
double curve_increment(const struct curve *curve, size_t i);

/* From the first point to the last. */
double curve_seconds(const struct curve *curve);

/* The deepest fall from a point to a later one, by their bytes; 0: it never goes back. */
double curve_fall(const struct curve *curve);

/* The level around one end: the median of a tenth of the points, at least 3. */
double curve_level(const struct curve *curve, bool at_end);

/* The level around a point: the median of a twelfth of the points to each side of it. */
double curve_level_at(const struct curve *curve, size_t at);

/* Bytes a second: the median of the slopes between all points from first on (Theil 1950, Sen 1968). */
double curve_slope(const struct curve *curve, size_t first);

/*
 * Kendall 1938: pairs of which the later is larger, less those of which it is smaller; score is that in
 * standard deviations of values without order, and the result its share of all pairs, from -1 to 1.
 */
double order_of(const double *values, size_t count, double *score);

/* A score that values without order have one time in 5,000; it is asked for at several sizes. */
#define ORDER_QUANTILE 3.5

/* Sorts values as a side effect; 0 of none. */
double median_of(double *values, size_t count);

#endif
