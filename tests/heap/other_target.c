/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A heap of known blocks, for whatever malloc it is linked with: prints how many it holds, and how many
 * bytes they are, then waits for the end of its standard input.  A thread has freed some, and others are
 * what it holds.
 */
#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/macros.h"

static const struct {
	unsigned count;
	size_t size;
} rows[] = { { 20000, 40 }, { 10000, 300 }, { 100, 9000 }, { 20, 200000 } };

#define BLOCKS_MOST 90360

static void *blocks[BLOCKS_MOST];
static unsigned count;

static void fill(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (unsigned k = 0; k < rows[i].count; k++) {
			blocks[count] = malloc(rows[i].size);
			if (!blocks[count])
				_exit(1);
			*(volatile char *)blocks[count++] = 1;
		}
}

static void thin(unsigned from, unsigned step)
{
	for (unsigned i = from; i < count; i += step) {
		free(blocks[i]);
		blocks[i] = NULL;
	}
}

/* Fills and thins, fills and frees all of it, and lives on: its cache keeps what it freed. */
static void *other_thread(void *done)
{
	unsigned from = count;

	fill();
	thin(from, 5);
	from = count;
	fill();
	thin(from, 1);
	pthread_barrier_wait(done);
	for (;;)
		pause();
}

/* What tcmalloc itself says that is held; else the sum of what malloc says of each block. */
static size_t bytes_held(void)
{
	int (*property)(const char *, size_t *) = NULL;
	size_t bytes = 0;

	*(void **)&property = dlsym(RTLD_DEFAULT, "MallocExtension_GetNumericProperty");
	if (property && property("generic.current_allocated_bytes", &bytes))
		return bytes;
	for (unsigned i = 0; i < count; i++)
		bytes += blocks[i] ? malloc_usable_size(blocks[i]) : 0;
	return bytes;
}

int main(void)
{
	pthread_barrier_t done;
	pthread_t thread;
	unsigned held = 0;
	char line[64], byte;

	fill();
	thin(0, 3);
	if (pthread_barrier_init(&done, NULL, 2) != 0 ||
		pthread_create(&thread, NULL, other_thread, &done) != 0)
		return 1;
	pthread_barrier_wait(&done);
	for (unsigned i = 0; i < count; i++)
		held += blocks[i] != NULL;
	if (write(1, line, (size_t)snprintf(line, sizeof(line), "%u %zu\n", held, bytes_held())) <
		0)
		return 1;
	while (read(0, &byte, 1) > 0)
		;
	return 0;
}
