/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding glibc's arenas, their heaps and malloc's parameters in a process, without symbols. */
#ifndef MEMTOP_HEAP_GLIBC_ARENA_H
#define MEMTOP_HEAP_GLIBC_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"
#include "heap/glibc/layout.h"
#include "heap/memory.h"

#define ARENA_STATE_MAX 2304 /* bytes of the largest malloc_state */

/* malloc_state, as it was at one moment. */
struct arena {
	uint64_t address;
	bool is_main;
	bool contiguous; /* main arena: grows by brk */
	uint64_t top, top_size;
	uint64_t system_bytes; /* what it got from the kernel */
	uint64_t attached;     /* threads */
	uint64_t fastbin[HEAP_FASTBINS];
	uint8_t state[ARENA_STATE_MAX]; /* all of it, to see later whether it was used meanwhile */
};

/* A stretch of memory that an arena cuts its chunks from. */
struct heap_segment {
	size_t arena;        /* index into arenas */
	uint64_t start, end; /* [start, end): what counts towards the arena's system_bytes */
	uint64_t first;      /* the first chunk */
	bool has_top;        /* it ends in the arena's top; otherwise in a fencepost */
	bool is_mapped;      /* of the main arena, but not from brk: others' memory may adjoin */
	bool at_break;       /* its end is the program break: malloc_trim can lower it */
	bool hugetlb;        /* on pages of hugetlbfs, which cannot be given back piecemeal */
};

/* mp_ */
struct malloc_parameters {
	struct value mmapped_chunks, mmapped_bytes, mmapped_bytes_max;
	struct value thp_page_size; /* top is trimmed by this, 0: by pages; absent before 2.35 */
	struct value huge_page_size;
	uint64_t sbrk_base; /* 0: the main arena was never used, or it was not found */
};

struct arenas {
	const struct heap_layout *layout;
	bool safe_linking; /* 2.32 on: single links are masked by their own address */
	struct arena *arena;
	size_t count, capacity;
	struct heap_segment *segments;
	size_t segment_count, segment_capacity;
	struct malloc_parameters parameters;
	bool thorough; /* all mappings may be the main arena's, however much was found */
	uint64_t state_start, state_end; /* libc's writable data, in which main_arena lies */
	uint64_t missing_bytes; /* of arenas whose list of heaps could not be followed to its end */
};

/*
 * STATUS_ABSENT if there is no initialized malloc of glibc in the process, STATUS_NO_MEMORY.
 * arenas_free() in any case.  Takes 1 to 2 ms: nothing is walked.  Thorough: see struct arenas.
 */
enum status arenas_find(struct arenas *arenas, struct memory *memory, bool thorough);
void arenas_free(struct arenas *arenas);

/* Whether any arena is another one than when it was read.  Forgets what the memory keeps. */
bool arenas_changed(const struct arenas *arenas, struct memory *memory);

/* Reads the arena at arena->address.  False if it is not resident or makes no sense. */
bool arena_read(struct arena *arena, const struct heap_layout *layout, struct memory *memory);

/* Whether address lies between the first chunk and the end of a segment of that arena. */
bool arenas_hold(const struct arenas *arenas, size_t arena, uint64_t address);

/* The address that the single link stored at `at` points to. */
static inline uint64_t arenas_link(const struct arenas *arenas, uint64_t at, uint64_t stored)
{
	return arenas->safe_linking ? stored ^ at >> 12 : stored;
}

#endif
