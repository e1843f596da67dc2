/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/page_map.h"

#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"

#define CLASS(mark, title, explanation)                                                            \
	{                                                                                          \
		mark,                                                                              \
		{                                                                                  \
			NULL, title, explanation, UNIT_BYTES                                       \
		}                                                                                  \
	}

/* The marks are those of the overview's bar, where it has the same. */
const struct residency_row residency_rows[PAGE_CLASS_COUNT] = {
	[PAGE_CLASS_NONE] = CLASS('.', N_("not there"),
		N_("Never touched, released, dropped, or the kernel's page of zeros: it takes "
		   "no memory. Swapped shared memory looks like this, too.")),
	[PAGE_CLASS_ANONYMOUS] = CLASS('|', N_("anonymous"),
		N_("Resident, and of no file: or a private copy of a file's page.")),
	[PAGE_CLASS_FILE] = CLASS('#', N_("file"), N_("Resident page cache of the mapped file.")),
	[PAGE_CLASS_SHARED] = CLASS('=', N_("shared memory"), N_("Resident shared memory.")),
	[PAGE_CLASS_HUGE] = CLASS('H', N_("huge"),
		N_("Resident, and mapped by a huge page. Kernels before 6.7 do not tell transparent huge "
		   "pages apart.")),
	[PAGE_CLASS_SWAPPED] = CLASS('s', N_("swapped"), N_("In swap, or on its way there.")),
	[PAGE_CLASS_UNREAD] = CLASS('?', N_("not read"),
		N_("The mapping is so large that memtop did not look at all of it.")),
};

void residency_begin(struct residency *page_map, uint64_t start, uint64_t end, uint64_t page_size)
{
	uint64_t pages = (end - start) / page_size;

	memset(page_map, 0, sizeof(*page_map));
	page_map->start = start;
	page_map->end = end;
	page_map->page_size = page_size;
	page_map->cell_count = pages < RESIDENCY_CELLS ? (size_t)pages : RESIDENCY_CELLS;
}

static uint64_t page_count(const struct residency *page_map)
{
	return (page_map->end - page_map->start) / page_map->page_size;
}

/* Where cell i begins, at page pages * i / cells, rounded down. */
static uint64_t cell_start(const struct residency *page_map, size_t cell)
{
	return page_map->start +
	       scale_u64(page_count(page_map), cell, page_map->cell_count) * page_map->page_size;
}

/* The cell that holds an address of the strip: the last one that begins there or before. */
static size_t cell_of(const struct residency *page_map, uint64_t address)
{
	uint64_t next = (address - page_map->start) / page_map->page_size + 1;
	uint64_t pages = page_count(page_map), cell = scale_u64(next, page_map->cell_count, pages);

	/* (next * cells - 1) / pages: the product is a multiple of it if what is left is 0, modulo 2^64. */
	return (size_t)(cell - (next * page_map->cell_count == cell * pages));
}

void residency_add(struct residency *page_map, uint64_t from, uint64_t to,
	enum page_class page_class)
{
	if (from < page_map->start)
		from = page_map->start;
	if (to > page_map->end)
		to = page_map->end;
	for (size_t cell = from < to ? cell_of(page_map, from) : 0; from < to; cell++) {
		uint64_t end = cell_start(page_map, cell + 1);

		if (end > to)
			end = to;
		page_map->cells[cell].bytes[page_class] += end - from;
		page_map->all.bytes[page_class] += end - from;
		from = end;
	}
}

void residency_finish(struct residency *page_map, uint64_t read_end)
{
	for (size_t i = 0; i < page_map->cell_count; i++) {
		struct residency_cell *cell = &page_map->cells[i];
		uint64_t start = cell_start(page_map, i), end = cell_start(page_map, i + 1);
		uint64_t unread = read_end < end ? end - (read_end > start ? read_end : start) : 0;
		uint64_t told = residency_bytes(cell) + unread;
		uint64_t none = told < end - start ? end - start - told : 0;

		cell->bytes[PAGE_CLASS_UNREAD] += unread;
		cell->bytes[PAGE_CLASS_NONE] += none;
		page_map->all.bytes[PAGE_CLASS_UNREAD] += unread;
		page_map->all.bytes[PAGE_CLASS_NONE] += none;
	}
}

size_t residency_shrink(const struct residency *page_map, struct residency_cell *cells,
	size_t count)
{
	if (count > page_map->cell_count)
		count = page_map->cell_count;
	if (count == 0)
		return 0;
	memset(cells, 0, count * sizeof(*cells));
	for (size_t i = 0; i < page_map->cell_count; i++) {
		struct residency_cell *cell = &cells[i * count / page_map->cell_count];

		for (int kind = 0; kind < PAGE_CLASS_COUNT; kind++)
			cell->bytes[kind] += page_map->cells[i].bytes[kind];
	}
	return count;
}

uint64_t residency_bytes(const struct residency_cell *cell)
{
	uint64_t bytes = 0;

	for (int i = 0; i < PAGE_CLASS_COUNT; i++)
		bytes += cell->bytes[i];
	return bytes;
}

enum page_class residency_shown(const struct residency_cell *cell)
{
	enum page_class shown = PAGE_CLASS_NONE;

	for (int i = PAGE_CLASS_NONE + 1; i < PAGE_CLASS_COUNT; i++)
		if (cell->bytes[i] > (shown ? cell->bytes[shown] : 0))
			shown = (enum page_class)i;
	return shown;
}
