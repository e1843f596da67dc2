/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/array.h"
#include "base/text.h"
#include "support/assert_value.h"

#include <stdlib.h>

#include "base/macros.h"

static void lines_lose_their_ends(void **state)
{
	struct text rest = text_of_string("one\ntwo\r\n\n\r\nlast"), line;
	static const char *const expected[] = { "one", "two", "", "", "last" };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_true(text_next_line(&rest, &line));
		assert_text(line, expected[i]);
	}
	assert_false(text_next_line(&rest, &line));
	rest = text_of("x\ny", 2);
	assert_true(text_next_line(&rest, &line));
	assert_text(line, "x");
	assert_false(text_next_line(&rest, &line));
}

static void words_are_split_at_blanks(void **state)
{
	struct text rest = text_of_string(" \tMem:\t 12 \r");

	(void)state;
	assert_text(text_next_word(&rest), "Mem:");
	assert_text(text_next_word(&rest), "12");
	assert_text(text_next_word(&rest), "");
	assert_int_equal(rest.length, 0);
}

static void fields_keep_what_is_between_separators(void **state)
{
	struct text rest = text_of_string("a,,b");

	(void)state;
	assert_text(text_next_field(&rest, ','), "a");
	assert_text(text_next_field(&rest, ','), "");
	assert_text(text_next_field(&rest, ','), "b");
	assert_text(text_next_field(&rest, ','), "");
	assert_text(text_trim(text_of_string(" \t a b \r")), "a b");
	assert_text(text_trim(text_of_string("  ")), "");
}

static void numbers_are_taken_after_blanks(void **state)
{
	struct text rest = text_of_string("  12kB -3");
	uint64_t n = 99;

	(void)state;
	assert_true(text_next_number(&rest, &n));
	assert_int_equal(n, 12);
	assert_text(rest, "kB -3");
	assert_false(text_next_number(&rest, &n));
	assert_text(rest, "kB -3");
	assert_int_equal(n, 12);
}

static void numbers_stop_at_64_bits(void **state)
{
	struct text rest = text_of_string("18446744073709551615 18446744073709551616");
	uint64_t n;

	(void)state;
	assert_true(text_next_number(&rest, &n));
	assert_true(n == UINT64_MAX);
	assert_false(text_next_number(&rest, &n));
	assert_text(rest, " 18446744073709551616");
	assert_true(text_to_number(text_of_string("000000000000000000000000000007"), &n));
	assert_int_equal(n, 7);
	assert_false(text_to_number(text_of_string("99999999999999999999"), &n));
}

static void whole_text_is_a_number_or_is_not(void **state)
{
	static const char *const bad[] = { "", " 1", "1 ", "+1", "-1", "1x", "0x10" };
	uint64_t n = 5;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(text_to_number(text_of_string(bad[i]), &n));
	assert_int_equal(n, 5);
	assert_true(text_to_number(text_of("123", 2), &n));
	assert_int_equal(n, 12);
}

static void text_is_compared_whole_or_by_its_start(void **state)
{
	(void)state;
	assert_true(text_equals(text_of("MemFree:", 7), "MemFree"));
	assert_false(text_equals(text_of_string("MemFre"), "MemFree"));
	assert_true(text_equals(text_of(NULL, 0), ""));
	assert_false(text_equals(text_of(NULL, 0), "M"));
	assert_true(text_starts(text_of_string("MemFree"), "Mem"));
	assert_false(text_starts(text_of("Mem", 2), "Mem"));
}

static void arrays_grow_and_keep_their_items(void **state)
{
	size_t capacity = 0;
	uint32_t *numbers = NULL;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		numbers = array_reserve(numbers, &capacity, i + 1, sizeof(*numbers));
		assert_non_null(numbers);
		assert_true(capacity > i);
		numbers[i] = i;
	}
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], i);
	assert_null(array_reserve(numbers, &capacity, SIZE_MAX / 2, sizeof(*numbers)));
	assert_true(capacity >= 1000 && capacity < 4000);
	free(numbers);
}

static void texts_are_compared_byte_by_byte(void **state)
{
	const struct text none = { NULL, 0 };

	(void)state;
	assert_true(text_compare(text_of_string("abc"), text_of_string("abd")) < 0);
	assert_true(text_compare(text_of_string("b"), text_of_string("abd")) > 0);
	assert_true(text_compare(text_of_string("ab"), text_of_string("abc")) < 0);
	assert_true(text_compare(text_of_string("abc"), text_of_string("ab")) > 0);
	assert_true(text_compare(text_of_string("\xff"), text_of_string("z")) > 0);
	assert_int_equal(text_compare(text_of("abc", 2), text_of("abd", 2)), 0);
	assert_true(text_compare(none, text_of_string("a")) < 0);
	assert_int_equal(text_compare(none, none), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_compared_byte_by_byte),
		cmocka_unit_test(lines_lose_their_ends),
		cmocka_unit_test(words_are_split_at_blanks),
		cmocka_unit_test(fields_keep_what_is_between_separators),
		cmocka_unit_test(numbers_are_taken_after_blanks),
		cmocka_unit_test(numbers_stop_at_64_bits),
		cmocka_unit_test(whole_text_is_a_number_or_is_not),
		cmocka_unit_test(text_is_compared_whole_or_by_its_start),
		cmocka_unit_test(arrays_grow_and_keep_their_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
