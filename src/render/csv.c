/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/format.h"
#include "render/render.h"

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
