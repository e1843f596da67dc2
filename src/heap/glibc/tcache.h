/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The caches of single threads: lists of free chunks that keep their in-use bit. */
#ifndef MEMTOP_HEAP_GLIBC_TCACHE_H
#define MEMTOP_HEAP_GLIBC_TCACHE_H

#include "heap/glibc/walk.h"

/*
 * Calls mark for each chunk that is in the cache and whose size fits its list; false of a chunk that
 * is marked already, where the list then ends.
 */
void tcache_mark(struct heap_walk *walk, const struct tcache *tcache,
	bool (*mark)(struct heap_walk *walk, uint64_t chunk, enum chunk_kind kind));

#endif
