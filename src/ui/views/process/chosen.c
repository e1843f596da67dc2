/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mapping that the view process is about: under the cursor, or looked at alone. */
#include "ui/views/process/view.h"

const struct detail_mapping *process_page_mapping(const struct process_view *view)
{
	size_t cursor = view->tables[PAGE_MAPPINGS].cursor;

	if (!view->detail)
		return NULL;
	if (view->page == PAGE_MAPPINGS)
		return cursor < view->order_count ? &view->detail->mappings[view->order[cursor]]
						  : NULL;
	return detail_mapping_at(view->detail, view->address);
}
