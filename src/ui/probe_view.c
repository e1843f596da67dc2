/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view probe: what will happen, what is happening, and what was shown by it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "model/probe.h"
#include "ui/bar.h"
#include "ui/probe_graph.h"
#include "ui/prompt.h"
#include "ui/session.h"
#include "ui/views.h"
#include "ui/wrap.h"

#define TITLE_WIDTH 36

struct probe_view {
	const struct prober *prober;
	struct probe_request request;
	char target[PROMPT_SIZE];
	struct probe_assessment assessment;
	struct probe_progress progress;
	bool started; /* at least once: there is something to show */
};

static bool is_running(const struct probe_view *view)
{
	return view->started && view->progress.phase != PROBE_DONE;
}

/* ---- painting ---- */

/* Paints a text below what is there already; returns the next row. */
static int paragraph(struct area area, int y, enum style style, const char *text)
{
	struct area rest = area_columns(area_rows(area, y, area.height - y), 1, area.width - 2);

	return y + (rest.height > 0 && rest.width > 0 ? wrap_paint(rest, style, text) : 0);
}

static void paint_refusal(const struct probe_view *view, struct area area, int y)
{
	const struct probe_assessment *assessment = &view->assessment;

	y += paint_text(area, y, 1, STYLE_ALARM, _("It cannot be done now:")) > 0;
	y = paragraph(area, y, STYLE_WARNING, _(assessment->refusal->text));
	if (assessment->detail[0])
		paint_bytes(area, y, 1, STYLE_DIM, text_of_string(assessment->detail));
}

/* The guards before they guard: what will stop the probe. */
static void paint_reasons(const struct probe_view *view, struct area area, int y)
{
	const struct probe_progress *progress = &view->progress;

	if (progress->guard_count == 0)
		return;
	paint_text(area, y, 1, STYLE_STRONG, _("It stops at once, and lets everything go, when"));
	for (size_t i = 0; i < progress->guard_count && y + 1 < area.height; i++)
		paint_format(area, ++y, 3, STYLE_NORMAL, "%s",
			_(progress->guards[i].guard->phrase.text));
}

static void paint_before(const struct probe_view *view, struct area area)
{
	const struct probe_mode_row *mode = &probe_modes[view->request.mode];
	char sentence[1024];
	int y = 2;

	paint_format(area, 0, 1, STYLE_STRONG, _("memtop: probe: %s"), mode->key);
	y = paragraph(area, y, STYLE_NORMAL, _(mode->happens));
	y = paragraph(area, y, STYLE_NORMAL, _(mode->proves));
	y = paragraph(area, y, STYLE_WARNING, _(mode->cost));
	if (view->request.mode == PROBE_PRESSURE) {
		probe_budget_sentence(sentence, sizeof sentence, &view->assessment);
		y = paragraph(area, y + 1, STYLE_NORMAL, sentence);
	}
	if (view->assessment.refusal && !mode->argument) {
		paint_refusal(view, area, y + 1);
		return;
	}
	paint_text(area, y + 1, 1, STYLE_STRONG,
		_("Enter: do it.   + and -: another way to prove it.   Esc: back."));
	paint_reasons(view, area, y + 3);
}

static void paint_guard(struct area area, int y, const struct probe_guard_state *state)
{
	char now[UNITS_SIZE], limit[UNITS_SIZE];
	uint64_t reached = state->now < state->limit ? state->now : state->limit;
	enum style style = state->fired ? STYLE_ALARM :
		2 * reached > state->limit ? STYLE_WARNING : STYLE_NORMAL;
	struct bar_part parts[] = {
		{ reached, style, '=' }, { state->limit - reached, STYLE_NORMAL, ' ' },
	};

	paint_text(area, y, 1, style, _(state->guard->title));
	if (!state->known) {
		paint_text(area, y, TITLE_WIDTH, STYLE_DIM, "-");
		return;
	}
	units_value(now, value_of(state->now), state->guard->unit, SCALE_AUTO);
	units_value(limit, value_of(state->limit), state->guard->unit, SCALE_AUTO);
	bar_paint(area, y, TITLE_WIDTH, 18, parts, 2);
	paint_format(area, y, TITLE_WIDTH + 19, style, _("%s of %s"), now, limit);
}

static void paint_during(const struct probe_view *view, struct area area)
{
	const struct probe_progress *progress = &view->progress;
	char touched[UNITS_SIZE], requested[UNITS_SIZE];
	int guards = (int)progress->guard_count, graph;

	units_bytes(touched, progress->touched, SCALE_AUTO);
	units_bytes(requested, progress->requested, SCALE_AUTO);
	paint_format(area, 0, 1, STYLE_STRONG, _("memtop: probe: %s, %s of %s"),
		_(probe_phase_titles[progress->phase]), touched, requested);
	paint_text(area, 1, 1, STYLE_KEY, _("Esc lets everything go at once"));
	graph = area.height - 3 - guards;
	if (graph < 8)
		graph = area.height - 3 < 8 ? area.height - 3 : 8;
	probe_graph_paint(area_rows(area, 2, graph), progress->samples, progress->sample_count);
	for (int i = 0; i < guards; i++)
		paint_guard(area, 3 + graph + i, &progress->guards[i]);
}

static int paint_figure(struct area area, int y, const char *title, struct value value,
	enum unit unit)
{
	char figure[UNITS_SIZE];

	units_value(figure, value, unit, SCALE_AUTO);
	paint_text(area, y, 1, STYLE_NORMAL, title);
	paint_format(area, y, TITLE_WIDTH, STYLE_STRONG, "%8s", figure);
	return y + 1;
}

static int paint_checks(struct area area, int y, const struct probe_report *report)
{
	for (size_t i = 0; i < report->check_count; i++) {
		const struct probe_check *check = &report->checks[i];

		paint_text(area, y, 1, STYLE_NORMAL, _(check->title));
		paint_text(area, y++, TITLE_WIDTH + 2, check->made && !check->holds ? STYLE_ALARM :
			STYLE_STRONG, !check->made ? _("not known here") :
			check->holds ? _("holds") : _("does not hold"));
	}
	return y;
}

static int paint_report_figures(struct area area, int y, const struct probe_report *report)
{
	y = paint_figure(area, y, _("touched"), value_of(report->touched), UNIT_BYTES);
	y = paint_figure(area, y, _("cache given up"), report->given_up, UNIT_BYTES);
	y = paint_figure(area, y, _("returned as free"), report->returned, UNIT_BYTES);
	y = paint_figure(area, y, _("  of it on per-CPU lists"), report->per_cpu_lists_after,
		UNIT_BYTES);
	y = paint_figure(area, y, _("reclaimed by kswapd"), report->by_kswapd, UNIT_BYTES);
	y = paint_figure(area, y, _("reclaimed directly"), report->directly, UNIT_BYTES);
	y = paint_figure(area, y, _("swapped out"), report->swapped_out, UNIT_BYTES);
	y = paint_figure(area, y, _("allocation stalls"), report->allocation_stalls, UNIT_COUNT);
	y = paint_figure(area, y, _("pages read again afterwards"), report->refaults_after,
		UNIT_COUNT);
	y = paint_checks(area, y, report);
	y = paint_figure(area, y, _("cache at the peak"), report->stayed.cache, UNIT_BYTES);
	y = paint_figure(area, y, _("  shared memory"), report->stayed.shared_memory, UNIT_BYTES);
	y = paint_figure(area, y, _("  mapped by programs"), report->stayed.mapped, UNIT_BYTES);
	y = paint_figure(area, y, _("  locked, unevictable"), report->stayed.unevictable, UNIT_BYTES);
	return paint_figure(area, y, _("  dirty, being written"), report->stayed.dirty, UNIT_BYTES);
}

static void paint_after(const struct probe_view *view, struct area area)
{
	const struct probe_report *report = view->progress.report;
	char verdict[1024];
	int y;

	probe_verdict(verdict, sizeof verdict, report);
	paint_text(area, 0, 1, STYLE_STRONG, _("memtop: probe: done"));
	y = paragraph(area, 1, report->outcome == PROBE_PROVEN ? STYLE_STRONG : STYLE_WARNING,
		verdict);
	paint_text(area, y++, 1, STYLE_DIM, _("Enter: once more.   W: save the report.   Esc: back."));
	if (report->outcome == PROBE_REFUSED)
		return;
	y = paint_report_figures(area, y + 1, report);
	if (area.height - y > 6)
		probe_graph_paint(area_rows(area, y + 1, area.height - y - 1), report->samples,
			report->sample_count);
}

static void probe_paint(void *state, struct ui *ui, struct area area)
{
	const struct probe_view *view = state;

	(void)ui;
	if (is_running(view))
		paint_during(view, area);
	else if (view->started && view->progress.report)
		paint_after(view, area);
	else
		paint_before(view, area);
}

/* ---- what happens ---- */

static void assess(struct probe_view *view)
{
	memset(&view->assessment, 0, sizeof view->assessment);
	if (!probe_modes[view->request.mode].argument || view->request.target)
		view->prober->assess(view->prober->context, &view->request, &view->assessment);
}

static enum status probe_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	struct probe_view *view = calloc(1, sizeof *view);

	*state = view;
	if (view && !ui->setup->prober) {
		free(view);
		message_set(message, "%s", _("this screen cannot probe"));
		return STATUS_ABSENT;
	}
	if (!view) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	view->prober = ui->setup->prober;
	view->request = (struct probe_request){ .mode = PROBE_PRESSURE,
		.readonly = ui->setup->actions->readonly };
	if (argument && probe_parse_size(&view->request, text_of_string(argument), message) !=
		STATUS_OK) {
		free(view);
		return STATUS_MALFORMED;
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
	return view->started ? view->prober->descriptor : -1;
}

static void probe_ready(void *state, struct ui *ui)
{
	struct probe_view *view = state;

	view->prober->look(view->prober->context, &view->progress);
	ui->dirty = true;
}

static bool ask_target(struct probe_view *view, struct ui *ui)
{
	struct prompt prompt = { .label = _(probe_modes[view->request.mode].argument) };
	struct editor editor;

	editor_set(&editor, view->target);
	if (!prompt_ask(ui, &prompt, &editor) || editor.length == 0)
		return false;
	memcpy(view->target, editor.text, sizeof view->target);
	view->request.target = view->target;
	return true;
}

static bool do_start(struct ui *ui, void *state, enum action_id id)
{
	struct probe_view *view = state;
	struct message message = { "" };

	(void)id;
	if (is_running(view))
		return true;
	if (probe_modes[view->request.mode].argument && !ask_target(view, ui))
		return true;
	if (view->prober->start(view->prober->context, &view->request, &message) != STATUS_OK) {
		session_note(ui, STYLE_ALARM, "%s", message.text);
		return true;
	}
	view->started = true;
	view->prober->look(view->prober->context, &view->progress);
	return true;
}

/* Esc lets go first, and leaves the view at the next time. */
static bool do_back(struct ui *ui, void *state, enum action_id id)
{
	struct probe_view *view = state;

	(void)ui, (void)id;
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

static bool do_choose(struct ui *ui, void *state, enum action_id id)
{
	struct probe_view *view = state;
	unsigned step = id == ACTION_MORE ? 1 : PROBE_MODE_COUNT - 1;

	(void)ui;
	if (view->started)
		return true;
	view->request.mode = (enum probe_mode)(((unsigned)view->request.mode + step) %
		PROBE_MODE_COUNT);
	view->request.target = NULL;
	assess(view);
	return true;
}

static bool do_save(struct ui *ui, void *state, enum action_id id)
{
	struct probe_view *view = state;
	const struct actions *actions = ui->setup->actions;
	struct message message = { "" };
	enum status status;

	(void)id;
	if (is_running(view) || !view->started || !view->progress.report)
		return true;
	status = actions->save_report(actions->context, view->progress.report, &message);
	session_note(ui, status == STATUS_OK ? STYLE_NORMAL : STYLE_ALARM, "%s", message.text);
	return true;
}

static action_handler *const probe_handlers[ACTION_COUNT] = {
	[ACTION_OPEN] = do_start,
	[ACTION_BACK] = do_back,
	[ACTION_LESS] = do_choose,
	[ACTION_MORE] = do_choose,
	[ACTION_SAVE] = do_save,
};

const struct view probe_view = {
	.open = probe_open,
	.close = probe_close,
	.paint = probe_paint,
	.descriptor = probe_descriptor,
	.ready = probe_ready,
	.handlers = probe_handlers,
};
