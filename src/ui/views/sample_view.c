/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A view that is made of samples alone, on screen: its document, and Enter where a row is a process.
 */
#include "ui/views/views.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "ui/session/session.h"
#include "ui/document/pane.h"

struct sample_view {
	const struct view_row *row;
	struct document_pane pane;
};

static void sample_take(void *state, struct ui *ui)
{
	struct sample_view *view = state;
	const struct document_pane *pane = &view->pane;
	const struct arrangement arrangement = { .sort = COLUMN_PID,
		.mark = ui->mark,
		.filter = pane->parsed,
		.user = pane->user[0] ? pane->user : NULL };

	if (!ui->sample)
		return;
	tags_prune(&view->pane.tags, ui->sample);
	session_set_document(ui, &view->pane, view->row->of_sample(ui->sample, &arrangement));
}

/* The row of the view that is being opened. */
static const struct view_row *row_of(const struct ui *ui)
{
	return &view_rows[ui->stack[ui->depth].view - sample_views];
}

static enum status sample_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	struct sample_view *view = calloc(1, sizeof(*view));

	(void)argument;
	*state = view;
	if (!view) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	view->row = row_of(ui);
	sample_take(view, ui);
	return STATUS_OK;
}

static void sample_close(void *state)
{
	struct sample_view *view = state;

	document_pane_free(&view->pane);
	free(view);
}

static pid_t pid_under_cursor(void *state)
{
	const struct sample_view *view = state;
	const struct row *row = document_pane_process(&view->pane, 0);

	return row ? row->pid : 0;
}

static void sample_baseline(void *state, struct ui *ui)
{
	struct sample_view *view = state;

	table_reset_widths(&view->pane.table);
	sample_take(view, ui);
}

static void sample_want(void *state, const struct ui *ui, struct feed_request *request)
{
	const struct sample_view *view = state;

	(void)ui;
	request->cost |= view->row->cost();
	request->looked_at = document_pane_looked_at(&view->pane);
	if (view->pane.parsed)
		request->cost |= filter_cost(view->pane.parsed);
}

static const char *const headings[VIEW_COUNT] = {
	[VIEW_GROWTH] = N_("memtop: growth"),
};

static void sample_paint(void *state, struct ui *ui, struct area area)
{
	struct sample_view *view = state;

	(void)ui;
	document_pane_paint(&view->pane, _(headings[view->row - view_rows]), area);
}

static struct document_pane *sample_pane(void *state)
{
	struct sample_view *view = state;

	return &view->pane;
}

static bool do_explain(const struct press *press)
{
	const struct sample_view *view = press->state;

	document_pane_explain(&view->pane, press->ui, NULL);
	return true;
}

static const struct key_row sample_keys[] = {
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ 0 },
};

#define SAMPLE_VIEW(tables_)                                                                       \
	{                                                                                          \
		.open = sample_open, .close = sample_close, .take = sample_take,                   \
		.mark = sample_baseline, .want = sample_want, .paint = sample_paint,               \
		.pane = sample_pane, .rearrange = sample_take, .tables = (tables_),                \
		.selected = pid_under_cursor, .keys = sample_keys,                                 \
	}

const struct view sample_views[VIEW_COUNT] = {
	[VIEW_GROWTH] =
		SAMPLE_VIEW(TABLE_SEARCHED | TABLE_SORTED | TABLE_OF_PROCESSES | TABLE_DETAILED),
};
