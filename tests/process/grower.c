/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * grower SHAPE STEPS: a process whose memory moves in a known way, one step a line on standard
 * input, so that a test can look at it between two steps.  Answers each line with a line.
 * grower --list: the shapes.
 */
#include <fcntl.h>
#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
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

/* Shared memory that is there already, looked through bit by bit: no memory grows. */
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

/* ---- more of them, for tests/zoo ---- */

/* Given up again at once: resident until the kernel wants it. */
static void give_up(int step, int steps)
{
	void *block = touch(map_bytes(STEP_BYTES, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), STEP_BYTES);

	(void)step, (void)steps;
	if (madvise(block, STEP_BYTES, MADV_FREE))
		_exit(1);
}

/* Chunks that malloc maps, each by itself. */
static void leak_large_chunks(int step, int steps)
{
	(void)step, (void)steps;
	held[held_count++ % 100000] = touch(malloc(STEP_BYTES), STEP_BYTES);
}

static void swap_large_chunks(int step, int steps)
{
	static void *last;

	(void)step, (void)steps;
	free(last);
	last = touch(malloc(8 * STEP_BYTES), 8 * STEP_BYTES);
}

static void take_many(size_t count, size_t size)
{
	while (count--)
		held[held_count++] = touch(malloc(size), size);
}

/* Small chunks, all freed at half time, but the last: malloc keeps them. */
static void free_and_keep(int step, int steps)
{
	if (step == steps / 2)
		while (held_count > 1)
			free(held[--held_count - 1]);
	else if (step < steps / 2)
		take_many(256, 2000);
}

/* What was freed at the start is filled again, so that all in all nothing grows. */
static void leak_inside(int step, int steps)
{
	if (step == 0) {
		take_many((size_t)steps * 256, 2000);
		while (held_count > 1)
			free(held[--held_count - 1]);
	}
	take_many(128, 2000);
}

static void fragment(int step, int steps)
{
	(void)steps;
	if (step < 40)
		take_many(256, 2000);
	if (step == 40)
		for (size_t i = 0; i < held_count; i++)
			if (i % 2)
				free(held[i]);
}

/* Never touched: address space alone, each mapping with a page between it and the next. */
static void many_mappings(int step, int steps)
{
	(void)step, (void)steps;
	for (int i = 0; i < 16; i++)
		if (mmap(NULL, 8192, i % 2 ? PROT_NONE : PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			    0) == MAP_FAILED)
			_exit(1);
}

/* Pages of a file, far from one another: page tables, and hardly anything else. */
static void page_tables(int step, int steps)
{
	static const size_t far = 2 << 20;
	static volatile char *space;
	char sum = 0;

	if (!space) {
		space = mmap(NULL, (size_t)steps * 64 * far, PROT_READ,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (space == MAP_FAILED ||
			madvise((void *)space, (size_t)steps * 64 * far, MADV_NOHUGEPAGE))
			_exit(1);
	}
	for (size_t i = 0; i < 64; i++)
		sum = (char)(sum + space[((size_t)step * 64 + i) * far]);
}

static void untouched(int step, int steps)
{
	(void)step, (void)steps;
	map_bytes(64 * STEP_BYTES, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static void doubling_table(int step, int steps)
{
	static char *table;
	static size_t size;

	(void)steps;
	if ((size_t)(step + 1) * 256 * 1024 > size) {
		size = size ? 2 * size : STEP_BYTES;
		table = realloc(table, size);
		touch(table, size);
	}
}

static void ring(int step, int steps)
{
	static void *blocks[16];

	(void)steps;
	free(blocks[step % 16]);
	blocks[step % 16] = touch(malloc(100000), 100000);
}

static void bursts(int step, int steps)
{
	static void *block;

	(void)steps;
	if (block)
		munmap(block, 8 * STEP_BYTES);
	block = NULL;
	if (step % 7 == 3)
		block = touch(map_bytes(8 * STEP_BYTES, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
			8 * STEP_BYTES);
}

static void leak_under_bursts(int step, int steps)
{
	bursts(step, steps);
	leak_mmap(step, steps);
}

static void noise(int step, int steps)
{
	static unsigned seed = 1;
	static char *block;
	size_t size;

	(void)step, (void)steps;
	if (!block)
		block = map_bytes(16 * STEP_BYTES, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise(block, 16 * STEP_BYTES, MADV_DONTNEED);
	size = (size_t)rand_r(&seed) % (16 * STEP_BYTES);
	touch(block, size & ~(size_t)4095);
}

static void leak_in_noise(int step, int steps)
{
	noise(step, steps);
	leak_mmap(step, steps);
}

static void shrink(int step, int steps)
{
	static char *block;
	size_t size = (size_t)steps * STEP_BYTES;

	if (!block)
		block = touch(map_bytes(size, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), size);
	madvise(block + (size_t)step * STEP_BYTES, STEP_BYTES, MADV_DONTNEED);
}

static void explode(int step, int steps)
{
	size_t size = (size_t)(4096 * 8 * exp(4.0 * step / steps)) & ~(size_t)4095;

	touch(map_bytes(size, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), size);
}

static void late(int step, int steps)
{
	if (step >= steps / 3)
		leak_mmap(step, steps);
}

static void then_rest(int step, int steps)
{
	if (step < steps / 3)
		leak_mmap(step, steps);
}

static void two_steps(int step, int steps)
{
	if (step == steps / 4 || step == steps / 3)
		grow_once(steps / 3, steps);
}

static void slow_leak(int step, int steps)
{
	(void)step, (void)steps;
	touch(map_bytes(16384, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 16384);
}

static void portions(int step, int steps)
{
	if (step % 5 == 2)
		leak_mmap(step, steps);
}

static void system_v(int step, int steps)
{
	int id = shmget(IPC_PRIVATE, STEP_BYTES, IPC_CREAT | 0600);
	void *segment = id < 0 ? NULL : shmat(id, NULL, 0);

	(void)step, (void)steps;
	shmctl(id, IPC_RMID, NULL);
	touch(segment == (void *)-1 ? NULL : segment, STEP_BYTES);
}

static void private_file(int step, int steps)
{
	static char *file;
	char name[] = "/var/tmp/memtop-grower.XXXXXX";

	if (!file) {
		int descriptor = mkstemp(name);

		if (descriptor < 0 || unlink(name) ||
			ftruncate(descriptor, (off_t)steps * STEP_BYTES))
			_exit(1);
		file = mmap(NULL, (size_t)steps * STEP_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE,
			descriptor, 0);
	}
	touch(file == MAP_FAILED ? NULL : file + (size_t)step * STEP_BYTES, STEP_BYTES);
}

static char data[64 << 20];

static void fill_data(int step, int steps)
{
	(void)steps;
	touch(data + (size_t)step * STEP_BYTES / 2 % sizeof(data), STEP_BYTES / 2);
}

static int deepen(int depth)
{
	volatile char frame[16 * 1024];

	frame[0] = frame[sizeof(frame) - 1] = (char)depth;
	return depth > 0 ? deepen(depth - 1) + frame[0] : frame[0];
}

/* What a stack has once had stays resident. */
static void deep_stack(int step, int steps)
{
	(void)steps;
	deepen(step * 20 < 400 ? step * 20 : 400);
}

static void lock_some(int step, int steps)
{
	leak_mmap(step, steps);
	if (step % 10 == 0)
		mlockall(MCL_CURRENT);
}

/* Another thread's arena. */
static void *allocate_in_arena(void *count)
{
	for (size_t i = 0; i < (size_t)count; i++)
		touch(malloc(2000), 2000);
	pause();
	return NULL;
}

static void leak_in_arenas(int step, int steps)
{
	pthread_t thread;

	(void)steps;
	if (step % 4 == 0 && pthread_create(&thread, NULL, allocate_in_arena, (void *)1000))
		_exit(1);
}

static void give_back(int step, int steps)
{
	leak_malloc(step, steps);
	if (step % 10 == 9)
		malloc_trim(0);
}

static void deleted_file(int step, int steps)
{
	static char bytes[STEP_BYTES];
	static int descriptor = -1;
	char name[] = "/var/tmp/memtop-grower.XXXXXX";

	(void)step, (void)steps;
	if (descriptor < 0 && ((descriptor = mkstemp(name)) < 0 || unlink(name)))
		_exit(1);
	if (write(descriptor, bytes, sizeof(bytes)) != sizeof(bytes))
		_exit(1);
}

static void large_pages(int step, int steps)
{
	static char *space;
	static const size_t large = 2 << 20;

	if (!space) {
		space = map_bytes(((size_t)steps + 1) * large, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		space = (char *)(((uintptr_t)space + large - 1) & ~(large - 1));
		madvise(space, (size_t)steps * large, MADV_HUGEPAGE);
	}
	if (step % 4 == 0)
		touch(space + (size_t)step * large, 4096);
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
	{ "given_up", give_up },
	{ "chunks", leak_large_chunks },
	{ "chunk", swap_large_chunks },
	{ "kept", free_and_keep },
	{ "inside", leak_inside },
	{ "fragment", fragment },
	{ "mappings", many_mappings },
	{ "tables", page_tables },
	{ "untouched", untouched },
	{ "doubling", doubling_table },
	{ "ring", ring },
	{ "bursts", bursts },
	{ "under_bursts", leak_under_bursts },
	{ "noise", noise },
	{ "in_noise", leak_in_noise },
	{ "shrink", shrink },
	{ "explode", explode },
	{ "late", late },
	{ "rests", then_rest },
	{ "two_steps", two_steps },
	{ "slow", slow_leak },
	{ "portions", portions },
	{ "system_v", system_v },
	{ "private_file", private_file },
	{ "data", fill_data },
	{ "stack", deep_stack },
	{ "locked", lock_some },
	{ "arenas", leak_in_arenas },
	{ "trimmed", give_back },
	{ "deleted", deleted_file },
	{ "huge", large_pages },
};

static int list_shapes(void)
{
	for (size_t i = 0; i < COUNT_OF(shapes); i++)
		puts(shapes[i].name);
	return 0;
}

int main(int argc, char **argv)
{
	int steps = argc > 2 ? atoi(argv[2]) : 60;
	size_t shape = 0;
	char line[16];

	if (argc > 1 && strcmp(argv[1], "--list") == 0)
		return list_shapes();
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
