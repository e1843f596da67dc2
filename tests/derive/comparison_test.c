/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparisons as users write them: every spelling, every unit, both sides of every bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "derive/comparison.h"

static void every_spelling_is_taken_whole(void **state)
{
	static const struct {
		const char *text, *rest;
		enum comparison comparison;
	} cases[] = {
		{ ">=1", "1", GREATER_OR_EQUAL },
		{ "<=1", "1", LESS_OR_EQUAL },
		{ "!=1", "1", NOT_EQUAL },
		{ "==1", "1", EQUAL },
		{ ">1", "1", GREATER },
		{ "<1", "1", LESS },
		{ "=1", "1", EQUAL },
		{ "~a", "a", MATCHES },
		{ "=", "", EQUAL },
	};
	enum comparison comparison;
	struct text rest;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		rest = text_of_string(cases[i].text);
		assert_true(comparison_take(&rest, &comparison));
		assert_int_equal(comparison, cases[i].comparison);
		assert_true(text_equals(rest, cases[i].rest));
	}
	rest = text_of_string("1>2");
	assert_false(comparison_take(&rest, &comparison));
	assert_true(text_equals(rest, "1>2"));
}

static void each_is_written_one_way(void **state)
{
	static const char *const spellings[] = { [EQUAL] = "==",
		[NOT_EQUAL] = "!=",
		[LESS] = "<",
		[LESS_OR_EQUAL] = "<=",
		[GREATER] = ">",
		[GREATER_OR_EQUAL] = ">=",
		[MATCHES] = "~" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(spellings); i++)
		assert_string_equal(comparison_spelling((enum comparison)i), spellings[i]);
}

/* Of 1, 2 and 3 with 2. */
static void numbers_are_compared_with_their_sign(void **state)
{
	static const struct {
		enum comparison comparison;
		bool below, equal, above;
	} cases[] = {
		{ EQUAL, false, true, false },
		{ NOT_EQUAL, true, false, true },
		{ LESS, true, false, false },
		{ LESS_OR_EQUAL, true, true, false },
		{ GREATER, false, false, true },
		{ GREATER_OR_EQUAL, false, true, true },
		{ MATCHES, false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(comparison_holds(cases[i].comparison, -3, -2), cases[i].below);
		assert_int_equal(comparison_holds(cases[i].comparison, -2, -2), cases[i].equal);
		assert_int_equal(comparison_holds(cases[i].comparison, 2, -2), cases[i].above);
	}
}

static void a_number_is_in_the_unit_of_its_figure(void **state)
{
	static const struct {
		const char *text;
		enum unit unit;
		int64_t n;
	} cases[] = {
		{ "7", UNIT_NONE, 7 },
		{ "0", UNIT_COUNT, 0 },
		{ "1.5K", UNIT_BYTES, 1536 },
		{ "12", UNIT_PERCENT, 1200 },
		{ "12%", UNIT_PERCENT, 1200 },
		{ "12.3%", UNIT_PERCENT, 1230 },
		{ "12.34", UNIT_PERCENT, 1234 },
		{ "12.349", UNIT_PERCENT, 1234 },
		{ "12.3499", UNIT_PERCENT, 1234 },
		{ "12.05", UNIT_PERCENT, 1205 },
		{ ".5", UNIT_PERCENT, 50 },
		{ "5.", UNIT_PERCENT, 500 },
		{ "2.5", UNIT_PER_SECOND, 250 },
		{ "2K", UNIT_PER_SECOND, 204800 },
		{ "2K/s", UNIT_PER_SECOND, 204800 },
		{ "5/s", UNIT_PER_SECOND, 500 },
		{ "-1K", UNIT_SIGNED, -1024 },
		{ "+1K", UNIT_SIGNED, 1024 },
		{ "1K", UNIT_SIGNED, 1024 },
		{ "-6K", UNIT_PACE, -6 * 1024 },
		{ "6K/s", UNIT_PACE, 360 * 1024 },
		{ "6K/min", UNIT_PACE, 6 * 1024 },
		{ "6K/m", UNIT_PACE, 6 * 1024 },
		{ "6K/h", UNIT_PACE, 102 },
		{ "1440K/d", UNIT_PACE, 1024 },
		{ "90s", UNIT_DURATION, 90 },
		{ "2h", UNIT_DURATION, 7200 },
		{ "9223372036854775807", UNIT_COUNT, INT64_MAX },
		{ "92233720368547758.07", UNIT_PERCENT, INT64_MAX },
	};
	int64_t n;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		print_message("# %s\n", cases[i].text);
		assert_true(comparison_number(text_of_string(cases[i].text), cases[i].unit, &n));
		assert_int_equal(n, cases[i].n);
	}
}

static void what_is_no_number_is_refused(void **state)
{
	static const struct {
		const char *text;
		enum unit unit;
	} cases[] = {
		{ "", UNIT_COUNT },
		{ "", UNIT_PERCENT },
		{ "%", UNIT_PERCENT },
		{ ".", UNIT_PERCENT },
		{ "1.x", UNIT_PERCENT },
		{ "x.1", UNIT_PERCENT },
		{ "-1", UNIT_BYTES },
		{ "+1", UNIT_COUNT },
		{ "--1K", UNIT_SIGNED },
		{ "1K/w", UNIT_PACE },
		{ "x/h", UNIT_PACE },
		{ "/h", UNIT_PACE },
		{ "8E/s", UNIT_PACE },
		{ "2x", UNIT_DURATION },
		{ "1000000000000000000000000000000s", UNIT_DURATION },
		{ "x", UNIT_PER_SECOND },
		{ "/s", UNIT_PER_SECOND },
		{ "2K/h", UNIT_PER_SECOND },
		{ "9223372036854775808", UNIT_COUNT },
		{ "92233720368547758.08", UNIT_PERCENT },
		{ "184467440737095516", UNIT_PERCENT },
		{ "8E", UNIT_PER_SECOND },
	};
	int64_t n;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		print_message("# %s\n", cases[i].text);
		assert_false(comparison_number(text_of_string(cases[i].text), cases[i].unit, &n));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_spelling_is_taken_whole),
		cmocka_unit_test(each_is_written_one_way),
		cmocka_unit_test(numbers_are_compared_with_their_sign),
		cmocka_unit_test(a_number_is_in_the_unit_of_its_figure),
		cmocka_unit_test(what_is_no_number_is_refused),
	};

	return cmocka_run_group_tests_name("derive/comparison", tests, NULL, NULL);
}
