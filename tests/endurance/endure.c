/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * endure SECONDS MEMTOP [ARGUMENT]...: memtop on a terminal for so long, and whether its memory of its
 * own (RssAnon) grows.  What is read each second is cut into twelve parts; after the first three, in
 * which history fills, it may grow by 1 MiB an hour, and by 512 KiB in any case: a median of a part is
 * a page or two off, not more.  Threads must not become more either.  Speaks TAP.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define PARTS       12 /* the first PARTS / 4 are for history to fill */
#define PATIENCE_S  60
#define GROWTH_KIB  512.0
#define KIB_AN_HOUR 1024.0

struct endurance {
	long seconds, read; /* of which so many were read */
	long *anonymous;    /* KiB, each second */
	long threads_most, threads_first;
	pid_t pid;
	int terminal;
};

static _Noreturn void fail(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(99);
}

/* ---- the program ---- */

static void start(struct endurance *test, char **command)
{
	struct winsize size = { .ws_row = 40, .ws_col = 160 };

	test->pid = forkpty(&test->terminal, NULL, NULL, &size);
	if (test->pid < 0)
		fail("forkpty");
	if (test->pid > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setenv("TERM", "xterm-256color", 1);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	execv(command[0], command);
	_exit(127);
}

/* Takes what it paints; false once it has ended. */
static bool take_output(struct endurance *test)
{
	char bytes[1 << 16];

	return read(test->terminal, bytes, sizeof(bytes)) > 0;
}

/* A line "NAME:  N" of its status; -1 without one. */
static long figure(const struct endurance *test, const char *name)
{
	char path[32], line[128];
	long n = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)test->pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
			n = strtol(line + strlen(name) + 1, NULL, 10);
	if (file)
		fclose(file);
	return n;
}

static void look(struct endurance *test)
{
	long threads = figure(test, "Threads");

	test->anonymous[test->read++] = figure(test, "RssAnon");
	if (test->read <= test->seconds / 4)
		test->threads_first = threads > test->threads_first ? threads : test->threads_first;
	test->threads_most = threads > test->threads_most ? threads : test->threads_most;
}

/* False if it ended before its time. */
static bool watch(struct endurance *test)
{
	const struct itimerspec every = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	struct pollfd polls[] = { { .fd = test->terminal, .events = POLLIN },
		{ .fd = timer, .events = POLLIN } };
	uint64_t ticks;

	if (timer < 0 || timerfd_settime(timer, 0, &every, NULL) != 0)
		fail("timer");
	while (test->read < test->seconds) {
		if (poll(polls, 2, -1) < 0 && errno != EINTR)
			fail("poll");
		if (polls[0].revents && !take_output(test))
			return false;
		if ((polls[1].revents & POLLIN) && read(timer, &ticks, sizeof(ticks)) > 0)
			look(test);
	}
	close(timer);
	return true;
}

/* The exit status after q; -1 if it does not end, or not by itself. */
static int quit(struct endurance *test)
{
	int status;

	if (write(test->terminal, "q", 1) != 1)
		return -1;
	alarm(PATIENCE_S);
	while (take_output(test))
		;
	if (waitpid(test->pid, &status, 0) != test->pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* ---- the verdict ---- */

static int by_size(const void *a, const void *b)
{
	long first = *(const long *)a, second = *(const long *)b;

	return (first > second) - (first < second);
}

static double median(const long *figures, long count)
{
	long *sorted = calloc((size_t)count + 1, sizeof(*sorted));
	double middle;

	if (!sorted)
		fail("calloc");
	memcpy(sorted, figures, (size_t)count * sizeof(*sorted));
	qsort(sorted, (size_t)count, sizeof(*sorted), by_size);
	middle = (double)(sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
	free(sorted);
	return middle;
}

static double part(const struct endurance *test, long number)
{
	long length = test->seconds / PARTS;

	return median(test->anonymous + number * length, length);
}

/* From the first third of what counts to the last. */
static bool is_bounded(const struct endurance *test)
{
	long third = (PARTS - PARTS / 4) / 3;
	double first = 0, last = 0, hours, slope, most;

	for (long i = 0; i < third; i++) {
		first += part(test, PARTS / 4 + i) / (double)third;
		last += part(test, PARTS - third + i) / (double)third;
	}
	hours = (double)test->seconds * 2 / 4 / 3600;
	slope = (last - first) / hours;
	most = KIB_AN_HOUR * hours;
	printf("# RssAnon in KiB, twelve parts of %ld s:", test->seconds / PARTS);
	for (long i = 0; i < PARTS; i++)
		printf(" %.0f", part(test, i));
	printf("\n# %.0f KiB more after %.0f s: %.0f KiB an hour; threads %ld, at first %ld\n",
		last - first, hours * 3600, slope, test->threads_most, test->threads_first);
	return last - first <= (most > GROWTH_KIB ? most : GROWTH_KIB);
}

static int say(int number, bool good, const char *what)
{
	printf("%s %d - %s\n", good ? "ok" : "not ok", number, what);
	fflush(stdout);
	return good ? 0 : 1;
}

int main(int count, char **arguments)
{
	struct endurance test = { .seconds = count > 2 ? strtol(arguments[1], NULL, 10) : 0 };
	int failed;

	if (test.seconds < PARTS) {
		fprintf(stderr, "usage: endure SECONDS MEMTOP [ARGUMENT]...\n");
		return 2;
	}
	test.anonymous = calloc((size_t)test.seconds, sizeof(*test.anonymous));
	if (!test.anonymous)
		fail("calloc");
	printf("1..4\n");
	start(&test, arguments + 2);
	failed = say(1, watch(&test), "it runs on");
	failed += say(2, test.read == test.seconds && is_bounded(&test),
		"memory of its own does not grow");
	failed += say(3, test.threads_most <= test.threads_first + 1, "nor do threads");
	failed += say(4, quit(&test) == 0, "it ends well by q");
	free(test.anonymous);
	return failed ? 1 : 0;
}
