/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arithmetic that must not overflow, on machines of 32 bits neither. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"

static void parts_of_a_whole_are_rounded_down(void **state)
{
	static const struct {
		uint64_t n, part, whole, wanted;
	} cases[] = {
		{ 0, 7, 9, 0 },
		{ 10, 3, 4, 7 },
		{ 12, 3, 4, 9 },
		{ 1, 1, 3, 0 },
		{ UINT64_MAX, 1, 1, UINT64_MAX },
		{ UINT64_MAX, 3, 4, UINT64_MAX / 4 * 3 + 2 },
		{ UINT64_C(1) << 62, 1024, UINT64_C(1) << 62, 1024 },
		{ (UINT64_C(1) << 62) - 1, 1024, UINT64_C(1) << 62, 1023 },
		{ UINT64_C(1) << 52, UINT64_C(1) << 40, UINT64_C(1) << 41, UINT64_C(1) << 51 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(scale_u64(cases[i].n, cases[i].part, cases[i].whole),
			cases[i].wanted);
		assert_int_equal(scale_long(cases[i].n, cases[i].part, cases[i].whole),
			cases[i].wanted);
	}
}

/* Numbers beyond what a difference of them can hold, and unsigned ones. */
static void two_numbers_are_less_equal_or_more(void **state)
{
	static const uint64_t large[] = { 1, UINT64_MAX - 1, UINT64_MAX };

	(void)state;
	assert_int_equal(COMPARE(INT64_MIN, INT64_MAX), -1);
	assert_int_equal(COMPARE(INT64_MAX, INT64_MIN), 1);
	for (size_t i = 0; i < COUNT_OF(large); i++)
		assert_int_equal(COMPARE(large[i], large[1]), (int)i - 1);
	assert_int_equal(COMPARE(0.25, 0.2), 1);
	assert_int_equal(COMPARE(false, true), -1);
}

static void the_first_comparison_that_differs_decides(void **state)
{
	(void)state;
	assert_int_equal(FIRST_DIFFERENCE(0), 0);
	assert_int_equal(FIRST_DIFFERENCE(-7), -7);
	assert_int_equal(FIRST_DIFFERENCE(1, -1), 1);
	assert_int_equal(FIRST_DIFFERENCE(0, -1, 1), -1);
	assert_int_equal(FIRST_DIFFERENCE(0, 0, 3), 3);
	assert_int_equal(FIRST_DIFFERENCE(0, 0, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_numbers_are_less_equal_or_more),
		cmocka_unit_test(the_first_comparison_that_differs_decides),
		cmocka_unit_test(parts_of_a_whole_are_rounded_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
