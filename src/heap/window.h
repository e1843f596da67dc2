/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One segment's memory, read from front to back in batches: resident pages only, and no more ahead
 * than the steps of the walk make worth while.
 */
#ifndef MEMTOP_HEAP_WINDOW_H
#define MEMTOP_HEAP_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/memory.h"

struct window {
	struct memory *memory;
	uint64_t base, limit; /* the pages that the segment lies in */
	uint8_t *pages;       /* enum page_flag, or'ed, of each; owned by the opener */
	uint64_t known;       /* flags are filled in up to here */
	uint8_t *buffer;
	uint64_t start, end;   /* what buffer holds */
	size_t ahead;          /* how much the next read takes */
	uint64_t failed_reads; /* pages that were resident, and could not be read */
};

/* Room for the flags of each page in [base, limit), zeroed; free() it.  NULL: no memory. */
uint8_t *window_flags(uint64_t base, uint64_t limit, uint64_t page_size);

/* pages has room for each page in [base, limit), zeroed.  window_close() in any case. */
enum status window_open(struct window *window, struct memory *memory, uint8_t *pages, uint64_t base,
	uint64_t limit);
void window_close(struct window *window);

/*
 * length bytes at address (more than 0, no more than a page), or NULL if they are not all resident;
 * addresses may only grow, but for the last page or so.
 */
const uint8_t *window_load(struct window *window, uint64_t address, size_t length);

static inline const uint8_t *window_at(struct window *window, uint64_t address, size_t length)
{
	if (address >= window->start && address + length <= window->end)
		return window->buffer + (address - window->start);
	return window_load(window, address, length);
}

/* Asks for the flags of all pages up to address, so that none is left out when a chunk is large. */
void window_know(struct window *window, uint64_t address);

/* The start of the first resident page from address on; limit if there is none. */
uint64_t window_next_resident(struct window *window, uint64_t address);

#endif
