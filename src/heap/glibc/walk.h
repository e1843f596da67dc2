/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From chunk to chunk through every segment: the first of the two passes over a heap. */
#ifndef MEMTOP_HEAP_GLIBC_WALK_H
#define MEMTOP_HEAP_GLIBC_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/chunk_map.h"
#include "heap/glibc/arena.h"
#include "heap/options.h"

/* What the walk found in one segment. */
struct walked {
	struct chunk_map map;
	uint8_t *pages;       /* enum page_flag of each page from base on */
	uint64_t base, limit; /* page-aligned bounds */
	uint64_t chunks_end;  /* where the last chunk or unknown stretch ends: top, or a fence */
	uint64_t end;         /* where the memory ends that counts towards system_bytes */
	uint64_t top;         /* where top was met; 0 if it was not */
};

/* A thread's cache, found by the form of what lies in a chunk of its size. */
struct tcache {
	uint64_t chunk;
	const struct tcache_layout *layout;
};

/* A chunk that could be the last of a long fastbin. */
struct fast_end {
	uint64_t address;
	size_t arena;
	unsigned bin;
};

struct heap_walk {
	const struct heap_options *options;
	const struct arenas *arenas;
	struct memory *memory;
	struct walked *walked; /* one a segment, in the order of arenas->segments */
	struct tcache *tcaches;
	size_t tcache_count, tcache_capacity;
	struct fast_end *ends; /* candidates without a next */
	size_t end_count, end_capacity;
	const uint32_t *long_fastbins;    /* an arena's bits: fastbins too long to be followed */
	uint64_t total_bytes, done_bytes; /* for the progress bar */
	uint64_t budget;  /* headers that may be tried while looking for a lost chain */
	uint64_t outside; /* bytes between the main arena's mappings: not malloc's at all */
	uint64_t lost;    /* times the chain broke where it should not */
	uint64_t failed_reads;
	bool cancelled;
};

/*
 * Walks all segments.  STATUS_REFUSED if it was cancelled, STATUS_TOO_LARGE, STATUS_GONE,
 * STATUS_NO_MEMORY.
 * walk_free() in any case.
 */
enum status walk_run(struct heap_walk *walk);
void walk_free(struct heap_walk *walk);

/* The segment that holds address, or NULL. */
struct walked *walk_find(const struct heap_walk *walk, uint64_t address);

#endif
