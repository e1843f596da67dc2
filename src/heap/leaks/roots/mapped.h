/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chunks that malloc gave a mapping of their own, as it does from 128 KiB on. */
#ifndef MEMTOP_HEAP_LEAKS_ROOTS_MAPPED_H
#define MEMTOP_HEAP_LEAKS_ROOTS_MAPPED_H

#include "heap/glibc/arena.h"
#include "heap/leaks/graph/nodes.h"

/*
 * Looks for their headers at the starts of pages of anonymous memory.  The array is to be freed;
 * it is empty where it does not have the number and the sum that malloc says itself: *exact is false
 * then, and all that memory may belong to anything.  STATUS_NO_MEMORY.
 */
enum status mapped_find(struct mapped_chunk **chunks, size_t *count, bool *exact,
	const struct arenas *arenas, struct memory *memory);

#endif
