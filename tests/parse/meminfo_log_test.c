/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log of meminfos as cron writes it: which there are, and when each was taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/macros.h"
#include "parse/meminfo/log.h"

/* 2026-11-26 14:05:01 UTC. */
#define THEN INT64_C(1795701901)

static void each_form_of_a_date_is_read(void **state)
{
	static const struct {
		const char *line;
		int64_t seconds;
	} lines[] = {
		{ "Thu Nov 26 14:05:01 UTC 2026", THEN },
		{ "Thu Nov 26 02:05:01 PM UTC 2026", THEN },
		{ "Thu 26 Nov 2026 02:05:01 PM UTC", THEN },
		{ "Thu, 26 Nov 2026 15:05:01 +0100", THEN },
		{ "2026-11-26T14:05:01Z", THEN },
		{ "2026-11-26T15:05:01+01:00", THEN },
		{ "2026-11-26 09:05:01-0500", THEN },
		{ "2026-11-26 14:05:01.123456789 +0000", THEN },
		{ "2026-11-26T14:05:01,000000+00:00", THEN },
		{ "=== 2026-11-26 14:05:01 ===", THEN },
		{ "2026-11-26 14:05", THEN - 1 },
		{ "1795701901", THEN },
		{ "@1795701901", THEN },
		{ "1795701901.25", THEN },
		{ "web-07 Thu Nov 26 14:05:01 2026", THEN },
	};
	static const char *const none[] = { "", "web-07", "14:05:01", "12345", "99999999999999",
		"Thu Nov 26", "2026-11-26", "MemTotal: 1795701901 kB", "1795701901 kB",
		"Foo 26 14:05:01 UTC 2026", "2026-11-26 aa:bb" };
	int64_t seconds;

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		seconds = 0;
		if (!meminfo_log_time(text_of_string(lines[i].line), &seconds) ||
			seconds != lines[i].seconds)
			fail_msg("%s: %lld", lines[i].line, (long long)seconds);
	}
	for (size_t i = 0; i < COUNT_OF(none); i++)
		if (meminfo_log_time(text_of_string(none[i]), &seconds))
			fail_msg("%s is no time", none[i]);
}

/* Without a zone it is the local one. */
static void a_date_is_local(void **state)
{
	int64_t seconds;

	(void)state;
	setenv("TZ", "CET-1", 1);
	tzset();
	assert_true(meminfo_log_time(text_of_string("2026-11-26 15:05:01"), &seconds));
	assert_int_equal(seconds, THEN);
	assert_true(meminfo_log_time(text_of_string("Thu Nov 26 15:05:01 CET 2026"), &seconds));
	assert_int_equal(seconds, THEN);
}

static void meminfos_are_found_between_dates(void **state)
{
	static const char text[] = "cron started\n"
				   "MemTotal: 9 kB\nMemFree: 1 kB\n"
				   "@1795701901\n"
				   "MemTotal: 10 kB\nMemFree: 1 kB\n"
				   "-- done\n"
				   "@1795701961\n\n"
				   "MemTotal: 10 kB\nMemFree: 2 kB\n"
				   "MemTotal: 10 kB\nMemFree: 3 kB\n";
	struct meminfo_log log;

	(void)state;
	assert_int_equal(meminfo_log_parse(&log, text_of_string(text)), STATUS_OK);
	assert_int_equal(log.count, 2);
	assert_int_equal(log.without_time, 2);
	assert_int_equal(log.entries[0].seconds, THEN);
	assert_true(text_equals(log.entries[0].text, "MemTotal: 10 kB\nMemFree: 1 kB\n"));
	assert_int_equal(log.entries[1].seconds, THEN + 60);
	assert_true(text_equals(log.entries[1].text, "MemTotal: 10 kB\nMemFree: 2 kB\n"));
	meminfo_log_free(&log);
	assert_int_equal(meminfo_log_parse(&log, text_of_string("@1795701901\n")), STATUS_ABSENT);
	meminfo_log_free(&log);
	assert_int_equal(meminfo_log_parse(&log, text_of("", 0)), STATUS_ABSENT);
	meminfo_log_free(&log);
}

/* Half a meminfo at the end, as cron has written it so far, is none. */
static void a_meminfo_that_is_cut_is_left_out(void **state)
{
	static const char whole[] = "@1795701901\nMemTotal: 9 kB\nMemFree: 5 kB\nSlab: 123 kB\n"
				    "@1795701961\nMemTotal: 9 kB\nMemFree: 4 kB\nSlab: 124 kB\n";
	struct meminfo_log log;

	(void)state;
	for (size_t length = sizeof(whole) - 1; length > sizeof(whole) / 2; length--) {
		/* Without the end of its last line alone it is whole. */
		const size_t wanted = length >= sizeof(whole) - 2 ? 2 : 1;

		assert_int_equal(meminfo_log_parse(&log, text_of(whole, length)), STATUS_OK);
		if (log.count != wanted)
			fail_msg("%zu of %.*s", log.count, (int)length, whole);
		meminfo_log_free(&log);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_of_a_date_is_read),
		cmocka_unit_test(a_date_is_local),
		cmocka_unit_test(a_meminfo_that_is_cut_is_left_out),
		cmocka_unit_test(meminfos_are_found_between_dates),
	};

	return cmocka_run_group_tests_name("parse/meminfo_log", tests, NULL, NULL);
}
