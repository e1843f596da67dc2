/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * leak_target KIND [COUNT]: makes COUNT chunks that are held, lost or hidden in the way of that kind,
 * prints "ready", answers "sync" and waits for the end of input.  Who reads it knows the truth by the
 * kind: see kinds in leak_kinds_test.c.
 *
 * No pointer is left behind by accident: builders are functions of their own, and the stack that they
 * used is overwritten.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/macros.h"

#ifndef LEAVE
#define LEAVE _exit /* a sanitizer that looks for leaks wants exit() */
#endif

#define NODE    48u
#define THREADS 8u
#define KEYS    64u
#define LARGE   (200u << 10) /* has a mapping of its own */

struct node {
	uintptr_t next, before, words[4];
};

/* What variables hold; volatile, so that it is written although it is never read. */
static void *volatile held;
static void *volatile *volatile table;
static _Thread_local void *volatile own[KEYS];
static volatile uint32_t narrow[1u << 16];
static unsigned long count;
static const char *kind;

static struct node *make(size_t size)
{
	struct node *node = calloc(1, size);

	if (!node)
		_exit(3);
	/* Each is unlike the others. */
	node->words[3] = (uintptr_t)rand() << 8 | 1;
	return node;
}

static void __attribute__((noinline)) scrub(void)
{
	volatile char used[256 << 10];

	for (size_t i = 0; i < sizeof(used); i++)
		used[i] = 0;
}

/* ---- chains ---- */

/* So many nodes one behind the other, the last of which leads to the first if it is a ring. */
static struct node *__attribute__((noinline)) chain(unsigned long nodes, int ring, int both)
{
	struct node *first = make(NODE), *last = first;

	for (unsigned long i = 1; i < nodes; i++) {
		struct node *node = make(NODE);

		last->next = (uintptr_t)node;
		if (both)
			node->before = (uintptr_t)last;
		last = node;
	}
	if (ring)
		last->next = (uintptr_t)first;
	return first;
}

static void list(void)
{
	held = chain(count, 0, 0);
}

static void cycle(void)
{
	held = chain(count, 1, 0);
}

static void twofold(void)
{
	held = chain(count, 0, 1);
}

static void forget(void)
{
	held = NULL;
}

static void lone(void)
{
	for (unsigned long i = 0; i < count; i++)
		held = make(NODE);
	forget();
}

/* A child has the same pages, and loses its own copy of what is held here. */
static void forked(void)
{
	pid_t parent = getpid();

	list();
	table = (void *volatile *)held;
	lone();
	held = (void *)table;
	table = NULL;
	if (fork() != 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	forget();
	scrub();
	while (getppid() == parent)
		pause();
	_exit(0);
}

static void lost_list(void)
{
	list();
	forget();
}

static void lost_cycle(void)
{
	cycle();
	forget();
}

static void lost_twofold(void)
{
	twofold();
	forget();
}

/* ---- other pointers that hold ---- */

static void tabled(uintptr_t offset)
{
	table = calloc(count, sizeof(*table));
	for (unsigned long i = 0; i < count; i++)
		table[i] = (char *)make(NODE) + offset;
}

static void interior(void)
{
	tabled(24);
}

static void past_end(void)
{
	tabled(56);
}

static void low_tags(void)
{
	tabled(3);
}

static void shared(void)
{
	table = mmap(NULL, count * sizeof(*table), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (unsigned long i = 0; i < count; i++)
		table[i] = make(NODE);
}

static void epoll(void)
{
	int set = epoll_create1(0);

	for (unsigned long i = 0; i < count; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = make(NODE) };

		epoll_ctl(set, EPOLL_CTL_ADD, eventfd(0, 0), &event);
	}
}

static void tls(void)
{
	for (unsigned i = 0; i < KEYS; i++)
		own[i] = chain(count / KEYS, 0, 0);
}

static void keys(void)
{
	pthread_key_t key;

	for (unsigned i = 0; i < KEYS; i++)
		if (pthread_key_create(&key, NULL) == 0)
			pthread_setspecific(key, chain(count / KEYS, 0, 0));
}

static void mapped(void)
{
	table = calloc(count, sizeof(*table));
	for (unsigned long i = 0; i < count; i++)
		table[i] = make(LARGE + (i % 8 << 12));
}

static void lost_mapped(void)
{
	for (unsigned long i = 0; i < count; i++)
		held = make(LARGE + (i % 8 << 12));
	forget();
}

/* ---- threads ---- */

static pthread_barrier_t ready;

static void __attribute__((noinline)) lose(unsigned long nodes)
{
	void *volatile node;

	for (unsigned long i = 0; i < nodes; i++)
		node = make(NODE);
	node = NULL;
	(void)node;
}

static void *lose_some(void *argument)
{
	(void)argument;
	lose(count / THREADS);
	scrub();
	pthread_barrier_wait(&ready);
	pause();
	return NULL;
}

static void *hold_some(void *argument)
{
	void *volatile node[KEYS];

	(void)argument;
	for (unsigned i = 0; i < KEYS; i++)
		node[i] = chain(count / THREADS / KEYS, 0, 0);
	scrub();
	own[0] = node[0];
	pthread_barrier_wait(&ready);
	pause();
	return node[KEYS - 1];
}

static void start(void *(*body)(void *))
{
	pthread_t thread;

	pthread_barrier_init(&ready, NULL, THREADS + 1);
	for (unsigned i = 0; i < THREADS; i++)
		if (pthread_create(&thread, NULL, body, NULL) != 0)
			_exit(3);
	pthread_barrier_wait(&ready);
}

static void threads(void)
{
	start(lose_some);
}

static void stacks(void)
{
	start(hold_some);
}

/* ---- pointers that are none to look at ---- */

static void high_tags(void)
{
	tabled(0);
	for (unsigned long i = 0; i < count; i++)
		table[i] = (void *)((uintptr_t)table[i] | (uintptr_t)0x1d0b
								  << (sizeof(long) * 8 - 16));
}

static void shifted(void)
{
	tabled(0);
	for (unsigned long i = 0; i < count; i++)
		table[i] = (void *)((uintptr_t)table[i] << 16 | 0x2a);
}

/* As the JVM compresses: the distance from a base, in units of 8 bytes. */
static void compressed(void)
{
	for (unsigned long i = 0; i < count; i++)
		narrow[i] = (uint32_t)((uintptr_t)make(NODE) >> 3);
}

/* Lost, although there is each number that the distance from a base could be. */
static void numbered(void)
{
	static uint32_t numbers[1u << 20];

	for (uint32_t i = 0; i < COUNT_OF(numbers); i++)
		numbers[i] = i;
	held = numbers;
	lone();
}

static void packed(void)
{
	char *bytes = calloc(count, 9);

	held = bytes;
	for (unsigned long i = 0; i < count; i++) {
		struct node *node = make(NODE);

		memcpy(bytes + 9 * i + 1, &node, sizeof(node));
	}
}

static void swapped(void)
{
	tabled(0);
	for (unsigned long i = 0; i < count; i++)
		table[i] = (void *)(uintptr_t)__builtin_bswap64((uintptr_t)table[i]);
}

/* Each node has the address of the one before combined with that of the next. */
static void combined(void)
{
	uintptr_t before = 0;
	struct node *node = make(NODE);

	held = node;
	for (unsigned long i = 1; i < count; i++) {
		struct node *next = make(NODE);

		node->next = before ^ (uintptr_t)next;
		before = (uintptr_t)node;
		node = next;
	}
	node->next = before;
}

/* Addresses of nodes go to a file, and nowhere else. */
static void put_away(int file)
{
	for (unsigned long i = 0; i < count; i++) {
		struct node *volatile node = make(NODE);

		if (write(file, (void *)&node, sizeof(node)) != sizeof(node))
			_exit(3);
		node = NULL;
	}
}

/* A file without a name. */
static int open_file(void)
{
	char name[] = "leak_target.XXXXXX";
	int file = mkstemp(name);

	unlink(name);
	return file;
}

static void in_file(void)
{
	put_away(open_file());
}

static void in_closed_file(void)
{
	int file = open_file();

	put_away(file);
	close(file);
}

static void in_pipe(void)
{
	int ends[2];

	if (pipe(ends) != 0)
		_exit(3);
	put_away(ends[1]);
}

/* ---- waiting ---- */

static void say(const char *text)
{
	if (write(STDOUT_FILENO, text, strlen(text)) < 0)
		_exit(3);
}

static void __attribute__((noinline)) hold_for_a_while(void)
{
	struct node *volatile nodes[256];

	for (unsigned i = 0; i < COUNT_OF(nodes); i++)
		nodes[i] = chain(count / COUNT_OF(nodes), 0, 0);
}

/* So far down that no frame that comes later lies on what the dead one left. */
static void __attribute__((noinline)) dead_stack(void)
{
	char between[32 << 10];

	/* A possible reader keeps a compiler from making them fewer. */
	__asm__ volatile("" : : "r"(between) : "memory");
	hold_for_a_while();
	__asm__ volatile("" : : "r"(between) : "memory");
}

/* Keeps a list in a register alone that a system call preserves, in a frame of its own. */
static void __attribute__((noinline)) serve(uintptr_t hidden)
{
	static char line[16];
	long got;

	for (;;) {
#ifdef __x86_64__
		register long number __asm__("rax") = SYS_read;

		__asm__ volatile("notq %1\n\tsyscall\n\tnotq %1"
				 : "+a"(number), "+b"(hidden)
				 : "D"(STDIN_FILENO), "S"(line), "d"(sizeof(line))
				 : "rcx", "r11", "memory");
		got = number;
#else
		(void)hidden;
		got = read(STDIN_FILENO, line, sizeof(line));
#endif
		if (got <= 0)
			LEAVE(0);
		say("synced\n");
	}
}

static const struct {
	const char *name;
	void (*build)(void);
	int keeps_stack;
} kinds[] = {
	{ "list", list, 0 },
	{ "cycle", cycle, 0 },
	{ "twofold", twofold, 0 },
	{ "lone", lone, 0 },
	{ "forked", forked, 0 },
	{ "lost_list", lost_list, 0 },
	{ "lost_cycle", lost_cycle, 0 },
	{ "lost_twofold", lost_twofold, 0 },
	{ "interior", interior, 0 },
	{ "past_end", past_end, 0 },
	{ "low_tags", low_tags, 0 },
	{ "shared", shared, 0 },
	{ "epoll", epoll, 0 },
	{ "tls", tls, 0 },
	{ "keys", keys, 0 },
	{ "mapped", mapped, 0 },
	{ "lost_mapped", lost_mapped, 0 },
	{ "threads", threads, 0 },
	{ "stacks", stacks, 0 },
	{ "dead_stack", dead_stack, 1 },
	{ "register", list, 0 },
	{ "high_tags", high_tags, 0 },
	{ "shifted", shifted, 0 },
	{ "compressed", compressed, 0 },
	{ "numbered", numbered, 0 },
	{ "packed", packed, 0 },
	{ "swapped", swapped, 0 },
	{ "combined", combined, 0 },
	{ "in_file", in_file, 0 },
	{ "in_closed_file", in_closed_file, 0 },
	{ "in_pipe", in_pipe, 0 },
};

static uintptr_t __attribute__((noinline)) build(void)
{
	uintptr_t hidden = 0;

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (strcmp(kinds[i].name, kind) != 0)
			continue;
		kinds[i].build();
		if (strcmp(kind, "register") == 0) {
			hidden = ~(uintptr_t)held;
			held = NULL;
		}
		if (!kinds[i].keeps_stack)
			scrub();
		return hidden;
	}
	fprintf(stderr, "leak_target: no such kind\n");
	_exit(3);
}

int main(int argc, char **argv)
{
	uintptr_t hidden;

	kind = argc > 1 ? argv[1] : "";
	count = argc > 2 ? strtoul(argv[2], NULL, 10) : 2000;
	if (count > COUNT_OF(narrow))
		_exit(3);
	hidden = build();
	say("ready 0 0 0 0 0 0\n");
	serve(hidden);
}
