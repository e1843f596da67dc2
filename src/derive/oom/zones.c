/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a zone can serve the request, as __zone_watermark_ok() computes it (mm/page_alloc.c; since
 * 4.4 as here, before with the smaller blocks taken off order by order).
 */
#include "derive/oom/internal.h"
#include "base/macros.h"

/* "0-1,3" */
static bool in_list(struct text list, int node)
{
	while (list.length > 0) {
		struct text range = text_next_field(&list, ',');
		uint64_t first, last;

		if (!text_next_number(&range, &first))
			continue;
		last = first;
		if (range.length > 1 && range.at[0] == '-')
			text_to_number(text_of(range.at + 1, range.length - 1), &last);
		if (node >= 0 && (uint64_t)node >= first && (uint64_t)node <= last)
			return true;
	}
	return false;
}

static bool node_allowed(const struct oom_view *view, int node)
{
	const struct oom_report *report = view->report;

	if (node == OOM_NO_NODE)
		return true;
	if (report->nodemask.length > 0 && !in_list(report->nodemask, node))
		return false;
	return report->mems_allowed.length == 0 || in_list(report->mems_allowed, node);
}

static bool is_printed(const struct oom_report *report, int kind)
{
	for (size_t i = 0; i < report->zone_count; i++)
		if ((int)report->zones[i].kind == kind)
			return true;
	return false;
}

/*
 * Which zones this kernel was built with, which the index into lowmem_reserve[] depends on: those
 * that are printed, and as many of those that may not be as the number of entries asks for.
 */
static unsigned configured_zones(const struct oom_report *report, size_t entries)
{
	static const enum oom_zone_kind order[] = { OOM_ZONE_NORMAL, OOM_ZONE_MOVABLE,
		OOM_ZONE_DEVICE, OOM_ZONE_DMA32, OOM_ZONE_DMA };
	bool high = is_printed(report, OOM_ZONE_HIGHMEM) || value_or(report->highmem, 0) > 0;
	unsigned zones = high ? 1u << OOM_ZONE_HIGHMEM : 0;
	size_t count = high;

	for (int kind = 0; kind < OOM_ZONE_COUNT; kind++) {
		if (kind != OOM_ZONE_HIGHMEM && is_printed(report, kind)) {
			zones |= 1u << kind;
			count++;
		}
	}
	for (size_t i = 0; i < COUNT_OF(order) && count < entries; i++) {
		if ((zones & 1u << order[i]) || (high && order[i] == OOM_ZONE_DEVICE))
			continue;
		zones |= 1u << order[i];
		count++;
	}
	return zones;
}

static struct value reserve_of(const struct oom_view *view, const struct oom_zone *zone)
{
	unsigned zones = configured_zones(view->report, zone->reserve_count);
	size_t index = 0, seen = 0;

	if (zone->reserve_count == 0)
		return value_missing(VALUE_ABSENT);
	for (unsigned kind = 0; kind < OOM_ZONE_COUNT; kind++) {
		if (!(zones & 1u << kind))
			continue;
		if (kind <= view->top)
			index = seen;
		seen++;
	}
	if (index >= zone->reserve_count)
		index = zone->reserve_count - 1;
	return value_of(zone->reserve[index] * view->page);
}

static bool type_usable(const struct oom_view *view, unsigned types)
{
	unsigned usable = OOM_BLOCK_UNMOVABLE | OOM_BLOCK_MOVABLE | OOM_BLOCK_RECLAIMABLE;

	if (view->movable)
		usable |= OOM_BLOCK_CMA;
	if (view->atomic)
		usable |= OOM_BLOCK_HIGHATOMIC;
	return types == 0 || (types & usable) != 0;
}

static void derive_blocks(struct oom_zone_view *zone_view, const struct oom_view *view,
	const struct oom_blocks *blocks)
{
	uint64_t wanted = view->page << value_or(view->order, 0), largest = 0;

	for (size_t i = 0; i < blocks->count; i++)
		if (blocks->order[i].count > 0 && type_usable(view, blocks->order[i].types) &&
			blocks->order[i].size > largest)
			largest = blocks->order[i].size;
	if (blocks->count == 0)
		return;
	if (largest >= wanted)
		zone_view->has_block = OOM_YES;
	else if (value_known(blocks->sum))
		zone_view->has_block = OOM_NO;
	if (value_known(blocks->sum))
		zone_view->largest_block = value_of(largest);
}

static bool is_old(const struct oom_view *view)
{
	const struct oom_report *report = view->report;

	if (report->kernel_major > 0)
		return report->kernel_major < 4 ||
		       (report->kernel_major == 4 && report->kernel_minor < 4);
	return report->node_count == 0 && report->request.gfp.length == 0;
}

/* To 4.3: what is left, and what must be left, after each order below the one asked for. */
static int64_t margin_old(const struct oom_zone *zone, uint64_t order, int64_t usable, int64_t need)
{
	for (uint64_t i = 0; usable > need && i < order && i < zone->blocks.count; i++) {
		usable -= (int64_t)(zone->blocks.order[i].count * zone->blocks.order[i].size);
		need /= 2;
	}
	return usable - need;
}

/* min, of which requests that must not wait may use a part (ALLOC_HIGH, ALLOC_HARDER). */
static int64_t min_of(const struct oom_view *view, uint64_t min)
{
	if (!view->atomic)
		return (int64_t)min;
	min -= min / 2;
	return (int64_t)(view->may_wait ? min : min - min / 4);
}

void oom_zone_view_of(struct oom_zone_view *zone_view, const struct oom_view *view, size_t index)
{
	const struct oom_zone *zone = &view->report->zones[index];
	uint64_t order = value_or(view->order, 0), held = 0;
	int64_t usable, need;

	*zone_view = (struct oom_zone_view){ .allowed = zone->kind <= view->top &&
							node_allowed(view, zone->node) };
	zone_view->managed = value_known(zone->key[OOM_managed]) ? zone->key[OOM_managed]
								 : zone->key[OOM_present];
	zone_view->reserve = reserve_of(view, zone);
	if (!view->movable)
		held += value_or(zone->key[OOM_free_cma], 0);
	if (!view->atomic)
		held += value_or(zone->key[OOM_free_highatomic],
			value_or(zone->key[OOM_reserved_highatomic], 0));
	zone_view->held = value_of(held);
	derive_blocks(zone_view, view, &zone->blocks);
	zone_view->margin_known = value_known(zone->key[OOM_free]) &&
				  value_known(zone->key[OOM_min]) &&
				  (value_known(zone_view->reserve) ||
					  zone->kind >= OOM_ZONE_NORMAL || view->top <= zone->kind);
	if (!zone_view->margin_known)
		return;
	usable = (int64_t)zone->key[OOM_free].n - (int64_t)held;
	need = min_of(view, zone->key[OOM_min].n) + (int64_t)value_or(zone_view->reserve, 0);
	zone_view->margin_one = usable - need;
	if (is_old(view) && order > 0)
		zone_view->margin = margin_old(zone, order, usable, need);
	else
		zone_view->margin =
			usable - (int64_t)(((UINT64_C(1) << order) - 1) * view->page) - need;
}

void oom_zones_derive(struct oom_view *view)
{
	const struct oom_report *report = view->report;
	int64_t best = INT64_MIN;
	uint64_t largest = 0;

	view->best = view->largest = report->zone_count;
	view->constraint = report->constraint;
	view->managed_known = report->zone_count > 0;
	for (size_t i = 0; i < report->zone_count; i++) {
		const struct oom_zone *zone = &report->zones[i];
		struct oom_zone_view zone_view;
		uint64_t size;

		oom_zone_view_of(&zone_view, view, i);
		if (!zone_view.allowed) {
			if (zone->kind <= view->top && view->constraint == OOM_CONSTRAINT_UNKNOWN)
				view->constraint = report->nodemask.length > 0
							   ? OOM_CONSTRAINT_MEMORY_POLICY
							   : OOM_CONSTRAINT_CPUSET;
			view->other_free += value_or(zone->key[OOM_free], 0);
			continue;
		}
		view->managed_known = view->managed_known && value_known(zone_view.managed);
		view->allowed_free += value_or(zone->key[OOM_free], 0);
		view->allowed_managed += value_or(zone_view.managed, 0);
		if (zone_view.margin_known && zone_view.margin > best) {
			best = zone_view.margin;
			view->best = i;
		}
		/* Where the size is cut off, min tells: it grows with the zone. */
		size = value_or(zone_view.managed, value_or(zone->key[OOM_min], 0));
		if (view->largest == report->zone_count || size > largest) {
			largest = size;
			view->largest = i;
		}
	}
}
