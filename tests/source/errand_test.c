/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads that may never return: a pipe without a writer stands for a kernel that does not answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/errand.h"
#include "source/process/commands.h"
#include "support/child.h"
#include "support/made_tree.h"

struct errand_test {
	struct made_tree tree;
	struct kernel_root root;
	struct errands errands;
	struct commands commands;
};

static int set_up(void **state)
{
	struct errand_test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	tree_make(&test->tree);
	assert_int_equal(kernel_root_open(&test->root, test->tree.path, "/sys"), STATUS_OK);
	test->errands.root = &test->root;
	*state = test;
	return 0;
}

static int tear_down(void **state)
{
	struct errand_test *test = *state;

	commands_free(&test->commands);
	errands_free(&test->errands);
	kernel_root_close(&test->root);
	tree_remove(&test->tree);
	free(test);
	return 0;
}

static void path_of(const struct errand_test *test, char path[static PATH_MAX], pid_t pid)
{
	snprintf(path, PATH_MAX, "%s/%d/cmdline", test->tree.path, (int)pid);
}

/* Its reader waits from then on. */
static void make_hang(const struct errand_test *test, pid_t pid)
{
	char path[PATH_MAX], name[32];

	snprintf(name, sizeof(name), "%d/other", (int)pid);
	tree_write(&test->tree, name, "");
	path_of(test, path, pid);
	assert_int_equal(mkfifo(path, 0600), 0);
}

/* Until this writes, and ends.  On a busy machine a thread left behind may not even have opened it. */
static void answer(const struct errand_test *test, pid_t pid)
{
	int64_t deadline = clock_ms() + 60000;
	char path[PATH_MAX];
	int writer;

	path_of(test, path, pid);
	do
		writer = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	while (writer < 0 && errno == ENXIO && clock_ms() < deadline && sched_yield() == 0);
	assert_true(writer >= 0);
	assert_int_equal(write(writer, "late", 4), 4);
	close(writer);
}

static void write_command(const struct errand_test *test, pid_t pid, const char *command)
{
	char name[32];

	snprintf(name, sizeof(name), "%d/cmdline", (int)pid);
	tree_write(&test->tree, name, command);
}

static enum status status_of(const struct errand_test *test, pid_t pid)
{
	return commands_find(&test->commands, pid)->item.status;
}

static void assert_command(const struct errand_test *test, pid_t pid, const char *wanted)
{
	const struct command *command = commands_find(&test->commands, pid);

	assert_int_equal(command->length, strlen(wanted));
	assert_memory_equal(command->text, wanted, command->length);
}

static void read_five(struct errand_test *test)
{
	static const pid_t pids[] = { 1, 2, 3, 4, 5 };

	assert_int_equal(commands_read(&test->commands, &test->errands, pids, 5), STATUS_OK);
}

static void all_are_read(void **state)
{
	struct errand_test *test = *state;

	for (pid_t pid = 1; pid <= 4; pid++)
		write_command(test, pid, "program");
	read_five(test);
	for (pid_t pid = 1; pid <= 4; pid++) {
		assert_int_equal(status_of(test, pid), STATUS_OK);
		assert_command(test, pid, "program");
	}
	assert_int_equal(status_of(test, 5), STATUS_ABSENT);
	assert_null(commands_find(&test->commands, 6));
	assert_int_equal(test->errands.left_count, 0);
}

static void who_does_not_answer_is_left_behind(void **state)
{
	struct errand_test *test = *state;

	make_hang(test, 1);
	write_command(test, 2, "two");
	make_hang(test, 3);
	write_command(test, 4, "four");
	make_hang(test, 5);
	read_five(test);
	assert_int_equal(status_of(test, 1), STATUS_UNANSWERED);
	assert_int_equal(status_of(test, 2), STATUS_OK);
	assert_int_equal(status_of(test, 3), STATUS_UNANSWERED);
	assert_int_equal(status_of(test, 4), STATUS_OK);
	assert_int_equal(status_of(test, 5), STATUS_UNANSWERED);
	assert_int_equal(test->errands.left_count, 3);
	for (pid_t pid = 1; pid <= 5; pid += 2)
		answer(test, pid);
}

static void and_is_asked_again_once_it_answers(void **state)
{
	struct errand_test *test = *state;
	int64_t deadline = clock_ms() + 60000;
	char path[PATH_MAX];

	for (pid_t pid = 1; pid <= 5; pid++)
		if (pid != 2)
			write_command(test, pid, "program");
	make_hang(test, 2);
	read_five(test);
	assert_true(errands_wait_for(&test->errands, 2));
	/* Not as long as a thread waits. */
	read_five(test);
	assert_int_equal(status_of(test, 2), STATUS_UNANSWERED);
	assert_int_equal(test->errands.left_count, 1);
	answer(test, 2);
	while (test->errands.left_count && clock_ms() < deadline) {
		errands_forget_returned(&test->errands);
		poll(NULL, 0, 1);
	}
	assert_false(errands_wait_for(&test->errands, 2));
	path_of(test, path, 2);
	assert_int_equal(unlink(path), 0);
	write_command(test, 2, "two");
	read_five(test);
	assert_int_equal(status_of(test, 2), STATUS_OK);
}

static void where_too_many_hang_none_is_asked(void **state)
{
	struct errand_test *test = *state;
	pid_t pids[ERRANDS_LEFT_MOST + 2];
	const size_t count = sizeof(pids) / sizeof(*pids);

	for (size_t i = 0; i < count; i++) {
		pids[i] = (pid_t)i + 1;
		if (i + 1 < count)
			make_hang(test, pids[i]);
	}
	write_command(test, pids[count - 1], "the last");
	assert_int_equal(commands_read(&test->commands, &test->errands, pids, count), STATUS_OK);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(status_of(test, pids[i]), STATUS_UNANSWERED);
	assert_int_equal(test->errands.left_count, ERRANDS_LEFT_MOST);
	for (size_t i = 0; i < ERRANDS_LEFT_MOST; i++)
		answer(test, pids[i]);
}

/* Arguments have blanks between them, and what is behind the last is none. */
static void arguments_are_joined(void **state)
{
	struct errand_test *test = *state;
	char path[PATH_MAX];
	FILE *file;

	write_command(test, 1, "");
	path_of(test, path, 1);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite("a\0b c\0\0d\0\0\0", 1, 11, file), 11);
	fclose(file);
	read_five(test);
	assert_command(test, 1, "a b c  d");
}

/* Which thread reads an item, and what is asked of memtop alone. */
struct asked_thread {
	struct errand_item item;
	pthread_t reader;
};

static void tell_thread(void *context, struct errand_reader *reader)
{
	struct asked_thread *asked = context;

	assert_false(atomic_load(reader->cancelled));
	asked->reader = pthread_self();
	asked->item.status = STATUS_OK;
}

static bool is_read_here(struct errand_test *test, pid_t first, size_t count, bool own_here)
{
	/* They outlive the threads. */
	static const struct errand_kind kinds[] = {
		{ .item_size = sizeof(struct asked_thread), .read = tell_thread },
		{ .item_size = sizeof(struct asked_thread), .read = tell_thread, .own_here = true },
	};
	struct asked_thread asked[2] = { { .item.pid = first }, { .item.pid = first + 1 } };

	assert_int_equal(errands_read(&test->errands, &kinds[own_here], asked, count, NULL),
		STATUS_OK);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(asked[i].item.status, STATUS_OK);
	return pthread_equal(asked[0].reader, pthread_self()) != 0;
}

/* Its own thread is enough for itself; what others hold is not known. */
static void who_asks_itself_alone_starts_no_thread(void **state)
{
	struct errand_test *test = *state;
	char path[PATH_MAX];

	assert_false(is_read_here(test, 3, 1, true));
	snprintf(path, sizeof(path), "%s/self", test->tree.path);
	assert_int_equal(symlink("3", path), 0);
	assert_true(is_read_here(test, 3, 1, true));
	assert_false(is_read_here(test, 3, 2, true));
	assert_false(is_read_here(test, 4, 1, true));
	/* What may wait for a file system has its thread whatever is asked. */
	assert_false(is_read_here(test, 3, 1, false));
}

struct handed {
	struct errand_item item;
	sem_t *semaphore;
};

static void wait_for_it(void *context, struct errand_reader *reader)
{
	struct handed *handed = context;

	(void)reader;
	while (sem_wait(handed->semaphore) != 0)
		continue;
	handed->item.status = STATUS_OK;
}

/* What the thread waits for is done here, behind the beginning. */
static void the_caller_goes_on_meanwhile(void **state)
{
	static const struct errand_kind kind = { .item_size = sizeof(struct handed),
		.read = wait_for_it };
	struct errand_test *test = *state;
	struct handed items[3];
	struct errand_begun begun;
	sem_t semaphore;

	assert_int_equal(sem_init(&semaphore, 0, 0), 0);
	for (size_t i = 0; i < 3; i++)
		items[i] = (struct handed){ { (pid_t)i + 1, STATUS_FAILED }, &semaphore };
	begun = errands_begin(&test->errands, &kind, items, 3, NULL);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(sem_post(&semaphore), 0);
	assert_int_equal(errands_end(&test->errands, &begun), STATUS_OK);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(items[i].item.status, STATUS_OK);
	assert_int_equal(test->errands.left_count, 0);
	sem_destroy(&semaphore);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_are_read),
		TEST(who_does_not_answer_is_left_behind),
		TEST(and_is_asked_again_once_it_answers),
		TEST(where_too_many_hang_none_is_asked),
		TEST(arguments_are_joined),
		TEST(who_asks_itself_alone_starts_no_thread),
		TEST(the_caller_goes_on_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
