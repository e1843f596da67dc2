/* SPDX-License-Identifier: GPL-2.0-or-later */
/* meminfo explained: findings, the balance, every field, and what the one under the cursor means. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "document/meminfo/fields.h"
#include "sample/saved_files.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/document/pane.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/prompt.h"
#include "views/explain/explain.h"
#include "views/views.h"

struct explain_view {
	const struct saved_meminfo *saved; /* what to show in place of live samples, or NULL */
	const struct saved_meminfo *saved_before; /* to compare with, or NULL */
	struct sample *sample, *before, *mark;    /* shown, the one before it, the session's mark */
	struct document_pane pane;
	int field; /* the line to begin with, until there are lines; -1: none */
};

/* ---- what is shown ---- */

/* The lines of a meminfo, or NULL. */
static const struct document_table *lines_of(const struct explain_view *view)
{
	return document_pane_table(&view->pane);
}

static struct explain_request request_of(const struct explain_view *view, const struct ui *ui)
{
	struct explain_request request = { .scale = view->pane.scale, .looks = ui->looks };

	if (!view->saved) {
		request.shown.sample = view->sample;
		request.before.sample = view->before;
		request.mark.sample = view->mark;
		return request;
	}
	request.shown = meminfo_source_chosen(view->saved);
	if (view->saved_before)
		request.before = meminfo_source_chosen(view->saved_before);
	else if (view->saved->pasted.first != view->saved->pasted.chosen)
		request.before = meminfo_source_first(view->saved);
	return request;
}

static void renew(struct explain_view *view, const struct ui *ui)
{
	const struct explain_request request = request_of(view, ui);

	if (view->saved || view->sample)
		document_pane_set(&view->pane, explain_document(&request));
}

static bool has_meminfo(const struct sample *sample)
{
	return sample && sample->system.meminfo_status == STATUS_OK;
}

static void explain_baseline(void *state, struct ui *ui)
{
	struct explain_view *view = state;

	sample_unref(view->mark);
	view->mark = has_meminfo(ui->mark) ? sample_ref(ui->mark) : NULL;
	renew(view, ui);
}

static void put_cursor(struct explain_view *view, size_t row)
{
	view->pane.table.cursor = row;
	view->pane.table.moved = true;
	table_settle(&view->pane.table, document_pane_rows(&view->pane));
}

/* Puts the cursor on the line of a field, if there is one. */
static void go_to(struct explain_view *view, int field)
{
	const struct document_table *lines = lines_of(view);

	for (size_t row = 0; lines && row < lines->row_count; row++)
		if (explain_row_is_field(lines, row) && explain_row_field(lines, row) == field)
			put_cursor(view, row);
}

/* A view can be opened at a field before the first sample is there. */
static void begin_at_field(struct explain_view *view)
{
	if (!lines_of(view))
		return;
	if (view->field >= 0)
		go_to(view, view->field);
	view->field = -1;
}

static void explain_take(void *state, struct ui *ui)
{
	struct explain_view *view = state;

	view->pane.scale = ui->settings.system_scale;
	if (!view->saved && ui->sample != view->sample && has_meminfo(ui->sample)) {
		sample_unref(view->before);
		view->before = view->sample;
		view->sample = sample_ref(ui->sample);
	}
	renew(view, ui);
	begin_at_field(view);
}

static void show_saved(struct explain_view *view, const struct ui_setup *setup)
{
	view->saved = &setup->saved[setup->saved_count - 1];
	if (setup->saved_count > 1 && setup->saved[0].oom.count == 0)
		view->saved_before = &setup->saved[0];
}

/* The argument is a field to begin with; files were read before the screen began. */
static enum status explain_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	struct explain_view *view = calloc(1, sizeof(*view));

	if (!view) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	if (ui->starting && ui->setup->saved_count > 0)
		show_saved(view, ui->setup);
	view->mark = has_meminfo(ui->mark) ? sample_ref(ui->mark) : NULL;
	view->pane.table.cursor = 1; /* below the first heading */
	view->field = argument ? meminfo_field_find(argument, strlen(argument)) : -1;
	explain_take(view, ui);
	*state = view;
	return STATUS_OK;
}

static void explain_close(void *state)
{
	struct explain_view *view = state;

	document_pane_free(&view->pane);
	sample_unref(view->sample);
	sample_unref(view->before);
	sample_unref(view->mark);
	free(view);
}

static const char *name_of(const struct explain_view *view)
{
	if (view->saved)
		return view->saved->name;
	return view->sample ? view->sample->host : "";
}

static void explain_paint(void *state, struct ui *ui, struct area area)
{
	struct explain_view *view = state;
	const struct document_table *lines = lines_of(view);
	const char *before = view->saved_before ? view->saved_before->name : "";
	char title[1024];

	(void)ui;
	if (!view->pane.document) {
		paint_text(area, 0, 1, STYLE_DIM, _("reading meminfo ..."));
		return;
	}
	snprintf(title, sizeof(title), "%s%s   %s%s%s", _("memtop: explain"),
		lines ? explain_origin(lines) : "", before, *before ? " -> " : "", name_of(view));
	document_pane_paint(&view->pane, title, area);
}

static struct document_pane *explain_pane(void *state)
{
	return &((struct explain_view *)state)->pane;
}

/* ---- actions ---- */

/* The next line from the cursor on, in a direction, that has what is looked for. */
static bool find_from(struct explain_view *view, size_t from, int direction)
{
	const struct document_table *lines = lines_of(view);
	size_t count = lines ? lines->row_count : 0;

	for (size_t step = 0; step < count; step++) {
		size_t at = (from + (direction > 0 ? step : count - step)) % count;

		if (explain_row_matches(lines, at, view->pane.find)) {
			put_cursor(view, at);
			return true;
		}
	}
	return false;
}

static bool do_find_next(const struct press *press)
{
	struct explain_view *view = press->state;
	size_t count = document_pane_rows(&view->pane), cursor = view->pane.table.cursor;
	bool forward = press->action == ACTION_FIND_NEXT;

	if (!view->pane.find[0] || count == 0)
		return false;
	if (!find_from(view, cursor + (forward ? 1 : count - 1), forward ? 1 : -1))
		session_note(press->ui, STYLE_WARNING, _("nothing here has \"%s\""),
			view->pane.find);
	return true;
}

/* A user who types the name of a field wants that field, not a finding that mentions it. */
static bool find_name(struct explain_view *view)
{
	const struct document_table *lines = lines_of(view);

	for (size_t row = 0; lines && row < lines->row_count; row++) {
		if (!explain_row_is_field(lines, row) ||
			strcasecmp(meminfo_field_name(
					   (enum meminfo_field)explain_row_field(lines, row)),
				view->pane.find) != 0)
			continue;
		put_cursor(view, row);
		return true;
	}
	return false;
}

static enum status check_find(void *context, struct ui *ui, const char *text, bool final,
	struct message *message)
{
	struct explain_view *view = context;

	(void)ui;
	snprintf(view->pane.find, sizeof(view->pane.find), "%s", text);
	if (*text && !find_name(view) && !find_from(view, view->pane.table.cursor, 1) && !final)
		message_set(message, _("nothing here has \"%s\""), text);
	return STATUS_OK;
}

static bool do_find(const struct press *press)
{
	struct ui *ui = press->ui;
	struct explain_view *view = press->state;
	struct prompt prompt = {
		.label = _("Find:"),
		.hint = _("part of a name, or a word of an explanation; then n: next, N: previous"),
		.context = press->state,
		.check = check_find,
	};
	struct editor editor;

	editor_set(&editor, "");
	if (prompt_ask(ui, &prompt, &editor) && view->pane.find[0] && !find_name(view) &&
		!find_from(view, view->pane.table.cursor, 1))
		session_note(ui, STYLE_WARNING, _("nothing here has \"%s\""), view->pane.find);
	return true;
}

/* Where Enter leads from a field: first to the view that says what is in it, if there is one. */
struct related {
	int field, view;
};

static int related_field(const struct related *related, size_t item)
{
	if (related->view >= 0 && item == 0)
		return -1;
	return field_related((enum meminfo_field)related->field, item - (related->view >= 0));
}

static const char *related_label(void *context, size_t item, char *buffer, size_t size)
{
	const struct related *related = context;
	int field = related_field(related, item);

	if (field >= 0)
		return meminfo_field_name((enum meminfo_field)field);
	snprintf(buffer, size, "%c %s", view_rows[related->view].digit,
		_(view_rows[related->view].title));
	return buffer;
}

static const char *related_detail(void *context, size_t item, char *buffer, size_t size)
{
	const struct related *related = context;
	int field = related_field(related, item);

	(void)buffer, (void)size;
	return _(field >= 0 ? fields[field].counts : view_rows[related->view].help);
}

static void pick_related(const struct press *press, struct related related)
{
	struct menu menu = { .title = _("Related fields"),
		.label = related_label,
		.detail = related_detail,
		.context = &related,
		.count = related.view >= 0 };
	size_t item = 0;
	int field;

	while (related_field(&related, menu.count) >= 0)
		menu.count++;
	if (!menu_pick(press->ui, &menu, &item))
		return;
	field = related_field(&related, item);
	if (field >= 0)
		go_to(press->state, field);
	else
		session_switch(press->ui, related.view);
}

/* From a finding or a term to its field; from a field to those that are related, or to what is in it. */
static bool do_related(const struct press *press)
{
	struct explain_view *view = press->state;
	const struct document_table *lines = lines_of(view);
	size_t row = view->pane.table.cursor;
	struct related related = { -1, -1 };

	if (lines && row < lines->row_count)
		related = (struct related){ explain_row_field(lines, row),
			explain_row_view(lines, row) };
	if (related.field < 0 && related.view >= 0)
		session_switch(press->ui, related.view);
	else if (related.field >= 0 && explain_row_is_field(lines, row))
		pick_related(press, related);
	else if (related.field >= 0)
		go_to(view, related.field);
	return true;
}

static bool do_mark(const struct press *press)
{
	const struct explain_view *view = press->state;

	if (!view->saved)
		return false;
	session_note(press->ui, STYLE_WARNING,
		_("a saved file does not change: there is nothing to mark"));
	return true;
}

static bool do_back(const struct press *press)
{
	struct explain_view *view = press->state;

	if (!view->pane.find[0])
		return false;
	view->pane.find[0] = '\0';
	return true;
}

static const struct key_row explain_keys[] = {
	{ ACTION_FIND_NEXT, do_find_next, NULL },
	{ ACTION_FIND_PREVIOUS, do_find_next, NULL },
	{ ACTION_FIND, do_find, N_("find a field or a word while you type") },
	{ ACTION_RELATED, do_related, NULL },
	{ ACTION_MARK, do_mark, NULL },
	{ ACTION_BACK, do_back, N_("end the search, then go back") },
	{ 0 },
};

const struct view explain_view = {
	.open = explain_open,
	.close = explain_close,
	.take = explain_take,
	.mark = explain_baseline,
	.paint = explain_paint,
	.pane = explain_pane,
	.tables = TABLE_SEARCHED,
	.keys = explain_keys,
};
