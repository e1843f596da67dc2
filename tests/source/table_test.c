/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processes are there, and in which anything moved: on a /proc that the test makes up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "source/process/rotation.h"
#include "source/process/table.h"
#include "support/child.h"
#include "support/made_tree.h"

#define SECOND UINT64_C(1000000000)

struct table_test {
	struct made_tree tree;
	struct kernel_root root;
	struct process_table table;
	uint64_t now_ns;
};

/* How often a statm was opened: the table's calls come here. */
static size_t opens;

int openat(int directory, const char *path, int flags, ...)
{
	const size_t length = strlen(path);
	va_list more;
	int mode = 0;

	if (flags & O_CREAT) {
		va_start(more, flags);
		mode = va_arg(more, int);
		va_end(more);
	}
	opens += length > 5 && strcmp(path + length - 5, "statm") == 0;
	return (int)syscall(SYS_openat, directory, path, flags, mode);
}

static void write_process(const struct table_test *test, pid_t pid, const char *statm)
{
	char name[64], status[64];

	snprintf(name, sizeof(name), "%d/statm", (int)pid);
	tree_write(&test->tree, name, statm);
	snprintf(name, sizeof(name), "%d/status", (int)pid);
	snprintf(status, sizeof(status), "Name:\tx\nTgid:\t%d\nPid:\t%d\n", (int)pid, (int)pid);
	tree_write(&test->tree, name, status);
}

static void delete_process(const struct table_test *test, pid_t pid)
{
	char name[32];

	snprintf(name, sizeof(name), "%d", (int)pid);
	tree_delete(&test->tree, name);
}

static void write_last_pid(const struct table_test *test, pid_t pid)
{
	char text[64];

	snprintf(text, sizeof(text), "0.00 0.01 0.05 1/137 %d\n", (int)pid);
	tree_write(&test->tree, "loadavg", text);
}

/* A machine with the processes 1, 20 and 300. */
static int set_up(void **state)
{
	struct table_test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	tree_make(&test->tree);
	write_process(test, 1, "100 50 20 1 0 30 0\n");
	write_process(test, 20, "200 60 20 1 0 30 0\n");
	write_process(test, 300, "0 0 0 0 0 0 0\n");
	tree_make_directory(&test->tree, "sys");
	tree_write(&test->tree, "4x/statm", "not a process\n");
	write_last_pid(test, 300);
	assert_int_equal(kernel_root_open(&test->root, test->tree.path, "/nonexistent"), STATUS_OK);
	assert_int_equal(test->root.sys, -1);
	assert_int_equal(process_table_open(&test->table, &test->root, 1000), STATUS_OK);
	test->now_ns = 100 * SECOND;
	*state = test;
	return 0;
}

static int tear_down(void **state)
{
	struct table_test *test = *state;

	process_table_close(&test->table);
	kernel_root_close(&test->root);
	tree_remove(&test->tree);
	free(test);
	return 0;
}

static void list_only(struct table_test *test, const pid_t *only, size_t count)
{
	test->now_ns += SECOND;
	assert_int_equal(process_table_list(&test->table, only, count, test->now_ns), STATUS_OK);
	process_table_sweep(&test->table);
}

static void list(struct table_test *test)
{
	list_only(test, NULL, 0);
}

static void assert_pids(const struct table_test *test, const char *wanted)
{
	char got[1024] = "";

	for (size_t i = 0; i < test->table.count; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%d", i ? " " : "",
			(int)test->table.processes[i]->pid);
	assert_string_equal(got, wanted);
}

static struct process *find(const struct table_test *test, pid_t pid)
{
	struct process *process = process_table_find(&test->table, pid);

	assert_non_null(process);
	return process;
}

static void processes_are_found(void **state)
{
	struct table_test *test = *state;

	list(test);
	assert_pids(test, "1 20 300");
	assert_int_equal(find(test, 20)->statm.resident, 60);
	assert_int_equal(find(test, 300)->statm.size, 0);
	assert_true(find(test, 1)->swept && find(test, 1)->changed);
	assert_int_equal(test->table.kept, 3);
	assert_null(process_table_find(&test->table, 4));
	assert_null(process_table_find(&test->table, 301));
}

static void settle(struct table_test *test)
{
	list(test);
	for (size_t i = 0; i < test->table.count; i++)
		test->table.processes[i]->changed = false;
}

static void what_moved_is_marked(void **state)
{
	struct table_test *test = *state;

	settle(test);
	list(test);
	for (size_t i = 0; i < test->table.count; i++)
		assert_false(test->table.processes[i]->changed);
	tree_write(&test->tree, "20/statm", "200 61 20 1 0 30 0\n");
	list(test);
	assert_true(find(test, 20)->changed);
	assert_int_equal(find(test, 20)->statm.resident, 61);
	assert_false(find(test, 1)->changed);
	/* The shared pages alone are a movement, too. */
	settle(test);
	tree_write(&test->tree, "20/statm", "200 61 19 1 0 30 0\n");
	list(test);
	assert_true(find(test, 20)->changed);
}

static void new_ones_are_found_by_their_pid(void **state)
{
	struct table_test *test = *state;
	uint64_t listed_ns;

	/* Enough processes that looking at a few PIDs is cheaper than a listing. */
	for (pid_t pid = 1001; pid <= 1100; pid++)
		write_process(test, pid, "10 5 2 1 0 3 0\n");
	write_last_pid(test, 1100);
	list(test);
	assert_int_equal(test->table.count, 103);
	listed_ns = test->table.pids.listed_ns;
	write_process(test, 1103, "10 5 2 1 0 3 0\n");
	/* A thread: it can be looked up under its own number, but is no process. */
	tree_write(&test->tree, "1104/statm", "10 5 2 1 0 3 0\n");
	tree_write(&test->tree, "1104/status", "Name:\tx\nTgid:\t1103\nPid:\t1104\n");
	write_last_pid(test, 1105);
	list(test);
	assert_int_equal(test->table.count, 104);
	assert_int_equal(find(test, 1103)->statm.resident, 5);
	assert_null(process_table_find(&test->table, 1104));
	assert_int_equal(test->table.pids.listed_ns, listed_ns);
	/* One that could not be seen yet when its PID was given. */
	write_process(test, 1105, "10 5 2 1 0 3 0\n");
	list(test);
	assert_int_equal(find(test, 1105)->statm.resident, 5);
	assert_int_equal(test->table.count, 105);
	assert_int_equal(test->table.pids.listed_ns, listed_ns);
}

static void many_new_ones_are_found_by_listing(void **state)
{
	struct table_test *test = *state;

	list(test);
	for (pid_t pid = 301; pid <= 400; pid++)
		write_process(test, pid, "10 5 2 1 0 3 0\n");
	write_last_pid(test, 400);
	list(test);
	assert_int_equal(test->table.count, 103);
}

static void pids_that_begin_again_are_found_by_listing(void **state)
{
	struct table_test *test = *state;

	list(test);
	write_process(test, 7, "10 5 2 1 0 3 0\n");
	write_last_pid(test, 7);
	list(test);
	assert_pids(test, "1 7 20 300");
}

static void no_process_stays_unseen_for_long(void **state)
{
	struct table_test *test = *state;

	list(test);
	/* No fork was seen, as under a loadavg that is made up. */
	write_process(test, 31, "10 5 2 1 0 3 0\n");
	list(test);
	assert_pids(test, "1 20 300");
	test->now_ns += 5 * SECOND;
	list(test);
	assert_pids(test, "1 20 31 300");
}

static void without_loadavg_everything_is_listed(void **state)
{
	struct table_test *test = *state;

	tree_delete(&test->tree, "loadavg");
	list(test);
	write_process(test, 31, "10 5 2 1 0 3 0\n");
	list(test);
	assert_pids(test, "1 20 31 300");
	tree_write(&test->tree, "loadavg", "no numbers here\n");
	write_process(test, 32, "10 5 2 1 0 3 0\n");
	list(test);
	assert_pids(test, "1 20 31 32 300");
}

static void those_that_ended_are_forgotten(void **state)
{
	struct table_test *test = *state;

	list(test);
	delete_process(test, 20);
	write_last_pid(test, 301);
	list(test);
	assert_pids(test, "1 300");
	assert_int_equal(test->table.kept, 2);
}

static void those_that_end_between_two_reads_are_forgotten(void **state)
{
	struct table_test *test = *state;

	assert_int_equal(process_table_list(&test->table, NULL, 0, test->now_ns), STATUS_OK);
	assert_pids(test, "1 20 300");
	delete_process(test, 20);
	process_table_sweep(&test->table);
	assert_pids(test, "1 300");
}

static void only_some_can_be_asked_for(void **state)
{
	const pid_t only[] = { 300, 4711, 1, 300 };
	struct table_test *test = *state;

	list_only(test, only, 4);
	assert_pids(test, "1 300");
	list_only(test, only, 1);
	assert_pids(test, "300");
	list_only(test, only, 0);
	assert_pids(test, "");
	list(test);
	assert_pids(test, "1 20 300");
}

static void descriptors_have_a_bound(void **state)
{
	struct table_test *test = *state;

	test->table.open_fds_max = 2;
	list(test);
	assert_int_equal(test->table.kept, 2);
	settle(test);
	tree_write(&test->tree, "300/statm", "7 5 2 1 0 3 0\n");
	list(test);
	assert_int_equal(test->table.kept, 2);
	assert_true(find(test, 300)->changed);
	assert_int_equal(find(test, 300)->statm.size, 7);
	test->table.open_fds_max = 0;
	list(test);
	assert_int_equal(test->table.kept, 0);
	assert_pids(test, "1 20 300");
}

/* Beyond the bound each is opened once a sweep, and those that are kept stay the same. */
static void who_is_kept_stays_so(void **state)
{
	struct table_test *test = *state;
	const size_t most = 250, there = 400;

	tree_delete(&test->tree, "300");
	for (pid_t pid = 301; pid < 301 + (pid_t)there - 2; pid++)
		write_process(test, pid, "100 50 20 1 0 30 0\n");
	test->table.open_fds_max = most;
	list(test);
	assert_int_equal(test->table.count, there);
	for (int sweep = 0; sweep < 5; sweep++) {
		opens = 0;
		list(test);
		assert_int_equal(opens, there - most);
		assert_int_equal(test->table.kept, most);
		for (size_t i = 0; i < there; i++)
			assert_int_equal(test->table.processes[i]->descriptor >= 0, i < most);
	}
	/* Whose place is free goes to one that had none: opened now, and not again. */
	delete_process(test, 20);
	test->now_ns += 10 * SECOND; /* so that all of /proc is listed */
	list(test);
	opens = 0;
	list(test);
	assert_int_equal(opens, there - 1 - most);
	assert_int_equal(test->table.kept, most);
}

/* ---- whose turn it is ---- */

#define TURN (100 * SECOND)

static void write_status(const struct table_test *test, const char *state, int threads,
	int switches)
{
	char text[160];

	snprintf(text, sizeof(text),
		"Name:\tx\nState:\t%s\nTgid:\t20\nVmLck:\t0 kB\nThreads:\t%d\n"
		"voluntary_ctxt_switches:\t%d\nnonvoluntary_ctxt_switches:\t0\n",
		state, threads, switches);
	tree_write(&test->tree, "20/status", text);
}

/* Whether process 20 is to be read when it has its turn. */
static bool has_moved(struct table_test *test, struct rotation *rotation, bool status_tells)
{
	struct process *process = process_table_find(&test->table, 20);

	process->changed = false;
	rotation_go_on(rotation, &test->table, TURN, TURN, status_tells);
	return process->changed;
}

static void who_did_not_run_is_not_read(void **state)
{
	struct rotation rotation = { 0 };
	struct table_test *test = *state;

	list(test);
	write_status(test, "S (sleeping)", 1, 7);
	assert_true(has_moved(test, &rotation, true));
	assert_false(has_moved(test, &rotation, true));
	assert_false(has_moved(test, &rotation, true));
	write_status(test, "S (sleeping)", 1, 8);
	assert_true(has_moved(test, &rotation, true));
	assert_false(has_moved(test, &rotation, true));
	/* What is wanted may have changed without it. */
	assert_true(has_moved(test, &rotation, false));
	/* It runs, or another of its threads may have. */
	write_status(test, "R (running)", 1, 8);
	assert_true(has_moved(test, &rotation, true));
	assert_true(has_moved(test, &rotation, true));
	write_status(test, "S (sleeping)", 2, 8);
	assert_true(has_moved(test, &rotation, true));
	assert_true(has_moved(test, &rotation, true));
	/* A kernel that does not count. */
	tree_write(&test->tree, "20/status", "Name:\tx\nState:\tS (sleeping)\nThreads:\t1\n");
	assert_true(has_moved(test, &rotation, true));
	assert_true(has_moved(test, &rotation, true));
	rotation_close(&rotation);
}

static void every_process_has_a_turn(void **state)
{
	struct rotation rotation = { 0 };
	struct table_test *test = *state;
	size_t turns = 0;

	list(test);
	settle(test);
	for (int i = 0; i < 3; i++)
		rotation_go_on(&rotation, &test->table, TURN / 4, TURN, false);
	for (size_t i = 0; i < test->table.count; i++)
		turns += test->table.processes[i]->changed;
	assert_int_equal(turns, 3);
	test->table.count = 0;
	rotation_go_on(&rotation, &test->table, TURN, TURN, false);
	test->table.count = 3;
	rotation_close(&rotation);
}

static void nonsense_in_statm_is_no_reading(void **state)
{
	struct table_test *test = *state;

	tree_write(&test->tree, "20/statm", "who knows\n");
	list(test);
	assert_pids(test, "1 20 300");
	assert_false(find(test, 20)->swept);
	assert_int_equal(find(test, 20)->status, STATUS_MALFORMED);
	assert_true(find(test, 1)->swept);
}

static void no_proc_is_told(void **state)
{
	struct kernel_root root;
	struct made_tree tree;
	struct process_table table;

	(void)state;
	root = (struct kernel_root){ 0 };
	assert_int_equal(kernel_root_open(&root, "/nonexistent", "/sys"), STATUS_ABSENT);
	/* Closing what did not open must not close descriptor 0. */
	assert_int_equal(root.proc, -1);
	assert_int_equal(root.sys, -1);
	tree_make(&tree);
	assert_int_equal(kernel_root_open(&root, tree.path, "/sys"), STATUS_OK);
	assert_int_equal(process_table_open(&table, &root, 10), STATUS_OK);
	assert_int_equal(process_table_list(&table, NULL, 0, SECOND), STATUS_OK);
	assert_int_equal(table.count, 0);
	process_table_close(&table);
	kernel_root_close(&root);
	tree_remove(&tree);
}

/* A dead process's descriptor answers ESRCH, so the process that has its PID then is another. */
static void a_pid_used_again_is_another_process(void **state)
{
	struct table_test *test = *state;
	struct child child;
	pid_t only[1];
	uint64_t serial;

	kernel_root_close(&test->root);
	assert_int_equal(kernel_root_open(&test->root, "/proc", "/sys"), STATUS_OK);
	child_start(&child, NULL, NULL);
	only[0] = child.pid;
	list_only(test, only, 1);
	serial = find(test, child.pid)->serial;
	find(test, child.pid)->read_ns = 5;
	find(test, child.pid)->counted_ns = 5;
	find(test, child.pid)->changed = false;
	child_end(&child);
	/* Put this very process under the dead one's number, as a reuse of the PID would. */
	find(test, child.pid)->pid = getpid();
	process_table_sweep(&test->table);
	assert_int_not_equal(find(test, getpid())->serial, serial);
	assert_int_equal(find(test, getpid())->read_ns, 0);
	assert_int_equal(find(test, getpid())->counted_ns, 0);
	assert_true(find(test, getpid())->changed && find(test, getpid())->swept);
	assert_int_equal(test->table.kept, 1);
}

static void rows_are_changed_by_copies(void **state)
{
	struct table_test *test = *state;
	struct identity *identity = identity_new(&(struct identity_source){ .user = "u" });
	struct process *process;
	struct row *row;

	list(test);
	process = find(test, 1);
	assert_null(process_edit(process));
	process->row = row_new(1, 0, identity);
	identity_unref(identity);
	row = process->row;
	process_set(process, METRIC_RSS, value_of(5));
	assert_ptr_equal(process->row, row);
	/* From here on a sample has the row. */
	row_ref(row);
	process_set(process, METRIC_RSS, value_of(5));
	assert_ptr_equal(process->row, row);
	process_set(process, METRIC_RSS, value_of(6));
	assert_ptr_not_equal(process->row, row);
	assert_int_equal(row->metric[METRIC_RSS], 5);
	assert_int_equal(process->row->metric[METRIC_RSS], 6);
	row_unref(row);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(processes_are_found),
		TEST(what_moved_is_marked),
		TEST(new_ones_are_found_by_their_pid),
		TEST(many_new_ones_are_found_by_listing),
		TEST(pids_that_begin_again_are_found_by_listing),
		TEST(no_process_stays_unseen_for_long),
		TEST(without_loadavg_everything_is_listed),
		TEST(those_that_ended_are_forgotten),
		TEST(those_that_end_between_two_reads_are_forgotten),
		TEST(only_some_can_be_asked_for),
		TEST(descriptors_have_a_bound),
		TEST(who_is_kept_stays_so),
		TEST(who_did_not_run_is_not_read),
		TEST(every_process_has_a_turn),
		TEST(nonsense_in_statm_is_no_reading),
		TEST(no_proc_is_told),
		TEST(a_pid_used_again_is_another_process),
		TEST(rows_are_changed_by_copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
