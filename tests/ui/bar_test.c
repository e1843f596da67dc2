/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ui/widgets/bar.h"

static int sum(const int *cells, size_t count)
{
	int total = 0;

	for (size_t i = 0; i < count; i++)
		total += cells[i];
	return total;
}

static void test_exact_shares(void **state)
{
	const uint64_t amounts[] = { 1, 2, 1 };
	int cells[3];

	(void)state;
	bar_share(cells, amounts, 3, 8);
	assert_int_equal(cells[0], 2);
	assert_int_equal(cells[1], 4);
	assert_int_equal(cells[2], 2);
}

static void test_largest_remainder(void **state)
{
	const uint64_t amounts[] = { 34, 33, 33 };
	int cells[3];

	(void)state;
	bar_share(cells, amounts, 3, 10);
	assert_int_equal(cells[0], 4);
	assert_int_equal(cells[1], 3);
	assert_int_equal(cells[2], 3);
}

static void test_small_part_shows(void **state)
{
	const uint64_t amounts[] = { 970, 30 };
	int cells[2];

	(void)state;
	bar_share(cells, amounts, 2, 10);
	assert_int_equal(cells[0], 9);
	assert_int_equal(cells[1], 1);
}

static void test_tiny_part_does_not(void **state)
{
	const uint64_t amounts[] = { 9999, 1 };
	int cells[2];

	(void)state;
	bar_share(cells, amounts, 2, 10);
	assert_int_equal(cells[0], 10);
	assert_int_equal(cells[1], 0);
}

static void test_nothing(void **state)
{
	const uint64_t amounts[] = { 0, 0 };
	int cells[2] = { 7, 7 };

	(void)state;
	bar_share(cells, amounts, 2, 10);
	assert_int_equal(sum(cells, 2), 0);
	bar_share(cells, (const uint64_t[]){ 1, 1 }, 2, 0);
	assert_int_equal(sum(cells, 2), 0);
}

/* Whatever the amounts and the width, the cells add up to it and none is negative. */
static void test_always_adds_up(void **state)
{
	uint64_t amounts[7];
	int cells[7];

	(void)state;
	srand(4711);
	for (int round = 0; round < 20000; round++) {
		int width = 1 + rand() % 200;

		for (size_t i = 0; i < 7; i++)
			amounts[i] = (uint64_t)rand() << (rand() % 33);
		amounts[0] += 1;
		bar_share(cells, amounts, 7, width);
		assert_int_equal(sum(cells, 7), width);
		for (size_t i = 0; i < 7; i++)
			assert_true(cells[i] >= 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact_shares),
		cmocka_unit_test(test_largest_remainder),
		cmocka_unit_test(test_small_part_shows),
		cmocka_unit_test(test_tiny_part_does_not),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_always_adds_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
