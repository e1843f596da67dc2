/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last ten minutes in ten digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "derive/levels.h"

#define MIB (UINT64_C(1) << 20)

static void add(struct series *series, unsigned second, uint64_t bytes)
{
	assert_int_equal(series_add(series, second * (uint64_t)NS_PER_SECOND, bytes), 0);
}

static void test_one_reading_says_nothing(void **state)
{
	struct series series = { NULL };

	(void)state;
	assert_int_equal(levels_of(&series).state, VALUE_PENDING);
	add(&series, 1, MIB);
	assert_int_equal(levels_of(&series).state, VALUE_PENDING);
	series_free(&series);
}

static void test_rest_is_flat(void **state)
{
	struct series series = { NULL };

	(void)state;
	for (unsigned i = 1; i < 1000; i++)
		add(&series, i, 100 * MIB);
	assert_int_equal(levels_of(&series).n, 1111111111);
	add(&series, 1000, 100 * MIB + MIB / 2); /* less than a hundredth */
	assert_int_equal(levels_of(&series).n, 1111111111);
	series_free(&series);
}

/* It is whole from the second reading on, so that no reading more makes another figure of it. */
static void test_rest_is_whole_at_once(void **state)
{
	struct series series = { NULL };

	(void)state;
	add(&series, 1, MIB);
	for (unsigned i = 2; i < 20; i++) {
		add(&series, i, MIB);
		assert_int_equal(levels_of(&series).n, 1111111111);
	}
	series_free(&series);
}

static void test_growth_climbs(void **state)
{
	struct series series = { NULL };

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		add(&series, i + 1, (i + 1) * MIB);
	assert_int_equal(levels_of(&series).n, 12345678);
	series_free(&series);
}

/* What moved more than ten minutes ago is forgotten. */
static void test_ten_minutes(void **state)
{
	struct series series = { NULL };
	int64_t levels;

	(void)state;
	add(&series, 1, MIB);
	for (unsigned i = 2; i < 600; i++)
		add(&series, i, 50 * MIB);
	levels = levels_of(&series).n;
	assert_int_equal(levels / 1000000000, 1);
	assert_int_equal(levels % 1000000000, 888888888);
	for (unsigned i = 600; i < 700; i++)
		add(&series, i, 50 * MIB);
	assert_int_equal(levels_of(&series).n, 1111111111);
	series_free(&series);
}

/* A machine that is up for long: what moved in the last ten minutes is seen. */
static void test_late(void **state)
{
	struct series series = { NULL };

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		add(&series, 100000 + i, (i + 1) * MIB);
	assert_int_equal(levels_of(&series).n, 12345678);
	add(&series, 100607, 8 * MIB);
	assert_int_equal(levels_of(&series).n, 1111111111);
	series_free(&series);
}

static void test_fall(void **state)
{
	struct series series = { NULL };

	(void)state;
	add(&series, 1, 8 * MIB);
	add(&series, 2, MIB);
	assert_int_equal(levels_of(&series).n, 81);
	series_free(&series);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_reading_says_nothing),
		cmocka_unit_test(test_rest_is_flat),
		cmocka_unit_test(test_rest_is_whole_at_once),
		cmocka_unit_test(test_growth_climbs),
		cmocka_unit_test(test_ten_minutes),
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_fall),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
