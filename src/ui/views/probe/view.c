/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe: what will happen, what is happening, and what was shown by it. */
#include "ui/views/probe/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "ui/session/session.h"
#include "ui/views/views.h"

static bool is_running(const struct probe_view *view)
{
	return view->started && view->progress.phase != PROBE_DONE;
}

/* ---- painting ---- */

static void probe_paint(void *state, struct ui *ui, struct area area)
{
	struct probe_view *view = state;

	(void)ui;
	if (is_running(view))
		probe_paint_during(view, area);
	else if (view->started && view->progress.report)
		probe_paint_after(view, area);
	else
		probe_paint_before(view, area);
}

/* ---- what happens ---- */

/* Asks what would happen; probe_ready() has the answer. */
static void assess(struct probe_view *view)
{
	view->progress.assessed = false;
	if (!probe_modes[view->request.mode].argument || view->request.target)
		view->prober->assess(view->prober->context, &view->request);
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
	/* Another view names a cgroup to reclaim from; the words are those that batch takes. */
	if (argument && !ui->starting) {
		view->request.mode = PROBE_RECLAIM;
		view->request.target = argument;
	}
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
	assess(view);
	return STATUS_OK;
}

/* Nobody would see the guards any more. */
static void probe_close(void *state)
{
	struct probe_view *view = state;

	view->prober->release(view->prober->context);
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
	if (view->progress.report)
		view->line_count = probe_report_lines(view->lines, view->progress.report);
	ui->dirty = true;
}

/* Only a finished report is long enough to move in; before, Left and Right choose a way. */
static struct table *probe_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct probe_view *view = state;

	*row_count = view->line_count;
	*no_cursor = true;
	return view->started && !is_running(view) ? &view->table : NULL;
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
static void accept_offer(struct probe_view *view, const struct probe_way *ways)
{
	enum probe_mode offer = probe_way_offered(ways);

	if (offer == PROBE_MODE_COUNT)
		return;
	if (ways[offer].target[0])
		snprintf(view->target, sizeof(view->target), "%s", ways[offer].target);
	view->request = (struct probe_request){ .mode = offer, .readonly = view->request.readonly };
	view->started = false;
	assess(view);
}

static bool do_start(const struct press *press)
{
	struct ui *ui = press->ui;
	struct probe_view *view = press->state;
	struct message message = { "" };
	const struct probe_way *refused = probe_refused_ways(view);

	if (is_running(view))
		return true;
	if (refused) {
		accept_offer(view, refused);
		return true;
	}
	if (probe_modes[view->request.mode].argument && !ask_target(view, ui))
		return true;
	if (view->prober->start(view->prober->context, &view->request, &message) != STATUS_OK) {
		session_note(ui, STYLE_ALARM, "%s", message.text);
		return true;
	}
	view->started = true;
	view->line_count = 0;
	view->table = (struct table){ .top = 0 };
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
	assess(view);
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
	assess(view);
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
	session_note(ui, status == STATUS_OK ? STYLE_NORMAL : STYLE_ALARM, "%s", message.text);
	return true;
}

static const struct key_row probe_keys[] = {
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
