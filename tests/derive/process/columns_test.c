/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of columns is what help, files and other programs rely on: every row must be whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/macros.h"
#include "base/utf8.h"
#include "derive/process/columns.h"
#include "derive/trend.h"
#include "support/derived_set.h"
#include "support/sample_rows.h"

static bool is_identifier(const char *name)
{
	const char *c = name;

	for (; *c; c++)
		if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '_')
			return false;
	return c > name;
}

static void every_row_is_complete(void **state)
{
	(void)state;
	for (int id = 0; id < COLUMN_COUNT; id++) {
		const struct column *column = &columns[id];

		assert_non_null(column->name);
		assert_true(is_identifier(column->name));
		assert_non_null(column->label.key);
		assert_true(is_identifier(column->label.key));
		assert_non_null(column->label.title);
		assert_true(column->label.title[0] != '\0');
		assert_non_null(column->label.explanation);
		assert_true(strlen(column->label.explanation) > 5);
		assert_true(column->width > 0);
		assert_true(column->metric >= -1 && column->metric < METRIC_COUNT + DERIVED_COUNT);
		assert_true(strcmp(units_unit_name(column->label.unit), "none") != 0 ||
			    column->label.unit == UNIT_NONE);
	}
}

static void titles_fit_their_columns(void **state)
{
	(void)state;
	for (int id = 0; id < COLUMN_COUNT; id++)
		assert_true(utf8_width(columns[id].label.title) <= (size_t)columns[id].width);
}

static void names_and_keys_are_unique(void **state)
{
	(void)state;
	for (int a = 0; a < COLUMN_COUNT; a++) {
		for (int b = 0; b < COLUMN_COUNT; b++) {
			if (a == b)
				continue;
			assert_true(strcasecmp(columns[a].name, columns[b].name) != 0);
			assert_true(strcasecmp(columns[a].label.key, columns[b].label.key) != 0);
			/* -o takes either, so one column's name must not be another's key. */
			assert_true(strcasecmp(columns[a].name, columns[b].label.key) != 0);
		}
	}
}

static void keys_of_bytes_say_so(void **state)
{
	(void)state;
	for (int id = 0; id < COLUMN_COUNT; id++) {
		const struct label *label = &columns[id].label;
		bool pace = strstr(label->key, "_bytes_per_minute") != NULL;

		assert_int_equal(pace, label->unit == UNIT_PACE);
		assert_int_equal(strstr(label->key, "_bytes") && !pace, label->unit == UNIT_BYTES);
	}
}

static void every_metric_has_one_column(void **state)
{
	unsigned seen[METRIC_COUNT + DERIVED_COUNT] = { 0 };

	(void)state;
	for (int id = 0; id < COLUMN_COUNT; id++)
		if (columns[id].metric >= 0)
			seen[columns[id].metric]++;
	/* The trend is shown as a word, counters as rates, and held files as a part of own memory. */
	seen[METRIC_COUNT + DERIVED_TREND]++;
	seen[METRIC_MINOR_FAULT_COUNT]++;
	seen[METRIC_MAJOR_FAULT_COUNT]++;
	seen[METRIC_CPU_TIME]++;
	seen[METRIC_HELD_SHMEM]++;
	seen[METRIC_SHMEM_GROWN]++;
	seen[METRIC_LAZY_FREE]++;
	for (int metric = 0; metric < METRIC_COUNT + DERIVED_COUNT; metric++)
		assert_int_equal(seen[metric], 1);
}

static void what_is_summable_is_a_number(void **state)
{
	(void)state;
	for (int id = 0; id < COLUMN_COUNT; id++) {
		if (!columns[id].summable)
			continue;
		assert_int_not_equal(columns[id].label.unit, UNIT_TEXT);
		assert_int_not_equal(columns[id].label.unit, UNIT_TIME);
		assert_int_not_equal(columns[id].label.unit, UNIT_NONE);
	}
}

static void figures_cost_a_file(void **state)
{
	(void)state;
	for (int id = 0; id < COLUMN_COUNT; id++) {
		unsigned files = columns[id].cost & ~(unsigned)COST_EVERY_SAMPLE;

		assert_int_equal(files != 0, id != COLUMN_PID);
	}
}

static void signs_are_printed(void **state)
{
	static const struct {
		enum column_id id;
		int64_t n;
		const char *text;
	} trials[] = { { COLUMN_OOM_ADJUST, -998, "-998" }, { COLUMN_OOM_ADJUST, 5, "5" },
		{ COLUMN_GROWTH, 2202010, "+2.10M" }, { COLUMN_GROWTH, -1024, "-1.00K" },
		{ COLUMN_GROWTH, 0, "0" }, { COLUMN_RSS, 1024, "1.00K" } };
	char text[UNITS_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(trials); i++) {
		size_t length = column_print(text, trials[i].id, value_of(trials[i].n), SCALE_AUTO);

		assert_string_equal(text, trials[i].text);
		assert_int_equal(length, strlen(text));
	}
	column_print(text, COLUMN_GROWTH, value_missing(VALUE_PENDING), SCALE_AUTO);
	assert_string_equal(text, "...");
}

static void columns_are_found_by_name_and_key(void **state)
{
	(void)state;
	for (int id = 0; id < COLUMN_COUNT; id++) {
		assert_int_equal(column_find(text_of_string(columns[id].name)), id);
		assert_int_equal(column_find(text_of_string(columns[id].label.key)), id);
	}
	assert_int_equal(column_find(text_of_string("RSS")), COLUMN_RSS);
	assert_int_equal(column_find(text_of_string("Rss_Bytes")), COLUMN_RSS);
	assert_int_equal(column_find(text_of_string("rs")), -1);
	assert_int_equal(column_find(text_of_string("rss ")), -1);
	assert_int_equal(column_find(text_of_string("")), -1);
	assert_int_equal(column_find(text_of("rss_and_more", 3)), COLUMN_RSS);
}

static void lists_are_read(void **state)
{
	struct column_list list;
	struct message message;

	(void)state;
	assert_int_equal(column_list_parse(&list, "pid, RSS,command", &message), STATUS_OK);
	assert_int_equal(list.count, 3);
	assert_int_equal(list.ids[0], COLUMN_PID);
	assert_int_equal(list.ids[1], COLUMN_RSS);
	assert_int_equal(list.ids[2], COLUMN_COMMAND);
	assert_int_equal(column_list_parse(&list, "rss,rss,rss_bytes", NULL), STATUS_OK);
	assert_int_equal(list.count, 1);
}

static void a_plus_adds_to_the_defaults(void **state)
{
	struct column_list list;

	(void)state;
	assert_int_equal(column_list_parse(&list, "+pss,rss", NULL), STATUS_OK);
	assert_int_equal(list.count, column_list_default.count + 1);
	assert_memory_equal(list.ids, column_list_default.ids,
		(column_list_default.count - 1) * sizeof(list.ids[0]));
	/* The command takes the rest of the line: behind it nothing could be seen. */
	assert_int_equal(list.ids[list.count - 2], COLUMN_PSS);
	assert_int_equal(list.ids[list.count - 1], COLUMN_COMMAND);
	assert_int_equal(column_list_parse(&list, "+", NULL), STATUS_OK);
	assert_int_equal(list.count, column_list_default.count);
}

static void a_list_can_hold_every_column_once(void **state)
{
	char all[1024] = "";
	struct column_list list;

	(void)state;
	for (int pass = 0; pass < 2; pass++) {
		for (int id = 0; id < COLUMN_COUNT; id++) {
			strcat(all, all[0] ? "," : "");
			strcat(all, columns[id].name);
		}
	}
	assert_int_equal(column_list_parse(&list, all, NULL), STATUS_OK);
	assert_int_equal(list.count, COLUMN_COUNT);
}

static void wrong_lists_are_told(void **state)
{
	static const char *const wrong[] = { "", "nosuch", "pid,nosuch", "pid,,rss", ",", "pid;rss",
		"++pss", "+nosuch", " " };
	struct column_list list;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct message message = { "" };

		assert_int_equal(column_list_parse(&list, wrong[i], &message), STATUS_MALFORMED);
		assert_non_null(strstr(message.text, "--list-columns"));
	}
}

static void a_wrong_name_is_quoted(void **state)
{
	struct column_list list;
	struct message message;
	char long_name[2000];

	(void)state;
	column_list_parse(&list, "pid,nosuch,rss", &message);
	assert_non_null(strstr(message.text, "'nosuch'"));
	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	assert_int_equal(column_list_parse(&list, long_name, &message), STATUS_MALFORMED);
	assert_true(strlen(message.text) < 200);
}

static void costs_add_up(void **state)
{
	struct column_list list;

	(void)state;
	assert_int_equal(column_list_parse(&list, "pid,rss", NULL), STATUS_OK);
	assert_int_equal(column_list_cost(&list, COLUMN_PID), COST_STATM);
	assert_int_equal(column_list_cost(&list, COLUMN_PSS), COST_STATM | COST_ROLLUP);
	assert_int_equal(column_list_cost(&column_list_default, COLUMN_RSS) &
				 (unsigned)(COST_ROLLUP | COST_EVERY_SAMPLE | COST_OOM),
		0);
}

static struct sample *one_process(void)
{
	const struct made_process process = { .pid = 42,
		.ppid = 7,
		.user = "www",
		.name = "httpd",
		.command = "httpd -k",
		.cgroup = "/web",
		.state = 'S',
		.rss = value_of(5 * 1024),
		.oom_adjust = value_of(-998) };
	struct sample *sample = make_sample(&process, 1);

	sample->system.meminfo.field[MEMINFO_MemTotal] = value_of(4 * 1024 * 1024);
	return sample;
}

static void figures_come_out_of_a_row(void **state)
{
	struct sample *sample = one_process();
	const struct row *row = sample->rows[0];

	(void)state;
	assert_int_equal(column_value(COLUMN_PID, row, sample).n, 42);
	assert_int_equal(column_value(COLUMN_PPID, row, sample).n, 7);
	assert_int_equal(column_value(COLUMN_RSS, row, sample).n, 5 * 1024);
	assert_int_equal(column_value(COLUMN_PSS, row, sample).state, VALUE_NOT_ASKED);
	assert_int_equal(column_value(COLUMN_OOM_ADJUST, row, sample).n, -998);
	sample_unref(sample);
}

static void memory_percent_needs_both_figures(void **state)
{
	struct sample *sample = one_process();
	struct row *row = sample->rows[0];

	(void)state;
	/* 5 of 4096 KiB are 0.122 %. */
	assert_int_equal(column_value(COLUMN_MEMORY_PERCENT, row, sample).n, 12);
	row_set(row, METRIC_RSS, value_missing(VALUE_DENIED));
	assert_int_equal(column_value(COLUMN_MEMORY_PERCENT, row, sample).state, VALUE_DENIED);
	row_set(row, METRIC_RSS, value_of(0));
	assert_int_equal(column_value(COLUMN_MEMORY_PERCENT, row, sample).state, VALUE_OK);
	sample->system.meminfo.field[MEMINFO_MemTotal] = value_of(0);
	assert_int_equal(column_value(COLUMN_MEMORY_PERCENT, row, sample).state, VALUE_ABSENT);
	sample->system.meminfo.field[MEMINFO_MemTotal] = value_missing(VALUE_ABSENT);
	assert_int_equal(column_value(COLUMN_MEMORY_PERCENT, row, sample).state, VALUE_ABSENT);
	sample_unref(sample);
}

static void per_cent_of_memory_are_rounded_to_hundredths(void **state)
{
	static const struct {
		uint64_t rss, total, hundredths;
	} cases[] = { { 1, 3, 3333 }, { 2, 3, 6667 }, { 1, 1, 10000 }, { 1, 20001, 0 },
		{ 1, 20000, 1 } };
	struct sample *sample = one_process();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		sample->system.meminfo.field[MEMINFO_MemTotal] = value_of(cases[i].total);
		row_set(sample->rows[0], METRIC_RSS, value_of(cases[i].rss));
		assert_int_equal(column_value(COLUMN_MEMORY_PERCENT, sample->rows[0], sample).n,
			cases[i].hundredths);
	}
	sample_unref(sample);
}

static void a_trend_is_said_by_its_key(void **state)
{
	struct sample *sample = one_process();
	char buffer[8];

	(void)state;
	derived_set(sample->rows[0], DERIVED_TREND, value_of(TREND_GROWING));
	assert_true(text_equals(column_text(COLUMN_TREND, sample->rows[0], buffer), "growing"));
	derived_set(sample->rows[0], DERIVED_TREND, value_missing(VALUE_PENDING));
	assert_true(text_equals(column_text(COLUMN_TREND, sample->rows[0], buffer), ""));
	derived_set(sample->rows[0], DERIVED_TREND, value_of(TREND_COUNT));
	assert_true(text_equals(column_text(COLUMN_TREND, sample->rows[0], buffer), ""));
	derived_set(sample->rows[0], DERIVED_TREND, value_of(TREND_COUNT - 1));
	assert_int_not_equal(column_text(COLUMN_TREND, sample->rows[0], buffer).length, 0);
	sample_unref(sample);
}

static void a_column_of_figures_has_no_text(void **state)
{
	struct sample *sample = one_process();
	char buffer[8] = "xxxxxxx";

	(void)state;
	assert_int_equal(column_text(COLUMN_RSS, sample->rows[0], buffer).length, 0);
	assert_int_equal(column_value(COLUMN_COMMAND, sample->rows[0], sample).state, VALUE_ABSENT);
	sample->rows[0]->state = 'S';
	column_text(COLUMN_STATE, sample->rows[0], buffer);
	assert_string_equal(buffer, "S");
	sample_unref(sample);
}

static void a_figure_that_is_not_known_has_no_sign(void **state)
{
	struct value denied = { .n = (uint64_t)-5, .state = VALUE_DENIED };
	char out[UNITS_SIZE];

	(void)state;
	column_print(out, COLUMN_GROWTH, denied, SCALE_AUTO);
	assert_string_equal(out, "?");
}

static void texts_come_out_of_a_row(void **state)
{
	static const struct {
		enum column_id id;
		const char *text;
	} texts[] = { { COLUMN_USER, "www" }, { COLUMN_NAME, "httpd" },
		{ COLUMN_COMMAND, "httpd -k" }, { COLUMN_CGROUP, "/web" }, { COLUMN_STATE, "S" } };
	struct sample *sample = one_process();
	char buffer[8];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_true(text_equals(column_text(texts[i].id, sample->rows[0], buffer),
			texts[i].text));
	sample->rows[0]->state = 0;
	assert_int_equal(column_text(COLUMN_STATE, sample->rows[0], buffer).length, 0);
	sample_unref(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_complete),
		cmocka_unit_test(titles_fit_their_columns),
		cmocka_unit_test(names_and_keys_are_unique),
		cmocka_unit_test(keys_of_bytes_say_so),
		cmocka_unit_test(every_metric_has_one_column),
		cmocka_unit_test(what_is_summable_is_a_number),
		cmocka_unit_test(figures_cost_a_file),
		cmocka_unit_test(signs_are_printed),
		cmocka_unit_test(columns_are_found_by_name_and_key),
		cmocka_unit_test(lists_are_read),
		cmocka_unit_test(a_plus_adds_to_the_defaults),
		cmocka_unit_test(a_list_can_hold_every_column_once),
		cmocka_unit_test(wrong_lists_are_told),
		cmocka_unit_test(a_wrong_name_is_quoted),
		cmocka_unit_test(costs_add_up),
		cmocka_unit_test(figures_come_out_of_a_row),
		cmocka_unit_test(memory_percent_needs_both_figures),
		cmocka_unit_test(per_cent_of_memory_are_rounded_to_hundredths),
		cmocka_unit_test(a_trend_is_said_by_its_key),
		cmocka_unit_test(a_column_of_figures_has_no_text),
		cmocka_unit_test(a_figure_that_is_not_known_has_no_sign),
		cmocka_unit_test(texts_come_out_of_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
