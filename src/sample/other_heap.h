/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A heap of a process that is not glibc's: another allocator's, or the one that a language's runtime
 * manages by itself.  heap/allocator.c makes it.
 */
#ifndef MEMTOP_SAMPLE_OTHER_HEAP_H
#define MEMTOP_SAMPLE_OTHER_HEAP_H

#include "base/value.h"

enum heap_allocator {
	HEAP_GLIBC,
	HEAP_JEMALLOC,
	HEAP_TCMALLOC,
	HEAP_MIMALLOC,
	HEAP_MUSL,
	HEAP_PYTHON,  /* CPython's obmalloc: objects up to 512 bytes */
	HEAP_HOTSPOT, /* Java's heap */
	HEAP_GO,
	HEAP_UNKNOWN,
	HEAP_ALLOCATOR_COUNT
};

/* In bytes where they do not say otherwise.  Absent: this heap has no such thing. */
enum other_heap_figure {
	OTHER_HEAP_SYSTEM, /* got from the kernel, and not given back */
	OTHER_HEAP_IN_USE, /* what the program holds */
	OTHER_HEAP_BLOCKS, /* blocks that it holds; a number */
	OTHER_HEAP_FREE,   /* free pages as a whole: pools, extents, spans without a block in use */
	OTHER_HEAP_PINNED, /* free, between blocks in use */
	OTHER_HEAP_LIMIT,  /* the most that it may become */
	OTHER_HEAP_OLD,    /* HotSpot: the old generation after the last collection */
	OTHER_HEAP_METASPACE,   /* HotSpot: descriptions of classes, which lie outside of SYSTEM */
	OTHER_HEAP_COLLECTIONS, /* since the start; a number */
	OTHER_HEAP_FIGURES
};

enum other_heap_state {
	OTHER_HEAP_READ,
	OTHER_HEAP_RECOGNISED, /* it is there, and this form of it cannot be read: see why */
	OTHER_HEAP_UNREAD,     /* the part that tells of it was not in memory, or made no sense */
};

struct other_heap {
	enum heap_allocator allocator;
	enum other_heap_state state;
	char library[128]; /* the file that says so */
	struct value figures[OTHER_HEAP_FIGURES];
};

#define OTHER_HEAPS_MOST 4

/* "read", "recognised", "unread": for programs. */
const char *other_heap_state_name(enum other_heap_state state);

/*
 * What is followed of it over time: Java's old generation, since the young one fills and empties with
 * each collection; else what is in use.  Unknown where it was not read.
 */
struct value other_heap_followed(const struct other_heap *heap);

/* No figure is known. */
void other_heap_clear(struct other_heap *heap);

#endif
