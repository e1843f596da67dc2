/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Made-up machines of few processes, whose counters and memory move by small whole numbers, are not read,
 * or belong to another process or program from a sample on; some are held, forgotten, replaced.  All that
 * the history says of them is held against tests/fixtures/records/history_small.txt.  A developer who changes it
 * on purpose looks at the difference, then:
 *	MEMTOP_RECORD=tests/fixtures/records/history_small.txt build/tests/derive/history_small_test
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/history.h"
#include "derive/process/derived_row.h"
#include "support/random.h"
#include "support/record.h"

#define RUNS       300
#define IN_WORDS   6
#define ROWS_MOST  90
#define SAMPLES    40
#define PIECE      (128 * 1024)
#define LAZY_FREED (64 * 1024)
#define FIRST_PID  10
#define ROUND_HELD 3

struct machine {
	uint64_t seed, now_ns;
	struct history *history;
	struct history_hold hold;
	struct row *rows[ROWS_MOST]; /* NULL: that process is not there */
	uint64_t start[ROWS_MOST];
	size_t count;
	int64_t shmem;
	bool crowded; /* more of them move than there are trends a sample */
};

static uint64_t below(struct machine *machine, uint64_t most)
{
	return random_below(&machine->seed, most);
}

static bool one_in(struct machine *machine, uint64_t many)
{
	return below(machine, many) == 0;
}

/* ---- what is read ---- */

static struct row *row_begun(struct machine *machine, size_t i, uint64_t program)
{
	const struct identity_source source = { .start_ticks = machine->start[i],
		.program = program };
	struct identity *identity = identity_new(&source);
	struct row *row = row_new(FIRST_PID + (pid_t)i, 1, identity);

	identity_unref(identity);
	assert_non_null(row);
	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(row, (enum metric)metric, value_of(0));
	row_set(row, METRIC_HELD_SHMEM, value_missing(VALUE_NOT_ASKED));
	row_set(row, METRIC_SHMEM_GROWN, value_missing(VALUE_NOT_ASKED));
	row_set(row, METRIC_LAZY_FREE, value_missing(VALUE_NOT_ASKED));
	return row;
}

/* exec(2): another program in the same process, of which the row goes on. */
static void begin_program(struct machine *machine, size_t i)
{
	struct row *old = machine->rows[i], *row = row_begun(machine, i, 1 + below(machine, 2));

	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(row, (enum metric)metric,
			(struct value){ .n = old->metric[metric],
				.state = (enum value_state)old->metric_state[metric] });
	row_unref(old);
	machine->rows[i] = row;
}

static void come_and_go(struct machine *machine, size_t i)
{
	bool there = machine->rows[i] != NULL;

	if (there && one_in(machine, machine->crowded ? 200 : 12)) {
		row_unref(machine->rows[i]);
		machine->rows[i] = NULL;
	} else if (!there && one_in(machine, 2)) {
		machine->start[i] += below(machine, 2);
		machine->rows[i] = row_begun(machine, i, below(machine, 3));
	} else if (there && one_in(machine, 15)) {
		begin_program(machine, i);
	}
}

static void move(struct machine *machine, size_t i, enum metric metric, int64_t by)
{
	int64_t moved = machine->rows[i]->metric[metric] + by;

	row_change(&machine->rows[i], metric, value_of(moved < 0 ? (int64_t)0 : moved));
}

/* Known, of that size; or, one time in so many, not. */
static void read_some(struct machine *machine, size_t i, enum metric metric, uint64_t many,
	uint64_t size)
{
	static const enum value_state states[] = { VALUE_NOT_ASKED, VALUE_DENIED, VALUE_ABSENT };

	if (one_in(machine, many))
		row_change(&machine->rows[i], metric, value_missing(states[below(machine, 3)]));
	else
		row_change(&machine->rows[i], metric, value_of(below(machine, 5) * size));
}

static void read_row(struct machine *machine, size_t i)
{
	struct row **row = &machine->rows[i];

	move(machine, i, METRIC_MINOR_FAULT_COUNT, (int64_t)below(machine, 9));
	move(machine, i, METRIC_MAJOR_FAULT_COUNT, (int64_t)below(machine, 3));
	move(machine, i, METRIC_CPU_TIME, (int64_t)(below(machine, 30) * 1234567));
	if (machine->crowded || i % 3 == 0)
		move(machine, i, METRIC_ANONYMOUS, (int64_t)((1 + below(machine, 2)) * PIECE));
	else if (i % 3 == 1)
		move(machine, i, METRIC_ANONYMOUS, ((int64_t)below(machine, 3) - 1) * PIECE);
	if (one_in(machine, 4))
		move(machine, i, METRIC_SHARED, ((int64_t)below(machine, 4) - 1) * PIECE);
	if (one_in(machine, 8))
		move(machine, i, METRIC_SWAP, PIECE);
	if (one_in(machine, 5))
		read_some(machine, i, METRIC_HELD_SHMEM, 4, PIECE);
	if (one_in(machine, 5))
		read_some(machine, i, METRIC_SHMEM_GROWN, 2, PIECE);
	if (one_in(machine, 4)) {
		read_some(machine, i, METRIC_LAZY_FREE, 3, (1 + below(machine, 3)) * LAZY_FREED);
		row_edit(row)->budgeted_ns[BUDGETED_LAZY_FREE] = machine->now_ns;
	} else if (one_in(machine, 2) && (*row)->budgeted_ns[BUDGETED_LAZY_FREE]) {
		row_edit(row)->budgeted_ns[BUDGETED_LAZY_FREE] = machine->now_ns;
	}
	if (one_in(machine, 25))
		row_change(row, METRIC_ANONYMOUS, value_missing(VALUE_DENIED));
	else if ((*row)->metric_state[METRIC_ANONYMOUS] != VALUE_OK)
		row_change(row, METRIC_ANONYMOUS, value_of(8 * PIECE));
	if (one_in(machine, 25))
		row_change(row, METRIC_CPU_TIME, value_missing(VALUE_DENIED));
	else if ((*row)->metric_state[METRIC_CPU_TIME] != VALUE_OK)
		row_change(row, METRIC_CPU_TIME, value_of(0));
}

/* ---- what is said ---- */

static void print_row(FILE *out, const struct row *row)
{
	const struct derived_row *derived = derived_of(row);

	fprintf(out, " %d:", (int)row->pid);
	for (int figure = 0; figure < DERIVED_COUNT; figure++) {
		struct value value = derived_value(row, (enum derived_figure)figure);

		if (value_known(value))
			fprintf(out, " %" PRId64, value.n);
		else
			fprintf(out, " %s", value_state_name(value.state));
	}
	fprintf(out, " sure %.3g since %" PRIu64 " pace since %" PRIu64, derived->trend_confidence,
		derived->trend_since_ns / NS_PER_SECOND, derived->pace_since_ns / NS_PER_SECOND);
}

static void print_held(FILE *out, struct machine *machine)
{
	struct trend_point points[SAMPLES * 2];
	struct trend_finding finding;
	struct value levels;

	if (!machine->hold.held)
		return;
	history_trend(machine->history, &machine->hold.key, HISTORY_OWN, &finding);
	levels = history_levels(machine->history, &machine->hold.key, HISTORY_OWN);
	fprintf(out, " held %" PRIu64 ": %zu %s %.5g %s", machine->hold.key.id,
		history_points(machine->history, &machine->hold.key, HISTORY_OWN, 0, points,
			COUNT_OF(points)),
		trend_rows[finding.trend].key, finding.bytes_per_minute,
		value_state_name(levels.state));
}

/* ---- what is done ---- */

static void hold_or_release(struct machine *machine)
{
	size_t i = below(machine, machine->count);
	const struct history_key key = history_process(FIRST_PID + (pid_t)i, machine->start[i]);

	if (one_in(machine, ROUND_HELD))
		history_release(machine->history, &machine->hold);
	else
		history_hold(machine->history, &machine->hold, &key);
	if (one_in(machine, 6))
		history_forget(machine->history, &key);
}

/* Another history, which knows some of the same, takes its place or comes before it. */
static void bring_another(struct machine *machine)
{
	struct history *other = history_new();
	const struct history_step step = { .now_ns = machine->now_ns,
		.growth = true,
		.levels = true };
	struct row *rows[ROWS_MOST];
	size_t count = 0;

	assert_non_null(other);
	for (size_t i = 0; i < machine->count; i++)
		if (machine->rows[i] && !one_in(machine, 3))
			rows[count++] = row_ref(machine->rows[i]);
	assert_int_equal(history_take(other, rows, count, &step), STATUS_OK);
	for (size_t i = 0; i < count; i++)
		row_unref(rows[i]);
	if (one_in(machine, 2))
		history_replace(machine->history, other);
	else
		history_adopt(machine->history, other);
}

static void take_sample(struct machine *machine, FILE *out)
{
	struct row *rows[ROWS_MOST];
	size_t count = 0, at = 0;
	struct history_step step = { .rates = !one_in(machine, 6),
		.growth = !one_in(machine, 10),
		.levels = true,
		.recorded = one_in(machine, 8),
		.more = one_in(machine, 6),
		.all = !machine->crowded && one_in(machine, 3) };

	machine->now_ns += (1 + below(machine, 4)) * NS_PER_SECOND;
	machine->shmem += ((int64_t)below(machine, 3) - 1) * PIECE;
	step.now_ns = machine->now_ns;
	step.shmem = one_in(machine, 9) ? value_missing(VALUE_ABSENT) : value_of(machine->shmem);
	for (size_t i = 0; i < machine->count; i++) {
		come_and_go(machine, i);
		if (machine->rows[i])
			read_row(machine, i);
		if (machine->rows[i])
			rows[count++] = machine->rows[i];
	}
	assert_int_equal(history_take(machine->history, rows, count, &step), STATUS_OK);
	for (size_t i = 0; i < machine->count; i++)
		if (machine->rows[i])
			machine->rows[i] = rows[at++];
	for (size_t i = 0; i < count; i++)
		print_row(out, rows[i]);
	if (one_in(machine, 4))
		hold_or_release(machine);
	print_held(out, machine);
	if (one_in(machine, 20))
		bring_another(machine);
	fputs("\n", out);
}

static void record_run(FILE *out, uint64_t number)
{
	static struct machine machine;

	machine = (struct machine){ .seed = number,
		.now_ns = NS_PER_SECOND,
		.history = history_new(),
		.shmem = 64 * PIECE,
		.crowded = number % 20 == 0 };
	assert_non_null(machine.history);
	machine.count = machine.crowded ? ROWS_MOST : 1 + below(&machine, 6);
	for (int i = 0; i < SAMPLES; i++)
		take_sample(&machine, out);
	history_release(machine.history, &machine.hold);
	for (size_t i = 0; i < machine.count; i++)
		row_unref(machine.rows[i]);
	history_unref(machine.history);
}

static uint32_t sum_of_run(uint64_t number)
{
	uint32_t sum = 2166136261;
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	record_run(out, number);
	fclose(out);
	for (size_t i = 0; i < length; i++)
		sum = (sum ^ (unsigned char)text[i]) * 16777619;
	free(text);
	return sum;
}

static void processes_are_followed_as_recorded(void **state)
{
	char *made = NULL;
	size_t length;
	FILE *out = open_memstream(&made, &length);

	(void)state;
	fprintf(out, "What the history says of each row; see tests/derive/history_small_test.c.\n");
	for (uint64_t i = 1; i <= IN_WORDS; i++) {
		fprintf(out, "run %" PRIu64 "\n", i);
		record_run(out, i);
	}
	for (uint64_t i = IN_WORDS + 1; i <= RUNS; i++)
		fprintf(out, "run %" PRIu64 " %08" PRIx32 "\n", i, sum_of_run(i));
	fclose(out);
	record_compare("records/history_small.txt", made);
	free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes_are_followed_as_recorded),
	};

	return cmocka_run_group_tests_name("derive/history_small", tests, NULL, NULL);
}
