/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of one process, read through a memory_reader with the page map always asked first: a
 * read of a page that is not there would fault it in, and grow the process that is looked at.
 */
#ifndef MEMTOP_HEAP_MEMORY_H
#define MEMTOP_HEAP_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/allowance.h"
#include "ports/memory.h"

#define MEMORY_UNIT 4096u

struct memory {
	const struct memory_reader *reader;
	struct allowance *allowance; /* the caller's */
	struct map_list maps;
	unsigned word; /* bytes of a pointer: 4 or 8 */
	/* A cache for single words here and there: lists, headers of arenas. */
	uint8_t *units; /* unit_count of MEMORY_UNIT bytes */
	uint64_t *tags; /* of each, the address that it holds; NO_UNIT: none */
	size_t unit_count;
	uint64_t misses; /* peeks that had to ask the process */
	uint64_t
		empty_end; /* where the pages end that were asked for last, if none of them is there */
	bool cannot_pass; /* it is not told where the next page is */
	bool gone;        /* the process ended while it was read */
};

/* Lists the mappings and tells the word size from them.  memory_close() in any case. */
enum status memory_open(struct memory *memory, const struct memory_reader *reader,
	struct allowance *allowance);
void memory_close(struct memory *memory);

/* Forgets what was read, so that the next peek sees the memory as it is then. */
void memory_forget(struct memory *memory);

/* Copies length bytes at address, if all of them are in resident pages. */
bool memory_peek(struct memory *memory, uint64_t address, void *out, size_t length);

/*
 * The MEMORY_UNIT bytes that address lies in, aligned for words, for a search that looks at all of
 * them; NULL if they are not resident.  Good until the next word or bytes are asked for.
 */
const void *memory_unit(struct memory *memory, uint64_t address);

/* One pointer-sized word, or one 32-bit word. */
bool memory_word(struct memory *memory, uint64_t address, uint64_t *word);
bool memory_int(struct memory *memory, uint64_t address, uint32_t *n);

/* A pointer-sized word out of bytes that were read. */
uint64_t memory_decode(const struct memory *memory, const uint8_t *at);

/*
 * The flags of count pages from address on.  STATUS_GONE, which is remembered; or why to stop, as
 * the allowance says.
 */
enum status memory_pages(struct memory *memory, uint64_t address, size_t count, uint8_t *flags);

/*
 * Where to go on asking from `from` (page-aligned) on: as far as the kernel says at one blow that
 * nothing is in memory or in swap, after pages of which none was; at most `to`.  A program may map
 * terabytes and touch none of them.
 */
uint64_t memory_pass_empty(struct memory *memory, uint64_t from, uint64_t to);

/* The flags of the page that holds address; 0 if it is not known. */
uint8_t memory_page(struct memory *memory, uint64_t address);

/*
 * How many bytes of from up to `to` are in memory, of anonymous mappings alone.  STATUS_GONE, or why to
 * stop, as the allowance says.
 */
enum status memory_resident(struct memory *memory, uint64_t from, uint64_t to, uint64_t *bytes);

/* An anonymous mapping that may be read and written, private; the heap is one. */
bool memory_is_anonymous(const struct mapping *mapping);

/* The end of the run of adjoining writable anonymous mappings that address lies in; 0 if in none. */
uint64_t memory_run_end(const struct memory *memory, uint64_t address);

static inline uint64_t align_down(uint64_t n, uint64_t alignment)
{
	return n & ~(alignment - 1);
}

/* Stays below the end of the address space: addresses of mappings do. */
static inline uint64_t align_up(uint64_t n, uint64_t alignment)
{
	return align_down(n + alignment - 1, alignment);
}

#endif
