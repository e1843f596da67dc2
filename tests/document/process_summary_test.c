/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The summary of a process: one table for text, screen, JSON and explanations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "document/process_summary.h"
#include "sample/row.h"

static const struct summary_row *row_of(const char *label)
{
	for (const struct summary_row *row = summary_rows; row->label.title; row++)
		if (strcmp(row->label.title, label) == 0)
			return row;
	fail_msg("no row %s", label);
	return NULL;
}

static void assert_printed(const struct process_detail *detail, const char *label, const char *text)
{
	char out[SUMMARY_TEXT];

	summary_print(out, row_of(label), detail, SCALE_AUTO);
	assert_string_equal(out, text);
}

static void every_figure_is_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < summary_count(); i++) {
		const struct summary_row *row = &summary_rows[i];

		assert_true(utf8_width(row->label.title) <= SUMMARY_LABEL);
		/* It says from which file, so that one can look for oneself. */
		assert_true(strlen(row->label.explanation) > 40);
		assert_true(row->value || row->words);
		assert_true(row->label.unit != UNIT_TEXT || row->words);
		for (size_t other = 0; other < i; other++) {
			assert_string_not_equal(row->label.title, summary_rows[other].label.title);
			if (row->label.key && summary_rows[other].label.key)
				assert_string_not_equal(row->label.key,
					summary_rows[other].label.key);
		}
	}
	assert_null(summary_rows[summary_count()].label.title);
}

static void every_row_has_a_figure_of_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < summary_count(); i++)
		for (size_t other = 0; other < i; other++)
			if (summary_rows[i].value)
				assert_int_not_equal(summary_rows[i].at, summary_rows[other].at);
}

static void missing_is_never_zero(void **state)
{
	struct process_detail *detail = detail_new(42);
	char out[SUMMARY_TEXT];

	(void)state;
	detail->rollup_status = STATUS_DENIED;
	for (const struct summary_row *row = summary_rows; row->label.title; row++) {
		summary_print(out, row, detail, SCALE_AUTO);
		assert_null(strchr(out, '0'));
	}
	assert_printed(detail, "page tables", "");
	detail_fill(detail, VALUE_ABSENT);
	assert_printed(detail, "PSS", "?");
	assert_printed(detail, "data limit", "none");
	assert_printed(detail, "page tables", "-");
	detail_unref(detail);
}

static void a_kernel_thread_has_no_pss(void **state)
{
	struct process_detail *detail = detail_new(2);

	(void)state;
	detail->kernel_thread = true;
	detail->rollup_status = STATUS_GONE;
	assert_int_equal(summary_rollup_missing(detail).state, VALUE_ABSENT);
	assert_false(summary_is_told(row_of("PSS"), detail));
	detail_unref(detail);
}

static void resident_needs_no_permission(void **state)
{
	struct process_detail *detail = detail_new(42);

	(void)state;
	detail->rollup_status = STATUS_DENIED;
	detail->summary.rss = value_of(5 << 20);
	assert_printed(detail, "resident", "5.00M");
	detail->rollup_status = STATUS_OK;
	detail->rollup.rss = value_of(6 << 20);
	assert_printed(detail, "resident", "6.00M");
	detail_unref(detail);
}

static void words_for_people(void **state)
{
	struct process_detail *detail = detail_new(42);

	(void)state;
	detail->summary.oom_adjust = value_of(-500);
	assert_printed(detail, "OOM adjustment", "-500");
	detail->summary.thp_enabled = value_of(0);
	assert_printed(detail, "huge pages", "switched off by prctl");
	detail->summary.thp_enabled = value_of(1);
	assert_printed(detail, "huge pages", "allowed");
	detail->huge_mode = string_pool_add(&detail->strings, text_of_string("never"));
	assert_printed(detail, "huge pages", "allowed; the machine says never");
	detail->summary.ksm_any = value_of(1);
	assert_printed(detail, "KSM", "all of it may be merged");
	detail->cgroup = string_pool_add(&detail->strings, text_of_string("/system.slice/a"));
	assert_printed(detail, "cgroup", "/system.slice/a");
	detail_unref(detail);
}

static void nodes_where_there_are_several(void **state)
{
	struct process_detail *detail = detail_new(42);

	(void)state;
	detail->numa_nodes = 1;
	assert_false(summary_is_told(row_of("NUMA nodes"), detail));
	detail->numa_nodes = 2;
	detail->node_bytes[0] = value_of(1 << 20);
	detail->node_bytes[1] = value_missing(VALUE_DENIED);
	assert_true(summary_is_told(row_of("NUMA nodes"), detail));
	assert_printed(detail, "NUMA nodes", "N0 1.00M  N1 ?");
	detail_unref(detail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_figure_is_explained),
		cmocka_unit_test(every_row_has_a_figure_of_its_own),
		cmocka_unit_test(missing_is_never_zero),
		cmocka_unit_test(a_kernel_thread_has_no_pss),
		cmocka_unit_test(resident_needs_no_permission),
		cmocka_unit_test(words_for_people),
		cmocka_unit_test(nodes_where_there_are_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
