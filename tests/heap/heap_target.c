/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * heap_target SCENARIO [COUNT]: makes a heap of that form, prints what malloc itself says of it, and
 * waits.  For each line "trim" on standard input it calls malloc_trim(0) and prints by how much that
 * lowered Anonymous; it answers "sync", after which it touches no page for the first time that it
 * needs to wait; at the end of input it ends.  Nothing here uses the heap between the figures
 * and the end of the look that is taken at it: text goes through static buffers and write().
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/macros.h"

#define COUNT_DEFAULT 300000u
#define NODE          40u /* a std::map<unsigned, unsigned> node */
#define THREADS       4u
#define GROWTH        1000u

struct plan {
	void **blocks; /* count of them, mapped, so that they are no part of the heap */
	size_t count;
	uint64_t random;
};

static void say(const char *format, ...)
{
	static char line[512];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	if (write(STDOUT_FILENO, line, (size_t)length) != length)
		_exit(3);
}

static void die(const char *what)
{
	fprintf(stderr, "heap_target: %s: %s\n", what, strerror(errno));
	exit(3);
}

static uint64_t random_next(struct plan *plan)
{
	plan->random ^= plan->random << 13;
	plan->random ^= plan->random >> 7;
	plan->random ^= plan->random << 17;
	return plan->random;
}

static void fill(struct plan *plan, size_t size)
{
	for (size_t i = 0; i < plan->count; i++) {
		plan->blocks[i] = malloc(size);
		if (!plan->blocks[i])
			die("malloc");
		memset(plan->blocks[i], 0x5a, size);
	}
}

static void shuffle(struct plan *plan, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = random_next(plan) % i;
		void *block = plan->blocks[i - 1];

		plan->blocks[i - 1] = plan->blocks[j];
		plan->blocks[j] = block;
	}
}

static void release(struct plan *plan, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		free(plan->blocks[i]);
		plan->blocks[i] = NULL;
	}
}

static void scenario_kept(struct plan *plan)
{
	fill(plan, NODE);
}

static void scenario_cleared(struct plan *plan)
{
	fill(plan, NODE);
	shuffle(plan, plan->count);
	release(plan, 0, plan->count);
}

static void scenario_half(struct plan *plan)
{
	fill(plan, NODE);
	shuffle(plan, plan->count / 2);
	release(plan, 0, plan->count / 2);
}

static void scenario_pinned(struct plan *plan)
{
	fill(plan, NODE);
	shuffle(plan, plan->count - 1);
	release(plan, 0, plan->count - 1);
}

static void scenario_fragmented(struct plan *plan)
{
	fill(plan, NODE);
	shuffle(plan, plan->count);
	release(plan, 0, plan->count / 10 * 9);
}

static void scenario_mixed(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		size_t size = random_next(plan) % (i % 64 == 0 ? 60000 : 600);

		plan->blocks[i] = malloc(size + 1);
		memset(plan->blocks[i], 0x5a, size + 1);
		if (random_next(plan) % 2) {
			size_t other = random_next(plan) % (i + 1);

			free(plan->blocks[other]);
			plan->blocks[other] = NULL;
		}
	}
	shuffle(plan, plan->count);
	release(plan, 0, plan->count / 3);
}

/* Chunks that were in a fastbin, allocated again, with the link still in them. */
static void scenario_reused(struct plan *plan)
{
	scenario_cleared(plan);
	for (size_t i = 0; i < plan->count; i++)
		plan->blocks[i] = malloc(NODE);
}

static void scenario_reused_half(struct plan *plan)
{
	scenario_cleared(plan);
	for (size_t i = 0; i < plan->count / 2; i++)
		plan->blocks[i] = malloc(NODE);
}

static void scenario_large_fast(struct plan *plan)
{
	mallopt(M_MXFAST, 80 * (int)sizeof(size_t) / 4);
	for (size_t i = 0; i < plan->count; i++)
		plan->blocks[i] = malloc(1 + i % 180);
	shuffle(plan, plan->count);
	release(plan, 0, plan->count / 3);
}

static void scenario_trimmed(struct plan *plan)
{
	scenario_pinned(plan);
	malloc_trim(0);
	for (size_t i = 0; i < plan->count / 8; i++) {
		plan->blocks[i] = malloc(2000);
		memset(plan->blocks[i], 0x5a, 2000);
	}
	release(plan, 0, plan->count / 16);
}

static void scenario_mapped(struct plan *plan)
{
	mallopt(M_MMAP_THRESHOLD, 128 << 10);
	plan->count = 24;
	fill(plan, (1 << 20) + 12345);
	release(plan, 3, 9);
}

/* Half of the heap free, and a mapped chunk that was moved while it grew, and never touched. */
static void scenario_moved(struct plan *plan)
{
	char *block = malloc(200000);

	for (size_t size = 300000; block && size <= 600000; size += 100000)
		block = realloc(block, size);
	if (!block)
		die("realloc");
	scenario_half(plan);
}

static void scenario_foreign(struct plan *plan)
{
	size_t count = plan->count;

	for (size_t round = 0; round < 4; round++) {
		struct plan part = { plan->blocks + round * (count / 4), count / 4, 7 };

		fill(&part, NODE + round * 1000 / 7);
		if (sbrk(10000 + (intptr_t)round * 24) == (void *)-1)
			die("sbrk");
	}
	release(plan, count / 8, count / 4 * 3);
}

/* Something else lies behind the heap, so that the main arena goes on in mappings. */
static void block_break(void)
{
	uintptr_t behind = ((uintptr_t)sbrk(0) + (1 << 20)) & ~(uintptr_t)0xfffff;

	if (mmap((void *)behind, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
		MAP_FAILED)
		die("mmap");
}

/* Mappings of the main arena that the kernel joins with those of large chunks, several times. */
static void scenario_joined(struct plan *plan)
{
	size_t count = plan->count / 4;

	block_break();
	mallopt(M_MMAP_THRESHOLD, 128 << 10);
	for (size_t round = 0; round < 4; round++) {
		struct plan part = { plan->blocks + round * count, count, 7 };
		void *large = malloc(3 << 20);

		if (!large || mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
				      MAP_FAILED)
			die("mmap");
		memset(large, 0x5a, 3 << 20);
		fill(&part, NODE);
	}
	release(plan, count / 2, 3 * count);
}

/* Beside such mappings one that is not malloc's, full of what looks like headers of chunks. */
static void scenario_lookalike(struct plan *plan)
{
	size_t size = 2 << 20;
	size_t *words;

	block_break();
	fill(plan, NODE);
	words = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (words == MAP_FAILED)
		die("mmap");
	for (size_t i = 0; i < size / sizeof(*words); i++)
		words[i] = 64 | 1;
}

static void scenario_blocked(struct plan *plan)
{
	block_break();
	fill(plan, NODE);
	shuffle(plan, plan->count);
	release(plan, 0, plan->count / 3);
}

static pthread_barrier_t barrier;
static atomic_int resting[THREADS]; /* the threads that are about to pause */

static void rest(void)
{
	for (size_t i = 0; i < THREADS; i++) {
		int none = 0;

		if (atomic_compare_exchange_strong(&resting[i], &none, (int)syscall(SYS_gettid)))
			break;
	}
	for (;;)
		pause();
}

/* Whether a thread that was about to pause does: until then it may touch pages for the first time. */
static bool has_come_to_rest(int thread)
{
	char path[64], stat[512];
	const char *name;
	ssize_t length;
	int file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", thread);
	file = open(path, O_RDONLY);
	length = read(file, stat, sizeof(stat) - 1);
	close(file);
	stat[length > 0 ? length : 0] = '\0';
	name = strrchr(stat, ')');
	return name && name[1] == ' ' && name[2] == 'S';
}

static void wait_for_rest(void)
{
	for (size_t i = 0; i < THREADS; i++)
		while (!atomic_load(&resting[i]) || !has_come_to_rest(atomic_load(&resting[i])))
			sched_yield();
}

static void *thread_run(void *context)
{
	struct plan *plan = context;

	fill(plan, NODE + 60);
	shuffle(plan, plan->count);
	release(plan, 0, plan->count - (plan->random % 2 ? plan->count / 8 : 0));
	pthread_barrier_wait(&barrier);
	rest();
	return NULL;
}

static void scenario_threads(struct plan *plan)
{
	static struct plan parts[THREADS];

	pthread_barrier_init(&barrier, NULL, THREADS + 1);
	for (size_t i = 0; i < THREADS; i++) {
		pthread_t thread;
		size_t count = plan->count / THREADS;

		parts[i] = (struct plan){ plan->blocks + i * count, count, 2 * i + 12345 };
		if (pthread_create(&thread, NULL, thread_run, &parts[i]) != 0)
			die("pthread_create");
	}
	pthread_barrier_wait(&barrier);
	wait_for_rest();
}

/* Threads whose heaps are full several times over: more than 64 MiB each. */
static void scenario_thread_heaps(struct plan *plan)
{
	plan->count *= 4;
	scenario_threads(plan);
}

/* The child ends with this process, though it be killed before the child says so. */
static void scenario_forked(struct plan *plan)
{
	const pid_t parent = getpid();

	scenario_half(plan);
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (getppid() == parent)
			pause();
		_exit(0);
	}
}

static void scenario_damaged(struct plan *plan)
{
	static const size_t values[] = { 0, 1, 8, (size_t)1 << 31, SIZE_MAX, SIZE_MAX / 2 + 1, 33 };

	scenario_half(plan);
	for (size_t i = plan->count / 2; i < plan->count; i += plan->count / 64)
		((size_t *)plan->blocks[i])[-1] = values[i % 7];
}

static void replace_one(struct plan *plan)
{
	size_t i = random_next(plan) % plan->count;

	free(plan->blocks[i]);
	plan->blocks[i] = malloc(random_next(plan) % 400 + 1);
}

static void *busy_run(void *context)
{
	for (;;)
		replace_one(context);
	return NULL;
}

/* Blocks are replaced all the time, in one arena; what is in use stays about the same. */
static void scenario_busy(struct plan *plan)
{
	pthread_t thread;

	mallopt(M_ARENA_MAX, 1);
	for (size_t i = 0; i < 20 * plan->count; i++)
		replace_one(plan);
	if (pthread_create(&thread, NULL, busy_run, plan) != 0)
		die("pthread_create");
}

static void scenario_small(struct plan *plan)
{
	plan->blocks[0] = malloc(10);
}

/* Takes more whenever it is told to call malloc_trim(0). */
static void scenario_growing(struct plan *plan)
{
	fill(plan, NODE);
}

static void grow(struct plan *plan)
{
	for (size_t i = 0; i < GROWTH; i++) {
		plan->blocks[plan->count] = malloc(NODE);
		memset(plan->blocks[plan->count++], 0x5a, NODE);
	}
}

static const struct scenario {
	const char *name;
	void (*run)(struct plan *plan);
} scenarios[] = {
	{ "small", scenario_small },
	{ "kept", scenario_kept },
	{ "cleared", scenario_cleared },
	{ "half", scenario_half },
	{ "moved", scenario_moved },
	{ "pinned", scenario_pinned },
	{ "fragmented", scenario_fragmented },
	{ "mixed", scenario_mixed },
	{ "reused", scenario_reused },
	{ "reused_half", scenario_reused_half },
	{ "large_fast", scenario_large_fast },
	{ "trimmed", scenario_trimmed },
	{ "mapped", scenario_mapped },
	{ "foreign", scenario_foreign },
	{ "blocked", scenario_blocked },
	{ "joined", scenario_joined },
	{ "lookalike", scenario_lookalike },
	{ "threads", scenario_threads },
	{ "thread_heaps", scenario_thread_heaps },
	{ "forked", scenario_forked },
	{ "damaged", scenario_damaged },
	{ "busy", scenario_busy },
	{ "growing", scenario_growing },
};

/* Anonymous of smaps_rollup, in KiB, read without the heap. */
static unsigned long anonymous(void)
{
	static char text[4096];
	int file = open("/proc/self/smaps_rollup", O_RDONLY);
	ssize_t length = read(file, text, sizeof(text) - 1);
	const char *line;

	close(file);
	text[length > 0 ? length : 0] = '\0';
	line = strstr(text, "Anonymous:");
	return line ? strtoul(line + strlen("Anonymous:"), NULL, 10) : 0;
}

static void tell(void)
{
#if __GLIBC_PREREQ(2, 33)
	struct mallinfo2 now = mallinfo2();
#else
	struct mallinfo now = mallinfo();
#endif
	say("ready %zu %zu %zu %zu %zu %zu\n", (size_t)now.arena, (size_t)now.fordblks,
		(size_t)now.smblks, (size_t)now.fsmblks, (size_t)now.hblks, (size_t)now.hblkhd);
}

static void serve(struct plan *plan, bool grows)
{
	char line[16];

	while (read(STDIN_FILENO, line, sizeof(line)) > 0) {
		unsigned long before, after;

		if (line[0] != 't') {
			say("synced\n");
			continue;
		}
		if (grows)
			grow(plan);
		before = anonymous();
		malloc_trim(0);
		after = anonymous();
		say("dropped %lu\n", before > after ? before - after : 0);
	}
}

int main(int argc, char **argv)
{
	struct plan plan = { .count = argc > 2 ? strtoul(argv[2], NULL, 10) : COUNT_DEFAULT,
		.random = 88172645463325252 };

	plan.blocks = mmap(NULL, 4 * (plan.count + 1) * sizeof(void *), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (argc < 2 || plan.blocks == MAP_FAILED)
		die("usage: heap_target SCENARIO [COUNT]");
	for (size_t i = 0; i < COUNT_OF(scenarios); i++) {
		if (strcmp(scenarios[i].name, argv[1]) == 0) {
			scenarios[i].run(&plan);
			if (strcmp(argv[1], "damaged") == 0)
				say("ready 0 0 0 0 0 0\n");
			else
				tell();
			serve(&plan, strcmp(argv[1], "growing") == 0);
			_exit(0);
		}
	}
	errno = EINVAL;
	die(argv[1]);
}
