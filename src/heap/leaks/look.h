/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One look: the heap walked, all that can be reached marked. */
#ifndef MEMTOP_HEAP_LEAKS_LOOK_H
#define MEMTOP_HEAP_LEAKS_LOOK_H

#include "heap/glibc/freelist.h"
#include "heap/leaks/graph/mark.h"
#include "heap/leaks/roots/objects.h"
#include "heap/leaks/roots/roots.h"
#include "heap/options.h"

struct leak_look {
	struct memory memory;
	struct arenas arenas;
	struct freelists freelists;
	struct heap_walk walk;
	struct thread_list threads;
	struct word_list kernel_words;
	struct nodes nodes;
	struct holders holders;
	struct roots roots;
	struct objects objects;
	struct marker marker;
	bool mapped_exact, threads_known;
	bool changed; /* some arena was used while the heap was walked */
	bool whole;   /* nothing in the heap could not be understood */
	uint64_t
		missing_bytes; /* that malloc got and the walk did not find, or the other way round */
	uint64_t root_swapped; /* bytes of roots that are in swap */
};

/* Keys of holders that are no memory: no root begins at an odd address. */
#define HOLDER_KERNEL UINT64_C(1)
#define HOLDER_CALL   UINT64_C(3) /* with the number of the thread above two bits */

/*
 * STATUS_ABSENT: no heap of glibc's malloc is in use.  Otherwise as heap_examine().  look_free() in any
 * case.
 */
enum status look_take(struct leak_look *look, const struct memory_reader *reader,
	const struct heap_options *options, struct allowance *allowance);
void look_free(struct leak_look *look);

#endif
