/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of processes on screen: branches that are drawn, which processes are new, what matters less. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/process/baseline.h"
#include "views/overview/program.h"
#include "document/tree.h"
#include "sample/probe_report.h"
#include "views/overview/parts.h"

/* ---- columns ---- */

static bool has_column(const struct column_list *list, enum column_id id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->ids[i] == id)
			return true;
	return false;
}

/* One that sorts and was not chosen stands before the last, which is text; RSS sorts by itself. */
static bool is_added(const struct overview_request *request)
{
	return request->arrangement->sort != COLUMN_RSS &&
	       !has_column(request->columns, request->arrangement->sort);
}

/* What goes first where columns are few, or where the one that sorts took the command's room. */
static unsigned dispensable(enum column_id id, const struct overview_request *request)
{
	static const enum column_id first[] = { COLUMN_ANONYMOUS, COLUMN_USER, COLUMN_SWAP,
		COLUMN_SHARED, COLUMN_FILE };

	for (size_t i = 0; i < COUNT_OF(first); i++)
		if (first[i] == id)
			return (unsigned)i + (is_added(request) ? DISPENSABLE_FIRST : 1);
	return id == COLUMN_LEVELS ? DISPENSABLE_FIRST + COUNT_OF(first) : 0;
}

static void add_column(struct pane_processes *processes, enum column_id id, unsigned places,
	const struct overview_request *request)
{
	const struct column *column = &columns[id];

	if (id != request->arrangement->sort)
		places |= DISPENSABLE(dispensable(id, request));
	if (request->arrangement->mark && baseline_applies(id))
		places |= DIFFERENCE;
	processes->columns[processes->column_count++] =
		(struct document_column){ &column->label, places, (unsigned)column->width, id };
}

/* Those that stand below others, with those. */
static bool is_parent(const struct pane_processes *processes, const struct process_line *line)
{
	return processes->shape == SHAPE_TREE && line->count > 1;
}

static bool is_folded(const struct pane_processes *processes, const struct process_line *line)
{
	const struct overview_screen *screen = &processes->screen;

	return is_parent(processes, line) && screen->is_folded &&
	       screen->is_folded(screen->context, line->row);
}

/* Takes the lines out that stand below folded ones. */
static void fold(struct pane_processes *processes)
{
	struct arranged *arranged = &processes->arranged;
	size_t kept = 0, next = 0;

	while (next < arranged->count) {
		const struct process_line line = arranged->lines[next];

		arranged->lines[kept++] = line;
		next += is_folded(processes, &line) ? line.count : 1;
	}
	arranged->count = kept;
}

static enum status make_tree(struct pane_processes *processes)
{
	const struct arranged *arranged = &processes->arranged;
	uint64_t running = 0;

	fold(processes);
	processes->branches = calloc(arranged->count + 1, sizeof(*processes->branches));
	if (!processes->branches)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < arranged->count; i++) {
		const struct process_line *line = &arranged->lines[i];

		processes->branches[i] = tree_branches(&running, line->depth, line->last_child);
	}
	return STATUS_OK;
}

enum status overview_screen_set(struct pane_processes *processes,
	const struct overview_request *request)
{
	const struct column_list *list = request->columns;
	enum column_id sort = request->arrangement->sort;

	processes->screen = *request->screen;
	processes->carrier = has_column(list, COLUMN_COMMAND) ? COLUMN_COMMAND : COLUMN_NAME;
	processes->columns = calloc(COLUMN_COUNT, sizeof(*processes->columns));
	if (!processes->columns)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < list->count; i++) {
		if (i + 1 == list->count && is_added(request))
			add_column(processes, sort, ON_SCREEN, request);
		add_column(processes, list->ids[i], ON_SCREEN, request);
	}
	for (int id = 0; id < COLUMN_COUNT; id++)
		if (!has_column(list, (enum column_id)id) &&
			!(is_added(request) && (enum column_id)id == sort))
			add_column(processes, (enum column_id)id, 0, request);
	return processes->shape == SHAPE_TREE ? make_tree(processes) : STATUS_OK;
}

/* ---- cells ---- */

/* "12x ": how many processes a program has. */
static void add_count(struct tree_lead *lead, const struct pane_processes *processes, size_t count)
{
	char text[32];

	if (count == 1)
		return;
	snprintf(text, sizeof(text), processes->screen.ascii ? "%zux " : "%zu× ", count);
	tree_lead_add(lead, text);
}

/* Whether none of the line's own processes was there at the mark. */
static bool line_is_new(const struct pane_processes *processes, const struct process_line *line)
{
	const struct arranged *arranged = &processes->arranged;

	if (!arranged->mark || line->row->identity->thread ||
		baseline_row(arranged->mark, line->row))
		return false;
	for (size_t i = 0; processes->shape == SHAPE_PROGRAMS && i < line->count; i++)
		if (baseline_row(arranged->mark, arranged->members[line->first + i]))
			return false;
	return true;
}

/* NULL where it stands below that. */
static const struct row *process_of_thread(const struct pane_processes *processes,
	const struct process_line *line)
{
	return processes->shape == SHAPE_TREE
		       ? NULL
		       : sample_process_of(processes->arranged.sample, line->row);
}

static void fill_carrier(const struct pane_processes *processes, size_t row, struct datum *out)
{
	const struct process_line *line = &processes->arranged.lines[row];
	const struct tree_line drawn = { .depth = line->depth,
		.last_child = line->last_child,
		.folded = is_folded(processes, line),
		.count = line->count,
		.branches = processes->shape == SHAPE_TREE ? processes->branches[row] : 0 };
	struct tree_lead lead = { .text = out->buffer };

	if (processes->carrier == COLUMN_COMMAND && !line->row->identity->thread)
		datum_mark_program(out, line->row->identity);
	if (processes->screen.no_paths && out->stem.length > 0)
		out->text = text_of(out->stem.at,
			out->text.length - (size_t)(out->stem.at - out->text.at));
	if (processes->shape == SHAPE_PROGRAMS) {
		out->name.length = out->stem.length = 0;
		out->text = text_of_string(line->row->identity->name);
		add_count(&lead, processes, line->count);
	}
	if (processes->shape == SHAPE_TREE) {
		tree_lead_branches(&lead, &drawn, processes->screen.ascii);
		tree_lead_fold(&lead, &drawn, processes->screen.ascii);
	}
	if (line_is_new(processes, line)) {
		tree_lead_add(&lead, _("new"));
		tree_lead_add(&lead, " ");
	}
	out->lead = text_of(lead.text, lead.length);
	if (line->row->identity->thread)
		datum_mark_thread(out, process_of_thread(processes, line), lead.length);
	out->faint |= line->row->identity->kernel_thread;
}

static void fill_text(const struct pane_processes *processes, size_t row, enum column_id id,
	struct datum *out)
{
	const struct process_line *line = &processes->arranged.lines[row];

	datum_set_bytes(out, column_text(id, line->row, out->buffer));
	out->faint = line->context;
	if (id == processes->carrier)
		fill_carrier(processes, row, out);
}

/* In a tree the figures are its own, unless it stands for those below it. */
static const struct process_line *shown_line(const struct pane_processes *processes,
	const struct process_line *line, struct process_line *own)
{
	if (processes->shape != SHAPE_TREE || is_folded(processes, line))
		return line;
	*own = *line;
	own->count = 1;
	return own;
}

void overview_screen_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct pane_processes *processes = context;
	const struct process_line *line = &processes->arranged.lines[row];
	struct process_line own;

	if (columns[id].label.unit == UNIT_TEXT) {
		fill_text(processes, row, (enum column_id)id, out);
		return;
	}
	/* A program of several processes has no PID, start or the like of its own. */
	if (processes->shape == SHAPE_PROGRAMS && line->count > 1 && !columns[id].summable)
		out->value = value_missing(VALUE_GONE);
	else
		out->value = line_value(&processes->arranged, shown_line(processes, line, &own),
			(enum column_id)id);
	out->faint = line->context;
}

/*
 * What the probe holds must not be taken for a leak for some seconds.  Sums are strong, so that
 * they are not taken for one process's figures.
 */
enum emphasis overview_screen_emphasis(const void *context, size_t row)
{
	const struct pane_processes *processes = context;
	const struct process_line *line = &processes->arranged.lines[row];

	if (strcmp(line->row->identity->name, PROBE_BALLOON_NAME) == 0)
		return EMPHASIS_WARNING;
	return is_folded(processes, line) ? EMPHASIS_STRONG : EMPHASIS_NONE;
}
