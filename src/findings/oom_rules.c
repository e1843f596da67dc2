/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules on reports of memory that ended.  One rule fires for each cause and says it in a
 * sentence; the others add what is worth knowing beside it.  tests/findings/oom_test.c holds them
 * to reports of real machines, with what must be said and what must not.
 */
#include "findings/oom_rules.h"

#include "base/i18n.h"

#define SHARE_LARGE 1500 /* hundredths of a per cent */
#define PERCENT_ALL 10000

/* The sentence on a killer in user space of which no more is known. */
#define USER_NOTHING 9

/* The sentence of that index or, for want of a figure in it, one from plain on. */
static struct judgement say(const struct question *question, unsigned sentence, unsigned plain)
{
	enum oom_form form = question->facts->oom->report->form;
	bool failure = form == OOM_FORM_ALLOCATION_FAILURE || form == OOM_FORM_REPORT;

	return (struct judgement){ failure ? SEVERITY_WARNING : SEVERITY_CRITICAL,
		rule_sentence(question, sentence, plain) };
}

static uint64_t share(struct value part, struct value whole)
{
	return value_or(oom_share(part, whole), 0);
}

static bool swap_is_full(const struct oom_report *report)
{
	return value_or(report->swap_total, 0) > 0 && value_known(report->swap_free) &&
	       report->swap_free.n < report->swap_total.n / 100;
}

static bool swap_is_off(const struct oom_report *report)
{
	return value_known(report->swap_total) && report->swap_total.n == 0;
}

static struct judgement judge_full(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->cause != OOM_CAUSE_MEMORY_FULL)
		return judged_nothing();
	if (view->cut)
		return say(question, 3, 8);
	if (swap_is_full(view->report))
		return say(question, share(view->uncounted, view->total) >= SHARE_LARGE ? 1 : 0, 6);
	if (!view->biggest.task)
		return say(question, 4, 8);
	if (!swap_is_off(view->report))
		return say(question, 5, 8);
	return say(question, share(value_of(view->biggest.resident), view->total) >= 5000 ? 2 : 4,
		8);
}

static struct judgement judge_reserved(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->cause != OOM_CAUSE_MEMORY_RESERVED)
		return judged_nothing();
	if (share(view->hugepages_free, view->total) >= 2500)
		return say(question, 3, 4);
	if (!view->biggest.task)
		return say(question, 2, 4);
	return say(question, swap_is_off(view->report) ? 0 : 1, 4);
}

static bool cma_holds(const struct oom_view *view)
{
	const struct oom_report *report = view->report;

	for (size_t i = 0; i < report->zone_count; i++) {
		uint64_t cma = value_or(report->zones[i].key[OOM_free_cma], 0);

		if (i == view->largest && cma * 2 > value_or(report->zones[i].key[OOM_free], 0) &&
			cma > 0)
			return true;
	}
	return false;
}

static struct judgement judge_cma(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	return view->cause == OOM_CAUSE_LOW_ZONE_EXHAUSTED && cma_holds(view) ? say(question, 0, 1)
									      : judged_nothing();
}

static struct judgement judge_low_zone(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->cause != OOM_CAUSE_LOW_ZONE_EXHAUSTED || cma_holds(view))
		return judged_nothing();
	if (view->managed_known && view->allowed_managed == 0)
		return say(question, 0, 3);
	return say(question,
		share(facts_figure(question->facts, "zone_file"),
			facts_figure(question->facts, "zone_managed")) >= 5000
			? 1
			: 2,
		3);
}

static struct judgement judge_fragmented(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->cause != OOM_CAUSE_FRAGMENTED)
		return judged_nothing();
	return say(question, view->report->victim.known ? 1 : 0, 2);
}

static struct judgement judge_cgroup(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;
	const struct oom_cgroup *cgroup = &view->report->memory_cgroup;
	struct value limit = cgroup->memory.limit;

	if (view->cause != OOM_CAUSE_CGROUP_LIMIT)
		return judged_nothing();
	if (!value_known(cgroup->memory.usage))
		return say(question, view->biggest.task ? 3 : 9, 6);
	if (view->kill_helps == OOM_NO && view->biggest.task &&
		view->biggest.task->pid != view->report->victim.pid)
		return say(question, 2, 5);
	if (share(cgroup->stat[OOM_swapcached], limit) >= 2000)
		return say(question, 1, 5);
	if (share(cgroup->stat[OOM_shmem], limit) >= 5000)
		return say(question, 4, 5);
	return say(question,
		view->report->victim.known && value_known(cgroup->swap.limit) && cgroup->stats ? 0
											       : 5,
		5);
}

static bool any_allowed(const struct oom_view *view)
{
	return view->largest < view->report->zone_count;
}

static struct judgement judge_policy(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->cause != OOM_CAUSE_POLICY)
		return judged_nothing();
	if (view->report->zone_count == 0)
		return say(question, 3, 4);
	if (!any_allowed(view) || (view->managed_known && view->allowed_managed == 0))
		return say(question, 0, 4);
	return say(question, swap_is_full(view->report) && view->biggest.task ? 1 : 2, 4);
}

static struct judgement judge_slab(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->cause != OOM_CAUSE_SLAB) {
		if (share(view->slab_unreclaimable, view->total) < 2500)
			return judged_nothing();
		return (struct judgement){ SEVERITY_NOTE, 5 };
	}
	if (view->report->form == OOM_FORM_ALLOCATION_FAILURE)
		return say(question, 2, 4);
	if (view->report->no_killable && view->slab_cache[0])
		return say(question, 0, 4);
	if (value_or(view->order, 0) > 0 && view->allowed_free > view->min)
		return say(question, view->other_free > 0 ? 3 : 1, 4);
	return say(question, view->other_free > view->allowed_free ? 3 : 4, 4);
}

static struct judgement judge_uncounted(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->cause == OOM_CAUSE_UNCOUNTED)
		return say(question, 0, 1);
	/* The sentence of the cause has it already, or nothing is concluded at all. */
	if (view->cause == OOM_CAUSE_INCONSISTENT ||
		share(view->uncounted, view->total) < SHARE_LARGE)
		return judged_nothing();
	return (struct judgement){ SEVERITY_NOTE, 1 };
}

static struct judgement judge_min(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	return view->cause == OOM_CAUSE_MIN_TOO_LARGE ? say(question, 0, 0) : judged_nothing();
}

static struct judgement judge_false(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->cause != OOM_CAUSE_FALSE_REPORT)
		return judged_nothing();
	return say(question,
		value_known(view->report->request.mask) && view->report->request.mask.n == 0 ? 0
											     : 1,
		2);
}

static struct judgement judge_by_hand(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;
	unsigned sentence = view->report->request.by_hand ? 2 : view->report->sysrq ? 1 : 0;

	if (view->cause != OOM_CAUSE_BY_HAND)
		return judged_nothing();
	return (struct judgement){ SEVERITY_OK,
		rule_sentence(question, sentence, view->report->request.by_hand ? 5 : 3) };
}

static struct judgement judge_vmalloc(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->cause != OOM_CAUSE_VMALLOC_TOO_LARGE)
		return judged_nothing();
	/* Pages enough, by far: then the addresses ended, or something set a limit. */
	return say(question,
		value_or(view->free, 0) / 2 > value_or(view->report->request.vmalloc, 0) ? 1 : 0,
		2);
}

static struct judgement judge_transient(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;
	unsigned sentence;

	if (view->cause != OOM_CAUSE_TRANSIENT)
		return judged_nothing();
	if (value_known(facts_figure(question->facts, "zone_margin")))
		sentence = view->may_wait ? 1 : 0;
	else
		sentence = view->may_wait ? 3 : 2;
	return (struct judgement){ view->may_wait ? SEVERITY_WARNING : SEVERITY_NOTE,
		rule_sentence(question, sentence, 4) };
}

static struct judgement judge_inconsistent(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	return view->cause == OOM_CAUSE_INCONSISTENT ? say(question, 0, 0) : judged_nothing();
}

/* Its last reading: RAM below its limit, swap not.  It logs readings that are well above it, too. */
static bool earlyoom_left_swap(const struct oom_userspace *user)
{
	return value_known(user->memory_percent) && value_known(user->memory_limit) &&
	       user->memory_percent.n <= user->memory_limit.n && value_known(user->swap_percent) &&
	       value_known(user->swap_limit) && user->swap_percent.n > user->swap_limit.n;
}

static struct judgement judge_userspace(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;
	const struct oom_userspace *user = &view->report->userspace;
	bool impossible = value_or(user->percent, 0) > PERCENT_ALL;
	unsigned sentence = USER_NOTHING, plain = USER_NOTHING;

	if (view->cause != OOM_CAUSE_USERSPACE_KILLER)
		return judged_nothing();
	if (user->killer == OOM_KILLER_SYSTEMD_OOMD && user->acted) {
		sentence = user->reason != OOM_REASON_PRESSURE ? 1 : impossible ? 4 : 0;
		plain = user->reason == OOM_REASON_PRESSURE && !impossible ? 5 : 6;
	} else if (user->killer == OOM_KILLER_EARLYOOM) {
		sentence = user->acted ? 3 : earlyoom_left_swap(user) ? 2 : 8;
		plain = user->acted ? 7 : USER_NOTHING;
	}
	return (struct judgement){ user->acted ? SEVERITY_WARNING : SEVERITY_NOTE,
		rule_sentence(question, sentence, plain) };
}

static struct judgement judge_unknown(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->cause != OOM_CAUSE_UNKNOWN)
		return judged_nothing();
	if (view->report->victim.known)
		return say(question, 0, 3);
	if (view->report->request.known)
		return say(question, 1, view->cut ? 2 : 4);
	return say(question, view->cut ? 2 : 4, 4);
}

/* ---- beside the cause ---- */

static struct judgement judge_wrong_victim(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	if (view->kill_helps != OOM_NO || view->cause == OOM_CAUSE_FALSE_REPORT)
		return judged_nothing();
	return (struct judgement){ SEVERITY_WARNING,
		!value_known(view->victim_resident) || view->cause == OOM_CAUSE_SLAB ||
			view->cause == OOM_CAUSE_UNCOUNTED || view->cause == OOM_CAUSE_FRAGMENTED };
}

static struct judgement judge_no_killable(const struct question *question)
{
	const struct oom_report *report = question->facts->oom->report;

	return judged(report->no_killable, SEVERITY_WARNING);
}

static struct judgement judge_swap_full(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	/* A full swap matters where memory was short. */
	return judged(swap_is_full(view->report) && (view->cause == OOM_CAUSE_MEMORY_FULL ||
							    view->cause == OOM_CAUSE_POLICY),
		SEVERITY_WARNING);
}

static struct judgement judge_swap_off(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	return judged(swap_is_off(view->report) &&
			      (view->cause == OOM_CAUSE_MEMORY_FULL ||
				      view->cause == OOM_CAUSE_MEMORY_RESERVED) &&
			      view->report->form == OOM_FORM_OOM,
		SEVERITY_NOTE);
}

static struct judgement judge_hugepages(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	return judged(share(view->hugepages_free, view->total) >= 1000, SEVERITY_NOTE);
}

static struct judgement judge_shared(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	return judged(share(view->shmem, view->total) >= 2500, SEVERITY_NOTE);
}

static struct judgement judge_page_tables(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	return judged(share(view->page_tables, view->total) >= 1000, SEVERITY_NOTE);
}

static struct judgement judge_boost(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	return judged(view->boost > 0, SEVERITY_NOTE);
}

static struct judgement judge_cut(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;
	bool broken = view->report->broken > 0 || view->cut;

	return judged(broken, SEVERITY_NOTE);
}

static struct judgement judge_page_size(const struct question *question)
{
	const struct oom_view *view = question->facts->oom;

	return judged(view->report->mem_info && !value_known(view->page_size), SEVERITY_NOTE);
}

/* clang-format off */
static const struct rule rules[] = {
	{ .name = "memory_short", .judge = judge_full,
		.figures = { "swap_free", "biggest_ram", "biggest_swap", "free", "min", "uncounted" },
		.condition = N_("every zone that the request may use is below its minimum, and programs hold most"),
		.sentences = {
			{ .text = N_("RAM and swap ({swap_total}, {swap_free} left) were both full: {biggest} held {biggest_ram} in RAM and {biggest_swap} in swap.") },
			{ .text = N_("RAM and swap ({swap_total}, {swap_free} left) were both full: {biggest} held {biggest_ram} in RAM and {biggest_swap} in swap; {uncounted} of RAM is in no counter.") },
			{ .text = N_("{biggest} filled {biggest_ram} of {total}, and there is no swap; the last {free} free is held back by min ({min}) and lowmem_reserve ({reserve}).") },
			{ .text = N_("Anonymous memory is {anon%} of what is listed. The text is cut: zones and swap are missing.") },
			{ .text = N_("Memory was full: of {total}, {lru} is in page lists, {slab} in slab, and {free} was free, held back by min ({min}).") },
			{ .text = N_("Memory was full: of {total}, {free} was free, held back by min ({min}). {biggest} is the largest with {biggest_ram} in RAM and {biggest_swap} in swap; {swap_free} of {swap_total} swap is free.") },
			{ .text = N_("RAM and swap ({swap_total}, {swap_free} left) were both full: {biggest} is the largest with {biggest_ram} in RAM.") },
			{ .text = N_("RAM and swap ({swap_total}, {swap_free} left) were both full: of {total}, {lru} is in page lists and {slab} in slab.") },
			{ .text = N_("Memory was full: {free} was free, held back by min ({min}), and {lru} is in page lists.") },
			{ .text = N_("Memory was full: {biggest} is the largest process with {biggest_ram}.") },
			{ .text = N_("Memory was full; what held it is not in the text.") } },
		.advice = N_("Limit what grows (memory.max of its cgroup), or find out why it grows: memtop growth.") , .view = "growth" },
	{ .name = "memory_reserved", .judge = judge_reserved,
		.figures = { "ram", "total", "reserved", "hugepages_free", "biggest_ram" },
		.condition = N_("more than 20% of RAM is reserved, or 25% in idle huge pages"),
		.sentences = {
			{ .text = N_("Of {ram} RAM only {total} was usable ({reserved} is reserved: taken by a balloon, offline, or set aside at boot), and there is no swap; {biggest} filled {biggest_ram} of it.") },
			{ .text = N_("Of {ram} RAM only {total} was usable ({reserved} is reserved: taken by a balloon, offline, or set aside at boot); {biggest} held {biggest_ram} of it.") },
			{ .text = N_("Of {ram} RAM only {total} was usable ({reserved} is reserved: kernel image, initramfs, or set aside at boot), and {free} of that was free (min {min}).") },
			{ .text = N_("{hugepages_free} of {total} is set aside in huge pages that are not used; nothing else can have them.") },
			{ .text = N_("Of {ram} RAM only {total} was usable; {reserved} is reserved.") } },
		.advice = N_("See who set it aside: the balloon of the virtual machine, crashkernel= and hugepages= on the kernel's command line, vm.nr_hugepages.") },
	{ .name = "cma_free_only", .judge = judge_cma,
		.figures = { "zone_free", "zone_cma", "zone_rest", "zone_min" },
		.condition = N_("most of what is free is CMA, and the rest is below min"),
		.sentences = {
			{ .text = N_("{zone_free} is free in zone {zone}, but {zone_cma} of it is CMA, which the kernel cannot use for itself: outside CMA {zone_rest} is left, and min is {zone_min}.") },
			{ .text = N_("Most of what is free is CMA, which the kernel cannot use for itself.") } },
		.advice = N_("Make the CMA area smaller (cma= on the kernel's command line).") },
	{ .name = "low_zone_exhausted", .judge = judge_low_zone,
		.figures = { "zone_free", "zone_min", "zone_file", "other_free" },
		.condition = N_("memory is free in zones that the request may not use"),
		.sentences = {
			{ .text = N_("Zone {zone} has no usable page at all (managed 0): the request ({gfp}) fails though {other_free} is free elsewhere, and no kill could help.") },
			{ .text = N_("Low memory (zone {zone}, {zone_managed}) was full: {zone_file} of it is page cache that reclaim should have given back. {other_free} free is zone {other_zone}, which this request cannot use.") },
			{ .text = N_("Zone {zone} ({zone_managed}) was down to {zone_free}, and min is {zone_min}; {other_free} free is zone {other_zone}, which this request cannot use.") },
			{ .text = N_("Zone {zone} ({zone_managed}) was down to {zone_free}, and min is {zone_min}; the rest of the {free} free is in zones that this request cannot use.") },
			{ .text = N_("The zones that this request may use were short, while others were not.") } },
		.advice = N_("Look for what fills the low zone: slab, page tables, buffers of drivers. A 64-bit kernel has no low memory; a driver that needs zone DMA needs another setting.") },
	{ .name = "fragmented", .judge = judge_fragmented,
		.figures = { "wanted", "largest_block", "free", "zone_free", "cache" },
		.condition = N_("there are pages enough, but no free block of that size"),
		.sentences = {
			{ .text = N_("Not OOM: {wanted} in one piece was wanted. {free} of {ram} RAM is free, but zone {zone} with {zone_free} free has no block above {largest_block}; {cache} is page cache.") },
			{ .text = N_("{wanted} in one piece was wanted. {free} of {ram} RAM is free, but zone {zone} with {zone_free} free has no block above {largest_block}; killing {victim} makes no larger ones.") },
			{ .text = N_("{wanted} in one piece was wanted, and zone {zone} with {zone_free} free has no block above {largest_block}.") },
			{ .text = N_("{wanted} in one piece was wanted, and no zone that may be used has a free block of that size.") } },
		.advice = N_("Once: echo 1 > /proc/sys/vm/compact_memory. For good: a larger vm.min_free_kbytes, or a driver or program that asks for less at once.") },
	{ .name = "cgroup_limit", .judge = judge_cgroup,
		.figures = { "limit_size", "cgroup_anon", "cgroup_file", "cgroup_swapcached", "victim_ram", "biggest_ram" },
		.condition = N_("the limit of a cgroup was reached; the machine need not be short"),
		.sentences = {
			{ .text = N_("The cgroup {cgroup} reached its own limit of {limit_size} (swap limit {cgroup_swap_limit}): {cgroup_anon} is anonymous memory, {biggest} leads; {victim} with {victim_anon} was killed.") },
			{ .text = N_("The cgroup {cgroup} reached its limit of {limit_size}: {cgroup_anon} is anonymous memory and {cgroup_swapcached} swap cache, which counts in memory and in its {cgroup_swap} of swap as well.") },
			{ .text = N_("The cgroup's limit of {limit_size} was filled by {biggest} ({biggest_ram}), but the kernel killed {victim} ({victim_ram}): the kill could not help.") },
			{ .text = N_("A cgroup ({cgroup}) reached a limit that is not in the text. A page is {page_size}; {victim} had {victim_ram} resident and {victim_swap} in swap.") },
			{ .text = N_("The cgroup {cgroup} reached its limit of {limit_size}: {cgroup_shmem} is shared memory or files in tmpfs, which stay whatever is killed.") },
			{ .text = N_("The cgroup {cgroup} reached its own limit ({limit_size}): anonymous memory {cgroup_anon}, files {cgroup_file}, kernel {cgroup_kernel}; {victim} was killed.") },
			{ .text = N_("The cgroup {cgroup} reached its own limit ({limit_size}): anonymous memory {cgroup_anon}, files {cgroup_file}.") },
			{ .text = N_("The cgroup {cgroup} reached its own limit ({limit_size}), and {victim} ({victim_ram}) was killed; what else is in it is not in the text.") },
			{ .text = N_("The cgroup {cgroup} reached its own limit ({limit_size}); what filled it is not in the text.") },
			{ .text = N_("The cgroup {cgroup} reached its own limit, which is not in the text; {victim} ({victim_ram}) was killed.") },
			{ .text = N_("A cgroup, whose name is not in the text, reached its own limit of {limit_size}.") },
			{ .text = N_("A cgroup reached its own limit, and {victim} ({victim_ram}) was killed; which cgroup it is, and what limit, is not in the text.") },
			{ .text = N_("The cgroup {cgroup} reached its own limit; neither the limit nor what filled it is in the text.") },
			{ .text = N_("A cgroup reached its own limit; which one is not in the text.") } },
		.advice = N_("Raise memory.max (or memory.limit_in_bytes) of {cgroup}, or make what runs in it smaller."), .view = "cgroups" },
	{ .name = "policy_short", .judge = judge_policy,
		.figures = { "allowed_free", "allowed_managed", "free", "other_free", "swap_free", "biggest_ram" },
		.condition = N_("a cpuset or memory policy allowed some nodes only"),
		.sentences = {
			{ .text = N_("Nothing is short: the cpuset or policy allows only node {nodes}, which has only zone {other_zone} ({other_free} free), and the request may not use that zone. No kill could help.") },
			{ .text = N_("Only node {nodes} was full (bound by cpuset or policy): {allowed_free} of {allowed_managed} was free there while {free} was free on the machine. Swap was used up ({swap_free} left): {biggest} held {biggest_ram} in RAM and {biggest_swap} in swap.") },
			{ .text = N_("Only node {nodes} was full (bound by cpuset or policy): {allowed_free} of {allowed_managed} was free there while {free} was free on the machine.") },
			{ .text = N_("The request was bound to node {nodes} by a cpuset or policy; the figures of that node are not in the text.") },
			{ .text = N_("Only node {nodes} was allowed (by cpuset or policy), and {allowed_free} was free there.") },
			{ .text = N_("A cpuset or memory policy allowed some nodes only; what was free there is not in the text.") } },
		.advice = N_("Give the cpuset (cpuset.mems) or the policy (numactl) more nodes, one with a zone that kernel memory may use.") },
	{ .name = "slab_unreclaimable", .judge = judge_slab,
		.figures = { "slab", "slab_unreclaimable", "free", "wanted", "zone_free", "slab_cache_bytes" },
		.condition = N_("slab leads what is held"),
		.sentences = {
			{ .text = N_("Kernel objects fill the {total} that this kernel manages: slab holds {slab}, {slab_cache} alone {slab_cache_bytes}. There is no process to kill.") },
			{ .text = N_("Slab holds {slab} of {total}. {free} is free, but in pieces smaller than the {wanted} that was wanted; killing {victim} cannot help.") },
			{ .text = N_("{slab} of {total} is slab, and {zone_free} free in zone {zone} is below min ({zone_min}): a request for {wanted} ({gfp}) failed.") },
			{ .text = N_("Slab holds {slab} of {total}, {slab_unreclaimable} of it unreclaimable. {other_free} is free in zone {other_zone}, which this request cannot use; killing {victim} cannot help.") },
			{ .text = N_("Slab holds {slab} of {total} ({slab%}), {slab_unreclaimable} of it unreclaimable; a kill gives none of it back.") },
			{ .text = N_("{slab_unreclaimable} of {total} ({slab_unreclaimable%}) is slab that cannot be reclaimed.") },
			{ .text = N_("Slab holds {slab}, more than anything else in the report; a kill gives none of it back.") } },
		.advice = N_("See which: sudo slabtop -s c. Look for the driver or module that makes these objects."), .view = "kernel" },
	{ .name = "unnamed_memory", .judge = judge_uncounted,
		.figures = { "uncounted", "total", "anon" },
		.condition = N_("at least 15% of managed memory is in no counter"),
		.sentences = {
			{ .text = N_("{uncounted} of {total} ({uncounted%}) is in no counter of this report; programs hold {anon}. It may be a driver, graphics, a balloon, a zswap or zram pool, vmalloc: no process has it.") },
			{ .text = N_("{uncounted} of {total} ({uncounted%}) is in no counter of this report. It may be a zswap or zram pool, a driver, graphics, a balloon, vmalloc; that alone shows no leak.") } },
		.advice = N_("Watch it while the machine runs: memtop explain."), .view = "kernel" },
	{ .name = "min_too_large", .judge = judge_min,
		.figures = { "min", "total", "free" },
		.condition = N_("min of all zones is above 5% of managed memory"),
		.sentences = {
			{ .text = N_("{min} ({min%}) of {total} is held back as min: {free} was free and no task might take it.") } },
		.advice = N_("Lower vm.min_free_kbytes.") },
	{ .name = "false_report", .judge = judge_false,
		.figures = { "free", "zone_free", "zone_margin" },
		.condition = N_("gfp_mask 0x0, or zones that pass by more than 5%"),
		.sentences = {
			{ .text = N_("Nothing was short: a page fault came back with an error and called the OOM killer, though nothing was asked for (gfp_mask 0x0); {free} was free.") },
			{ .text = N_("Nothing was short: zone {zone} had {zone_free} free, {zone_margin} more than it must keep. This kill was a mistake of the kernel.") },
			{ .text = N_("Nothing was short: a page fault came back with an error and called the OOM killer, though nothing was asked for (gfp_mask 0x0).") } },
		.advice = N_("Look for an error in front of the report (a driver, a file system, a cgroup), and for a newer kernel.") },
	{ .name = "asked_by_hand", .judge = judge_by_hand,
		.figures = { "ram", "page_size", "free", "zone_min", "lru" },
		.condition = N_("SysRq, or a listing with zones above min"),
		.sentences = {
			{ .text = N_("No OOM: a memory listing. {ram} in pages of {page_size}: {zone_free} is free in zone {zone}, whose min is {zone_min}, and {lru} is in page lists.") },
			{ .text = N_("No OOM: a user asked for it (SysRq-M). {free} of {total} is free, {lru} is in page lists, {slab} is slab.") },
			{ .text = N_("The OOM killer was started by hand (SysRq-F, order=-1); that memory was short is not said. {free} of {total} was free.") },
			{ .text = N_("No OOM: a memory listing. {zone_free} is free in zone {zone}, whose min is {zone_min}, and {lru} is in page lists.") },
			{ .text = N_("No OOM: a memory listing that was asked for.") },
			{ .text = N_("The OOM killer was started by hand (SysRq-F, order=-1); that memory was short is not said.") } } },
	{ .name = "vmalloc_too_large", .judge = judge_vmalloc,
		.figures = { "vmalloc_size", "free", "total" },
		.condition = N_("vmalloc failed"),
		.sentences = {
			{ .text = N_("{requester} asked vmalloc for {vmalloc_size}, more than could be had ({free} of {total} was free). No process was killed.") },
			{ .text = N_("{requester} asked vmalloc for {vmalloc_size} and did not get it, though {free} of {total} was free: not RAM was short, but vmalloc's addresses, or a limit stood in the way. No process was killed.") },
			{ .text = N_("{requester} asked vmalloc for {vmalloc_size}, more than could be had. No process was killed.") },
			{ .text = N_("vmalloc was asked for more than could be had. No process was killed.") } },
		.advice = N_("Find out why so much is asked for at once: a corrupt file system, a module's parameter, a size from user space.") },
	{ .name = "transient_failure", .judge = judge_transient,
		.figures = { "zone_free", "zone_min", "cache", "wanted" },
		.condition = N_("a request failed, but a zone it may use passes, or it may not wait for reclaim"),
		.sentences = {
			{ .text = N_("Harmless: a request for {wanted} that may not wait ({gfp}) failed for a moment. {zone_free} was free in zone {zone} when this was printed (min {zone_min}), and {cache} is page cache.") },
			{ .text = N_("Not OOM: a request for {wanted} ({gfp}) failed or took long. {zone_free} was free in zone {zone} when this was printed (min {zone_min}), and {cache} is page cache.") },
			{ .text = N_("A request for {wanted} that may not wait ({gfp}) found free memory below its reserve for a moment: zone {zone} had {zone_free}, and min is {zone_min}. {cache} is page cache, which is given back.") },
			{ .text = N_("Not OOM: a request for {wanted} ({gfp}) failed, from within reclaim or because it may not try for long. Zone {zone} had {zone_free}, and min is {zone_min}; {cache} is page cache, which is given back.") },
			{ .text = N_("Not OOM: a request for {wanted} failed for a moment. {zone_free} was free in zone {zone} when this was printed (min {zone_min}).") },
			{ .text = N_("Not OOM: a request failed for a moment.") } },
		.advice = N_("If it comes often, raise vm.min_free_kbytes.") },
	{ .name = "inconsistent", .judge = judge_inconsistent,
		.condition = N_("sums that must be equal differ"),
		.sentences = {
			{ .text = N_("The figures of this report contradict each other (two reports in one another, or digits lost): nothing is concluded from them.") } },
		.advice = N_("Take the text from journalctl -k or dmesg, not from a console.") },
	{ .name = "userspace_killer", .judge = judge_userspace,
		.figures = { "percent", "percent_allowed", "target_bytes", "memory_percent", "swap_percent" },
		.condition = N_("systemd-oomd or earlyoom wrote it"),
		.sentences = {
			{ .text = N_("systemd-oomd, not the kernel, killed {target} ({target_bytes}) because {group} stalled {percent} of the time, more than the {percent_allowed} allowed, for over {duration}.") },
			{ .text = N_("systemd-oomd, not the kernel, killed {target}: memory ({memory_used} of {memory_total}) and swap ({swap_used} of {swap_size}) were used beyond {percent_allowed}.") },
			{ .text = N_("earlyoom did not act: free RAM ({memory_free} of {memory_total}, {memory_percent}) was below its limit ({memory_limit}), but free swap ({swap_percent}) was not below {swap_limit}. Both are needed.") },
			{ .text = N_("earlyoom, not the kernel, ended {target} ({target_bytes}): {memory_percent} of RAM and {swap_percent} of swap were free.") },
			{ .text = N_("systemd-oomd, not the kernel, killed {target} because it read that {group} stalled {percent} of the time. No share of time is above 100%: the kernel's account of pressure was wrong.") },
			{ .text = N_("systemd-oomd, not the kernel, killed {target} because {group} stalled {percent} of the time, more than the {percent_allowed} allowed.") },
			{ .text = N_("systemd-oomd, not the kernel, killed {target}.") },
			{ .text = N_("earlyoom, not the kernel, ended {target}.") },
			{ .text = N_("earlyoom saw {memory_percent} of RAM ({memory_free} of {memory_total}) and {swap_percent} of swap free; that it killed is not in the text.") },
			{ .text = N_("A killer in user space looked at memory; that it killed is not in the text.") } },
		.advice = N_("Its limits are ManagedOOM settings of the unit and oomd.conf, or options of earlyoom.") },
	{ .name = "cause_unknown", .judge = judge_unknown,
		.figures = { "wanted", "free", "total" },
		.condition = N_("no other rule knows the cause"),
		.sentences = {
			{ .text = N_("The kernel killed {victim} ({victim_ram}); what was short is not in the text.") },
			{ .text = N_("{requester} asked for {wanted}; the text is cut, and what was short cannot be told.") },
			{ .text = N_("The text is cut: zones and swap are missing, and what was short cannot be told.") },
			{ .text = N_("The kernel killed {victim}; what was short is not in the text.") },
			{ .text = N_("A report of the kernel about memory; what was short cannot be told from it.") } },
		.advice = N_("Take the whole report: journalctl -k, from \"invoked oom-killer\" on.") },

	{ .name = "kill_no_help", .judge = judge_wrong_victim,
		.figures = { "victim_ram", "biggest_ram" },
		.condition = N_("the victim holds less than 5% of what was short, or none of it"),
		.sentences = {
			{ .text = N_("Killing {victim} ({victim_ram}) could not help: it holds nearly nothing of what was short.") },
			{ .text = N_("Killing {victim} could not help: what was short is not what processes hold.") } } },
	{ .name = "no_killable", .judge = judge_no_killable,
		.condition = N_("no process may be killed"),
		.sentences = { { .text = N_("The kernel found no process that it may kill.") } } },
	{ .name = "swap_full", .judge = judge_swap_full,
		.figures = { "swap_free", "swap_total" },
		.condition = N_("less than 1% of swap is free"),
		.sentences = { { .text = N_("Swap was full: {swap_free} of {swap_total} left.") } } },
	{ .name = "swap_off", .judge = judge_swap_off,
		.condition = N_("there is no swap"),
		.sentences = { { .text = N_("There is no swap, so anonymous memory can only be kept or killed.") } },
		.advice = N_("A small swap gives time to see what grows.") },
	{ .name = "hugepages_idle", .judge = judge_hugepages,
		.figures = { "hugepages_free", "hugepages" },
		.condition = N_("at least 10% of managed memory is in idle huge pages"),
		.sentences = { { .text = N_("{hugepages_free} ({hugepages_free%}) is set aside in huge pages that are not used.") } },
		.advice = N_("Lower vm.nr_hugepages.") },
	{ .name = "shared_memory", .judge = judge_shared,
		.figures = { "shmem" },
		.condition = N_("at least 25% of managed memory is shared memory"),
		.sentences = { { .text = N_("{shmem} ({shmem%}) is shared memory or files in tmpfs, which stay whatever is killed.") } }, .view = "shared" },
	{ .name = "page_tables", .judge = judge_page_tables,
		.figures = { "page_tables" },
		.condition = N_("at least 10% of managed memory is page tables"),
		.sentences = { { .text = N_("{page_tables} ({page_tables%}) are page tables: many processes map the same large memory.") } } },
	{ .name = "min_boosted", .judge = judge_boost,
		.figures = { "boost", "min" },
		.condition = N_("boost is above 0"),
		.sentences = { { .text = N_("{boost} of min is a boost of the moment, after fragmentation, and no setting.") } } },
	{ .name = "report_cut", .judge = judge_cut,
		.condition = N_("lines end in the middle, or parts are missing"),
		.sentences = { { .text = N_("A part of the report is cut off; what stood there is not guessed.") } } },
	{ .name = "page_size_unknown", .judge = judge_page_size,
		.condition = N_("no line tells the page size"),
		.sentences = { { .text = N_("The page size is not in the text (this architecture has several, 64K is usual): only shares are certain, no sizes.") } } },
	{ .name = NULL },
};
/* clang-format on */

const struct subject oom_subject = {
	.name = "oom",
	.rules = rules,
	.figures = oom_figures,
	.whole = "total",
};

void oom_judge(struct findings *findings, const struct oom_view *view)
{
	findings->count = 0;
	findings_judge(findings, &(struct facts){ &oom_subject, { .oom = view } });
}

const struct finding *oom_headline(const struct findings *findings, const struct oom_view *view)
{
	static const char *const names[OOM_CAUSE_COUNT] = {
		[OOM_CAUSE_UNKNOWN] = "cause_unknown",
		[OOM_CAUSE_MEMORY_FULL] = "memory_short",
		[OOM_CAUSE_MEMORY_RESERVED] = "memory_reserved",
		[OOM_CAUSE_LOW_ZONE_EXHAUSTED] = "low_zone_exhausted",
		[OOM_CAUSE_FRAGMENTED] = "fragmented",
		[OOM_CAUSE_CGROUP_LIMIT] = "cgroup_limit",
		[OOM_CAUSE_POLICY] = "policy_short",
		[OOM_CAUSE_SLAB] = "slab_unreclaimable",
		[OOM_CAUSE_UNCOUNTED] = "unnamed_memory",
		[OOM_CAUSE_MIN_TOO_LARGE] = "min_too_large",
		[OOM_CAUSE_FALSE_REPORT] = "false_report",
		[OOM_CAUSE_BY_HAND] = "asked_by_hand",
		[OOM_CAUSE_VMALLOC_TOO_LARGE] = "vmalloc_too_large",
		[OOM_CAUSE_TRANSIENT] = "transient_failure",
		[OOM_CAUSE_INCONSISTENT] = "inconsistent",
		[OOM_CAUSE_USERSPACE_KILLER] = "userspace_killer",
	};
	const struct finding *found = findings_find(findings, names[view->cause]);

	return found ? found : findings_find(findings, "cma_free_only");
}
