/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many histories of each shape, with sizes, phases, noise and clocks that vary: how often is a leak
 * missed, and is anything else ever called one?
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "derive/series.h"
#include "derive/trend.h"

#define MIB      (1024.0 * 1024)
#define PAGE     4096.0
#define TRIALS   100
#define READINGS 60

/* ---- chance: a generator of its own, so that every run sees the same ---- */

static double between(uint64_t *seed, double low, double high)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return low + (high - low) * ((double)(*seed >> 11) / 9007199254740992.0);
}

/* As often from 1 to 2 as from 100 to 200. */
static double size_between(uint64_t *seed, double low, double high)
{
	return exp(between(seed, log(low), log(high)));
}

static double normal(uint64_t *seed)
{
	return sqrt(-2 * log(between(seed, 1e-12, 1))) * cos(between(seed, 0, 2 * M_PI));
}

static double tooth(double at, double period, double phase)
{
	return fmod(at / period + phase, 1);
}

/* ---- shapes: bytes above a base, for each reading ---- */

typedef void shape(double *bytes, size_t count, uint64_t *seed);

static void steady_leak(double *bytes, size_t count, uint64_t *seed)
{
	double pace = size_between(seed, 1.2 * PAGE, 8 * MIB);

	for (size_t i = 0; i < count; i++)
		bytes[i] = pace * (double)i;
}

static void noisy_leak(double *bytes, size_t count, uint64_t *seed)
{
	double all = size_between(seed, MIB, 512 * MIB), noise = all * between(seed, 0, 0.05);

	for (size_t i = 0; i < count; i++)
		bytes[i] = all * (double)i / READINGS + noise * normal(seed);
}

static void leak_in_bursts(double *bytes, size_t count, uint64_t *seed)
{
	double mean = between(seed, 1.5, 6), burst = size_between(seed, 0.25 * MIB, 64 * MIB),
	       now = 0;

	for (size_t i = 0; i < count; i++) {
		if (between(seed, 0, mean) < 1)
			now += burst * between(seed, 0.5, 1.5);
		bytes[i] = now;
	}
}

static void leak_under_a_collector(double *bytes, size_t count, uint64_t *seed)
{
	double period = between(seed, 4, 14), phase = between(seed, 0, 1);
	double height = size_between(seed, 2 * MIB, 256 * MIB),
	       lost = height * between(seed, 0.15, 1);

	for (size_t i = 0; i < count; i++)
		bytes[i] = height * tooth((double)i, period, phase) + lost * (double)i / period;
}

static void slow_leak_of_a_giant(double *bytes, size_t count, uint64_t *seed)
{
	double noise = PAGE * between(seed, 0, 4);

	for (size_t i = 0; i < count; i++)
		bytes[i] = 10240 * MIB + PAGE * (double)i + noise * normal(seed);
}

static void rest_and_leak(double *bytes, size_t count, uint64_t *seed)
{
	double from = between(seed, 0.2, 0.5) * READINGS,
	       all = size_between(seed, 2 * MIB, 512 * MIB);
	double noise = all * between(seed, 0, 0.003);

	for (size_t i = 0; i < count; i++)
		bytes[i] = all * fmax(0, ((double)i - from) / (READINGS - from)) +
			   noise * normal(seed);
}

/* The leak comes to less than what the program takes to start. */
static void start_and_leak(double *bytes, size_t count, uint64_t *seed)
{
	double until = between(seed, 5, 22), start = size_between(seed, 2 * MIB, 16 * MIB);
	double pace = start * between(seed, 0.015, 0.1);

	for (size_t i = 0; i < count; i++)
		bytes[i] = start * fmin(1, (double)i / until) + pace * (double)i;
}

static void collector(double *bytes, size_t count, uint64_t *seed)
{
	double height = size_between(seed, 0.5 * MIB, 256 * MIB),
	       pace = height / between(seed, 4, 15);
	double now = between(seed, 0, height), top = height * between(seed, 0.8, 1.2);

	for (size_t i = 0; i < count; i++) {
		now += pace * between(seed, 0.5, 1.5);
		if (now > top) {
			now = height * between(seed, 0, 0.2);
			top = height * between(seed, 0.8, 1.2);
		}
		bytes[i] = now;
	}
}

static void long_teeth(double *bytes, size_t count, uint64_t *seed)
{
	double period = between(seed, 25, 40), phase = between(seed, 0, 1);
	double height = size_between(seed, 0.5 * MIB, 256 * MIB);

	for (size_t i = 0; i < count; i++)
		bytes[i] = height * tooth((double)i, period, phase);
}

static void filling_cache(double *bytes, size_t count, uint64_t *seed)
{
	double all = size_between(seed, 2 * MIB, 512 * MIB), pace = between(seed, 2, 10) / READINGS;
	double noise = all * between(seed, 0, 0.005);

	for (size_t i = 0; i < count; i++)
		bytes[i] = all * (1 - exp(-pace * (double)i)) + noise * normal(seed);
}

static void ever_slower_cache(double *bytes, size_t count, uint64_t *seed)
{
	double all = size_between(seed, MIB, 64 * MIB), start = between(seed, 1, 10);

	for (size_t i = 0; i < count; i++)
		bytes[i] = all * log(1 + (double)i / start);
}

static void fill_and_keep(double *bytes, size_t count, uint64_t *seed)
{
	double until = between(seed, 0.1, 0.6) * READINGS, all = size_between(seed, MIB, 512 * MIB);

	for (size_t i = 0; i < count; i++)
		bytes[i] = all * fmin(1, (double)i / until);
}

static void one_step(double *bytes, size_t count, uint64_t *seed)
{
	double at = between(seed, 0.15, 0.9) * READINGS,
	       all = size_between(seed, 0.5 * MIB, 512 * MIB);
	double noise = PAGE * between(seed, 0, 3);

	for (size_t i = 0; i < count; i++)
		bytes[i] = ((double)i < at ? 0 : all) + noise * normal(seed);
}

/* The pages that a program touches for the first time: many at first, and fewer and fewer. */
static void warming_up(double *bytes, size_t count, uint64_t *seed)
{
	double most = size_between(seed, 1, 24), now = 0;

	for (size_t i = 0; i < count; i++) {
		now += PAGE * floor(between(seed, 0, most) * pow(0.92, (double)i) + 0.5);
		bytes[i] = now;
	}
}

static void idle_with_a_page_now_and_then(double *bytes, size_t count, uint64_t *seed)
{
	double now = 0;

	for (size_t i = 0; i < count; i++) {
		if (between(seed, 0, 1) < 0.1)
			now += PAGE;
		bytes[i] = now;
	}
}

static void jitter(double *bytes, size_t count, uint64_t *seed)
{
	double noise = PAGE * size_between(seed, 1, 2000);

	for (size_t i = 0; i < count; i++)
		bytes[i] = noise * normal(seed);
}

/* A server: memory of requests that come and go, each reading much like the one before. */
static void wandering(double *bytes, size_t count, uint64_t *seed)
{
	double noise = size_between(seed, 16384, 32 * MIB), keeps = between(seed, 0.3, 0.85);
	double now = normal(seed);

	for (size_t i = 0; i < count; i++) {
		now = keeps * now + sqrt(1 - keeps * keeps) * normal(seed);
		bytes[i] = noise * now;
	}
}

/* ---- judging ---- */

#define IS(trend) (1u << TREND_##trend)

struct family {
	const char *name;
	shape *shape;
	unsigned right;     /* classes that fit */
	unsigned misses;    /* most trials that may be classed otherwise, of TRIALS */
	bool never_growing; /* and in none of them, at no time, as growing */
};

/* A hash table that leaks: now and then it moves to one twice as large, and has both meanwhile. */
static void doubling_table(double *bytes, size_t count, uint64_t *seed)
{
	double pace = size_between(seed, 0.25 * MIB, 8 * MIB), large = between(seed, 0.5, 1.8);
	size_t move = (size_t)between(seed, 0.2 * READINGS, 0.8 * READINGS);

	for (size_t i = 0; i < count; i++) {
		bytes[i] = pace * (double)i;
		if (i >= move)
			bytes[i] += large * READINGS * pace;
		if (i == move)
			bytes[i] += large * READINGS * pace / 2;
	}
}

/* JavaScript that leaks, as V8 showed it at one reading a second, in MiB: any minute of that. */
static void leak_of_an_engine(double *bytes, size_t count, uint64_t *seed)
{
	static const short recorded[] = {
		77,
		77,
		77,
		78,
		79,
		80,
		81,
		85,
		86,
		87,
		88,
		88,
		89,
		90,
		91,
		98,
		98,
		98,
		98,
		98,
		98,
		98,
		98,
		98,
		91,
		93,
		95,
		96,
		96,
		97,
		99,
		103,
		103,
		103,
		103,
		103,
		104,
		104,
		105,
		106,
		111,
		111,
		112,
		113,
		114,
		114,
		115,
		116,
		124,
		124,
		124,
		124,
		124,
		124,
		124,
		124,
		124,
		117,
		118,
		120,
		121,
		121,
		122,
		124,
		128,
		128,
		128,
		128,
		128,
		129,
		129,
		130,
		131,
		136,
		136,
		137,
		138,
		139,
		140,
		140,
		141,
		149,
		149,
		149,
		149,
		149,
		149,
		149,
		149,
		142,
		142,
		144,
		145,
		147,
		147,
		148,
		150,
		153,
		153,
		153,
		153,
		154,
		155,
		155,
		156,
		166,
		166,
		166,
		166,
		166,
		166,
		166,
		166,
		167,
		168,
		168,
		169,
		170,
		171,
		171,
	};
	size_t last = COUNT_OF(recorded) - READINGS;
	size_t first = (size_t)between(seed, 0, (double)last);
	double scale = size_between(seed, 0.1, 10);

	for (size_t i = 0; i < count; i++)
		bytes[i] = scale * MIB * recorded[first + i];
}

static const struct family families[] = {
	{ "steady leak", steady_leak, IS(GROWING), 0, false },
	{ "noisy leak", noisy_leak, IS(GROWING), 0, false },
	{ "leak in bursts", leak_in_bursts, IS(GROWING), 6, false },
	{ "leak under a collector", leak_under_a_collector, IS(GROWING), 8, false },
	{ "slow leak of a giant", slow_leak_of_a_giant, IS(GROWING), 1, false },
	{ "rest, then leak", rest_and_leak, IS(GROWING), 3, false },
	{ "start, then leak", start_and_leak, IS(GROWING), 0, false },
	{ "collector", collector, IS(SAWTOOTH), 0, false },
	{ "long teeth", long_teeth, IS(SAWTOOTH), 0, false },
	{ "filling cache", filling_cache, IS(PLATEAU), 0, false },
	{ "ever slower cache", ever_slower_cache, IS(PLATEAU), 0, true },
	{ "fill and keep", fill_and_keep, IS(PLATEAU) | IS(STEP), 0, false },
	{ "one step", one_step, IS(STEP), 2, true },
	{ "warming up", warming_up, IS(FLAT) | IS(PLATEAU) | IS(STEP), 3, false },
	{ "idle with a page now and then", idle_with_a_page_now_and_then, IS(FLAT), 0, true },
	{ "jitter", jitter, IS(FLAT) | IS(SAWTOOTH), 0, true },
	{ "wandering", wandering, IS(FLAT) | IS(SAWTOOTH), 5, false },
	{ "doubling table", doubling_table, IS(GROWING), 0, false },
	{ "leak of an engine", leak_of_an_engine, IS(GROWING), 30, false },
};

/* Readings are whole pages, at distances that are not quite even. */
static enum trend class_of(const double *bytes, size_t count, double delay, uint64_t *seed,
	bool *ever_growing)
{
	struct trend_finding finding = { .trend = TREND_TOO_SHORT };
	struct series series = { NULL };
	uint64_t now_ns = 1000000000;

	for (size_t i = 0; i < count; i++) {
		double pages = floor((64 * MIB + fmax(bytes[i], -63 * MIB)) / PAGE);

		now_ns += (uint64_t)(delay * 1e9 * between(seed, 0.99, 1.01));
		assert_int_equal(series_add(&series, now_ns, (uint64_t)(pages * PAGE)), STATUS_OK);
		series_trend(&series, &finding);
		*ever_growing |= finding.trend == TREND_GROWING;
	}
	series_free(&series);
	return finding.trend;
}

static void try_family(const struct family *family, size_t number)
{
	static const double delays[] = { 0.1, 1, 5, 60 };
	unsigned missed = 0, false_alarms = 0;

	for (size_t trial = 0; trial < TRIALS; trial++) {
		uint64_t seed = UINT64_C(0x9e3779b97f4a7c15) * (trial + 1) + number;
		double bytes[READINGS];
		bool ever_growing = false;

		family->shape(bytes, READINGS, &seed);
		missed += !(family->right >> class_of(bytes, READINGS, delays[trial % 4], &seed,
						     &ever_growing) &
			    1);
		false_alarms += family->never_growing && ever_growing;
	}
	if (missed > family->misses || false_alarms)
		fail_msg("%s: %u of %d missed, %u called a leak", family->name, missed, TRIALS,
			false_alarms);
}

static void families_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(families); i++)
		try_family(&families[i], i);
}

/* Five times as long: the recent past must not be taken for the whole. */
static void what_grows_ever_more_slowly_stays_a_plateau(void **state)
{
	bool ever_growing = false;
	double bytes[5 * READINGS];
	uint64_t seed = 1;

	(void)state;
	for (int trial = 0; trial < 20; trial++) {
		ever_slower_cache(bytes, 5 * READINGS, &seed);
		assert_int_equal(class_of(bytes, 5 * READINGS, 1, &seed, &ever_growing),
			TREND_PLATEAU);
	}
	assert_false(ever_growing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(families_are_told),
		cmocka_unit_test(what_grows_ever_more_slowly_stays_a_plateau),
	};

	return cmocka_run_group_tests_name("model/trend_shapes", tests, NULL, NULL);
}
