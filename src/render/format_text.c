/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process table as text.  Its columns are as wide as their widest cell, so nothing is cut;
 * therefore all cells but those of a last text column are made first, then printed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "render/format.h"

/* Two columns a level in the command of a tree; deeper levels stay in line with this one. */
#define DEEPEST_INDENT 40

struct table {
	struct output *output;
	const struct arranged *arranged;
	const struct column_list *list;
	size_t stored; /* columns whose cells are made before they are printed */
	size_t width[COLUMN_COUNT];
};

void cells_free(struct cells *cells)
{
	free(cells->bytes);
	free(cells->cells);
	*cells = (struct cells){ 0 };
}

static bool cells_make_room(struct cells *cells, size_t count)
{
	struct cell *grown;

	if (count <= cells->cell_capacity)
		return true;
	grown = realloc(cells->cells, count * sizeof(*grown));
	if (!grown)
		return false;
	cells->cells = grown;
	cells->cell_capacity = count;
	return true;
}

/* Moves what stands behind start in the sink to the end of the store, as one cell. */
static bool cells_take(struct cells *cells, struct sink *sink, size_t start, size_t width)
{
	size_t length = sink->length - start, needed = cells->length + length;

	if (needed > cells->capacity) {
		size_t capacity = needed * 2;
		char *grown = realloc(cells->bytes, capacity);

		if (!grown)
			return false;
		cells->bytes = grown;
		cells->capacity = capacity;
	}
	if (length)
		memcpy(cells->bytes + cells->length, sink->at + start, length);
	cells->length += length;
	cells->cells[cells->count++] = (struct cell){ (uint32_t)length, (uint32_t)width };
	sink->length = start;
	return true;
}

static bool is_text(enum column_id id)
{
	return columns[id].label.unit == UNIT_TEXT;
}

static size_t append_figure(struct sink *sink, enum column_id id, struct value value,
	enum scale scale)
{
	char *out = sink_reserve(sink, UNITS_SIZE + 1);
	size_t length;

	if (!out)
		return 0;
	length = column_print(out, id, value, scale);
	sink_grew(sink, length);
	return length;
}

/* What stands before the command: branches of a tree, or how many processes a program has. */
static size_t append_lead(struct sink *sink, const struct line *line, enum shape shape)
{
	size_t start = sink->length;

	if (shape == SHAPE_PROGRAMS && line->count > 1)
		sink_format(sink, "(%zu) ", line->count);
	if (shape == SHAPE_TREE && line->depth) {
		size_t depth = line->depth < DEEPEST_INDENT ? line->depth : DEEPEST_INDENT;

		sink_fill(sink, ' ', (depth - 1) * 2);
		sink_bytes(sink, line->last_child ? "`- " : "|- ", 3);
	}
	return sink->length - start;
}

static size_t append_text(const struct table *table, enum column_id id, const struct line *line)
{
	const struct batch *batch = table->output->batch;
	struct sink *sink = &table->output->sink;
	char buffer[8];
	struct text text = column_text(id, line->row, buffer);
	size_t width = 0;

	if (id == COLUMN_COMMAND)
		width = append_lead(sink, line, batch->arrangement.shape);
	if (text.length == 0)
		text = text_of_string(units_placeholder(VALUE_ABSENT));
	return width + format_printable(sink, text, batch->ascii);
}

static bool store_cell(struct table *table, size_t column, const struct line *line)
{
	struct output *output = table->output;
	size_t start = output->sink.length, width;
	enum column_id id = table->list->ids[column];

	if (is_text(id))
		width = append_text(table, id, line);
	else
		width = append_figure(&output->sink, id, line_value(table->arranged, line, id),
			output->batch->process_scale);
	if (width > table->width[column])
		table->width[column] = width;
	return cells_take(&output->cells, &output->sink, start, width);
}

static bool store_cells(struct table *table)
{
	struct cells *cells = &table->output->cells;

	cells->length = cells->count = 0;
	if (!cells_make_room(cells, table->arranged->count * table->stored))
		return false;
	for (size_t i = 0; i < table->arranged->count; i++)
		for (size_t c = 0; c < table->stored; c++)
			if (!store_cell(table, c, &table->arranged->lines[i]))
				return false;
	return true;
}

static void end_line(struct sink *sink)
{
	sink_bytes(sink, "\n", 1);
	sink_drain(sink);
}

static void print_cell(struct table *table, size_t column, const char *bytes, struct cell cell)
{
	struct sink *sink = &table->output->sink;
	bool left = is_text(table->list->ids[column]);
	size_t padding = table->width[column] - cell.width;

	if (column)
		sink_bytes(sink, " ", 1);
	if (!left)
		sink_fill(sink, ' ', padding);
	sink_bytes(sink, bytes, cell.length);
	if (left && column + 1 < table->list->count)
		sink_fill(sink, ' ', padding);
}

static void print_header(struct table *table)
{
	struct sink *sink = &table->output->sink;

	for (size_t c = 0; c < table->list->count; c++) {
		const char *title = _(columns[table->list->ids[c]].label.title);

		print_cell(table, c, title,
			(struct cell){ (uint32_t)strlen(title), (uint32_t)utf8_width(title) });
	}
	end_line(sink);
}

static void print_rows(struct table *table)
{
	struct sink *sink = &table->output->sink;
	const struct cell *cell = table->output->cells.cells;
	const char *bytes = table->output->cells.bytes;

	for (size_t i = 0; i < table->arranged->count; i++) {
		for (size_t c = 0; c < table->stored; c++, cell++) {
			print_cell(table, c, bytes, *cell);
			bytes += cell->length;
		}
		if (table->stored < table->list->count) {
			if (table->stored)
				sink_bytes(sink, " ", 1);
			append_text(table, table->list->ids[table->stored],
				&table->arranged->lines[i]);
		}
		end_line(sink);
	}
}

/* No column is narrower than on screen, so that samples differ in their figures alone. */
static void least_widths(struct table *table)
{
	for (size_t c = 0; c < table->list->count; c++) {
		const struct column *column = &columns[table->list->ids[c]];
		size_t title = utf8_width(_(column->label.title));

		table->width[c] = (size_t)column->width > title ? (size_t)column->width : title;
	}
}

static void print_pane(struct output *output, const struct arranged *arranged)
{
	system_pane(output, arranged);
	sink_bytes(&output->sink, "\n", 1);
}

void format_text(struct output *output, const struct arranged *arranged)
{
	const struct column_list *list = &output->batch->columns;
	struct table table = {
		.output = output,
		.arranged = arranged,
		.list = list,
		.stored = list->count - is_text(list->ids[list->count - 1]),
	};

	if (output->printed)
		sink_bytes(&output->sink, "\n", 1);
	print_pane(output, arranged);
	least_widths(&table);
	if (!store_cells(&table)) {
		if (output->sink.status == STATUS_OK)
			sink_fail(&output->sink, STATUS_NO_MEMORY);
		return;
	}
	print_header(&table);
	print_rows(&table);
}
