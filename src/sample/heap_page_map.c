/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/heap_page_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "parse/process/pagemap.h"

#define SHARE_UNIT 16u

enum status page_map_add(struct heap_page_map *page_map, uint64_t start, uint64_t end, size_t arena)
{
	struct page_map_segment *segment = &page_map->segments[page_map->count++];

	*segment = (struct page_map_segment){ .start = start,
		.arena = arena,
		.first = page_map->pages,
		.count = (size_t)((end - start) / page_map->page_size) };
	page_map->pages += segment->count;
	/* calloc gives large arrays as untouched zeros: holes in a heap cost nothing. */
	segment->shares = array_new(segment->count, sizeof(*segment->shares));
	return segment->shares ? STATUS_OK : STATUS_NO_MEMORY;
}

void page_map_free(struct heap_page_map *page_map)
{
	for (size_t i = 0; i < page_map->count; i++) {
		free(page_map->segments[i].shares);
		free(page_map->segments[i].flags);
	}
	free(page_map->segments);
	*page_map = (struct heap_page_map){ 0 };
}

void page_map_share(const struct heap_page_map *page_map, struct page_map_segment *segment,
	uint64_t from, uint64_t to, int in_use)
{
	while (from < to) {
		size_t page = (size_t)((from - segment->start) / page_map->page_size);
		uint64_t end = segment->start + (page + 1) * page_map->page_size;
		uint16_t units;

		if (end > to)
			end = to;
		units = (uint16_t)((end - from) / SHARE_UNIT);
		if (in_use)
			segment->shares[page].in_use =
				(uint16_t)(segment->shares[page].in_use + units);
		else
			segment->shares[page].free = (uint16_t)(segment->shares[page].free + units);
		from = end;
	}
}

static const struct page_map_segment *segment_of(const struct heap_page_map *page_map, size_t page)
{
	for (size_t i = 0; i < page_map->count; i++) {
		if (page - page_map->segments[i].first < page_map->segments[i].count)
			return &page_map->segments[i];
	}
	return NULL;
}

static void add_page(struct page_map_cell *cell, const struct heap_page_map *page_map,
	const struct page_map_segment *segment, size_t page)
{
	size_t index = page - segment->first;
	uint8_t flags = segment->flags ? segment->flags[index] : 0;

	if (cell->bytes == 0) {
		cell->address = segment->start + index * page_map->page_size;
		cell->arena = segment->arena;
	}
	cell->bytes += page_map->page_size;
	cell->in_use += (uint64_t)segment->shares[index].in_use * SHARE_UNIT;
	cell->free += (uint64_t)segment->shares[index].free * SHARE_UNIT;
	cell->resident += flags & PAGE_PRESENT ? page_map->page_size : 0;
	cell->swapped += flags & PAGE_SWAPPED ? page_map->page_size : 0;
}

size_t page_map_cells(const struct heap_page_map *page_map, size_t first, size_t count,
	struct page_map_cell *cells, size_t cell_count)
{
	const struct page_map_segment *segment = NULL;

	if (first >= page_map->pages || cell_count == 0)
		return 0;
	if (count > page_map->pages - first)
		count = page_map->pages - first;
	if (cell_count > count)
		cell_count = count;
	memset(cells, 0, cell_count * sizeof(*cells));
	for (size_t i = 0; i < count; i++) {
		/* Page i falls into the cell whose part of the whole it lies in. */
		size_t cell = (size_t)scale_u64(i, cell_count, count);

		if (!segment || first + i - segment->first >= segment->count)
			segment = segment_of(page_map, first + i);
		if (segment)
			add_page(&cells[cell], page_map, segment, first + i);
	}
	return cell_count;
}
