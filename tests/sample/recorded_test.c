/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A process of a record: what its row tells is there, and of all else that it was not recorded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sample/process/recorded.h"
#include "support/assert_value.h"

static struct row *some_row(void)
{
	struct identity *identity = identity_new(&(struct identity_source){ .uid = 33,
		.start_ticks = 4711,
		.user = "www",
		.name = "httpd",
		.command = "httpd -k",
		.command_length = 8,
		.cgroup = "/web" });
	struct row *row = row_new(10, 1, identity);

	identity_unref(identity);
	row->state = 'D';
	row_set(row, METRIC_SIZE, value_of(1 << 20));
	row_set(row, METRIC_RSS, value_of(4096));
	row_set(row, METRIC_SWAP, value_of(8192));
	row_set(row, METRIC_LOCKED, value_missing(VALUE_DENIED));
	return row;
}

static void what_the_row_tells_is_there(void **state)
{
	const struct sample sample = { .monotonic_ns = 5, .wall_ns = 7 };
	struct row *row = some_row();
	struct process_detail *detail = detail_of_row(&sample, row);

	(void)state;
	assert_non_null(detail);
	assert_true(detail->recorded);
	assert_int_equal(detail->pid, 10);
	assert_int_equal(detail->ppid, 1);
	assert_int_equal(detail->process_state, 'D');
	assert_int_equal(detail->start_ticks, 4711);
	assert_false(detail->kernel_thread);
	assert_int_equal(detail->monotonic_ns, 5);
	assert_int_equal(detail->wall_ns, 7);
	assert_string_equal(detail_string(detail, detail->user), "www");
	assert_string_equal(detail_string(detail, detail->name), "httpd");
	assert_string_equal(detail_string(detail, detail->command), "httpd -k");
	assert_string_equal(detail_string(detail, detail->cgroup), "/web");
	assert_value(detail->summary.size, 1 << 20);
	assert_value(detail->summary.rss, 4096);
	assert_value(detail->summary.swap, 8192);
	detail_unref(detail);
	row_unref(row);
}

static void a_thread_of_the_kernel_stays_one(void **state)
{
	const struct sample sample = { .monotonic_ns = 5 };
	struct identity *identity =
		identity_new(&(struct identity_source){ .kernel_thread = true });
	struct row *row = row_new(2, 0, identity);
	struct process_detail *detail = detail_of_row(&sample, row);

	(void)state;
	assert_true(detail->kernel_thread);
	assert_string_equal(detail_string(detail, detail->cgroup), "");
	detail_unref(detail);
	row_unref(row);
	identity_unref(identity);
}

static void what_it_does_not_tell_is_not_zero(void **state)
{
	const struct sample sample = { .monotonic_ns = 5 };
	struct row *row = some_row();
	struct process_detail *detail = detail_of_row(&sample, row);

	(void)state;
	assert_int_equal(detail->summary.locked.state, VALUE_DENIED);
	assert_int_equal(detail->summary.peak_rss.state, VALUE_NOT_RECORDED);
	assert_int_equal(detail->smaps_status, STATUS_NOT_RECORDED);
	assert_int_equal(detail->rollup_status, STATUS_NOT_RECORDED);
	assert_int_equal(detail->mapping_count, 0);
	detail_unref(detail);
	row_unref(row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_row_tells_is_there),
		cmocka_unit_test(a_thread_of_the_kernel_stays_one),
		cmocka_unit_test(what_it_does_not_tell_is_not_zero),
	};

	return cmocka_run_group_tests_name("sample/process/recorded", tests, NULL, NULL);
}
