/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the chunks of one segment start and what they are: one byte for as much memory as the
 * smallest chunk takes, which is the most that there can be of them.  Written by the walk, then read
 * in order of addresses.  Blocks without a chunk's start take no memory, and pages of blocks without
 * one are never touched.
 */
#ifndef MEMTOP_HEAP_CHUNK_MAP_H
#define MEMTOP_HEAP_CHUNK_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "heap/allowance.h"

enum chunk_kind {
	CHUNK_NONE, /* no chunk starts here */
	CHUNK_IN_USE,
	CHUNK_FREE,      /* in a bin */
	CHUNK_CANDIDATE, /* in use by its bits, but its first word could be a fastbin's link */
	CHUNK_FAST,      /* in a fastbin */
	CHUNK_CACHED,    /* in a thread's tcache */
	CHUNK_FOREIGN,   /* no chunk: memory that other code took from brk */
	CHUNK_UNKNOWN,   /* not readable, or not to be understood, up to the next start */
};

#define MAP_BLOCK_SLOTS (2u << 20)
#define MAP_LINKS_MANY  3u /* this many links to a place, or more */

struct chunk_map {
	uint64_t base;   /* the first chunk */
	uint64_t length; /* bytes mapped */
	unsigned shift;  /* a slot is 1 << shift bytes */
	size_t block_count;
	size_t last_slots; /* in the last block; MAP_BLOCK_SLOTS in the others */
	uint8_t **blocks;  /* each in a mapping of its own, or NULL */
	struct allowance *allowance;
};

/* minimum: the size of the smallest chunk, a power of two.  chunk_map_free() in any case. */
enum status chunk_map_init(struct chunk_map *map, uint64_t base, uint64_t end, unsigned minimum,
	struct allowance *allowance);
void chunk_map_free(struct chunk_map *map);

/*
 * Says that a chunk of that kind starts at address, or changes its kind.  STATUS_NO_MEMORY,
 * STATUS_TOO_LARGE.
 */
enum status chunk_map_set(struct chunk_map *map, uint64_t address, enum chunk_kind kind);

/* The kind of the chunk that starts at address; CHUNK_NONE if none does. */
enum chunk_kind chunk_map_get(const struct chunk_map *map, uint64_t address);

/* Brings the place for address near, to be changed soon: what lists point to lies in no order. */
void chunk_map_prefetch(const struct chunk_map *map, uint64_t address);

/* Counts one link more, or less, to address; the count stops at MAP_LINKS_MANY, and stays there. */
enum status chunk_map_link(struct chunk_map *map, uint64_t address);
void chunk_map_unlink(struct chunk_map *map, uint64_t address);
unsigned chunk_map_links(const struct chunk_map *map, uint64_t address);

/* The kind that a candidate turned out to be, once the links are counted; any other is as it is. */
static inline enum chunk_kind chunk_map_decide(const struct chunk_map *map, uint64_t address,
	enum chunk_kind kind)
{
	if (kind != CHUNK_CANDIDATE)
		return kind;
	return chunk_map_links(map, address) > 0 ? CHUNK_FAST : CHUNK_IN_USE;
}

/*
 * Moves what the map knows into count bytes of slots, zeroed before, in which a slot has its kind
 * (chunk_map_decide()) in bits 0 to 2, and bit 3 if the chunk starts in its second half.  The map is
 * freed on the way, so that no more memory is taken than for one block.
 */
void chunk_map_move(struct chunk_map *map, uint8_t *slots, size_t count);

/*
 * The first start from *address on, which is 0 or the start before plus the size of the smallest
 * chunk: *address and *kind become its.  False at the end.
 */
bool chunk_map_next(const struct chunk_map *map, uint64_t *address, enum chunk_kind *kind);

#endif
