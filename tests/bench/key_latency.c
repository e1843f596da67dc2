/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a key takes to show.
 *
 *	key_latency [-t KEYS] MEMTOP [ARGUMENT]...
 *
 * Starts the program on a terminal of its own, refreshing all the time, presses keys at odd moments and
 * prints the time from the key to the last byte of what it paints, as lines of the table of
 * tests/bench/run.  With -t it first types KEYS, to go somewhere, and then only moves there.  A repainting for a new sample that falls into that time counts, too.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/macros.h"

#define PRESSES 600

/* This long without output means that the painting is over, in milliseconds. */
#define QUIET_MS 3
#define GIVE_UP  5.0

/* Moving repaints, sorting arranges all processes anew. */
static const char *const keys[] = { "\033OB", "\033OB", "\033[6~", "N", "\033OA", "M", "\033[5~",
	"\033OB", "I", "I" };

#define KEY_COUNT (COUNT_OF(keys))

/* Each of them moves, in a list of a thousand lines: one that does not would wait for a sample. */
static const char *const moves[KEY_COUNT] = { "\033OB", "\033[6~", "\033[6~", "\033OB", "\033OA",
	"\033[5~", "\033OB", "\033[5~", "\033OB", "\033OA" };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Reads output that comes within so many milliseconds; 0 if none does, -1 at the end. */
static ssize_t read_some(int master, int milliseconds)
{
	char bytes[65536];
	struct pollfd polled = { .fd = master, .events = POLLIN };

	if (poll(&polled, 1, milliseconds) <= 0)
		return 0;
	return read(master, bytes, sizeof(bytes)) > 0 ? 1 : -1;
}

/* Lets the screen go on for a while, and then until it is quiet; false if the program ended. */
static int settle(int master, double seconds)
{
	double end = now() + seconds;
	ssize_t got = 0;

	while (now() < end || got > 0) {
		got = read_some(master, QUIET_MS);
		if (got < 0)
			return 0;
	}
	return 1;
}

/* Seconds from a key to the last byte of its painting; negative if nothing was painted. */
static double press(int master, const char *key)
{
	double start = now(), last = -1;

	if (write(master, key, strlen(key)) < 0)
		return -1;
	while (now() - start < GIVE_UP) {
		ssize_t got = read_some(master, last < 0 ? 100 : QUIET_MS);

		if (got > 0)
			last = now() - start;
		else if (got < 0 || last >= 0)
			return last;
	}
	return last;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void show(const char *what, double seconds, const char *must, const char *aim)
{
	char figure[32];

	snprintf(figure, sizeof(figure), "%.2f ms", seconds * 1000);
	printf("%-52s %14s %18s %8s %8s %8s\n", what, figure, "-", "-", must, aim);
}

static void measure(int master, const char *const *pressed)
{
	static double times[PRESSES];
	size_t count = 0, silent = 0;

	for (size_t i = 0; i < PRESSES; i++) {
		double time;

		/* At any moment of a refresh: the waits do not fit its rhythm. */
		if (!settle(master, 0.005 + (double)(i * 37 % 53) / 1000))
			break;
		time = press(master, pressed[i % KEY_COUNT]);
		if (time >= 0)
			times[count++] = time;
		else
			silent++;
	}
	if (count == 0) {
		printf("key to painted screen: nothing was painted\n");
		return;
	}
	qsort(times, count, sizeof(times[0]), compare);
	show("key to painted screen, median", times[count / 2], "-", "-");
	show("key to painted screen, p99", times[count * 99 / 100], "50 ms", "16 ms");
	show("key to painted screen, worst", times[count - 1], "-", "-");
	if (silent > 0)
		printf("%zu of %d keys changed nothing on the screen\n", silent, PRESSES);
}

int main(int count, char **arguments)
{
	struct winsize size = { .ws_row = 50, .ws_col = 160 };
	char *program[64] = { NULL };
	const char *typed = NULL;
	int master;
	pid_t pid;

	if (count > 3 && strcmp(arguments[1], "-t") == 0) {
		typed = arguments[2];
		arguments += 2;
		count -= 2;
	}
	if (count < 2 || count > 60) {
		fprintf(stderr, "usage: key_latency [-t KEYS] MEMTOP [ARGUMENT]...\n");
		return 2;
	}
	memcpy(program, arguments + 1, (size_t)(count - 1) * sizeof(program[0]));
	if (count == 2) { /* reading nearly all the time */
		program[1] = "-d";
		program[2] = "0.1";
	}
	pid = forkpty(&master, NULL, NULL, &size);
	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execv(program[0], program);
		perror(program[0]);
		_exit(127);
	}
	settle(master, 3);
	if (typed && write(master, typed, strlen(typed)) > 0)
		settle(master, 1);
	measure(master, typed ? moves : keys);
	if (write(master, "q", 1) < 0)
		kill(pid, SIGTERM);
	settle(master, 0.2);
	close(master);
	waitpid(pid, NULL, 0);
	return 0;
}
