/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the judge says of each kind of program in the zoo, with all figures, held against
 * tests/fixtures/records/trend.txt: after a change of a constant one sees here whose judgement
 * that changes.  After looking at them:
 *	MEMTOP_RECORD=tests/fixtures/records/trend.txt build/tests/derive/trend/record_test
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"
#include "base/text.h"
#include "derive/series.h"
#include "support/record.h"
#include "zoo.h"

#define SEED 424242
#define PAGE 4096.0

static const double delays[] = { 1, 5 };
static const double moments[] = { 30, 60, 300, 1500 };

static void print_finding(FILE *out, const struct trend_finding *finding)
{
	fprintf(out,
		"%s pace %.4g sure %.3g moved %.4g swing %.4g quiet %.4g still %.4g bound %.4g",
		trend_rows[finding->trend].key, finding->bytes_per_minute, finding->confidence,
		finding->moved_bytes, finding->swing_bytes, finding->quiet_bytes,
		finding->still_seconds, finding->bound_bytes_per_minute);
	fprintf(out, " rare %.4g doubling %.4g grown %.4g in %.4g\n", finding->rare_step_seconds,
		finding->doubling_seconds, finding->grown_bytes_per_minute, finding->grown_seconds);
}

/* Some lives go below what they began with. */
static double lowest(const struct zoo_life *life)
{
	double low = 0;

	for (size_t i = 0; i < ZOO_TICKS; i++)
		low = fmin(low, life->bytes[i]);
	return low;
}

static void record_life(FILE *out, const struct zoo_kind *kind, const struct zoo_life *life,
	double delay)
{
	struct series series = { NULL };
	struct trend_finding finding;
	double base = -lowest(life);
	size_t moment = 0;

	for (double at = 0; at < ZOO_SECONDS && moment < COUNT_OF(moments); at += delay) {
		double bytes = base + life->bytes[(size_t)(at / ZOO_TICK + 0.5)];

		series_add(&series, clock_ns_of(at + 1), (uint64_t)(floor(bytes / PAGE) * PAGE));
		if (at < moments[moment])
			continue;
		series_trend(&series, &finding);
		fprintf(out, "%s %g %g: ", kind->name, delay, moments[moment++]);
		print_finding(out, &finding);
	}
	series_free(&series);
}

static char *made_record(void)
{
	struct zoo_life *life = calloc(1, sizeof(*life));
	char *record = NULL;
	size_t length;
	FILE *out = open_memstream(&record, &length);

	assert_non_null(life);
	fprintf(out,
		"Kind, delay, seconds: the judgement; see tests/derive/trend/record_test.c.\n");
	for (size_t at = 0; zoo_kind_at(at); at++) {
		zoo_live(life, zoo_kind_at(at), SEED + at);
		for (size_t i = 0; i < COUNT_OF(delays); i++)
			record_life(out, zoo_kind_at(at), life, delays[i]);
	}
	fclose(out);
	free(life);
	return record;
}

static void judgements_are_as_recorded(void **state)
{
	char *made = made_record();

	(void)state;
	record_compare("records/trend.txt", made);
	free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judgements_are_as_recorded),
	};

	return cmocka_run_group_tests_name("derive/trend_record", tests, NULL, NULL);
}
