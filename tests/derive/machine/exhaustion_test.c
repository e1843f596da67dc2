/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole weeks of machines are in tests/views/alarms_test.c, through the conditions of check. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "derive/machine/exhaustion.h"

#define GIB ((double)(UINT64_C(1) << 30))

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

/* A machine that was off for a month begins anew; one that was not watched for a night goes on. */
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

/* 3G a day under teeth of an hour, of which one in four is the highest. */
static double below_teeth(unsigned t)
{
	return 20 - 3.0 * t / 1440 - 3 * (t % 60) / 59.0 - 0.2 * (t / 60 % 4);
}

/* At the foot of a tooth, where nothing falls fast: the end is at the height of one that will come. */
static void the_tooth_that_ends_it_is_told(void **state)
{
	struct exhaustion exhaustion;
	struct exhaustion_finding finding;
	unsigned end = 0, now;

	(void)state;
	while (below_teeth(end) > 0)
		end++;
	for (now = (end / 60 - 20) * 60 + 2; now + 60 < end; now += 300) {
		exhaustion_begin(&exhaustion);
		for (unsigned t = 0; t <= now; t++)
			exhaustion_add(&exhaustion, 600000 + t * 60,
				(uint64_t)(below_teeth(t) * GIB));
		exhaustion_find(&exhaustion, &finding);
		print_message("%u min before: %.2f h\n", end - now, (double)finding.left.n / 3600);
		assert_int_equal(finding.horizon, HORIZON_HOURS);
		assert_true(fabs((double)finding.left.n / 60 - (end - now)) < 30);
	}
}

/* 3G a day below a wave of 5G each day, which the lows of whole days do not know to end so late. */
static double below_wave(unsigned t)
{
	double day = 2 * 3.14159265358979323846 * ((double)t / 1440 - 0.3);

	return 20 - 3.0 * t / 1440 - 5 * fmax(0, sin(day));
}

static void days_are_silent_where_hours_speak(void **state)
{
	struct exhaustion exhaustion;
	struct exhaustion_finding finding;
	unsigned end = 0;

	(void)state;
	while (below_wave(end) > 0)
		end++;
	exhaustion_begin(&exhaustion);
	for (unsigned t = 0; t + 22 * 60 <= end; t++)
		exhaustion_add(&exhaustion, 600000 + t * 60, (uint64_t)(below_wave(t) * GIB));
	exhaustion_find(&exhaustion, &finding);
	assert_int_equal(finding.horizon, HORIZON_HOURS);
	assert_true(fabs((double)finding.left.n / 3600 - 22) < 1);
}

/* What fell by a fifteenth more on the last day than on those before: three days tell, not one. */
static void days_that_fall_alike_are_one_fall(void **state)
{
	struct exhaustion exhaustion;
	struct exhaustion_finding finding;

	(void)state;
	exhaustion_begin(&exhaustion);
	for (unsigned t = 0; t < 4 * 1440; t++)
		exhaustion_add(&exhaustion, 600000 / 86400 * 86400 + t * 60,
			(uint64_t)((20 - 3.0 * t / 1440 - 0.2 * (t >= 3 * 1440)) * GIB));
	exhaustion_find(&exhaustion, &finding);
	assert_int_equal(finding.horizon, HORIZON_HOURS);
	assert_true(fabs(finding.bytes_per_day / GIB - (3 + 0.2 / 3)) < 0.02);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_said_without_an_hour),
		cmocka_unit_test(gaps_are_no_readings),
		cmocka_unit_test(the_tooth_that_ends_it_is_told),
		cmocka_unit_test(days_are_silent_where_hours_speak),
		cmocka_unit_test(days_that_fall_alike_are_one_fall),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
