/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Machines whose available memory moves by whole MiB, read each minute, each ten minutes or each hour,
 * with gaps: lows, falls and bounds are often equal there.  What is said of them at several moments is
 * held against tests/fixtures/records/exhaustion_small.txt.  A developer who changes the judgement on purpose
 * looks at the difference, then:
 *	MEMTOP_RECORD=tests/fixtures/records/exhaustion_small.txt build/tests/derive/machine/exhaustion_small_test
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/macros.h"
#include "derive/machine/exhaustion.h"
#include "support/random.h"
#include "support/record.h"

#define MIB     (UINT64_C(1) << 20)
#define RUNS    900
#define MOMENTS 5
#define DAY     86400

/* A reading each so many seconds, and in MiB how available memory moves. */
struct made {
	uint64_t delay, count, from; /* seconds; readings; of the first, in seconds */
	uint64_t first;              /* available then */
	uint64_t lost, each;         /* so much each so many readings */
	uint64_t step, step_at;      /* less from that reading on */
	uint64_t wave;               /* of each day, in its second quarter */
	uint64_t noise;              /* up to so much less */
	uint64_t gap_from, gap_to;   /* not looked at */
};

static uint64_t one_of(uint64_t *seed, const uint64_t *values, size_t count)
{
	return values[random_below(seed, count)];
}

static void make(struct made *made, uint64_t *seed)
{
	static const uint64_t delays[] = { 60, 60, 60, 30, 600, 600, 300, 3600 };
	static const uint64_t days[] = { 1, 2, 3, 3, 4, 5, 6, 8, 9 };
	static const uint64_t firsts[] = { 1000, 1000, 500, 2880, 100000 };

	*made = (struct made){ .delay = one_of(seed, delays, COUNT_OF(delays)), .each = 1 };
	made->first = one_of(seed, firsts, COUNT_OF(firsts));
	made->from = DAY * (1 + random_below(seed, 3)) + random_below(seed, 700);
	made->count = one_of(seed, days, COUNT_OF(days)) * DAY / made->delay;
	if (made->delay <= 60)
		made->count = 20 + random_below(seed, 200);
	if (random_below(seed, 3))
		made->count += random_below(seed, 8);
	if (random_below(seed, 4)) {
		uint64_t hundredths = 1 + random_below(seed, 110);

		made->lost = 1 + random_below(seed, 3);
		made->each = made->count * 100 * made->lost / (made->first * hundredths) + 1;
		if (made->each == 1)
			made->lost = made->first * hundredths / 100 / made->count;
	}
	if (random_below(seed, 3) == 0) {
		made->step = made->first * random_below(seed, 6) / 10;
		made->step_at = random_below(seed, made->count);
	}
	if (random_below(seed, 3) == 0)
		made->wave = made->first * random_below(seed, 4) / 10;
	if (random_below(seed, 3) == 0)
		made->noise = 1 + random_below(seed, 3);
	if (random_below(seed, 4) == 0) {
		made->gap_from = random_below(seed, made->count);
		made->gap_to = made->gap_from + random_below(seed, made->count);
	}
}

static uint64_t available_at(const struct made *made, uint64_t i, uint64_t *seed)
{
	uint64_t used = made->lost * (i / made->each);

	used += i >= made->step_at ? made->step : 0;
	used += (made->from + i * made->delay) % DAY / (DAY / 4) == 1 ? made->wave : 0;
	used += made->noise ? random_below(seed, made->noise + 1) : 0;
	return used < made->first ? made->first - used : 0;
}

static void print_finding(FILE *out, const struct exhaustion *exhaustion)
{
	static const char *const horizons[] = { "none", "minutes", "hours", "days" };
	struct exhaustion_finding finding;

	exhaustion_find(exhaustion, &finding);
	if (value_known(finding.left))
		fprintf(out, ", %s %" PRId64 " %.5g", horizons[finding.horizon], finding.left.n,
			finding.bytes_per_day / MIB);
	else
		fprintf(out, ", %s", value_state_name(finding.left.state));
}

static void record_run(FILE *out, uint64_t number)
{
	static struct exhaustion exhaustion;
	uint64_t seed = number;
	struct made made;

	make(&made, &seed);
	fprintf(out, "%" PRIu64 " each %" PRIu64 " s, %" PRIu64 " times, %" PRIu64 "M", number,
		made.delay, made.count, made.first);
	exhaustion_begin(&exhaustion);
	for (uint64_t i = 0; i < made.count; i++) {
		uint64_t bytes = available_at(&made, i, &seed) * MIB;

		if (i < made.gap_from || i >= made.gap_to)
			exhaustion_add(&exhaustion, made.from + i * made.delay, bytes);
		/* What comes too late counts for nothing. */
		if (random_below(&seed, 50) == 0)
			exhaustion_add(&exhaustion, made.from / 2, 0);
		if ((i + 1) * MOMENTS / made.count != i * MOMENTS / made.count)
			print_finding(out, &exhaustion);
	}
	fputs("\n", out);
}

static void machines_are_judged_as_recorded(void **state)
{
	char *made = NULL;
	size_t length;
	FILE *out = open_memstream(&made, &length);

	(void)state;
	fprintf(out,
		"What is said of each machine; see tests/derive/machine/exhaustion_small_test.c.\n");
	for (uint64_t i = 1; i <= RUNS; i++)
		record_run(out, i);
	fclose(out);
	record_compare("records/exhaustion_small.txt", made);
	free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machines_are_judged_as_recorded),
	};

	return cmocka_run_group_tests_name("derive/exhaustion_small", tests, NULL, NULL);
}
