/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows from which the same follows share it, and those alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>

#include "derive/alike.h"
#include "derive/history.h"

#define SECOND UINT64_C(1000000000)

static struct row *make_row(pid_t pid, int64_t anonymous)
{
	const struct identity_source source = { .start_ticks = 1, .name = "x", .user = "root" };
	struct identity *identity = identity_new(&source);
	struct row *row = row_new(pid, 1, identity);

	identity_unref(identity);
	row->version = (uint64_t)pid << 32;
	for (int metric = 0; metric < METRIC_COUNT; metric++)
		row_set(row, (enum metric)metric, value_of(0));
	row_set(row, METRIC_ANONYMOUS, value_of(anonymous));
	return row;
}

static struct row *row_with_own(pid_t pid, int64_t own)
{
	struct row *row = make_row(pid, 0);

	assert_true(derived_change(&row, DERIVED_OWN, value_of(own)));
	return row;
}

static void the_same_is_there_once(void **state)
{
	struct row *one = row_with_own(1, 4096), *same = row_with_own(2, 4096);
	struct row *other = row_with_own(3, 8192);
	struct alike alike = { .seen = { NULL } };

	(void)state;
	alike_share(&alike, one);
	alike_share(&alike, same);
	alike_share(&alike, other);
	assert_ptr_equal(same->derived, one->derived);
	assert_ptr_not_equal(other->derived, one->derived);
	/* What becomes another is its own again. */
	assert_true(derived_change(&same, DERIVED_OWN, value_of(1)));
	assert_int_equal(derived_value(one, DERIVED_OWN).n, 4096);
	assert_int_equal(derived_value(same, DERIVED_OWN).n, 1);
	row_unref(one);
	row_unref(same);
	row_unref(other);
	alike_free(&alike);
}

static void a_row_that_others_hold_stays_as_it_is(void **state)
{
	struct row *one = row_with_own(1, 4096), *held = row_with_own(2, 4096);
	struct row *reader = row_ref(held), *bare = make_row(3, 0);
	const struct derived_row *was = held->derived;
	struct alike alike = { .seen = { NULL } };

	(void)state;
	alike_share(&alike, one);
	alike_share(&alike, held);
	alike_share(&alike, bare);
	assert_ptr_equal(held->derived, was);
	assert_null(bare->derived);
	row_unref(reader);
	row_unref(one);
	row_unref(held);
	row_unref(bare);
	alike_free(&alike);
}

static void take(struct history *history, struct row **rows, size_t count, unsigned second)
{
	const struct history_step step = { .now_ns = second * SECOND,
		.shmem = value_of(0),
		.growth = true,
		.levels = true };

	assert_int_equal(history_take(history, rows, count, &step), STATUS_OK);
}

static void processes_at_rest_are_alike(void **state)
{
	struct row *rows[] = { make_row(1, 4096), make_row(2, 4096), make_row(3, 8192) };
	struct history *history = history_new();

	(void)state;
	for (unsigned second = 1; second < 70; second++)
		take(history, rows, 3, second);
	assert_ptr_equal(rows[0]->derived, rows[1]->derived);
	assert_ptr_not_equal(rows[0]->derived, rows[2]->derived);
	/* One of them moves: the other goes on as it was. */
	row_change(&rows[0], METRIC_ANONYMOUS, value_of(1 << 20));
	take(history, rows, 3, 70);
	assert_int_equal(derived_value(rows[0], DERIVED_OWN).n, 1 << 20);
	assert_int_equal(derived_value(rows[1], DERIVED_OWN).n, 4096);
	for (int i = 0; i < 3; i++)
		row_unref(rows[i]);
	history_unref(history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_is_there_once),
		cmocka_unit_test(a_row_that_others_hold_stays_as_it_is),
		cmocka_unit_test(processes_at_rest_are_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
