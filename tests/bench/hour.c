/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hour PROCESSES [MOVING]
 * What an hour at a second a sample adds to memtop's memory: 3,600 samples of so many processes, MOVING of
 * which have another figure each time, are taken into the history that the screen keeps.  Prints the KiB that
 * are resident more after them than after the first.
 */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "derive/history.h"

#define SAMPLES 3600
#define MIB     ((int64_t)1 << 20)
#define PAGE    4096

static _Noreturn void fail(void)
{
	fprintf(stderr, "hour: %s\n", strerror(errno));
	exit(1);
}

static long resident_kib(void)
{
	long size, pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	malloc_trim(0);
	if (!file || fscanf(file, "%ld %ld", &size, &pages) != 2)
		fail();
	fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static struct row *make_row(pid_t pid)
{
	const struct identity_source source = { .start_ticks = 1, .name = "x", .user = "root" };
	struct identity *identity = identity_new(&source);
	struct row *row = identity ? row_new(pid, 1, identity) : NULL;

	if (!row)
		fail();
	identity_unref(identity);
	row->version = (uint64_t)pid << 32;
	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(row, (enum metric)metric, value_of(0));
	row_set(row, METRIC_ANONYMOUS, value_of(MIB));
	return row;
}

/* It takes and gives back, without an order that one could foresee. */
static void move(struct row **row, uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	row_change(row, METRIC_ANONYMOUS,
		value_of(MIB + (int64_t)(*seed >> 40) % (64 * MIB / PAGE) * PAGE));
}

int main(int count, char **arguments)
{
	const size_t processes = count > 1 ? strtoul(arguments[1], NULL, 10) : 0;
	const size_t moving = count > 2 ? strtoul(arguments[2], NULL, 10) : processes / 10;
	struct row **rows = calloc(processes + 1, sizeof(*rows));
	struct history *history = history_new();
	struct history_step step = { .shmem = value_of(0), .growth = true, .levels = true };
	uint64_t seed = 1;
	long first = 0;

	if (!rows || !history)
		fail();
	for (size_t i = 0; i < processes; i++)
		rows[i] = make_row((pid_t)i + 1);
	for (int sample = 0; sample < SAMPLES; sample++) {
		step.now_ns = (uint64_t)(sample + 1) * NS_PER_SECOND;
		step.more = true; /* trends take time, and leave nothing behind */
		for (size_t i = 0; i < moving && i < processes; i++)
			move(&rows[i], &seed);
		if (history_take(history, rows, processes, &step) != STATUS_OK)
			fail();
		if (sample == 1)
			first = resident_kib();
	}
	printf("%ld\n", resident_kib() - first);
	for (size_t i = 0; i < processes; i++)
		row_unref(rows[i]);
	free(rows);
	history_unref(history);
	return 0;
}
