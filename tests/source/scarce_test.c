/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was read and there is no memory for is told to be missing, and read once more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "source/inspect/growth_limits.h"
#include "source/inspect/process_threads.h"
#include "source/process/list_reader.h"
#include "source/process/table.h"
#include "source/shared/covered.h"
#include "source/shared/places.h"
#include "support/scarce.h"

static struct row *make_row(void)
{
	static const struct identity_source source = { .name = "cat" };
	struct identity *identity = identity_new(&source);
	struct row *row = identity ? row_new(7, 1, identity) : NULL;

	identity_unref(identity);
	return row;
}

/* A sample has the row of a process; what changes now takes a copy. */
static bool is_changed_process(void)
{
	struct process process = { .pid = 7, .row = make_row(), .settled = 1 };
	struct process *all[] = { &process };
	struct process_table table = { .processes = all, .count = 1 };
	struct row *before = process.row ? row_ref(process.row) : NULL;
	struct sample *sample = before ? sample_new() : NULL;
	enum status status = STATUS_NO_MEMORY;

	if (sample) {
		struct row *row;

		process_set(&process, METRIC_RSS, value_of(4096));
		row = process_edit(&process);
		if (row)
			row->state = 'S';
		status = process_table_fill(&table, sample);
		assert_false(process.lacked);
	}
	if (status == STATUS_OK) {
		assert_int_equal(row_metric(sample->rows[0], METRIC_RSS, 0).n, 4096);
		assert_int_equal(sample->rows[0]->state, 'S');
		assert_int_equal(process.settled, 1);
	} else if (sample && sample->rows) {
		/* Whatever it was that lacked. */
		assert_true(process.changed);
		assert_int_equal(process.settled, 0);
	}
	sample_unref(sample);
	row_unref(before);
	row_unref(process.row);
	return status == STATUS_OK;
}

/* Of two processes that are new, both are in the table. */
static bool are_listed(void)
{
	const pid_t pids[] = { getppid(), getpid() };
	struct kernel_root root;
	struct process_table table;
	enum status status = kernel_root_open(&root, "/proc", "/sys");

	assert_int_equal(status, STATUS_OK);
	assert_int_equal(process_table_open(&table, &root, 0), STATUS_OK);
	status = process_table_list(&table, pids, 2, 1);
	if (status == STATUS_OK)
		assert_int_equal(table.count, 2);
	process_table_close(&table);
	kernel_root_close(&root);
	return status == STATUS_OK;
}

static bool is_list_read(enum process_list_kind kind)
{
	struct kernel_root root;
	struct process_list *list;
	bool done;

	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	list = list_read(&root, getpid(), kind);
	done = list && list->status == STATUS_OK;
	process_list_free(list);
	kernel_root_close(&root);
	return done;
}

static bool are_threads_listed(void)
{
	return is_list_read(LIST_THREADS);
}

/* Of a file that it holds a lock on. */
static bool are_locks_listed(void)
{
	const struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char name[] = "lock-XXXXXX";
	int file = mkstemp(name);
	bool done;

	assert_true(file >= 0);
	unlink(name);
	assert_int_equal(fcntl(file, F_SETLK, &lock), 0);
	done = is_list_read(LIST_LOCKS);
	close(file);
	return done;
}

static bool are_files_listed(void)
{
	return is_list_read(LIST_FILES);
}

static bool are_threads_read(void)
{
	int directory = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct thread_list threads;
	enum status status = process_threads_read(&threads, directory);

	if (status == STATUS_OK)
		assert_true(threads.count > 0 && threads.rows[0].name[0]);
	free(threads.rows);
	close(directory);
	return status == STATUS_OK;
}

static bool are_epoll_sets_read(void)
{
	int directory = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct epoll_event event = { .events = EPOLLIN };
	int set = epoll_create1(EPOLL_CLOEXEC), pair[2];
	struct word_list words;
	enum status status;

	assert_int_equal(pipe(pair), 0);
	assert_int_equal(epoll_ctl(set, EPOLL_CTL_ADD, pair[0], &event), 0);
	status = process_epoll_read(&words, directory);
	if (status == STATUS_OK)
		assert_int_equal(words.count, 1);
	free(words.words);
	close(set);
	close(pair[0]);
	close(pair[1]);
	close(directory);
	return status == STATUS_OK;
}

static bool is_rootfs_looked_for(void)
{
	static const struct place_set nowhere;
	struct mount_walk walk = { .count = 0 };
	struct kernel_root root;
	enum status status;
	bool found;

	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	status = covered_rootfs_find(&found, &walk, &root, &nowhere);
	kernel_root_close(&root);
	return status == STATUS_OK;
}

/* The mounts, and the file systems of the kernel's own. */
static bool are_places_found(void)
{
	const pid_t pids[] = { getpid() };
	struct kernel_root root;
	struct places places;
	enum status status;

	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	status = places_find(&places, &root, pids, 1);
	places_free(&places);
	kernel_root_close(&root);
	return status == STATUS_OK;
}

static bool are_limits_read(void)
{
	struct kernel_root root;
	struct growth_limits limits;

	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	growth_limits_read(&limits, &root, getpid());
	kernel_root_close(&root);
	return limits.size.state != VALUE_NO_MEMORY && limits.data_limit.state != VALUE_NO_MEMORY &&
	       limits.cgroup_limit.state != VALUE_NO_MEMORY;
}

static void shortage_is_told(void **state)
{
	static const struct scarce_case cases[] = {
		{ "a changed process", is_changed_process },
		{ "processes that are new", are_listed },
		{ "a list of threads", are_threads_listed },
		{ "a list of locks", are_locks_listed },
		{ "a list of files", are_files_listed },
		{ "what threads wait for", are_threads_read },
		{ "epoll sets", are_epoll_sets_read },
		{ "the file system below all mounts", is_rootfs_looked_for },
		{ "mounts", are_places_found },
		{ "limits of a process", are_limits_read },
	};

	(void)state;
	assert_scarce_is_told(cases, sizeof(cases) / sizeof(*cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(shortage_is_told) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
