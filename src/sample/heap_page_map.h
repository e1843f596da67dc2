/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heap as a strip of cells from start to top, for the screen. */
#ifndef MEMTOP_SAMPLE_HEAP_PAGE_MAP_H
#define MEMTOP_SAMPLE_HEAP_PAGE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* One page of a segment; in units of 16 bytes, so that a 64 KiB page fits. */
struct page_map_page {
	uint16_t in_use, free;
};

struct page_map_segment {
	uint64_t start;
	size_t arena;
	size_t first, count; /* its pages, counted over all segments */
	struct page_map_page *shares;
	uint8_t *flags; /* enum page_flag */
};

struct heap_page_map {
	struct page_map_segment *segments;
	size_t count;
	size_t pages; /* in all */
	uint64_t page_size;
};

/* Bytes of some adjoining pages. */
struct page_map_cell {
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
size_t page_map_cells(const struct heap_page_map *page_map, size_t first, size_t count,
	struct page_map_cell *cells, size_t cell_count);

/* Room for a segment's pages.  page_map_free() in any case. */
enum status page_map_add(struct heap_page_map *page_map, uint64_t start, uint64_t end,
	size_t arena);
void page_map_free(struct heap_page_map *page_map);

/* Counts [from, to) as in use or free; it lies in the segment. */
void page_map_share(const struct heap_page_map *page_map, struct page_map_segment *segment,
	uint64_t from, uint64_t to, int in_use);

#endif
