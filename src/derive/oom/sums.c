/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds the memory, by the counters of the report and by its table of tasks. */
#include "base/macros.h"
#include "derive/oom/internal.h"

/*
 * The page size by which counters in pages make the same figures in bytes: those of the only node,
 * or what all zones have free, which may have changed a little in between.
 */
static struct value size_by_bytes(const struct oom_report *report)
{
	static const enum oom_key keys[] = { OOM_inactive_anon, OOM_active_anon, OOM_active_file };
	uint64_t count = value_or(report->counter[OOM_free], 0), bytes = 0;

	for (size_t i = 0; i < COUNT_OF(keys) && report->node_count == 1; i++) {
		uint64_t pages = value_or(report->counter[keys[i]], 0);
		uint64_t of_node = value_or(report->nodes[0].key[keys[i]], 0);

		if (pages > 0 && of_node > 0) {
			count = pages;
			bytes = of_node;
			break;
		}
	}
	for (size_t i = 0; i < report->zone_count && report->node_count != 1; i++)
		bytes += value_or(report->zones[i].key[OOM_free], 0);
	for (uint64_t size = 4096; count > 0 && size <= 65536; size *= 2)
		if (bytes / size >= count - count / 50 && bytes / size <= count + count / 50)
			return value_of(size);
	return value_missing(VALUE_ABSENT);
}

static void derive_page_size(struct oom_view *view)
{
	const struct oom_report *report = view->report;
	struct value size = value_missing(VALUE_ABSENT);

	for (size_t i = 0; i < report->zone_count && !value_known(size); i++)
		if (report->zones[i].blocks.count > 0)
			size = value_of(report->zones[i].blocks.order[0].size);
	for (size_t i = 0; i < report->task_count && !value_known(size); i++) {
		const struct oom_task *task = &report->tasks[i];
		uint64_t pages = value_or(task->total_vm, 0);
		uint64_t bytes = value_or(report->victim.total_vm, 0);

		if (task->pid == report->victim.pid && pages > 0 && bytes / pages >= 4096 &&
			bytes % pages == 0)
			size = value_of(bytes / pages);
	}
	if (!value_known(size))
		size = size_by_bytes(report);
	if (!value_known(size) && !report->other_page_size)
		size = value_of(4096);
	view->page_size = size;
	view->page = value_or(size, 4096);
	if (view->page < 1024 || view->page > UINT64_C(1) << 24)
		view->page = 4096;
}

static struct value pages(const struct oom_view *view, struct value count)
{
	return value_times(count, view->page);
}

static struct value counter(const struct oom_view *view, enum oom_key key)
{
	return pages(view, view->report->counter[key]);
}

/* The sum of those that are known; absent if none is. */
static struct value sum(const struct oom_view *view, const enum oom_key *keys, size_t count)
{
	struct value total = value_missing(VALUE_ABSENT);

	for (size_t i = 0; i < count; i++) {
		struct value value = counter(view, keys[i]);

		if (value_known(value))
			total = value_of(value_or(total, 0) + value.n);
	}
	return total;
}
#define SUM(view, ...)                                                                             \
	sum(view, (const enum oom_key[]){ __VA_ARGS__ },                                           \
		COUNT_OF(((const enum oom_key[]){ __VA_ARGS__ })))

/* A figure that stands in node lines in some versions and in zone lines in others. */
static struct value node_or_zone(const struct oom_view *view, enum oom_key key)
{
	const struct oom_report *report = view->report;
	struct value total = value_missing(VALUE_ABSENT);

	for (size_t i = 0; i < report->node_count; i++)
		if (value_known(report->nodes[i].key[key]))
			total = value_of(value_or(total, 0) + report->nodes[i].key[key].n);
	if (value_known(total))
		return total;
	for (size_t i = 0; i < report->zone_count; i++)
		if (value_known(report->zones[i].key[key]))
			total = value_of(value_or(total, 0) + report->zones[i].key[key].n);
	return total;
}

static void derive_hugepages(struct oom_view *view)
{
	const struct oom_report *report = view->report;
	uint64_t total = 0, idle = 0;

	for (size_t i = 0; i < report->hugepages_count; i++) {
		const struct oom_hugepages *pool = &report->hugepages[i];

		if (pool->size > 0 && pool->total < (UINT64_C(1) << 60) / pool->size) {
			total += pool->total * pool->size;
			idle += (pool->free < pool->total ? pool->free : pool->total) * pool->size;
		}
	}
	if (report->hugepages_count > 0) {
		view->hugepages = value_of(total);
		view->hugepages_free = value_of(idle);
	}
}

/* The sum of "Unreclaimable slab info", for want of the counters. */
static struct value listed_slabs(const struct oom_report *report)
{
	uint64_t total = 0;

	for (size_t i = 0; i < report->slab_count; i++)
		total += report->slabs[i].total;
	return value_of(total);
}

static void derive_kinds(struct oom_view *view)
{
	view->free = counter(view, OOM_free);
	view->shmem = counter(view, OOM_shmem);
	view->anon = SUM(view, OOM_active_anon, OOM_inactive_anon, OOM_isolated_anon);
	view->file = SUM(view, OOM_active_file, OOM_inactive_file, OOM_isolated_file);
	view->lru = SUM(view, OOM_active_anon, OOM_inactive_anon, OOM_isolated_anon,
		OOM_active_file, OOM_inactive_file, OOM_isolated_file, OOM_unevictable, OOM_active,
		OOM_inactive);
	view->slab = SUM(view, OOM_slab, OOM_slab_reclaimable, OOM_slab_unreclaimable);
	view->slab_unreclaimable = counter(view, OOM_slab_unreclaimable);
	if (!value_known(view->slab) && view->report->slab_count > 0)
		view->slab = view->slab_unreclaimable = listed_slabs(view->report);
	view->page_tables = SUM(view, OOM_pagetables, OOM_sec_pagetables);
	view->kernel_stack = node_or_zone(view, OOM_kernel_stack);
	view->swap_cached = pages(view, view->report->swap_cache);
	derive_hugepages(view);
}

bool oom_zones_missing(const struct oom_view *view)
{
	uint64_t slack = view->zones_free / 10 + (UINT64_C(16) << 20);

	return view->report->zone_count > 0 && value_or(view->free, 0) > view->zones_free + slack;
}

/* Whether zones are left out: of other nodes under a cpuset or policy, or high ones. */
static bool zones_missing(const struct oom_view *view)
{
	return view->report->constraint == OOM_CONSTRAINT_CPUSET ||
	       view->report->constraint == OOM_CONSTRAINT_MEMORY_POLICY || oom_zones_missing(view);
}

static void derive_total(struct oom_view *view)
{
	const struct oom_report *report = view->report;
	uint64_t managed = 0, present = 0;
	bool whole = report->zone_count > 0;

	for (size_t i = 0; i < report->zone_count; i++) {
		const struct value *key = report->zones[i].key;

		whole = whole && (value_known(key[OOM_managed]) || value_known(key[OOM_present]));
		managed += value_or(key[OOM_managed], value_or(key[OOM_present], 0));
		present += value_or(key[OOM_present], 0);
		view->zones_free += value_or(key[OOM_free], 0);
		view->min += value_or(key[OOM_min], 0);
		view->boost += value_or(key[OOM_boost], 0);
	}
	view->ram = pages(view, report->ram);
	if (value_known(report->ram) && value_known(report->reserved))
		view->reserved = pages(view, report->reserved);
	view->zones_complete = whole && value_known(view->ram) &&
			       present >= value_or(view->ram, 0) - value_or(view->ram, 0) / 50 &&
			       present <= value_or(view->ram, 0) + value_or(view->ram, 0) / 50;
	if (value_known(view->ram) && value_known(view->reserved))
		view->total = value_subtract(view->ram, view->reserved);
	else if (whole && !value_known(view->ram))
		view->total = zones_missing(view) ? value_missing(VALUE_ABSENT) : value_of(managed);
	else
		view->total = view->ram;
	view->cut = report->mem_info && report->zone_count == 0;
}

/* Whether each of the lists is there, none of their lines lost. */
static bool lists_known(const struct value *counter)
{
	if (value_known(counter[OOM_active]) && value_known(counter[OOM_inactive]))
		return true;
	return value_known(counter[OOM_active_anon]) && value_known(counter[OOM_inactive_anon]) &&
	       value_known(counter[OOM_active_file]) && value_known(counter[OOM_inactive_file]);
}

static void derive_uncounted(struct oom_view *view)
{
	uint64_t known;

	if (!lists_known(view->report->counter) || !value_known(view->slab) ||
		!value_known(view->free))
		return;
	known = view->lru.n + view->slab.n + value_or(view->page_tables, 0) +
		value_or(view->kernel_stack, 0) + value_or(view->free, 0) +
		value_or(view->hugepages, 0) + value_or(counter(view, OOM_free_pcp), 0) +
		value_or(counter(view, OOM_kernel_misc_reclaimable), 0) +
		value_or(node_or_zone(view, OOM_zspages), 0) +
		value_or(node_or_zone(view, OOM_balloon), 0) +
		value_or(node_or_zone(view, OOM_gpu_active), 0) +
		value_or(node_or_zone(view, OOM_gpu_reclaim), 0);
	view->known = value_of(known);
	if (value_known(view->total) && value_known(view->page_size))
		view->uncounted = value_subtract(view->total, view->known);
}

struct oom_holder oom_holder_of(const struct oom_view *view, const struct oom_task *task)
{
	return (struct oom_holder){ .task = task,
		.resident = value_or(pages(view, task->rss), 0),
		.swap = value_or(pages(view, task->swap), 0) };
}

static bool larger(struct oom_holder a, struct oom_holder b)
{
	return !b.task || a.resident + a.swap > b.resident + b.swap;
}

static bool same_name(struct text a, struct text b)
{
	return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

static void derive_tasks(struct oom_view *view)
{
	const struct oom_report *report = view->report;

	for (size_t i = 0; i < report->task_count; i++) {
		struct oom_holder holder = oom_holder_of(view, &report->tasks[i]);

		view->task_resident += holder.resident;
		view->task_swap += holder.swap;
		if (larger(holder, view->biggest)) {
			view->second = view->biggest;
			view->biggest = holder;
		} else if (larger(holder, view->second)) {
			view->second = holder;
		}
		if (holder.task->pid == report->victim.pid) {
			view->victim_resident = value_of(holder.resident);
			view->victim_swap = value_of(holder.swap);
		}
	}
	for (size_t i = 0; i < report->task_count; i++)
		view->same_name += same_name(report->tasks[i].name, view->biggest.task->name);
	if (value_known(report->victim.rss_anon))
		view->victim_resident =
			value_of(report->victim.rss_anon.n + value_or(report->victim.rss_file, 0) +
				 value_or(report->victim.rss_shmem, 0));
}

static bool blocks_add_up(const struct oom_blocks *blocks)
{
	uint64_t total = 0;

	if (!value_known(blocks->sum))
		return true;
	for (size_t i = 0; i < blocks->count; i++) {
		uint64_t size = blocks->order[i].size;

		if (size > 0 && blocks->order[i].count > UINT64_MAX / 2 / size)
			return false;
		total += blocks->order[i].count * size;
	}
	return total == value_or(blocks->sum, 0);
}

/* Figures that cannot all be true: texts of two reports in one another, digits that were lost. */
static void derive_contradictions(struct oom_view *view)
{
	const struct oom_report *report = view->report;
	uint64_t tolerance = value_or(view->total, 0) / 50;

	view->contradictions = report->contradictions;
	for (size_t i = 0; i < report->zone_count; i++)
		view->contradictions += !blocks_add_up(&report->zones[i].blocks);
	if (tolerance < UINT64_C(16) << 20)
		tolerance = UINT64_C(16) << 20;
	if (view->zones_complete && value_known(view->free) && value_known(view->page_size)) {
		uint64_t a = value_or(view->free, 0), b = view->zones_free;

		view->contradictions += (a > b ? a - b : b - a) > tolerance;
	}
	if (value_known(view->total) && value_known(view->known) && value_known(view->page_size))
		view->contradictions +=
			value_or(view->known, 0) > value_or(view->total, 0) / 20 * 21 + tolerance;
}

void oom_sums_derive(struct oom_view *view)
{
	derive_page_size(view);
	derive_kinds(view);
	derive_total(view);
	derive_uncounted(view);
	derive_tasks(view);
	derive_contradictions(view);
}
