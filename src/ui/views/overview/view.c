/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first view: the system's memory above the processes. */
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "findings/processes_rules.h"
#include "ui/session/session.h"
#include "ui/session/since.h"
#include "ui/views/overview/detail_pane.h"
#include "ui/views/overview/explain_segment.h"
#include "ui/views/overview/process_pane.h"
#include "ui/views/overview/system_pane.h"
#include "ui/views/views.h"
#include "ui/widgets/menu.h"

/* Rows that the processes get, headings included, before the system pane gets more than one. */
#define PROCESS_ROWS 7

/* For how many samples a line above the processes stays, empty, after its sentence has gone. */
#define SAMPLES_OF_CALM 20

struct overview {
	struct process_pane processes; /* first: what the keys act on */
	struct said said[HEADLINES_MOST];
	size_t said_count;
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

	(void)argument;
	if (!overview) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	status = process_pane_open(&overview->processes, ui, message);
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
	/* Its sentences name who grows, whichever columns there are. */
	request->cost |= columns[COLUMN_GROWTH].cost;
	process_pane_want(state, ui, request);
}

/* "5" and "Growth", "F8" and "Probe": the key that answers a finding, and where it leads. */
static void say_key(struct said *said, const struct rule *rule)
{
	int action = rule->action ? action_find(rule->action) : -1;
	int view = rule->view ? view_find(rule->view) : -1;
	char name[INPUT_NAME_SIZE];
	const char *label;

	/* What this view has not, the explanation of its field has. */
	if (view <= VIEW_OVERVIEW || !screens[view])
		view = VIEW_EXPLAIN;
	if (action < 0) {
		snprintf(said->key, sizeof(said->key), "%c", digit_of_view(view));
		label = view_rows[view].title;
	} else {
		snprintf(said->key, sizeof(said->key), "%s",
			_(input_name(name, action_rows[action].keys[0])));
		label = action_rows[action].section == SECTION_ARRANGE ? N_("Sort") : N_("Explain");
		if (action_rows[action].label)
			label = action_rows[action].label;
	}
	snprintf(said->label, sizeof(said->label), "%s", _(label));
}

static size_t say_findings(struct said said[static HEADLINES_MOST], const struct sample *sample)
{
	const struct finding *headlines[HEADLINES_MOST];
	struct sample_evidence evidence;
	struct findings findings;
	size_t count;

	sample_judge(&findings, &evidence, sample);
	count = findings_headlines(headlines, &findings);
	for (size_t i = 0; i < count; i++) {
		said[i].severity = headlines[i]->severity;
		finding_sentence(said[i].text, sizeof(said[i].text), headlines[i], FOR_PEOPLE);
		say_key(&said[i], headlines[i]->rule);
	}
	return count;
}

static void overview_take(void *state, struct ui *ui)
{
	struct overview *overview = state;

	overview->said_count = say_findings(overview->said, ui->sample);
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

/* The table, and a pane for the process under its cursor where that is wanted and has room. */
static void paint_processes(struct process_pane *processes, struct ui *ui, struct area area)
{
	struct area pane;

	if (!ui->settings.detail_pane) {
		process_pane_paint(processes, ui, area);
		return;
	}
	process_pane_paint(processes, ui, detail_pane_part(area, &pane));
	detail_pane_paint(ui, document_pane_process(&processes->pane, 0), pane);
}

static void overview_paint(void *state, struct ui *ui, struct area area)
{
	struct overview *overview = state;
	char since[SINCE_SIZE];
	struct system_pane system = { .sample = ui->sample,
		.scale = ui->settings.system_scale,
		.said = overview->said,
		.said_count = overview->said_count,
		.paused = ui->paused };
	int most = area.height - PROCESS_ROWS, used;

	if (!ui->sample) {
		paint_text(area, 0, 1, STYLE_DIM, _("reading the processes ..."));
		return;
	}
	if (ui->mark) {
		since_text(since, ui);
		system.mark = ui->mark;
		system.since = since;
	}
	if (most < 1)
		most = area.height > 2;
	used = system_pane_paint(&system, area, most);
	used = calm_rows(overview, used, most, area, ui->sample->number);
	paint_processes(&overview->processes, ui, area_rows(area, used, area.height));
}

static struct table *overview_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct process_pane *pane = state;

	*row_count = document_pane_rows(&pane->pane);
	*no_cursor = false;
	return &pane->pane.table;
}

/* ---- actions ---- */

static bool do_find(const struct press *press)
{
	return process_find(press->ui, press->state);
}

static bool do_find_next(const struct press *press)
{
	struct process_pane *pane = press->state;

	if (!pane->pane.find[0])
		return false;
	if (!process_find_next(pane, press->action == ACTION_FIND_NEXT ? 1 : -1))
		session_note(press->ui, STYLE_WARNING, _("no process has \"%s\""), pane->pane.find);
	return true;
}

static bool do_filter(const struct press *press)
{
	return process_filter(press->ui, press->state);
}

static bool do_user(const struct press *press)
{
	return process_choose_user(press->ui, press->state);
}

static bool do_follow(const struct press *press)
{
	struct document_pane *pane = press->state;

	pane->follow = !pane->follow && document_pane_process(pane, 0);
	pane->table.moved |= pane->follow;
	return true;
}

static bool do_shape(const struct press *press)
{
	struct ui *ui = press->ui;
	enum shape shape = press->action == ACTION_TREE ? SHAPE_TREE : SHAPE_PROGRAMS;

	ui->settings.shape = ui->settings.shape == shape ? SHAPE_LIST : shape;
	return true;
}

static bool do_kernel_threads(const struct press *press)
{
	struct ui *ui = press->ui;

	ui->settings.kernel_threads = !ui->settings.kernel_threads;
	return true;
}

static void sort_by(struct ui *ui, enum column_id column)
{
	if (ui->settings.sort != column)
		ui->settings.descending = columns[column].descending;
	ui->settings.sort = column;
}

static bool do_sort_by(const struct press *press)
{
	static const enum column_id by[ACTION_COUNT] = {
		[ACTION_SORT_MEMORY] = COLUMN_RSS,
		[ACTION_SORT_CPU] = COLUMN_CPU,
		[ACTION_SORT_PID] = COLUMN_PID,
		[ACTION_SORT_TIME] = COLUMN_START,
		[ACTION_SORT_GROWTH] = COLUMN_GROWTH,
		[ACTION_SORT_RETAINED] = COLUMN_RETAINED,
	};

	sort_by(press->ui, by[press->action]);
	return true;
}

/* To the neighbour among the columns on screen; from a column that is not there, to the first. */
static bool do_sort_neighbour(const struct press *press)
{
	struct ui *ui = press->ui;
	const struct column_list *list = &ui->settings.columns;
	size_t at = 0;

	while (at < list->count && list->ids[at] != ui->settings.sort)
		at++;
	if (at == list->count)
		at = 0;
	else if (press->action == ACTION_SORT_LEFT)
		at = at > 0 ? at - 1 : 0;
	else
		at = at + 1 < list->count ? at + 1 : at;
	sort_by(ui, list->ids[at]);
	return true;
}

static bool do_detail(const struct press *press)
{
	struct ui *ui = press->ui;

	ui->settings.detail_pane = !ui->settings.detail_pane;
	return true;
}

static bool do_reverse(const struct press *press)
{
	struct ui *ui = press->ui;

	ui->settings.descending = !ui->settings.descending;
	return true;
}

static bool do_tag(const struct press *press)
{
	struct document_pane *pane = press->state;
	const struct row *row = document_pane_process(pane, 0);
	bool tagged = row && tags_has(&pane->tags, row);

	for (size_t i = 0; (row = document_pane_process(pane, i)); i++)
		(tagged ? tags_remove : tags_add)(&pane->tags, row);
	table_move(&pane->table, ACTION_DOWN, document_pane_rows(pane), false);
	return true;
}

static bool do_untag(const struct press *press)
{
	struct document_pane *pane = press->state;

	tags_clear(&pane->tags);
	return true;
}

static pid_t overview_selected(void *state)
{
	const struct row *row = document_pane_process(state, 0);

	return row ? row->pid : 0;
}

static bool do_open(const struct press *press)
{
	if (overview_selected(press->state))
		session_open(press->ui, VIEW_PROCESS, NULL);
	return true;
}

static bool do_kill(const struct press *press)
{
	return process_kill(press->ui, press->state);
}

static const char *column_label(void *context, size_t item, char *buffer, size_t size)
{
	(void)context, (void)buffer, (void)size;
	return _(columns[item].label.title);
}

static const char *column_detail(void *context, size_t item, char *buffer, size_t size)
{
	(void)context, (void)buffer, (void)size;
	return _(columns[item].label.explanation);
}

static bool do_sort(const struct press *press)
{
	struct ui *ui = press->ui;
	struct menu menu = { .title = _("Sort by"),
		.count = COLUMN_COUNT,
		.label = column_label,
		.detail = column_detail };
	size_t item = ui->settings.sort;

	if (menu_pick(ui, &menu, &item))
		sort_by(ui, (enum column_id)item);
	return true;
}

static bool do_explain(const struct press *press)
{
	explain_screen(press->ui);
	return true;
}

static bool do_oom(const struct press *press)
{
	session_open(press->ui, SCREEN_OOM, NULL);
	return true;
}

/* Esc ends, one after the other, what stands in the line above the headings. */
static bool do_back(const struct press *press)
{
	struct document_pane *pane = press->state;

	if (pane->find[0])
		pane->find[0] = '\0';
	else if (pane->follow)
		pane->follow = false;
	else
		return false;
	return true;
}

static const struct key_row overview_keys[] = {
	{ ACTION_FIND_NEXT, do_find_next, NULL },
	{ ACTION_FIND_PREVIOUS, do_find_next, NULL },
	{ ACTION_FIND, do_find, NULL },
	{ ACTION_FILTER, do_filter, NULL },
	{ ACTION_USER, do_user, NULL },
	{ ACTION_FOLLOW, do_follow, NULL },
	{ ACTION_TREE, do_shape, NULL },
	{ ACTION_PROGRAMS, do_shape, NULL },
	{ ACTION_KERNEL_THREADS, do_kernel_threads, NULL },
	{ ACTION_SORT, do_sort, NULL },
	{ ACTION_SORT_LEFT, do_sort_neighbour, NULL },
	{ ACTION_SORT_RIGHT, do_sort_neighbour, NULL },
	{ ACTION_REVERSE, do_reverse, NULL },
	{ ACTION_SORT_MEMORY, do_sort_by, NULL },
	{ ACTION_SORT_CPU, do_sort_by, NULL },
	{ ACTION_SORT_PID, do_sort_by, NULL },
	{ ACTION_SORT_TIME, do_sort_by, NULL },
	{ ACTION_SORT_GROWTH, do_sort_by, NULL },
	{ ACTION_SORT_RETAINED, do_sort_by, NULL },
	{ ACTION_TAG, do_tag, NULL },
	{ ACTION_UNTAG, do_untag, NULL },
	{ ACTION_OPEN, do_open, NULL },
	{ ACTION_KILL, do_kill, NULL },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ ACTION_DETAIL, do_detail, NULL },
	{ ACTION_OOM, do_oom, NULL },
	{ ACTION_BACK, do_back, N_("end the search, then stop following") },
	{ 0 },
};

const struct view overview_view = {
	.open = overview_open,
	.close = overview_close,
	.take = overview_take,
	.want = overview_want,
	.paint = overview_paint,
	.shows_baseline = true,
	.table = overview_table,
	.selected = overview_selected,
	.keys = overview_keys,
};
