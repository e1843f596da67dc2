/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Machines of 24 GiB that are simulated for a week, a reading a minute: does "memory runs out within 22
 * hours" come in time where it does, and never where it does not?
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/macros.h"
#include "derive/machine/exhaustion.h"

#define GIB     ((double)(UINT64_C(1) << 30))
#define TOTAL   24.0
#define MINUTES (7 * 1440)

/* xorshift64*, and the sum of twelve for what is nearly normal. */
static double uniform(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return (double)(*seed * UINT64_C(2685821657736338717) >> 11) / (double)(UINT64_C(1) << 53);
}

static double normal(uint64_t *seed)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += uniform(seed);
	return sum;
}

/* ---- what machines use beyond 4 GiB ---- */

static double wave(unsigned t, double height)
{
	return height * fmax(0, sin(2 * acos(-1) * ((t % 1440) / 1440.0 - 0.3)));
}

static double tooth(unsigned t)
{
	return 3 * (t % 60) / 60.0;
}

static double quiet(unsigned t)
{
	(void)t;
	return 0;
}

static double daily_wave(unsigned t)
{
	return wave(t, 8);
}

static double nightly_job(unsigned t)
{
	unsigned minute = t % 1440;

	if (minute < 120 || minute >= 200)
		return 0;
	return minute < 140 ? 10 * (minute - 120) / 20.0 : 10;
}

static double warm_up(unsigned t)
{
	return 12 * (1 - exp(-(double)t / 180));
}

static double deploys(unsigned t)
{
	return 4 * (t > 2000) + 4 * (t > 6000);
}

static double leak(unsigned t)
{
	return 3.4 * t / 1440;
}

static double leak_under_wave(unsigned t)
{
	return 3.0 * t / 1440 + wave(t, 5);
}

static double leak_under_teeth(unsigned t)
{
	return 2.9 * t / 1440 + tooth(t);
}

static double explosion(unsigned t)
{
	return t > 5000 ? 0.3 * (t - 5000) : 0;
}

static double creeping(unsigned t)
{
	return 0.5 * t / 1440 + (t > 5000 ? 5.0 * (t - 5000) / 1440 : 0);
}

/* ---- alarms ---- */

struct machine {
	const char *name;
	double (*used)(unsigned t);
	double lead_hours; /* that an alarm must come before the end; 0: there is no end */
};

struct outcome {
	unsigned wrong;    /* episodes that began although memory lasts for another day */
	double lead_hours; /* of the alarm that lasted to the end; NAN: there is no end */
};

#define SECONDS_BEFORE (22 * 3600)
#define HOLD_MINUTES   10
#define SEEDS          3

/* The readings of a week, or until memory has run out; returns how many. */
static unsigned simulate(const struct machine *machine, uint64_t seed, double available[MINUTES])
{
	double walk = 0;

	for (unsigned t = 0; t < MINUTES; t++) {
		walk = 0.98 * walk + 0.03 * normal(&seed);
		available[t] = fmax(0, TOTAL - 4 - walk - machine->used(t));
		if (available[t] <= 0)
			return t + 1;
	}
	return MINUTES;
}

static struct outcome watch(const double available[], unsigned count)
{
	static struct exhaustion exhaustion;
	bool ends = available[count - 1] <= 0, alarm = false;
	struct outcome outcome = { 0, NAN };
	unsigned held = 0, began = 0;

	exhaustion_begin(&exhaustion);
	for (unsigned t = 0; t < count; t++) {
		struct exhaustion_finding finding;
		bool was = alarm;

		exhaustion_add(&exhaustion, (uint64_t)t * 60 + 600000,
			(uint64_t)(available[t] * GIB));
		if (t % 5)
			continue;
		exhaustion_find(&exhaustion, &finding);
		held = value_known(finding.left) && finding.left.n < SECONDS_BEFORE ? held + 5 : 0;
		alarm = held > HOLD_MINUTES;
		if (alarm && !was) {
			began = t;
			outcome.wrong += !ends || count - 1 - t > 1440;
		}
	}
	if (ends)
		outcome.lead_hours = alarm ? (count - 1 - began) / 60.0 : 0;
	return outcome;
}

static const struct machine machines[] = {
	{ "quiet", quiet, 0 },
	{ "a wave of 8G each day", daily_wave, 0 },
	{ "a job of 10G each night", nightly_job, 0 },
	{ "warms up by 12G", warm_up, 0 },
	{ "two deploys of 4G each", deploys, 0 },
	{ "teeth of 3G each hour", tooth, 0 },
	{ "a leak of 3.4G a day", leak, 20 },
	{ "a leak of 3G a day under a wave of 5G", leak_under_wave, 20 },
	{ "a leak of 2.9G a day under teeth of 3G", leak_under_teeth, 20 },
	{ "0.3G a minute from the fourth day on", explosion, 0.25 },
	{ "creeps, then ten times faster", creeping, 20 },
};

static void machine_is_right(void **state)
{
	const struct machine *machine = *state;
	static double available[MINUTES];

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		unsigned count = simulate(machine, seed * UINT64_C(0x9e3779b97f4a7c15), available);
		struct outcome outcome = watch(available, count);

		print_message("%-42s seed %u: %u wrong, lead %.1f h\n", machine->name,
			(unsigned)seed, outcome.wrong, outcome.lead_hours);
		assert_int_equal(outcome.wrong, 0);
		if (machine->lead_hours > 0)
			assert_true(outcome.lead_hours >= machine->lead_hours);
		else
			assert_true(isnan(outcome.lead_hours));
	}
}

static void nothing_is_said_without_an_hour(void **state)
{
	struct exhaustion exhaustion;
	struct exhaustion_finding finding;

	(void)state;
	exhaustion_begin(&exhaustion);
	exhaustion_find(&exhaustion, &finding);
	assert_int_equal(finding.left.state, VALUE_PENDING);
	for (unsigned t = 0; t < 120; t++) {
		exhaustion_add(&exhaustion, 600000 + t * 60, (uint64_t)GIB << 3);
		exhaustion_find(&exhaustion, &finding);
		assert_int_equal(finding.left.state, t < 59 ? VALUE_PENDING : VALUE_ABSENT);
	}
	/* What comes late is passed over. */
	exhaustion_add(&exhaustion, 600000, 0);
	assert_true(exhaustion.available > 0);
}

/* A machine that was off for a month begins anew; one that nobody watched for a night goes on. */
static void gaps_are_no_readings(void **state)
{
	struct exhaustion exhaustion;
	struct exhaustion_finding finding;

	(void)state;
	exhaustion_begin(&exhaustion);
	for (unsigned t = 0; t < 5 * 1440; t++)
		if (t % 1440 < 900)
			exhaustion_add(&exhaustion, 600000 + t * 60,
				(uint64_t)((8 - 1.5 * t / 1440) * GIB));
	exhaustion_find(&exhaustion, &finding);
	assert_int_equal(finding.horizon, HORIZON_DAYS);
	assert_true(fabs(finding.bytes_per_day / GIB - 1.5) < 0.1);
	exhaustion_add(&exhaustion, 600000 + 35 * 86400, (uint64_t)GIB);
	exhaustion_find(&exhaustion, &finding);
	assert_int_equal(finding.left.state, VALUE_PENDING);
}

int main(void)
{
	struct CMUnitTest tests[COUNT_OF(machines) + 2];

	for (size_t i = 0; i < COUNT_OF(machines); i++)
		tests[i] = (struct CMUnitTest){ .name = machines[i].name,
			.test_func = machine_is_right,
			.initial_state = (void *)(uintptr_t)&machines[i] };
	tests[COUNT_OF(machines)] =
		(struct CMUnitTest)cmocka_unit_test(nothing_is_said_without_an_hour);
	tests[COUNT_OF(machines) + 1] = (struct CMUnitTest)cmocka_unit_test(gaps_are_no_readings);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
