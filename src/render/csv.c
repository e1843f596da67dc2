/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CSV after RFC 4180, lines ended by LF: the keys of the JSON rows as header, one line a row.  What
 * is not known is empty.
 */
#include <string.h>

#include "render/format.h"
#include "render/render.h"

static bool needs_quotes(const char *at, size_t length)
{
	return memchr(at, ',', length) || memchr(at, '"', length) ||
	       (length && (at[0] == ' ' || at[length - 1] == ' '));
}

static size_t count_quotes(const char *at, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += at[i] == '"';
	return count;
}

/* Puts the last length bytes of the sink in quotes, and doubles those inside, from the back. */
static void quote(struct sink *sink, size_t length)
{
	size_t start = sink->length - length;
	size_t growth = 2 + count_quotes(sink->at + start, length);
	char *from, *to;

	if (!sink_reserve(sink, growth))
		return;
	from = sink->at + start + length;
	to = from + growth;
	*--to = '"';
	while (from > sink->at + start) {
		*--to = *--from;
		if (*to == '"')
			*--to = '"';
	}
	*--to = '"';
	sink_grew(sink, growth);
}

/*
 * RFC 4180 allows line breaks in quotes, but raw control characters must not reach a terminal,
 * and a line a process is kinder to other tools: they are escaped as on screen.
 */
void format_csv_text(struct sink *sink, struct text text)
{
	size_t start = sink->length, length;

	format_printable(sink, text, false);
	if (sink->status != STATUS_OK)
		return;
	length = sink->length - start;
	if (needs_quotes(sink->at + start, length))
		quote(sink, length);
}

static bool is_printed(const struct document_column *column)
{
	return column->places & IN_CSV && column->label->key;
}

static void print_cell(struct sink *sink, const struct document_table *table, size_t row,
	size_t column)
{
	struct datum datum;

	table_cell(table, row, column, &datum);
	if (datum.kind == DATUM_TABLE || !value_known(datum.value))
		return;
	if (datum.kind == DATUM_VALUE)
		render_value(sink, datum.value, table_unit(table, row, column));
	else
		format_csv_text(sink, datum.text);
}

static void print_header(struct sink *sink, const struct document_table *table)
{
	bool first = true;

	for (size_t i = 0; i < table->column_count; i++) {
		if (!is_printed(&table->columns[i]))
			continue;
		sink_string(sink, first ? "" : ",");
		sink_string(sink, table->columns[i].label->key);
		first = false;
	}
	sink_string(sink, "\n");
}

void render_csv(struct sink *sink, const struct document *document, bool header)
{
	const struct document_table *table = document_main_table(document);

	if (!table)
		return;
	if (header)
		print_header(sink, table);
	for (size_t row = 0; row < table->row_count; row++) {
		bool first = true;

		for (size_t i = 0; i < table->column_count; i++) {
			if (!is_printed(&table->columns[i]))
				continue;
			sink_string(sink, first ? "" : ",");
			print_cell(sink, table, row, i);
			first = false;
		}
		sink_string(sink, "\n");
		sink_drain(sink);
	}
}
