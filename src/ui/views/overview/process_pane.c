/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/overview/process_pane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/process/baseline.h"
#include "sample/probe_report.h"
#include "ui/session/session.h"
#include "ui/widgets/match.h"

/* Branches of a tree are drawn down to this depth; what is deeper is indented like the last. */
#define BRANCH_DEPTH 30

/* ---- arranging ---- */

static struct process_key key_of(const struct row *row)
{
	return (struct process_key){ row->pid, row->identity->start_ticks };
}

static bool key_is(struct process_key key, const struct row *row)
{
	return row->pid == key.pid && row->identity->start_ticks == key.start_ticks;
}

const struct line *process_pane_line(const struct process_pane *pane)
{
	return pane->table.cursor < pane->arranged.count ? &pane->arranged.lines[pane->table.cursor]
							 : NULL;
}

static struct process_key key_under_cursor(const struct process_pane *pane)
{
	const struct line *line = process_pane_line(pane);

	return line ? key_of(line->row) : (struct process_key){ 0 };
}

static bool line_holds(const struct arranged *arranged, const struct line *line,
	struct process_key key)
{
	for (size_t i = 0; i < line->count; i++) {
		if (key_is(key, arranged->members[line->first + i]))
			return true;
	}
	return false;
}

/* The line of a process; collapsed, the one that it is part of.  arranged->count: none. */
static size_t find_line(const struct process_pane *pane, struct process_key key)
{
	const struct arranged *arranged = &pane->arranged;

	for (size_t i = 0; i < arranged->count; i++) {
		if (key_is(key, arranged->lines[i].row))
			return i;
	}
	for (size_t i = 0; pane->used.shape == SHAPE_PROGRAMS && i < arranged->count; i++) {
		if (line_holds(arranged, &arranged->lines[i], key))
			return i;
	}
	return arranged->count;
}

/*
 * After the rows have moved, the cursor is on the process that it was on.  If that has left the
 * page, the page stays where it is, and the cursor at its edge, unless the process is followed.
 * On the first row, where nobody has moved it, the cursor stays on the first row.
 */
static void restore_cursor(struct process_pane *pane, struct ui *ui, struct process_key key)
{
	struct table *table = &pane->table;
	size_t line = find_line(pane, key);
	size_t height = table->height > 0 ? (size_t)table->height : 1;

	if (!table->moved && !pane->follow)
		return;
	if (line == pane->arranged.count) {
		if (pane->follow && key.pid)
			session_note(ui, STYLE_WARNING,
				_("process %d has ended or is not shown any more"), (int)key.pid);
		pane->follow = false;
		return;
	}
	if (pane->follow || (line >= table->top && line < table->top + height))
		table->cursor = line;
	else
		table->cursor = line < table->top ? table->top : table->top + height - 1;
}

/* Bit d of a line: its ancestor at depth d has a sibling further down, so its branch goes on. */
static void mark_branches(struct process_pane *pane)
{
	const struct arranged *arranged = &pane->arranged;
	uint64_t running = 0;

	free(pane->branches);
	pane->branches = calloc(arranged->count + 1, sizeof(*pane->branches));
	for (size_t i = 0; pane->branches && i < arranged->count; i++) {
		const struct line *line = &arranged->lines[i];
		unsigned depth = line->depth < 63 ? line->depth : 63;

		running &= (UINT64_C(1) << depth) - 1;
		pane->branches[i] = running;
		if (!line->last_child)
			running |= UINT64_C(1) << depth;
	}
}

static struct arrangement wanted_arrangement(const struct process_pane *pane, const struct ui *ui)
{
	return (struct arrangement){
		.shape = ui->settings.shape,
		.sort = ui->settings.sort,
		.descending = ui->settings.descending,
		.kernel_threads = ui->settings.kernel_threads,
		.filter = pane->filter,
		.user = pane->user[0] ? pane->user : NULL,
		.pids = pane->pids,
		.pid_count = pane->pid_count,
		.mark = ui->mark,
	};
}

static bool same_arrangement(const struct arrangement *a, const struct arrangement *b)
{
	return a->shape == b->shape && a->sort == b->sort && a->descending == b->descending &&
	       a->kernel_threads == b->kernel_threads && a->mark == b->mark;
}

void process_pane_settle(struct process_pane *pane, struct ui *ui)
{
	struct arrangement wanted = wanted_arrangement(pane, ui);
	struct arranged fresh = { 0 };
	struct process_key key = key_under_cursor(pane);

	if (!ui->sample)
		return;
	if (pane->arranged_once && !pane->outdated && same_arrangement(&wanted, &pane->used))
		return;
	if (arrange(&fresh, ui->sample, &wanted) != STATUS_OK) {
		arranged_free(&fresh);
		session_note(ui, STYLE_ALARM, _("no memory to arrange the processes"));
		return;
	}
	if (pane->arranged_once)
		arranged_free(&pane->arranged);
	pane->arranged = fresh;
	pane->used = wanted;
	pane->arranged_once = true;
	pane->outdated = false;
	if (wanted.shape == SHAPE_TREE)
		mark_branches(pane);
	restore_cursor(pane, ui, key);
	table_settle(&pane->table, pane->arranged.count);
}

/* ---- cells ---- */

struct painting {
	struct process_pane *pane;
	const struct ui *ui;
	const struct column_list *columns;
	bool ascii;
	char headings[COLUMN_COUNT][32]; /* where they differ from the columns' */
};

/* The text column that carries the branches of a tree: the command, or else the name. */
static bool carries_branch(const struct painting *painting, enum column_id id)
{
	if (id == COLUMN_COMMAND)
		return true;
	for (size_t i = 0; i < painting->columns->count; i++) {
		if (painting->columns->ids[i] == COLUMN_COMMAND)
			return false;
	}
	return id == COLUMN_NAME;
}

static const char *branch_text(const struct painting *painting, size_t row,
	char out[static CELL_SIZE])
{
	static const char *const pieces[2][4] = { { "│ ", "  ", "├─", "└─" },
		{ "| ", "  ", "|-", "`-" } };
	const char *const *piece = pieces[painting->ascii];
	const struct line *line = &painting->pane->arranged.lines[row];
	uint64_t running = painting->pane->branches ? painting->pane->branches[row] : 0;
	size_t length = 0;

	out[0] = '\0';
	/* Depth 0 has no branch: its lines are the roots. */
	for (unsigned depth = 1; depth <= line->depth && depth < BRANCH_DEPTH; depth++) {
		const char *text = depth < line->depth ? piece[!(running >> depth & 1)]
						       : piece[2 + line->last_child];

		length += (size_t)snprintf(out + length, CELL_SIZE - length, "%s", text);
	}
	if (line->depth > 0)
		snprintf(out + length, CELL_SIZE - length, " ");
	return out;
}

/* Whether nobody of the line's own was there at the mark. */
static bool line_is_new(const struct painting *painting, const struct line *line)
{
	const struct arranged *arranged = &painting->pane->arranged;

	if (!arranged->mark || baseline_row(arranged->mark, line->row))
		return false;
	for (size_t i = 0; painting->pane->used.shape == SHAPE_PROGRAMS && i < line->count; i++)
		if (baseline_row(arranged->mark, arranged->members[line->first + i]))
			return false;
	return true;
}

/* "new " in front of whoever began since the mark, behind what stands there already. */
static void add_new(struct cell *cell)
{
	size_t length = cell->prefix ? strlen(cell->prefix) : 0;

	snprintf(cell->prefix_buffer + length, sizeof(cell->prefix_buffer) - length, "%s ",
		_("new"));
	cell->prefix = cell->prefix_buffer;
}

static void fill_name(const struct painting *painting, size_t row, struct cell *cell)
{
	const struct line *line = &painting->pane->arranged.lines[row];

	cell->text = text_of_string(line->row->identity->name);
	if (line->count == 1)
		return;
	snprintf(cell->prefix_buffer, sizeof(cell->prefix_buffer),
		painting->ascii ? "%zux " : "%zu× ", line->count);
	cell->prefix = cell->prefix_buffer;
}

static void fill_text(const struct painting *painting, size_t row, enum column_id id,
	struct cell *cell)
{
	const struct process_pane *pane = painting->pane;
	const struct line *line = &pane->arranged.lines[row];
	bool branch = carries_branch(painting, id);

	if (branch && pane->used.shape == SHAPE_PROGRAMS)
		fill_name(painting, row, cell);
	else
		cell->text = column_text(id, line->row, cell->buffer);
	if (branch && pane->used.shape == SHAPE_TREE)
		cell->prefix = branch_text(painting, row, cell->prefix_buffer);
	if (line->context || (branch && line->row->identity->kernel_thread))
		cell->style = STYLE_DIM;
	if (branch && line_is_new(painting, line))
		add_new(cell);
	if (branch && pane->find[0])
		match_word(cell->text, pane->find, &cell->match);
}

static void fill_number(const struct painting *painting, size_t row, enum column_id id,
	struct cell *cell)
{
	const struct arranged *arranged = &painting->pane->arranged;
	const struct line *line = &arranged->lines[row];
	struct value value = line_value(arranged, line, id);
	size_t length;

	/* A program of several processes has no PID, start or the like of its own. */
	if (painting->pane->used.shape == SHAPE_PROGRAMS && line->count > 1 &&
		!columns[id].summable)
		value = value_missing(VALUE_GONE);
	length = arranged->mark && baseline_applies(id)
			 ? units_value(cell->buffer, value, UNIT_SIGNED,
				   painting->ui->settings.process_scale)
			 : column_print(cell->buffer, id, value,
				   painting->ui->settings.process_scale);
	cell->text = text_of(cell->buffer, length);
	if (!value_known(value) || value.state == VALUE_STALE || line->context)
		cell->style = STYLE_DIM;
}

static void fill_cell(void *context, size_t row, size_t column, struct cell *cell)
{
	const struct painting *painting = context;
	enum column_id id = painting->columns->ids[column];

	if (columns[id].label.unit == UNIT_TEXT)
		fill_text(painting, row, id, cell);
	else
		fill_number(painting, row, id, cell);
}

static bool line_tagged(const struct process_pane *pane, const struct line *line)
{
	if (pane->used.shape != SHAPE_PROGRAMS)
		return tags_has(&pane->tags, line->row);
	for (size_t i = 0; i < line->count; i++) {
		if (tags_has(&pane->tags, pane->arranged.members[line->first + i]))
			return true;
	}
	return false;
}

/* Nobody should look for a leak in what the probe holds for some seconds. */
static enum style plain_style(const struct line *line)
{
	return strcmp(line->row->identity->name, PROBE_BALLOON_NAME) == 0 ? STYLE_WARNING
									  : STYLE_NORMAL;
}

static enum style row_style(void *context, size_t row)
{
	const struct painting *painting = context;

	return line_tagged(painting->pane, &painting->pane->arranged.lines[row])
		       ? STYLE_TAGGED
		       : plain_style(&painting->pane->arranged.lines[row]);
}

/* "+RSS": what it has more of than at the mark. */
static const char *heading(struct painting *painting, size_t column)
{
	enum column_id id = painting->columns->ids[column];
	const char *title = _(columns[id].label.title);

	if (!painting->pane->arranged.mark || !baseline_applies(id))
		return title;
	snprintf(painting->headings[column], sizeof(painting->headings[column]), "+%s", title);
	return painting->headings[column];
}

/* What goes first where columns are few; the command keeps some. */
#define NARROW        70
#define COMMAND_LEAST 16

static bool has_column(const struct column_list *list, enum column_id id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->ids[i] == id)
			return true;
	return false;
}

static void drop_column(struct column_list *list, enum column_id id)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->ids[i] != id)
			list->ids[kept++] = list->ids[i];
	list->count = kept;
}

/* Before the last one, which is text. */
static void add_column(struct column_list *list, enum column_id id)
{
	size_t at = list->count > 0 ? list->count - 1 : 0;

	memmove(&list->ids[at + 1], &list->ids[at], (list->count - at) * sizeof(list->ids[0]));
	list->ids[at] = id;
	list->count++;
}

static int least_width(const struct column_list *list)
{
	int width = COMMAND_LEAST;

	for (size_t i = 0; i < list->count; i++)
		if (list->ids[i] != COLUMN_COMMAND)
			width += columns[list->ids[i]].width + 1;
	return width;
}

/*
 * The columns of the settings; the one that sorts in any case, but for RSS, which is where nothing
 * was chosen; on a narrow screen whole columns less.
 */
static void choose_columns(struct column_list *list, const struct settings *settings, int width)
{
	static const enum column_id first[] = { COLUMN_FILE, COLUMN_SHARED, COLUMN_SWAP,
		COLUMN_USER, COLUMN_ANONYMOUS };

	*list = settings->columns;
	if (settings->sort != COLUMN_RSS && !has_column(list, settings->sort) &&
		list->count < COLUMN_COUNT)
		add_column(list, settings->sort);
	for (size_t i = 0; i < COUNT_OF(first) && width < NARROW && least_width(list) > width; i++)
		if (first[i] != settings->sort)
			drop_column(list, first[i]);
}

static struct table_content build_content(struct painting *painting)
{
	struct table_content content = {
		.context = painting,
		.row_count = painting->pane->arranged.count,
		.column_count = painting->columns->count,
		.sorted = -1,
		.descending = painting->ui->settings.descending,
		.cell = fill_cell,
		.row_style = row_style,
	};

	for (size_t i = 0; i < painting->columns->count; i++) {
		const struct column *column = &columns[painting->columns->ids[i]];

		content.columns[i] = (struct table_column){ heading(painting, i), column->width,
			column->label.unit != UNIT_TEXT };
		if (painting->columns->ids[i] == painting->ui->settings.sort)
			content.sorted = (int)i;
	}
	return content;
}

/* ---- the line above the headings ---- */

static void say_hidden(const struct process_pane *pane, struct area area, int x)
{
	const struct arranged *arranged = &pane->arranged;

	if (pane->filter)
		x += paint_format(area, 0, x, STYLE_WARNING, _("filter %s: %zu not shown"),
			     pane->filter_text, arranged->filtered_out) +
		     2;
	if (pane->user[0])
		x += paint_format(area, 0, x, STYLE_WARNING, _("user %s only"), pane->user) + 2;
	if (tags_count(&pane->tags) > 0)
		x += paint_format(area, 0, x, STYLE_TAGGED, _("%zu tagged"),
			     tags_count(&pane->tags)) +
		     2;
	if (pane->follow)
		x += paint_text(area, 0, x, STYLE_WARNING, _("following")) + 2;
	if (pane->find[0])
		x += paint_format(area, 0, x, STYLE_MATCH, _("find %s"), pane->find) + 2;
	if (arranged->hidden_kernel_threads > 0)
		paint_format(area, 0, x, STYLE_DIM,
			ngettext("%zu kernel thread not shown", "%zu kernel threads not shown",
				arranged->hidden_kernel_threads),
			arranged->hidden_kernel_threads);
}

static int paint_people(const struct process_pane *pane, struct area area, int x)
{
	struct process_turnover people =
		process_turnover(pane->arranged.sample, pane->arranged.mark);

	return paint_format(area, 0, x, STYLE_NORMAL, _("%zu new, %zu ended"), people.begun,
		people.ended);
}

static void paint_summary(const struct process_pane *pane, struct area area)
{
	const struct sample *sample = pane->arranged.sample;
	size_t count = pane->arranged.count;
	int x = 1;

	x += paint_format(area, 0, x, STYLE_DIM,
		     pane->used.shape == SHAPE_PROGRAMS
			     ? ngettext("%zu program", "%zu programs", count)
			     : ngettext("%zu process", "%zu processes", count),
		     count) +
	     2;
	if (pane->arranged.mark)
		x += paint_people(pane, area, x) + 2;
	if (sample->others_hidden)
		x += paint_text(area, 0, x, STYLE_WARNING,
			     _("other users' processes are hidden (hidepid), how many is not known")) +
		     2;
	say_hidden(pane, area, x);
}

/* ---- the pane ---- */

static void note_visible(struct process_pane *pane)
{
	size_t first = pane->table.top, end = first + (size_t)pane->table.height;

	pane->visible_count = 0;
	for (size_t i = first; i < end && i < pane->arranged.count; i++) {
		const struct line *line = &pane->arranged.lines[i];
		size_t members = pane->used.shape == SHAPE_PROGRAMS ? line->count : 1;

		for (size_t m = 0; m < members && pane->visible_count < PANE_VISIBLE; m++)
			pane->visible[pane->visible_count++] =
				pane->used.shape == SHAPE_PROGRAMS
					? pane->arranged.members[line->first + m]->pid
					: line->row->pid;
	}
}

static bool same_columns(const struct column_list *a, const struct column_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->ids[i] != b->ids[i])
			return false;
	return true;
}

void process_pane_paint(struct process_pane *pane, struct ui *ui, struct area area)
{
	struct column_list shown;
	struct painting painting = { .pane = pane,
		.ui = ui,
		.columns = &shown,
		.ascii = area.look->ascii };
	struct table_content content;
	int summary = area.height >= 5;

	choose_columns(&shown, &ui->settings, area.width);
	if (!same_columns(&shown, &pane->shown))
		table_reset_widths(&pane->table);
	pane->shown = shown;
	process_pane_settle(pane, ui);
	if (!pane->arranged_once)
		return;
	content = build_content(&painting);
	content.no_heading = area.height < 3;
	if (summary)
		paint_summary(pane, area_rows(area, 0, 1));
	table_paint(&pane->table, &content, area_rows(area, summary, area.height));
	note_visible(pane);
}

void process_pane_take(struct process_pane *pane, struct ui *ui)
{
	tags_prune(&pane->tags, ui->sample);
	pane->outdated = true;
	process_pane_settle(pane, ui);
}

void process_pane_want(struct process_pane *pane, const struct ui *ui, struct feed_request *request)
{
	request->cost |= column_list_cost(&ui->settings.columns, ui->settings.sort);
	if (pane->filter)
		request->cost |= filter_cost(pane->filter);
	request->visible = pane->visible;
	request->visible_count = pane->visible_count;
}

enum status process_pane_set_filter(struct process_pane *pane, const char *text,
	struct message *message)
{
	struct filter *filter = NULL;
	enum status status = STATUS_OK;

	if (text[strspn(text, " ")])
		status = filter_parse(&filter, text, message);
	if (status != STATUS_OK)
		return status;
	filter_free(pane->filter);
	pane->filter = filter;
	snprintf(pane->filter_text, sizeof(pane->filter_text), "%s", text);
	pane->outdated = true;
	return STATUS_OK;
}

enum status process_pane_open(struct process_pane *pane, const struct ui *ui,
	struct message *message)
{
	const struct ui_setup *setup = ui->setup;

	pane->pids = setup->pids;
	pane->pid_count = setup->pid_count;
	if (setup->user)
		snprintf(pane->user, sizeof(pane->user), "%s", setup->user);
	return process_pane_set_filter(pane, setup->filter ? setup->filter : "", message);
}

void process_pane_close(struct process_pane *pane)
{
	if (pane->arranged_once)
		arranged_free(&pane->arranged);
	filter_free(pane->filter);
	tags_clear(&pane->tags);
	free(pane->branches);
}
