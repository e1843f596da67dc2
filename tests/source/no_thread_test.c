/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where no thread can be started: it is said as that, and not as an error of reading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "base/worker.h"
#include "source/errand.h"
#include "source/process/commands.h"

static int refusal;

/* In place of the C library's. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *),
	void *argument)
{
	(void)thread;
	(void)attributes;
	(void)body;
	(void)argument;
	return refusal;
}

static void nothing(void *context)
{
	(void)context;
}

static enum status start(int error)
{
	struct worker worker;
	enum status status;

	refusal = error;
	assert_int_equal(worker_init(&worker, nothing, &worker, -1), STATUS_OK);
	status = worker_start(&worker, nothing, 0);
	worker_leave(&worker);
	return status;
}

static void a_thread_that_may_not_be_is_a_shortage_of_threads(void **state)
{
	(void)state;
	assert_int_equal(start(EAGAIN), STATUS_NO_THREAD);
	assert_int_equal(start(ENOMEM), STATUS_NO_MEMORY);
	assert_true(status_is_shortage(STATUS_NO_THREAD));
}

/* What the list of processes needs, among others. */
static void who_asks_by_a_thread_says_that_there_is_none(void **state)
{
	struct kernel_root root;
	struct errands errands = { .root = &root };
	struct commands commands = { 0 };
	pid_t pid = getppid(); /* of itself it would ask without a thread */

	(void)state;
	refusal = EAGAIN;
	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	assert_int_equal(commands_read(&commands, &errands, &pid, 1), STATUS_NO_THREAD);
	commands_free(&commands);
	errands_free(&errands);
	kernel_root_close(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_that_may_not_be_is_a_shortage_of_threads),
		cmocka_unit_test(who_asks_by_a_thread_says_that_there_is_none),
	};

	return cmocka_run_group_tests_name("no_thread", tests, NULL, NULL);
}
