/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How glibc's malloc lies in memory, by version: what malloc/malloc.c and malloc/arena.c of 2.23 to
 * 2.43 say, found again by structure.
 */
#ifndef MEMTOP_HEAP_GLIBC_LAYOUT_H
#define MEMTOP_HEAP_GLIBC_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEAP_BINS     127 /* pairs of fd and bk in malloc_state.bins */
#define HEAP_FASTBINS 11  /* at most */

/* Flags in the low bits of a chunk's size. */
#define CHUNK_PREV_INUSE     UINT64_C(1)
#define CHUNK_MMAPPED        UINT64_C(2)
#define CHUNK_NON_MAIN_ARENA UINT64_C(4)
#define CHUNK_FLAGS          UINT64_C(7)

/* malloc_state, told apart by the distance from its start to its bins. */
struct heap_layout {
	unsigned word;          /* bytes of a pointer */
	unsigned bins;          /* offset of the bins */
	unsigned fastbins;      /* offset of the fastbins */
	unsigned fastbin_count; /* 0: this version has none */
	unsigned alignment;     /* MALLOC_ALIGNMENT */
	const char *versions;
};
extern const struct heap_layout heap_layouts[];
extern const size_t heap_layout_count;

/* Offsets from the bins on are the same in all versions. */
static inline unsigned layout_next(const struct heap_layout *layout)
{
	return layout->bins + HEAP_BINS * 2 * layout->word + 16;
}

static inline unsigned layout_attached(const struct heap_layout *layout)
{
	return layout_next(layout) + 2 * layout->word;
}

static inline unsigned layout_system(const struct heap_layout *layout)
{
	return layout_next(layout) + 3 * layout->word;
}

static inline unsigned layout_size(const struct heap_layout *layout)
{
	return layout_next(layout) + 5 * layout->word;
}

static inline unsigned layout_top(const struct heap_layout *layout)
{
	return layout->bins - 2 * layout->word;
}

/* The smallest chunk, and struct malloc_chunk: what malloc_trim leaves of a free chunk's start. */
static inline unsigned layout_minimum(const struct heap_layout *layout)
{
	return 4 * layout->word;
}

static inline unsigned layout_chunk_header(const struct heap_layout *layout)
{
	return 6 * layout->word;
}

/* The first address from `at` on where a chunk can start: its user memory is aligned. */
static inline uint64_t layout_chunk_at(const struct heap_layout *layout, uint64_t at)
{
	uint64_t mask = layout->alignment - 1, memory = at + 2 * layout->word;

	return ((memory + mask) & ~mask) - 2 * layout->word;
}

/* The fastbin of chunks of that size, or -1. */
int layout_fastbin(const struct heap_layout *layout, uint64_t size);

/* tcache_perthread_struct, told apart by the size of the chunk that it lies in. */
struct tcache_layout {
	unsigned word;
	unsigned chunk; /* size of its chunk; one more alignment step is taken, too */
	unsigned bins;
	unsigned small_bins; /* of one chunk size each */
	unsigned count_size; /* bytes of a counter */
	bool counts_down;    /* counters say what room is left */
};

/* The row for a chunk of that size, or NULL. */
const struct tcache_layout *tcache_layout_find(const struct heap_layout *layout, uint64_t chunk);

#endif
