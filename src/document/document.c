/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/i18n.h"
#include "derive/trend.h"
#include "document/labels.h"

/* What is freed with the document, the last one first. */
struct held {
	void *object;
	void (*release)(void *object);
};

struct document {
	struct block *blocks;
	size_t count, capacity;
	struct held *held;
	size_t held_count, held_capacity;
	const char *source;
	enum status status;
};

/* For one more that is held. */
static bool make_room(struct document *document)
{
	struct held *grown = array_reserve(document->held, &document->held_capacity,
		document->held_count + 1, sizeof(*grown));

	if (grown)
		document->held = grown;
	return grown != NULL;
}

struct document *document_new(void)
{
	struct document *document = calloc(1, sizeof(*document));

	if (document && !make_room(document)) {
		free(document);
		return NULL;
	}
	return document;
}

void document_free(struct document *document)
{
	if (!document)
		return;
	while (document->held_count > 0) {
		const struct held *held = &document->held[--document->held_count];

		held->release(held->object);
	}
	free(document->held);
	free(document->blocks);
	free(document);
}

void document_fail(struct document *document)
{
	document->status = STATUS_NO_MEMORY;
}

enum status document_status(const struct document *document)
{
	return document->status;
}

/* False: there was no place for it, neither beforehand nor now. */
static bool keep(struct document *document, void *object, void (*release)(void *object))
{
	bool kept = make_room(document);

	if (kept)
		document->held[document->held_count++] = (struct held){ object, release };
	if (!make_room(document))
		document->status = STATUS_NO_MEMORY;
	return kept;
}

/*
 * Its caller goes on with what it handed over, so that must not be freed here: the place for it was made before.
 * Where even that lacked, and the next time again, it is lost.
 */
void document_hold(struct document *document, void *object, void (*release)(void *object))
{
	(void)keep(document, object, release);
}

void *document_copy(struct document *document, const void *bytes, size_t size)
{
	void *copy = malloc(size ? size : 1);

	if (!copy) {
		document->status = STATUS_NO_MEMORY;
		return NULL;
	}
	if (size)
		memcpy(copy, bytes, size);
	if (!keep(document, copy, free)) {
		free(copy);
		return NULL;
	}
	return document->status == STATUS_OK ? copy : NULL;
}

static const char *format_list(struct document *document, const char *format, va_list arguments)
{
	char *string;

	if (vasprintf(&string, format, arguments) < 0) {
		document->status = STATUS_NO_MEMORY;
		return "";
	}
	if (!keep(document, string, free)) {
		free(string);
		return "";
	}
	return document->status == STATUS_OK ? string : "";
}

const char *document_format(struct document *document, const char *format, ...)
{
	va_list arguments;
	const char *string;

	va_start(arguments, format);
	string = format_list(document, format, arguments);
	va_end(arguments);
	return string;
}

static void add(struct document *document, const struct block *block)
{
	struct block *grown = array_reserve(document->blocks, &document->capacity,
		document->count + 1, sizeof(*grown));

	if (!grown) {
		document->status = STATUS_NO_MEMORY;
		return;
	}
	document->blocks = grown;
	document->blocks[document->count] = *block;
	document->blocks[document->count++].source = document->source;
}

void document_read_from(struct document *document, const char *source)
{
	document->source = source;
}

void document_open(struct document *document, const char *key, const char *title)
{
	add(document, &(struct block){ .kind = BLOCK_OPEN, .key = key, .title = title });
}

void document_open_list(struct document *document, const char *key)
{
	add(document, &(struct block){ .kind = BLOCK_OPEN, .key = key, .is_list = true });
}

void document_close(struct document *document)
{
	add(document, &(struct block){ .kind = BLOCK_CLOSE });
}

void document_place(struct document *document, unsigned places, const struct label *label,
	struct datum datum)
{
	add(document, &(struct block){ .kind = BLOCK_FIGURE,
			      .places = places,
			      .label = label,
			      .datum = datum });
}

void document_datum(struct document *document, const struct label *label, struct datum datum)
{
	document_place(document, EVERYWHERE, label, datum);
}

void document_figure(struct document *document, const struct label *label, struct value value)
{
	document_datum(document, label, datum_of(value));
}

#define SCHEMA 2

void document_schema(struct document *document)
{
	static const struct label schema = { "schema", NULL,
		N_("The version of this contract: it rises when a key changes its meaning."),
		UNIT_COUNT };

	document_figure(document, &schema, value_of(SCHEMA));
}

void document_time(struct document *document, int64_t wall_ns)
{

	document_figure(document, &sample_time_label, value_of((uint64_t)wall_ns));
}

void document_begin(struct document *document, int64_t wall_ns, struct value interval_ns)
{
	static const struct label interval = { "interval_seconds", NULL,
		N_("The time that rates are over: since the previous sample."), UNIT_INTERVAL };

	document_schema(document);
	document_time(document, wall_ns);
	document_figure(document, &interval, interval_ns);
}

void document_recorded(struct document *document, bool recorded)
{
	static const struct label label = { "recorded", NULL,
		N_("Whether the sample comes from a record."), UNIT_BOOL };

	document_figure(document, &label, value_of(recorded));
}

void document_line(struct document *document, enum emphasis emphasis, const char *line)
{
	add(document, &(struct block){ .kind = BLOCK_LINE, .line = line, .emphasis = emphasis });
}

void document_say(struct document *document, enum emphasis emphasis, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	document_line(document, emphasis, format_list(document, format, arguments));
	va_end(arguments);
}

void document_findings(struct document *document, const struct document_finding *findings,
	size_t count, bool for_people)
{
	add(document, &(struct block){ .kind = BLOCK_FINDINGS,
			      .key = "findings",
			      .findings = findings,
			      .count = count,
			      .for_people = for_people });
}

void document_headlines(struct document *document, const struct document_finding *findings,
	size_t count)
{
	add(document, &(struct block){ .kind = BLOCK_FINDINGS,
			      .findings = findings,
			      .count = count,
			      .for_people = true });
}

void document_table(struct document *document, const struct document_table *table)
{
	const struct document_table *copy = document_copy(document, table, sizeof(*table));

	if (copy)
		add(document,
			&(struct block){ .kind = BLOCK_TABLE, .key = copy->key, .table = copy });
}

void document_gauge(struct document *document, const struct document_gauge *gauge, int rank,
	struct rank legend)
{
	struct document_gauge *copy = document_copy(document, gauge, sizeof(*gauge));

	if (!copy)
		return;
	copy->parts =
		document_copy(document, gauge->parts, gauge->part_count * sizeof(*gauge->parts));
	if (copy->parts)
		add(document, &(struct block){ .kind = BLOCK_GAUGE,
				      .gauge = copy,
				      .rank = { rank, rank },
				      .legend = legend });
}

void document_strip(struct document *document, unsigned places, const struct document_strip *strip,
	struct rank rank)
{
	struct document_strip *copy = document_copy(document, strip, sizeof(*strip));

	if (!copy)
		return;
	copy->items = document_copy(document, strip->items, strip->count * sizeof(*strip->items));
	if (copy->items)
		add(document, &(struct block){ .kind = BLOCK_STRIP,
				      .strip = copy,
				      .places = places,
				      .rank = rank });
}

void document_map(struct document *document, const struct document_map *map)
{
	struct document_map *copy = document_copy(document, map, sizeof(*map));

	if (!copy)
		return;
	copy->parts = document_copy(document, map->parts, map->part_count * sizeof(*map->parts));
	if (copy->parts)
		add(document, &(struct block){ .kind = BLOCK_MAP, .map = copy });
}

void document_graph(struct document *document, const struct document_graph *graph)
{
	struct document_graph *copy = document_copy(document, graph, sizeof(*graph));
	struct document_curve *curves =
		document_copy(document, graph->curves, graph->curve_count * sizeof(*graph->curves));

	for (size_t i = 0; curves && i < graph->curve_count; i++)
		curves[i].points = document_copy(document, graph->curves[i].points,
			graph->curves[i].count * sizeof(*curves[i].points));
	if (!copy || document->status != STATUS_OK)
		return;
	copy->curves = curves;
	add(document, &(struct block){ .kind = BLOCK_GRAPH, .graph = copy });
}

const struct block *document_blocks(const struct document *document, size_t *count)
{
	*count = document->count;
	return document->blocks;
}

static bool has_place(const struct document_table *table, enum column_place place)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (table->columns[i].places & place)
			return true;
	return false;
}

const struct document_table *document_main_table(const struct document *document,
	enum column_place place)
{
	const struct document_table *first = NULL;

	for (size_t i = 0; i < document->count; i++) {
		const struct document_table *table = document->blocks[i].table;

		if (document->blocks[i].kind != BLOCK_TABLE || !has_place(table, place))
			continue;
		if (table->is_main)
			return table;
		if (!first)
			first = table;
	}
	return first;
}

enum unit table_unit(const struct document_table *table, size_t row, size_t column)
{
	const struct document_column *at = &table->columns[column];

	return table->unit ? table->unit(table->context, row, at->id) : at->label->unit;
}

const char *document_key_group(const char *key, const char *const *groups)
{
	for (size_t i = 0; key && groups && groups[i]; i++) {
		size_t length = strlen(groups[i]);

		if (strncmp(key, groups[i], length) == 0 && key[length] == '_')
			return groups[i];
	}
	return NULL;
}

const char *table_group(const struct document_table *table, size_t column)
{
	return document_key_group(table->columns[column].label->key, table->groups);
}
