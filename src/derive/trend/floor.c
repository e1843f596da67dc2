/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/trend/floor.h"

#include <math.h>

#include "base/macros.h"

/*
 * Von Neumann 1941: 2 where neighbours know nothing of one another; beside the line through a walk of n
 * steps 15 / n, so that fewer than MEMORY_BLOCKS cannot tell the two apart.
 */
#define MEMORY_RATIO  1.4
#define MEMORY_BLOCKS 16
/* A floor that goes back by no more than this part of its climb goes one way. */
#define BACK_SHARE 0.15
/*
 * A low point lies below its nearest neighbour by about as much as a reading misses the lowest moment
 * of a tooth; teeth in step with the readings make that drift by no more than this many of it.
 */
#define GAPS 1.5
/* ... and a slow beat of the two by this part of the teeth. */
#define SWING_SHARE 0.03

/*
 * A score that blocks without order have one time in 300,000: it is asked for at a dozen sizes, of means
 * and low points, at each sample.
 */
#define CLEAR_ORDER 4.5

/* A last third that adds less than this part of what the middle one did has slowed down. */
#define SLOWING 0.5

/* Teeth may grow with what lies below them, and means with both: low points are worth this much more. */
#define MEAN_SHARE 0.05

double student_quantile(double degrees)
{
	return 3.72 * (1 + 4.7 / (degrees - 1.95));
}

static struct trend_point block_of(const struct curve *curve, size_t first, size_t end, bool mean)
{
	struct trend_point block = curve->points[first];
	double bytes = 0, seconds = 0;

	for (size_t i = first; i < end; i++) {
		const struct trend_point *point = &curve->points[i];

		bytes += point->bytes;
		seconds += point->seconds;
		if (point->low < block.low) {
			block.low = point->low;
			block.seconds = point->seconds;
		}
		block.high = max_double(block.high, point->high);
	}
	block.bytes = mean ? bytes / (double)(end - first) : block.low;
	if (mean)
		block.seconds = seconds / (double)(end - first);
	return block;
}

/* Block i of so many: its lowest point, or its mean. */
static void take_block(struct curve *floor, size_t i, const struct curve *curve, size_t blocks,
	bool means)
{
	floor->points[i] =
		block_of(curve, i * curve->count / blocks, (i + 1) * curve->count / blocks, means);
}

void floor_blocks(struct curve *floor, const struct curve *curve, size_t blocks, bool means)
{
	floor->count = blocks;
	for (size_t i = 0; i < blocks; i++)
		take_block(floor, i, curve, blocks, means);
}

/* The first and the last block tell how far it climbs: most are not asked for the others. */
static bool blocks_climb(struct curve *floor, const struct curve *curve, size_t blocks, bool means,
	double least)
{
	floor->count = blocks;
	take_block(floor, 0, curve, blocks, means);
	take_block(floor, blocks - 1, curve, blocks, means);
	if (floor_climb(floor) <= least)
		return false;
	floor_blocks(floor, curve, blocks, means);
	return true;
}

/* ---- the straight line through it ---- */

static struct floor_line line_of(const struct curve *floor)
{
	double count = (double)floor->count, seconds = 0, bytes = 0, square = 0, product = 0;
	const struct trend_point *origin = &floor->points[0];
	struct floor_line line;

	for (size_t i = 0; i < floor->count; i++) {
		double x = floor->points[i].seconds - origin->seconds;
		double y = floor->points[i].bytes - origin->bytes;

		seconds += x;
		bytes += y;
		square += x * x;
		product += x * y;
	}
	square -= seconds * seconds / count;
	line.slope = square > 0 ? (product - seconds * bytes / count) / square : 0;
	line.level = origin->bytes + (bytes - line.slope * seconds) / count;
	line.square = square;
	return line;
}

struct floor_line floor_fit(const struct curve *floor)
{
	struct floor_line line = line_of(floor);
	double before = 0, squares = 0, differences = 0;

	for (size_t i = 0; i < floor->count; i++) {
		const struct trend_point *point = &floor->points[i];
		double rest = point->bytes - line.level -
			      line.slope * (point->seconds - floor->points[0].seconds);

		squares += rest * rest;
		if (i > 0)
			differences += (rest - before) * (rest - before);
		before = rest;
	}
	line.has_memory = floor->count < MEMORY_BLOCKS || differences < MEMORY_RATIO * squares;
	line.error = line.square > 0 ? sqrt(squares / (double)(floor->count - 2) / line.square) : 0;
	return line;
}

/* ---- does it climb? ---- */

double floor_climb(const struct curve *floor)
{
	return floor->points[floor->count - 1].bytes - floor->points[0].bytes;
}

/* Student 1908 */
static bool climbs_evenly(const struct curve *floor)
{
	double count = (double)floor->count - 1, mean = floor_climb(floor) / count, squares = 0;

	for (size_t i = 0; i + 1 < floor->count; i++) {
		double beside = curve_increment(floor, i) - mean;

		squares += beside * beside;
	}
	return mean > student_quantile(count - 1) * sqrt(squares / (count - 1) / count);
}

bool floor_is_even(const struct curve *floor)
{
	return curve_fall(floor) <= BACK_SHARE * floor_climb(floor) && climbs_evenly(floor);
}

static bool is_ordered(const struct curve *floor)
{
	double values[TREND_POINTS_MOST], score;

	for (size_t i = 0; i < floor->count; i++)
		values[i] = floor->points[i].bytes;
	order_of(values, floor->count, &score);
	return score > CLEAR_ORDER;
}

double floor_least(const struct curve *curve)
{
	const struct trend_point *points = curve->points;
	double gaps[TREND_POINTS_MOST];
	size_t count = 0;

	for (size_t i = 1; i + 1 < curve->count; i++)
		if (points[i].low <= min_double(points[i - 1].low, points[i + 1].low))
			gaps[count++] =
				min_double(points[i - 1].low, points[i + 1].low) - points[i].low;
	return max_double(max_double(curve->least, GAPS * median_of(gaps, count)),
		SWING_SHARE * (curve->high - curve->low));
}

bool floor_keeps_pace(const struct curve *floor)
{
	size_t third = floor->count / 3;
	struct curve part;
	double levels[3];

	for (size_t i = 0; i < 3; i++) {
		struct floor_line line;

		curve_take(&part, floor->points + i * (floor->count - third) / 2, third);
		line = line_of(&part);
		levels[i] = line.level + line.slope * curve_seconds(&part) / 2;
	}
	return levels[2] - levels[1] >= SLOWING * (levels[1] - levels[0]);
}

/* Fewer and larger blocks, until each has a whole tooth in it, or enough of the noise. */
bool floor_climbs(struct curve *best, const struct curve *curve)
{
	double least = floor_least(curve), error = INFINITY;
	struct curve floor;

	for (size_t blocks = curve->count / 2; blocks >= FLOOR_BLOCKS_LEAST;
		blocks = blocks * 3 / 4)
		for (int means = 0; means < 2; means++) {
			struct floor_line line;

			if (!blocks_climb(&floor, curve, blocks, means, least))
				continue;
			line = floor_fit(&floor);
			line.error += means ? MEAN_SHARE * line.slope : 0;
			if (line.error >= error)
				continue;
			if (!floor_is_even(&floor) && (line.has_memory || !is_ordered(&floor)))
				continue;
			if (!floor_keeps_pace(&floor))
				continue;
			error = line.error;
			*best = floor;
		}
	if (isfinite(error))
		curve_measure(best);
	return isfinite(error);
}
