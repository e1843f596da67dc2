/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/machines.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/macros.h"
#include "support/sample_rows.h"
#include "views/check/judge.h"

#define GIB    ((double)(UINT64_C(1) << 30))
#define ALWAYS 4.0 /* GiB in use */
#define DAY    1440
#define PI     3.14159265358979323846

/* xorshift64*, and the sum of twelve for what is nearly normal. */
static double uniform(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return (double)(*seed * UINT64_C(2685821657736338717) >> 11) / (double)(UINT64_C(1) << 53);
}

static double normal(uint64_t *seed)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += uniform(seed);
	return sum;
}

/* ---- what they use ---- */

static double wave(unsigned t, double height)
{
	return height * fmax(0, sin(2 * PI * ((double)(t % DAY) / DAY - 0.3)));
}

static double tooth(unsigned t)
{
	return 3 * (t % 60) / 60.0;
}

static double quiet(unsigned t)
{
	(void)t;
	return 0;
}

static double daily_wave(unsigned t)
{
	return wave(t, 8);
}

static double nightly_job(unsigned t)
{
	unsigned minute = t % DAY;

	if (minute < 120 || minute >= 200)
		return 0;
	return minute < 140 ? 10 * (minute - 120) / 20.0 : 10;
}

static double warm_up(unsigned t)
{
	return 12 * (1 - exp(-(double)t / 180));
}

static double deploys(unsigned t)
{
	return 4 * (t > 2000) + 4 * (t > 6000);
}

static double leak(unsigned t)
{
	return 3.4 * t / DAY;
}

static double leak_under_wave(unsigned t)
{
	return 3.0 * t / DAY + wave(t, 5);
}

static double leak_under_teeth(unsigned t)
{
	return 2.9 * t / DAY + tooth(t);
}

static double explosion(unsigned t)
{
	return t > 5000 ? 0.3 * (t - 5000) : 0;
}

static double creeping(unsigned t)
{
	return 0.5 * t / DAY + (t > 5000 ? 5.0 * (t - 5000) / DAY : 0);
}

const struct machine machines[] = {
	{ "quiet", quiet, 0 },
	{ "a wave of 8G each day", daily_wave, 0 },
	{ "a job of 10G each night", nightly_job, 0 },
	{ "warms up by 12G", warm_up, 0 },
	{ "two deploys of 4G each", deploys, 0 },
	{ "teeth of 3G each hour", tooth, 0 },
	{ "a leak of 3.4G a day", leak, 20 },
	{ "a leak of 3G a day under a wave of 5G", leak_under_wave, 20 },
	{ "a leak of 2.9G a day under teeth of 3G", leak_under_teeth, 20 },
	{ "0.3G a minute from the fourth day on", explosion, 0.25 },
	{ "creeps, then ten times faster", creeping, 20 },
};
const size_t machine_count = COUNT_OF(machines);

unsigned machine_simulate(const struct machine *machine, uint64_t seed,
	uint64_t available[MACHINE_MINUTES])
{
	double walk = 0;

	seed *= UINT64_C(0x9e3779b97f4a7c15);

	for (unsigned t = 0; t < MACHINE_MINUTES; t++) {
		double left;

		walk = 0.98 * walk + 0.03 * normal(&seed);
		left = MACHINE_BYTES / GIB - ALWAYS - walk - machine->used(t);
		available[t] = left > 0 ? (uint64_t)(left * GIB) : 0;
		if (left <= 0)
			return t + 1;
	}
	return MACHINE_MINUTES;
}

/* ---- what alarms are worth ---- */

void episodes_begin(struct episodes *episodes, const uint64_t available[], unsigned count)
{
	*episodes = (struct episodes){ .end = available[count - 1] == 0 ? count - 1 : 0 };
}

void episodes_see(struct episodes *episodes, unsigned minute, bool alarm)
{
	if (alarm && !episodes->alarm) {
		episodes->began = minute;
		episodes->wrong += !episodes->end || episodes->end - minute > DAY;
	}
	episodes->alarm = alarm;
}

double episodes_lead_hours(const struct episodes *episodes)
{
	if (!episodes->end)
		return NAN;
	return episodes->alarm ? (episodes->end - episodes->began) / 60.0 : 0;
}

/* ---- through check ---- */

/* When each of these weeks begins, minutes since 1970. */
#define BEGIN 10000

static void must(enum status status)
{
	if (status == STATUS_OK)
		return;
	fprintf(stderr, "episodes_of_check: %s\n", status_text(status));
	exit(1);
}

static void see(struct check *check, unsigned minute, uint64_t available)
{
	struct sample *sample = make_sample(NULL, 0);

	sample->monotonic_ns = (uint64_t)(minute + 1) * 60 * NS_PER_SECOND;
	sample->wall_ns = (int64_t)(minute + BEGIN) * 60 * NS_PER_SECOND;
	sample->system.meminfo.field[MEMINFO_MemTotal] = value_of(MACHINE_BYTES);
	sample->system.meminfo.field[MEMINFO_MemAvailable] = value_of((int64_t)available);
	must(check_see(check, sample));
	sample_unref(sample);
}

void episodes_of_check(struct episodes *episodes, const uint64_t available[], unsigned count)
{
	struct message message = { "" };
	struct check check;

	episodes_begin(episodes, available, count);
	must(check_begin(&check, NULL, 0, &message));
	for (unsigned t = 0; t < count; t++) {
		if (t % MACHINE_LOOK_MINUTES) {
			check_past(&check, (int64_t)(t + BEGIN) * 60, available[t]);
			continue;
		}
		see(&check, t, available[t]);
		episodes_see(episodes, t, check_severity(&check) > SEVERITY_OK);
	}
	check_end(&check);
}
