/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where in a mapping its pages are: a strip of cells from its start to its end, for the screen.
 *
 *	residency_begin(strip, start, end, page_size);
 *	while (...)
 *		residency_add(strip, from, to, page_class);   pages that are there, in any order
 *	residency_finish(strip, read_end);                    the rest is not there, or was not read
 */
#ifndef MEMTOP_SAMPLE_PAGE_MAP_H
#define MEMTOP_SAMPLE_PAGE_MAP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/label.h"
#include "base/status.h"
#include "parse/process/pagemap.h"

/* More than a screen has columns; a mapping of fewer pages has a cell a page. */
#define RESIDENCY_CELLS 1024

struct residency_cell {
	uint64_t bytes[PAGE_CLASS_COUNT];
};

struct residency {
	pid_t pid;
	uint64_t start, end, page_size;
	enum status status; /* whether it could be read */
	size_t cell_count;
	struct residency_cell all; /* the sum of the cells */
	struct residency_cell cells[RESIDENCY_CELLS];
};

/* What a class looks like, and is. */
struct residency_row {
	char mark;
	struct label label;
};
extern const struct residency_row residency_rows[PAGE_CLASS_COUNT];

/* An empty strip; start and end are multiples of page_size, start the lower. */
void residency_begin(struct residency *page_map, uint64_t start, uint64_t end, uint64_t page_size);

/* What of [from, to) lies in the strip is of that class; no page may be added twice. */
void residency_add(struct residency *page_map, uint64_t from, uint64_t to,
	enum page_class page_class);

/* What was not added is not there up to read_end, and unread from there on. */
void residency_finish(struct residency *page_map, uint64_t read_end);

/* The strip in count cells, or cell_count if those are fewer; returns how many. */
size_t residency_shrink(const struct residency *page_map, struct residency_cell *cells,
	size_t count);

/* What a cell shows: the class with most bytes of those that are there; the bytes of all classes. */
enum page_class residency_shown(const struct residency_cell *cell);
uint64_t residency_bytes(const struct residency_cell *cell);

#endif
