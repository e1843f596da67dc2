/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A made-up process with a heap of glibc 2.27 to 2.42, in an array: what a test wants to break, it
 * breaks there.
 *
 *	libc's data  fake_state   FAKE_STATE_PAGES   main_arena and mp_
 *	[heap]       fake_heap    FAKE_HEAP_PAGES    chunks, up to top
 */
#ifndef MEMTOP_TESTS_HEAP_FAKE_H
#define MEMTOP_TESTS_HEAP_FAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "ports/memory.h"

#define FAKE_PAGE        4096u
#define FAKE_STATE_PAGES 2u
#define FAKE_HEAP_PAGES  64u
#define FAKE_PAGES       (FAKE_STATE_PAGES + FAKE_HEAP_PAGES)

#define FAKE_STATE UINT64_C(0x7f0000200000)
#define FAKE_HEAP  UINT64_C(0x555500000000)
#define FAKE_ARENA (FAKE_STATE + 0xc60)

struct fake {
	uint8_t bytes[FAKE_PAGES * FAKE_PAGE];
	uint8_t flags[FAKE_PAGES]; /* enum page_flag of each */
	uint64_t reads_left;       /* pages() says that the process is gone once this is 0 */
	bool lacks_memory;         /* it lacks memory then, once, and goes on */
	uint64_t bad_reads;        /* reads of pages that are not resident: must stay 0 */
	uint64_t page_reads;       /* pages read, each time counted */
	uint64_t
		torn_reads; /* so many pages of libc's data make no sense, while malloc works there */
	uint64_t anonymous;
	uint64_t used, last; /* bytes of the heap in chunks; the last one's start */
	const char *library; /* another library that is mapped, or NULL */
	const char *first;   /* a line of maps before all others, or NULL */
	bool no_libc;        /* no mapping of libc */
	unsigned split_page; /* of the heap: another mapping begins there; 0: it is one */
	bool is_bss;         /* fake_state follows the library: it is the library's */
};

/* An empty heap: all of it is top. */
void fake_init(struct fake *fake);

/*
 * Cuts a chunk of that size off top; free chunks are not linked into a bin, which no walk asks for.
 * Returns its address.  Two free chunks never follow each other in a real heap.
 */
uint64_t fake_chunk(struct fake *fake, uint64_t size, bool in_use);

/* Puts a chunk in use of that size into its fastbin, link masked as since 2.32. */
void fake_fast(struct fake *fake, uint64_t chunk, uint64_t size);

/* Writes what the arena says of top, once all chunks are there. */
void fake_close(struct fake *fake);

/* The 8 bytes at an address. */
uint64_t fake_get(const struct fake *fake, uint64_t address);
void fake_put(struct fake *fake, uint64_t address, uint64_t word);

/*
 * Makes the library tcmalloc's: its bss has a table of `length` places, for the classes of 8, 16, ...
 * 344 bytes and of 256 KiB.  It stands at 4 bytes past a word, as it may.
 */
#define FAKE_CLASSES 45u
void fake_tcmalloc(struct fake *fake, unsigned length);

struct memory_reader fake_reader(struct fake *fake);

#endif
