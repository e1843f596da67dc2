/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said of how something moves: the pace of now and how long it has been that, how it became
 * faster, how it grew before it came to rest, which way it moved.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/macros.h"
#include "derive/machine/derived_machine.h"
#include "derive/machine/segments.h"
#include "findings/machine_rules.h"
#include "findings/process_rules.h"

#define MIB ((double)(1 << 20))

static const struct {
	struct trend_finding trend;
	const char *rule, *said;
} rows[] = {
	{ { .trend = TREND_GROWING,
		  .bytes_per_minute = 3 * MIB,
		  .window_seconds = 600,
		  .pace_seconds = 240,
		  .bound_bytes_per_minute = INFINITY },
		"growing",
		"It has grown 3.00M a minute for 4:00: either a leak, or data that the program "
		"still needs." },
	{ { .trend = TREND_GROWING,
		  .bytes_per_minute = 3 * MIB,
		  .window_seconds = 600,
		  .pace_seconds = 600,
		  .doubling_seconds = 90,
		  .bound_bytes_per_minute = INFINITY },
		"growing",
		"It grows ever faster, 3.00M a minute now, which doubles every 1:30: either a "
		"leak, or data that the program still needs." },
	{ { .trend = TREND_SHRINKING,
		  .bytes_per_minute = -2 * MIB,
		  .window_seconds = 600,
		  .pace_seconds = 60,
		  .bound_bytes_per_minute = MIB },
		"shrinking", "It has shrunk 2.00M a minute for 1:00." },
	{ { .trend = TREND_STEP,
		  .moved_bytes = 8 * MIB,
		  .still_seconds = 120,
		  .bound_bytes_per_minute = MIB,
		  .rare_step_seconds = 40 },
		"step",
		"It grew by 8.00M in one step or a few, and has been flat for 2:00. A leak would be slower than 60.0M an hour, or in steps more than 0:40 apart." },
	{ { .trend = TREND_STEP,
		  .moved_bytes = 8 * MIB,
		  .still_seconds = 120,
		  .grown_bytes_per_minute = 4 * MIB,
		  .grown_seconds = 90,
		  .bound_bytes_per_minute = MIB,
		  .rare_step_seconds = 40 },
		"step",
		"It grew by 8.00M in 1:30, 4.00M a minute, and has been flat for 2:00. A leak would be slower than 60.0M an hour, or in steps more than 0:40 apart." },
	{ { .trend = TREND_STEP,
		  .moved_bytes = -8 * MIB,
		  .still_seconds = 120,
		  .grown_bytes_per_minute = -4 * MIB,
		  .grown_seconds = 90,
		  .bound_bytes_per_minute = INFINITY },
		"step",
		"It fell by 8.00M and has been flat for 2:00. Too little was seen to rule out "
		"a leak." },
	{ { .trend = TREND_PLATEAU,
		  .moved_bytes = 8 * MIB,
		  .grown_bytes_per_minute = 4 * MIB,
		  .grown_seconds = 90,
		  .bound_bytes_per_minute = INFINITY },
		"plateau",
		"It grew by 8.00M in 1:30, 4.00M a minute, and slows down. Too little was seen "
		"to rule out a leak." },
	{ { .trend = TREND_PLATEAU,
		  .moved_bytes = 8 * MIB,
		  .bound_bytes_per_minute = MIB,
		  .rare_step_seconds = 40 },
		"plateau",
		"It grew by 8.00M and has stopped. A leak would be slower than 60.0M an hour, or in steps more than 0:40 apart." },
};

static void each_movement_is_said_as_it_was_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct process_detail detail = { .pid = 7 };
		const struct process_evidence evidence = { .detail = &detail,
			.trend = rows[i].trend };
		struct findings findings;
		const struct finding *finding;
		char text[1024];

		process_judge(&findings, &evidence);
		finding = findings_find(&findings, rows[i].rule);
		assert_non_null(finding);
		finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
		assert_string_equal(text, rows[i].said);
	}
}

/* 10 MiB a minute that double every minute: 90 MiB are full after log2(1 + 90 * ln 2 / 10) minutes. */
static void what_doubles_reaches_its_limit_sooner(void **state)
{
	struct process_detail detail = { .pid = 7 };
	struct process_evidence evidence = { .detail = &detail,
		.available = value_of((uint64_t)(90 * MIB)),
		.trend = { .trend = TREND_GROWING, .bytes_per_minute = 10 * MIB } };
	enum growth_limit limit;

	(void)state;
	assert_int_equal(process_seconds_to_limit(&evidence, &limit).n, 540);
	evidence.trend.doubling_seconds = 60;
	assert_int_equal(process_seconds_to_limit(&evidence, &limit).n, 171);
}

/* ---- the machine ---- */

static const char meminfo_text[] = "MemTotal: 4096000 kB\nMemFree: 614400 kB\n"
				   "MemAvailable: 614400 kB\nBuffers: 0 kB\nCached: 0 kB\n";

static const char *said_of_machine(const struct movement *movement, enum severity *severity)
{
	struct derived_machine derived = { .movement = *movement };
	struct system_sample system = { .page_size = 4096,
		.zoneinfo_status = STATUS_ABSENT,
		.derived = &derived };
	static char text[1024];
	struct findings findings;
	struct evidence evidence;
	const struct finding *finding;

	assert_int_equal(meminfo_parse(&system.meminfo, meminfo_text, strlen(meminfo_text)),
		STATUS_OK);
	evidence_of_system(&evidence, &system);
	machine_judge(&findings, &evidence);
	finding = findings_find(&findings, "available_falls");
	text[0] = '\0';
	*severity = finding ? finding->severity : SEVERITY_NONE;
	if (finding)
		finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
	meminfo_free(&system.meminfo);
	return text;
}

static void available_that_falls_is_said_with_its_end(void **state)
{
	struct movement movement = { .fall = value_of((int64_t)(5 * MIB)),
		.fall_seconds = value_of(600) };
	enum severity severity;

	(void)state;
	assert_string_equal(said_of_machine(&movement, &severity),
		"Available memory has fallen 5.00M a minute for 10:00. At this pace the 600M left will last 2h00m.");
	assert_int_equal(severity, SEVERITY_WARNING);
	movement.taker = value_of(SEGMENT_KERNEL);
	movement.taker_pace = value_of((int64_t)(4 * MIB));
	assert_string_equal(said_of_machine(&movement, &severity),
		"Available memory has fallen 5.00M a minute for 10:00. At this pace the 600M left will last 2h00m. Most of it goes to the kernel, 4.00M a minute.");
	movement.fall = value_of((int64_t)(11 * MIB));
	said_of_machine(&movement, &severity);
	assert_int_equal(severity, SEVERITY_CRITICAL);
}

/* A start that takes much for a minute is no alarm; what lasts for months is not worth a word. */
static void a_short_or_slow_fall_is_no_alarm(void **state)
{
	struct movement movement = { .fall = value_of((int64_t)(60 * MIB)),
		.fall_seconds = value_of(179) };
	enum severity severity;

	(void)state;
	said_of_machine(&movement, &severity);
	assert_int_equal(severity, SEVERITY_NOTE);
	movement.fall_seconds = value_of(180);
	said_of_machine(&movement, &severity);
	assert_int_equal(severity, SEVERITY_CRITICAL);
	movement.fall = value_of((int64_t)(MIB / 64));
	said_of_machine(&movement, &severity);
	assert_int_equal(severity, SEVERITY_NOTE);
	movement.fall = value_of((int64_t)(MIB / 80));
	assert_string_equal(said_of_machine(&movement, &severity), "");
	movement.fall = value_missing(VALUE_ABSENT);
	assert_string_equal(said_of_machine(&movement, &severity), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_movement_is_said_as_it_was_seen),
		cmocka_unit_test(what_doubles_reaches_its_limit_sooner),
		cmocka_unit_test(available_that_falls_is_said_with_its_end),
		cmocka_unit_test(a_short_or_slow_fall_is_no_alarm),
	};

	return cmocka_run_group_tests_name("findings/growth_words", tests, NULL, NULL);
}
