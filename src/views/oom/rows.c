/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/oom/rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "document/oom_terms.h"

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

/* A row of a term: its title, until it has a name of its own. */
static struct oom_row *add_of(struct oom_rows *rows, enum oom_term term)
{
	struct oom_row *row = add(rows, _(oom_terms[term].title));

	if (row)
		row->term = &oom_terms[term];
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
	row = add_of(rows, OOM_TERM_REQUEST);
	if (row && view->requester_name[0])
		snprintf(row->what, sizeof(row->what), "%s", view->requester_name);
	if (row && value_known(view->order)) {
		row->size = value_of(view->page << view->order.n);
		note(row, _("order %u: 2^%u pages in one piece"), (unsigned)view->order.n,
			(unsigned)view->order.n);
	}
	if (view->gfp[0] || value_known(request->mask)) {
		row = add_of(rows, OOM_TERM_GFP_MASK);
		if (row)
			note(row, "%s: %s%s", view->gfp[0] ? view->gfp : "", purpose(view),
				view->may_wait ? "" : _("; it may not wait for reclaim"));
	}
	if (view->nodes[0]) {
		row = add_of(rows, OOM_TERM_MEMS_ALLOWED);
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

/* What else the line of a zone has, each with its term. */
struct zone_parts {
	struct value part[OOM_TERM_COUNT];
};

static struct zone_parts parts_of(const struct oom_zone *zone,
	const struct oom_zone_view *zone_view)
{
	struct zone_parts parts;

	values_fill(&parts, sizeof(parts), VALUE_ABSENT);
	parts.part[OOM_TERM_MIN] = zone->key[OOM_min];
	parts.part[OOM_TERM_BOOST] = zone->key[OOM_boost];
	parts.part[OOM_TERM_LOWMEM_RESERVE] = zone_view->reserve;
	parts.part[OOM_TERM_CMA] = zone->key[OOM_free_cma];
	parts.part[OOM_TERM_HIGHATOMIC] = zone->key[OOM_reserved_highatomic];
	parts.part[OOM_TERM_LARGEST_BLOCK] = zone_view->largest_block;
	parts.part[OOM_TERM_MANAGED_ZONE] = zone_view->managed;
	return parts;
}

static void add_zone(struct oom_rows *rows, const struct oom_view *view, size_t index)
{
	const struct oom_zone *zone = &view->report->zones[index];
	struct oom_zone_view zone_view;
	struct zone_parts parts;
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
	row->term = &oom_terms[OOM_TERM_ZONE];
	row->size = zone->key[OOM_free];
	row->share = oom_share(zone->key[OOM_free], zone_view.managed);
	if (zone_view.allowed)
		note_margin(row, &zone_view);
	else
		note(row, "%s", _("this request may not use it"));
	parts = parts_of(zone, &zone_view);
	for (int term = OOM_TERM_MIN; term <= OOM_TERM_MANAGED_ZONE; term++)
		note_part(row, _(oom_terms[term].title), parts.part[term]);
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

static void add_term(struct oom_rows *rows, struct value whole, enum oom_term term,
	struct value size)
{
	struct oom_row *row = value_known(size) ? add_of(rows, term) : NULL;

	if (!row)
		return;
	row->size = size;
	row->share = oom_share(size, whole);
	note(row, "%s", _(oom_terms[term].explanation));
}

static void add_balance(struct oom_rows *rows, const struct oom_view *view)
{
	struct value whole = value_known(view->total) ? view->total : view->known;
	const struct {
		enum oom_term term;
		struct value size;
	} terms[] = {
		{ OOM_TERM_MANAGED, view->total },
		{ OOM_TERM_FREE, view->free },
		{ OOM_TERM_ANON, view->anon },
		{ OOM_TERM_FILE, view->file },
		{ OOM_TERM_SHMEM, view->shmem },
		{ OOM_TERM_LRU, view->lru },
		{ OOM_TERM_SLAB, view->slab },
		{ OOM_TERM_SLAB_UNRECLAIMABLE, view->slab_unreclaimable },
		{ OOM_TERM_PAGE_TABLES, view->page_tables },
		{ OOM_TERM_KERNEL_STACKS, view->kernel_stack },
		{ OOM_TERM_HUGE_PAGES, view->hugepages },
		{ OOM_TERM_UNCOUNTED, view->uncounted },
	};

	if (!value_known(view->known) || !value_known(view->page_size))
		return;
	heading(rows, _("Balance"), _("where the memory was, by the counters"));
	add_term(rows, view->ram, OOM_TERM_RAM, view->ram);
	add_term(rows, view->ram, OOM_TERM_RESERVED, view->reserved);
	for (size_t i = 0; i < COUNT_OF(terms); i++)
		add_term(rows, whole, terms[i].term, terms[i].size);
}

static void add_swap(struct oom_rows *rows, const struct oom_view *view)
{
	const struct oom_report *report = view->report;
	struct oom_row *row;

	if (!value_known(report->swap_total))
		return;
	heading(rows, _("Swap"), "");
	row = add_of(rows, OOM_TERM_FREE_SWAP);
	if (!row)
		return;
	row->size = report->swap_free;
	row->share = oom_share(report->swap_free, report->swap_total);
	if (report->swap_total.n == 0)
		note(row, "%s", _("there is no swap"));
	else
		note_part(row, _("of"), report->swap_total);
}

static void add_account(struct oom_rows *rows, enum oom_term term,
	const struct oom_account *account)
{
	struct oom_row *row = value_known(account->usage) ? add_of(rows, term) : NULL;
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
	add_account(rows, OOM_TERM_CGROUP_MEMORY, &cgroup->memory);
	add_account(rows, OOM_TERM_CGROUP_MEMORY_SWAP, &cgroup->memory_swap);
	add_account(rows, OOM_TERM_CGROUP_KERNEL, &cgroup->kernel);
	add_account(rows, OOM_TERM_CGROUP_SWAP, &cgroup->swap);
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct value size = cgroup->stat[keys[i]];
		struct oom_row *row =
			value_or(size, 0) > 0 ? add_of(rows, OOM_TERM_CGROUP_STAT) : NULL;

		if (!row)
			continue;
		snprintf(row->what, sizeof(row->what), "  %s", oom_key_name(keys[i]));
		row->size = size;
		row->share = oom_share(size, cgroup->memory.limit);
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
	row->term = &oom_terms[OOM_TERM_VICTIM];
	row->size = view->victim_resident;
	row->share = oom_share(view->victim_resident, view->total);
	if (*helps[view->kill_helps])
		note(row, "%s", _(helps[view->kill_helps]));
	note_part(row, _("in swap"), view->victim_swap);
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
	row->term = &oom_terms[OOM_TERM_PROCESS];
	if (value_known(task->rss))
		row->size = value_of(holder.resident);
	row->share = oom_share(row->size, view->total);
	if (task->has_score_adj)
		note(row, "oom_score_adj %d", task->score_adj);
	note_part(row, _("in swap"), value_of(holder.swap));
	if (task->pid == view->report->victim.pid && view->report->victim.known)
		row->emphasis = EMPHASIS_WARNING;
}

static void add_tasks(struct oom_rows *rows, const struct oom_view *view,
	const struct oom_sort *sort)
{
	const struct oom_report *report = view->report;
	const struct oom_task **sorted;

	if (report->task_count == 0)
		return;
	sorted = oom_sort_tasks(report, sort);
	if (!sorted) {
		rows->no_memory = true;
		return;
	}
	heading(rows, _("Processes"), oom_sort_title(sort));
	for (size_t i = 0; i < report->task_count; i++)
		add_task(rows, view, sorted[i]);
	free(sorted);
}

/* ---- words ---- */

static void add_word(struct oom_rows *rows, const struct label *term)
{
	struct oom_row *row = add(rows, _(term->title));

	if (!row)
		return;
	row->term = term;
	note(row, "%s", _(term->explanation));
}

/* Whether the line of any zone has that part. */
static bool has_part(const struct oom_view *view, enum oom_term term)
{
	for (size_t i = 0; i < view->report->zone_count; i++) {
		struct oom_zone_view zone_view;
		struct zone_parts parts;

		oom_zone_view_of(&zone_view, view, i);
		parts = parts_of(&view->report->zones[i], &zone_view);
		if (value_or(parts.part[term], 0) > 0)
			return true;
	}
	return false;
}

static bool has_score_adj(const struct oom_report *report)
{
	for (size_t i = 0; i < report->task_count; i++)
		if (report->tasks[i].has_score_adj)
			return true;
	return false;
}

/* What stands in the notes above, word for word: flags of the request, parts of a zone's line. */
static void add_words(struct oom_rows *rows, const struct oom_view *view)
{
	struct text flags = text_of_string(view->gfp);
	size_t before;

	heading(rows, _("Words"), _("the text of the report, word for word"));
	before = rows->count;
	while (flags.length > 0) {
		const struct label *flag = oom_gfp_find(text_next_field(&flags, '|'));

		if (flag)
			add_word(rows, flag);
	}
	for (int term = OOM_TERM_MIN; term <= OOM_TERM_MANAGED_ZONE; term++)
		if (has_part(view, (enum oom_term)term))
			add_word(rows, &oom_terms[term]);
	if (has_score_adj(view->report))
		add_word(rows, &oom_terms[OOM_TERM_SCORE_ADJ]);
	if (rows->count == before)
		rows->count -= before > 1 ? 2 : before; /* no heading over nothing */
}

void oom_rows_make(struct oom_rows *rows, const struct oom_view *view, const struct oom_sort *sort)
{
	*rows = (struct oom_rows){ .count = 0 };
	add_request(rows, view);
	add_zones(rows, view);
	add_cgroup(rows, view);
	add_balance(rows, view);
	add_swap(rows, view);
	add_victim(rows, view);
	add_words(rows, view);
	add_tasks(rows, view, sort);
}
