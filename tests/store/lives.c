/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/lives.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#define MIB ((int64_t)1 << 20)

int64_t lives_restless(uint64_t number, pid_t pid)
{
	uint64_t n = number * 0x9e3779b97f4a7c15u ^ (uint64_t)pid * 0xc2b2ae3d27d4eb4fu;

	n = (n ^ n >> 29) * 0xbf58476d1ce4e5b9u;
	return (int64_t)((n ^ n >> 32) % 4096 * 4096);
}

static struct row *make_row(const struct lives *lives, pid_t pid)
{
	char name[32], command[64];
	int length =
		snprintf(command, sizeof(command), "program-%d --secret=%d", (int)pid, (int)pid);
	const struct identity_source source = { .uid = 1000,
		.start_ticks = (uint64_t)pid * 100,
		.program = lives->programs,
		.user = "somebody",
		.name = name,
		.command = command,
		.command_length = (size_t)length,
		.cgroup = "/service" };
	struct identity *identity;
	struct row *row;
	int64_t own = 10 * MIB + (pid == 7 ? (int64_t)lives->number * MIB : 0);

	snprintf(name, sizeof(name), "program-%d", (int)pid);
	identity = identity_new(&source);
	assert_non_null(identity);
	row = row_new(pid, 1, identity);
	assert_non_null(row);
	identity_unref(identity);
	row->state = 'S';
	if (lives->restless)
		own += lives_restless(lives->number, pid);
	row_set(row, METRIC_RSS, value_of(own + 2 * MIB));
	row_set(row, METRIC_ANONYMOUS, value_of(own));
	row_set(row, METRIC_FILE, value_of(2 * MIB));
	row_set(row, METRIC_SHARED, value_of((int64_t)0));
	row_set(row, METRIC_SWAP, value_of((int64_t)0));
	row_set(row, METRIC_LOCKED, value_missing(VALUE_DENIED));
	return row;
}

static void take_text(struct sample *sample, enum system_file file, const char *text)
{
	system_take(&sample->system, file, STATUS_OK, text, strlen(text));
}

/* Tasks wait for a processor a fifth of the time, for a disk a tenth, and half of that all of them. */
static void take_pressures(struct sample *sample, uint64_t seconds)
{
	char text[256];

	snprintf(text, sizeof(text),
		"some avg10=20.00 avg60=20.00 avg300=20.00 total=%llu\n"
		"full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
		(unsigned long long)seconds * 200000);
	take_text(sample, SYSTEM_PRESSURE_CPU, text);
	snprintf(text, sizeof(text),
		"some avg10=10.00 avg60=10.00 avg300=10.00 total=%llu\n"
		"full avg10=5.00 avg60=5.00 avg300=5.00 total=%llu\n",
		(unsigned long long)seconds * 100000, (unsigned long long)seconds * 50000);
	take_text(sample, SYSTEM_PRESSURE_IO, text);
}

struct sample *lives_next(struct lives *lives)
{
	struct sample *sample = sample_new();
	char text[512];

	assert_non_null(sample);
	lives->number++;
	lives->boottime_ns += (uint64_t)lives->step_ns;
	lives->wall_ns += lives->step_ns;
	lives->available -= lives->falls;
	sample->number = lives->number;
	sample->monotonic_ns = sample->boottime_ns = lives->boottime_ns;
	sample->wall_ns = lives->wall_ns;
	snprintf(sample->boot_id, sizeof(sample->boot_id), "%s", lives->boot_id);
	snprintf(sample->host, sizeof(sample->host), "%s", "made");
	snprintf(sample->kernel, sizeof(sample->kernel), "%s", "6.1.0");
	sample->system.page_size = 4096;
	assert_int_equal(system_keep_texts(&sample->system), STATUS_OK);
	snprintf(text, sizeof(text),
		"MemTotal:       16384000 kB\nMemFree:        %8lld kB\nMemAvailable:   %8lld kB\n"
		"Buffers:               0 kB\nCached:           500000 kB\n"
		"SwapTotal:             0 kB\nSwapFree:              0 kB\n",
		(long long)lives->available / 2048, (long long)lives->available / 1024);
	take_text(sample, SYSTEM_MEMINFO, text);
	snprintf(text, sizeof(text),
		"nr_isolated_file 0\nnr_zspages %lld\npgfault %llu\noom_kill %u\n",
		(long long)lives->zspages * (long long)lives->number,
		(unsigned long long)lives->number * 1000, lives->oom_kills);
	take_text(sample, SYSTEM_VMSTAT, text);
	system_take(&sample->system, SYSTEM_SLABINFO, STATUS_DENIED, NULL, 0);
	take_pressures(sample, lives->number * (uint64_t)lives->step_ns / NS_PER_SECOND);
	sample->rows = calloc((size_t)lives->count, sizeof(*sample->rows));
	assert_non_null(sample->rows);
	for (pid_t pid = lives->first ? lives->first : 1; pid <= lives->count; pid++)
		sample->rows[sample->row_count++] = make_row(lives, pid);
	return sample;
}
