/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "views/listing/cost.h"
#include "views/listing/listing.h"

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

struct text cost_print(char out[static DATUM_BUFFER], enum column_id id)
{
	size_t length = 0;

	for (size_t i = 0; i < COUNT_OF(cost_rows); i++)
		if (columns[id].cost & cost_rows[i].cost)
			length += (size_t)snprintf(out + length, DATUM_BUFFER - length, "%s%s",
				length ? "+" : "", cost_rows[i].file);
	return length ? text_of(out, length) : text_of_string("none");
}

enum { NAME, KEY, UNIT, COST, TITLE, EXPLANATION };

static const struct label labels[] = {
	[NAME] = { "name", N_("NAME"), N_("What -o and --filter call it."), UNIT_TEXT },
	[KEY] = { "key", N_("JSON KEY"), NULL, UNIT_TEXT },
	[UNIT] = { "unit", N_("UNIT"), NULL, UNIT_TEXT },
	[COST] = { "cost", N_("COST"), N_("The files that are read for it."), UNIT_TEXT },
	[TITLE] = { "title", N_("TITLE"), NULL, UNIT_TEXT },
	[EXPLANATION] = { "explanation", NULL, NULL, UNIT_TEXT },
};

static const struct document_column shown[] = {
	{ &labels[NAME], EVERYWHERE, 0, NAME },
	{ &labels[KEY], EVERYWHERE, 0, KEY },
	{ &labels[UNIT], EVERYWHERE, 0, UNIT },
	{ &labels[COST], EVERYWHERE, 0, COST },
	{ &labels[TITLE], EVERYWHERE, 0, TITLE },
	{ &labels[EXPLANATION], FOR_PROGRAMS, 0, EXPLANATION },
};

static void cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct column *column = &columns[row];

	(void)context;
	if (id == NAME)
		*out = datum_of_string(column->name);
	else if (id == KEY)
		*out = datum_of_string(column->label.key);
	else if (id == UNIT)
		*out = datum_of_string(units_unit_name(column->label.unit));
	else if (id == TITLE)
		*out = datum_of_word(column->label.title, column->label.title);
	else if (id == EXPLANATION)
		*out = datum_of_word(column->label.explanation, column->label.explanation);
	else {
		out->kind = DATUM_BYTES;
		out->value = value_of(0);
		out->text = cost_print(out->buffer, (enum column_id)row);
	}
}

struct document *listing_columns(void)
{
	struct document *document = document_new();

	if (!document)
		return NULL;
	document_schema(document);
	document_table(document, &(struct document_table){ .key = "columns",
					 .columns = shown,
					 .column_count = COUNT_OF(shown),
					 .row_count = COLUMN_COUNT,
					 .state = VALUE_OK,
					 .cell = cell,
					 .sorted = -1 });
	return document;
}
