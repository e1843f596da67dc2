/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the figures, findings, columns and rows of a document mean. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "ui/document/pane.h"
#include "ui/session/session.h"
#include "ui/widgets/menu.h"

/*
 * One thing that is explained.  The texts of a label outlive the document, if not the label itself; those
 * of a finding do not.
 */
struct explained_item {
	const char *title, *explanation; /* of a label, N_() */
	const char *field;               /* the view explain tells more of it, or NULL */
	char *said, *explained;          /* of a finding */
};

/* Everything in a document that is explained. */
struct explained_list {
	struct explained_item *items;
	size_t count, capacity;
	bool leads; /* somewhere: a part has a field */
};

/* Returns the new item, or NULL. */
static struct explained_item *add(struct explained_list *explained)
{
	struct explained_item *grown = array_reserve(explained->items, &explained->capacity,
		explained->count + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	explained->items = grown;
	explained->items[explained->count] = (struct explained_item){ 0 };
	return &explained->items[explained->count++];
}

/* Where a label stands already, or would come next. */
static size_t find_label(const struct explained_list *explained, const struct label *label)
{
	size_t at = 0;

	while (at < explained->count &&
		(explained->items[at].title != label->title ||
			explained->items[at].explanation != label->explanation))
		at++;
	return at;
}

/* Each once. */
static struct explained_item *explain(struct explained_list *explained, const struct label *label)
{
	struct explained_item *item = NULL;

	if (label && label->title && label->explanation &&
		find_label(explained, label) == explained->count)
		item = add(explained);
	if (item) {
		item->title = label->title;
		item->explanation = label->explanation;
	}
	return item;
}

static void explain_parts(struct explained_list *explained, const struct document_part *parts,
	size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct explained_item *item = explain(explained, parts[i].label);

		if (!item)
			continue;
		item->field = parts[i].field;
		explained->leads |= item->field != NULL;
	}
}

static void explain_gauge(struct explained_list *explained, const struct document_gauge *gauge)
{
	explain(explained, gauge->label);
	for (size_t i = 0; i < COUNT_OF(gauge->said_of); i++)
		explain(explained, gauge->said_of[i]);
	explain_parts(explained, gauge->parts, gauge->part_count);
}

static void explain_strip(struct explained_list *explained, const struct document_strip *strip)
{
	for (size_t i = 0; i < strip->count; i++)
		explain(explained, strip->items[i].label);
}

/* What leads to it, and what to do. */
static void explain_finding(struct explained_list *explained,
	const struct document_finding *finding)
{
	struct explained_item *item = finding->explanation ? add(explained) : NULL;
	bool advised = finding->advised && *finding->advised;

	if (!item)
		return;
	item->said = strdup(finding->said);
	if (asprintf(&item->explained, "%s\n%s%s%s%s", finding->said, finding->explanation,
		    advised ? _("What next: ") : "", advised ? finding->advised : "",
		    advised ? "\n" : "") < 0)
		item->explained = NULL;
	if (!item->said || !item->explained) {
		free(item->said);
		free(item->explained);
		explained->count--;
	}
}

static void explain_block(struct explained_list *explained, const struct block *block)
{
	if (block->kind == BLOCK_FIGURE && block->places & ON_SCREEN)
		explain(explained, block->label);
	else if (block->kind == BLOCK_GAUGE)
		explain_gauge(explained, block->gauge);
	else if (block->kind == BLOCK_STRIP && block->places & ON_SCREEN)
		explain_strip(explained, block->strip);
	for (size_t i = 0; block->kind == BLOCK_GRAPH && i < block->graph->curve_count; i++)
		explain(explained, block->graph->curves[i].label);
	for (size_t i = 0; block->for_people && i < block->count; i++)
		explain_finding(explained, &block->findings[i]);
}

/* Columns, then rows.  Returns the item of what the cursor is on: its row, or what is sorted by. */
static size_t explain_table(struct explained_list *explained, const struct document_pane *pane,
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

		if (row == at && label)
			item = find_label(explained, label);
		explain(explained, label);
	}
	return item;
}

static const char *explained_title(void *context, size_t item, char *buffer, size_t size)
{
	const struct explained_item *items = ((const struct explained_list *)context)->items;

	(void)buffer, (void)size;
	return items[item].title ? _(items[item].title) : items[item].said;
}

static const char *explained_detail(void *context, size_t item, char *buffer, size_t size)
{
	const struct explained_item *items = ((const struct explained_list *)context)->items;

	(void)buffer, (void)size;
	return items[item].title ? _(items[item].explanation) : items[item].explained;
}

static void explained_free(struct explained_list *explained)
{
	for (size_t i = 0; i < explained->count; i++) {
		free(explained->items[i].said);
		free(explained->items[i].explained);
	}
	free(explained->items);
}

/* Returns the item to begin with. */
static size_t explain_document(struct explained_list *explained, const struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);
	size_t count = 0, item = 0, first_of_table;
	const struct block *blocks =
		pane->document ? document_blocks(pane->document, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		explain_block(explained, &blocks[i]);
	first_of_table = explained->count;
	/* Who has not moved asks about the first figure above; findings are told without being asked. */
	while (item < explained->count && !explained->items[item].title)
		item++;
	if (table) {
		size_t under_cursor = explain_table(explained, pane, table);

		if (item == first_of_table || pane->table.moved)
			item = under_cursor;
	}
	for (size_t i = 0; i < count; i++)
		if (blocks[i].kind == BLOCK_MAP)
			explain_parts(explained, blocks[i].map->parts, blocks[i].map->part_count);
	return item;
}

void document_pane_explain(const struct document_pane *pane, struct ui *ui, const char *title)
{
	struct explained_list explained = { .count = 0 };
	struct menu menu = { .title = _("What is it?"),
		.context = &explained,
		.label = explained_title,
		.detail = explained_detail };
	size_t item = explain_document(&explained, pane);
	const char *field = NULL;

	for (size_t i = 0; title && i < explained.count; i++)
		if (explained.items[i].title && strcmp(explained.items[i].title, title) == 0) {
			item = i;
			break;
		}
	/* Where nothing is explained it is keys that are asked about. */
	if (explained.count == 0)
		session_open(ui, SCREEN_HELP, NULL);
	menu.count = explained.count;
	menu.look_only = !explained.leads;
	if (menu.count > 0 && menu_pick(ui, &menu, &item))
		field = explained.items[item].field;
	if (field)
		session_open(ui, VIEW_EXPLAIN, field);
	explained_free(&explained);
}
