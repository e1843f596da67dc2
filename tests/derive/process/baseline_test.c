/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences since a mark: of figures, of processes, of the machine. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <string.h>

#include "derive/process/arrange.h"
#include "derive/process/baseline.h"
#include "derive/process/growth.h"
#include "support/sample_rows.h"

#define MIB (UINT64_C(1) << 20)

static struct made_process process(pid_t pid, uint64_t mib)
{
	return (struct made_process){ .pid = pid,
		.name = "it",
		.user = "u",
		.state = 'S',
		.rss = value_of(mib * MIB),
		.anonymous = value_of(mib * MIB) };
}

static void unknown_stays_unknown(void **state)
{
	struct value missing = value_missing(VALUE_DENIED);
	char text[UNITS_SIZE];

	(void)state;
	assert_int_equal((int64_t)value_difference(value_of(3), value_of(5)).n, -2);
	assert_int_equal(value_difference(missing, value_of(5)).state, VALUE_DENIED);
	assert_int_equal(value_difference(value_of(5), missing).state, VALUE_DENIED);
	units_value(text, value_difference(missing, value_of(5)), UNIT_SIGNED, SCALE_AUTO);
	assert_string_equal(text, "?");
	units_value(text, value_difference(value_of(0), value_of(3 * MIB)), UNIT_SIGNED,
		SCALE_AUTO);
	assert_string_equal(text, "-3.00M");
	assert_int_equal(units_value(text, value_difference(value_of(0), value_of(3 * MIB)),
				 UNIT_SIGNED, SCALE_AUTO),
		6);
	units_value(text, value_difference(value_of(4 * MIB), value_of(MIB)), UNIT_SIGNED,
		SCALE_AUTO);
	assert_string_equal(text, "+3.00M");
	units_value(text, value_difference(value_of(MIB), value_of(MIB)), UNIT_SIGNED, SCALE_AUTO);
	assert_string_equal(text, "0");
}

static void sizes_have_differences(void **state)
{
	(void)state;
	assert_true(baseline_applies(COLUMN_RSS));
	assert_true(baseline_applies(COLUMN_PSS));
	assert_false(baseline_applies(COLUMN_GROWTH));
	assert_false(baseline_applies(COLUMN_MEMORY_PERCENT));
	assert_false(baseline_applies(COLUMN_PID));
	assert_false(baseline_applies(COLUMN_FAULTS));
	assert_false(baseline_applies(COLUMN_COMMAND));
}

static void who_is_new_has_gained_all(void **state)
{
	const struct made_process before[] = { process(1, 10), process(2, 20), process(3, 5) };
	const struct made_process after[] = { process(1, 8), process(2, 50), process(4, 7) };
	struct sample *mark = make_sample(before, 3), *now = make_sample(after, 3);
	struct process_turnover people = process_turnover(now, mark);
	struct value one = baseline_column(COLUMN_RSS, sample_find(now, 1), now, mark);

	(void)state;
	assert_int_equal((int64_t)one.n, -2 * (int64_t)MIB);
	assert_int_equal(baseline_column(COLUMN_RSS, sample_find(now, 4), now, mark).n, 7 * MIB);
	assert_null(baseline_row(mark, sample_find(now, 4)));
	assert_int_equal(people.begun, 1);
	assert_int_equal(people.ended, 1);
	sample_unref(mark);
	sample_unref(now);
}

static void a_difference_that_is_not_known_has_no_sign(void **state)
{
	struct value stale = { .n = 5, .state = VALUE_DENIED };
	char text[UNITS_SIZE];

	(void)state;
	assert_int_equal(units_value(text, stale, UNIT_SIGNED, SCALE_AUTO), 1);
	assert_string_equal(text, "?");
}

/* Kernel threads come and go with work, and are passed over. */
static void kernel_threads_are_not_counted_as_processes(void **state)
{
	const struct made_process before[] = { process(1, 10) };
	const struct made_process after[] = { process(1, 10),
		{ .pid = 2, .name = "kworker", .kernel_thread = true } };
	struct sample *mark = make_sample(before, 1), *now = make_sample(after, 2);

	(void)state;
	assert_int_equal(process_turnover(now, mark).begun, 0);
	assert_int_equal(process_turnover(mark, now).ended, 0);
	sample_unref(mark);
	sample_unref(now);
}

static void the_machine_has_no_change_if_either_moment_is_unknown(void **state)
{
	struct sample *mark = make_sample(NULL, 0), *now = make_sample(NULL, 0);
	struct baseline_system changes;

	(void)state;
	now->system.meminfo.field[MEMINFO_MemTotal] = value_of(1000 * MIB);
	now->system.meminfo.field[MEMINFO_MemFree] = value_of(300 * MIB);
	baseline_system(&changes, &now->system, &mark->system);
	assert_int_equal(changes.segment[SEGMENT_FREE].state, VALUE_ABSENT);
	baseline_system(&changes, &mark->system, &now->system);
	assert_int_equal(changes.segment[SEGMENT_FREE].state, VALUE_ABSENT);
	sample_unref(mark);
	sample_unref(now);
}

static void a_reused_pid_is_new(void **state)
{
	const struct made_process one = process(7, 10);
	struct sample *mark = make_sample(&one, 1), *now = make_sample(&one, 1);

	(void)state;
	now->rows[0]->identity->start_ticks++;
	assert_null(baseline_row(mark, now->rows[0]));
	assert_int_equal(baseline_column(COLUMN_RSS, now->rows[0], now, mark).n, 10 * MIB);
	sample_unref(mark);
	sample_unref(now);
}

static void lines_are_sorted_by_difference(void **state)
{
	const struct made_process before[] = { process(1, 100), process(2, 20), process(3, 50) };
	const struct made_process after[] = { process(1, 90), process(2, 25), process(3, 50) };
	struct sample *mark = make_sample(before, 3), *now = make_sample(after, 3);
	struct arrangement by_rss = { .sort = COLUMN_RSS, .descending = true, .mark = mark };
	struct arranged arranged;

	(void)state;
	assert_int_equal(arrange(&arranged, now, &by_rss), STATUS_OK);
	assert_int_equal(arranged.lines[0].row->pid, 2);
	assert_int_equal(arranged.lines[1].row->pid, 3);
	assert_int_equal(arranged.lines[2].row->pid, 1);
	arranged_free(&arranged);
	by_rss.shape = SHAPE_PROGRAMS;
	assert_int_equal(arrange(&arranged, now, &by_rss), STATUS_OK);
	assert_int_equal(arranged.count, 1);
	assert_int_equal((int64_t)line_value(&arranged, &arranged.lines[0], COLUMN_RSS).n,
		-5 * (int64_t)MIB);
	arranged_free(&arranged);
	sample_unref(mark);
	sample_unref(now);
}

static void the_machine_gains_what_it_loses(void **state)
{
	struct sample *mark = make_sample(NULL, 0), *now = make_sample(NULL, 0);
	struct baseline_system changes;
	uint64_t sum = 0;

	(void)state;
	baseline_system(&changes, &now->system, &mark->system);
	assert_int_equal(changes.segment[SEGMENT_FREE].state, VALUE_ABSENT);
	assert_int_equal(changes.available.state, VALUE_NOT_ASKED);
	for (int i = 0; i < 2; i++) {
		struct value *field = (i ? now : mark)->system.meminfo.field;

		field[MEMINFO_MemTotal] = value_of(1000 * MIB);
		field[MEMINFO_MemFree] = value_of(i ? 300 * MIB : 400 * MIB);
		field[MEMINFO_AnonPages] = value_of(i ? 350 * MIB : 250 * MIB);
		field[MEMINFO_Cached] = value_of(100 * MIB);
		field[MEMINFO_SwapTotal] = value_of(50 * MIB);
		field[MEMINFO_SwapFree] = value_of(i ? 50 * MIB : 40 * MIB);
	}
	baseline_system(&changes, &now->system, &mark->system);
	for (int i = 0; i < SEGMENT_COUNT; i++)
		sum += changes.segment[i].n;
	assert_int_equal(sum, 0);
	assert_int_equal((int64_t)changes.segment[SEGMENT_FREE].n, -100 * (int64_t)MIB);
	assert_int_equal(changes.segment[SEGMENT_APPLICATIONS].n, 100 * MIB);
	assert_int_equal((int64_t)changes.swap_used.n, -10 * (int64_t)MIB);
	sample_unref(mark);
	sample_unref(now);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_stays_unknown),
		cmocka_unit_test(sizes_have_differences),
		cmocka_unit_test(who_is_new_has_gained_all),
		cmocka_unit_test(a_difference_that_is_not_known_has_no_sign),
		cmocka_unit_test(kernel_threads_are_not_counted_as_processes),
		cmocka_unit_test(the_machine_has_no_change_if_either_moment_is_unknown),
		cmocka_unit_test(a_reused_pid_is_new),
		cmocka_unit_test(lines_are_sorted_by_difference),
		cmocka_unit_test(the_machine_gains_what_it_loses),
	};

	return cmocka_run_group_tests_name("model/mark", tests, NULL, NULL);
}
