/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages of the process view: kinds, the mappings of one kind, one mapping. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "document/process_summary.h"
#include "ui/views/process/view.h"

static const enum mapping_figure shown[] = { MAPPING_SIZE, MAPPING_RSS, MAPPING_PSS,
	MAPPING_PRIVATE_DIRTY, MAPPING_SWAP };
#define SHOWN (COUNT_OF(shown))

/* ---- which mappings ---- */

static bool is_shown(const struct process_view *view, const struct detail_mapping *mapping)
{
	if (view->kind != KIND_COUNT && mapping->kind != view->kind)
		return false;
	return !view->filter[0] ||
	       strcasestr(detail_string(view->detail, mapping->name), view->filter) != NULL;
}

static int compare_mappings(const void *left, const void *right, void *context)
{
	const struct process_view *view = context;
	const struct detail_mapping *a = &view->detail->mappings[*(const size_t *)left];
	const struct detail_mapping *b = &view->detail->mappings[*(const size_t *)right];
	bool by_address = view->sort == MAPPING_FIGURE_COUNT;
	uint64_t x = by_address ? 0 : value_or(mapping_figure(a, view->sort), 0);
	uint64_t y = by_address ? 0 : value_or(mapping_figure(b, view->sort), 0);

	if (x != y)
		return x > y ? -1 : 1;
	return a->start < b->start ? -1 : a->start > b->start;
}

void process_pages_arrange(struct process_view *view)
{
	size_t *order;

	view->order_count = 0;
	if (!view->detail || view->page == PAGE_KINDS)
		return;
	order = reallocarray(view->order, view->detail->mapping_count + 1, sizeof(*order));
	if (!order)
		return;
	view->order = order;
	for (size_t i = 0; i < view->detail->mapping_count; i++)
		if (is_shown(view, &view->detail->mappings[i]))
			order[view->order_count++] = i;
	qsort_r(order, view->order_count, sizeof(*order), compare_mappings, view);
}

static enum kind kind_at(const struct process_view *view, size_t row)
{
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (view->detail->kinds[kind].count && row-- == 0)
			return (enum kind)kind;
	return KIND_COUNT;
}

/* Where in the list the mapping at an address stands; order_count if it does not. */
static size_t find_in_order(const struct process_view *view, uint64_t start)
{
	size_t i = 0;

	while (i < view->order_count && view->detail->mappings[view->order[i]].start != start)
		i++;
	return i;
}

void process_pages_renew(struct process_view *view, struct process_detail *detail)
{
	struct table *table = &view->tables[PAGE_MAPPINGS];
	bool keep = table->moved && table->cursor < view->order_count;
	uint64_t start = keep ? view->detail->mappings[view->order[table->cursor]].start : 0;
	size_t found;

	detail_unref(view->detail);
	view->detail = detail;
	process_pages_arrange(view);
	found = keep ? find_in_order(view, start) : view->order_count;
	if (found < view->order_count)
		table->cursor = found;
}

enum kind process_page_kind(const struct process_view *view)
{
	return view->detail ? kind_at(view, view->tables[PAGE_KINDS].cursor) : KIND_COUNT;
}

/* Kinds that the process has, and below them the sum of all. */
static size_t kind_rows_shown(const struct process_view *view)
{
	size_t count = 1;

	for (int kind = 0; view->detail && kind < KIND_COUNT; kind++)
		count += view->detail->kinds[kind].count != 0;
	return view->detail ? count : 0;
}

size_t process_page_rows(const struct process_view *view)
{
	switch (view->page) {
	case PAGE_KINDS:
		return kind_rows_shown(view);
	case PAGE_MAPPINGS:
		return view->order_count;
	case PAGE_SUMMARY:
		return view->detail ? summary_count() : 0;
	default:
		return process_mapping_rows(view);
	}
}

/* ---- moving between pages ---- */

bool process_page_enter(struct process_view *view)
{
	const struct detail_mapping *mapping = process_page_mapping(view);

	if (!view->detail || view->page >= PAGE_MAPPING)
		return false;
	if (view->page == PAGE_KINDS) {
		view->kind = kind_at(view, view->tables[PAGE_KINDS].cursor);
	} else if (mapping) {
		view->address = mapping->start;
	} else {
		return false;
	}
	view->page++;
	view->tables[view->page] = (struct table){ .cursor = 0 };
	process_pages_arrange(view);
	process_page_map_ask(view);
	return true;
}

bool process_page_back(struct process_view *view)
{
	if (view->page == PAGE_MAPPINGS && view->filter[0]) {
		view->filter[0] = '\0';
		process_pages_arrange(view);
		return true;
	}
	if (view->page == PAGE_SUMMARY) {
		process_page_toggle_summary(view);
		return true;
	}
	if (view->page == PAGE_KINDS)
		return false;
	view->page--;
	process_pages_arrange(view);
	process_page_map_ask(view);
	return true;
}

void process_page_toggle_summary(struct process_view *view)
{
	enum page page = view->page;

	view->page = page == PAGE_SUMMARY ? view->page_before : PAGE_SUMMARY;
	view->page_before = page;
	process_pages_arrange(view);
	process_page_map_ask(view);
}

/* ---- kinds ---- */

static void put_bytes(const struct page_context *context, struct value value, struct cell *cell)
{
	units_value(cell->buffer, value, UNIT_BYTES, context->ui->settings.process_scale);
	cell->text = text_of_string(cell->buffer);
}

/* What the kind has more of than at the mark, or at first. */
static void put_growth(const struct page_context *context, enum kind kind, struct cell *cell)
{
	const struct process_detail *now = context->view->detail, *before = context->view->first;
	int64_t growth;

	if (!before)
		return;
	if (kind == KIND_COUNT)
		growth = (int64_t)(detail_total(now, MAPPING_RSS) -
				   detail_total(before, MAPPING_RSS));
	else
		growth = (int64_t)(now->kinds[kind].figure[MAPPING_RSS] -
				   before->kinds[kind].figure[MAPPING_RSS]);
	column_print(cell->buffer, COLUMN_GROWTH, value_of(growth),
		context->ui->settings.process_scale);
	cell->text = text_of_string(cell->buffer);
}

static void kind_cell(void *opaque, size_t row, size_t column, struct cell *cell)
{
	const struct page_context *context = opaque;
	const struct process_detail *detail = context->view->detail;
	enum kind kind = kind_at(context->view, row);
	bool all = kind == KIND_COUNT;

	if (column == 0) {
		cell->text = text_of_string(all ? _("all") : _(kind_rows[kind].title));
	} else if (column == 1) {
		units_value(cell->buffer,
			value_of(all ? detail->mapping_count : detail->kinds[kind].count),
			UNIT_COUNT, SCALE_AUTO);
		cell->text = text_of_string(cell->buffer);
	} else if (column - 2 < SHOWN) {
		put_bytes(context,
			value_of(all ? detail_total(detail, shown[column - 2])
				     : detail->kinds[kind].figure[shown[column - 2]]),
			cell);
	} else if (column - 2 == SHOWN) {
		put_growth(context, kind, cell);
	} else if (!all) {
		cell->text = text_of_string(_(kind_rows[kind].explanation));
		cell->style = STYLE_DIM;
	}
}

static void add_column(struct table_content *content, const char *title, int width, bool right)
{
	content->columns[content->column_count++] =
		(struct table_column){ .title = title, .width = width, .right = right };
}

static void add_figures(struct table_content *content)
{
	for (size_t i = 0; i < SHOWN; i++)
		add_column(content, _(figure_rows[shown[i]].label.title), 7, true);
}

static void paint_kinds(struct page_context *context, struct area area)
{
	struct table_content content = { .context = context,
		.sorted = -1,
		.cell = kind_cell,
		.row_count = kind_rows_shown(context->view) };

	add_column(&content, _("KIND"), 13, false);
	add_column(&content, _("COUNT"), 5, true);
	add_figures(&content);
	add_column(&content, _("+RSS"), 7, true);
	add_column(&content, "", 1, false);
	table_paint(&context->view->tables[PAGE_KINDS], &content, area);
}

/* ---- mappings ---- */

static void mapping_cell(void *opaque, size_t row, size_t column, struct cell *cell)
{
	const struct page_context *context = opaque;
	const struct process_detail *detail = context->view->detail;
	const struct detail_mapping *mapping = &detail->mappings[context->view->order[row]];
	const char *name = detail_string(detail, mapping->name);

	if (column == 0) {
		snprintf(cell->buffer, sizeof(cell->buffer), "%" PRIx64, mapping->start);
		cell->text = text_of_string(cell->buffer);
	} else if (column == 1) {
		cell->text = text_of_string(mapping->permissions);
	} else if (column - 2 < SHOWN) {
		put_bytes(context, mapping_figure(mapping, shown[column - 2]), cell);
	} else {
		cell->text = text_of_string(*name ? name : "-");
		cell->style = mapping->deleted ? STYLE_WARNING : STYLE_NORMAL;
	}
}

static void paint_mappings(struct page_context *context, struct area area)
{
	struct process_view *view = context->view;
	struct table_content content = { .context = context,
		.sorted = -1,
		.descending = true,
		.cell = mapping_cell,
		.row_count = view->order_count };

	add_column(&content, _("ADDRESS"), 12, true);
	add_column(&content, _("PERM"), 4, false);
	add_figures(&content);
	add_column(&content, _("NAME"), 1, false);
	for (size_t i = 0; i < SHOWN; i++)
		if (shown[i] == view->sort)
			content.sorted = (int)i + 2;
	if (view->sort == MAPPING_FIGURE_COUNT) {
		content.sorted = 0;
		content.descending = false;
	}
	table_paint(&view->tables[PAGE_MAPPINGS], &content, area);
}

void process_pages_paint(struct process_view *view, struct ui *ui, struct area area)
{
	static void (*const painters[PAGE_COUNT])(struct page_context *, struct area) = {
		[PAGE_KINDS] = paint_kinds,
		[PAGE_MAPPINGS] = paint_mappings,
		[PAGE_MAPPING] = process_mapping_paint,
		[PAGE_SUMMARY] = process_figures_paint_page,
	};
	struct page_context context = { view, ui };

	if (view->detail)
		painters[view->page](&context, area);
}
