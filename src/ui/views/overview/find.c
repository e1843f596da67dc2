/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking for processes, and showing only some of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "ui/session/session.h"
#include "ui/views/overview/process_pane.h"
#include "ui/widgets/match.h"
#include "ui/widgets/menu.h"

static bool process_matches(const struct row *row, const char *find)
{
	const struct identity *identity = row->identity;
	struct text match;
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)row->pid);
	return strcmp(pid, find) == 0 || match_word(text_of_string(identity->name), find, &match) ||
	       match_word(text_of(identity->command, identity->command_length), find, &match);
}

/* Moves to the next match from row `from` on, wrapping around; false if there is none. */
static bool find_from(struct document_pane *pane, size_t from, int direction)
{
	const struct document_table *table = document_pane_table(pane);
	size_t count = document_pane_rows(pane);

	for (size_t step = 0; step < count; step++) {
		size_t row = (direction > 0 ? from + step : from + count - step) % count;

		if (process_matches(table->process(table->context, row, 0), pane->find)) {
			pane->table.cursor = row;
			pane->table.moved = true;
			table_settle(&pane->table, count);
			return true;
		}
	}
	return false;
}

bool process_find_next(struct process_pane *pane, int direction)
{
	size_t count = document_pane_rows(&pane->pane);

	return count > 0 &&
	       find_from(&pane->pane, (pane->pane.table.cursor + count + (size_t)direction) % count,
		       direction);
}

/* What typing changes, to be put back when the user gives up. */
struct match {
	struct document_pane *pane;
	struct table before;
	char find[PROMPT_SIZE];
};

static enum status check_find(void *context, struct ui *ui, const char *text, bool final,
	struct message *message)
{
	struct match *finding = context;
	struct document_pane *pane = finding->pane;
	size_t count = document_pane_rows(pane);

	(void)ui;
	snprintf(pane->find, sizeof(pane->find), "%s", text);
	if (*text && count > 0 &&
		find_from(pane, finding->before.cursor < count ? finding->before.cursor : 0, 1))
		return STATUS_OK;
	if (*text && !final)
		message_set(message, _("no process has \"%s\""), text);
	return STATUS_OK;
}

bool process_find(struct ui *ui, struct process_pane *pane)
{
	struct match finding = { .pane = &pane->pane, .before = pane->pane.table };
	struct prompt prompt = {
		.label = _("Find:"),
		.hint = _(
			"part of a command, a name or a PID; then n: next, N: previous, Esc: end"),
		.history = &pane->find_history,
		.context = &finding,
		.check = check_find,
	};
	struct editor editor;

	snprintf(finding.find, sizeof(finding.find), "%s", pane->pane.find);
	editor_set(&editor, "");
	if (prompt_ask(ui, &prompt, &editor))
		return true;
	memcpy(pane->pane.find, finding.find, sizeof(pane->pane.find));
	pane->pane.table.cursor = finding.before.cursor;
	pane->pane.table.top = finding.before.top;
	pane->pane.table.moved = finding.before.moved;
	return true;
}

/* While it is typed a filter is seldom complete: its errors show only on Enter. */
static enum status check_filter(void *context, struct ui *ui, const char *text, bool final,
	struct message *message)
{
	(void)ui;
	return process_pane_set_filter(context, text, final ? message : NULL);
}

bool process_filter(struct ui *ui, struct process_pane *pane)
{
	struct prompt prompt = {
		.label = _("Filter:"),
		.hint = _(
			"a regular expression, or conditions: rss>1G user=www state!=S; empty: all"),
		.history = &pane->filter_history,
		.context = pane,
		.check = check_filter,
	};
	char before[PROMPT_SIZE];
	struct editor editor;

	snprintf(before, sizeof(before), "%s", pane->filter_text);
	editor_set(&editor, before);
	if (!prompt_ask(ui, &prompt, &editor))
		process_pane_set_filter(pane, before, NULL);
	return true;
}

/* ---- users ---- */

struct user_list {
	const char **names; /* sorted; they belong to the sample */
	size_t count;
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The users of all processes, each once. */
static bool list_users(struct user_list *list, const struct sample *sample)
{
	size_t unique = 0;

	list->names = reallocarray(NULL, sample->row_count + 1, sizeof(*list->names));
	if (!list->names)
		return false;
	for (size_t i = 0; i < sample->row_count; i++)
		list->names[i] = sample->rows[i]->identity->user;
	qsort(list->names, sample->row_count, sizeof(*list->names), compare_names);
	for (size_t i = 0; i < sample->row_count; i++) {
		if (unique == 0 || strcmp(list->names[unique - 1], list->names[i]) != 0)
			list->names[unique++] = list->names[i];
	}
	list->count = unique;
	return true;
}

static const char *user_label(void *context, size_t item, char *buffer, size_t size)
{
	const struct user_list *list = context;

	(void)buffer, (void)size;
	return item == 0 ? _("everybody") : list->names[item - 1];
}

static void choose_from(struct ui *ui, struct process_pane *pane, struct user_list *list)
{
	struct menu menu = { .title = _("Whose processes"),
		.context = list,
		.count = list->count + 1,
		.label = user_label };
	size_t item = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->names[i], pane->user) == 0)
			item = i + 1;
	}
	if (!menu_pick(ui, &menu, &item))
		return;
	snprintf(pane->user, sizeof(pane->user), "%s", item == 0 ? "" : list->names[item - 1]);
	pane->outdated = true;
}

bool process_choose_user(struct ui *ui, struct process_pane *pane)
{
	/* The names belong to this sample, and newer ones come while the menu is open. */
	struct sample *sample = ui->sample ? sample_ref(ui->sample) : NULL;
	struct user_list list = { 0 };

	if (sample && list_users(&list, sample))
		choose_from(ui, pane, &list);
	free(list.names);
	sample_unref(sample);
	return true;
}
