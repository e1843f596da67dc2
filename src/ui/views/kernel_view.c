/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view kernel: made of samples, and, once the user wants it, of a census of all pages. */
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/units.h"
#include "ports/census.h"
#include "ui/document/pane.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/widgets/menu.h"
#include "views/kernel/kernel.h"

struct kernel_view {
	const struct census_feed *feed; /* NULL: none was wanted yet */
	struct sample *counted;         /* of the moment of the census; NULL: there is none */
	struct census census;
	struct document_pane pane;
};

static void renew(struct kernel_view *view, struct ui *ui)
{
	const struct kernel_request request = { .sample = ui->sample,
		.census = view->counted ? &view->census : NULL,
		.counted = view->counted };

	if (ui->sample)
		session_set_document(ui, &view->pane, kernel_document_of(&request));
}

static void kernel_take(void *state, struct ui *ui)
{
	struct kernel_view *view = state;

	if (ui->sample)
		tags_prune(&view->pane.tags, ui->sample);
	renew(view, ui);
}

static enum status kernel_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	struct kernel_view *view = calloc(1, sizeof(*view));

	(void)argument;
	*state = view;
	if (!view) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	renew(view, ui);
	return STATUS_OK;
}

static void kernel_close(void *state)
{
	struct kernel_view *view = state;

	if (view->feed)
		view->feed->count(view->feed->context, false);
	document_pane_free(&view->pane);
	sample_unref(view->counted);
	free(view);
}

static void kernel_mark(void *state, struct ui *ui)
{
	table_reset_widths(&((struct kernel_view *)state)->pane.table);
	kernel_take(state, ui);
}

static void kernel_want(void *state, const struct ui *ui, struct feed_request *request)
{
	const struct kernel_view *view = state;

	(void)ui;
	request->cost |= kernel_cost();
	request->looked_at = document_pane_looked_at(&view->pane);
	if (view->pane.parsed)
		request->cost |= filter_cost(view->pane.parsed);
}

static void kernel_paint(void *state, struct ui *ui, struct area area)
{
	struct kernel_view *view = state;

	(void)ui;
	document_pane_paint(&view->pane, _("memtop: kernel"), area);
}

static struct document_pane *kernel_pane(void *state)
{
	return &((struct kernel_view *)state)->pane;
}

static pid_t kernel_selected(void *state)
{
	const struct row *row = document_pane_process(&((struct kernel_view *)state)->pane, 0);

	return row ? row->pid : 0;
}

static bool do_explain(const struct press *press)
{
	const struct kernel_view *view = press->state;

	document_pane_explain(&view->pane, press->ui, NULL);
	return true;
}

/* ---- the census ---- */

static bool goes_on(const struct kernel_view *view)
{
	uint64_t done, total;

	return view->feed && view->feed->progress(view->feed->context, &done, &total);
}

static void start(struct kernel_view *view, struct ui *ui)
{
	struct message message = { "" };

	view->feed = session_census(ui, &message);
	if (view->feed)
		view->feed->count(view->feed->context, true);
	if (!goes_on(view))
		session_note(ui, STYLE_ALARM, "%s",
			view->feed ? status_text(STATUS_NO_MEMORY) : message.text);
}

static bool do_census(const struct press *press)
{
	struct kernel_view *view = press->state;
	char question[512], ram[UNITS_SIZE];
	uint64_t bytes;

	if (goes_on(view) || !press->ui->sample)
		return true;
	bytes = kernel_ram(press->ui->sample);
	units_bytes(ram, bytes, SCALE_AUTO);
	snprintf(question, sizeof(question),
		_("Look at every page of RAM (%s)? A BPF program reads what the kernel notes of each: about %llu ms of one processor, once. It changes nothing."),
		ram, (unsigned long long)kernel_census_ms(bytes));
	if (confirm(press->ui, _("Count pages"), question))
		start(view, press->ui);
	return true;
}

/* Esc first ends a census that goes on. */
static bool do_back(const struct press *press)
{
	struct kernel_view *view = press->state;

	if (!goes_on(view))
		return false;
	view->feed->count(view->feed->context, false);
	session_note(press->ui, STYLE_NORMAL, _("the pages were not counted to the end"));
	return true;
}

static void end(struct kernel_view *view, struct ui *ui, const struct census_news *news)
{
	if (news->status != STATUS_OK) {
		session_note(ui, STYLE_ALARM, "%s", news->message.text);
		return;
	}
	sample_unref(view->counted);
	view->counted = ui->sample ? sample_ref(ui->sample) : NULL;
	view->census = news->census;
	session_note(ui, STYLE_NORMAL, _("all pages are counted"));
	renew(view, ui);
}

static int descriptor(void *state, struct ui *ui)
{
	const struct kernel_view *view = state;

	(void)ui;
	return view->feed ? view->feed->descriptor : -1;
}

static void ready(void *state, struct ui *ui)
{
	struct kernel_view *view = state;
	struct census_news news;
	uint64_t done, total;

	if (view->feed->take(view->feed->context, &news))
		end(view, ui, &news);
	else if (view->feed->progress(view->feed->context, &done, &total))
		session_note(ui, STYLE_NORMAL, _("counting pages: %3d%%   Esc ends it"),
			total ? (int)((double)done * 100 / (double)total) : 0);
	ui->dirty = true;
}

static const struct key_row kernel_keys[] = {
	{ ACTION_CENSUS, do_census, NULL },
	{ ACTION_BACK, do_back, N_("stop counting, then go back") },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ 0 },
};

const struct view kernel_view = {
	.open = kernel_open,
	.close = kernel_close,
	.take = kernel_take,
	.mark = kernel_mark,
	.want = kernel_want,
	.paint = kernel_paint,
	.pane = kernel_pane,
	.rearrange = kernel_take,
	.tables = TABLE_SEARCHED | TABLE_SORTED | TABLE_DETAILED,
	.descriptor = descriptor,
	.ready = ready,
	.selected = kernel_selected,
	.keys = kernel_keys,
};
