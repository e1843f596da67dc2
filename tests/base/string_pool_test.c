/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/text.h"

static void nothing_is_the_empty_string(void **state)
{
	struct string_pool pool = { 0 };

	(void)state;
	assert_string_equal(string_pool_at(&pool, 0), "");
	assert_int_equal(string_pool_add(&pool, text_of(NULL, 0)), 0);
	assert_int_equal(string_pool_add(&pool, text_of("seven", 3)), 1);
	assert_int_equal(string_pool_add(&pool, text_of_string("")), 0);
	assert_int_equal(string_pool_add(&pool, text_of_string("x")), 5);
	assert_string_equal(string_pool_at(&pool, 0), "");
	assert_string_equal(string_pool_at(&pool, 1), "sev");
	assert_string_equal(string_pool_at(&pool, 5), "x");
	assert_int_equal(pool.length, 7);
	assert_false(pool.failed);
	string_pool_free(&pool);
	assert_int_equal(pool.length, 0);
}

static void offsets_hold_while_the_block_moves(void **state)
{
	struct string_pool pool = { 0 };
	uint32_t offsets[1000];
	char text[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "%d", i);
		offsets[i] = string_pool_add(&pool, text_of_string(text));
	}
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "%d", i);
		assert_string_equal(string_pool_at(&pool, offsets[i]), text);
	}
	string_pool_free(&pool);
}

static void what_does_not_fit_is_said_and_leaves_the_rest(void **state)
{
	struct string_pool pool = { 0 };

	(void)state;
	assert_int_equal(string_pool_add(&pool, text_of_string("kept")), 1);
	assert_int_equal(string_pool_add(&pool, text_of("", UINT32_MAX)), 0);
	assert_true(pool.failed);
	assert_string_equal(string_pool_at(&pool, 1), "kept");
	assert_int_equal(string_pool_add(&pool, text_of_string("and more")), 6);
	assert_true(pool.failed);
	string_pool_free(&pool);
	assert_false(pool.failed);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_the_empty_string),
		cmocka_unit_test(offsets_hold_while_the_block_moves),
		cmocka_unit_test(what_does_not_fit_is_said_and_leaves_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
