/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/proof.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "probe/policy.h"

#define MIB ((uint64_t)1 << 20)

/* Less than this moves by itself on any machine. */
#define LEAST_PROOF (16 * MIB)

struct proof_check_row {
	struct probe_phrase phrase;
	const char *title;
};

static const struct probe_phrase less_phrase = {
	"less_given_up",
	N_("others freed memory meanwhile, so that the cache had to give up less than was asked for")
};

static const struct proof_check_row taken_row = {
	{ "sources_do_not_add_up",
		N_("what was taken differs from what free memory and the cache lost") },
	N_("touched = free used + given up, others' memory counted")
};
static const struct proof_check_row counted_row = {
	{ "reclaim_not_counted",
		N_("the kernel counted less reclaimed memory than the cache lost") },
	N_("given up <= counted as reclaimed")
};
static const struct proof_check_row returned_row = {
	{ "not_returned", N_("what the cache lost did not come back as free memory") },
	N_("returned = given up, others' memory counted")
};
static const struct proof_check_row lost_row = {
	{ "cache_not_lost", N_("the cache did not shrink by what was freed") },
	N_("cache lost = given up")
};
static const struct probe_phrase little_phrase = { "too_little_moved",
	N_("less cache moved than moves anyway") };
static const struct probe_phrase unknown_phrase = { "figures_missing",
	N_("figures that the proof needs could not be read") };

static uint64_t returned_tolerance(uint64_t given_up)
{
	return given_up / 20 + 16 * MIB;
}

/* now - before, or 0 where it fell. */
static struct value gained(struct value now, struct value before)
{
	return value_subtract(now, before);
}

/* May be less than 0; 0 where it is not known. */
static int64_t signed_value(struct value value)
{
	return value_known(value) ? value.n : 0;
}

/* What came to be since before, less than 0 if it went. */
static int64_t change(struct value now, struct value before)
{
	return signed_value(value_difference(now, before));
}

/* A sum with terms of either sign, each on the side where it is added. */
struct sides {
	struct value left, right;
};

static void add_term(struct sides *sides, int64_t term)
{
	struct value *side = term < 0 ? &sides->right : &sides->left;

	*side = value_add(*side, value_of(term < 0 ? -term : term));
}

static struct value swapped_out(const struct probe_reading *now, const struct probe_reading *before)
{
	struct value pages =
		gained(now->counter[VMSTAT_SWAP_OUT], before->counter[VMSTAT_SWAP_OUT]);

	return value_times(pages, now->page_size);
}

static void add_check(struct probe_report *report, const struct proof_check_row *row,
	struct value left, struct value right, uint64_t tolerance, bool at_most)
{
	struct probe_check *check = &report->checks[report->check_count++];
	uint64_t apart = (uint64_t)llabs(value_difference(left, right).n);

	*check = (struct probe_check){ .phrase = row->phrase,
		.title = row->title,
		.tolerance = tolerance,
		.at_most = at_most };
	check->made = value_known(left) && value_known(right);
	if (!check->made)
		return;
	check->left = value_or(left, 0);
	check->right = value_or(right, 0);
	check->holds = apart <= tolerance || (at_most && left.n < right.n);
}

static void check_pressure(struct probe_report *report, const struct proof_input *input)
{
	struct value given_up = report->given_up;
	struct value used = value_difference(report->free_before, report->free_at_peak);
	struct sides taken = { value_of(report->touched),
		value_add(given_up, report->swapped_out) };
	struct sides back = { value_of(0), given_up };
	struct value reclaimed = value_add(report->kswapd_reclaimed, report->direct_reclaimed);

	add_term(&taken, signed_value(report->others_at_peak));
	add_term(&taken, -signed_value(used));
	add_term(&back, signed_value(report->others_after));
	add_term(&back, change(report->free_after, report->free_before));
	/* What free memory was is not known: nothing is. */
	if (!value_known(used))
		taken.right = used;
	if (!value_known(report->returned))
		back.left = report->returned;
	add_check(report, &taken_row, taken.left, taken.right,
		max_u64(report->touched / 50, 16 * MIB), false);
	add_check(report, &counted_row, given_up, reclaimed,
		max_u64(value_or(given_up, 0) / 20, 16 * MIB), true);
	add_check(report, &returned_row, back.left, back.right,
		returned_tolerance(value_or(given_up, 0)), false);
	/* Version 1 of cgroups does not count what a limit made its own pages give up. */
	report->checks[1].optional = input->plan->inside_cgroup;
}

static const struct probe_phrase *failed_check(const struct probe_report *report)
{
	for (size_t i = 0; i < report->check_count; i++) {
		const struct probe_check *check = &report->checks[i];

		if (!check->made && !check->optional)
			return &unknown_phrase;
		if (check->made && !check->holds)
			return &check->phrase;
	}
	return NULL;
}

void proof_conclude(struct probe_report *report, bool stopped_by_user)
{
	const struct probe_phrase *failed = failed_check(report);

	if (!failed && value_or(report->given_up, 0) < LEAST_PROOF)
		failed = &little_phrase;
	if (stopped_by_user) {
		report->outcome = PROBE_ABORTED;
		report->reason = &report->stopped_by->phrase;
	} else if (report->stopped_by) {
		report->outcome = failed ? PROBE_NOT_PROVEN : PROBE_PARTLY;
		report->reason = &report->stopped_by->phrase;
	} else {
		report->outcome = failed ? PROBE_NOT_PROVEN : PROBE_PROVEN;
		report->reason = failed;
	}
}

static void fill_stayed(struct probe_report *report, const struct probe_reading *peak,
	const struct probe_assessment *plan)
{
	const struct value *memory = peak->memory;

	report->stayed.cache = policy_account(peak, plan)->cache;
	if (plan->inside_cgroup)
		return;
	report->stayed = (struct probe_stayed){
		.cache = report->stayed.cache,
		.shared_memory = memory[MEMORY_SHARED],
		.unevictable = memory[MEMORY_UNEVICTABLE],
		.mapped = memory[MEMORY_MAPPED],
		.dirty = value_add(memory[MEMORY_DIRTY], memory[MEMORY_WRITEBACK]),
		.protected_groups = plan->protected_groups,
	};
}

static void fill_moved(struct probe_report *report, const struct proof_input *input)
{
	const struct account *before = policy_account(input->before, input->plan);
	const struct account *peak = policy_account(input->peak, input->plan);
	const struct account *after = policy_account(input->after, input->plan);

	report->touched = input->touched;
	report->given_up = gained(before->cache, peak->cache);
	report->kswapd_reclaimed = gained(peak->kswapd_reclaimed, before->kswapd_reclaimed);
	report->direct_reclaimed = gained(peak->direct_reclaimed, before->direct_reclaimed);
	report->free_before = before->free;
	report->free_at_peak = peak->free;
	report->free_after = after->free;
	report->returned = gained(after->free, before->free);
}

/* What was swapped out, and is none of the balloon's, they have still. */
static void fill_others(struct probe_report *report, const struct proof_input *input)
{
	struct value before = policy_account(input->before, input->plan)->anonymous;
	struct value peak = policy_account(input->peak, input->plan)->anonymous;
	struct value after = policy_account(input->after, input->plan)->anonymous;
	uint64_t resident = input->resident ? input->resident : input->touched;
	uint64_t own = input->touched > resident ? input->touched - resident : 0;
	uint64_t swapped = value_or(report->swapped_out, 0);

	report->others_after = value_difference(after, before);
	report->others_at_peak =
		value_add(value_difference(value_difference(peak, before), value_of(resident)),
			value_of(swapped > own ? swapped - own : 0));
}

static void fill_harm(struct probe_report *report, const struct proof_input *input)
{
	const struct probe_reading *before = input->before,
				   *after = input->end ? input->end : input->after;

	report->swapped_out = swapped_out(after, before);
	report->allocation_stalls = gained(after->counter[VMSTAT_ALLOCATION_STALLS],
		before->counter[VMSTAT_ALLOCATION_STALLS]);
	report->pressure_full_us = gained(after->pressure_full_us, before->pressure_full_us);
	report->oom_kills =
		gained(after->counter[VMSTAT_OOM_KILL], before->counter[VMSTAT_OOM_KILL]);
	/* What a cgroup's limit leaves free is in no zone, and on no list of its. */
	if (after->zones.known && !input->plan->inside_cgroup)
		report->per_cpu_lists_after = value_of(after->zones.per_cpu_lists);
}

uint64_t proof_least(const struct probe_reading *before, const struct probe_assessment *plan,
	uint64_t touched)
{
	/* What a cgroup's limit leaves is its own, whatever the machine has: its cache need not move for that. */
	uint64_t free = plan->inside_cgroup ? value_or(before->group.free, 0)
					    : policy_from_free(before, false);

	return touched > free ? (touched - free) / 4 * 3 : 0;
}

/* From least to most that was shown. */
static int rank(enum probe_outcome outcome)
{
	static const int ranks[PROBE_OUTCOME_COUNT] = { [PROBE_NOT_PROVEN] = 1,
		[PROBE_PARTLY] = 2,
		[PROBE_PROVEN] = 3,
		[PROBE_ABORTED] = 4 };

	return ranks[outcome];
}

/* Cache that earlier rounds made free is none that this one's balloon took. */
static uint64_t shown(const struct probe_report *report)
{
	return min_u64(report->touched, value_or(report->given_up, 0));
}

bool proof_is_better(const struct probe_report *report, const struct probe_report *best)
{
	if (rank(report->outcome) != rank(best->outcome))
		return rank(report->outcome) > rank(best->outcome);
	return shown(report) > shown(best);
}

static void claim_no_more(struct probe_report *report, uint64_t least)
{
	if (report->outcome != PROBE_PROVEN || value_or(report->given_up, 0) >= least)
		return;
	report->outcome = PROBE_PARTLY;
	report->reason = &less_phrase;
}

void proof_judge(struct probe_report *report, const struct proof_input *input)
{
	report->mode = input->plan->mode;
	report->requested = input->plan->requested;
	report->stopped_by = input->stopped_by;
	fill_moved(report, input);
	fill_harm(report, input);
	fill_others(report, input);
	fill_stayed(report, input->peak, input->plan);
	check_pressure(report, input);
	proof_conclude(report, input->stopped_by_user);
	claim_no_more(report, proof_least(input->before, input->plan, input->touched));
}

void proof_judge_other(struct probe_report *report, const struct proof_input *input,
	struct value given_up)
{
	struct value lost;

	report->requested = input->plan->requested;
	report->stopped_by = input->stopped_by;
	fill_moved(report, input);
	fill_harm(report, input);
	fill_stayed(report, input->peak, input->plan);
	lost = report->given_up;
	report->given_up = given_up;
	add_check(report, &lost_row, lost, given_up, returned_tolerance(value_or(given_up, 0)),
		false);
	add_check(report, &returned_row, report->returned, given_up,
		returned_tolerance(value_or(given_up, 0)), false);
	proof_conclude(report, input->stopped_by_user);
}

bool proof_returned(const struct probe_reading *before, const struct probe_reading *peak,
	const struct probe_reading *now, const struct probe_assessment *plan)
{
	const struct account *start = policy_account(before, plan),
			     *end = policy_account(now, plan);
	uint64_t given_up = policy_given_up(start, policy_account(peak, plan));
	int64_t returned =
		change(end->free, start->free) + change(end->anonymous, start->anonymous);

	return (uint64_t)llabs(returned - (int64_t)given_up) <= returned_tolerance(given_up);
}
