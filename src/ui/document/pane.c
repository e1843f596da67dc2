/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/document/pane.h"

#include <string.h>

#include "base/macros.h"
#include "ui/document/parts.h"
#include "ui/widgets/wrap.h"

/* Below this height the table has all of it; above, it has so many lines at least, if it is as long. */
#define HEIGHT_OF_TABLE_ALONE 6
#define HEIGHT_OF_TABLE       11

/* Below this height there is nothing below it. */
#define HEIGHT_FOR_DESCRIPTION 10

const struct document_table *document_pane_table(const struct document_pane *pane)
{
	return pane->document ? document_main_table(pane->document, ON_SCREEN) : NULL;
}

/* ---- the cursor ---- */

/* What a row is for good: a PID may be used again, a process by its start is one alone. */
struct row_name {
	uint64_t key, start_ticks;
};

static struct row_name name_of(const struct row *row)
{
	return (struct row_name){ (uint64_t)row->pid, row->identity->start_ticks };
}

static struct row_name name_at(const struct document_table *table, size_t row)
{
	if (table->process)
		return name_of(table->process(table->context, row, 0));
	return (struct row_name){ table->row_key ? table->row_key(table->context, row) : row, 0 };
}

static bool is_named(struct row_name name, struct row_name other)
{
	return name.key == other.key && name.start_ticks == other.start_ticks;
}

/* Whether the row stands for several, and that is one of them. */
static bool holds(const struct document_table *table, size_t row, struct row_name name)
{
	const struct row *process;

	for (size_t i = 1; (process = table->process(table->context, row, i)); i++)
		if (is_named(name, name_of(process)))
			return true;
	return false;
}

/* The row of that name, or that stands for it; row_count: none. */
static size_t find_row(const struct document_table *table, struct row_name name)
{
	for (size_t i = 0; i < table->row_count; i++)
		if (is_named(name, name_at(table, i)))
			return i;
	for (size_t i = 0; table->process && i < table->row_count; i++)
		if (holds(table, i, name))
			return i;
	return table->row_count;
}

/*
 * After the rows have moved the cursor is on the row that it was on.  If that has left the page,
 * the page stays where it is and the cursor at its edge, unless the row is followed.  Where nobody
 * has moved it the cursor stays on the first row.
 */
static bool restore_cursor(struct document_pane *pane, const struct document_table *now,
	struct row_name name)
{
	struct table *table = &pane->table;
	size_t height = (size_t)max_int(table->height, 1), row = find_row(now, name);
	bool was_followed = pane->follow;

	if (row == now->row_count) {
		pane->follow = false;
		return !was_followed;
	}
	if (pane->follow || (row >= table->top && row < table->top + height))
		table->cursor = row;
	else
		table->cursor = row < table->top ? table->top : table->top + height - 1;
	return true;
}

bool document_pane_set(struct document_pane *pane, struct document *document)
{
	const struct document_table *before = document_pane_table(pane);
	const struct document_table *now =
		document ? document_main_table(document, ON_SCREEN) : NULL;
	bool kept = true;

	if (before && now && (pane->table.moved || pane->follow) &&
		pane->table.cursor < before->row_count)
		kept = restore_cursor(pane, now, name_at(before, pane->table.cursor));
	document_free(pane->document);
	pane->document = document;
	table_settle(&pane->table, document_pane_rows(pane));
	return kept;
}

size_t document_pane_rows(const struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);

	return table ? table->row_count : 0;
}

uint64_t document_pane_key(const struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);

	return table && pane->table.cursor < table->row_count
		       ? name_at(table, pane->table.cursor).key
		       : 0;
}

const struct row *document_pane_process(const struct document_pane *pane, size_t member)
{
	const struct document_table *table = document_pane_table(pane);

	if (!table || !table->process || pane->table.cursor >= table->row_count)
		return NULL;
	return table->process(table->context, pane->table.cursor, member);
}

void document_pane_free(struct document_pane *pane)
{
	document_free(pane->document);
	pane->document = NULL;
	tags_clear(&pane->tags);
}

/* What the table leaves: it gets as many lines as it has, up to a limit, and a blank one before it. */
static int height_of_head(const struct document_pane *pane, struct area area)
{
	size_t lines = document_pane_rows(pane) + 2;

	return area.height - (int)min_size(lines, HEIGHT_OF_TABLE);
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
		area = area_rows(area,
			document_head_paint(pane, title, area, height_of_head(pane, area)),
			area.height);
	if (table)
		document_table_paint(pane, table, paint_description(pane, table, area));
}

void document_pane_paint_table(struct document_pane *pane, struct area area)
{
	const struct document_table *table = document_pane_table(pane);

	if (table)
		document_table_paint(pane, table, area);
}
