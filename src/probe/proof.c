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

static const struct proof_check_row taken_row = {
	{ "sources_do_not_add_up",
		N_("what was taken differs from what free memory and the cache lost") },
	N_("touched = free used + given up")
};
static const struct proof_check_row counted_row = {
	{ "reclaim_not_counted",
		N_("the kernel counted less reclaimed memory than the cache lost") },
	N_("given up <= counted as reclaimed")
};
static const struct proof_check_row returned_row = {
	{ "not_returned", N_("what the cache lost did not come back as free memory") },
	N_("returned = given up")
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

static struct value swapped_out(const struct reading *now, const struct reading *before)
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
	struct value used = gained(report->free_before, report->free_at_peak);
	struct value sources = value_add(value_add(used, given_up), report->swapped_out);
	struct value reclaimed = value_add(report->by_kswapd, report->directly);

	add_check(report, &taken_row, value_of(report->touched), sources,
		max_u64(report->touched / 50, 16 * MIB), false);
	add_check(report, &counted_row, given_up, reclaimed,
		max_u64(value_or(given_up, 0) / 20, 16 * MIB), true);
	add_check(report, &returned_row, report->returned, given_up,
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

static void fill_stayed(struct probe_report *report, const struct reading *peak,
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
	report->by_kswapd = gained(peak->by_kswapd, before->by_kswapd);
	report->directly = gained(peak->directly, before->directly);
	report->free_before = before->free;
	report->free_at_peak = peak->free;
	report->free_after = after->free;
	report->returned = gained(after->free, before->free);
}

static void fill_harm(struct probe_report *report, const struct proof_input *input)
{
	const struct reading *before = input->before, *after = input->after;

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

void proof_judge(struct probe_report *report, const struct proof_input *input)
{
	report->mode = input->plan->mode;
	report->requested = input->plan->requested;
	report->stopped_by = input->stopped_by;
	fill_moved(report, input);
	fill_harm(report, input);
	fill_stayed(report, input->peak, input->plan);
	check_pressure(report, input);
	proof_conclude(report, input->stopped_by_user);
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

bool proof_returned(const struct reading *before, const struct reading *peak,
	const struct reading *now, const struct probe_assessment *plan)
{
	struct value free_before = policy_account(before, plan)->free;
	uint64_t given_up =
		policy_given_up(policy_account(before, plan), policy_account(peak, plan));
	uint64_t returned = value_or(gained(policy_account(now, plan)->free, free_before), 0);
	uint64_t apart = returned > given_up ? returned - given_up : given_up - returned;

	return apart <= returned_tolerance(given_up);
}
