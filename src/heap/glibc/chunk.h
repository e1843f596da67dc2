/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a chunk's header can be, and whether a place in memory looks like the start of chunks. */
#ifndef MEMTOP_HEAP_GLIBC_CHUNK_H
#define MEMTOP_HEAP_GLIBC_CHUNK_H

#include <stdbool.h>
#include <stdint.h>

#include "heap/glibc/arena.h"

static inline uint64_t chunk_size(uint64_t header)
{
	return header & ~CHUNK_FLAGS;
}

/* Whether a chunk with that size word can lie at `at`, in memory that ends at end. */
static inline bool chunk_fits(const struct heap_layout *layout, uint64_t header, uint64_t at,
	uint64_t end)
{
	uint64_t size = chunk_size(header);

	return size >= layout_minimum(layout) && (size & (layout->alignment - 1)) == 0 &&
	       !(header & CHUNK_MMAPPED) && size <= end - at;
}

/*
 * What malloc leaves at the end of memory that it could not go on in: a header with a size of two
 * words, which no chunk can have, or of 0.
 */
static inline bool chunk_is_fence(const struct heap_layout *layout, uint64_t header)
{
	uint64_t size = chunk_size(header);

	return size == 2 * layout->word || header == CHUNK_PREV_INUSE;
}

/*
 * Whether a chain of chunks of arena begins at `at`: long enough not to be chance, or reaching top,
 * or a fence.  *budget is lowered by the headers read, and nothing is found once it is 0.
 */
bool chunk_chain_begins(const struct arenas *arenas, struct memory *memory, size_t arena,
	uint64_t at, uint64_t end, uint64_t *budget);

/* The same for the main arena at the start of a mapping. */
bool chunk_chain_is_main(const struct arenas *arenas, struct memory *memory, uint64_t start,
	uint64_t end);

#endif
