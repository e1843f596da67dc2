/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fifty kinds of programs (zoo.h), watched at delays from 0.2 to 10 s and judged after 30 s to 25
 * minutes: which leaks are found, is anything else called one, is the pace right, does the bound hold,
 * does the class agree with its figures?
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/macros.h"
#include "derive/series.h"
#include "derive/trend.h"
#include "zoo.h"

#define MIB   (1024.0 * 1024)
#define LIVES 8
/* None of those that the constants were chosen with. */
#define FIRST_SEED 100000

static const double moments[] = { 30, 60, 120, 180, 300, 600, 1500 };
static const double delays[] = { 0.2, 1, 2, 5, 10 };
#define MOMENTS (COUNT_OF(moments))
#define DELAYS  (COUNT_OF(delays))
/* At this many readings and more each leak has to be found, or most of them. */
#define THREE_MINUTES 180
#define TEN_MINUTES   600

struct tally {
	unsigned leaks3, found3, leaks10, found10;
	unsigned paces, right_paces;
	unsigned innocent, accused, walks_accused;
	unsigned bounds, broken;
};

struct look {
	const struct zoo_kind *kind;
	const struct zoo_life *life;
	const struct trend_finding *finding;
	double seconds, moment, delay;
};

static void agrees_with_itself(const struct look *look)
{
	const struct trend_finding *finding = look->finding;
	double pace = finding->bytes_per_minute;
	bool agrees = finding->confidence >= 0 && finding->confidence <= 1 && isfinite(pace);

	agrees &= finding->bound_bytes_per_minute > 0 && finding->doubling_seconds >= 0;
	agrees &= (finding->trend == TREND_GROWING || finding->trend == TREND_TOO_SHORT) ==
			  isinf(finding->bound_bytes_per_minute) ||
		  finding->trend == TREND_STEP || finding->trend == TREND_PLATEAU;
	agrees &= finding->trend != TREND_GROWING || pace > 0;
	agrees &= finding->trend != TREND_SHRINKING || pace < 0;
	agrees &= (finding->trend != TREND_FLAT && finding->trend != TREND_SAWTOOTH) || pace == 0;
	agrees &= finding->trend == TREND_GROWING || finding->doubling_seconds == 0;
	if (!agrees)
		fail_msg("%s, delay %g, %g s: %s at %g a minute, bound %g, doubling %g",
			look->kind->name, look->delay, look->seconds,
			trend_rows[finding->trend].key, pace, finding->bound_bytes_per_minute,
			finding->doubling_seconds);
}

/* A leak counts where it went on for most of the window, and at 1 MiB a minute or more. */
static void count_leak(struct tally *tally, const struct look *look)
{
	bool growing = look->finding->trend == TREND_GROWING;
	double pace = zoo_pace(look->life, look->seconds);

	if (look->seconds - look->life->leaks_from < 0.6 * look->moment || pace < MIB)
		return;
	if (look->moment == THREE_MINUTES && look->delay >= 1 && look->delay <= 5) {
		tally->leaks3++;
		tally->found3 += growing;
	}
	if (look->moment == TEN_MINUTES) {
		tally->leaks10++;
		tally->found10 += growing;
	}
	if (growing && look->moment >= THREE_MINUTES && !look->life->teeth_grow) {
		tally->paces++;
		tally->right_paces += fabs(look->finding->bytes_per_minute / pace - 1) <= 0.1;
	}
}

static void count_bound(struct tally *tally, const struct look *look)
{
	const struct trend_finding *finding = look->finding;

	if (isinf(finding->bound_bytes_per_minute) ||
		look->life->step_seconds > finding->rare_step_seconds ||
		look->seconds - look->life->leaks_from < look->moment / 2)
		return;
	tally->bounds++;
	tally->broken += zoo_pace(look->life, look->seconds) > finding->bound_bytes_per_minute;
}

static void count(struct tally *tally, const struct look *look)
{
	agrees_with_itself(look);
	if (isfinite(look->life->leaks_from)) {
		count_leak(tally, look);
		count_bound(tally, look);
	} else if (look->seconds >= look->life->innocent_from) {
		bool accused = look->finding->trend == TREND_GROWING;

		tally->innocent++;
		if (look->kind->walks)
			tally->walks_accused += accused;
		else
			tally->accused += accused;
		if (accused && !look->kind->walks)
			print_message("%s, delay %g, %g s: called growing\n", look->kind->name,
				look->delay, look->seconds);
	}
}

static double lowest(const struct zoo_life *life)
{
	double low = INFINITY;

	for (size_t i = 0; i < ZOO_TICKS; i++)
		low = fmin(low, life->bytes[i]);
	return low;
}

/* Readings are whole pages, at distances that are not quite even. */
static void watch(struct tally *tally, const struct zoo_kind *kind, const struct zoo_life *life,
	double delay, uint64_t seed)
{
	double base = 64 * MIB - lowest(life), seconds = zoo_between(&seed, 0, delay);
	struct series series = { 0 };
	struct trend_finding finding;
	size_t moment = 0;

	while (seconds < ZOO_SECONDS && moment < MOMENTS) {
		uint64_t bytes = (uint64_t)(base + life->bytes[(size_t)(seconds / ZOO_TICK)]);

		assert_int_equal(
			series_add(&series, (uint64_t)(seconds * 1e9) + 1, bytes & ~UINT64_C(4095)),
			STATUS_OK);
		if (seconds >= moments[moment]) {
			struct look look = { kind, life, &finding, seconds, moments[moment],
				delay };

			series_trend(&series, &finding);
			if (series.readings >= TREND_POINTS_LEAST)
				count(tally, &look);
			moment++;
		}
		seconds += delay * zoo_between(&seed, 0.97, 1.03);
	}
	series_free(&series);
}

static void expect_share(const char *what, unsigned part, unsigned all, double least)
{
	print_message("%s: %u of %u\n", what, part, all);
	if (part < least * all)
		fail_msg("%s: %u of %u", what, part, all);
}

static void the_zoo_is_told(void **state)
{
	static struct zoo_life life;
	struct tally tally = { 0 };

	(void)state;
	for (size_t kind = 0; kind < zoo_kind_count; kind++)
		for (uint64_t i = 0; i < LIVES; i++) {
			zoo_live(&life, &zoo_kinds[kind], FIRST_SEED + i * 131 + kind);
			for (size_t delay = 0; delay < DELAYS; delay++)
				watch(&tally, &zoo_kinds[kind], &life, delays[delay],
					(FIRST_SEED + i) * 7919 + delay * 31 + kind);
		}
	expect_share("leaks found in 3 minutes", tally.found3, tally.leaks3, 20.0 / 22);
	expect_share("leaks found in 10 minutes", tally.found10, tally.leaks10, 0.99);
	expect_share("paces right within 10%", tally.right_paces, tally.paces, 0.95);
	expect_share("not accused", tally.innocent - tally.accused, tally.innocent, 0.999);
	/* A walk without direction looks like a leak one time in exp(5). */
	expect_share("walks not accused", tally.innocent - tally.walks_accused, tally.innocent,
		0.995);
	expect_share("bounds that hold", tally.bounds - tally.broken, tally.bounds, 0.997);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_zoo_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
