/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How little the inspector disturbs the process that it looks at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "source/inspect/inspector.h"

#define SECOND UINT64_C(1000000000)

static void it_rests_nine_times_as_long_as_it_read(void **state)
{
	(void)state;
	assert_int_equal(inspector_rests_until(7, 7 + SECOND, SECOND), 7 + 10 * SECOND);
	assert_int_equal(inspector_rests_until(7, 7 + SECOND / 5, SECOND), 7 + 2 * SECOND);
}

static void it_reads_no_more_often_than_it_is_asked(void **state)
{
	(void)state;
	assert_int_equal(inspector_rests_until(7, 7, SECOND), 7 + SECOND);
	assert_int_equal(inspector_rests_until(7, 7 + SECOND / 11, SECOND), 7 + SECOND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_rests_nine_times_as_long_as_it_read),
		cmocka_unit_test(it_reads_no_more_often_than_it_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
