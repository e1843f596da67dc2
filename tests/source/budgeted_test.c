/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The workers that read expensive figures, under a budget, and what is read first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "derive/process/derived_row.h"
#include "derive/trend.h"
#include "source/budgeted/retained.h"
#include "source/budgeted/rollup.h"
#include "source/budgeted/schedule.h"
#include "support/child.h"
#include "support/made_tree.h"

#define SECOND UINT64_C(1000000000)

struct rollup_test {
	struct made_tree tree;
	struct kernel_root root;
	struct budgeted_worker *worker;
};

static void write_rollup(const struct rollup_test *test, pid_t pid, unsigned kib)
{
	char name[64], text[256];

	snprintf(name, sizeof(name), "%d/smaps_rollup", (int)pid);
	snprintf(text, sizeof(text),
		"00400000-7ffe00000000 ---p 00000000 00:00 0    [rollup]\n"
		"Rss:          %u kB\nPss:          %u kB\n"
		"Private_Clean: 0 kB\nPrivate_Dirty: %u kB\nLazyFree: %u kB\nSwapPss: 0 kB\n",
		2 * kib, kib, kib / 2, kib / 4);
	tree_write(&test->tree, name, text);
}

static int set_up(void **state)
{
	struct rollup_test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	tree_make(&test->tree);
	assert_int_equal(kernel_root_open(&test->root, test->tree.path, "/sys"), STATUS_OK);
	assert_int_equal(budgeted_worker_new(&test->worker, &rollup_kind, &test->root,
				 (struct retained_source){ 0 }),
		STATUS_OK);
	*state = test;
	return 0;
}

static int tear_down(void **state)
{
	struct rollup_test *test = *state;

	budgeted_worker_free(test->worker);
	kernel_root_close(&test->root);
	tree_remove(&test->tree);
	free(test);
	return 0;
}

static void one_is_read(void **state)
{
	struct rollup_test *test = *state;
	struct errand_reader reader = { .root = test->root };
	struct budgeted_job job = { .item.pid = 5 };

	write_rollup(test, 5, 40);
	rollup_kind.errand.read(&job, &reader);
	assert_int_equal(job.item.status, STATUS_OK);
	assert_int_equal(job.figures[0].n, 40 * 1024);
	assert_int_equal(job.figures[1].n, 20 * 1024);
	job.item.pid = 6;
	rollup_kind.errand.read(&job, &reader);
	assert_int_equal(job.item.status, STATUS_ABSENT);
	tree_write(&test->tree, "7/smaps_rollup", "");
	job.item.pid = 7;
	rollup_kind.errand.read(&job, &reader);
	assert_int_equal(job.item.status, STATUS_GONE);
	tree_write(&test->tree, "8/smaps_rollup", "what is this\n");
	job.item.pid = 8;
	rollup_kind.errand.read(&job, &reader);
	assert_int_equal(job.item.status, STATUS_MALFORMED);
	file_buffer_free(&reader.buffer);
}

static void give(struct rollup_test *test, const pid_t *pids, size_t count, uint64_t budget_ns)
{
	struct budgeted_job jobs[64] = { 0 };

	assert_in_range(count, 0, 64);
	for (size_t i = 0; i < count; i++)
		jobs[i] = (struct budgeted_job){ .item.pid = pids[i],
			.serial = (uint64_t)pids[i] * 10 };
	assert_int_equal(budgeted_worker_give(test->worker, jobs, count, budget_ns), STATUS_OK);
}

/* How many there are now. */
static size_t take_now(struct rollup_test *test)
{
	struct budgeted_job *jobs;
	size_t got;

	assert_int_equal(budgeted_worker_take(test->worker, &jobs, &got), STATUS_OK);
	free(jobs);
	return got;
}

/* Takes results until there are as many as wanted, into taken; how many came. */
static size_t take_all(struct rollup_test *test, struct budgeted_job *taken, size_t wanted)
{
	int64_t deadline = clock_ms() + 20000;
	size_t count = 0;

	while (count < wanted && clock_ms() < deadline) {
		struct budgeted_job *jobs;
		size_t got;

		assert_int_equal(budgeted_worker_take(test->worker, &jobs, &got), STATUS_OK);
		for (size_t i = 0; i < got && count < wanted; i++)
			taken[count++] = jobs[i];
		free(jobs);
		sched_yield();
	}
	return count;
}

static void jobs_are_done_in_their_order(void **state)
{
	const pid_t pids[] = { 30, 10, 20, 40 };
	struct rollup_test *test = *state;
	struct budgeted_job done[4];

	for (size_t i = 0; i < 3; i++)
		write_rollup(test, pids[i], (unsigned)pids[i]);
	give(test, pids, 4, 10 * SECOND);
	assert_int_equal(take_all(test, done, 4), 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(done[i].item.pid, pids[i]);
		assert_int_equal(done[i].serial, (uint64_t)pids[i] * 10);
	}
	assert_int_equal(done[0].figures[0].n, 30 * 1024);
	assert_int_equal(done[3].item.status, STATUS_ABSENT);
}

static void without_budget_nothing_is_read(void **state)
{
	const pid_t pids[] = { 10, 20 };
	struct rollup_test *test = *state;
	struct budgeted_job done[2];

	write_rollup(test, 10, 1);
	write_rollup(test, 20, 2);
	give(test, pids, 2, 0);
	assert_int_equal(take_now(test), 0);
	/* The smallest budget is enough for one, and the rest waits for the next. */
	give(test, pids, 2, 1);
	assert_int_equal(take_all(test, done, 1), 1);
	assert_int_equal(done[0].item.pid, 10);
	assert_int_equal(take_now(test), 0);
}

static void a_new_list_replaces_the_old_one(void **state)
{
	const pid_t old[] = { 10, 20, 30 }, new[] = { 40, 50 };
	struct rollup_test *test = *state;
	struct budgeted_job done[2];

	for (pid_t pid = 10; pid <= 50; pid += 10)
		write_rollup(test, pid, 1);
	give(test, old, 3, 0);
	give(test, new, 2, 10 * SECOND);
	assert_int_equal(take_all(test, done, 2), 2);
	assert_int_equal(done[0].item.pid, 40);
	assert_int_equal(done[1].item.pid, 50);
}

static void the_worker_may_go_at_any_time(void **state)
{
	struct rollup_test *test = *state;
	pid_t pids[64];

	for (int i = 0; i < 64; i++)
		write_rollup(test, pids[i] = i + 1, 1);
	for (int round = 0; round < 50; round++) {
		struct budgeted_worker *worker = test->worker;

		assert_int_equal(budgeted_worker_new(&test->worker, &rollup_kind, &test->root,
					 (struct retained_source){ 0 }),
			STATUS_OK);
		budgeted_worker_free(worker);
		give(test, pids, 64, 10 * SECOND);
	}
	budgeted_worker_free(NULL);
}

/* ---- the order ---- */

struct schedule_test {
	struct rollup_test *files;
	struct budgeted_schedule schedule;
	struct errands errands;
	struct process_table table;
	uint64_t now_ns;
};

/* Processes 1 to count; the higher the PID, the larger. */
static void open_schedule(struct schedule_test *test, struct rollup_test *files, int count)
{
	*test = (struct schedule_test){ .files = files, .now_ns = 100 * SECOND };
	test->schedule.kind = &rollup_kind;
	test->schedule.root = test->errands.root = &files->root;
	test->schedule.errands = &test->errands;
	for (int pid = 1; pid <= count; pid++) {
		char name[32], text[64];

		snprintf(name, sizeof(name), "%d/statm", pid);
		snprintf(text, sizeof(text), "1000 %d 1 0 0 0 0\n", 10 * pid);
		tree_write(&files->tree, name, text);
		write_rollup(files, pid, (unsigned)pid);
	}
	assert_int_equal(process_table_open(&test->table, &files->root, 0), STATUS_OK);
	assert_int_equal(process_table_list(&test->table, NULL, 0, test->now_ns), STATUS_OK);
	process_table_sweep(&test->table);
	for (size_t i = 0; i < test->table.count; i++) {
		struct identity *identity = identity_new(&(struct identity_source){ .uid = 0 });

		test->table.processes[i]->row = row_new(test->table.processes[i]->pid, 0, identity);
		identity_unref(identity);
	}
}

static void close_schedule(struct schedule_test *test)
{
	budgeted_schedule_close(&test->schedule);
	errands_free(&test->errands);
	process_table_close(&test->table);
}

/* The kind's first figure. */
static struct value figure_of(const struct schedule_test *test, pid_t pid)
{
	return row_metric(process_table_find(&test->table, pid)->row,
		test->schedule.kind->metrics[0], test->now_ns);
}

static void step(struct schedule_test *test, const struct feed_request *request)
{
	test->now_ns += SECOND;
	assert_int_equal(budgeted_schedule_step(&test->schedule, &test->table, request,
				 request->budget_percent, test->now_ns),
		STATUS_OK);
}

static size_t known(const struct schedule_test *test)
{
	size_t count = 0;

	for (size_t i = 0; i < test->table.count; i++)
		count += value_known(figure_of(test, test->table.processes[i]->pid));
	return count;
}

static void step_until(struct schedule_test *test, const struct feed_request *request,
	size_t wanted)
{
	int64_t deadline = clock_ms() + 20000;

	while (known(test) < wanted && clock_ms() < deadline)
		step(test, request);
	assert_true(known(test) >= wanted);
}

static void every_process_has_its_turn(void **state)
{
	struct feed_request request = { .delay = 1, .budget_percent = 10 };
	struct schedule_test test;

	open_schedule(&test, *state, 20);
	step(&test, &request);
	assert_int_equal(figure_of(&test, 1).state, VALUE_PENDING);
	step_until(&test, &request, 20);
	assert_int_equal(figure_of(&test, 7).n, 7 * 1024);
	close_schedule(&test);
}

static void visible_ones_are_read_first_then_the_largest(void **state)
{
	const pid_t visible[] = { 3 };
	/* A budget of a nanosecond a step reads one a step. */
	struct feed_request request = { .delay = 1e-7,
		.budget_percent = 1,
		.visible = visible,
		.visible_count = 1 };
	struct schedule_test test;

	open_schedule(&test, *state, 20);
	step_until(&test, &request, 1);
	assert_true(value_known(figure_of(&test, 3)));
	request.visible_count = 0;
	step_until(&test, &request, 3);
	assert_true(value_known(figure_of(&test, 20)));
	assert_false(value_known(figure_of(&test, 1)));
	close_schedule(&test);
}

/* A large process is read more often than a small one, but not so often that that never is. */
static void a_small_process_has_its_turn_when_its_figures_are_old(void **state)
{
	struct feed_request request = { .delay = 1e-7, .budget_percent = 1 };
	int64_t deadline = clock_ms() + 20000;
	struct schedule_test test;

	open_schedule(&test, *state, 2);
	process_table_find(&test.table, 1)->row->budgeted_ns[BUDGETED_ROLLUP] =
		test.now_ns - 50 * SECOND;
	process_table_find(&test.table, 2)->row->budgeted_ns[BUDGETED_ROLLUP] =
		test.now_ns - SECOND;
	/* The clock stands still, so that the order stays: 11 pages times 50 s, 21 times 1 s. */
	while (known(&test) == 0 && clock_ms() < deadline)
		assert_int_equal(budgeted_schedule_step(&test.schedule, &test.table, &request,
					 request.budget_percent, test.now_ns),
			STATUS_OK);
	assert_true(value_known(figure_of(&test, 1)));
	assert_false(value_known(figure_of(&test, 2)));
	close_schedule(&test);
}

static void old_readings_are_stale(void **state)
{
	struct feed_request request = { .delay = 1, .budget_percent = 10 };
	struct schedule_test test;
	struct value pss;

	open_schedule(&test, *state, 1);
	step_until(&test, &request, 1);
	test.now_ns += 5 * SECOND;
	pss = figure_of(&test, 1);
	assert_int_equal(pss.state, VALUE_STALE);
	assert_int_equal(pss.age_ms, 5000);
	close_schedule(&test);
}

static void results_of_an_earlier_owner_are_dropped(void **state)
{
	struct feed_request request = { .delay = 1, .budget_percent = 10 };
	struct schedule_test test;
	int64_t deadline = clock_ms() + 20000;

	open_schedule(&test, *state, 2);
	step(&test, &request);
	process_table_find(&test.table, 1)->serial += 1000;
	/* The other's result, given later in the order, tells that the first one's is there. */
	while (!value_known(figure_of(&test, 2)) && clock_ms() < deadline) {
		process_table_find(&test.table, 1)->serial++;
		step(&test, &request);
		assert_int_equal(figure_of(&test, 1).state, VALUE_PENDING);
	}
	assert_true(value_known(figure_of(&test, 2)));
	close_schedule(&test);
}

static void reading_all_reads_all(void **state)
{
	struct schedule_test test;

	open_schedule(&test, *state, 30);
	tree_delete(&test.files->tree, "9/smaps_rollup");
	assert_int_equal(
		budgeted_schedule_read_all(&test.schedule, &test.table, 0, test.now_ns, false),
		STATUS_OK);
	assert_int_equal(known(&test), 29);
	assert_int_equal(figure_of(&test, 30).state, VALUE_OK);
	/* This kernel has no such file (before 4.14), or the process has just ended. */
	assert_int_equal(figure_of(&test, 9).state, VALUE_ABSENT);
	close_schedule(&test);
}

/* ---- what was given up ---- */

#define MIB ((int64_t)1 << 20)

static void set_metric(struct schedule_test *test, pid_t pid, enum metric metric, int64_t n)
{
	process_set(process_table_find(&test->table, pid), metric, value_of(n));
}

static struct row **row_of(struct schedule_test *test, pid_t pid)
{
	return &process_table_find(&test->table, pid)->row;
}

static bool wants(struct schedule_test *test, pid_t looked_at)
{
	assert_int_equal(process_table_list_unsettled(&test->table), STATUS_OK);
	return budgeted_schedule_wants(&test->schedule, &test->table, looked_at);
}

/* What all rows say, looked at one by one. */
static bool any_is_wanted(const struct schedule_test *test, pid_t looked_at)
{
	for (size_t i = 0; i < test->table.count; i++)
		if (test->table.processes[i]->row &&
			lazy_free_kind.wants(test->table.processes[i], looked_at))
			return true;
	return false;
}

/* One of them becomes another in one of many ways, or stays as it is. */
static void change_one(struct schedule_test *test, unsigned *seed)
{
	struct row **row = row_of(test, (pid_t)(rand_r(seed) % 30) + 1);

	if (!*row)
		return;
	switch (rand_r(seed) % 4) {
	case 0:
		derived_change(row, DERIVED_TREND,
			value_of(rand_r(seed) % 256 ? TREND_FLAT : TREND_GROWING));
		break;
	case 1:
		row_change(row, METRIC_LAZY_FREE, value_of((uint64_t)rand_r(seed) % 256 == 0));
		break;
	default:
		row_change(row, METRIC_RSS, value_of((uint64_t)rand_r(seed) % 4));
		break;
	}
}

/* As after a look at what follows from the rows that are listed. */
static void settle(struct schedule_test *test)
{
	struct process_table *table = &test->table;

	for (size_t i = 0; i < table->unsettled_count; i++)
		table->unsettled[i]->roomless = table->unsettled[i]->shared_version =
			table->unsettled[i]->row->version;
	process_table_settle(table);
}

/* That few rows are looked at again, those that changed, makes no other answer than to look at all. */
static void what_changed_says_what_all_say(void **state)
{
	struct schedule_test test;
	unsigned seed = 1;
	size_t listed = 0, all = 0;

	open_schedule(&test, *state, 30);
	test.schedule.kind = &lazy_free_kind;
	for (unsigned i = 0; i < test.table.count; i++)
		if (test.table.processes[i]->row)
			test.table.processes[i]->row->version = (uint64_t)(i + 1) << 32;
	for (unsigned step = 0; step < 3000; step++) {
		pid_t looked_at = step % 7 ? 0 : (pid_t)(rand_r(&seed) % 35);

		for (unsigned i = (unsigned)rand_r(&seed) % 4; i > 0; i--)
			change_one(&test, &seed);
		assert_int_equal(wants(&test, looked_at), any_is_wanted(&test, looked_at));
		listed += test.table.unsettled_count;
		all += test.table.count;
		settle(&test);
	}
	assert_true(listed < all / 2);
	close_schedule(&test);
}

/* Of one that seems to grow, one that gave some up when that was last read, and one that is looked at. */
static void given_up_is_read_of_few(void **state)
{
	struct feed_request request = { .delay = 1, .budget_percent = 10, .looked_at = 6 };
	struct schedule_test test;

	open_schedule(&test, *state, 30);
	test.schedule.kind = &lazy_free_kind;
	assert_false(wants(&test, 0));
	assert_true(wants(&test, 6));
	derived_change(row_of(&test, 4), DERIVED_TREND, value_of(TREND_GROWING));
	derived_change(row_of(&test, 5), DERIVED_TREND, value_of(TREND_PLATEAU));
	derived_change(row_of(&test, 5), DERIVED_GROWTH, value_of(MIB));
	derived_change(row_of(&test, 12), DERIVED_TREND, value_of(TREND_TOO_SHORT));
	derived_change(row_of(&test, 12), DERIVED_GROWTH, value_of(MIB));
	derived_change(row_of(&test, 13), DERIVED_TREND, value_of(TREND_TOO_SHORT));
	derived_change(row_of(&test, 13), DERIVED_GROWTH, value_of(MIB - 1));
	set_metric(&test, 8, METRIC_LAZY_FREE, 1);
	set_metric(&test, 9, METRIC_LAZY_FREE, 0);
	assert_true(wants(&test, 0));
	step_until(&test, &request, 5);
	while (figure_of(&test, 8).n == 1)
		step(&test, &request);
	assert_int_equal(figure_of(&test, 4).n, 1024);
	assert_int_equal(figure_of(&test, 6).n, 1024);
	assert_int_equal(figure_of(&test, 8).n, 2048);
	assert_int_equal(figure_of(&test, 9).n, 0);
	assert_true(value_known(figure_of(&test, 12)));
	assert_int_equal(known(&test), 5);
	test.now_ns += SECOND;
	assert_int_equal(
		budgeted_schedule_read_all(&test.schedule, &test.table, 10, test.now_ns, false),
		STATUS_OK);
	assert_int_equal(figure_of(&test, 10).state, VALUE_OK);
	assert_int_equal(figure_of(&test, 11).state, VALUE_NOT_ASKED);
	assert_int_equal(known(&test), 6);
	close_schedule(&test);
}

/* ---- what malloc keeps ---- */

static struct value thousandfold(pid_t pid, unsigned limit, const atomic_bool *cancelled)
{
	(void)limit;
	if (cancelled && atomic_load(cancelled))
		return value_missing(VALUE_PENDING);
	return pid == 2 ? value_missing(VALUE_DENIED) : value_of((uint64_t)pid * 1000);
}

/* As a walk of a busy heap. */
static struct value of_no_single_moment(pid_t pid, unsigned limit, const atomic_bool *cancelled)
{
	(void)limit, (void)cancelled;
	return (struct value){ .n = (uint64_t)pid, .state = VALUE_STALE };
}

/* More processor time than the budget of many steps. */
static struct value long_walk(pid_t pid, unsigned limit, const atomic_bool *cancelled)
{
	struct timespec now;

	(void)pid, (void)limit;
	do
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	while (now.tv_sec == 0 && now.tv_nsec < 20000000 && !atomic_load(cancelled));
	return value_of(1);
}

static void what_malloc_keeps_is_read_by_who_can(void **state)
{
	struct feed_request request = { .delay = 1, .budget_percent = 10 };
	struct schedule_test test;

	open_schedule(&test, *state, 3);
	test.schedule.kind = &retained_kind;
	test.schedule.retained.read = thousandfold;
	step(&test, &request);
	assert_int_equal(figure_of(&test, 3).state, VALUE_PENDING);
	step_until(&test, &request, 2);
	assert_int_equal(figure_of(&test, 1).n, 1000);
	assert_int_equal(figure_of(&test, 3).n, 3000);
	assert_int_equal(figure_of(&test, 2).state, VALUE_DENIED);
	test.now_ns += 5 * SECOND;
	assert_int_equal(figure_of(&test, 3).state, VALUE_STALE);
	close_schedule(&test);
}

static void without_a_reader_there_is_no_such_figure(void **state)
{
	struct schedule_test test;

	open_schedule(&test, *state, 1);
	test.schedule.kind = &retained_kind;
	assert_int_equal(
		budgeted_schedule_read_all(&test.schedule, &test.table, 0, test.now_ns, false),
		STATUS_OK);
	assert_int_equal(figure_of(&test, 1).state, VALUE_ABSENT);
	close_schedule(&test);
}

static void a_figure_of_no_single_moment_says_so_at_once(void **state)
{
	struct schedule_test test;

	open_schedule(&test, *state, 4);
	test.schedule.kind = &retained_kind;
	test.schedule.retained.read = of_no_single_moment;
	assert_int_equal(
		budgeted_schedule_read_all(&test.schedule, &test.table, 0, test.now_ns, false),
		STATUS_OK);
	assert_int_equal(figure_of(&test, 4).n, 4);
	assert_int_equal(figure_of(&test, 4).state, VALUE_STALE);
	assert_int_equal(figure_of(&test, 4).age_ms, 0);
	close_schedule(&test);
}

/* Takes until one job is done; whether it was. */
static bool take_one(struct budgeted_worker *worker)
{
	int64_t deadline = clock_ms() + 20000;
	size_t got = 0;

	while (got == 0 && clock_ms() < deadline) {
		struct budgeted_job *jobs;

		assert_int_equal(budgeted_worker_take(worker, &jobs, &got), STATUS_OK);
		free(jobs);
		sched_yield();
	}
	return got > 0;
}

/* A walk of 20 ms on a budget of 1 leaves a debt that the next budgets pay first. */
static void what_a_walk_took_too_much_is_paid_back(void **state)
{
	struct rollup_test *test = *state;
	const struct budgeted_job jobs[] = { { .item.pid = 1 }, { .item.pid = 2 } };
	struct budgeted_worker *worker;

	assert_int_equal(budget_spent(budget_given(0, 1), 20, true), -19);
	assert_int_equal(budget_given(-19, 5), -14);
	assert_int_equal(budget_given(-14, 20), 6);
	/* What was not spent is not saved, and what does not pay debts has none. */
	assert_int_equal(budget_given(6, 20), 20);
	assert_int_equal(budget_spent(20, 6, true), 14);
	assert_int_equal(budget_spent(20, 6, false), 14);
	assert_int_equal(budget_spent(1, 20, false), 0);
	/* A debt is no reason never to walk again. */
	assert_int_equal(budgeted_worker_new(&worker, &retained_kind, &test->root,
				 (struct retained_source){ .read = long_walk, .limit = 1 }),
		STATUS_OK);
	assert_int_equal(budgeted_worker_give(worker, jobs, 2, 1), STATUS_OK);
	assert_true(take_one(worker));
	assert_int_equal(budgeted_worker_give(worker, jobs, 2, SECOND), STATUS_OK);
	assert_true(take_one(worker));
	budgeted_worker_free(worker);
}

static void make_hang(struct rollup_test *test, const char *name)
{
	char path[PATH_MAX];

	tree_delete(&test->tree, name);
	snprintf(path, sizeof(path), "%s/%s", test->tree.path, name);
	assert_int_equal(mkfifo(path, 0600), 0);
}

/* A pipe without a writer stands for a kernel that does not answer. */
static void one_that_does_not_answer_holds_up_none(void **state)
{
	struct schedule_test test;
	const struct feed_request request = { .delay = 1, .budget_percent = 90 };
	int64_t deadline = clock_ms() + 60000;

	open_schedule(&test, *state, 8);
	make_hang(test.files, "8/smaps_rollup");
	step(&test, &request);
	while (figure_of(&test, 8).state != VALUE_UNANSWERED && clock_ms() < deadline) {
		step(&test, &request);
		sched_yield();
	}
	assert_int_equal(figure_of(&test, 8).state, VALUE_UNANSWERED);
	while (known(&test) < 7 && clock_ms() < deadline) {
		step(&test, &request);
		sched_yield();
	}
	assert_int_equal(known(&test), 7);
	close_schedule(&test);
}

static void nor_does_it_where_all_are_read(void **state)
{
	struct schedule_test test;

	open_schedule(&test, *state, 8);
	make_hang(test.files, "3/smaps_rollup");
	make_hang(test.files, "5/smaps_rollup");
	assert_int_equal(
		budgeted_schedule_read_all(&test.schedule, &test.table, 0, test.now_ns, false),
		STATUS_OK);
	assert_int_equal(known(&test), 6);
	assert_int_equal(figure_of(&test, 3).state, VALUE_UNANSWERED);
	assert_int_equal(figure_of(&test, 5).state, VALUE_UNANSWERED);
	assert_true(errands_wait_for(&test.errands, 3));
	assert_true(errands_wait_for(&test.errands, 5));
	close_schedule(&test);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_is_read),
		TEST(jobs_are_done_in_their_order),
		TEST(without_budget_nothing_is_read),
		TEST(a_new_list_replaces_the_old_one),
		TEST(the_worker_may_go_at_any_time),
		TEST(every_process_has_its_turn),
		TEST(visible_ones_are_read_first_then_the_largest),
		TEST(a_small_process_has_its_turn_when_its_figures_are_old),
		TEST(old_readings_are_stale),
		TEST(results_of_an_earlier_owner_are_dropped),
		TEST(reading_all_reads_all),
		TEST(what_changed_says_what_all_say),
		TEST(given_up_is_read_of_few),
		TEST(what_malloc_keeps_is_read_by_who_can),
		TEST(without_a_reader_there_is_no_such_figure),
		TEST(a_figure_of_no_single_moment_says_so_at_once),
		TEST(what_a_walk_took_too_much_is_paid_back),
		TEST(one_that_does_not_answer_holds_up_none),
		TEST(nor_does_it_where_all_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
