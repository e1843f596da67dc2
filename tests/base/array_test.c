/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/types.h>

#include <cmocka.h>

#include "base/array.h"
#include "base/macros.h"

static void what_is_sought_is_found_or_its_place(void **state)
{
	static const int sorted[] = { 2, 4, 4, 4, 7 };
	static const struct {
		int sought;
		size_t place;
	} cases[] = { { 1, 0 }, { 2, 0 }, { 3, 1 }, { 4, 1 }, { 5, 4 }, { 7, 4 }, { 8, 5 } };
	size_t at = 99;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		LOWER_BOUND(at, COUNT_OF(sorted), sorted[at] < cases[i].sought);
		assert_int_equal(at, cases[i].place);
	}
	LOWER_BOUND(at, 0, sorted[at] < 1);
	assert_int_equal(at, 0);
}

static void room_grows_by_doubling_and_what_is_there_stays(void **state)
{
	size_t capacity = 0, before;
	int *items = array_reserve(NULL, &capacity, 1, sizeof(*items)), *grown;

	(void)state;
	assert_non_null(items);
	before = capacity;
	items[before - 1] = 42;
	grown = array_reserve(items, &capacity, before, sizeof(*items));
	assert_ptr_equal(grown, items);
	assert_int_equal(capacity, before);
	grown = array_reserve(items, &capacity, before + 1, sizeof(*items));
	assert_non_null(grown);
	assert_true(capacity >= 2 * before);
	assert_int_equal(grown[before - 1], 42);
	assert_null(array_reserve(grown, &before, SIZE_MAX / 2, sizeof(*items)));
	free(grown);
}

static void an_array_of_none_is_an_array(void **state)
{
	int *items = array_new(0, sizeof(*items));

	(void)state;
	assert_non_null(items);
	free(items);
	items = array_new(3, sizeof(*items));
	assert_non_null(items);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(items[i], 0);
	free(items);
}

static void numbers_are_sorted_by_size(void **state)
{
	uint64_t large[] = { UINT64_MAX, 0, UINT64_C(1) << 63, 1 };
	pid_t pids[] = { 30, 4, 222 };
	double doubles[] = { 0.5, -1, 0.25 };

	(void)state;
	qsort(large, COUNT_OF(large), sizeof(*large), compare_u64);
	assert_int_equal(large[0], 0);
	assert_int_equal(large[1], 1);
	assert_int_equal(large[2], UINT64_C(1) << 63);
	qsort(pids, COUNT_OF(pids), sizeof(*pids), compare_pids);
	assert_int_equal(pids[0], 4);
	assert_int_equal(pids[2], 222);
	qsort(doubles, COUNT_OF(doubles), sizeof(*doubles), compare_doubles);
	assert_true(doubles[0] == -1 && doubles[1] == 0.25 && doubles[2] == 0.5);
	assert_non_null(bsearch(&large[2], large, COUNT_OF(large), sizeof(*large), compare_u64));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sought_is_found_or_its_place),
		cmocka_unit_test(an_array_of_none_is_an_array),
		cmocka_unit_test(numbers_are_sorted_by_size),
		cmocka_unit_test(room_grows_by_doubling_and_what_is_there_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
