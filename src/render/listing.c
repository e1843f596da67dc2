/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/listing.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/process/columns.h"
#include "render/sink.h"

/* The file that each cost stands for, by its name under /proc/PID. */
static const struct {
	unsigned cost;
	const char *file;
} cost_rows[] = {
	{ COST_STATM, "statm" },
	{ COST_STATUS | COST_PAGE_TABLES, "status" },
	{ COST_STAT, "stat" },
	{ COST_COMMAND, "cmdline" },
	{ COST_CGROUP, "cgroup" },
	{ COST_OOM, "oom_score" },
	{ COST_ROLLUP, "smaps_rollup" },
	{ COST_RETAINED, "mem" },
};

#define COST_ROWS (COUNT_OF(cost_rows))

enum { NAME, KEY, UNIT, COST, TITLE, CELLS };

struct listing_row {
	char cost[96];
	const char *cell[CELLS];
};

static void write_cost(char *out, size_t size, unsigned cost)
{
	size_t length = 0;

	snprintf(out, size, "none");
	for (size_t i = 0; i < COST_ROWS; i++)
		if (cost & cost_rows[i].cost)
			length += (size_t)snprintf(out + length, size - length, "%s%s",
				length ? "+" : "", cost_rows[i].file);
}

static void fill_row(struct listing_row *row, const struct column *column)
{
	write_cost(row->cost, sizeof(row->cost), column->cost);
	row->cell[NAME] = column->name;
	row->cell[KEY] = column->label.key;
	row->cell[UNIT] = units_unit_name(column->label.unit);
	row->cell[COST] = row->cost;
	row->cell[TITLE] = _(column->label.title);
}

static void fill_header(struct listing_row *row)
{
	row->cell[NAME] = _("NAME");
	row->cell[KEY] = _("JSON KEY");
	row->cell[UNIT] = _("UNIT");
	row->cell[COST] = _("COST");
	row->cell[TITLE] = _("TITLE");
}

static void print_row(struct sink *sink, const struct listing_row *row, const size_t *width)
{
	for (int i = 0; i < CELLS; i++) {
		sink_string(sink, row->cell[i]);
		if (i + 1 < CELLS)
			sink_fill(sink, ' ', width[i] - utf8_width(row->cell[i]) + 2);
	}
	sink_string(sink, "\n");
}

static void print_table(struct sink *sink)
{
	struct listing_row rows[COLUMN_COUNT + 1];
	size_t width[CELLS] = { 0 };

	fill_header(&rows[0]);
	for (int id = 0; id < COLUMN_COUNT; id++)
		fill_row(&rows[id + 1], &columns[id]);
	for (int r = 0; r <= COLUMN_COUNT; r++)
		for (int i = 0; i < CELLS; i++)
			if (utf8_width(rows[r].cell[i]) > width[i])
				width[i] = utf8_width(rows[r].cell[i]);
	for (int r = 0; r <= COLUMN_COUNT; r++)
		print_row(sink, &rows[r], width);
}

static json_t *files_of(unsigned cost)
{
	json_t *files = json_array();

	for (size_t i = 0; i < COST_ROWS; i++)
		if (cost & cost_rows[i].cost)
			json_array_append_new(files, json_string(cost_rows[i].file));
	return files;
}

static json_t *object_of(const struct column *column)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s}", "name", column->name, "key",
		column->label.key, "unit", units_unit_name(column->label.unit), "cost",
		files_of(column->cost), "title", column->label.title, "explanation",
		column->label.explanation);
}

static void print_json(struct sink *sink)
{
	json_t *list = json_array();
	char *text;

	for (int id = 0; id < COLUMN_COUNT; id++)
		json_array_append_new(list, object_of(&columns[id]));
	text = json_dumps(list, JSON_COMPACT);
	if (text)
		sink_string(sink, text);
	else
		sink_fail(sink, STATUS_NO_MEMORY);
	sink_string(sink, "\n");
	free(text);
	json_decref(list);
}

enum status listing_columns(FILE *file, bool json, struct message *message)
{
	struct sink sink;
	enum status status;

	sink_open(&sink, file);
	if (json)
		print_json(&sink);
	else
		print_table(&sink);
	status = sink_flush(&sink, message);
	sink_close(&sink);
	return status;
}
