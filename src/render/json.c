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
#include "render/json_writer.h"
#include "render/render.h"

#define DEPTH_MOST   8
#define COLUMNS_MOST 64

/* Rows of one column that are missing for one reason. */
struct missing {
	size_t *rows;
	size_t count, capacity;
};

/* An object that is open. */
struct open_group {
	const char *key;
	bool started;           /* a member was written */
	bool known;             /* some figure in it is known, or its reasons differ */
	size_t missing;         /* figures that are not known */
	enum value_state state; /* why */
	size_t reasons;         /* where its reasons begin */
};

struct json {
	struct sink *sink;
	const struct document_table *main;
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

/* The path of the groups that are open, and the reason of a figure or group in them. */
static void write_reason(struct json *json, const char *key, enum value_state state)
{
	begin_reason(json);
	for (size_t i = 1; i <= json->depth; i++) {
		sink_string(&json->reasons, json->groups[i].key);
		sink_string(&json->reasons, ".");
	}
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

static void write_table(struct json *json, const struct document_table *table, bool is_main);

static void write_datum(struct json *json, const struct datum *datum, enum unit unit)
{
	if (datum->kind == DATUM_TABLE)
		write_table(json, datum->table, false);
	else if (datum->kind == DATUM_NONE || !value_known(datum->value))
		sink_bytes(json->sink, "null", 4);
	else if (datum->kind == DATUM_VALUE)
		render_value(json->sink, datum->value, unit);
	else
		json_write_string(json->sink, datum->text);
}

/* Null for a reason. */
static bool is_unknown(const struct datum *datum)
{
	return datum->kind != DATUM_TABLE && datum->kind != DATUM_NONE &&
	       !value_known(datum->value);
}

static void note_missing(struct json *json, size_t column, enum value_state state, size_t row)
{
	struct missing *missing = &json->missing[column][state];
	size_t *grown = array_reserve(missing->rows, &missing->capacity, missing->count + 1,
		sizeof(*grown));

	if (!grown) {
		sink_fail(json->sink, STATUS_NO_MEMORY);
		return;
	}
	missing->rows = grown;
	missing->rows[missing->count++] = row;
}

static void write_row(struct json *json, const struct document_table *table, size_t row,
	bool is_main)
{
	bool first = true;

	for (size_t i = 0; i < table->column_count; i++) {
		const struct document_column *column = &table->columns[i];
		struct datum datum;

		if (!(column->places & IN_JSON) || !column->label->key)
			continue;
		sink_bytes(json->sink, first ? "{\"" : ",\"", 2);
		sink_string(json->sink, column->label->key);
		sink_bytes(json->sink, "\":", 2);
		table_cell(table, row, i, &datum);
		write_datum(json, &datum, table_unit(table, row, i));
		if (is_main && i < COLUMNS_MOST && is_unknown(&datum))
			note_missing(json, i, datum.value.state, row);
		first = false;
	}
	sink_string(json->sink, first ? "{}" : "}");
}

static void write_table(struct json *json, const struct document_table *table, bool is_main)
{
	if (table->state != VALUE_OK) {
		sink_string(json->sink, "null");
		return;
	}
	sink_string(json->sink, "[");
	for (size_t row = 0; row < table->row_count; row++) {
		sink_string(json->sink, row ? "," : "");
		write_row(json, table, row, is_main);
		sink_drain(json->sink);
	}
	sink_string(json->sink, "]");
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
	sink_string(sink, "{");
	for (size_t i = 0; i < finding->figure_count; i++) {
		json_write_key(sink, finding->figures[i].name);
		write_datum(json, &finding->figures[i].datum, finding->figures[i].unit);
	}
	sink_string(sink, "}");
	json_write_key(sink, "view");
	if (finding->view)
		json_write_string(sink, text_of_string(finding->view));
	else
		sink_string(sink, "null");
}

static void write_findings(struct json *json, const struct block *block)
{
	begin_member(json, block->key);
	sink_string(json->sink, "[");
	for (size_t i = 0; i < block->count; i++) {
		sink_string(json->sink, i ? ",{" : "{");
		write_finding(json, &block->findings[i]);
		sink_string(json->sink, "}");
	}
	sink_string(json->sink, "]");
}

static void write_figure(struct json *json, const struct block *block)
{
	if (!block->label->key)
		return;
	begin_member(json, block->label->key);
	write_datum(json, &block->datum, block->label->unit);
	if (is_unknown(&block->datum))
		explain(json, block->label->key, block->datum.value.state);
	else
		json->groups[json->depth].known = true;
}

static void open_group(struct json *json, const char *key)
{
	if (!key || json->depth == DEPTH_MOST)
		return;
	begin_member(json, key);
	sink_string(json->sink, "{");
	json->groups[++json->depth] =
		(struct open_group){ .key = key, .reasons = json->reasons.length };
}

/* A group in which nothing is known, for one reason, is named in place of its figures. */
static void close_group(struct json *json)
{
	const struct open_group group = json->groups[json->depth--];

	sink_string(json->sink, "}");
	if (group.known || group.missing == 0) {
		json->groups[json->depth].known |= group.known;
		return;
	}
	json->reasons.length = group.reasons;
	write_reason(json, group.key, group.state);
}

static void write_bar(struct json *json, const struct block *block)
{
	open_group(json, block->key);
	for (size_t i = 0; i < block->count; i++)
		write_figure(json, &(struct block){ .label = block->parts[i].label,
					   .datum = datum_of(block->parts[i].value) });
	if (block->key)
		close_group(json);
}

static void write_reasons_of(struct json *json, size_t column, bool *any)
{
	const struct document_table *table = json->main;

	for (int state = 0; state < VALUE_STATE_COUNT; state++) {
		const struct missing *missing = &json->missing[column][state];

		if (missing->count == 0)
			continue;
		sink_format(&json->reasons, "%s\"%s\":[", *any ? "," : "{",
			value_state_name((enum value_state)state));
		for (size_t i = 0; i < missing->count; i++) {
			size_t row = missing->rows[i];

			sink_string(&json->reasons, i ? "," : "");
			sink_number(&json->reasons,
				table->row_key ? table->row_key(table->context, row) : row);
		}
		sink_string(&json->reasons, "]");
		*any = true;
	}
}

/* The reason that all rows of the column have, or VALUE_OK. */
static enum value_state common_reason(const struct json *json, size_t column)
{
	for (int state = 0; state < VALUE_STATE_COUNT; state++)
		if (json->missing[column][state].count == json->main->row_count)
			return (enum value_state)state;
	return VALUE_OK;
}

static bool has_missing(const struct json *json, size_t column)
{
	for (int state = 0; state < VALUE_STATE_COUNT; state++)
		if (json->missing[column][state].count)
			return true;
	return false;
}

static void explain_columns(struct json *json)
{
	for (size_t i = 0; json->main && i < json->main->column_count && i < COLUMNS_MOST; i++) {
		bool any = false;

		if (!has_missing(json, i))
			continue;
		begin_reason(json);
		sink_format(&json->reasons, "%s\":", json->main->columns[i].label->key);
		if (!json->main->row_key && common_reason(json, i) != VALUE_OK) {
			sink_format(&json->reasons, "\"%s\"",
				value_state_name(common_reason(json, i)));
			continue;
		}
		write_reasons_of(json, i, &any);
		sink_string(&json->reasons, "}");
	}
}

static void write_block(struct json *json, const struct block *block, unsigned *silent)
{
	switch (block->kind) {
	case BLOCK_OPEN:
		*silent = *silent << 1 | !block->key;
		open_group(json, block->key);
		break;
	case BLOCK_CLOSE:
		if (!(*silent & 1))
			close_group(json);
		*silent >>= 1;
		break;
	case BLOCK_FIGURE:
		write_figure(json, block);
		break;
	case BLOCK_FINDINGS:
		if (block->key)
			write_findings(json, block);
		break;
	case BLOCK_TABLE:
		if (!block->key)
			break;
		begin_member(json, block->key);
		write_table(json, block->table, block->table == json->main);
		if (block->table->state != VALUE_OK)
			explain(json, block->key, block->table->state);
		break;
	case BLOCK_BAR:
		write_bar(json, block);
		break;
	case BLOCK_LINE:
		break;
	}
}

void render_json(struct sink *sink, const struct document *document)
{
	struct json json = { .sink = sink, .main = document_main_table(document) };
	size_t count;
	const struct block *blocks = document_blocks(document, &count);
	unsigned silent = 0; /* a bit for each group that is open: it is no object */

	sink_open(&json.reasons, sink->file);
	sink_string(sink, "{");
	for (size_t i = 0; i < count; i++)
		write_block(&json, &blocks[i], &silent);
	explain_columns(&json);
	begin_member(&json, "unreadable");
	sink_string(sink, "{");
	sink_bytes(sink, json.reasons.at, json.reasons.length);
	sink_string(sink, "}}\n");
	if (json.reasons.status != STATUS_OK)
		sink_fail(sink, json.reasons.status);
	sink_close(&json.reasons);
	for (size_t i = 0; i < COLUMNS_MOST; i++)
		for (int state = 0; state < VALUE_STATE_COUNT; state++)
			free(json.missing[i][state].rows);
}
