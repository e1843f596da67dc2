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
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int arguments;
		void (*run)(char **arguments);
	} characters[] = {
		{ "watch", 1, watch },
		{ "hot", 1, hot },
		{ "lock", 1, lock },
		{ "burst", 1, burst },
		{ "write", 2, write_slowly },
	};

	for (size_t i = 0; i < COUNT_OF(characters); i++)
		if (argc >= 2 && strcmp(argv[1], characters[i].name) == 0 &&
			argc == 2 + characters[i].arguments)
			characters[i].run(argv + 2);
	fprintf(stderr, "bystander: wrong usage\n");
	return 2;
}
