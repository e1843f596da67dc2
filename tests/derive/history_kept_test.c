/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose history is kept, and for how long: what ends, what is looked at, what is no process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/history.h"
#include "derive/process/derived_row.h"
#include "derive/trend.h"

#define MIB    ((int64_t)1 << 20)
#define SECOND NS_PER_SECOND

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

static struct history_step growth_at(int second)
{
	return (struct history_step){ .now_ns = (uint64_t)(second + 1) * SECOND,
		.shmem = value_of(0),
		.growth = true,
		.levels = true,
		.rates = true,
		.all = true };
}

static void ended_processes_are_forgotten_and_others_kept(void **state)
{
	const struct history_key first = history_process(10, 1), second = history_process(20, 1),
				 third = history_process(30, 1);
	struct history *history = history_new();
	struct row *rows[] = { make_row(10, 1), make_row(20, 1), make_row(30, 1) };
	struct row *left[] = { row_ref(rows[0]), row_ref(rows[2]) };
	struct history_step step = growth_at(0);
	struct trend_point points[2];

	(void)state;
	history_take(history, rows, 3, &step);
	for (uint64_t i = 0; i < 3; i++) {
		history_add(history, &first, HISTORY_HEAP, i, i);
		history_add(history, &second, HISTORY_HEAP, i, i);
		history_add(history, &third, HISTORY_HEAP, i, i);
	}
	step = growth_at(1);
	history_take(history, left, 2, &step);
	assert_int_equal(history_points(history, &first, HISTORY_HEAP, 0, points, 2), 2);
	assert_int_equal(history_points(history, &second, HISTORY_HEAP, 0, points, 2), 0);
	assert_int_equal(history_points(history, &third, HISTORY_HEAP, 0, points, 2), 2);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		row_unref(rows[i]);
	row_unref(left[0]);
	row_unref(left[1]);
	history_unref(history);
}

/* What is looked at is remembered beyond its end, until no view looks any more. */
static void an_ended_process_stays_while_it_is_held(void **state)
{
	const struct history_key first = history_process(10, 1), second = history_process(20, 1);
	struct history *history = history_new();
	struct row *rows[] = { make_row(10, 1), make_row(20, 1) };
	struct history_hold one = { .held = false }, other = { .held = false };
	struct history_step step = growth_at(0);
	struct trend_point points[2];

	(void)state;
	history_take(history, rows, 2, &step);
	history_hold(history, &one, &first);
	history_hold(history, &other, &first);
	history_hold(history, &other, &first);
	step = growth_at(1);
	history_take(history, rows, 2, &step);
	step = growth_at(2);
	history_take(history, &rows[1], 1, &step);
	assert_int_equal(history_points(history, &first, HISTORY_OWN, 0, points, 2), 2);
	history_release(history, &one);
	history_release(history, &one);
	assert_int_equal(history_points(history, &first, HISTORY_OWN, 0, points, 2), 2);
	/* To hold another lets go of it. */
	history_hold(history, &other, &second);
	assert_int_equal(history_points(history, &first, HISTORY_OWN, 0, points, 2), 0);
	assert_int_equal(history_points(history, &second, HISTORY_OWN, 0, points, 2), 2);
	/* Held to the end: the history frees it, whether it lives or not. */
	step = growth_at(3);
	history_take(history, NULL, 0, &step);
	assert_int_equal(history_points(history, &second, HISTORY_OWN, 0, points, 2), 2);
	row_unref(rows[0]);
	row_unref(rows[1]);
	history_unref(history);
}

/* The first process of a PID stays its own, though the PID is used again meanwhile. */
static void a_used_pid_leaves_the_held_one_alone(void **state)
{
	const struct history_key before = history_process(10, 1), after = history_process(10, 2);
	struct history *history = history_new();
	struct history_hold hold = { .held = false };
	struct trend_point points[4];

	(void)state;
	history_hold(history, &hold, &before);
	for (uint64_t i = 0; i < 3; i++)
		history_add(history, &before, HISTORY_HEAP, i, i);
	for (uint64_t i = 0; i < 2; i++)
		history_add(history, &after, HISTORY_HEAP, i, i);
	assert_int_equal(history_points(history, &before, HISTORY_HEAP, 0, points, 4), 3);
	assert_int_equal(history_points(history, &after, HISTORY_HEAP, 0, points, 4), 2);
	history_release(history, &hold);
	assert_int_equal(history_points(history, &before, HISTORY_HEAP, 0, points, 4), 0);
	assert_int_equal(history_points(history, &after, HISTORY_HEAP, 0, points, 4), 2);
	history_unref(history);
}

/* ---- what is no process ---- */

static size_t readings_of(struct history *history, struct history_key key,
	enum history_figure figure)
{
	struct trend_point points[8];

	return history_points(history, &key, figure, 0, points, COUNT_OF(points));
}

/* A cgroup's number may be a PID too, and a slab cache's figures stand at the same places. */
static void kinds_and_figures_are_kept_apart(void **state)
{
	const struct history_key process = history_process(10, 0), cgroup = history_cgroup(10);
	const struct history_key machine = history_machine();
	const struct history_key dentry = history_named(HISTORY_KERNEL_ITEM, "dentry");
	struct history *history = history_new();
	struct trend_finding finding;

	(void)state;
	for (uint64_t i = 0; i < 60; i++) {
		history_add(history, &process, HISTORY_OWN, i * SECOND, MIB);
		history_add(history, &cgroup, HISTORY_CGROUP_USAGE, i * SECOND, i * MIB);
		history_add(history, &cgroup, HISTORY_CGROUP_UNRECLAIMABLE, i * SECOND,
			(100 - i) * MIB);
		history_add(history, &dentry, HISTORY_KERNEL_BYTES, i * SECOND, 2 * i * MIB);
		history_add(history, &machine, HISTORY_MACHINE_FIGURES - 1, i * SECOND, i);
	}
	history_trend(history, &cgroup, HISTORY_CGROUP_USAGE, &finding);
	assert_int_equal(finding.trend, TREND_GROWING);
	assert_int_equal(finding.bytes_per_minute, 60 * MIB);
	history_trend(history, &cgroup, HISTORY_CGROUP_UNRECLAIMABLE, &finding);
	assert_int_equal(finding.trend, TREND_SHRINKING);
	history_trend(history, &dentry, HISTORY_KERNEL_BYTES, &finding);
	assert_int_equal(finding.bytes_per_minute, 120 * MIB);
	history_trend(history, &process, HISTORY_OWN, &finding);
	assert_int_equal(finding.trend, TREND_FLAT);
	assert_int_equal(readings_of(history, process, HISTORY_HEAP), 0);
	assert_int_equal(readings_of(history, machine, HISTORY_TAKEN), 0);
	assert_int_equal(readings_of(history, machine, HISTORY_MACHINE_FIGURES - 1), 8);
	history_unref(history);
}

static void names_are_told_apart(void **state)
{
	const struct history_key dentry = history_named(HISTORY_KERNEL_ITEM, "dentry");

	(void)state;
	assert_true(dentry.id == history_named(HISTORY_KERNEL_ITEM, "dentry").id);
	assert_false(dentry.id == history_named(HISTORY_KERNEL_ITEM, "dentrz").id);
	assert_false(dentry.id == history_named(HISTORY_KERNEL_ITEM, "edntry").id);
	assert_false(dentry.id == history_named(HISTORY_KERNEL_ITEM, "").id);
}

/* No sample of processes ends it; its reader says when it is no more. */
static void what_was_not_read_again_is_swept(void **state)
{
	const struct history_key stays = history_cgroup(1), goes = history_cgroup(2);
	const struct history_key looked_at = history_cgroup(3);
	struct history *history = history_new();
	struct history_hold hold = { .held = false };
	struct history_step step = growth_at(9);

	(void)state;
	history_add(history, &goes, HISTORY_CGROUP_USAGE, 1, 1);
	history_add(history, &looked_at, HISTORY_CGROUP_USAGE, 1, 1);
	history_add(history, &stays, HISTORY_CGROUP_UNRECLAIMABLE, 1, 1);
	history_hold(history, &hold, &looked_at);
	history_add(history, &stays, HISTORY_CGROUP_UNRECLAIMABLE, 2, 1);
	history_take(history, NULL, 0, &step);
	history_sweep(history, HISTORY_KERNEL_ITEM, 2);
	assert_int_equal(readings_of(history, goes, HISTORY_CGROUP_USAGE), 1);
	history_sweep(history, HISTORY_CGROUP, 2);
	assert_int_equal(readings_of(history, goes, HISTORY_CGROUP_USAGE), 0);
	assert_int_equal(readings_of(history, stays, HISTORY_CGROUP_UNRECLAIMABLE), 2);
	assert_int_equal(readings_of(history, looked_at, HISTORY_CGROUP_USAGE), 1);
	history_release(history, &hold);
	assert_int_equal(readings_of(history, looked_at, HISTORY_CGROUP_USAGE), 0);
	history_unref(history);
}

/* Another watch takes its place; what is looked at stays so, whether it lives or has ended. */
static void a_watch_is_replaced_and_what_is_held_stays_held(void **state)
{
	const struct history_key lives = history_process(10, 1), ended = history_process(20, 1);
	const struct history_key other = history_process(30, 1), cgroup = history_cgroup(4);
	struct history *history = history_new(), *another = history_new();
	struct row *rows[] = { make_row(10, 1), make_row(20, 1), make_row(30, 1) };
	struct history_hold holds[] = { { .held = false }, { .held = false }, { .held = false } };
	struct history_step step = growth_at(0);

	(void)state;
	history_take(history, rows, 3, &step);
	history_add(history, &cgroup, HISTORY_CGROUP_USAGE, 1, 1);
	history_hold(history, &holds[0], &lives);
	history_hold(history, &holds[1], &ended);
	history_hold(history, &holds[2], &cgroup);
	step = growth_at(1);
	history_take(history, rows, 1, &step);
	for (uint64_t i = 0; i < 3; i++) {
		history_add(another, &lives, HISTORY_HEAP, i, i);
		history_add(another, &ended, HISTORY_HEAP, i, i);
		history_add(another, &other, HISTORY_HEAP, i, i);
		history_add(another, &cgroup, HISTORY_CGROUP_USAGE, i, i);
	}
	history_replace(history, another);
	assert_int_equal(readings_of(history, lives, HISTORY_OWN), 0);
	assert_int_equal(readings_of(history, lives, HISTORY_HEAP), 3);
	/* No process lives any more, and no cgroup was read again. */
	step = growth_at(2);
	history_take(history, NULL, 0, &step);
	history_sweep(history, HISTORY_CGROUP, 1000);
	assert_int_equal(readings_of(history, other, HISTORY_HEAP), 0);
	assert_int_equal(readings_of(history, lives, HISTORY_HEAP), 3);
	assert_int_equal(readings_of(history, ended, HISTORY_HEAP), 3);
	assert_int_equal(readings_of(history, cgroup, HISTORY_CGROUP_USAGE), 3);
	for (size_t i = 0; i < COUNT_OF(holds); i++)
		history_release(history, &holds[i]);
	assert_int_equal(readings_of(history, lives, HISTORY_HEAP), 0);
	assert_int_equal(readings_of(history, ended, HISTORY_HEAP), 0);
	assert_int_equal(readings_of(history, cgroup, HISTORY_CGROUP_USAGE), 0);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		row_unref(rows[i]);
	history_unref(history);
}

/* Where its levels are not shown, a row at rest is the same row from the third sample on. */
static void what_rests_is_not_written_anew_for_levels(void **state)
{
	struct history *history = history_new();
	struct row *row = make_row(10, 1);
	uint64_t version;

	(void)state;
	row->version = 1;
	for (int i = 0; i < 30; i++) {
		struct history_step step = growth_at(i);

		step.levels = false;
		version = row->version;
		assert_int_equal(history_take(history, &row, 1, &step), STATUS_OK);
		assert_int_equal(derived_value(row, DERIVED_LEVELS).state, VALUE_NOT_ASKED);
		assert_true(row->version == version || i < 2 || i + 1 == TREND_POINTS_LEAST ||
			    i == TREND_POINTS_LEAST);
	}
	row_unref(row);
	history_unref(history);
}

/* ... and it has them as soon as they are wanted, of all readings there are. */
static void levels_are_there_when_they_are_wanted(void **state)
{
	struct history *history = history_new();
	struct row *row = make_row(10, 1);

	(void)state;
	row->version = 1;
	for (int i = 0; i < 40; i++) {
		struct history_step step = growth_at(i);

		step.levels = i == 30 || i == 39;
		assert_int_equal(history_take(history, &row, 1, &step), STATUS_OK);
		if (step.levels)
			assert_int_equal(derived_value(row, DERIVED_LEVELS).n, 1111111111);
		assert_int_equal(derived_value(row, DERIVED_LEVELS).state,
			step.levels ? VALUE_OK : VALUE_NOT_ASKED);
	}
	row_unref(row);
	history_unref(history);
}

/* One asks again and again for the same process: what is known of it is of the newest reading. */
static void a_trend_follows_what_was_added_since(void **state)
{
	const struct history_key process = history_process(10, 1), again = history_process(10, 2);
	struct history *history = history_new();
	struct trend_finding finding, same;

	(void)state;
	for (uint64_t i = 0; i < 60; i++)
		history_add(history, &process, HISTORY_OWN, i * SECOND, (uint64_t)MIB);
	history_trend(history, &process, HISTORY_OWN, &finding);
	assert_int_equal(finding.trend, TREND_FLAT);
	for (uint64_t i = 60; i < 120; i++)
		history_add(history, &process, HISTORY_OWN, i * SECOND, i * (uint64_t)MIB);
	history_trend(history, &process, HISTORY_OWN, &finding);
	assert_int_not_equal(finding.trend, TREND_FLAT);
	history_trend(history, &process, HISTORY_OWN, &same);
	assert_memory_equal(&finding, &same, sizeof(finding));
	history_trend(history, &again, HISTORY_OWN, &finding);
	assert_int_equal(finding.trend, TREND_TOO_SHORT);
	history_forget(history, &process);
	history_trend(history, &process, HISTORY_OWN, &finding);
	assert_int_equal(finding.trend, TREND_TOO_SHORT);
	history_unref(history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ended_processes_are_forgotten_and_others_kept),
		cmocka_unit_test(an_ended_process_stays_while_it_is_held),
		cmocka_unit_test(a_used_pid_leaves_the_held_one_alone),
		cmocka_unit_test(kinds_and_figures_are_kept_apart),
		cmocka_unit_test(names_are_told_apart),
		cmocka_unit_test(what_was_not_read_again_is_swept),
		cmocka_unit_test(what_rests_is_not_written_anew_for_levels),
		cmocka_unit_test(levels_are_there_when_they_are_wanted),
		cmocka_unit_test(a_watch_is_replaced_and_what_is_held_stays_held),
		cmocka_unit_test(a_trend_follows_what_was_added_since),
	};

	return cmocka_run_group_tests_name("derive/history_kept", tests, NULL, NULL);
}
