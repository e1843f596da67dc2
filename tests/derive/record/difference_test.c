/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lies between two samples of a record: which process took it, since when, and whether it matters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "derive/record/difference.h"
#include "support/assert_value.h"
#include "support/derived_set.h"

#define MIB    ((int64_t)1 << 20)
#define SECOND UINT64_C(1000000000)

struct made {
	pid_t pid;
	uint64_t ticks;
	int64_t own; /* MiB */
	bool kernel_thread;
};

static struct sample *sample_of(const struct made *made, size_t count, int64_t available)
{
	struct sample *sample = sample_new();

	assert_non_null(sample);
	sample->monotonic_ns = SECOND;
	strcpy(sample->boot_id, "boot");
	sample->system.meminfo_status = STATUS_ABSENT;
	sample->system.meminfo.field[MEMINFO_MemAvailable] = value_of(available);
	sample->system.meminfo.field[MEMINFO_MemTotal] = value_of(10000 * MIB);
	sample->system.vmstat.counter[VMSTAT_OOM_KILL] = value_of(2);
	sample->rows = calloc(count, sizeof(*sample->rows));
	for (size_t i = 0; i < count; i++) {
		struct identity *identity =
			identity_new(&(struct identity_source){ .start_ticks = made[i].ticks,
				.kernel_thread = made[i].kernel_thread });

		sample->rows[i] = row_new(made[i].pid, 1, identity);
		derived_set(sample->rows[i], DERIVED_OWN, value_of(made[i].own * MIB));
		identity_unref(identity);
		sample->row_count++;
	}
	return sample;
}

struct pair {
	struct sample *from, *to;
	struct history *history;
	struct difference difference;
};

static void find(struct pair *pair)
{
	if (!pair->history)
		pair->history = history_new();
	assert_int_equal(difference_find(&pair->difference, pair->from, pair->to, pair->history),
		STATUS_OK);
}

static void end(struct pair *pair)
{
	difference_free(&pair->difference);
	sample_unref(pair->from);
	sample_unref(pair->to);
	history_unref(pair->history);
}

/* The most first, up or down; of equal ones the lower PID. */
static void processes_stand_by_how_much_they_changed(void **state)
{
	static const struct made before[] = { { 1, 1, 10, false }, { 2, 1, 50, false },
		{ 3, 1, 10, false }, { 4, 1, 7, false }, { 5, 1, 5, true }, { 6, 1, 9, false } };
	static const struct made after[] = { { 1, 1, 20, false }, { 2, 1, 20, false },
		{ 3, 1, 20, false }, { 4, 1, 7, false }, { 5, 1, 99, true }, { 6, 2, 11, false },
		{ 7, 1, 1, false } };
	static const struct {
		pid_t pid;
		int64_t change;
	} wanted[] = { { 2, -30 }, { 6, 11 }, { 1, 10 }, { 3, 10 }, { 6, -9 }, { 7, 1 } };
	struct pair pair = { sample_of(before, COUNT_OF(before), 0),
		sample_of(after, COUNT_OF(after), 0), NULL, { 0 } };

	(void)state;
	find(&pair);
	assert_int_equal(pair.difference.count, COUNT_OF(wanted));
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		const struct process_change *change = &pair.difference.processes[i];

		assert_int_equal((change->after ? change->after : change->before)->pid,
			wanted[i].pid);
		assert_int_equal(change->change, wanted[i].change * MIB);
	}
	/* The PID 6 was used again. */
	assert_int_equal(pair.difference.begun, 2);
	assert_int_equal(pair.difference.ended, 1);
	assert_int_equal(pair.difference.processes[4].to.state, VALUE_ABSENT);
	assert_int_equal(pair.difference.processes[1].from.state, VALUE_ABSENT);
	end(&pair);
}

static void after_a_boot_no_process_is_the_same(void **state)
{
	static const struct made one = { 1, 1, 10, false };
	struct pair pair = { sample_of(&one, 1, 0), sample_of(&one, 1, 0), NULL, { 0 } };

	(void)state;
	pair.to->system.vmstat.counter[VMSTAT_OOM_KILL] = value_of(5);
	find(&pair);
	assert_int_equal(pair.difference.count, 0);
	assert_value(pair.difference.oom_kills, 3);
	difference_free(&pair.difference);
	strcpy(pair.to->boot_id, "another");
	find(&pair);
	assert_int_equal(pair.difference.count, 2);
	assert_int_equal(pair.difference.begun, 1);
	assert_int_equal(pair.difference.ended, 1);
	assert_absent(pair.difference.oom_kills);
	end(&pair);
}

/* A process that took a quarter of what Available lost explains it; one that gave back does not. */
static void the_taker_has_a_quarter_of_it(void **state)
{
	static const struct made before[] = { { 1, 1, 100, false }, { 2, 1, 100, false } };
	struct made after[] = { { 1, 1, 60, false }, { 2, 1, 125, false } };
	struct pair pair = { sample_of(before, 2, 1000 * MIB), sample_of(after, 2, 900 * MIB), NULL,
		{ 0 } };
	const struct process_change *taker;

	(void)state;
	find(&pair);
	taker = difference_taker(&pair.difference);
	assert_non_null(taker);
	assert_int_equal(taker->after->pid, 2);
	difference_free(&pair.difference);
	pair.to->system.meminfo.field[MEMINFO_MemAvailable] = value_of(900 * MIB - 1);
	find(&pair);
	assert_null(difference_taker(&pair.difference));
	difference_free(&pair.difference);
	/* More is available: the one that gave it back. */
	pair.to->system.meminfo.field[MEMINFO_MemAvailable] = value_of(1050 * MIB);
	find(&pair);
	taker = difference_taker(&pair.difference);
	assert_non_null(taker);
	assert_int_equal(taker->after->pid, 1);
	difference_free(&pair.difference);
	pair.to->system.meminfo.field[MEMINFO_MemAvailable] = value_missing(VALUE_ABSENT);
	find(&pair);
	assert_null(difference_taker(&pair.difference));
	assert_false(difference_matters(&pair.difference));
	end(&pair);
}

static bool matters(int64_t total, int64_t moved)
{
	struct pair pair = { sample_of(NULL, 0, 500 * MIB), sample_of(NULL, 0, 500 * MIB + moved),
		NULL, { 0 } };
	bool result;

	pair.to->system.meminfo.field[MEMINFO_MemTotal] = value_of(total);
	find(&pair);
	result = difference_matters(&pair.difference);
	end(&pair);
	return result;
}

/* 16 MiB, and a hundredth of what there is. */
static void what_moved_matters_from_its_level_on(void **state)
{
	(void)state;
	assert_true(matters(1600 * MIB, 16 * MIB));
	assert_true(matters(100 * MIB, -16 * MIB));
	assert_false(matters(100 * MIB, 16 * MIB - 1));
	assert_true(matters(3000 * MIB, -30 * MIB));
	assert_false(matters(3000 * MIB, 30 * MIB - 1));
}

/* It falls by a mebibyte a second and has 600 left: ten minutes. */
static void what_falls_ends_at_its_pace(void **state)
{
	const struct history_key machine = history_machine();
	struct pair pair = { sample_of(NULL, 0, 700 * MIB), sample_of(NULL, 0, 600 * MIB),
		history_new(), { 0 } };

	(void)state;
	find(&pair);
	assert_absent(pair.difference.seconds_left);
	difference_free(&pair.difference);
	for (uint64_t second = 1; second <= 100; second++)
		history_add(pair.history, &machine, HISTORY_TAKEN, second * SECOND, second << 20);
	find(&pair);
	assert_int_equal(pair.difference.taken.trend, TREND_GROWING);
	assert_in_range(pair.difference.seconds_left.n, 590, 610);
	assert_value(pair.difference.available_change, -100 * MIB);
	difference_free(&pair.difference);
	pair.to->system.meminfo.field[MEMINFO_MemAvailable] = value_missing(VALUE_ABSENT);
	find(&pair);
	assert_absent(pair.difference.seconds_left);
	end(&pair);
}

/* Process 1 grows for 100 s, process 2 for 10 s, 120 s ago; process 3 only breathes. */
static int64_t moved_at(pid_t pid, int64_t second)
{
	switch (pid) {
	case 1:
		return second * MIB;
	case 2:
		return 10 * MIB + (second < 70 ? 0 : second < 80 ? (second - 70) * 10 : 100) * MIB;
	default:
		return 50 * MIB;
	}
}

static void it_is_told_since_when_it_moves_so(void **state)
{
	static const struct made before[] = { { 1, 1, 1, false }, { 2, 1, 10, false },
		{ 3, 1, 49, false } };
	static const struct made after[] = { { 1, 1, 200, false }, { 2, 1, 110, false },
		{ 3, 1, 50, false } };
	struct pair pair = { sample_of(before, 3, 0), sample_of(after, 3, 0), history_new(),
		{ 0 } };
	const struct process_change *change;

	(void)state;
	pair.to->wall_ns = INT64_C(1000) * (int64_t)SECOND;
	for (uint64_t second = 0; second <= 200; second++)
		for (size_t i = 0; i < 3; i++) {
			const struct history_key key = history_of_row(pair.to->rows[i]);

			history_add(pair.history, &key, HISTORY_OWN, second * SECOND,
				(uint64_t)moved_at(before[i].pid, (int64_t)second));
		}
	find(&pair);
	change = difference_change(&pair.difference, 0);
	assert_int_equal(change->finding.trend, TREND_GROWING);
	assert_in_range(change->since_ns, 790 * SECOND, 810 * SECOND);
	change = difference_change(&pair.difference, 1);
	assert_true(change->finding.trend == TREND_STEP || change->finding.trend == TREND_PLATEAU);
	assert_in_range(change->since_ns, 860 * SECOND, 880 * SECOND);
	change = difference_change(&pair.difference, 2);
	assert_int_equal(change->since_ns, 0);
	assert_true(change->judged);
	end(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes_stand_by_how_much_they_changed),
		cmocka_unit_test(after_a_boot_no_process_is_the_same),
		cmocka_unit_test(the_taker_has_a_quarter_of_it),
		cmocka_unit_test(what_moved_matters_from_its_level_on),
		cmocka_unit_test(what_falls_ends_at_its_pace),
		cmocka_unit_test(it_is_told_since_when_it_moves_so),
	};

	return cmocka_run_group_tests_name("derive/difference", tests, NULL, NULL);
}
