/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pointers that are none to look at: what seems to be lost may be held by one that is packed, tagged,
 * compressed, byte-swapped, or combined with another.  They are looked for in all memory, and beside
 * each address one that malloc never gives, to see what chance finds.
 */
#ifndef MEMTOP_HEAP_LEAKS_ENCODINGS_H
#define MEMTOP_HEAP_LEAKS_ENCODINGS_H

#include "heap/leaks/graph/components.h"
#include "heap/leaks/look.h"

struct encoded {
	uint64_t tried, found; /* chunks that stand for their components */
	uint64_t bytes;        /* of components that such a pointer leads to */
};

/* As residual_make(). */
enum status encodings_search(struct encoded *encoded, struct leak_look *look,
	struct components *components);

#endif
