/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shapes of memory over time, each with noise and without, at several lengths. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/macros.h"
#include "derive/series.h"
#include "derive/trend.h"

#define MIB   (1024.0 * 1024)
#define COUNT 60

/* A generator of its own, so that every run sees the same noise. */
static double noise(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return (double)(*seed >> 16 & 0x7fff) / 0x7fff - 0.5;
}

typedef double shape(double x, unsigned *seed); /* x from 0 to 1; MiB */

static double rest(double x, unsigned *seed)
{
	(void)x, (void)seed;
	return 10;
}

static double restless(double x, unsigned *seed)
{
	(void)x;
	return 10 + noise(seed);
}

static double leak(double x, unsigned *seed)
{
	(void)seed;
	return 10 + 60 * x;
}

static double noisy_leak(double x, unsigned *seed)
{
	return 10 + 60 * x + 2 * noise(seed);
}

static double small_leak_of_a_giant(double x, unsigned *seed)
{
	(void)seed;
	return 4096 + 8 * x;
}

static double leak_in_portions(double x, unsigned *seed)
{
	(void)seed;
	return 10 + 5 * floor(x * 8);
}

static double late_leak(double x, unsigned *seed)
{
	(void)seed;
	return x < 0.5 ? 10 : 10 + 80 * (x - 0.5);
}

static double collected_leak(double x, unsigned *seed)
{
	(void)seed;
	return 10 + 20 * fmod(x * 5, 1) + 10 * floor(x * 5);
}

static double one_step(double x, unsigned *seed)
{
	(void)seed;
	return x < 0.3 ? 10 : 60;
}

static double late_step(double x, unsigned *seed)
{
	(void)seed;
	return x < 0.9 ? 10 : 60;
}

static double saw(double x, unsigned *seed)
{
	(void)seed;
	return 10 + 40 * fmod(x * 5, 1);
}

static double fill_clear_fill(double x, unsigned *seed)
{
	(void)seed;
	if (x < 0.3)
		return 10 + 100 * x;
	return x < 0.5 ? 40 : x < 0.8 ? 10 + 100 * (x - 0.5) : 40;
}

static double cache(double x, unsigned *seed)
{
	(void)seed;
	return 10 + 50 * (1 - exp(-3 * x));
}

static double slow_cache(double x, unsigned *seed)
{
	return 10 + 50 * (1 - exp(-1.5 * x)) + 0.3 * noise(seed);
}

static double filled_cache(double x, unsigned *seed)
{
	(void)seed;
	return x < 0.4 ? 10 + 100 * x : 50;
}

static double shrink(double x, unsigned *seed)
{
	(void)seed;
	return 60 - 40 * x;
}

static double spike(double x, unsigned *seed)
{
	(void)seed;
	return x > 0.49 && x < 0.52 ? 40 : 10;
}

static const struct {
	const char *name;
	shape *shape;
	enum trend trend;
} cases[] = {
	{ "rest", rest, TREND_FLAT },
	{ "restless", restless, TREND_FLAT },
	{ "leak", leak, TREND_GROWING },
	{ "noisy leak", noisy_leak, TREND_GROWING },
	{ "small leak of a giant", small_leak_of_a_giant, TREND_GROWING },
	{ "leak in portions", leak_in_portions, TREND_GROWING },
	{ "late leak", late_leak, TREND_GROWING },
	{ "collected leak", collected_leak, TREND_GROWING },
	{ "one step", one_step, TREND_STEP },
	{ "late step", late_step, TREND_STEP },
	{ "saw", saw, TREND_SAWTOOTH },
	{ "fill, clear, fill", fill_clear_fill, TREND_SAWTOOTH },
	{ "cache", cache, TREND_PLATEAU },
	{ "slow cache", slow_cache, TREND_PLATEAU },
	{ "filled cache", filled_cache, TREND_PLATEAU },
	{ "shrink", shrink, TREND_SHRINKING },
	{ "spike", spike, TREND_FLAT },
};
#define CASES (COUNT_OF(cases))

static void make(struct trend_point *points, size_t count, shape *curve, double delay)
{
	unsigned seed = 1;

	for (size_t i = 0; i < count; i++) {
		double bytes = MIB * curve((double)i / (double)(count - 1), &seed);

		points[i] = (struct trend_point){ delay * (double)i, bytes, bytes, bytes };
	}
}

static void shapes_are_told(void **state)
{
	static const double delays[] = { 0.1, 1.5, 60 };
	struct trend_point points[COUNT];
	struct trend_finding finding;

	(void)state;
	for (size_t i = 0; i < CASES; i++)
		for (size_t d = 0; d < COUNT_OF(delays); d++) {
			make(points, COUNT, cases[i].shape, delays[d]);
			trend_find(&finding, points, COUNT);
			if (finding.trend != cases[i].trend)
				fail_msg("%s at %g s: %s", cases[i].name, delays[d],
					trend_rows[finding.trend].key);
			assert_true(finding.confidence > 0 && finding.confidence <= 1);
		}
}

static void slopes_are_a_minute(void **state)
{
	struct trend_point points[COUNT];
	struct trend_finding finding;

	(void)state;
	make(points, COUNT, leak, 1);
	trend_find(&finding, points, COUNT);
	assert_true(fabs(finding.bytes_per_minute / (60 * MIB * 60 / 59) - 1) < 0.01);
	make(points, COUNT, shrink, 1);
	trend_find(&finding, points, COUNT);
	assert_true(finding.bytes_per_minute < 0);
	assert_true(finding.window_seconds > 58.9 && finding.window_seconds < 59.1);
}

static double leak_with_a_step(double x, unsigned *seed)
{
	(void)seed;
	return 10 + 60 * x + (x < 0.6 ? 0 : 40);
}

/* A blow is none of the pace that was before it and is behind it. */
static void a_blow_is_no_pace(void **state)
{
	struct trend_point points[COUNT];
	struct trend_finding finding;

	(void)state;
	make(points, COUNT, leak_with_a_step, 1);
	trend_find(&finding, points, COUNT);
	assert_int_equal(finding.trend, TREND_GROWING);
	assert_true(fabs(finding.bytes_per_minute / (60 * MIB * 60 / 59) - 1) < 0.02);
}

/* The most that was ever used at once grows at these moments, if those are all alike: ever more rarely. */
static double high_water(double x, unsigned *seed)
{
	(void)seed;
	return 10 + floor(2.5 * log(1 + 60 * x));
}

static double portions_by_chance(double x, unsigned *seed)
{
	static const double moments[] = { 0.05, 0.17, 0.2, 0.34, 0.41, 0.55, 0.57, 0.7, 0.83,
		0.94 };
	double bytes = 10;

	(void)seed;
	for (size_t i = 0; i < COUNT_OF(moments); i++)
		bytes += x >= moments[i];
	return bytes;
}

static void portions_that_become_rarer_are_no_leak(void **state)
{
	struct trend_point points[COUNT];
	struct trend_finding finding;

	(void)state;
	make(points, COUNT, high_water, 5);
	trend_find(&finding, points, COUNT);
	assert_int_not_equal(finding.trend, TREND_GROWING);
	make(points, COUNT, portions_by_chance, 5);
	trend_find(&finding, points, COUNT);
	assert_int_equal(finding.trend, TREND_GROWING);
}

static void few_points_are_too_short(void **state)
{
	struct trend_point points[TREND_POINTS_LEAST];
	struct trend_finding finding;

	(void)state;
	make(points, TREND_POINTS_LEAST, leak, 5);
	trend_find(&finding, points, TREND_POINTS_LEAST - 1);
	assert_int_equal(finding.trend, TREND_TOO_SHORT);
	trend_find(&finding, points, 0);
	assert_int_equal(finding.trend, TREND_TOO_SHORT);
	trend_find(&finding, points, TREND_POINTS_LEAST);
	assert_int_equal(finding.trend, TREND_GROWING);
	/* In a second everything that starts looks so. */
	make(points, TREND_POINTS_LEAST, leak, 0.1);
	trend_find(&finding, points, TREND_POINTS_LEAST);
	assert_int_equal(finding.trend, TREND_TOO_SHORT);
}

/* ---- series ---- */

static void add_shape(struct series *series, shape *curve, size_t count, uint64_t *now_ns)
{
	unsigned seed = 7;

	for (size_t i = 0; i < count; i++) {
		double mib = curve((double)i / (double)(count - 1), &seed);

		*now_ns += 1000000000;
		assert_int_equal(
			series_add(series, *now_ns, (uint64_t)(mib * MIB) & ~UINT64_C(4095)),
			STATUS_OK);
	}
}

static void rest_costs_one_run(void **state)
{
	struct series series = { NULL };
	uint64_t now_ns = 0;

	(void)state;
	add_shape(&series, rest, 10000, &now_ns);
	assert_int_equal(series_count(&series), 1);
	assert_int_equal(series_readings(&series), 10000);
	series_free(&series);
}

static void long_histories_stay_small(void **state)
{
	struct series series = { NULL };
	struct trend_finding finding;
	uint64_t now_ns = 0;

	(void)state;
	add_shape(&series, noisy_leak, 20000, &now_ns);
	assert_true(series_count(&series) <= SERIES_RUNS_MOST);
	series_trend(&series, &finding);
	assert_int_equal(finding.trend, TREND_GROWING);
	assert_true(finding.window_seconds > 19000 || finding.window_seconds < 120);
	series_free(&series);
}

static void who_rests_after_growth_is_no_leak(void **state)
{
	struct series series = { NULL };
	struct trend_finding finding;
	uint64_t now_ns = 0;

	(void)state;
	add_shape(&series, leak, 200, &now_ns);
	for (int i = 0; i < 300; i++)
		series_add(&series, now_ns += 1000000000, (uint64_t)(70 * MIB));
	series_trend(&series, &finding);
	assert_int_equal(finding.trend, TREND_PLATEAU);
	series_free(&series);
}

static void who_grows_after_a_long_rest_is_growing(void **state)
{
	struct series series = { NULL };
	struct trend_finding finding;
	uint64_t now_ns = 0;

	(void)state;
	add_shape(&series, rest, 5000, &now_ns);
	add_shape(&series, leak, 60, &now_ns);
	series_trend(&series, &finding);
	assert_int_equal(finding.trend, TREND_GROWING);
	series_free(&series);
}

static void points_never_outnumber_readings(void **state)
{
	struct trend_point points[TREND_POINTS_MOST];
	struct series series = { NULL };

	(void)state;
	assert_int_equal(series_points(&series, 0, points, TREND_POINTS_MOST), 0);
	for (uint64_t i = 1; i <= 5; i++) {
		series_add(&series, i * 1000, i);
		assert_int_equal(series_points(&series, 0, points, TREND_POINTS_MOST), i);
	}
	assert_true(points[0].bytes == 1 && points[4].bytes == 5);
	series_free(&series);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes_are_told),
		cmocka_unit_test(slopes_are_a_minute),
		cmocka_unit_test(a_blow_is_no_pace),
		cmocka_unit_test(portions_that_become_rarer_are_no_leak),
		cmocka_unit_test(few_points_are_too_short),
		cmocka_unit_test(rest_costs_one_run),
		cmocka_unit_test(long_histories_stay_small),
		cmocka_unit_test(who_rests_after_growth_is_no_leak),
		cmocka_unit_test(who_grows_after_a_long_rest_is_growing),
		cmocka_unit_test(points_never_outnumber_readings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
