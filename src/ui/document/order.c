/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rows of a table are shown, and in which order; what is searched for in them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "ui/document/parts.h"
#include "ui/widgets/match.h"

/* What a row is sorted by. */
struct sorted_row {
	size_t row;
	bool known;
	uint64_t figure; /* so that the larger is the later, of signed units, too */
	struct text text;
	char buffer[24]; /* a short text that does not last */
};

/* ---- what a row has ---- */

static bool process_has(const struct row *row, const char *word)
{
	const struct identity *identity = row->identity;
	struct text match;
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)row->pid);
	return text_starts(text_of_string(pid), word) ||
	       match_word(text_of_string(identity->name), word, &match) ||
	       match_word(text_of(identity->command, identity->command_length), word, &match);
}

static bool cell_has(const struct document_table *table, size_t row, size_t column,
	const char *word)
{
	struct datum datum;
	struct text match, text;

	table_cell(table, row, column, &datum);
	text = datum.kind == DATUM_WORD ? text_of_string(_(datum.title)) : datum.text;
	return (datum.kind == DATUM_WORD || datum.kind == DATUM_BYTES) &&
	       value_known(datum.value) && match_word(text, word, &match);
}

/* A process by how its PID begins, its name or command; anything else by the words in its cells. */
static bool row_has(const struct document_table *table, size_t row, const char *word)
{
	if (table->process)
		return process_has(table->process(table->context, row, 0), word);
	for (size_t i = 0; i < table->column_count; i++)
		if (table->columns[i].places & ON_SCREEN && cell_has(table, row, i, word))
			return true;
	return false;
}

static void go_to(struct document_pane *pane, size_t line, size_t count)
{
	pane->table.cursor = line;
	pane->table.moved = true;
	table_settle(&pane->table, count);
}

bool document_pane_find_pid(struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);
	size_t count = document_pane_rows(pane);
	pid_t pid;

	if (!table || !table->process || !units_parse_pid(text_of_string(pane->find), &pid))
		return false;
	for (size_t line = 0; line < count; line++)
		if (table->process(table->context, document_pane_row(pane, line), 0)->pid == pid) {
			go_to(pane, line, count);
			return true;
		}
	return false;
}

bool document_pane_find(struct document_pane *pane, size_t from, int direction)
{
	const struct document_table *table = document_pane_table(pane);
	size_t count = document_pane_rows(pane);

	for (size_t step = 0; step < count; step++) {
		size_t line = (direction > 0 ? from + step : from + count - step) % count;

		if (row_has(table, document_pane_row(pane, line), pane->find)) {
			go_to(pane, line, count);
			return true;
		}
	}
	return false;
}

/* ---- their order ---- */

static void read_row(struct sorted_row *out, const struct document_table *table, size_t column)
{
	struct datum datum;

	table_cell(table, out->row, column, &datum);
	out->known = datum.kind != DATUM_NONE && value_known(datum.value);
	out->figure = datum.value.n;
	if (units_signed(table_unit(table, out->row, column)))
		out->figure ^= UINT64_C(1) << 63;
	if (datum.kind == DATUM_WORD)
		out->text = text_of_string(_(datum.title));
	else if (datum.kind == DATUM_BYTES)
		out->text = datum.text;
	if (out->text.length > 0 && out->text.at >= datum.buffer &&
		out->text.at < datum.buffer + sizeof(datum.buffer)) {
		out->text.length = min_size(out->text.length, sizeof(out->buffer));
		memcpy(out->buffer, out->text.at, out->text.length);
		out->text.at = NULL;
	}
}

static struct text text_of_row(const struct sorted_row *row)
{
	return row->text.at ? row->text : text_of(row->buffer, row->text.length);
}

static int compare_texts(struct text a, struct text b)
{
	size_t length = min_size(a.length, b.length);
	int order = length > 0 ? strncasecmp(a.at, b.at, length) : 0;

	return FIRST_DIFFERENCE(order, COMPARE(a.length, b.length));
}

/* What is not known comes last either way; rows that are alike keep their order. */
static int compare_rows(const void *left, const void *right, void *ascending)
{
	const struct sorted_row *a = left, *b = right;
	int order = FIRST_DIFFERENCE(compare_texts(text_of_row(a), text_of_row(b)),
		COMPARE(a->figure, b->figure));

	return FIRST_DIFFERENCE(COMPARE(b->known, a->known),
		*(const bool *)ascending ? order : -order, COMPARE(a->row, b->row));
}

static size_t column_of(const struct document_table *table, unsigned id)
{
	size_t at = 0;

	while (at < table->column_count && table->columns[at].id != id)
		at++;
	return at;
}

static size_t choose(const struct document_pane *pane, const struct document_table *table,
	struct sorted_row *rows)
{
	bool filtered = pane->filter[0] && !pane->parsed;
	size_t count = 0;

	for (size_t i = 0; i < table->row_count; i++)
		if (!filtered || row_has(table, i, pane->filter))
			rows[count++] = (struct sorted_row){ .row = i };
	return count;
}

static void sort(struct document_pane *pane, const struct document_table *table,
	struct sorted_row *rows, size_t count)
{
	size_t column = column_of(table, pane->sort);

	if (!pane->sorts || column == table->column_count)
		return;
	for (size_t i = 0; i < count; i++)
		read_row(&rows[i], table, column);
	qsort_r(rows, count, sizeof(*rows), compare_rows, &pane->ascending);
}

/* Without memory rows come as they are. */
void document_order(struct document_pane *pane)
{
	const struct document_table *table = document_pane_table(pane);
	struct sorted_row *rows;

	free(pane->order);
	pane->order = NULL;
	pane->order_count = 0;
	if (!table || pane->arranges_itself || (!pane->sorts && (!pane->filter[0] || pane->parsed)))
		return;
	rows = reallocarray(NULL, table->row_count + 1, sizeof(*rows));
	pane->order = reallocarray(NULL, table->row_count + 1, sizeof(*pane->order));
	if (rows && pane->order) {
		pane->order_count = choose(pane, table, rows);
		sort(pane, table, rows, pane->order_count);
		for (size_t i = 0; i < pane->order_count; i++)
			pane->order[i] = rows[i].row;
	} else {
		free(pane->order);
		pane->order = NULL;
	}
	free(rows);
}
