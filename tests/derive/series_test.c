/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points of a history: each reading for itself, or means and extremes of what lies around a point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>

#include "base/macros.h"
#include "derive/series.h"

#define SECOND UINT64_C(1000000000)
#define MIB    ((uint64_t)1 << 20)

static void assert_point(const struct trend_point *point, double seconds, double bytes, double low,
	double high)
{
	assert_true(fabs(point->seconds - seconds) < 1e-6);
	assert_true(fabs(point->bytes - bytes) < 1e-3);
	assert_true(fabs(point->low - low) < 1e-3);
	assert_true(fabs(point->high - high) < 1e-3);
}

/* Ten readings, each second from 100 on, from first on by step. */
static void fill(struct series *series, uint64_t first, uint64_t step)
{
	for (uint64_t i = 0; i < 10; i++)
		assert_int_equal(series_add(series, (100 + i) * SECOND, first + i * step),
			STATUS_OK);
}

static void readings_stand_for_themselves_where_they_fit(void **state)
{
	struct series series = { NULL };
	struct trend_point points[10];

	(void)state;
	assert_int_equal(series_points(&series, 0, points, 10), 0);
	fill(&series, 1000, 100);
	assert_int_equal(series_points(&series, 0, points, 10), 10);
	for (size_t i = 0; i < 10; i++)
		assert_point(&points[i], 100 + (double)i, 1000 + 100 * (double)i,
			1000 + 100 * (double)i, 1000 + 100 * (double)i);
	/* From a moment on. */
	assert_int_equal(series_points(&series, 107 * SECOND, points, 10), 3);
	assert_point(&points[0], 107, 1700, 1700, 1700);
	assert_point(&points[2], 109, 1900, 1900, 1900);
	assert_int_equal(series_points(&series, 109 * SECOND, points, 10), 1);
	assert_point(&points[0], 109, 1900, 1900, 1900);
	series_free(&series);
}

static void more_readings_are_means_with_extremes(void **state)
{
	struct series up = { NULL }, down = { NULL };
	struct trend_point points[4];

	(void)state;
	fill(&up, 1000, 100);
	assert_int_equal(series_points(&up, 0, points, 4), 4);
	assert_point(&points[0], 100, 1075, 1000, 1100);
	assert_point(&points[1], 103, 1300, 1150, 1400);
	assert_point(&points[2], 106, 1600, 1450, 1700);
	assert_point(&points[3], 109, 1825, 1750, 1900);
	fill(&down, 1900, (uint64_t)-100);
	assert_int_equal(series_points(&down, 0, points, 4), 4);
	assert_point(&points[0], 100, 1825, 1800, 1900);
	assert_point(&points[1], 103, 1600, 1500, 1750);
	assert_point(&points[2], 106, 1300, 1200, 1450);
	assert_point(&points[3], 109, 1075, 1000, 1150);
	series_free(&up);
	series_free(&down);
}

static void runs_never_outgrow_their_limit(void **state)
{
	struct series_run runs[SERIES_RUNS_MOST];
	struct series series = { NULL };

	(void)state;
	for (uint64_t i = 0; i < 1000; i++) {
		assert_int_equal(series_add(&series, i * SECOND, i), STATUS_OK);
		assert_int_equal(series_count(&series),
			i < SERIES_RUNS_MOST ? i + 1 : SERIES_RUNS_MOST);
		assert_int_equal(series_runs(&series, runs), series_count(&series));
		assert_int_equal(series_first_ns(&series), 0);
		assert_int_equal(runs[0].first_ns, 0);
	}
	assert_int_equal(series_readings(&series), 1000);
	/* The newest are kept one by one. */
	assert_int_equal(runs[SERIES_RUNS_MOST - 1].bytes, 999);
	assert_int_equal(runs[SERIES_RUNS_MOST - 2].bytes, 998);
	assert_int_equal(runs[0].low, 0);
	series_free(&series);
}

/* What lies behind the runs that are packed is what was added, and what two were joined to. */
static void a_series_is_what_was_read(void **state)
{
	struct series_run runs[SERIES_RUNS_MOST];
	struct series series = { NULL };
	uint64_t least, most, seed = 1;

	(void)state;
	for (uint64_t i = 0; i < 3000; i++) {
		uint32_t count;

		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
		assert_int_equal(series_add(&series, i * SECOND, MIB + (seed >> 50) * 4096),
			STATUS_OK);
		count = series_runs(&series, runs);
		for (uint32_t run = 0; run < count; run++) {
			assert_true(runs[run].low <= runs[run].bytes);
			assert_true(runs[run].bytes <= runs[run].high);
			assert_true(runs[run].first_ns <= runs[run].last_ns);
			if (run)
				assert_int_equal(runs[run].first_ns,
					runs[run - 1].last_ns + SECOND);
		}
		assert_int_equal(runs[count - 1].last_ns, i * SECOND);
		assert_int_equal(runs[count - 1].bytes, MIB + (seed >> 50) * 4096);
	}
	assert_true(series_extremes(&series, &least, &most));
	assert_true(least < 5 * MIB && most > 60 * MIB);
	/* 40 bytes each without being packed. */
	assert_true(series.kept->size < SERIES_RUNS_MOST * 22);
	series_free(&series);
}

/* So many readings, a second apart, from that value on by so much each. */
static void read_on(struct series *series, uint64_t seconds, unsigned readings, uint64_t bytes,
	uint64_t more)
{
	for (unsigned i = 0; i < readings; i++)
		assert_int_equal(series_add(series, (seconds + i) * SECOND, bytes + i * more),
			STATUS_OK);
}

/* An hour without readings lies in between: a line through it would be none that was seen. */
static void what_went_on_without_readings_is_no_trend(void **state)
{
	static const struct {
		uint64_t more, before;
		unsigned readings;
		enum trend trend;
	} rows[] = {
		{ 0, 100, 9, TREND_TOO_SHORT },
		{ 0, 100, 60, TREND_FLAT },
		{ 2 * MIB, 100, 60, TREND_GROWING },
		{ 0, 500, 60, TREND_FLAT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct series series = { NULL };
		struct trend_finding finding;

		read_on(&series, 100, 40, rows[i].before * MIB, 0);
		read_on(&series, 3700, rows[i].readings, 300 * MIB, rows[i].more);
		series_trend(&series, &finding);
		assert_int_equal(finding.trend, rows[i].trend);
		assert_true(finding.window_seconds < 60);
		series_free(&series);
	}
}

/* Where it grew before and behind it as it did meanwhile, there is nothing to doubt but what lies between. */
static void a_short_time_without_readings_changes_nothing(void **state)
{
	struct series series = { NULL };
	struct trend_finding finding;

	(void)state;
	read_on(&series, 100, 60, 100 * MIB, MIB);
	read_on(&series, 190, 60, 190 * MIB, MIB);
	series_trend(&series, &finding);
	assert_int_equal(finding.trend, TREND_GROWING);
	assert_true(finding.window_seconds > 140);
	series_free(&series);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readings_stand_for_themselves_where_they_fit),
		cmocka_unit_test(more_readings_are_means_with_extremes),
		cmocka_unit_test(runs_never_outgrow_their_limit),
		cmocka_unit_test(a_series_is_what_was_read),
		cmocka_unit_test(what_went_on_without_readings_is_no_trend),
		cmocka_unit_test(a_short_time_without_readings_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
