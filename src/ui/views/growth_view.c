/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view growth on screen: its document, and Enter. */
#include <stdlib.h>

#include "base/i18n.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/widgets/document_pane.h"
#include "views/growth/growth.h"

static void growth_take(void *state, struct ui *ui)
{
	struct arrangement all = { .sort = COLUMN_PID, .mark = ui->mark };

	document_pane_set(state, ui->sample ? growth_document(ui->sample, &all) : NULL);
}

static enum status growth_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	struct document_pane *pane = calloc(1, sizeof(*pane));

	(void)argument;
	*state = pane;
	if (!pane) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	growth_take(pane, ui);
	return STATUS_OK;
}

static void growth_close(void *state)
{
	document_pane_free(state);
	free(state);
}

static pid_t pid_under_cursor(void *state)
{
	const struct document_pane *pane = state;
	const struct document_table *table = document_pane_table(pane);

	return table ? growth_document_pid(table, pane->table.cursor) : 0;
}

static void growth_baseline(void *state, struct ui *ui)
{
	struct document_pane *pane = state;

	table_reset_widths(&pane->table);
	growth_take(pane, ui);
}

static void growth_want(void *state, const struct ui *ui, struct feed_request *request)
{
	(void)state, (void)ui;
	request->cost |= growth_cost();
}

static void growth_paint(void *state, struct ui *ui, struct area area)
{
	(void)ui;
	document_pane_paint(state, _("memtop: growth"), area);
}

static struct table *growth_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct document_pane *pane = state;
	const struct document_table *table = document_pane_table(pane);

	*row_count = table ? table->row_count : 0;
	*no_cursor = false;
	return &pane->table;
}

static bool do_open(const struct press *press)
{
	if (pid_under_cursor(press->state))
		session_open(press->ui, VIEW_PROCESS, NULL);
	return true;
}

static const struct key_row growth_keys[] = {
	{ ACTION_OPEN, do_open, NULL },
	{ 0 },
};

const struct view growth_view = {
	.open = growth_open,
	.close = growth_close,
	.take = growth_take,
	.mark = growth_baseline,
	.want = growth_want,
	.paint = growth_paint,
	.table = growth_table,
	.selected = pid_under_cursor,
	.keys = growth_keys,
};
