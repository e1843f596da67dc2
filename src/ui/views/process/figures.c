/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The summary in the process view: its head, its page of all figures, and what `?` says of them. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "document/process_summary.h"
#include "ui/views/process/view.h"
#include "ui/widgets/menu.h"

#define CELL_COLUMNS 26

/* ---- the head ---- */

static void paint_cell(struct area area, int index, int per_row, const char *label,
	const char *figure)
{
	struct area cell = area_columns(area_rows(area, index / per_row, 1),
		1 + index % per_row * CELL_COLUMNS, CELL_COLUMNS - 1);
	int used = paint_text(cell, 0, 0, STYLE_DIM, label) + 1;

	paint_text(cell, 0, used > SUMMARY_LABEL + 1 ? used : SUMMARY_LABEL + 1, STYLE_NORMAL,
		figure);
}

int process_figures_paint_head(const struct process_view *view, const struct ui *ui,
	struct area area, int most_rows)
{
	int per_row = area.width / CELL_COLUMNS > 0 ? area.width / CELL_COLUMNS : 1;
	int count = 0, rows;

	for (const struct summary_row *row = summary_rows; row->label.title; row++) {
		char figure[SUMMARY_TEXT];

		if (row->label.unit == UNIT_TEXT || count == per_row * most_rows ||
			!summary_is_told(row, view->detail))
			continue;
		summary_print(figure, row, view->detail, ui->settings.process_scale);
		paint_cell(area, count++, per_row, _(row->label.title), figure);
	}
	rows = (count + per_row - 1) / per_row;
	paint_text(area, rows, 1, STYLE_DIM, _("s: all figures   ?: what they mean   H: its heap"));
	return rows + 1;
}

/* ---- the page ---- */

static void summary_cell(void *opaque, size_t index, size_t column, struct cell *cell)
{
	const struct page_context *context = opaque;
	const struct summary_row *row = &summary_rows[index];
	char text[SUMMARY_TEXT];

	if (column == 0) {
		cell->text = text_of_string(_(row->label.title));
	} else if ((column == 1) == (row->label.unit != UNIT_TEXT)) {
		summary_print(text, row, context->view->detail,
			context->ui->settings.process_scale);
		snprintf(cell->buffer, sizeof(cell->buffer), "%.*s", CELL_SIZE - 1, text);
		cell->text = text_of_string(cell->buffer);
	} else if (column == 2) {
		cell->text = text_of_string(_(row->label.explanation));
		cell->style = STYLE_DIM;
	}
}

void process_figures_paint_page(struct page_context *context, struct area area)
{
	struct table_content content = { .context = context,
		.sorted = -1,
		.cell = summary_cell,
		.row_count = summary_count(),
		.column_count = 3,
		.columns = { { _("FIGURE"), SUMMARY_LABEL, false }, { _("VALUE"), 7, true },
			{ _("WHAT IT IS"), 1, false } } };

	table_paint(&context->view->tables[PAGE_SUMMARY], &content, area);
}

/* ---- what they mean ---- */

/* The figures of the summary, the kinds, the figures of a mapping, then the marks of its strip. */
static const char *item_label(void *context, size_t item, char *buffer, size_t size)
{
	(void)context;
	if (item < summary_count())
		return _(summary_rows[item].label.title);
	item -= summary_count();
	if (item < KIND_COUNT)
		return _(kind_rows[item].title);
	item -= KIND_COUNT;
	if (item < MAPPING_FIGURE_COUNT)
		return figure_rows[item].name;
	item -= MAPPING_FIGURE_COUNT;
	snprintf(buffer, size, "%c %s", residency_rows[item].mark, _(residency_rows[item].title));
	return buffer;
}

static const char *item_detail(void *context, size_t item, char *buffer, size_t size)
{
	(void)context, (void)buffer, (void)size;
	if (item < summary_count())
		return _(summary_rows[item].label.explanation);
	item -= summary_count();
	if (item < KIND_COUNT)
		return _(kind_rows[item].explanation);
	item -= KIND_COUNT;
	if (item < MAPPING_FIGURE_COUNT)
		return _(figure_rows[item].label.explanation);
	return _(residency_rows[item - MAPPING_FIGURE_COUNT].explanation);
}

/* The item for what the cursor is on. */
static size_t item_at_cursor(const struct process_view *view)
{
	size_t cursor = view->tables[view->page].cursor;
	size_t figures = summary_count() + KIND_COUNT;
	enum kind kind = process_page_kind(view);

	switch (view->page) {
	case PAGE_SUMMARY:
		return cursor;
	case PAGE_MAPPINGS:
		return view->sort < MAPPING_FIGURE_COUNT ? figures + view->sort : figures;
	case PAGE_MAPPING:
		return cursor < MAPPING_FIGURE_COUNT ? figures + cursor : figures;
	default:
		/* Who has not moved asks about the figures above. */
		return view->tables[PAGE_KINDS].moved && kind != KIND_COUNT
			       ? summary_count() + (size_t)kind
			       : 0;
	}
}

void process_figures_explain(const struct process_view *view, struct ui *ui)
{
	const struct menu menu = { .title = _("What is it?"),
		.look_only = true,
		.count = summary_count() + KIND_COUNT + MAPPING_FIGURE_COUNT + PAGE_CLASS_COUNT,
		.label = item_label,
		.detail = item_detail };
	size_t item = item_at_cursor(view);

	menu_pick(ui, &menu, &item);
}
