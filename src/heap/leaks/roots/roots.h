/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a search for what can be reached begins: all memory of the process that is no chunk of
 * malloc's and that the program may keep pointers in.
 */
#ifndef MEMTOP_HEAP_LEAKS_ROOTS_ROOTS_H
#define MEMTOP_HEAP_LEAKS_ROOTS_ROOTS_H

#include "heap/glibc/arena.h"
#include "heap/leaks/graph/nodes.h"
#include "sample/process_threads.h"

/* In the order of their stages: see holders.h. */
enum root_kind {
	ROOT_DATA,  /* what of a mapped file was written to: data, bss, relocations */
	ROOT_OTHER, /* other memory: other allocators', shared memory */
	ROOT_HEAP,  /* stretches inside the heap that are not malloc's, or not understood */
	ROOT_TLS,
	ROOT_STACK,
	ROOT_KINDS
};

struct root {
	uint64_t from, to;
	enum root_kind kind;
	const struct mapping *mapping; /* NULL: of no mapping of its own */
	pid_t tid;                     /* ROOT_TLS, ROOT_STACK; 0: whose it is is not known */
	bool anonymous_only;           /* pages of the file hold nothing of this process */
};

struct roots {
	struct root *rows; /* ascending but for kinds */
	size_t count, capacity;
	uint64_t
		uncut_stacks; /* bytes of stacks of which the end is not known: all counts as used */
};

/*
 * All roots but those that are no memory.  malloc's own tables are left out: their pointer to top
 * would keep the chunk before it alive.  STATUS_NO_MEMORY.  roots_free() in any case.
 */
enum status roots_find(struct roots *roots, const struct nodes *nodes, const struct arenas *arenas,
	struct memory *memory, const struct thread_list *threads);
void roots_free(struct roots *roots);

#endif
