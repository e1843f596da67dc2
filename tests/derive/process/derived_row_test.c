/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "derive/process/derived_row.h"
#include "derive/trend.h"

static struct row *some_row(void)
{
	struct identity *identity = identity_new(&(struct identity_source){ .name = "leaky" });
	struct row *row = row_new(10, 1, identity);

	identity_unref(identity);
	assert_non_null(row);
	return row;
}

static void what_no_history_took_was_not_asked(void **state)
{
	struct row *row = some_row();

	(void)state;
	for (int figure = 0; figure < DERIVED_COUNT; figure++)
		assert_int_equal(derived_value(row, (enum derived_figure)figure).state,
			VALUE_NOT_ASKED);
	assert_false(derived_is_growing(row));
	assert_int_equal(derived_pace(row), 0);
	assert_int_equal(derived_of(row)->trend_since_ns, 0);
	row_unref(row);
}

/* Who holds the row of an older sample sees what followed then, and what was read is one for both. */
static void an_older_row_keeps_what_followed_from_it(void **state)
{
	struct row *row = some_row(), *older;

	(void)state;
	derived_change(&row, DERIVED_GROWTH, value_of(1));
	derived_change(&row, DERIVED_TREND, value_of(TREND_FLAT));
	older = row_ref(row);
	derived_change(&row, DERIVED_TREND, value_of(TREND_GROWING));
	assert_ptr_not_equal(row, older);
	assert_ptr_equal(row->identity, older->identity);
	assert_true(derived_is_growing(row));
	assert_false(derived_is_growing(older));
	assert_int_equal(derived_pace(row), 1);
	row_unref(older);
	row_unref(row);
}

/* What was read moves, and what followed from it does not: both rows refer to the same. */
static void rows_share_what_does_not_move(void **state)
{
	struct row *row = some_row(), *older;

	(void)state;
	derived_change(&row, DERIVED_OWN, value_of(4096));
	older = row_ref(row);
	row_change(&row, METRIC_RSS, value_of(8192));
	assert_ptr_not_equal(row, older);
	derived_change(&row, DERIVED_OWN, value_of(4096));
	assert_ptr_equal(row->derived, older->derived);
	row_unref(older);
	assert_int_equal(derived_value(row, DERIVED_OWN).n, 4096);
	row_unref(row);
}

/* What alone refers to it is changed where it is. */
static void what_has_no_other_holder_is_changed_in_place(void **state)
{
	struct row *row = some_row();
	const struct derived_row *derived;

	(void)state;
	derived_change(&row, DERIVED_CPU, value_of(1));
	derived = row->derived;
	derived_change(&row, DERIVED_CPU, value_of(2));
	assert_ptr_equal(row->derived, derived);
	assert_int_equal(derived_value(row, DERIVED_CPU).n, 2);
	row_unref(row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_no_history_took_was_not_asked),
		cmocka_unit_test(an_older_row_keeps_what_followed_from_it),
		cmocka_unit_test(rows_share_what_does_not_move),
		cmocka_unit_test(what_has_no_other_holder_is_changed_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
