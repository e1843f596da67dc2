/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/trend/pace.h"

#include <math.h>

#include "base/macros.h"
#include "derive/trend/floor.h"
#include "derive/trend/logarithm.h"

/*
 * Kolmogorov 1933: the way from its own chord that a sum of like steps makes by chance is larger than
 * this one time in a hundred.
 */
#define CHORD_QUANTILE 1.63
/* ... and a change of pace no less than this part of what it went. */
#define CHORD_SHARE 0.1
/* Each quarter of the window at least this much faster than the one before it. */
#define FASTER 1.05
/* ... but what jumps from next to nothing began late, and does not become faster. */
#define LATE 3
/*
 * A program starts in the first of so many parts of the window, where that is so much faster than the
 * others: those tell its pace.
 */
#define START_PARTS  12
#define START_FASTER 2
/* A blow that counts apart is this many times the next largest. */
#define BLOW_FACTOR 3
/* A part with fewer points than this has no pace. */
#define PACE_POINTS 10

/* The spread of the sum of all steps from first on, by how unlike neighbours are (von Neumann 1941). */
static double chance_from(const struct curve *curve, size_t first)
{
	double squares = 0;

	for (size_t i = first; i + 2 < curve->count; i++) {
		double difference = curve_increment(curve, i + 1) - curve_increment(curve, i);

		squares += difference * difference;
	}
	return sqrt(squares / 2);
}

/* Where the curve is farthest from its chord; first, if it is no farther than chance makes it. */
static size_t change_after(const struct curve *curve, size_t first)
{
	const struct trend_point *from = &curve->points[first],
				 *to = &curve->points[curve->count - 1];
	double slope = (to->bytes - from->bytes) / (to->seconds - from->seconds);
	double most = max_double(CHORD_QUANTILE * chance_from(curve, first),
		CHORD_SHARE * fabs(to->bytes - from->bytes));
	size_t farthest = first;

	for (size_t i = first; i + PACE_POINTS <= curve->count; i++) {
		double chord = from->bytes + slope * (curve->points[i].seconds - from->seconds);
		double distance = fabs(curve->points[i].bytes - chord);

		if (distance > most) {
			most = distance;
			farthest = i;
		}
	}
	return farthest;
}

static size_t behind_start(const struct curve *curve)
{
	size_t first = curve->count < 2 * PACE_POINTS ? 0 : curve->count / START_PARTS;
	double start = curve->points[first].bytes - curve->points[0].bytes;
	double rest = curve->points[curve->count - 1].bytes - curve->points[first].bytes;

	return start * (START_PARTS - 1) > START_FASTER * rest ? first : 0;
}

size_t pace_change(const struct curve *curve)
{
	size_t first = behind_start(curve), next;

	while (first + PACE_POINTS < curve->count && (next = change_after(curve, first)) > first)
		first = next;
	return first;
}

static double slope_from(const struct curve *curve, size_t first)
{
	struct curve rest;

	curve_from(&rest, curve, first);
	return curve_fall(&rest) > 0 ? curve_slope(&rest, 0) : floor_fit(&rest).slope;
}

/* What two intervals in a row add, for a reading between two points parts a blow among them. */
static double blow_at(const struct curve *curve, size_t i)
{
	return curve->points[i + 2].bytes - curve->points[i].bytes;
}

static double usual_increment(const struct curve *curve)
{
	double values[TREND_POINTS_MOST];

	for (size_t i = 0; i + 1 < curve->count; i++)
		values[i] = curve_increment(curve, i);
	return median_of(values, curve->count - 1);
}

/*
 * A single blow far above all others, where it grows all the time beside it, is none of its pace: what
 * it has more than usual is taken off what follows.
 */
static void level_blow(struct curve *curve)
{
	double usual = 2 * usual_increment(curve), second = usual, more, at_once;
	size_t blow = 0;

	for (size_t i = blow; i + 2 < curve->count; i++)
		if (blow_at(curve, i) > blow_at(curve, blow))
			blow = i;
	for (size_t i = 0; i + 2 < curve->count; i++)
		if (i + 2 <= blow || i >= blow + 2)
			second = max_double(second, blow_at(curve, i));
	if (usual <= 0 || blow_at(curve, blow) < BLOW_FACTOR * second)
		return;
	more = blow_at(curve, blow) - usual;
	at_once = more * curve_increment(curve, blow) / blow_at(curve, blow);
	curve->points[blow + 1].bytes -= at_once;
	for (size_t i = blow + 2; i < curve->count; i++)
		curve->points[i].bytes -= more;
}

struct pace pace_now(const struct curve *curve, bool up)
{
	struct curve level = *curve;
	size_t first;
	double slope;

	if (up)
		level_blow(&level);
	first = pace_change(&level);
	slope = slope_from(&level, first);
	if ((slope > 0) != up) {
		first = behind_start(&level);
		slope = slope_from(&level, first);
	}
	return (struct pace){ slope,
		level.points[level.count - 1].seconds - level.points[first].seconds };
}

/* The level at a quarter of the window: the median of three points; at its end that one alone. */
static double level_near(const struct curve *curve, size_t at)
{
	double values[3];

	if (at + 1 == curve->count)
		return curve->points[at].bytes;
	for (size_t i = 0; i < 3; i++)
		values[i] = curve->points[at - 1 + i].bytes;
	return median_of(values, 3);
}

double pace_doubling(const struct curve *curve, double *pace)
{
	size_t last = curve->count - 1;
	double gains[3], seconds = curve_seconds(curve) / 4, times, factor;

	if (curve->count < 2 * PACE_POINTS)
		return 0;
	for (size_t i = 0; i < 3; i++)
		gains[i] = level_near(curve, last * (i + 2) / 4) -
			   level_near(curve, last * (i + 1) / 4);
	if (gains[0] <= 0 || gains[1] * gains[1] > LATE * gains[0] * gains[2] ||
		gains[1] < FASTER * gains[0] || gains[2] < FASTER * gains[1] ||
		gains[2] - gains[1] <= 2 * chance_from(curve, last / 2))
		return 0;
	/* Growth by the exponential function: its last moment against the mean of its last quarter. */
	times = gains[2] / gains[1];
	factor = logarithm(times);
	*pace = gains[2] / seconds * factor / (1 - 1 / times);
	return seconds * LOGARITHM_OF_2 / factor;
}

struct pace_grown pace_grown(const struct curve *curve, double moved)
{
	double start = curve_level(curve, false), sign = moved < 0 ? -1 : 1;
	struct pace_grown grown = { 0 };
	size_t first = 0, last;

	while (first + 1 < curve->count &&
		sign * (curve->points[first].bytes - start) < 0.1 * fabs(moved))
		first++;
	last = first;
	while (last + 1 < curve->count &&
		sign * (curve->points[last].bytes - start) < 0.9 * fabs(moved))
		last++;
	if (last <= first + 2)
		return grown;
	grown.seconds = curve->points[last].seconds - curve->points[first].seconds;
	grown.pace = (curve->points[last].bytes - curve->points[first].bytes) / grown.seconds;
	return grown;
}
