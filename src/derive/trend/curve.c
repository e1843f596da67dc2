/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/trend/curve.h"

#include <math.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"

/*
 * Movements below this are not worth a word: allocators and stacks touch some pages at any time, and
 * most of them at the beginning.  So it takes more where there are fewer points than COUNT_FULL.
 */
#define QUIET_BYTES (128.0 * 1024)
#define COUNT_FULL  60
/* Noise is the median absolute deviation of the increments; this many times that is still noise. */
#define QUIET_NOISE 6.0

static void exchange(double *a, double *b)
{
	double kept = *a;

	*a = *b;
	*b = kept;
}

/* NOLINTBEGIN(clang-analyzer-core.UndefinedBinaryOperatorResult,clang-analyzer-core.uninitialized.UndefReturn) */
/*
 * Puts at place what would stand there in order, nothing above it before and nothing below it behind
 * (Hoare 1961): a median needs no more order than that, and most of a trend is medians.
 */
static void values_select(double *values, size_t count, size_t place)
{
	size_t first = 0, last = count - 1;

	while (first < last) {
		const double pivot = values[first + (last - first) / 2];
		size_t up = first, down = last;

		while (up <= down) {
			while (values[up] < pivot)
				up++;
			while (pivot < values[down])
				down--;
			if (up > down)
				break;
			exchange(&values[up++], &values[down]);
			if (down == 0)
				break;
			down--;
		}
		if (place <= down)
			last = down;
		else if (place >= up)
			first = up;
		else
			return;
	}
}

static double values_most(const double *values, size_t count)
{
	double most = values[0];

	for (size_t i = 1; i < count; i++)
		if (values[i] > most)
			most = values[i];
	return most;
}

double median_of(double *values, size_t count)
{
	if (count == 0)
		return 0;
	values_select(values, count, count / 2);
	if (count % 2)
		return values[count / 2];
	return (values_most(values, count / 2) + values[count / 2]) / 2;
}
/* NOLINTEND(clang-analyzer-core.UndefinedBinaryOperatorResult,clang-analyzer-core.uninitialized.UndefReturn) */

double order_of(const double *values, size_t count, double *score)
{
	double n = (double)count;
	long order = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++)
			order += COMPARE(values[j], values[i]);
	*score = (double)order / sqrt(n * (n - 1) * (2 * n + 5) / 18);
	return (double)order / (n * (n - 1) / 2);
}

double curve_increment(const struct curve *curve, size_t i)
{
	return curve->points[i + 1].bytes - curve->points[i].bytes;
}

double curve_seconds(const struct curve *curve)
{
	return curve->points[curve->count - 1].seconds - curve->points[0].seconds;
}

double curve_fall(const struct curve *curve)
{
	double top = curve->points[0].bytes, fall = 0;

	for (size_t i = 1; i < curve->count; i++) {
		top = max_double(top, curve->points[i].bytes);
		fall = max_double(fall, top - curve->points[i].bytes);
	}
	return fall;
}

static double noise(const struct curve *curve)
{
	double values[TREND_POINTS_MOST], middle;
	size_t count = curve->count - 1;

	for (size_t i = 0; i < count; i++)
		values[i] = curve_increment(curve, i);
	middle = median_of(values, count);
	for (size_t i = 0; i < count; i++)
		values[i] = fabs(values[i] - middle);
	return median_of(values, count);
}

static double least_of(size_t count)
{
	return QUIET_BYTES * max_double(1, (double)COUNT_FULL / (double)count);
}

void curve_measure(struct curve *curve)
{
	curve->low = INFINITY;
	curve->high = -INFINITY;
	for (size_t i = 0; i < curve->count; i++) {
		curve->low = min_double(curve->low, curve->points[i].low);
		curve->high = max_double(curve->high, curve->points[i].high);
	}
	curve->least = least_of(curve->count);
	curve->quiet = max_double(curve->least, QUIET_NOISE * noise(curve));
}

void curve_take(struct curve *curve, const struct trend_point *points, size_t count)
{
	size_t most = count < TREND_POINTS_MOST ? count : TREND_POINTS_MOST;

	curve->count = most;
	curve->least = least_of(most);
	for (size_t i = 0; i < most; i++)
		curve->points[i] = points[most < count ? i * (count - 1) / (most - 1) : i];
}

void curve_load(struct curve *curve, const struct trend_point *points, size_t count)
{
	curve_take(curve, points, count);
	curve_measure(curve);
}

void curve_from(struct curve *rest, const struct curve *curve, size_t first)
{
	curve_load(rest, curve->points + first, curve->count - first);
}

void curve_rest(struct curve *rest, const struct curve *curve, size_t first)
{
	curve_take(rest, curve->points + first, curve->count - first);
}

void curve_turn_over(struct curve *curve)
{
	double low = curve->low;

	curve->low = -curve->high;
	curve->high = -low;
	for (size_t i = 0; i < curve->count; i++) {
		struct trend_point *point = &curve->points[i];

		*point = (struct trend_point){ point->seconds, -point->bytes, -point->high,
			-point->low };
	}
}

double curve_slope(const struct curve *curve, size_t first)
{
	enum { most = 40 }; /* more points do not make it better, only more expensive */
	size_t step = (curve->count - first) / most + 1, filled = 0;
	double slopes[most * (most + 1)];

	for (size_t i = first; i < curve->count; i += step)
		for (size_t j = i + step; j < curve->count; j += step) {
			double seconds = curve->points[j].seconds - curve->points[i].seconds;

			if (seconds > 0)
				slopes[filled++] =
					(curve->points[j].bytes - curve->points[i].bytes) / seconds;
		}
	return median_of(slopes, filled);
}

double curve_level(const struct curve *curve, bool at_end)
{
	double values[TREND_POINTS_MOST];
	size_t count = curve->count / 10 < 3 ? 3 : curve->count / 10;
	size_t first = at_end ? curve->count - count : 0;

	for (size_t i = 0; i < count; i++)
		values[i] = curve->points[first + i].bytes;
	return median_of(values, count);
}

double curve_level_at(const struct curve *curve, size_t at)
{
	size_t reach = curve->count / 12;
	size_t first = at > reach ? at - reach : 0;
	size_t last = at + reach < curve->count ? at + reach : curve->count - 1;
	double values[TREND_POINTS_MOST];

	for (size_t i = first; i <= last; i++)
		values[i - first] = curve->points[i].bytes;
	return median_of(values, last - first + 1);
}
