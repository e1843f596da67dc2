/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arithmetic that must not overflow, on machines of 32 bits neither. */
#include <setjmp.h>
#include <stdarg.h>
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_of_a_whole_are_rounded_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
