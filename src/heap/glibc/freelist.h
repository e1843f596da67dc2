/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Free chunks that look as if they were in use: those in fastbins and in the threads' tcaches.
 *
 * A short fastbin is followed link by link.  After std::map::clear() of a million nodes there are a
 * million links in no order, and following them would take a second a million.  So, of bins longer
 * than that, the walk notes each chunk whose first word could be such a link, and counts what points
 * where; what nothing points to is then no member but a stale word in a chunk that was allocated
 * again, and so is what only such chunks point to.
 */
#ifndef MEMTOP_HEAP_GLIBC_FREELIST_H
#define MEMTOP_HEAP_GLIBC_FREELIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/glibc/walk.h"

struct fast_chunk {
	uint64_t address;
	size_t arena;
};

struct freelists {
	struct fast_chunk *fast; /* members of the short fastbins */
	size_t fast_count, fast_capacity;
	uint32_t *long_fastbins;   /* an arena's bits */
	bool stale_links_resolved; /* stale links were all found; false: there were too many */
	bool whole;                /* every fastbin was found up to its end */
};

/* Follows all fastbins before the walk.  STATUS_NO_MEMORY.  freelists_free() in any case. */
enum status freelists_read(struct freelists *freelists, const struct arenas *arenas,
	struct memory *memory);
void freelists_free(struct freelists *freelists);

/*
 * After the walk: chunks in short fastbins become CHUNK_FAST, those in tcaches CHUNK_CACHED, and of
 * the candidates those are in a long fastbin that still have a link to them.
 */
void freelists_mark(struct freelists *freelists, struct heap_walk *walk);

/* Whether a thread's cache could lie in a chunk of that size, in any version: few chunks have it. */
static inline bool tcache_fits(uint64_t size)
{
	return size >= 0x150 && size <= 0x310;
}

/* During the walk: remembers a chunk in use that holds a tcache_perthread_struct. */
enum status tcache_notice(struct heap_walk *walk, uint64_t chunk, uint64_t size);

#endif
