/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of reports of real machines: the figures that decide, and nothing that is not so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "findings/oom_rules.h"
#include "parse/oom/oom.h"
#include "support/fixture.h"
#include "support/oom_texts.h"

static bool says(const char *sentence, struct text words)
{
	return memmem(sentence, strlen(sentence), words.at, words.length) != NULL;
}

/* The next of "a; b; c". */
static struct text next_words(struct text *rest)
{
	struct text words = text_next_field(rest, ';');

	if (rest->length > 0 && rest->at[0] == ' ')
		*rest = text_of(rest->at + 1, rest->length - 1);
	return words;
}

static void check_never(const struct findings *findings, const struct oom_text *row)
{
	char text[2048];

	for (size_t i = 0; i < findings->count; i++) {
		struct text rest = text_of_string(row->never);

		finding_sentence(text, sizeof(text), &findings->rows[i], FOR_MACHINES);
		assert_null(strchr(text, '{'));
		while (rest.length > 0)
			assert_false(says(text, next_words(&rest)));
	}
}

static void check_said(const struct findings *findings, const struct oom_view *view,
	const struct oom_text *row)
{
	const struct finding *headline = oom_headline(findings, view);
	struct text rest = text_of_string(row->said);
	char text[2048];

	assert_non_null(headline);
	finding_sentence(text, sizeof(text), headline, FOR_MACHINES);
	while (rest.length > 0) {
		struct text words = next_words(&rest);

		if (!says(text, words))
			print_message("# %s: no %.*s in: %s\n", row->name, (int)words.length,
				words.at, text);
		assert_true(says(text, words));
	}
}

static void check_text(const struct oom_text *row)
{
	struct oom_reports reports;
	struct findings findings;
	struct oom_view view;
	size_t length;
	char *text = oom_texts_read(row, &length);

	assert_int_equal(oom_parse(&reports, text, length), STATUS_OK);
	oom_view_at(&view, &reports, 0);
	oom_judge(&findings, &view);
	check_said(&findings, &view, row);
	check_never(&findings, row);
	oom_reports_free(&reports);
	free(text);
}

static void test_sentences(void **state)
{
	size_t size, count = 0;
	char *table = fixture_read("oom/ORIGIN.tsv", &size);
	struct text rest = text_of(table, size);
	struct oom_text row;

	(void)state;
	for (; oom_texts_next(&row, &rest); count++)
		check_text(&row);
	assert_true(count >= 22);
	free(table);
}

/* Each cause has a sentence that says it, whatever else is missing. */
static void test_each_cause_is_said(void **state)
{
	static struct oom_report report;
	struct oom_view view;
	struct findings findings;

	(void)state;
	for (int cause = 0; cause < OOM_CAUSE_COUNT; cause++) {
		oom_view_of(&view, &report, NULL);
		view.cause = (enum oom_cause)cause;
		oom_judge(&findings, &view);
		assert_non_null(oom_headline(&findings, &view));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_each_cause_is_said),
	};

	return cmocka_run_group_tests_name("oom findings", tests, NULL, NULL);
}
