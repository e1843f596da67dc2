/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/document_pane.h"

#include "base/i18n.h"
#include "ui/widgets/flow.h"
#include "ui/widgets/wrap.h"

/* Below this height the table has all of it. */
#define HEIGHT_OF_TABLE_ALONE 6

static const enum style styles[] = {
	[EMPHASIS_NONE] = STYLE_NORMAL,
	[EMPHASIS_FAINT] = STYLE_DIM,
	[EMPHASIS_STRONG] = STYLE_STRONG,
	[EMPHASIS_NOTE] = STYLE_NORMAL,
	[EMPHASIS_WARNING] = STYLE_WARNING,
	[EMPHASIS_CRITICAL] = STYLE_WARNING,
};

const struct document_table *document_pane_table(const struct document_pane *pane)
{
	return pane->document ? document_main_table(pane->document) : NULL;
}

static uint64_t key_of(const struct document_table *table, size_t row)
{
	return table->row_key ? table->row_key(table->context, row) : row;
}

/* Once the user has moved the cursor it stays on its row, wherever that comes to stand. */
static void follow(struct document_pane *pane, const struct document_table *before,
	const struct document_table *now)
{
	uint64_t key;

	if (!pane->table.moved || !before || !now || pane->table.cursor >= before->row_count)
		return;
	key = key_of(before, pane->table.cursor);
	for (size_t i = 0; i < now->row_count; i++) {
		if (key_of(now, i) == key) {
			pane->table.cursor = i;
			return;
		}
	}
}

void document_pane_set(struct document_pane *pane, struct document *document)
{
	const struct document_table *before = document_pane_table(pane);

	if (document)
		follow(pane, before, document_main_table(document));
	document_free(pane->document);
	pane->document = document;
}

void document_pane_free(struct document_pane *pane)
{
	document_free(pane->document);
	pane->document = NULL;
}

/* ---- the table ---- */

/* The columns of the table that are on screen. */
struct shown_table {
	const struct document_table *table;
	enum scale scale;
	size_t columns[TABLE_COLUMNS];
};

static void shown_cell(void *context, size_t row, size_t shown, struct cell *cell)
{
	const struct shown_table *this = context;
	size_t column = this->columns[shown];
	struct datum datum;

	table_cell(this->table, row, column, &datum);
	if (datum.kind == DATUM_BYTES && value_known(datum.value)) {
		cell->text = datum.text;
		return;
	}
	if (datum.kind == DATUM_WORD && value_known(datum.value)) {
		cell->text = text_of_string(_(datum.title));
		return;
	}
	if (datum.value.state == VALUE_STALE)
		cell->style = STYLE_DIM;
	units_value(cell->buffer, datum.value, table_unit(this->table, row, column), this->scale);
	cell->text = text_of_string(cell->buffer);
}

static enum style shown_row_style(void *context, size_t row)
{
	const struct shown_table *this = context;

	return styles[this->table->emphasis(this->table->context, row)];
}

static void add_column(struct table_content *content, struct shown_table *shown, size_t column)
{
	const struct document_column *from = &shown->table->columns[column];
	size_t at = content->column_count++;

	shown->columns[at] = column;
	content->columns[at] =
		(struct table_column){ from->label->title ? _(from->label->title) : "",
			(int)from->width, from->label->unit != UNIT_TEXT };
	if (shown->table->sorted == (int)from->id)
		content->sorted = (int)at;
}

static void paint_table(struct document_pane *pane, const struct document_table *table,
	struct area area)
{
	struct shown_table shown = { .table = table, .scale = pane->scale };
	struct table_content content = { .context = &shown,
		.row_count = table->row_count,
		.sorted = -1,
		.descending = !table->ascending,
		.cell = shown_cell,
		.row_style = table->emphasis ? shown_row_style : NULL };

	for (size_t i = 0; i < table->column_count && content.column_count < TABLE_COLUMNS; i++)
		if (table->columns[i].places & ON_SCREEN)
			add_column(&content, &shown, i);
	table_paint(&pane->table, &content, area);
}

/* ---- what stands above it ---- */

/* Where the next line goes. */
struct head {
	struct area area;
	int y;
	enum scale scale;
	struct flow figures; /* that wait for their lines */
};

static void end_figures(struct head *head)
{
	for (int i = 0; i < flow_lines(&head->figures, head->area.width); i++)
		flow_paint(&head->figures, i, head->area, head->y++);
	head->figures = (struct flow){ .indent = 1, .gap = 3 };
}

static void paint_line(struct head *head, enum emphasis emphasis, const char *line)
{
	struct area rest = area_columns(area_rows(head->area, head->y, head->area.height), 1,
		head->area.width);

	end_figures(head);
	if (rest.height > 0 && rest.width > 0)
		head->y += wrap_paint(rest, styles[emphasis], line);
}

static void paint_figure(struct head *head, const struct label *label, const struct datum *datum)
{
	char figure[UNITS_SIZE];

	if (!label->title || datum->kind != DATUM_VALUE)
		return;
	units_value(figure, datum->value, label->unit, head->scale);
	flow_add(&head->figures, STYLE_NORMAL, "%s %s", _(label->title), figure);
	if (head->figures.count == FLOW_ITEMS)
		end_figures(head);
}

static void paint_block(struct head *head, const struct block *block)
{
	if (block->kind == BLOCK_LINE)
		paint_line(head, block->emphasis, block->line);
	else if (block->kind == BLOCK_OPEN && block->title)
		paint_line(head, EMPHASIS_STRONG, _(block->title));
	else if (block->kind == BLOCK_FIGURE)
		paint_figure(head, block->label, &block->datum);
	for (size_t i = 0; block->kind == BLOCK_FINDINGS && block->for_people && i < block->count;
		i++)
		paint_line(head, block->findings[i].emphasis, block->findings[i].said);
	for (size_t i = 0; block->kind == BLOCK_BAR && i < block->count; i++) {
		struct datum datum = datum_of(block->parts[i].value);

		paint_figure(head, block->parts[i].label, &datum);
	}
}

/* Returns the lines that it took: never so many that the table has none. */
static int paint_head(const struct document_pane *pane, const char *title, struct area area)
{
	struct head head = { .area = area_rows(area, 0, area.height - HEIGHT_OF_TABLE_ALONE),
		.scale = pane->scale,
		.figures = { .indent = 1, .gap = 3 } };
	size_t count;
	const struct block *blocks = document_blocks(pane->document, &count);

	paint_text(head.area, head.y++, 1, STYLE_STRONG, title);
	for (size_t i = 0; i < count && head.y < head.area.height; i++)
		paint_block(&head, &blocks[i]);
	end_figures(&head);
	return head.y < head.area.height ? head.y + 1 : head.area.height;
}

void document_pane_paint(struct document_pane *pane, const char *title, struct area area)
{
	const struct document_table *table = document_pane_table(pane);

	if (!pane->document)
		return;
	if (area.height > HEIGHT_OF_TABLE_ALONE)
		area = area_rows(area, paint_head(pane, title, area), area.height);
	if (table)
		paint_table(pane, table, area);
}
