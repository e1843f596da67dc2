/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Real processes that end: the kernel tells of them, with their codes and peaks, and of what is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/compiler/sanitizer.h"
#include "base/macros.h"
#include "source/exits.h"
#include "support/pass_over.h"

#define CHILDREN 300
#define MIB      ((uint64_t)1 << 20)
/* The kernel adds up what its processors counted, and each may hold some back. */
#define ROUGH       MIB
#define PATIENCE_MS 20000

struct child {
	pid_t pid;
	char name[16]; /* of this one alone: a PID may be used again while they are all made */
	int code, kill;
	uint64_t touched;
};

static struct child child_of(size_t i)
{
	struct child child = { .code = (int)(i % 97),
		.kill = i % 10 == 9 ? 9 : 0,
		.touched = (1 + i % 16) * MIB };

	snprintf(child.name, sizeof(child.name), "e %d %u", (int)getpid(), (unsigned)i % 1000);
	return child;
}

/* Ends as it should, at once. */
static _Noreturn void live(const struct child *child)
{
	char *memory = mmap(NULL, child->touched, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (memory == MAP_FAILED || prctl(PR_SET_NAME, child->name) != 0)
		_exit(255);
	memset(memory, 1, child->touched);
	if (child->kill)
		kill(getpid(), child->kill);
	_exit(child->code);
}

/*
 * All have ended, and are waited for.  Where exits is given each is taken at once: others of the machine end as
 * well, and there is room for so many.
 */
static void start_all(struct child *children, size_t count, struct exit_listener *listener,
	struct heard_exits *exits)
{
	for (size_t i = 0; i < count; i++) {
		children[i] = child_of(i);
		children[i].pid = fork();
		assert_true(children[i].pid >= 0);
		if (children[i].pid == 0)
			live(&children[i]);
		assert_int_equal(waitpid(children[i].pid, NULL, 0), children[i].pid);
		if (exits)
			exit_listener_take(listener, exits);
	}
}

static const struct task_exit *find(const struct heard_exits *exits, const struct child *child)
{
	for (size_t i = 0; i < exits->count; i++)
		if (strcmp(exits->items[i].task.name, child->name) == 0)
			return &exits->items[i].task;
	return NULL;
}

static uint64_t resident(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned long size, pages = 0;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%lu %lu", &size, &pages), 2);
	fclose(file);
	return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void check(const struct child *child, const struct task_exit *exit, uint64_t own)
{
	const int status = (int)exit->status;

	assert_int_equal(exit->extent, TASK_PROCESS);
	if (child->kill)
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == child->kill);
	else
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == child->code);
	assert_int_equal(exit->uid, getuid());
	assert_true(exit->peak_rss_bytes + ROUGH >= child->touched);
	assert_true(exit->peak_rss_bytes <= child->touched + own + ROUGH);
	assert_int_equal(exit->pid, child->pid);
}

static void each_process_that_ends_is_heard(void **state)
{
	static struct child children[CHILDREN];
	struct heard_exits exits = { .items = NULL };
	struct exit_listener *listener;
	const uint64_t own = resident();
	size_t seen = 0;

	(void)state;
	if (WITH_THREAD_SANITIZER)
		PASS_OVER(
			"the sanitizer's thread in each process ends by itself, and takes memory");
	if (exit_listener_new(&listener, EXITS_ROOM) != EXITS_RECORDED)
		PASS_OVER("the kernel does not tell this user of ends");
	start_all(children, CHILDREN, listener, &exits);
	for (size_t i = 0; i < CHILDREN; i++) {
		const struct task_exit *exit = find(&exits, &children[i]);

		if (!exit)
			continue;
		check(&children[i], exit, own);
		seen++;
	}
	assert_true(seen + exits.lost >= CHILDREN);
	assert_true(seen * 100 >= (size_t)CHILDREN * 98);
	exit_listener_free(listener);
	heard_exits_free(&exits);
}

/* As the kernel counts them: the last of the values of SO_MEMINFO. */
static uint32_t dropped(const struct exit_listener *listener)
{
	uint32_t values[9] = { 0 };
	socklen_t length = sizeof(values);

	assert_int_equal(getsockopt(exit_listener_descriptor(listener), SOL_SOCKET,
				 55 /* SO_MEMINFO */, values, &length),
		0);
	assert_true(length >= sizeof(values));
	return values[8];
}

/* Room for one or two: what does not fit is counted, and what comes then is heard again. */
static void what_is_lost_is_counted(void **state)
{
	struct child children[50];
	struct heard_exits exits = { .items = NULL };
	struct exit_listener *listener;
	struct pollfd ready;
	uint64_t lost;

	(void)state;
	if (WITH_THREAD_SANITIZER)
		PASS_OVER(
			"the sanitizer's thread in each process ends by itself, and takes memory");
	if (exit_listener_new(&listener, 1) != EXITS_RECORDED)
		PASS_OVER("the kernel does not tell this user of ends");
	start_all(children, 50, NULL, NULL);
	exit_listener_take(listener, &exits);
	assert_true(exits.lost >= 40);
	assert_true(exits.count > 0);
	lost = exits.lost;
	start_all(children, 1, NULL, NULL);
	ready = (struct pollfd){ .fd = exit_listener_descriptor(listener), .events = POLLIN };
	assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
	exits.count = 0;
	exit_listener_take(listener, &exits);
	assert_true(exits.count > 0);
	/* What was counted once is not counted again, however many of others were lost meanwhile. */
	assert_true(exits.lost >= lost);
	exit_listener_take(listener, &exits);
	assert_true(exits.lost <= dropped(listener));
	exit_listener_free(listener);
	heard_exits_free(&exits);
}

/* Forks without end; killed with this process. */
static pid_t start_storm(void)
{
	pid_t storm = fork();

	assert_true(storm >= 0);
	if (storm > 0)
		return storm;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(0);
		waitpid(pid, NULL, 0);
	}
}

/*
 * Processes end all the time, and there is room for one of them: now and then there is none for the kernel's
 * answer.
 */
static void who_begins_in_a_storm_listens(void **state)
{
	struct exit_listener *listener;
	pid_t storms[4];

	(void)state;
	if (exit_listener_new(&listener, EXITS_ROOM) != EXITS_RECORDED)
		PASS_OVER("the kernel does not tell this user of ends");
	exit_listener_free(listener);
	for (size_t i = 0; i < COUNT_OF(storms); i++)
		storms[i] = start_storm();
	for (int i = 0; i < 2000; i++) {
		assert_int_equal(exit_listener_new(&listener, 1), EXITS_RECORDED);
		exit_listener_free(listener);
	}
	for (size_t i = 0; i < COUNT_OF(storms); i++) {
		kill(storms[i], SIGKILL);
		assert_int_equal(waitpid(storms[i], NULL, 0), storms[i]);
	}
}

static void without_the_right_it_says_so(void **state)
{
	struct exit_listener *listener;
	int status;
	pid_t pid;

	(void)state;
	if (exit_listener_new(&listener, EXITS_ROOM) != EXITS_RECORDED)
		PASS_OVER("the kernel does not tell this user of ends");
	exit_listener_free(listener);
	if (getuid() != 0)
		PASS_OVER("only root can give rights up here");
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(setuid(65534) != 0 ? 99 : (int)exit_listener_new(&listener, EXITS_ROOM));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXITS_DENIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_process_that_ends_is_heard),
		cmocka_unit_test(what_is_lost_is_counted),
		cmocka_unit_test(who_begins_in_a_storm_listens),
		cmocka_unit_test(without_the_right_it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
