/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first view: the system's memory above the processes. */
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "ui/session/session.h"
#include "ui/views/overview/process_pane.h"
#include "ui/views/views.h"

/* Rows that the processes get, headings included, before the system pane gets more than one. */
#define PROCESS_ROWS 7

/* For how many samples a line above the processes stays, empty, after its sentence has gone. */
#define SAMPLES_OF_CALM 20

struct overview {
	struct process_pane processes; /* first: what the keys act on */
	struct {
		int rows, height, width;
		uint64_t number; /* of the sample that last needed so many */
	} head;
};

static enum status overview_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	struct overview *overview = calloc(1, sizeof(*overview));
	enum status status;

	if (!overview) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	status = process_pane_open(&overview->processes, ui, argument, message);
	if (status == STATUS_OK)
		*state = overview;
	else
		free(overview);
	return status;
}

static void overview_close(void *state)
{
	process_pane_close(state);
	free(state);
}

static void overview_want(void *state, const struct ui *ui, struct feed_request *request)
{
	/* Its sentences name what grows, whichever columns there are. */
	request->cost |= columns[COLUMN_GROWTH].cost;
	if (meter_list_has(&ui->settings.meters, METER_MACHINE) ||
		meter_list_has(&ui->settings.meters, METER_PROCESSORS))
		request->cost |= COST_PROCESSORS;
	process_pane_want(state, ui, request);
}

static void overview_take(void *state, struct ui *ui)
{
	struct overview *overview = state;

	process_pane_take(&overview->processes, ui);
}

/* The processes below must not jump up and down with a finding that comes and goes. */
static int calm_rows(struct overview *overview, int used, int most, struct area area,
	uint64_t number)
{
	bool resized = area.height != overview->head.height || area.width != overview->head.width;
	bool outlived = number > overview->head.number + SAMPLES_OF_CALM;

	if (used >= overview->head.rows || resized || outlived) {
		overview->head.rows = used;
		overview->head.number = number;
	}
	overview->head.height = area.height;
	overview->head.width = area.width;
	return min_int(overview->head.rows, max_int(most, used));
}

static void overview_paint(void *state, struct ui *ui, struct area area)
{
	struct overview *overview = state;
	struct document_pane *pane = &overview->processes.pane;
	int most = area.height - PROCESS_ROWS, used;

	process_pane_settle(&overview->processes, ui);
	if (!pane->document) {
		paint_text(area, 0, 1, STYLE_DIM, _("reading the processes ..."));
		return;
	}
	if (most < 1)
		most = area.height > 2;
	used = document_summary_paint(pane, ui->settings.system_scale, area, most,
		overview_graph_lines(area.height));
	used = calm_rows(overview, used, most, area, ui->sample->number);
	process_pane_paint(&overview->processes, ui, area_rows(area, used, area.height));
}

static struct document_pane *overview_pane(void *state)
{
	struct process_pane *processes = state;

	return &processes->pane;
}

/* Which column sorts is a setting, which is saved. */
static void overview_sort(void *state, struct ui *ui, unsigned id)
{
	struct settings *settings = &ui->settings;

	if (settings->sort == (enum column_id)id)
		settings->descending = !settings->descending;
	else
		settings->descending = columns[id].descending;
	settings->sort = (enum column_id)id;
	process_pane_settle(state, ui);
}

static void overview_rearrange(void *state, struct ui *ui)
{
	struct process_pane *processes = state;

	(void)ui;
	processes->outdated = true;
}

static void overview_fold(void *state, struct ui *ui)
{
	process_pane_fold(state, ui, ACTION_TOGGLE);
}

/* ---- actions ---- */

static bool do_shape(const struct press *press)
{
	struct ui *ui = press->ui;
	enum shape shape = press->action == ACTION_TREE ? SHAPE_TREE : SHAPE_PROGRAMS;

	ui->settings.shape = ui->settings.shape == shape ? SHAPE_LIST : shape;
	return true;
}

static bool do_fold(const struct press *press)
{
	if (press->ui->settings.shape != SHAPE_TREE)
		return false;
	/* Typed ahead, it is for the tree that was asked for. */
	process_pane_settle(press->state, press->ui);
	process_pane_fold(press->state, press->ui, press->action);
	return true;
}

static bool do_paths(const struct press *press)
{
	struct process_pane *processes = press->state;

	processes->no_paths = !processes->no_paths;
	processes->outdated = true;
	return true;
}

/* The key that makes a tree makes a list again. */
static const char *overview_label(void *state, const struct ui *ui, enum action_id id)
{
	(void)state;
	return id == ACTION_TREE && ui->settings.shape == SHAPE_TREE ? N_("List") : NULL;
}

static bool do_kernel_threads(const struct press *press)
{
	struct ui *ui = press->ui;

	ui->settings.kernel_threads = !ui->settings.kernel_threads;
	return true;
}

static bool do_thread_rows(const struct press *press)
{
	struct ui *ui = press->ui;

	if (ui->setup->timeline) {
		session_note(ui, STYLE_WARNING, _("a record has no threads"));
		return true;
	}
	ui->settings.threads = !ui->settings.threads;
	return true;
}

static pid_t overview_selected(void *state)
{
	const struct row *row = document_pane_process(state, 0);

	return row ? row->pid : 0;
}

static bool do_explain(const struct press *press)
{
	const struct process_pane *processes = press->state;

	document_pane_explain(&processes->pane, press->ui, NULL);
	return true;
}

static bool do_oom(const struct press *press)
{
	session_open(press->ui, SCREEN_OOM, NULL);
	return true;
}

static const struct key_row overview_keys[] = {
	{ ACTION_TREE, do_shape, NULL },
	{ ACTION_PROGRAMS, do_shape, NULL },
	{ ACTION_FOLD, do_fold, NULL },
	{ ACTION_UNFOLD, do_fold, NULL },
	{ ACTION_FOLD_ALL, do_fold, NULL },
	{ ACTION_PATHS, do_paths, NULL },
	{ ACTION_KERNEL_THREADS, do_kernel_threads, NULL },
	{ ACTION_THREAD_ROWS, do_thread_rows, NULL },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ ACTION_OOM, do_oom, NULL },
	{ 0 },
};

const struct view overview_view = {
	.open = overview_open,
	.close = overview_close,
	.take = overview_take,
	.want = overview_want,
	.paint = overview_paint,
	.shows_baseline = true,
	.pane = overview_pane,
	.tables = TABLE_SEARCHED | TABLE_SORTED | TABLE_OF_PROCESSES | TABLE_DETAILED,
	.sort = overview_sort,
	.rearrange = overview_rearrange,
	.fold = overview_fold,
	.selected = overview_selected,
	.label = overview_label,
	.keys = overview_keys,
};
