/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document as text.  Columns of a table are as wide as their widest cell so far: the cells of
 * ROWS_MEASURED rows are made, measured, then printed, so that a table of any length takes the
 * memory of so many rows, and is cut nowhere.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "render/format.h"
#include "render/kept_lines.h"
#include "render/render.h"

#define ROWS_MEASURED 4096
/* Some 2 KiB: memcpy(3) of glibc goes through more than that byte by byte, as callgrind counts it. */
#define LINES_AT_ONCE  16
#define TITLE_WIDTH    16
#define FIGURE_WIDTH   8
#define FIGURES_A_LINE 3
#define MAP_WIDTH      72

#define DESCRIPTION_SIZE   4096
#define DESCRIPTION_INDENT 6

struct page {
	struct sink *sink;
	enum scale scale, machine_scale;
	bool ascii, without_arguments;
	size_t figures; /* on the line that is not ended yet */
	bool any;       /* something was printed */
};

static void end_figures(struct page *page)
{
	if (page->figures > 0)
		sink_byte(page->sink, '\n');
	page->figures = 0;
}

/* ---- figures ---- */

/* Figures are ASCII but for curves. */
static size_t put_scaled(const struct page *page, struct value value, enum unit unit,
	enum scale scale)
{
	char *out = sink_reserve(page->sink, UNITS_SIZE);
	size_t length = 0;

	if (out)
		length = units_value(out, value, unit, scale);
	sink_grew(page->sink, length);
	return length;
}

static size_t put_units(const struct page *page, struct value value, enum unit unit)
{
	return put_scaled(page, value, unit, page->scale);
}

/* Appends what people read of a datum; returns the columns that it takes. */
static size_t put_datum(const struct page *page, const struct datum *datum, enum unit unit)
{
	char figure[UNITS_SIZE];
	const char *words;

	sink_check(page->sink, datum->value);
	if (datum->kind == DATUM_VALUE && unit == UNIT_LEVELS) {
		units_value(figure, datum->value, unit, page->scale);
		return format_printable(page->sink, text_of_string(figure), page->ascii);
	}
	if (datum->kind == DATUM_VALUE && unit != UNIT_BOOL)
		return put_units(page, datum->value, unit);
	if (datum->kind == DATUM_BYTES && value_known(datum->value) && datum->text.length > 0) {
		size_t lead = datum->lead.length > 0
				      ? format_printable(page->sink, datum->lead, page->ascii)
				      : 0;

		lead += format_printable(page->sink, datum->text, page->ascii);
		if (datum->tail.length > 0)
			lead += format_printable(page->sink, datum->tail, page->ascii);
		return lead;
	}
	if (datum->kind == DATUM_WORDED)
		return format_printable(page->sink, datum->text, page->ascii);
	if (datum->kind == DATUM_WORD && value_known(datum->value))
		words = _(datum->title);
	else if (datum->kind == DATUM_BYTES && value_known(datum->value))
		words = units_placeholder(VALUE_ABSENT);
	else {
		units_value(figure, datum->value, unit, page->scale);
		words = figure;
	}
	sink_string(page->sink, words);
	return utf8_width(words);
}

/* Short enough to stand beside others. */
static bool is_short(const struct block *block)
{
	return (block->datum.kind == DATUM_VALUE || block->datum.kind == DATUM_WORDED) &&
	       block->label->unit != UNIT_TEXT;
}

/* Of a command the program alone, where its arguments are not for every reader. */
static void cut_arguments(const struct page *page, const struct label *label, struct datum *datum)
{
	const char *blank;

	if (!page->without_arguments || datum->kind != DATUM_BYTES || datum->text.length == 0 ||
		!label->key || strcmp(label->key, "command") != 0)
		return;
	blank = memchr(datum->text.at, ' ', datum->text.length);
	if (blank)
		datum->text.length = (size_t)(blank - datum->text.at);
}

static void put_figure(struct page *page, const struct block *block)
{
	const struct label *label = block->label;
	struct datum cut = block->datum;
	const struct datum *datum = &cut;
	char figure[UNITS_SIZE];

	if (!label->title || datum->kind == DATUM_TABLE)
		return;
	cut_arguments(page, label, &cut);
	if (!is_short(block))
		end_figures(page);
	sink_string(page->sink, page->figures == 0 ? "  " : "   ");
	format_left(page->sink, _(label->title), TITLE_WIDTH, 1);
	if (is_short(block)) {
		units_value(figure, datum->value, label->unit, page->scale);
		format_right(page->sink, datum->kind == DATUM_WORDED ? datum->text.at : figure,
			FIGURE_WIDTH, 1);
		if (++page->figures == FIGURES_A_LINE)
			end_figures(page);
	} else {
		put_datum(page, datum, label->unit);
		sink_byte(page->sink, '\n');
	}
}

static void put_findings(struct page *page, const struct block *block)
{
	end_figures(page);
	for (size_t i = 0; block->for_people && i < block->count; i++) {
		const struct document_finding *finding = &block->findings[i];

		sink_string(page->sink, "  ");
		format_printable(page->sink, text_of_string(finding->said), page->ascii);
		if (finding->advised && *finding->advised)
			sink_format(page->sink, "  [%s]", finding->advised);
		sink_byte(page->sink, '\n');
	}
}

/* ---- tables ---- */

struct made_cell {
	size_t start, length, width;
	bool spans; /* its column need not be as wide */
};

/* A column that people see. */
struct made_column {
	size_t index; /* in the table */
	size_t width;
	enum unit unit; /* where rows have none of their own */
	bool figure;
};

struct made_table {
	const struct document_table *table;
	struct made_column columns[KEPT_COLUMNS];
	size_t count;
	struct sink bytes; /* of the cells that are made and not yet printed */
	struct made_cell *cells;
	const struct kept_line *
		*kept;   /* of rows that are as they were: they are not made; or NULL */
	int16_t *widths; /* of the columns in documents before */
	uint64_t layout; /* of the widths of columns */
};

static void choose_columns(struct made_table *made)
{
	const struct document_table *table = made->table;

	for (size_t i = 0; i < table->column_count && made->count < KEPT_COLUMNS; i++) {
		const struct document_column *column = &table->columns[i];
		size_t title = column->label->title ? utf8_width(_(column->label->title)) : 0;

		if (!(column->places & IN_TEXT))
			continue;
		made->columns[made->count++] = (struct made_column){ .index = i,
			.width = column->width > title ? column->width : title,
			.unit = column->label->unit,
			.figure = column->label->unit != UNIT_TEXT };
	}
}

static void widen(struct made_table *made, size_t i, size_t width)
{
	struct made_column *column = &made->columns[i];

	if (width > column->width && (i + 1 < made->count || column->figure))
		column->width = width;
}

static void make_row(struct page *page, struct made_table *made, size_t row,
	struct made_cell *cells)
{
	struct page inner = *page;

	inner.sink = &made->bytes;
	for (size_t i = 0; i < made->count; i++) {
		struct made_column *column = &made->columns[i];
		struct datum datum;
		size_t start = made->bytes.length;
		size_t width;

		table_cell(made->table, row, column->index, &datum);
		cut_arguments(page, made->table->columns[column->index].label, &datum);
		width = put_datum(&inner, &datum,
			made->table->unit ? table_unit(made->table, row, column->index)
					  : column->unit);
		cells[i] =
			(struct made_cell){ start, made->bytes.length - start, width, datum.spans };
		if (!datum.spans)
			widen(made, i, width);
	}
}

/* The line of a row that is as it was when it was printed before, or NULL. */
static const struct kept_line *find_line(const struct page *page, struct made_table *made,
	size_t row)
{
	const struct document_table *table = made->table;
	uint64_t version;

	if (!made->kept || !(version = table->row_version(table->context, row)))
		return NULL;
	return kept_lines_find(page->sink->lines, table->row_key(table->context, row), version);
}

static void widen_by_kept(struct made_table *made)
{
	for (size_t i = 0; made->kept && i < made->count; i++) {
		widen(made, i, (size_t)made->widths[i]);
		made->widths[i] = (int16_t)min_size(made->columns[i].width, INT16_MAX);
	}
}

/* FNV-1a (Fowler, Noll, Vo), of whole widths. */
static uint64_t layout_of(const struct made_table *made)
{
	uint64_t layout = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < made->count; i++)
		layout = (layout ^ made->columns[i].width) * UINT64_C(0x100000001b3);
	return layout;
}

static void keep_line(const struct page *page, const struct made_table *made, size_t row,
	size_t start)
{
	const struct document_table *table = made->table;
	const struct sink *sink = page->sink;
	struct kept_line line = { .layout = made->layout };

	line.version = table->row_version(table->context, row);
	if (sink->status != STATUS_OK || !line.version)
		return;
	line.key = table->row_key(table->context, row);
	kept_lines_keep(sink->lines, &line, text_of(sink->at + start, sink->length - start));
}

/* A cell, on the side where its column has it; nothing is filled behind the last one. */
static void put_cell(struct page *page, const struct made_table *made, size_t i, const char *at,
	size_t length, size_t used)
{
	const struct made_column *column = &made->columns[i];
	size_t gap = used < column->width ? column->width - used : 0;

	if (i > 0)
		sink_byte(page->sink, ' ');
	if (column->figure)
		sink_fill(page->sink, ' ', gap);
	sink_bytes(page->sink, at, length);
	if (!column->figure && i + 1 < made->count)
		sink_fill(page->sink, ' ', gap);
}

/* Ends a line without blanks behind what is seen. */
static void end_row(struct page *page)
{
	struct sink *sink = page->sink;

	while (sink->length > 0 && sink->at[sink->length - 1] == ' ')
		sink->length--;
	sink_byte(sink, '\n');
}

static void put_headings(struct page *page, const struct made_table *made)
{
	for (size_t i = 0; i < made->count; i++) {
		const char *title = made->table->columns[made->columns[i].index].label->title;

		title = title && *title ? _(title) : "";
		put_cell(page, made, i, title, strlen(title), utf8_width(title));
	}
	end_row(page);
}

/* What the table has to say of the row, below it. */
static void put_description(struct page *page, const struct document_table *table, size_t row)
{
	char text[DESCRIPTION_SIZE], *line = text, *end;

	if (!table->describe ||
		table->describe(table->context, row, IN_TEXT, text, sizeof(text)) == 0)
		return;
	for (; *line; line = end + (*end != '\0')) {
		end = strchrnul(line, '\n');
		sink_fill(page->sink, ' ', DESCRIPTION_INDENT);
		format_printable(page->sink, text_of(line, (size_t)(end - line)), page->ascii);
		sink_byte(page->sink, '\n');
	}
}

static void put_row(struct page *page, struct made_table *made, size_t row,
	const struct made_cell *cells)
{
	size_t start = page->sink->length;

	for (size_t i = 0; i < made->count; i++)
		put_cell(page, made, i, made->bytes.at + cells[i].start, cells[i].length,
			cells[i].width);
	end_row(page);
	if (made->kept)
		keep_line(page, made, row, start);
	put_description(page, made->table, row);
}

/* How many lines from there on stand behind one another as they did, in columns as wide. */
static size_t unchanged(const struct made_table *made, size_t at, size_t end)
{
	const struct kept_line *line = made->kept ? made->kept[at] : NULL;
	size_t next = at;

	if (!line)
		return 0;
	if (end - at > LINES_AT_ONCE)
		end = at + LINES_AT_ONCE;
	while (next < end && made->kept[next] == line && line->layout == made->layout) {
		next++;
		line++;
	}
	return next - at;
}

/* The rest of what put_rows() began, now that all widths are known, of at least one row; of how many. */
static size_t put_lines(struct page *page, struct made_table *made, size_t first, size_t at,
	size_t end)
{
	struct made_cell *cells = &made->cells[at * made->count];
	size_t count = unchanged(made, at, end);

	if (count > 0) {
		struct text text = kept_lines_again(page->sink->lines, made->kept[at], count);

		sink_bytes(page->sink, text.at, text.length);
		return count;
	}
	if (made->kept && made->kept[at])
		make_row(page, made, first + at, cells);
	put_row(page, made, first + at, cells);
	return 1;
}

/* Rows from first on, at most ROWS_MEASURED. */
static size_t put_rows(struct page *page, struct made_table *made, size_t first)
{
	size_t end = made->table->row_count - first < ROWS_MEASURED ? made->table->row_count
								    : first + ROWS_MEASURED;

	made->bytes.length = 0;
	for (size_t row = first; row < end; row++) {
		const struct kept_line *line = find_line(page, made, row);

		if (made->kept)
			made->kept[row - first] = line;
		if (!line)
			make_row(page, made, row, &made->cells[(row - first) * made->count]);
	}
	widen_by_kept(made);
	made->layout = layout_of(made);
	if (first == 0 && !made->table->is_plain)
		put_headings(page, made);
	for (size_t at = 0; at < end - first;) {
		at += put_lines(page, made, first, at, end - first);
		sink_drain(page->sink);
	}
	return end;
}

static void put_table(struct page *page, const struct document_table *table)
{
	struct made_table made = { .table = table };
	size_t rows = table->row_count < ROWS_MEASURED ? table->row_count : ROWS_MEASURED;
	size_t row = 0;

	end_figures(page);
	choose_columns(&made);
	if (made.count == 0 || table->state != VALUE_OK ||
		(table->row_count == 0 && table->hides_empty))
		return;
	made.cells = reallocarray(NULL, rows * made.count + 1, sizeof(*made.cells));
	if (!made.cells) {
		sink_fail(page->sink, STATUS_NO_MEMORY);
		return;
	}
	/* Without memory for them every row is made. */
	if (page->sink->lines && table->row_version && table->row_key && !table->describe)
		made.kept = reallocarray(NULL, rows + 1, sizeof(*made.kept));
	if (made.kept)
		made.widths = kept_lines_widths(page->sink->lines);
	sink_open(&made.bytes, page->sink->file);
	do
		row = put_rows(page, &made, row);
	while (row < table->row_count && page->sink->status == STATUS_OK);
	if (made.bytes.status != STATUS_OK)
		sink_fail(page->sink, made.bytes.status);
	sink_close(&made.bytes);
	if (made.kept)
		kept_lines_end(page->sink->lines);
	free(made.kept);
	free(made.cells);
}

/* ---- gauges and strips ---- */

static void put_gauge(struct page *page, const struct document_gauge *gauge)
{
	const char *separator = "    ";

	end_figures(page);
	sink_format(page->sink, "%s ", _(gauge->label->title));
	put_scaled(page, gauge->whole, gauge->label->unit, page->machine_scale);
	sink_format(page->sink, "  %s\n", gauge->said);
	for (size_t i = 0; gauge->has_legend && i < gauge->part_count; i++) {
		sink_format(page->sink, "%s%s ", separator, _(gauge->parts[i].label->title));
		put_scaled(page, gauge->parts[i].value, gauge->parts[i].label->unit,
			page->machine_scale);
		separator = " | ";
	}
	if (gauge->has_legend)
		sink_byte(page->sink, '\n');
}

static void put_strip(struct page *page, const struct document_strip *strip)
{
	end_figures(page);
	for (size_t i = 0; i < strip->count; i++) {
		sink_string(page->sink, i > 0 ? "  " : "");
		format_printable(page->sink, text_of_string(strip->items[i].text), page->ascii);
	}
	sink_byte(page->sink, '\n');
}

/* ---- maps ---- */

static size_t marks_wanted(const struct page *page)
{
	size_t width = page->sink->width;

	return width > 4 ? min_size(width - 4, MAP_MARKS_MOST) : MAP_WIDTH;
}

static void put_map(struct page *page, const struct document_map *map)
{
	struct document_mark marks[MAP_MARKS_MOST];
	size_t count = map->marks(map->context, marks, marks_wanted(page));

	end_figures(page);
	sink_string(page->sink, "  ");
	for (size_t i = 0; i < count; i++)
		sink_bytes(page->sink, &map->parts[marks[i].part].mark, 1);
	sink_byte(page->sink, '\n');
	for (size_t i = 0; i < map->part_count; i++) {
		const struct document_part *part = &map->parts[i];

		if (!value_known(part->value) || part->value.n != 0)
			sink_format(page->sink, "  %c %s", part->mark, _(part->label->title));
	}
	sink_byte(page->sink, '\n');
}

/* ---- the whole ---- */

static void put_block(struct page *page, const struct block *block)
{
	switch (block->kind) {
	case BLOCK_OPEN:
		end_figures(page);
		if (block->title)
			sink_format(page->sink, "%s%s\n", page->any ? "\n" : "", _(block->title));
		break;
	case BLOCK_CLOSE:
		end_figures(page);
		break;
	case BLOCK_FIGURE:
		if (block->places & IN_TEXT)
			put_figure(page, block);
		break;
	case BLOCK_LINE:
		end_figures(page);
		format_printable(page->sink, text_of_string(block->line), page->ascii);
		sink_byte(page->sink, '\n');
		break;
	case BLOCK_FINDINGS:
		put_findings(page, block);
		break;
	case BLOCK_TABLE:
		put_table(page, block->table);
		break;
	case BLOCK_GAUGE:
		put_gauge(page, block->gauge);
		break;
	case BLOCK_STRIP:
		if (block->places & IN_TEXT)
			put_strip(page, block->strip);
		break;
	case BLOCK_MAP:
		put_map(page, block->map);
		break;
	case BLOCK_GRAPH:
		break;
	}
	page->any = true;
}

void render_text(struct sink *sink, const struct document *document, const struct text_form *form)
{
	struct page page = { .sink = sink,
		.scale = form->scale,
		.machine_scale = form->machine_scale,
		.ascii = form->ascii,
		.without_arguments = form->without_arguments };
	size_t count;
	const struct block *blocks = document_blocks(document, &count);

	for (size_t i = 0; i < count; i++)
		put_block(&page, &blocks[i]);
	end_figures(&page);
}
