/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crowd [-n COUNT] [-m KIB] [-c RATE] [-g GUESTS] COMMAND [ARGUMENT]...
 * Runs the command in a crowd: COUNT idle processes with KIB of touched memory of their own each, and
 * RATE a second that come and go, GUESTS of them at a time.  They all end with it; its exit status is
 * the command's.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TICK_NS 10000000 /* those that come and go are forked in bunches, a bunch a tick */

struct crowd {
	long count, kib, rate, guests;
	pid_t *pids;
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Ends with the parent, whatever ends that. */
static void hang_on(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(1);
}

static _Noreturn void idle(pid_t parent, size_t bytes)
{
	char *memory =
		mmap(NULL, bytes + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	hang_on(parent);
	if (memory == MAP_FAILED)
		_exit(1);
	memset(memory, 1, bytes);
	kill(getpid(),
		SIGSTOP); /* tells the parent that it is ready; then sleeps until it is killed */
	for (;;)
		pause();
}

static void start_idle(struct crowd *crowd)
{
	pid_t self = getpid();
	int status;

	crowd->pids = calloc((size_t)crowd->count + 1, sizeof(*crowd->pids));
	if (!crowd->pids)
		fail("no memory");
	for (long i = 0; i < crowd->count; i++) {
		crowd->pids[i] = fork();
		if (crowd->pids[i] < 0)
			fail("fork");
		if (crowd->pids[i] == 0)
			idle(self, (size_t)crowd->kib * 1024);
	}
	for (long i = 0; i < crowd->count; i++) {
		if (waitpid(crowd->pids[i], &status, WUNTRACED) < 0 || !WIFSTOPPED(status))
			fail("an idle process ended");
		kill(crowd->pids[i], SIGCONT);
	}
}

/* A descriptor that becomes readable every TICK_NS. */
static int start_ticks(void)
{
	const struct itimerspec ticks = { { .tv_nsec = TICK_NS }, { .tv_nsec = TICK_NS } };
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

	if (timer < 0 || timerfd_settime(timer, 0, &ticks, NULL) != 0)
		fail("timer");
	return timer;
}

static pid_t start_guest(pid_t host)
{
	pid_t pid = fork();

	if (pid == 0) {
		hang_on(host);
		pause();
		_exit(0);
	}
	return pid;
}

/* Forks rate processes a second, and ends each when as many more have come as there may be. */
static _Noreturn void come_and_go(pid_t parent, const struct crowd *crowd)
{
	pid_t *guests = calloc((size_t)crowd->guests, sizeof(*guests)), self = getpid();
	uint64_t ticks, owed = 0;
	size_t next = 0;
	int timer = start_ticks();

	hang_on(parent);
	if (!guests)
		fail("no memory");
	signal(SIGCHLD, SIG_IGN);
	while (read(timer, &ticks, sizeof(ticks)) == sizeof(ticks)) {
		owed += ticks * (uint64_t)crowd->rate;
		for (; owed >= 1000000000 / TICK_NS; owed -= 1000000000 / TICK_NS) {
			if (guests[next] > 0)
				kill(guests[next], SIGKILL);
			guests[next] = start_guest(self);
			next = (next + 1) % (size_t)crowd->guests;
		}
	}
	fail("timer");
}

static int run(char **command)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		execvp(command[0], command);
		fprintf(stderr, "crowd: %s: %s\n", command[0], strerror(errno));
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			fail("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void end(const struct crowd *crowd, pid_t churn)
{
	if (churn > 0) {
		kill(churn, SIGKILL);
		waitpid(churn, NULL, 0);
	}
	for (long i = 0; i < crowd->count; i++)
		kill(crowd->pids[i], SIGKILL);
	for (long i = 0; i < crowd->count; i++)
		waitpid(crowd->pids[i], NULL, 0);
}

static long number(const char *text)
{
	char *end_of_number;
	long n = strtol(text, &end_of_number, 10);

	if (*end_of_number || end_of_number == text || n < 0) {
		fprintf(stderr, "crowd: '%s' is no number\n", text);
		exit(2);
	}
	return n;
}

int main(int count, char **arguments)
{
	struct crowd crowd = { .kib = 64, .guests = 32 };
	pid_t churn = 0, self = getpid();
	int option, status;

	while ((option = getopt(count, arguments, "+n:m:c:g:")) != -1) {
		long *value = option == 'n'   ? &crowd.count
			      : option == 'm' ? &crowd.kib
			      : option == 'c' ? &crowd.rate
					      : &crowd.guests;

		if (option == '?')
			return 2;
		*value = number(optarg);
	}
	if (optind >= count || crowd.guests == 0)
		return 2;
	start_idle(&crowd);
	if (crowd.rate && (churn = fork()) == 0)
		come_and_go(self, &crowd);
	status = run(arguments + optind);
	end(&crowd, churn);
	free(crowd.pids);
	return status;
}
