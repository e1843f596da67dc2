/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/document_pane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "ui/widgets/flow.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/spark.h"
#include "ui/widgets/wrap.h"

/* Below this height the table has all of it; above, it has so many lines at least, if it is as long. */
#define HEIGHT_OF_TABLE_ALONE 6
#define HEIGHT_OF_TABLE       11

/* Below this height there is nothing below it. */
#define HEIGHT_FOR_DESCRIPTION 10

/* A figure: its label, then its value. */
#define FIGURE_WIDTH 26
#define LABEL_WIDTH  16

/* What stands beside a graph. */
#define GRAPH_LABEL 24

static const enum style styles[] = {
	[EMPHASIS_NONE] = STYLE_NORMAL,
	[EMPHASIS_FAINT] = STYLE_DIM,
	[EMPHASIS_STRONG] = STYLE_STRONG,
	[EMPHASIS_NOTE] = STYLE_NORMAL,
	[EMPHASIS_WARNING] = STYLE_WARNING,
	[EMPHASIS_CRITICAL] = STYLE_ALARM,
};

static const enum style tints[] = {
	[TINT_NONE] = STYLE_NORMAL,
	[TINT_FREE] = STYLE_FREE,
	[TINT_APPLICATIONS] = STYLE_APPLICATIONS,
	[TINT_FILE] = STYLE_CACHE,
	[TINT_SHARED] = STYLE_SHARED,
	[TINT_HUGE] = STYLE_HUGE,
	[TINT_KERNEL] = STYLE_KERNEL,
	[TINT_SWAPPED] = STYLE_WARNING,
	[TINT_UNREAD] = STYLE_DIM,
};

const struct document_table *document_pane_table(const struct document_pane *pane)
{
	return pane->document ? document_main_table(pane->document, ON_SCREEN) : NULL;
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
	if (pane->table.cursor < now->row_count && key_of(now, pane->table.cursor) == key)
		return;
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
		follow(pane, before, document_main_table(document, ON_SCREEN));
	document_free(pane->document);
	pane->document = document;
	table_settle(&pane->table, document_pane_rows(pane));
}

size_t document_pane_rows(const struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);

	return table ? table->row_count : 0;
}

uint64_t document_pane_key(const struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);

	return table && pane->table.cursor < table->row_count ? key_of(table, pane->table.cursor)
							      : 0;
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

/*
 * A short text may stand in the buffer of its datum, which does not last.  One that is too long for
 * the cell's goes without what leads it.
 */
static void set_text(struct cell *cell, struct text lead, struct text text)
{
	cell->text = text;
	if (text.length == 0 || lead.length + text.length > sizeof(cell->buffer))
		return;
	if (lead.length > 0)
		memcpy(cell->buffer, lead.at, lead.length);
	memcpy(cell->buffer + lead.length, text.at, text.length);
	cell->text = text_of(cell->buffer, lead.length + text.length);
}

static void shown_cell(void *context, size_t row, size_t shown, struct cell *cell)
{
	const struct shown_table *this = context;
	size_t column = this->columns[shown];
	struct datum datum;

	table_cell(this->table, row, column, &datum);
	if (this->table->columns[column].places & ASIDE && datum.kind == DATUM_WORD)
		cell->style = STYLE_DIM;
	if (datum.kind == DATUM_WORDED || (datum.kind == DATUM_BYTES && value_known(datum.value))) {
		set_text(cell, datum.lead, datum.text);
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
	const char *title; /* of the group, until something of it is painted */
	int figures;       /* of the group, on lines from y on */
};

static int lines_left(const struct head *head)
{
	return head->area.height - head->y;
}

static struct area rest_of(const struct head *head)
{
	return area_columns(area_rows(head->area, head->y, lines_left(head)), 1,
		head->area.width - 2);
}

static int figures_a_line(const struct head *head)
{
	return head->area.width > FIGURE_WIDTH ? head->area.width / FIGURE_WIDTH : 1;
}

static void end_figures(struct head *head)
{
	int a_line = figures_a_line(head);

	head->y += (head->figures + a_line - 1) / a_line;
	head->figures = 0;
}

/* The title of the group, behind a blank line, before the first thing of it. */
static void begin(struct head *head)
{
	if (head->title && lines_left(head) > 2) {
		head->y++;
		paint_text(rest_of(head), 0, 0, STYLE_DIM, head->title);
		head->y++;
	}
	head->title = NULL;
}

static void paint_line(struct head *head, enum emphasis emphasis, const char *line)
{
	end_figures(head);
	begin(head);
	if (lines_left(head) > 0)
		head->y += wrap_paint(rest_of(head), styles[emphasis], line);
}

/* Of a long group the beginning. */
static int figure_lines(const struct head *head)
{
	return min_int(head->area.height / 5 + 1, lines_left(head));
}

static void paint_figure(struct head *head, const struct label *label, const struct datum *datum)
{
	int at = head->figures, used, a_line = figures_a_line(head);
	char figure[UNITS_SIZE];
	struct area cell;

	if (!label->title || label->unit == UNIT_TEXT ||
		(datum->kind != DATUM_VALUE && datum->kind != DATUM_WORDED))
		return;
	begin(head);
	if (at / a_line >= figure_lines(head))
		return;
	cell = area_columns(area_rows(head->area, head->y + at / a_line, 1),
		1 + at % a_line * FIGURE_WIDTH, FIGURE_WIDTH - 1);
	used = paint_text(cell, 0, 0, STYLE_DIM, _(label->title)) + 1;
	units_value(figure, datum->value, label->unit, head->scale);
	paint_text(cell, 0, used > LABEL_WIDTH ? used : LABEL_WIDTH, STYLE_NORMAL,
		datum->kind == DATUM_WORDED ? datum->text.at : figure);
	head->figures++;
}

/* ---- findings ---- */

/* The line behind the last one that they may have. */
static int end_of_findings(int height)
{
	if (height > 20)
		return 9;
	return height > 8 ? 5 : 2;
}

/* What to do about it stands behind it, unless that is to open another view.  Half of that is none. */
static void paint_finding(struct head *head, const struct document_finding *finding, int end)
{
	bool advised = finding->advised && *finding->advised && !finding->view;
	struct area area = area_rows(rest_of(head), 0, end - head->y);
	char text[4096];

	snprintf(text, sizeof(text), "%s%s%s", finding->said, advised ? "  " : "",
		advised ? finding->advised : "");
	if (advised && wrap_lines(text, area.width) > area.height)
		snprintf(text, sizeof(text), "%s", finding->said);
	if (!finding->closer || wrap_lines(text, area.width) <= area.height)
		head->y += wrap_paint(area, styles[finding->emphasis], text);
}

static void paint_findings(struct head *head, const struct block *block)
{
	int end = min_int(end_of_findings(head->area.height), head->area.height);

	for (size_t i = 0; block->for_people && i < block->count && head->y < end; i++)
		paint_finding(head, &block->findings[i], end);
}

/* ---- maps and graphs ---- */

static void add_part(struct flow *flow, const struct document_part *part, enum scale scale)
{
	struct flow_item *item = &flow->items[flow->count];
	char figure[UNITS_SIZE] = "";

	if (flow->count == FLOW_ITEMS || (value_known(part->value) && part->value.n == 0))
		return;
	if (value_known(part->value))
		units_value(figure, part->value, part->label->unit, scale);
	flow_add(flow, STYLE_DIM, " %s%s%s", _(part->label->title), *figure ? " " : "", figure);
	item->mark[0] = part->mark;
	item->mark_style = tints[part->tint];
}

static void paint_legend(struct head *head, const struct document_map *map)
{
	struct flow flow = { .gap = 3 };
	struct area area = rest_of(head);
	int lines;

	for (size_t i = 0; i < map->part_count; i++)
		add_part(&flow, &map->parts[i], head->scale);
	if (map->line)
		flow_add(&flow, STYLE_DIM, "%s", map->line);
	flow_tighten(&flow, area.width);
	lines = min_int(flow_lines(&flow, area.width), area.height);
	for (int i = 0; i < lines; i++)
		flow_paint(&flow, i, area, i);
	head->y += lines;
}

static void paint_map(struct head *head, const struct document_map *map)
{
	struct document_mark marks[MAP_MARKS_MOST];
	size_t width = (size_t)rest_of(head).width, count;
	struct area area;

	end_figures(head);
	if (width == 0 || lines_left(head) < map->rows + 1)
		return;
	begin(head);
	area = rest_of(head);
	count = map->marks(map->context, marks,
		min_size(width * (size_t)map->rows, MAP_MARKS_MOST));
	for (size_t i = 0; i < count; i++) {
		const struct document_part *part = &map->parts[marks[i].part];

		paint_fill(area, (int)(i / width), (int)(i % width), 1,
			marks[i].faint ? STYLE_DIM : tints[part->tint], part->mark);
	}
	head->y += (int)((count + width - 1) / width);
	paint_legend(head, map);
}

static void paint_graph(struct head *head, const struct document_graph *graph)
{
	int lines = graph->pace ? 3 : 2;
	struct area area, label;

	end_figures(head);
	if (lines_left(head) < lines)
		return;
	area = area_rows(rest_of(head), 0, lines);
	label = area_columns(area, 0, GRAPH_LABEL - 1);
	paint_text(label, 0, 0, STYLE_DIM, graph->title);
	if (graph->pace)
		paint_text(label, 1, 0, STYLE_NORMAL, graph->pace);
	paint_text(label, lines - 1, 0, styles[graph->emphasis], graph->words);
	spark_paint(area_columns(area, GRAPH_LABEL - 1, area.width), graph->points, graph->count,
		graph->emphasis == EMPHASIS_WARNING ? STYLE_WARNING : STYLE_APPLICATIONS);
	head->y += lines;
}

/* ---- the whole ---- */

static void paint_block(struct head *head, const struct block *block)
{
	switch (block->kind) {
	case BLOCK_OPEN:
	case BLOCK_CLOSE:
		end_figures(head);
		head->title = block->title ? _(block->title) : NULL;
		break;
	case BLOCK_FIGURE:
		if (block->places & ON_SCREEN)
			paint_figure(head, block->label, &block->datum);
		break;
	case BLOCK_LINE:
		paint_line(head, block->emphasis, block->line);
		break;
	case BLOCK_FINDINGS:
		paint_findings(head, block);
		break;
	case BLOCK_MAP:
		paint_map(head, block->map);
		break;
	case BLOCK_GRAPH:
		paint_graph(head, block->graph);
		break;
	case BLOCK_TABLE:
		break;
	}
}

/* What the table leaves: it gets as many lines as it has, up to a limit, and a blank one before it. */
static int height_of_head(const struct document_pane *pane, struct area area)
{
	size_t lines = document_pane_rows(pane) + 2;

	return area.height - (int)min_size(lines, HEIGHT_OF_TABLE);
}

/* Returns the lines that it took. */
static int paint_head(const struct document_pane *pane, const char *title, struct area area)
{
	struct head head = { .area = area_rows(area, 0, height_of_head(pane, area)),
		.scale = pane->scale };
	size_t count = 0;
	const struct block *blocks = document_blocks(pane->document, &count);

	if (head.area.height < 1)
		return 0;
	paint_bytes(head.area, head.y++, 1, STYLE_STRONG, text_of_string(title));
	for (size_t i = 0; i < count && lines_left(&head) > 0; i++)
		paint_block(&head, &blocks[i]);
	end_figures(&head);
	return head.y + 1;
}

/* ---- what stands below it ---- */

/* The lines that the text about the row under the cursor takes, and a rule above it; 0: no room. */
static int description_height(struct area area, const char *text)
{
	if (area.height < HEIGHT_FOR_DESCRIPTION || area.width < 3 || !*text)
		return 0;
	return 1 + min_int(wrap_lines(text, area.width - 2), area.height / 2);
}

/* Returns what it leaves to the table. */
static struct area paint_description(const struct document_pane *pane,
	const struct document_table *table, struct area area)
{
	char text[4096] = "";
	struct area below;
	int height;

	if (table->describe && pane->table.cursor < table->row_count)
		table->describe(table->context, pane->table.cursor, ON_SCREEN, text, sizeof(text));
	height = description_height(area, text);
	if (height == 0)
		return area;
	below = area_rows(area, area.height - height, height);
	paint_fill(below, 0, 0, below.width, STYLE_FRAME, '-');
	wrap_paint(area_columns(area_rows(below, 1, height - 1), 1, below.width - 2), STYLE_NORMAL,
		text);
	return area_rows(area, 0, area.height - height);
}

void document_pane_paint(struct document_pane *pane, const char *title, struct area area)
{
	const struct document_table *table = document_pane_table(pane);

	if (!pane->document)
		return;
	if (area.height > HEIGHT_OF_TABLE_ALONE)
		area = area_rows(area, paint_head(pane, title, area), area.height);
	if (table)
		paint_table(pane, table, paint_description(pane, table, area));
}

/* ---- what it means ---- */

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
	size_t item = explained->count;

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

		if (row == pane->table.cursor && label)
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
