/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe: what will happen, what is happening, and what was shown by it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "ui/document/pane.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/widgets/prompt.h"
#include "views/probe/probe.h"

/* From so many lines on there is a sentence on each guard before a probe. */
#define ROOMY 30

/* Lines of the graph while one runs: at least, and so many that rare events may have lines as well. */
#define GRAPH_LEAST 6
#define GRAPH_GOOD  14

struct probe_view {
	const struct prober *prober;
	struct probe_request request;
	char target[PROMPT_SIZE];
	struct probe_progress progress;
	bool started; /* at least once: there is something to show */
	struct document_pane pane;
};

static bool is_running(const struct probe_view *view)
{
	return view->started && view->progress.phase != PROBE_DONE;
}

/* The other ways where what is shown is refused: Enter goes to the one offered.  NULL: it is not. */
static const struct probe_way *refused_ways(const struct probe_view *view)
{
	const struct probe_progress *progress = &view->progress;

	if (view->started)
		return progress->report && progress->report->outcome == PROBE_REFUSED
			       ? progress->report->ways
			       : NULL;
	if (!progress->assessed || !progress->assessment.refusal ||
		(probe_modes[view->request.mode].argument && !view->request.target))
		return NULL;
	return progress->assessment.ways;
}

/* ---- painting ---- */

/* What is happening, or has. */
static void say_title(char *out, size_t size, const struct probe_view *view)
{
	const struct probe_progress *progress = &view->progress;
	char touched[UNITS_SIZE], requested[UNITS_SIZE];

	units_bytes(touched, progress->touched, SCALE_AUTO);
	units_bytes(requested, progress->requested, SCALE_AUTO);
	if (is_running(view) && progress->phase == PROBE_FILLING)
		snprintf(out, size, _("memtop: probe: %s, %s of %s"),
			_(probe_phase_titles[progress->phase]), touched, requested);
	else if (is_running(view))
		snprintf(out, size, _("memtop: probe: %s"), _(probe_phase_titles[progress->phase]));
	else if (view->started && progress->report)
		snprintf(out, size, "%s", _("memtop: probe: done"));
	else
		snprintf(out, size, _("memtop: probe: %s"), probe_modes[view->request.mode].key);
}

/* The graph has what guards and keys leave; rare events have lines where it is large all the same. */
static int graph_lines(const struct probe_progress *progress, int height)
{
	int known = 0, left = height - 1 - (int)progress->guard_count;

	for (size_t i = 0; i < progress->guard_count; i++)
		known += progress->guards[i].fired ||
			 (progress->guards[i].known && !progress->guards[i].guard->event);
	return left >= GRAPH_GOOD ? left : max_int(height - 1 - known, GRAPH_LEAST);
}

static void probe_paint(void *state, struct ui *ui, struct area area)
{
	struct probe_view *view = state;
	char title[256];
	const struct probe_screen screen = { .mode = view->request.mode,
		.target = view->request.target,
		.progress = &view->progress,
		.refused = refused_ways(view),
		.started = view->started,
		.roomy = area.height >= ROOMY };

	session_set_document(ui, &view->pane, probe_screen_document(&screen));
	say_title(title, sizeof(title), view);
	if (!is_running(view)) {
		document_pane_paint(&view->pane, title, area);
		return;
	}
	paint_text(area, 0, 1, STYLE_STRONG, title);
	area = area_rows(area, 1, area.height);
	if (view->pane.document)
		document_summary_paint(&view->pane, SCALE_AUTO, area, area.height,
			graph_lines(&view->progress, area.height));
}

/* ---- what happens ---- */

/* Asks what would happen; probe_ready() has the answer. */
static void assess(struct probe_view *view, struct ui *ui)
{
	enum status status = STATUS_OK;

	view->progress.assessed = false;
	if (!probe_modes[view->request.mode].argument || view->request.target)
		status = view->prober->assess(view->prober->context, &view->request);
	if (status != STATUS_OK)
		session_note(ui, STYLE_ALARM, "%s", status_text(status));
}

static enum status probe_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	const struct prober *prober = session_prober(ui, message);
	struct probe_view *view = prober ? calloc(1, sizeof(*view)) : NULL;

	*state = view;
	if (!prober)
		return STATUS_ABSENT;
	if (!view) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	view->prober = prober;
	view->request = (struct probe_request){ .mode = PROBE_PRESSURE,
		.readonly = ui->setup->actions->readonly };
	if (argument && !ui->starting)
		probe_parse_way(&view->request, argument);
	if (ui->starting && probe_parse_words(&view->request, ui->setup->words,
				    ui->setup->word_count, message) != STATUS_OK) {
		free(view);
		return STATUS_MALFORMED;
	}
	if (view->request.target) {
		/* Where the user may still change it before it begins. */
		snprintf(view->target, sizeof(view->target), "%s", view->request.target);
		view->request.target = view->target;
	}
	view->prober->look(view->prober->context, &view->progress);
	assess(view, ui);
	return STATUS_OK;
}

/* The guards would no longer be seen. */
static void probe_close(void *state)
{
	struct probe_view *view = state;

	view->prober->release(view->prober->context);
	document_pane_free(&view->pane);
	free(view);
}

static int probe_descriptor(void *state, struct ui *ui)
{
	const struct probe_view *view = state;

	(void)ui;
	return view->prober->descriptor;
}

static void probe_ready(void *state, struct ui *ui)
{
	struct probe_view *view = state;

	view->prober->look(view->prober->context, &view->progress);
	ui->dirty = true;
}

/* Only a finished report is long enough to move in; before, Left and Right choose a way. */
static struct table *probe_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct probe_view *view = state;

	*row_count = document_pane_rows(&view->pane);
	*no_cursor = true;
	return view->started && !is_running(view) ? &view->pane.table : NULL;
}

static bool ask_target(struct probe_view *view, struct ui *ui)
{
	struct prompt prompt = { .label = _(probe_modes[view->request.mode].argument) };
	struct editor editor;

	editor_set(&editor, view->target);
	if (!prompt_ask(ui, &prompt, &editor) || editor.length == 0)
		return false;
	memcpy(view->target, editor.text, sizeof(view->target));
	view->request.target = view->target;
	return true;
}

/* To the way that can be done, if there is one: what it costs stands there before it is done. */
static void accept_offer(struct probe_view *view, struct ui *ui, const struct probe_way *ways)
{
	enum probe_mode offer = probe_way_offered(ways);

	if (offer == PROBE_MODE_COUNT)
		return;
	if (ways[offer].target[0])
		snprintf(view->target, sizeof(view->target), "%s", ways[offer].target);
	view->request = (struct probe_request){ .mode = offer, .readonly = view->request.readonly };
	view->started = false;
	assess(view, ui);
}

static bool do_start(const struct press *press)
{
	struct ui *ui = press->ui;
	struct probe_view *view = press->state;
	struct message message = { "" };
	const struct probe_way *refused = refused_ways(view);

	if (is_running(view))
		return true;
	if (refused) {
		accept_offer(view, ui, refused);
		return true;
	}
	if (probe_modes[view->request.mode].argument && !ask_target(view, ui))
		return true;
	if (view->prober->start(view->prober->context, &view->request, &message) != STATUS_OK) {
		session_note(ui, STYLE_ALARM, "%s", message.text);
		return true;
	}
	view->started = true;
	view->pane.table = (struct table){ .top = 0 };
	view->prober->look(view->prober->context, &view->progress);
	return true;
}

/* Esc lets go first, and leaves the view at the next time. */
static bool do_back(const struct press *press)
{
	struct probe_view *view = press->state;

	if (is_running(view)) {
		view->prober->release(view->prober->context);
		return true;
	}
	if (!view->started)
		return false;
	view->started = false;
	assess(view, press->ui);
	return true;
}

static bool do_choose(const struct press *press)
{
	struct probe_view *view = press->state;
	unsigned step = press->action == ACTION_MORE ? 1 : PROBE_MODE_COUNT - 1;

	if (view->started)
		return true;
	view->request.mode =
		(enum probe_mode)(((unsigned)view->request.mode + step) % PROBE_MODE_COUNT);
	view->request.target = NULL;
	assess(view, press->ui);
	return true;
}

static bool do_save(const struct press *press)
{
	struct ui *ui = press->ui;
	struct probe_view *view = press->state;
	const struct actions *actions = ui->setup->actions;
	struct message message = { "" };
	enum status status;

	if (is_running(view) || !view->started || !view->progress.report)
		return true;
	status = actions->save_report(actions->context, view->progress.report, &message);
	session_say_saved(ui, status, &message);
	return true;
}

static bool do_explain(const struct press *press)
{
	const struct probe_view *view = press->state;

	document_pane_explain(&view->pane, press->ui, NULL);
	return true;
}

static const struct key_row probe_keys[] = {
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ ACTION_OPEN, do_start, N_("start what is chosen") },
	{ ACTION_BACK, do_back, N_("release the memory, then go back") },
	{ ACTION_LESS, do_choose, N_("the mode before") },
	{ ACTION_MORE, do_choose, N_("the next mode") },
	{ ACTION_SAVE, do_save, N_("save the report") },
	{ 0 },
};

const struct view probe_view = {
	.open = probe_open,
	.close = probe_close,
	.paint = probe_paint,
	.descriptor = probe_descriptor,
	.ready = probe_ready,
	.table = probe_table,
	.keys = probe_keys,
};
