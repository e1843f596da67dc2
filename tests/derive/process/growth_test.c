/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who grows: in which order, how long until a limit, and how much since a mark. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/process/growth.h"
#include "derive/trend.h"
#include "support/derived_set.h"
#include "support/sample_rows.h"

#define MIB ((uint64_t)1 << 20)

/* A process that moves as trend says, with that pace in MiB a minute and own memory in MiB. */
static void set(struct row *row, enum trend trend, int64_t pace, uint64_t own)
{
	derived_set(row, DERIVED_TREND, value_of(trend));
	derived_set(row, DERIVED_GROWTH, value_of(pace * (int64_t)MIB));
	derived_set(row, DERIVED_OWN, value_of(own * MIB));
}

static struct sample *sample_of(pid_t count)
{
	struct made_process processes[16] = { 0 };

	for (pid_t i = 0; i < count; i++)
		processes[i] = (struct made_process){ .pid = i + 1, .name = "it" };
	return make_sample(processes, (size_t)count);
}

static void assert_order(const struct grower *growers, size_t count, const pid_t *wanted)
{
	for (size_t i = 0; i < count; i++)
		assert_int_equal(growers[i].row->pid, wanted[i]);
}

static void the_fastest_of_those_that_grow_is_first(void **state)
{
	static const pid_t wanted[] = { 4, 2, 3, 6, 1, 5, 7 };
	struct sample *sample = sample_of(8);
	struct grower *growers;
	size_t count;

	(void)state;
	set(sample->rows[0], TREND_STEP, 90, 0);
	set(sample->rows[1], TREND_GROWING, 20, 0);
	set(sample->rows[2], TREND_GROWING, 20, 0);
	set(sample->rows[3], TREND_GROWING, 30, 0);
	set(sample->rows[4], TREND_FLAT, 0, 0);
	set(sample->rows[5], TREND_GROWING, 1, 0);
	set(sample->rows[6], TREND_SHRINKING, -50, 0);
	/* The eighth has no trend at all, as where it was not watched: it is left out. */
	assert_int_equal(growth_rank(&growers, &count, sample,
				 &(struct arrangement){ .sort = COLUMN_PID, .descending = true }),
		STATUS_OK);
	assert_int_equal(count, 7);
	assert_order(growers, count, wanted);
	free(growers);
	sample_unref(sample);
}

static void a_tree_of_processes_is_ranked_as_a_list(void **state)
{
	struct sample *sample = sample_of(2);
	struct grower *growers;
	size_t count;

	(void)state;
	set(sample->rows[0], TREND_FLAT, 0, 0);
	set(sample->rows[1], TREND_GROWING, 1, 0);
	sample->rows[1]->ppid = 1;
	assert_int_equal(
		growth_rank(&growers, &count, sample,
			&(struct arrangement){ .sort = COLUMN_PID, .shape = SHAPE_PROGRAMS }),
		STATUS_OK);
	assert_int_equal(count, 2);
	assert_int_equal(growers[0].row->pid, 2);
	free(growers);
	sample_unref(sample);
}

static void no_process_is_ranked_too(void **state)
{
	struct sample *sample = sample_of(0);
	struct grower *growers;
	size_t count;

	(void)state;
	assert_int_equal(growth_rank(&growers, &count, sample, &(struct arrangement){ 0 }),
		STATUS_OK);
	assert_int_equal(count, 0);
	free(growers);
	sample_unref(sample);
}

/* Five minutes after its start, or once it has grown by more, a limit days away is told. */
static void no_limit_is_read_out_of_a_start(void **state)
{
	static const struct {
		int64_t pace;
		uint64_t age;
		enum value_state state;
	} cases[] = { { 1, 299, VALUE_PENDING }, { 1, 301, VALUE_OK }, { 3, 299, VALUE_OK } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct sample *sample = sample_of(1);
		struct grower *growers;
		size_t count;

		sample->boottime_ns = cases[i].age * NS_PER_SECOND;
		sample->monotonic_ns = 60 * NS_PER_SECOND;
		set(sample->rows[0], TREND_GROWING, cases[i].pace, 5);
		row_set(sample->rows[0], METRIC_ROOM, value_of(100000 * MIB));
		assert_int_equal(growth_rank(&growers, &count, sample,
					 &(struct arrangement){ .sort = COLUMN_PID }),
			STATUS_OK);
		assert_int_equal(count, 1);
		assert_int_equal(growers[0].seconds_to_limit.state, cases[i].state);
		free(growers);
		sample_unref(sample);
	}
}

/* 100 MiB of room at 2 MiB a minute are 3000 seconds. */
static void a_limit_is_room_over_pace_away(void **state)
{
	static const struct {
		enum trend trend;
		int64_t pace;
		uint64_t room;
		bool room_known, known;
		uint64_t seconds;
	} cases[] = {
		{ TREND_GROWING, 2, 100, true, true, 3000 },
		{ TREND_GROWING, 7, 1, true, true, 8 },
		{ TREND_GROWING, 2, 0, true, true, 0 },
		{ TREND_GROWING, 0, 100, true, false, 0 },
		{ TREND_GROWING, -2, 100, true, false, 0 },
		{ TREND_STEP, 2, 100, true, false, 0 },
		{ TREND_GROWING, 2, 100, false, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct sample *sample = sample_of(1);
		struct grower *growers;
		size_t count;

		set(sample->rows[0], cases[i].trend, cases[i].pace, 5);
		if (cases[i].room_known)
			row_set(sample->rows[0], METRIC_ROOM, value_of(cases[i].room * MIB));
		assert_int_equal(growth_rank(&growers, &count, sample,
					 &(struct arrangement){ .sort = COLUMN_PID }),
			STATUS_OK);
		assert_int_equal(count, 1);
		assert_int_equal(value_known(growers[0].seconds_to_limit), cases[i].known);
		assert_int_equal(value_or(growers[0].seconds_to_limit, 0), cases[i].seconds);
		assert_false(value_known(growers[0].since_baseline));
		free(growers);
		sample_unref(sample);
	}
}

static void a_pace_that_is_not_known_is_none(void **state)
{
	struct sample *sample = sample_of(2);
	struct grower *growers;
	size_t count;

	(void)state;
	set(sample->rows[0], TREND_GROWING, 0, 0);
	set(sample->rows[1], TREND_GROWING, 9, 0);
	row_set(sample->rows[1], METRIC_ROOM, value_of(9 * MIB));
	derived_set(sample->rows[1], DERIVED_GROWTH, value_missing(VALUE_PENDING));
	assert_int_equal(growth_rank(&growers, &count, sample, &(struct arrangement){ 0 }),
		STATUS_OK);
	assert_int_equal(growers[0].row->pid, 1);
	assert_false(value_known(growers[1].seconds_to_limit));
	free(growers);
	/* A trend that is not known is not growth, whatever number is beside it. */
	set(sample->rows[1], TREND_GROWING, 9, 0);
	derived_set(sample->rows[1], DERIVED_TREND, value_missing(VALUE_PENDING));
	assert_int_equal(growth_rank(&growers, &count, sample, &(struct arrangement){ 0 }),
		STATUS_OK);
	assert_int_equal(count, 2);
	assert_int_equal(growers[0].row->pid, 1);
	assert_false(value_known(growers[1].seconds_to_limit));
	free(growers);
	sample_unref(sample);
}

/* The machine's end may be nearer than the limit of the process's cgroup. */
static void the_nearest_limit_counts(void **state)
{
	struct sample *sample = sample_of(1);
	struct value *available = &sample->system.meminfo.field[MEMINFO_MemAvailable];

	(void)state;
	assert_false(value_known(growth_room(sample->rows[0], sample)));
	*available = value_of(70);
	assert_int_equal(growth_room(sample->rows[0], sample).n, 70);
	row_set(sample->rows[0], METRIC_ROOM, value_of(50));
	assert_int_equal(growth_room(sample->rows[0], sample).n, 50);
	*available = value_of(30);
	assert_int_equal(growth_room(sample->rows[0], sample).n, 30);
	*available = value_missing(VALUE_ABSENT);
	assert_int_equal(growth_room(sample->rows[0], sample).n, 50);
	sample_unref(sample);
}

static void own_memory_is_what_cannot_be_dropped(void **state)
{
	struct sample *sample = sample_of(1);
	struct row *row = sample->rows[0];

	(void)state;
	assert_false(value_known(growth_own(row)));
	row_set(row, METRIC_ANONYMOUS, value_of(500));
	row_set(row, METRIC_SWAP, value_of(60));
	assert_false(value_known(growth_own(row)));
	row_set(row, METRIC_SHARED, value_of(7));
	assert_int_equal(growth_own(row).n, 567);
	derived_set(row, DERIVED_OWN, value_of(9));
	assert_int_equal(growth_own(row).n, 9);
	assert_int_equal(growth_own_parts(row).n, 567);
	row_set(row, METRIC_SWAP, value_missing(VALUE_DENIED));
	assert_int_equal(growth_own_parts(row).state, VALUE_DENIED);
	sample_unref(sample);
}

/* What has gained most since the mark is first; what is not known stands last, by pace. */
static void since_a_mark_the_gain_decides(void **state)
{
	static const pid_t wanted[] = { 7, 3, 2, 1, 4, 6, 5 };
	struct sample *mark = sample_of(6), *sample = sample_of(7);
	struct grower *growers;
	size_t count;

	(void)state;
	for (size_t i = 0; i < 6; i++)
		set(mark->rows[i], TREND_FLAT, 0, 100);
	set(sample->rows[0], TREND_GROWING, 90, 100);
	set(sample->rows[1], TREND_FLAT, 0, 110);
	set(sample->rows[2], TREND_FLAT, 0, 120);
	set(sample->rows[3], TREND_SHRINKING, -90, 70);
	set(sample->rows[4], TREND_FLAT, 0, 0);
	set(sample->rows[5], TREND_GROWING, 1, 0);
	set(sample->rows[6], TREND_FLAT, 0, 200); /* it began since */
	derived_set(sample->rows[4], DERIVED_OWN, value_missing(VALUE_PENDING));
	derived_set(sample->rows[5], DERIVED_OWN, value_missing(VALUE_PENDING));
	assert_int_equal(growth_rank(&growers, &count, sample,
				 &(struct arrangement){ .sort = COLUMN_PID, .mark = mark }),
		STATUS_OK);
	assert_int_equal(count, 7);
	assert_order(growers, count, wanted);
	assert_int_equal(growers[0].since_baseline.n, 200 * MIB);
	assert_int_equal(growers[1].since_baseline.n, 20 * MIB);
	assert_int_equal((int64_t)growers[4].since_baseline.n, -30 * (int64_t)MIB);
	assert_false(value_known(growers[5].since_baseline));
	free(growers);
	sample_unref(mark);
	sample_unref(sample);
}

static void equal_gains_are_ranked_by_pace(void **state)
{
	static const pid_t wanted[] = { 2, 3, 1 };
	struct sample *mark = sample_of(3), *sample = sample_of(3);
	struct grower *growers;
	size_t count;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		set(mark->rows[i], TREND_FLAT, 0, 100);
	set(sample->rows[0], TREND_FLAT, 0, 150);
	set(sample->rows[1], TREND_GROWING, 9, 150);
	set(sample->rows[2], TREND_GROWING, 8, 150);
	assert_int_equal(growth_rank(&growers, &count, sample,
				 &(struct arrangement){ .sort = COLUMN_PID, .mark = mark }),
		STATUS_OK);
	assert_order(growers, count, wanted);
	free(growers);
	sample_unref(mark);
	sample_unref(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fastest_of_those_that_grow_is_first),
		cmocka_unit_test(a_tree_of_processes_is_ranked_as_a_list),
		cmocka_unit_test(no_process_is_ranked_too),
		cmocka_unit_test(a_limit_is_room_over_pace_away),
		cmocka_unit_test(no_limit_is_read_out_of_a_start),
		cmocka_unit_test(a_pace_that_is_not_known_is_none),
		cmocka_unit_test(the_nearest_limit_counts),
		cmocka_unit_test(own_memory_is_what_cannot_be_dropped),
		cmocka_unit_test(since_a_mark_the_gain_decides),
		cmocka_unit_test(equal_gains_are_ranked_by_pace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
