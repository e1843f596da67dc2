/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/process/columns.h"
#include "derive/process/filter.h"
#include "ui/session/session.h"
#include "ui/tables/tables.h"
#include "ui/widgets/menu.h"

static const struct view *view_of(const struct ui *ui)
{
	return ui->stack[ui->depth - 1].view;
}

/* ---- finding ---- */

static const char *not_found(const struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);

	return table && table->process ? _("no process has \"%s\"") : _("nothing here has \"%s\"");
}

/* What typing changes, to be put back when the user gives up. */
struct key_search {
	struct document_pane *pane;
	struct table before;
	char find[PROMPT_SIZE];
};

static enum status check_find(void *context, struct ui *ui, const char *text, bool final,
	struct message *message)
{
	struct key_search *finding = context;
	struct document_pane *pane = finding->pane;
	size_t from = finding->before.cursor;

	(void)ui;
	snprintf(pane->find, sizeof(pane->find), "%s", text);
	/* Who types a PID means that process, whatever else has such a number in its command. */
	if (*text && !document_pane_find_pid(pane) &&
		!document_pane_find(pane, from < document_pane_rows(pane) ? from : 0, 1) && !final)
		message_set(message, not_found(pane), text);
	return STATUS_OK;
}

static bool do_find(const struct press *press)
{
	struct document_pane *pane = session_pane(press->ui);
	struct key_search finding = { .pane = pane, .before = pane->table };
	struct prompt prompt = {
		.label = _("Find:"),
		.hint = _(
			"part of a command, a name or a PID; then n: next, N: previous, Esc: end"),
		.history = &pane->find_history,
		.context = &finding,
		.check = check_find,
	};
	struct editor editor;

	memcpy(finding.find, pane->find, sizeof(finding.find));
	editor_set(&editor, "");
	if (prompt_ask(press->ui, &prompt, &editor))
		return true;
	memcpy(pane->find, finding.find, sizeof(pane->find));
	pane->table.cursor = finding.before.cursor;
	pane->table.top = finding.before.top;
	pane->table.moved = finding.before.moved;
	return true;
}

static bool do_find_next(const struct press *press)
{
	struct document_pane *pane = session_pane(press->ui);
	size_t count = document_pane_rows(pane);
	int direction = press->action == ACTION_FIND_NEXT ? 1 : -1;

	if (!pane->find[0])
		return false;
	if (count == 0 ||
		!document_pane_find(pane, (pane->table.cursor + count + (size_t)direction) % count,
			direction))
		session_note(press->ui, STYLE_WARNING, not_found(pane), pane->find);
	return true;
}

static void rearrange(struct ui *ui)
{
	if (view_of(ui)->rearrange)
		view_of(ui)->rearrange(session_state(ui), ui);
}

/* Esc ends, one after the other, what stands in the line above the headings. */
bool table_end_search(struct ui *ui)
{
	struct document_pane *pane = session_pane(ui);

	if (pane->find[0])
		pane->find[0] = '\0';
	else if (pane->follow)
		pane->follow = false;
	else if (pane->filter[0] && !pane->parsed) {
		document_pane_filter(pane, "");
		rearrange(ui);
	} else
		return false;
	return true;
}

static bool do_back(const struct press *press)
{
	return table_end_search(press->ui);
}

/* ---- filtering ---- */

/* While it is typed a filter is seldom complete: its errors show only on Enter. */
static enum status set_filter(void *context, struct ui *ui, const char *text, bool final,
	struct message *message)
{
	struct document_pane *pane = context;
	enum status status = STATUS_OK;

	if (view_of(ui)->tables & TABLE_OF_PROCESSES)
		status = document_pane_filter_processes(pane, text, final ? message : NULL);
	else
		document_pane_filter(pane, text);
	if (status == STATUS_OK)
		rearrange(ui);
	return status;
}

static bool do_filter(const struct press *press)
{
	struct ui *ui = press->ui;
	struct document_pane *pane = session_pane(ui);
	bool processes = view_of(ui)->tables & TABLE_OF_PROCESSES;
	struct prompt prompt = {
		.label = _("Filter:"),
		.hint = processes
				? _("a regular expression, or conditions: rss>1G user=www state!=S; empty: all")
				: _("part of any text in a row; empty: all"),
		.history = &pane->filter_history,
		.context = pane,
		.check = set_filter,
	};
	char before[PROMPT_SIZE];
	struct editor editor;

	memcpy(before, pane->filter, sizeof(before));
	editor_set(&editor, before);
	if (!prompt_ask(ui, &prompt, &editor))
		(void)set_filter(pane, ui, before, false, NULL); /* it was there before */
	return true;
}

/* ---- sorting ---- */

/* By another column, or by the same the other way round. */
static void sort_by(struct ui *ui, unsigned id)
{
	if (view_of(ui)->sort)
		view_of(ui)->sort(session_state(ui), ui, id);
	else
		document_pane_sort(session_pane(ui), id);
}

static int sorted_by(const struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);

	if (pane->sorts)
		return (int)pane->sort;
	return table ? table->sorted : -1;
}

void table_sort_shown(struct ui *ui, size_t shown)
{
	const struct document_pane *pane = session_pane(ui);

	if (view_of(ui)->tables & TABLE_SORTED && shown < pane->shown_count)
		sort_by(ui, pane->shown[shown]);
}

/*
 * The columns that have a title: those on screen, and others that can be sorted by.  Labels outlive
 * the document, which may be replaced meanwhile.
 */
struct choice {
	const struct label *labels[TABLE_COLUMNS];
	unsigned ids[TABLE_COLUMNS];
	size_t count;
};

static const char *column_label(void *context, size_t item, char *buffer, size_t size)
{
	const struct choice *choice = context;

	(void)buffer, (void)size;
	return _(choice->labels[item]->title);
}

static const char *column_detail(void *context, size_t item, char *buffer, size_t size)
{
	const struct choice *choice = context;
	const char *text = choice->labels[item]->explanation;

	(void)buffer, (void)size;
	return text ? _(text) : "";
}

static bool is_sorted_by(const struct document_column *column)
{
	return column->label->title && *column->label->title &&
	       ((column->places & EVERYWHERE) == 0 || column->places & ON_SCREEN);
}

static bool do_sort(const struct press *press)
{
	struct ui *ui = press->ui;
	const struct document_pane *pane = session_pane(ui);
	const struct document_table *table = document_pane_table(pane);
	struct choice choice = { .count = 0 };
	struct menu menu = { .title = _("Sort by"),
		.context = &choice,
		.label = column_label,
		.detail = column_detail };
	size_t item = 0;

	for (size_t i = 0; table && i < table->column_count && choice.count < TABLE_COLUMNS; i++) {
		if (!is_sorted_by(&table->columns[i]))
			continue;
		if ((int)table->columns[i].id == sorted_by(pane))
			item = choice.count;
		choice.ids[choice.count] = table->columns[i].id;
		choice.labels[choice.count++] = table->columns[i].label;
	}
	menu.count = choice.count;
	if (menu_pick(ui, &menu, &item) && (int)choice.ids[item] != sorted_by(session_pane(ui)))
		sort_by(ui, choice.ids[item]);
	return true;
}

/* To the neighbour among the columns on screen; from a column that is not there, to the first. */
static bool do_sort_neighbour(const struct press *press)
{
	const struct document_pane *pane = session_pane(press->ui);
	size_t at = 0, before;

	while (at < pane->shown_count && (int)pane->shown[at] != sorted_by(pane))
		at++;
	before = at;
	if (pane->shown_count == 0)
		return true;
	if (at == pane->shown_count)
		at = 0;
	else if (press->action == ACTION_SORT_LEFT)
		at -= at > 0;
	else
		at += at + 1 < pane->shown_count;
	if (at != before)
		sort_by(press->ui, pane->shown[at]);
	return true;
}

static bool do_reverse(const struct press *press)
{
	int id = sorted_by(session_pane(press->ui));

	if (id >= 0)
		sort_by(press->ui, (unsigned)id);
	return true;
}

/* By the column with that key, where the table has it. */
static bool do_sort_by(const struct press *press)
{
	static const enum column_id by[ACTION_COUNT] = {
		[ACTION_SORT_MEMORY] = COLUMN_RSS,
		[ACTION_SORT_CPU] = COLUMN_CPU,
		[ACTION_SORT_PID] = COLUMN_PID,
		[ACTION_SORT_TIME] = COLUMN_START,
		[ACTION_SORT_GROWTH] = COLUMN_GROWTH,
		[ACTION_SORT_RETAINED] = COLUMN_RETAINED,
	};
	const struct document_pane *pane = session_pane(press->ui);
	const struct document_table *table = document_pane_table(pane);
	const char *key = columns[by[press->action]].label.key;

	for (size_t i = 0; table && i < table->column_count; i++) {
		const struct document_column *column = &table->columns[i];

		if (!column->label->key || strcmp(column->label->key, key) != 0)
			continue;
		if ((int)column->id != sorted_by(pane))
			sort_by(press->ui, column->id);
		return true;
	}
	return false;
}

/* ---- processes ---- */

static bool do_user(const struct press *press)
{
	if (table_choose_user(press->ui, session_pane(press->ui)))
		rearrange(press->ui);
	return true;
}

static bool do_follow(const struct press *press)
{
	struct document_pane *pane = session_pane(press->ui);

	pane->follow = !pane->follow && document_pane_process(pane, 0);
	pane->table.moved |= pane->follow;
	return true;
}

static bool do_tag(const struct press *press)
{
	struct document_pane *pane = session_pane(press->ui);
	const struct row *row = document_pane_process(pane, 0);
	bool tagged = row && tags_has(&pane->tags, tag_of_row(row));

	for (size_t i = 0; (row = document_pane_process(pane, i)); i++)
		(tagged ? tags_remove : tags_add)(&pane->tags, tag_of_row(row));
	table_move(&pane->table, ACTION_DOWN, document_pane_rows(pane), false);
	return true;
}

static bool descends(const struct sample *sample, const struct row *row, pid_t ancestor)
{
	/* More generations than there are processes would be a circle. */
	for (size_t i = 0; row && i <= sample->row_count; i++) {
		if (row->pid == ancestor)
			return true;
		row = sample_find(sample, row->ppid);
	}
	return false;
}

static bool do_tag_children(const struct press *press)
{
	const struct sample *sample = press->ui->sample;
	struct document_pane *pane = session_pane(press->ui);
	const struct row *row = document_pane_process(pane, 0);
	bool tagged = row && tags_has(&pane->tags, tag_of_row(row));

	for (size_t i = 0; row && i < sample->row_count; i++)
		if (descends(sample, sample->rows[i], row->pid))
			(tagged ? tags_remove : tags_add)(&pane->tags, tag_of_row(sample->rows[i]));
	return true;
}

static bool do_untag(const struct press *press)
{
	tags_clear(&session_pane(press->ui)->tags);
	return true;
}

static bool do_open(const struct press *press)
{
	if (document_pane_process(session_pane(press->ui), 0))
		session_open(press->ui, VIEW_PROCESS, NULL);
	return true;
}

static bool do_command(const struct press *press)
{
	const struct row *row = document_pane_process(session_pane(press->ui), 0);

	return row && table_show_command(press->ui, row);
}

static bool do_kill(const struct press *press)
{
	table_kill(press->ui, session_pane(press->ui));
	return true;
}

/* ---- the pane for the row under the cursor ---- */

static bool do_detail(const struct press *press)
{
	struct ui *ui = press->ui;

	ui->settings.detail_pane = !ui->settings.detail_pane;
	return true;
}

/* ---- the keys ---- */

static const struct key_row searched[] = {
	{ ACTION_FIND_NEXT, do_find_next, NULL },
	{ ACTION_FIND_PREVIOUS, do_find_next, NULL },
	{ ACTION_FIND, do_find, NULL },
	{ ACTION_BACK, do_back, N_("end the search, then stop following") },
	{ 0 },
};

static const struct key_row sorted[] = {
	{ ACTION_FILTER, do_filter, NULL },
	{ ACTION_SORT, do_sort, NULL },
	{ ACTION_SORT_LEFT, do_sort_neighbour, NULL },
	{ ACTION_SORT_RIGHT, do_sort_neighbour, NULL },
	{ ACTION_REVERSE, do_reverse, NULL },
	{ 0 },
};

static const struct key_row of_processes[] = {
	{ ACTION_OPEN, do_open, NULL },
	{ ACTION_USER, do_user, NULL },
	{ ACTION_FOLLOW, do_follow, NULL },
	{ ACTION_COMMAND, do_command, NULL },
	{ ACTION_TAG, do_tag, NULL },
	{ ACTION_TAG_CHILDREN, do_tag_children, NULL },
	{ ACTION_UNTAG, do_untag, NULL },
	{ ACTION_KILL, do_kill, NULL },
	{ ACTION_SORT_MEMORY, do_sort_by, NULL },
	{ ACTION_SORT_CPU, do_sort_by, NULL },
	{ ACTION_SORT_PID, do_sort_by, NULL },
	{ ACTION_SORT_TIME, do_sort_by, NULL },
	{ ACTION_SORT_GROWTH, do_sort_by, NULL },
	{ ACTION_SORT_RETAINED, do_sort_by, NULL },
	{ 0 },
};

static const struct key_row detailed[] = {
	{ ACTION_DETAIL, do_detail, NULL },
	{ 0 },
};

const struct key_row *const table_keys[TABLE_KINDS] = { searched, sorted, of_processes, detailed };
