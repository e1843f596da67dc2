/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/glibc/heap_segments.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"
#include "heap/glibc/chunk.h"

#define SEGMENTS_MAX 16384 /* 1 TiB in heaps of 64 MiB */
#define SEGMENT_MAX  (UINT64_C(1) << 44)

/* Resident pages that are looked at for the start of chunks where brk could not be used. */
#define MAPPED_PAGES_MOST (UINT64_C(1) << 18)
#define ASK_PAGES         1024u /* flags asked for at a time */

/* A list of heaps that leads to memory twice is no list of heaps. */
static bool overlaps(const struct arenas *arenas, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < arenas->segment_count; i++) {
		if (start < arenas->segments[i].end && end > arenas->segments[i].start)
			return true;
	}
	return false;
}

static enum status append(struct arenas *arenas, const struct heap_segment *segment)
{
	struct heap_segment *grown;

	if (segment->first >= segment->end || segment->end - segment->start > SEGMENT_MAX ||
		arenas->segment_count >= SEGMENTS_MAX ||
		overlaps(arenas, segment->start, segment->end))
		return STATUS_OK;
	grown = array_reserve(arenas->segments, &arenas->segment_capacity,
		arenas->segment_count + 1, sizeof(*arenas->segments));
	if (!grown)
		return STATUS_NO_MEMORY;
	arenas->segments = grown;
	arenas->segments[arenas->segment_count++] = *segment;
	return STATUS_OK;
}

static bool is_hugetlb(const struct memory *memory, uint64_t address)
{
	const struct mapping *mapping = map_list_find(&memory->maps, address);

	return mapping && maps_kind(mapping) == MAPPING_HUGETLB;
}

static bool is_break(const struct memory *memory, uint64_t address)
{
	const struct mapping *mapping = map_list_find(&memory->maps, address);

	return mapping && maps_kind(mapping) == MAPPING_HEAP;
}

/* The end of top, if the arena's top lies in [start, end); 0 otherwise. */
static uint64_t top_end(const struct arena *arena, uint64_t start, uint64_t end)
{
	if (arena->top < start || arena->top >= end || arena->top_size > end - arena->top)
		return 0;
	return arena->top + arena->top_size;
}

/* A stretch of the main arena that starts at start and cannot go beyond end. */
static enum status append_main(struct arenas *arenas, struct memory *memory, uint64_t start,
	uint64_t end)
{
	const struct arena *arena = &arenas->arena[0];
	struct heap_segment segment = { .start = start, .end = end };
	uint64_t top = top_end(arena, start, end);

	segment.is_mapped = !is_break(memory, start);
	segment.first = layout_chunk_at(arenas->layout, start);
	segment.hugetlb = is_hugetlb(memory, start);
	segment.has_top = top != 0;
	if (segment.has_top)
		segment.end = top;
	return append(arenas, &segment);
}

/* The mapping named [heap] ends at the program break. */
static bool ends_at_break(const struct memory *memory, uint64_t end)
{
	const struct mapping *mapping = map_list_find(&memory->maps, end - 1);

	return mapping && mapping->end == end && maps_kind(mapping) == MAPPING_HEAP;
}

static uint64_t main_bytes(const struct arenas *arenas)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < arenas->segment_count; i++) {
		if (arenas->segments[i].arena == 0)
			bytes += arenas->segments[i].end - arenas->segments[i].start;
	}
	return bytes;
}

/*
 * Where the first segment from `at` on begins, at most at end; *taken is where it ends.  `at` itself
 * if it lies in one.
 */
static uint64_t next_segment(const struct arenas *arenas, uint64_t at, uint64_t end,
	uint64_t *taken)
{
	uint64_t first = end;

	*taken = end;
	for (size_t i = 0; i < arenas->segment_count; i++) {
		const struct heap_segment *segment = &arenas->segments[i];

		if (segment->end <= at || segment->start >= first)
			continue;
		first = max_u64(segment->start, at);
		*taken = segment->end;
	}
	return first;
}

/* The flags of some pages from start on. */
struct known_pages {
	uint64_t start;
	size_t count;
	uint8_t flags[ASK_PAGES];
};

static bool know(struct known_pages *known, struct memory *memory, uint64_t at, uint64_t end)
{
	size_t count = (end - at) / memory->reader->page_size;

	known->start = at;
	known->count = count < ASK_PAGES ? count : ASK_PAGES;
	return memory_pages(memory, at, known->count, known->flags) == STATUS_OK;
}

/* The first resident page from `at` on; end if there is none.  Thread stacks are mostly not. */
static uint64_t next_resident(struct known_pages *known, struct memory *memory, uint64_t at,
	uint64_t end)
{
	uint64_t page = memory->reader->page_size;

	for (; at < end; at += page) {
		bool is_known = at >= known->start && (at - known->start) / page < known->count;

		if (!is_known) {
			at = memory_pass_empty(memory, at, end);
			if (at >= end || !know(known, memory, at, end))
				return end;
		}
		if (known->flags[(at - known->start) / page] & PAGE_PRESENT)
			return at;
	}
	return end;
}

/*
 * One mapping, page by page: the kernel joins neighbours, so the chunks need not begin where the
 * mapping does, and top, which ends a stretch, can have older ones behind it.
 */
static enum status add_mapping(struct arenas *arenas, struct memory *memory, uint64_t start,
	uint64_t end, uint64_t *budget)
{
	uint64_t page = memory->reader->page_size, at = start;
	struct known_pages known = { .count = 0 };

	for (; (at = next_resident(&known, memory, at, end)) < end && *budget > 0; --*budget) {
		uint64_t taken, limit = next_segment(arenas, at, end, &taken);
		size_t count = arenas->segment_count;
		enum status status;

		/* Every segment was looked at. */
		if (!allowance_spend(memory->allowance, arenas->segment_count))
			return memory->allowance->status;
		if (limit == at || !chunk_chain_is_main(arenas, memory, at, limit)) {
			at = limit == at ? align_up(taken, page) : at + page;
			continue;
		}
		status = append_main(arenas, memory, at, limit);
		if (status != STATUS_OK)
			return status;
		if (arenas->segment_count == count)
			return STATUS_OK;
		at = align_up(arenas->segments[count].end, page);
	}
	return STATUS_OK;
}

/*
 * Whether all of the main arena seems to be found.  The kernel joins its mappings with those of
 * large chunks, which then count as found, too.
 */
static bool is_complete(const struct arenas *arenas)
{
	uint64_t joined = value_or(arenas->parameters.mmapped_bytes, 0);

	return !arenas->thorough && main_bytes(arenas) >= arenas->arena[0].system_bytes + joined;
}

/*
 * The main arena's memory that did not come from brk: sysmalloc() maps it, piece by piece.
 */
static enum status add_mapped(struct arenas *arenas, struct memory *memory)
{
	uint64_t budget = MAPPED_PAGES_MOST;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < memory->maps.count && status == STATUS_OK; i++) {
		const struct mapping *mapping = &memory->maps.mappings[i];

		if (is_complete(arenas))
			return STATUS_OK;
		if (!memory_is_anonymous(mapping) || maps_kind(mapping) == MAPPING_HEAP)
			continue;
		status = add_mapping(arenas, memory, mapping->start, mapping->end, &budget);
	}
	return status;
}

static int compare_segments(const void *a, const void *b)
{
	const struct heap_segment *left = a, *right = b;

	return COMPARE(left->start, right->start);
}

static void sort(struct arenas *arenas)
{
	if (arenas->segment_count > 1)
		qsort(arenas->segments, arenas->segment_count, sizeof(*arenas->segments),
			compare_segments);
}

/* Without mp_ the start of [heap] stands for sbrk_base: the same unless the program is static. */
static uint64_t main_start(const struct arenas *arenas, const struct memory *memory)
{
	if (arenas->parameters.sbrk_base != 0)
		return arenas->parameters.sbrk_base;
	for (size_t i = 0; i < memory->maps.count; i++) {
		if (maps_kind(&memory->maps.mappings[i]) == MAPPING_HEAP)
			return memory->maps.mappings[i].start;
	}
	return 0;
}

static enum status add_main(struct arenas *arenas, struct memory *memory)
{
	const struct arena *arena = &arenas->arena[0];
	uint64_t start = main_start(arenas, memory), end = memory_run_end(memory, start);
	enum status status = STATUS_OK;

	if (arena->system_bytes == 0)
		return STATUS_OK;
	/* Elsewhere than in [heap], what follows sbrk_base need not be the arena's. */
	if (end != 0 && (arena->contiguous || is_break(memory, start)))
		status = append_main(arenas, memory, start, end);
	if (status == STATUS_OK && !arena->contiguous)
		status = add_mapped(arenas, memory);
	return status;
}

/* heap_info: { ar_ptr, prev, size, ... } at the start of each heap of a thread arena. */
struct heap_info {
	uint64_t arena, previous, size;
};

static bool read_info(struct heap_info *info, struct memory *memory, uint64_t at)
{
	return memory_word(memory, at, &info->arena) &&
	       memory_word(memory, at + memory->word, &info->previous) &&
	       memory_word(memory, at + 2 * memory->word, &info->size);
}

/* Heaps are aligned to their greatest size: 64 MiB, 1 MiB with 32 bits, 4 huge pages if those. */
static uint64_t heap_alignment(const struct arenas *arenas, const struct memory *memory)
{
	uint64_t huge = value_or(arenas->parameters.huge_page_size, 0);

	if (huge != 0 && (huge & (huge - 1)) == 0 && huge <= UINT64_C(1) << 34)
		return 4 * huge;
	return memory->word == 8 ? UINT64_C(64) << 20 : UINT64_C(1) << 20;
}

static enum status add_heap(struct arenas *arenas, struct memory *memory, size_t index, uint64_t at,
	uint64_t size)
{
	const struct arena *arena = &arenas->arena[index];
	struct heap_segment segment = { .arena = index, .start = at, .end = at + size };
	/* The arena itself lies behind the heap_info of its first heap, so its low bits tell the
	 * size of that. */
	uint64_t information = arena->address & (memory->reader->page_size - 1);

	segment.first = at + information;
	if (arena->address == at + information)
		segment.first += layout_size(arenas->layout);
	segment.first = layout_chunk_at(arenas->layout, segment.first);
	segment.has_top = arena->top >= at && arena->top < at + size;
	segment.hugetlb = is_hugetlb(memory, at);
	return append(arenas, &segment);
}

/* From the newest heap, in which top is, back to the first. */
static enum status add_thread_arena(struct arenas *arenas, struct memory *memory, size_t index)
{
	const struct arena *arena = &arenas->arena[index];
	uint64_t alignment = heap_alignment(arenas, memory), found = 0;
	uint64_t at = align_down(arena->top, alignment);

	while (at != 0 && found < arena->system_bytes && arenas->segment_count < SEGMENTS_MAX) {
		struct heap_info info;
		enum status status;

		if (!allowance_spend(memory->allowance, arenas->segment_count) ||
			!read_info(&info, memory, at) || info.arena != arena->address ||
			info.size == 0 || info.size > alignment ||
			info.size % memory->reader->page_size != 0 ||
			memory_run_end(memory, at) < at + info.size ||
			overlaps(arenas, at, at + info.size))
			break;
		status = add_heap(arenas, memory, index, at, info.size);
		if (status != STATUS_OK)
			return status;
		found += info.size;
		at = info.previous;
	}
	if (found < arena->system_bytes)
		arenas->missing_bytes += arena->system_bytes - found;
	return STATUS_OK;
}

static void find_break(struct arenas *arenas, const struct memory *memory)
{
	for (size_t i = 0; i < arenas->segment_count; i++) {
		struct heap_segment *segment = &arenas->segments[i];

		segment->at_break = segment->arena == 0 && segment->has_top &&
				    ends_at_break(memory, segment->end);
	}
}

enum status heap_segments_find(struct arenas *arenas, struct memory *memory)
{
	enum status status = STATUS_OK;

	for (size_t i = 1; i < arenas->count && status == STATUS_OK; i++)
		status = add_thread_arena(arenas, memory, i);
	if (status == STATUS_OK)
		status = add_main(arenas, memory);
	sort(arenas);
	find_break(arenas, memory);
	return status;
}

const struct heap_segment *heap_segments_at(const struct arenas *arenas, uint64_t address)
{
	size_t at;

	LOWER_BOUND(at, arenas->segment_count, arenas->segments[at].end <= address);
	if (at == arenas->segment_count || arenas->segments[at].start > address)
		return NULL;
	return &arenas->segments[at];
}
