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
#include "views/overview/overview.h"

/* ---- arranging ---- */

static struct arrangement wanted_arrangement(const struct process_pane *pane, const struct ui *ui)
{
	return (struct arrangement){
		.shape = ui->settings.shape,
		.sort = ui->settings.sort,
		.descending = ui->settings.descending,
		.kernel_threads = ui->settings.kernel_threads,
		.filter = pane->filter,
		.user = pane->user[0] ? pane->user : NULL,
		.pids = pane->pids,
		.pid_count = pane->pid_count,
		.mark = ui->mark,
	};
}

static bool same_columns(const struct column_list *a, const struct column_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->ids[i] != b->ids[i])
			return false;
	return true;
}

static bool is_arranged(const struct process_pane *pane, const struct arrangement *wanted,
	const struct settings *settings)
{
	const struct arrangement *used = &pane->used;

	return pane->pane.document && !pane->outdated && used->shape == wanted->shape &&
	       used->sort == wanted->sort && used->descending == wanted->descending &&
	       used->kernel_threads == wanted->kernel_threads && used->mark == wanted->mark &&
	       same_columns(&pane->columns, &settings->columns);
}

static void show(struct process_pane *pane, struct ui *ui, struct document *document)
{
	const struct row *followed = document_pane_process(&pane->pane, 0);
	pid_t pid = followed ? followed->pid : 0;

	if (!document_pane_set(&pane->pane, document) && pid)
		session_note(ui, STYLE_WARNING, _("process %d has ended or is not shown any more"),
			(int)pid);
}

void process_pane_settle(struct process_pane *pane, struct ui *ui)
{
	const struct arrangement wanted = wanted_arrangement(pane, ui);
	const struct overview_screen screen = { .ascii = ui->terminal.look.ascii };
	struct message message = { "" };
	struct document *document;

	if (!ui->sample || is_arranged(pane, &wanted, &ui->settings))
		return;
	document = overview_document(ui->sample,
		&(struct overview_request){ .arrangement = &wanted,
			.columns = &ui->settings.columns,
			.table_only = true,
			.screen = &screen },
		&message);
	if (!document) {
		session_note(ui, STYLE_ALARM, _("no memory to arrange the processes"));
		return;
	}
	show(pane, ui, document);
	pane->used = wanted;
	pane->columns = ui->settings.columns;
	pane->outdated = false;
}

/* ---- the line above the headings ---- */

static const struct arranged *arranged_of(const struct process_pane *pane)
{
	return overview_arranged(document_pane_table(&pane->pane));
}

static void say_hidden(const struct process_pane *pane, struct area area, int x)
{
	const struct arranged *arranged = arranged_of(pane);

	if (pane->filter)
		x += paint_format(area, 0, x, STYLE_WARNING, _("filter %s: %zu not shown"),
			     pane->filter_text, arranged->filtered_out) +
		     2;
	if (pane->user[0])
		x += paint_format(area, 0, x, STYLE_WARNING, _("user %s only"), pane->user) + 2;
	if (tags_count(&pane->pane.tags) > 0)
		x += paint_format(area, 0, x, STYLE_TAGGED, _("%zu tagged"),
			     tags_count(&pane->pane.tags)) +
		     2;
	if (pane->pane.follow)
		x += paint_text(area, 0, x, STYLE_WARNING, _("following")) + 2;
	if (pane->pane.find[0])
		x += paint_format(area, 0, x, STYLE_MATCH, _("find %s"), pane->pane.find) + 2;
	if (arranged->hidden_kernel_threads > 0)
		paint_format(area, 0, x, STYLE_DIM,
			ngettext("%zu kernel thread not shown", "%zu kernel threads not shown",
				arranged->hidden_kernel_threads),
			arranged->hidden_kernel_threads);
}

static int paint_people(const struct process_pane *pane, struct area area, int x)
{
	struct process_turnover people =
		process_turnover(arranged_of(pane)->sample, arranged_of(pane)->mark);

	return paint_format(area, 0, x, STYLE_NORMAL, _("%zu new, %zu ended"), people.begun,
		people.ended);
}

static void paint_summary(const struct process_pane *pane, struct area area)
{
	const struct arranged *arranged = arranged_of(pane);
	const struct sample *sample = arranged->sample;
	size_t count = arranged->count;
	int x = 1;

	x += paint_format(area, 0, x, STYLE_DIM,
		     pane->used.shape == SHAPE_PROGRAMS
			     ? ngettext("%zu program", "%zu programs", count)
			     : ngettext("%zu process", "%zu processes", count),
		     count) +
	     2;
	if (arranged->mark)
		x += paint_people(pane, area, x) + 2;
	if (sample->others_hidden)
		x += paint_text(area, 0, x, STYLE_WARNING,
			     _("other users' processes are hidden (hidepid), how many is not known")) +
		     2;
	say_hidden(pane, area, x);
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
	pane->outdated = true;
	process_pane_settle(pane, ui);
}

void process_pane_want(struct process_pane *pane, const struct ui *ui, struct feed_request *request)
{
	request->cost |= column_list_cost(&ui->settings.columns, ui->settings.sort);
	if (pane->filter)
		request->cost |= filter_cost(pane->filter);
	request->visible = pane->visible;
	request->visible_count = pane->visible_count;
}

enum status process_pane_set_filter(struct process_pane *pane, const char *text,
	struct message *message)
{
	struct filter *filter = NULL;
	enum status status = STATUS_OK;

	if (text[strspn(text, " ")])
		status = filter_parse(&filter, text, message);
	if (status != STATUS_OK)
		return status;
	filter_free(pane->filter);
	pane->filter = filter;
	snprintf(pane->filter_text, sizeof(pane->filter_text), "%s", text);
	pane->outdated = true;
	return STATUS_OK;
}

enum status process_pane_open(struct process_pane *pane, const struct ui *ui,
	struct message *message)
{
	const struct ui_setup *setup = ui->setup;

	pane->pids = setup->pids;
	pane->pid_count = setup->pid_count;
	if (setup->user)
		snprintf(pane->user, sizeof(pane->user), "%s", setup->user);
	return process_pane_set_filter(pane, setup->filter ? setup->filter : "", message);
}

void process_pane_close(struct process_pane *pane)
{
	document_pane_free(&pane->pane);
	filter_free(pane->filter);
}
