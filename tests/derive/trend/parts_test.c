/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a trend is made of, by series that are computed by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"
#include "derive/trend/bound.h"
#include "derive/trend/curve.h"
#include "derive/trend/floor.h"
#include "derive/trend/habit.h"
#include "derive/trend/legs.h"
#include "derive/trend/pace.h"
#include "derive/trend/shape.h"
#include "support/random.h"

#define MIB (1024.0 * 1024)

static bool near(double value, double wanted)
{
	if (fabs(value - wanted) <= 1e-6 * fmax(1, fabs(wanted)))
		return true;
	print_error("%.9g, not %.9g\n", value, wanted);
	return false;
}
#define assert_near(value, wanted) assert_true(near(value, wanted))

static struct trend_point point_of(double seconds, double bytes)
{
	return (struct trend_point){ seconds, bytes, bytes, bytes };
}

/* A reading each ten seconds. */
static void load(struct curve *curve, const double *bytes, size_t count)
{
	struct trend_point points[2 * TREND_POINTS_MOST];

	for (size_t i = 0; i < count; i++)
		points[i] = point_of(10.0 * (double)i, bytes[i]);
	curve_load(curve, points, count);
}

/* Which begins at 0 and adds first each reading, then, from the change on, second. */
static void bend(double *bytes, size_t count, size_t change, double first, double second)
{
	bytes[0] = 0;
	for (size_t i = 1; i < count; i++)
		bytes[i] = bytes[i - 1] + (i <= change ? first : second);
}

/* ---- the curve ---- */

/* Found without putting all in order: the same as if they were, however many are equal. */
static void a_median_is_that_of_the_ordered(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (size_t round = 0; round < 5000; round++) {
		double values[64], ordered[64], wanted;
		size_t count = 1 + round % 64, half = count / 2;

		for (size_t i = 0; i < count; i++) {
			seed = seed * 1103515245u + 12345u;
			values[i] = (double)(seed >> 16 & 0x7fff) - 16000;
			if (round % 3 == 0)
				values[i] = (double)(seed >> 16 & 3);
			if (round % 3 == 1)
				values[i] = (double)(round % 2 ? i : count - i);
			ordered[i] = values[i];
		}
		qsort(ordered, count, sizeof(*ordered), compare_doubles);
		wanted = count % 2 ? ordered[half] : (ordered[half - 1] + ordered[half]) / 2;
		assert_true(median_of(values, count) == wanted);
		/* They are put elsewhere, and none is lost. */
		qsort(values, count, sizeof(*values), compare_doubles);
		assert_memory_equal(values, ordered, count * sizeof(*values));
	}
}

static void a_median_is_the_middle_or_the_mean_of_two(void **state)
{
	double odd[] = { 5, 1, 9 }, even[] = { 8, 2, 4, 100 };

	(void)state;
	assert_near(median_of(odd, 3), 5);
	assert_near(median_of(even, 4), 6);
	assert_near(median_of(even, 0), 0);
}

static void order_is_kendalls(void **state)
{
	static const double up[] = { 1, 2, 3, 4 }, mixed[] = { 1, 3, 2, 2 }, down[] = { 9, 5, 1 };
	double score;

	(void)state;
	assert_near(order_of(up, 4, &score), 1);
	assert_near(score, 6 / sqrt(4.0 * 3 * 13 / 18));
	assert_near(order_of(down, 3, &score), -1);
	/* Three up, two down, one alike. */
	assert_near(order_of(mixed, 4, &score), 1.0 / 6);
	assert_near(score, 1 / sqrt(4.0 * 3 * 13 / 18));
}

static void more_points_than_fit_are_thinned_out_evenly(void **state)
{
	double bytes[239];
	struct curve curve;

	(void)state;
	bend(bytes, COUNT_OF(bytes), 0, 0, 7);
	load(&curve, bytes, COUNT_OF(bytes));
	assert_int_equal(curve.count, TREND_POINTS_MOST);
	for (size_t i = 0; i < curve.count; i++) {
		assert_near(curve.points[i].bytes, 14 * (double)i);
		assert_near(curve.points[i].seconds, 20 * (double)i);
	}
	load(&curve, bytes, TREND_POINTS_MOST);
	assert_near(curve.points[TREND_POINTS_MOST - 1].bytes, 7 * (TREND_POINTS_MOST - 1));
}

static void noise_is_the_median_deviation_of_increments(void **state)
{
	double bytes[61] = { 0 };
	struct curve curve;

	(void)state;
	for (size_t i = 1; i < COUNT_OF(bytes); i++)
		bytes[i] = bytes[i - 1] + 5 * MIB + (i % 2 ? MIB : -MIB);
	load(&curve, bytes, COUNT_OF(bytes));
	assert_near(curve.quiet, 6 * MIB);
	assert_near(curve.least, MIB / 8);
	assert_near(curve.low, 0);
	assert_near(curve.high, 300 * MIB);
	assert_near(curve_fall(&curve), 0);
	/* Half as many points say half as much. */
	load(&curve, bytes, 30);
	assert_near(curve.least, MIB / 4);
	bend(bytes, 30, 0, 0, MIB);
	load(&curve, bytes, 30);
	assert_near(curve.quiet, MIB / 4);
}

static void extremes_are_those_that_points_stand_for(void **state)
{
	struct trend_point points[] = { { 0, 50, 30, 60 }, { 10, 80, 70, 95 }, { 20, 40, 35, 45 } };
	struct curve curve;

	(void)state;
	curve_load(&curve, points, COUNT_OF(points));
	assert_near(curve.low, 30);
	assert_near(curve.high, 95);
	assert_near(curve_fall(&curve), 40);
	curve_turn_over(&curve);
	assert_near(curve.low, -95);
	assert_near(curve.high, -30);
	assert_near(curve.points[1].bytes, -80);
	assert_near(curve.points[1].low, -95);
	assert_near(curve.points[1].high, -70);
	assert_near(curve_fall(&curve), 30);
}

static void levels_are_medians_around_a_point(void **state)
{
	double bytes[50];
	struct curve curve;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bytes); i++)
		bytes[i] = (double)(i * i);
	load(&curve, bytes, COUNT_OF(bytes));
	assert_near(curve_level(&curve, false), 4);       /* of 0, 1, 4, 9, 16 */
	assert_near(curve_level(&curve, true), 47 * 47);  /* of the last five */
	assert_near(curve_level_at(&curve, 20), 20 * 20); /* four to each side */
	assert_near(curve_level_at(&curve, 0), 4);
	assert_near(curve_level_at(&curve, 49), 47 * 47);
	assert_near(curve_level_at(&curve, 46), 45.5 * 45.5 + 0.25);
	load(&curve, bytes, 12);
	assert_near(curve_level(&curve, false), 1);
	assert_near(curve_level(&curve, true), 100);
}

static void a_slope_is_that_of_most_pairs(void **state)
{
	double bytes[60];
	struct curve curve;

	(void)state;
	bend(bytes, 60, 40, 0, 20);
	load(&curve, bytes, 60);
	assert_near(curve_slope(&curve, 40), 2);
	bend(bytes, 60, 0, 0, 30);
	bytes[20] += 5000;
	bytes[41] -= 3000;
	load(&curve, bytes, 60);
	assert_near(curve_slope(&curve, 0), 3);
	assert_near(curve_slope(&curve, 59), 0);
}

/* ---- what lies below ---- */

static void a_line_is_that_of_least_squares(void **state)
{
	struct trend_point points[] = { point_of(100, 50), point_of(101, 51), point_of(102, 51),
		point_of(103, 52) };
	struct floor_line line;
	struct curve curve;

	(void)state;
	curve_load(&curve, points, COUNT_OF(points));
	line = floor_fit(&curve);
	assert_near(line.slope, 0.6);
	assert_near(line.level, 50.1);
	assert_near(line.square, 5);
	assert_near(line.error, sqrt(0.2 / 2 / 5));
	assert_true(line.has_memory);
	assert_near(floor_climb(&curve), 2);
}

static void memory_is_seen_where_neighbours_lie_on_one_side(void **state)
{
	double alone[16], pairs[16];
	struct curve curve;

	(void)state;
	for (size_t i = 0; i < 16; i++) {
		alone[i] = 100 * (double)i + (i % 2 ? 1 : -1);
		pairs[i] = 100 * (double)i + (i / 4 % 2 ? 1 : -1);
	}
	load(&curve, alone, 16);
	assert_false(floor_fit(&curve).has_memory);
	load(&curve, alone, 15);
	assert_true(floor_fit(&curve).has_memory);
	load(&curve, pairs, 16);
	assert_true(floor_fit(&curve).has_memory);
}

static void blocks_have_their_lowest_points_or_means(void **state)
{
	struct trend_point points[10];
	struct curve curve, floor;

	(void)state;
	for (size_t i = 0; i < 10; i++)
		points[i] = (struct trend_point){ (double)i, 100.0 * (double)(i + 1) - 30,
			100.0 * (double)(i + 1) - 40, 100.0 * (double)(i + 1) };
	points[3].low = 7;
	curve_load(&curve, points, 10);
	floor_blocks(&floor, &curve, 3, false);
	assert_int_equal(floor.count, 3);
	assert_near(floor.points[0].bytes, 60);
	assert_near(floor.points[0].high, 300);
	assert_near(floor.points[1].bytes, 7);
	assert_near(floor.points[1].seconds, 3);
	assert_near(floor.points[1].high, 600);
	assert_near(floor.points[2].bytes, 660);
	floor_blocks(&floor, &curve, 3, true);
	assert_near(floor.points[0].bytes, 170);
	assert_near(floor.points[0].seconds, 1);
	assert_near(floor.points[2].bytes, 820);
	assert_near(floor.points[2].seconds, 7.5);
}

static void a_floor_keeps_pace_if_its_last_third_adds_half_as_much(void **state)
{
	static const struct {
		double last;
		bool keeps;
	} rows[] = { { 15, true }, { 14.9, false }, { 30, true } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		double bytes[30];
		struct curve curve;

		for (size_t k = 0; k < 30; k++)
			bytes[k] = k < 10 ? 0 : k < 20 ? 10 : rows[i].last;
		load(&curve, bytes, 30);
		assert_int_equal(floor_keeps_pace(&curve), rows[i].keeps);
	}
}

static void a_floor_is_even_if_it_hardly_goes_back(void **state)
{
	/* 59 steps of 100 and one back, by up to 0.15 of the climb. */
	static const struct {
		double back;
		bool even;
	} rows[] = { { 0, true }, { 769, true }, { 770, false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		double bytes[61];
		struct curve curve;

		bend(bytes, 61, 0, 0, 100);
		for (size_t k = 30; k < 61; k++)
			bytes[k] -= 100 + rows[i].back;
		load(&curve, bytes, 61);
		assert_int_equal(floor_is_even(&curve), rows[i].even);
	}
}

static void teeth_make_a_floor_uncertain_by_their_gaps(void **state)
{
	double bytes[60];
	struct curve curve;

	(void)state;
	for (size_t i = 0; i < 60; i++)
		bytes[i] = 10 * MIB + (i % 2 ? 0 : MIB);
	load(&curve, bytes, 60);
	assert_near(floor_least(&curve), 1.5 * MIB);
	bend(bytes, 60, 0, 0, MIB);
	load(&curve, bytes, 60);
	assert_near(floor_least(&curve), 0.03 * 59 * MIB);
	bend(bytes, 60, 0, 0, 1);
	load(&curve, bytes, 60);
	assert_near(floor_least(&curve), MIB / 8);
}

/* ---- legs ---- */

static void legs_reach_from_extreme_to_extreme(void **state)
{
	static const double bytes[] = { 3, 5, 10, 8, 4, 6, 4.5, 12, 11, 5, 5, 6 };
	struct legs legs;
	struct curve curve;

	(void)state;
	load(&curve, bytes, COUNT_OF(bytes));
	legs_find(&legs, &curve, 5);
	assert_int_equal(legs.count, 4);
	assert_false(legs.last_up);
	assert_int_equal(legs.turn, 7);
	assert_int_equal(legs.trough_count, 1);
	assert_near(legs.troughs[0].bytes, 4);
	assert_near(legs.troughs[0].seconds, 40);
	legs_find(&legs, &curve, 7);
	assert_int_equal(legs.count, 2);
	assert_int_equal(legs.turn, 7);
	legs_find(&legs, &curve, 9);
	assert_int_equal(legs.count, 1);
	assert_true(legs.last_up);
	assert_int_equal(legs.turn, 0);
	legs_find(&legs, &curve, 9.1);
	assert_int_equal(legs.count, 0);
}

static void troughs_that_climb_are_a_leak_from_four_on(void **state)
{
	double bytes[60];
	struct curve curve, floor;
	struct legs legs;

	(void)state;
	/* A tooth of ten readings and 50 MiB loses 5 MiB. */
	for (size_t i = 0; i < 60; i++)
		bytes[i] = MIB * (5 * (double)(i / 10) + 5 * (double)(i % 10));
	load(&curve, bytes, 60);
	legs_find(&legs, &curve, 20 * MIB);
	assert_int_equal(legs.trough_count, 5);
	assert_true(legs_troughs_climb(&floor, &legs, &curve));
	assert_int_equal(floor.count, 5);
	assert_near(floor_climb(&floor), 20 * MIB);
	legs.trough_count = 4;
	assert_true(legs_troughs_climb(&floor, &legs, &curve));
	legs.trough_count = 3;
	assert_false(legs_troughs_climb(&floor, &legs, &curve));
	legs.trough_count = 0;
	assert_false(legs_troughs_climb(&floor, &legs, &curve));
}

/* ---- pace ---- */

static void a_pace_changes_at_its_bend(void **state)
{
	static const struct {
		size_t count, bend;
		double first, second;
		size_t change;
	} rows[] = {
		{ 60, 30, 1, 3, 30 },
		{ 60, 40, 2, 0, 40 },
		{ 60, 30, 10, 10, 0 },
		/* A start within the first twelfth, at more than twice the pace of the rest. */
		{ 61, 5, 2, 1, 0 },
		{ 61, 5, 2.1, 1, 5 },
		{ 61, 5, 0.9, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		double bytes[61];
		struct curve curve;

		bend(bytes, rows[i].count, rows[i].bend, rows[i].first, rows[i].second);
		load(&curve, bytes, rows[i].count);
		assert_int_equal(pace_change(&curve), rows[i].change);
	}
}

static void the_pace_of_now_is_that_since_it_changed(void **state)
{
	double bytes[60];
	struct curve curve;
	struct pace pace;

	(void)state;
	bend(bytes, 60, 30, MIB, 3 * MIB);
	load(&curve, bytes, 60);
	pace = pace_now(&curve, true);
	assert_near(pace.slope, 0.3 * MIB);
	assert_near(pace.seconds, 290);
	curve_turn_over(&curve);
	pace = pace_now(&curve, false);
	assert_near(pace.slope, -0.3 * MIB);
	/* It pauses: then over all. */
	bend(bytes, 60, 40, 2 * MIB, 0);
	load(&curve, bytes, 60);
	pace = pace_now(&curve, true);
	assert_near(pace.seconds, 590);
	assert_true(pace.slope > 0.1 * MIB && pace.slope < 0.2 * MIB);
}

/* The straight line of least squares, which no pair of them is on. */
static void portions_that_never_go_back_have_the_pace_of_all(void **state)
{
	double bytes[60], mean = 29.5, below = 0, above = 0, middle = 0;
	struct curve curve;

	(void)state;
	for (size_t i = 0; i < 60; i++) {
		bytes[i] = (double)(i / 20) * 20 * MIB;
		middle += bytes[i] / 60;
	}
	for (size_t i = 0; i < 60; i++) {
		above += ((double)i - mean) * (bytes[i] - middle);
		below += ((double)i - mean) * ((double)i - mean);
	}
	load(&curve, bytes, 60);
	assert_int_equal(pace_change(&curve), 0);
	assert_near(pace_now(&curve, true).slope, above / below / 10);
}

/* Wherever it lies, and whether a reading parts it or not. */
static void a_single_blow_is_none_of_the_pace(void **state)
{
	static const size_t places[] = { 1, 2, 30, 45, 58, 59 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		for (int parts = 1; parts <= 2; parts++) {
			double bytes[60];
			struct curve curve;
			struct pace pace;

			bend(bytes, 60, 0, 0, MIB);
			for (size_t k = places[i]; k < 60; k++)
				bytes[k] += 60 * MIB / parts;
			for (size_t k = places[i] + 1; k < 60 && parts == 2; k++)
				bytes[k] += 60 * MIB / parts;
			load(&curve, bytes, 60);
			pace = pace_now(&curve, true);
			assert_true(fabs(pace.slope / (0.1 * MIB) - 1) < 0.01);
			assert_near(pace.seconds, 590);
		}
	}
}

static void a_pace_that_doubles_is_told_with_its_last_moment(void **state)
{
	double bytes[81], pace = 0;
	struct curve curve;

	(void)state;
	for (size_t i = 0; i < 81; i++)
		bytes[i] = 1000 * MIB + MIB * exp2((double)i / 20);
	load(&curve, bytes, 81);
	assert_near(pace_doubling(&curve, &pace), 200);
	assert_near(pace, 16 * MIB * log(2) / 200);
	load(&curve, bytes, 19);
	assert_near(pace_doubling(&curve, &pace), 0);
}

static void quarters_that_become_faster_are_told_from_those_that_do_not(void **state)
{
	static const struct {
		double second, third, fourth;
		bool doubles;
	} rows[] = {
		{ 1, 1.06, 1.13, true },
		{ 1, 1.04, 1.13, false },
		{ 1, 1.06, 1.10, false },
		{ 1, 1, 1, false },
		{ 1, 2, 4, true },
		{ 1, 3, 3.2, true },
		{ 1, 3, 2.9, false },
		{ 0, 1, 2, false },
		{ -1, 1, 2, false },
		{ 0.25, 2, 5, false },
		{ 0.3, 2, 5, true },
		{ 3, 2, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		double bytes[81] = { 0 }, pace = 0;
		struct curve curve;

		for (size_t k = 1; k < 81; k++)
			bytes[k] = bytes[k - 1] + MIB * (k <= 20          ? 0.5
								: k <= 40 ? rows[i].second
								: k <= 60 ? rows[i].third
									  : rows[i].fourth);
		load(&curve, bytes, 81);
		print_message("# row %zu\n", i);
		assert_int_equal(pace_doubling(&curve, &pace) > 0, rows[i].doubles);
	}
}

/* From 5 MiB, 20 readings up, or down, by one MiB each; then still. */
static void what_came_to_rest_had_the_pace_of_its_middle(void **state)
{
	(void)state;
	for (int sign = -1; sign <= 1; sign += 2) {
		double bytes[60];
		struct curve curve;
		struct pace_grown grown;

		for (size_t i = 0; i < 60; i++)
			bytes[i] = 50 * MIB + sign * MIB *
						      (i < 10          ? 0
							      : i < 30 ? (double)i - 10
								       : 20);
		load(&curve, bytes, 60);
		grown = pace_grown(&curve, sign * 20 * MIB);
		assert_near(grown.seconds, 160);
		assert_near(grown.pace, sign * MIB / 10);
		for (size_t i = 0; i < 60; i++)
			bytes[i] = 50 * MIB + sign * MIB * (i < 10 ? 0 : i == 10 ? 10 : 20);
		load(&curve, bytes, 60);
		grown = pace_grown(&curve, sign * 20 * MIB);
		assert_near(grown.seconds, 0);
	}
}

/* ---- shape ---- */

static void stillness_is_counted_from_the_last_movement_that_counts(void **state)
{
	double bytes[60];
	struct curve curve;

	(void)state;
	bend(bytes, 60, 40, MIB, 0);
	load(&curve, bytes, 60);
	assert_int_equal(shape_still(&curve, 40 * MIB), 19);
	curve_turn_over(&curve);
	assert_int_equal(shape_still(&curve, -40 * MIB), 19);
	assert_int_equal(shape_still(&curve, 40 * MIB), 59);
}

/* Blows of those sizes at those readings, of 50, and still in between. */
static void blows_are_steps_unless_they_are_a_habit(void **state)
{
	static const struct {
		size_t at[4];
		double size[4];
		enum trend trend;
	} rows[] = {
		{ { 20 }, { 30 }, TREND_STEP },
		{ { 15, 30 }, { 30, 30 }, TREND_STEP },
		{ { 10, 25, 40 }, { 30, 30, 30 }, TREND_GROWING },
		{ { 10, 25, 40 }, { 28, 30, 32 }, TREND_GROWING },
		{ { 10, 25, 40 }, { 30, 90, 90 }, TREND_STEP },
		{ { 10, 20, 35 }, { 30, 30, 30 }, TREND_GROWING },
		{ { 10, 20, 36 }, { 30, 30, 30 }, TREND_STEP },
		{ { 10, 20, 30, 40 }, { 30, 30, 30, 30 }, TREND_GROWING },
		{ { 10, 12, 28, 44 }, { 30, 30, 30, 30 }, TREND_GROWING },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		double bytes[50] = { 0 }, moved = 0;
		struct curve curve;
		enum trend up, down;

		for (size_t k = 0; k < 4; k++) {
			for (size_t b = rows[i].at[k]; rows[i].size[k] > 0 && b < 50; b++)
				bytes[b] += rows[i].size[k] * MIB;
			moved += rows[i].size[k] * MIB;
		}
		load(&curve, bytes, 50);
		up = shape_of_leg(&curve, moved);
		curve_turn_over(&curve);
		down = shape_of_leg(&curve, -moved);
		print_message("# row %zu: %s, %s\n", i, trend_rows[up].key, trend_rows[down].key);
		assert_int_equal(up == TREND_STEP, rows[i].trend == TREND_STEP);
		assert_int_equal(down == TREND_STEP, rows[i].trend == TREND_STEP);
	}
}

/* The first third gains half of what noise could make, and then one byte more; the last a quarter of it. */
static void growth_slows_down_only_where_it_was_clear(void **state)
{
	(void)state;
	for (int more = 0; more < 2; more++) {
		double bytes[64] = { 0 };
		struct curve curve;

		for (size_t i = 6; i < COUNT_OF(bytes); i++)
			bytes[i] = bytes[i - 1] + (i <= 42 ? 4096 : 1024) + (i == 6 ? more : 0);
		load(&curve, bytes, COUNT_OF(bytes));
		assert_near(curve_level_at(&curve, 21), curve.quiet / 2 + more);
		assert_int_equal(shape_of_leg(&curve, bytes[63]),
			more ? TREND_PLATEAU : TREND_GROWING);
	}
}

/* What turned back at the end of a window has too few points there to say that it did not grow. */
static void a_change_in_the_last_quarter_is_left_out(void **state)
{
	uint64_t random = 286;
	double bytes[80], level = 0;
	struct curve curve, floor, rest;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bytes); i++) {
		level += i > 67 ? -2 : 2;
		bytes[i] = (level + (double)random_below(&random, 5)) * MIB;
	}
	load(&curve, bytes, COUNT_OF(bytes));
	assert_int_equal(pace_change(&curve), 67);
	curve_from(&rest, &curve, 67);
	assert_false(floor_climbs(&floor, &rest));
	assert_int_equal(
		shape_of_leg(&curve, curve_level(&curve, true) - curve_level(&curve, false)),
		TREND_GROWING);
}

/* ---- growth by the clock ---- */

struct beat {
	size_t at;
	double bytes;
};

/* Sixty readings; each blow adds its bytes between two of them. */
static bool is_habit(struct curve *beats, const struct beat *blows, size_t count)
{
	double bytes[60] = { 0 };
	struct curve curve;

	for (size_t i = 0; i < count; i++)
		for (size_t at = blows[i].at; at < COUNT_OF(bytes); at++)
			bytes[at] += blows[i].bytes;
	load(&curve, bytes, COUNT_OF(bytes));
	return habit_find(beats, &curve);
}
#define HABIT(beats, ...)                                                                          \
	is_habit(beats, (const struct beat[]){ __VA_ARGS__ },                                      \
		sizeof((const struct beat[]){ __VA_ARGS__ }) / sizeof(struct beat))

static void blows_of_one_size_in_one_beat_are_a_habit(void **state)
{
	struct curve beats;

	(void)state;
	assert_true(HABIT(&beats, { 10, MIB }, { 28, MIB }, { 46, MIB }));
	assert_int_equal(beats.count, 3);
	assert_near(curve_slope(&beats, 0), MIB / 180);
	assert_false(HABIT(&beats, { 10, MIB }, { 28, MIB }));
	/* Sizes and distances half as much again are still the same; more is not. */
	assert_true(HABIT(&beats, { 10, MIB }, { 28, 1.5 * MIB }, { 46, MIB }));
	assert_false(HABIT(&beats, { 10, MIB }, { 28, 1.6 * MIB }, { 46, MIB }));
	assert_true(HABIT(&beats, { 10, MIB }, { 22, MIB }, { 40, MIB }));
	assert_false(HABIT(&beats, { 10, MIB }, { 22, MIB }, { 41, MIB }));
}

static void a_habit_fills_the_window(void **state)
{
	struct curve beats;

	(void)state;
	/* It would have come again by the end, or before the first one. */
	assert_true(HABIT(&beats, { 14, MIB }, { 24, MIB }, { 34, MIB }, { 44, MIB }));
	assert_false(HABIT(&beats, { 13, MIB }, { 23, MIB }, { 33, MIB }, { 43, MIB }));
	assert_true(HABIT(&beats, { 15, MIB }, { 25, MIB }, { 35, MIB }, { 45, MIB }));
	assert_false(HABIT(&beats, { 26, MIB }, { 36, MIB }, { 46, MIB }, { 56, MIB }));
	/* Three readings tell two blows apart. */
	assert_false(HABIT(&beats, { 10, MIB }, { 12, MIB }, { 14, MIB }));
}

static void a_habit_may_follow_a_start(void **state)
{
	struct curve beats;

	(void)state;
	assert_true(
		HABIT(&beats, { 3, 50 * MIB }, { 15, MIB }, { 27, MIB }, { 39, MIB }, { 51, MIB }));
	assert_int_equal(beats.count, 4);
	assert_false(HABIT(&beats, { 3, 50 * MIB }, { 21, MIB }, { 39, MIB }, { 57, MIB }));
	/* A start that takes more than a third of the window is none. */
	assert_false(HABIT(&beats, { 22, 50 * MIB }, { 30, MIB }, { 38, MIB }, { 46, MIB },
		{ 54, MIB }));
}

/* What goes back, or comes between the blows, is at most a tenth of all. */
static void a_habit_is_all_that_moves(void **state)
{
	struct curve beats;

	(void)state;
	assert_true(HABIT(&beats, { 10, MIB }, { 20, -0.25 * MIB }, { 28, MIB }, { 46, MIB }));
	assert_false(HABIT(&beats, { 10, MIB }, { 20, -0.35 * MIB }, { 28, MIB }, { 46, MIB }));
	assert_false(HABIT(&beats, { 10, MIB }, { 20, 0.2 * MIB }, { 28, MIB }, { 46, MIB }));
	assert_false(HABIT(&beats, { 10, 0.04 * MIB }, { 28, 0.04 * MIB }, { 46, 0.04 * MIB }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_median_is_the_middle_or_the_mean_of_two),
		cmocka_unit_test(a_median_is_that_of_the_ordered),
		cmocka_unit_test(order_is_kendalls),
		cmocka_unit_test(more_points_than_fit_are_thinned_out_evenly),
		cmocka_unit_test(noise_is_the_median_deviation_of_increments),
		cmocka_unit_test(extremes_are_those_that_points_stand_for),
		cmocka_unit_test(levels_are_medians_around_a_point),
		cmocka_unit_test(a_slope_is_that_of_most_pairs),
		cmocka_unit_test(a_line_is_that_of_least_squares),
		cmocka_unit_test(memory_is_seen_where_neighbours_lie_on_one_side),
		cmocka_unit_test(blocks_have_their_lowest_points_or_means),
		cmocka_unit_test(a_floor_keeps_pace_if_its_last_third_adds_half_as_much),
		cmocka_unit_test(a_floor_is_even_if_it_hardly_goes_back),
		cmocka_unit_test(teeth_make_a_floor_uncertain_by_their_gaps),
		cmocka_unit_test(legs_reach_from_extreme_to_extreme),
		cmocka_unit_test(troughs_that_climb_are_a_leak_from_four_on),
		cmocka_unit_test(a_pace_changes_at_its_bend),
		cmocka_unit_test(the_pace_of_now_is_that_since_it_changed),
		cmocka_unit_test(portions_that_never_go_back_have_the_pace_of_all),
		cmocka_unit_test(a_single_blow_is_none_of_the_pace),
		cmocka_unit_test(a_pace_that_doubles_is_told_with_its_last_moment),
		cmocka_unit_test(quarters_that_become_faster_are_told_from_those_that_do_not),
		cmocka_unit_test(what_came_to_rest_had_the_pace_of_its_middle),
		cmocka_unit_test(stillness_is_counted_from_the_last_movement_that_counts),
		cmocka_unit_test(blows_are_steps_unless_they_are_a_habit),
		cmocka_unit_test(growth_slows_down_only_where_it_was_clear),
		cmocka_unit_test(a_change_in_the_last_quarter_is_left_out),
		cmocka_unit_test(blows_of_one_size_in_one_beat_are_a_habit),
		cmocka_unit_test(a_habit_fills_the_window),
		cmocka_unit_test(a_habit_may_follow_a_start),
		cmocka_unit_test(a_habit_is_all_that_moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
