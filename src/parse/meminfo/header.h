/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table that stood above the fields of /proc/meminfo until 2.4:
 *
 *	        total:    used:    free:  shared: buffers:  cached:
 *	Mem:  790016000 783785984  6230016     4096 632762368 20373504
 *	Swap: 133885952 101707776 32178176
 *
 * A mailer may have wrapped any of its lines, and a shell prompt may stand before its first word.
 */
#ifndef MEMTOP_PARSE_MEMINFO_HEADER_H
#define MEMTOP_PARSE_MEMINFO_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "parse/meminfo/meminfo.h"

#define MEMINFO_HEADER_COLUMNS 6

/* Where the reading of the table stands; begins zeroed. */
struct meminfo_table {
	unsigned char columns[MEMINFO_HEADER_COLUMNS]; /* what each column is */
	size_t column_count;
	struct value *row[MEMINFO_HEADER_COLUMNS]; /* where the figures of the row go, by column */
	size_t next;                 /* the column that the next number of the row is for */
	bool heading_open, row_open; /* the line may go on in the next one */
};

/*
 * Whether the line is part of the table: the heading, or the second half of a line that was
 * wrapped.  Takes what it says into table and header.
 */
bool meminfo_table_take(struct meminfo_table *table, struct text line);

/*
 * Takes the row of field Mem_row or Swap_row, whose figures are in value.  False if there is no
 * heading that says what they are.
 */
bool meminfo_table_row(struct meminfo_table *table, struct meminfo_header *header,
	enum meminfo_field field, struct text value);

#endif
