/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads among the lines of the process pane. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "derive/process/arrange.h"
#include "derive/thread_row.h"
#include "support/sample_rows.h"

static const struct made_process machine[] = {
	{ .pid = 1, .user = "root", .name = "init", .command = "init" },
	{ .pid = 10, .ppid = 1, .user = "root", .name = "httpd", .command = "httpd" },
	{ .pid = 11, .ppid = 10, .user = "www", .name = "httpd", .command = "httpd" },
	{ .pid = 12, .ppid = 10, .user = "www", .name = "httpd", .command = "httpd -x" },
	{ .pid = 20, .ppid = 1, .user = "jane", .name = "shell", .command = "-shell" },
	{ .pid = 21, .ppid = 20, .user = "jane", .name = "editor", .command = "editor notes" },
};

/* Threads of the first httpd: of 10, whose TIDs stand among other PIDs. */
static void give_threads(struct sample *sample)
{
	static const pid_t tids[] = { 13, 22 };

	sample->threads = calloc(COUNT_OF(tids), sizeof(struct row *));
	assert_non_null(sample->threads);
	for (size_t i = 0; i < COUNT_OF(tids); i++) {
		struct row *row = thread_row(&(struct thread_reading){ .tid = tids[i],
						     .process = sample_find(sample, 10),
						     .name = text_of_string(i ? "b" : "a"),
						     .state = i ? 'R' : 'S' },
			NULL, 0);

		assert_non_null(row);
		row_set(row, METRIC_THREADS, value_of(7)); /* not to be added to its process's */
		sample->threads[sample->thread_count++] = row;
	}
}

static void try_threads(struct arrangement arrangement, const char *filter, const char *pids,
	size_t threads)
{
	struct sample *sample = make_sample(machine, COUNT_OF(machine));
	struct message message = { "" };
	struct filter *parsed = NULL;
	struct arranged arranged;
	char shown[256] = "";

	give_threads(sample);
	if (filter)
		assert_int_equal(filter_parse(&parsed, filter, &message), STATUS_OK);
	arrangement.filter = parsed;
	assert_int_equal(arrange(&arranged, sample, &arrangement), STATUS_OK);
	for (size_t i = 0; i < arranged.count; i++)
		snprintf(shown + strlen(shown), sizeof(shown) - strlen(shown), "%s%d", i ? " " : "",
			(int)arranged.lines[i].row->pid);
	assert_string_equal(shown, pids);
	assert_int_equal(arranged.threads, threads);
	arranged_free(&arranged);
	filter_free(parsed);
	sample_unref(sample);
}

static void threads_stand_by_their_tids_or_below_their_process(void **state)
{
	const pid_t ten = 10, eleven = 11;

	(void)state;
	try_threads((struct arrangement){ .sort = COLUMN_PID }, NULL, "1 10 11 12 20 21", 0);
	try_threads((struct arrangement){ .sort = COLUMN_PID, .threads = true }, NULL,
		"1 10 11 12 13 20 21 22", 2);
	try_threads(
		(struct arrangement){ .sort = COLUMN_PID, .threads = true, .shape = SHAPE_TREE },
		NULL, "1 10 11 12 13 22 20 21", 2);
	try_threads((struct arrangement){ .sort = COLUMN_PID,
			    .threads = true,
			    .shape = SHAPE_PROGRAMS },
		NULL, "1 10 20 21", 0);
	try_threads((struct arrangement){ .sort = COLUMN_PID,
			    .threads = true,
			    .pids = &ten,
			    .pid_count = 1 },
		NULL, "10 13 22", 2);
	try_threads((struct arrangement){ .sort = COLUMN_PID,
			    .threads = true,
			    .pids = &eleven,
			    .pid_count = 1 },
		NULL, "11", 0);
	try_threads((struct arrangement){ .sort = COLUMN_PID, .threads = true, .user = "jane" },
		NULL, "20 21", 0);
}

/* With their process, whatever they are called; or alone. */
static void threads_are_filtered_with_their_process(void **state)
{
	(void)state;
	try_threads((struct arrangement){ .sort = COLUMN_PID, .threads = true }, "^httpd$",
		"10 11 13 22", 2);
	try_threads((struct arrangement){ .sort = COLUMN_PID, .threads = true }, "state=R", "22",
		1);
	try_threads(
		(struct arrangement){ .sort = COLUMN_PID, .threads = true, .shape = SHAPE_TREE },
		"state=R", "1 10 22", 1);
}

static void threads_add_nothing_to_sums(void **state)
{
	const struct arrangement tree = { .sort = COLUMN_PID,
		.threads = true,
		.shape = SHAPE_TREE };
	struct sample *sample = make_sample(machine, COUNT_OF(machine));
	struct arranged arranged;
	struct value threads;

	(void)state;
	give_threads(sample);
	row_set(sample_find(sample, 10), METRIC_THREADS, value_of(3));
	assert_int_equal(arrange(&arranged, sample, &tree), STATUS_OK);
	assert_int_equal(arranged.lines[1].row->pid, 10);
	threads = line_value(&arranged, &arranged.lines[1], COLUMN_THREADS);
	assert_int_equal(threads.state, VALUE_OK);
	assert_int_equal(threads.n, 3);
	arranged_free(&arranged);
	sample_unref(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_stand_by_their_tids_or_below_their_process),
		cmocka_unit_test(threads_are_filtered_with_their_process),
		cmocka_unit_test(threads_add_nothing_to_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
