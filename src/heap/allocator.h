/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Heaps that are not glibc's.  One row of a table for each: how it is told from the mappings, and how
 * it is read.  A process may have several, and glibc's beside them: Python's small objects, Java's
 * heap.  To add one, write its struct allocator in heap/others/ and its row in allocator.c.
 */
#ifndef MEMTOP_HEAP_ALLOCATOR_H
#define MEMTOP_HEAP_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "heap/memory.h"
#include "sample/other_heap.h"

struct allocator {
	enum heap_allocator id;
	bool replaces_malloc; /* a program with it takes nothing of glibc's malloc */
	/* How names of files begin that say that the process has it; up to the first NULL. */
	const char *files[3];
	/* Whether a mapping says so; NULL: files alone do. */
	bool (*says_so)(const struct mapping *mapping);
	/*
	 * Fills heap->state and heap->figures, which are all absent.  mapping is the first that says so.
	 * STATUS_OK also where nothing could be read; STATUS_GONE, STATUS_NO_MEMORY, or what the
	 * allowance says.  NULL: it is recognised, no more.
	 */
	enum status (*examine)(struct other_heap *heap, struct memory *memory,
		const struct mapping *mapping);
};

/*
 * Examines all that the process has besides glibc's malloc: at most `most` heaps into heaps, *count of
 * them.  Errors as examine()'s.
 */
enum status allocators_examine(struct memory *memory, struct other_heap *heaps, size_t most,
	size_t *count);

/*
 * The allocator in place of glibc's whose library is mapped, HEAP_UNKNOWN if there is none; library
 * gets the file's name.
 */
enum heap_allocator allocators_in_place(const struct map_list *maps, char *library, size_t size);

/* The last part of the name of the file that is mapped; empty if none is. */
struct text mapping_file_name(const struct mapping *mapping);

extern const struct allocator allocator_jemalloc, allocator_tcmalloc, allocator_mimalloc,
	allocator_musl, allocator_python, allocator_hotspot, allocator_go;

#endif
