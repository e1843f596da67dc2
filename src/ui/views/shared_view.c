/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view shared: objects of shared memory, looked for again and again; Enter leads to the processes that hold one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "findings/looks/looks.h"
#include "ports/shared.h"
#include "ui/document/pane.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/wrap.h"
#include "views/shared/shared.h"

/* A look may take so small a part of the time. */
#define PART_OF_TIME 10

/* Holders that a menu offers. */
#define HOLDERS_MOST 256

struct shared_view {
	const struct shared_feed *feed;
	struct shared_report *now;  /* NULL: none yet */
	struct shared_report *mark; /* what differences are from, which may be the same; or NULL */
	uint64_t began_ns, next_ns; /* CLOCK_MONOTONIC: of the last look; no look before */
	bool looking;
	struct document_pane pane;
};

static void begin_look(struct shared_view *view)
{
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);

	if (view->looking || now_ns < view->next_ns)
		return;
	view->began_ns = now_ns;
	view->looking = view->feed->look(view->feed->context);
}

static enum status shared_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	const struct shared_feed *feed = session_shared(ui, message);
	struct shared_view *view;

	(void)argument;
	*state = NULL;
	if (!feed)
		return STATUS_ABSENT;
	view = calloc(1, sizeof(*view));
	if (!view) {
		message_set(message, _("shared: %s"), status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	view->feed = feed;
	begin_look(view);
	*state = view;
	return STATUS_OK;
}

/* Frees a report that is neither shown nor marked any more. */
static void release(struct shared_view *view, struct shared_report *report)
{
	if (!report || report == view->now || report == view->mark)
		return;
	shared_report_free(report);
	free(report);
}

static void set_mark(struct shared_view *view, struct shared_report *mark)
{
	struct shared_report *before = view->mark;

	view->mark = mark;
	if (view->now)
		document_pane_set(&view->pane, shared_document(view->now, mark));
	release(view, before);
}

static void shared_close(void *state)
{
	struct shared_view *view = state;
	struct shared_report *now;

	view->feed->rest(view->feed->context);
	document_pane_free(&view->pane);
	now = view->now;
	view->now = NULL;
	set_mark(view, NULL);
	release(view, now);
	free(view);
}

static int shared_descriptor(void *state, struct ui *ui)
{
	(void)ui;
	return ((const struct shared_view *)state)->feed->descriptor;
}

/* The report before goes behind its document. */
static void accept(struct shared_view *view, struct ui *ui, struct shared_report *report)
{
	struct shared_report *before = view->now;

	if (ui->mark && !view->mark)
		view->mark = report;
	document_pane_set(&view->pane, shared_document(report, view->mark));
	view->now = report;
	ui->looks->shared_ns = report->wall_ns;
	shared_evidence_of(&ui->looks->shared, report);
	release(view, before);
}

static void shared_ready(void *state, struct ui *ui)
{
	struct shared_view *view = state;
	struct shared_report *report = calloc(1, sizeof(*report));
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);

	if (!report || !view->feed->take(view->feed->context, report)) {
		free(report);
		return;
	}
	view->looking = false;
	view->next_ns = now_ns + (now_ns - view->began_ns) * (PART_OF_TIME - 1);
	ui->dirty = true;
	if (report->status == STATUS_OK) {
		accept(view, ui, report);
		return;
	}
	session_note(ui, STYLE_WARNING, _("shared: %s"), status_text(report->status));
	release(view, report);
}

static void shared_mark(void *state, struct ui *ui)
{
	struct shared_view *view = state;

	table_reset_widths(&view->pane.table);
	set_mark(view, ui->mark ? view->now : NULL);
}

static void shared_take(void *state, struct ui *ui)
{
	(void)ui;
	begin_look(state);
}

static void shared_paint(void *state, struct ui *ui, struct area area)
{
	struct shared_view *view = state;

	view->pane.scale = ui->settings.system_scale;
	if (view->pane.document) {
		document_pane_paint(&view->pane, _("memtop: shared memory"), area);
		return;
	}
	paint_text(area, 0, 1, STYLE_STRONG, _("memtop: shared memory"));
	wrap_paint(area_columns(area_rows(area, 2, area.height - 2), 1, area.width - 2),
		STYLE_NORMAL, _("looking for shared memory ..."));
}

static struct document_pane *shared_pane(void *state)
{
	return &((struct shared_view *)state)->pane;
}

/* ---- who holds it ---- */

struct holder_rows {
	const struct shared_process *rows[HOLDERS_MOST];
	size_t count;
};

static void add_holders(struct holder_rows *holders, const struct shared_report *report,
	struct shared_span span)
{
	for (size_t i = 0; i < span.count && holders->count < HOLDERS_MOST; i++) {
		const struct shared_process *process = &report->users[span.first + i];
		bool known = false;

		for (size_t j = 0; j < holders->count; j++)
			known |= holders->rows[j]->pid == process->pid;
		if (!known)
			holders->rows[holders->count++] = process;
	}
}

/* The processes that map the object under the cursor, then those that have it open. */
static struct holder_rows holders_of(const struct shared_view *view)
{
	struct holder_rows holders = { .count = 0 };
	size_t row = view->pane.table.cursor;
	const struct shared_object *object;

	if (!view->now || row >= document_pane_rows(&view->pane))
		return holders;
	object = &view->now->objects[document_pane_row(&view->pane, row)];
	add_holders(&holders, view->now, object->mapped_by);
	add_holders(&holders, view->now, object->open_by);
	return holders;
}

static pid_t first_holder(void *state)
{
	struct holder_rows holders = holders_of(state);

	return holders.count ? holders.rows[0]->pid : 0;
}

static const char *holder_label(void *context, size_t item, char *buffer, size_t size)
{
	const struct holder_rows *holders = context;

	snprintf(buffer, size, "%d %s", (int)holders->rows[item]->pid, holders->rows[item]->name);
	return buffer;
}

static bool do_open(const struct press *press)
{
	struct holder_rows holders = holders_of(press->state);
	struct menu menu = { .title = _("Who holds it"),
		.count = holders.count,
		.label = holder_label,
		.context = &holders };
	char pid[16];
	size_t item = 0;

	if (holders.count == 0) {
		session_note(press->ui, STYLE_NORMAL, _("no process maps it or has it open"));
		return true;
	}
	if (holders.count > 1 && !menu_pick(press->ui, &menu, &item))
		return true;
	snprintf(pid, sizeof(pid), "%d", (int)holders.rows[item]->pid);
	session_open(press->ui, VIEW_PROCESS, pid);
	return true;
}

static bool do_explain(const struct press *press)
{
	const struct shared_view *view = press->state;

	document_pane_explain(&view->pane, press->ui, NULL);
	return true;
}

static const struct key_row shared_keys[] = {
	{ ACTION_OPEN, do_open, N_("look into a process that holds it") },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ 0 },
};

const struct view shared_view = {
	.open = shared_open,
	.close = shared_close,
	.take = shared_take,
	.mark = shared_mark,
	.descriptor = shared_descriptor,
	.ready = shared_ready,
	.paint = shared_paint,
	.pane = shared_pane,
	.tables = TABLE_SEARCHED | TABLE_SORTED | TABLE_DETAILED,
	.selected = first_holder,
	.keys = shared_keys,
};
