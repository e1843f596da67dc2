/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that the heap engine sees of a process.  source/process_memory.c reads a live one; tests read
 * a recorded image or a made-up one.
 *
 *	reader.list(context, &maps)                        once a walk
 *	reader.pages(context, address, count, flags)       before every read
 *	reader.read(context, address, buffer, length)      only where all pages are PAGE_PRESENT
 */
#ifndef MEMTOP_MODEL_MEMORY_READER_H
#define MEMTOP_MODEL_MEMORY_READER_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "parse/map_list.h"

/* What /proc/PID/pagemap says of a page (Documentation/admin-guide/mm/pagemap.rst). */
enum page_flag {
	PAGE_PRESENT = 1 << 0, /* bit 63 */
	PAGE_SWAPPED = 1 << 1, /* bit 62 */
	PAGE_FILE = 1 << 2,    /* bit 61: of a file, or shared anonymous memory */
	PAGE_SHARED = 1 << 3,  /* present, but bit 56 clear: other processes map it too */
};

struct memory_reader {
	void *context;
	uint64_t page_size; /* a power of two, 4 KiB or more */
	/* map_list_free() in any case. */
	enum status (*list)(void *context, struct map_list *maps);
	/* Flags of count pages from address (page-aligned) on.  STATUS_GONE if the process ended. */
	enum status (*pages)(void *context, uint64_t address, size_t count, uint8_t *flags);
	/* The number of bytes read from address on: less than length at the first that cannot be. */
	size_t (*read)(void *context, uint64_t address, void *buffer, size_t length);
	/* Resident anonymous memory of the whole process, in bytes. */
	enum status (*anonymous)(void *context, uint64_t *bytes);
};

#endif
