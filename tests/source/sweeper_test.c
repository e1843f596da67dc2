/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a program sweeps in place of statm, and when not: on a /proc and with a program that the test makes up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/process/sweeper.h"
#include "support/made_tree.h"

#define SECOND UINT64_C(1000000000)
#define MANY   1000

struct made_sweep {
	struct swept swept[8];
	size_t count;
	enum sweep_counting right; /* with the other one its figures differ */
	enum status start_status, read_status;
	unsigned starts, stops, reads;
};

struct sweeper_test {
	struct made_tree tree;
	struct kernel_root root;
	struct process_table table;
	struct sweeper sweeper;
	struct made_sweep made;
	struct feed_request request;
	uint64_t page_size, now_ns;
	size_t applied;
};

/* ---- a program ---- */

static enum status start(void *context, size_t processes, enum sweep_way *way,
	struct kernel_refusal *refusal)
{
	struct made_sweep *made = context;

	assert_int_equal(processes, MANY);
	made->starts++;
	*way = SWEEP_TASKS;
	refusal->kind = made->start_status == STATUS_OK ? KERNEL_NOT_REFUSED : KERNEL_NO_RIGHTS;
	return made->start_status;
}

static enum status read_list(void *context, struct swept_list *list, bool with_threads,
	enum sweep_counting counting)
{
	struct made_sweep *made = context;

	(void)with_threads;
	made->reads++;
	if (made->read_status != STATUS_OK)
		return made->read_status;
	free(list->swept);
	list->swept = malloc(sizeof(made->swept));
	assert_non_null(list->swept);
	memcpy(list->swept, made->swept, sizeof(made->swept));
	list->count = made->count;
	list->kernel_bytes = 4096;
	for (size_t i = 0; i < list->count && counting != made->right; i++)
		list->swept[i].figures.anonymous += 4096;
	return STATUS_OK;
}

static void stop(void *context)
{
	((struct made_sweep *)context)->stops++;
}

static void stay(void *context)
{
	(void)context;
}

static struct swept *add(struct sweeper_test *test, pid_t pid, uint64_t size, uint64_t resident,
	uint64_t shared)
{
	struct swept *swept = &test->made.swept[test->made.count++];

	memset(swept, 0, sizeof(*swept));
	swept->pid = pid;
	swept->identity.start_ticks = (uint64_t)pid;
	swept->figures.size = size * test->page_size;
	swept->figures.file = shared * test->page_size;
	swept->figures.anonymous = (resident - shared) * test->page_size;
	return swept;
}

/* ---- a machine with the processes 1, 20 and 300 ---- */

static void write_process(const struct sweeper_test *test, pid_t pid, const char *statm)
{
	char name[64];

	snprintf(name, sizeof(name), "%d/statm", (int)pid);
	tree_write(&test->tree, name, statm);
}

static int set_up(void **state)
{
	struct sweeper_test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	test->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	tree_make(&test->tree);
	write_process(test, 1, "100 50 20 1 0 30 0\n");
	write_process(test, 20, "200 60 20 1 0 30 0\n");
	write_process(test, 300, "0 0 0 0 0 0 0\n");
	assert_int_equal(kernel_root_open(&test->root, test->tree.path, "/nonexistent"), STATUS_OK);
	assert_int_equal(process_table_open(&test->table, &test->root, 100), STATUS_OK);
	add(test, 1, 100, 50, 20);
	add(test, 20, 200, 60, 20);
	add(test, 300, 0, 0, 0);
	test->request.samples = 100;
	test->now_ns = 100 * SECOND;
	sweeper_open(&test->sweeper, (struct sweep){ &test->made, start, read_list, stop, stay });
	*state = test;
	return 0;
}

static int tear_down(void **state)
{
	struct sweeper_test *test = *state;

	sweeper_close(&test->sweeper);
	process_table_close(&test->table);
	kernel_root_close(&test->root);
	tree_remove(&test->tree);
	free(test);
	return 0;
}

static void apply(void *context, struct process *process, const struct swept *swept)
{
	struct sweeper_test *test = context;

	assert_int_equal(process->pid, swept->pid);
	test->applied++;
}

/* One sample as processes.c takes it. */
static void take_sample(struct sweeper_test *test)
{
	test->now_ns += SECOND;
	test->applied = 0;
	if (!sweeper_finds_all(&test->sweeper))
		assert_int_equal(process_table_list(&test->table, NULL, 0, test->now_ns),
			STATUS_OK);
	sweeper_choose(&test->sweeper, &test->request, MANY);
	assert_int_equal(sweeper_sweep(&test->sweeper, &(struct sweep_turn){ .table = &test->table,
							       .now_ns = test->now_ns,
							       .apply = apply,
							       .context = test }),
		STATUS_OK);
}

static void take_samples(struct sweeper_test *test, int count)
{
	for (int i = 0; i < count; i++)
		take_sample(test);
}

static const struct process *find(const struct sweeper_test *test, pid_t pid)
{
	const struct process *process = process_table_find(&test->table, pid);

	assert_non_null(process);
	return process;
}

static void assert_choice(const struct sweeper_test *test, enum sweep_way way,
	enum sweep_reason reason)
{
	assert_string_equal(sweep_way_names[test->sweeper.choice.way], sweep_way_names[way]);
	assert_string_equal(sweep_reason_names[test->sweeper.choice.reason],
		sweep_reason_names[reason]);
	assert_int_equal(sweeper_finds_all(&test->sweeper), way != SWEEP_STATM);
}

/* ---- what is held ---- */

static void a_program_that_agrees_sweeps(void **state)
{
	struct sweeper_test *test = *state;

	take_sample(test);
	assert_choice(test, SWEEP_TASKS, SWEEP_BEST);
	assert_int_equal(test->applied, 0);
	assert_int_equal(test->table.kept, 0);
	assert_int_equal(test->sweeper.choice.kernel_bytes, 4096);
	/* From now on statm is not asked any more. */
	write_process(test, 20, "999 999 0 1 0 30 0\n");
	test->made.swept[1].figures.anonymous += test->page_size;
	take_sample(test);
	assert_int_equal(test->applied, 3);
	assert_int_equal(find(test, 20)->statm.size, 200);
	assert_int_equal(find(test, 20)->statm.resident, 61);
	assert_int_equal(test->made.starts, 1);
}

static void who_comes_and_goes_is_followed(void **state)
{
	struct sweeper_test *test = *state;

	take_sample(test);
	test->made.count = 1;
	add(test, 25, 10, 5, 1);
	take_sample(test);
	assert_int_equal(test->table.count, 2);
	assert_int_equal(find(test, 25)->statm.resident, 5);
	assert_null(process_table_find(&test->table, 300));
}

static void who_becomes_another_has_changed(void **state)
{
	struct sweeper_test *test = *state;
	uint64_t serial;

	take_sample(test);
	for (size_t i = 0; i < test->table.count; i++)
		test->table.processes[i]->changed = false;
	serial = find(test, 20)->serial;
	test->made.swept[0].identity.executions++;
	test->made.swept[1].identity.start_ticks++;
	take_sample(test);
	assert_true(find(test, 1)->changed && find(test, 20)->changed);
	assert_false(find(test, 300)->changed);
	assert_int_not_equal(find(test, 20)->serial, serial);
}

static void who_is_hidden_stays_hidden(void **state)
{
	struct sweeper_test *test = *state;

	add(test, 555, 10, 5, 1);
	take_samples(test, 3);
	assert_int_equal(test->sweeper.choice.way, SWEEP_TASKS);
	assert_false(sweeper_finds_all(&test->sweeper));
	take_sample(test);
	assert_choice(test, SWEEP_STATM, SWEEP_DISAGREES);
	assert_int_equal(test->made.stops, 1);
	take_samples(test, 3);
	assert_int_equal(test->table.count, 3);
	assert_int_equal(test->applied, 0);
	assert_int_equal(test->made.starts, 1);
}

static void other_figures_are_not_taken(void **state)
{
	struct sweeper_test *test = *state;

	test->made.swept[0].figures.size += test->page_size;
	take_samples(test, 10);
	assert_choice(test, SWEEP_STATM, SWEEP_DISAGREES);
	assert_int_equal(find(test, 1)->statm.size, 100);
}

static void the_kernels_way_to_count_is_found(void **state)
{
	struct sweeper_test *test = *state;

	test->made.right = SWEEP_ROUGH;
	take_samples(test, 3);
	assert_choice(test, SWEEP_TASKS, SWEEP_BEST);
	assert_int_equal(find(test, 20)->statm.resident, 60);
}

static void who_is_on_no_list_of_the_kernel_is_read(void **state)
{
	struct sweeper_test *test = *state;

	memmove(&test->made.swept[0], &test->made.swept[1], 2 * sizeof(struct swept));
	test->made.count = 2;
	test->table.open_fds_max = 0;
	take_sample(test);
	assert_choice(test, SWEEP_TASKS, SWEEP_BEST);
	write_process(test, 1, "100 51 20 1 0 30 0\n");
	take_sample(test);
	assert_int_equal(test->table.count, 3);
	assert_int_equal(find(test, 1)->statm.resident, 51);
	tree_delete(&test->tree, "1");
	take_sample(test);
	assert_int_equal(test->table.count, 2);
}

static void it_is_held_to_proc_again(void **state)
{
	struct sweeper_test *test = *state;

	take_samples(test, 2);
	write_process(test, 20, "999 999 0 1 0 30 0\n");
	take_samples(test, 300);
	assert_choice(test, SWEEP_STATM, SWEEP_DISAGREES);
	assert_int_equal(find(test, 20)->statm.size, 999);
}

static void a_program_that_fails_is_left(void **state)
{
	struct sweeper_test *test = *state;

	take_sample(test);
	test->made.read_status = STATUS_FAILED;
	write_process(test, 20, "201 60 20 1 0 30 0\n");
	take_sample(test);
	assert_choice(test, SWEEP_STATM, SWEEP_FAILED);
	assert_int_equal(find(test, 20)->statm.size, 201);
}

/* ---- the choice ---- */

static void choose(struct sweeper_test *test, size_t processes, enum sweep_reason reason)
{
	sweeper_choose(&test->sweeper, &test->request, processes);
	assert_string_equal(sweep_reason_names[test->sweeper.choice.reason],
		sweep_reason_names[reason]);
}

static void it_must_pay(void **state)
{
	struct sweeper_test *test = *state;
	const pid_t one = 1;

	choose(test, MANY - 1, SWEEP_FEW);
	test->request.samples = 19;
	choose(test, MANY, SWEEP_BRIEF);
	test->request.only = &one;
	choose(test, MANY, SWEEP_CHOSEN);
	test->request.only = NULL;
	assert_int_equal(test->made.starts, 0);
	test->request.samples = 20;
	choose(test, MANY, SWEEP_BEST);
	assert_int_equal(test->made.starts, 1);
	choose(test, MANY - 100, SWEEP_BEST);
	choose(test, MANY - 300, SWEEP_FEW);
	assert_int_equal(test->made.stops, 1);
}

static void who_may_end_at_any_time_waits(void **state)
{
	struct sweeper_test *test = *state;

	test->request.samples = 0;
	for (int i = 1; i < 20; i++)
		choose(test, MANY, SWEEP_BRIEF);
	choose(test, MANY, SWEEP_BEST);
}

static void a_refusal_is_told_and_kept(void **state)
{
	struct sweeper_test *test = *state;

	test->made.start_status = STATUS_REFUSED;
	choose(test, MANY, SWEEP_REFUSED);
	choose(test, MANY, SWEEP_REFUSED);
	assert_int_equal(test->made.starts, 1);
	assert_int_equal(test->sweeper.choice.refusal.kind, KERNEL_NO_RIGHTS);
}

static void without_a_program_it_is_the_setting(void **state)
{
	struct sweeper_test *test = *state;

	sweeper_open(&test->sweeper, (struct sweep){ .context = NULL });
	choose(test, MANY, SWEEP_SETTING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_program_that_agrees_sweeps),
		TEST(who_comes_and_goes_is_followed),
		TEST(who_becomes_another_has_changed),
		TEST(who_is_hidden_stays_hidden),
		TEST(other_figures_are_not_taken),
		TEST(the_kernels_way_to_count_is_found),
		TEST(who_is_on_no_list_of_the_kernel_is_read),
		TEST(it_is_held_to_proc_again),
		TEST(a_program_that_fails_is_left),
		TEST(it_must_pay),
		TEST(who_may_end_at_any_time_waits),
		TEST(a_refusal_is_told_and_kept),
		TEST(without_a_program_it_is_the_setting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
