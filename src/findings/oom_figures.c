/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules on reports of memory that ended look at, and their sentences name. */
#include "base/i18n.h"
#include "findings/figure.h"
#include "findings/oom_rules.h"

#define OF_VIEW(name, figure)                                                                      \
	FIGURE_VALUE(name, const struct oom_view *view = facts->oom, true, figure)

static struct value value_if(bool printed, uint64_t n)
{
	return printed ? value_of(n) : value_missing(VALUE_ABSENT);
}

static struct value unless_zero(uint64_t n)
{
	return value_if(n > 0, n);
}

OF_VIEW(ram, value_known(view->ram) ? view->ram : view->total)
OF_VIEW(total, value_known(view->total) ? view->total : view->ram)
OF_VIEW(reserved, view->reserved)
OF_VIEW(known, view->known)
OF_VIEW(anon, view->anon)
OF_VIEW(shmem, view->shmem)
OF_VIEW(lru, view->lru)
OF_VIEW(slab, view->slab)
OF_VIEW(slab_unreclaimable, view->slab_unreclaimable)
OF_VIEW(page_tables, view->page_tables)
OF_VIEW(hugepages, view->hugepages)
OF_VIEW(hugepages_free, view->hugepages_free)
OF_VIEW(uncounted, view->uncounted)
OF_VIEW(swap_total, view->report->swap_total)
OF_VIEW(swap_free, view->report->swap_free)
OF_VIEW(page_size, view->page_size)
OF_VIEW(order, view->order)
OF_VIEW(vmalloc_size, view->report->request.vmalloc)
OF_VIEW(victim_ram, view->victim_resident)
OF_VIEW(victim_anon, value_known(view->report->victim.rss_anon) ? view->report->victim.rss_anon
								: view->victim_resident)
OF_VIEW(memory_free, view->report->userspace.memory_free)
OF_VIEW(victim_swap, view->victim_swap)
OF_VIEW(biggest_ram,
	value_if(view->biggest.task &&value_known(view->biggest.task->rss), view->biggest.resident))
OF_VIEW(biggest_swap,
	value_if(view->biggest.task &&value_known(view->biggest.task->swap), view->biggest.swap))
OF_VIEW(min, unless_zero(view->min))
OF_VIEW(boost, unless_zero(view->boost))
OF_VIEW(allowed_free, value_if(view->report->zone_count > 0, view->allowed_free))
OF_VIEW(allowed_managed, unless_zero(view->allowed_managed))
OF_VIEW(other_free, value_if(view->report->zone_count > 0, view->other_free))
OF_VIEW(limit_usage, view->report->memory_cgroup.memory.usage)
OF_VIEW(limit_size, view->report->memory_cgroup.memory.limit)
OF_VIEW(cgroup_swap, view->report->memory_cgroup.swap.usage)
OF_VIEW(cgroup_swap_limit, view->report->memory_cgroup.swap.limit)
OF_VIEW(percent, view->report->userspace.percent)
OF_VIEW(percent_allowed, view->report->userspace.limit)
OF_VIEW(target_bytes, view->report->userspace.target_bytes)
OF_VIEW(memory_used, view->report->userspace.memory_used)
OF_VIEW(memory_total, view->report->userspace.memory_total)
OF_VIEW(swap_used, view->report->userspace.swap_used)
OF_VIEW(swap_size, view->report->userspace.swap_total)
OF_VIEW(memory_percent, view->report->userspace.memory_percent)
OF_VIEW(swap_percent, view->report->userspace.swap_percent)
OF_VIEW(memory_limit, view->report->userspace.memory_limit)
OF_VIEW(swap_limit, view->report->userspace.swap_limit)

/* Free pages by the counters; by the zones where those are cut. */
static struct value free_bytes(const struct facts *facts)
{
	return value_known(facts->oom->free) ? facts->oom->free
					     : unless_zero(facts->oom->zones_free);
}

/* Page cache, with shared memory and swap cache, as "total pagecache pages" has it. */
static struct value cache(const struct facts *facts)
{
	const struct oom_view *view = facts->oom;

	if (value_known(view->report->page_cache))
		return value_of(view->report->page_cache.n * view->page);
	return view->file;
}

static struct value wanted(const struct facts *facts)
{
	return value_known(facts->oom->order) ? value_of(facts->oom->page << facts->oom->order.n)
					      : value_missing(VALUE_ABSENT);
}

static struct value cgroup_stat(const struct facts *facts, enum oom_key key, enum oom_key other)
{
	const struct value *stat = facts->oom->report->memory_cgroup.stat;

	return value_known(stat[key]) ? stat[key] : stat[other];
}

static struct value cgroup_anon(const struct facts *facts)
{
	return cgroup_stat(facts, OOM_anon, OOM_rss);
}

static struct value cgroup_file(const struct facts *facts)
{
	return cgroup_stat(facts, OOM_file, OOM_cache);
}

static struct value cgroup_shmem(const struct facts *facts)
{
	return cgroup_stat(facts, OOM_shmem, OOM_shmem);
}

static struct value cgroup_swapcached(const struct facts *facts)
{
	return cgroup_stat(facts, OOM_swapcached, OOM_swapcached);
}

static struct value cgroup_kernel(const struct facts *facts)
{
	struct value kernel = facts->oom->report->memory_cgroup.kernel.usage;

	return value_known(kernel) ? kernel : cgroup_stat(facts, OOM_kernel, OOM_slab);
}

/* ---- the zone that a sentence is about: the one with the best margin, or the largest ---- */

static const struct oom_zone *zone_of(const struct oom_view *view)
{
	size_t index = view->cause == OOM_CAUSE_LOW_ZONE_EXHAUSTED || view->cause == OOM_CAUSE_SLAB
			       ? view->largest
			       : view->best;

	return index < view->report->zone_count ? &view->report->zones[index] : NULL;
}

static struct value zone_key(const struct facts *facts, enum oom_key key)
{
	const struct oom_zone *zone = zone_of(facts->oom);

	return zone ? zone->key[key] : value_missing(VALUE_ABSENT);
}

static const char *zone_name(const struct facts *facts)
{
	const struct oom_zone *zone = zone_of(facts->oom);

	return zone ? oom_zone_name(zone->kind) : NULL;
}

static struct value zone_free(const struct facts *facts)
{
	return zone_key(facts, OOM_free);
}

static struct value zone_min(const struct facts *facts)
{
	return zone_key(facts, OOM_min);
}

static struct value zone_managed(const struct facts *facts)
{
	struct value managed = zone_key(facts, OOM_managed);

	return value_known(managed) ? managed : zone_key(facts, OOM_present);
}

static struct value zone_file(const struct facts *facts)
{
	return value_add(zone_key(facts, OOM_active_file), zone_key(facts, OOM_inactive_file));
}

static struct value zone_cma(const struct facts *facts)
{
	return zone_key(facts, OOM_free_cma);
}

static struct value zone_rest(const struct facts *facts)
{
	return value_subtract(zone_free(facts), zone_cma(facts));
}

static struct oom_zone_view view_of(const struct facts *facts)
{
	const struct oom_zone *zone = zone_of(facts->oom);
	struct oom_zone_view view = { .allowed = false };

	if (zone)
		oom_zone_view_of(&view, facts->oom, (size_t)(zone - facts->oom->report->zones));
	return view;
}

static struct value zone_margin(const struct facts *facts)
{
	struct oom_zone_view view = view_of(facts);

	return view.margin_known && view.margin > 0 ? value_of((uint64_t)view.margin)
						    : value_missing(VALUE_ABSENT);
}

static struct value largest_block(const struct facts *facts)
{
	return view_of(facts).largest_block;
}

/* What lowmem_reserve keeps in the zone where it keeps most. */
static struct value reserve(const struct facts *facts)
{
	uint64_t most = 0;

	for (size_t i = 0; i < facts->oom->report->zone_count; i++) {
		const struct oom_zone *zone = &facts->oom->report->zones[i];
		struct oom_zone_view view;

		oom_zone_view_of(&view, facts->oom, i);
		if (view.allowed && value_or(view.reserve, 0) > most &&
			value_or(view.reserve, 0) <= value_or(zone->key[OOM_free], 0))
			most = view.reserve.n;
	}
	return facts->oom->report->zone_count > 0 ? value_of(most) : value_missing(VALUE_ABSENT);
}

/* The zone with most free memory that the request may not use. */
static const char *other_zone(const struct facts *facts)
{
	const char *name = NULL;
	uint64_t most = 0;

	for (size_t i = 0; i < facts->oom->report->zone_count; i++) {
		const struct oom_zone *zone = &facts->oom->report->zones[i];
		struct oom_zone_view view;

		oom_zone_view_of(&view, facts->oom, i);
		if (!view.allowed && value_or(zone->key[OOM_free], 0) >= most) {
			most = value_or(zone->key[OOM_free], 0);
			name = oom_zone_name(zone->kind);
		}
	}
	return name;
}

/* ---- the largest cache of unreclaimable slab ---- */

static const struct oom_slab *largest_slab(const struct oom_view *view)
{
	const struct oom_slab *largest = NULL;

	for (size_t i = 0; i < view->report->slab_count; i++)
		if (!largest || view->report->slabs[i].total > largest->total)
			largest = &view->report->slabs[i];
	return largest;
}

static struct value slab_cache_bytes(const struct facts *facts)
{
	const struct oom_slab *slab = largest_slab(facts->oom);

	return slab ? value_of(slab->total) : value_missing(VALUE_ABSENT);
}

#define NAME(function, member)                                                                     \
	static const char *function(const struct facts *facts)                                     \
	{                                                                                          \
		return facts->oom->member[0] ? facts->oom->member : NULL;                          \
	}

NAME(requester, requester_name)
NAME(victim, victim_name)
NAME(biggest, biggest_name)
NAME(slab_cache, slab_cache)
NAME(gfp, gfp)
NAME(cgroup, cgroup)
NAME(nodes, nodes)
NAME(target, target)
NAME(group, group)
NAME(duration, duration)

const struct rule_figure oom_figures[] = {
	FIGURE(BYTES, ram, "pages RAM"),
	FIGURE(BYTES, total, "managed"),
	FIGURE(BYTES, reserved, "pages reserved", .whole = "ram"),
	FIGURE_BY(BYTES, free, free_bytes, "free", .whole = "total"),
	FIGURE(BYTES, known, N_("the sum of the counters"), .whole = "total"),
	FIGURE(BYTES, anon, "active_anon + inactive_anon", .whole = "known"),
	FIGURE(BYTES, shmem, "shmem", .whole = "total"),
	FIGURE(BYTES, cache, "total pagecache pages", .whole = "total"),
	FIGURE(BYTES, lru, N_("the page lists"), .whole = "total"),
	FIGURE(BYTES, slab, "slab_reclaimable + slab_unreclaimable", .whole = "total"),
	FIGURE(BYTES, slab_unreclaimable, "slab_unreclaimable", .whole = "total"),
	FIGURE(BYTES, page_tables, "pagetables", .whole = "total"),
	FIGURE(BYTES, hugepages, "hugepages_total", .whole = "total"),
	FIGURE(BYTES, hugepages_free, "hugepages_free", .whole = "total"),
	FIGURE(BYTES, uncounted, N_("managed memory less the sum of the counters"),
		.whole = "total"),
	FIGURE(BYTES, swap_total, "Total swap"),
	FIGURE(BYTES, swap_free, "Free swap", .whole = "swap_total"),
	FIGURE(BYTES, page_size, N_("the smallest block, or total-vm / total_vm")),
	FIGURE(BYTES, wanted, "order"),
	FIGURE(COUNT, order, "order"),
	FIGURE(BYTES, vmalloc_size, "vmalloc"),
	FIGURE(BYTES, victim_ram, "anon-rss + file-rss + shmem-rss"),
	FIGURE(BYTES, victim_anon, "anon-rss"),
	FIGURE(BYTES, memory_free, "earlyoom", .whole = "memory_total"),
	FIGURE(BYTES, victim_swap, "swapents"),
	FIGURE(BYTES, biggest_ram, "rss", .whole = "total"),
	FIGURE(BYTES, biggest_swap, "swapents"),
	FIGURE(BYTES, min, "min", .whole = "total"),
	FIGURE(BYTES, boost, "boost"),
	FIGURE(BYTES, reserve, "lowmem_reserve[]"),
	FIGURE(BYTES, allowed_free, "free"),
	FIGURE(BYTES, allowed_managed, "managed"),
	FIGURE(BYTES, other_free, "free"),
	FIGURE(BYTES, zone_free, "free"),
	FIGURE(BYTES, zone_min, "min"),
	FIGURE(BYTES, zone_managed, "managed"),
	FIGURE(BYTES, zone_file, "active_file + inactive_file", .whole = "zone_managed"),
	FIGURE(BYTES, zone_cma, "free_cma"),
	FIGURE(BYTES, zone_rest, "free - free_cma"),
	FIGURE(BYTES, zone_margin, "free - min - lowmem_reserve[]"),
	FIGURE(BYTES, largest_block, N_("the lines of free blocks")),
	FIGURE(BYTES, slab_cache_bytes, "Unreclaimable slab info"),
	FIGURE(BYTES, limit_usage, "memory: usage"),
	FIGURE(BYTES, limit_size, "memory: limit"),
	FIGURE(BYTES, cgroup_anon, "anon", .whole = "limit_size"),
	FIGURE(BYTES, cgroup_file, "file", .whole = "limit_size"),
	FIGURE(BYTES, cgroup_shmem, "shmem", .whole = "limit_size"),
	FIGURE(BYTES, cgroup_swapcached, "swapcached", .whole = "limit_size"),
	FIGURE(BYTES, cgroup_kernel, "kernel", .whole = "limit_size"),
	FIGURE(BYTES, cgroup_swap, "swap: usage"),
	FIGURE(BYTES, cgroup_swap_limit, "swap: limit"),
	FIGURE(PERCENT, percent, "systemd-oomd"),
	FIGURE(PERCENT, percent_allowed, "systemd-oomd"),
	FIGURE(BYTES, target_bytes, "systemd-oomd, earlyoom"),
	FIGURE(BYTES, memory_used, "systemd-oomd"),
	FIGURE(BYTES, memory_total, "systemd-oomd, earlyoom"),
	FIGURE(BYTES, swap_used, "systemd-oomd"),
	FIGURE(BYTES, swap_size, "systemd-oomd, earlyoom"),
	FIGURE(PERCENT, memory_percent, "earlyoom"),
	FIGURE(PERCENT, swap_percent, "earlyoom"),
	FIGURE(PERCENT, memory_limit, "earlyoom"),
	FIGURE(PERCENT, swap_limit, "earlyoom"),
	FIGURE_TEXT(requester, requester, "invoked oom-killer"),
	FIGURE_TEXT(victim, victim, "Killed process"),
	FIGURE_TEXT(biggest, biggest, N_("the table of tasks")),
	FIGURE_TEXT(slab_cache, slab_cache, "Unreclaimable slab info"),
	FIGURE_TEXT(gfp, gfp, "gfp_mask"),
	FIGURE_TEXT(cgroup, cgroup, "oom_memcg"),
	FIGURE_TEXT(nodes, nodes, "nodemask, mems_allowed"),
	FIGURE_TEXT(target, target, "systemd-oomd, earlyoom"),
	FIGURE_TEXT(group, group, "systemd-oomd"),
	FIGURE_TEXT(duration, duration, "systemd-oomd"),
	FIGURE_TEXT(zone, zone_name, "free, min"),
	FIGURE_TEXT(other_zone, other_zone, "free"),
	{ .name = NULL },
};
