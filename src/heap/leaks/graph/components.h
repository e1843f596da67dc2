/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unreachable chunks that are connected by pointers, in whichever direction, are a component: whatever
 * single pointer is hidden, it can hold one of them and no more.  A head is a chunk that no other
 * unreachable chunk points to.
 */
#ifndef MEMTOP_HEAP_LEAKS_GRAPH_COMPONENTS_H
#define MEMTOP_HEAP_LEAKS_GRAPH_COMPONENTS_H

#include "heap/leaks/graph/residual.h"

struct components {
	const struct residual *residual;
	uint32_t *parent;  /* union-find by rank; of a root, COMPONENT_ROOT and its size */
	uint8_t *referred; /* a bit a rank: it is no head */
	uint8_t *headed;   /* of a root: its component has a head */
	uint64_t count, heads, bytes;
	uint64_t largest_bytes; /* of one */
};

/*
 * Of what is unreachable, the members of residual_open().  As residual_make().  components_free() in
 * any case.
 */
enum status components_find(struct components *components, struct residual *residual,
	struct marker *marker);
void components_free(struct components *components);

/* So many components, and what they take. */
struct component_sum {
	uint64_t count, bytes;
};

/* Of the `most` largest.  STATUS_NO_MEMORY. */
enum status components_largest(struct component_sum *sum, const struct components *components,
	uint64_t most);

/* Bytes of the component of a rank, to a unit of 8. */
uint64_t component_bytes(struct components *components, uint32_t rank);

/* Whether a rank stands for its component: one of its heads, or one of a ring without any. */
bool component_is_chosen(const struct components *components, uint32_t rank);

#endif
