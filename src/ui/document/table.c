/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The main table of a document on screen. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/tag.h"
#include "base/utf8.h"
#include "ui/document/parts.h"
#include "ui/widgets/match.h"

/*
 * Whole columns go until the last has so many; those that the user chose, of processes, only on a
 * screen that is narrower.
 */
#define NARROW     70
#define LAST_LEAST 16

/* The sketch of a process's past gives way where its name would be shorter; beside the table stands the whole past. */
#define NAME_LEAST 24

/*
 * In a table of fewer columns a program's path is this long at most: a longer one would leave nothing to
 * see of the program, and goes.
 */
#define PATHS_FROM 117
#define PATH_MOST  20

const enum style emphasis_styles[] = {
	[EMPHASIS_NONE] = STYLE_NORMAL,
	[EMPHASIS_FAINT] = STYLE_DIM,
	[EMPHASIS_STRONG] = STYLE_STRONG,
	[EMPHASIS_NOTE] = STYLE_NORMAL,
	[EMPHASIS_FINE] = STYLE_FINE,
	[EMPHASIS_WARNING] = STYLE_WARNING,
	[EMPHASIS_CRITICAL] = STYLE_ALARM,
	[EMPHASIS_MODE] = STYLE_PAUSED,
};

/* The columns of the table that are on screen. */
struct shown_table {
	struct document_pane *pane;
	const struct document_table *table;
	size_t columns[TABLE_COLUMNS];
	int width;
	char titles[TABLE_COLUMNS][32]; /* of differences */
};

/* ---- cells ---- */

/* What stands behind the text becomes a part of it, if there is room. */
static void add_tail(struct cell *cell, struct text tail)
{
	const char *before = cell->text.at;

	if (tail.length == 0 || cell->text.length + tail.length > sizeof(cell->buffer))
		return;
	memmove(cell->buffer, before, cell->text.length);
	memcpy(cell->buffer + cell->text.length, tail.at, tail.length);
	cell->text = text_of(cell->buffer, cell->text.length + tail.length);
	if (cell->stem.length > 0)
		cell->stem.at = cell->buffer + (cell->stem.at - before);
}

/* A short text may stand in the buffer of its datum, which does not last. */
static void set_text(const struct shown_table *this, struct cell *cell, const struct datum *datum)
{
	const char *at = datum->text.at;
	size_t path =
		datum->stem.length > 0 ? (size_t)(datum->stem.at + datum->stem.length - at) : 0;

	cell->text = datum->text;
	if (at >= datum->buffer && at < datum->buffer + sizeof(datum->buffer) &&
		datum->text.length > 0) {
		memcpy(cell->buffer, at, datum->text.length);
		cell->text.at = cell->buffer;
	}
	cell->name = datum->name;
	cell->spans = datum->spans;
	/* A process that gave itself a name tells more by that. */
	if (cell->text.at == datum->text.at && cell->name.length == 0)
		cell->stem = datum->stem;
	if (cell->text.at == datum->text.at && path > PATH_MOST && this->width < PATHS_FROM)
		cell->text =
			text_of(datum->stem.at, datum->text.length - (size_t)(datum->stem.at - at));
	add_tail(cell, datum->tail);
	if (datum->lead.length == 0 || datum->lead.length >= sizeof(cell->prefix_buffer))
		return;
	memcpy(cell->prefix_buffer, datum->lead.at, datum->lead.length);
	cell->prefix_buffer[datum->lead.length] = '\0';
	cell->prefix = cell->prefix_buffer;
}

size_t figure_write(char out[static UNITS_SIZE], struct value value, enum unit unit,
	enum scale scale)
{
	size_t length = units_value(out, value, unit, scale);
	bool scaled = unit == UNIT_BYTES || unit == UNIT_SIGNED || unit == UNIT_PACE;

	if (scaled && value_known(value) && value.n != 0 && !strpbrk(out, "123456789"))
		length = units_value(out, value, unit, SCALE_AUTO);
	return length;
}

static void shown_cell(void *context, size_t line, size_t shown, struct cell *cell)
{
	const struct shown_table *this = context;
	size_t row = document_pane_row(this->pane, line);
	size_t column = this->columns[shown];
	struct datum datum;

	table_cell(this->table, row, column, &datum);
	if (datum.faint ||
		(this->table->columns[column].places & ASIDE && datum.kind == DATUM_WORD))
		cell->style = STYLE_DIM;
	if (datum.kind == DATUM_WORDED || (datum.kind == DATUM_BYTES && value_known(datum.value))) {
		set_text(this, cell, &datum);
		if (this->pane->find[0])
			match_word(cell->text, this->pane->find, &cell->match);
		return;
	}
	if (datum.kind == DATUM_WORD && value_known(datum.value)) {
		cell->text = text_of_string(_(datum.title));
		return;
	}
	if (!value_known(datum.value) || datum.value.state == VALUE_STALE)
		cell->style = STYLE_DIM;
	cell->text = text_of(cell->buffer,
		figure_write(cell->buffer, datum.value, table_unit(this->table, row, column),
			this->pane->scale));
}

static uint64_t shown_version(void *context, size_t line)
{
	const struct shown_table *this = context;

	return this->table->row_version(this->table->context, document_pane_row(this->pane, line));
}

/* All that the cells of a row follow from, but for its version. */
static uint64_t look_of(const struct shown_table *this, size_t column_count)
{
	uint64_t tag = tag_add_string(TAG_BEGIN, this->pane->find);

	for (size_t i = 0; i < column_count; i++)
		tag = tag_add(tag, this->table->columns[this->columns[i]].id);
	tag = tag_add(tag, column_count);
	tag = tag_add(tag, (uint64_t)this->width);
	return tag_add(tag, this->pane->scale);
}

static bool is_tagged(const struct shown_table *this, size_t row)
{
	const struct document_table *table = this->table;
	const struct row *process;

	if (!table->process || tags_count(&this->pane->tags) == 0)
		return false;
	for (size_t i = 0; (process = table->process(table->context, row, i)); i++)
		if (tags_has(&this->pane->tags, tag_of_row(process)))
			return true;
	return false;
}

static enum style shown_row_style(void *context, size_t line)
{
	const struct shown_table *this = context;
	size_t row = document_pane_row(this->pane, line);

	if (is_tagged(this, row))
		return STYLE_TAGGED;
	return this->table->emphasis
		       ? emphasis_styles[this->table->emphasis(this->table->context, row)]
		       : STYLE_NORMAL;
}

/* ---- columns ---- */

static int width_of_columns(const struct shown_table *this, size_t count)
{
	const struct document_column *last = &this->table->columns[this->columns[count - 1]];
	/* A text may be cut; anything else is whole or absent. */
	int width = last->label->unit == UNIT_TEXT ? LAST_LEAST : (int)last->width;

	for (size_t i = 0; i + 1 < count; i++)
		width += (int)this->table->columns[this->columns[i]].width + 1;
	return width;
}

static unsigned rank_of(const struct shown_table *this, size_t shown)
{
	return DISPENSABLE_OF(this->table->columns[this->columns[shown]].places);
}

static size_t take_out(struct shown_table *this, size_t count, size_t at)
{
	memmove(&this->columns[at], &this->columns[at + 1],
		(count - at - 1) * sizeof(this->columns[0]));
	return count - 1;
}

static size_t drop_column(struct shown_table *this, size_t count, unsigned least)
{
	size_t first = 0;

	for (size_t i = 1; i < count; i++)
		if (rank_of(this, i) > rank_of(this, first))
			first = i;
	if (count == 0 || rank_of(this, first) < least)
		return count;
	return take_out(this, count, first);
}

static size_t drop_sketch(struct shown_table *this, size_t count, int width)
{
	if (count == 0 || width_of_columns(this, count) + NAME_LEAST - LAST_LEAST <= width)
		return count;
	for (size_t i = 0; i < count; i++)
		if (this->table->columns[this->columns[i]].label->unit == UNIT_LEVELS &&
			rank_of(this, i) >= DISPENSABLE_FIRST)
			return take_out(this, count, i);
	return count;
}

/* Those that are for the screen, without those that it has no room for: whole columns less. */
static size_t choose_columns(struct shown_table *this, int width)
{
	size_t count = 0, before;
	bool chosen = this->table->process && width >= NARROW;

	for (size_t i = 0; i < this->table->column_count && count < TABLE_COLUMNS; i++)
		if (this->table->columns[i].places & ON_SCREEN)
			this->columns[count++] = i;
	if (this->table->process)
		count = drop_sketch(this, count, width);
	do {
		before = count;
		if (count > 0 && width_of_columns(this, count) > width)
			count = drop_column(this, count, chosen ? DISPENSABLE_FIRST : 1);
	} while (count < before);
	return count;
}

/* Where no more columns can go, texts before the last give way, down to what the last has at least. */
static void shorten_texts(struct table_content *content, const struct shown_table *this, int width)
{
	int excess = width_of_columns(this, content->column_count) - width;

	for (size_t i = 0; excess > 0 && i + 1 < content->column_count; i++) {
		struct table_column *column = &content->columns[i];
		int given = min_int(excess, column->width - LAST_LEAST);

		if (column->right || given <= 0)
			continue;
		column->width -= given;
		excess -= given;
	}
}

/* "+RSS": what there is more of. */
static const char *title_of(struct shown_table *this, size_t shown)
{
	const struct document_column *column = &this->table->columns[this->columns[shown]];
	const char *title =
		column->label->title && *column->label->title ? _(column->label->title) : "";

	if (!(column->places & DIFFERENCE))
		return title;
	snprintf(this->titles[shown], sizeof(this->titles[shown]), "+%s", title);
	return this->titles[shown];
}

static void set_columns(struct table_content *content, struct shown_table *this, int width)
{
	struct document_pane *pane = this->pane;
	int sorted = pane->sorts ? (int)pane->sort : this->table->sorted;
	unsigned ids[TABLE_COLUMNS];

	content->column_count = choose_columns(this, width);
	for (size_t i = 0; i < content->column_count; i++) {
		const struct document_column *column = &this->table->columns[this->columns[i]];

		ids[i] = column->id;
		content->columns[i] = (struct table_column){ title_of(this, i), (int)column->width,
			column->label->unit != UNIT_TEXT };
		if (sorted == (int)column->id)
			content->sorted = (int)i;
	}
	if (content->column_count > 0)
		shorten_texts(content, this, width);
	if (pane->shown_count != content->column_count || pane->shown_scale != pane->scale ||
		memcmp(pane->shown, ids, pane->shown_count * sizeof(ids[0])) != 0)
		table_reset_widths(&pane->table);
	pane->shown_scale = pane->scale;
	pane->shown_count = content->column_count;
	memcpy(pane->shown, ids, pane->shown_count * sizeof(ids[0]));
}

void document_table_paint(struct document_pane *pane, const struct document_table *table,
	struct area area)
{
	struct shown_table shown = { .pane = pane, .table = table, .width = area.width };
	struct table_content content = { .context = &shown,
		.row_count = document_pane_rows(pane),
		.sorted = -1,
		.descending = !(pane->sorts ? pane->ascending : table->ascending),
		.no_heading = area.height < 3 || table->is_plain,
		.no_cursor = table->is_plain,
		.cell = shown_cell,
		.lines = &pane->lines,
		.row_style = shown_row_style };

	set_columns(&content, &shown, area.width);
	content.version = table->row_version && !table->describe ? shown_version : NULL;
	content.look = look_of(&shown, content.column_count);
	table_paint(&pane->table, &content, area);
}

bool document_pane_in_lead(const struct document_pane *pane, size_t line, int x)
{
	const struct document_table *table = document_pane_table(pane);
	char lead[DATUM_BUFFER + 1];
	struct datum datum;

	for (size_t i = 0; table && i < table->column_count; i++)
		for (size_t shown = 0; shown < pane->shown_count; shown++) {
			const struct table_span *span = &pane->table.spans[shown];

			if (table->columns[i].id != pane->shown[shown] || x < span->start ||
				x >= span->end)
				continue;
			table_cell(table, document_pane_row(pane, line), i, &datum);
			snprintf(lead, sizeof(lead), "%.*s", (int)datum.lead.length,
				datum.lead.length > 0 ? datum.lead.at : "");
			return x < span->start + (int)utf8_width(lead);
		}
	return false;
}

const char *document_pane_title_at(const struct document_pane *pane, int x)
{
	const struct document_table *table = document_pane_table(pane);

	for (size_t shown = 0; table && shown < pane->shown_count; shown++)
		for (size_t i = 0; i < table->column_count; i++)
			if (table->columns[i].id == pane->shown[shown] &&
				x >= pane->table.spans[shown].start &&
				x < pane->table.spans[shown].end)
				return table->columns[i].label->title;
	return NULL;
}
