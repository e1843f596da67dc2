/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/macros.h"
#include "base/moment.h"

/* Saturday, 28 November 2026, 14:00:00 in Central Europe. */
#define NOW  INT64_C(1795870800)
#define HOUR 3600
#define DAY  (24 * HOUR)
/* The last nanosecond of that second. */
#define END_OF(seconds) ((seconds)*NS_PER_SECOND + NS_PER_SECOND - 1)

static int64_t moment_of(const char *word, int64_t now)
{
	struct message message = { "" };
	struct moment moment;

	if (moment_parse(&moment, word, now * NS_PER_SECOND, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	assert_int_equal(moment.kind, MOMENT_TIME);
	return moment.wall_ns;
}

static void times_are_what_people_write(void **state)
{
	static const struct {
		const char *word;
		int64_t wall_ns;
	} rows[] = {
		{ "now", NOW * NS_PER_SECOND },
		{ "90m", (NOW - 90 * 60) * NS_PER_SECOND },
		{ "-90m", (NOW - 90 * 60) * NS_PER_SECOND },
		{ "3d", (NOW - 3 * DAY) * NS_PER_SECOND },
		{ "2h", (NOW - 2 * HOUR) * NS_PER_SECOND },
		{ "1w", (NOW - 7 * DAY) * NS_PER_SECOND },
		{ "30s", (NOW - 30) * NS_PER_SECOND },
		{ "13:05", END_OF(NOW - 55 * 60) },
		{ "13:05:10", END_OF(NOW - 55 * 60 + 10) },
		/* What is still to come today was yesterday. */
		{ "14:05", END_OF(NOW + 5 * 60 - DAY) },
		{ "yesterday", END_OF(NOW - DAY) },
		{ "yesterdayT13:00", END_OF(NOW - DAY - HOUR) },
		{ "fri", END_OF(NOW - DAY) },
		{ "Monday", END_OF(NOW - 5 * DAY) },
		{ "tuesday", END_OF(NOW - 4 * DAY) },
		{ "tueT13:00", END_OF(NOW - 4 * DAY - HOUR) },
		/* Today's own day is the one of a week ago. */
		{ "sat", END_OF(NOW - 7 * DAY) },
		{ "2026-11-26", END_OF(NOW - 2 * DAY - 14 * HOUR) },
		{ "2026-11-26T14:00", END_OF(NOW - 2 * DAY) },
		{ "2026-11-26 14:00:01", END_OF(NOW - 2 * DAY + 1) },
		{ "2024-02-29", END_OF(INT64_C(1709161200)) },
		{ "2000-02-29", END_OF(INT64_C(951778800)) },
		{ "@1795819200", INT64_C(1795819200) * NS_PER_SECOND },
		{ "@1795819200.25", INT64_C(1795819200) * NS_PER_SECOND + 250000000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t got = moment_of(rows[i].word, NOW);

		if (got != rows[i].wall_ns)
			fail_msg("%s: %lld, wanted %lld", rows[i].word, (long long)got,
				(long long)rows[i].wall_ns);
	}
}

/* 25 October 2026, 03:00 summer time, is 02:00 once more: the later 02:30 is meant. */
static void a_time_that_occurs_twice_is_the_later_one(void **state)
{
	(void)state;
	assert_int_equal(moment_of("2026-10-25T02:30", NOW), END_OF(INT64_C(1792891800)));
	assert_int_equal(moment_of("2026-10-25T01:30", NOW), END_OF(INT64_C(1792884600)));
	assert_int_equal(moment_of("2026-07-01T12:00", NOW), END_OF(INT64_C(1782900000)));
}

static void words_of_the_record_have_no_time_yet(void **state)
{
	struct moment moment;

	(void)state;
	assert_int_equal(moment_parse(&moment, "boot", 0, NULL), STATUS_OK);
	assert_int_equal(moment.kind, MOMENT_BOOT);
	assert_int_equal(moment_parse(&moment, "start", 0, NULL), STATUS_OK);
	assert_int_equal(moment.kind, MOMENT_START);
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const words[] = { "", "-", "m", "90", "90x", "--5m", "25:00", "12:60",
		"1:05", "12:5", "2026-13-01", "2026-00-01", "2026-11-32", "2026-11-31",
		"2026-02-29", "2100-02-29", "26-11-01", "1969-01-01", "tomorrow", "fridayT",
		"T12:00", "@", "@x", "@1.0123456789", "@99999999999", "99999999999999999999w",
		"overview" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct message message = { "" };
		struct moment moment;

		if (moment_parse(&moment, words[i], NOW * NS_PER_SECOND, &message) !=
			STATUS_MALFORMED)
			fail_msg("'%s' was taken", words[i]);
		assert_non_null(strstr(message.text, "is no time"));
	}
}

static void only_what_begins_with_a_minus_is_ago(void **state)
{
	(void)state;
	assert_true(moment_is_ago("-90m"));
	assert_false(moment_is_ago("90m"));
	assert_false(moment_is_ago("-n"));
	assert_false(moment_is_ago("-5"));
	assert_false(moment_is_ago("--5m"));
}

static void a_span_is_a_number_and_its_unit(void **state)
{
	uint64_t seconds = 0;

	(void)state;
	assert_true(moment_span("30d", &seconds));
	assert_int_equal(seconds, 30 * DAY);
	assert_false(moment_span("-30d", &seconds));
	assert_false(moment_span("0d", &seconds));
	assert_false(moment_span("now", &seconds));
}

static int set_zone(void **state)
{
	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_what_people_write),
		cmocka_unit_test(a_time_that_occurs_twice_is_the_later_one),
		cmocka_unit_test(words_of_the_record_have_no_time_yet),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(only_what_begins_with_a_minus_is_ago),
		cmocka_unit_test(a_span_is_a_number_and_its_unit),
	};

	return cmocka_run_group_tests_name("base/moment", tests, set_zone, NULL);
}
