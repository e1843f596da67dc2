/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view leaks: what nothing points to in one process, searched for on demand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "ports/leaks.h"
#include "ui/document/pane.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "views/leaks/leaks.h"

#define LOOKS 20u /* what does not settle by then is an upper bound */

/* A report, and when its last look ended. */
struct dated {
	struct leak_report report;
	uint64_t monotonic_ns;
};

struct leaks_view {
	const struct leak_feed *feed;
	pid_t pid;
	double seconds;           /* between looks */
	struct dated *now, *mark; /* mark: what growth is since; they may be the same; NULL: none */
	char name[16];
	struct message message; /* why the search failed; "" if it did not */
	struct document_pane pane;
};

static void release(struct leaks_view *view, struct dated *dated)
{
	if (!dated || dated == view->now || dated == view->mark)
		return;
	leak_report_free(&dated->report);
	free(dated);
}

static void set_mark(struct leaks_view *view, struct dated *dated)
{
	struct dated *before = view->mark;

	view->mark = dated;
	release(view, before);
}

static void release_now(struct leaks_view *view)
{
	struct dated *now = view->now;

	view->now = NULL;
	release(view, now);
}

static bool is_searching(const struct leaks_view *view, uint64_t *done, uint64_t *total)
{
	return view->feed->progress(view->feed->context, done, total);
}

static void put_state(const struct leaks_view *view, struct document *document)
{
	uint64_t done, total;

	if (is_searching(view, &done, &total))
		document_say(document, EMPHASIS_STRONG,
			_("look %u, at the heap: %3d%%   Esc ends it"),
			view->now ? view->now->report.looks + 1 : 1,
			total ? (int)((double)done * 100 / (double)total) : 0);
	else if (view->message.text[0])
		document_say(document, EMPHASIS_CRITICAL, "%s", view->message.text);
}

static void renew(struct leaks_view *view)
{
	struct document *document = document_new();

	if (document)
		put_state(view, document);
	if (document && view->now)
		leaks_put(document,
			&(struct leak_evidence){ .pid = view->pid,
				.name = view->name,
				.report = &view->now->report },
			0);
	document_pane_set(&view->pane, document);
}

static void search_again(struct leaks_view *view)
{
	view->message.text[0] = '\0';
	view->feed->search(view->feed->context, view->pid, LOOKS, view->seconds);
}

static enum status leaks_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	pid_t pid = session_process(ui, argument);
	const struct leak_feed *feed;
	struct leaks_view *view;

	*state = NULL;
	if (pid == 0) {
		message_set(message, _("leaks: choose a process in the overview first"));
		return STATUS_MALFORMED;
	}
	feed = session_leaks(ui, message);
	if (!feed)
		return STATUS_ABSENT;
	view = calloc(1, sizeof(*view));
	if (!view) {
		message_set(message, _("leaks: %s"), status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	view->pid = pid;
	view->feed = feed;
	view->seconds = ui->settings.delay;
	search_again(view);
	renew(view);
	*state = view;
	return STATUS_OK;
}

static void leaks_close(void *state)
{
	struct leaks_view *view = state;

	view->feed->search(view->feed->context, 0, 0, 0);
	document_pane_free(&view->pane);
	set_mark(view, NULL);
	release_now(view);
	free(view);
}

static int descriptor(void *state, struct ui *ui)
{
	(void)ui;
	return ((const struct leaks_view *)state)->feed->descriptor;
}

/* ---- news ---- */

static void accept(struct leaks_view *view, struct ui *ui, const struct leak_news *news)
{
	struct dated *dated = news->status == STATUS_OK ? calloc(1, sizeof(*dated)) : NULL;

	if (!dated) {
		struct leak_report report = news->report;

		view->message = news->message;
		leak_report_free(&report);
		return;
	}
	*dated = (struct dated){ news->report, news->monotonic_ns };
	memcpy(view->name, news->name, sizeof(view->name));
	if (view->mark && dated->report.confidence != HEAP_REFUSED)
		leak_report_compare(&dated->report, &view->mark->report,
			dated->monotonic_ns - view->mark->monotonic_ns);
	view->now = dated;
	if (news->last && dated->report.confidence != HEAP_REFUSED)
		searches_note(ui, view->pid, &dated->report, dated->monotonic_ns);
	if (!view->mark && dated->report.confidence != HEAP_REFUSED)
		set_mark(view, dated);
}

/* What is said of the report before goes before that report. */
static void ready(void *state, struct ui *ui)
{
	struct leaks_view *view = state;
	struct leak_news news;
	struct dated *before = view->now;

	if (view->feed->take(view->feed->context, &news))
		accept(view, ui, &news);
	renew(view);
	release(view, before);
	ui->dirty = true;
}

/* A search that hangs rings nothing. */
static void take_if_over(void *state, struct ui *ui)
{
	const struct leaks_view *view = state;
	uint64_t done, total;

	if (view->feed->progress(view->feed->context, &done, &total))
		ready(state, ui);
}

static void leaks_paint(void *state, struct ui *ui, struct area area)
{
	struct leaks_view *view = state;
	char title[64];

	snprintf(title, sizeof(title), _("process %d  leaks"), (int)view->pid);
	view->pane.scale = ui->settings.process_scale;
	document_pane_paint(&view->pane, title, area);
}

static struct table *leaks_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct leaks_view *view = state;

	*row_count = document_pane_rows(&view->pane);
	*no_cursor = false;
	return &view->pane.table;
}

static pid_t selected(void *state)
{
	return ((const struct leaks_view *)state)->pid;
}

/* ---- actions ---- */

static bool is_busy(const struct leaks_view *view)
{
	uint64_t done, total;

	return is_searching(view, &done, &total);
}

static bool do_search(const struct press *press)
{
	struct leaks_view *view = press->state;

	if (!is_busy(view))
		search_again(view);
	renew(view);
	return true;
}

static bool do_explain(const struct press *press)
{
	const struct leaks_view *view = press->state;

	document_pane_explain(&view->pane, press->ui, NULL);
	return true;
}

/* Esc first ends a search that goes on. */
static bool do_back(const struct press *press)
{
	struct leaks_view *view = press->state;

	if (!is_busy(view))
		return false;
	view->feed->search(view->feed->context, 0, 0, 0);
	renew(view);
	return true;
}

static void leaks_mark(void *state, struct ui *ui)
{
	struct leaks_view *view = state;

	if (!ui->mark || !view->now || view->now->report.confidence == HEAP_REFUSED)
		return;
	set_mark(view, view->now);
	session_note(ui, STYLE_NORMAL, _("marked: Enter searches again, and shows what grew"));
}

static const struct key_row leaks_keys[] = {
	{ ACTION_OPEN, do_search, N_("search again, and show what grew") },
	{ ACTION_BACK, do_back, N_("stop the search, then go back") },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ 0 },
};

const struct view leaks_view = {
	.open = leaks_open,
	.close = leaks_close,
	.mark = leaks_mark,
	.paint = leaks_paint,
	.table = leaks_table,
	.descriptor = descriptor,
	.ready = ready,
	.take = take_if_over,
	.selected = selected,
	.keys = leaks_keys,
};
