/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What holders are called, for the largest of them. */
#ifndef MEMTOP_HEAP_LEAKS_ROOTS_HOLDER_NAMES_H
#define MEMTOP_HEAP_LEAKS_ROOTS_HOLDER_NAMES_H

#include "heap/leaks/look.h"
#include "sample/leak_report.h"

struct holder_row {
	uint16_t index; /* of the holder */
	uint64_t bytes, chunks, exclusive;
};

/*
 * Makes the report's holders of the rows that hold most: those rows, descending by bytes, are what is
 * left of *count.  STATUS_NO_MEMORY.
 */
enum status holder_rows_name(struct leak_report *report, struct holder_row *rows, size_t *count,
	const struct leak_look *look, struct objects *objects);

/* The place of a holder among so many rows; SIZE_MAX. */
size_t holder_rows_find(const struct holder_row *rows, size_t count, uint16_t index);

#endif
