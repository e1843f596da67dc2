/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/meminfo/header.h"

#include "base/macros.h"

static const struct {
	const char *title;
	size_t memory; /* the member of struct meminfo_header in the row "Mem:" */
	size_t swap;   /* and in the row "Swap:"; the same where it has no such column */
} column_rows[] = {
	{ "total:", offsetof(struct meminfo_header, total),
		offsetof(struct meminfo_header, swap_total) },
	{ "used:", offsetof(struct meminfo_header, used),
		offsetof(struct meminfo_header, swap_used) },
	{ "free:", offsetof(struct meminfo_header, free),
		offsetof(struct meminfo_header, swap_free) },
	{ "shared:", offsetof(struct meminfo_header, shared), 0 },
	{ "buffers:", offsetof(struct meminfo_header, buffers), 0 },
	{ "cached:", offsetof(struct meminfo_header, cached), 0 },
};

#define SWAP_COLUMNS 3 /* the row "Swap:" ends there */

static size_t find_column(struct text word)
{
	size_t i = 0;

	while (i < COUNT_OF(column_rows) && !text_equals(word, column_rows[i].title))
		i++;
	return i;
}

/* The quote marks that a mailer puts before each line are no words of the table. */
static bool is_quoting(struct text word)
{
	size_t i = 0;

	while (i < word.length && (word.at[i] == '>' || word.at[i] == '|'))
		i++;
	return i == word.length;
}

/* Adds the columns that the line names.  False, and nothing added, if another word comes between.
 */
static bool take_columns(struct meminfo_table *table, struct text line)
{
	struct meminfo_table taken = *table;
	struct text word;

	while ((word = text_next_word(&line)).length > 0) {
		size_t column = find_column(word);

		if (taken.column_count == table->column_count && is_quoting(word))
			continue;
		if (column == COUNT_OF(column_rows) || taken.column_count == MEMINFO_HEADER_COLUMNS)
			return false;
		taken.columns[taken.column_count++] = (unsigned char)column;
	}
	if (taken.column_count == table->column_count)
		return false;
	*table = taken;
	return true;
}

/* "total: used: ..." with whatever before it. */
static bool take_heading(struct meminfo_table *table, struct text line)
{
	const char *total = line.length > 0 ? memmem(line.at, line.length, "total:", 6) : NULL;
	struct meminfo_table taken = { 0 };

	if (!total)
		return false;
	line = text_of(total, (size_t)(line.at + line.length - total));
	if (!take_columns(&taken, line) || taken.column_count < 2 || taken.columns[1] != 1)
		return false;
	taken.heading_open = taken.column_count < MEMINFO_HEADER_COLUMNS;
	*table = taken;
	return true;
}

/* Takes numbers into the row.  False, and nothing taken, if there is anything else. */
static bool take_numbers(struct meminfo_table *table, struct text line)
{
	struct text word, rest = line;
	size_t next = table->next;
	uint64_t n;

	while ((word = text_next_word(&rest)).length > 0) {
		if (next == table->next && is_quoting(word))
			continue;
		if (next == table->column_count || !text_to_number(word, &n) || n > INT64_MAX)
			return false;
		next++;
	}
	for (; table->next < next; table->next++) {
		while (!text_next_number(&line, &n))
			text_next_word(&line);
		if (table->row[table->next])
			*table->row[table->next] = value_of(n);
	}
	return true;
}

bool meminfo_table_take(struct meminfo_table *table, struct text line)
{
	bool heading_open = table->heading_open, row_open = table->row_open;
	size_t next = table->next;

	table->heading_open = table->row_open = false;
	if (heading_open && take_columns(table, line))
		return true;
	if (row_open && take_numbers(table, line) && table->next > next)
		return true;
	return take_heading(table, line);
}

bool meminfo_table_row(struct meminfo_table *table, struct meminfo_header *header,
	enum meminfo_field field, struct text value)
{
	bool swap = field == MEMINFO_Swap_row;
	size_t wanted = swap ? SWAP_COLUMNS : table->column_count;

	if (table->column_count == 0)
		return false;
	for (size_t i = 0; i < table->column_count; i++) {
		size_t column = table->columns[i];
		char *base = (char *)header;

		if (swap && column >= SWAP_COLUMNS)
			table->row[i] = NULL;
		else
			table->row[i] =
				(struct value *)(void *)(base +
							 (swap ? column_rows[column].swap
							       : column_rows[column].memory));
	}
	table->next = 0;
	if (!take_numbers(table, value) || table->next == 0)
		return false;
	table->row_open = table->next < wanted;
	return true;
}
