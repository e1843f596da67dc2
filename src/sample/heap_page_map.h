/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heap as a strip of cells from start to top, for the screen. */
#ifndef MEMTOP_SAMPLE_HEAP_PAGE_MAP_H
#define MEMTOP_SAMPLE_HEAP_PAGE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* One page of a segment; in units of 16 bytes, so that a 64 KiB page fits. */
struct strip_page {
	uint16_t in_use, free;
};

struct strip_segment {
	uint64_t start;
	size_t arena;
	size_t first, count; /* its pages, counted over all segments */
	struct strip_page *shares;
	uint8_t *flags; /* enum page_flag */
};

struct heap_strip {
	struct strip_segment *segments;
	size_t count;
	size_t pages; /* in all */
	uint64_t page_size;
};

/* Bytes of some adjoining pages. */
struct strip_cell {
	uint64_t address; /* of the first */
	size_t arena;     /* that it belongs to */
	uint64_t bytes;
	uint64_t in_use, free, resident, swapped;
};

/*
 * Divides pages first to first + count - 1 into cells of about the same size (count >= cells > 0);
 * all of the heap is 0 and strip->pages, and zooming is asking for less.  Pages beyond the end are
 * left out.  Returns the number of cells filled.
 */
size_t strip_cells(const struct heap_strip *strip, size_t first, size_t count,
	struct strip_cell *cells, size_t cell_count);

/* Room for a segment's pages.  strip_free() in any case. */
enum status strip_add(struct heap_strip *strip, uint64_t start, uint64_t end, size_t arena);
void strip_free(struct heap_strip *strip);

/* Counts [from, to) as in use or free; it lies in the segment. */
void strip_share(const struct heap_strip *strip, struct strip_segment *segment, uint64_t from,
	uint64_t to, int in_use);

#endif
