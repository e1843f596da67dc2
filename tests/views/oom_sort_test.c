/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processes of a report in each order, and the words that its rows are explained by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "document/oom_terms.h"
#include "views/oom/sort.h"

static struct oom_task tasks[] = {
	{ .name = { "b", 1 }, .pid = 30, .has_score_adj = true, .score_adj = -500 },
	{ .name = { "a", 1 }, .pid = 20 },
	{ .name = { "ab", 2 }, .pid = 10, .has_score_adj = true, .score_adj = 900 },
};

static void fill(void)
{
	static const struct {
		int64_t rss, swap, page_tables;
	} figures[] = { { 100, 5, 1 }, { 50, 90, 2 }, { 70, 0, 3 } };

	for (size_t i = 0; i < COUNT_OF(tasks); i++) {
		tasks[i].rss = value_of(figures[i].rss);
		tasks[i].swap = value_of(figures[i].swap);
		tasks[i].page_tables = value_of(figures[i].page_tables);
		tasks[i].page_table_pages = value_missing(VALUE_ABSENT);
	}
}

static void assert_order(enum oom_sort_by by, bool reversed, const char *wanted)
{
	const struct oom_report report = { .tasks = tasks, .task_count = COUNT_OF(tasks) };
	const struct oom_task **sorted =
		oom_sort_tasks(&report, &(struct oom_sort){ by, reversed });
	char got[8] = "";

	assert_non_null(sorted);
	for (size_t i = 0; i < COUNT_OF(tasks); i++)
		got[i] = (char)('1' + (sorted[i] - tasks));
	assert_string_equal(got, wanted);
	free(sorted);
}

static void test_orders(void **state)
{
	static const struct {
		enum oom_sort_by by;
		const char *order, *reversed;
	} rows[] = {
		{ OOM_SORT_ALL, "213", "312" },
		{ OOM_SORT_RSS, "132", "231" },
		{ OOM_SORT_SWAP, "213", "312" },
		{ OOM_SORT_PAGE_TABLES, "321", "123" },
		{ OOM_SORT_SCORE_ADJ, "321", "123" },
		{ OOM_SORT_PID, "321", "123" },
		{ OOM_SORT_NAME, "231", "132" },
	};

	(void)state;
	fill();
	assert_int_equal(COUNT_OF(rows), OOM_SORT_COUNT);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_order(rows[i].by, false, rows[i].order);
		assert_order(rows[i].by, true, rows[i].reversed);
	}
}

/* What is alike keeps the order of the report; a figure that is not printed counts as nothing. */
static void test_alike(void **state)
{
	(void)state;
	fill();
	for (size_t i = 0; i < COUNT_OF(tasks); i++)
		tasks[i].swap = value_missing(VALUE_ABSENT);
	assert_order(OOM_SORT_SWAP, false, "123");
	assert_order(OOM_SORT_SWAP, true, "123");
}

static void test_terms(void **state)
{
	(void)state;
	for (size_t i = 0; i < OOM_TERM_COUNT; i++) {
		assert_non_null(oom_terms[i].key);
		assert_non_null(oom_terms[i].title);
		assert_true(strlen(oom_terms[i].explanation) > 8);
	}
	assert_non_null(oom_gfp_find(text_of_string("GFP_KERNEL")));
	assert_string_equal(oom_gfp_find(text_of_string("__GFP_HIGH"))->title, "__GFP_HIGH");
	assert_null(oom_gfp_find(text_of_string("GFP_KERN")));
	assert_null(oom_gfp_find(text_of_string("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_alike),
		cmocka_unit_test(test_terms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
