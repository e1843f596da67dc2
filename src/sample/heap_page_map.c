/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/heap_page_map.h"

#include <stdlib.h>
#include <string.h>

#include "parse/process/pagemap.h"

#define SHARE_UNIT 16u

enum status strip_add(struct heap_strip *strip, uint64_t start, uint64_t end, size_t arena)
{
	struct strip_segment *segment = &strip->segments[strip->count++];

	*segment = (struct strip_segment){ .start = start,
		.arena = arena,
		.first = strip->pages,
		.count = (size_t)((end - start) / strip->page_size) };
	strip->pages += segment->count;
	/* calloc gives large arrays as untouched zeros: holes in a heap cost nothing. */
	segment->shares = calloc(segment->count + 1, sizeof(*segment->shares));
	return segment->shares ? STATUS_OK : STATUS_NO_MEMORY;
}

void strip_free(struct heap_strip *strip)
{
	for (size_t i = 0; i < strip->count; i++) {
		free(strip->segments[i].shares);
		free(strip->segments[i].flags);
	}
	free(strip->segments);
	*strip = (struct heap_strip){ 0 };
}

void strip_share(const struct heap_strip *strip, struct strip_segment *segment, uint64_t from,
	uint64_t to, int in_use)
{
	while (from < to) {
		size_t page = (size_t)((from - segment->start) / strip->page_size);
		uint64_t end = segment->start + (page + 1) * strip->page_size;
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

static const struct strip_segment *segment_of(const struct heap_strip *strip, size_t page)
{
	for (size_t i = 0; i < strip->count; i++) {
		if (page - strip->segments[i].first < strip->segments[i].count)
			return &strip->segments[i];
	}
	return NULL;
}

static void add_page(struct strip_cell *cell, const struct heap_strip *strip,
	const struct strip_segment *segment, size_t page)
{
	size_t index = page - segment->first;
	uint8_t flags = segment->flags ? segment->flags[index] : 0;

	if (cell->bytes == 0) {
		cell->address = segment->start + index * strip->page_size;
		cell->arena = segment->arena;
	}
	cell->bytes += strip->page_size;
	cell->in_use += (uint64_t)segment->shares[index].in_use * SHARE_UNIT;
	cell->free += (uint64_t)segment->shares[index].free * SHARE_UNIT;
	cell->resident += flags & PAGE_PRESENT ? strip->page_size : 0;
	cell->swapped += flags & PAGE_SWAPPED ? strip->page_size : 0;
}

size_t strip_cells(const struct heap_strip *strip, size_t first, size_t count,
	struct strip_cell *cells, size_t cell_count)
{
	const struct strip_segment *segment = NULL;

	if (first >= strip->pages || cell_count == 0)
		return 0;
	if (count > strip->pages - first)
		count = strip->pages - first;
	if (cell_count > count)
		cell_count = count;
	memset(cells, 0, cell_count * sizeof(*cells));
	for (size_t i = 0; i < count; i++) {
		/* Page i falls into the cell whose part of the whole it lies in. */
		size_t cell = (size_t)((unsigned __int128)i * cell_count / count);

		if (!segment || first + i - segment->first >= segment->count)
			segment = segment_of(strip, first + i);
		if (segment)
			add_page(&cells[cell], strip, segment, first + i);
	}
	return cell_count;
}
