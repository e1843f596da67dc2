/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of threads, from sample to sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/process/columns.h"
#include "derive/process/derived_row.h"
#include "derive/thread_row.h"
#include "support/sample_rows.h"

static const struct made_process machine[] = {
	{ .pid = 10, .ppid = 1, .uid = 33, .user = "www", .name = "httpd", .command = "httpd -x" },
};

static struct sample *open_sample(void)
{
	return make_sample(machine, COUNT_OF(machine));
}

static struct thread_reading reading_of(const struct sample *sample)
{
	return (struct thread_reading){ .tid = 12,
		.process = sample->rows[0],
		.name = text_of_string("pool"),
		.state = 'S',
		.cpu_ns = NS_PER_SECOND,
		.start_ticks = 99 };
}

static void it_has_no_memory_of_its_own(void **state)
{
	struct sample *sample = open_sample();
	const struct thread_reading reading = reading_of(sample);
	struct row *row = thread_row(&reading, NULL, 0);

	(void)state;
	assert_non_null(row);
	assert_true(row->identity->thread);
	assert_int_equal(row->pid, 12);
	assert_int_equal(row->ppid, 10);
	assert_int_equal(row->state, 'S');
	assert_string_equal(row->identity->name, "pool");
	assert_string_equal(row->identity->command, "pool");
	assert_string_equal(row->identity->user, "www");
	assert_int_equal(row->identity->uid, 33);
	for (int id = 0; id < COLUMN_COUNT; id++)
		if (columns[id].summable && id != COLUMN_CPU)
			assert_int_equal(column_value((enum column_id)id, row, sample).state,
				VALUE_ABSENT);
	assert_int_equal(derived_value(row, DERIVED_CPU).state, VALUE_PENDING);
	row_unref(row);
	sample_unref(sample);
}

static void its_processor_time_is_a_share_from_the_second_on(void **state)
{
	struct sample *sample = open_sample();
	struct thread_reading reading = reading_of(sample);
	struct row *first = thread_row(&reading, NULL, 0), *second, *third, *fourth;

	(void)state;
	reading.cpu_ns += NS_PER_SECOND / 2;
	reading.state = 'R';
	second = thread_row(&reading, first, 2 * NS_PER_SECOND);
	assert_int_equal(derived_value(second, DERIVED_CPU).n, 2500); /* 25% */
	assert_int_equal(second->state, 'R');
	assert_int_equal(first->state, 'S');
	assert_ptr_equal(second->identity, first->identity);
	third = thread_row(&reading, second, NS_PER_SECOND);
	assert_int_equal(derived_value(third, DERIVED_CPU).state, VALUE_OK);
	assert_int_equal(derived_value(third, DERIVED_CPU).n, 0);
	fourth = thread_row(&reading, third, NS_PER_SECOND);
	assert_ptr_equal(fourth, third); /* at rest it costs nothing */
	row_unref(first);
	row_unref(second);
	row_unref(third);
	row_unref(fourth);
	sample_unref(sample);
}

/* A TID that is used again, or a thread that took another name. */
static void another_thread_begins_anew(void **state)
{
	struct sample *sample = open_sample();
	struct thread_reading reading = reading_of(sample);
	struct row *row = thread_row(&reading, NULL, 0), *renamed, *later;

	(void)state;
	reading.name = text_of_string("pool2");
	renamed = thread_row(&reading, row, NS_PER_SECOND);
	assert_string_equal(renamed->identity->name, "pool2");
	assert_string_equal(row->identity->name, "pool");
	reading.start_ticks++;
	later = thread_row(&reading, renamed, NS_PER_SECOND);
	assert_int_equal(derived_value(later, DERIVED_CPU).state, VALUE_PENDING);
	assert_int_equal(later->identity->start_ticks, 100);
	row_unref(row);
	row_unref(renamed);
	row_unref(later);
	sample_unref(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_has_no_memory_of_its_own),
		cmocka_unit_test(its_processor_time_is_a_share_from_the_second_on),
		cmocka_unit_test(another_thread_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
