/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes a record of days that never were, to measure what reading it takes:
 *
 *	days FILE PROCESSES DAYS [SECONDS [AGE]]
 *
 * A sample every 10 s, or as many SECONDS; a tenth of the processes moves each time, one leaks, and
 * the last sample is of now.  With the kernel's files of this machine.  AGE: the machine was off for as many
 * days before the last hour, so that what was recorded before is thinned.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "sample/system_file.h"
#include "store/recorder.h"

#define MIB ((int64_t)1 << 20)

struct days {
	struct row **rows;
	size_t count;
	uint64_t number, random;
	int64_t wall_ns, step_ns, age_ns;
};

static uint64_t next_random(struct days *days)
{
	days->random = days->random * 6364136223846793005u + 1442695040888963407u;
	return days->random >> 33;
}

static struct row *begin(size_t i)
{
	char name[32], command[64];
	int length = snprintf(command, sizeof(command), "/usr/bin/program-%zu", i % 300);
	const struct identity_source source = { .uid = 1000,
		.start_ticks = i * 10,
		.user = "somebody",
		.name = name,
		.command = command,
		.command_length = (size_t)length,
		.cgroup = "/service" };
	struct identity *identity;
	struct row *row;

	snprintf(name, sizeof(name), "program-%zu", i % 300);
	identity = identity_new(&source);
	row = identity ? row_new((pid_t)i + 1, 1, identity) : NULL;
	if (!row)
		exit(1);
	identity_unref(identity);
	row->state = 'S';
	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(row, (enum metric)metric, value_of((int64_t)(i % 7)));
	row_set(row, METRIC_RSS, value_of(20 * MIB));
	row_set(row, METRIC_ANONYMOUS, value_of(12 * MIB));
	row_set(row, METRIC_FILE, value_of(8 * MIB));
	return row;
}

static void move(struct days *days, size_t i)
{
	int64_t pages = (int64_t)(next_random(days) % 256) - 128;
	struct row **row = &days->rows[i];

	row_change(row, METRIC_ANONYMOUS, value_of(12 * MIB + pages * 4096));
	row_change(row, METRIC_RSS, value_of(20 * MIB + pages * 4096));
}

static void take_file(struct sample *sample, enum system_file file, const char *path)
{
	static char text[1 << 20];
	FILE *in = fopen(path, "re");
	size_t length = in ? fread(text, 1, sizeof(text), in) : 0;

	if (in)
		fclose(in);
	system_take(&sample->system, file, in ? STATUS_OK : STATUS_ABSENT, text, length);
}

static struct sample *next_sample(struct days *days)
{
	struct sample *sample = sample_new();

	if (!sample || system_keep_texts(&sample->system) != STATUS_OK)
		exit(1);
	days->number++;
	days->wall_ns += days->step_ns;
	for (size_t i = 1; i < days->count; i++)
		if (next_random(days) % 10 == 0)
			move(days, i);
	row_change(&days->rows[0], METRIC_ANONYMOUS, value_of((int64_t)days->number * 65536));
	sample->number = days->number;
	sample->wall_ns = days->wall_ns;
	sample->monotonic_ns = sample->boottime_ns = days->number * (uint64_t)days->step_ns;
	snprintf(sample->boot_id, sizeof(sample->boot_id), "%s",
		"11111111-1111-1111-1111-111111111111");
	sample->system.page_size = 4096;
	take_file(sample, SYSTEM_MEMINFO, "/proc/meminfo");
	take_file(sample, SYSTEM_VMSTAT, "/proc/vmstat");
	take_file(sample, SYSTEM_ZONEINFO, "/proc/zoneinfo");
	sample->rows = calloc(days->count, sizeof(struct row *));
	if (!sample->rows)
		exit(1);
	for (; sample->row_count < days->count; sample->row_count++)
		sample->rows[sample->row_count] = row_ref(days->rows[sample->row_count]);
	return sample;
}

static enum status add(struct days *days, struct recorder *recorder)
{
	struct message message = { "" };
	struct sample *sample = next_sample(days);
	enum status status = recorder_add(recorder, sample, &message);

	sample_unref(sample);
	return status;
}

int main(int argc, char **argv)
{
	struct days days = { .random = 1 };
	struct message message = { "" };
	struct recorder_request request = { .delay = 10, .size = (uint64_t)1 << 34 };
	struct recorder *recorder;
	uint64_t samples, hour;

	if (argc < 4)
		return 2;
	request.path = argv[1];
	days.count = strtoul(argv[2], NULL, 10);
	days.step_ns = (argc > 4 ? strtol(argv[4], NULL, 10) : 10) * NS_PER_SECOND;
	samples = (uint64_t)(strtod(argv[3], NULL) * 86400 * NS_PER_SECOND / (double)days.step_ns);
	/* A little more, so that it is folded. */
	hour = (uint64_t)(3600 * NS_PER_SECOND / days.step_ns) + 10;
	days.age_ns = argc > 5 ? strtol(argv[5], NULL, 10) * 86400 * NS_PER_SECOND : 0;
	days.wall_ns = (int64_t)clock_now_ns(CLOCK_REALTIME) - days.age_ns -
		       (int64_t)samples * days.step_ns;
	days.rows = calloc(days.count, sizeof(struct row *));
	for (size_t i = 0; days.rows && i < days.count; i++)
		days.rows[i] = begin(i);
	if (!days.rows || recorder_open(&recorder, &request, &message) != STATUS_OK)
		return 1;
	for (; samples > 0; samples--) {
		if (samples == hour && days.age_ns)
			days.wall_ns += days.age_ns;
		if (add(&days, recorder) != STATUS_OK)
			return 1;
	}
	recorder_close(recorder);
	return 0;
}
