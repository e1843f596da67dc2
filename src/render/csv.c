/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CSV after RFC 4180, lines ended by LF: the keys of the JSON rows as header, one line a row.  What
 * is not known is empty.
 */
#include <string.h>

#include "render/format.h"
#include "render/render.h"

#define COLUMNS_MOST 64

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

/* A column that is printed, found once for all rows. */
struct csv_column {
	size_t index;
	enum unit unit;
};

static void print_cell(struct sink *sink, const struct document_table *table, size_t row,
	const struct csv_column *column)
{
	enum unit unit = table->unit ? table_unit(table, row, column->index) : column->unit;
	struct datum datum;

	table_cell(table, row, column->index, &datum);
	/* Most cells are plain. */
	if (datum.kind == DATUM_VALUE && datum.value.state == VALUE_OK && unit <= UNIT_COUNT) {
		sink_signed(sink, datum.value.n);
		return;
	}
	sink_check(sink, datum.value);
	if (datum.kind == DATUM_TABLE || !value_known(datum.value))
		return;
	if (datum.kind != DATUM_VALUE && datum.kind != DATUM_WORDED)
		format_csv_text(sink, datum.text);
	else if (unit == UNIT_ADDRESS)
		sink_hex(sink, (uint64_t)datum.value.n);
	else
		render_value(sink, datum.value, unit);
}

static size_t find_columns(struct csv_column chosen[COLUMNS_MOST],
	const struct document_table *table)
{
	size_t count = 0;

	for (size_t i = 0; i < table->column_count && count < COLUMNS_MOST; i++)
		if (table->columns[i].places & IN_CSV && table->columns[i].label->key)
			chosen[count++] = (struct csv_column){ i, table->columns[i].label->unit };
	return count;
}

static void print_header(struct sink *sink, const struct document_table *table,
	const struct csv_column *chosen, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		sink_string(sink, i ? "," : "");
		sink_string(sink, table->columns[chosen[i].index].label->key);
	}
	sink_byte(sink, '\n');
}

void render_csv(struct sink *sink, const struct document *document, bool header)
{
	const struct document_table *table = document_main_table(document, IN_CSV);
	struct csv_column chosen[COLUMNS_MOST];
	size_t count;

	if (!table)
		return;
	count = find_columns(chosen, table);
	if (header)
		print_header(sink, table, chosen, count);
	for (size_t row = 0; row < table->row_count; row++) {
		for (size_t i = 0; i < count; i++) {
			if (i > 0)
				sink_byte(sink, ',');
			print_cell(sink, table, row, &chosen[i]);
		}
		sink_byte(sink, '\n');
		sink_drain(sink);
	}
}
