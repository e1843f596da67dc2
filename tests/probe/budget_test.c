/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The assessment: how much may be asked for, and each reason to refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "probe/budget.h"

#define MIB ((uint64_t)1 << 20)

/* 4 GiB, of which 3000 MiB are available and 200 free. */
static struct preconditions usual(void)
{
	struct preconditions preconditions = {
		.reading = {
			.page_size = 4096,
			.memory = {
				[MEMORY_TOTAL] = value_of(4000 * MIB),
				[MEMORY_FREE] = value_of(200 * MIB),
				[MEMORY_AVAILABLE] = value_of(3000 * MIB),
				[MEMORY_CACHED] = value_of(3100 * MIB),
				[MEMORY_MAPPED] = value_of(100 * MIB),
				[MEMORY_SWAP_TOTAL] = value_of(0),
				[MEMORY_SWAP_FREE] = value_of(0),
				[MEMORY_DIRTY] = value_of(MIB),
				[MEMORY_WRITEBACK] = value_of(0),
				[MEMORY_COMMIT_LIMIT] = value_of(2000 * MIB),
				[MEMORY_COMMITTED] = value_of(1000 * MIB),
			},
			.zones = { .known = true, .free = 200 * MIB, .all_free = 200 * MIB,
				.min = 60 * MIB, .low = 80 * MIB, .high = 100 * MIB, .reserve = 110 * MIB },
			.machine = { value_of(200 * MIB), value_of(3100 * MIB), value_of(0), value_of(0),
				value_of(0), value_of(0) },
		},
		.overcommit = value_of(0),
	};

	for (size_t i = 0; i < VMSTAT_COUNT; i++)
		preconditions.reading.counter[i] = value_of(0);
	preconditions.reading.counter[VMSTAT_DIRTY_BACKGROUND_THRESHOLD] = value_of(100000);
	preconditions.reading.counter[VMSTAT_DIRTY_THRESHOLD] = value_of(200000);
	return preconditions;
}

static void the_budget_is_what_is_harmless(void **state)
{
	struct preconditions preconditions = usual();
	struct probe_request request = { .mode = PROBE_PRESSURE };
	struct probe_assessment assessment;

	(void)state;
	preconditions.protected_groups = 300 * MIB;
	budget_assess(&assessment, &request, &preconditions);
	assert_null(assessment.refusal);
	/* available - a tenth of all - mapped - protected */
	assert_int_equal(assessment.budget, (3000 - 400 - 100 - 300) * MIB);
	/* all but a tenth of what free memory does not provide */
	assert_int_equal(assessment.requested, (100 + 2100 / 10 * 9) * MIB);
	assert_int_equal(assessment.from_free, 100 * MIB);
	assert_false(assessment.inside_cgroup);
}

static void a_size_or_a_share_can_be_asked_for(void **state)
{
	struct preconditions preconditions = usual();
	struct probe_request request = { .mode = PROBE_PRESSURE, .bytes = 500 * MIB };
	struct probe_assessment assessment;

	(void)state;
	budget_assess(&assessment, &request, &preconditions);
	assert_null(assessment.refusal);
	assert_int_equal(assessment.requested, 500 * MIB);
	request = (struct probe_request){ .mode = PROBE_PRESSURE, .percent = 50 };
	budget_assess(&assessment, &request, &preconditions);
	assert_int_equal(assessment.requested, 1250 * MIB);
	request.percent = 33;
	budget_assess(&assessment, &request, &preconditions);
	assert_int_equal(assessment.requested, 825 * MIB / 4096 * 4096);
	request.percent = 100;
	budget_assess(&assessment, &request, &preconditions);
	assert_int_equal(assessment.requested, assessment.budget);
}

/* With some of what is judged unread nothing is pressed, whatever the mode. */
static void a_shortage_refuses_it(void **state)
{
	struct preconditions preconditions = usual();
	struct probe_request request = { .mode = PROBE_PRESSURE };
	struct probe_assessment assessment;

	(void)state;
	preconditions.lacks = STATUS_NO_DESCRIPTORS;
	budget_assess(&assessment, &request, &preconditions);
	assert_ptr_equal(assessment.refusal, budget_refusal(REFUSAL_NO_DESCRIPTORS));
	preconditions.lacks = STATUS_NO_MEMORY;
	request.mode = PROBE_DROP;
	budget_assess_other(&assessment, &request, &preconditions);
	assert_ptr_equal(assessment.refusal, budget_refusal(REFUSAL_NO_MEMORY));
}

static void what_is_left_of_little_does_not_refuse_it(void **state)
{
	struct preconditions preconditions = usual();
	struct probe_request request = { .mode = PROBE_PRESSURE };
	struct probe_assessment assessment;

	(void)state;
	preconditions.reading.memory[MEMORY_AVAILABLE] = value_of((500 + 100 + 33) * MIB);
	budget_assess(&assessment, &request, &preconditions);
	assert_int_equal(assessment.budget, 133 * MIB);
	assert_int_equal(assessment.requested, 132 * MIB);
	assert_null(assessment.refusal);
}

static void limits_cap_the_budget(void **state)
{
	struct preconditions preconditions = usual();
	struct probe_request request = { .mode = PROBE_PRESSURE };
	struct probe_assessment assessment;

	(void)state;
	preconditions.overcommit = value_of(2);
	budget_assess(&assessment, &request, &preconditions);
	assert_int_equal(assessment.budget, 500 * MIB);
	preconditions.address_space = value_of(416 * MIB);
	budget_assess(&assessment, &request, &preconditions);
	assert_int_equal(assessment.budget, 400 * MIB);
	assert_false(assessment.inside_cgroup);
	preconditions.reading.room = value_of(256 * MIB);
	preconditions.reading.room_floor = value_of(16 * MIB);
	preconditions.reading.group.free = value_of(50 * MIB);
	budget_assess(&assessment, &request, &preconditions);
	assert_int_equal(assessment.budget, 236 * MIB);
	assert_int_equal(assessment.from_free, 50 * MIB);
	assert_true(assessment.inside_cgroup);
	assert_null(assessment.refusal);
}

static void readonly(struct preconditions *c)
{
	c->readonly = true;
}

static void other_probe(struct preconditions *c)
{
	c->other_probe = true;
}

static void no_available(struct preconditions *c)
{
	c->reading.memory[MEMORY_AVAILABLE] = value_missing(VALUE_ABSENT);
}

static void no_zoneinfo(struct preconditions *c)
{
	c->reading.zones.known = false;
}

static void no_vmstat(struct preconditions *c)
{
	c->reading.machine.kswapd_reclaimed = value_missing(VALUE_DENIED);
}

static void zones_disagree(struct preconditions *c)
{
	c->reading.zones.all_free = 701 * MIB;
}

static void oom_group(struct preconditions *c)
{
	c->die_together = true;
}

static void given_up(struct preconditions *c)
{
	c->reading.zones.given_up = 1;
}

static void swap_full(struct preconditions *c)
{
	c->reading.memory[MEMORY_SWAP_TOTAL] = value_of(1000 * MIB);
	c->reading.memory[MEMORY_SWAP_FREE] = value_of(99 * MIB);
}

static void dirty(struct preconditions *c)
{
	c->reading.memory[MEMORY_DIRTY] = value_of((uint64_t)150000 * 4096);
}

static void nothing_to_commit(struct preconditions *c)
{
	c->overcommit = value_of(2);
	c->reading.memory[MEMORY_COMMITTED] = value_of(1990 * MIB);
}

static void over_committed(struct preconditions *c)
{
	c->overcommit = value_of(2);
	c->reading.memory[MEMORY_COMMITTED] = value_of(2990 * MIB);
}

static void ulimit(struct preconditions *c)
{
	c->address_space = value_of(40 * MIB);
}

static void cgroup_near(struct preconditions *c)
{
	c->reading.room = value_of(40 * MIB);
	c->reading.room_floor = value_of(16 * MIB);
}

static void cgroup_below_its_floor(struct preconditions *c)
{
	c->reading.room = value_of(8 * MIB);
	c->reading.room_floor = value_of(16 * MIB);
}

static void little_available(struct preconditions *c)
{
	c->reading.memory[MEMORY_AVAILABLE] = value_of(520 * MIB);
}

static void all_mapped(struct preconditions *c)
{
	c->reading.memory[MEMORY_MAPPED] = value_of(5000 * MIB);
}

static void all_free(struct preconditions *c)
{
	c->reading.zones.free = 3500 * MIB;
	c->reading.zones.all_free = 3500 * MIB;
	c->reading.memory[MEMORY_FREE] = value_of(3500 * MIB);
}

static void each_reason_refuses(void **state)
{
	static const struct {
		enum refusal refusal;
		void (*arrange)(struct preconditions *preconditions);
	} reasons[] = {
		{ REFUSAL_READONLY, readonly },
		{ REFUSAL_OTHER_PROBE, other_probe },
		{ REFUSAL_MEMINFO, no_available },
		{ REFUSAL_ZONEINFO, no_zoneinfo },
		{ REFUSAL_VMSTAT, no_vmstat },
		{ REFUSAL_ZONES_DISAGREE, zones_disagree },
		{ REFUSAL_OOM_GROUP, oom_group },
		{ REFUSAL_GIVEN_UP, given_up },
		{ REFUSAL_SWAP_FULL, swap_full },
		{ REFUSAL_DIRTY, dirty },
		{ REFUSAL_OVERCOMMIT, nothing_to_commit },
		{ REFUSAL_OVERCOMMIT, over_committed },
		{ REFUSAL_ADDRESS_SPACE, ulimit },
		{ REFUSAL_CGROUP, cgroup_near },
		{ REFUSAL_CGROUP, cgroup_below_its_floor },
		{ REFUSAL_HEADROOM, little_available },
		{ REFUSAL_HEADROOM, all_mapped },
		{ REFUSAL_FREE_SUFFICES, all_free },
	};
	struct probe_request request = { .mode = PROBE_PRESSURE };
	struct probe_assessment assessment;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(reasons); i++) {
		struct preconditions preconditions = usual();

		reasons[i].arrange(&preconditions);
		budget_assess(&assessment, &request, &preconditions);
		assert_non_null(assessment.refusal);
		assert_string_equal(assessment.refusal->key,
			budget_refusal(reasons[i].refusal)->key);
	}
}

static void refuses_sizes_that_are_unsafe_or_useless(void **state)
{
	struct preconditions preconditions = usual();
	struct probe_request request = { .mode = PROBE_PRESSURE, .bytes = (uint64_t)10 << 40 };
	struct probe_assessment assessment;

	(void)state;
	budget_assess(&assessment, &request, &preconditions);
	assert_ptr_equal(assessment.refusal, budget_refusal(REFUSAL_TOO_LARGE));
	request.bytes = assessment.budget + 1;
	budget_assess(&assessment, &request, &preconditions);
	assert_ptr_equal(assessment.refusal, budget_refusal(REFUSAL_TOO_LARGE));
	request.bytes = 131 * MIB; /* 100 are free, and 32 must move */
	budget_assess(&assessment, &request, &preconditions);
	assert_ptr_equal(assessment.refusal, budget_refusal(REFUSAL_FREE_SUFFICES));
	request.bytes = 132 * MIB;
	budget_assess(&assessment, &request, &preconditions);
	assert_null(assessment.refusal);
}

static void less_invasive_ways_need_less(void **state)
{
	struct preconditions preconditions = usual();
	struct probe_request request = { .mode = PROBE_FILE };
	struct probe_assessment assessment;

	(void)state;
	all_free(&preconditions);
	oom_group(&preconditions);
	budget_assess_other(&assessment, &request, &preconditions);
	assert_null(assessment.refusal);
	readonly(&preconditions);
	budget_assess_other(&assessment, &request, &preconditions);
	assert_ptr_equal(assessment.refusal, budget_refusal(REFUSAL_READONLY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_budget_is_what_is_harmless),
		cmocka_unit_test(a_size_or_a_share_can_be_asked_for),
		cmocka_unit_test(a_shortage_refuses_it),
		cmocka_unit_test(what_is_left_of_little_does_not_refuse_it),
		cmocka_unit_test(limits_cap_the_budget),
		cmocka_unit_test(each_reason_refuses),
		cmocka_unit_test(refuses_sizes_that_are_unsafe_or_useless),
		cmocka_unit_test(less_invasive_ways_need_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
