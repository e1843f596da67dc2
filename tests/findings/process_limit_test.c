/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which limit a growing process meets first, and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "findings/process_rules.h"

#define MIB ((uint64_t)1 << 20)

static void nothing_known_limits_nothing(void **state)
{
	struct process_detail detail = { .pid = 7 };
	struct process_evidence evidence = { .detail = &detail };
	enum growth_limit limit = LIMIT_DATA;

	(void)state;
	assert_false(value_known(process_room(&evidence, &limit)));
	assert_int_equal(limit, LIMIT_NONE);
}

static void the_nearest_limit_is_named(void **state)
{
	struct process_detail detail = { .pid = 7 };
	struct process_evidence evidence = { .detail = &detail };
	struct detail_summary *summary = &detail.summary;
	enum growth_limit limit;

	(void)state;
	evidence.available = value_of(900 * MIB);
	assert_int_equal(process_room(&evidence, &limit).n, 900 * MIB);
	assert_int_equal(limit, LIMIT_AVAILABLE);
	summary->limit_data = value_of(1000 * MIB);
	summary->data = value_of(200 * MIB);
	assert_int_equal(process_room(&evidence, &limit).n, 800 * MIB);
	assert_int_equal(limit, LIMIT_DATA);
	summary->limit_address_space = value_of(1000 * MIB);
	summary->size = value_of(300 * MIB);
	assert_int_equal(process_room(&evidence, &limit).n, 700 * MIB);
	assert_int_equal(limit, LIMIT_ADDRESS_SPACE);
	/* File cache of the cgroup goes before its limit hurts. */
	summary->cgroup_limit = value_of(1000 * MIB);
	summary->cgroup_usage = value_of(500 * MIB);
	summary->cgroup_file = value_of(100 * MIB);
	assert_int_equal(process_room(&evidence, &limit).n, 600 * MIB);
	assert_int_equal(limit, LIMIT_CGROUP);
	summary->cgroup_file = value_missing(VALUE_ABSENT);
	assert_int_equal(process_room(&evidence, &limit).n, 500 * MIB);
	evidence.available = value_of(10 * MIB);
	assert_int_equal(process_room(&evidence, &limit).n, 10 * MIB);
	assert_int_equal(limit, LIMIT_AVAILABLE);
	/* Of equal ones the machine's own end is named: it hurts every process. */
	evidence.available = value_of(500 * MIB);
	assert_int_equal(process_room(&evidence, &limit).n, 500 * MIB);
	assert_int_equal(limit, LIMIT_AVAILABLE);
}

static void a_limit_beyond_what_is_used_leaves_no_room(void **state)
{
	struct process_detail detail = { .pid = 7 };
	struct process_evidence evidence = { .detail = &detail };
	enum growth_limit limit;

	(void)state;
	detail.summary.limit_data = value_of(100 * MIB);
	detail.summary.data = value_of(200 * MIB);
	assert_int_equal(value_or(process_room(&evidence, &limit), 0), 0);
	/* Without what is used a limit says nothing. */
	detail.summary.data = value_missing(VALUE_DENIED);
	assert_false(value_known(process_room(&evidence, &limit)));
	assert_int_equal(limit, LIMIT_NONE);
}

/* 100 MiB at 2 MiB a minute are 3000 seconds. */
static void a_limit_is_room_over_pace_away(void **state)
{
	struct process_detail detail = { .pid = 7 };
	struct process_evidence evidence = { .detail = &detail, .available = value_of(100 * MIB) };
	enum growth_limit limit;

	(void)state;
	evidence.trend.trend = TREND_GROWING;
	evidence.trend.bytes_per_minute = 2.0 * (double)MIB;
	assert_int_equal(process_seconds_to_limit(&evidence, &limit).n, 3000);
	assert_int_equal(limit, LIMIT_AVAILABLE);
	/* A pace that doubles each second: log2(1 + 3000 log(2)). */
	evidence.trend.doubling_seconds = 1;
	assert_int_equal(process_seconds_to_limit(&evidence, &limit).n, 11);
	evidence.trend.doubling_seconds = 0;
	/* Half a byte a second. */
	evidence.trend.bytes_per_minute = 30;
	assert_int_equal(process_seconds_to_limit(&evidence, &limit).n, 200 * MIB);
	evidence.trend.bytes_per_minute = 2.0 * (double)MIB;
	evidence.available = value_of(0);
	assert_true(value_known(process_seconds_to_limit(&evidence, &limit)));
	assert_int_equal(process_seconds_to_limit(&evidence, &limit).n, 0);
	evidence.available = value_missing(VALUE_ABSENT);
	assert_false(value_known(process_seconds_to_limit(&evidence, &limit)));
	evidence.available = value_of(100 * MIB);
	evidence.trend.bytes_per_minute = 0;
	assert_false(value_known(process_seconds_to_limit(&evidence, &limit)));
	evidence.trend.bytes_per_minute = -5.0 * (double)MIB;
	assert_false(value_known(process_seconds_to_limit(&evidence, &limit)));
	evidence.trend.bytes_per_minute = 5.0 * (double)MIB;
	evidence.trend.trend = TREND_STEP;
	assert_false(value_known(process_seconds_to_limit(&evidence, &limit)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_known_limits_nothing),
		cmocka_unit_test(the_nearest_limit_is_named),
		cmocka_unit_test(a_limit_beyond_what_is_used_leaves_no_room),
		cmocka_unit_test(a_limit_is_room_over_pace_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
