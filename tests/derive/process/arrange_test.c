/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of the process pane: which rows are shown, in which order, and what their sums are. */
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
#include "support/sample_rows.h"

/*
 * A small machine:
 *	1 init ─ 10 httpd ─ 11 httpd
 *	       │          └ 12 httpd
 *	       └ 20 shell ─ 21 editor
 *	2 kthreadd ─ 3 kswapd0
 */
static const struct made_process machine[] = {
	{ .pid = 1,
		.ppid = 0,
		.user = "root",
		.name = "init",
		.command = "init",
		.rss = { .n = 10, .state = VALUE_OK } },
	{ .pid = 2,
		.ppid = 0,
		.user = "root",
		.name = "kthreadd",
		.command = "[kthreadd]",
		.kernel_thread = true },
	{ .pid = 3,
		.ppid = 2,
		.user = "root",
		.name = "kswapd0",
		.command = "[kswapd0]",
		.kernel_thread = true },
	{ .pid = 10,
		.ppid = 1,
		.user = "root",
		.name = "httpd",
		.command = "httpd",
		.rss = { .n = 100, .state = VALUE_OK } },
	{ .pid = 11,
		.ppid = 10,
		.uid = 33,
		.user = "www",
		.name = "httpd",
		.command = "httpd",
		.rss = { .n = 300, .state = VALUE_OK },
		.pss = { .n = 7, .state = VALUE_OK } },
	{ .pid = 12,
		.ppid = 10,
		.uid = 33,
		.user = "www",
		.name = "httpd",
		.command = "httpd -x",
		.rss = { .n = 200, .state = VALUE_OK },
		.pss = { .state = VALUE_DENIED } },
	{ .pid = 20,
		.ppid = 1,
		.uid = 1000,
		.user = "jane",
		.name = "shell",
		.command = "-shell",
		.rss = { .n = 50, .state = VALUE_OK },
		.pss = { .state = VALUE_ABSENT } },
	{ .pid = 21,
		.ppid = 20,
		.uid = 1000,
		.user = "jane",
		.name = "editor",
		.command = "editor notes",
		.rss = { .n = 400, .state = VALUE_OK } },
};

/* What a test asks for, and the lines that come of it. */
struct pane {
	struct sample *sample;
	struct filter *filter;
	struct arranged arranged;
};

static void open_pane(struct pane *pane, const struct made_process *processes, size_t count,
	struct arrangement arrangement, const char *filter)
{
	pane->sample = make_sample(processes, count);
	pane->filter = NULL;
	if (filter)
		assert_int_equal(filter_parse(&pane->filter, filter, NULL), STATUS_OK);
	arrangement.filter = pane->filter;
	assert_int_equal(arrange(&pane->arranged, pane->sample, &arrangement), STATUS_OK);
}

static void close_pane(struct pane *pane)
{
	arranged_free(&pane->arranged);
	filter_free(pane->filter);
	sample_unref(pane->sample);
}

/* The pane's lines as text, such as "1 10> 11>>": PIDs with their depth, '~' before context. */
static const char *lines_of(const struct arranged *arranged, char *out, size_t size)
{
	size_t length = 0;

	out[0] = '\0';
	for (size_t i = 0; i < arranged->count; i++) {
		const struct process_line *line = &arranged->lines[i];

		length += (size_t)snprintf(out + length, size - length, "%s%s%d%.*s", i ? " " : "",
			line->context ? "~" : "", (int)line->row->pid, (int)line->depth,
			">>>>>>>>");
		assert_true(length < size);
	}
	return out;
}

static void assert_lines(const struct arranged *arranged, const char *wanted)
{
	char got[1024];

	assert_string_equal(lines_of(arranged, got, sizeof(got)), wanted);
}

/* Arranges the machine above and compares. */
static void try(struct arrangement arrangement, const char *filter, const char *wanted)
{
	struct pane pane;

	open_pane(&pane, machine, COUNT_OF(machine), arrangement, filter);
	assert_lines(&pane.arranged, wanted);
	close_pane(&pane);
}

/* ---- list ---- */

static void a_list_is_sorted_both_ways(void **state)
{
	(void)state;
	try((struct arrangement){ .sort = COLUMN_RSS, .descending = true }, NULL,
		"21 11 12 10 20 1");
	try((struct arrangement){ .sort = COLUMN_RSS }, NULL, "1 20 10 12 11 21");
	try((struct arrangement){ .sort = COLUMN_PID }, NULL, "1 10 11 12 20 21");
	try((struct arrangement){ .sort = COLUMN_PID, .descending = true }, NULL,
		"21 20 12 11 10 1");
}

static void texts_are_sorted_by_their_bytes(void **state)
{
	(void)state;
	try((struct arrangement){ .sort = COLUMN_USER }, NULL, "20 21 1 10 11 12");
	try((struct arrangement){ .sort = COLUMN_COMMAND }, NULL, "20 21 10 11 12 1");
	try((struct arrangement){ .sort = COLUMN_COMMAND, .descending = true }, NULL,
		"1 12 10 11 21 20");
}

static void what_is_not_known_stands_last_both_ways(void **state)
{
	(void)state;
	try((struct arrangement){ .sort = COLUMN_PSS, .descending = true }, NULL,
		"11 1 10 12 20 21");
	try((struct arrangement){ .sort = COLUMN_PSS }, NULL, "11 1 10 12 20 21");
}

static void equal_ones_stand_by_pid(void **state)
{
	struct made_process processes[100];
	struct pane pane;

	(void)state;
	for (int i = 0; i < 100; i++)
		processes[i] = (struct made_process){ .pid = 100 - i, .rss = value_of(i % 3) };
	open_pane(&pane, processes, 100,
		(struct arrangement){ .sort = COLUMN_RSS, .descending = true }, NULL);
	assert_int_equal(pane.arranged.count, 100);
	for (size_t i = 1; i < 100; i++) {
		const struct row *before = pane.arranged.lines[i - 1].row;
		const struct row *row = pane.arranged.lines[i].row;

		assert_true(before->metric[METRIC_RSS] > row->metric[METRIC_RSS] ||
			    (before->metric[METRIC_RSS] == row->metric[METRIC_RSS] &&
				    before->pid < row->pid));
	}
	close_pane(&pane);
}

static void signed_figures_are_sorted_as_such(void **state)
{
	const struct made_process processes[] = {
		{ .pid = 1, .oom_adjust = value_of(-900) },
		{ .pid = 2, .oom_adjust = value_of(0) },
		{ .pid = 3, .oom_adjust = value_of(200) },
		{ .pid = 4 },
	};
	struct pane pane;

	(void)state;
	open_pane(&pane, processes, 4, (struct arrangement){ .sort = COLUMN_OOM_ADJUST }, NULL);
	assert_lines(&pane.arranged, "1 2 3 4");
	close_pane(&pane);
	open_pane(&pane, processes, 4,
		(struct arrangement){ .sort = COLUMN_OOM_ADJUST, .descending = true }, NULL);
	assert_lines(&pane.arranged, "3 2 1 4");
	close_pane(&pane);
}

static void kernel_threads_are_hidden_and_counted(void **state)
{
	struct pane pane;

	(void)state;
	open_pane(&pane, machine, COUNT_OF(machine), (struct arrangement){ .sort = COLUMN_PID },
		NULL);
	assert_int_equal(pane.arranged.hidden_kernel_threads, 2);
	assert_int_equal(pane.arranged.filtered_out, 0);
	close_pane(&pane);
	open_pane(&pane, machine, COUNT_OF(machine),
		(struct arrangement){ .sort = COLUMN_PID, .kernel_threads = true }, NULL);
	assert_int_equal(pane.arranged.hidden_kernel_threads, 0);
	assert_lines(&pane.arranged, "1 2 3 10 11 12 20 21");
	close_pane(&pane);
}

static void who_is_wanted_can_be_said_in_three_ways(void **state)
{
	const pid_t pids[] = { 21, 10, 4711 };
	struct pane pane;

	(void)state;
	try((struct arrangement){ .sort = COLUMN_PID, .user = "www" }, NULL, "11 12");
	try((struct arrangement){ .sort = COLUMN_PID, .user = "33" }, NULL, "11 12");
	try((struct arrangement){ .sort = COLUMN_PID, .user = "nobody" }, NULL, "");
	try((struct arrangement){ .sort = COLUMN_PID, .pids = pids, .pid_count = 3 }, NULL,
		"10 21");
	try((struct arrangement){ .sort = COLUMN_PID, .pids = pids, .pid_count = 0 }, NULL, "");
	try((struct arrangement){ .sort = COLUMN_PID }, "rss>=200", "11 12 21");
	try((struct arrangement){ .sort = COLUMN_PID, .user = "www" }, "httpd -x", "12");
	open_pane(&pane, machine, COUNT_OF(machine),
		(struct arrangement){ .sort = COLUMN_PID, .user = "www" }, NULL);
	assert_int_equal(pane.arranged.filtered_out, 4);
	close_pane(&pane);
}

static void a_line_of_a_list_is_one_process(void **state)
{
	struct pane pane;

	(void)state;
	open_pane(&pane, machine, COUNT_OF(machine), (struct arrangement){ .sort = COLUMN_RSS },
		NULL);
	for (size_t i = 0; i < pane.arranged.count; i++) {
		const struct process_line *line = &pane.arranged.lines[i];

		assert_int_equal(line->count, 1);
		assert_ptr_equal(pane.arranged.members[line->first], line->row);
		assert_int_equal(line_value(&pane.arranged, line, COLUMN_RSS).n,
			line->row->metric[METRIC_RSS]);
	}
	close_pane(&pane);
}

static void the_lines_keep_the_sample(void **state)
{
	struct sample *sample = make_sample(machine, COUNT_OF(machine));
	struct arranged arranged;

	(void)state;
	assert_int_equal(arrange(&arranged, sample, &(struct arrangement){ .sort = COLUMN_PID }),
		STATUS_OK);
	sample_unref(sample);
	assert_int_equal(arranged.lines[0].row->pid, 1);
	arranged_free(&arranged);
	assert_null(arranged.sample);
}

static void no_process_at_all_is_a_pane_too(void **state)
{
	static const enum shape shapes[] = { SHAPE_LIST, SHAPE_TREE, SHAPE_PROGRAMS };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		struct pane pane;

		open_pane(&pane, NULL, 0,
			(struct arrangement){ .shape = shapes[i], .sort = COLUMN_RSS }, NULL);
		assert_int_equal(pane.arranged.count, 0);
		close_pane(&pane);
	}
}

/* ---- tree ---- */

static void a_tree_is_sorted_by_the_sums_of_its_branches(void **state)
{
	(void)state;
	/* httpd and its children come to 600, shell and editor to 450. */
	try((struct arrangement){ .shape = SHAPE_TREE, .sort = COLUMN_RSS, .descending = true },
		NULL, "1 10> 11>> 12>> 20> 21>>");
	try((struct arrangement){ .shape = SHAPE_TREE, .sort = COLUMN_RSS }, NULL,
		"1 20> 21>> 10> 12>> 11>>");
	try((struct arrangement){ .shape = SHAPE_TREE, .sort = COLUMN_PID, .descending = true },
		NULL, "1 20> 21>> 10> 12>> 11>>");
	try((struct arrangement){ .shape = SHAPE_TREE, .sort = COLUMN_PID, .kernel_threads = true },
		NULL, "1 10> 11>> 12>> 20> 21>> 2 3>");
}

static const struct process_line *line_of(const struct arranged *arranged, pid_t pid)
{
	for (size_t i = 0; i < arranged->count; i++)
		if (arranged->lines[i].row->pid == pid)
			return &arranged->lines[i];
	fail_msg("no line for process %d", (int)pid);
	return NULL;
}

static void a_branch_shows_the_sum_of_its_members(void **state)
{
	struct arrangement tree = { .shape = SHAPE_TREE, .sort = COLUMN_PID };
	struct pane pane;

	(void)state;
	open_pane(&pane, machine, COUNT_OF(machine), tree, NULL);
	assert_int_equal(line_of(&pane.arranged, 1)->count, 6);
	assert_int_equal(line_value(&pane.arranged, line_of(&pane.arranged, 1), COLUMN_RSS).n,
		1060);
	assert_int_equal(line_value(&pane.arranged, line_of(&pane.arranged, 10), COLUMN_RSS).n,
		600);
	assert_int_equal(line_value(&pane.arranged, line_of(&pane.arranged, 12), COLUMN_RSS).n,
		200);
	assert_int_equal(line_value(&pane.arranged, line_of(&pane.arranged, 10), COLUMN_PID).n, 10);
	/* One of the terms may not be read, so the sum is not known; a zombie's absence is no such. */
	assert_int_equal(line_value(&pane.arranged, line_of(&pane.arranged, 10), COLUMN_PSS).state,
		VALUE_DENIED);
	assert_int_equal(line_value(&pane.arranged, line_of(&pane.arranged, 20), COLUMN_PSS).state,
		VALUE_ABSENT);
	close_pane(&pane);
}

static void the_last_children_are_marked(void **state)
{
	struct arrangement tree = { .shape = SHAPE_TREE, .sort = COLUMN_PID };
	struct pane pane;

	(void)state;
	open_pane(&pane, machine, COUNT_OF(machine), tree, NULL);
	assert_false(line_of(&pane.arranged, 10)->last_child);
	assert_true(line_of(&pane.arranged, 20)->last_child);
	assert_false(line_of(&pane.arranged, 11)->last_child);
	assert_true(line_of(&pane.arranged, 12)->last_child);
	close_pane(&pane);
	/* 12 is filtered out: now 11 is the last. */
	open_pane(&pane, machine, COUNT_OF(machine), tree, "pid<12");
	assert_true(line_of(&pane.arranged, 11)->last_child);
	assert_true(line_of(&pane.arranged, 10)->last_child);
	close_pane(&pane);
}

static void ancestors_of_a_match_are_context(void **state)
{
	struct arrangement tree = { .shape = SHAPE_TREE, .sort = COLUMN_PID };

	(void)state;
	try(tree, "editor", "~1 ~20> 21>>");
	try(tree, "httpd", "~1 10> 11>> 12>>");
	try(tree, "pid=10", "~1 10>");
	try(tree, "nosuchprogram", "");
	tree.user = "www";
	try(tree, NULL, "~1 ~10> 11>> 12>>");
}

/* A parent that is hidden or unknown leaves its children standing on their own. */
static void orphans_are_roots(void **state)
{
	const struct made_process processes[] = {
		{ .pid = 5, .ppid = 2 },
		{ .pid = 2, .ppid = 0, .kernel_thread = true },
		{ .pid = 7, .ppid = 999 },
		{ .pid = 8, .ppid = 7 },
	};
	struct pane pane;

	(void)state;
	open_pane(&pane, processes, 4,
		(struct arrangement){ .shape = SHAPE_TREE, .sort = COLUMN_PID }, NULL);
	assert_lines(&pane.arranged, "5 7 8>");
	close_pane(&pane);
}

/* Whatever the parents, every row is shown exactly once. */
static void assert_each_once(const struct arranged *arranged, size_t count)
{
	bool *seen = calloc(count + 1, sizeof(*seen));

	assert_non_null(seen);
	assert_int_equal(arranged->count, count);
	for (size_t i = 0; i < arranged->count; i++) {
		size_t pid = (size_t)arranged->lines[i].row->pid;

		assert_in_range(pid, 1, count);
		assert_false(seen[pid]);
		seen[pid] = true;
	}
	free(seen);
}

static void rings_of_parents_are_broken(void **state)
{
	static const struct made_process rings[] = {
		{ .pid = 1, .ppid = 1 }, /* its own parent */
		{ .pid = 2, .ppid = 3 },
		{ .pid = 3, .ppid = 2 }, /* a ring of two */
		{ .pid = 4, .ppid = 6 },
		{ .pid = 5, .ppid = 4 },
		{ .pid = 6, .ppid = 5 },
		{ .pid = 7, .ppid = 6 }, /* hangs on a ring */
		{ .pid = 8, .ppid = 1 },
	};
	struct pane pane;

	(void)state;
	open_pane(&pane, rings, COUNT_OF(rings),
		(struct arrangement){ .shape = SHAPE_TREE, .sort = COLUMN_RSS }, NULL);
	assert_each_once(&pane.arranged, COUNT_OF(rings));
	close_pane(&pane);
}

static void any_parents_make_a_tree(void **state)
{
	struct made_process processes[60];
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 500; round++) {
		size_t count = 1 + (size_t)rand_r(&seed) % COUNT_OF(processes);
		struct pane pane;

		for (size_t i = 0; i < count; i++)
			processes[i] = (struct made_process){ .pid = (pid_t)i + 1,
				.ppid = (pid_t)(rand_r(&seed) % ((int)count + 2)),
				.rss = value_of((uint64_t)rand_r(&seed) % 5) };
		open_pane(&pane, processes, count,
			(struct arrangement){ .shape = SHAPE_TREE, .sort = COLUMN_RSS }, NULL);
		assert_each_once(&pane.arranged, count);
		close_pane(&pane);
	}
}

/* A chain of 30,000, each the parent of the next one: upwards, or downwards as after a wrap. */
static void try_chain(bool upwards)
{
	enum { LENGTH = 30000 };
	struct made_process *chain = calloc(LENGTH, sizeof(*chain));
	struct pane pane;

	assert_non_null(chain);
	for (int i = 0; i < LENGTH; i++)
		chain[i] = (struct made_process){ .pid = i + 1,
			.ppid = upwards ? i : i + 2,
			.rss = value_of(1) };
	open_pane(&pane, chain, LENGTH,
		(struct arrangement){ .shape = SHAPE_TREE, .sort = COLUMN_RSS }, NULL);
	assert_each_once(&pane.arranged, LENGTH);
	for (size_t i = 0; i < LENGTH; i++) {
		assert_int_equal(pane.arranged.lines[i].depth, i);
		assert_int_equal(pane.arranged.lines[i].count, LENGTH - i);
	}
	assert_int_equal(line_value(&pane.arranged, &pane.arranged.lines[0], COLUMN_RSS).n, LENGTH);
	close_pane(&pane);
	free(chain);
}

static void chains_may_be_as_long_as_there_are_pids(void **state)
{
	(void)state;
	try_chain(true);
	try_chain(false);
}

static struct value signed_value(int64_t n)
{
	return value_of(n);
}

static void sums_may_be_negative(void **state)
{
	const struct made_process processes[] = {
		{ .pid = 1, .name = "init", .growth = signed_value(5) },
		{ .pid = 2, .ppid = 1, .name = "a", .growth = signed_value(-30) },
		{ .pid = 3, .ppid = 2, .name = "a", .growth = signed_value(10) },
		{ .pid = 4, .ppid = 1, .name = "b", .growth = signed_value(-2) },
		{ .pid = 5, .ppid = 4, .name = "b", .growth = signed_value(3) },
	};
	struct arrangement tree = { .shape = SHAPE_TREE,
		.sort = COLUMN_GROWTH,
		.descending = true };
	struct pane pane;

	(void)state;
	open_pane(&pane, processes, COUNT_OF(processes), tree, NULL);
	assert_lines(&pane.arranged, "1 4> 5>> 2> 3>>");
	assert_true(
		(int64_t)line_value(&pane.arranged, line_of(&pane.arranged, 2), COLUMN_GROWTH).n ==
		-20);
	assert_true(
		(int64_t)line_value(&pane.arranged, line_of(&pane.arranged, 4), COLUMN_GROWTH).n ==
		1);
	close_pane(&pane);
	tree.shape = SHAPE_PROGRAMS;
	open_pane(&pane, processes, COUNT_OF(processes), tree, NULL);
	assert_lines(&pane.arranged, "1 4 2");
	close_pane(&pane);
}

/* ---- programs ---- */

static void programs_are_one_line_each(void **state)
{
	struct arrangement programs = { .shape = SHAPE_PROGRAMS,
		.sort = COLUMN_RSS,
		.descending = true };
	const struct process_line *httpd;
	struct pane pane;

	(void)state;
	/* Each is led by its largest process. */
	try(programs, NULL, "11 21 20 1");
	try((struct arrangement){ .shape = SHAPE_PROGRAMS, .sort = COLUMN_NAME }, NULL,
		"21 11 1 20");
	open_pane(&pane, machine, COUNT_OF(machine), programs, NULL);
	httpd = line_of(&pane.arranged, 11);
	assert_int_equal(httpd->count, 3);
	assert_int_equal(line_value(&pane.arranged, httpd, COLUMN_RSS).n, 600);
	assert_int_equal(line_value(&pane.arranged, httpd, COLUMN_PSS).state, VALUE_DENIED);
	for (size_t i = 0; i < httpd->count; i++)
		assert_string_equal(pane.arranged.members[httpd->first + i]->identity->name,
			"httpd");
	close_pane(&pane);
}

static void programs_count_only_who_is_wanted(void **state)
{
	struct arrangement programs = { .shape = SHAPE_PROGRAMS,
		.sort = COLUMN_RSS,
		.user = "www" };
	struct pane pane;

	(void)state;
	open_pane(&pane, machine, COUNT_OF(machine), programs, NULL);
	assert_lines(&pane.arranged, "11");
	assert_int_equal(pane.arranged.lines[0].count, 2);
	assert_int_equal(line_value(&pane.arranged, pane.arranged.lines, COLUMN_RSS).n, 500);
	close_pane(&pane);
}

static void members_of_programs_do_not_overlap(void **state)
{
	static const char *const names[] = { "a", "b", "c", "" };
	struct made_process processes[64];
	bool seen[64] = { false };
	struct pane pane;

	(void)state;
	for (int i = 0; i < 64; i++)
		processes[i] = (struct made_process){ .pid = i + 1,
			.name = names[i * 7 % 4],
			.rss = value_of((uint64_t)i * 31 % 17) };
	open_pane(&pane, processes, 64,
		(struct arrangement){ .shape = SHAPE_PROGRAMS, .sort = COLUMN_PID }, NULL);
	assert_int_equal(pane.arranged.count, 4);
	for (size_t i = 0; i < pane.arranged.count; i++) {
		const struct process_line *line = &pane.arranged.lines[i];

		for (size_t at = line->first; at < line->first + line->count; at++) {
			assert_in_range(at, 0, 63);
			assert_false(seen[at]);
			seen[at] = true;
			assert_string_equal(pane.arranged.members[at]->identity->name,
				line->row->identity->name);
		}
	}
	close_pane(&pane);
}

/* ---- sums and ties ---- */

static void sums_take_what_is_known_of_a_program(void **state)
{
	const struct made_process processes[] = {
		{ .pid = 1, .name = "a", .rss = value_missing(VALUE_GONE) },
		{ .pid = 2, .name = "a", .rss = value_of(5) },
		{ .pid = 3, .name = "a", .rss = value_missing(VALUE_GONE) },
		{ .pid = 4, .name = "a" },
		{ .pid = 5, .name = "a", .rss = value_of(8) },
		{ .pid = 6, .name = "b", .rss = value_of(12) },
	};
	struct pane pane;

	(void)state;
	open_pane(&pane, processes, 6,
		(struct arrangement){ .shape = SHAPE_PROGRAMS,
			.sort = COLUMN_RSS,
			.descending = true },
		NULL);
	/* The largest process stands for its program. */
	assert_lines(&pane.arranged, "5 6");
	assert_int_equal(pane.arranged.lines[0].count, 5);
	assert_int_equal(line_value(&pane.arranged, &pane.arranged.lines[0], COLUMN_RSS).n, 13);
	close_pane(&pane);
}

/* A sum that no number holds is not known; one of signed figures runs through 0. */
static void only_signed_figures_may_run_over(void **state)
{
	const struct made_process processes[] = {
		{ .pid = 1, .name = "a", .rss = value_of(UINT64_MAX), .growth = value_of(-5) },
		{ .pid = 2, .name = "a", .rss = value_of(1), .growth = value_of(7) },
	};
	struct pane pane;

	(void)state;
	open_pane(&pane, processes, 2,
		(struct arrangement){ .shape = SHAPE_PROGRAMS, .sort = COLUMN_PID }, NULL);
	assert_int_not_equal(line_value(&pane.arranged, &pane.arranged.lines[0], COLUMN_RSS).n, 0);
	assert_int_equal(line_value(&pane.arranged, &pane.arranged.lines[0], COLUMN_GROWTH).n, 2);
	close_pane(&pane);
}

/* Since a mark sizes are signed, and what has no difference is not. */
static void a_mark_makes_sizes_signed_alone(void **state)
{
	struct sample *mark = make_sample(machine, COUNT_OF(machine));
	struct pane pane;

	(void)state;
	open_pane(&pane, machine, COUNT_OF(machine),
		(struct arrangement){ .sort = COLUMN_PID, .mark = mark }, NULL);
	assert_int_equal(line_value(&pane.arranged, &pane.arranged.lines[1], COLUMN_PID).n, 10);
	assert_int_equal(line_value(&pane.arranged, &pane.arranged.lines[1], COLUMN_PPID).n, 1);
	assert_int_equal(line_value(&pane.arranged, &pane.arranged.lines[1], COLUMN_RSS).n, 0);
	close_pane(&pane);
	sample_unref(mark);
}

static void texts_of_which_one_begins_the_other_are_in_their_order(void **state)
{
	const struct made_process processes[] = {
		{ .pid = 1, .command = "httpd -x" },
		{ .pid = 2, .command = "httpd" },
		{ .pid = 3, .command = "" },
		{ .pid = 4, .command = "httpd -x" },
		{ .pid = 5, .command = "" },
	};
	struct pane pane;

	(void)state;
	open_pane(&pane, processes, 5, (struct arrangement){ .sort = COLUMN_COMMAND }, NULL);
	assert_lines(&pane.arranged, "3 5 2 1 4");
	close_pane(&pane);
	open_pane(&pane, processes, 5,
		(struct arrangement){ .sort = COLUMN_COMMAND, .descending = true }, NULL);
	assert_lines(&pane.arranged, "1 4 2 3 5");
	close_pane(&pane);
}

static void figures_that_are_not_known_are_in_the_order_of_pids(void **state)
{
	const struct made_process processes[] = {
		{ .pid = 9, .rss = { .n = 1, .state = VALUE_DENIED } },
		{ .pid = 8, .rss = { .n = 7, .state = VALUE_DENIED } },
		{ .pid = 3, .rss = { .n = 9, .state = VALUE_DENIED } },
		{ .pid = 5, .rss = value_of(0) },
		{ .pid = 1, .rss = { .n = 5, .state = VALUE_DENIED } },
	};
	struct pane pane;

	(void)state;
	open_pane(&pane, processes, 5,
		(struct arrangement){ .sort = COLUMN_RSS, .descending = true }, NULL);
	assert_lines(&pane.arranged, "5 1 3 8 9");
	close_pane(&pane);
}

/* The sums of branches decide the order of a tree also where a member is deep below. */
static void a_deep_branch_weighs_what_all_of_it_weighs(void **state)
{
	const struct made_process processes[] = {
		{ .pid = 1, .rss = value_of(1) },
		{ .pid = 2, .ppid = 1, .rss = value_of(50) },
		{ .pid = 3, .ppid = 1, .rss = value_of(1) },
		{ .pid = 4, .ppid = 3, .rss = value_of(1) },
		{ .pid = 5, .ppid = 4, .rss = value_of(1) },
		{ .pid = 6, .ppid = 5, .rss = value_of(90) },
		{ .pid = 7, .rss = value_of(100) },
	};
	struct pane pane;

	(void)state;
	open_pane(&pane, processes, 7,
		(struct arrangement){ .shape = SHAPE_TREE, .sort = COLUMN_RSS, .descending = true },
		NULL);
	assert_lines(&pane.arranged, "1 3> 4>> 5>>> 6>>>> 2> 7");
	close_pane(&pane);
}

/* Programs of the same name stand together whatever their PIDs; of equals the lower PID stands first. */
static void of_equal_processes_the_lowest_pid_stands_for_the_program(void **state)
{
	struct made_process processes[40];
	struct pane pane;

	(void)state;
	for (int i = 0; i < 40; i++)
		processes[i] = (struct made_process){ .pid = i + 1,
			.name = i % 2 ? "b" : "a",
			.rss = value_of(i == 38 ? 9 : 7) };
	open_pane(&pane, processes, 40,
		(struct arrangement){ .shape = SHAPE_PROGRAMS, .sort = COLUMN_PID }, NULL);
	assert_lines(&pane.arranged, "2 39");
	for (size_t i = 1; i < 20; i++)
		assert_int_equal(pane.arranged.members[pane.arranged.lines[0].first + i]->pid,
			2 + 2 * i);
	close_pane(&pane);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_sorted_both_ways),
		cmocka_unit_test(texts_are_sorted_by_their_bytes),
		cmocka_unit_test(what_is_not_known_stands_last_both_ways),
		cmocka_unit_test(equal_ones_stand_by_pid),
		cmocka_unit_test(signed_figures_are_sorted_as_such),
		cmocka_unit_test(kernel_threads_are_hidden_and_counted),
		cmocka_unit_test(who_is_wanted_can_be_said_in_three_ways),
		cmocka_unit_test(a_line_of_a_list_is_one_process),
		cmocka_unit_test(the_lines_keep_the_sample),
		cmocka_unit_test(no_process_at_all_is_a_pane_too),
		cmocka_unit_test(a_tree_is_sorted_by_the_sums_of_its_branches),
		cmocka_unit_test(a_branch_shows_the_sum_of_its_members),
		cmocka_unit_test(the_last_children_are_marked),
		cmocka_unit_test(ancestors_of_a_match_are_context),
		cmocka_unit_test(orphans_are_roots),
		cmocka_unit_test(rings_of_parents_are_broken),
		cmocka_unit_test(any_parents_make_a_tree),
		cmocka_unit_test(chains_may_be_as_long_as_there_are_pids),
		cmocka_unit_test(sums_may_be_negative),
		cmocka_unit_test(programs_are_one_line_each),
		cmocka_unit_test(programs_count_only_who_is_wanted),
		cmocka_unit_test(members_of_programs_do_not_overlap),
		cmocka_unit_test(sums_take_what_is_known_of_a_program),
		cmocka_unit_test(only_signed_figures_may_run_over),
		cmocka_unit_test(a_mark_makes_sizes_signed_alone),
		cmocka_unit_test(texts_of_which_one_begins_the_other_are_in_their_order),
		cmocka_unit_test(figures_that_are_not_known_are_in_the_order_of_pids),
		cmocka_unit_test(a_deep_branch_weighs_what_all_of_it_weighs),
		cmocka_unit_test(of_equal_processes_the_lowest_pid_stands_for_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
