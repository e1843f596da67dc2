/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/roots/mapped.h"

#include <stdlib.h>

#include "base/array.h"
#include "heap/glibc/heap_segments.h"

#define MOST 1000000u

struct search {
	const struct arenas *arenas;
	struct memory *memory;
	struct mapped_chunk *chunks;
	size_t count, capacity;
	uint64_t bytes; /* as malloc counts them */
	enum status status;
};

/*
 * sysmalloc_mmap() of malloc/malloc.c: prev_size is what was skipped at the start for alignment, both
 * together are whole pages, and of the flags IS_MMAPPED alone is set.
 */
static bool is_header(const struct search *search, uint64_t at, uint64_t end, uint64_t before,
	uint64_t size)
{
	uint64_t page = search->memory->reader->page_size, whole = size & ~CHUNK_FLAGS;

	if ((size & CHUNK_FLAGS) != CHUNK_MMAPPED || whole < page || whole > end - at)
		return false;
	/* The program's memory is aligned, and begins so far into the mapping. */
	return before < whole &&
	       (before + 2 * search->memory->word) % search->arenas->layout->alignment == 0 &&
	       (whole + before) % page == 0;
}

static void add(struct search *search, uint64_t at, uint64_t before, uint64_t size)
{
	unsigned header = 2 * search->memory->word;
	struct mapped_chunk *grown = array_reserve(search->chunks, &search->capacity,
		search->count + 1, sizeof(*search->chunks));

	if (!grown) {
		search->status = STATUS_NO_MEMORY;
		return;
	}
	search->chunks = grown;
	search->chunks[search->count++] = (struct mapped_chunk){ at + header, size - header };
	search->bytes += size + before;
}

/* As many were found as there are. */
static bool is_complete(const struct search *search)
{
	const struct malloc_parameters *parameters = &search->arenas->parameters;

	return search->count == value_or(parameters->mmapped_chunks, 0) &&
	       search->bytes == value_or(parameters->mmapped_bytes, 0);
}

/* How far into its mapping a chunk begins whose memory is aligned: 8 bytes on 32 bits since 2.26. */
static uint64_t skipped(const struct search *search)
{
	unsigned header = 2 * search->memory->word;

	return -(uint64_t)header & (search->arenas->layout->alignment - 1);
}

/* From page to page; what a chunk takes is passed over. */
static void search_run(struct search *search, uint64_t from, uint64_t to)
{
	uint64_t page = search->memory->reader->page_size, at = from;

	while (at < to && search->status == STATUS_OK && search->count < MOST &&
		!is_complete(search)) {
		unsigned word = search->memory->word;
		uint64_t chunk = at + skipped(search), before, size;

		if (!allowance_spend(search->memory->allowance, 1)) {
			search->status = search->memory->allowance->status;
			return;
		}
		if (memory_word(search->memory, chunk, &before) &&
			memory_word(search->memory, chunk + word, &size) &&
			is_header(search, chunk, to, before, size)) {
			size &= ~CHUNK_FLAGS;
			add(search, chunk, before, size);
			at = align_up(chunk + size, page);
		} else {
			at += page;
		}
	}
}

static bool may_hold(const struct mapping *mapping)
{
	return memory_is_anonymous(mapping) && maps_kind(mapping) != MAPPING_HEAP;
}

static void search_mapping(struct search *search, const struct mapping *mapping)
{
	uint64_t at = mapping->start;

	for (size_t i = 0; i < search->arenas->segment_count && at < mapping->end; i++) {
		const struct heap_segment *segment = &search->arenas->segments[i];

		if (segment->end <= at || segment->start >= mapping->end)
			continue;
		if (segment->start > at)
			search_run(search, at, segment->start);
		at = segment->end;
	}
	if (at < mapping->end)
		search_run(search, at, mapping->end);
}

enum status mapped_find(struct mapped_chunk **chunks, size_t *count, bool *exact,
	const struct arenas *arenas, struct memory *memory)
{
	const struct malloc_parameters *parameters = &arenas->parameters;
	struct search search = { .arenas = arenas, .memory = memory };

	*chunks = NULL;
	*count = 0;
	*exact = value_or(parameters->mmapped_chunks, 1) == 0;
	if (!value_known(parameters->mmapped_chunks) || *exact)
		return STATUS_OK;
	for (size_t i = 0; i < memory->maps.count && search.status == STATUS_OK; i++)
		if (may_hold(&memory->maps.mappings[i]))
			search_mapping(&search, &memory->maps.mappings[i]);
	*exact = search.status == STATUS_OK && is_complete(&search);
	if (!*exact) {
		free(search.chunks);
		return search.status;
	}
	*chunks = search.chunks;
	*count = search.count;
	return STATUS_OK;
}
