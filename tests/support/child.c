/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/child.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/fixture.h"

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "child: %s: %s\n", what, strerror(errno));
	exit(1);
}

static _Noreturn void live(int line, void (*body)(void *argument), void *argument)
{
	char c = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	do {
		if (body)
			body(argument);
	} while (write(line, "x", 1) == 1 && read(line, &c, 1) == 1);
	_exit(0);
}

static char *proc_text(pid_t pid, const char *file)
{
	char path[64];
	size_t length;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	return fixture_read_file(path, &length);
}

/* Whether it sleeps: field 3 of stat, behind the name. */
static bool sleeps(pid_t pid)
{
	char *text = proc_text(pid, "stat"), *end = strrchr(text, ')');
	bool asleep = end && strncmp(end, ") S", 3) == 0;

	free(text);
	return asleep;
}

/* Hears that body has been called, and waits until the process rests. */
static void hear(const struct child *child)
{
	int64_t deadline = clock_ms() + 20000;
	char c;

	if (read(child->line, &c, 1) != 1)
		fail("ended before it was told to");
	while (!sleeps(child->pid) && clock_ms() < deadline)
		sched_yield();
}

void child_start(struct child *child, void (*body)(void *argument), void *argument)
{
	int line[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) != 0)
		fail("socketpair");
	fflush(NULL);
	child->pid = fork();
	if (child->pid < 0)
		fail("fork");
	if (child->pid == 0) {
		close(line[0]);
		live(line[1], body, argument);
	}
	close(line[1]);
	child->line = line[0];
	hear(child);
}

void child_go_on(const struct child *child)
{
	if (write(child->line, "x", 1) != 1)
		fail("go on");
	hear(child);
}

void child_kill(const struct child *child)
{
	siginfo_t info;

	kill(child->pid, SIGKILL);
	if (waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOWAIT) != 0)
		fail("waitid");
}

void child_reap(struct child *child)
{
	if (waitpid(child->pid, NULL, 0) != child->pid)
		fail("waitpid");
	close(child->line);
	child->line = -1;
}

void child_end(struct child *child)
{
	kill(child->pid, SIGKILL);
	child_reap(child);
}

uint64_t start_ticks_of(pid_t pid)
{
	char *text = proc_text(pid, "stat"), *at = strrchr(text, ')'), *rest;
	uint64_t ticks = 0;

	/* Behind the name come the state, field 3, and so on. */
	for (int field = 3; at && field <= 22; field++)
		at = strchr(at + 1, ' ');
	if (at)
		ticks = strtoull(at, &rest, 10);
	free(text);
	return ticks;
}

bool proc_figure(uint64_t *n, pid_t pid, const char *file, const char *name)
{
	char *text = proc_text(pid, file), wanted[64], *line, *end;
	bool found;

	snprintf(wanted, sizeof(wanted), "\n%s:", name);
	line = strstr(text, wanted);
	found = line != NULL;
	if (found) {
		*n = strtoull(line + strlen(wanted), &end, 10);
		if (strncmp(end, " kB", 3) == 0)
			*n *= 1024;
	}
	free(text);
	return found;
}

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- places ---- */

#define CANNOT 77 /* exit status of a process that did not get its place */

static bool become(uid_t uid)
{
	return uid == 0 || (setgroups(0, NULL) == 0 && setgid(65534) == 0 && setuid(uid) == 0 &&
				   prctl(PR_SET_DUMPABLE, 1) == 0);
}

static bool mount_proc(const char *options)
{
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("proc", "/proc", "proc", 0, options) == 0;
}

static _Noreturn void run_body(const struct apart *apart, int (*body)(void *), void *argument)
{
	int result;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (apart->proc_options && !mount_proc(apart->proc_options))
		_exit(CANNOT);
	if (!become(apart->uid))
		_exit(CANNOT);
	result = body(argument);
	fflush(NULL);
	_exit(result);
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			fail("waitpid");
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	printf("# ended by signal %d\n", WTERMSIG(status));
	return 1;
}

/* In the namespaces already; with own PIDs only the next process is inside. */
static _Noreturn void enter(const struct apart *apart, int (*body)(void *), void *argument)
{
	pid_t pid;

	if (unshare((apart->proc_options ? CLONE_NEWNS : 0) |
		    (apart->own_pids ? CLONE_NEWPID : 0)) != 0)
		_exit(CANNOT);
	if (!apart->own_pids)
		run_body(apart, body, argument);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		/* Process 1 only reaps; the body is an ordinary process. */
		pid = fork();
		if (pid == 0)
			run_body(apart, body, argument);
		_exit(pid < 0 ? CANNOT : wait_for(pid));
	}
	_exit(wait_for(pid));
}

int run_apart(const struct apart *apart, int (*body)(void *argument), void *argument)
{
	pid_t pid;
	int result;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0)
		enter(apart, body, argument);
	result = wait_for(pid);
	return result == CANNOT ? -1 : result;
}
