/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "derive/pattern.h"

static void sizes_are_those_of_what_is_written_out(void **state)
{
	static const struct {
		const char *pattern;
		size_t size;
	} cases[] = { { "", 0 }, { "abc", 3 }, { "a+", 2 }, { "a+++", 8 }, { "ab+c", 4 },
		{ "a*b?", 4 }, { "a{3}", 3 }, { "a{3,}", 4 }, { "a{0,5}", 5 }, { "a{,7}", 7 },
		{ "a{0}", 1 }, { "a{x}", 4 }, { "a{2", 3 }, { "(ab)+", 6 }, { "(ab){3}c", 10 },
		{ "((a{3}){3}){3}", 39 }, { "[abc+]+", 2 }, { "[]+]{4}", 4 }, { "[^]+]{4}", 4 },
		{ "[[:alpha:]+]{2}", 2 }, { "[a", 1 }, { "[", 1 }, { "\\++", 2 }, { "\\(+", 2 },
		{ "\\", 1 }, { "a)+", 3 }, { "(a|b)+|c", 10 }, { "((a", 3 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (pattern_size(cases[i].pattern) != cases[i].size)
			fail_msg("'%s': %zu", cases[i].pattern, pattern_size(cases[i].pattern));
}

/* Neither numbers nor depth overflow what counts them. */
static void what_has_no_end_is_too_large(void **state)
{
	static const char *const patterns[] = { "a{99999999999999999999}",
		"(((a{255}){255}){255}){255}", "a{501}{2}", "(a{40}){40}" };
	char deep[4 * PATTERN_MOST];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(patterns); i++)
		if (pattern_size(patterns[i]) <= PATTERN_MOST)
			fail_msg("'%s': %zu", patterns[i], pattern_size(patterns[i]));
	for (size_t i = 0; i < 2; i++) {
		memset(deep, "(+"[i], sizeof(deep));
		deep[0] = "(a"[i];
		deep[sizeof(deep) - 1] = '\0';
		assert_true(pattern_size(deep) > PATTERN_MOST);
	}
}

static void references_are_found_outside_classes(void **state)
{
	static const struct {
		const char *pattern;
		bool refers;
	} cases[] = { { "(a)\\1", true }, { "(a)\\9", true }, { "a1", false }, { "\\0", false },
		{ "\\\\1", false }, { "[\\1]", false }, { "\\", false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (pattern_refers_back(cases[i].pattern) != cases[i].refers)
			fail_msg("'%s'", cases[i].pattern);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_those_of_what_is_written_out),
		cmocka_unit_test(what_has_no_end_is_too_large),
		cmocka_unit_test(references_are_found_outside_classes),
	};

	return cmocka_run_group_tests_name("derive/pattern", tests, NULL, NULL);
}
