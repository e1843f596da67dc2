/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * grower SHAPE STEPS: a process whose memory moves in a known way, one step a line on standard
 * input, so that a test can look at it between two steps.  Answers each line with a line.
 */
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

#include "base/macros.h"

#define STEP_BYTES (512 * 1024)

static void *held[100000];
static size_t held_count;

static void *touch(void *at, size_t size)
{
	if (!at || at == MAP_FAILED)
		_exit(1);
	memset(at, 0x5a, size);
	return at;
}

static void *map_bytes(size_t size, int flags, int descriptor, off_t offset)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, flags, descriptor, offset);
}

static void leak_malloc(int step, int steps)
{
	(void)step, (void)steps;
	for (int i = 0; i < STEP_BYTES / 4096; i++)
		held[held_count++ % 100000] = touch(malloc(4000), 4000);
}

static void leak_mmap(int step, int steps)
{
	(void)step, (void)steps;
	touch(map_bytes(STEP_BYTES, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), STEP_BYTES);
}

static void *live_on_a_stack(void *started)
{
	char bytes[256 * 1024];

	touch(bytes, sizeof(bytes));
	if (write(*(int *)started, bytes, 1) != 1)
		_exit(1);
	pause();
	return NULL;
}

static void leak_threads(int step, int steps)
{
	int ends[2];
	pthread_t thread;
	char byte;

	(void)step, (void)steps;
	if (pipe(ends) || pthread_create(&thread, NULL, live_on_a_stack, &ends[1]) ||
		read(ends[0], &byte, 1) != 1)
		_exit(1);
	close(ends[0]);
	close(ends[1]);
}

static void leak_memfd(int step, int steps)
{
	int descriptor = memfd_create("leak", MFD_CLOEXEC);

	(void)step, (void)steps;
	if (descriptor < 0 || ftruncate(descriptor, STEP_BYTES))
		_exit(1);
	touch(map_bytes(STEP_BYTES, MAP_SHARED, descriptor, 0), STEP_BYTES);
}

/* Written, never mapped: no RSS shows it. */
static void leak_unmapped_memfd(int step, int steps)
{
	static char bytes[STEP_BYTES];
	int descriptor = memfd_create("leak", MFD_CLOEXEC);

	(void)step, (void)steps;
	if (descriptor < 0 || write(descriptor, bytes, sizeof(bytes)) != sizeof(bytes))
		_exit(1);
}

/* Written under a name, never mapped: no RSS shows it, and its name stays. */
static void leak_tmpfs(int step, int steps)
{
	static char bytes[STEP_BYTES];
	static int descriptor = -1;
	char name[64];

	(void)step, (void)steps;
	snprintf(name, sizeof(name), "/dev/shm/memtop-grower.%d", (int)getpid());
	if (descriptor < 0)
		descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (descriptor < 0 || write(descriptor, bytes, sizeof(bytes)) != sizeof(bytes))
		_exit(1);
}

/* A segment that is mapped all along, and filled bit by bit. */
static void fill_segment(int step, int steps)
{
	static char *segment;

	if (!segment)
		segment = map_bytes((size_t)steps * STEP_BYTES, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	touch(segment + (size_t)step * STEP_BYTES, STEP_BYTES);
}

/* Shared memory that is there already, looked through bit by bit: nobody's memory grows. */
static void read_shared(int step, int steps)
{
	static char bytes[STEP_BYTES];
	static char *file;
	volatile char sum = 0;

	if (!file) {
		int descriptor = memfd_create("shared", MFD_CLOEXEC);

		for (int i = 0; i < steps; i++)
			if (write(descriptor, bytes, sizeof(bytes)) != sizeof(bytes))
				_exit(1);
		file = map_bytes((size_t)steps * STEP_BYTES, MAP_SHARED, descriptor, 0);
		if (file == MAP_FAILED)
			_exit(1);
	}
	for (size_t i = 0; i < STEP_BYTES; i += 4096)
		sum = (char)(sum + file[(size_t)step * STEP_BYTES + i]);
}

/* As a std::map has them: small nodes, all freed at once, and not in the order of their addresses. */
struct node {
	struct node *children[2];
	unsigned key;
	char value[24];
};

static struct node *new_node(unsigned key)
{
	struct node *node = touch(malloc(sizeof(*node)), sizeof(*node));

	*node = (struct node){ .key = key };
	return node;
}

static void insert(struct node **root, unsigned key)
{
	while (*root)
		root = &(*root)->children[key > (*root)->key];
	*root = new_node(key);
}

static void clear(struct node *node)
{
	if (!node)
		return;
	clear(node->children[0]);
	clear(node->children[1]);
	free(node);
}

/* Fill, clear, fill, clear, fill. */
static void fill_and_clear(int step, int steps)
{
	static struct node *root;
	static unsigned seed = 1;

	if (step % (steps / 3) == 0) {
		clear(root);
		root = NULL;
	}
	for (size_t i = 0; i < STEP_BYTES / sizeof(struct node); i++) {
		seed = seed * 1103515245u + 12345u;
		insert(&root, seed);
	}
}

static void grow_once(int step, int steps)
{
	if (step == steps / 3)
		touch(map_bytes(64 * STEP_BYTES, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
			64 * STEP_BYTES);
}

/* Fills for a sixth of the time, then gives all back. */
static void saw(int step, int steps)
{
	static void *block;
	int period = steps / 6;
	size_t size = (size_t)period * STEP_BYTES;

	if (step % period == 0) {
		if (block)
			munmap(block, size);
		block = map_bytes(size, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	}
	touch((char *)block + (size_t)(step % period) * STEP_BYTES, STEP_BYTES);
}

/* Twelve teeth, and a quarter of each step is never given back. */
static void leak_below_teeth(int step, int steps)
{
	static void *block;
	int period = steps / 12;
	size_t size = (size_t)period * STEP_BYTES;

	if (step % period == 0) {
		if (block)
			munmap(block, size);
		block = map_bytes(size, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	}
	touch((char *)block + (size_t)(step % period) * STEP_BYTES, STEP_BYTES);
	touch(map_bytes(STEP_BYTES / 4, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), STEP_BYTES / 4);
}

/* Eight times in all, and nothing in between. */
static void leak_in_steps(int step, int steps)
{
	if (step % (steps / 8) == 3)
		leak_mmap(step, steps);
}

/* A cache of random keys: the fuller it is, the more of them are there already. */
static void cache(int step, int steps)
{
	double before = 1 - exp(-4.0 * step / steps), after = 1 - exp(-4.0 * (step + 1) / steps);
	size_t size = (size_t)((after - before) * 64 * STEP_BYTES) & ~(size_t)4095;

	if (size)
		touch(map_bytes(size, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), size);
}

static void read_file(int step, int steps)
{
	static char *file;
	char name[] = "/var/tmp/memtop-grower.XXXXXX";
	volatile char sum = 0;

	if (!file) {
		int descriptor = mkstemp(name);

		if (descriptor < 0 || unlink(name) ||
			ftruncate(descriptor, (off_t)steps * STEP_BYTES))
			_exit(1);
		file = mmap(NULL, (size_t)steps * STEP_BYTES, PROT_READ, MAP_SHARED, descriptor, 0);
		if (file == MAP_FAILED)
			_exit(1);
	}
	for (size_t i = 0; i < STEP_BYTES; i += 4096)
		sum = (char)(sum + file[(size_t)step * STEP_BYTES + i]);
}

static void idle(int step, int steps)
{
	(void)step, (void)steps;
}

static const struct {
	const char *name;
	void (*move)(int step, int steps);
} shapes[] = {
	{ "malloc", leak_malloc },
	{ "mmap", leak_mmap },
	{ "threads", leak_threads },
	{ "memfd", leak_memfd },
	{ "held", leak_unmapped_memfd },
	{ "tmpfs", leak_tmpfs },
	{ "segment", fill_segment },
	{ "shared", read_shared },
	{ "map", fill_and_clear },
	{ "once", grow_once },
	{ "saw", saw },
	{ "teeth", leak_below_teeth },
	{ "steps", leak_in_steps },
	{ "cache", cache },
	{ "file", read_file },
	{ "idle", idle },
};

int main(int argc, char **argv)
{
	int steps = argc > 2 ? atoi(argv[2]) : 60;
	size_t shape = 0;
	char line[16];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (shape < COUNT_OF(shapes) && (argc < 2 || strcmp(shapes[shape].name, argv[1]) != 0))
		shape++;
	if (shape == COUNT_OF(shapes) || steps < 12)
		return 2;
	for (int step = 0; step < steps && fgets(line, sizeof(line), stdin); step++) {
		shapes[shape].move(step, steps);
		if (puts("moved") == EOF || fflush(stdout) == EOF)
			return 1;
	}
	pause();
	return 0;
}
