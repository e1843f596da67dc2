/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading stretches of a process's memory, resident pages alone: the flags of a page are asked for
 * just before it is read, since a read of one that went to swap meanwhile would bring it back.
 */
#ifndef MEMTOP_HEAP_LEAKS_GRAPH_RESIDENT_H
#define MEMTOP_HEAP_LEAKS_GRAPH_RESIDENT_H

#include <stddef.h>
#include <stdint.h>

#include "heap/memory.h"

#define RESIDENT_AHEAD (UINT64_C(1) << 20) /* bytes handed over at a time, at most */

/* Which pages, and what was met. */
struct resident {
	struct memory *memory;
	bool anonymous_only;    /* pages of files are left out, too */
	uint8_t *buffer;        /* resident_open(); of RESIDENT_AHEAD bytes */
	uint64_t read_bytes;    /* in all */
	uint64_t swapped_bytes; /* in swap, and so not read */
	uint64_t failed_bytes;  /* resident, but not to be read */
};

/* STATUS_NO_MEMORY.  resident_close() in any case. */
enum status resident_open(struct resident *resident, struct memory *memory);
void resident_close(struct resident *resident);

/* Hands over each run of resident memory in [from, to), in ascending order. */
enum status resident_each(struct resident *resident, uint64_t from, uint64_t to,
	void (*take)(void *context, uint64_t address, const uint8_t *bytes, size_t length),
	void *context);

/* Copies [from, from + length) to out, with zeros for what is not resident. */
enum status resident_copy(struct resident *resident, uint64_t from, uint8_t *out, size_t length);

#endif
