/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/glibc/chunk.h"

#define CHAIN_LENGTH 8
#define CHAIN_BUDGET 64

/* Chunks of thread arenas say so; the main arena's never do. */
static bool belongs(const struct arenas *arenas, size_t arena, uint64_t header)
{
	return !arenas->arena[arena].is_main || !(header & CHUNK_NON_MAIN_ARENA);
}

/* Of a free chunk the size stands once more at its end. */
static bool ends_free(struct memory *memory, uint64_t next, uint64_t size)
{
	uint64_t stored;

	return memory_word(memory, next, &stored) && stored == size;
}

bool chunk_chain_begins(const struct arenas *arenas, struct memory *memory, size_t arena,
	uint64_t at, uint64_t end, uint64_t *budget)
{
	const struct heap_layout *layout = arenas->layout;
	uint64_t size = 0;

	for (unsigned length = 0; length < CHAIN_LENGTH; length++) {
		uint64_t header;

		if (at == arenas->arena[arena].top)
			return true;
		if (*budget == 0 || at >= end || !memory_word(memory, at + layout->word, &header))
			return false;
		--*budget;
		if (length > 0 && !(header & CHUNK_PREV_INUSE) && !ends_free(memory, at, size))
			return false;
		if (length > 0 && chunk_is_fence(layout, header))
			return true;
		if (!chunk_fits(layout, header, at, end) || !belongs(arenas, arena, header))
			return false;
		size = chunk_size(header);
		at += size;
	}
	return true;
}

bool chunk_chain_is_main(const struct arenas *arenas, struct memory *memory, uint64_t start,
	uint64_t end)
{
	uint64_t budget = CHAIN_BUDGET;

	return chunk_chain_begins(arenas, memory, 0, layout_chunk_at(arenas->layout, start), end,
		&budget);
}
