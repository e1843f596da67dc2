/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every rule of every table: it fires just beyond its first level, and not on the level; what else it
 * needs is taken away, and it does not fire either.  The levels are those of the row.  A rule without
 * a measure needs a case here; one without fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "rules_cases.h"

/* ---- a subject whose figures are set, and otherwise those of the real one ---- */

static const struct {
	const struct subject *subject;
	const char *name;
} subjects[] = {
	{ &machine_subject, "machine" },
	{ &process_subject, "process" },
	{ &heap_subject, "heap" },
	{ &processes_subject, "processes" },
	{ &leak_subject, "leaks" },
	{ &search_subject, "search" },
	{ &cgroup_subject, "cgroup" },
	{ &cgroups_subject, "cgroups" },
	{ &shared_subject, "shared" },
	{ &cache_subject, "cache" },
	{ &kernel_subject, "kernel" },
};

/* Figures set for one judging; of one name the last counts. */
static char settings[512];
static const struct subject *real;

static void set_figure(struct figure_value *out, const char *setting, size_t length)
{
	char *end;

	*out = (struct figure_value){ .unit = UNIT_COUNT };
	if (*setting == ':') {
		out->unit = UNIT_TEXT;
		out->text = length > 1 && setting[1] != ' ' ? setting + 1 : NULL;
		return;
	}
	out->value = value_of(strtoull(setting + 1, &end, 10));
	out->whole = value_of(*end == '/' ? strtoull(end + 1, NULL, 10) : 10000);
}

static bool get(const struct facts *facts, struct text name, struct figure_value *out)
{
	struct facts of_real = *facts;
	struct text rest = text_of_string(settings), word;
	bool found = false;

	while ((word = text_next_word(&rest)).length > 0) {
		if (word.length <= name.length || memcmp(word.at, name.at, name.length) != 0 ||
			!strchr("=:", word.at[name.length]))
			continue;
		set_figure(out, word.at + name.length, word.length - name.length);
		found = true;
	}
	of_real.subject = real;
	return found || facts_get(&of_real, name, out);
}

static void build(struct world *world)
{
	memset(world, 0, sizeof(*world));
	world->machine.meminfo = &world->meminfo;
	world->machine.system = &world->system;
	world->machine.origin.missing = -1;
	world->machine.origin.wrapped = -1;
	world->process.detail = &world->detail;
	world->process.heap.report = &world->report;
	world->processes.sample = &world->sample;
	world->report.arenas = &world->arena;
	world->report.arena_count = 1;
	world->leak.report = &world->leaks;
	world->searched.search = &world->search;
	world->identity.path = "/a";
	world->one.identity = &world->identity;
	world->node =
		(struct cgroup_node){ .cgroup = &world->one, .parent = CGROUP_NO_PARENT, .end = 1 };
	world->cgroups.nodes = &world->node;
	world->cgroups.count = 1;
	world->cgroups.version = 2;
	world->cgroup.cgroups = &world->cgroups;
	world->kernel.memory = &world->kernel_memory;
}

static struct facts facts_of(const struct subject *subject, const struct world *world)
{
	struct facts facts = { subject, { .machine = &world->machine } };

	if (subject == &process_subject)
		facts.process = &world->process;
	else if (subject == &heap_subject)
		facts.heap = &world->process.heap;
	else if (subject == &processes_subject)
		facts.processes = &world->processes;
	else if (subject == &shared_subject)
		facts.shared = &world->shared;
	else if (subject == &cache_subject)
		facts.cache = &world->cached;
	else if (subject == &leak_subject)
		facts.leaks = &world->leak;
	else if (subject == &search_subject)
		facts.search = &world->searched;
	else if (subject == &cgroup_subject || subject == &cgroups_subject)
		facts.cgroup = &world->cgroup;
	else if (subject == &kernel_subject)
		facts.kernel = &world->kernel;
	return facts;
}

/* What the rule alone finds. */
static enum severity judge_one(const struct rule *rule, const struct subject *subject,
	struct world *world)
{
	static const struct rule_figure no_figures[] = { { .name = NULL } };
	struct rule only[2] = { *rule };
	struct subject faked = *subject;
	struct facts facts = facts_of(subject, world);
	struct findings findings = { .count = 0 };

	real = subject;
	faked.rules = only;
	faked.figures = no_figures;
	faked.other_figure = get;
	facts.subject = &faked;
	findings_judge(&findings, &facts);
	return findings.count ? findings.rows[0].severity : SEVERITY_NONE;
}

/* Two subjects may have a rule of one name: then a case says whose it is, "process/page_tables". */
static bool is_of(const struct rule_case *given, const struct rule *rule,
	const struct subject *subject)
{
	const char *slash = strchr(given->rule, '/');
	size_t length = slash ? (size_t)(slash - given->rule) : 0;

	if (!slash)
		return strcmp(given->rule, rule->name) == 0;
	return text_equals(text_of(given->rule, length), subject->name) &&
	       strcmp(slash + 1, rule->name) == 0;
}

/* The rule's next case behind that one; NULL asks for its first. */
static const struct rule_case *next_case(const struct rule_case *given, const struct rule *rule,
	const struct subject *subject)
{
	for (given = given ? given + 1 : rule_cases; given->rule; given++)
		if (is_of(given, rule, subject))
			return given;
	return NULL;
}

/* The level of that severity; NULL if the rule has none. */
static const struct level *level_of(const struct rule *rule, enum severity severity)
{
	const struct level *const levels[] = { [SEVERITY_OK] = &rule->ok,
		[SEVERITY_NOTE] = &rule->note,
		[SEVERITY_WARNING] = &rule->warning,
		[SEVERITY_CRITICAL] = &rule->critical };

	return severity != SEVERITY_NONE && levels[severity]->unit != UNIT_NONE ? levels[severity]
										: NULL;
}

/* The level below that one, SEVERITY_NONE if there is none. */
static enum severity milder(const struct rule *rule, enum severity severity)
{
	while (severity > SEVERITY_NONE)
		if (level_of(rule, --severity))
			break;
	return severity;
}

static enum severity mildest(const struct rule *rule)
{
	for (enum severity severity = SEVERITY_OK; severity <= SEVERITY_CRITICAL; severity++)
		if (level_of(rule, severity))
			return severity;
	fail_msg("%s has a measure and no level", rule->name);
	return SEVERITY_NONE;
}

static void set_figure_of(const struct rule *rule, uint64_t n, uint64_t whole, const char *more)
{
	snprintf(settings, sizeof(settings), "%.*s=%llu/%llu %s", (int)strcspn(rule->measure, "%"),
		rule->measure, (unsigned long long)n, (unsigned long long)whole, more ? more : "");
}

/* The measure at `beyond` units beyond that level; a share in MiB, above the floor, if there is one. */
static void set_measure(const struct rule *rule, enum severity severity, uint64_t beyond,
	const char *more)
{
	const struct level *level = level_of(rule, severity);
	uint64_t n = rule->below ? level->n - beyond : level->n + beyond;
	unsigned shift = rule->floor.unit != UNIT_NONE ? 20 : 0;

	set_figure_of(rule, n << shift, 10000ull << shift, more);
}

static enum severity judge_set(const struct rule *rule, const struct subject *subject,
	const struct rule_case *given, bool fires)
{
	struct world world;

	build(&world);
	if (given && given->set)
		given->set(&world, fires);
	return judge_one(rule, subject, &world);
}

/* Beyond each level the rule fires as severely as that says; on the level only as the one below. */
static void check_levels(const struct rule *rule, const struct subject *subject,
	const struct rule_case *given)
{
	for (enum severity severity = SEVERITY_OK; severity <= SEVERITY_CRITICAL; severity++) {
		if (!level_of(rule, severity))
			continue;
		set_measure(rule, severity, 1, given ? given->with : NULL);
		if (judge_set(rule, subject, given, true) != severity)
			fail_msg("%s does not fire beyond its level: %s", rule->name, settings);
		set_measure(rule, severity, 0, given ? given->with : NULL);
		if (judge_set(rule, subject, given, true) != milder(rule, severity))
			fail_msg("%s fires on its level: %s", rule->name, settings);
	}
}

/* However large its share is, a figure must reach the floor. */
static void check_floor(const struct rule *rule, const struct subject *subject,
	const struct rule_case *given)
{
	const struct level *level = level_of(rule, mildest(rule));
	uint64_t least = rule->floor.n, whole = (least - 1) * 10000 / (level->n + 1);

	for (int fires = 0; fires <= 1; fires++) {
		set_figure_of(rule, fires ? least : least - 1, whole, given ? given->with : NULL);
		if ((judge_set(rule, subject, given, true) != SEVERITY_NONE) != fires)
			fail_msg("%s: its floor does not hold: %s", rule->name, settings);
	}
}

static void check_measure(const struct rule *rule, const struct subject *subject,
	const struct rule_case *given)
{
	const char *with = given ? given->with : NULL;

	check_levels(rule, subject, given);
	if (rule->floor.unit != UNIT_NONE)
		check_floor(rule, subject, given);
	set_measure(rule, mildest(rule), 1, with);
	if (given && given->set && judge_set(rule, subject, given, false) != SEVERITY_NONE)
		fail_msg("%s fires in spite of what is set", rule->name);
	if (!given || !given->without)
		return;
	strcat(strcat(settings, " "), given->without);
	if (judge_set(rule, subject, given, true) != SEVERITY_NONE)
		fail_msg("%s fires in spite of %s", rule->name, given->without);
}

static void check_case(const struct rule *rule, const struct subject *subject,
	const struct rule_case *given)
{
	struct world world;

	if (!given || (!given->set && !given->without))
		fail_msg("no case shows when %s fires, and when not", rule->name);
	for (int fires = 0; fires <= 1; fires++) {
		const char *figures = fires ? given->with : given->without;

		build(&world);
		snprintf(settings, sizeof(settings), "%s", figures ? figures : "");
		if (given->set)
			given->set(&world, fires);
		if ((judge_one(rule, subject, &world) != SEVERITY_NONE) != fires)
			fail_msg("%s: %s: %s", rule->name, fires ? "does not fire" : "fires",
				settings);
	}
}

static void check_rule(const struct rule *rule, const struct subject *subject)
{
	const struct rule_case *given = next_case(NULL, rule, subject);

	do {
		if (rule->measure)
			check_measure(rule, subject, given);
		else
			check_case(rule, subject, given);
		given = given ? next_case(given, rule, subject) : NULL;
	} while (given);
}

static void every_rule_fires_and_just_does_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(subjects); i++)
		for (const struct rule *rule = subjects[i].subject->rules; rule->name; rule++)
			check_rule(rule, subjects[i].subject);
}

static bool is_of_a_rule(const struct rule_case *given)
{
	for (size_t i = 0; i < COUNT_OF(subjects); i++)
		for (const struct rule *rule = subjects[i].subject->rules; rule->name; rule++)
			if (is_of(given, rule, subjects[i].subject))
				return true;
	return false;
}

static void every_case_is_of_a_rule(void **state)
{
	(void)state;
	for (size_t i = 0; rule_cases[i].rule; i++)
		if (!is_of_a_rule(&rule_cases[i]))
			fail_msg("%s is no rule", rule_cases[i].rule);
}

/* A rule that needs a sample, or a real kernel's text, keeps still without. */
static void rules_keep_to_what_they_need(void **state)
{
	struct world world;

	(void)state;
	for (const struct rule *rule = machine_subject.rules; rule->name; rule++) {
		const struct rule_case *given = next_case(NULL, rule, &machine_subject);

		if (!rule->measure)
			continue;
		build(&world);
		set_measure(rule, mildest(rule), 1, given ? given->with : NULL);
		world.machine.system = NULL;
		if (rule->live && judge_one(rule, &machine_subject, &world) != SEVERITY_NONE)
			fail_msg("%s fires without a sample", rule->name);
		world.machine.system = &world.system;
		world.machine.origin.kind = ORIGIN_WSL1;
		if (!rule->any_origin && judge_one(rule, &machine_subject, &world))
			fail_msg("%s fires on what is no kernel's", rule->name);
	}
}

/* ---- what rows say ---- */

static bool is_level(struct text name)
{
	static const char *const names[] = { "ok", "note", "warning", "critical", "floor", "limit",
		"limit2", "limit3" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (text_equals(name, names[i]))
			return true;
	return false;
}

static bool looks_at(const struct rule *rule, struct text name)
{
	name.length -= name.length > 0 && name.at[name.length - 1] == '%';
	if (rule->measure && strlen(rule->measure) >= name.length &&
		memcmp(rule->measure, name.at, name.length) == 0)
		return true;
	for (size_t i = 0; i < RULE_FIGURES && rule->figures[i]; i++)
		if (text_equals(name, rule->figures[i]))
			return true;
	return false;
}

static void check_names(const struct rule *rule, const char *said)
{
	struct text rest, before, name;

	if (!said)
		return;
	rest = text_of_string(said);
	while (sentence_next_name(&rest, &before, &name))
		if (!is_level(name) && !looks_at(rule, name))
			fail_msg("%s does not list {%.*s}", rule->name, (int)name.length, name.at);
}

static void check_figure(const struct rule *rule, const struct facts *facts, const char *name)
{
	struct figure_value value;
	size_t length = name ? strcspn(name, "%") : 0;

	if (name && !facts_get(facts, text_of(name, length), &value))
		fail_msg("%s looks at %s, which is no figure", rule->name, name);
}

static void check_row(const struct rule *rule, const struct facts *facts)
{
	char text[1024];

	assert_non_null(rule->sentences[0].text);
	for (size_t i = 0; i < RULE_SENTENCES && rule->sentences[i].text; i++) {
		check_names(rule, rule->sentences[i].text);
		check_names(rule, rule->sentences[i].plural);
	}
	check_names(rule, rule->advice);
	check_figure(rule, facts, rule->measure);
	for (size_t i = 0; i < RULE_FIGURES; i++)
		check_figure(rule, facts, rule->figures[i]);
	rule_condition(text, sizeof(text), rule, facts->subject);
	if (!*text || strchr(text, '{'))
		fail_msg("%s is said when: %s", rule->name, text);
}

static const char *ending_of(enum unit unit)
{
	return unit == UNIT_BYTES ? "_bytes" : unit == UNIT_PERCENT ? "_percent" : "_seconds";
}

/* For machines a figure says its unit, a rate says what it is over, and no two are the same. */
static void check_keys(const struct rule *rule, const struct facts *facts)
{
	const struct finding finding = { .rule = rule, .facts = *facts };
	char keys[RULE_FIGURES + 1][FIGURE_KEY_SIZE];
	struct figure_value value;

	for (size_t i = 0; finding_figure(&finding, i, keys[i], &value); i++) {
		bool of_kernel = keys[i][0] >= 'A' && keys[i][0] <= 'Z';

		if ((value.unit == UNIT_BYTES || value.unit == UNIT_PERCENT ||
			    value.unit == UNIT_DURATION) &&
			!of_kernel && !strstr(keys[i], ending_of(value.unit)) &&
			!text_starts(text_of_string(keys[i]), "seconds_"))
			fail_msg("%s: %s does not say its unit", rule->name, keys[i]);
		for (size_t other = 0; other < i; other++)
			if (strcmp(keys[i], keys[other]) == 0)
				fail_msg("%s: %s is there twice", rule->name, keys[i]);
	}
}

static void rows_name_what_there_is(void **state)
{
	struct world world;

	(void)state;
	build(&world);
	for (size_t i = 0; i < COUNT_OF(subjects); i++) {
		struct facts facts = facts_of(subjects[i].subject, &world);

		assert_string_equal(facts.subject->name, subjects[i].name);
		for (const struct rule *rule = facts.subject->rules; rule->name; rule++) {
			check_row(rule, &facts);
			check_keys(rule, &facts);
		}
	}
}

static void a_rule_says_its_own_levels(void **state)
{
	static const struct rule rules[] = {
		{ .name = "a",
			.measure = "Percpu%",
			.note = PERCENT(5),
			.warning = PERCENT(15),
			.limits = { MEBIBYTES(1) },
			.condition = "only from {limit} on" },
		{ .name = "b", .measure = "available%", .below = true, .critical = PERCENT(2) },
	};
	char text[256];

	(void)state;
	rule_condition(text, sizeof(text), &rules[0], &machine_subject);
	assert_string_equal(text,
		"Percpu above 5% of MemTotal: note; above 15%: warning; only from 1.00M on");
	rule_condition(text, sizeof(text), &rules[1], &machine_subject);
	assert_string_equal(text, "MemAvailable below 2% of MemTotal: critical");
	rule_sources(text, sizeof(text), &rules[0], &machine_subject);
	assert_string_equal(text, "Percpu");
}

/* It cannot be seen that a process leaks nothing; what was seen bounds how fast it might. */
static void no_rule_promises_that_nothing_leaks(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(subjects); i++)
		for (const struct rule *rule = subjects[i].subject->rules; rule->name; rule++)
			for (size_t n = 0; n < RULE_SENTENCES && rule->sentences[n].text; n++)
				assert_null(strcasestr(rule->sentences[n].text, "no leak"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_fires_and_just_does_not),
		cmocka_unit_test(every_case_is_of_a_rule),
		cmocka_unit_test(rules_keep_to_what_they_need),
		cmocka_unit_test(rows_name_what_there_is),
		cmocka_unit_test(a_rule_says_its_own_levels),
		cmocka_unit_test(no_rule_promises_that_nothing_leaks),
	};

	return cmocka_run_group_tests_name("findings/rules", tests, NULL, NULL);
}
