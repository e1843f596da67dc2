/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/document/pane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "ui/document/parts.h"
#include "ui/widgets/wrap.h"

/* Below this height the table has all of it; above, it has so many lines at least, if it is as long. */
#define HEIGHT_OF_TABLE_ALONE 6
#define HEIGHT_OF_TABLE       11
/* On a low screen it has so many, so that its title and the first sentence are seen. */
#define HEIGHT_OF_TABLE_LEAST 8
#define HEIGHT_OF_HEAD_LEAST  5

/* Below this height there is nothing below it. */
#define HEIGHT_FOR_DESCRIPTION 9
/* What it leaves to the table: less while it has no more lines than that itself. */
#define HEIGHT_BESIDE_DESCRIPTION 8
#define LINES_OF_DESCRIPTION      3
#define LINES_BESIDE_FEW          6

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

/* Of a row of the table, not of a line of the pane. */
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

/* The line of that name, or that stands for it; the number of lines: none. */
static size_t find_line(const struct document_pane *pane, struct row_name name)
{
	const struct document_table *table = document_pane_table(pane);
	size_t count = document_pane_rows(pane);

	for (size_t i = 0; i < count; i++)
		if (is_named(name, name_at(table, document_pane_row(pane, i))))
			return i;
	for (size_t i = 0; table && table->process && i < count; i++)
		if (holds(table, document_pane_row(pane, i), name))
			return i;
	return count;
}

/*
 * After the rows have moved the cursor is on the row that it was on.  If that has left the page,
 * the page stays where it is and the cursor at its edge, unless the row is followed.  Where it
 * was not moved the cursor stays on the first row.
 */
static bool restore_cursor(struct document_pane *pane, struct row_name name)
{
	struct table *table = &pane->table;
	size_t height = (size_t)max_int(table->height, 1), line = find_line(pane, name);
	bool was_followed = pane->follow;

	if (line == document_pane_rows(pane)) {
		pane->follow = false;
		return !was_followed;
	}
	/* Before the first painting there is no page that could stay. */
	if (pane->follow || table->height == 0 ||
		(line >= table->top && line < table->top + height))
		table->cursor = line;
	else
		table->cursor = line < table->top ? table->top : table->top + height - 1;
	return true;
}

/* The name of the row that the cursor has to stay on, if there is one. */
static bool held_name(const struct document_pane *pane, struct row_name *name)
{
	if ((!pane->table.moved && !pane->follow) || pane->table.cursor >= document_pane_rows(pane))
		return false;
	*name = name_at(document_pane_table(pane), document_pane_row(pane, pane->table.cursor));
	return true;
}

bool document_pane_set(struct document_pane *pane, struct document *document)
{
	struct row_name name;
	bool held = held_name(pane, &name), kept = true;

	document_free(pane->document);
	pane->document = document;
	document_order(pane);
	if (held && document_pane_table(pane))
		kept = restore_cursor(pane, name);
	table_settle(&pane->table, document_pane_rows(pane));
	return kept;
}

/* The same rows in another order, or fewer or more of them. */
static void arrange_anew(struct document_pane *pane)
{
	struct row_name name;
	bool held = held_name(pane, &name);

	document_order(pane);
	if (held)
		restore_cursor(pane, name);
	table_settle(&pane->table, document_pane_rows(pane));
}

static bool falls_at_first(const struct document_pane *pane, unsigned id)
{
	const struct document_table *table = document_pane_table(pane);

	for (size_t i = 0; table && i < table->column_count; i++)
		if (table->columns[i].id == id)
			return table->columns[i].label->unit != UNIT_TEXT &&
			       table->columns[i].label->unit != UNIT_NONE &&
			       table->columns[i].label->unit != UNIT_ADDRESS;
	return false;
}

void document_pane_sort(struct document_pane *pane, unsigned id)
{
	const struct document_table *table = document_pane_table(pane);

	if (pane->sorts && pane->sort == id)
		pane->ascending = !pane->ascending;
	else if (!pane->sorts && table && table->sorted == (int)id)
		pane->ascending = !table->ascending;
	else
		pane->ascending = !falls_at_first(pane, id);
	pane->sorts = true;
	pane->sort = id;
	arrange_anew(pane);
}

void document_pane_filter(struct document_pane *pane, const char *text)
{
	snprintf(pane->filter, sizeof(pane->filter), "%s", text);
	arrange_anew(pane);
}

enum status document_pane_filter_processes(struct document_pane *pane, const char *text,
	struct message *message)
{
	struct filter *filter = NULL;
	enum status status = STATUS_OK;

	if (text[strspn(text, " ")])
		status = filter_parse(&filter, text, message);
	if (status != STATUS_OK)
		return status;
	filter_free(pane->parsed);
	pane->parsed = filter;
	snprintf(pane->filter, sizeof(pane->filter), "%s", text);
	return STATUS_OK;
}

enum status document_pane_filter_cgroup(struct document_pane *pane, const char *path)
{
	struct filter *filter;
	enum status status = filter_of_cgroup(&filter, path);

	if (status != STATUS_OK)
		return status;
	filter_free(pane->parsed);
	pane->parsed = filter;
	snprintf(pane->filter, sizeof(pane->filter),
		path[strcspn(path, " \t\n")] ? "cgroup=\"%s\"" : "cgroup=%s", path);
	return STATUS_OK;
}

size_t document_pane_row(const struct document_pane *pane, size_t line)
{
	return pane->order ? pane->order[line] : line;
}

size_t document_pane_rows(const struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);

	if (pane->order)
		return pane->order_count;
	return table ? table->row_count : 0;
}

uint64_t document_pane_key(const struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);

	return table && pane->table.cursor < document_pane_rows(pane)
		       ? name_at(table, document_pane_row(pane, pane->table.cursor)).key
		       : 0;
}

static const struct row *row_at_cursor(const struct document_pane *pane, size_t member)
{
	const struct document_table *table = document_pane_table(pane);

	if (!table || !table->process || pane->table.cursor >= document_pane_rows(pane))
		return NULL;
	return table->process(table->context, document_pane_row(pane, pane->table.cursor), member);
}

const struct row *document_pane_process(const struct document_pane *pane, size_t member)
{
	const struct row *row = row_at_cursor(pane, member);
	const struct document_table *table = document_pane_table(pane);

	return row && row->identity->thread ? table->process_of(table->context, row) : row;
}

const struct row *document_pane_thread(const struct document_pane *pane)
{
	const struct row *row = row_at_cursor(pane, 0);

	return row && row->identity->thread ? row : NULL;
}

static bool is_passed(const struct document_pane *pane, size_t line)
{
	const struct document_table *table = document_pane_table(pane);

	return table && table->is_passed &&
	       table->is_passed(table->context, document_pane_row(pane, line));
}

void document_pane_pass(struct document_pane *pane, bool upwards)
{
	size_t count = document_pane_rows(pane), line = pane->table.cursor;

	while (upwards && line > 0 && line < count && is_passed(pane, line))
		line--;
	while (line + 1 < count && is_passed(pane, line))
		line++;
	while (line > 0 && line < count && is_passed(pane, line))
		line--;
	pane->table.cursor = line;
	/* What heads a line is seen with it. */
	while (line > 0 && is_passed(pane, line - 1))
		line--;
	if (pane->table.top > line)
		pane->table.top = line;
}

pid_t document_pane_looked_at(const struct document_pane *pane)
{
	const struct row *row = document_pane_process(pane, 0);

	return row && pane->detailed && pane->table.moved ? row->pid : 0;
}

void document_pane_free(struct document_pane *pane)
{
	document_free(pane->document);
	pane->document = NULL;
	free(pane->order);
	pane->order = NULL;
	table_lines_free(&pane->lines);
	tags_clear(&pane->tags);
	filter_free(pane->parsed);
	pane->parsed = NULL;
}

/*
 * What the table leaves: it gets as many lines as it has, up to a limit, its heading, for which it must
 * have 3, and a blank one before it.
 */
static int height_of_head(const struct document_pane *pane, struct area area)
{
	size_t lines = max_size(document_pane_rows(pane), 2) + 2;
	int least = min_int(area.height - HEIGHT_OF_TABLE_LEAST, HEIGHT_OF_HEAD_LEAST);

	if (!document_pane_table(pane))
		return area.height;
	return max_int(area.height - (int)min_size(lines, HEIGHT_OF_TABLE), least);
}

/* ---- what stands below it ---- */

/* The lines that the text about the row under the cursor takes, and a rule above it; 0: no room. */
static int description_height(struct area area, const char *text)
{
	int most = max_int(min_int(area.height - LINES_BESIDE_FEW - 1, LINES_OF_DESCRIPTION),
		min_int(area.height / 2, area.height - HEIGHT_BESIDE_DESCRIPTION - 1));

	if (area.height < HEIGHT_FOR_DESCRIPTION || area.width < 3 || !*text)
		return 0;
	return 1 + min_int(wrap_lines(text, area.width - 2), most);
}

/* As high as it was for any row before, so that the table does not jump with the cursor. */
static int calm_height(struct document_pane *pane, struct area area, const char *text)
{
	int height = description_height(area, text);

	if (pane->described_in != area.height)
		pane->described = 0;
	pane->described_in = area.height;
	if (height > 0)
		pane->described = max_int(pane->described, height);
	return height > 0 ? pane->described : 0;
}

/* Returns what it leaves to the table. */
static struct area paint_description(struct document_pane *pane, const struct document_table *table,
	struct area area)
{
	char text[4096] = "";
	struct area below;
	int height;

	if (table->describe && pane->table.cursor < document_pane_rows(pane))
		table->describe(table->context, document_pane_row(pane, pane->table.cursor),
			ON_SCREEN, text, sizeof(text));
	height = calm_height(pane, area, text);
	if (height == 0)
		return area;
	below = area_rows(area, area.height - height, height);
	paint_fill(below, 0, 0, below.width, STYLE_FRAME, '-');
	wrap_paint(area_columns(area_rows(below, 1, height - 1), 1, below.width - 2), STYLE_NORMAL,
		text);
	return area_rows(area, 0, area.height - height);
}

void document_pane_say(const struct document_pane *pane, struct flow *flow)
{
	if (pane->parsed && !pane->arranges_itself)
		flow_add(flow, STYLE_WARNING, _("filter %s"), pane->filter);
	else if (pane->filter[0] && !pane->arranges_itself)
		flow_add(flow, STYLE_WARNING, _("filter %s: %zu not shown"), pane->filter,
			document_pane_table(pane)->row_count - document_pane_rows(pane));
	if (pane->user[0])
		flow_add(flow, STYLE_WARNING, _("user %s only"), pane->user);
	if (tags_count(&pane->tags) > 0)
		flow_add(flow, STYLE_TAGGED, _("%zu tagged"), tags_count(&pane->tags));
	if (pane->follow)
		flow_add(flow, STYLE_WARNING, "%s", _("following"));
	if (pane->find[0])
		flow_add(flow, STYLE_MATCH, _("find %s"), pane->find);
}

/* Returns what it leaves to the table. */
static struct area paint_status(const struct document_pane *pane, struct area area)
{
	struct flow flow = { .indent = 1, .gap = 2 };

	if (document_pane_table(pane))
		document_pane_say(pane, &flow);
	if (flow.count == 0 || area.height < 3)
		return area;
	flow_paint(&flow, 0, area, 0, NULL);
	return area_rows(area, 1, area.height);
}

void document_pane_paint(struct document_pane *pane, const char *title, struct area area)
{
	int head = height_of_head(pane, area);

	if (!pane->document)
		return;
	if (!document_pane_table(pane) || area.height > HEIGHT_OF_TABLE_ALONE)
		area = area_rows(area,
			document_head_paint(pane->document, pane, title, area_rows(area, 0, head),
				&pane->hits),
			area.height);
	document_pane_paint_table(pane, area);
}

void document_pane_paint_table(struct document_pane *pane, struct area area)
{
	const struct document_table *table = document_pane_table(pane);
	bool detailed;

	if (!table)
		return;
	area = detail_paint(pane, area, &detailed);
	if (!pane->arranges_itself)
		area = paint_status(pane, area);
	if (!detailed)
		area = paint_description(pane, table, area);
	document_table_paint(pane, table, area);
}
