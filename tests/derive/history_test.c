/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rates and trends are made of raw samples, by arithmetic that can be done again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/history.h"
#include "derive/process/derived_row.h"

#define MIB     ((int64_t)1 << 20)
#define SECOND  NS_PER_SECOND
#define ROWS    3
#define SAMPLES 90

static struct row *make_row(pid_t pid, uint64_t start_ticks)
{
	const struct identity_source source = { .start_ticks = start_ticks };
	struct identity *identity = identity_new(&source);
	struct row *row = row_new(pid, 1, identity);

	identity_unref(identity);
	assert_non_null(row);
	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(row, (enum metric)metric, value_of(0));
	return row;
}

static void set_counters(struct row **row, int64_t minor, int64_t major, int64_t cpu_ns)
{
	row_change(row, METRIC_MINOR_FAULT_COUNT, value_of(minor));
	row_change(row, METRIC_MAJOR_FAULT_COUNT, value_of(major));
	row_change(row, METRIC_CPU_TIME, value_of(cpu_ns));
}

static struct value figure(const struct row *row, enum metric metric)
{
	return row_metric(row, metric, 0);
}

static const struct history_step rates_at_1 = { .now_ns = SECOND, .rates = true };
static const struct history_step rates_at_3 = { .now_ns = 3 * SECOND, .rates = true };

static void rates_follow_from_two_samples(void **state)
{
	struct history *history = history_new();
	struct row *row = make_row(10, 1);

	(void)state;
	set_counters(&row, 100, 5, 1000000000);
	assert_int_equal(history_take(history, &row, 1, &rates_at_1), STATUS_OK);
	assert_int_equal(derived_value(row, DERIVED_FAULTS).state, VALUE_PENDING);
	assert_int_equal(derived_value(row, DERIVED_CPU).state, VALUE_PENDING);
	/* In two seconds 300 minor and 4 major faults, and half a second of a CPU. */
	set_counters(&row, 400, 9, 1500000000);
	assert_int_equal(history_take(history, &row, 1, &rates_at_3), STATUS_OK);
	assert_int_equal(derived_value(row, DERIVED_FAULTS).n, 15200);
	assert_int_equal(derived_value(row, DERIVED_MAJOR_FAULTS).n, 200);
	assert_int_equal(derived_value(row, DERIVED_CPU).n, 2500);
	row_unref(row);
	history_unref(history);
}

/* In two seconds 9.9 ms of a CPU are 49.5 hundredths of a per cent. */
static void half_a_hundredth_of_a_per_cent_is_rounded_up(void **state)
{
	(void)state;
	for (int more = 0; more < 2; more++) {
		struct history *history = history_new();
		struct row *row = make_row(10, 1);

		set_counters(&row, 0, 0, 0);
		assert_int_equal(history_take(history, &row, 1, &rates_at_1), STATUS_OK);
		set_counters(&row, 0, 0, 9899999 + more);
		assert_int_equal(history_take(history, &row, 1, &rates_at_3), STATUS_OK);
		assert_int_equal(derived_value(row, DERIVED_CPU).n, 49 + more);
		row_unref(row);
		history_unref(history);
	}
}

/* A sample for which counters were not asked for ends what rates are over. */
static void rates_wait_where_counters_were_not_read(void **state)
{
	const struct history_step without = { .now_ns = 2 * SECOND };
	struct history *history = history_new();
	struct row *row = make_row(10, 1);

	(void)state;
	set_counters(&row, 100, 0, 0);
	history_take(history, &row, 1, &rates_at_1);
	history_take(history, &row, 1, &without);
	set_counters(&row, 300, 0, 0);
	history_take(history, &row, 1, &rates_at_3);
	assert_int_equal(derived_value(row, DERIVED_FAULTS).state, VALUE_PENDING);
	row_unref(row);
	history_unref(history);
}

static void what_may_not_be_read_has_no_rate(void **state)
{
	struct history *history = history_new();
	struct row *row = make_row(10, 1);

	(void)state;
	history_take(history, &row, 1, &rates_at_1);
	row_change(&row, METRIC_CPU_TIME, value_missing(VALUE_DENIED));
	history_take(history, &row, 1, &rates_at_3);
	assert_int_equal(derived_value(row, DERIVED_CPU).state, VALUE_DENIED);
	row_unref(row);
	history_unref(history);
}

static void a_used_pid_begins_anew(void **state)
{
	struct history *history = history_new();
	struct row *before = make_row(10, 1), *after = make_row(10, 2);

	(void)state;
	set_counters(&before, 5000, 0, 0);
	history_take(history, &before, 1, &rates_at_1);
	set_counters(&after, 6000, 0, 0);
	history_take(history, &after, 1, &rates_at_3);
	assert_int_equal(derived_value(after, DERIVED_FAULTS).state, VALUE_PENDING);
	row_unref(before);
	row_unref(after);
	history_unref(history);
}

/* A row that an earlier sample holds stays as it was. */
static void shared_rows_are_copied(void **state)
{
	struct history *history = history_new();
	struct row *row = make_row(10, 1), *of_sample = row_ref(row);

	(void)state;
	history_take(history, &row, 1, &rates_at_1);
	assert_ptr_not_equal(row, of_sample);
	assert_int_equal(derived_value(of_sample, DERIVED_FAULTS).state, VALUE_NOT_ASKED);
	row_unref(of_sample);
	row_unref(row);
	history_unref(history);
}

/* ---- growth ---- */

static struct history_step growth_at(int second)
{
	return (struct history_step){ .now_ns = (uint64_t)(second + 1) * SECOND,
		.shmem = value_of(0),
		.growth = true,
		.levels = true,
		.rates = true,
		.all = true };
}

/* The first grows 1 MiB a second, the second rests, the third moves up and down. */
static int64_t anonymous_of(int row, int second)
{
	return row == 0 ? (100 + second) * MIB : row == 1 ? 50 * MIB : (20 + second % 2 * 9) * MIB;
}

static void fill(struct row **rows, int second)
{
	for (int i = 0; i < ROWS; i++) {
		row_change(&rows[i], METRIC_ANONYMOUS, value_of(anonymous_of(i, second)));
		set_counters(&rows[i], second * 10 * i, 0, (int64_t)second * 1000000 * i);
	}
}

static void all_that_moves_is_judged(void **state)
{
	struct history *history = history_new();
	struct row *rows[ROWS];
	const struct history_key key = history_process(10, 1);
	struct trend_finding finding;

	(void)state;
	for (int i = 0; i < ROWS; i++)
		rows[i] = make_row(10 + i, 1);
	for (int second = 0; second < SAMPLES; second++) {
		const struct history_step step = growth_at(second);

		fill(rows, second);
		assert_int_equal(history_take(history, rows, ROWS, &step), STATUS_OK);
	}
	assert_int_equal(derived_value(rows[0], DERIVED_TREND).n, TREND_GROWING);
	assert_int_equal(derived_value(rows[0], DERIVED_GROWTH).n, 60 * MIB);
	assert_int_equal(derived_value(rows[1], DERIVED_TREND).n, TREND_FLAT);
	assert_int_not_equal(derived_value(rows[2], DERIVED_TREND).n, TREND_GROWING);
	assert_int_equal(derived_of(rows[0])->trend_since_ns, SECOND);
	/* The whole finding is the one that the row was made of. */
	history_trend(history, &key, HISTORY_OWN, &finding);
	assert_int_equal(finding.trend, TREND_GROWING);
	assert_int_equal((int64_t)finding.bytes_per_minute,
		derived_value(rows[0], DERIVED_GROWTH).n);
	assert_true(fabs(finding.window_seconds - (SAMPLES - 1)) < 0.01);
	for (int i = 0; i < ROWS; i++)
		row_unref(rows[i]);
	history_unref(history);
}

/* Of a process at rest the confidence rises once, so that its row is not written for every sample. */
static void rest_is_sure_from_sixty_readings_on(void **state)
{
	struct history *history = history_new();
	struct row *row = make_row(10, 1);

	(void)state;
	for (int second = 0; second < 60; second++) {
		const struct history_step step = growth_at(second);

		if (second == 9)
			assert_int_equal(derived_value(row, DERIVED_TREND).n, TREND_TOO_SHORT);
		history_take(history, &row, 1, &step);
		if (second >= 9 && second < 59)
			assert_true(derived_of(row)->trend_confidence == 0.5);
	}
	assert_int_equal(derived_value(row, DERIVED_TREND).n, TREND_FLAT);
	assert_true(derived_of(row)->trend_confidence == 0.95);
	row_unref(row);
	history_unref(history);
}

/* What a stored sample has of a row: what was read, and nothing that was made of it. */
static struct row *stored(const struct row *row)
{
	struct row *copy = make_row(row->pid, row->identity->start_ticks);

	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(copy, (enum metric)metric, figure(row, (enum metric)metric));
	return copy;
}

static void assert_same(const struct row *a, const struct row *b)
{
	for (int i = 0; i < DERIVED_COUNT; i++) {
		const struct value one = derived_value(a, (enum derived_figure)i);
		const struct value other = derived_value(b, (enum derived_figure)i);

		assert_int_equal(one.state, other.state);
		assert_int_equal(one.n, other.n);
	}
	assert_true(derived_of(a)->trend_confidence == derived_of(b)->trend_confidence);
	assert_int_equal(derived_of(a)->trend_since_ns, derived_of(b)->trend_since_ns);
}

static void raw_samples_replay_what_was_seen(void **state)
{
	struct history *live = history_new(), *replay = history_new();
	struct row *rows[ROWS], *again[ROWS];

	(void)state;
	for (int i = 0; i < ROWS; i++)
		rows[i] = make_row(10 + i, 1);
	for (int second = 0; second < SAMPLES; second++) {
		const struct history_step step = growth_at(second);

		fill(rows, second);
		for (int i = 0; i < ROWS; i++)
			again[i] = stored(rows[i]);
		history_take(live, rows, ROWS, &step);
		history_take(replay, again, ROWS, &step);
		for (int i = 0; i < ROWS; i++) {
			assert_same(rows[i], again[i]);
			row_unref(again[i]);
		}
	}
	for (int i = 0; i < ROWS; i++)
		row_unref(rows[i]);
	history_unref(live);
	history_unref(replay);
}

/* ---- what is its own ---- */

static int64_t own_after(int64_t shared_before, int64_t shared_after, int64_t shmem_risen,
	struct value files_grown)
{
	struct history *history = history_new();
	struct row *row = make_row(10, 1);
	struct history_step step = growth_at(0);
	int64_t own;

	row_change(&row, METRIC_SHARED, value_of(shared_before));
	step.shmem = value_of(100 * MIB);
	history_take(history, &row, 1, &step);
	step = growth_at(1);
	step.shmem = value_of(100 * MIB + shmem_risen);
	row_change(&row, METRIC_SHARED, value_of(shared_after));
	row_change(&row, METRIC_SHMEM_GROWN, files_grown);
	history_take(history, &row, 1, &step);
	own = derived_value(row, DERIVED_OWN).n;
	row_unref(row);
	history_unref(history);
	return own;
}

static void touched_shared_memory_is_not_gained(void **state)
{
	const struct value unseen = value_missing(VALUE_DENIED);

	(void)state;
	assert_int_equal(own_after(10 * MIB, 30 * MIB, 0, unseen), 10 * MIB);
	assert_int_equal(own_after(10 * MIB, 30 * MIB, 5 * MIB, unseen), 15 * MIB);
	assert_int_equal(own_after(10 * MIB, 30 * MIB, 50 * MIB, unseen), 30 * MIB);
	assert_int_equal(own_after(30 * MIB, 10 * MIB, 0, unseen), 10 * MIB);
}

/* What others take meanwhile says nothing of a process whose own files are seen. */
static void shared_memory_grows_with_its_files(void **state)
{
	(void)state;
	assert_int_equal(own_after(10 * MIB, 30 * MIB, 50 * MIB, value_of(0)), 10 * MIB);
	assert_int_equal(own_after(10 * MIB, 30 * MIB, 50 * MIB, value_of(5 * MIB)), 15 * MIB);
	assert_int_equal(own_after(10 * MIB, 30 * MIB, 50 * MIB, value_of(60 * MIB)), 30 * MIB);
	assert_int_equal(own_after(30 * MIB, 10 * MIB, 50 * MIB, value_of(60 * MIB)), 10 * MIB);
}

static void memfds_held_from_the_start_are_no_growth(void **state)
{
	struct history *history = history_new();
	struct row *row = make_row(10, 1);
	struct history_step step = growth_at(0);

	(void)state;
	row_change(&row, METRIC_HELD_SHMEM, value_missing(VALUE_NOT_ASKED));
	row_change(&row, METRIC_ANONYMOUS, value_of(MIB));
	history_take(history, &row, 1, &step);
	assert_int_equal(derived_value(row, DERIVED_OWN).n, MIB);
	row_change(&row, METRIC_HELD_SHMEM, value_of(64 * MIB));
	step = growth_at(1);
	history_take(history, &row, 1, &step);
	assert_int_equal(derived_value(row, DERIVED_OWN).n, MIB);
	row_change(&row, METRIC_HELD_SHMEM, value_of(80 * MIB));
	step = growth_at(2);
	history_take(history, &row, 1, &step);
	assert_int_equal(derived_value(row, DERIVED_OWN).n, 17 * MIB);
	row_unref(row);
	history_unref(history);
}

/* One more sample, with what it gave up read for it, or read_again being false, as it was. */
static void follow_lazy_freed(struct history *history, struct row **row, int second,
	int64_t anonymous, int64_t lazy_freed, bool read_again)
{
	const struct history_step step = growth_at(second);

	row_change(row, METRIC_ANONYMOUS, value_of(anonymous));
	if (read_again) {
		row_change(row, METRIC_LAZY_FREE, value_of(lazy_freed));
		(*row)->budgeted_ns[BUDGETED_LAZY_FREE] = step.now_ns;
	}
	history_take(history, row, 1, &step);
}

static enum trend trend_of_own(struct history *history)
{
	const struct history_key key = history_process(10, 1);
	struct trend_finding finding;

	history_trend(history, &key, HISTORY_OWN, &finding);
	return finding.trend;
}

/* It takes a MiB a second and gives up as much: it seems to grow, until that is asked. */
static void what_was_given_up_is_no_growth(void **state)
{
	struct history *history = history_new();
	struct row *row = make_row(10, 1);
	int second = 0;

	(void)state;
	for (; second < 60; second++)
		follow_lazy_freed(history, &row, second, (100 + second) * MIB, 0, false);
	assert_int_equal(trend_of_own(history), TREND_GROWING);
	for (; second < 120; second++)
		follow_lazy_freed(history, &row, second, (100 + second) * MIB, second * MIB, true);
	assert_int_equal(derived_value(row, DERIVED_OWN).n, 100 * MIB);
	assert_int_equal(trend_of_own(history), TREND_FLAT);
	/* What it had before counts as if it were none that was given up: that began anew. */
	assert_int_equal(derived_of(row)->trend_since_ns, 61 * SECOND);
	/* Not read again, it is not followed: what it took since might be given up, too. */
	for (; second < 180; second++)
		follow_lazy_freed(history, &row, second, (100 + second) * MIB, 0, false);
	assert_int_equal(trend_of_own(history), TREND_FLAT);
	/* Where it may not be read any more, all of it counts. */
	row_change(&row, METRIC_LAZY_FREE, value_missing(VALUE_DENIED));
	for (; second < 240; second++)
		follow_lazy_freed(history, &row, second, (100 + second) * MIB, 0, false);
	assert_int_equal(derived_value(row, DERIVED_OWN).n, 339 * MIB);
	row_unref(row);
	history_unref(history);
}

/* A leak beside it is seen at its own pace. */
static void growth_beside_what_is_given_up_is_seen(void **state)
{
	const struct history_key key = history_process(10, 1);
	struct history *history = history_new();
	struct row *row = make_row(10, 1);
	struct trend_finding finding;

	(void)state;
	for (int second = 0; second < 60; second++)
		follow_lazy_freed(history, &row, second, (100 + 3 * second) * MIB, 2 * second * MIB,
			true);
	history_trend(history, &key, HISTORY_OWN, &finding);
	assert_int_equal(finding.trend, TREND_GROWING);
	assert_int_equal(finding.bytes_per_minute, 60 * MIB);
	/* More given up than there is, read at another moment, leaves nothing, and not less. */
	follow_lazy_freed(history, &row, 60, 10 * MIB, 20 * MIB, true);
	assert_int_equal(derived_value(row, DERIVED_OWN).n, 0);
	row_unref(row);
	history_unref(history);
}

/* That nothing is given up changes nothing of what was followed. */
static void nothing_given_up_goes_on(void **state)
{
	struct history *history = history_new();
	struct row *row = make_row(10, 1);

	(void)state;
	for (int second = 0; second < 60; second++)
		follow_lazy_freed(history, &row, second, (100 + second) * MIB, 0, second == 40);
	assert_int_equal(trend_of_own(history), TREND_GROWING);
	assert_int_equal(derived_of(row)->trend_since_ns, SECOND);
	row_unref(row);
	history_unref(history);
}

/* ---- exec(2) ---- */

static struct row *make_program(pid_t pid, uint64_t program)
{
	struct identity *identity =
		identity_new(&(struct identity_source){ .start_ticks = 1, .program = program });
	struct row *row = row_new(pid, 1, identity);

	identity_unref(identity);
	for (int metric = METRIC_ANONYMOUS; metric <= METRIC_SWAP; metric++)
		row_change(&row, (enum metric)metric, value_of(0));
	return row;
}

/* The samples that it has been followed for, after it was one program and then another. */
static unsigned followed_across(uint64_t before, uint64_t after)
{
	const struct history_key key = history_process(10, 1);
	struct history *history = history_new();
	struct row *rows[] = { make_program(10, before), make_program(10, after) };
	struct trend_point points[16];
	size_t count;

	for (int second = 0; second < 10; second++) {
		const struct history_step step = growth_at(second);
		struct row *row = row_ref(rows[second >= 7]);

		row_change(&row, METRIC_ANONYMOUS, value_of(second * MIB));
		history_take(history, &row, 1, &step);
		row_unref(row);
	}
	count = history_points(history, &key, HISTORY_OWN, 0, points, COUNT_OF(points));
	row_unref(rows[0]);
	row_unref(rows[1]);
	history_unref(history);
	return (unsigned)count;
}

static void another_program_begins_anew(void **state)
{
	(void)state;
	assert_int_equal(followed_across(5000, 5000), 10);
	assert_int_equal(followed_across(5000, 6000), 3);
	/* Where it may not be known nothing is concluded. */
	assert_int_equal(followed_across(0, 6000), 10);
	assert_int_equal(followed_across(5000, 0), 10);
}

/* ---- readings that no row has ---- */

static void the_heap_has_a_series_beside_the_process(void **state)
{
	const struct history_key key = history_process(10, 1), other = history_process(11, 1);
	struct history *history = history_new();
	struct trend_finding finding;
	struct trend_point points[8];

	(void)state;
	for (uint64_t i = 0; i < 60; i++)
		history_add(history, &key, HISTORY_HEAP, i * SECOND, (uint64_t)MIB * (i + 1));
	history_trend(history, &key, HISTORY_HEAP, &finding);
	assert_int_equal(finding.trend, TREND_GROWING);
	history_trend(history, &key, HISTORY_OWN, &finding);
	assert_int_equal(finding.trend, TREND_TOO_SHORT);
	history_trend(history, &other, HISTORY_HEAP, &finding);
	assert_int_equal(finding.trend, TREND_TOO_SHORT);
	assert_int_equal(history_points(history, &key, HISTORY_HEAP, 0, points, 8), 8);
	assert_int_equal(history_points(history, &other, HISTORY_HEAP, 0, points, 8), 0);
	history_forget(history, &key);
	assert_int_equal(history_points(history, &key, HISTORY_HEAP, 0, points, 8), 0);
	history_unref(history);
}

/* The samples are there; the time that rates are over is chosen when they are looked at. */
static void an_interval_may_be_chosen_afterwards(void **state)
{
	static const struct {
		int from, to, faults; /* hundredths a second */
	} intervals[] = { { 0, 1, 100 }, { 0, 9, 900 }, { 4, 8, 1200 }, { 8, 9, 1700 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(intervals); i++) {
		struct history *history = history_new();
		struct row *row = make_row(10, 1);
		const int ends[] = { intervals[i].from, intervals[i].to };

		for (size_t end = 0; end < 2; end++) {
			const struct history_step step = growth_at(ends[end]);

			/* Of the square of the time: faster and faster. */
			set_counters(&row, ends[end] * ends[end], 0, 0);
			history_take(history, &row, 1, &step);
		}
		assert_int_equal(derived_value(row, DERIVED_FAULTS).n, intervals[i].faults);
		row_unref(row);
		history_unref(history);
	}
}

static void take_own(struct history *history, struct row **row, uint64_t second, int64_t bytes)
{
	const struct history_step step = { .now_ns = second * SECOND,
		.growth = true,
		.levels = true,
		.all = true };

	row_change(row, METRIC_ANONYMOUS, value_of(bytes));
	assert_int_equal(history_take(history, row, 1, &step), STATUS_OK);
}

/* A session that begins has the curve of a recorder, goes on with it, and lets no other PID have it. */
static void what_was_recorded_is_adopted(void **state)
{
	struct history *history = history_new(), *recorded = history_new();
	const struct history_key leak = history_process(10, 1), other = history_process(11, 1);
	struct row *row = make_row(10, 1), *live = make_row(10, 1);
	struct row *both[] = { NULL, make_row(11, 2) };
	struct trend_point points[SAMPLES];
	struct trend_finding finding;

	(void)state;
	for (uint64_t second = 1; second <= 60; second++)
		take_own(recorded, &row, second, (int64_t)second * MIB);
	assert_int_equal(history_add(recorded, &other, HISTORY_OWN, 60 * SECOND, MIB), STATUS_OK);
	take_own(history, &live, 61, 61 * MIB);
	both[0] = row_ref(live);
	assert_int_equal(history_take(history, both, 2,
				 &(const struct history_step){ .now_ns = 62 * SECOND,
					 .growth = true,
					 .levels = true }),
		STATUS_OK);
	history_adopt(history, recorded);
	assert_int_equal(history_points(history, &other, HISTORY_OWN, 0, points, SAMPLES), 0);
	row_unref(both[0]);
	take_own(history, &live, 63, 63 * MIB);
	history_trend(history, &leak, HISTORY_OWN, &finding);
	assert_int_equal(finding.trend, TREND_GROWING);
	assert_int_equal(history_points(history, &leak, HISTORY_OWN, 0, points, SAMPLES), 61);
	assert_true(points[0].bytes < 2 * MIB && points[60].bytes >= 63 * MIB);
	assert_true(fabs(points[60].seconds - points[0].seconds - 62) < 0.001);
	row_unref(row);
	row_unref(live);
	row_unref(both[1]);
	history_unref(history);
}

/* What is done for a row that rests, by its version, and what is done for one of which that cannot be told. */
static void assert_same_follows(const struct row *a, const struct row *b)
{
	for (int id = 0; id < DERIVED_COUNT; id++) {
		const struct value left = derived_value(a, (enum derived_figure)id);
		const struct value right = derived_value(b, (enum derived_figure)id);

		assert_int_equal(left.state, right.state);
		assert_int_equal(left.n, right.n);
	}
	assert_true(derived_of(a)->trend_confidence == derived_of(b)->trend_confidence);
	assert_int_equal(derived_of(a)->trend_since_ns, derived_of(b)->trend_since_ns);
	assert_int_equal(derived_of(a)->pace_since_ns, derived_of(b)->pace_since_ns);
}

static void set_own(struct row **row, int64_t bytes, int64_t shared)
{
	row_change(row, METRIC_ANONYMOUS, value_of(bytes));
	row_change(row, METRIC_SHARED, value_of(shared));
}

static void what_rests_is_as_if_it_were_followed(void **state)
{
	static const int moves_at[] = { 150, 160, 161, 400, 401, 402, 403, 404, 405, 406, 900 };
	struct history *with = history_new(), *without = history_new();
	struct row *row = make_row(10, 1), *other = make_row(10, 1);
	size_t moved = 0;

	(void)state;
	row->version = 1;
	for (int i = 0; i < 1000; i++) {
		const struct history_step step = { .now_ns = (uint64_t)(i + 1) * 2 * SECOND,
			.shmem = value_of((uint64_t)i * MIB),
			.growth = i != 600,
			.rates = i > 700 && i < 720,
			.all = true };

		if (moved < COUNT_OF(moves_at) && moves_at[moved] == i) {
			moved++;
			set_own(&row, (int64_t)moved * 3 * MIB, (int64_t)moved * MIB);
			set_own(&other, (int64_t)moved * 3 * MIB, (int64_t)moved * MIB);
		}
		assert_int_equal(history_take(with, &row, 1, &step), STATUS_OK);
		assert_int_equal(history_take(without, &other, 1, &step), STATUS_OK);
		assert_same_follows(row, other);
	}
	row_unref(row);
	row_unref(other);
	history_unref(with);
	history_unref(without);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rates_follow_from_two_samples),
		cmocka_unit_test(half_a_hundredth_of_a_per_cent_is_rounded_up),
		cmocka_unit_test(rates_wait_where_counters_were_not_read),
		cmocka_unit_test(what_may_not_be_read_has_no_rate),
		cmocka_unit_test(a_used_pid_begins_anew),
		cmocka_unit_test(shared_rows_are_copied),
		cmocka_unit_test(all_that_moves_is_judged),
		cmocka_unit_test(rest_is_sure_from_sixty_readings_on),
		cmocka_unit_test(raw_samples_replay_what_was_seen),
		cmocka_unit_test(touched_shared_memory_is_not_gained),
		cmocka_unit_test(shared_memory_grows_with_its_files),
		cmocka_unit_test(memfds_held_from_the_start_are_no_growth),
		cmocka_unit_test(what_was_given_up_is_no_growth),
		cmocka_unit_test(growth_beside_what_is_given_up_is_seen),
		cmocka_unit_test(nothing_given_up_goes_on),
		cmocka_unit_test(another_program_begins_anew),
		cmocka_unit_test(the_heap_has_a_series_beside_the_process),
		cmocka_unit_test(an_interval_may_be_chosen_afterwards),
		cmocka_unit_test(what_was_recorded_is_adopted),
		cmocka_unit_test(what_rests_is_as_if_it_were_followed),
	};

	return cmocka_run_group_tests_name("derive/history", tests, NULL, NULL);
}
