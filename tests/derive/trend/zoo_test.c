/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Some eighty-five kinds of programs (zoo.h), watched at delays from 0.2 to 10 s and judged after 30 s
 * to 25 minutes: which leaks are found, is anything else called one, is the pace right, does the bound
 * hold, does the class agree with its figures?  A table says so of each kind.  ZOO_SEED=n in the
 * environment tries other lives, ZOO_LIVES=n so many of each kind.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/macros.h"
#include "derive/series.h"
#include "derive/trend.h"
#include "zoo.h"

#define MIB   (1024.0 * 1024)
#define LIVES 5
/* None of those that the constants were chosen with. */
#define FIRST_SEED 100000

static const double moments[] = { 30, 60, 120, 180, 300, 600, 1500 };
static const double delays[] = { 0.2, 1, 2, 5, 10 };
#define MOMENTS (COUNT_OF(moments))
#define DELAYS  (COUNT_OF(delays))
/* At this many readings and more each leak has to be found, or most of them. */
#define THREE_MINUTES 180
#define TEN_MINUTES   600

/* Counted of one kind, and added up. */
enum count {
	LEAKS_3,
	FOUND_3,
	LEAKS_10,
	FOUND_10,
	PACES,
	RIGHT_PACES,
	INNOCENT,
	NOT_ACCUSED,
	JUDGED,
	RIGHT,
	BOUNDS,
	KEPT_BOUNDS,
	COUNTS
};

struct tally {
	unsigned count[COUNTS];
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

/* One more of what, and of those that are right, which stand behind it. */
static void tally_add(struct tally *tally, enum count what, bool right)
{
	tally->count[what]++;
	tally->count[what + 1] += right;
}

/* As a trial does it: after 1, 3 and 10 minutes, at 1 and 5 s; silence is allowed after 1 minute. */
static bool is_of_trial(const struct look *look)
{
	return (look->delay == 1 || look->delay == 5) &&
	       (look->moment == 60 || look->moment == THREE_MINUTES || look->moment == TEN_MINUTES);
}

/* A leak counts where it went on for most of the window, and at 1 MiB a minute or more. */
static void count_leak(struct tally *tally, const struct look *look)
{
	bool growing = look->finding->trend == TREND_GROWING;
	double pace = zoo_pace(look->life, look->seconds);

	if (look->seconds - look->life->leaks_from < 0.6 * look->moment || pace < MIB)
		return;
	if (is_of_trial(look) && look->moment >= THREE_MINUTES)
		tally_add(tally, JUDGED, growing);
	if (look->moment == THREE_MINUTES && look->delay >= 1 && look->delay <= 5)
		tally_add(tally, LEAKS_3, growing);
	if (look->moment == TEN_MINUTES)
		tally_add(tally, LEAKS_10, growing);
	if (growing && look->moment >= THREE_MINUTES && !look->life->teeth_grow)
		tally_add(tally, PACES, fabs(look->finding->bytes_per_minute / pace - 1) <= 0.1);
}

static void count_bound(struct tally *tally, const struct look *look)
{
	const struct trend_finding *finding = look->finding;

	if (isinf(finding->bound_bytes_per_minute) ||
		look->life->step_seconds > finding->rare_step_seconds ||
		look->seconds - look->life->leaks_from < look->moment / 2)
		return;
	tally_add(tally, BOUNDS,
		zoo_pace(look->life, look->seconds) <= finding->bound_bytes_per_minute);
}

static void count(struct tally *tally, const struct look *look)
{
	bool accused = look->finding->trend == TREND_GROWING;

	agrees_with_itself(look);
	if (isfinite(look->life->leaks_from)) {
		count_leak(tally, look);
		count_bound(tally, look);
	} else if (look->seconds >= look->life->innocent_from) {
		tally_add(tally, INNOCENT, !accused);
		if (is_of_trial(look))
			tally_add(tally, JUDGED, !accused);
		if (accused)
			print_message("%s, delay %g, %g s: called growing, %g MiB a minute\n",
				look->kind->name, look->delay, look->seconds,
				look->finding->bytes_per_minute / MIB);
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
	struct series series = { NULL };
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
			if (series_readings(&series) >= TREND_POINTS_LEAST)
				count(tally, &look);
			moment++;
		}
		seconds += delay * zoo_between(&seed, 0.97, 1.03);
	}
	series_free(&series);
}

static unsigned from_environment(const char *name, unsigned otherwise)
{
	const char *text = getenv(name);

	return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

/* All lives of one kind, at all delays. */
static void watch_kind(struct tally *tally, size_t kind)
{
	static struct zoo_life life;
	uint64_t first = from_environment("ZOO_SEED", FIRST_SEED);
	uint64_t lives = from_environment("ZOO_LIVES", LIVES);

	for (uint64_t i = 0; i < lives; i++) {
		zoo_live(&life, zoo_kind_at(kind), first + i * 131 + kind);
		for (size_t delay = 0; delay < DELAYS; delay++)
			watch(tally, zoo_kind_at(kind), &life, delays[delay],
				(first + i) * 7919 + delay * 31 + kind);
	}
}

/* "17 of 20", "-" where there is none. */
static void print_part(const struct tally *tally, enum count what)
{
	char text[32] = "-";

	if (tally->count[what])
		snprintf(text, sizeof(text), "%u of %u", tally->count[what + 1],
			tally->count[what]);
	print_message(" %14s", text);
}

static void print_row(const char *name, const struct tally *tally)
{
	print_message("%-24s", name);
	for (int what = 0; what < COUNTS; what += 2)
		print_part(tally, (enum count)what);
	print_message("\n");
}

static void add_up(struct tally *sum, const struct tally *tally)
{
	for (size_t i = 0; i < COUNTS; i++)
		sum->count[i] += tally->count[i];
}

static void expect_share(const char *what, const struct tally *tally, enum count of, double least)
{
	const unsigned all = tally->count[of], part = tally->count[of + 1];
	const bool is_unseen = getenv("ZOO_SEED");

	/* Unseen lives scatter: by three standard deviations of a share. */
	const double scatter = is_unseen ? 3 * sqrt(all * least * (1 - least)) : 0;

	if (part < least * all - scatter)
		fail_msg("%s: %u of %u, not %g", what, part, all, least);
}

static void the_zoo_is_told(void **state)
{
	struct tally all = { 0 }, walks = { 0 };

	(void)state;
	print_message("%-24s %14s %14s %14s %14s %14s %14s\n", "", "found in 3 min", "in 10 min",
		"pace +-10%", "not accused", "right in all", "bound holds");
	for (size_t kind = 0; zoo_kind_at(kind); kind++) {
		struct tally tally = { 0 };

		watch_kind(&tally, kind);
		print_row(zoo_kind_at(kind)->name, &tally);
		add_up(zoo_kind_at(kind)->walks ? &walks : &all, &tally);
	}
	print_row("all but the walks", &all);
	print_row("walks", &walks);
	expect_share("right in all", &all, JUDGED, 276.0 / 282);
	expect_share("leaks found in 3 minutes", &all, LEAKS_3, 20.0 / 22);
	expect_share("leaks found in 10 minutes", &all, LEAKS_10, 0.994);
	expect_share("paces right within 10%", &all, PACES, 0.95);
	expect_share("not accused", &all, INNOCENT, 0.9993);
	/* Chance alone looks like a leak now and then, and then at all delays. */
	expect_share("walks not accused", &walks, INNOCENT, 0.965);
	expect_share("bounds that hold", &all, BOUNDS, 0.997);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_zoo_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
