/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/trend/habit.h"

#include <math.h>

#include "base/macros.h"

/* A blow adds at least this part of all that was added; smaller movements are the rest between. */
#define BLOW_SHARE  0.01
#define BLOWS_LEAST 3
/* A program may start in this part of the window; then it takes a blow more. */
#define START_SHARE 0.34
/* Blows lie at least so many intervals apart, or their beat cannot be told. */
#define APART 3
/* Sizes and distances that differ by no more than this factor are the same. */
#define ALIKE 1.5
/* What is given back, and what is added between blows, is at most this part of all. */
#define BESIDE_SHARE 0.1

struct blow {
	size_t first, last; /* points */
	double bytes;
};

/* All runs of intervals that add more than a little; as many as fit. */
static size_t find_blows(struct blow *blows, const struct curve *curve, double least)
{
	size_t count = 0;
	bool within = false;

	for (size_t i = 0; i + 1 < curve->count; i++) {
		double more = curve_increment(curve, i);

		if (more < least) {
			within = false;
			continue;
		}
		if (!within)
			blows[count++] = (struct blow){ .first = i };
		blows[count - 1].last = i + 1;
		blows[count - 1].bytes += more;
		within = true;
	}
	return count;
}

static double seconds_between(const struct curve *curve, size_t from, size_t to)
{
	return curve->points[to].seconds - curve->points[from].seconds;
}

struct range {
	double least, most;
};

static void range_add(struct range *range, double value)
{
	range->least = min_double(range->least, value);
	range->most = max_double(range->most, value);
}

static bool is_one_beat(const struct blow *blows, size_t count, const struct curve *curve)
{
	struct range sizes = { INFINITY, 0 }, distances = { INFINITY, 0 };
	size_t last = curve->count - 1;
	double around;

	for (size_t i = 0; i < count; i++) {
		range_add(&sizes, blows[i].bytes);
		if (i == 0)
			continue;
		if (blows[i].first < blows[i - 1].first + APART)
			return false;
		range_add(&distances, seconds_between(curve, blows[i - 1].last, blows[i].last));
	}
	around = max_double(seconds_between(curve, 0, blows[0].last),
		seconds_between(curve, blows[count - 1].last, last));
	return sizes.most <= ALIKE * sizes.least && distances.most <= ALIKE * distances.least &&
	       around <= ALIKE * distances.most;
}

/* Whether the curve does nothing else. */
static bool is_habit(struct curve *beats, const struct curve *curve, size_t blows_least)
{
	double all = curve->points[curve->count - 1].bytes - curve->points[0].bytes, added = 0;
	struct trend_point points[TREND_POINTS_MOST];
	struct blow blows[TREND_POINTS_MOST];
	size_t count;

	if (all <= curve->least || curve_fall(curve) > BESIDE_SHARE * all)
		return false;
	count = find_blows(blows, curve, max_double(curve->least, BLOW_SHARE * all));
	for (size_t i = 0; i < count; i++) {
		added += blows[i].bytes;
		points[i] = curve->points[blows[i].last];
	}
	if (count < blows_least || fabs(all - added) > BESIDE_SHARE * all ||
		!is_one_beat(blows, count, curve))
		return false;
	curve_load(beats, points, count);
	return true;
}

bool habit_find(struct curve *beats, const struct curve *curve)
{
	double end = curve->points[0].seconds + START_SHARE * curve_seconds(curve);
	struct curve rest;

	if (is_habit(beats, curve, BLOWS_LEAST))
		return true;
	for (size_t i = 0; i + TREND_POINTS_LEAST < curve->count; i++) {
		if (curve->points[i].seconds > end)
			return false;
		/* Behind whatever moved at the start. */
		if (curve_increment(curve, i) < curve->least ||
			curve_increment(curve, i + 1) >= curve->least)
			continue;
		curve_rest(&rest, curve, i + 1);
		if (is_habit(beats, &rest, BLOWS_LEAST + 1))
			return true;
	}
	return false;
}
