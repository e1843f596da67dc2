/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report of memory that ended, for programs: keys that scripts rely on. */
#include "views/oom/figures.h"

#include "base/i18n.h"
#include "base/macros.h"
#include "document/labels.h"

/* ---- zones ---- */

enum { NODE, ZONE, ALLOWED, RESERVE, BLOCK, MARGIN, KEYS }; /* from KEYS on: enum oom_key */

static const struct label zone_labels[] = {
	{ "node", NULL, N_("The node of the zone."), UNIT_NONE },
	{ "zone", NULL, N_("The zone."), UNIT_TEXT },
	{ "allowed", NULL, N_("Whether the request might use it."), UNIT_BOOL },
	{ "free_bytes", NULL, N_("How much was free in it."), UNIT_BYTES },
	{ "min_bytes", NULL, N_("Its min watermark."), UNIT_BYTES },
	{ "boost_bytes", NULL, N_("By how much the watermarks were raised for a while."),
		UNIT_BYTES },
	{ "low_bytes", NULL, N_("Its low watermark."), UNIT_BYTES },
	{ "high_bytes", NULL, N_("Its high watermark."), UNIT_BYTES },
	{ "reserve_bytes", NULL, N_("What it keeps for requests that may use no other."),
		UNIT_BYTES },
	{ "free_cma_bytes", NULL, N_("How many of the free pages only movable memory may use."),
		UNIT_BYTES },
	{ "reserved_highatomic_bytes", NULL, N_("What is kept for requests that may not wait."),
		UNIT_BYTES },
	{ "present_bytes", NULL, N_("Its size, reserved pages included."), UNIT_BYTES },
	{ "managed_bytes", NULL, N_("How much of it the kernel manages."), UNIT_BYTES },
	{ "largest_block_bytes", NULL, N_("The largest free piece."), UNIT_BYTES },
	{ "margin_bytes", NULL, N_("How much was free beyond what the zone must keep."),
		UNIT_SIGNED },
};

static const struct document_column zone_columns[] = {
	{ &zone_labels[0], IN_JSON, 0, NODE },
	{ &zone_labels[1], IN_JSON, 0, ZONE },
	{ &zone_labels[2], IN_JSON, 0, ALLOWED },
	{ &zone_labels[3], IN_JSON, 0, KEYS + OOM_free },
	{ &zone_labels[4], IN_JSON, 0, KEYS + OOM_min },
	{ &zone_labels[5], IN_JSON, 0, KEYS + OOM_boost },
	{ &zone_labels[6], IN_JSON, 0, KEYS + OOM_low },
	{ &zone_labels[7], IN_JSON, 0, KEYS + OOM_high },
	{ &zone_labels[8], IN_JSON, 0, RESERVE },
	{ &zone_labels[9], IN_JSON, 0, KEYS + OOM_free_cma },
	{ &zone_labels[10], IN_JSON, 0, KEYS + OOM_reserved_highatomic },
	{ &zone_labels[11], IN_JSON, 0, KEYS + OOM_present },
	{ &zone_labels[12], IN_JSON, 0, KEYS + OOM_managed },
	{ &zone_labels[13], IN_JSON, 0, BLOCK },
	{ &zone_labels[14], IN_JSON, 0, MARGIN },
};

static struct value zone_value(const struct oom_zone *zone, const struct oom_zone_view *view,
	unsigned id)
{
	if (id >= KEYS)
		return zone->key[id - KEYS];
	if (id == NODE)
		return zone->node == OOM_NO_NODE ? value_missing(VALUE_ABSENT)
						 : value_of(zone->node);
	if (id == ALLOWED)
		return value_of(view->allowed);
	if (id == RESERVE)
		return view->reserve;
	if (id == BLOCK)
		return view->largest_block;
	return view->margin_known ? value_of(view->margin) : value_missing(VALUE_ABSENT);
}

static void zone_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct oom_view *view = context;
	const struct oom_zone *zone = &view->report->zones[row];
	struct oom_zone_view zone_view;

	oom_zone_view_of(&zone_view, view, row);
	if (id == ZONE)
		datum_set_bytes(out, text_of_string(oom_zone_name(zone->kind)));
	else
		out->value = zone_value(zone, &zone_view, id);
}

/* ---- processes ---- */

enum { PID, NAME, UID, RSS, SWAP, PAGE_TABLES, SCORE };

static const struct label name_label = { "name", NULL, N_("Its name as the report has it."),
	UNIT_TEXT };
static const struct label uid_label = { "uid", NULL, N_("The user it ran as."), UNIT_NONE };
static const struct label rss_label = { "rss_bytes", NULL, N_("Resident memory."), UNIT_BYTES };
static const struct label swap_label = { "swap_bytes", NULL, N_("Swapped memory."), UNIT_BYTES };
static const struct label page_tables_label = { "page_tables_bytes", NULL, N_("Its page tables."),
	UNIT_BYTES };
static const struct label score_label = { "oom_score_adj", NULL,
	N_("What its badness is raised by, -1000 to 1000."), UNIT_INTEGER };

static const struct document_column task_columns[] = {
	{ &process_pid_label, FOR_PROGRAMS, 0, PID },
	{ &name_label, FOR_PROGRAMS, 0, NAME },
	{ &uid_label, FOR_PROGRAMS, 0, UID },
	{ &rss_label, FOR_PROGRAMS, 0, RSS },
	{ &swap_label, FOR_PROGRAMS, 0, SWAP },
	{ &page_tables_label, FOR_PROGRAMS, 0, PAGE_TABLES },
	{ &score_label, IN_JSON, 0, SCORE },
};

/* A size that was counted in pages: known only where their size is certain. */
static struct value certain(const struct oom_view *view, struct value pages, struct value bytes)
{
	return value_known(pages) && value_known(view->page_size) ? bytes
								  : value_missing(VALUE_ABSENT);
}

static void task_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct oom_view *view = context;
	const struct oom_task *task = &view->report->tasks[row];

	if (id == NAME)
		datum_set_bytes(out, task->name);
	else if (id == PID)
		out->value = value_of(task->pid);
	else if (id == UID)
		out->value = value_of(task->uid);
	else if (id == RSS)
		out->value = certain(view, task->rss, value_of(oom_holder_of(view, task).resident));
	else if (id == SWAP)
		out->value = certain(view, task->swap, value_of(oom_holder_of(view, task).swap));
	else if (id == PAGE_TABLES)
		out->value = task->page_tables;
	else if (task->has_score_adj)
		out->value = value_of(task->score_adj);
}

/* ---- the report ---- */

/* A text of the report, null where it is not there. */
static void put_text(struct document *document, const struct label *label, struct text text)
{
	document_datum(document, label,
		text.length > 0 ? datum_of_bytes(text) : datum_missing(VALUE_ABSENT));
}

static void put_string(struct document *document, const struct label *label, const char *string)
{
	put_text(document, label, string ? text_of_string(string) : text_of("", 0));
}

static void put_cause(struct document *document, const struct oom_view *view)
{
	static const struct label form = { "form", NULL,
		N_("oom, allocation_failure, sysrq, report or userspace."), UNIT_TEXT };
	static const struct label cause = { "cause", NULL, N_("What was short."), UNIT_TEXT };
	static const struct label helps = { "kill_helps", NULL,
		N_("Whether to kill a process could help; null: undecided."), UNIT_BOOL };
	static const struct label line = { "line", NULL,
		N_("The line of the text where it begins."), UNIT_COUNT };

	put_string(document, &form, oom_form_name(view->report->form));
	put_string(document, &cause, oom_cause_name(view->cause));
	document_datum(document, &helps,
		view->kill_helps == OOM_UNDECIDED
			? datum_none()
			: datum_of(value_of(view->kill_helps == OOM_YES)));
	document_figure(document, &line, value_of(view->report->line));
}

static void put_request(struct document *document, const struct oom_view *view)
{
	static const struct label order = { "order", NULL,
		N_("The size of the request: 2^order pages in one piece."), UNIT_COUNT };
	static const struct label gfp = { "gfp", NULL, N_("The flags of the request."), UNIT_TEXT };
	static const struct label constraint = { "constraint", NULL,
		N_("What limited the request: none, cpuset, memory_policy or cgroup."), UNIT_TEXT };
	static const struct label cgroup = { "cgroup", NULL, N_("The cgroup whose limit it was."),
		UNIT_TEXT };

	document_figure(document, &order, view->order);
	put_string(document, &gfp, view->gfp);
	put_string(document, &constraint, oom_constraint_name(view->constraint));
	put_text(document, &cgroup, view->report->cgroup);
}

/* The process that asked, and the one that was killed: null where there is none. */
static void put_people(struct document *document, const struct oom_view *view)
{
	static const struct label requester = { "requester", NULL, NULL, UNIT_NONE };
	static const struct label victim = { "victim", NULL, NULL, UNIT_NONE };
	const struct oom_report *report = view->report;

	if (report->request.known) {
		document_open(document, requester.key, NULL);
		put_text(document, &name_label, report->request.requester);
		document_figure(document, &process_pid_label, report->request.pid);
		document_close(document);
	} else {
		document_datum(document, &requester, datum_none());
	}
	if (report->victim.known) {
		document_open(document, victim.key, NULL);
		put_text(document, &name_label, report->victim.name);
		document_figure(document, &process_pid_label, value_of(report->victim.pid));
		document_figure(document, &rss_label, view->victim_resident);
		document_figure(document, &swap_label, view->victim_swap);
		document_close(document);
	} else {
		document_datum(document, &victim, datum_none());
	}
}

static void put_sizes(struct document *document, const struct oom_view *view)
{
	static const struct label page = { "page_size_bytes", NULL,
		N_("The size of a page, where the report tells it."), UNIT_BYTES };
	static const struct label total = { "total_bytes", NULL,
		N_("The memory that the kernel manages."), UNIT_BYTES };
	static const struct label free = { "free_bytes", NULL, N_("How much of it was free."),
		UNIT_BYTES };
	static const struct label uncounted = { "uncounted_bytes", NULL,
		N_("How much of it is in no counter."), UNIT_BYTES };
	static const struct label swap_total = { "swap_total_bytes", NULL, N_("All swap."),
		UNIT_BYTES };
	static const struct label swap_free = { "swap_free_bytes", NULL, N_("Swap that was free."),
		UNIT_BYTES };
	static const struct label limit = { "limit_bytes", NULL, N_("The limit of the cgroup."),
		UNIT_BYTES };
	const struct oom_report *report = view->report;

	document_figure(document, &page, view->page_size);
	document_figure(document, &total, certain(view, view->total, view->total));
	document_figure(document, &free, certain(view, view->free, view->free));
	document_figure(document, &uncounted, view->uncounted);
	document_figure(document, &swap_total, report->swap_total);
	document_figure(document, &swap_free, report->swap_free);
	document_figure(document, &limit, report->memory_cgroup.memory.limit);
}

void oom_put_report(struct document *document, const struct oom_view *view, const char *sentence)
{
	static const struct label said = { "sentence", NULL,
		N_("What happened, as an English "
		   "sentence."),
		UNIT_TEXT };
	struct document_table zones = { .key = "zones",
		.columns = zone_columns,
		.column_count = COUNT_OF(zone_columns),
		.context = view,
		.row_count = view->report->zone_count,
		.state = VALUE_OK,
		.cell = zone_cell,
		.sorted = -1 };
	struct document_table processes = { .key = "processes",
		.columns = task_columns,
		.column_count = COUNT_OF(task_columns),
		.context = view,
		.row_count = view->report->task_count,
		.state = VALUE_OK,
		.cell = task_cell,
		.sorted = -1 };

	put_cause(document, view);
	put_request(document, view);
	put_people(document, view);
	put_sizes(document, view);
	put_string(document, &said, sentence);
	document_table(document, &zones);
	document_table(document, &processes);
}
