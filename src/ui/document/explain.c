/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the figures, columns and rows of a document mean. */
#include <stdlib.h>

#include "base/array.h"
#include "base/i18n.h"
#include "ui/document/pane.h"
#include "ui/widgets/menu.h"

/* Everything in a document that is explained. */
struct explained {
	const struct label **labels;
	size_t count, capacity;
};

static void explain(struct explained *explained, const struct label *label)
{
	const struct label **grown;

	if (!label || !label->title || !label->explanation)
		return;
	grown = array_reserve(explained->labels, &explained->capacity, explained->count + 1,
		sizeof(*grown));
	if (!grown)
		return;
	explained->labels = grown;
	explained->labels[explained->count++] = label;
}

static void explain_block(struct explained *explained, const struct block *block)
{
	if (block->kind == BLOCK_FIGURE && block->places & ON_SCREEN)
		explain(explained, block->label);
}

static void explain_map(struct explained *explained, const struct block *block)
{
	for (size_t i = 0; block->kind == BLOCK_MAP && i < block->map->part_count; i++)
		explain(explained, block->map->parts[i].label);
}

/* Where a label stands already, or would come next. */
static size_t find_explained(const struct explained *explained, const struct label *label)
{
	size_t at = 0;

	while (at < explained->count && explained->labels[at] != label)
		at++;
	return at;
}

/* Columns, then rows.  Returns the item of what the cursor is on: its row, or what is sorted by. */
static size_t explain_table(struct explained *explained, const struct document_pane *pane,
	const struct document_table *table)
{
	size_t item = explained->count, lines = document_pane_rows(pane);
	size_t at = pane->table.cursor < lines ? document_pane_row(pane, pane->table.cursor)
					       : table->row_count;

	for (size_t i = 0; i < table->column_count; i++) {
		if (!(table->columns[i].places & ON_SCREEN))
			continue;
		if (table->sorted == (int)table->columns[i].id)
			item = explained->count;
		explain(explained, table->columns[i].label);
	}
	for (size_t row = 0; table->row_label && row < table->row_count; row++) {
		const struct label *label = table->row_label(table->context, row);
		size_t known = label ? find_explained(explained, label) : 0;

		if (row == at && label)
			item = known;
		/* Rows of one kind are explained once. */
		if (known == explained->count)
			explain(explained, label);
	}
	return item;
}

static const char *explained_title(void *context, size_t item, char *buffer, size_t size)
{
	const struct explained *explained = context;

	(void)buffer, (void)size;
	return _(explained->labels[item]->title);
}

static const char *explained_detail(void *context, size_t item, char *buffer, size_t size)
{
	const struct explained *explained = context;

	(void)buffer, (void)size;
	return _(explained->labels[item]->explanation);
}

void document_pane_explain(const struct document_pane *pane, struct ui *ui)
{
	const struct document_table *table = document_pane_table(pane);
	struct explained explained = { .count = 0 };
	struct menu menu = { .title = _("What is it?"),
		.look_only = true,
		.context = &explained,
		.label = explained_title,
		.detail = explained_detail };
	size_t count = 0, item = 0;
	const struct block *blocks =
		pane->document ? document_blocks(pane->document, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		explain_block(&explained, &blocks[i]);
	menu.count = explained.count;
	if (table)
		item = explain_table(&explained, pane, table);
	/* Who has not moved asks about the figures above. */
	if (menu.count > 0 && !pane->table.moved)
		item = 0;
	for (size_t i = 0; i < count; i++)
		explain_map(&explained, &blocks[i]);
	menu.count = explained.count;
	if (menu.count > 0)
		menu_pick(ui, &menu, &item);
	free(explained.labels);
}
