/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/oom/rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"

static struct oom_row *add(struct oom_rows *rows, const char *what)
{
	struct oom_row *grown =
		array_reserve(rows->items, &rows->room, rows->count + 1, sizeof(*grown));
	struct oom_row *row;

	if (!grown) {
		rows->no_memory = true;
		return NULL;
	}
	rows->items = grown;
	row = &rows->items[rows->count++];
	*row = (struct oom_row){ .size = value_missing(VALUE_GONE),
		.share = value_missing(VALUE_GONE) };
	snprintf(row->what, sizeof(row->what), "%s", what);
	return row;
}

static void heading(struct oom_rows *rows, const char *title, const char *explanation)
{
	struct oom_row *row;

	if (rows->count > 0)
		add(rows, "");
	row = add(rows, title);
	if (!row)
		return;
	row->emphasis = EMPHASIS_STRONG;
	snprintf(row->note, sizeof(row->note), "%s", explanation);
}

static void note(struct oom_row *row, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void note(struct oom_row *row, const char *format, ...)
{
	size_t length = strlen(row->note);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(row->note + length, sizeof(row->note) - length, format, arguments);
	va_end(arguments);
}

static const char *size_text(char out[static UNITS_SIZE], struct value value)
{
	units_value(out, value, UNIT_BYTES, SCALE_AUTO);
	return out;
}

/* ---- what was asked for ---- */

static const char *purpose(const struct oom_view *view)
{
	if (view->movable)
		return _(
			"memory of a program or page cache, which may be moved: every zone will do");
	if (view->top == OOM_ZONE_HIGHMEM)
		return _("memory that the kernel need not map: every zone but Movable will do");
	if (view->top == OOM_ZONE_DMA)
		return _("memory for a device with short addresses: only zone DMA will do");
	if (view->top == OOM_ZONE_DMA32)
		return _("memory for a device with 32-bit addresses: only DMA32 and DMA will do");
	return _("memory of the kernel itself: Normal and the zones below it will do");
}

static void add_request(struct oom_rows *rows, const struct oom_view *view)
{
	const struct oom_request *request = &view->report->request;
	struct oom_row *row;

	if (!request->known && !value_known(view->order))
		return;
	heading(rows, _("Asked for"), "");
	row = add(rows, view->requester_name[0] ? view->requester_name : _("request"));
	if (row && value_known(view->order)) {
		row->size = value_of(view->page << view->order.n);
		note(row, _("order %u: 2^%u pages in one piece"), (unsigned)view->order.n,
			(unsigned)view->order.n);
	}
	if (view->gfp[0] || value_known(request->mask)) {
		row = add(rows, "gfp_mask");
		if (row)
			note(row, "%s: %s%s", view->gfp[0] ? view->gfp : "", purpose(view),
				view->may_wait ? "" : _("; it may not wait for reclaim"));
	}
	if (view->nodes[0]) {
		row = add(rows, "mems_allowed");
		if (row)
			note(row, _("only nodes %s"), view->nodes);
	}
}

/* ---- zones ---- */

static void note_margin(struct oom_row *row, const struct oom_zone_view *zone)
{
	char size[UNITS_SIZE];
	uint64_t distance = zone->margin < 0 ? (uint64_t)-zone->margin : (uint64_t)zone->margin;

	if (!zone->margin_known)
		return;
	units_bytes(size, distance, SCALE_AUTO);
	note(row, zone->margin > 0 ? _("%s beyond what it must keep") : _("lacks %s"), size);
	if (zone->margin <= 0)
		row->emphasis = EMPHASIS_WARNING;
	if (zone->margin_one > 0 && zone->has_block == OOM_NO) {
		note(row, _("; no block of that size"));
		row->emphasis = EMPHASIS_WARNING;
	}
}

static void note_part(struct oom_row *row, const char *title, struct value value)
{
	char size[UNITS_SIZE];

	if (value_or(value, 0) > 0)
		note(row, ", %s %s", title, size_text(size, value));
}

static void add_zone(struct oom_rows *rows, const struct oom_view *view, size_t index)
{
	const struct oom_zone *zone = &view->report->zones[index];
	struct oom_zone_view zone_view;
	struct oom_row *row;
	char what[48];

	oom_zone_view_of(&zone_view, view, index);
	if (zone->node == OOM_NO_NODE)
		snprintf(what, sizeof(what), "  %s", oom_zone_name(zone->kind));
	else
		snprintf(what, sizeof(what), _("  node %d %s"), zone->node,
			oom_zone_name(zone->kind));
	row = add(rows, what);
	if (!row)
		return;
	row->size = zone->key[OOM_free];
	row->share = oom_share(zone->key[OOM_free], zone_view.managed);
	if (zone_view.allowed)
		note_margin(row, &zone_view);
	else
		note(row, "%s", _("this request may not use it"));
	note_part(row, "min", zone->key[OOM_min]);
	note_part(row, "boost", zone->key[OOM_boost]);
	note_part(row, "lowmem_reserve", zone_view.reserve);
	note_part(row, "CMA", zone->key[OOM_free_cma]);
	note_part(row, "highatomic", zone->key[OOM_reserved_highatomic]);
	note_part(row, _("largest block"), zone_view.largest_block);
	note_part(row, "managed", zone_view.managed);
	if (!zone_view.allowed)
		row->emphasis = EMPHASIS_FAINT;
}

static void add_zones(struct oom_rows *rows, const struct oom_view *view)
{
	if (view->report->zone_count == 0)
		return;
	heading(rows, _("Zones"), _("what was free, and what each lacked"));
	for (size_t i = 0; i < view->report->zone_count; i++)
		add_zone(rows, view, i);
}

/* ---- balance ---- */

static void add_term(struct oom_rows *rows, struct value whole, const char *what, struct value size,
	const char *explanation)
{
	struct oom_row *row = value_known(size) ? add(rows, what) : NULL;

	if (!row)
		return;
	row->size = size;
	row->share = oom_share(size, whole);
	note(row, "%s", explanation);
}

static void add_balance(struct oom_rows *rows, const struct oom_view *view)
{
	struct value whole = value_known(view->total) ? view->total : view->known;

	if (!value_known(view->known) || !value_known(view->page_size))
		return;
	heading(rows, _("Balance"), _("where the memory was, by the counters"));
	add_term(rows, view->ram, "RAM", view->ram, _("pages of RAM that the kernel knows"));
	add_term(rows, view->ram, _("reserved"), view->reserved,
		_("never given to the kernel's allocator: firmware, kernel image, balloon, crash "
		  "kernel"));
	add_term(rows, whole, _("managed"), view->total, _("what the shares below are of"));
	add_term(rows, whole, _("free"), view->free,
		_("of all zones; see above what each may give"));
	add_term(rows, whole, _("anonymous"), view->anon, _("heaps and stacks of programs"));
	add_term(rows, whole, _("file lists"), view->file, _("page cache without shared memory"));
	add_term(rows, whole, _("shared memory"), view->shmem,
		_("tmpfs and shared mappings; a part of anonymous or unevictable above"));
	add_term(rows, whole, _("page lists"), view->lru,
		_("all pages that reclaim looks at, unevictable ones too"));
	add_term(rows, whole, _("slab"), view->slab, _("objects of the kernel"));
	add_term(rows, whole, _("slab, unreclaimable"), view->slab_unreclaimable,
		_("a part of slab that no reclaim frees"));
	add_term(rows, whole, _("page tables"), view->page_tables, _("of processes"));
	add_term(rows, whole, _("kernel stacks"), view->kernel_stack, _("of threads"));
	add_term(rows, whole, _("huge pages"), view->hugepages, _("the pools, used or not"));
	add_term(rows, whole, _("uncounted"), view->uncounted,
		_("managed memory in no counter: per-CPU, vmalloc, drivers, graphics, zswap, zram"));
}

static void add_swap(struct oom_rows *rows, const struct oom_view *view)
{
	const struct oom_report *report = view->report;
	struct oom_row *row;

	if (!value_known(report->swap_total))
		return;
	heading(rows, _("Swap"), "");
	row = add(rows, _("free swap"));
	if (!row)
		return;
	row->size = report->swap_free;
	row->share = oom_share(report->swap_free, report->swap_total);
	if (report->swap_total.n == 0)
		note(row, "%s", _("there is no swap"));
	else
		note_part(row, _("of"), report->swap_total);
}

static void add_account(struct oom_rows *rows, const char *what, const struct oom_account *account)
{
	struct oom_row *row = value_known(account->usage) ? add(rows, what) : NULL;
	char size[UNITS_SIZE];

	if (!row)
		return;
	row->size = account->usage;
	row->share = oom_share(account->usage, account->limit);
	if (value_known(account->limit))
		note(row, _("limit %s"), size_text(size, account->limit));
	else
		note(row, "%s", _("no limit"));
}

static void add_cgroup(struct oom_rows *rows, const struct oom_view *view)
{
	static const enum oom_key keys[] = { OOM_anon, OOM_rss, OOM_file, OOM_cache, OOM_shmem,
		OOM_swapcached, OOM_file_dirty, OOM_file_writeback, OOM_kernel, OOM_slab,
		OOM_pagetables, OOM_kernel_stack, OOM_percpu, OOM_sock, OOM_zswap };
	const struct oom_cgroup *cgroup = &view->report->memory_cgroup;

	if (view->constraint != OOM_CONSTRAINT_CGROUP)
		return;
	heading(rows, _("Cgroup"), view->cgroup);
	add_account(rows, _("memory"), &cgroup->memory);
	add_account(rows, _("memory and swap"), &cgroup->memory_swap);
	add_account(rows, _("kernel memory"), &cgroup->kernel);
	add_account(rows, _("swap"), &cgroup->swap);
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		char what[48];

		snprintf(what, sizeof(what), "  %s", oom_key_name(keys[i]));
		if (value_or(cgroup->stat[keys[i]], 0) > 0)
			add_term(rows, cgroup->memory.limit, what, cgroup->stat[keys[i]], "");
	}
}

/* ---- processes ---- */

static void add_victim(struct oom_rows *rows, const struct oom_view *view)
{
	static const char *const helps[] = { [OOM_UNDECIDED] = "",
		[OOM_NO] = N_("killing it could not help"),
		[OOM_YES] = N_("killing it could help") };
	struct oom_row *row;
	char what[72];

	if (!view->report->victim.known)
		return;
	heading(rows, _("Killed"), "");
	snprintf(what, sizeof(what), "%s (%llu)", view->victim_name,
		(unsigned long long)view->report->victim.pid);
	row = add(rows, what);
	if (!row)
		return;
	row->size = view->victim_resident;
	row->share = oom_share(view->victim_resident, view->total);
	if (*helps[view->kill_helps])
		note(row, "%s", _(helps[view->kill_helps]));
	note_part(row, _("in swap"), view->victim_swap);
}

static int compare_tasks(const void *a, const void *b)
{
	const struct oom_task *const *left = a, *const *right = b;
	uint64_t x = value_or((*left)->rss, 0) + value_or((*left)->swap, 0);
	uint64_t y = value_or((*right)->rss, 0) + value_or((*right)->swap, 0);

	return x < y ? 1 : x > y ? -1 : 0;
}

static void add_task(struct oom_rows *rows, const struct oom_view *view,
	const struct oom_task *task)
{
	struct oom_holder holder = oom_holder_of(view, task);
	struct oom_row *row;
	char what[72];

	snprintf(what, sizeof(what), "%.*s (%llu)",
		(int)(task->name.length < 40 ? task->name.length : 40), task->name.at,
		(unsigned long long)task->pid);
	row = add(rows, what);
	if (!row)
		return;
	row->size = value_of(holder.resident);
	row->share = oom_share(row->size, view->total);
	if (task->has_score_adj)
		note(row, "oom_score_adj %d", task->score_adj);
	note_part(row, _("in swap"), value_of(holder.swap));
	if (task->pid == view->report->victim.pid && view->report->victim.known)
		row->emphasis = EMPHASIS_WARNING;
}

static void add_tasks(struct oom_rows *rows, const struct oom_view *view)
{
	const struct oom_report *report = view->report;
	const struct oom_task **sorted;

	if (report->task_count == 0)
		return;
	sorted = calloc(report->task_count, sizeof(struct oom_task *));
	if (!sorted) {
		rows->no_memory = true;
		return;
	}
	for (size_t i = 0; i < report->task_count; i++)
		sorted[i] = &report->tasks[i];
	qsort(sorted, report->task_count, sizeof(sorted[0]), compare_tasks);
	heading(rows, _("Processes"), _("resident memory, largest first"));
	for (size_t i = 0; i < report->task_count; i++)
		add_task(rows, view, sorted[i]);
	free(sorted);
}

void oom_rows_make(struct oom_rows *rows, const struct oom_view *view)
{
	*rows = (struct oom_rows){ .count = 0 };
	add_request(rows, view);
	add_zones(rows, view);
	add_cgroup(rows, view);
	add_balance(rows, view);
	add_swap(rows, view);
	add_victim(rows, view);
	add_tasks(rows, view);
}
