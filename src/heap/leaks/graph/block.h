/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of one block of a stretch, with as much behind it as most chunks may reach over.  It is
 * read as a whole where most of it will be wanted, page by page otherwise.
 */
#ifndef MEMTOP_HEAP_LEAKS_GRAPH_BLOCK_H
#define MEMTOP_HEAP_LEAKS_GRAPH_BLOCK_H

#include "heap/leaks/graph/nodes.h"
#include "heap/leaks/graph/resident.h"

struct node_block {
	struct nodes *nodes;
	struct resident *resident;
	uint8_t *bytes;          /* from where its first page begins */
	uint8_t *loaded;         /* pages */
	struct stretch *stretch; /* NULL: none was entered */
	uint32_t first, last;    /* its nodes: [first, last) */
	uint64_t from, to;       /* addresses in bytes */
	enum status status;      /* of all reading so far */
};

/* STATUS_NO_MEMORY.  block_close() in any case. */
enum status block_open(struct node_block *block, struct nodes *nodes, struct resident *resident);
void block_close(struct node_block *block);

/* Goes to a block; wanted: so many of its chunks will be looked at. */
void block_enter(struct node_block *block, struct stretch *stretch, uint32_t index,
	uint32_t wanted);
static inline void block_leave(struct node_block *block)
{
	block->stretch = NULL;
}

/* [from, to) of the block; what is not resident reads as zeros. */
const uint8_t *block_at(struct node_block *block, uint64_t from, uint64_t to);

/* node_memory() of a node in the block, by the chunk's own header, which is at hand. */
struct node_memory block_node(struct node_block *block, uint32_t node);

/*
 * Hands over a node's memory, in one piece where the block has all of it, in several where it is
 * large.  The node may lie in the block, or have a mapping of its own.
 */
void block_each(struct node_block *block, uint32_t node,
	void (*take)(void *context, uint64_t address, const uint8_t *bytes, size_t length),
	void *context);

#endif
