/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules on reports of memory that ended look at, and their sentences name. */
#include "base/i18n.h"
#include "findings/oom_rules.h"

#define FIGURE(name, figure)                                                                       \
	static struct value name(const struct facts *facts)                                        \
	{                                                                                          \
		const struct oom_view *view = facts->oom;                                          \
                                                                                                   \
		return figure;                                                                     \
	}

static struct value value_if(bool printed, uint64_t n)
{
	return printed ? value_of(n) : value_missing(VALUE_ABSENT);
}

static struct value unless_zero(uint64_t n)
{
	return value_if(n > 0, n);
}

FIGURE(ram, value_known(view->ram) ? view->ram : view->total)
FIGURE(total, value_known(view->total) ? view->total : view->ram)
FIGURE(reserved, view->reserved)
FIGURE(known, view->known)
FIGURE(anon, view->anon)
FIGURE(shmem, view->shmem)
FIGURE(lru, view->lru)
FIGURE(slab, view->slab)
FIGURE(slab_unreclaimable, view->slab_unreclaimable)
FIGURE(page_tables, view->page_tables)
FIGURE(hugepages, view->hugepages)
FIGURE(hugepages_free, view->hugepages_free)
FIGURE(uncounted, view->uncounted)
FIGURE(swap_total, view->report->swap_total)
FIGURE(swap_free, view->report->swap_free)
FIGURE(page_size, view->page_size)
FIGURE(order, view->order)
FIGURE(vmalloc_size, view->report->request.vmalloc)
FIGURE(victim_ram, view->victim_resident)
FIGURE(victim_anon, value_known(view->report->victim.rss_anon) ? view->report->victim.rss_anon
							       : view->victim_resident)
FIGURE(memory_free, view->report->userspace.memory_free)
FIGURE(victim_swap, view->victim_swap)
FIGURE(biggest_ram,
	value_if(view->biggest.task &&value_known(view->biggest.task->rss), view->biggest.resident))
FIGURE(biggest_swap,
	value_if(view->biggest.task &&value_known(view->biggest.task->swap), view->biggest.swap))
FIGURE(min, unless_zero(view->min))
FIGURE(boost, unless_zero(view->boost))
FIGURE(allowed_free, value_if(view->report->zone_count > 0, view->allowed_free))
FIGURE(allowed_managed, unless_zero(view->allowed_managed))
FIGURE(other_free, value_if(view->report->zone_count > 0, view->other_free))
FIGURE(limit_usage, view->report->memory_cgroup.memory.usage)
FIGURE(limit_size, view->report->memory_cgroup.memory.limit)
FIGURE(cgroup_swap, view->report->memory_cgroup.swap.usage)
FIGURE(cgroup_swap_limit, view->report->memory_cgroup.swap.limit)
FIGURE(percent, view->report->userspace.percent)
FIGURE(percent_allowed, view->report->userspace.limit)
FIGURE(target_bytes, view->report->userspace.target_bytes)
FIGURE(memory_used, view->report->userspace.memory_used)
FIGURE(memory_total, view->report->userspace.memory_total)
FIGURE(swap_used, view->report->userspace.swap_used)
FIGURE(swap_size, view->report->userspace.swap_total)
FIGURE(memory_percent, view->report->userspace.memory_percent)
FIGURE(swap_percent, view->report->userspace.swap_percent)
FIGURE(memory_limit, view->report->userspace.memory_limit)
FIGURE(swap_limit, view->report->userspace.swap_limit)

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

#define SIZE(name, source, whole)                                                                  \
	{                                                                                          \
#name, source, UNIT_BYTES, whole, name, NULL, NULL, NULL                           \
	}
#define SHARE(name, source)                                                                        \
	{                                                                                          \
#name, source, UNIT_PERCENT, NULL, name, NULL, NULL, NULL                          \
	}
#define TEXT(name, source)                                                                         \
	{                                                                                          \
#name, source, UNIT_TEXT, NULL, NULL, name, NULL, NULL                             \
	}

const struct rule_figure oom_figures[] = {
	SIZE(ram, "pages RAM", NULL),
	SIZE(total, "managed", NULL),
	SIZE(reserved, "pages reserved", "ram"),
	{ "free", "free", UNIT_BYTES, "total", free_bytes, NULL, NULL, NULL },
	SIZE(known, N_("the sum of the counters"), "total"),
	SIZE(anon, "active_anon + inactive_anon", "known"),
	SIZE(shmem, "shmem", "total"),
	SIZE(cache, "total pagecache pages", "total"),
	SIZE(lru, N_("the page lists"), "total"),
	SIZE(slab, "slab_reclaimable + slab_unreclaimable", "total"),
	SIZE(slab_unreclaimable, "slab_unreclaimable", "total"),
	SIZE(page_tables, "pagetables", "total"),
	SIZE(hugepages, "hugepages_total", "total"),
	SIZE(hugepages_free, "hugepages_free", "total"),
	SIZE(uncounted, N_("managed memory less the sum of the counters"), "total"),
	SIZE(swap_total, "Total swap", NULL),
	SIZE(swap_free, "Free swap", "swap_total"),
	SIZE(page_size, N_("the smallest block, or total-vm / total_vm"), NULL),
	SIZE(wanted, "order", NULL),
	{ "order", "order", UNIT_COUNT, NULL, order, NULL, NULL, NULL },
	SIZE(vmalloc_size, "vmalloc", NULL),
	SIZE(victim_ram, "anon-rss + file-rss + shmem-rss", NULL),
	SIZE(victim_anon, "anon-rss", NULL),
	SIZE(memory_free, "earlyoom", "memory_total"),
	SIZE(victim_swap, "swapents", NULL),
	SIZE(biggest_ram, "rss", "total"),
	SIZE(biggest_swap, "swapents", NULL),
	SIZE(min, "min", "total"),
	SIZE(boost, "boost", NULL),
	SIZE(reserve, "lowmem_reserve[]", NULL),
	SIZE(allowed_free, "free", NULL),
	SIZE(allowed_managed, "managed", NULL),
	SIZE(other_free, "free", NULL),
	SIZE(zone_free, "free", NULL),
	SIZE(zone_min, "min", NULL),
	SIZE(zone_managed, "managed", NULL),
	SIZE(zone_file, "active_file + inactive_file", "zone_managed"),
	SIZE(zone_cma, "free_cma", NULL),
	SIZE(zone_rest, "free - free_cma", NULL),
	SIZE(zone_margin, "free - min - lowmem_reserve[]", NULL),
	SIZE(largest_block, N_("the lines of free blocks"), NULL),
	SIZE(slab_cache_bytes, "Unreclaimable slab info", NULL),
	SIZE(limit_usage, "memory: usage", NULL),
	SIZE(limit_size, "memory: limit", NULL),
	SIZE(cgroup_anon, "anon", "limit_size"),
	SIZE(cgroup_file, "file", "limit_size"),
	SIZE(cgroup_shmem, "shmem", "limit_size"),
	SIZE(cgroup_swapcached, "swapcached", "limit_size"),
	SIZE(cgroup_kernel, "kernel", "limit_size"),
	SIZE(cgroup_swap, "swap: usage", NULL),
	SIZE(cgroup_swap_limit, "swap: limit", NULL),
	SHARE(percent, "systemd-oomd"),
	SHARE(percent_allowed, "systemd-oomd"),
	SIZE(target_bytes, "systemd-oomd, earlyoom", NULL),
	SIZE(memory_used, "systemd-oomd", NULL),
	SIZE(memory_total, "systemd-oomd, earlyoom", NULL),
	SIZE(swap_used, "systemd-oomd", NULL),
	SIZE(swap_size, "systemd-oomd, earlyoom", NULL),
	SHARE(memory_percent, "earlyoom"),
	SHARE(swap_percent, "earlyoom"),
	SHARE(memory_limit, "earlyoom"),
	SHARE(swap_limit, "earlyoom"),
	TEXT(requester, "invoked oom-killer"),
	TEXT(victim, "Killed process"),
	TEXT(biggest, N_("the table of tasks")),
	TEXT(slab_cache, "Unreclaimable slab info"),
	TEXT(gfp, "gfp_mask"),
	TEXT(cgroup, "oom_memcg"),
	TEXT(nodes, "nodemask, mems_allowed"),
	TEXT(target, "systemd-oomd, earlyoom"),
	TEXT(group, "systemd-oomd"),
	TEXT(duration, "systemd-oomd"),
	{ "zone", "free, min", UNIT_TEXT, NULL, NULL, zone_name, NULL, NULL },
	TEXT(other_zone, "free"),
	{ .name = NULL },
};
