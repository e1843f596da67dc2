/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the pressure probe's balloon costs, in microseconds, beside a plain process that does the
 * same.  PROGRAM is memtop-balloon.
 *	balloon fill MIB PROGRAM      it takes so much, in steps, while there is free memory
 *	balloon fill MIB              a plain loop takes so much, with the same content
 *	balloon kill MIB PROGRAM      its supervisor is killed: until all of its memory is free
 *	balloon kill MIB              a plain process of that size is killed: likewise
 *	balloon stop MIB PROGRAM      its supervisor is stopped: likewise
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "probe/balloon/balloon.h"
#include "probe/balloon/link.h"

#define MIB  ((size_t)1 << 20)
#define STEP (64 * MIB)

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "balloon: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The same pieces and the same content as the balloon's; see probe/balloon/main.c. */
static void fill_plainly(size_t size)
{
	uint64_t x = 88172645463325252u;

	for (size_t done = 0; done < size; done += BALLOON_PIECE) {
		uint64_t *words = mmap(NULL, BALLOON_PIECE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (words == MAP_FAILED)
			fail("mmap");
		madvise(words, BALLOON_PIECE, MADV_NOHUGEPAGE);
		for (size_t i = 0; i < BALLOON_PIECE / sizeof(*words); i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			words[i] = x;
		}
	}
}

/* Hears what the balloon says, until *done is as wanted. */
static void hear(struct balloon_link *link, const bool *done, bool wanted)
{
	while (*done != wanted) {
		struct pollfd replies = { .fd = link->replies, .events = POLLIN };

		poll(&replies, 1, 250);
		balloon_beat(link);
		balloon_hear(link);
		if (link->gone) {
			fputs("balloon: it ended\n", stderr);
			exit(1);
		}
	}
}

static void start(struct balloon_link *link, const char *path)
{
	struct message message = { "" };
	int program;

	if (balloon_open_program(&program, path, &message) != STATUS_OK ||
		balloon_start(link, program, 60, &message) != STATUS_OK) {
		fprintf(stderr, "balloon: %s\n", message.text);
		exit(1);
	}
	hear(link, &link->ready, true);
}

static void grow(struct balloon_link *link, size_t size)
{
	for (size_t done = 0; done < size; done += STEP) {
		balloon_grow(link, size - done < STEP ? size - done : STEP);
		hear(link, &link->growing, false);
	}
}

/* Runs in a child: holds so much, tells its holder's number, and goes on as a supervisor does. */
static _Noreturn void hold(int told, size_t size, const char *path)
{
	struct balloon_link link = { .pid = getpid() };
	static const bool never;

	if (path) {
		start(&link, path);
		grow(&link, size);
	} else {
		fill_plainly(size);
	}
	if (write(told, &link.pid, sizeof(link.pid)) != (ssize_t)sizeof(link.pid))
		fail("write");
	if (path)
		hear(&link, &never, true);
	for (;;)
		pause();
}

static int64_t time_fill(size_t size, const char *path)
{
	struct balloon_link link;
	int64_t start_us;

	if (path)
		start(&link, path);
	start_us = now_us();
	if (path)
		grow(&link, size);
	else
		fill_plainly(size);
	start_us = now_us() - start_us;
	if (path)
		balloon_end(&link);
	return start_us;
}

/*
 * From the signal to the end of the process that holds the memory.  A process that has ended holds none any
 * more, even before its parent waits for it: kernel/exit.c, do_exit(), exit_mm() before exit_notify().
 */
static int64_t time_end(size_t size, const char *path, int signal_number)
{
	struct pollfd end = { .events = POLLIN };
	pid_t supervisor, holder;
	int told[2];
	int64_t start_us;

	if (pipe(told) != 0 || (supervisor = fork()) < 0)
		fail("fork");
	if (supervisor == 0)
		hold(told[1], size, path);
	close(told[1]);
	if (read(told[0], &holder, sizeof(holder)) != (ssize_t)sizeof(holder))
		exit(1);
	end.fd = (int)syscall(SYS_pidfd_open, holder, 0);
	if (end.fd < 0)
		fail("pidfd_open");
	start_us = now_us();
	kill(supervisor, signal_number);
	poll(&end, 1, -1);
	start_us = now_us() - start_us;
	kill(supervisor, SIGKILL);
	waitpid(supervisor, NULL, 0);
	return start_us;
}

static int64_t measure(const char *what, size_t size, const char *path)
{
	if (strcmp(what, "fill") == 0)
		return time_fill(size, path);
	if (strcmp(what, "kill") == 0)
		return time_end(size, path, SIGKILL);
	if (strcmp(what, "stop") == 0 && path)
		return time_end(size, path, SIGSTOP);
	fprintf(stderr, "balloon: wrong usage\n");
	exit(2);
}

int main(int argc, char **argv)
{
	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: balloon fill|kill|stop MIB [PROGRAM]\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	printf("%lld\n", (long long)measure(argv[1], strtoul(argv[2], NULL, 10) * MIB, argv[3]));
	return 0;
}
