/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/mend/copy.h"

#include <string.h>

#include "base/macros.h"
#include "store/mend/pages.h"

/*
 * A page does not tell of which table it is: rows do, by their form.  The first column, an id, is told beside the
 * row; the others are numbers, text or blobs.  Records of older forms have fewer.
 */
static const struct table {
	const char *insert, *form;
	size_t least;
} tables[] = {
	{ "INSERT OR IGNORE INTO boot VALUES(?1, ?2, ?3, ?4, ?5, ?6)", "tttii", 5 },
	{ "INSERT OR IGNORE INTO text VALUES(?1, ?2, ?3)", "it", 2 },
	{ "INSERT OR IGNORE INTO template VALUES(?1, ?2, ?3, ?4)", "itt", 3 },
	{ "INSERT OR IGNORE INTO process VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
	  " ?13, ?14, ?15, ?16)",
		"iiiiiiiiiiiiiii", 14 },
	{ "INSERT OR IGNORE INTO cgroup VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)", "iiitii", 6 },
	{ "INSERT OR IGNORE INTO tail VALUES(?1, ?2, ?3, ?4, ?5, ?6)", "iiiib", 5 },
	{ "INSERT OR IGNORE INTO block VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
		"iiiiiibbb", 8 },
	{ "INSERT OR IGNORE INTO event VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", "iiTiittt", 6 },
	{ "INSERT OR IGNORE INTO exits VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
		"iiiiiiiiiiii", 12 },
	{ "INSERT OR IGNORE INTO summary VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
	  " ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
		"iiiiiiiiiiiiiiiiiiii", 17 },
	/* Before it had the least, the mean and the most. */
	{ "INSERT OR IGNORE INTO summary(seq, wall, total_bytes, available_bytes, free_bytes,"
	  " cached_bytes, anonymous_bytes, shared_bytes, slab_bytes, swap_total_bytes,"
	  " swap_free_bytes, pressure_some_avg10, pressure_full_avg10, processes)"
	  " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
		"iiiiiiiiiiiii", 13 },
};

struct mending {
	struct database *into;
	struct message *message;
};

static bool is_of_form(const struct row_cell *cell, char form)
{
	switch (form) {
	case 'i':
		return cell->kind == CELL_NULL || cell->kind == CELL_NUMBER;
	case 't':
		return cell->kind == CELL_NULL || cell->kind == CELL_TEXT;
	case 'T':
		return cell->kind == CELL_TEXT;
	default:
		return cell->kind == CELL_NULL || cell->kind == CELL_BLOB;
	}
}

static bool is_of(const struct page_row *row, const struct table *table)
{
	const size_t others = row->count - 1;

	if (row->count < 1 || row->cells[0].kind != CELL_NULL || others < table->least ||
		others > strlen(table->form))
		return false;
	for (size_t i = 0; i < others; i++)
		if (!is_of_form(&row->cells[i + 1], table->form[i]))
			return false;
	return true;
}

static void bind(struct query *query, int at, const struct row_cell *cell)
{
	switch (cell->kind) {
	case CELL_NULL:
		break;
	case CELL_NUMBER:
		query_bind(query, at, cell->n);
		break;
	case CELL_TEXT:
		query_bind_text(query, at, cell->text);
		break;
	case CELL_BLOB:
		query_bind_bytes(query, at, cell->text.at, cell->text.length);
		break;
	}
}

static enum status take(void *context, const struct page_row *row)
{
	const struct mending *mending = context;
	const struct table *table = NULL;
	struct query query;

	for (size_t i = 0; i < COUNT_OF(tables) && !table; i++)
		if (is_of(row, &tables[i]))
			table = &tables[i];
	if (!table)
		return STATUS_OK;
	query = database_query(mending->into, table->insert);
	query_bind(&query, 1, row->id);
	for (size_t i = 1; i < row->count; i++)
		bind(&query, (int)i + 1, &row->cells[i]);
	return query_run(&query, mending->message);
}

static enum status count_samples(struct database *database, struct message *message)
{
	struct query query = database_query(database,
		"SELECT EXISTS(SELECT 1 FROM tail_row) OR EXISTS(SELECT 1 FROM block)");
	bool has = query_row(&query) && query_number(&query, 0);
	enum status status = query_end(&query, message);

	return status == STATUS_OK && !has ? STATUS_ABSENT : status;
}

/*
 * Of a tail that was put aside what could be read is in a block; and rows that are told by their difference
 * from one that is missing tell nothing.
 */
static const char drop_useless[] =
	"DELETE FROM tail WHERE seq <= (SELECT max(seq1) FROM block);"
	"DELETE FROM tail WHERE seq IN (SELECT seq FROM (SELECT seq, part,"
	" seq - first_value(seq) OVER w AS passed, row_number() OVER w - 1 AS there"
	" FROM (SELECT seq, sum(whole <> 0) OVER (ORDER BY seq) AS part FROM tail)"
	" WINDOW w AS (PARTITION BY part ORDER BY seq)) WHERE part = 0 OR passed <> there);"
	"COMMIT";

enum status mend_copy(struct database *into, const char *path, struct message *message)
{
	struct mending mending = { into, message };
	struct pages *pages;
	enum status status = pages_open(&pages, path);

	if (status != STATUS_OK)
		return status;
	status = database_run(into, "BEGIN", message);
	if (status == STATUS_OK)
		status = pages_rows(pages, take, &mending);
	if (status == STATUS_OK)
		status = database_run(into, drop_useless, message);
	pages_free(pages);
	return status == STATUS_OK ? count_samples(into, message) : status;
}
