/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes by program: which are followed, how long, and what they come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "derive/process/programs.h"
#include "derive/trend.h"
#include "support/derived_set.h"
#include "support/sample_rows.h"

#define MIB       ((uint64_t)1 << 20)
#define MINUTE_NS (60 * UINT64_C(1000000000))

struct made {
	pid_t pid;
	const char *name;
	uint64_t own; /* MiB */
};

static struct sample *sample_of(const struct made *made, size_t count, uint64_t now_ns)
{
	struct made_process processes[64] = { 0 };
	struct sample *sample;

	for (size_t i = 0; i < count; i++)
		processes[i] = (struct made_process){ .pid = made[i].pid,
			.name = made[i].name,
			.pss = value_of(3 * MIB) };
	sample = make_sample(processes, count);
	for (size_t i = 0; i < count; i++)
		derived_set(sample_find(sample, made[i].pid), DERIVED_OWN,
			value_of(made[i].own * MIB));
	sample->monotonic_ns = now_ns;
	return sample;
}

static void take(struct programs *programs, struct sample *sample)
{
	assert_int_equal(programs_take(programs, sample), STATUS_OK);
	sample_unref(sample);
}

static const struct program *find(const struct programs *programs, const char *name)
{
	for (size_t i = 0; i < programs->count; i++)
		if (strcmp(programs->rows[i].name, name) == 0)
			return &programs->rows[i];
	return NULL;
}

static void assert_known(struct value value, uint64_t wanted)
{
	assert_true(value_known(value));
	assert_int_equal(value.n, wanted);
}

static void processes_of_a_program_are_added_up(void **state)
{
	static const struct made made[] = { { 1, "java", 7 }, { 2, "init", 1 }, { 3, "java", 5 } };
	struct sample *sample = sample_of(made, COUNT_OF(made), MINUTE_NS);
	struct programs *programs = programs_new();
	const struct program *java;

	(void)state;
	row_set(sample->rows[0], METRIC_RETAINED, value_of(2 * MIB));
	row_set(sample->rows[2], METRIC_RETAINED, value_of(1 * MIB));
	take(programs, sample);
	java = find(programs, "java");
	assert_ptr_equal(java, &programs->rows[0]); /* the largest first */
	assert_int_equal(java->processes, 2);
	assert_known(java->own, 12 * MIB);
	assert_known(java->proportional, 6 * MIB);
	assert_known(java->retained, 3 * MIB);
	assert_int_equal(programs->count, 3); /* init, and the others, which have no name */
	assert_int_equal(find(programs, "")->processes, 0);
	assert_false(value_known(find(programs, "")->own));
	programs_free(programs);
}

static void what_is_not_known_of_one_is_not_known_of_all(void **state)
{
	static const struct made made[] = { { 1, "a", 1 }, { 2, "a", 7 } };
	struct programs *programs = programs_new();
	struct sample *sample = sample_of(made, COUNT_OF(made), MINUTE_NS);

	(void)state;
	derived_set(sample->rows[1], DERIVED_OWN, value_missing(VALUE_DENIED));
	take(programs, sample);
	assert_int_equal(find(programs, "a")->processes, 2);
	assert_false(value_known(find(programs, "a")->own));
	programs_free(programs);
}

static void names_shown_alike_are_one_program(void **state)
{
	static const struct made made[] = { { 1, "x\xff", 1 }, { 2, "x\xfe", 2 }, { 3, "a\nb", 4 },
		{ 4, "a\\nb", 8 }, { 5, "", 16 } };
	struct programs *programs = programs_new();

	(void)state;
	take(programs, sample_of(made, COUNT_OF(made), MINUTE_NS));
	assert_int_equal(programs->count, 3);
	assert_known(find(programs, "x\xef\xbf\xbd")->own, 3 * MIB);
	assert_known(find(programs, "a\\nb")->own, 12 * MIB);
	/* A process may have no name at all: it is one of the others. */
	assert_known(find(programs, "")->own, 16 * MIB);
	programs_free(programs);
}

static void kernel_threads_are_not_counted(void **state)
{
	const struct made_process processes[] = {
		{ .pid = 2, .name = "kthreadd", .kernel_thread = true }, { .pid = 3, .name = "sh" }
	};
	struct programs *programs = programs_new();

	(void)state;
	take(programs, make_sample(processes, COUNT_OF(processes)));
	assert_null(find(programs, "kthreadd"));
	assert_int_equal(find(programs, "sh")->processes, 1);
	assert_int_equal(find(programs, "")->processes, 0);
	programs_free(programs);
}

/* The first of so many programs have 100 MiB and more, the other ones 1 MiB. */
static struct sample *crowd(size_t count, size_t first, uint64_t now_ns)
{
	struct made made[64];
	char names[64][24];

	for (size_t i = 0; i < count; i++) {
		snprintf(names[i], sizeof(names[i]), "p%02zu", i);
		made[i] = (struct made){ (pid_t)i + 1, names[i],
			i >= first && i < first + PROGRAMS_TOP ? 100 + i : 1 };
	}
	return sample_of(made, count, now_ns);
}

static void the_largest_are_followed_and_the_rest_is_one(void **state)
{
	struct programs *programs = programs_new();

	(void)state;
	take(programs, crowd(40, 0, MINUTE_NS));
	assert_int_equal(programs->count, PROGRAMS_TOP + 1);
	assert_non_null(find(programs, "p14"));
	assert_null(find(programs, "p15"));
	assert_int_equal(programs->rows[PROGRAMS_TOP].name[0], '\0');
	assert_int_equal(programs->rows[PROGRAMS_TOP].processes, 25);
	assert_known(programs->rows[PROGRAMS_TOP].own, 25 * MIB);
	programs_free(programs);
}

static void who_leaves_the_first_stays_an_hour(void **state)
{
	struct programs *programs = programs_new();

	(void)state;
	take(programs, crowd(40, 0, MINUTE_NS));
	take(programs, crowd(40, 3, 2 * MINUTE_NS)); /* p00 to p02 left, p15 to p17 came */
	assert_int_equal(programs->count, PROGRAMS_TOP + 3 + 1);
	assert_non_null(find(programs, "p00"));
	take(programs, crowd(40, 3, 60 * MINUTE_NS));
	assert_non_null(find(programs, "p00"));
	take(programs, crowd(40, 3, 61 * MINUTE_NS));
	assert_null(find(programs, "p00"));
	assert_int_equal(programs->count, PROGRAMS_TOP + 1);
	programs_free(programs);
}

static void they_are_never_more_than_the_most(void **state)
{
	struct programs *programs = programs_new();

	(void)state;
	take(programs, crowd(40, 0, MINUTE_NS));
	take(programs, crowd(40, 20, 2 * MINUTE_NS));
	assert_int_equal(programs->count, PROGRAMS_MOST + 1);
	assert_int_equal(programs->rows[PROGRAMS_MOST].processes, 20);
	programs_free(programs);
}

static void who_has_ended_goes_at_once(void **state)
{
	static const struct made made[] = { { 1, "a", 1 }, { 2, "b", 7 } };
	struct programs *programs = programs_new();

	(void)state;
	take(programs, sample_of(made, 2, MINUTE_NS));
	take(programs, sample_of(made, 1, 2 * MINUTE_NS));
	assert_null(find(programs, "b"));
	programs_free(programs);
}

static void exits_are_counted_from_the_second_sample_on(void **state)
{
	static const struct made before[] = { { 1, "a", 1 }, { 2, "a", 1 }, { 3, "b", 1 } };
	static const struct made after[] = { { 1, "a", 1 }, { 3, "b", 1 }, { 9, "c", 1 } };
	struct programs *programs = programs_new();
	struct sample *sample;

	(void)state;
	take(programs, sample_of(before, COUNT_OF(before), MINUTE_NS));
	assert_int_equal(find(programs, "a")->exits.state, VALUE_PENDING);
	sample = sample_of(after, COUNT_OF(after), 2 * MINUTE_NS);
	sample_find(sample, 3)->identity->start_ticks = 77; /* the number is used again */
	take(programs, sample);
	assert_known(find(programs, "a")->exits, 1);
	assert_known(find(programs, "b")->exits, 1);
	assert_known(find(programs, "c")->exits, 0);
	assert_known(find(programs, "")->exits, 0);
	take(programs, sample_of(after, 1, 3 * MINUTE_NS));
	assert_known(find(programs, "a")->exits, 1);
	programs_free(programs);
}

static void who_is_not_followed_ends_as_one_of_the_others(void **state)
{
	struct programs *programs = programs_new();

	(void)state;
	take(programs, crowd(40, 0, MINUTE_NS));
	take(programs, crowd(38, 0, 2 * MINUTE_NS)); /* p38 and p39 are among the others */
	assert_known(find(programs, "")->exits, 2);
	assert_known(find(programs, "p14")->exits, 0);
	programs_free(programs);
}

static void only_growing_processes_have_a_pace(void **state)
{
	static const struct made made[] = { { 1, "a", 1 }, { 2, "a", 1 }, { 3, "a", 1 },
		{ 4, "young", 1 } };
	struct sample *sample = sample_of(made, COUNT_OF(made), MINUTE_NS);
	struct programs *programs = programs_new();
	const struct program *a;

	(void)state;
	derived_set(sample->rows[0], DERIVED_TREND, value_of(TREND_GROWING));
	derived_set(sample->rows[0], DERIVED_GROWTH, value_of(6 * MIB));
	row_set(sample->rows[0], METRIC_ROOM, value_of(60 * MIB));
	derived_set(sample->rows[1], DERIVED_TREND, value_of(TREND_STEP));
	derived_set(sample->rows[1], DERIVED_GROWTH, value_of(50 * MIB));
	derived_set(sample->rows[2], DERIVED_TREND, value_of(TREND_GROWING));
	derived_set(sample->rows[2], DERIVED_GROWTH, value_of(1 * MIB));
	row_set(sample->rows[2], METRIC_ROOM, value_of(5 * MIB));
	derived_set(sample->rows[3], DERIVED_TREND, value_of(TREND_TOO_SHORT));
	take(programs, sample);
	a = find(programs, "a");
	assert_known(a->growing, 2);
	assert_known(a->pace, 7 * MIB);
	assert_known(a->limit_seconds, 300);
	assert_int_equal(find(programs, "young")->growing.state, VALUE_PENDING);
	assert_int_equal(find(programs, "young")->pace.state, VALUE_PENDING);
	assert_false(value_known(find(programs, "young")->limit_seconds));
	programs_free(programs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes_of_a_program_are_added_up),
		cmocka_unit_test(what_is_not_known_of_one_is_not_known_of_all),
		cmocka_unit_test(names_shown_alike_are_one_program),
		cmocka_unit_test(kernel_threads_are_not_counted),
		cmocka_unit_test(the_largest_are_followed_and_the_rest_is_one),
		cmocka_unit_test(who_leaves_the_first_stays_an_hour),
		cmocka_unit_test(they_are_never_more_than_the_most),
		cmocka_unit_test(who_has_ended_goes_at_once),
		cmocka_unit_test(exits_are_counted_from_the_second_sample_on),
		cmocka_unit_test(who_is_not_followed_ends_as_one_of_the_others),
		cmocka_unit_test(only_growing_processes_have_a_pace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
