/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was read and there is no memory for is told to be missing, and read once more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "source/process/table.h"
#include "support/scarce.h"

static struct row *make_row(void)
{
	static const struct identity_source source = { .name = "cat" };
	struct identity *identity = identity_new(&source);
	struct row *row = identity ? row_new(7, 1, identity) : NULL;

	identity_unref(identity);
	return row;
}

/* A sample has the row of a process; what changes now takes a copy. */
static bool is_changed_process(void)
{
	struct process process = { .pid = 7, .row = make_row(), .settled = 1 };
	struct process *all[] = { &process };
	struct process_table table = { .processes = all, .count = 1 };
	struct row *before = process.row ? row_ref(process.row) : NULL;
	struct sample *sample = before ? sample_new() : NULL;
	enum status status = STATUS_NO_MEMORY;

	if (sample) {
		struct row *row;

		process_set(&process, METRIC_RSS, value_of(4096));
		row = process_edit(&process);
		if (row)
			row->state = 'S';
		status = process_table_fill(&table, sample);
		assert_false(process.lacked);
	}
	if (status == STATUS_OK) {
		assert_int_equal(row_metric(sample->rows[0], METRIC_RSS, 0).n, 4096);
		assert_int_equal(sample->rows[0]->state, 'S');
		assert_int_equal(process.settled, 1);
	} else if (sample && sample->rows) {
		/* Whatever it was that lacked. */
		assert_true(process.changed);
		assert_int_equal(process.settled, 0);
	}
	sample_unref(sample);
	row_unref(before);
	row_unref(process.row);
	return status == STATUS_OK;
}

static void shortage_is_told(void **state)
{
	static const struct scarce_case cases[] = {
		{ "a changed process", is_changed_process },
	};

	(void)state;
	assert_scarce_is_told(cases, sizeof(cases) / sizeof(*cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(shortage_is_told) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
