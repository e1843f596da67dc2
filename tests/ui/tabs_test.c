/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tab is where: what a click means in every width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ui/widgets/tabs.h"

static const struct tabs three = {
	.tabs = { { '1', "Overview", 0 }, { '2', "Explain", 12 }, { '3', "概览", 0 } },
	.count = 3,
	.active = 0,
};

/* "[1 Overview]  2 Explain(12)   3 概览 " */
static void test_wide_line(void **state)
{
	(void)state;
	assert_int_equal(tabs_at(&three, 80, 0), 0);
	assert_int_equal(tabs_at(&three, 80, 11), 0);
	assert_int_equal(tabs_at(&three, 80, 12), -1);
	assert_int_equal(tabs_at(&three, 80, 13), 1);
	assert_int_equal(tabs_at(&three, 80, 27), 1);
	assert_int_equal(tabs_at(&three, 80, 28), -1);
	assert_int_equal(tabs_at(&three, 80, 29), 2);
	assert_int_equal(tabs_at(&three, 80, 36), 2);
	assert_int_equal(tabs_at(&three, 80, 38), -1);
	assert_int_equal(tabs_at(&three, 80, -1), -1);
}

/* 38 columns with gaps, 35 without: "[1 Overview] 2 Explain(12)  3 概览 " */
static void test_gaps_go_first(void **state)
{
	(void)state;
	assert_int_equal(tabs_at(&three, 38, 12), -1);
	assert_int_equal(tabs_at(&three, 37, 12), 1);
	assert_int_equal(tabs_at(&three, 37, 26), 1);
	assert_int_equal(tabs_at(&three, 37, 27), 2);
}

/* "[1 Overview] 2 Exp(12)  3 概 ", then "[1 Overview]2(12) 3 ": the active one is whole. */
static void test_titles_of_others_shorten(void **state)
{
	(void)state;
	assert_int_equal(tabs_at(&three, 31, 22), 1);
	assert_int_equal(tabs_at(&three, 31, 23), 2);
	assert_int_equal(tabs_at(&three, 22, 11), 0);
	assert_int_equal(tabs_at(&three, 22, 17), 1);
	assert_int_equal(tabs_at(&three, 22, 18), 2);
	assert_int_equal(tabs_at(&three, 22, 20), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wide_line),
		cmocka_unit_test(test_gaps_go_first),
		cmocka_unit_test(test_titles_of_others_shorten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
