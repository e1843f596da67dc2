/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose processes are shown. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "ui/session/session.h"
#include "ui/tables/tables.h"
#include "ui/widgets/menu.h"

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
	return item == 0 ? _("all users") : list->names[item - 1];
}

static bool choose_from(struct ui *ui, struct document_pane *pane, struct user_list *list)
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
		return false;
	snprintf(pane->user, sizeof(pane->user), "%s", item == 0 ? "" : list->names[item - 1]);
	return true;
}

bool table_choose_user(struct ui *ui, struct document_pane *pane)
{
	/* The names belong to this sample, and newer ones come while the menu is open. */
	struct sample *sample = ui->sample ? sample_ref(ui->sample) : NULL;
	struct user_list list = { 0 };
	bool chosen = sample && list_users(&list, sample) && choose_from(ui, pane, &list);

	free(list.names);
	sample_unref(sample);
	return chosen;
}
