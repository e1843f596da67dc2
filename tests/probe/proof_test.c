/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arithmetic of the proof: nothing is proven that does not add up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "probe/policy.h"
#include "probe/proof.h"

#define MIB ((uint64_t)1 << 20)

struct scene {
	struct probe_assessment plan;
	struct probe_reading before, peak, after;
	struct proof_input input;
	struct probe_report report;
};

static struct probe_reading at(uint64_t free, uint64_t cache, uint64_t kswapd_reclaimed)
{
	struct probe_reading reading = {
		.page_size = 4096,
		.machine = { value_of(free * MIB), value_of(cache * MIB),
			value_of(kswapd_reclaimed * MIB), value_of(0), value_of(0),
			value_of(300 * MIB) },
		.zones = { .known = true, .per_cpu_lists = 40 * MIB },
	};

	for (size_t i = 0; i < VMSTAT_COUNT; i++)
		reading.counter[i] = value_of(0);
	return reading;
}

/* 700 MiB taken: 100 from free memory, 600 from the cache; all of it came back. */
static void set_scene(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	scene->plan.requested = 700 * MIB;
	scene->before = at(150, 1000, 0);
	scene->peak = at(50, 400, 600);
	scene->after = at(750, 400, 600);
	scene->before.zones.free = 150 * MIB;
	scene->before.zones.high = 50 * MIB;
	scene->peak.machine.anonymous = value_of(1000 * MIB);
	scene->input = (struct proof_input){
		.plan = &scene->plan,
		.before = &scene->before,
		.peak = &scene->peak,
		.after = &scene->after,
		.touched = 700 * MIB,
	};
}

static void judge(struct scene *scene)
{
	memset(&scene->report, 0, sizeof(scene->report));
	proof_judge(&scene->report, &scene->input);
}

static void proves_what_adds_up(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	judge(&scene);
	assert_int_equal(scene.report.outcome, PROBE_PROVEN);
	assert_null(scene.report.reason);
	assert_int_equal(scene.report.given_up.n, 600 * MIB);
	assert_int_equal(scene.report.returned.n, 600 * MIB);
	assert_int_equal(scene.report.kswapd_reclaimed.n, 600 * MIB);
	assert_int_equal(scene.report.per_cpu_lists_after.n, 40 * MIB);
	assert_int_equal(scene.report.check_count, 3);
}

static void assert_not_proven(struct scene *scene, const char *reason)
{
	judge(scene);
	assert_int_equal(scene->report.outcome, PROBE_NOT_PROVEN);
	assert_string_equal(scene->report.reason->key, reason);
}

static void does_not_prove_what_does_not_add_up(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.peak.machine.free = value_of(33 * MIB); /* 17 MiB went elsewhere */
	assert_not_proven(&scene, "sources_do_not_add_up");
	set_scene(&scene);
	scene.peak.machine.kswapd_reclaimed = value_of(569 * MIB); /* 5 % is 30 */
	assert_not_proven(&scene, "reclaim_not_counted");
	set_scene(&scene);
	scene.after.machine.free = value_of((750 - 47) * MIB); /* 5 % and 16 MiB are 46 */
	assert_not_proven(&scene, "not_returned");
	set_scene(&scene);
	scene.after.machine.free = value_of((750 + 47) * MIB);
	assert_not_proven(&scene, "not_returned");
}

static void holds_within_the_tolerances(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.peak.machine.free = value_of(34 * MIB);
	scene.peak.machine.kswapd_reclaimed = value_of(570 * MIB);
	scene.after.machine.free = value_of((750 - 46) * MIB);
	judge(&scene);
	assert_int_equal(scene.report.outcome, PROBE_PROVEN);
}

/* Others bring in cache meanwhile, so that more is reclaimed than the cache lost. */
static void more_may_be_reclaimed_than_was_lost(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.peak.machine.kswapd_reclaimed = value_of(900 * MIB);
	judge(&scene);
	assert_int_equal(scene.report.outcome, PROBE_PROVEN);
}

static void what_is_swapped_out_counts_as_a_source(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.input.touched = 720 * MIB;
	scene.input.resident = 700 * MIB; /* 20 MiB of its own */
	scene.after.counter[VMSTAT_SWAP_OUT] = value_of(20 * MIB / 4096);
	judge(&scene);
	assert_true(scene.report.checks[0].holds);
	assert_int_equal(scene.report.swapped_out.n, 20 * MIB);
	assert_int_equal(scene.report.others_at_peak.n, 0);
	scene.input.resident = 720 * MIB; /* of others, which have no less than before */
	judge(&scene);
	assert_true(scene.report.checks[0].holds);
	assert_int_equal(scene.report.checks[0].left, scene.report.checks[0].right);
	assert_int_equal(scene.report.others_at_peak.n, 0);
}

static void missing_figures_prove_nothing(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.before.machine.free = value_missing(VALUE_DENIED);
	assert_not_proven(&scene, "figures_missing");
	set_scene(&scene);
	scene.peak.machine.kswapd_reclaimed = value_missing(VALUE_ABSENT);
	assert_not_proven(&scene, "figures_missing");
}

static void too_little_proves_nothing(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.input.touched = 110 * MIB;
	scene.peak = at(50, 990, 10);
	scene.peak.machine.anonymous = value_of((300 + 110) * MIB);
	scene.after = at(160, 990, 10);
	assert_not_proven(&scene, "too_little_moved");
}

static void a_guard_makes_it_partly_and_a_wish_aborts(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.input.stopped_by = policy_guard(GUARD_PRESSURE);
	judge(&scene);
	assert_int_equal(scene.report.outcome, PROBE_PARTLY);
	assert_string_equal(scene.report.reason->key, "pressure");
	assert_ptr_equal(scene.report.stopped_by, policy_guard(GUARD_PRESSURE));
	scene.after.machine.free = value_of(600 * MIB);
	judge(&scene);
	assert_int_equal(scene.report.outcome, PROBE_NOT_PROVEN);
	set_scene(&scene);
	scene.input.stopped_by = policy_guard(GUARD_RELEASED);
	scene.input.stopped_by_user = true;
	judge(&scene);
	assert_int_equal(scene.report.outcome, PROBE_ABORTED);
}

/* Version 1 does not count what a cgroup's limit made it give up: the proof stands without. */
static void a_cgroup_needs_no_counters(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.plan.inside_cgroup = true;
	scene.before.group = scene.before.machine;
	scene.peak.group = scene.peak.machine;
	scene.after.group = scene.after.machine;
	scene.peak.group.kswapd_reclaimed = value_missing(VALUE_ABSENT);
	scene.before.machine = (struct account){ .free = value_of(0) };
	judge(&scene);
	assert_int_equal(scene.report.outcome, PROBE_PROVEN);
	assert_false(scene.report.checks[1].made);
	assert_false(value_known(scene.report.stayed.mapped));
}

static void knows_when_it_has_returned(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	assert_true(proof_returned(&scene.before, &scene.peak, &scene.after, &scene.plan));
	scene.after = at(50, 400, 600);
	assert_false(proof_returned(&scene.before, &scene.peak, &scene.after, &scene.plan));
}

static void other_proofs_compare_with_their_own_count(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	proof_judge_other(&scene.report, &scene.input, value_of(600 * MIB));
	assert_int_equal(scene.report.outcome, PROBE_PROVEN);
	memset(&scene.report, 0, sizeof(scene.report));
	proof_judge_other(&scene.report, &scene.input, value_of(500 * MIB));
	assert_int_equal(scene.report.outcome, PROBE_NOT_PROVEN);
	memset(&scene.report, 0, sizeof(scene.report));
	proof_judge_other(&scene.report, &scene.input, value_missing(VALUE_ABSENT));
	assert_int_equal(scene.report.outcome, PROBE_NOT_PROVEN);
}

/* A burst of 150 MiB that is there at the peak, or afterwards, is none of the cache's. */
static void what_others_take_is_no_fault_of_the_cache(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.before.machine.free = value_of(300 * MIB);
	scene.peak.machine.anonymous = value_of((1000 + 150) * MIB);
	assert_not_proven(&scene, "not_returned");
	assert_int_equal(scene.report.others_at_peak.n, 150 * MIB);
	assert_int_equal(scene.report.others_after.n, 0);
	scene.after.machine.free = value_of(900 * MIB);
	judge(&scene);
	assert_int_equal(scene.report.outcome, PROBE_PROVEN);
	scene.after.machine.free = value_of(750 * MIB);
	scene.after.machine.anonymous = value_of((300 + 150) * MIB);
	judge(&scene);
	assert_int_equal(scene.report.others_after.n, 150 * MIB);
	assert_int_equal(scene.report.outcome, PROBE_PROVEN);
	assert_true(proof_returned(&scene.before, &scene.peak, &scene.after, &scene.plan));
	/* Who freed memory meanwhile did not make the cache come back. */
	set_scene(&scene);
	scene.after.machine.anonymous = value_of((300 - 150) * MIB);
	assert_not_proven(&scene, "not_returned");
	assert_false(proof_returned(&scene.before, &scene.peak, &scene.after, &scene.plan));
}

/* What the balloon touched and what of it is in memory are two figures: others are not asked to explain. */
static void what_is_not_resident_is_missing(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.input.resident = 600 * MIB; /* and 100 were swapped out, unseen */
	scene.peak.machine.anonymous = value_of((300 + 600) * MIB);
	scene.peak.machine.free = value_of(150 * MIB);
	assert_not_proven(&scene, "sources_do_not_add_up");
	assert_int_equal(scene.report.others_at_peak.n, 0);
}

/*
 * Of 700 MiB free memory had 100: of 600 the cache must give up 450, and others, which had freed the rest,
 * have taken it again afterwards.
 */
static void proves_no_more_than_the_cache_gave_up(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	assert_int_equal(proof_least(&scene.before, &scene.plan, 700 * MIB), 450 * MIB);
	scene.peak = at(50, 550, 450);
	scene.after = at(600, 550, 450);
	scene.peak.machine.anonymous = value_of((300 - 150 + 700) * MIB);
	judge(&scene);
	assert_int_equal(scene.report.outcome, PROBE_PROVEN);
	assert_int_equal(scene.report.others_at_peak.n, -150 * (int64_t)MIB);
	scene.peak.machine.cache = value_of(550 * MIB + 4096);
	judge(&scene);
	assert_int_equal(scene.report.outcome, PROBE_PARTLY);
	assert_string_equal(scene.report.reason->key, "less_given_up");
	assert_true(scene.report.checks[0].holds && scene.report.checks[2].holds);
	/* All of it was free before. */
	assert_int_equal(proof_least(&scene.before, &scene.plan, 100 * MIB), 0);
	scene.plan.inside_cgroup = true;
	scene.before.group.free = value_of(20 * MIB);
	assert_int_equal(proof_least(&scene.before, &scene.plan, 700 * MIB), 510 * MIB);
	/* The machine's own is full of cache, as it usually is. */
	scene.before.zones.free = scene.before.zones.high;
	assert_int_equal(proof_least(&scene.before, &scene.plan, 700 * MIB), 510 * MIB);
}

static void a_later_round_that_shows_less_is_not_better(void **state)
{
	struct probe_report best = { .outcome = PROBE_PARTLY,
		.touched = 300 * MIB,
		.given_up = value_of(200 * MIB) };
	struct probe_report report = best;

	(void)state;
	assert_false(proof_is_better(&report, &best));
	/* It ended at once, and the cache of earlier rounds is still given up. */
	report.touched = 0;
	report.given_up.n++;
	assert_false(proof_is_better(&report, &best));
	report.touched = best.touched;
	assert_true(proof_is_better(&report, &best));
	report = (struct probe_report){ .outcome = PROBE_NOT_PROVEN,
		.touched = 300 * MIB,
		.given_up = value_of(300 * MIB) };
	assert_false(proof_is_better(&report, &best));
	report.outcome = PROBE_PROVEN;
	report.given_up = value_of(100 * MIB);
	report.touched = 100 * MIB;
	assert_true(proof_is_better(&report, &best));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proves_no_more_than_the_cache_gave_up),
		cmocka_unit_test(a_later_round_that_shows_less_is_not_better),
		cmocka_unit_test(proves_what_adds_up),
		cmocka_unit_test(what_others_take_is_no_fault_of_the_cache),
		cmocka_unit_test(what_is_not_resident_is_missing),
		cmocka_unit_test(does_not_prove_what_does_not_add_up),
		cmocka_unit_test(holds_within_the_tolerances),
		cmocka_unit_test(more_may_be_reclaimed_than_was_lost),
		cmocka_unit_test(what_is_swapped_out_counts_as_a_source),
		cmocka_unit_test(missing_figures_prove_nothing),
		cmocka_unit_test(too_little_proves_nothing),
		cmocka_unit_test(a_guard_makes_it_partly_and_a_wish_aborts),
		cmocka_unit_test(a_cgroup_needs_no_counters),
		cmocka_unit_test(knows_when_it_has_returned),
		cmocka_unit_test(other_proofs_compare_with_their_own_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
