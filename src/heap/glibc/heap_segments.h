/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the memory of each arena lies. */
#ifndef MEMTOP_HEAP_GLIBC_HEAP_SEGMENTS_H
#define MEMTOP_HEAP_GLIBC_HEAP_SEGMENTS_H

#include "heap/glibc/arena.h"

/* Fills arenas->segments, in ascending order.  STATUS_NO_MEMORY. */
enum status heap_segments_find(struct arenas *arenas, struct memory *memory);

/* The segment that holds address, or NULL. */
const struct heap_segment *heap_segments_at(const struct arenas *arenas, uint64_t address);

#endif
