/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view process: one process in depth, while it lives and after. */
#include "ui/views/process/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "derive/process/growth.h"
#include "derive/trend.h"
#include "sample/process/recorded.h"
#include "ui/session/since.h"
#include "ui/views/views.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/prompt.h"
#include "ui/widgets/wrap.h"

/* ---- life ---- */

static enum status fail(enum status status, struct message *message)
{
	message_set(message, _("process: %s"), status_text(status));
	return status;
}

static enum status process_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	const struct inspect *inspect;
	struct process_view *view;
	pid_t pid = session_process(ui, argument);

	*state = NULL;
	if (pid == 0) {
		message_set(message, _("process: choose one: Enter on a process in the overview"));
		return STATUS_MALFORMED;
	}
	inspect = ui->setup->timeline ? NULL : session_inspect(ui, message);
	if (!inspect && !ui->setup->timeline)
		return STATUS_ABSENT;
	view = calloc(1, sizeof(*view));
	if (!view)
		return fail(STATUS_NO_MEMORY, message);
	view->pid = pid;
	view->history = ui->setup->feed->history;
	view->watched.key = history_process(pid, 0);
	if (inspect)
		inspect->look(inspect->context, view->pid, ui->settings.delay);
	view->inspect = inspect;
	process_renew(view, ui);
	*state = view;
	return STATUS_OK;
}

static void process_close(void *state)
{
	struct process_view *view = state;

	if (view->inspect)
		view->inspect->look(view->inspect->context, 0, 0);
	detail_unref(view->detail);
	detail_unref(view->first);
	process_heap_close(view);
	history_release(view->history, &view->watched);
	for (int page = 0; page < PAGE_COUNT; page++)
		document_pane_free(&view->panes[page]);
	free(view->page_map);
	process_list_free(view->list);
	free(view);
}

static int descriptor(void *state, struct ui *ui)
{
	struct process_view *view = state;

	(void)ui;
	return view->inspect ? view->inspect->descriptor : -1;
}

static int other_descriptor(void *state, struct ui *ui)
{
	(void)ui;
	return process_heap_descriptor(state);
}

/* ---- news ---- */

/* exec(2): the same process, another program; what it had before says nothing about it now. */
static bool has_become_another(const struct process_view *view, const struct process_detail *detail)
{
	const struct process_detail *before = view->detail;

	return before && strcmp(detail_string(before, before->executable),
				 detail_string(detail, detail->executable)) != 0;
}

static void begin_anew(struct process_view *view, struct ui *ui)
{
	session_note(ui, STYLE_WARNING,
		_("it has become another program (exec): its history starts again"));
	detail_unref(view->first);
	view->first = NULL;
	history_forget(view->history, &view->watched.key);
	view->trend = (struct trend_finding){ .trend = TREND_TOO_SHORT };
	process_heap_begin_anew(view);
	view->page = PAGE_KINDS;
}

static void accept_detail(struct process_view *view, struct ui *ui, struct process_detail *detail)
{
	if (view->start_ticks && detail->start_ticks != view->start_ticks) {
		/* The PID belongs to another process by now. */
		detail_unref(detail);
		view->status = STATUS_GONE;
		return;
	}
	if (view->detail && view->detail->mapping_count && detail->mapping_count == 0) {
		/* A zombie, or on its way out: what it had is the last state worth seeing. */
		detail_unref(detail);
		view->status = STATUS_GONE;
		return;
	}
	view->start_ticks = detail->start_ticks;
	if (has_become_another(view, detail))
		begin_anew(view, ui);
	if (!view->first)
		view->first = detail_ref(detail);
	detail_unref(view->detail);
	view->detail = detail;
	process_page_map_ask(view);
}

/* False if there is nothing new of it. */
static bool take_detail(struct process_view *view, struct ui *ui)
{
	const struct inspect *inspect = view->inspect;
	enum status status;
	struct process_detail *detail = inspect->take(inspect->context, &status);

	if (detail)
		accept_detail(view, ui, detail);
	else if (status != STATUS_OK)
		view->status = status;
	if (view->status != STATUS_OK && !view->ended_wall_ns) {
		view->ended_wall_ns = (int64_t)time(NULL) * NS_PER_SECOND;
		view->ending_known = inspect->ending(inspect->context, &view->wait_status);
		inspect->look(inspect->context, 0, 0);
	}
	return detail || status != STATUS_OK;
}

static void ready(void *state, struct ui *ui)
{
	struct process_view *view = state;

	process_page_map_take(view);
	process_page_take_list(view);
	process_heap_step(view, ui);
	take_detail(view, ui);
	process_renew(view, ui);
	ui->dirty = true;
}

/* The same file run again is another program, too. */
static void notice_program(struct process_view *view, struct ui *ui, uint64_t program)
{
	if (program && view->program && program != view->program)
		begin_anew(view, ui);
	if (program)
		view->program = program;
}

/* What the session has seen of it, from before this view was opened on. */
static void follow(struct process_view *view, struct ui *ui)
{
	const struct row *row = ui->sample ? sample_find(ui->sample, view->pid) : NULL;
	struct history_key key;

	if (!row || view->status != STATUS_OK ||
		(view->start_ticks && row->identity->start_ticks != view->start_ticks))
		return;
	notice_program(view, ui, row->identity->program);
	key = history_of_row(row);
	history_hold(view->history, &view->watched, &key);
	history_trend(view->history, &view->watched.key, HISTORY_OWN, &view->trend);
	history_trend(view->history, &view->watched.key, HISTORY_HEAP, &view->heap.trend);
	history_trend(view->history, &view->watched.key, HISTORY_OTHER_HEAP,
		&view->heap.other_trend);
}

/*
 * In a record time goes to and fro: the process is what its row says at each moment, or is not there.
 * The history is of that moment, too.
 */
static void take_recorded(struct process_view *view, struct ui *ui)
{
	const struct row *row = sample_find(ui->sample, view->pid);
	struct history_key key;

	detail_unref(view->detail);
	view->detail = NULL;
	view->status = STATUS_GONE;
	view->trend = (struct trend_finding){ .trend = TREND_TOO_SHORT };
	if (row && (!view->start_ticks || row->identity->start_ticks == view->start_ticks))
		view->detail = detail_of_row(ui->sample, row);
	if (view->detail) {
		view->status = STATUS_OK;
		view->start_ticks = view->detail->start_ticks;
		key = history_of_row(row);
		history_hold(view->history, &view->watched, &key);
		history_trend(view->history, &key, HISTORY_OWN, &view->trend);
	}
	process_renew(view, ui);
}

/* Many mappings are arranged anew with a newer detail only. */
static void process_take(void *state, struct ui *ui)
{
	struct process_view *view = state;

	if (!view->inspect) {
		take_recorded(view, ui);
		return;
	}
	process_heap_step(view, ui);
	follow(view, ui);
	/* Who does not answer rings no bell. */
	if (take_detail(view, ui) || view->page != PAGE_MAPPINGS)
		process_renew(view, ui);
}

static void process_want(void *state, const struct ui *ui, struct feed_request *request)
{
	const struct process_view *view = state;

	(void)ui;
	request->cost |= columns[COLUMN_GROWTH].cost;
	request->looked_at = view->pid;
}

/* ---- what it says ---- */

struct process_evidence process_evidence_of(const struct process_view *view, const struct ui *ui)
{
	struct value available = value_missing(VALUE_ABSENT);

	if (ui->sample)
		available = ui->sample->system.meminfo.field[MEMINFO_MemAvailable];
	return (struct process_evidence){ .detail = view->detail,
		.heap_status = view->inspect ? STATUS_OK : STATUS_NOT_RECORDED,
		.trend = view->trend,
		.earlier = view->first,
		.available = available,
		.heap = process_heap_evidence(&view->heap),
		.search =
			searches_of(ui, view->pid, view->detail ? view->detail->start_ticks : 0) };
}

static void put_ending(const struct process_view *view, struct document *document,
	const char *clock)
{
	int status = view->wait_status;

	if (!view->ending_known)
		document_say(document, EMPHASIS_CRITICAL,
			_("It ended at about %s; this is its last state. Esc goes back."), clock);
	else if (WIFSIGNALED(status))
		document_say(document, EMPHASIS_CRITICAL,
			_("It ended at about %s by signal %d (%s). Its last state; Esc goes back."),
			clock, WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		document_say(document, EMPHASIS_CRITICAL,
			_("It ended at about %s with exit status %d. Its last state; Esc goes back."),
			clock, WEXITSTATUS(status));
}

void process_end_put(const struct process_view *view, struct document *document)
{
	time_t when = (time_t)(view->ended_wall_ns / NS_PER_SECOND);
	char clock[16] = "";
	struct tm local;

	if (localtime_r(&when, &local))
		strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	if (view->status == STATUS_GONE && !view->inspect)
		document_say(document, EMPHASIS_CRITICAL,
			_("At this time there is no process %d. Esc goes back."), (int)view->pid);
	else if (view->status == STATUS_GONE && view->detail)
		put_ending(view, document, clock);
	else if (view->status == STATUS_GONE)
		document_say(document, EMPHASIS_CRITICAL,
			_("There is no process %d. Esc goes back."), (int)view->pid);
	else if (view->status != STATUS_OK)
		document_say(document, EMPHASIS_CRITICAL,
			_("It cannot be read: %s. Esc goes back."), status_text(view->status));
	else if (!view->detail)
		document_line(document, EMPHASIS_FAINT, _("reading its mappings ..."));
}

static void put_graph(struct document *document, struct document_graph graph,
	const struct process_view *view, enum history_figure figure,
	const struct trend_finding *trend)
{
	struct trend_point points[TREND_POINTS_MOST];
	const struct document_curve curve = { .tint = TINT_APPLICATIONS,
		.points = points,
		.count = history_points(view->history, &view->watched.key, figure, 0, points,
			TREND_POINTS_MOST) };

	graph.words = _(trend_rows[trend->trend].title);
	graph.emphasis = trend->trend == TREND_GROWING ? EMPHASIS_WARNING : EMPHASIS_NONE;
	graph.curves = &curve;
	graph.curve_count = 1;
	document_graph(document, &graph);
}

void process_trend_put(const struct process_view *view, struct document *document)
{
	const struct process_heap *heap = &view->heap;
	char pace[UNITS_SIZE];

	units_value(pace,
		view->trend.trend == TREND_TOO_SHORT
			? value_missing(VALUE_PENDING)
			: value_of((int64_t)view->trend.bytes_per_minute),
		UNIT_PACE, SCALE_AUTO);
	put_graph(document,
		(struct document_graph){ .title = _("own memory"),
			.pace = document_format(document, _("%s a minute"), pace) },
		view, HISTORY_OWN, &view->trend);
	if (heap->on && heap->any && heap->report.confidence != HEAP_REFUSED)
		put_graph(document, (struct document_graph){ .title = _("heap in use") }, view,
			HISTORY_HEAP, &heap->trend);
}

/* ---- the pane ---- */

static void process_paint(void *state, struct ui *ui, struct area area)
{
	struct process_view *view = state;
	struct document_pane *pane = &view->panes[view->page];
	const struct process_detail *detail = view->detail;
	char title[512];

	snprintf(title, sizeof(title), _("process %d"), (int)view->pid);
	if (detail)
		snprintf(title, sizeof(title), _("process %d   %s   %s"), (int)view->pid,
			detail_string(detail, detail->user),
			detail_string(detail, detail->command));
	pane->scale = ui->settings.process_scale;
	document_pane_paint(pane, title, area);
}

static struct document *process_report(void *state, const struct ui *ui)
{
	const struct process_view *view = state;
	const struct process_evidence evidence = process_evidence_of(view, ui);

	return view->detail ? process_document(&evidence) : NULL;
}

static pid_t process_selected(void *state)
{
	return ((const struct process_view *)state)->pid;
}

static struct document_pane *process_pane(void *state)
{
	struct process_view *view = state;

	return &view->panes[view->page];
}

/* ---- actions ---- */

static bool do_open(const struct press *press)
{
	struct process_view *view = press->state;

	if (view->page == PAGE_SUMMARY)
		document_pane_explain(&view->panes[view->page], press->ui, NULL);
	else
		process_page_enter(view, press->ui);
	return true;
}

static bool do_heap(const struct press *press)
{
	bool pressed = process_heap_press(press->state, press->ui);

	process_renew(press->state, press->ui);
	return pressed;
}

static bool do_leaks(const struct press *press)
{
	const struct process_view *view = press->state;
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)view->pid);
	session_open(press->ui, VIEW_LEAKS, pid);
	return true;
}

static bool do_cgroup(const struct press *press)
{
	const struct process_view *view = press->state;
	const char *path = view->detail ? detail_string(view->detail, view->detail->cgroup) : "";

	if (*path)
		session_open(press->ui, VIEW_CGROUPS, path);
	else
		session_note(press->ui, STYLE_NORMAL,
			_("no memory cgroup of this process is known"));
	return true;
}

static bool do_summary(const struct press *press)
{
	process_page_toggle_summary(press->state, press->ui);
	return true;
}

static bool do_list(const struct press *press)
{
	enum process_list_kind kind = press->action == ACTION_ENVIRONMENT ? LIST_ENVIRONMENT
				      : press->action == ACTION_FILES     ? LIST_FILES
				      : press->action == ACTION_THREADS   ? LIST_THREADS
				      : press->action == ACTION_LOCKS     ? LIST_LOCKS
									  : LIST_NODES;
	struct process_view *view = press->state;

	if (kind == LIST_NODES && press->ui->sample && press->ui->sample->system.nodes.count == 0) {
		session_note(press->ui, STYLE_NORMAL,
			_("all memory of this machine is on one node"));
		return true;
	}
	/* What is secret is shown once that is confirmed. */
	if (kind == LIST_ENVIRONMENT && view->page == PAGE_LIST && view->list_kind == kind &&
		!view->unmasked) {
		view->unmasked = confirm(press->ui, _("Environment"),
			_("Show the values? They may be passwords, for all who see this screen."));
		process_renew(view, press->ui);
		return true;
	}
	process_page_toggle_list(view, press->ui, kind);
	return true;
}

static bool do_units(const struct press *press)
{
	session_change_unit(press->ui, SETTING_PROCESS_UNIT);
	return true;
}

static bool do_explain(const struct press *press)
{
	const struct process_view *view = press->state;

	document_pane_explain(&view->panes[view->page], press->ui, NULL);
	return true;
}

static bool do_back(const struct press *press)
{
	if (table_end_search(press->ui))
		return true;
	if (!process_heap_stop(press->state))
		return process_page_back(press->state, press->ui);
	process_renew(press->state, press->ui);
	return true;
}

/* What kinds of mappings have gained counts from now, too; samples know nothing of those. */
static void process_baseline(void *state, struct ui *ui)
{
	struct process_view *view = state;

	if (!ui->mark || !view->detail)
		return;
	detail_unref(view->first);
	view->first = detail_ref(view->detail);
	process_renew(view, ui);
}

static const struct key_row process_keys[] = {
	{ ACTION_OPEN, do_open, NULL },
	{ ACTION_SUMMARY, do_summary, NULL },
	{ ACTION_HEAP, do_heap, NULL },
	{ ACTION_LEAKS, do_leaks, NULL },
	{ ACTION_CGROUP, do_cgroup, NULL },
	{ ACTION_ENVIRONMENT, do_list, NULL },
	{ ACTION_FILES, do_list, NULL },
	{ ACTION_THREADS, do_list, NULL },
	{ ACTION_LOCKS, do_list, NULL },
	{ ACTION_NODES, do_list, NULL },
	{ ACTION_SYSTEM_UNITS, do_units, N_("unit of the figures") },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ ACTION_BACK, do_back, N_("end a look at its heap, then go back") },
	{ ACTION_KILL, table_kill_selected, NULL },
	{ 0 },
};

const struct view process_view = {
	.open = process_open,
	.close = process_close,
	.take = process_take,
	.want = process_want,
	.paint = process_paint,
	.mark = process_baseline,
	.shows_baseline = true,
	.pane = process_pane,
	.tables = TABLE_SEARCHED | TABLE_SORTED,
	.selected = process_selected,
	.report = process_report,
	.keys = process_keys,
	.descriptor = descriptor,
	.other_descriptor = other_descriptor,
	.ready = ready,
};
