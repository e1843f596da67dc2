/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document as one JSON object.  It is framed here and rows are streamed, since jansson takes
 * several times as long and would hold all of them in memory; strings that need an escape are
 * jansson's (render/json_writer.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "render/json_writer.h"
#include "render/render.h"

#define DEPTH_MOST   8
#define COLUMNS_MOST 64

#define NAME_SIZE 64
#define CELL_SIZE (NAME_SIZE + SINK_NUMBER)

/* Rows of one column that are missing for one reason, in runs: most are missing in all rows. */
struct missing {
	struct run {
		size_t first, end;
	} * runs;
	size_t count, capacity;
	size_t rows;
};

/* An object or array that is open. */
struct open_group {
	const char *key; /* in an array: its index there */
	char index[24];
	bool is_list;
	size_t items;           /* objects of an array */
	bool started;           /* a member was written */
	bool known;             /* some figure in it is known, or its reasons differ */
	size_t missing;         /* figures that are not known */
	enum value_state state; /* why */
	size_t reasons;         /* where its reasons begin */
};

struct json {
	struct sink *sink;
	struct open_group groups[DEPTH_MOST + 1];
	size_t depth;
	struct sink reasons; /* what goes into "unreadable", with commas between */
	struct missing missing[COLUMNS_MOST][VALUE_STATE_COUNT];
};

static void begin_member(struct json *json, const char *key)
{
	sink_string(json->sink, json->groups[json->depth].started ? ",\"" : "\"");
	sink_string(json->sink, key);
	sink_string(json->sink, "\":");
	json->groups[json->depth].started = true;
}

static void begin_reason(struct json *json)
{
	sink_string(&json->reasons, json->reasons.length ? ",\"" : "\"");
}

/* The path of the groups that are open. */
static void begin_path(struct json *json)
{
	begin_reason(json);
	for (size_t i = 1; i <= json->depth; i++) {
		sink_string(&json->reasons, json->groups[i].key);
		sink_byte(&json->reasons, '.');
	}
}

/* The reason of a figure or group in the groups that are open. */
static void write_reason(struct json *json, const char *key, enum value_state state)
{
	begin_path(json);
	sink_string(&json->reasons, key);
	sink_format(&json->reasons, "\":\"%s\"", value_state_name(state));
}

/* Says why the figure of that key is null. */
static void explain(struct json *json, const char *key, enum value_state state)
{
	struct open_group *group = &json->groups[json->depth];

	group->known |= group->missing > 0 && group->state != state;
	group->state = state;
	group->missing++;
	write_reason(json, key, state);
}

static void write_table(struct json *json, const struct document_table *table, bool explained);

static void write_datum(struct json *json, const struct datum *datum, enum unit unit)
{
	sink_check(json->sink, datum->value);
	if (datum->kind == DATUM_TABLE)
		write_table(json, datum->table, false);
	else if (datum->kind == DATUM_NONE || !value_known(datum->value))
		sink_bytes(json->sink, "null", 4);
	else if (datum->kind == DATUM_VALUE || datum->kind == DATUM_WORDED)
		render_value(json->sink, datum->value, unit);
	else
		json_write_string(json->sink, datum->text);
}

/* Why a datum is null; VALUE_OK: it is not, or it is none, which needs no reason. */
static enum value_state reason_of(const struct datum *datum)
{
	if (datum->kind == DATUM_NONE || datum->kind == DATUM_LEFT_OUT)
		return VALUE_OK;
	if (datum->kind == DATUM_TABLE)
		return datum->table->state;
	return value_known(datum->value) ? VALUE_OK : datum->value.state;
}

static void note_missing(struct json *json, size_t column, enum value_state state, size_t row)
{
	struct missing *missing = &json->missing[column][state];
	struct run *runs = missing->runs;

	missing->rows++;
	if (missing->count > 0 && runs[missing->count - 1].end == row) {
		runs[missing->count - 1].end++;
		return;
	}
	runs = array_reserve(runs, &missing->capacity, missing->count + 1, sizeof(*runs));
	if (!runs) {
		sink_fail(json->sink, STATUS_NO_MEMORY);
		return;
	}
	missing->runs = runs;
	missing->runs[missing->count++] = (struct run){ row, row + 1 };
}

/* A column as its cells need it, found once for all rows. */
struct json_column {
	size_t index;
	bool is_plain;   /* whole numbers, as most cells are */
	bool ends_group; /* the object that it is in */
	size_t length;   /* of the name: what stands before its cell, ,"key": */
	/* The number of the row above, which stands behind the name, and the length of both; 0: none does. */
	int64_t number;
	size_t said;
	char name[NAME_SIZE + CELL_SIZE];
};

static void add_column(struct json_column *column, const struct document_table *table, size_t index)
{
	const struct label *label = table->columns[index].label;
	const char *group = table_group(table, index);
	int length;

	if (!group)
		length = snprintf(column->name, NAME_SIZE, ",\"%s\":", label->key);
	else if (index == 0 || table_group(table, index - 1) != group)
		length = snprintf(column->name, NAME_SIZE, ",\"%s\":{\"%s\":", group,
			label->key + strlen(group) + 1);
	else
		length = snprintf(column->name, NAME_SIZE,
			",\"%s\":", label->key + strlen(group) + 1);
	column->ends_group = group && (index + 1 == table->column_count ||
					      table_group(table, index + 1) != group);

	column->index = index;
	column->said = 0;
	column->is_plain = !table->unit && label->unit <= UNIT_COUNT;
	column->length = min_size((size_t)length, NAME_SIZE - 1);
}

static size_t find_columns(struct json_column chosen[COLUMNS_MOST],
	const struct document_table *table)
{
	size_t count = 0;

	for (size_t i = 0; i < table->column_count && count < COLUMNS_MOST; i++) {
		const struct label *label = table->columns[i].label;

		if (!(table->columns[i].places & IN_JSON) || !label->key)
			continue;
		add_column(&chosen[count++], table, i);
	}
	return count;
}

/* One row of a table, and whether "unreadable" says why its cells are not known. */
struct json_row {
	const struct document_table *table;
	size_t row;
	bool explained;
	bool started; /* a cell of it was written */
};

/* ,"key":123 at once, as most cells are: often the same as in the row above. */
static void write_plain(struct json *json, struct json_row *row, struct json_column *column,
	int64_t n)
{
	char *out = sink_reserve(json->sink, CELL_SIZE);
	size_t from = row->table->is_list ? column->length : !row->started;

	if (!out)
		return;
	if (column->said == 0 || column->number != n) {
		column->said = column->length + sink_write_signed(column->name + column->length, n);
		column->number = n;
	}
	memcpy(out, column->name + from, CELL_SIZE);
	sink_grew(json->sink, column->said - from);
	row->started = true;
	if (column->ends_group)
		sink_byte(json->sink, '}');
}

static void write_cell(struct json *json, struct json_row *row, struct json_column *column)
{
	const struct document_table *table = row->table;
	struct datum datum;

	table_cell(table, row->row, column->index, &datum);
	if (datum.kind == DATUM_LEFT_OUT)
		return;
	if (column->is_plain && datum.kind == DATUM_VALUE && datum.value.state == VALUE_OK) {
		write_plain(json, row, column, datum.value.n);
		return;
	}
	if (!table->is_list)
		sink_bytes(json->sink, column->name + !row->started,
			column->length - !row->started);
	row->started = true;
	write_datum(json, &datum, table_unit(table, row->row, column->index));
	if (column->ends_group)
		sink_byte(json->sink, '}');
	if (row->explained && reason_of(&datum) != VALUE_OK)
		note_missing(json, column->index, reason_of(&datum), row->row);
}

static void write_row(struct json *json, struct json_row *row, struct json_column *chosen,
	size_t count)
{
	row->started = false;
	sink_byte(json->sink, '{');
	for (size_t i = 0; i < count; i++)
		write_cell(json, row, &chosen[i]);
	sink_byte(json->sink, '}');
}

static void write_record(struct json *json, struct json_row *row, struct json_column *chosen,
	size_t count)
{
	if (row->table->row_count > 0)
		write_row(json, row, chosen, count);
	else
		sink_bytes(json->sink, "null", 4);
}

/* explained: its rows are. */
static void write_table(struct json *json, const struct document_table *table, bool explained)
{
	struct json_column chosen[COLUMNS_MOST];
	struct json_row row = { .table = table, .explained = explained };
	size_t count;

	if (table->state != VALUE_OK) {
		sink_string(json->sink, "null");
		return;
	}
	count = find_columns(chosen, table);
	if (table->is_record) {
		write_record(json, &row, chosen, count);
		return;
	}
	sink_byte(json->sink, '[');
	for (; row.row < table->row_count; row.row++) {
		if (row.row > 0)
			sink_byte(json->sink, ',');
		if (table->is_list && count > 0)
			write_cell(json, &row, &chosen[0]);
		else
			write_row(json, &row, chosen, count);
		sink_drain(json->sink);
	}
	sink_byte(json->sink, ']');
}

/* Of those that are not known, "unreadable" says why under findings.RULE.FIGURE. */
static void write_finding_figure(struct json *json, const struct document_finding *finding,
	const struct document_finding_figure *figure)
{
	json_write_key(json->sink, figure->name);
	write_datum(json, &figure->datum, figure->unit);
	if (reason_of(&figure->datum) == VALUE_OK)
		return;
	begin_path(json);
	sink_format(&json->reasons, "findings.%s.%s\":\"%s\"", finding->rule, figure->name,
		value_state_name(reason_of(&figure->datum)));
}

static void write_finding(struct json *json, const struct document_finding *finding)
{
	struct sink *sink = json->sink;

	json_write_member(sink, "rule", text_of_string(finding->rule));
	json_write_member(sink, "severity", text_of_string(finding->severity));
	json_write_member(sink, "sentence", text_of_string(finding->sentence));
	json_write_key(sink, "advice");
	if (finding->advice && *finding->advice)
		json_write_string(sink, text_of_string(finding->advice));
	else
		sink_string(sink, "null");
	json_write_key(sink, "figures");
	sink_byte(sink, '{');
	for (size_t i = 0; i < finding->figure_count; i++)
		write_finding_figure(json, finding, &finding->figures[i]);
	sink_byte(sink, '}');
	json_write_key(sink, "view");
	if (finding->view)
		json_write_string(sink, text_of_string(finding->view));
	else
		sink_string(sink, "null");
}

static void write_findings(struct json *json, const struct block *block)
{
	begin_member(json, block->key);
	sink_byte(json->sink, '[');
	for (size_t i = 0; i < block->count; i++) {
		sink_string(json->sink, i ? ",{" : "{");
		write_finding(json, &block->findings[i]);
		sink_byte(json->sink, '}');
	}
	sink_byte(json->sink, ']');
}

static void write_figure(struct json *json, const struct block *block)
{
	if (!block->label->key)
		return;
	begin_member(json, block->label->key);
	write_datum(json, &block->datum, block->label->unit);
	if (reason_of(&block->datum) != VALUE_OK)
		explain(json, block->label->key, reason_of(&block->datum));
	else
		json->groups[json->depth].known = true;
}

static void open_group(struct json *json, const struct block *block)
{
	struct open_group *outer = &json->groups[json->depth], *group = outer + 1;

	if (json->depth == DEPTH_MOST)
		return;
	*group = (struct open_group){ .key = block->key,
		.is_list = block->is_list,
		.reasons = json->reasons.length };
	if (outer->is_list) {
		snprintf(group->index, sizeof(group->index), "%zu", outer->items);
		group->key = group->index;
		sink_string(json->sink, outer->items++ ? "," : "");
	} else {
		begin_member(json, block->key);
	}
	json->depth++;
	sink_byte(json->sink, group->is_list ? '[' : '{');
}

/* A group in which nothing is known, for one reason, is named in place of its figures. */
static void close_group(struct json *json)
{
	const struct open_group group = json->groups[json->depth--];

	sink_byte(json->sink, group.is_list ? ']' : '}');
	if (group.known || group.missing == 0) {
		json->groups[json->depth].known |= group.known;
		return;
	}
	json->reasons.length = group.reasons;
	write_reason(json, group.key, group.state);
}

/* The rows of a run, by their keys if the table names them by those. */
static void write_run(struct json *json, const struct document_table *table, const struct run *run,
	bool first)
{
	for (size_t row = run->first; row < run->end; row++) {
		sink_string(&json->reasons, first ? "" : ",");
		sink_number(&json->reasons,
			table->named_by_key ? table->row_key(table->context, row) : row);
		first = false;
	}
}

static void write_reasons_of(struct json *json, const struct document_table *table, size_t column)
{
	bool any = false;

	for (int state = 0; state < VALUE_STATE_COUNT; state++) {
		const struct missing *missing = &json->missing[column][state];

		if (missing->rows == 0)
			continue;
		sink_format(&json->reasons, "%s\"%s\":[", any ? "," : "{",
			value_state_name((enum value_state)state));
		for (size_t i = 0; i < missing->count; i++)
			write_run(json, table, &missing->runs[i], i == 0);
		sink_byte(&json->reasons, ']');
		any = true;
	}
	sink_byte(&json->reasons, '}');
}

/* The reason that all rows of the column have, or VALUE_OK. */
static enum value_state common_reason(const struct json *json, const struct document_table *table,
	size_t column)
{
	for (int state = 0; state < VALUE_STATE_COUNT; state++)
		if (json->missing[column][state].rows == table->row_count)
			return (enum value_state)state;
	return VALUE_OK;
}

static bool has_missing(const struct json *json, size_t column)
{
	for (int state = 0; state < VALUE_STATE_COUNT; state++)
		if (json->missing[column][state].rows)
			return true;
	return false;
}

static void explain_column(struct json *json, const struct document_table *table, size_t column)
{
	enum value_state common = common_reason(json, table, column);
	const char *group = table_group(table, column), *key = table->columns[column].label->key;

	if (table->named_by_key) {
		begin_reason(json);
	} else {
		begin_path(json);
		sink_string(&json->reasons, table->key);
		sink_byte(&json->reasons, '.');
	}
	if (group)
		sink_format(&json->reasons, "%s.", group);
	sink_format(&json->reasons, "%s\":", group ? key + strlen(group) + 1 : key);
	if (!table->named_by_key && common != VALUE_OK)
		sink_format(&json->reasons, "\"%s\"", value_state_name(common));
	else
		write_reasons_of(json, table, column);
}

static void explain_columns(struct json *json, const struct document_table *table)
{
	for (size_t i = 0; i < table->column_count && i < COLUMNS_MOST; i++) {
		if (has_missing(json, i))
			explain_column(json, table, i);
		for (int state = 0; state < VALUE_STATE_COUNT; state++)
			json->missing[i][state].rows = json->missing[i][state].count = 0;
	}
}

static void write_table_block(struct json *json, const struct block *block)
{
	if (!block->key)
		return;
	begin_member(json, block->key);
	write_table(json, block->table, true);
	if (block->table->state != VALUE_OK)
		explain(json, block->key, block->table->state);
	else
		explain_columns(json, block->table);
}

static void write_block(struct json *json, const struct block *block, unsigned *silent)
{
	switch (block->kind) {
	case BLOCK_OPEN:
		*silent = *silent << 1 | (!block->key && !json->groups[json->depth].is_list);
		if (!(*silent & 1))
			open_group(json, block);
		break;
	case BLOCK_CLOSE:
		if (!(*silent & 1))
			close_group(json);
		*silent >>= 1;
		break;
	case BLOCK_FIGURE:
		if (block->places & IN_JSON)
			write_figure(json, block);
		break;
	case BLOCK_FINDINGS:
		if (block->key)
			write_findings(json, block);
		break;
	case BLOCK_TABLE:
		write_table_block(json, block);
		break;
	case BLOCK_LINE:
	case BLOCK_GAUGE:
	case BLOCK_STRIP:
	case BLOCK_MAP:
	case BLOCK_GRAPH:
		break;
	}
}

void render_json(struct sink *sink, const struct document *document)
{
	struct json json = { .sink = sink };
	size_t count;
	const struct block *blocks = document_blocks(document, &count);
	unsigned silent = 0; /* a bit for each group that is open: it is no object */

	sink_open(&json.reasons, sink->file);
	sink_byte(sink, '{');
	for (size_t i = 0; i < count; i++)
		write_block(&json, &blocks[i], &silent);
	begin_member(&json, "unreadable");
	sink_byte(sink, '{');
	sink_bytes(sink, json.reasons.at, json.reasons.length);
	sink_string(sink, "}}\n");
	if (json.reasons.status != STATUS_OK)
		sink_fail(sink, json.reasons.status);
	sink_close(&json.reasons);
	for (size_t i = 0; i < COLUMNS_MOST; i++)
		for (int state = 0; state < VALUE_STATE_COUNT; state++)
			free(json.missing[i][state].runs);
}
