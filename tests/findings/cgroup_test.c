/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of cgroups, word for word: the cases that were measured, on v2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "findings/cgroup_rules.h"
#include "support/made_cgroups.h"

#define MIB ((int64_t)1 << 20)

struct judged {
	struct cgroups *cgroups;
	struct cgroup_evidence evidence[8];
	struct findings findings;
};

static void judge_version(struct judged *judged, const struct made_cgroup *made, size_t count,
	int64_t swap_free, int version)
{
	*judged = (struct judged){ .cgroups = cgroups_made(made, count) };
	judged->cgroups->version = version;
	for (size_t i = 0; i < count; i++) {
		struct cgroup *cgroup = judged->cgroups->nodes[i].cgroup;

		cgroup->events_ns = 3000000000;
		cgroup->before = (struct cgroup_events_before){ .ns = 1000000000 };
		cgroup->first = (struct cgroup_events_before){ .ns = 1 };
	}
	cgroups_judge(&judged->findings, judged->evidence, judged->cgroups, value_of(swap_free));
}

static void judge(struct judged *judged, const struct made_cgroup *made, size_t count,
	int64_t swap_free)
{
	judge_version(judged, made, count, swap_free, 2);
}

static void check(const struct judged *judged, const char *rule, enum severity severity,
	const char *sentence)
{
	const struct finding *finding = findings_find(&judged->findings, rule);
	char text[1024];

	if (!finding)
		fail_msg("%s was not found", rule);
	finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
	assert_string_equal(text, sentence);
	assert_int_equal(finding->severity, severity);
}

/* tmpfs of 80 MiB, high 30, max 60. */
static void one_is_frozen(void **state)
{
	static const struct made_cgroup made[] = {
		{ "/", { { 0 } }, 0 },
		{ "/batch",
			{ { CGROUP_USAGE, 34 * MIB }, { CGROUP_ACTIVE_FILE, 0 },
				{ CGROUP_INACTIVE_FILE, MIB }, { CGROUP_SHMEM, 33 * MIB },
				{ CGROUP_HIGH, 30 * MIB }, { CGROUP_LIMIT, 60 * MIB },
				{ CGROUP_EVENTS_HIGH, 305 }, { CGROUP_PRESSURE_FULL, 4000 } },
			8 },
	};
	struct judged judged;

	(void)state;
	judge(&judged, made, COUNT_OF(made), 0);
	check(&judged, "cgroup_frozen", SEVERITY_CRITICAL,
		"/batch is frozen at memory.high (30.0M): nothing is killed there, but its processes wait 40% of the time, since only 1.00M can be reclaimed.");
	assert_int_equal(judged.findings.count, 1);
	cgroups_unref(judged.cgroups);
}

static void one_was_killed_and_will_be_again(void **state)
{
	static const struct made_cgroup made[] = {
		{ "/", { { 0 } }, 0 },
		{ "/web",
			{ { CGROUP_USAGE, 59 * MIB }, { CGROUP_ACTIVE_FILE, 0 },
				{ CGROUP_INACTIVE_FILE, 0 }, { CGROUP_SHMEM, 58 * MIB },
				{ CGROUP_LIMIT, 60 * MIB }, { CGROUP_EVENTS_OOM_KILL, 1 },
				{ CGROUP_SWAP_LIMIT, 0 }, { CGROUP_SWAP, 0 } },
			8 },
	};
	struct judged judged;

	(void)state;
	judge(&judged, made, COUNT_OF(made), 4096 * MIB);
	check(&judged, "cgroup_will_be_killed", SEVERITY_CRITICAL,
		"In /web a process will be killed when it needs 1.00M more: 59.0M of its limit of 60.0M cannot be given back.");
	check(&judged, "cgroup_tmpfs_stays", SEVERITY_WARNING,
		"Of the limit of /web, 60.0M, 58.0M is shared memory or tmpfs, which stays charged when processes end: after 1 kill, one that starts again will be killed again.");
	check(&judged, "cgroup_oom_kills", SEVERITY_WARNING,
		"The kernel has killed 1 process of /web since memtop began to watch.");
	cgroups_unref(judged.cgroups);
}

/* The same with swap to go to: no process is killed before that is full. */
static void swap_comes_before_a_kill(void **state)
{
	static const struct made_cgroup made[] = {
		{ "/", { { 0 } }, 0 },
		{ "/web",
			{ { CGROUP_USAGE, 59 * MIB }, { CGROUP_ACTIVE_FILE, 0 },
				{ CGROUP_INACTIVE_FILE, 0 }, { CGROUP_LIMIT, 60 * MIB } },
			4 },
	};
	struct judged judged;

	(void)state;
	judge(&judged, made, COUNT_OF(made), 7 * MIB);
	check(&judged, "cgroup_will_be_killed", SEVERITY_NOTE,
		"/web will swap when it needs 1.00M more: 59.0M of its limit of 60.0M cannot be given back, and 7.00M of swap is free to it.");
	cgroups_unref(judged.cgroups);
	judge(&judged, made, COUNT_OF(made), 6 * MIB);
	assert_int_equal(findings_find(&judged.findings, "cgroup_will_be_killed")->severity,
		SEVERITY_CRITICAL);
	cgroups_unref(judged.cgroups);
}

/* Between 20 and 58 MiB: it is not known whether that is near 60. */
static void version_1_leaves_it_open(void **state)
{
	static const struct made_cgroup made[] = {
		{ "/", { { 0 } }, 0 },
		{ "/web",
			{ { CGROUP_USAGE, 59 * MIB }, { CGROUP_ACTIVE_FILE, 0 },
				{ CGROUP_INACTIVE_FILE, MIB }, { CGROUP_LIMIT, 60 * MIB },
				{ CGROUP_KMEM, 38 * MIB } },
			5 },
	};
	struct judged judged;

	(void)state;
	judge_version(&judged, made, COUNT_OF(made), 0, 1);
	check(&judged, "cgroup_will_be_killed", SEVERITY_NOTE,
		"/web may be near its limit of 60.0M: between 20.0M and 58.0M cannot be given back, since version 1 does not tell how much of its kernel memory, 38.0M, can be.");
	assert_int_equal(judged.findings.count, 1);
	cgroups_unref(judged.cgroups);
}

/* Even the least is near the limit: then it is known, and as grave as that is. */
static void version_1_is_sure_where_the_least_is_near(void **state)
{
	static const struct made_cgroup made[] = {
		{ "/", { { 0 } }, 0 },
		{ "/web",
			{ { CGROUP_USAGE, 59 * MIB }, { CGROUP_ACTIVE_FILE, 0 },
				{ CGROUP_INACTIVE_FILE, MIB }, { CGROUP_LIMIT, 60 * MIB },
				{ CGROUP_KMEM, 3 * MIB } },
			5 },
	};
	struct judged judged;

	(void)state;
	judge_version(&judged, made, COUNT_OF(made), 0, 1);
	check(&judged, "cgroup_will_be_killed", SEVERITY_WARNING,
		"In /web a process will be killed when it needs 2.00M more: 58.0M of its limit of 60.0M cannot be given back.");
	cgroups_unref(judged.cgroups);
}

/* memory.oom_control can forbid to kill; the kernel says of all below it that they wait, too. */
static void version_1_can_wait_instead_of_killing(void **state)
{
	static const struct made_cgroup made[] = {
		{ "/", { { 0 } }, 0 },
		{ "/web",
			{ { CGROUP_USAGE, 40 * MIB }, { CGROUP_ACTIVE_FILE, 0 },
				{ CGROUP_INACTIVE_FILE, MIB }, { CGROUP_LIMIT, 60 * MIB },
				{ CGROUP_UNDER_OOM, 1 } },
			5 },
		{ "/web/child", { { CGROUP_UNDER_OOM, 1 }, { CGROUP_LIMIT, 600 * MIB } }, 2 },
	};
	struct judged judged;

	(void)state;
	judge_version(&judged, made, COUNT_OF(made), 0, 1);
	check(&judged, "cgroup_waits_for_memory", SEVERITY_CRITICAL,
		"Processes of /web wait for memory at its limit of 60.0M (under_oom in memory.oom_control): they go on once memory is freed, the limit is raised, or one of them is killed.");
	assert_int_equal(judged.findings.count, 1);
	cgroups_unref(judged.cgroups);
}

static void cache_alone_is_no_danger(void **state)
{
	static const struct made_cgroup made[] = {
		{ "/", { { 0 } }, 0 },
		{ "/web",
			{ { CGROUP_USAGE, 59 * MIB }, { CGROUP_ACTIVE_FILE, 40 * MIB },
				{ CGROUP_INACTIVE_FILE, 10 * MIB }, { CGROUP_LIMIT, 60 * MIB } },
			4 },
	};
	struct judged judged;

	(void)state;
	judge(&judged, made, COUNT_OF(made), 0);
	check(&judged, "cgroup_cache_only", SEVERITY_OK,
		"/web uses 98% of its limit of 60.0M, but is in no danger: most is cache, and only 9.00M cannot be given back.");
	assert_int_equal(judged.findings.count, 1);
	cgroups_unref(judged.cgroups);
}

/* What v2 counts of a child it counts of its parent, too; and the parent's limit binds. */
static void a_kill_is_told_once_and_a_parent_binds(void **state)
{
	static const struct made_cgroup made[] = {
		{ "/", { { CGROUP_EVENTS_OOM_KILL, 3 } }, 1 },
		{ "/pod",
			{ { CGROUP_USAGE, 30 * MIB }, { CGROUP_ACTIVE_FILE, 0 },
				{ CGROUP_INACTIVE_FILE, 0 }, { CGROUP_LIMIT, 50 * MIB },
				{ CGROUP_EVENTS_OOM_KILL, 3 } },
			5 },
		{ "/pod/web",
			{ { CGROUP_USAGE, 20 * MIB }, { CGROUP_ACTIVE_FILE, 0 },
				{ CGROUP_INACTIVE_FILE, 0 }, { CGROUP_LIMIT, 400 * MIB },
				{ CGROUP_EVENTS_OOM_KILL, 3 } },
			5 },
	};
	struct judged judged;

	(void)state;
	judge(&judged, made, COUNT_OF(made), 0);
	check(&judged, "cgroup_oom_kills", SEVERITY_WARNING,
		"The kernel has killed 3 processes of /pod/web since memtop began to watch.");
	check(&judged, "cgroup_parent_binds", SEVERITY_NOTE,
		"/pod/web can use only 20.0M more: its own limit leaves 380M, but /pod has a limit too, which is nearer.");
	assert_int_equal(judged.findings.count, 2);
	cgroups_unref(judged.cgroups);
}

static void the_dying_are_told(void **state)
{
	static const struct made_cgroup made[] = { { "/", { { 0 } }, 0 } };
	struct judged judged;
	struct findings findings = { .count = 0 };

	(void)state;
	judge(&judged, made, COUNT_OF(made), 0);
	assert_int_equal(judged.findings.count, 0);
	judged.cgroups->dying = value_of(31);
	judged.cgroups->denied = 2;
	cgroups_judge(&findings, judged.evidence, judged.cgroups, value_of(0));
	judged.findings = findings;
	check(&judged, "cgroups_dying", SEVERITY_NOTE,
		"31 removed cgroups still have memory, beside 1 in use: cache or shared memory charged to them keeps them, and kernel memory for themselves.");
	check(&judged, "cgroups_denied", SEVERITY_NOTE,
		"2 directories of cgroups may not be read.");
	cgroups_unref(judged.cgroups);
}

/* Of v2 what is charged to one that has others below it, and to none of those. */
static void what_the_dying_hold_is_told(void **state)
{
	static const struct made_cgroup made[] = {
		{ "/", { { CGROUP_DYING, 120 } }, 1 },
		{ "/a", { { CGROUP_USAGE, 50 << 20 }, { CGROUP_DYING, 120 } }, 2 },
		{ "/a/b", { { CGROUP_USAGE, 30 << 20 }, { CGROUP_DYING, 0 } }, 2 },
		{ "/a/c", { { CGROUP_USAGE, 6 << 20 }, { CGROUP_DYING, 0 } }, 2 },
	};
	struct judged judged;
	struct findings findings = { .count = 0 };

	(void)state;
	judge(&judged, made, COUNT_OF(made), 0);
	judged.cgroups->dying = value_of(120);
	cgroups_judge(&findings, judged.evidence, judged.cgroups, value_of(0));
	judged.findings = findings;
	check(&judged, "cgroups_dying", SEVERITY_NOTE,
		"120 removed cgroups still hold 14.0M, beside 4 in use: cache or shared memory that is charged to them, and kernel memory for themselves.");
	/* The root has no usage: those right below it are in no sum. */
	cgroup_set(judged.cgroups->nodes[0].cgroup, CGROUP_DYING, value_of(127));
	judged.cgroups->dying = value_of(127);
	findings.count = 0;
	cgroups_judge(&findings, judged.evidence, judged.cgroups, value_of(0));
	judged.findings = findings;
	check(&judged, "cgroups_dying", SEVERITY_NOTE,
		"127 removed cgroups still hold 14.0M at least, beside 4 in use: cache or shared memory that is charged to them, and kernel memory for themselves. What 7 of them hold cannot be told.");
	cgroups_unref(judged.cgroups);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_is_frozen),
		cmocka_unit_test(one_was_killed_and_will_be_again),
		cmocka_unit_test(swap_comes_before_a_kill),
		cmocka_unit_test(version_1_leaves_it_open),
		cmocka_unit_test(version_1_is_sure_where_the_least_is_near),
		cmocka_unit_test(version_1_can_wait_instead_of_killing),
		cmocka_unit_test(cache_alone_is_no_danger),
		cmocka_unit_test(a_kill_is_told_once_and_a_parent_binds),
		cmocka_unit_test(the_dying_are_told),
		cmocka_unit_test(what_the_dying_hold_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
