/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/glibc/summary.h"

#include <stdlib.h>

#include "heap/glibc/chunk.h"

/* The summary of one segment. */
struct sum {
	const struct arenas *arenas;
	const struct heap_segment *segment;
	const struct walked *walked;
	struct heap_figures *figures; /* of the segment's arena */
	struct size_counts *counts;
	struct heap_page_map *page_map;
	struct page_map_segment *pages;
	uint64_t page_size;
	uint64_t run;           /* start of the free chunks that adjoin each other; 0: none */
	uint64_t resident_free; /* resident bytes of all that is free */
};

static uint8_t flags_at(const struct sum *sum, uint64_t page)
{
	return sum->walked->pages[(page - sum->walked->base) / sum->page_size];
}

/* What malloc_trim would lower Anonymous by: file pages are not in it. */
static bool is_resident(uint8_t flags)
{
	return (flags & (PAGE_PRESENT | PAGE_FILE)) == PAGE_PRESENT;
}

/* Bytes of [from, to) that lie in resident pages. */
static uint64_t resident_bytes(const struct sum *sum, uint64_t from, uint64_t to)
{
	uint64_t bytes = 0;

	while (from < to) {
		uint64_t page = align_down(from, sum->page_size), end = page + sum->page_size;

		if (end > to)
			end = to;
		if (is_resident(flags_at(sum, page)))
			bytes += end - from;
		from = end;
	}
	return bytes;
}

/* [from, to) goes back: whole pages, those of hugetlbfs excepted. */
static void trim(struct sum *sum, uint64_t from, uint64_t to)
{
	if (sum->segment->hugetlb)
		return;
	for (uint64_t page = from; page < to; page += sum->page_size) {
		uint8_t flags = flags_at(sum, page);

		if (!is_resident(flags))
			continue;
		sum->figures->trimmable += sum->page_size;
		if (flags & PAGE_SHARED)
			sum->figures->trimmable_shared += sum->page_size;
	}
}

/*
 * mtrim(): the whole pages in a free chunk, its malloc_chunk excepted.  Before that,
 * malloc_consolidate() makes one chunk of fastbin chunks and the free ones beside them.
 */
static void trim_run(struct sum *sum, uint64_t from, uint64_t to)
{
	uint64_t first = align_up(from + layout_chunk_header(sum->arenas->layout), sum->page_size);

	trim(sum, first, align_down(to, sum->page_size));
}

/* systrim(): lowers the break, by multiples of the page size, and leaves the smallest chunk. */
static void trim_top(struct sum *sum, uint64_t from, uint64_t to)
{
	uint64_t least = layout_minimum(sum->arenas->layout) + 1;
	uint64_t step = value_or(sum->arenas->parameters.thp_page_size, 0);

	if (step == 0 || (step & (step - 1)) != 0)
		step = sum->page_size;
	if (!sum->segment->at_break || to - from <= least)
		return;
	trim(sum, to - align_down(to - from - least, step), to);
}

static void close_run(struct sum *sum, uint64_t end)
{
	if (sum->run != 0)
		trim_run(sum, sum->run, end);
	sum->run = 0;
}

/* The last free memory of a segment: top, and the free chunks that adjoin it. */
static void add_top(struct sum *sum)
{
	uint64_t top = sum->walked->top, end = sum->segment->end;
	uint64_t from = sum->run != 0 ? sum->run : top;

	if (top == 0)
		return;
	sum->run = 0;
	sum->figures->top += end - top;
	sum->resident_free += resident_bytes(sum, top, end);
	page_map_share(sum->page_map, sum->pages, top, end, 0);
	if (sum->arenas->arena[sum->segment->arena].is_main)
		trim_top(sum, from, end);
	else
		sum->figures->thread_top += resident_bytes(sum, from, end);
}

static void add_in_use(struct sum *sum, uint64_t at, uint64_t size)
{
	sum->figures->in_use += size;
	sum->figures->in_use_chunks++;
	size_counts_add(sum->counts, size, true);
	page_map_share(sum->page_map, sum->pages, at, at + size, 1);
}

static void add_free(struct sum *sum, uint64_t at, uint64_t size, uint64_t *bytes, uint64_t *chunks)
{
	*bytes += size;
	++*chunks;
	if (size > sum->figures->largest_free)
		sum->figures->largest_free = size;
	size_counts_add(sum->counts, size, false);
	sum->resident_free += resident_bytes(sum, at, at + size);
	page_map_share(sum->page_map, sum->pages, at, at + size, 0);
}

static void add_chunk(struct sum *sum, uint64_t at, uint64_t size, enum chunk_kind kind)
{
	struct heap_figures *figures = sum->figures;

	if (kind != CHUNK_FREE && kind != CHUNK_FAST)
		close_run(sum, at);
	else if (sum->run == 0)
		sum->run = at;
	switch (kind) {
	case CHUNK_FREE:
		add_free(sum, at, size, &figures->free, &figures->free_chunks);
		break;
	case CHUNK_FAST:
		add_free(sum, at, size, &figures->fastbin, &figures->fastbin_chunks);
		break;
	case CHUNK_CACHED:
		add_free(sum, at, size, &figures->tcache, &figures->tcache_chunks);
		break;
	case CHUNK_FOREIGN:
		if (!sum->segment->is_mapped)
			figures->foreign += size;
		break;
	case CHUNK_UNKNOWN:
		figures->unexamined += size;
		break;
	default:
		add_in_use(sum, at, size);
	}
}

/* Pages, not chunks: resident, swapped, shared. */
static void add_pages(struct sum *sum)
{
	for (uint64_t page = sum->walked->base; page < sum->walked->limit; page += sum->page_size) {
		uint8_t flags = flags_at(sum, page);

		if (is_resident(flags)) {
			sum->figures->resident += sum->page_size;
			if (flags & PAGE_SHARED)
				sum->figures->shared += sum->page_size;
		}
		if (flags & PAGE_SWAPPED)
			sum->figures->swapped += sum->page_size;
	}
}

static void add_segment(struct sum *sum)
{
	unsigned minimum = layout_minimum(sum->arenas->layout);
	uint64_t at = 0, next, end = sum->walked->chunks_end;
	enum chunk_kind kind, next_kind;
	bool more = chunk_map_next(&sum->walked->map, &at, &kind) && at < end;

	while (more) {
		next = at + minimum;
		more = chunk_map_next(&sum->walked->map, &next, &next_kind) && next < end;
		add_chunk(sum, at, (more ? next : end) - at,
			chunk_map_decide(&sum->walked->map, at, kind));
		at = next;
		kind = next_kind;
	}
	if (sum->walked->top == 0)
		close_run(sum, end);
	add_top(sum);
	add_pages(sum);
}

/* What is free, resident, and neither goes back nor lies in a thread's top, is pinned. */
static void divide_free(struct heap_figures *figures, uint64_t resident_free)
{
	uint64_t known = figures->trimmable + figures->thread_top, kept = heap_retained(figures);

	figures->pinned = resident_free > known ? resident_free - known : 0;
	known += figures->pinned;
	figures->returned = kept > known ? kept - known : 0;
}

static void add_figures(struct heap_figures *total, const struct heap_figures *part)
{
	total->system += part->system;
	total->in_use += part->in_use;
	total->in_use_chunks += part->in_use_chunks;
	total->free += part->free;
	total->free_chunks += part->free_chunks;
	total->fastbin += part->fastbin;
	total->fastbin_chunks += part->fastbin_chunks;
	total->tcache += part->tcache;
	total->tcache_chunks += part->tcache_chunks;
	total->top += part->top;
	total->foreign += part->foreign;
	total->unexamined += part->unexamined;
	total->trimmable += part->trimmable;
	total->thread_top += part->thread_top;
	total->pinned += part->pinned;
	total->returned += part->returned;
	total->resident += part->resident;
	total->swapped += part->swapped;
	total->shared += part->shared;
	total->trimmable_shared += part->trimmable_shared;
	if (part->largest_free > total->largest_free)
		total->largest_free = part->largest_free;
}

static enum status make_arenas(struct heap_report *report, const struct arenas *arenas)
{
	report->arenas = calloc(arenas->count + 1, sizeof(*report->arenas));
	report->page_map.segments =
		calloc(arenas->segment_count + 1, sizeof(*report->page_map.segments));
	if (!report->arenas || !report->page_map.segments)
		return STATUS_NO_MEMORY;
	report->arena_count = arenas->count;
	for (size_t i = 0; i < arenas->count; i++) {
		struct heap_arena *arena = &report->arenas[i];

		arena->address = arenas->arena[i].address;
		arena->is_main = arenas->arena[i].is_main;
		arena->threads = arenas->arena[i].attached;
		arena->figures.system = arenas->arena[i].system_bytes;
	}
	return STATUS_OK;
}

static enum status make_segment(struct heap_report *report, struct heap_walk *walk, size_t index,
	struct size_counts *counts, uint64_t *resident_free)
{
	const struct heap_segment *segment = &walk->arenas->segments[index];
	struct walked *walked = &walk->walked[index];
	struct sum sum = { .arenas = walk->arenas,
		.segment = segment,
		.walked = walked,
		.figures = &report->arenas[segment->arena].figures,
		.counts = counts,
		.page_map = &report->page_map,
		.page_size = report->page_map.page_size };
	enum status status =
		page_map_add(&report->page_map, walked->base, walked->limit, segment->arena);

	if (status != STATUS_OK)
		return status;
	sum.pages = &report->page_map.segments[report->page_map.count - 1];
	add_segment(&sum);
	report->arenas[segment->arena].heaps++;
	resident_free[segment->arena] += sum.resident_free;
	sum.pages->flags = walked->pages;
	walked->pages = NULL;
	return STATUS_OK;
}

static enum status make_segments(struct heap_report *report, struct heap_walk *walk,
	struct size_counts *counts)
{
	uint64_t *resident_free = calloc(walk->arenas->count + 1, sizeof(*resident_free));
	enum status status = resident_free ? STATUS_OK : STATUS_NO_MEMORY;

	for (size_t i = 0; i < walk->arenas->segment_count && status == STATUS_OK; i++)
		status = make_segment(report, walk, i, counts, resident_free);
	for (size_t i = 0; i < report->arena_count && status == STATUS_OK; i++) {
		divide_free(&report->arenas[i].figures, resident_free[i]);
		add_figures(&report->total, &report->arenas[i].figures);
	}
	free(resident_free);
	return status;
}

enum status summary_make(struct heap_report *report, struct heap_walk *walk)
{
	struct size_counts counts = { 0 };
	enum status status;

	report->page_map.page_size = walk->memory->reader->page_size;
	status = make_arenas(report, walk->arenas);
	if (status == STATUS_OK)
		status = size_counts_init(&counts, walk->arenas->layout->alignment);
	if (status == STATUS_OK)
		status = make_segments(report, walk, &counts);
	if (status == STATUS_OK)
		status = size_counts_finish(&counts, &report->classes);
	size_counts_free(&counts);
	return status;
}
