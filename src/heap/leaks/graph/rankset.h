/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of nodes as a bit each, whose members have ranks: the n-th member from rank n, and back.  So
 * what is known of members stands in arrays without gaps.
 */
#ifndef MEMTOP_HEAP_LEAKS_GRAPH_RANKSET_H
#define MEMTOP_HEAP_LEAKS_GRAPH_RANKSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/allowance.h"

struct rankset {
	uint64_t *member;
	uint32_t *before; /* for each 512 nodes, how many members come before them */
	uint32_t count, nodes;
	size_t words; /* of member */
	struct allowance *allowance;
};

/* An empty set of so many nodes.  STATUS_NO_MEMORY, STATUS_TOO_LARGE.  rankset_free() in any case. */
enum status rankset_open(struct rankset *set, uint32_t nodes, struct allowance *allowance);
void rankset_free(struct rankset *set);

/* What it takes of the allowance. */
size_t rankset_bytes(const struct rankset *set);

static inline void rankset_add(struct rankset *set, uint32_t node)
{
	set->member[node / 64] |= UINT64_C(1) << (node % 64);
}

static inline bool rankset_has(const struct rankset *set, uint32_t node)
{
	return set->member[node / 64] >> (node % 64) & 1;
}

/* All members were added: counts them. */
void rankset_close(struct rankset *set);

uint32_t rankset_rank(const struct rankset *set, uint32_t node);
uint32_t rankset_node(const struct rankset *set, uint32_t rank);

/* The first member from node on and before last; last if there is none. */
uint32_t rankset_next(const struct rankset *set, uint32_t node, uint32_t last);

/* Memory of zeros that is taken of the allowance, and given back to it; NULL: none. */
void *memory_take(struct allowance *allowance, size_t size);
void memory_drop(struct allowance *allowance, void *memory, size_t size);

/* Why there was none. */
enum status memory_why(const struct allowance *allowance);

#endif
