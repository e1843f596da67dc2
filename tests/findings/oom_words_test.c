/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sentence a rule on an OOM report chooses, and at which level the rules beside it fire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/macros.h"
#include "findings/oom_rules.h"

#define MIB (UINT64_C(1) << 20)

enum condition {
	CUT = 1 << 0,
	SWAP_FULL = 1 << 1,
	SWAP_OFF = 1 << 2,
	NO_TASKS = 1 << 3,
	LARGEST_HALF = 1 << 4,
	UNCOUNTED_15 = 1 << 5,
	HUGE_25 = 1 << 6,
	CMA_MOST = 1 << 7,
	FILE_HALF = 1 << 8,
	NONE_MANAGED = 1 << 9,
	VICTIM = 1 << 10,
	FAILURE = 1 << 11,
	NO_HELP = 1 << 12,
	SWAPCACHED = 1 << 13,
	TMPFS = 1 << 14,
	STATS = 1 << 15,
	NO_ZONES = 1 << 16,
	NONE_ALLOWED = 1 << 17,
	ORDER = 1 << 18,
	ELSEWHERE = 1 << 19,
	NONE_KILLABLE = 1 << 20,
	PATIENT = 1 << 21,
	MASK_0 = 1 << 22,
	SYSRQ = 1 << 23,
	BY_HAND = 1 << 24,
	HALF_FREE = 1 << 25,
	REQUEST = 1 << 26,
	NO_USAGE = 1 << 27,
	BOOSTED = 1 << 28,
	NO_PAGE_SIZE = 1 << 29,
	AMPLE = 1 << 30,
};

struct world {
	struct oom_report report;
	struct oom_zone zone;
	struct oom_task tasks[2];
	struct oom_slab slab;
	struct oom_view view;
};

static void set_zone(struct world *world, unsigned conditions)
{
	struct value *key = world->zone.key;

	values_fill(key, sizeof(world->zone.key), VALUE_ABSENT);
	world->zone.kind = OOM_ZONE_NORMAL;
	world->zone.node = OOM_NO_NODE;
	key[OOM_managed] = value_of(conditions & NONE_MANAGED ? 0 : 1000 * MIB);
	key[OOM_free] = value_of(100 * MIB);
	key[OOM_min] = value_of(120 * MIB);
	key[OOM_free_cma] = value_of((conditions & CMA_MOST ? 51 : 50) * MIB);
	key[OOM_active_file] = value_of((conditions & FILE_HALF ? 500 : 499) * MIB);
	key[OOM_inactive_file] = value_of(0);
	world->zone.blocks.count = 1;
	world->zone.blocks.order[0].size = 4096;
	world->zone.blocks.order[0].count = 100 * MIB / 4096;
	world->zone.blocks.sum = value_of(100 * MIB);
	world->report.zones = &world->zone;
	world->report.zone_count = !(conditions & NO_ZONES);
}

static void set_cgroup(struct oom_cgroup *cgroup, unsigned conditions)
{
	if (conditions & NO_USAGE)
		return;
	cgroup->memory.usage = cgroup->memory.limit = value_of(100 * MIB);
	cgroup->swap.limit = cgroup->swap.usage = value_of(10 * MIB);
	cgroup->stats = conditions & STATS;
	cgroup->stat[OOM_anon] = value_of(50 * MIB);
	cgroup->stat[OOM_file] = value_of(10 * MIB);
	cgroup->stat[OOM_shmem] = value_of((conditions & TMPFS ? 50 : 49) * MIB);
	cgroup->stat[OOM_swapcached] = value_of((conditions & SWAPCACHED ? 20 : 19) * MIB);
}

static void set_report(struct world *world, unsigned conditions)
{
	struct oom_report *report = &world->report;

	oom_report_clear(report);
	report->form = conditions & FAILURE ? OOM_FORM_ALLOCATION_FAILURE : OOM_FORM_OOM;
	report->mem_info = true;
	report->request.known = conditions & REQUEST;
	report->request.requester = text_of("asker", 5);
	report->request.gfp = text_of("GFP_KERNEL", 10);
	report->request.order = value_of(conditions & ORDER ? 2 : 0);
	report->request.by_hand = conditions & BY_HAND;
	report->request.vmalloc = value_of((conditions & HALF_FREE ? 49 : 50) * MIB);
	if (conditions & MASK_0)
		report->request.mask = value_of(0);
	report->sysrq = conditions & SYSRQ;
	report->no_killable = conditions & NONE_KILLABLE;
	report->cgroup = text_of("/box", 4);
	report->mems_allowed = text_of("1", 1);
	report->swap_total = value_of(conditions & SWAP_OFF ? 0 : 1000 * MIB);
	report->swap_free = value_of(conditions & SWAP_FULL ? 10 * MIB - 1 : 10 * MIB);
	report->page_cache = value_of(1000);
	report->victim.known = conditions & VICTIM;
	report->victim.name = text_of("victim", 6);
	report->victim.pid = 2;
	report->victim.rss_anon = value_of(MIB);
	world->tasks[0] = (struct oom_task){ .name = text_of("largest", 7),
		.pid = 1,
		.rss = value_of((conditions & LARGEST_HALF ? 500 : 499) * MIB / 4096),
		.swap = value_of(0) };
	world->tasks[1] = (struct oom_task){ .name = text_of("victim", 6),
		.pid = 2,
		.rss = value_of(256),
		.swap = value_of(0) };
	report->tasks = world->tasks;
	report->task_count = conditions & NO_TASKS ? 0 : 2;
	world->slab = (struct oom_slab){ text_of("dentry", 6), 1, MIB };
	report->slabs = &world->slab;
	report->slab_count = 1;
	set_cgroup(&report->memory_cgroup, conditions);
	set_zone(world, conditions);
}

static void set_view(struct world *world, enum oom_cause cause, unsigned conditions)
{
	struct oom_view *view = &world->view;

	set_report(world, conditions);
	oom_view_of(view, &world->report, NULL);
	view->cause = cause;
	view->kill_helps = conditions & NO_HELP ? OOM_NO : OOM_UNDECIDED;
	view->cut = conditions & CUT;
	if (conditions & AMPLE)
		view->min = 100 * MIB - 1;
	view->boost = conditions & BOOSTED ? 1 : 0;
	if (conditions & NO_PAGE_SIZE)
		view->page_size = value_missing(VALUE_ABSENT);
	view->may_wait = conditions & PATIENT;
	view->total = view->ram = value_of(1000 * MIB);
	view->free = value_of(100 * MIB);
	view->lru = value_of(500 * MIB);
	view->known = value_of(800 * MIB);
	view->anon = value_of(400 * MIB);
	view->file = value_of(100 * MIB);
	view->reserved = value_of(300 * MIB);
	view->slab = value_of(200 * MIB);
	view->slab_unreclaimable = value_of(200 * MIB);
	view->uncounted = value_of((conditions & UNCOUNTED_15 ? 150 : 149) * MIB);
	view->hugepages = value_of(300 * MIB);
	view->hugepages_free = value_of((conditions & HUGE_25 ? 250 : 249) * MIB);
	view->other_free = conditions & ELSEWHERE ? 101 * MIB : 0;
	if (conditions & NONE_ALLOWED)
		view->largest = world->report.zone_count;
}

struct choice {
	enum oom_cause cause;
	unsigned conditions;
	const char *rule; /* NULL: the headline's */
	const char *words;
};

static bool is_said(const struct choice *row)
{
	static struct world world;
	struct findings findings;
	const struct finding *finding;
	char text[2048] = "";

	memset(&world, 0, sizeof(world));
	set_view(&world, row->cause, row->conditions);
	oom_judge(&findings, &world.view);
	finding = row->rule ? findings_find(&findings, row->rule)
			    : oom_headline(&findings, &world.view);
	if (finding)
		finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
	if (row->words ? strstr(text, row->words) != NULL : !finding)
		return true;
	print_error("%s %#x: not \"%s\": %s\n", oom_cause_name(row->cause), row->conditions,
		row->words ? row->words : "", text);
	return false;
}

static void check_all(const struct choice *rows, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++)
		wrong += !is_said(&rows[i]);
	assert_int_equal(wrong, 0);
}

static const struct choice causes[] = {
	{ OOM_CAUSE_MEMORY_FULL, CUT, NULL, "is 50% of what is listed. The text is cut" },
	{ OOM_CAUSE_MEMORY_FULL, SWAP_FULL, NULL, "in swap." },
	{ OOM_CAUSE_MEMORY_FULL, SWAP_FULL | UNCOUNTED_15, NULL, "is in no counter" },
	{ OOM_CAUSE_MEMORY_FULL, SWAP_FULL | NO_TASKS, NULL, "both full: of " },
	{ OOM_CAUSE_MEMORY_FULL, SWAP_OFF | NO_TASKS, NULL, "in page lists" },
	{ OOM_CAUSE_MEMORY_FULL, 0, NULL, "is the largest with" },
	{ OOM_CAUSE_MEMORY_FULL, SWAP_OFF, NULL, "in page lists" },
	{ OOM_CAUSE_MEMORY_FULL, SWAP_OFF | LARGEST_HALF, NULL, "there is no swap; the last 100M" },
	{ OOM_CAUSE_MEMORY_FULL, NO_ZONES, NULL, "is the largest process with" },
	{ OOM_CAUSE_MEMORY_FULL, NO_ZONES | NO_TASKS, NULL, "what held it is not in the text" },
	{ OOM_CAUSE_MEMORY_RESERVED, HUGE_25, NULL, "in huge pages that are not used" },
	{ OOM_CAUSE_MEMORY_RESERVED, NO_TASKS, NULL, "initramfs" },
	{ OOM_CAUSE_MEMORY_RESERVED, SWAP_OFF, NULL, "there is no swap" },
	{ OOM_CAUSE_MEMORY_RESERVED, 0, NULL, " held " },
	{ OOM_CAUSE_LOW_ZONE_EXHAUSTED, CMA_MOST, NULL, "outside CMA" },
	{ OOM_CAUSE_LOW_ZONE_EXHAUSTED, CMA_MOST, "low_zone_exhausted", NULL },
	{ OOM_CAUSE_LOW_ZONE_EXHAUSTED, 0, "cma_free_only", NULL },
	{ OOM_CAUSE_LOW_ZONE_EXHAUSTED, 0, NULL, "the rest of the" },
	{ OOM_CAUSE_FRAGMENTED, ORDER, NULL, "Not OOM" },
	{ OOM_CAUSE_FRAGMENTED, ORDER | VICTIM, NULL, "makes no larger ones" },
	{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | STATS, NULL, "swap limit" },
	{ OOM_CAUSE_CGROUP_LIMIT, VICTIM, NULL, "files" },
	{ OOM_CAUSE_CGROUP_LIMIT, STATS, NULL, "files" },
	{ OOM_CAUSE_CGROUP_LIMIT, STATS, NULL, "anonymous memory" },
	{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | NO_HELP, NULL, "the kill could not help" },
	{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | STATS | SWAPCACHED, NULL, "swap cache" },
	{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | STATS | TMPFS, NULL, "tmpfs" },
	{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | NO_USAGE, NULL, "A page is" },
	{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | NO_USAGE | NO_TASKS, NULL,
		"its own limit, which is not in the text" },
	{ OOM_CAUSE_POLICY, NO_ZONES, NULL, "not in the text" },
	{ OOM_CAUSE_POLICY, 0, NULL, "free on the machine." },
	{ OOM_CAUSE_POLICY, SWAP_FULL, NULL, "Swap was used up" },
	{ OOM_CAUSE_POLICY, SWAP_FULL | NO_TASKS, NULL, "free on the machine." },
	{ OOM_CAUSE_SLAB, FAILURE, NULL, "failed" },
	{ OOM_CAUSE_SLAB, NONE_KILLABLE, NULL, "There is no process to kill" },
	{ OOM_CAUSE_SLAB, 0, NULL, "a kill gives none of it back" },
	{ OOM_CAUSE_SLAB, ORDER | AMPLE | VICTIM, NULL, "killing victim cannot help" },
	{ OOM_CAUSE_SLAB, AMPLE | VICTIM, NULL, "a kill gives none of it back" },
	{ OOM_CAUSE_SLAB, ORDER | VICTIM, NULL, "a kill gives none of it back" },
	{ OOM_CAUSE_SLAB, ELSEWHERE, NULL, "a kill gives none of it back" },
	{ OOM_CAUSE_UNCOUNTED, 0, NULL, "programs hold" },
	{ OOM_CAUSE_FALSE_REPORT, MASK_0, NULL, "gfp_mask 0x0); " },
	{ OOM_CAUSE_BY_HAND, 0, NULL, "a memory listing. 1000" },
	{ OOM_CAUSE_BY_HAND, SYSRQ, NULL, "SysRq-M" },
	{ OOM_CAUSE_BY_HAND, BY_HAND, NULL, "SysRq-F" },
	{ OOM_CAUSE_BY_HAND, BY_HAND | SYSRQ, NULL, "SysRq-F" },
	{ OOM_CAUSE_VMALLOC_TOO_LARGE, REQUEST | HALF_FREE, NULL, "not RAM was short" },
	{ OOM_CAUSE_VMALLOC_TOO_LARGE, REQUEST, NULL, "more than could be had (" },
	{ OOM_CAUSE_TRANSIENT, FAILURE, NULL, "may not wait" },
	{ OOM_CAUSE_TRANSIENT, FAILURE | PATIENT, NULL, "Not OOM" },
	{ OOM_CAUSE_MIN_TOO_LARGE, 0, NULL, "is held back as min" },
	{ OOM_CAUSE_INCONSISTENT, 0, NULL, "contradict each other" },
	{ OOM_CAUSE_USERSPACE_KILLER, 0, NULL, "that it killed is not in the text" },
	{ OOM_CAUSE_UNKNOWN, VICTIM, NULL, "The kernel killed" },
	{ OOM_CAUSE_UNKNOWN, REQUEST, NULL, "asked for" },
	{ OOM_CAUSE_UNKNOWN, 0, NULL, "cannot be told from it" },
	{ OOM_CAUSE_UNKNOWN, CUT, NULL, "The text is cut: zones" },
};

static void a_cause_is_said_with_what_decides_it(void **state)
{
	(void)state;
	check_all(causes, COUNT_OF(causes));
}

static const struct choice notes[] = {
	{ OOM_CAUSE_MEMORY_FULL, UNCOUNTED_15, "unnamed_memory", "that alone shows no leak" },
	{ OOM_CAUSE_MEMORY_FULL, 0, "unnamed_memory", NULL },
	{ OOM_CAUSE_INCONSISTENT, UNCOUNTED_15, "unnamed_memory", NULL },
	{ OOM_CAUSE_MEMORY_FULL, SWAP_FULL, "swap_full", "Swap was full" },
	{ OOM_CAUSE_POLICY, SWAP_FULL, "swap_full", "Swap was full" },
	{ OOM_CAUSE_MEMORY_FULL, 0, "swap_full", NULL },
	{ OOM_CAUSE_SLAB, SWAP_FULL, "swap_full", NULL },
	{ OOM_CAUSE_MEMORY_FULL, SWAP_OFF, "swap_off", "There is no swap" },
	{ OOM_CAUSE_MEMORY_RESERVED, SWAP_OFF, "swap_off", "There is no swap" },
	{ OOM_CAUSE_MEMORY_FULL, SWAP_OFF | FAILURE, "swap_off", NULL },
	{ OOM_CAUSE_SLAB, SWAP_OFF, "swap_off", NULL },
	{ OOM_CAUSE_MEMORY_FULL, VICTIM | NO_HELP, "kill_no_help", "nearly nothing" },
	{ OOM_CAUSE_SLAB, VICTIM | NO_HELP, "kill_no_help", "not what processes hold" },
	{ OOM_CAUSE_UNCOUNTED, VICTIM | NO_HELP, "kill_no_help", "not what processes hold" },
	{ OOM_CAUSE_FRAGMENTED, VICTIM | NO_HELP, "kill_no_help", "not what processes hold" },
	{ OOM_CAUSE_FALSE_REPORT, VICTIM | NO_HELP, "kill_no_help", NULL },
	{ OOM_CAUSE_MEMORY_FULL, VICTIM, "kill_no_help", NULL },
	{ OOM_CAUSE_MEMORY_FULL, NONE_KILLABLE, "no_killable", "no process" },
	{ OOM_CAUSE_MEMORY_FULL, 0, "no_killable", NULL },
	{ OOM_CAUSE_MEMORY_FULL, BOOSTED, "min_boosted", "is a boost of the moment" },
	{ OOM_CAUSE_MEMORY_FULL, 0, "min_boosted", NULL },
	{ OOM_CAUSE_MEMORY_FULL, NO_PAGE_SIZE, "page_size_unknown", "only shares are certain" },
	{ OOM_CAUSE_MEMORY_FULL, 0, "page_size_unknown", NULL },
	{ OOM_CAUSE_MEMORY_FULL, CUT, "report_cut", "cut off" },
	{ OOM_CAUSE_MEMORY_FULL, 0, "report_cut", NULL },
};

static void notes_are_made_from_their_levels_on(void **state)
{
	(void)state;
	check_all(notes, COUNT_OF(notes));
}

/* Rules that a share of all managed memory alone decides. */
static const struct {
	const char *rule;
	size_t figure;
	uint64_t level; /* MiB of 1,000 */
} shares[] = {
	{ "hugepages_idle", offsetof(struct oom_view, hugepages_free), 100 },
	{ "shared_memory", offsetof(struct oom_view, shmem), 250 },
	{ "page_tables", offsetof(struct oom_view, page_tables), 100 },
	{ "slab_unreclaimable", offsetof(struct oom_view, slab_unreclaimable), 250 },
	{ "unnamed_memory", offsetof(struct oom_view, uncounted), 150 },
};

/* Whether some row of the tables finds it, or some row does not. */
static bool is_shown(const char *rule, bool fires)
{
	static struct world world;
	struct findings findings;

	for (size_t i = 0; i < COUNT_OF(shares); i++)
		if (strcmp(rule, shares[i].rule) == 0)
			return true;
	for (size_t i = 0; i < COUNT_OF(causes) + COUNT_OF(notes); i++) {
		const struct choice *row =
			i < COUNT_OF(causes) ? &causes[i] : &notes[i - COUNT_OF(causes)];

		memset(&world, 0, sizeof(world));
		set_view(&world, row->cause, row->conditions);
		oom_judge(&findings, &world.view);
		if ((findings_find(&findings, rule) != NULL) == fires)
			return true;
	}
	return false;
}

static void every_rule_fires_in_a_row_and_in_another_not(void **state)
{
	size_t missing = 0;

	(void)state;
	for (const struct rule *rule = oom_subject.rules; rule->name; rule++)
		for (int fires = 0; fires <= 1; fires++)
			if (!is_shown(rule->name, fires)) {
				print_error("no row shows when %s %s\n", rule->name,
					fires ? "fires" : "does not fire");
				missing++;
			}
	assert_int_equal(missing, 0);
}

static void shares_of_all_are_noted_from_their_levels_on(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(shares) * 2; i++) {
		static struct world world;
		struct findings findings;
		struct value *figure;

		memset(&world, 0, sizeof(world));
		set_view(&world, OOM_CAUSE_MEMORY_FULL, 0);
		figure = (struct value *)(void *)((char *)&world.view + shares[i / 2].figure);
		*figure = value_of(shares[i / 2].level * MIB - (i % 2 ? MIB / 16 : 0));
		oom_judge(&findings, &world.view);
		if ((findings_find(&findings, shares[i / 2].rule) != NULL) != (i % 2 == 0))
			fail_msg("%s does not begin at its level", shares[i / 2].rule);
	}
}

/* ---- killers in user space ---- */

static const char *said_of_killer(const struct oom_userspace *user, enum severity *severity)
{
	static struct world world;
	static char text[1024];
	struct findings findings;
	const struct finding *finding;

	memset(&world, 0, sizeof(world));
	set_view(&world, OOM_CAUSE_USERSPACE_KILLER, 0);
	world.report.userspace = *user;
	if (user->target.length)
		strcpy(world.view.target, "web.service");
	strcpy(world.view.group, "/web");
	if (user->duration.length)
		strcpy(world.view.duration, "20s");
	oom_judge(&findings, &world.view);
	finding = findings_find(&findings, "userspace_killer");
	assert_non_null(finding);
	finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
	*severity = finding->severity;
	return text;
}

#define assert_killer(user, words, wanted)                                                         \
	do {                                                                                       \
		enum severity severity;                                                            \
		const char *text = said_of_killer(user, &severity);                                \
                                                                                                   \
		if (!strstr(text, words))                                                          \
			fail_msg("not \"%s\": %s", words, text);                                   \
		assert_int_equal(severity, wanted);                                                \
	} while (0)

static struct oom_userspace killer_that_is(enum oom_killer killer)
{
	struct oom_report report;

	oom_report_clear(&report);
	report.userspace.killer = killer;
	return report.userspace;
}

/* It says as much as the text tells, and no share of time above 100% is believed. */
static void systemd_oomd_is_quoted_as_far_as_it_tells(void **state)
{
	struct oom_userspace user = killer_that_is(OOM_KILLER_SYSTEMD_OOMD);

	(void)state;
	assert_killer(&user, "that it killed is not in the text", SEVERITY_NOTE);
	user.acted = true;
	user.target = text_of("web", 3);
	user.reason = OOM_REASON_PRESSURE;
	assert_killer(&user, "killed web.service.", SEVERITY_WARNING);
	user.percent = value_of(10000);
	user.limit = value_of(6000);
	assert_killer(&user, "killed web.service because /web stalled 100% of the time, more than",
		SEVERITY_WARNING);
	user.target_bytes = value_of(MIB);
	user.duration = text_of("20s", 3);
	assert_killer(&user, "for over 20s", SEVERITY_WARNING);
	user.percent = value_of(10001);
	assert_killer(&user, "account of pressure was wrong", SEVERITY_WARNING);
	user.reason = OOM_REASON_SWAP;
	user.memory_used = user.memory_total = user.swap_used = user.swap_total = value_of(MIB);
	assert_killer(&user, "were used beyond", SEVERITY_WARNING);
}

static void earlyoom_is_quoted_as_far_as_it_tells(void **state)
{
	struct oom_userspace user = killer_that_is(OOM_KILLER_EARLYOOM);

	(void)state;
	assert_killer(&user, "A killer in user space looked", SEVERITY_NOTE);
	user.memory_percent = value_of(900);
	user.swap_percent = value_of(1100);
	user.memory_free = user.memory_total = value_of(MIB);
	assert_killer(&user, "earlyoom saw 9", SEVERITY_NOTE);
	user.memory_limit = value_of(900);
	user.swap_limit = value_of(1000);
	assert_killer(&user, "earlyoom did not act", SEVERITY_NOTE);
	user.memory_limit = value_of(899);
	assert_killer(&user, "earlyoom saw 9", SEVERITY_NOTE);
	user.memory_limit = value_of(900);
	user.swap_limit = value_of(1100);
	assert_killer(&user, "earlyoom saw 9", SEVERITY_NOTE);
	user.acted = true;
	user.target = text_of("web", 3);
	assert_killer(&user, "earlyoom, not the kernel, ended web.service.", SEVERITY_WARNING);
	user.target_bytes = value_of(MIB);
	assert_killer(&user, "ended web.service (1.00M): 9", SEVERITY_WARNING);
	user.memory_percent = value_missing(VALUE_ABSENT);
	assert_killer(&user, "ended web.service.", SEVERITY_WARNING);
}

/* ---- what is not in the text ---- */

enum lack { VICTIM_RAM, BIGGEST_RAM, CGROUP_NAME, LIMIT, ANON, MIN, LACKS };

/* The sentence on that cause where those figures are missing. */
static const char *said_without(enum oom_cause cause, unsigned conditions, unsigned lacks)
{
	static struct world world;
	static char text[1024];
	struct findings findings;
	const struct finding *finding;
	struct oom_view *view = &world.view;
	struct oom_cgroup *cgroup = &world.report.memory_cgroup;

	memset(&world, 0, sizeof(world));
	set_view(&world, cause, conditions);
	if (lacks & 1u << VICTIM_RAM)
		view->victim_name[0] = '\0', view->victim_resident = value_missing(VALUE_ABSENT);
	if (lacks & 1u << BIGGEST_RAM)
		view->biggest_name[0] = '\0';
	if (lacks & 1u << CGROUP_NAME)
		view->cgroup[0] = '\0';
	if (lacks & 1u << LIMIT)
		cgroup->memory.limit = value_missing(VALUE_ABSENT);
	if (lacks & 1u << ANON)
		cgroup->stat[OOM_anon] = cgroup->stat[OOM_rss] = value_missing(VALUE_ABSENT);
	if (lacks & 1u << MIN)
		view->min = 0;
	oom_judge(&findings, view);
	finding = oom_headline(&findings, view);
	assert_non_null(finding);
	finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
	return text;
}

/* The next best sentence is taken, and each says what the one before could not. */
static void a_sentence_is_left_out_for_want_of_a_figure(void **state)
{
	const unsigned victim = 1u << VICTIM_RAM, biggest = 1u << BIGGEST_RAM, min = 1u << MIN;
	const unsigned name = 1u << CGROUP_NAME, limit = 1u << LIMIT, anon = 1u << ANON;
	const struct {
		enum oom_cause cause;
		unsigned conditions, lacks;
		const char *words;
	} rows[] = {
		{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | STATS, anon, "what else is in it is not in" },
		{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | STATS, anon | victim, "what filled it is not" },
		{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | STATS, anon | limit, "not in the text; victim" },
		{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | STATS, anon | name | victim,
			"whose name is not in the text" },
		{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | STATS, anon | name | limit,
			"which cgroup it is, and what limit" },
		{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | STATS, anon | limit | victim,
			"neither the limit nor what filled it" },
		{ OOM_CAUSE_CGROUP_LIMIT, VICTIM | STATS, anon | limit | victim | name,
			"which one is not in the text" },
		{ OOM_CAUSE_MEMORY_FULL, SWAP_FULL, biggest, "both full: of " },
		{ OOM_CAUSE_MEMORY_FULL, SWAP_OFF, min, "largest process with" },
		{ OOM_CAUSE_MEMORY_FULL, SWAP_OFF, min | biggest, "what held it is not" },
		{ OOM_CAUSE_UNKNOWN, VICTIM, victim, "cannot be told from it" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *text = said_without(rows[i].cause, rows[i].conditions, rows[i].lacks);

		if (!strstr(text, rows[i].words))
			fail_msg("row %zu: not \"%s\": %s", i, rows[i].words, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cause_is_said_with_what_decides_it),
		cmocka_unit_test(notes_are_made_from_their_levels_on),
		cmocka_unit_test(every_rule_fires_in_a_row_and_in_another_not),
		cmocka_unit_test(systemd_oomd_is_quoted_as_far_as_it_tells),
		cmocka_unit_test(earlyoom_is_quoted_as_far_as_it_tells),
		cmocka_unit_test(a_sentence_is_left_out_for_want_of_a_figure),
		cmocka_unit_test(shares_of_all_are_noted_from_their_levels_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
