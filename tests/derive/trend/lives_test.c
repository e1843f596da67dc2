/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of whole lives, in figures computed by hand; and what a trend may not depend on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>

#include "base/macros.h"
#include "derive/trend.h"

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

enum { LONG = 100 };
typedef double life(size_t i);

static double steady(size_t i)
{
	return (double)i;
}

static double steady_and_noise(size_t i)
{
	return (double)i + (double)(i * 7919 % 13) / 4;
}

static double shrinking(size_t i)
{
	return 200 - (double)i;
}

static double shrinking_to_rest(size_t i)
{
	return i < 60 ? 200 - (double)i : 140;
}

static double filling(size_t i)
{
	return 100 * (1 - exp(-(double)i / 15));
}

static double filled(size_t i)
{
	return i < 50 ? 2 * (double)i : 100;
}

static double doubling(size_t i)
{
	return exp2((double)i / 16);
}

static double teeth(size_t i)
{
	return (double)(i % 9) * 10;
}

static double teeth_and_leak(size_t i)
{
	return (double)(i % 9) * 10 + (double)i;
}

static double step(size_t i)
{
	return i < 40 ? 0 : 100;
}

static double step_and_leak(size_t i)
{
	return (double)i + (i < 40 ? 0 : 300);
}

static double start_and_leak(size_t i)
{
	return (double)i + (i == 0 ? 0 : 80);
}

static double spike(size_t i)
{
	return i == 50 ? 100 : 0;
}

static double hill_and_leak(size_t i)
{
	return i < 40 ? 40 - (double)i : (double)(i - 40) * 2;
}

static double faster(size_t i)
{
	return i < 60 ? (double)i / 10 : 6 + (double)(i - 60);
}

static double rare(size_t i)
{
	return 10 * floor(log2((double)i + 1));
}

static life *const lives[] = { steady, steady_and_noise, shrinking, shrinking_to_rest, filling,
	filled, doubling, teeth, teeth_and_leak, step, step_and_leak, start_and_leak, spike,
	hill_and_leak, faster, rare };

static void live(struct trend_finding *finding, life *bytes, double origin, double base,
	double slower)
{
	struct trend_point points[LONG];

	for (size_t i = 0; i < LONG; i++)
		points[i] = point_of(origin + slower * 4 * (double)i, base + bytes(i) * MIB);
	trend_find(finding, points, LONG);
}

static bool same(double left, double right)
{
	return (isinf(left) && isinf(right)) || near(left, right);
}

static void assert_alike(const struct trend_finding *a, const struct trend_finding *b,
	double slower)
{
	assert_int_equal(a->trend, b->trend);
	assert_true(same(a->bytes_per_minute, b->bytes_per_minute * slower));
	assert_true(same(a->window_seconds * slower, b->window_seconds));
	assert_true(same(a->confidence, b->confidence));
	assert_true(same(a->moved_bytes, b->moved_bytes));
	assert_true(same(a->swing_bytes, b->swing_bytes));
	assert_true(same(a->quiet_bytes, b->quiet_bytes));
	assert_true(same(a->still_seconds * slower, b->still_seconds));
	assert_true(same(a->bound_bytes_per_minute, b->bound_bytes_per_minute * slower));
	assert_true(same(a->rare_step_seconds * slower, b->rare_step_seconds));
	assert_true(same(a->doubling_seconds * slower, b->doubling_seconds));
	assert_true(same(a->grown_bytes_per_minute, b->grown_bytes_per_minute * slower));
	assert_true(same(a->grown_seconds * slower, b->grown_seconds));
}

/* Neither when it began nor how much there was before, and the same life lived slower is the same. */
static void a_trend_knows_no_origin_and_no_clock(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lives); i++) {
		struct trend_finding here, there;

		live(&here, lives[i], 0, 0, 1);
		print_message("# life %zu: %s\n", i, trend_rows[here.trend].key);
		live(&there, lives[i], 500000, 0, 1);
		assert_alike(&here, &there, 1);
		live(&there, lives[i], 0, 4096 * MIB, 1);
		assert_alike(&here, &there, 1);
		live(&there, lives[i], 0, 0, 8);
		assert_alike(&here, &there, 8);
	}
}

static void lives_are_told_apart_with_their_figures(void **state)
{
	static const struct {
		life *life;
		enum trend trend;
		double mib_per_minute, still, grown_seconds, grown_mib_per_minute;
	} rows[] = {
		{ steady, TREND_GROWING, 15, 0, 0, 0 },
		{ shrinking, TREND_SHRINKING, -15, 0, 0, 0 },
		{ step_and_leak, TREND_GROWING, 15, 0, 0, 0 },
		{ start_and_leak, TREND_GROWING, 15, 0, 0, 0 },
		{ hill_and_leak, TREND_GROWING, 30, 0, 0, 0 },
		{ teeth_and_leak, TREND_GROWING, 15, -1, 0, 0 },
		{ faster, TREND_GROWING, 15, 0, 0, 0 },
		{ teeth, TREND_SAWTOOTH, 0, -1, 0, 0 },
		{ spike, TREND_FLAT, 0, 0, 0, 0 },
		{ step, TREND_STEP, 0, 236, 0, 0 },
		{ filled, TREND_PLATEAU, 0, 196, 144, 30 },
		{ shrinking_to_rest, TREND_STEP, 0, 156, 176, -15 },
		{ rare, TREND_STEP, 0, 144, -1, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct trend_finding finding;

		live(&finding, rows[i].life, 0, 0, 1);
		print_message("# row %zu: %s %g still %g grown %g %g\n", i,
			trend_rows[finding.trend].key, finding.bytes_per_minute / MIB,
			finding.still_seconds, finding.grown_seconds,
			finding.grown_bytes_per_minute / MIB);
		assert_int_equal(finding.trend, rows[i].trend);
		assert_near(finding.bytes_per_minute, rows[i].mib_per_minute * MIB);
		if (rows[i].still >= 0)
			assert_near(finding.still_seconds, rows[i].still);
		if (rows[i].grown_seconds < 0)
			continue;
		assert_near(finding.grown_seconds, rows[i].grown_seconds);
		assert_near(finding.grown_bytes_per_minute, rows[i].grown_mib_per_minute * MIB);
	}
}

static void more_points_and_a_clear_order_are_surer(void **state)
{
	struct trend_point points[120];
	struct trend_finding finding;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(points); i++)
		points[i] = point_of(4 * (double)i, MIB * (double)i);
	trend_find(&finding, points, 120);
	assert_near(finding.confidence, 1);
	trend_find(&finding, points, 30);
	assert_near(finding.confidence, 0.7);
	for (size_t i = 0; i < COUNT_OF(points); i++)
		points[i] = point_of(4 * (double)i, -MIB * (double)i);
	trend_find(&finding, points, 60);
	assert_int_equal(finding.trend, TREND_SHRINKING);
	assert_near(finding.confidence, 1);
	for (size_t i = 0; i < COUNT_OF(points); i++)
		points[i] = point_of(4 * (double)i, MIB);
	trend_find(&finding, points, 60);
	assert_near(finding.confidence, 0.95);
	for (size_t i = 0; i < COUNT_OF(points); i++)
		points[i] = point_of(4 * (double)i, i < 40 ? 0 : 100 * MIB);
	trend_find(&finding, points, 120);
	assert_near(finding.confidence, 0.8);
	trend_find(&finding, points, 9);
	assert_near(finding.confidence, 0);
	assert_near(finding.window_seconds, 32);
	trend_find(&finding, points, 2);
	assert_near(finding.window_seconds, 4);
	trend_find(&finding, points, 1);
	assert_near(finding.window_seconds, 0);
}

/* Few points tell growth from a start only once they reach over half a minute. */
static void few_points_need_half_a_minute(void **state)
{
	struct trend_point points[16];
	struct trend_finding finding;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(points); i++)
		points[i] = point_of(2 * (double)i, MIB * (double)i);
	trend_find(&finding, points, 16);
	assert_int_equal(finding.trend, TREND_GROWING);
	trend_find(&finding, points, 15);
	assert_int_equal(finding.trend, TREND_TOO_SHORT);
}

/* It has a pace as well, where not enough was seen to call it one. */
static void what_is_too_short_has_a_pace(void **state)
{
	struct trend_point points[12];
	struct trend_finding finding;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(points); i++)
		points[i] = point_of((double)i, MIB * (double)i);
	trend_find(&finding, points, 12);
	assert_int_equal(finding.trend, TREND_TOO_SHORT);
	assert_near(finding.bytes_per_minute, 60 * MIB);
	assert_near(finding.confidence, 0);
	assert_true(isinf(finding.bound_bytes_per_minute));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trend_knows_no_origin_and_no_clock),
		cmocka_unit_test(lives_are_told_apart_with_their_figures),
		cmocka_unit_test(few_points_need_half_a_minute),
		cmocka_unit_test(what_is_too_short_has_a_pace),
		cmocka_unit_test(more_points_and_a_clear_order_are_surer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
