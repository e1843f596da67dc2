/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the pages of the mapping that is looked at are. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "ui/views/process/view.h"

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

void process_page_map_put(const struct process_view *view, struct document *document)
{
	if (!view->page_map && view->asked.pid)
		document_line(document, EMPHASIS_FAINT, _("looking where its pages are ..."));
	else if (view->page_map && view->page_map->status != STATUS_OK)
		document_say(document, EMPHASIS_WARNING,
			_("Where its pages are cannot be read: pagemap: %s"),
			status_text(view->page_map->status));
	else if (view->page_map)
		process_put_pages(document, view->page_map);
}
