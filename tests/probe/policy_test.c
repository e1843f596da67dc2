/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The policy, over constructed readings: each guard fires, and does not fire one short of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "probe/policy.h"

#define MIB ((uint64_t)1 << 20)
#define MS  ((uint64_t)1000000)

struct scene {
	struct probe_assessment plan;
	struct probe_reading before, second_ago, step, now;
	struct policy_input input;
	struct probe_guard_state states[GUARD_COUNT];
	struct decision decision;
};

/* A machine of 1 GiB in the middle of a probe in which nothing is wrong. */
static struct probe_reading calm(uint64_t at_ms)
{
	struct probe_reading reading = {
		.at_ns = at_ms * MS,
		.page_size = 4096,
		.memory = {
			[MEMORY_TOTAL] = value_of(1024 * MIB),
			[MEMORY_FREE] = value_of(80 * MIB),
			[MEMORY_AVAILABLE] = value_of(800 * MIB),
			[MEMORY_DIRTY] = value_of(0),
			[MEMORY_WRITEBACK] = value_of(0),
		},
		.zones = { .known = true, .free = 70 * MIB, .min = 44 * MIB, .low = 55 * MIB,
			.high = 66 * MIB, .room = 17 * MIB, .balanced = true },
		.pressure_full_us = value_of(0),
		.machine = { value_of(80 * MIB), value_of(700 * MIB), value_of(0), value_of(0),
			value_of(0), value_of(0) },
		.group_oom_kills = value_of(0),
	};

	for (size_t i = 0; i < VMSTAT_COUNT; i++)
		reading.counter[i] = value_of(0);
	reading.counter[VMSTAT_DIRTY_BACKGROUND_THRESHOLD] = value_of(20000);
	reading.counter[VMSTAT_DIRTY_THRESHOLD] = value_of(40000);
	return reading;
}

/* One zone alone, with so much free in it. */
static void set_free(struct probe_reading *reading, uint64_t free)
{
	struct zones_reading *zones = &reading->zones;
	uint64_t lowest = zones->low - (zones->low - zones->min) / 4;

	zones->free = free;
	zones->room = free > lowest ? free - lowest : 0;
	zones->balanced = free > zones->high;
}

static void set_scene(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	scene->plan.requested = 600 * MIB;
	scene->plan.floor = value_of(100 * MIB);
	scene->before = calm(1000);
	scene->second_ago = calm(9000);
	scene->step = calm(9900);
	scene->now = calm(10000);
	scene->input = (struct policy_input){
		.plan = &scene->plan,
		.before = &scene->before,
		.second_ago = &scene->second_ago,
		.step = &scene->step,
		.now = &scene->now,
		.previous_ns = 9980 * MS,
		.step_bytes = 8 * MIB,
		.filled_ns = 9950 * MS,
		.touched = 100 * MIB,
	};
}

static void decide(struct scene *scene)
{
	policy_decide(&scene->decision, scene->states, &scene->input);
}

static void goes_on_when_all_is_well(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_GROW);
	assert_null(scene.decision.guard);
	assert_int_equal(scene.decision.bytes, 11 * MIB); /* (high - min) / 2 */
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		assert_ptr_equal(scene.states[i].guard, policy_guard((enum guard_id)i));
		assert_false(scene.states[i].fired);
	}
}

/* What makes a guard fire, to the full or one short of it. */
struct cause {
	enum guard_id guard;
	void (*arrange)(struct scene *scene, bool fires);
};

static void released(struct scene *scene, bool fires)
{
	scene->input.released = fires;
}

static void parent(struct scene *scene, bool fires)
{
	scene->input.parent_gone = fires;
}

static void terminal(struct scene *scene, bool fires)
{
	scene->input.terminal_gone = fires;
}

static void balloon(struct scene *scene, bool fires)
{
	scene->input.balloon_gone = fires;
}

static void oom_kill(struct scene *scene, bool fires)
{
	scene->before.counter[VMSTAT_OOM_KILL] = value_of(3);
	scene->now.counter[VMSTAT_OOM_KILL] = value_of(fires ? 4 : 3);
}

static void group_oom_kill(struct scene *scene, bool fires)
{
	scene->now.group_oom_kills = value_of(fires);
}

static void readings(struct scene *scene, bool fires)
{
	if (fires)
		scene->now.zones.known = false;
}

static void swap_unreadable(struct scene *scene, bool fires)
{
	if (fires)
		scene->now.counter[VMSTAT_SWAP_OUT] = value_missing(VALUE_DENIED);
}

static void limit_unreadable(struct scene *scene, bool fires)
{
	scene->before.room = value_of(500 * MIB);
	scene->now.room = fires ? value_missing(VALUE_GONE) : value_of(400 * MIB);
}

static void available(struct scene *scene, bool fires)
{
	scene->now.memory[MEMORY_AVAILABLE] = value_of(100 * MIB + (fires ? 0 : 1));
}

static void cgroup(struct scene *scene, bool fires)
{
	scene->before.room = value_of(200 * MIB);
	scene->now.room = value_of(16 * MIB + (fires ? 0 : 1));
	scene->now.room_floor = value_of(16 * MIB);
}

static void given_up(struct scene *scene, bool fires)
{
	scene->now.zones.given_up = fires;
}

static void watermark(struct scene *scene, bool fires)
{
	scene->input.low_since_ns = fires ? scene->now.at_ns : 0;
}

/* Watermarks 0.6 MiB apart: 200 ms. */
static void small_watermark(struct scene *scene, bool fires)
{
	scene->now.zones = (struct zones_reading){ .known = true,
		.free = 3 * MIB,
		.min = 3 * MIB,
		.low = 3 * MIB + MIB / 2,
		.high = 4 * MIB };
	scene->input.low_since_ns = scene->now.at_ns - (fires ? 200 : 190) * MS;
}

static void swap(struct scene *scene, bool fires)
{
	scene->now.counter[VMSTAT_SWAP_OUT] = value_of(256 + fires);
}

static void refaults(struct scene *scene, bool fires)
{
	scene->now.machine.cache = value_of(400 * MIB); /* 300 MiB given up: 6 MiB are 2 % */
	scene->now.machine.refault = value_of(6 * MIB + fires);
	scene->second_ago.machine.refault = scene->now.machine.refault;
}

static void few_stalls(struct scene *scene, bool fires)
{
	scene->now.counter[VMSTAT_ALLOCATION_STALLS] = value_of(4);
	scene->now.counter[VMSTAT_SCAN_DIRECT] = value_of(200);
	scene->now.counter[VMSTAT_STEAL_DIRECT] = value_of(fires ? 99 : 100);
}

static void many_stalls(struct scene *scene, bool fires)
{
	scene->now.machine.cache = value_of(500 * MIB); /* 200 MiB given up: 50 more */
	scene->now.counter[VMSTAT_ALLOCATION_STALLS] = value_of(64 + 49 + fires);
	scene->now.counter[VMSTAT_SCAN_DIRECT] = value_of(100);
	scene->now.counter[VMSTAT_STEAL_DIRECT] = value_of(100);
}

static void pressure(struct scene *scene, bool fires)
{
	scene->now.pressure_full_us = value_of(399900 + (fires ? 100 : 0));
}

static void pressure_with_harm(struct scene *scene, bool fires)
{
	scene->now.machine.direct_reclaimed = value_of(4 * MIB);
	scene->now.pressure_full_us = value_of(149900 + (fires ? 100 : 0));
}

static void reclaim(struct scene *scene, bool fires)
{
	scene->now.zones.free = 50 * MIB;
	scene->now.counter[VMSTAT_SCAN_KSWAPD] = value_of(8 * MIB / 4096);
	scene->now.machine.kswapd_reclaimed = value_of(2 * MIB - (fires ? 1 : 0));
	scene->input.filled_ns = scene->now.at_ns - 250 * MS;
}

static void dirty(struct scene *scene, bool fires)
{
	scene->now.memory[MEMORY_DIRTY] = value_of((uint64_t)30000 * 4096 - (fires ? 0 : 1));
}

static void step_slow(struct scene *scene, bool fires)
{
	scene->step.at_ns = scene->now.at_ns - (fires ? 3000 : 2999) * MS;
}

static void delay(struct scene *scene, bool fires)
{
	scene->input.previous_ns = scene->now.at_ns - (fires ? 500 : 499) * MS;
}

static void time_limit(struct scene *scene, bool fires)
{
	scene->now.at_ns = scene->before.at_ns + (fires ? 60000 : 59999) * MS;
	scene->step.at_ns = scene->now.at_ns - 100 * MS;
	scene->second_ago.at_ns = scene->now.at_ns - 1000 * MS;
	scene->input.previous_ns = scene->now.at_ns - 20 * MS;
	scene->input.filled_ns = scene->now.at_ns - 50 * MS;
}

static void each_guard_fires_and_does_not(void **state)
{
	static const struct cause causes[] = {
		{ GUARD_RELEASED, released },
		{ GUARD_PARENT, parent },
		{ GUARD_TERMINAL, terminal },
		{ GUARD_BALLOON, balloon },
		{ GUARD_OOM_KILL, oom_kill },
		{ GUARD_OOM_KILL, group_oom_kill },
		{ GUARD_READINGS, readings },
		{ GUARD_READINGS, swap_unreadable },
		{ GUARD_READINGS, limit_unreadable },
		{ GUARD_AVAILABLE, available },
		{ GUARD_CGROUP, cgroup },
		{ GUARD_GIVEN_UP, given_up },
		{ GUARD_WATERMARK, watermark },
		{ GUARD_WATERMARK, small_watermark },
		{ GUARD_SWAP, swap },
		{ GUARD_REFAULTS, refaults },
		{ GUARD_STALLS, few_stalls },
		{ GUARD_STALLS, many_stalls },
		{ GUARD_PRESSURE, pressure },
		{ GUARD_PRESSURE, pressure_with_harm },
		{ GUARD_RECLAIM, reclaim },
		{ GUARD_DIRTY, dirty },
		{ GUARD_STEP, step_slow },
		{ GUARD_DELAY, delay },
		{ GUARD_TIME, time_limit },
	};
	bool seen[GUARD_COUNT] = { false };
	struct scene scene;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(causes); i++) {
		for (int fires = 0; fires <= 1; fires++) {
			set_scene(&scene);
			causes[i].arrange(&scene, fires);
			decide(&scene);
			assert_ptr_equal(scene.decision.guard,
				fires ? policy_guard(causes[i].guard) : NULL);
			assert_int_equal(scene.decision.action == POLICY_STOP, fires);
			assert_int_equal(scene.states[causes[i].guard].fired, fires);
		}
		seen[causes[i].guard] = true;
	}
	for (size_t i = 0; i < GUARD_COUNT; i++)
		assert_true(seen[i]);
}

static void unknown_figures_fire_nothing(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.now.pressure_full_us = value_missing(VALUE_ABSENT);
	scene.now.counter[VMSTAT_DIRTY_THRESHOLD] = value_missing(VALUE_ABSENT);
	scene.now.counter[VMSTAT_OOM_KILL] = value_missing(VALUE_ABSENT);
	decide(&scene);
	assert_null(scene.decision.guard);
	assert_false(scene.states[GUARD_PRESSURE].known);
	assert_false(scene.states[GUARD_DIRTY].known);
	assert_false(scene.states[GUARD_OOM_KILL].known);
}

/* Others read again all the time: it is harm by the probe only once cache was given up for it. */
static void refaults_of_others_are_not_ours(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.now.machine.refault = value_of(100 * MIB);
	scene.second_ago.machine.refault = scene.now.machine.refault;
	decide(&scene);
	assert_null(scene.decision.guard);
}

static void wishes_are_told_from_harm(void **state)
{
	(void)state;
	for (size_t i = 0; i < GUARD_COUNT; i++)
		assert_int_equal(policy_stopped_by_user(policy_guard((enum guard_id)i)),
			i == GUARD_RELEASED || i == GUARD_PARENT || i == GUARD_TERMINAL);
	assert_false(policy_stopped_by_user(NULL));
}

/* Harm to others ends all rounds; what was a matter of the moment ends one. */
static void only_what_passes_is_tried_again(void **state)
{
	static const enum guard_id harm[] = { GUARD_OOM_KILL, GUARD_SWAP, GUARD_REFAULTS,
		GUARD_STALLS, GUARD_GIVEN_UP, GUARD_CGROUP, GUARD_DIRTY, GUARD_TIME, GUARD_READINGS,
		GUARD_BALLOON, GUARD_RELEASED, GUARD_PARENT, GUARD_TERMINAL };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(harm); i++)
		assert_false(policy_passes(policy_guard(harm[i])));
	assert_true(policy_passes(policy_guard(GUARD_WATERMARK)));
	assert_true(policy_passes(policy_guard(GUARD_AVAILABLE)));
	assert_false(policy_passes(NULL));
}

static void waits_for_quiet(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	assert_true(policy_is_quiet(&scene.input));
	scene.now.memory[MEMORY_AVAILABLE] =
		value_of(700 * MIB - 1); /* 600 and the floor are 700 */
	assert_false(policy_is_quiet(&scene.input));
	set_scene(&scene);
	set_free(&scene.now, 66 * MIB - 1); /* below high */
	assert_false(policy_is_quiet(&scene.input));
	set_scene(&scene);
	scene.now.pressure_full_us = value_of(200000); /* of a second, and 40% would end it */
	assert_false(policy_is_quiet(&scene.input));
}

static void leaves_to_bursts_what_they_take(void **state)
{
	struct probe_assessment plan = { .requested = 600 * MIB,
		.budget = 600 * MIB,
		.from_free = 100 * MIB,
		.available = value_of(800 * MIB) };

	(void)state;
	policy_leave_to_bursts(&plan, value_of(800 * MIB));
	assert_int_equal(plan.requested, 600 * MIB);
	policy_leave_to_bursts(&plan, value_of(650 * MIB));
	assert_int_equal(plan.requested, 450 * MIB);
	policy_leave_to_bursts(&plan, value_missing(VALUE_FAILED));
	assert_int_equal(plan.requested, 450 * MIB);
	/* So little that nothing would be proven: the guards are there for it. */
	policy_leave_to_bursts(&plan, value_of(331 * MIB));
	assert_int_equal(plan.requested, 450 * MIB);
}

static void steps_are_large_while_free_memory_lasts(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.plan.requested = 6400 * MIB;
	set_free(&scene.now, 5000 * MIB);
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_GROW);
	assert_int_equal(scene.decision.bytes, 100 * MIB);
	set_free(&scene.now, 2 * 66 * MIB + 16 * MIB + 30 * MIB);
	decide(&scene);
	assert_int_equal(scene.decision.bytes, 30 * MIB); /* down to twice high and 16 MiB */
}

static void waits_while_a_step_is_filled_or_refilled(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.input.filled_ns = 0;
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_WAIT);
	set_scene(&scene);
	set_free(&scene.now, 60 * MIB);
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_WAIT); /* 50 of 250 ms */
	scene.input.filled_ns = scene.now.at_ns - 250 * MS;
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_GROW);
	scene.now.machine.kswapd_reclaimed = value_of(3 * MIB); /* kswapd is at it: 1 s */
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_WAIT);
}

/* A machine at rest lies between low and high, and stays there until a process takes something. */
static void the_first_step_does_not_wait_for_ever(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.input.step_bytes = 0;
	scene.input.filled_ns = 0;
	set_free(&scene.now, 60 * MIB);
	scene.step.at_ns = scene.now.at_ns - 250 * MS;
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_GROW);
}

static void never_aims_far_below_low(void **state)
{
	struct scene scene;
	uint64_t lowest;

	(void)state;
	set_scene(&scene);
	scene.input.filled_ns = scene.now.at_ns - 1000 * MS;
	for (uint64_t free = 45 * MIB + 1; free < 200 * MIB; free += MIB / 3) {
		set_free(&scene.now, free);
		decide(&scene);
		lowest = scene.now.zones.low - (scene.now.zones.low - scene.now.zones.min) / 4;
		if (scene.decision.action == POLICY_GROW)
			assert_true(free - scene.decision.bytes >= lowest ||
				    scene.decision.bytes == 16384);
		else
			assert_true(free < lowest);
	}
}

/* A machine of 512 MiB as it was seen: a few pages below low, kswapd asleep, and no way on. */
static void stuck(struct scene *scene)
{
	set_scene(scene);
	scene->input.step_bytes = 16384;
	scene->input.filled_ns = scene->now.at_ns - 250 * MS;
	scene->now.zones = (struct zones_reading){ .known = true,
		.min = 659 * 4096,
		.low = 823 * 4096,
		.high = 987 * 4096 };
	set_free(&scene->now, 785 * 4096);
	decide(scene);
}

static void goes_further_to_wake_kswapd(void **state)
{
	struct scene scene;

	(void)state;
	stuck(&scene);
	assert_int_equal(scene.decision.bytes, 16384);
	scene.now.machine.kswapd_reclaimed = value_of(4096); /* it was awake, after that step */
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_WAIT);
	scene.input.filled_ns = scene.now.at_ns - 1000 * MS;
	decide(&scene);
	assert_int_equal(scene.decision.bytes, 16384);
	scene.input.filled_ns = scene.now.at_ns - 10 * MS;
	scene.now.machine.kswapd_reclaimed = value_of(16384); /* as much as that step took */
	decide(&scene);
	assert_int_equal(scene.decision.bytes, 16384);
}

static void never_goes_to_min_to_wake_it(void **state)
{
	struct scene scene;
	uint64_t quarter = (823 - 659) / 4 * 4096;

	(void)state;
	stuck(&scene);
	set_free(&scene.now, scene.now.zones.min + quarter + 16384);
	decide(&scene);
	assert_int_equal(scene.decision.bytes, 16384);
	set_free(&scene.now, scene.now.zones.min + quarter + 16383);
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_WAIT);
	/* Where the watermarks are further apart it need not go as far. */
	set_scene(&scene);
	scene.input.filled_ns = scene.now.at_ns - 250 * MS;
	set_free(&scene.now, (44 + 55) * MIB / 2 + 16384);
	decide(&scene);
	assert_int_equal(scene.decision.bytes, 16384);
	set_free(&scene.now, (44 + 55) * MIB / 2 + 16383);
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_WAIT);
}

static void stops_when_all_is_taken_and_settled(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.input.touched = scene.plan.requested - MIB;
	decide(&scene);
	assert_int_equal(scene.decision.bytes, MIB);
	scene.input.touched = scene.plan.requested;
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_STOP);
	assert_null(scene.decision.guard);
	set_free(&scene.now, 60 * MIB);
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_WAIT);
}

static void the_floor_ends_what_is_complete(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.now.memory[MEMORY_AVAILABLE] = value_of(100 * MIB);
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_STOP);
	assert_ptr_equal(scene.decision.guard, policy_guard(GUARD_AVAILABLE));
	scene.input.touched = scene.plan.requested;
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_STOP);
	assert_null(scene.decision.guard);
	scene.input.released = true;
	decide(&scene);
	assert_ptr_equal(scene.decision.guard, policy_guard(GUARD_RELEASED));
}

static void reclaim_given_up_ends_what_is_complete(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	given_up(&scene, true);
	scene.input.touched = scene.plan.requested - MIB;
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_STOP);
	assert_ptr_equal(scene.decision.guard, policy_guard(GUARD_GIVEN_UP));
	scene.input.touched = scene.plan.requested;
	decide(&scene);
	assert_int_equal(scene.decision.action, POLICY_STOP);
	assert_null(scene.decision.guard);
	scene.now.counter[VMSTAT_OOM_KILL] = value_of(1);
	decide(&scene);
	assert_ptr_equal(scene.decision.guard, policy_guard(GUARD_OOM_KILL));
}

static void small_steps_at_a_cgroups_limit(void **state)
{
	struct scene scene;

	(void)state;
	set_scene(&scene);
	scene.plan.inside_cgroup = true;
	scene.before.group = scene.before.machine;
	scene.now.group = scene.now.machine;
	set_free(&scene.now, 5000 * MIB);
	scene.now.group.free = value_of(0);
	decide(&scene);
	assert_int_equal(scene.decision.bytes, MIB);
	scene.now.group.free = value_of(22 * MIB);
	decide(&scene);
	assert_int_equal(scene.decision.bytes, 6 * MIB);
}

static void the_floor_is_a_tenth_or_twice_the_reserve(void **state)
{
	struct probe_reading reading = calm(0);

	(void)state;
	assert_int_equal(policy_floor(&reading), 1024 * MIB / 10);
	reading.zones.reserve = 80 * MIB;
	assert_int_equal(policy_floor(&reading), 160 * MIB);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_on_when_all_is_well),
		cmocka_unit_test(each_guard_fires_and_does_not),
		cmocka_unit_test(unknown_figures_fire_nothing),
		cmocka_unit_test(refaults_of_others_are_not_ours),
		cmocka_unit_test(wishes_are_told_from_harm),
		cmocka_unit_test(only_what_passes_is_tried_again),
		cmocka_unit_test(waits_for_quiet),
		cmocka_unit_test(leaves_to_bursts_what_they_take),
		cmocka_unit_test(steps_are_large_while_free_memory_lasts),
		cmocka_unit_test(waits_while_a_step_is_filled_or_refilled),
		cmocka_unit_test(the_first_step_does_not_wait_for_ever),
		cmocka_unit_test(never_aims_far_below_low),
		cmocka_unit_test(goes_further_to_wake_kswapd),
		cmocka_unit_test(never_goes_to_min_to_wake_it),
		cmocka_unit_test(stops_when_all_is_taken_and_settled),
		cmocka_unit_test(the_floor_ends_what_is_complete),
		cmocka_unit_test(reclaim_given_up_ends_what_is_complete),
		cmocka_unit_test(small_steps_at_a_cgroups_limit),
		cmocka_unit_test(the_floor_is_a_tenth_or_twice_the_reserve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
