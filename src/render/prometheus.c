/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document as metrics, in the text format of Prometheus 0.0.4 or as OpenMetrics 1.0: a figure, or a
 * column of a table, is a family of the name "memtop_KEY", whose explanation is its help; the texts of
 * a row are its labels.  What is not known has no sample, and a family without samples is left out.
 *
 * No timestamps, no "info" in the text format: node_exporter drops a file that has them.
 */
#include <string.h>

#include "render/format.h"
#include "render/render.h"

#define PREFIX "memtop_"

struct exposition {
	struct sink *sink;
	bool open; /* OpenMetrics */
};

static bool ends_with(const char *string, const char *end)
{
	size_t length = strlen(string), end_length = strlen(end);

	return length >= end_length && strcmp(string + length - end_length, end) == 0;
}

/* In quotes, on one line, whatever a program is called. */
static void write_label_value(struct sink *sink, struct text text)
{
	size_t start, length;

	sink_byte(sink, '"');
	start = sink->length;
	format_printable(sink, text, false);
	length = sink->length - start;
	for (size_t i = 0; i < length && sink->status == STATUS_OK; i++) {
		char byte = sink->at[start + i];

		if (byte != '\\' && byte != '"')
			continue;
		if (!sink_reserve(sink, 1))
			return;
		memmove(sink->at + start + i + 1, sink->at + start + i, length - i);
		sink->at[start + i++] = '\\';
		length++;
		sink_grew(sink, 1);
	}
	sink_byte(sink, '"');
}

static const char *type_of(const struct exposition *to, const char *key)
{
	if (ends_with(key, "_total"))
		return "counter";
	return to->open && ends_with(key, "_info") ? "info" : "gauge";
}

/* A family is called as its samples are; in OpenMetrics, without what tells the kind of these. */
static int name_length(const struct exposition *to, const char *key)
{
	size_t length = strlen(key);

	if (to->open && ends_with(key, "_total"))
		length -= strlen("_total");
	else if (to->open && ends_with(key, "_info"))
		length -= strlen("_info");
	return (int)length;
}

static void write_head(const struct exposition *to, const struct label *label)
{
	int length = name_length(to, label->key);

	sink_format(to->sink, "# HELP " PREFIX "%.*s %s\n", length, label->key, label->explanation);
	sink_format(to->sink, "# TYPE " PREFIX "%.*s %s\n", length, label->key,
		type_of(to, label->key));
	if (to->open && ends_with(label->key, "_bytes"))
		sink_format(to->sink, "# UNIT " PREFIX "%.*s bytes\n", length, label->key);
	if (to->open && ends_with(label->key, "_seconds"))
		sink_format(to->sink, "# UNIT " PREFIX "%.*s seconds\n", length, label->key);
}

static void write_sample_end(struct sink *sink, struct value value, enum unit unit)
{
	sink_byte(sink, ' ');
	render_value(sink, value, unit);
	sink_byte(sink, '\n');
}

static bool is_metric(const struct datum *datum)
{
	return (datum->kind == DATUM_VALUE || datum->kind == DATUM_WORDED) &&
	       value_known(datum->value);
}

static void write_figure(const struct exposition *to, const struct block *block)
{
	if (!block->label->key || !is_metric(&block->datum))
		return;
	write_head(to, block->label);
	sink_format(to->sink, PREFIX "%s", block->label->key);
	write_sample_end(to->sink, block->datum.value, block->label->unit);
}

static bool is_label(const struct document_column *column)
{
	return column->label->unit == UNIT_TEXT;
}

static bool has_text(const struct datum *datum)
{
	return datum->kind == DATUM_BYTES || datum->kind == DATUM_WORD ||
	       datum->kind == DATUM_WORDED;
}

static void write_labels(struct sink *sink, const struct document_table *table, size_t row)
{
	bool any = false;

	for (size_t i = 0; i < table->column_count; i++) {
		struct datum datum;

		if (!is_label(&table->columns[i]))
			continue;
		table_cell(table, row, i, &datum);
		sink_format(sink, "%s%s=", any ? "," : "{", table->columns[i].label->key);
		/* What is not known is no label: Prometheus takes an empty one for none. */
		write_label_value(sink, has_text(&datum) ? datum.text : (struct text){ 0 });
		any = true;
	}
	sink_string(sink, any ? "}" : "");
}

static void write_column(const struct exposition *to, const struct document_table *table,
	size_t column)
{
	const struct label *label = table->columns[column].label;
	bool any = false;

	for (size_t row = 0; row < table->row_count; row++) {
		struct datum datum;

		table_cell(table, row, column, &datum);
		if (!is_metric(&datum))
			continue;
		if (!any)
			write_head(to, label);
		any = true;
		sink_format(to->sink, PREFIX "%s", label->key);
		write_labels(to->sink, table, row);
		write_sample_end(to->sink, datum.value, table_unit(table, row, column));
	}
}

static void write_table(const struct exposition *to, const struct document_table *table)
{
	if (table->state != VALUE_OK)
		return;
	for (size_t i = 0; i < table->column_count; i++)
		if (!is_label(&table->columns[i]))
			write_column(to, table, i);
}

void render_prometheus(struct sink *sink, const struct document *document, bool openmetrics)
{
	const struct exposition to = { sink, openmetrics };
	size_t count;
	const struct block *blocks = document_blocks(document, &count);

	for (size_t i = 0; i < count; i++) {
		if (blocks[i].kind == BLOCK_FIGURE)
			write_figure(&to, &blocks[i]);
		else if (blocks[i].kind == BLOCK_TABLE)
			write_table(&to, blocks[i].table);
	}
	if (openmetrics)
		sink_string(sink, "# EOF\n");
}
