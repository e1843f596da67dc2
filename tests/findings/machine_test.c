/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every rule against captures of real machines: tests/fixtures/meminfo/FINDINGS.tsv says what each
 * capture's source says of it, whether that is harmless, and what must be found.
 */
#include "findings/machine_rules.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/macros.h"
#include "base/shared.h"
#include "base/text.h"
#include "derive/machine/derived_machine.h"
#include "support/fixture.h"

struct capture {
	char name[80];
	bool harmless;
	struct text findings;
	char *text;
	size_t length;
};

static char *table;
static size_t table_length;

static int read_table(void **state)
{
	(void)state;
	table = fixture_read("meminfo/FINDINGS.tsv", &table_length);
	return 0;
}

static int free_table(void **state)
{
	(void)state;
	free(table);
	return 0;
}

static bool next_capture(struct capture *capture, struct text *rest)
{
	struct text line, name;
	char path[128];

	do
		if (!text_next_line(rest, &line))
			return false;
	while (text_starts(line, "#"));
	name = text_next_field(&line, '\t');
	snprintf(capture->name, sizeof(capture->name), "%.*s", (int)name.length, name.at);
	text_next_field(&line, '\t');
	capture->harmless = text_equals(text_next_field(&line, '\t'), "yes");
	capture->findings = line;
	snprintf(path, sizeof(path), "meminfo/%s.txt", capture->name);
	capture->text = fixture_read(path, &capture->length);
	return true;
}

static void list_findings(char *out, size_t size, const struct findings *findings)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < findings->count; i++)
		used += (size_t)snprintf(out + used, size - used, "%s%s:%s", i ? " " : "",
			severity_name(findings->rows[i].severity), findings->rows[i].rule->name);
}

static void captures_have_their_findings(void **state)
{
	struct text rest = text_of(table, table_length);
	struct capture capture;
	size_t count = 0;

	(void)state;
	for (; next_capture(&capture, &rest); count++) {
		struct meminfo meminfo;
		struct evidence evidence;
		struct findings findings;
		char found[512], wanted[512];

		assert_int_equal(meminfo_parse(&meminfo, capture.text, capture.length), STATUS_OK);
		evidence_of_meminfo(&evidence, &meminfo);
		machine_judge(&findings, &evidence);
		list_findings(found, sizeof(found), &findings);
		snprintf(wanted, sizeof(wanted), "%.*s", (int)capture.findings.length,
			capture.findings.at);
		if (strcmp(found, wanted) != 0)
			fail_msg("%s: found %s, wanted %s", capture.name, found, wanted);
		if (capture.harmless && findings.rows[0].severity >= SEVERITY_WARNING)
			fail_msg("%s is harmless: %s", capture.name, found);
		meminfo_free(&meminfo);
		free(capture.text);
	}
	assert_true(count >= 66);
}

static enum severity worst_of(const char *text, size_t length)
{
	struct meminfo meminfo;
	struct evidence evidence;
	struct findings findings = { .count = 0 };

	if (meminfo_parse(&meminfo, text, length) == STATUS_OK) {
		evidence_of_meminfo(&evidence, &meminfo);
		machine_judge(&findings, &evidence);
	}
	meminfo_free(&meminfo);
	return findings.count > 0 ? findings.rows[0].severity : SEVERITY_NONE;
}

/* A text that was cut must not look worse than it was. */
static void cut_captures_raise_no_alarm(void **state)
{
	struct text rest = text_of(table, table_length);
	struct capture capture;
	size_t start = 0;

	(void)state;
	while (next_capture(&capture, &rest)) {
		enum severity whole = worst_of(capture.text, capture.length);

		/* Every place of a line in some capture; all places of all of them take seconds. */
		for (size_t cut = start++ % 7; cut < capture.length; cut += 7) {
			enum severity first = worst_of(capture.text, cut);
			enum severity last = worst_of(capture.text + cut, capture.length - cut);

			if ((first > whole && first >= SEVERITY_WARNING) ||
				(last > whole && last >= SEVERITY_WARNING))
				fail_msg("%s cut at %zu", capture.name, cut);
		}
		free(capture.text);
	}
}

static void judge_text(struct findings *findings, struct evidence *evidence,
	struct meminfo *meminfo, const char *text)
{
	assert_int_equal(meminfo_parse(meminfo, text, strlen(text)), STATUS_OK);
	evidence_of_meminfo(evidence, meminfo);
	machine_judge(findings, evidence);
}

static void the_headline_of_a_cache_server_is_one_sentence(void **state)
{
	size_t length;
	char *text = fixture_read("meminfo/seed-k2.6.32-server-24G.txt", &length);
	char sentence[512];
	struct meminfo meminfo;
	struct evidence evidence;
	struct findings findings;

	(void)state;
	judge_text(&findings, &evidence, &meminfo, text);
	finding_sentence(sentence, sizeof(sentence), findings_headline(&findings), FOR_MACHINES);
	assert_string_equal(sentence, "No shortage. Only 1.18G is free, but 17.9G can be used: "
				      "15.9G of it is page cache.");
	finding_sentence(sentence, sizeof(sentence), findings_find(&findings, "unnamed_memory"),
		FOR_MACHINES);
	assert_non_null(strstr(sentence, "2.17G (9.5%)"));
	assert_non_null(strstr(sentence, "network buffers"));
	meminfo_free(&meminfo);
	free(text);
}

/* Of memory on no counter half must be the cache of ZFS, or a quarter network buffers, to be named. */
static void a_large_part_of_what_is_unnamed_is_named(void **state)
{
	static const struct {
		int64_t arc_mib, sockets_mib;
		const char *words;
	} rows[] = { { 1200, 0, "(ARC) holds 1.17G of it" }, { 1000, 0, "Likely owners" },
		{ 0, 600, "network buffers hold 600M of it" }, { 0, 500, "Likely owners" } };
	size_t length;
	char *text = fixture_read("meminfo/seed-k2.6.32-server-24G.txt", &length);
	struct meminfo meminfo;
	struct evidence evidence;
	struct findings findings;
	char sentence[512];

	(void)state;
	judge_text(&findings, &evidence, &meminfo, text);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		evidence.system_extras.arc = value_of(rows[i].arc_mib << 20);
		evidence.system_extras.sockets = value_of(rows[i].sockets_mib << 20);
		machine_judge(&findings, &evidence);
		finding_sentence(sentence, sizeof(sentence),
			findings_find(&findings, "unnamed_memory"), FOR_MACHINES);
		assert_non_null(strstr(sentence, rows[i].words));
	}
	meminfo_free(&meminfo);
	free(text);
}

static void figures_are_filled_in(void **state)
{
	static const struct rule rule = {
		.sentences = { { .text = "{Shmem} {Shmem%} {MemFree%} {HugePages_Total} {swap_used} {x} {" } }
	};
	struct meminfo meminfo;
	struct evidence evidence;
	struct findings findings;
	struct finding finding = { .rule = &rule,
		.facts = { &machine_subject, { .machine = &evidence } } };
	char out[128];

	(void)state;
	judge_text(&findings, &evidence, &meminfo,
		"MemTotal: 1000 kB\nMemFree: 95 kB\nShmem: 300 kB\nHugePages_Total: 7\n");
	assert_int_equal(finding_sentence(out, sizeof(out), &finding, FOR_MACHINES), 23);
	assert_string_equal(out, "300K 30% 9.5% 7 - {x} {");
	meminfo_free(&meminfo);
}

static const char healthy[] = "MemTotal: 8000000 kB\nMemFree: 100000 kB\nMemAvailable: 6000000 kB\n"
			      "Buffers: 0 kB\nCached: 6000000 kB\nSwapCached: 0 kB\n"
			      "Active(file): 3000000 kB\nInactive(file): 3000000 kB\n"
			      "SwapTotal: 1000000 kB\nSwapFree: 1000000 kB\n"
			      "CommitLimit: 5000000 kB\nCommitted_AS: 4900000 kB\n";

struct live_case {
	const char *rule;
	enum severity severity;
	void (*set)(struct system_sample *system);
};

static void set_pressure(struct system_sample *system)
{
	system->psi.some.average_10 = value_of(1200);
	system->psi.full.average_10 = value_of(300);
}

static void set_oom_now(struct system_sample *system)
{
	derived_machine_edit(system)->rates.oom_kills = value_of(2);
}

static void set_oom_before(struct system_sample *system)
{
	derived_machine_edit(system)->rates.oom_kills = value_of(0);
	system->vmstat.counter[VMSTAT_OOM_KILL] = value_of(3);
}

static void set_swapping(struct system_sample *system)
{
	derived_machine_edit(system)->rates.swap_in = value_of(200ull << 20);
	derived_machine_edit(system)->rates.swap_out = value_of(300ull << 20);
}

static void set_refaults(struct system_sample *system)
{
	derived_machine_edit(system)->rates.refault_file = value_of(100 * 30000);
}

static void set_commit(struct system_sample *system)
{
	system->system_extras.overcommit_mode = value_of(2);
}

static void set_cgroup(struct system_sample *system)
{
	system->cgroup.version = 2;
	system->cgroup.limit = value_of(1000);
	system->cgroup.usage = value_of(990);
	system->cgroup.file = value_of(40);
}

static void set_dirty(struct system_sample *system)
{
	system->meminfo.field[MEMINFO_Dirty] = value_of(180 * 4096);
	system->meminfo.field[MEMINFO_Writeback] = value_of(0);
	system->vmstat.counter[VMSTAT_DIRTY_THRESHOLD] = value_of(200);
	system->vmstat.counter[VMSTAT_DIRTY_BACKGROUND_THRESHOLD] = value_of(100);
}

static void set_zram(struct system_sample *system)
{
	system->compressed.zram_original = value_of(950000ull << 10);
	system->compressed.zram_used = value_of(300000ull << 10);
}

static void set_stalls(struct system_sample *system)
{
	derived_machine_edit(system)->rates.allocation_stalls = value_of(2000);
}

static void live_rules_fire(void **state)
{
	static const struct live_case cases[] = {
		{ "pressure", SEVERITY_WARNING, set_pressure },
		{ "oom_kills", SEVERITY_CRITICAL, set_oom_now },
		{ "oom_kills", SEVERITY_NOTE, set_oom_before },
		{ "swap_traffic", SEVERITY_WARNING, set_swapping },
		{ "cache_needed", SEVERITY_WARNING, set_refaults },
		{ "commit_limit", SEVERITY_WARNING, set_commit },
		{ "cgroup_limit", SEVERITY_WARNING, set_cgroup },
		{ "dirty_throttling", SEVERITY_WARNING, set_dirty },
		{ "zram_full", SEVERITY_WARNING, set_zram },
		{ "allocation_stalls", SEVERITY_WARNING, set_stalls },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct system_sample system = { .page_size = 4096 };
		struct evidence evidence;
		struct findings findings;
		const struct finding *finding;

		assert_int_equal(meminfo_parse(&system.meminfo, healthy, strlen(healthy)),
			STATUS_OK);
		system.zoneinfo_status = STATUS_ABSENT;
		evidence_of_system(&evidence, &system);
		machine_judge(&findings, &evidence);
		assert_null(findings_find(&findings, cases[i].rule));
		cases[i].set(&system);
		evidence_of_system(&evidence, &system);
		machine_judge(&findings, &evidence);
		finding = findings_find(&findings, cases[i].rule);
		if (!finding || finding->severity != cases[i].severity)
			fail_msg("%s", cases[i].rule);
		shared_unref(system.derived);
		meminfo_free(&system.meminfo);
	}
}

/* What the badge of the overview counts is what warns, and nothing where nothing could be read. */
static void warnings_are_counted(void **state)
{
	struct derived_machine derived = { .movement = { .trend.state = VALUE_NOT_ASKED } };
	struct sample sample = { .system = { .page_size = 4096, .derived = &derived } };

	(void)state;
	assert_int_equal(meminfo_parse(&sample.system.meminfo, healthy, strlen(healthy)),
		STATUS_OK);
	sample.system.zoneinfo_status = STATUS_ABSENT;
	assert_int_equal(machine_warnings(&sample), 0);
	set_oom_before(&sample.system);
	assert_int_equal(machine_warnings(&sample), 0);
	set_pressure(&sample.system);
	assert_int_equal(machine_warnings(&sample), 1);
	set_swapping(&sample.system);
	assert_int_equal(machine_warnings(&sample), 2);
	sample.system.meminfo_status = STATUS_MALFORMED;
	assert_int_equal(machine_warnings(&sample), 0);
	meminfo_free(&sample.system.meminfo);
}

/* To read from swap and to write to it, both and at once: one alone is tidying up. */
static void swap_traffic_goes_both_ways(void **state)
{
	static const struct {
		uint64_t in, out;
		bool fires;
	} rows[] = { { 200, 300, true }, { 200, 0, false }, { 0, 300, false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct sample sample = { .system.page_size = 4096 };
		struct derived_machine derived = { .movement = { .trend.state = VALUE_NOT_ASKED } };

		assert_int_equal(meminfo_parse(&sample.system.meminfo, healthy, strlen(healthy)),
			STATUS_OK);
		sample.system.zoneinfo_status = STATUS_ABSENT;
		derived.rates.swap_in = value_of(rows[i].in << 20);
		derived.rates.swap_out = value_of(rows[i].out << 20);
		sample.system.derived = &derived;
		assert_int_equal(machine_warnings(&sample), rows[i].fires);
		meminfo_free(&sample.system.meminfo);
	}
}

static void counters_below_0_are_said_by_what_they_mean(void **state)
{
	static const struct {
		const char *line, *words;
	} rows[] = {
		{ "Slab: 18446744073709551000 kB\n", "Slab" },
		{ "Unheard_Of: 99999999999999999999999 kB\n", "A line has" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct meminfo meminfo;
		struct evidence evidence;
		struct findings findings;
		const struct finding *finding;
		char text[1024], sentence[512];

		snprintf(text, sizeof(text), "%s%s", healthy, rows[i].line);
		judge_text(&findings, &evidence, &meminfo, text);
		finding = findings_find(&findings, "wrapped_counter");
		assert_non_null(finding);
		finding_sentence(sentence, sizeof(sentence), finding, FOR_MACHINES);
		print_message("# %s\n", sentence);
		assert_non_null(strstr(sentence, rows[i].words));
		assert_null(strchr(sentence, '{'));
		meminfo_free(&meminfo);
	}
}

static void shared_memory_shows_without_its_line(void **state)
{
	struct meminfo meminfo;
	struct evidence evidence;
	struct findings findings;

	(void)state;
	judge_text(&findings, &evidence, &meminfo,
		"MemTotal: 8000000 kB\nMemFree: 500000 kB\nMemAvailable: 1500000 kB\nBuffers: 0 kB\n"
		"Cached: 5000000 kB\n");
	assert_non_null(findings_find(&findings, "shared_memory"));
	assert_int_equal(facts_figure(&findings.rows[0].facts, "pinned").n,
		(uint64_t)4000000 << 10);
	meminfo_free(&meminfo);
}

static void worst_comes_first(void **state)
{
	struct meminfo meminfo;
	struct evidence evidence;
	struct findings findings;

	(void)state;
	judge_text(&findings, &evidence, &meminfo,
		"MemTotal: 8000000 kB\nMemFree: 90000 kB\nMemAvailable: 100000 kB\nBuffers: 0 kB\n"
		"Cached: 2100000 kB\nSwapTotal: 1000 kB\nSwapFree: 10 kB\nShmem: 2100000 kB\n");
	for (size_t i = 1; i < findings.count; i++)
		assert_true(findings.rows[i - 1].severity >= findings.rows[i].severity);
	assert_string_equal(findings_headline(&findings)->rule->name, "memory_short");
	assert_non_null(findings_find(&findings, "swap_full"));
	assert_non_null(findings_find(&findings, "shared_memory"));
	assert_null(findings_find(&findings, "cache_is_reclaimable"));
	meminfo_free(&meminfo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(captures_have_their_findings),
		cmocka_unit_test(cut_captures_raise_no_alarm),
		cmocka_unit_test(the_headline_of_a_cache_server_is_one_sentence),
		cmocka_unit_test(a_large_part_of_what_is_unnamed_is_named),
		cmocka_unit_test(figures_are_filled_in),
		cmocka_unit_test(live_rules_fire),
		cmocka_unit_test(warnings_are_counted),
		cmocka_unit_test(swap_traffic_goes_both_ways),
		cmocka_unit_test(counters_below_0_are_said_by_what_they_mean),
		cmocka_unit_test(shared_memory_shows_without_its_line),
		cmocka_unit_test(worst_comes_first),
	};

	return cmocka_run_group_tests_name("findings/machine", tests, read_table, free_table);
}
