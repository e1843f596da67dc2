/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marking what can be reached.  The heap is read by blocks: within a block chunks are followed depth
 * first in memory that is at hand; a pointer into another block is only noted there.  Rounds go over
 * the blocks with most to do, up and down, until nothing is left, or until so little comes of
 * reading, as with a list whose links lie in no order, that a graph of what is left costs less
 * (residual.h).
 */
#ifndef MEMTOP_HEAP_LEAKS_GRAPH_MARK_H
#define MEMTOP_HEAP_LEAKS_GRAPH_MARK_H

#include "heap/leaks/graph/block.h"
#include "heap/leaks/roots/holders.h"
#include "heap/leaks/graph/nodes.h"
#include "heap/leaks/graph/resident.h"

#define MARK_QUEUED 64u

struct marker {
	struct nodes *nodes;
	struct holders *holders;
	struct resident resident;
	struct node_block block; /* the one that is followed now, if any */
	uint32_t *stack;         /* nodes of the block that are to be followed */
	uint32_t depth;
	struct {
		uint64_t pointer;
		holder_label label;
	} queue[MARK_QUEUED]; /* pointers whose nodes' states are on their way into the cache */
	unsigned queued;
	uint64_t marked, blocks; /* counts */
	enum status status;
};

/* STATUS_NO_MEMORY.  mark_close() in any case. */
enum status mark_open(struct marker *marker, struct nodes *nodes, struct holders *holders,
	struct memory *memory);
void mark_close(struct marker *marker);

/* A word of a root: marks what it points to, if anything. */
void mark_pointer(struct marker *marker, uint64_t pointer, holder_label label);

/* Follows all that is marked, to its end. */
enum status mark_run(struct marker *marker);

/* Calls take for each of count bytes' aligned words that may be a pointer to a chunk. */
#define MARK_EACH_WORD(nodes, bytes, length, word, statement)                                      \
	do {                                                                                       \
		if ((nodes)->word == 8) {                                                          \
			for (size_t at_ = 0; at_ + 8 <= (length); at_ += 8) {                      \
				uint64_t word;                                                     \
				memcpy(&word, (bytes) + at_, 8);                                   \
				if (nodes_near(nodes, word))                                       \
					statement;                                                 \
			}                                                                          \
		} else {                                                                           \
			for (size_t at_ = 0; at_ + 4 <= (length); at_ += 4) {                      \
				uint32_t half_;                                                    \
				uint64_t word;                                                     \
				memcpy(&half_, (bytes) + at_, 4);                                  \
				word = half_;                                                      \
				if (nodes_near(nodes, word))                                       \
					statement;                                                 \
			}                                                                          \
		}                                                                                  \
	} while (0)

#endif
