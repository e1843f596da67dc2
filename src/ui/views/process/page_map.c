/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the pages of a mapping are: a strip above its fields. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "ui/views/process/view.h"
#include "ui/widgets/flow.h"

static const enum style styles[PAGE_CLASS_COUNT] = {
	[PAGE_CLASS_NONE] = STYLE_FREE,
	[PAGE_CLASS_ANONYMOUS] = STYLE_APPLICATIONS,
	[PAGE_CLASS_FILE] = STYLE_CACHE,
	[PAGE_CLASS_SHARED] = STYLE_SHARED,
	[PAGE_CLASS_HUGE] = STYLE_HUGE,
	[PAGE_CLASS_SWAPPED] = STYLE_WARNING,
	[PAGE_CLASS_UNREAD] = STYLE_DIM,
};

/* ---- asking ---- */

static bool has_pages(const struct detail_mapping *mapping)
{
	static const enum mapping_figure there[] = { MAPPING_RSS, MAPPING_SWAP,
		MAPPING_SHARED_HUGETLB, MAPPING_PRIVATE_HUGETLB };

	for (size_t i = 0; i < COUNT_OF(there); i++)
		if (value_or(mapping_figure(mapping, there[i]), 0) > 0)
			return true;
	return false;
}

static struct residency_request request_for(const struct process_view *view)
{
	const struct detail_mapping *mapping =
		view->page == PAGE_MAPPING ? process_page_mapping(view) : NULL;

	if (!mapping || view->status != STATUS_OK)
		return (struct residency_request){ .pid = 0 };
	return (struct residency_request){
		.pid = view->pid,
		.start = mapping->start,
		.end = mapping->end,
		.mapping = { .shared_memory = mapping->kind == KIND_SHARED,
			.huge = mapping->kind == KIND_HUGE },
		.is_empty = !has_pages(mapping),
	};
}

void process_page_map_ask(struct process_view *view)
{
	const struct residency_request request = request_for(view), *asked = &view->asked;

	if (request.pid == asked->pid && request.start == asked->start &&
		request.end == asked->end && request.is_empty == asked->is_empty)
		return;
	if (request.start != asked->start) {
		free(view->page_map);
		view->page_map = NULL;
	}
	view->asked = request;
	view->inspect->look_at_pages(view->inspect->context, &request);
}

void process_page_map_take(struct process_view *view)
{
	struct residency *page_map = view->inspect->take_pages(view->inspect->context);

	if (!page_map)
		return;
	free(view->page_map);
	view->page_map = page_map;
}

/* ---- painting ---- */

static int paint_legend(const struct residency *page_map, const struct ui *ui, struct area area)
{
	struct flow flow = { .indent = 1, .gap = 3 };
	int lines;

	/* What is there first, then what is not. */
	for (int n = 1; n <= PAGE_CLASS_COUNT; n++) {
		struct flow_item *item = &flow.items[flow.count];
		int i = n % PAGE_CLASS_COUNT;
		char figure[UNITS_SIZE];

		if (page_map->all.bytes[i] == 0)
			continue;
		units_bytes(figure, page_map->all.bytes[i], ui->settings.process_scale);
		flow_add(&flow, STYLE_DIM, " %s %s", _(residency_rows[i].title), figure);
		item->mark[0] = residency_rows[i].mark;
		item->mark_style = styles[i];
	}
	lines = flow_lines(&flow, area.width);
	for (int i = 0; i < lines; i++)
		flow_paint(&flow, i, area, i);
	return lines;
}

/* A cell that is less than half full is dim. */
static void paint_cell(struct area area, int x, const struct residency_cell *cell)
{
	enum page_class shown = residency_shown(cell);
	bool is_full = cell->bytes[PAGE_CLASS_NONE] <= residency_bytes(cell) / 2;

	paint_fill(area, 0, x, 1, is_full || shown == PAGE_CLASS_NONE ? styles[shown] : STYLE_DIM,
		residency_rows[shown].mark);
}

int process_page_map_paint(const struct process_view *view, const struct ui *ui, struct area area)
{
	struct residency_cell cells[RESIDENCY_CELLS];
	size_t wanted = area.width > 2 ? (size_t)area.width - 2 : 1, count;

	if (!view->page_map) {
		if (view->asked.pid)
			paint_text(area, 0, 1, STYLE_DIM, _("looking where its pages are ..."));
		return 1;
	}
	if (view->page_map->status != STATUS_OK) {
		paint_format(area, 0, 1, STYLE_WARNING,
			_("Where its pages are cannot be read: pagemap: %s"),
			status_text(view->page_map->status));
		return 1;
	}
	count = residency_shrink(view->page_map, cells,
		wanted < RESIDENCY_CELLS ? wanted : RESIDENCY_CELLS);
	for (size_t i = 0; i < count; i++)
		paint_cell(area, 1 + (int)i, &cells[i]);
	return 1 + paint_legend(view->page_map, ui, area_rows(area, 1, area.height));
}
