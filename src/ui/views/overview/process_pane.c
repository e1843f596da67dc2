/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/overview/process_pane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/process/baseline.h"
#include "ui/session/session.h"
#include "ui/session/since.h"
#include "ui/widgets/folding.h"
#include "views/overview/overview.h"

/* From so many lines of the view on the machine's past is shown, on a part of them. */
#define GRAPH_FROM 36
#define GRAPH_PART 5

int overview_graph_lines(int height)
{
	return height >= GRAPH_FROM ? height / GRAPH_PART : 0;
}

/* ---- arranging ---- */

static struct arrangement wanted_arrangement(struct process_pane *pane, const struct ui *ui)
{
	return (struct arrangement){
		.shape = ui->settings.shape,
		.sort = ui->settings.sort,
		.descending = ui->settings.descending,
		.kernel_threads = ui->settings.kernel_threads,
		.threads = ui->settings.threads,
		.filter = pane->pane.parsed,
		.user = pane->pane.user[0] ? pane->pane.user : NULL,
		.pids = pane->pids,
		.pid_count = pane->pid_count,
		.mark = ui->mark,
		.order = &pane->order,
	};
}

static bool same_columns(const struct column_list *a, const struct column_list *b)
{
	return a->count == b->count && memcmp(a->ids, b->ids, a->count * sizeof(a->ids[0])) == 0;
}

static bool same_meters(const struct meter_list *a, const struct meter_list *b)
{
	return a->count == b->count && memcmp(a->ids, b->ids, a->count * sizeof(a->ids[0])) == 0;
}

static bool is_arranged(const struct process_pane *pane, const struct arrangement *wanted,
	const struct ui *ui)
{
	const struct settings *settings = &ui->settings;
	const struct arrangement *used = &pane->used;

	return pane->pane.document && !pane->outdated && used->shape == wanted->shape &&
	       used->sort == wanted->sort && used->descending == wanted->descending &&
	       used->kernel_threads == wanted->kernel_threads && used->threads == wanted->threads &&
	       used->mark == wanted->mark && pane->paused == ui->paused &&
	       pane->system_scale == settings->system_scale &&
	       same_columns(&pane->columns, &settings->columns) &&
	       same_meters(&pane->meters, &settings->meters);
}

static bool is_folded(const void *context, const struct row *row)
{
	return tags_has(context, tag_of_row(row));
}

static const struct findings *judge(struct process_pane *pane, const struct ui *ui)
{
	struct sample *sample = ui->sample;

	if (pane->judged != sample) {
		sample_unref(pane->judged);
		pane->judged = sample_ref(sample);
		sample_judge(&pane->findings, &pane->evidence, sample);
		looks_copy(&pane->looks, ui->looks);
		looks_judge(&pane->findings, &pane->looks, sample);
	}
	return &pane->findings;
}

void process_pane_settle(struct process_pane *pane, struct ui *ui)
{
	const struct arrangement wanted = wanted_arrangement(pane, ui);
	const struct area whole = area_screen(&ui->terminal.look);
	char since[SINCE_SIZE] = "";
	struct overview_screen screen = { .meters = &ui->settings.meters,
		.paused = ui->paused && !ui->setup->timeline,
		.since = since,
		.history = overview_graph_lines(whole.height) > 0 ? ui->setup->feed->history : NULL,
		.graph_columns = (size_t)max_int(whole.width, 0),
		.ascii = ui->terminal.look.ascii,
		.no_paths = pane->no_paths,
		.is_folded = is_folded,
		.context = &pane->folded };
	struct message message = { "" };
	struct document *document;

	if (!ui->sample || is_arranged(pane, &wanted, ui))
		return;
	if (ui->mark)
		since_text(since, ui);
	screen.findings = judge(pane, ui);
	document = overview_document(ui->sample,
		&(struct overview_request){ .arrangement = &wanted,
			.columns = &ui->settings.columns,
			.system_scale = ui->settings.system_scale,
			.screen = &screen },
		&message);
	if (!document) {
		session_note(ui, STYLE_ALARM, _("no memory to arrange the processes"));
		return;
	}
	session_set_document(ui, &pane->pane, document);
	pane->used = wanted;
	pane->columns = ui->settings.columns;
	pane->meters = ui->settings.meters;
	pane->system_scale = ui->settings.system_scale;
	pane->paused = ui->paused;
	pane->outdated = false;
}

/* ---- the tree ---- */

static const struct arranged *arranged_of(const struct process_pane *pane)
{
	return overview_arranged(document_pane_table(&pane->pane));
}

static void arrange_anew(struct process_pane *pane, struct ui *ui)
{
	pane->outdated = true;
	process_pane_settle(pane, ui);
}

static struct fold_line fold_line(const void *context, size_t at)
{
	const struct process_line *line = &((const struct arranged *)context)->lines[at];

	return (struct fold_line){ line->depth, line->count, tag_of_row(line->row) };
}

void process_pane_fold(struct process_pane *pane, struct ui *ui, enum action_id action)
{
	const struct arranged *arranged = arranged_of(pane);
	const struct fold_lines lines = { arranged->count, arranged, fold_line };

	if (pane->used.shape == SHAPE_TREE &&
		folding_act(&pane->folded, &pane->pane.table, &lines, action))
		arrange_anew(pane, ui);
}

/* ---- the line above the headings ---- */

/* Those in folded lines, too. */
static size_t count_processes(const struct process_pane *pane)
{
	const struct arranged *arranged = arranged_of(pane);
	size_t count = 0;

	if (pane->used.shape != SHAPE_TREE)
		return arranged->count - arranged->threads;
	for (size_t i = 0; i < arranged->count; i++)
		if (arranged->lines[i].depth == 0)
			count += arranged->lines[i].count;
	return count - arranged->threads;
}

static void say_people(const struct arranged *arranged, struct flow *flow)
{
	struct process_turnover people = process_turnover(arranged->sample, arranged->mark);

	flow_add(flow, STYLE_NORMAL, _("%zu new, %zu ended"), people.begun, people.ended);
}

static void paint_summary(const struct process_pane *pane, struct area area)
{
	const struct arranged *arranged = arranged_of(pane);
	struct flow flow = { .indent = 1, .gap = 2 };
	size_t count = count_processes(pane);

	flow_add(&flow, STYLE_DIM,
		pane->used.shape == SHAPE_PROGRAMS
			? ngettext("%zu program", "%zu programs", count)
			: ngettext("%zu process", "%zu processes", count),
		count);
	if (arranged->threads > 0)
		flow_add(&flow, STYLE_DIM, ngettext("%zu thread", "%zu threads", arranged->threads),
			arranged->threads);
	if (arranged->sample->threads_cut)
		flow_add(&flow, STYLE_WARNING,
			_("there are more than 10000: the rest is not shown"));
	if (arranged->mark)
		say_people(arranged, &flow);
	if (arranged->sample->others_hidden)
		flow_add(&flow, STYLE_WARNING,
			_("other users' processes are hidden (hidepid), how many is not known"));
	if (pane->pane.parsed)
		flow_add(&flow, STYLE_WARNING, _("filter %s: %zu not shown"), pane->pane.filter,
			arranged->filtered_out);
	document_pane_say(&pane->pane, &flow);
	if (arranged->hidden_kernel_threads > 0)
		flow_add(&flow, STYLE_DIM,
			ngettext("%zu kernel thread not shown", "%zu kernel threads not shown",
				arranged->hidden_kernel_threads),
			arranged->hidden_kernel_threads);
	flow_paint(&flow, 0, area, 0, NULL);
}

/* ---- the pane ---- */

static void note_visible(struct process_pane *pane)
{
	const struct document_table *table = document_pane_table(&pane->pane);
	size_t first = pane->pane.table.top, end = first + (size_t)pane->pane.table.height;
	const struct row *process;

	pane->visible_count = 0;
	for (size_t i = first; i < end && i < table->row_count; i++)
		for (size_t m = 0; pane->visible_count < PANE_VISIBLE &&
				   (process = table->process(table->context, i, m));
			m++)
			pane->visible[pane->visible_count++] = process->pid;
}

void process_pane_paint(struct process_pane *pane, struct ui *ui, struct area area)
{
	int summary = area.height >= 5;

	process_pane_settle(pane, ui);
	if (!pane->pane.document)
		return;
	if (summary)
		paint_summary(pane, area_rows(area, 0, 1));
	pane->pane.scale = ui->settings.process_scale;
	document_pane_paint_table(&pane->pane, area_rows(area, summary, area.height));
	note_visible(pane);
}

void process_pane_take(struct process_pane *pane, struct ui *ui)
{
	tags_prune(&pane->pane.tags, ui->sample);
	tags_prune(&pane->folded, ui->sample);
	pane->outdated = true;
	process_pane_settle(pane, ui);
}

void process_pane_want(struct process_pane *pane, const struct ui *ui, struct feed_request *request)
{
	request->cost |= column_list_cost(&ui->settings.columns, ui->settings.sort);
	if (ui->settings.threads)
		request->cost |= COST_THREADS | COST_STATUS;
	if (pane->pane.parsed)
		request->cost |= filter_cost(pane->pane.parsed);
	request->looked_at = document_pane_looked_at(&pane->pane);
	request->visible = pane->visible;
	request->visible_count = pane->visible_count;
}

enum status process_pane_open(struct process_pane *pane, const struct ui *ui, const char *cgroup,
	struct message *message)
{
	const struct ui_setup *setup = ui->setup;

	pane->pids = setup->pids;
	pane->pid_count = setup->pid_count;
	pane->pane.arranges_itself = true;
	if (setup->user)
		snprintf(pane->pane.user, sizeof(pane->pane.user), "%s", setup->user);
	if (cgroup)
		return document_pane_filter_cgroup(&pane->pane, cgroup);
	return document_pane_filter_processes(&pane->pane, setup->filter ? setup->filter : "",
		message);
}

void process_pane_close(struct process_pane *pane)
{
	document_pane_free(&pane->pane);
	sample_unref(pane->judged);
	looks_drop(&pane->looks);
	tags_clear(&pane->folded);
	kept_order_close(&pane->order);
}
