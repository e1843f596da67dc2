/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was unreachable in every look so far, at the same place, of the same size and with the same
 * content: a chunk that is lost cannot change, for the program cannot find it.  A busy program moves pointers
 * while it is read, so what one look says alone means little.
 */
#ifndef MEMTOP_HEAP_LEAKS_SUSPECTS_H
#define MEMTOP_HEAP_LEAKS_SUSPECTS_H

#include "heap/leaks/graph/block.h"
#include "heap/leaks/graph/rankset.h"

/* Where nodes were in the look that the set is of. */
struct suspect_place {
	uint64_t base;
	uint32_t first, slots;
};

struct suspects {
	struct rankset set;
	uint16_t *digest; /* by rank: of size and content */
	size_t digest_bytes;
	struct suspect_place *places;
	size_t place_count;
	struct mapped_chunk *mapped;
	size_t mapped_count;
	uint32_t slots;
	uint64_t dropped; /* suspects of the look before that are none any more */
	bool any;         /* there was a look */
};

/*
 * Makes `now` of what is not marked after a look and was so before; marks everything else, so that
 * it counts as reachable.  STATUS_NO_MEMORY, STATUS_TOO_LARGE, and what reading may give.
 * suspects_free() both in any case.
 */
enum status suspects_take(struct suspects *now, struct suspects *before, struct node_block *block,
	struct allowance *allowance);
void suspects_free(struct suspects *suspects);

/* The memory of those that are kept counts in an allowance that was opened anew. */
void suspects_count(const struct suspects *suspects, struct allowance *allowance);

#endif
