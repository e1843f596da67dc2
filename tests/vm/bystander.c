/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What else runs in a virtual machine while the probe does: one program, several characters.
 * Each runs until it is killed.
 *
 *	bystander watch FILE        every 10 ms touches 4 MiB of its own and some of FILE; after the
 *	                            first round, and on each SIGUSR1, prints "latency_us N", the
 *	                            worst round since the last
 *	bystander hot FILE          keeps FILE mapped and every page of it in use
 *	bystander lock FILE         maps FILE and locks it
 *	bystander burst MIB         takes so much every 700 ms, for 300 ms
 *	bystander write FILE KIB    writes so much every 100 ms, over and over in 64 MiB
 *	bystander resident          for each path of standard input prints "BYTES PATH", what is cached of it;
 *	                            then ends
 *	bystander press FILE PROGRAM [ARGUMENT]...
 *	                            runs it on a terminal; for each line "TEXT<tab>KEYS" of FILE waits
 *	                            for the text, prints "SEEN TEXT" and types the keys; ends once all
 *	                            are seen, or with "MISSED TEXT" after ten minutes
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
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/macros.h"

#define MIB  ((size_t)1 << 20)
#define PAGE ((size_t)4096)

static _Noreturn void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static volatile char *map_file(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY);
	struct stat status;
	void *at;

	if (fd < 0 || fstat(fd, &status) != 0)
		fail(path);
	*size = (size_t)status.st_size;
	at = mmap(NULL, *size, PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		fail(path);
	close(fd);
	return at;
}

static void touch_all(volatile char *at, size_t size)
{
	for (size_t i = 0; i < size; i += PAGE)
		(void)at[i];
}

static volatile char *own_memory(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		fail("mmap");
	memset(at, 1, size);
	return at;
}

static int usr1(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_NONBLOCK);
}

static void watch(char **arguments)
{
	size_t size;
	volatile char *file = map_file(arguments[0], &size), *own = own_memory(4 * MIB);
	struct signalfd_siginfo info;
	int signals = usr1();
	int64_t worst = 0;
	bool first = true;

	for (;;) {
		int64_t start = now_us(), took;

		poll(NULL, 0, 10);
		touch_all(own, 4 * MIB);
		touch_all(file, size < 4 * MIB ? size : 4 * MIB);
		took = now_us() - start - 10000;
		worst = took > worst ? took : worst;
		if (read(signals, &info, sizeof(info)) != (ssize_t)sizeof(info) && !first)
			continue;
		first = false;
		printf("latency_us %lld\n", (long long)worst);
		fflush(stdout);
		worst = 0;
	}
}

static void hot(char **arguments)
{
	size_t size;
	volatile char *file = map_file(arguments[0], &size);

	for (;;) {
		touch_all(file, size);
		poll(NULL, 0, 100);
	}
}

static void lock(char **arguments)
{
	size_t size;
	volatile char *file = map_file(arguments[0], &size);

	if (mlock((const void *)(uintptr_t)file, size) != 0)
		fail("mlock");
	for (;;)
		pause();
}

static void burst(char **arguments)
{
	size_t size = strtoul(arguments[0], NULL, 10) * MIB;

	for (;;) {
		volatile char *own = own_memory(size);

		poll(NULL, 0, 300);
		munmap((void *)(uintptr_t)own, size);
		poll(NULL, 0, 400);
	}
}

static void write_slowly(char **arguments)
{
	int fd = open(arguments[0], O_WRONLY | O_CREAT, 0644);
	size_t size = strtoul(arguments[1], NULL, 10) * 1024;
	char *bytes = malloc(size);
	off_t at = 0;

	if (fd < 0 || !bytes)
		fail(arguments[0]);
	memset(bytes, 7, size);
	for (;;) {
		if (pwrite(fd, bytes, size, at) != (ssize_t)size)
			fail(arguments[0]);
		at = (at + (off_t)size) % (off_t)(64 * MIB);
		poll(NULL, 0, 100);
	}
}

/* By mincore, which tells the owner of a file the truth; a mapping that is not touched brings nothing in. */
static void resident(char **arguments)
{
	char path[4096];

	(void)arguments;
	while (fgets(path, sizeof(path), stdin)) {
		size_t size, bytes = 0;
		volatile char *at;
		unsigned char *pages;

		path[strcspn(path, "\n")] = '\0';
		at = map_file(path, &size);
		pages = calloc(size / PAGE + 1, 1);
		if (!pages || mincore((void *)(uintptr_t)at, size, pages) != 0)
			fail(path);
		for (size_t i = 0; i < (size + PAGE - 1) / PAGE; i++)
			bytes += pages[i] & 1 ? PAGE : 0;
		printf("%zu %s\n", bytes, path);
		free(pages);
		munmap((void *)(uintptr_t)at, size);
	}
	exit(0);
}

#define SEEN_MOST ((size_t)1 << 20)

/* What a terminal shows; text that lies in pieces is painted anew, as a whole, once asked for. */
struct terminal {
	int fd;
	size_t length;
	char seen[SEEN_MOST + 1];
};

static bool wait_for(struct terminal *terminal, const char *text)
{
	int64_t now = now_us(), end = now + INT64_C(600) * 1000000;
	int64_t anew = now + INT64_C(2) * 1000000;

	for (; now < end; now = now_us()) {
		struct pollfd ready = { .fd = terminal->fd, .events = POLLIN };
		ssize_t got;

		if (now >= anew) {
			anew = now + INT64_C(4) * 1000000;
			if (write(terminal->fd, "\f", 1) != 1)
				return false;
		}
		if (poll(&ready, 1, 200) == 0)
			continue;
		if (terminal->length == SEEN_MOST)
			terminal->length = 0;
		got = read(terminal->fd, terminal->seen + terminal->length,
			SEEN_MOST - terminal->length);
		if (got <= 0)
			return false;
		terminal->length += (size_t)got;
		if (memmem(terminal->seen, terminal->length, text, strlen(text)))
			return true;
	}
	return false;
}

static void press(char **arguments)
{
	static struct terminal terminal;
	const struct winsize size = { .ws_row = 40, .ws_col = 120 };
	FILE *script = fopen(arguments[0], "r");
	pid_t pid = script ? forkpty(&terminal.fd, NULL, NULL, &size) : -1;
	char line[256];

	if (pid < 0)
		fail(arguments[0]);
	if (pid == 0) {
		execvp(arguments[1], arguments + 1);
		fail(arguments[1]);
	}
	while (fgets(line, sizeof(line), script)) {
		char *keys = strchr(line, '\t');
		bool seen;

		line[strcspn(line, "\n")] = '\0';
		if (keys)
			*keys++ = '\0';
		seen = wait_for(&terminal, line);
		printf("%s %s\n", seen ? "SEEN" : "MISSED", line);
		fflush(stdout);
		terminal.length = 0;
		if (!seen || (keys && *keys && write(terminal.fd, keys, strlen(keys)) < 0))
			break;
	}
	kill(pid, SIGTERM);
	exit(0);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int arguments; /* -1: two and more */
		void (*run)(char **arguments);
	} characters[] = {
		{ "watch", 1, watch },
		{ "hot", 1, hot },
		{ "lock", 1, lock },
		{ "burst", 1, burst },
		{ "write", 2, write_slowly },
		{ "resident", 0, resident },
		{ "press", -1, press },
	};

	for (size_t i = 0; i < COUNT_OF(characters); i++)
		if (argc >= 2 && strcmp(argv[1], characters[i].name) == 0 &&
			(characters[i].arguments < 0 ? argc >= 4
						     : argc == 2 + characters[i].arguments))
			characters[i].run(argv + 2);
	fprintf(stderr, "bystander: wrong usage\n");
	return 2;
}
