/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pages of a record whose tables SQLite cannot find its way through any more: each that holds rows is
 * read by itself, as https://www.sqlite.org/fileformat2.html has it, with what its log has of it.
 */
#ifndef MEMTOP_STORE_MEND_PAGES_H
#define MEMTOP_STORE_MEND_PAGES_H

#include "base/status.h"
#include "base/text.h"

struct pages;

/* STATUS_NO_MEMORY, STATUS_TOO_LARGE, or that the file cannot be read. */
enum status pages_open(struct pages **pages, const char *path);
void pages_free(struct pages *pages);

#define ROW_CELLS_MOST 24

enum cell_kind { CELL_NULL, CELL_NUMBER, CELL_TEXT, CELL_BLOB };

struct row_cell {
	enum cell_kind kind;
	int64_t n;
	struct text text; /* of CELL_TEXT and CELL_BLOB */
};

struct page_row {
	int64_t id;
	size_t count;
	struct row_cell cells[ROW_CELLS_MOST];
};

/* It lasts until that returns; another status than STATUS_OK ends it. */
typedef enum status page_row_take(void *context, const struct page_row *row);

/*
 * All rows that are whole, of all tables, page by page.  STATUS_ABSENT: there is none in the first pages, which
 * therefore are of something else.
 */
enum status pages_rows(struct pages *pages, page_row_take *take, void *context);

#endif
