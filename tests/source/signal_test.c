/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A signal reaches the process that was meant, or none; one that comes to memtop is no failure of a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/compiler/sanitizer.h"
#include "base/macros.h"
#include "source/file.h"
#include "source/signal.h"
#include "support/child.h"
#include "support/made_tree.h"
#include "support/pass_over.h"

static void names_itself(void *name)
{
	if (prctl(PR_SET_NAME, name) != 0)
		_exit(1);
}

static int how_it_ended(const struct child *child)
{
	int status;

	assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
	close(child->line);
	return status;
}

static void the_process_that_is_meant_gets_it(void **state)
{
	struct message message;
	struct child child;
	int status;

	(void)state;
	child_start(&child, NULL, NULL);
	assert_int_equal(process_signal(child.pid, start_ticks_of(child.pid), SIGTERM, &message),
		STATUS_OK);
	assert_non_null(strstr(message.text, "SIGTERM"));
	status = how_it_ended(&child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
}

/* Parentheses, blanks and digits in a name must not be taken for fields of stat. */
static void a_hostile_name_does_not_confuse(void **state)
{
	static char names[][16] = { ") S 1 2 3", "a b) (c", "))) 1 1 1 1 1 1", "\n1\n2) R 1" };
	struct message message;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct child child;

		child_start(&child, names_itself, names[i]);
		assert_int_equal(
			process_signal(child.pid, start_ticks_of(child.pid), SIGKILL, &message),
			STATUS_OK);
		assert_int_equal(WTERMSIG(how_it_ended(&child)), SIGKILL);
	}
}

static void another_process_with_that_pid_gets_nothing(void **state)
{
	struct message message;
	struct child child;
	siginfo_t info = { 0 };

	(void)state;
	child_start(&child, NULL, NULL);
	assert_int_equal(
		process_signal(child.pid, start_ticks_of(child.pid) - 1, SIGKILL, &message),
		STATUS_GONE);
	assert_non_null(strstr(message.text, "ended"));
	assert_int_equal(process_signal(child.pid, 0, SIGKILL, NULL), STATUS_GONE);
	assert_int_equal(process_signal(child.pid, UINT64_MAX, SIGKILL, NULL), STATUS_GONE);
	/* It answers, so it lives. */
	child_go_on(&child);
	assert_int_equal(waitid(P_PID, (id_t)child.pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
	assert_int_equal(info.si_pid, 0);
	child_end(&child);
}

static void who_has_ended_gets_nothing(void **state)
{
	struct message message;
	struct child child;
	uint64_t ticks;

	(void)state;
	child_start(&child, NULL, NULL);
	ticks = start_ticks_of(child.pid);
	child_end(&child);
	assert_int_equal(process_signal(child.pid, ticks, SIGTERM, &message), STATUS_GONE);
	assert_true(message.text[0] != '\0');
}

static void what_is_no_pid_or_no_signal_is_told(void **state)
{
	struct message message;
	struct child child;

	(void)state;
	assert_int_not_equal(process_signal(-1, 1, SIGTERM, &message), STATUS_OK);
	assert_int_not_equal(process_signal(0, 1, SIGTERM, &message), STATUS_OK);
	child_start(&child, NULL, NULL);
	assert_int_not_equal(process_signal(child.pid, start_ticks_of(child.pid), 9999, &message),
		STATUS_OK);
	assert_true(message.text[0] != '\0');
	child_go_on(&child);
	child_end(&child);
}

static int signal_as_nobody(void *argument)
{
	const struct child *child = argument;
	struct message message;

	CHECK(process_signal(child->pid, start_ticks_of(child->pid), SIGKILL, &message) ==
		STATUS_DENIED);
	CHECK(strstr(message.text, "permission") != NULL);
	return 0;
}

static void others_processes_are_refused(void **state)
{
	struct child child;
	int result;

	(void)state;
	child_start(&child, NULL, NULL);
	result = run_apart(&(struct apart){ .uid = 65534 }, signal_as_nobody, &child);
	child_go_on(&child);
	child_end(&child);
	if (result < 0)
		PASS_OVER("another user takes root");
	assert_int_equal(result, 0);
}

static int signal_in_own_pids(void *argument)
{
	struct message message;

	(void)argument;
	CHECK(process_signal(1, 0, SIGCONT, &message) == STATUS_REFUSED);
	CHECK(strstr(message.text, "PID namespace") != NULL);
	return 0;
}

static void where_proc_has_other_pids_nothing_is_sent(void **state)
{
	int result;

	(void)state;
	result = run_apart(&(struct apart){ .own_pids = true }, signal_in_own_pids, NULL);
	if (result < 0)
		PASS_OVER("another PID namespace takes root");
	assert_int_equal(result, 0);
}

#define PAUSE_MS 50

static volatile sig_atomic_t caught;

static void catch (int number)
{
	caught = number;
}

/* A child that interrupts who opens the FIFO, and opens it itself only then. */
static pid_t start_writer(int directory)
{
	pid_t parent = getpid(), child = fork();

	if (child != 0)
		return child;
	poll(NULL, 0, PAUSE_MS);
	kill(parent, SIGUSR1);
	poll(NULL, 0, PAUSE_MS);
	_exit(openat(directory, "fifo", O_WRONLY) < 0);
}

static void a_signal_ends_no_open(void **state)
{
	const struct sigaction action = { .sa_handler = catch }; /* without SA_RESTART */
	struct made_tree tree;
	int directory, file, status;
	pid_t child;

	(void)state;
	tree_make(&tree);
	directory = open(tree.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(directory >= 0);
	assert_int_equal(mkfifoat(directory, "fifo", 0600), 0);
	assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
	child = start_writer(directory);
	file = file_open(directory, "fifo", O_RDONLY);
	assert_true(file >= 0);
	/* The sanitizer of threads calls the handler at a later moment. */
	if (!WITH_THREAD_SANITIZER)
		assert_int_equal(caught, SIGUSR1);
	assert_int_equal(fcntl(file, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(file);
	close(directory);
	tree_remove(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_process_that_is_meant_gets_it),
		cmocka_unit_test(a_hostile_name_does_not_confuse),
		cmocka_unit_test(another_process_with_that_pid_gets_nothing),
		cmocka_unit_test(who_has_ended_gets_nothing),
		cmocka_unit_test(what_is_no_pid_or_no_signal_is_told),
		cmocka_unit_test(others_processes_are_refused),
		cmocka_unit_test(where_proc_has_other_pids_nothing_is_sent),
		cmocka_unit_test(a_signal_ends_no_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
