/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pane for the row under the cursor: what is known of it, beside the table or below it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "ui/document/parts.h"
#include "ui/session/session.h"
#include "views/process/glance.h"

/* From so many columns on it stands to the right; from so many lines of a table on, below. */
#define BESIDE_FROM  110
#define BELOW_FROM   30
#define WIDTH_LEAST  32
#define WIDTH_MOST   64
#define HEIGHT_LEAST 10
#define HEIGHT_MOST  16

#define TEXT_SIZE 4096

/* ---- a row that is no process ---- */

/* Any bytes; "" if the cell holds no text. */
static void cell_text(char text[static TEXT_SIZE], const struct document_table *table, size_t row,
	size_t column)
{
	struct datum datum;

	text[0] = '\0';
	table_cell(table, row, column, &datum);
	if (datum.kind == DATUM_WORD)
		snprintf(text, TEXT_SIZE, "%s", _(datum.title));
	else if (datum.kind == DATUM_BYTES && value_known(datum.value))
		utf8_printable(text, TEXT_SIZE, datum.text.at, datum.text.length, 0);
}

/* What names it: the last text on screen that is not beside another. */
static size_t naming_column(const struct document_table *table)
{
	size_t found = 0;

	for (size_t i = 0; i < table->column_count; i++)
		if (table->columns[i].places & ON_SCREEN && !(table->columns[i].places & ASIDE) &&
			table->columns[i].label->unit == UNIT_TEXT)
			found = i;
	return found;
}

static void put_figure(struct document *document, const struct document_table *table, size_t row,
	size_t column)
{
	struct datum datum;
	char figure[UNITS_SIZE];

	table_cell(table, row, column, &datum);
	if (datum.kind != DATUM_VALUE || !value_known(datum.value))
		return;
	units_value(figure, datum.value, table_unit(table, row, column), SCALE_AUTO);
	document_place(document, ON_SCREEN, table->columns[column].label,
		datum_worded(datum.value, document_format(document, "%s", figure)));
}

/* Once is enough of what there is to say in any case. */
static void put_text(struct document *document, const struct document_table *table, size_t row,
	size_t column, const char *said)
{
	char text[TEXT_SIZE];

	cell_text(text, table, row, column);
	if (*text && strcmp(text, said) != 0)
		document_say(document, EMPHASIS_FAINT, "%s  %s",
			_(table->columns[column].label->title), text);
}

/* Every figure that it has, also those that the table has no room for, and what there is to say. */
static struct document *row_document(const struct document_table *table, size_t row)
{
	struct document *document = document_new();
	size_t name = naming_column(table);
	char text[TEXT_SIZE] = "", said[TEXT_SIZE] = "";

	if (!document)
		return NULL;
	cell_text(text, table, row, name);
	document_say(document, EMPHASIS_STRONG, "%s", text);
	if (table->describe)
		table->describe(table->context, row, ON_SCREEN, said, sizeof(said));
	for (size_t i = 0; i < table->column_count; i++) {
		const struct label *label = table->columns[i].label;

		if (i == name || !label->title || label->unit == UNIT_LEVELS ||
			!(table->columns[i].places & SHOWN))
			continue;
		if (label->unit == UNIT_TEXT)
			put_text(document, table, row, i, said);
		else
			put_figure(document, table, row, i);
	}
	if (strcmp(said, text) != 0)
		document_say(document, EMPHASIS_NONE, "%s", said);
	return document;
}

/* ---- the pane ---- */

static struct document *detail_document(const struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);
	const struct ui *ui = pane->ui;
	const struct row *row = document_pane_process(pane, 0);

	if (!table || pane->table.cursor >= document_pane_rows(pane))
		return NULL;
	if (row) {
		const struct search_evidence search =
			searches_of(ui, row->pid, row->identity->start_ticks);

		return process_glance(ui->sample, row, ui->setup->feed->history, &search,
			ui->settings.process_scale);
	}
	return row_document(table, document_pane_row(pane, pane->table.cursor));
}

/* Parts an area between the table, which is given back, and the pane; without room that has no size. */
static struct area part(struct area area, struct area *pane)
{
	int width = min_int(max_int(area.width * 27 / 100, WIDTH_LEAST), WIDTH_MOST);
	int height = min_int(max_int(area.height / 3, HEIGHT_LEAST), HEIGHT_MOST);

	*pane = area_rows(area, 0, 0);
	if (area.width >= BESIDE_FROM) {
		*pane = area_columns(area, area.width - width, width);
		return area_columns(area, 0, area.width - width);
	}
	if (area.height < BELOW_FROM)
		return area;
	*pane = area_rows(area, area.height - height, height);
	return area_rows(area, 0, area.height - height);
}

static struct area paint_rule(struct area area, bool beside)
{
	const char *piece =
		beside ? (area.look->ascii ? "|" : "│") : (area.look->ascii ? "-" : "─");
	int count = beside ? area.height : area.width;

	for (int i = 0; i < count; i++)
		paint_text(area, beside ? i : 0, beside ? 0 : i, STYLE_FRAME, piece);
	return beside ? area_columns(area, 1, area.width - 1) : area_rows(area, 1, area.height - 1);
}

/* What is more of a row that is no process is behind Enter where the view has that key. */
static void paint_keys(struct area area, const struct ui *ui, bool process)
{
	uint32_t keys[ACTION_KEYS];
	size_t count;
	const struct key_row *row = session_key_row(ui, ACTION_OPEN, keys, &count);
	struct flow flow = { .indent = 1, .gap = 3 };

	/* Where it has words of its own it does something else. */
	if (process || (row && !row->help))
		flow_add(&flow, STYLE_DIM, "%s", process ? _("Enter all") : _("Enter more"));
	if (process && session_offers_view(ui, VIEW_HEAP))
		flow_add(&flow, STYLE_DIM, "%s", _("4 heap"));
	if (process && session_offers(ui, ACTION_KILL))
		flow_add(&flow, STYLE_DIM, "%s", _("F9 kill"));
	flow_add(&flow, STYLE_DIM, "%s", _("D hide"));
	flow_tighten(&flow, area.width);
	flow_paint(&flow, 0, area, area.height - 1, NULL);
}

struct area detail_paint(const struct document_pane *pane, struct area area, bool *shown)
{
	struct area detail, table = part(area, &detail);
	struct document *document;

	*shown = pane->detailed && detail.height > 0;
	if (!*shown)
		return area;
	detail = paint_rule(detail, detail.x > area.x);
	document = detail_document(pane);
	if (!document)
		return table;
	document_head_paint(document, pane, NULL, area_rows(detail, 0, detail.height - 1), NULL);
	paint_keys(detail, pane->ui, document_pane_process(pane, 0) != NULL);
	document_free(document);
	return table;
}
