/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>

#include "sample/process/signal_name.h"

static void the_names_that_people_know(void **state)
{
	(void)state;
	assert_string_equal(signal_name(SIGKILL), "KILL");
	assert_string_equal(signal_name(SIGTERM), "TERM");
	assert_string_equal(signal_name(SIGSEGV), "SEGV");
	assert_string_equal(signal_name(SIGABRT), "ABRT");
	assert_string_equal(signal_name(SIGXCPU), "XCPU");
}

static void each_signal_that_has_a_meaning_has_a_name(void **state)
{
	(void)state;
	for (int number = 1; number <= SIGSYS; number++)
		assert_non_null(signal_name(number));
}

static void other_numbers_have_none(void **state)
{
	(void)state;
	assert_null(signal_name(0));
	assert_null(signal_name(-1));
	assert_null(signal_name(SIGRTMIN));
	assert_null(signal_name(1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_names_that_people_know),
		cmocka_unit_test(each_signal_that_has_a_meaning_has_a_name),
		cmocka_unit_test(other_numbers_have_none),
	};

	return cmocka_run_group_tests_name("signal_name", tests, NULL, NULL);
}
