/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * busy_allocator WAY: four threads allocate and free without pause, while the main thread, which has
 * freed most of 32 MiB, is where WAY says: in pause(2), in poll(2), in futex(2) (it joins a thread), or
 * "busy" allocating, too; "trim": as pause, and malloc_trim(3) is called for each line.  A line on standard input is answered with a line as soon as each of the four
 * has gone on by a thousand rounds: one that answers still allocates.
 */
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

#define THREADS 4
#define BLOCKS  2000
#define FREED   32768
#define ROUNDS  1000

static _Atomic unsigned long rounds[THREADS + 1];

static _Noreturn void *allocate_for_ever(void *number)
{
	unsigned seed = (unsigned)(uintptr_t)number;
	void *blocks[BLOCKS] = { 0 };

	for (;;) {
		size_t at = (size_t)rand_r(&seed) % BLOCKS;

		free(blocks[at]);
		blocks[at] = malloc((size_t)rand_r(&seed) % 3000);
		if (!blocks[at])
			abort();
		memset(blocks[at], 1, 8);
		atomic_fetch_add(&rounds[(uintptr_t)number], 1);
	}
}

static void wait_for_rounds(void)
{
	unsigned long wanted[THREADS];

	for (size_t i = 0; i < THREADS; i++)
		wanted[i] = atomic_load(&rounds[i]) + ROUNDS;
	for (size_t i = 0; i < THREADS; i++)
		while (atomic_load(&rounds[i]) < wanted[i])
			poll(NULL, 0, 1);
}

/* Allocates nothing itself. */
static void *answer(void *trims)
{
	char byte;

	while (read(0, &byte, 1) == 1) {
		if (byte != '\n')
			continue;
		if (trims)
			malloc_trim(0);
		wait_for_rounds();
		if (write(1, "alive\n", 6) != 6)
			break;
	}
	_exit(0);
	return NULL;
}

/* All but every 64th of many blocks. */
static void free_most(void)
{
	static void *blocks[FREED];

	for (size_t i = 0; i < FREED; i++)
		if ((blocks[i] = malloc(1000)))
			memset(blocks[i], 1, 1000);
	for (size_t i = 0; i < FREED; i++)
		if (i % 64)
			free(blocks[i]);
}

int main(int argc, char **argv)
{
	const char *way = argc > 1 ? argv[1] : "pause";
	bool trims = strcmp(way, "trim") == 0;
	pthread_t threads[THREADS + 1];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	free_most();
	for (uintptr_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, allocate_for_ever, (void *)i))
			return 1;
	if (pthread_create(&threads[THREADS], NULL, answer, trims ? threads : NULL))
		return 1;
	if (strcmp(way, "futex") == 0)
		pthread_join(threads[0], NULL);
	else if (strcmp(way, "busy") == 0)
		allocate_for_ever((void *)(uintptr_t)THREADS);
	for (;;)
		if (strcmp(way, "poll") == 0)
			poll(NULL, 0, 20);
		else
			pause();
}
