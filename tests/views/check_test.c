/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/cgroup/derived_cgroups.h"
#include "derive/machine/derived_machine.h"
#include "support/made_cgroups.h"
#include "support/sample_rows.h"
#include "views/check/check.h"

#define GIB (UINT64_C(1) << 30)

static int set_up(void **state)
{
	struct check_names *names = calloc(1, sizeof(*names));

	*state = names;
	return names && check_names_load(names) == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	check_names_free(*state);
	free(*state);
	return 0;
}

/* ---- conditions ---- */

static void a_condition_is_its_terms(void **state)
{
	struct check_condition condition;
	struct message message = { "" };

	assert_int_equal(condition_parse(&condition,
				 " critical:  available < 10% swap_in>=1.5M full_avg10>20  for 5m ",
				 *state, &message),
		STATUS_OK);
	assert_int_equal(condition.severity, SEVERITY_CRITICAL);
	assert_string_equal(condition.text, "available < 10% swap_in>=1.5M full_avg10>20  for 5m");
	assert_int_equal(condition.for_seconds, 300);
	assert_int_equal(condition.term_count, 3);
	assert_string_equal(condition.terms[0].name, "memory.available_bytes");
	assert_string_equal(condition.terms[0].whole, "memory.total_bytes");
	assert_int_equal(condition.terms[0].comparison, LESS);
	assert_int_equal(condition.terms[0].level, 1000);
	assert_string_equal(condition.terms[1].name, "rates.swap_in_bytes_per_second");
	assert_int_equal(condition.terms[1].level, 3 * 512 * 1024 * 100);
	assert_string_equal(condition.terms[2].name, "pressure.full_avg10_percent");
	assert_int_equal(condition.terms[2].level, 2000);
	condition_free(&condition);
}

static void growth_findings_and_processes_are_terms(void **state)
{
	struct check_condition condition;
	struct message message = { "" };

	assert_int_equal(
		condition_parse(&condition,
			"growth(java)>120M/h finding:pressure>=warning process(rss>1G (x|y))",
			*state, &message),
		STATUS_OK);
	assert_int_equal(condition.severity, SEVERITY_WARNING);
	assert_int_equal(condition.terms[0].kind, CHECK_GROWTH);
	assert_string_equal(condition.terms[0].name, "java");
	assert_int_equal(condition.terms[0].level, 2 << 20);
	assert_int_equal(condition.terms[1].kind, CHECK_FINDING);
	assert_int_equal(condition.terms[1].level, SEVERITY_WARNING);
	assert_int_equal(condition.terms[2].kind, CHECK_PROCESS);
	assert_string_equal(condition.terms[2].name, "rss>1G (x|y)");
	condition_free(&condition);
}

/* Each way of writing a level that a message offers can be given. */
static void what_is_offered_can_be_given(void **state)
{
	static const char *const offered[] = { "available<10%", "available<100%", "cached>1G",
		"time_to_full<4h", "oom_kills>0", "swap_in>1M", "swap_in>1M/s", "full_avg10>20%",
		"growth(java)>100M/h", "process(rss>4G user=root)", "finding:unnamed_memory" };

	for (size_t i = 0; i < COUNT_OF(offered); i++) {
		struct check_condition condition;
		struct message message = { "" };

		if (condition_parse(&condition, offered[i], *state, &message) != STATUS_OK)
			fail_msg("'%s': %s", offered[i], message.text);
		condition_free(&condition);
	}
}

/* Figures of the same name are kept of processors and disks, too. */
static void pressure_is_that_of_memory(void **state)
{
	static const struct {
		const char *words, *path;
	} trials[] = {
		{ "full_avg10>1%", "pressure.full_avg10_percent" },
		{ "some_avg60>1%", "pressure.some_avg60_percent" },
		{ "pressure.full_avg10>1%", "pressure.full_avg10_percent" },
		{ "cpu_pressure.some_avg10>1%", "cpu_pressure.some_avg10_percent" },
		{ "io_pressure.full_avg10>1%", "io_pressure.full_avg10_percent" },
	};

	for (size_t i = 0; i < COUNT_OF(trials); i++) {
		struct check_condition condition;
		struct message message = { "" };

		assert_int_equal(condition_parse(&condition, trials[i].words, *state, &message),
			STATUS_OK);
		assert_string_equal(condition.terms[0].name, trials[i].path);
		condition_free(&condition);
	}
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *words, *why;
	} trials[] = {
		{ "", "says nothing" },
		{ "warning:", "says nothing" },
		{ "for 10m", "says nothing" },
		{ "available", "compared with nothing (try available<10%)" },
		{ "time_to_full", "(try time_to_full<4h)" },
		{ "oom_kills", "(try oom_kills>0)" },
		{ "swap_in", "(try swap_in>1M)" },
		{ "full_avg10", "(try full_avg10>20%)" },
		{ "growth(java) >", "(try growth(java)>100M/h)" },
		{ "time_to_full<4", "its unit is seconds (try time_to_full<4h)" },
		{ "available<101%", "'101%' is more than all" },
		{ "available<-5%", "'-5%' is negative: 'available' (percent)" },
		{ "full_avg10>100.01", "'100.01' is more than all" },
		{ "available<1G for", "for how long? (try 'for 10m')" },
		{ "process(\"x", "nothing stands in quotes within a condition (try process(" },
		{ "process('x y')", "nothing stands in quotes" },
		{ "process(rss>1M user=\"www\")", "nothing stands in quotes" },
		{ "growth(\"java\")>1M",
			"nothing stands in quotes within a condition (try growth(" },
		{ "\"available<10%\"",
			"nothing stands in quotes within a condition (try available" },
		{ "available<'10%'", "nothing stands in quotes" },
		{ "available<10%, free<1G", "leave ',' out" },
		{ "available<10%; free<1G", "leave ';' out" },
		{ "available<10% && free<1G", "column 15: leave '&&' out" },
		{ "available<10% || free<1G",
			"column 15: make two conditions of it: there is no '||'" },
		{ "critical: warning: available<1%",
			"column 11: a condition has one severity: leave "
			"'warning' out" },
		{ "finding", "a finding has a name (try finding:pressure)" },
		{ "\u5185\u5b58<1", "no figure '\u5185\u5b58<1'" },
		{ "available<", "compared with nothing" },
		{ "available~1G", "compared with nothing" },
		{ "available<ten", "its unit is bytes" },
		{ "availablee<1G", "did you mean available?" },
		{ "free<1G", "memory.segments.free and swap.free_bytes" },
		{ "fatal: available<1G", "no severity 'fatal'" },
		{ "note: available<1G", "no severity 'note'" },
		{ "available<1G for ever", "no length of time" },
		{ "available<1G for 5m more", "no length of time" },
		{ "memory.total<10%", "no part of anything" },
		{ "finding:unnamed_memry", "did you mean finding:unnamed_memory" },
		{ "finding:pressure>=bad", "no severity of a finding" },
		{ "growth()>1M", "needs a program" },
		{ "growth(java>1M", "its '(' has no ')' (try growth(java)>100M/h)" },
		{ "growth(java)>1M/fortnight", "'1M/fortnight'" },
		{ "process()", "needs a filter" },
		{ "critical: process(rss>1M", "column 11: its '(' has no ')' (try process(" },
		{ "process rss>1M", "in parentheses (try process(" },
		{ "proces(rss>1M)", "'proces' takes nothing in parentheses" },
		{ "process(rsss>1M)", "no column 'rsss'" },
		{ "process(comm~java)", "no column 'comm' (did you mean 'name'?" },
		{ "process(res>1G)", "no column 'res' (did you mean 'rss'?" },
		{ "process(args~java)", "no column 'args' (did you mean 'command'?" },
		{ "process(comm!=java)", "no column 'comm'" },
		{ "warning process(rss>1M)", "':' is missing behind 'warning'" },
		{ "available<1G and free<1G", "column 14: leave 'and' out" },
		{ "available<1G or free<1G", "column 14: make two conditions" },
		{ "available < 10 %", "column 16: a value has no blank before '%'" },
		{ "available=>10%", "'=>' is written '>='" },
		{ "available=<10%", "'=<' is written '<='" },
		{ "内存: available<1G availablee<1G", "no figure '内存:" },
		{ "available<1G availablee<1G", "column 14: there is no figure" },
		{ "available<1G for 5x", "column 18: '5x' is no length" },
		{ "process(rss~3)", "rss is a number" },
		{ "available<1G some_avg10>1 full_avg10>1 swap_in>1 swap_out>1", "more than 4" },
	};

	for (size_t i = 0; i < COUNT_OF(trials); i++) {
		struct check_condition condition;
		struct message message = { "" };

		assert_int_equal(condition_parse(&condition, trials[i].words, *state, &message),
			STATUS_MALFORMED);
		condition_free(&condition);
		if (!strstr(message.text, trials[i].why) || !strstr(message.text, "check: '"))
			fail_msg("'%s': %s", trials[i].words, message.text);
	}
}

/* ---- judging ---- */

static void begin(struct check *check, const char *condition)
{
	char copy[128], *words[] = { copy };
	struct message message = { "" };

	snprintf(copy, sizeof(copy), "%s", condition);
	if (check_begin(check, words, 1, &message) != STATUS_OK)
		fail_msg("%s", message.text);
}

static struct sample *sample_at(unsigned minute, struct value available)
{
	const struct made_process processes[] = {
		{ .pid = 7,
			.name = "java",
			.command = "java",
			.rss = value_of(3 * GIB),
			.growth = value_of(1 << 20) },
		{ .pid = 8,
			.name = "java",
			.command = "java",
			.rss = value_of(GIB),
			.growth = value_of(3 << 20) },
	};
	struct sample *sample = make_sample(processes, COUNT_OF(processes));

	sample->monotonic_ns = (uint64_t)(minute + 1) * 60 * NS_PER_SECOND;
	sample->wall_ns = (int64_t)(minute + 1) * 60 * NS_PER_SECOND;
	sample->system.meminfo.field[MEMINFO_MemTotal] = value_of(16 * GIB);
	sample->system.meminfo.field[MEMINFO_MemAvailable] = available;
	return sample;
}

static enum check_state see(struct check *check, struct sample *sample)
{
	assert_int_equal(check_see(check, sample), STATUS_OK);
	sample_unref(sample);
	return check->results[0].state;
}

static enum check_state now(const char *condition, struct value available)
{
	struct check check;
	enum check_state state;

	begin(&check, condition);
	state = see(&check, sample_at(0, available));
	check_end(&check);
	return state;
}

static void a_figure_is_compared(void **state)
{
	(void)state;
	assert_int_equal(now("available<2G", value_of(GIB)), CHECK_HOLDS);
	assert_int_equal(now("available<2G", value_of(2 * GIB)), CHECK_CLEAR);
	assert_int_equal(now("available<10%", value_of(GIB)), CHECK_HOLDS);
	assert_int_equal(now("available<6%", value_of(GIB)), CHECK_CLEAR);
	assert_int_equal(now("available<2G", value_missing(VALUE_DENIED)), CHECK_UNKNOWN);
	/* One term that does not hold is enough to know. */
	assert_int_equal(now("available<2G swap.free>1G", value_of(4 * GIB)), CHECK_CLEAR);
	assert_int_equal(now("available<2G swap.free>1G", value_of(GIB)), CHECK_UNKNOWN);
}

static void processes_and_their_growth_are_summed(void **state)
{
	(void)state;
	assert_int_equal(now("growth(java)>3M", value_of(GIB)), CHECK_HOLDS);
	assert_int_equal(now("growth(java)>4M", value_of(GIB)), CHECK_CLEAR);
	assert_int_equal(now("growth(python)>1", value_of(GIB)), CHECK_CLEAR);
	assert_int_equal(now("process(rss>2G java)", value_of(GIB)), CHECK_HOLDS);
	assert_int_equal(now("process(rss>4G)", value_of(GIB)), CHECK_CLEAR);
	assert_int_equal(now("finding:memory_short", value_of(GIB / 2)), CHECK_HOLDS);
	assert_int_equal(now("finding:memory_short>=critical", value_of(GIB / 2)), CHECK_CLEAR);
}

static void it_must_hold_for_its_span(void **state)
{
	struct check check;

	(void)state;
	begin(&check, "available<2G for 3m");
	assert_int_equal(see(&check, sample_at(0, value_of(4 * GIB))), CHECK_CLEAR);
	assert_int_equal(see(&check, sample_at(1, value_of(GIB))), CHECK_PENDING);
	assert_int_equal(see(&check, sample_at(3, value_of(GIB))), CHECK_PENDING);
	assert_int_equal(check_severity(&check), SEVERITY_OK);
	assert_int_equal(see(&check, sample_at(4, value_of(GIB))), CHECK_HOLDS);
	assert_int_equal(check.results[0].since_wall_ns, 2 * 60 * (int64_t)NS_PER_SECOND);
	assert_int_equal(check_severity(&check), SEVERITY_WARNING);
	assert_int_equal(see(&check, sample_at(5, value_of(4 * GIB))), CHECK_CLEAR);
	assert_int_equal(see(&check, sample_at(6, value_of(GIB))), CHECK_PENDING);
	check_end(&check);
}

/* What held before the first look may have held for long. */
static void what_held_from_the_start_is_not_known(void **state)
{
	struct check check;

	(void)state;
	begin(&check, "available<2G for 3m");
	assert_int_equal(see(&check, sample_at(0, value_of(GIB))), CHECK_UNKNOWN);
	assert_true(check_is_unknown(&check));
	assert_int_equal(check_plugin_status(&check), 3);
	assert_int_equal(see(&check, sample_at(3, value_of(GIB))), CHECK_HOLDS);
	assert_int_equal(check_plugin_status(&check), 1);
	/* Another boot begins anew. */
	assert_int_equal(see(&check, sample_at(1, value_of(GIB))), CHECK_UNKNOWN);
	check_end(&check);
}

static struct sample *kills_at(unsigned minute, int64_t count)
{
	struct sample *sample = sample_at(minute, value_of(GIB));

	sample->system.vmstat.counter[VMSTAT_OOM_KILL] = value_of(count);
	return sample;
}

static void kills_count_for_a_quarter_of_an_hour(void **state)
{
	struct check check;

	(void)state;
	begin(&check, "critical: oom_kills>0");
	assert_int_equal(see(&check, kills_at(0, 40)), CHECK_CLEAR);
	assert_int_equal(see(&check, kills_at(5, 42)), CHECK_HOLDS);
	assert_int_equal(check.results[0].values[0].n, 2);
	for (unsigned minute = 6; minute <= 15; minute++)
		assert_int_equal(see(&check, kills_at(minute, 42)), CHECK_HOLDS);
	assert_int_equal(see(&check, kills_at(16, 42)), CHECK_CLEAR);
	check_end(&check);
}

/* A leak of 3G a day for five days, an alarm a day before it ends; the past comes out of a record. */
static void the_past_tells_when_it_is_full(void **state)
{
	struct check check;

	(void)state;
	begin(&check, "time_to_full<22h");
	assert_int_equal(see(&check, sample_at(0, value_of(16 * GIB))), CHECK_UNKNOWN);
	for (int64_t t = 1; t < 5 * 1440; t++)
		check_past(&check, (t + 1) * 60, 16 * GIB - 3 * GIB * (uint64_t)t / 1440);
	assert_int_equal(see(&check, sample_at(5 * 1440, value_of(GIB))), CHECK_HOLDS);
	assert_true(check.results[0].values[0].n > 7 * 3600);
	assert_true(check.results[0].values[0].n < 9 * 3600);
	check_end(&check);

	begin(&check, "time_to_full<22h");
	for (int64_t t = 0; t < 5 * 1440; t++)
		check_past(&check, (t + 1) * 60, 4 * GIB);
	assert_int_equal(see(&check, sample_at(5 * 1440, value_of(4 * GIB))), CHECK_CLEAR);
	check_end(&check);
}

/* At first nothing holds, and what was never known is not told. */
static void changes_are_told_once(void **state)
{
	struct check check;

	(void)state;
	begin(&check, "available<2G for 2m");
	see(&check, sample_at(0, value_missing(VALUE_FAILED)));
	assert_false(check_changed(&check, 0));
	see(&check, sample_at(1, value_of(4 * GIB)));
	assert_false(check_changed(&check, 0));
	see(&check, sample_at(2, value_of(GIB)));
	assert_false(check_changed(&check, 0));
	see(&check, sample_at(4, value_of(GIB)));
	assert_true(check_changed(&check, 0));
	see(&check, sample_at(5, value_of(GIB)));
	assert_false(check_changed(&check, 0));
	see(&check, sample_at(6, value_missing(VALUE_FAILED)));
	assert_true(check_changed(&check, 0));
	see(&check, sample_at(7, value_of(4 * GIB)));
	assert_true(check_changed(&check, 0));
	check_end(&check);
}

static struct cgroups *cgroups_of(struct value growth, enum trend trend)
{
	static const struct made_cgroup made[] = { { .path = "/" }, { .path = "/web" } };
	struct cgroups *cgroups = cgroups_made(made, COUNT_OF(made));

	derived_cgroup_edit(cgroups, 1)->growth = growth;
	derived_cgroup_edit(cgroups, 1)->trend = trend;
	return cgroups;
}

static void growth_of_a_cgroup_is_its_node_s(void **state)
{
	static const struct {
		const char *condition;
		struct value growth;
		enum trend trend;
		enum check_state state;
	} trials[] = {
		{ "growth(/web)>100M/h", { .n = 2 << 20, .state = VALUE_OK }, TREND_GROWING,
			CHECK_HOLDS },
		{ "growth(/web)>100M/h", { .n = 1 << 20, .state = VALUE_OK }, TREND_GROWING,
			CHECK_CLEAR },
		{ "growth(/web)>100M/h", { .n = 2 << 20, .state = VALUE_OK }, TREND_TOO_SHORT,
			CHECK_UNKNOWN },
		{ "growth(/web)>100M/h", { .state = VALUE_PENDING }, TREND_TOO_SHORT,
			CHECK_UNKNOWN },
		{ "growth(/other)>100M/h", { .n = 2 << 20, .state = VALUE_OK }, TREND_GROWING,
			CHECK_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(trials); i++) {
		struct sample *sample = sample_at(0, value_of(GIB));
		struct check check;
		uint64_t ids[4];

		begin(&check, trials[i].condition);
		assert_true(check_needs_now(&check));
		sample->cgroups = cgroups_of(trials[i].growth, trials[i].trend);
		if (check_cgroups(&check, sample->cgroups, ids, 4))
			assert_int_equal(ids[0], 2);
		assert_int_equal(see(&check, sample), trials[i].state);
		check_end(&check);
	}
}

static void check_line(struct check *check, const char *line)
{
	struct document *document = document_new();

	assert_string_equal(check_plugin_line(document, check), line);
	document_free(document);
}

/* A name that was misspelt would be an alarm that never comes. */
static void what_is_to_grow_and_is_not_there_is_told(void **state)
{
	char *words[] = { "growth(/web)>100M/h", "growth(/wbe)>100M/h", "growth(jaav)>1M/h" };
	struct message message = { "" };
	struct check check;
	struct sample *sample = sample_at(0, value_of(GIB));

	(void)state;
	sample->cgroups = cgroups_of(value_of(0), TREND_FLAT);
	assert_int_equal(check_begin(&check, words, COUNT_OF(words), &message), STATUS_OK);
	see(&check, sample);
	assert_null(check_gone(&check, 0));
	assert_string_equal(check_gone(&check, 1)->name, "/wbe");
	assert_true(check_in_doubt(&check, 1));
	assert_true(check_changed(&check, 1));
	assert_string_equal(check_gone(&check, 2)->name, "jaav");
	assert_int_equal(check.results[2].state, CHECK_CLEAR);
	check_line(&check,
		"MEMTOP UNKNOWN: growth(/wbe)>100M/h is -, there is no cgroup /wbe, there is no process jaav"
		" | 'growth_per_minute /web'=0B;~:1747626;");
	check_end(&check);
}

/* Of a machine that was not watched until now: low memory may last no longer than a moment, pressure does. */
static void built_in_conditions_know_of_pressure_at_once(void **state)
{
	static const struct {
		int64_t average60, average300, refaults;
		enum severity severity;
	} trials[] = {
		{ 2100, 400, 20000, SEVERITY_CRITICAL },
		{ 2100, 400, 0, SEVERITY_OK },
		{ 1900, 600, 20000, SEVERITY_WARNING },
		{ 1900, 400, 20000, SEVERITY_OK },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(trials); i++) {
		struct sample *sample = sample_at(0, value_of(8 * GIB));
		struct message message = { "" };
		struct check check;

		sample->system.psi.full.average_60 = value_of(trials[i].average60);
		sample->system.psi.full.average_300 = value_of(trials[i].average300);
		derived_machine_edit(&sample->system)->rates.refault_anon =
			value_of(trials[i].refaults);
		assert_int_equal(check_begin(&check, NULL, 0, &message), STATUS_OK);
		see(&check, sample);
		assert_int_equal(check_severity(&check), trials[i].severity);
		check_end(&check);
	}
}

/* ---- the line of a plugin ---- */

static void a_plugin_has_levels_of_all_conditions(void **state)
{
	char *words[] = { "warning: available<25%", "critical: available<12.5%",
		"critical: growth(java)>8M" };
	struct message message = { "" };
	struct check check;

	(void)state;
	assert_int_equal(check_begin(&check, words, 3, &message), STATUS_OK);
	see(&check, sample_at(0, value_of(3 * GIB)));
	check_line(&check,
		"MEMTOP WARNING: available<25% is 3.00G (19%)"
		" | 'memory.available_bytes'=3221225472B;4294967296:;2147483648:;0;17179869184"
		" 'growth_per_minute java'=4194304B;;~:8388608");
	see(&check, sample_at(1, value_of(5 * GIB)));
	check_line(&check,
		"MEMTOP OK: no condition holds"
		" | 'memory.available_bytes'=5368709120B;4294967296:;2147483648:;0;17179869184"
		" 'growth_per_minute java'=4194304B;;~:8388608");
	see(&check, sample_at(2, value_missing(VALUE_DENIED)));
	check_line(&check, "MEMTOP UNKNOWN: available<25% is ?, available<12.5% is ?"
			   " | 'growth_per_minute java'=4194304B;;~:8388608");
	check_end(&check);
}

/* The built-in conditions were not asked for: what cannot be known of them is left out. */
static void built_in_conditions_are_there(void **state)
{
	struct message message = { "" };
	struct check check;

	(void)state;
	assert_int_equal(check_begin(&check, NULL, 0, &message), STATUS_OK);
	assert_int_equal(check.count, conditions_built_in_count);
	see(&check, sample_at(0, value_missing(VALUE_ABSENT)));
	assert_false(check_is_unknown(&check));
	check_end(&check);
}

/* At the first look it is not known for how long: that is no reason to call it well. */
static void what_is_bad_at_the_first_look_is_not_well(void **state)
{
	struct document *document = document_new();
	struct message message = { "" };
	struct check check;
	const char *line;

	(void)state;
	assert_non_null(document);
	assert_int_equal(check_begin(&check, NULL, 0, &message), STATUS_OK);
	see(&check, sample_at(0, value_of(GIB / 4)));
	assert_int_equal(check_severity(&check), SEVERITY_OK);
	assert_true(check_is_unknown(&check));
	assert_int_equal(check_plugin_status(&check), 3);
	line = check_plugin_line(document, &check);
	assert_non_null(strstr(line, "MEMTOP UNKNOWN: available<5% for 1m is 256M (1.6%)"));
	see(&check, sample_at(1, value_of(GIB / 4)));
	assert_int_equal(check_plugin_status(&check), 2);
	check_end(&check);
	document_free(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_condition_is_its_terms),
		cmocka_unit_test(growth_findings_and_processes_are_terms),
		cmocka_unit_test(pressure_is_that_of_memory),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(what_is_offered_can_be_given),
		cmocka_unit_test(a_figure_is_compared),
		cmocka_unit_test(processes_and_their_growth_are_summed),
		cmocka_unit_test(it_must_hold_for_its_span),
		cmocka_unit_test(what_held_from_the_start_is_not_known),
		cmocka_unit_test(kills_count_for_a_quarter_of_an_hour),
		cmocka_unit_test(the_past_tells_when_it_is_full),
		cmocka_unit_test(changes_are_told_once),
		cmocka_unit_test(growth_of_a_cgroup_is_its_node_s),
		cmocka_unit_test(what_is_to_grow_and_is_not_there_is_told),
		cmocka_unit_test(built_in_conditions_know_of_pressure_at_once),
		cmocka_unit_test(a_plugin_has_levels_of_all_conditions),
		cmocka_unit_test(built_in_conditions_are_there),
		cmocka_unit_test(what_is_bad_at_the_first_look_is_not_well),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
