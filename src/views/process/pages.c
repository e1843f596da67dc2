/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the pages of a mapping are. */
#include "base/macros.h"
#include "views/process/process.h"

static const enum tint tints[PAGE_CLASS_COUNT] = {
	[PAGE_CLASS_NONE] = TINT_FREE,
	[PAGE_CLASS_ANONYMOUS] = TINT_APPLICATIONS,
	[PAGE_CLASS_FILE] = TINT_FILE,
	[PAGE_CLASS_SHARED] = TINT_SHARED,
	[PAGE_CLASS_HUGE] = TINT_HUGE,
	[PAGE_CLASS_SWAPPED] = TINT_SWAPPED,
	[PAGE_CLASS_UNREAD] = TINT_UNREAD,
};

/* What is not there stands last. */
static size_t part_of(enum page_class class)
{
	return ((size_t) class + PAGE_CLASS_COUNT - 1) % PAGE_CLASS_COUNT;
}

/* A cell that is less than half full is faint. */
static size_t marks_of(const void *context, struct document_mark *marks, size_t count)
{
	struct residency_cell cells[RESIDENCY_CELLS];

	count = residency_shrink(context, cells, min_size(count, RESIDENCY_CELLS));
	for (size_t i = 0; i < count; i++) {
		enum page_class shown = residency_shown(&cells[i]);

		marks[i] = (struct document_mark){ part_of(shown),
			shown != PAGE_CLASS_NONE &&
				cells[i].bytes[PAGE_CLASS_NONE] > residency_bytes(&cells[i]) / 2 };
	}
	return count;
}

void process_put_pages(struct document *document, const struct residency *pages)
{
	struct document_part parts[PAGE_CLASS_COUNT];
	struct document_map map = { .context = document_copy(document, pages, sizeof(*pages)),
		.marks = marks_of,
		.parts = parts,
		.part_count = PAGE_CLASS_COUNT,
		.rows = 1 };

	for (int class = 0; class < PAGE_CLASS_COUNT; class ++)
		parts[part_of((enum page_class) class)] =
			(struct document_part){ &residency_rows[class].label,
				value_of(pages->all.bytes[class]), residency_rows[class].mark,
				tints[class], NULL };
	if (map.context)
		document_map(document, &map);
}
