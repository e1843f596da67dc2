/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process that lies to every reader: forged_target WHAT [ARGUMENT]...  It says "ready" and
 * waits for its end, which is its parent's.
 *
 *	ring           the heap of a thread that has no size and leads to itself
 *	caches N       N chunks that look like a thread's cache, with 64 rings each
 *	virtual TIB    a heap without brk, beside so many TiB that were never touched
 *	chain TIB      one chunk of half of so many TiB, and what ends a heap behind it: two pages
 *	paths DIR DEPTH N   N mappings of a file, 250 bytes a level down
 *
 * forged_target passes: whether the kernel tells where pages are (PAGEMAP_SCAN, Linux 6.7).
 * forged_target peak FILE COMMAND...: the command, and in the file the most memory it had, in KiB.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/macros.h"

#define BINS 64

static void wait_for_the_end(void)
{
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}

static void *forge_heap(void *argument)
{
	char *memory = malloc(1000);
	/* struct heap_info: ar_ptr, prev, size */
	volatile uint64_t *info;

	if (!memory)
		abort();
	memset(memory, 1, 1000);
	info = (volatile uint64_t *)((uintptr_t)memory & ~(((uintptr_t)64 << 20) - 1));
	info[1] = (uint64_t)(uintptr_t)info;
	info[2] = 0;
	wait_for_the_end();
	return argument;
}

static void ring(char **arguments)
{
	pthread_t thread;

	(void)arguments;
	if (pthread_create(&thread, NULL, forge_heap, NULL) != 0)
		abort();
	for (;;)
		pause();
}

static void caches(char **arguments)
{
	uint64_t entries[BINS];

	for (size_t bin = 0; bin < BINS; bin++) {
		uint64_t *chunk = malloc(24 + 16 * bin), address = (uint64_t)(uintptr_t)chunk;

		if (!chunk)
			abort();
		entries[bin] = address;
		chunk[0] = address ^ address >> 12; /* its next is itself */
	}
	for (long left = strtol(arguments[0], NULL, 10); left > 0; left--) {
		char *cache = malloc(2 * BINS + sizeof(entries) + 8);

		if (!cache)
			abort();
		memset(cache, 0xff, 2 * BINS);
		memcpy(cache + 2 * BINS, entries, sizeof(entries));
	}
	wait_for_the_end();
}

/* Chunks that malloc had to map memory for. */
static void heap_without_brk(void)
{
	uintptr_t end = ((uintptr_t)sbrk(0) + 4095) & ~(uintptr_t)4095;

	mallopt(M_MMAP_THRESHOLD, 1 << 25);
	mmap((void *)end, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
		0);
	for (int i = 0; i < 3000; i++) {
		/* Volatile: a compiler may leave out memory that is not used. */
		char *volatile memory = malloc(1000);

		if (!memory)
			abort();
		memset(memory, 1, 1000);
	}
}

static void virtual(char **arguments)
{
	size_t bytes = strtoul(arguments[0], NULL, 10) << (sizeof(size_t) > 4 ? 40 : 20);

	heap_without_brk();
	if (mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		    -1, 0) == MAP_FAILED)
		perror("mmap");
	wait_for_the_end();
}

static void chain(char **arguments)
{
#if UINTPTR_MAX > UINT32_MAX
	size_t bytes = strtoul(arguments[0], NULL, 10) << 40;
	uint64_t *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (start == MAP_FAILED)
		abort();
	start[1] = (bytes / 2) | 1;
	start[bytes / 2 / sizeof(*start) + 1] = 1;
#endif
	(void)arguments;
	heap_without_brk();
	wait_for_the_end();
}

static int deep_file(const char *directory, long depth)
{
	char name[251];
	int file;

	memset(name, 'd', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	if (chdir(directory) != 0)
		abort();
	for (; depth > 0; depth--)
		if ((mkdir(name, 0700) != 0 && errno != EEXIST) || chdir(name) != 0)
			abort();
	file = open("f", O_RDWR | O_CREAT, 0600);
	if (file < 0 || ftruncate(file, 8192) != 0)
		abort();
	return file;
}

static void paths(char **arguments)
{
	int file = deep_file(arguments[0], strtol(arguments[1], NULL, 10));

	/* Neighbours that differ, so that the kernel does not join them. */
	for (long left = strtol(arguments[2], NULL, 10); left > 0; left--)
		mmap(NULL, 4096, PROT_READ | (left & 1 ? PROT_WRITE : 0), MAP_PRIVATE, file,
			left & 1 ? 4096 : 0);
	wait_for_the_end();
}

static const struct {
	const char *name;
	void (*make)(char **arguments);
	int arguments;
} kinds[] = { { "ring", ring, 0 }, { "caches", caches, 1 }, { "virtual", virtual, 1 },
	{ "chain", chain, 1 }, { "paths", paths, 3 } };

static int peak(char **arguments)
{
	pid_t pid = fork();
	struct rusage usage;
	FILE *file;
	int status;

	if (pid == 0) {
		execvp(arguments[1], arguments + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		return 126;
	file = fopen(arguments[0], "w");
	if (!file)
		return 125;
	fprintf(file, "%ld\n", usage.ru_maxrss);
	fclose(file);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 124;
}

/* A request of no size is one that such a kernel refuses, and an older one does not know. */
static int passes(void)
{
	int file = open("/proc/self/pagemap", O_RDONLY);
	uint64_t argument[12] = { 0 };

	return file >= 0 && ioctl(file, _IOWR('f', 16, argument), argument) < 0 && errno == EINVAL
		       ? 0
		       : 1;
}

int main(int argc, char **argv)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (argc > 3 && strcmp(argv[1], "peak") == 0)
		return peak(argv + 2);
	if (argc == 2 && strcmp(argv[1], "passes") == 0)
		return passes();
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (argc > 1 && strcmp(argv[1], kinds[i].name) == 0 &&
			argc == 2 + kinds[i].arguments)
			kinds[i].make(argv + 2);
	return 2;
}
