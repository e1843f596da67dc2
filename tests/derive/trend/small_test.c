/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Curves whose steps are small whole numbers: two sums that are compared are often equal there, and a
 * bound that is off by one changes what is said.  What each part of the judge makes of them is held
 * against tests/fixtures/records/trend_small.txt.  A developer who changes the judge on purpose looks at the
 * difference, then:
 *	MEMTOP_RECORD=tests/fixtures/records/trend_small.txt build/tests/derive/trend/small_test
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "derive/trend/bound.h"
#include "derive/trend/curve.h"
#include "derive/trend/floor.h"
#include "derive/trend/habit.h"
#include "derive/trend/legs.h"
#include "derive/trend/pace.h"
#include "derive/trend/shape.h"
#include "support/random.h"
#include "support/record.h"

#define UNIT (64.0 * 1024)
/* Of one curve of so many: whatever is one byte too much or too little shows there. */
#define SMALL_UNIT 0.25
#define SMALL_EACH 4
/* So many are told in words; of so many groups of others the record has a sum. */
#define CURVES 300
#define GROUPS 160
#define GROUP  15

/* ---- chance, the same in every run ---- */

static unsigned below(uint64_t *seed, unsigned most)
{
	return (unsigned)random_below(seed, most);
}

/* ---- the curves: what is added between two points, in units ---- */

struct steps {
	size_t count;
	int step[TREND_POINTS_MOST];
};

#define EACH(steps, i) for (size_t i = 0; i < (steps)->count; i++)

static void add_little(struct steps *steps, uint64_t *seed)
{
	unsigned most = 1 + below(seed, 4);

	EACH(steps, i)
	steps->step[i] += (int)below(seed, most);
}

static void add_blows(struct steps *steps, uint64_t *seed)
{
	unsigned rare = 2 + below(seed, 20), size = 1 + below(seed, 6);

	EACH(steps, i)
	if (below(seed, rare) == 0)
		steps->step[i] += 4 * (int)(1 + below(seed, size));
}

/* Ever less. */
static void add_bend(struct steps *steps, uint64_t *seed)
{
	unsigned slow = 1 + below(seed, (unsigned)steps->count);

	EACH(steps, i)
	steps->step[i] += (int)((steps->count - i) / slow);
}

/* Ever more. */
static void add_more(struct steps *steps, uint64_t *seed)
{
	unsigned slow = 1 + below(seed, (unsigned)steps->count / 2);

	EACH(steps, i)
	steps->step[i] += (int)(i / slow);
}

static void add_teeth(struct steps *steps, uint64_t *seed)
{
	unsigned period = 2 + below(seed, 12), lost = below(seed, 3);

	EACH(steps, i)
	steps->step[i] += i % period == period - 1 ? -4 * (int)(period - 1) + (int)lost : 4;
}

static void add_walk(struct steps *steps, uint64_t *seed)
{
	int size = 1 << below(seed, 4);

	EACH(steps, i)
	steps->step[i] += size * ((int)below(seed, 3) - 1);
}

static void add_beat(struct steps *steps, uint64_t *seed)
{
	unsigned period = 3 + below(seed, 10), late = below(seed, 3), first = below(seed, period);
	int size = 8 << below(seed, 3);

	EACH(steps, i)
	if ((i + first) % period == below(seed, late + 1))
		steps->step[i] += size + (int)below(seed, 3) * size / 4;
}

static void add_one_blow(struct steps *steps, uint64_t *seed)
{
	size_t at = below(seed, (unsigned)steps->count - 1);

	steps->step[at] += 8 << below(seed, 6);
	if (below(seed, 3) == 0)
		steps->step[at + 1] -= steps->step[at];
}

/* A start that ends, and then the same all the time. */
static void add_start(struct steps *steps, uint64_t *seed)
{
	size_t end = 1 + below(seed, (unsigned)steps->count / 2);
	int size = 4 + (int)below(seed, 30), always = (int)below(seed, 4);

	EACH(steps, i)
	steps->step[i] += always + (i < end ? size * (int)(end - i) / (int)end : 0);
}

static void end_early(struct steps *steps, uint64_t *seed)
{
	size_t end = below(seed, (unsigned)steps->count);

	EACH(steps, i)
	if (i >= end)
		steps->step[i] = 0;
}

static void turn_over(struct steps *steps, uint64_t *seed)
{
	(void)seed;
	EACH(steps, i)
	steps->step[i] = -steps->step[i];
}

static void (*const first_parts[])(struct steps *steps, uint64_t *seed) = {
	add_little,
	add_blows,
	add_bend,
	add_more,
	add_teeth,
	add_walk,
	add_beat,
	add_one_blow,
	add_start,
};
static void (*const second_parts[])(struct steps *steps, uint64_t *seed) = {
	add_little,
	add_blows,
	add_one_blow,
	add_beat,
	add_start,
	end_early,
	turn_over,
};

static size_t some_count(uint64_t *seed)
{
	switch (below(seed, 4)) {
	case 0:
		return TREND_POINTS_MOST;
	case 1:
		return TREND_POINTS_SURE - 2 + below(seed, 5);
	default:
		return TREND_POINTS_LEAST + below(seed, TREND_POINTS_MOST - TREND_POINTS_LEAST);
	}
}

/* What lies behind the last point is absurd: a judge that reads it says something else. */
static void make_curve(struct curve *curve, double unit, uint64_t *seed)
{
	struct trend_point points[TREND_POINTS_MOST];
	struct steps steps = { .count = some_count(seed) - 1 };
	double bytes = 4096 * unit, delay = 1 << below(seed, 5);
	unsigned swing = below(seed, 4) == 0 ? 4 : 1;

	first_parts[below(seed, COUNT_OF(first_parts))](&steps, seed);
	if (below(seed, 2) == 0)
		second_parts[below(seed, COUNT_OF(second_parts))](&steps, seed);
	for (size_t i = 0; i <= steps.count; i++) {
		points[i] = (struct trend_point){ 7 + delay * (double)i, bytes, bytes, bytes };
		points[i].low -= unit * below(seed, swing);
		points[i].high += unit * below(seed, swing);
		if (i < steps.count)
			bytes += unit * steps.step[i];
	}
	for (size_t i = 0; i < TREND_POINTS_MOST; i++)
		curve->points[i] =
			(struct trend_point){ -1e6, 1e15 * (i % 2 ? 1 : -1), 1e15, -1e15 };
	curve_load(curve, points, steps.count + 1);
	if (unit < 1)
		curve->quiet = curve->least = 2 * unit;
}

/* ---- what is made of them ---- */

static void print_number(FILE *out, const char *name, double number)
{
	/* Whole in most cases; the sign of 0 is chance. */
	fprintf(out, " %s %.5g", name, fabs(number) < 1e-9 ? 0 : number);
}

static void print_finding(FILE *out, const struct curve *curve)
{
	struct trend_finding finding;

	trend_find(&finding, curve->points, curve->count);
	fprintf(out, " = %s", trend_rows[finding.trend].key);
	print_number(out, "pace", finding.bytes_per_minute);
	print_number(out, "for", finding.pace_seconds);
	print_number(out, "sure", finding.confidence);
	print_number(out, "moved", finding.moved_bytes);
	print_number(out, "still", finding.still_seconds);
	print_number(out, "bound", finding.bound_bytes_per_minute);
	print_number(out, "rare", finding.rare_step_seconds);
	print_number(out, "doubling", finding.doubling_seconds);
	print_number(out, "grown", finding.grown_bytes_per_minute);
	print_number(out, "in", finding.grown_seconds);
}

static void print_points(FILE *out, const char *name, const struct curve *curve)
{
	fprintf(out, " %s %zu", name, curve->count);
	print_number(out, "from", curve->points[0].bytes / UNIT);
	print_number(out, "to", curve->points[curve->count - 1].bytes / UNIT);
}

static void print_legs(FILE *out, const struct curve *curve)
{
	static const double parts[] = { 0.25, 0.5 };
	struct curve floor;
	struct legs legs;

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		legs_find(&legs, curve, parts[i] * (curve->high - curve->low));
		fprintf(out, " legs %zu%s turn %zu", legs.count, legs.last_up ? " up" : "",
			legs.turn);
		if (legs.trough_count > 0 && legs_troughs_climb(&floor, &legs, curve))
			print_points(out, "troughs", &floor);
	}
}

static void print_shape(FILE *out, const struct curve *curve)
{
	double moved = curve->points[curve->count - 1].bytes - curve->points[0].bytes;

	fprintf(out, " %s still %zu thin %d%d", trend_rows[shape_of_leg(curve, moved)].key,
		shape_still(curve, moved), shape_thins_out(curve, moved, 0),
		shape_thins_out(curve, moved, 1));
}

static void print_pace(FILE *out, const struct curve *curve)
{
	double moved = curve->points[curve->count - 1].bytes - curve->points[0].bytes, pace = 0;
	struct pace up = pace_now(curve, true), down = pace_now(curve, false);
	struct pace_grown grown = pace_grown(curve, moved);

	fprintf(out, " change %zu", pace_change(curve));
	print_number(out, "up", up.slope);
	print_number(out, "for", up.seconds);
	print_number(out, "down", down.slope);
	print_number(out, "for", down.seconds);
	print_number(out, "doubling", pace_doubling(curve, &pace));
	print_number(out, "at", pace);
	print_number(out, "grown", grown.pace);
	print_number(out, "in", grown.seconds);
}

static void print_floor(FILE *out, const struct curve *curve)
{
	struct floor_line line = floor_fit(curve);
	struct curve floor;

	print_number(out, "slope", line.slope);
	print_number(out, "level", line.level / UNIT);
	print_number(out, "error", line.error);
	fprintf(out, " memory %d even %d keeps %d", line.has_memory, floor_is_even(curve),
		floor_keeps_pace(curve));
	print_number(out, "least", floor_least(curve) / UNIT);
	if (floor_climbs(&floor, curve))
		print_points(out, "floor", &floor);
	floor_blocks(&floor, curve, FLOOR_BLOCKS_LEAST, false);
	print_points(out, "lows", &floor);
	floor_blocks(&floor, curve, FLOOR_BLOCKS_LEAST, true);
	print_points(out, "means", &floor);
}

static void print_rest(FILE *out, const struct curve *curve)
{
	struct curve beats;

	print_number(out, "fall", curve_fall(curve) / UNIT);
	print_number(out, "quiet", curve->quiet / UNIT);
	print_number(out, "slope", curve_slope(curve, curve->count / 3));
	print_number(out, "level", curve_level_at(curve, curve->count / 7) / UNIT);
	print_number(out, "level", curve_level_at(curve, curve->count - 2) / UNIT);
	print_number(out, "bound", bound_of(curve, curve->count / 3));
	if (habit_find(&beats, curve))
		print_points(out, "habit", &beats);
}

static void print_curve(FILE *out, unsigned number)
{
	uint64_t seed = number;
	struct curve curve;

	make_curve(&curve, number % SMALL_EACH == 0 ? SMALL_UNIT : UNIT, &seed);
	fprintf(out, "%u %zu %g:", number, curve.count, curve_seconds(&curve));
	print_finding(out, &curve);
	print_shape(out, &curve);
	print_legs(out, &curve);
	print_pace(out, &curve);
	print_floor(out, &curve);
	print_rest(out, &curve);
	fputs("\n", out);
}

static uint32_t sum_of_group(unsigned first)
{
	uint32_t sum = 2166136261;
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	for (unsigned i = 0; i < GROUP; i++)
		print_curve(out, first + i);
	fclose(out);
	for (size_t i = 0; i < length; i++)
		sum = (sum ^ (unsigned char)text[i]) * 16777619;
	free(text);
	return sum;
}

static char *made_record(void)
{
	char *record = NULL;
	size_t length;
	FILE *out = open_memstream(&record, &length);

	fprintf(out, "Number, points, seconds: see tests/derive/trend/small_test.c.\n");
	for (unsigned i = 1; i <= CURVES; i++)
		print_curve(out, i);
	for (unsigned i = 0; i < GROUPS; i++)
		fprintf(out, "group %u %08" PRIx32 "\n", i, sum_of_group(CURVES + 1 + i * GROUP));
	fclose(out);
	return record;
}

static void small_numbers_are_judged_as_recorded(void **state)
{
	char *made = made_record();

	(void)state;
	record_compare("records/trend_small.txt", made);
	free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_numbers_are_judged_as_recorded),
	};

	return cmocka_run_group_tests_name("derive/trend_small", tests, NULL, NULL);
}
