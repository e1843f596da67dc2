/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the overview says of processes: which it names, how soon that one ends, and what comes first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/trend.h"
#include "findings/processes_rules.h"
#include "support/derived_set.h"

#define MIB  ((int64_t)1 << 20)
#define GIB  ((int64_t)1 << 30)
#define HOUR INT64_C(3600)

struct made {
	pid_t pid;
	const char *name;
	enum trend trend;
	int64_t pace; /* a minute */
	int64_t room; /* 0: no limit of its own */
	int64_t retained, rss;
};

static struct row *make_row(const struct made *made)
{
	const struct identity_source source = { .name = made->name, .start_ticks = 1 };
	struct identity *identity = identity_new(&source);
	struct row *row = row_new(made->pid, 1, identity);

	identity_unref(identity);
	derived_set(row, DERIVED_TREND, value_of(made->trend));
	derived_set(row, DERIVED_GROWTH, value_of(made->pace));
	row_set(row, METRIC_ROOM, made->room ? value_of(made->room) : value_missing(VALUE_ABSENT));
	row_set(row, METRIC_RSS, value_of(made->rss));
	if (made->retained)
		row_set(row, METRIC_RETAINED, value_of(made->retained));
	row->derived->trend_since_ns = row->derived->pace_since_ns = 10 * NS_PER_SECOND;
	return row;
}

static uint64_t boottime_ns; /* of the samples that are made; 0: they do not know */

static struct sample *make_sample(const struct made *made, size_t count, int64_t available)
{
	struct sample *sample = sample_new();

	sample->monotonic_ns = 130 * NS_PER_SECOND;
	sample->boottime_ns = boottime_ns;
	sample->system.meminfo_status = STATUS_ABSENT;
	sample->system.meminfo.field[MEMINFO_MemAvailable] = value_of(available);
	sample->rows = calloc(count + 1, sizeof(*sample->rows));
	for (size_t i = 0; i < count; i++)
		sample->rows[sample->row_count++] = make_row(&made[i]);
	return sample;
}

/* The sentence of the rule on these processes; "" if it does not fire. */
static const char *said(const char *rule, const struct made *made, size_t count, int64_t available,
	enum severity *severity)
{
	static char text[1024];
	struct sample *sample = make_sample(made, count, available);
	struct sample_evidence evidence;
	struct findings findings;
	const struct finding *finding;

	sample_judge(&findings, &evidence, sample);
	finding = findings_find(&findings, rule);
	text[0] = '\0';
	if (finding)
		finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
	if (finding && severity)
		*severity = finding->severity;
	sample_unref(sample);
	return text;
}

static void one_that_grows_is_named(void **state)
{
	const struct made made[] = { { 10, "flat", TREND_FLAT, 0, 0, 0, 0 },
		{ 20, "leak", TREND_GROWING, 6 * MIB, 0, 0, 0 } };

	(void)state;
	assert_string_equal(said("processes_grow", made, 2, 100 * GIB, NULL),
		"leak (20) has grown 6.00M a minute for 2:00. Memory lasts 12d at this pace.");
	assert_string_equal(said("processes_grow_to_limit", made, 2, 100 * GIB, NULL), "");
	assert_string_equal(said("processes_grow", made, 1, 100 * GIB, NULL), "");
}

/* Ten samples show a pace, and not yet what it is. */
static void who_grows_since_a_moment_is_named_as_such(void **state)
{
	const struct made made[] = { { 10, "slow", TREND_TOO_SHORT, MIB, 0, 0, 0 },
		{ 20, "fast", TREND_TOO_SHORT, MIB + 1, 0, 0, 0 },
		{ 30, "sure", TREND_GROWING, 6 * MIB, 0, 0, 0 } };
	enum severity severity;

	(void)state;
	assert_string_equal(said("processes_rise", made, 3, 100 * GIB, &severity),
		"fast (20) grew 1.00M a minute for 2:00. Too early to tell a leak from a start-up.");
	assert_int_equal(severity, SEVERITY_NOTE);
	assert_string_equal(said("processes_rise", made, 1, 100 * GIB, NULL), "");
	assert_string_equal(said("processes_rise", &made[2], 1, 100 * GIB, NULL), "");
}

/* The same as said(), of a sample that knows how long it is since boot. */
static const char *said_then(const char *rule, const struct made *made, uint64_t boot_seconds)
{
	const char *text;

	boottime_ns = boot_seconds * NS_PER_SECOND;
	text = said(rule, made, 1, 100 * GIB, NULL);
	boottime_ns = 0;
	return text;
}

/* What fills its tables as it begins is none that leaks, before it is older, or has grown by more. */
static void who_may_be_starting_is_not_said_to_grow(void **state)
{
	const struct made filling = { 20, "filling", TREND_GROWING, MIB - 1, 0, 0, 0 };
	const struct made fast = { 20, "fast", TREND_GROWING, MIB + 1024, 0, 0, 0 };
	const struct made bounded = { 20, "bounded", TREND_GROWING, MIB - 1, 59 * MIB, 0, 0 };

	(void)state;
	/* It began at the first tick after boot, and grew for two minutes. */
	assert_string_equal(said_then("processes_grow", &filling, 299), "");
	assert_string_equal(said_then("processes_rise", &filling, 299), "");
	assert_string_not_equal(said_then("processes_grow", &filling, 301), "");
	assert_string_not_equal(said_then("processes_grow", &fast, 299), "");
	assert_string_not_equal(said_then("processes_grow_to_limit", &bounded, 299), "");
}

/* 60 MiB a minute reach 60 MiB times n in n minutes. */
static void the_end_makes_it_serious(void **state)
{
	const struct made leak = { 20, "leak", TREND_GROWING, 60 * MIB, 0, 0, 0 };
	enum severity severity;

	(void)state;
	said("processes_grow_to_limit", &leak, 1, 59 * 60 * MIB, &severity);
	assert_int_equal(severity, SEVERITY_CRITICAL);
	said("processes_grow_to_limit", &leak, 1, 60 * 60 * MIB, &severity);
	assert_int_equal(severity, SEVERITY_WARNING);
	said("processes_grow_to_limit", &leak, 1, (24 * 60 - 1) * 60 * MIB, &severity);
	assert_int_equal(severity, SEVERITY_WARNING);
	assert_string_equal(
		said("processes_grow_to_limit", &leak, 1, 24 * 60 * 60 * MIB, &severity), "");
	assert_string_not_equal(said("processes_grow", &leak, 1, 24 * 60 * 60 * MIB, NULL), "");
	assert_string_equal(said("processes_grow", &leak, 1, (24 * 60 - 1) * 60 * MIB, NULL), "");
}

static void the_one_that_ends_first_is_named(void **state)
{
	const struct made made[] = { { 20, "fast", TREND_GROWING, 60 * MIB, 0, 0, 0 },
		{ 30, "limited", TREND_GROWING, 6 * MIB, 60 * MIB, 0, 0 },
		{ 40, "slow", TREND_GROWING, 6 * MIB, 0, 0, 0 } };

	(void)state;
	assert_string_equal(said("processes_grow_to_limit", made, 3, 50 * GIB, NULL),
		"limited (30) has grown 6.00M a minute for 2:00. It reaches its limit in 10:00 at this pace.");
	/* The machine's memory ends before its own limit. */
	assert_string_equal(said("processes_grow_to_limit", &made[1], 1, 30 * MIB, NULL),
		"limited (30) has grown 6.00M a minute for 2:00. Memory lasts 5:00 at this pace.");
	assert_non_null(
		strstr(said("processes_grow_to_limit", made, 1, 3600 * MIB, NULL), "fast (20)"));
}

/* Two that reach theirs in ten minutes. */
static void of_those_that_end_together_the_faster_is_named(void **state)
{
	const struct made made[] = { { 20, "slower", TREND_GROWING, 6 * MIB, 60 * MIB, 0, 0 },
		{ 30, "faster", TREND_GROWING, 12 * MIB, 120 * MIB, 0, 0 },
		{ 40, "slowest", TREND_GROWING, 3 * MIB, 30 * MIB, 0, 0 } };

	(void)state;
	assert_non_null(
		strstr(said("processes_grow_to_limit", made, COUNT_OF(made), 50 * GIB, NULL),
			"faster (30) has grown 12.0M a minute"));
}

static void all_that_grow_are_counted(void **state)
{
	const struct made made[] = { { 20, "a", TREND_GROWING, 60 * MIB, 0, 0, 0 },
		{ 30, "b", TREND_GROWING, 6 * MIB, 0, 0, 0 },
		{ 40, "c", TREND_SAWTOOTH, 6 * MIB, 0, 0, 0 } };
	struct sample *sample = make_sample(made, 3, 50 * GIB);
	struct processes_evidence evidence;

	(void)state;
	processes_evidence_of(&evidence, sample);
	assert_int_equal(evidence.growing, 2);
	assert_int_equal(evidence.grower->pid, 20);
	assert_null(evidence.keeper);
	processes_evidence_of_one(&evidence, sample, sample->rows[1]);
	assert_int_equal(evidence.growing, 1);
	assert_int_equal(evidence.grower->pid, 30);
	sample_unref(sample);
}

static void what_malloc_retains_is_said_of_the_largest(void **state)
{
	const struct made made[] = { { 10, "small", TREND_FLAT, 0, 0, 65 * MIB, 100 * MIB },
		{ 20, "large", TREND_FLAT, 0, 0, 400 * MIB, 1000 * MIB },
		{ 30, "none", TREND_FLAT, 0, 0, 0, 100 * MIB } };
	const struct made little = { 10, "little", TREND_FLAT, 0, 0, 64 * MIB, 100 * MIB };
	const struct made share = { 10, "share", TREND_FLAT, 0, 0, 240 * MIB, 1000 * MIB };

	(void)state;
	assert_string_equal(said("heap_retained", made, 3, GIB, NULL),
		"400M of the 1000M of large (20) is freed memory that malloc retains.");
	assert_string_not_equal(said("heap_retained", made, 1, GIB, NULL), "");
	assert_string_equal(said("heap_retained", &little, 1, GIB, NULL), "");
	assert_string_equal(said("heap_retained", &share, 1, GIB, NULL), "");
	assert_string_equal(said("heap_retained", &made[2], 1, GIB, NULL), "");
}

/* ---- which findings people read at once ---- */

static void put(struct findings *findings, const struct rule *rule, enum severity severity)
{
	findings->rows[findings->count++] = (struct finding){ .rule = rule, .severity = severity };
}

static void headlines_are_warnings_then_one_ok_then_notes(void **state)
{
	static const struct rule rules[] = { { .name = "w1" }, { .name = "w2" }, { .name = "w3" },
		{ .name = "ok1" }, { .name = "ok2" }, { .name = "n1" }, { .name = "n2" },
		{ .name = "n3" } };
	const struct finding *out[HEADLINES_MOST];
	struct findings findings = { .count = 0 };

	(void)state;
	assert_int_equal(findings_headlines(out, &findings), 0);
	put(&findings, &rules[5], SEVERITY_NOTE);
	put(&findings, &rules[6], SEVERITY_NOTE);
	put(&findings, &rules[3], SEVERITY_OK);
	put(&findings, &rules[4], SEVERITY_OK);
	assert_int_equal(findings_headlines(out, &findings), 3);
	assert_string_equal(out[0]->rule->name, "ok1");
	assert_string_equal(out[1]->rule->name, "n1");
	assert_string_equal(out[2]->rule->name, "n2");
	put(&findings, &rules[0], SEVERITY_WARNING);
	assert_int_equal(findings_headlines(out, &findings), 3);
	assert_string_equal(out[0]->rule->name, "w1");
	assert_string_equal(out[1]->rule->name, "ok1");
	assert_string_equal(out[2]->rule->name, "n1");
	put(&findings, &rules[1], SEVERITY_CRITICAL);
	put(&findings, &rules[2], SEVERITY_WARNING);
	assert_int_equal(findings_headlines(out, &findings), 3);
	assert_string_equal(out[2]->rule->name, "w3");
}

/* Under a limit that is what one asks about, whatever else is wrong. */
static void what_is_to_be_first_is(void **state)
{
	static const struct rule rules[] = { { .name = "w1" }, { .name = "limit", .first = true },
		{ .name = "w2" } };
	const struct finding *out[HEADLINES_MOST];
	struct findings findings = { .count = 0 };

	(void)state;
	put(&findings, &rules[1], SEVERITY_OK);
	put(&findings, &rules[0], SEVERITY_CRITICAL);
	put(&findings, &rules[2], SEVERITY_WARNING);
	assert_int_equal(findings_headlines(out, &findings), 3);
	assert_string_equal(out[0]->rule->name, "limit");
	assert_string_equal(out[1]->rule->name, "w1");
	assert_string_equal(out[2]->rule->name, "w2");
	assert_string_equal(findings_headline(&findings)->rule->name, "limit");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_grows_is_named),
		cmocka_unit_test(who_grows_since_a_moment_is_named_as_such),
		cmocka_unit_test(who_may_be_starting_is_not_said_to_grow),
		cmocka_unit_test(the_end_makes_it_serious),
		cmocka_unit_test(the_one_that_ends_first_is_named),
		cmocka_unit_test(of_those_that_end_together_the_faster_is_named),
		cmocka_unit_test(all_that_grow_are_counted),
		cmocka_unit_test(what_malloc_retains_is_said_of_the_largest),
		cmocka_unit_test(headlines_are_warnings_then_one_ok_then_notes),
		cmocka_unit_test(what_is_to_be_first_is),
	};

	return cmocka_run_group_tests_name("findings/processes", tests, NULL, NULL);
}
