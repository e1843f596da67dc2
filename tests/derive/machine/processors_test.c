/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How busy processors were between two readings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "derive/machine/processors.h"

static void assert_share(struct value value, int64_t hundredths)
{
	assert_int_equal(value.state, VALUE_OK);
	assert_int_equal(value.n, hundredths);
}

static void test_share(void **state)
{
	const struct processor_times before = { .all = { 1000, 5000 },
		.each = { { 400, 2500 }, { 600, 2500 } },
		.number = { 0, 3 },
		.count = 2 };
	const struct processor_times now = { .all = { 1100, 5100 },
		.each = { { 401, 2502 }, { 699, 2598 } },
		.number = { 0, 3 },
		.count = 2 };
	struct processor_use use;

	(void)state;
	processors_between(&use, &now, &before);
	assert_share(use.all, 5000);
	assert_int_equal(use.count, 2);
	assert_share(use.each[0], 3333);
	assert_share(use.each[1], 5025);
}

static void test_first_has_nothing_before(void **state)
{
	const struct processor_times before = { .count = 0 };
	const struct processor_times now = { .all = { 10, 10 },
		.each = { { 10, 10 } },
		.count = 1 };
	struct processor_use use;

	(void)state;
	processors_between(&use, &now, &before);
	assert_int_equal(use.all.state, VALUE_PENDING);
	assert_int_equal(use.each[0].state, VALUE_PENDING);
}

/* One goes offline, one comes, and iowait goes back. */
static void test_not_the_same(void **state)
{
	const struct processor_times before = { .all = { 100, 100 },
		.each = { { 50, 50 }, { 50, 50 } },
		.number = { 0, 1 },
		.count = 2 };
	const struct processor_times now = { .all = { 150, 110 },
		.each = { { 70, 40 }, { 5, 5 } },
		.number = { 1, 2 },
		.count = 2 };
	struct processor_use use;

	(void)state;
	processors_between(&use, &now, &before);
	assert_share(use.all, 8333);
	assert_share(use.each[0], 10000);
	assert_int_equal(use.each[1].state, VALUE_PENDING);
}

/* Not asked for. */
static void test_nothing_read(void **state)
{
	const struct processor_times nothing = { .count = 0 };
	struct processor_use use;

	(void)state;
	processors_between(&use, &nothing, &nothing);
	assert_int_equal(use.all.state, VALUE_NOT_ASKED);
	assert_int_equal(use.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_first_has_nothing_before),
		cmocka_unit_test(test_not_the_same),
		cmocka_unit_test(test_nothing_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
