/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Readings of processes out of files that are made, and what becomes of those that cannot be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/macros.h"
#include "derive/process/columns.h"
#include "source/process/pids.h"
#include "support/made_tree.h"

#define EVERYTHING (COST_STAT | COST_STATUS | COST_OOM | COST_CGROUP)

static struct made_tree tree;
static struct kernel_root root;

static int make_process(void **state)
{
	(void)state;
	tree_make(&tree);
	tree_write(&tree, "12/stat",
		"12 (cat) S 3 7 7 0 -1 64 31 0 2 0 70 5 0 0 20 0 9 0 4711 1 2 3 4 5 99 6\n");
	tree_write(&tree, "12/status",
		"Name:\tcat\nState:\tS (sleeping)\nPPid:\t3\nUid:\t54321\t54322\t54321\t54321\n"
		"VmSize:\t    3000 kB\nVmRSS:\t    1596 kB\nVmPTE:\t      48 kB\nThreads:\t7\n");
	tree_write(&tree, "12/oom_score", "666\n");
	tree_write(&tree, "12/oom_score_adj", "-17\n");
	tree_write(&tree, "12/cgroup", "0::/user.slice\n");
	return kernel_root_open(&root, tree.path, tree.path) == STATUS_OK ? 0 : -1;
}

static int remove_process(void **state)
{
	(void)state;
	kernel_root_close(&root);
	tree_remove(&tree);
	return 0;
}

/* What was read last, and how many were. */
struct taken {
	struct process_reading reading;
	char name[32], user[32], cgroups[64];
	int count;
};

static void take(void *context, const struct process_reading *reading)
{
	struct taken *taken = context;

	taken->reading = *reading;
	taken->count++;
	strcpy(taken->name, reading->name ? reading->name : "");
	strcpy(taken->user, reading->user ? reading->user : "");
	if (reading->cgroups.length)
		memcpy(taken->cgroups, reading->cgroups.at, reading->cgroups.length);
}

static enum status read_process(struct taken *taken, unsigned cost)
{
	static const pid_t pids[] = { 11, 12 };
	struct pids_reader *reader = pids_reader_new(&root, cost);
	enum status status;

	*taken = (struct taken){ .count = 0 };
	assert_non_null(reader);
	status = pids_reader_select(reader, pids, COUNT_OF(pids), take, taken);
	pids_reader_free(reader);
	return status;
}

static void each_file_has_its_part(void **state)
{
	struct taken taken;

	(void)state;
	assert_int_equal(read_process(&taken, EVERYTHING), STATUS_OK);
	assert_int_equal(taken.count, 1);
	assert_int_equal(taken.reading.pid, 12);
	assert_int_equal(taken.reading.ppid, 3);
	assert_int_equal(taken.reading.state, 'S');
	assert_int_equal(taken.reading.uid, 54322);
	assert_string_equal(taken.name, "cat");
	assert_string_equal(taken.user, "54322");
	assert_int_equal(taken.reading.size, 3000 << 10);
	assert_int_equal(taken.reading.rss, 1596 << 10);
	assert_int_equal(taken.reading.anonymous, 0);
	assert_int_equal(taken.reading.page_tables, 48 << 10);
	assert_int_equal(taken.reading.threads, 7);
	assert_int_equal(taken.reading.start_ticks, 4711);
	assert_int_equal(taken.reading.stack_start, 99);
	assert_int_equal(taken.reading.cpu_ticks, 75);
	assert_int_equal(taken.reading.minor_faults, 31);
	assert_int_equal(taken.reading.major_faults, 2);
	assert_int_equal(taken.reading.oom_score, 666);
	assert_int_equal(taken.reading.oom_adjust, -17);
	assert_string_equal(taken.cgroups, "0::/user.slice\n");
}

static void no_other_file_is_read(void **state)
{
	struct taken taken;

	(void)state;
	tree_delete(&tree, "12/status");
	tree_delete(&tree, "12/cgroup");
	tree_delete(&tree, "12/oom_score");
	assert_int_equal(read_process(&taken, COST_STAT), STATUS_OK);
	assert_int_equal(taken.count, 1);
	assert_int_equal(taken.reading.start_ticks, 4711);
}

/* As where the kernel has no cgroups, or no OOM killer. */
static void files_that_may_be_missing_are_missed(void **state)
{
	struct taken taken;

	(void)state;
	tree_delete(&tree, "12/cgroup");
	tree_delete(&tree, "12/oom_score");
	assert_int_equal(read_process(&taken, EVERYTHING), STATUS_OK);
	assert_int_equal(taken.count, 1);
	assert_int_equal(taken.reading.oom_score, 0);
	assert_int_equal(taken.reading.oom_adjust, -17);
	assert_int_equal(taken.reading.cgroups.length, 0);
}

static void what_cannot_be_read_is_passed_over(void **state)
{
	struct taken taken;

	(void)state;
	tree_write(&tree, "12/stat", "12 (cat) S 3 7\n");
	assert_int_equal(read_process(&taken, EVERYTHING), STATUS_OK);
	assert_int_equal(taken.count, 0);
	tree_write(&tree, "12/status", "Name:\tcat\n");
	assert_int_equal(read_process(&taken, COST_STATUS), STATUS_OK);
	assert_int_equal(taken.count, 0);
	tree_delete(&tree, "12/status");
	assert_int_equal(read_process(&taken, COST_STATUS), STATUS_OK);
	assert_int_equal(taken.count, 0);
}

static void a_shortage_is_told(void **state)
{
	struct rlimit before, none = { .rlim_cur = 0 };
	struct taken taken;
	enum status status;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none.rlim_max = before.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	status = read_process(&taken, COST_STAT);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(status, STATUS_NO_DESCRIPTORS);
	assert_int_equal(taken.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_file_has_its_part, make_process,
			remove_process),
		cmocka_unit_test_setup_teardown(no_other_file_is_read, make_process,
			remove_process),
		cmocka_unit_test_setup_teardown(files_that_may_be_missing_are_missed, make_process,
			remove_process),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_is_passed_over, make_process,
			remove_process),
		cmocka_unit_test_setup_teardown(a_shortage_is_told, make_process, remove_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
