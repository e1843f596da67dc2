/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The graph of the chunks that are not settled: those that nothing is known to lead to, and those
 * that are marked and not followed yet.  It is in memory, so that following a link that leads anywhere
 * costs one cache miss and no reading.  Nodes have ranks in it, without gaps.
 */
#ifndef MEMTOP_HEAP_LEAKS_GRAPH_RESIDUAL_H
#define MEMTOP_HEAP_LEAKS_GRAPH_RESIDUAL_H

#include "heap/leaks/graph/mark.h"
#include "heap/leaks/graph/rankset.h"

#define RANK_NONE UINT32_MAX
#define RANK_LIST                                                                                  \
	0x80000000u /* more than one edge: the rest is a place in edges; there: the last */

struct residual {
	struct rankset set;
	uint32_t *next; /* by rank: RANK_NONE, a rank, or RANK_LIST with a place */
	uint32_t *edges;
	size_t edge_count, edge_capacity;
	size_t next_bytes;
};

/*
 * Reads all members once.  STATUS_NO_MEMORY, STATUS_TOO_LARGE, and what reading may give.
 * residual_free() in any case.
 */
enum status residual_make(struct residual *residual, struct marker *marker);

/* Only the members and their ranks; each edge is handed over instead of being kept. */
enum status residual_open(struct residual *residual, struct marker *marker);
enum status residual_each_edge(struct residual *residual, struct marker *marker,
	void (*take)(void *context, uint32_t from, uint32_t to), void *context);
void residual_free(struct residual *residual);

/* Calls take for each rank that a rank leads to. */
#define RESIDUAL_EACH_EDGE(residual, rank, target, statement)                                      \
	do {                                                                                       \
		uint32_t next_ = (residual)->next[rank];                                           \
		if (next_ == RANK_NONE)                                                            \
			break;                                                                     \
		if (!(next_ & RANK_LIST)) {                                                        \
			uint32_t target = next_;                                                   \
			statement;                                                                 \
			break;                                                                     \
		}                                                                                  \
		for (const uint32_t *edge_ = (residual)->edges + (next_ & ~RANK_LIST);; edge_++) { \
			uint32_t target = *edge_ & ~RANK_LIST;                                     \
			statement;                                                                 \
			if (*edge_ & RANK_LIST)                                                    \
				break;                                                             \
		}                                                                                  \
	} while (0)

/* Marks the rest in memory: what a marker comes to where reading brings too little. */
enum status residual_mark(struct marker *marker);

#endif
