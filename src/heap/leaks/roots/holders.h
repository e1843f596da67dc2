/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who holds a chunk: which roots lead to it.  Each node has a label, the number of a set of at most
 * three holders; sets only grow, so that a label changes four times at most.
 *
 * Roots are visited in stages, and what an earlier stage reached is settled: otherwise an iterator on
 * some stack would share all of the map that it points into.
 */
#ifndef MEMTOP_HEAP_LEAKS_ROOTS_HOLDERS_H
#define MEMTOP_HEAP_LEAKS_ROOTS_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "heap/allowance.h"

typedef uint16_t holder_label;

#define LABEL_NONE  0
#define LABEL_MANY  UINT16_MAX /* more sets than there are labels */
#define SET_MEMBERS 3

struct holder_set {
	uint16_t members[SET_MEMBERS]; /* ascending */
	uint8_t count;
	bool more; /* and others */
};

/* Where a root lies; what that is called is found out at the end. */
struct holder {
	uint64_t key;  /* of the root: its symbol, its piece of data, its mapping */
	uint64_t from; /* the first word that led anywhere */
	size_t root;   /* the first root of it */
	holder_label alone;
};

struct holders {
	struct holder *rows;
	size_t count, capacity;
	struct holder_set *sets; /* by label; the first is empty */
	size_t set_count, set_capacity;
	holder_label settled; /* labels up to here are of stages that have ended */
	/* Of each node; NULL: holders are not looked for.  Of a byte each while none is above 255. */
	void *labels;
	bool is_wide;
	size_t label_count;
	bool failed; /* there was no memory for one of them */
	struct allowance *allowance;
	uint32_t *
		by_key; /* rows by key, and sets by members: open hashing; 0: free, else index + 1 */
	uint32_t *by_members;
	struct join {
		uint32_t key;
		holder_label joined;
	} * joins;
};

/*
 * Without memory enough by the allowance, there are no labels, and all goes on without.
 * STATUS_NO_MEMORY.  holders_free() in any case.
 */
enum status holders_open(struct holders *holders, uint32_t node_count, struct allowance *allowance);
void holders_free(struct holders *holders);

/* The label of the holder with that key, made if need be; LABEL_MANY if there are too many. */
holder_label holders_label(struct holders *holders, uint64_t key, uint64_t from, size_t root);

/* The label for a node that had one and is reached from another: it may be what it was. */
holder_label holders_join(struct holders *holders, holder_label had, holder_label more);

/* The label of a node, where there are labels. */
static inline holder_label holders_get(const struct holders *holders, uint32_t node)
{
	return holders->is_wide ? ((const holder_label *)holders->labels)[node]
				: ((const uint8_t *)holders->labels)[node];
}

void holders_put(struct holders *holders, uint32_t node, holder_label label);

/*
 * The labels' memory for another use, a label of 0 for each node; there are no labels from then on.
 * NULL if there were none.
 */
holder_label *holders_reuse(struct holders *holders);

/* A stage has ended. */
void holders_settle(struct holders *holders);

#endif
