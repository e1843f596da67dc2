/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "base/tag.h"
#include "base/utf8.h"
#include "ui/canvas/canvas.h"

/* Columns that a key scrolls sideways. */
#define SCROLL_STEP 8

/* For how many paintings a column stays as wide as it was. */
#define PAINTINGS_OF_CALM 10

static void fetch(const struct table_content *content, size_t row, size_t column, struct cell *cell)
{
	cell->style = STYLE_NORMAL;
	cell->prefix = NULL;
	cell->spans = false;
	cell->text = text_of(cell->buffer, 0);
	cell->match = cell->name = cell->stem = text_of(NULL, 0);
	content->cell(content->context, row, column, cell);
}

void table_lines_free(struct table_lines *lines)
{
	free(lines->at);
	*lines = (struct table_lines){ 0 };
}

/* NULL where nothing is kept. */
static struct table_line *line_of(const struct table_content *content, size_t y)
{
	struct table_lines *lines = content->lines;

	return content->version && y < lines->capacity ? &lines->at[y] : NULL;
}

/* Without memory fewer lines are kept. */
static void make_lines(const struct table *table, const struct table_content *content)
{
	struct table_lines *lines = content->lines;
	size_t before = content->version ? lines->capacity : 0;
	struct table_line *at;

	if (!content->version)
		return;
	at = array_reserve(lines->at, &lines->capacity, (size_t)table->height, sizeof(*at));
	if (!at)
		return;
	memset(at + before, 0, (lines->capacity - before) * sizeof(*at));
	lines->at = at;
}

/* 0: what its cells are cannot be told. */
static uint64_t tag_of(const struct table_content *content, size_t row)
{
	uint64_t version = content->version ? content->version(content->context, row) : 0;

	return version ? tag_add(content->look, version) : 0;
}

static void measure_cells(const struct table_content *content, size_t row,
	const struct paint_style *look, uint16_t widths[static TABLE_COLUMNS])
{
	for (size_t i = 0; i < content->column_count; i++) {
		struct cell cell;

		widths[i] = 0;
		if (!content->columns[i].right)
			continue;
		fetch(content, row, i, &cell);
		widths[i] = (uint16_t)paint_measure(look, cell.text, CELL_SIZE);
	}
}

/* The widths of the cells of the row on line y: scratch, or those that are known. */
static const uint16_t *widths_of(const struct table *table, const struct table_content *content,
	size_t y, const struct paint_style *look, struct table_line *scratch)
{
	struct table_line *line = line_of(content, y);
	uint64_t tag = line ? tag_of(content, table->top + y) : 0;

	if (line && tag && line->tag == tag)
		return line->widths;
	line = line ? line : scratch;
	line->tag = tag;
	measure_cells(content, table->top + y, look, line->widths);
	return line->widths;
}

/*
 * A figure must never be cut: a column of figures is as wide as the widest on screen.  What it grew
 * to it keeps for some paintings, so that the table does not twitch.
 */
static void measure(struct table *table, const struct table_content *content,
	const struct paint_style *look)
{
	size_t height = min_size((size_t)table->height, content->row_count - table->top);
	int widths[TABLE_COLUMNS];
	struct table_line scratch;

	for (size_t i = 0; i < content->column_count; i++)
		widths[i] = max_int(content->columns[i].width,
			(int)utf8_width(content->columns[i].title));
	for (size_t y = 0; y < height; y++) {
		const uint16_t *cells = widths_of(table, content, y, look, &scratch);

		for (size_t i = 0; i < content->column_count; i++)
			widths[i] = max_int(widths[i], cells[i]);
	}
	for (size_t i = 0; i < content->column_count; i++) {
		table->wanted[i] = max_int(table->wanted[i], widths[i]);
		table->widths[i] = max_int(table->widths[i], widths[i]);
	}
}

static void narrow(struct table *table)
{
	if (++table->paintings < PAINTINGS_OF_CALM)
		return;
	table->paintings = 0;
	memcpy(table->widths, table->wanted, sizeof(table->widths));
	memset(table->wanted, 0, sizeof(table->wanted));
}

/* The part of the area that a column covers; *offset is where its first column lies in that part. */
static struct area column_area(struct area area, int x, int width, int *offset)
{
	*offset = x < 0 ? x : 0;
	return area_columns(area, x, width);
}

/*
 * The mark of the column that sorts stands in front of a title that has room there, as those of
 * figures have, and behind it otherwise.
 */
static void paint_sorted(struct area area, int x, const char *title, bool descending)
{
	static const char *const marks[2][2] = { { "▴", "▾" }, { "^", "v" } };
	const char *mark = marks[area.look->ascii][descending];

	paint_text(area, 0, x, STYLE_SORTED, title);
	paint_text(area, 0, x > 0 ? x - 1 : x + (int)utf8_width(title), STYLE_SORTED, mark);
}

/* Half a figure reads as another one: a column of figures is whole or not there. */
static bool is_whole(const struct table *table, const struct table_content *content, size_t column,
	int x, int width)
{
	return !content->columns[column].right || (x >= 0 && x + table->widths[column] <= width);
}

/* Where it can be clicked on. */
static void note_span(struct table *table, size_t column, struct area area, int x)
{
	int end = column + 1 == table->column_count ? area.width : x + table->widths[column];

	table->spans[column] =
		(struct table_span){ area.x + max_int(x, 0), area.x + min_int(end, area.width) };
}

static void paint_heading(struct table *table, const struct table_content *content,
	struct area area)
{
	int x = -table->scroll;

	paint_fill(area, 0, 0, area.width, STYLE_HEADING, ' ');
	for (size_t i = 0; i < content->column_count; i++) {
		const struct table_column *column = &content->columns[i];
		int width = table->widths[i];
		int at = column->right ? x + width - (int)utf8_width(column->title) : x;

		if (!is_whole(table, content, i, x, area.width)) {
			x += width + 1;
			continue;
		}
		note_span(table, i, area, x);
		if (content->sorted == (int)i)
			paint_sorted(area, at, column->title, content->descending);
		else
			paint_text(area, 0, at, STYLE_HEADING, column->title);
		x += width + 1;
	}
}

static void paint_part(struct area area, int y, int x, const struct cell *cell, struct text part,
	enum style style)
{
	struct text before;
	int start, width;

	if (part.length == 0)
		return;
	before = text_of(cell->text.at, (size_t)(part.at - cell->text.at));
	start = x + paint_measure(area.look, before, area.width - x);
	width = paint_measure(area.look, part, area.width - x);
	paint_restyle(area, y, start, width, style);
}

/* Returns the column behind it. */
static int paint_text_cell(struct area area, int y, int x, const struct cell *cell)
{
	int end;

	if (cell->prefix)
		x += paint_text(area, y, x, STYLE_DIM, cell->prefix);
	if (cell->name.length > 0)
		x += paint_bytes(area, y, x, STYLE_STRONG, cell->name) + 1;
	end = x + paint_bytes(area, y, x, cell->style, cell->text);
	if (cell->style == STYLE_NORMAL)
		paint_part(area, y, x, cell, cell->stem, STYLE_STRONG);
	paint_part(area, y, x, cell, cell->match, STYLE_MATCH);
	return end;
}

/* Sizes are shaded by their unit, so that the large ones are seen without reading. */
static enum style shade(const struct cell *cell)
{
	char last;

	if (cell->style != STYLE_NORMAL || cell->text.length < 2)
		return cell->style;
	last = cell->text.at[cell->text.length - 1];
	if (last == 'K')
		return STYLE_SMALL;
	return last == 'G' || last == 'T' || last == 'P' ? STYLE_LARGE : STYLE_NORMAL;
}

static void paint_figure(struct area area, int y, int x, int width, const struct cell *cell)
{
	int offset, columns = paint_measure(area.look, cell->text, width + 1);
	struct area part = column_area(area, x, width, &offset);

	paint_bytes(part, y, offset + width - columns, shade(cell), cell->text);
	paint_part(part, y, offset + width - columns, cell, cell->match, STYLE_MATCH);
}

/* What goes on behind the right edge says so in its last column. */
static void mark_cut(struct area area, int y, int end)
{
	if (end > area.width)
		paint_text(area, y, area.width - 1, STYLE_DIM, "+");
}

static void paint_cell(struct area area, int y, int x, int width, bool right,
	const struct cell *cell)
{
	int offset, end;
	struct area part = column_area(area, x, width, &offset);

	if (right) {
		paint_figure(area, y, x, width, cell);
		return;
	}
	end = paint_text_cell(part, y, offset, cell);
	mark_cut(part, y, end);
}

static bool paint_row(const struct table *table, const struct table_content *content, size_t row,
	struct area area, int y)
{
	int x = -table->scroll, end = 0;

	for (size_t i = 0; i < content->column_count && x < area.width; i++) {
		struct cell cell;

		fetch(content, row, i, &cell);
		if (cell.spans || (i + 1 == content->column_count && !content->columns[i].right)) {
			end = paint_text_cell(area, y, x, &cell);
			mark_cut(area, y, end);
		} else if (is_whole(table, content, i, x, area.width)) {
			paint_cell(area, y, x, table->widths[i], content->columns[i].right, &cell);
		}
		if (cell.spans)
			break;
		x += table->widths[i] + 1;
	}
	return end > area.width || x - 1 > area.width;
}

/* The cursor's or a tag's style lies over the whole row. */
static void paint_row_style(struct area area, int y, enum style style, bool is_cursor)
{
	if (style != STYLE_NORMAL)
		paint_restyle(area, y, 0, area.width, style);
	if (is_cursor)
		paint_restyle(area, y, 0, area.width, STYLE_CURSOR);
}

/* Of all that the row on a line is painted from; 0: it cannot be told. */
static uint64_t tag_of_line(const struct table *table, const struct table_content *content,
	const struct table_line *line, struct area area, const int row[static 2])
{
	const int place[] = { area.x, area.width, table->scroll };
	uint64_t tag = line ? line->tag : 0;

	if (tag == 0)
		return 0;
	tag = tag_add_ints(tag, table->widths, content->column_count);
	tag = tag_add_ints(tag, place, COUNT_OF(place));
	return tag_add_ints(tag, row, 2);
}

/* A row that is as it was, on the line where it was, is not painted again. */
static bool paint_line(const struct table *table, const struct table_content *content,
	struct area rows, int y)
{
	size_t row = table->top + (size_t)y;
	struct table_line *line = line_of(content, (size_t)y);
	bool is_cursor = !content->no_cursor && row == table->cursor, more;
	enum style style =
		content->row_style ? content->row_style(content->context, row) : STYLE_NORMAL;
	const int state[] = { (int)style, is_cursor };

	if (canvas_begin_part(rows.look, rows.y + y,
		    tag_of_line(table, content, line, rows, state)))
		return line->more;
	more = paint_row(table, content, row, rows, y);
	paint_row_style(rows, y, style, is_cursor);
	canvas_end_part(rows.look, rows.y + y);
	if (line)
		line->more = more;
	return more;
}

void table_paint(struct table *table, const struct table_content *content, struct area area)
{
	struct area rows = area_rows(area, !content->no_heading, area.height);

	table->height = rows.height;
	table->y = rows.y;
	table_settle(table, content->row_count);
	make_lines(table, content);
	measure(table, content, area.look);
	narrow(table);
	table->column_count = content->column_count;
	memset(table->spans, 0, sizeof(table->spans));
	table->right = area.x + area.width;
	table->heading_y = content->no_heading ? -1 : area.y;
	if (!content->no_heading)
		paint_heading(table, content, area);
	table->more = false;
	for (int y = 0; y < rows.height && table->top + (size_t)y < content->row_count; y++)
		table->more |= paint_line(table, content, rows, y);
}

void table_settle(struct table *table, size_t row_count)
{
	size_t height = (size_t)max_int(table->height, 1);
	size_t last_top = row_count > height ? row_count - height : 0;

	if (table->cursor >= row_count)
		table->cursor = row_count > 0 ? row_count - 1 : 0;
	if (table->height == 0) /* never painted: what fits is not known */
		return;
	if (table->top > table->cursor)
		table->top = table->cursor;
	if (table->cursor >= table->top + height)
		table->top = table->cursor - height + 1;
	if (table->top > last_top)
		table->top = last_top;
}

/* Moves a position by delta inside [0, count). */
static size_t shift(size_t position, long delta, size_t count)
{
	if (delta < 0 && position < (size_t)-delta)
		return 0;
	position = (size_t)((long)position + delta);
	return position < count ? position : count - (count > 0);
}

static void move_by(struct table *table, long delta, size_t row_count, bool no_cursor)
{
	size_t height = (size_t)max_int(table->height, 1);

	if (no_cursor) {
		table->top =
			shift(table->top, delta, row_count > height ? row_count - height + 1 : 1);
		table->cursor = table->top;
		return;
	}
	/* A page turns the page: the cursor keeps its place on it. */
	if (delta > 1 || delta < -1)
		table->top = shift(table->top, delta, row_count);
	table->cursor = shift(table->cursor, delta, row_count);
	table->moved = true;
	table_settle(table, row_count);
}

static void scroll_by(struct table *table, int delta)
{
	if (delta < 0)
		table->scroll = max_int(table->scroll + delta, 0);
	else if (table->more)
		table->scroll += delta;
}

/* How far an action moves, in lines, pages, whole tables, and steps to the side. */
static const struct step {
	signed char lines, pages, tables, sideways;
} steps[ACTION_COUNT] = {
	[ACTION_UP] = { .lines = -1 },
	[ACTION_DOWN] = { .lines = 1 },
	[ACTION_PAGE_UP] = { .pages = -1 },
	[ACTION_PAGE_DOWN] = { .pages = 1 },
	[ACTION_HOME] = { .tables = -1 },
	[ACTION_END] = { .tables = 1 },
	[ACTION_LEFT] = { .sideways = -1 },
	[ACTION_RIGHT] = { .sideways = 1 },
};

bool table_move(struct table *table, enum action_id id, size_t row_count, bool no_cursor)
{
	const struct step *step = &steps[id];
	long page = max_int(table->height - 1, 1);
	long delta = step->lines + step->pages * page + step->tables * (long)row_count;

	if (delta == 0 && step->sideways == 0)
		return step->tables != 0;
	if (delta != 0)
		move_by(table, delta, row_count, no_cursor);
	scroll_by(table, step->sideways * SCROLL_STEP);
	/* On the first row by Home, the cursor stays on that row, whatever row comes to stand there. */
	if (step->tables < 0)
		table->moved = false;
	return true;
}

size_t table_row_at(const struct table *table, int y, size_t row_count)
{
	size_t row = table->top + (size_t)(y - table->y);

	return y < table->y || y >= table->y + table->height || row > row_count ? row_count : row;
}

int table_heading_at(const struct table *table, int y, int x)
{
	for (size_t i = 0; y == table->heading_y && i < table->column_count; i++)
		if (x >= table->spans[i].start && x < table->spans[i].end)
			return (int)i;
	return -1;
}

void table_reset_widths(struct table *table)
{
	table->paintings = 0;
	memset(table->wanted, 0, sizeof(table->wanted));
	memset(table->widths, 0, sizeof(table->widths));
}
