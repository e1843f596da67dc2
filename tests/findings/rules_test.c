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
#include "findings/leak_rules.h"
#include "findings/cgroup_rules.h"
#include "findings/machine_rules.h"
#include "findings/process_rules.h"
#include "findings/processes_rules.h"

/* All that rules may look at. */
struct world {
	struct evidence machine;
	struct meminfo meminfo;
	struct system_sample system;
	struct process_evidence process;
	struct process_detail detail;
	struct heap_report report;
	struct heap_arena arena;
	struct sample sample;
	struct processes_evidence processes;
	struct leak_report leaks;
	struct leak_holder holder;
	struct leak_evidence leak;
	struct cgroup_evidence cgroup;
	struct cgroups cgroups;
	struct cgroup_node node;
	struct cgroup one;
	struct cgroup_identity identity;
};

/*
 * with and without: figures that are set, "name=n", "name=n/whole" or "name:text"; a whole is 10000
 * where nothing else is said, so that n is in hundredths of a per cent.  set changes the rest.
 */
struct rule_case {
	const char *rule, *with, *without;
	void (*set)(struct world *world, bool fires);
};

/* ---- what figures alone do not say ---- */

static void set_foreign(struct world *world, bool fires)
{
	world->machine.origin.kind = fires ? ORIGIN_FOREIGN : ORIGIN_KERNEL;
}

static void set_wsl1(struct world *world, bool fires)
{
	world->machine.origin.kind = fires ? ORIGIN_WSL1 : ORIGIN_FRAGMENT;
}

static void set_truncated(struct world *world, bool fires)
{
	world->machine.system = NULL;
	world->machine.origin.complete = !fires;
}

static void set_other_tool(struct world *world, bool fires)
{
	world->meminfo.tool = fires ? PASTED_MEMORY_STAT : PASTED_MEMINFO;
}

static void set_several(struct world *world, bool fires)
{
	world->machine.place.count = fires ? 2 : 1;
}

static void set_wrapped(struct world *world, bool fires)
{
	world->machine.origin.wrapped = fires ? MEMINFO_Slab : -1;
}

static void set_kernel_thread(struct world *world, bool fires)
{
	world->detail.kernel_thread = fires;
}

static void set_zombie(struct world *world, bool fires)
{
	world->detail.process_state = fires ? 'Z' : 'S';
}

static void set_denied(struct world *world, bool fires)
{
	world->detail.smaps_status = fires ? STATUS_DENIED : STATUS_GONE;
}

static void set_trend(struct world *world, enum trend trend, double moved)
{
	world->process.trend = (struct trend_finding){ .trend = trend, .moved_bytes = moved };
}

static void set_growing(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_GROWING : TREND_PLATEAU, 1);
}

static void set_beside(struct world *world, bool fires)
{
	set_trend(world, TREND_GROWING, 1);
	world->process.trend.bytes_per_minute = 1000;
	world->process.heap.trend = (struct trend_finding){ .trend = TREND_FLAT,
		.bound_bytes_per_minute = fires ? 500 : 501 };
}

static void set_inside(struct world *world, bool fires)
{
	set_trend(world, TREND_FLAT, 0);
	world->process.trend.bound_bytes_per_minute = 1000;
	world->process.heap.trend = (struct trend_finding){ .trend = TREND_GROWING,
		.bytes_per_minute = fires ? 1001 : 1000 };
}

/* What does not grow has grown in no part. */
static void set_grown(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_PLATEAU : TREND_SAWTOOTH, 1);
}

static void set_deleted(struct world *world, bool fires)
{
	world->detail.summary.deleted_mapped = value_of(fires ? 0 : 1);
}

static void set_deleted_mapped(struct world *world, bool fires)
{
	set_deleted(world, !fires);
}

static void set_runtime(struct world *world, const char *file, bool library)
{
	static struct detail_mapping mapping;
	static char name[64];

	snprintf(name, sizeof(name), "/usr/%s", file);
	mapping = (struct detail_mapping){ .kind = library ? KIND_LIBRARY : KIND_EXECUTABLE };
	world->detail.mappings = &mapping;
	world->detail.mapping_count = 1;
	world->detail.strings = name;
}

static void set_java(struct world *world, bool fires)
{
	set_runtime(world, fires ? "libjvm.so" : "libjava.so", true);
}

static void set_python(struct world *world, bool fires)
{
	set_runtime(world, fires ? "python3.11" : "pythonic", false);
}

static void set_node(struct world *world, bool fires)
{
	set_runtime(world, fires ? "node" : "node_exporter", false);
}

static void set_redis(struct world *world, bool fires)
{
	set_runtime(world, fires ? "redis-server" : "redis-cli", false);
}

static void set_go(struct world *world, bool fires)
{
	set_runtime(world, "anything", true);
	world->detail.mappings->kind = KIND_ANONYMOUS;
	world->detail.mappings->start = fires ? 0xc000000000 : 0xbffffff000;
}

static void set_step(struct world *world, bool fires)
{
	set_trend(world, TREND_STEP, fires ? 1 : 0);
}

static void set_step_before(struct world *world, bool fires)
{
	set_trend(world, TREND_STEP, fires ? 0 : 1);
}

static void set_plateau(struct world *world, bool fires)
{
	set_trend(world, TREND_PLATEAU, fires ? 1 : 0);
}

static void set_plateau_before(struct world *world, bool fires)
{
	set_trend(world, TREND_PLATEAU, fires ? 0 : 1);
}

static void set_sawtooth(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_SAWTOOTH : TREND_STEP, 1);
}

static void set_shrinking(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_SHRINKING : TREND_FLAT, -1);
}

static void set_flat(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_FLAT : TREND_PLATEAU, 0);
}

static void set_too_short(struct world *world, bool fires)
{
	set_trend(world, fires ? TREND_TOO_SHORT : TREND_FLAT, 0);
}

static void set_heap_growing(struct world *world, bool fires)
{
	world->process.heap.trend.trend = fires ? TREND_GROWING : TREND_TOO_SHORT;
}

static void set_heap_steady(struct world *world, bool fires)
{
	world->process.heap.trend.trend = fires ? TREND_SAWTOOTH : TREND_STEP;
}

static void set_heap_grew(struct world *world, bool fires)
{
	world->process.heap.trend =
		(struct trend_finding){ .trend = TREND_PLATEAU, .moved_bytes = fires ? 1 : -1 };
}

static void set_heap_unsure(struct world *world, bool fires)
{
	world->report.confidence = fires ? HEAP_APPROXIMATE : HEAP_OK;
}

static void set_heap_refused(struct world *world, bool fires)
{
	world->report.confidence = fires ? HEAP_REFUSED : HEAP_APPROXIMATE;
}

static void set_same_word(struct world *world, bool fires)
{
	world->report.word = fires ? sizeof(void *) : sizeof(void *) / 2;
}

static void set_leaks_refused(struct world *world, bool fires)
{
	world->leaks.confidence = fires ? HEAP_REFUSED : HEAP_APPROXIMATE;
}

static void set_leaks_unsure(struct world *world, bool fires)
{
	world->leaks.confidence = fires ? HEAP_APPROXIMATE : HEAP_OK;
}

static void set_leaks_undecided(struct world *world, bool fires)
{
	world->leaks.undecided_bytes = fires;
}

/* One look alone says nothing. */
static void set_leaks_none(struct world *world, bool fires)
{
	world->leaks.looks = fires ? 2 : 1;
}

static void set_holder(struct world *world, bool grows)
{
	world->leaks.holders = &world->holder;
	world->leaks.holder_count = 1;
	world->leaks.since_seconds = value_of(60);
	world->holder = (struct leak_holder){ .type = LEAK_NO_TYPE,
		.growth_bytes = value_of(grows ? 65536 : 65535) };
}

static void set_leaks_growing(struct world *world, bool fires)
{
	set_holder(world, fires);
}

static void set_leaks_held(struct world *world, bool fires)
{
	set_holder(world, !fires);
	world->holder.bytes = 1 << 20;
}

static const struct rule_case cases[] = {
	{ "leaks_refused", NULL, NULL, set_leaks_refused },
	{ "leaks_unsure", NULL, NULL, set_leaks_unsure },
	{ "leaks_undecided", NULL, NULL, set_leaks_undecided },
	{ "leaks_none", NULL, NULL, set_leaks_none },
	{ "leaks_growing", NULL, NULL, set_leaks_growing },
	{ "leaks_held", NULL, NULL, set_leaks_held },
	{ "commit_limit", "overcommit_mode=2", "overcommit_mode=1", NULL },
	{ "low_memory_exhausted", "high_free=5001", "high_free=5000", NULL },
	{ "not_a_kernel_view", NULL, NULL, set_foreign },
	{ "slab_unreclaimable", "MemTotal=10000", NULL, NULL },
	{ "percpu_large", "MemTotal=10000", NULL, NULL },
	{ "gpu_pool", "MemTotal=10000", NULL, NULL },
	{ "hugepages_idle", "idle_pages=5001", "idle_pages=5000", NULL },
	{ "memory_low", NULL, "available=499", NULL },
	{ "wsl1", NULL, NULL, set_wsl1 },
	{ "truncated", NULL, NULL, set_truncated },
	{ "other_tool", NULL, NULL, set_other_tool },
	{ "several_meminfos", NULL, NULL, set_several },
	{ "wrapped_counter", NULL, NULL, set_wrapped },
	{ "cma_used", "MemTotal=10000 CmaTotal=501", "CmaTotal=500", NULL },
	{ "hugepages_taken", "HugePages_Total=1", "HugePages_Total=0", NULL },
	{ "swap_used", NULL, "swap_used=9001", NULL },
	{ "memory_reserved", "MemTotal=4294967296", "MemTotal=4294967297", NULL },
	{ "cache_is_reclaimable", "available=1000 MemFree=1 cache=1", "available=999", NULL },

	{ "processes_grow", "pace=1000 time=86400", "pace=1000 time=86399", NULL },
	{ "growing", "time=86400", NULL, set_growing },
	{ "growing_beside_heap", NULL, NULL, set_beside },
	{ "growing_inside", NULL, NULL, set_inside },
	{ "growth_is_in", "grown_in_all=1048577", "grown_in_all=1048576", set_grown },
	{ "process/lazy_free", NULL, "lazy_free=16777217/168000000", NULL },
	{ "deleted_files", NULL, NULL, set_deleted },
	{ "deleted_mapped_files", NULL, NULL, set_deleted_mapped },
	{ "runtime_java", NULL, NULL, set_java },
	{ "runtime_python", NULL, NULL, set_python },
	{ "runtime_go", NULL, NULL, set_go },
	{ "runtime_node", NULL, NULL, set_node },
	{ "runtime_redis", NULL, NULL, set_redis },
	{ "step", NULL, NULL, set_step },
	{ "step_before", NULL, NULL, set_step_before },
	{ "swapped", NULL, "swap=16777217/168000000", NULL },
	{ "process/page_tables", NULL, "page_tables=67108865/1345000000", NULL },
	{ "heap_retained", NULL, "retained=67108865/268500000", NULL },
	{ "locked", NULL, "locked=67108865/268500000", NULL },
	{ "kernel_thread", NULL, NULL, set_kernel_thread },
	{ "zombie", NULL, NULL, set_zombie },
	{ "not_permitted", NULL, NULL, set_denied },
	{ "plateau", NULL, NULL, set_plateau },
	{ "plateau_before", NULL, NULL, set_plateau_before },
	{ "sawtooth", NULL, NULL, set_sawtooth },
	{ "shrinking", NULL, NULL, set_shrinking },
	{ "flat", NULL, NULL, set_flat },
	{ "shares", NULL, "shared=67108864/200000000", NULL },
	{ "shares_most", "shared_name:/a", "shared_name:", NULL },
	{ "too_short", NULL, NULL, set_too_short },

	{ "heap_growing", NULL, NULL, set_heap_growing },
	{ "heap_kept", NULL, "heap_retained=1048577/2100000", NULL },
	{ "heap_unsure", NULL, NULL, set_heap_unsure },
	{ "heap_refused", NULL, NULL, set_heap_refused },
	{ "heap_held", "heap_retained=1048575", "heap_retained=1048576/2000000", NULL },
	{ "heap_steady", NULL, NULL, set_heap_steady },
	{ "heap_grew", NULL, NULL, set_heap_grew },
	{ "heap_small_share", "anonymous=16777216", "anonymous=16777215", NULL },
	{ "heap_mapped", NULL, "heap_mapped=1048577/21000000", NULL },
	{ "heap_shared", NULL, "heap_trimmable_shared=1048577/21000000", NULL },
	{ "heap_trim", NULL, "heap_trimmable=1048577/21000000", NULL },
	{ "heap_trim_by_debugger", "waits_in=34", "heap_trimmable=1048577/21000000",
		set_same_word },
	{ "heap_pinned_top", "main_top=1249", "main_top=1250", NULL },
	{ "heap_large_top", "top_of_heap=5000", "top_of_heap=4999", NULL },
	{ "heap_thread_tops", NULL, "heap_thread_tops=1048577/21000000", NULL },
	{ "heap_fragmented", NULL, "heap_pinned=1048577/21000000", NULL },
	{ "heap_small_chunks", "heap_small_chunks=2500", "heap_small_chunks=2499", NULL },
	{ "heap_containers", NULL, "heap_retained=1048577/2100000", NULL },

	{ "cgroup_frozen", "high_rate=1 reclaimable=499", "reclaimable=500", NULL },
	{ "cgroup_frozen", "high_rate=1 reclaimable=499", "high_rate=0", NULL },
	{ "cgroup_tmpfs_stays", "oom_kills=1", "oom_kills=0", NULL },
	{ "cgroup_killed_before", "new_kills=0", "new_kills=1", NULL },
	{ "cgroup_parent_binds", "binding_cgroup:/a room=49 own_room=100",
		"binding_cgroup:/a room=50 own_room=100", NULL },
	{ "cgroups_dying", "live=1000", NULL, NULL },
	{ "cgroup_cache_only", "unreclaimable=4999", "unreclaimable=5000", NULL },
};

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
	{ &cgroup_subject, "cgroup" },
	{ &cgroups_subject, "cgroups" },
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
	world->identity.path = "/a";
	world->one.identity = &world->identity;
	world->node =
		(struct cgroup_node){ .cgroup = &world->one, .parent = CGROUP_NO_PARENT, .end = 1 };
	world->cgroups.nodes = &world->node;
	world->cgroups.count = 1;
	world->cgroups.version = 2;
	world->cgroup.cgroups = &world->cgroups;
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
	else if (subject == &leak_subject)
		facts.leaks = &world->leak;
	else if (subject == &cgroup_subject || subject == &cgroups_subject)
		facts.cgroup = &world->cgroup;
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

static const struct rule_case *case_of(const struct rule *rule, const struct subject *subject)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (is_of(&cases[i], rule, subject))
			return &cases[i];
	return NULL;
}

/* The first level that a rule has, and what it comes to. */
static struct level first_level(const struct rule *rule, enum severity *severity)
{
	const struct level levels[] = { rule->ok, rule->note, rule->warning, rule->critical };

	for (size_t i = 0; i < COUNT_OF(levels); i++)
		if (levels[i].unit != UNIT_NONE) {
			*severity = (enum severity)(SEVERITY_OK + (int)i);
			return levels[i];
		}
	fail_msg("%s has a measure and no level", rule->name);
	return (struct level){ UNIT_NONE, 0 };
}

/* The measure at `beyond` units beyond that level; a share in MiB, above the floor, if there is one. */
static void set_measure(const struct rule *rule, uint64_t beyond, const char *more)
{
	enum severity severity;
	struct level level = first_level(rule, &severity);
	size_t length = strcspn(rule->measure, "%");
	uint64_t n = rule->below ? level.n - beyond : level.n + beyond;
	unsigned shift = rule->floor.unit != UNIT_NONE ? 20 : 0;

	snprintf(settings, sizeof(settings), "%.*s=%llu/%llu %s", (int)length, rule->measure,
		(unsigned long long)(n << shift), 10000ull << shift, more ? more : "");
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

static void check_measure(const struct rule *rule, const struct subject *subject,
	const struct rule_case *given)
{
	const char *with = given ? given->with : NULL;
	enum severity wanted;

	first_level(rule, &wanted);
	set_measure(rule, 1, with);
	if (judge_set(rule, subject, given, true) != wanted)
		fail_msg("%s does not fire beyond its level: %s", rule->name, settings);
	if (given && given->set && judge_set(rule, subject, given, false) != SEVERITY_NONE)
		fail_msg("%s fires in spite of what is set", rule->name);
	set_measure(rule, 0, with);
	if (judge_set(rule, subject, given, true) != SEVERITY_NONE)
		fail_msg("%s fires on its level: %s", rule->name, settings);
	set_measure(rule, 1, with);
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
			fail_msg("%s: %s", rule->name, fires ? "does not fire" : "fires");
	}
}

static void every_rule_fires_and_just_does_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(subjects); i++)
		for (const struct rule *rule = subjects[i].subject->rules; rule->name; rule++) {
			if (rule->measure)
				check_measure(rule, subjects[i].subject,
					case_of(rule, subjects[i].subject));
			else
				check_case(rule, subjects[i].subject,
					case_of(rule, subjects[i].subject));
		}
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
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (!is_of_a_rule(&cases[i]))
			fail_msg("%s is no rule", cases[i].rule);
}

/* A rule that needs a sample, or a real kernel's text, keeps still without. */
static void rules_keep_to_what_they_need(void **state)
{
	struct world world;

	(void)state;
	for (const struct rule *rule = machine_subject.rules; rule->name; rule++) {
		const struct rule_case *given = case_of(rule, &machine_subject);

		if (!rule->measure)
			continue;
		build(&world);
		set_measure(rule, 1, given ? given->with : NULL);
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

/* Nobody can see that a process leaks nothing; what was seen bounds how fast it might. */
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
