/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view heap: what malloc keeps in one process, looked at on demand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/history.h"
#include "findings/heap_rules.h"
#include "findings/other_heaps.h"
#include "ports/heap.h"
#include "ports/memory.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/document/pane.h"
#include "views/heap/heap.h"

#define ZOOM_STEP 4u

struct heap_view {
	const struct heap_feed *feed;
	pid_t pid;
	bool any; /* there is a report */
	struct heap_report report;
	struct heap_report mark; /* what changes are against: the first look, or at the mark */
	struct history *history; /* the session's: of all looks */
	struct history_hold watched;
	bool marked;
	struct message message; /* why the last look failed; "" if it did not */
	size_t first, pages;    /* the part of the heap in the map */
	struct document_pane pane;
};

/* ---- what it says ---- */

/* The progress of the look that goes on, or why the last one failed. */
static void put_state(const struct heap_view *view, struct document *document)
{
	uint64_t done, total;

	if (view->feed->progress(view->feed->context, &done, &total))
		document_say(document, EMPHASIS_STRONG,
			_("looking at the heap: %3d%%   Esc ends it"),
			total ? (int)((double)done * 100 / (double)total) : 0);
	else if (view->message.text[0])
		document_say(document, EMPHASIS_CRITICAL, "%s", view->message.text);
}

static void put_report(const struct heap_view *view, struct document *document)
{
	struct heap_evidence evidence = { .pid = view->pid, .report = &view->report };
	char size[UNITS_SIZE];

	heap_take_trends(&evidence, view->history, &view->watched.key);
	heap_put_findings(document, &evidence);
	document_other_heaps(document, &evidence);
	if (view->report.confidence == HEAP_REFUSED)
		return;
	document_open(document, NULL, N_("?: what the figures mean"));
	heap_put_figures(document, &view->report);
	document_close(document);
	units_bytes(size, view->pages * view->report.page_map.page_size, SCALE_AUTO);
	heap_put_map(document, &view->report, view->first, view->pages,
		document_format(document, _("%s: + - zoom, [ ] move"), size));
	heap_put_classes(document, &view->report, &view->mark);
}

/* What holds most comes first; once, for then the user may choose. */
static void sort_by_bytes(struct heap_view *view)
{
	const struct document_table *table = document_pane_table(&view->pane);

	for (size_t i = 0; table && !view->pane.sorts && i < table->column_count; i++)
		if (table->columns[i].label->key &&
			strcmp(table->columns[i].label->key, "in_use_bytes") == 0)
			document_pane_sort(&view->pane, table->columns[i].id);
}

static void renew(struct heap_view *view)
{
	struct document *document = document_new();

	if (document)
		put_state(view, document);
	if (document && view->any)
		put_report(view, document);
	document_pane_set(&view->pane, document);
	sort_by_bytes(view);
}

/* ---- life ---- */

static void look_again(struct heap_view *view)
{
	view->message.text[0] = '\0';
	view->feed->look(view->feed->context, view->pid, NULL);
}

/* By the key that the other views have; before the first sample no other view can have looked. */
static void watch(struct heap_view *view, const struct ui *ui)
{
	const struct row *row = ui->sample ? sample_find(ui->sample, view->pid) : NULL;
	const struct history_key key =
		history_process(view->pid, row ? row->identity->start_ticks : 0);

	if (!view->watched.held || row)
		history_hold(view->history, &view->watched, &key);
}

static enum status heap_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	pid_t pid = session_process(ui, argument);
	const struct heap_feed *feed;
	struct heap_view *view;

	*state = NULL;
	if (pid == 0) {
		message_set(message, _("heap: choose a process in the overview first"));
		return STATUS_MALFORMED;
	}
	feed = session_heap(ui, message);
	if (!feed)
		return STATUS_ABSENT;
	view = calloc(1, sizeof(*view));
	if (!view) {
		message_set(message, _("heap: %s"), status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	view->pid = pid;
	view->feed = feed;
	view->history = ui->setup->feed->history;
	watch(view, ui);
	look_again(view);
	renew(view);
	*state = view;
	return STATUS_OK;
}

static void heap_close(void *state)
{
	struct heap_view *view = state;

	view->feed->look(view->feed->context, 0, NULL);
	history_release(view->history, &view->watched);
	document_pane_free(&view->pane);
	heap_report_free(&view->report);
	size_classes_free(&view->mark.classes);
	free(view);
}

static int descriptor(void *state, struct ui *ui)
{
	const struct heap_view *view = state;

	(void)ui;
	return view->feed->descriptor;
}

/* ---- news ---- */

/* Of the mark only the figures and the size classes are needed, so those are copied. */
static void set_baseline(struct heap_view *view)
{
	const struct size_classes *classes = &view->report.classes;
	size_t size = (classes->count + 1) * sizeof(*classes->rows);
	struct size_class *copy = malloc(size);

	if (!copy)
		return;
	if (classes->count)
		memcpy(copy, classes->rows, classes->count * sizeof(*copy));
	size_classes_free(&view->mark.classes);
	view->mark.confidence = view->report.confidence;
	view->mark.total = view->report.total;
	view->mark.classes.rows = copy;
	view->mark.classes.count = classes->count;
	view->marked = true;
}

static void accept_look(struct heap_view *view, struct heap_look *look)
{
	if (look->status != STATUS_OK) {
		view->message = look->message;
		heap_report_free(&look->report);
		return;
	}
	view->report = look->report;
	view->any = true;
	/* A reading that there is no memory for is missed; the next one goes on from there. */
	(void)heap_follow(&(struct heap_evidence){ .report = &view->report }, view->history,
		&view->watched.key, look->monotonic_ns);
	if (view->report.confidence == HEAP_REFUSED)
		return;
	if (!view->marked)
		set_baseline(view);
	if (view->pages == 0 || view->first >= view->report.page_map.pages) {
		view->first = 0;
		view->pages = view->report.page_map.pages;
	}
}

static bool is_looking(const struct heap_view *view)
{
	uint64_t done, total;

	return view->feed->progress(view->feed->context, &done, &total);
}

/* What is said of the report before goes before that report. */
static void ready(void *state, struct ui *ui)
{
	struct heap_view *view = state;
	struct heap_report before = view->report;
	struct heap_look look;
	bool ended = view->feed->take(view->feed->context, &look);

	watch(view, ui);
	if (ended)
		accept_look(view, &look);
	renew(view);
	if (ended && look.status == STATUS_OK)
		heap_report_free(&before);
	ui->dirty = true;
}

static void take_if_over(void *state, struct ui *ui)
{
	const struct heap_view *view = state;

	if (is_looking(view))
		ready(state, ui);
}

static void heap_paint(void *state, struct ui *ui, struct area area)
{
	struct heap_view *view = state;
	char title[64];

	snprintf(title, sizeof(title), _("process %d  heap"), (int)view->pid);
	view->pane.scale = ui->settings.process_scale;
	document_pane_paint(&view->pane, title, area);
}

static struct document_pane *heap_pane(void *state)
{
	return &((struct heap_view *)state)->pane;
}

static pid_t selected(void *state)
{
	return ((const struct heap_view *)state)->pid;
}

/* ---- actions ---- */

static bool do_look(const struct press *press)
{
	struct heap_view *view = press->state;

	if (!is_looking(view))
		look_again(view);
	renew(view);
	return true;
}

static bool do_leaks(const struct press *press)
{
	const struct heap_view *view = press->state;
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)view->pid);
	session_open(press->ui, VIEW_LEAKS, pid);
	return true;
}

static bool do_explain(const struct press *press)
{
	const struct heap_view *view = press->state;

	document_pane_explain(&view->pane, press->ui, NULL);
	return true;
}

/* Esc first ends a look that goes on. */
static bool do_back(const struct press *press)
{
	struct heap_view *view = press->state;

	if (!is_looking(view))
		return false;
	view->feed->look(view->feed->context, 0, NULL);
	renew(view);
	return true;
}

/* Its moment is that of the last look, for samples say nothing of what is inside a heap. */
static void heap_baseline(void *state, struct ui *ui)
{
	struct heap_view *view = state;

	if (!ui->mark || !view->any || view->report.confidence == HEAP_REFUSED)
		return;
	set_baseline(view);
	renew(view);
	session_note(ui, STYLE_NORMAL, _("marked: Enter looks again, and shows what changed"));
}

/* Zooms around the middle of what is shown. */
static bool do_zoom(const struct press *press)
{
	struct heap_view *view = press->state;
	size_t all = view->report.page_map.pages, middle = view->first + view->pages / 2;
	size_t pages =
		press->action == ACTION_MORE ? view->pages / ZOOM_STEP : view->pages * ZOOM_STEP;

	if (all == 0)
		return true;
	pages = pages < 1 ? 1 : pages > all ? all : pages;
	view->pages = pages;
	view->first = middle > pages / 2 ? middle - pages / 2 : 0;
	if (view->first > all - pages)
		view->first = all - pages;
	renew(view);
	return true;
}

static bool do_pan(const struct press *press)
{
	struct heap_view *view = press->state;
	size_t step = view->pages / 2 + 1, all = view->report.page_map.pages;

	if (all == 0)
		return true;
	if (press->action == ACTION_EARLIER)
		view->first -= min_u64(view->first, step);
	else if (all - view->pages - view->first < step)
		view->first = all - view->pages;
	else
		view->first += step;
	renew(view);
	return true;
}

static const struct key_row heap_keys[] = {
	{ ACTION_OPEN, do_look, N_("look again, and show what changed") },
	{ ACTION_BACK, do_back, N_("stop the look, then go back") },
	{ ACTION_LEAKS, do_leaks, N_("what nothing points to, and who holds the rest") },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ ACTION_KILL, table_kill_selected, NULL },
	{ ACTION_MORE, do_zoom, N_("zoom in") },
	{ ACTION_LESS, do_zoom, N_("zoom out") },
	{ ACTION_EARLIER, do_pan, N_("show lower addresses") },
	{ ACTION_LATER, do_pan, N_("show higher addresses") },
	{ 0 },
};

const struct view heap_view = {
	.open = heap_open,
	.close = heap_close,
	.mark = heap_baseline,
	.paint = heap_paint,
	.pane = heap_pane,
	.tables = TABLE_SEARCHED | TABLE_SORTED,
	.descriptor = descriptor,
	.ready = ready,
	/* A look that hangs rings no bell. */
	.take = take_if_over,
	.selected = selected,
	.keys = heap_keys,
};
