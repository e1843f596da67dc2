/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The chunks of a heap as the nodes of a graph: from a word that may be a pointer to the chunk that
 * it points into, and from a chunk to its memory.
 *
 * A node is a number: the place of its byte in `state`.  Bytes of chunks in segments come first, one
 * for as much memory as the smallest chunk takes, as in the chunk map that they are moved from; then
 * one for each chunk that has a mapping of its own.
 */
#ifndef MEMTOP_HEAP_LEAKS_GRAPH_NODES_H
#define MEMTOP_HEAP_LEAKS_GRAPH_NODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/chunk_map.h"
#include "heap/glibc/walk.h"

#define NODE_NONE UINT32_MAX

/* Bits of a node's state, beside those of the chunk map. */
#define NODE_KIND    7u
#define NODE_HALF    8u
#define NODE_MARKED  16u /* a root leads to it */
#define NODE_PENDING 32u /* marked, and what it points to is still to be marked */

#define NODE_BLOCK_SHIFT 17u /* slots of a block, which is read at a time: 4 MiB on 64 bits */
#define NODE_BLOCK_SLOTS (1u << NODE_BLOCK_SHIFT)
#define NODE_NEAR_SHIFT  24u

/* The chunks of a segment. */
struct stretch {
	uint64_t base, end;   /* the first chunk; where the last one ends */
	uint64_t start, stop; /* the segment, with what belongs to it besides */
	uint32_t first;       /* node of the first slot */
	uint32_t slots;
	uint32_t *cover;   /* for each page of slots, the last node before it; NODE_NONE */
	uint32_t *pending; /* nodes in each block */
	uint32_t blocks;
	bool is_main;
};

/* A chunk with a mapping of its own. */
struct mapped_chunk {
	uint64_t memory, size; /* what the program may use of it */
};

struct nodes {
	uint8_t *state;
	uint32_t slots; /* nodes in segments */
	uint32_t count; /* all */
	size_t state_bytes;
	unsigned word, shift; /* bytes of a pointer; a slot is 1 << shift bytes */
	struct stretch *stretches;
	size_t stretch_count;
	struct stretch *last; /* where the last word pointed to */
	struct mapped_chunk *mapped;
	size_t mapped_count;
	uint32_t mapped_pending;
	uint64_t low, high; /* no chunk's memory lies outside */
	uint8_t *near;      /* for each 16 MiB from low on: is there a chunk's memory? */
	size_t near_bytes;
	uint64_t in_use_bytes, in_use_chunks;
	uint64_t swapped_bytes; /* of pages of the segments */
};

/*
 * Takes the chunks over from a walk, whose maps are empty then, and the mapped ones, an array that
 * becomes its own.  STATUS_NO_MEMORY, STATUS_TOO_LARGE.  nodes_free() in any case.
 */
enum status nodes_make(struct nodes *nodes, struct heap_walk *walk, struct mapped_chunk *mapped,
	size_t mapped_count);
void nodes_free(struct nodes *nodes);

static inline unsigned nodes_header(const struct nodes *nodes)
{
	return 2 * nodes->word;
}

/* Whether a word can be a pointer to a chunk at all: for most words, all that is asked. */
static inline bool nodes_near(const struct nodes *nodes, uint64_t word)
{
	return word - nodes->low < nodes->high - nodes->low &&
	       nodes->near[(word >> NODE_NEAR_SHIFT) - (nodes->low >> NODE_NEAR_SHIFT)];
}

static inline bool node_in_use(const struct nodes *nodes, uint32_t node)
{
	return (nodes->state[node] & NODE_KIND) == CHUNK_IN_USE;
}

static inline bool node_is_mapped(const struct nodes *nodes, uint32_t node)
{
	return node >= nodes->slots;
}

static inline uint64_t stretch_chunk(const struct nodes *nodes, const struct stretch *stretch,
	uint32_t slot)
{
	uint64_t half = nodes->state[stretch->first + slot] & NODE_HALF
				? UINT64_C(1) << (nodes->shift - 1)
				: 0;

	return stretch->base + ((uint64_t)slot << nodes->shift) + half;
}

/* The first slot from slot on in which a chunk starts; stretch->slots if there is none. */
uint32_t stretch_next(const struct nodes *nodes, const struct stretch *stretch, uint32_t slot);

/* Where the chunk that starts in a slot ends. */
uint64_t stretch_chunk_end(const struct nodes *nodes, const struct stretch *stretch, uint32_t slot);

struct stretch *nodes_stretch_at(struct nodes *nodes, uint64_t address);
struct stretch *nodes_stretch_of(const struct nodes *nodes, uint32_t node);

/*
 * The node in use whose memory a pointer leads to, NODE_NONE if there is none: from its first byte up
 * to, and with, the place just behind it, for that is a valid pointer to an array, too.  Behind a
 * chunk with a mapping of its own other memory begins, and a pointer there is to that.
 */
uint32_t nodes_find(struct nodes *nodes, uint64_t pointer);

/* The program's memory of a node: where it begins, and how much there is. */
struct node_memory {
	uint64_t address, size;
};
struct node_memory node_memory(const struct nodes *nodes, uint32_t node);

/* Bytes that malloc counts for it: with its header. */
uint64_t node_bytes(const struct nodes *nodes, uint32_t node);

/* The next node in use from node on; NODE_NONE at the end. */
uint32_t nodes_next_in_use(const struct nodes *nodes, uint32_t node);

#endif
