/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was short.  The judges stand in the order in which one excludes what follows; the first that
 * knows a cause has it.  Shares are of what the kernel manages.
 */
#include <stdio.h>
#include <string.h>

#include "derive/oom/internal.h"
#include "base/macros.h"

#define MIB (INT64_C(1) << 20)

/* Watermarks that pass by less than this are passed by chance: pages come and go while it prints. */
#define TIE (5 * MIB)

#define PERCENT(n) ((uint64_t)(n)*100)

/* Of a judge that knows that none behind it can tell the cause. */
#define OOM_CAUSE_NOT_TOLD OOM_CAUSE_COUNT

const char *oom_cause_name(enum oom_cause cause)
{
	static const char *const names[OOM_CAUSE_COUNT] = {
		[OOM_CAUSE_UNKNOWN] = "unknown",
		[OOM_CAUSE_MEMORY_FULL] = "memory_full",
		[OOM_CAUSE_MEMORY_RESERVED] = "memory_reserved",
		[OOM_CAUSE_LOW_ZONE_EXHAUSTED] = "low_zone_exhausted",
		[OOM_CAUSE_FRAGMENTED] = "fragmented",
		[OOM_CAUSE_CGROUP_LIMIT] = "cgroup_limit",
		[OOM_CAUSE_POLICY] = "policy",
		[OOM_CAUSE_SLAB] = "slab",
		[OOM_CAUSE_UNCOUNTED] = "uncounted",
		[OOM_CAUSE_MIN_TOO_LARGE] = "min_too_large",
		[OOM_CAUSE_FALSE_REPORT] = "false_report",
		[OOM_CAUSE_BY_HAND] = "by_hand",
		[OOM_CAUSE_VMALLOC_TOO_LARGE] = "vmalloc_too_large",
		[OOM_CAUSE_TRANSIENT] = "transient",
		[OOM_CAUSE_INCONSISTENT] = "inconsistent",
		[OOM_CAUSE_USERSPACE_KILLER] = "userspace_killer",
	};

	return names[cause];
}

struct value oom_share(struct value a, struct value b)
{
	if (!value_known(a) || !value_known(b) || b.n == 0)
		return value_missing(VALUE_ABSENT);
	return value_of((uint64_t)((double)a.n * 10000.0 / (double)b.n + 0.5));
}

/* In hundredths of a per cent of what is managed; 0 where either is not known. */
static uint64_t share(const struct oom_view *view, struct value value)
{
	return value_or(oom_share(value, view->total), 0);
}

/* The share of the largest process in memory and swap. */
static uint64_t biggest_share(const struct oom_view *view)
{
	uint64_t all = value_or(view->total, 0) + value_or(view->report->swap_total, 0);

	return value_or(
		oom_share(value_of(view->biggest.resident + view->biggest.swap), value_of(all)), 0);
}

/* The best margin of any zone that the request may use; INT64_MIN where none is known. */
static int64_t best_margin(const struct oom_view *view)
{
	struct oom_zone_view zone;

	if (view->best >= view->report->zone_count)
		return INT64_MIN;
	oom_zone_view_of(&zone, view, view->best);
	return zone.margin;
}

static bool passes_clearly(const struct oom_view *view)
{
	int64_t margin = best_margin(view), part = (int64_t)(view->allowed_managed / 20);

	return margin > TIE && margin > part;
}

/* A zone that the request may use has pages enough; gives whether it has a block of the order too. */
static bool zone_serves(const struct oom_view *view, enum oom_answer *has_block)
{
	bool serves = false;

	*has_block = OOM_NO;
	for (size_t i = 0; i < view->report->zone_count; i++) {
		struct oom_zone_view zone;

		oom_zone_view_of(&zone, view, i);
		if (!zone.allowed || !zone.margin_known || zone.margin_one <= 0)
			continue;
		serves = true;
		if (zone.margin > 0 && zone.has_block == OOM_YES)
			*has_block = OOM_YES;
		else if (zone.has_block == OOM_UNDECIDED && *has_block == OOM_NO)
			*has_block = OOM_UNDECIDED;
	}
	return serves;
}

/* All of slab, where the report does not tell its two kinds apart. */
static uint64_t unreclaimable_slab(const struct oom_view *view)
{
	return value_or(view->slab_unreclaimable, value_or(view->slab, 0));
}

/* Slab that is most of what the kernel holds, and that no process makes up for. */
static bool slab_leads(const struct oom_view *view, unsigned percent)
{
	return share(view, view->slab) >= PERCENT(percent) && biggest_share(view) < PERCENT(50) &&
	       value_or(view->slab, 0) * 2 >= value_or(view->anon, value_or(view->lru, 0)) &&
	       unreclaimable_slab(view) * 2 >= value_or(view->slab, 0);
}

static enum oom_cause judge_userspace(const struct oom_view *view)
{
	return view->report->form == OOM_FORM_USERSPACE ? OOM_CAUSE_USERSPACE_KILLER
							: OOM_CAUSE_UNKNOWN;
}

static enum oom_cause judge_vmalloc(const struct oom_view *view)
{
	const struct oom_request *request = &view->report->request;
	bool fits = value_known(view->free) && value_known(request->vmalloc) &&
		    request->vmalloc.n < view->free.n;

	/* One that says the order of the pages that it lacked is judged like any request for pages. */
	return value_known(request->vmalloc) && !(value_or(view->order, 0) > 0 && fits)
		       ? OOM_CAUSE_VMALLOC_TOO_LARGE
		       : OOM_CAUSE_UNKNOWN;
}

static enum oom_cause judge_contradictions(const struct oom_view *view)
{
	return view->contradictions > 0 ? OOM_CAUSE_INCONSISTENT : OOM_CAUSE_UNKNOWN;
}

static enum oom_cause judge_by_hand(const struct oom_view *view)
{
	const struct oom_report *report = view->report;
	bool listing = report->form == OOM_FORM_REPORT && !report->headless &&
		       !report->tasks_printed && best_margin(view) > 0;

	return report->sysrq || report->request.by_hand || listing ? OOM_CAUSE_BY_HAND
								   : OOM_CAUSE_UNKNOWN;
}

/* What was asked for is cut off: where no zone is short of everything, it decides. */
static enum oom_cause judge_headless(const struct oom_view *view)
{
	const struct oom_report *report = view->report;
	int64_t margin = best_margin(view);

	return report->form == OOM_FORM_REPORT && report->headless &&
			       (margin > 0 || margin == INT64_MIN) && !value_known(view->order)
		       ? OOM_CAUSE_NOT_TOLD
		       : OOM_CAUSE_UNKNOWN;
}

static enum oom_cause judge_cgroup(const struct oom_view *view)
{
	return view->constraint == OOM_CONSTRAINT_CGROUP ? OOM_CAUSE_CGROUP_LIMIT
							 : OOM_CAUSE_UNKNOWN;
}

static enum oom_cause judge_policy(const struct oom_view *view)
{
	return view->constraint == OOM_CONSTRAINT_CPUSET ||
			       view->constraint == OOM_CONSTRAINT_MEMORY_POLICY
		       ? OOM_CAUSE_POLICY
		       : OOM_CAUSE_UNKNOWN;
}

static enum oom_cause judge_false(const struct oom_view *view)
{
	const struct oom_request *request = &view->report->request;
	enum oom_answer has_block;

	if (view->report->form != OOM_FORM_OOM)
		return OOM_CAUSE_UNKNOWN;
	/* pagefault_out_of_memory(): a fault came back with VM_FAULT_OOM, nothing was asked for. */
	if (value_known(request->mask) && request->mask.n == 0)
		return OOM_CAUSE_FALSE_REPORT;
	if (!view->top_known || !value_known(view->order))
		return OOM_CAUSE_UNKNOWN;
	return passes_clearly(view) && zone_serves(view, &has_block) &&
			       (view->order.n == 0 || has_block == OOM_YES)
		       ? OOM_CAUSE_FALSE_REPORT
		       : OOM_CAUSE_UNKNOWN;
}

/* No zone that may be used has a single page to give, whatever process ends. */
static enum oom_cause judge_empty_zone(const struct oom_view *view)
{
	if (!view->managed_known || !view->top_known || view->allowed_managed > 0)
		return OOM_CAUSE_UNKNOWN;
	/* None at all is printed: a cpuset or policy, whose line is cut off, or cut itself. */
	return view->largest == view->report->zone_count ? OOM_CAUSE_NOT_TOLD
							 : OOM_CAUSE_LOW_ZONE_EXHAUSTED;
}

static enum oom_cause judge_fragmented(const struct oom_view *view)
{
	enum oom_answer has_block;

	if (value_or(view->order, 0) == 0 || !zone_serves(view, &has_block) || has_block != OOM_NO)
		return OOM_CAUSE_UNKNOWN;
	return slab_leads(view, 50) ? OOM_CAUSE_SLAB : OOM_CAUSE_FRAGMENTED;
}

/* What could be had by waiting for reclaim. */
static uint64_t reclaimable(const struct oom_view *view)
{
	return value_or(view->file, 0) + value_or(view->slab, 0) - unreclaimable_slab(view);
}

/*
 * Zones that the request may use are cut off, or what they must keep.  Where the report goes on behind
 * them, only those are left out that it may not use (from 6.9).
 */
static enum oom_cause judge_zones_cut(const struct oom_view *view)
{
	const struct oom_report *report = view->report;
	bool goes_on = value_known(report->ram) || value_known(report->swap_total) ||
		       value_known(report->page_cache);

	if (!goes_on && report->zone_count > 0 && best_margin(view) == INT64_MIN)
		return OOM_CAUSE_NOT_TOLD;
	return oom_zones_missing(view) &&
			       (!goes_on || !view->top_known || view->top == OOM_ZONE_MOVABLE)
		       ? OOM_CAUSE_NOT_TOLD
		       : OOM_CAUSE_UNKNOWN;
}

/* So little that a moment later it may have come or gone: 5 MiB, of a small machine a hundredth. */
static int64_t tie_of(const struct oom_view *view)
{
	int64_t hundredth = (int64_t)(view->allowed_managed / 100);

	return hundredth < TIE ? hundredth : TIE;
}

/* Pages enough, but the lines of free blocks are cut: whether one of the order lacks is not told. */
static enum oom_cause judge_blocks_cut(const struct oom_view *view)
{
	enum oom_answer has_block;

	return value_or(view->order, 0) > 0 && best_margin(view) > tie_of(view) &&
			       zone_serves(view, &has_block) && has_block == OOM_UNDECIDED
		       ? OOM_CAUSE_NOT_TOLD
		       : OOM_CAUSE_UNKNOWN;
}

/* A request that failed or took long, and nothing is short now. */
static enum oom_cause judge_transient(const struct oom_view *view)
{
	bool lacks_little = best_margin(view) > -tie_of(view);

	if (view->report->form != OOM_FORM_ALLOCATION_FAILURE)
		return OOM_CAUSE_UNKNOWN;
	if (best_margin(view) > 0)
		return OOM_CAUSE_TRANSIENT;
	/* One that may wait gets what can be given back, unless it comes from within reclaim. */
	if (share(view, value_of(reclaimable(view))) >= (lacks_little ? PERCENT(5) : PERCENT(10)))
		return OOM_CAUSE_TRANSIENT;
	return OOM_CAUSE_UNKNOWN;
}

/* Memory is free where the request may not have it: in higher zones, or in CMA. */
static enum oom_cause judge_low_zone(const struct oom_view *view)
{
	const struct oom_report *report = view->report;
	uint64_t elsewhere = 0, cma = 0, high = value_or(report->highmem, 0);
	bool highmem = false;

	if (report->zone_count == 0 || passes_clearly(view))
		return OOM_CAUSE_UNKNOWN;
	for (size_t i = 0; i < report->zone_count; i++) {
		const struct oom_zone *zone = &report->zones[i];
		struct oom_zone_view zone_view;

		oom_zone_view_of(&zone_view, view, i);
		if (zone_view.allowed && !view->movable)
			cma += value_or(zone->key[OOM_free_cma], 0);
		if (!zone_view.allowed && zone->kind > view->top) {
			uint64_t n = value_or(zone->key[OOM_free], 0);
			uint64_t min =
				value_or(zone->key[OOM_high], value_or(zone->key[OOM_min], 0));

			elsewhere += n > min ? n - min : 0;
			highmem = highmem || zone->kind == OOM_ZONE_HIGHMEM;
		}
		/* No request in the text: what the kernel wants for itself has no use for CMA. */
		if (!view->top_known &&
			value_or(zone->key[OOM_free_cma], 0) * 2 > value_or(zone->key[OOM_free], 0))
			cma += value_or(zone->key[OOM_free_cma], 0);
	}
	/* From 6.9 the zones above those of the request are not printed. */
	if (view->top_known && view->top < OOM_ZONE_MOVABLE && oom_zones_missing(view))
		elsewhere += value_or(view->free, 0) - view->zones_free;
	highmem = highmem || (high > 0 && view->top < OOM_ZONE_HIGHMEM);
	if (elsewhere + cma <= view->allowed_managed / 20 ||
		(!view->managed_known && elsewhere + cma < (uint64_t)(16 * MIB)))
		return OOM_CAUSE_UNKNOWN;
	if (!highmem && cma < elsewhere && slab_leads(view, 25) &&
		value_or(view->slab, 0) >= view->allowed_managed / 2)
		return OOM_CAUSE_SLAB;
	return OOM_CAUSE_LOW_ZONE_EXHAUSTED;
}

static enum oom_cause judge_slab_first(const struct oom_view *view)
{
	return slab_leads(view, 40) ? OOM_CAUSE_SLAB : OOM_CAUSE_UNKNOWN;
}

static enum oom_cause judge_reserved(const struct oom_view *view)
{
	uint64_t reserved = value_or(oom_share(view->reserved, view->ram), 0);

	/* Idle huge pages are reserved, too: nothing else can have them. */
	if (share(view, view->hugepages_free) >= PERCENT(25))
		return OOM_CAUSE_MEMORY_RESERVED;
	return reserved > PERCENT(20) ? OOM_CAUSE_MEMORY_RESERVED : OOM_CAUSE_UNKNOWN;
}

static enum oom_cause judge_min(const struct oom_view *view)
{
	uint64_t min = view->min > view->boost ? view->min - view->boost : 0;

	return share(view, value_of(min)) > PERCENT(5) && view->allowed_free <= min * 2
		       ? OOM_CAUSE_MIN_TOO_LARGE
		       : OOM_CAUSE_UNKNOWN;
}

static enum oom_cause judge_holders(const struct oom_view *view)
{
	uint64_t programs = value_or(view->anon, 0) + value_or(view->shmem, 0);
	uint64_t uncounted = value_or(view->uncounted, 0);

	if (biggest_share(view) >= PERCENT(50))
		return OOM_CAUSE_MEMORY_FULL;
	if (slab_leads(view, 25))
		return OOM_CAUSE_SLAB;
	if (share(view, view->uncounted) >= PERCENT(25) ||
		(share(view, view->uncounted) >= PERCENT(15) && uncounted > programs))
		return uncounted * 2 > programs ? OOM_CAUSE_UNCOUNTED : OOM_CAUSE_MEMORY_FULL;
	return OOM_CAUSE_UNKNOWN;
}

/* What is listed is in use, by programs or as cache that could not be given back. */
static enum oom_cause judge_full(const struct oom_view *view)
{
	uint64_t known = value_or(view->known, 0);

	if (best_margin(view) != INT64_MIN && passes_clearly(view))
		return OOM_CAUSE_UNKNOWN;
	if (view->report->form == OOM_FORM_REPORT && best_margin(view) == INT64_MIN)
		return OOM_CAUSE_UNKNOWN;
	if (!value_known(view->lru) || known == 0)
		return view->task_resident > value_or(view->total, UINT64_MAX) / 2
			       ? OOM_CAUSE_MEMORY_FULL
			       : OOM_CAUSE_UNKNOWN;
	/* Neither swap nor zones to judge by: only what no reclaim could have taken tells. */
	if (view->cut && (view->report->form != OOM_FORM_OOM ||
				 (value_or(view->anon, 0) < known / 2 &&
					 value_or(view->slab_unreclaimable, 0) < known / 2)))
		return OOM_CAUSE_UNKNOWN;
	if (value_or(view->slab, 0) > value_or(view->lru, 0) && value_or(view->slab, 0) > known / 2)
		return OOM_CAUSE_SLAB;
	return value_or(view->lru, 0) + value_or(view->page_tables, 0) +
				       value_or(view->hugepages, 0) >=
			       known / 3
		       ? OOM_CAUSE_MEMORY_FULL
		       : OOM_CAUSE_UNKNOWN;
}

static enum oom_cause (*const judges[])(const struct oom_view *view) = {
	judge_userspace,
	judge_vmalloc,
	judge_cgroup,
	judge_contradictions,
	judge_by_hand,
	judge_headless,
	judge_false,
	judge_policy,
	judge_empty_zone,
	judge_zones_cut,
	judge_fragmented,
	judge_blocks_cut,
	judge_transient,
	judge_low_zone,
	judge_slab_first,
	judge_reserved,
	judge_min,
	judge_holders,
	judge_full,
};

/* Enough of the account that was short came from the victim. */
static enum oom_answer victim_counts(const struct oom_view *view, struct value account)
{
	uint64_t freed = value_or(view->victim_resident, 0);

	if (!value_known(view->victim_resident) || !value_known(account))
		return OOM_UNDECIDED;
	if (value_known(view->report->swap_free) && value_known(view->report->swap_total) &&
		view->report->swap_free.n < view->report->swap_total.n / 100)
		freed += value_or(view->victim_swap, 0);
	return freed >= value_or(account, 0) / 20 ? OOM_YES : OOM_NO;
}

static enum oom_answer cgroup_kill(const struct oom_view *view)
{
	const struct oom_cgroup *cgroup = &view->report->memory_cgroup;
	struct value limit =
		value_known(cgroup->memory.limit) ? cgroup->memory.limit : cgroup->memory.usage;
	enum oom_answer answer = victim_counts(view, limit);

	/* Files in tmpfs stay, whatever process ends. */
	if (value_known(limit) && value_or(cgroup->stat[OOM_shmem], 0) > value_or(limit, 0) / 2 &&
		value_or(view->report->victim.rss_anon, UINT64_MAX) < value_or(limit, 0) / 20)
		return OOM_NO;
	return answer;
}

/* Anonymous pages in the zones that the request may use: what a kill could free there. */
static enum oom_answer low_zone_kill(const struct oom_view *view)
{
	uint64_t anon = 0;

	if (view->managed_known && view->allowed_managed == 0)
		return OOM_NO;
	for (size_t i = 0; i < view->report->zone_count; i++) {
		const struct value *key = view->report->zones[i].key;
		struct oom_zone_view zone;

		oom_zone_view_of(&zone, view, i);
		if (zone.allowed)
			anon += value_or(key[OOM_active_anon], 0) +
				value_or(key[OOM_inactive_anon], 0);
	}
	if (anon < view->allowed_managed / 20)
		return OOM_NO;
	return victim_counts(view, value_of(view->allowed_managed));
}

static enum oom_answer judge_kill(const struct oom_view *view)
{
	const struct oom_report *report = view->report;

	if (!report->victim.known || report->form == OOM_FORM_USERSPACE ||
		report->form == OOM_FORM_ALLOCATION_FAILURE)
		return OOM_UNDECIDED;
	switch (view->cause) {
	case OOM_CAUSE_CGROUP_LIMIT:
		return cgroup_kill(view);
	case OOM_CAUSE_SLAB:
	case OOM_CAUSE_UNCOUNTED:
	case OOM_CAUSE_FRAGMENTED:
	case OOM_CAUSE_FALSE_REPORT:
	case OOM_CAUSE_VMALLOC_TOO_LARGE:
		return OOM_NO;
	case OOM_CAUSE_INCONSISTENT:
	case OOM_CAUSE_BY_HAND: /* that memory was short is not said */
		return OOM_UNDECIDED;
	case OOM_CAUSE_POLICY:
		return report->zone_count == 0 ? OOM_UNDECIDED : low_zone_kill(view);
	case OOM_CAUSE_LOW_ZONE_EXHAUSTED:
		return low_zone_kill(view);
	default:
		return victim_counts(view, view->total);
	}
}

void oom_cause_derive(struct oom_view *view)
{
	view->cause = OOM_CAUSE_UNKNOWN;
	for (size_t i = 0; i < COUNT_OF(judges) && !view->cause; i++)
		view->cause = judges[i](view);
	if (view->cause == OOM_CAUSE_NOT_TOLD)
		view->cause = OOM_CAUSE_UNKNOWN;
	view->kill_helps = judge_kill(view);
}

static void copy(char *out, size_t size, struct text text)
{
	size_t length = text.length < size - 1 ? text.length : size - 1;

	memcpy(out, text.at ? text.at : "", length);
	out[length] = '\0';
}
#define COPY(to, text) copy(to, sizeof(to), text)

/* The name of the largest cache of unreclaimable slab. */
static struct text largest_slab(const struct oom_report *report)
{
	struct text name = text_of("", 0);
	uint64_t most = 0;

	for (size_t i = 0; i < report->slab_count; i++) {
		if (report->slabs[i].total > most) {
			most = report->slabs[i].total;
			name = report->slabs[i].name;
		}
	}
	return name;
}

/* To 4.5 only the number is printed: the names of the usual ones (include/linux/gfp.h, 2.6.32). */
static void name_mask(char *out, size_t size, struct value mask)
{
	static const struct {
		int64_t mask;
		const char *names;
	} rows[] = {
		{ 0x10, "GFP_NOIO" },
		{ 0x20, "GFP_ATOMIC" },
		{ 0x50, "GFP_NOFS" },
		{ 0xd0, "GFP_KERNEL" },
		{ 0x80d0, "GFP_KERNEL|__GFP_ZERO" },
		{ 0x4020, "GFP_ATOMIC|__GFP_COMP" },
		{ 0x40d0, "GFP_KERNEL|__GFP_COMP" },
		{ 0x200d0, "GFP_USER" },
		{ 0x200d2, "GFP_HIGHUSER" },
		{ 0x201d2, "GFP_HIGHUSER|__GFP_COLD" },
		{ 0x280d2, "GFP_HIGHUSER|__GFP_ZERO" },
		{ 0x200da, "GFP_HIGHUSER_MOVABLE" },
		{ 0x201da, "GFP_HIGHUSER_MOVABLE|__GFP_COLD" },
		{ 0x280da, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO" },
	};

	out[0] = '\0';
	if (!value_known(mask))
		return;
	snprintf(out, size, "0x%llx", (unsigned long long)mask.n);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].mask == mask.n)
			snprintf(out, size, "%s", rows[i].names);
}

static void derive_names(struct oom_view *view)
{
	const struct oom_report *report = view->report;

	COPY(view->requester_name, report->request.requester);
	COPY(view->victim_name, report->victim.name);
	if (report->request.gfp.length > 0)
		COPY(view->gfp, report->request.gfp);
	else
		name_mask(view->gfp, sizeof(view->gfp), report->request.mask);
	COPY(view->cgroup, report->cgroup);
	COPY(view->nodes, report->nodemask.length > 0 ? report->nodemask : report->mems_allowed);
	COPY(view->target, report->userspace.target);
	COPY(view->group, report->userspace.group);
	COPY(view->duration, report->userspace.duration);
	COPY(view->slab_cache, largest_slab(report));
	if (view->biggest.task)
		COPY(view->biggest_name, view->biggest.task->name);
}

void oom_view_of(struct oom_view *view, const struct oom_report *report,
	const struct oom_report *next)
{
	*view = (struct oom_view){ .report = report };
	oom_request_derive(view, next);
	oom_sums_derive(view);
	oom_zones_derive(view);
	oom_cause_derive(view);
	derive_names(view);
}

void oom_view_at(struct oom_view *view, const struct oom_reports *reports, size_t index)
{
	oom_view_of(view, &reports->items[index],
		index + 1 < reports->count ? &reports->items[index + 1] : NULL);
}
