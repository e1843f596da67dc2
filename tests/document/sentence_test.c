/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures in sentences: every form, what is unknown, and plural forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "document/sentence.h"

static const struct {
	const char *name;
	struct figure_value figure;
} figures[] = {
	{ "bytes", { .value = { 3 << 20, 0, VALUE_OK },
			   .unit = UNIT_BYTES,
			   .whole = { 4 << 20, 0, VALUE_OK } } },
	{ "one", { .value = { 1, 0, VALUE_OK }, .unit = UNIT_COUNT } },
	{ "two", { .value = { 2, 0, VALUE_OK }, .unit = UNIT_COUNT } },
	{ "percent", { .value = { 400, 0, VALUE_OK }, .unit = UNIT_PERCENT } },
	{ "set", { .value = { 400, 0, VALUE_OK }, .unit = UNIT_PERCENT, .exact = true } },
	{ "time", { .value = { 3 * 3600, 0, VALUE_OK }, .unit = UNIT_DURATION } },
	{ "unknown", { .value = { 0, 0, VALUE_DENIED }, .unit = UNIT_BYTES } },
	{ "name", { .unit = UNIT_TEXT, .text = "a\tb" } },
	{ "empty", { .unit = UNIT_TEXT } },
};

static bool get(const void *context, struct text name, struct figure_value *out)
{
	(void)context;
	for (size_t i = 0; i < COUNT_OF(figures); i++)
		if (text_equals(name, figures[i].name)) {
			*out = figures[i].figure;
			return true;
		}
	return false;
}

static const struct figure_source source = { NULL, get };

static void every_figure_has_its_form(void **state)
{
	static const struct {
		const char *sentence, *filled;
	} cases[] = {
		{ "{bytes} ({bytes%})", "3.00M (75%)" },
		{ "{percent} {set}", "4.0% 4%" },
		{ "{time}, {two}", "3h00m, 2" },
		{ "{unknown} {unknown%} {two%}", "? - -" },
		{ "<{name}{empty}>", "<a\\tb>" },
		{ "{nobody} } {", "{nobody} } {" },
		{ "", "" },
	};
	char out[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct sentence sentence = { .text = cases[i].sentence };

		assert_int_equal(sentence_fill(out, sizeof(out), &sentence, &source, FOR_MACHINES),
			strlen(cases[i].filled));
		assert_string_equal(out, cases[i].filled);
	}
}

static void what_does_not_fit_is_cut_and_counted(void **state)
{
	const struct sentence sentence = { .text = "{bytes} of" };
	char out[4];

	(void)state;
	assert_int_equal(sentence_fill(out, sizeof(out), &sentence, &source, FOR_MACHINES), 8);
	assert_string_equal(out, "3.0");
	assert_int_equal(sentence_fill(out, 0, &sentence, &source, FOR_MACHINES), 8);
}

static void a_count_chooses_the_form(void **state)
{
	static const struct {
		const char *count, *filled;
	} cases[] = { { "one", "one file" }, { "two", "many files" }, { "unknown", "many files" } };
	char out[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct sentence sentence = { "one file", "many files", cases[i].count };

		for (int audience = FOR_MACHINES; audience <= FOR_PEOPLE; audience++) {
			sentence_fill(out, sizeof(out), &sentence, &source,
				(enum audience)audience);
			assert_string_equal(out, cases[i].filled);
		}
	}
}

static void a_share_is_in_hundredths(void **state)
{
	(void)state;
	assert_int_equal(sentence_figure(&source, text_of_string("bytes%")).n, 7500);
	assert_int_equal(sentence_figure(&source, text_of_string("bytes")).n, 3 << 20);
	assert_int_equal(sentence_figure(&source, text_of_string("x")).state, VALUE_ABSENT);
	assert_int_equal(sentence_figure(&source, text_of_string("two%")).state, VALUE_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_figure_has_its_form),
		cmocka_unit_test(what_does_not_fit_is_cut_and_counted),
		cmocka_unit_test(a_count_chooses_the_form),
		cmocka_unit_test(a_share_is_in_hundredths),
	};

	return cmocka_run_group_tests_name("document/sentence", tests, NULL, NULL);
}
