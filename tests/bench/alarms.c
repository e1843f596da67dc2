/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What alarms are worth on the machines of derive/machine/machines.h, against the rules that people use:
 *
 *	alarms [SEEDS]
 *
 * Of each machine and rule: episodes that began although memory lasts for another day, of all seeds; and
 * how many hours before the end the alarm came, least and median.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/macros.h"
#include "derive/machine/machines.h"

#define SEEDS_MOST 1000

/* ---- what people use ---- */

/* Least squares, as predict_linear() of Prometheus: is it below 0 so many minutes ahead? */
static bool predict_linear(const uint64_t available[], unsigned t, unsigned window, unsigned ahead)
{
	double sx = 0, sy = 0, sxx = 0, sxy = 0, n = window + 1.0, slope;

	if (t < window)
		return false;
	for (unsigned i = 0; i <= window; i++) {
		double x = (double)i - window, y = (double)available[t - window + i];

		sx += x;
		sy += y;
		sxx += x * x;
		sxy += x * y;
	}
	slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
	return (sy - slope * sx) / n + slope * ahead < 0;
}

static bool below_a_tenth(const uint64_t available[], unsigned t)
{
	return available[t] < MACHINE_BYTES / 10;
}

static bool four_hours_by_one(const uint64_t available[], unsigned t)
{
	return predict_linear(available, t, 60, 240);
}

static bool a_day_by_six_hours(const uint64_t available[], unsigned t)
{
	return predict_linear(available, t, 360, 1440);
}

static const struct alarm_rule {
	const char *name;
	bool (*holds)(const uint64_t available[], unsigned t); /* NULL: memtop check */
	unsigned minutes;                                      /* it must hold for so long */
} rules[] = {
	{ "memtop check", NULL, 0 },
	{ "available<10% for 10m", below_a_tenth, 10 },
	{ "predict_linear [1h] 4h for 5m", four_hours_by_one, 5 },
	{ "predict_linear [6h] 24h for 30m", a_day_by_six_hours, 30 },
};

static void with_rule(const struct alarm_rule *rule, const uint64_t available[], unsigned count,
	struct episodes *episodes)
{
	unsigned held = 0;

	episodes_begin(episodes, available, count);
	for (unsigned t = 0; t < count; t += MACHINE_LOOK_MINUTES) {
		held = rule->holds(available, t) ? held + MACHINE_LOOK_MINUTES : 0;
		episodes_see(episodes, t, held > rule->minutes);
	}
}

/* ---- the table ---- */

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static void try_rule(const struct machine *machine, const struct alarm_rule *rule, unsigned seeds)
{
	static uint64_t available[MACHINE_MINUTES];
	static double leads[SEEDS_MOST];
	unsigned wrong = 0, missed = 0;

	for (unsigned i = 0; i < seeds; i++) {
		unsigned count = machine_simulate(machine, (i + 1) * UINT64_C(0x9e3779b97f4a7c15),
			available);
		struct episodes episodes;

		if (rule->holds)
			with_rule(rule, available, count, &episodes);
		else
			episodes_of_check(&episodes, available, count);
		wrong += episodes.wrong;
		leads[i] = episodes_lead_hours(&episodes);
		missed += leads[i] <= 0;
	}
	printf("%-40s %-32s %6u", machine->name, rule->name, wrong);
	if (!isnan(leads[0])) {
		qsort(leads, seeds, sizeof(leads[0]), compare);
		printf(" %8.1f %8.1f %7u", leads[0], leads[seeds / 2], missed);
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	unsigned seeds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 3;

	if (seeds == 0 || seeds > SEEDS_MOST) {
		fprintf(stderr, "usage: alarms [SEEDS], at most %d\n", SEEDS_MOST);
		return 2;
	}
	printf("%-40s %-32s %6s %8s %8s %7s\n", "machine, a week of it", "rule", "wrong", "lead, h",
		"median", "missed");
	for (size_t i = 0; i < machine_count; i++)
		for (size_t j = 0; j < COUNT_OF(rules); j++)
			try_rule(&machines[i], &rules[j], seeds);
	return 0;
}
