/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that the heap engine sees of a process.  source/inspect/process_memory.c reads
 * a live one; tests read a recorded image or a made-up one.
 *
 *	reader.list(context, &maps)                        once a walk
 *	reader.pages(context, address, count, flags)       before every read
 *	reader.read(context, address, buffer, length)      only where all pages are PAGE_PRESENT
 */
#ifndef MEMTOP_PORTS_MEMORY_H
#define MEMTOP_PORTS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"
#include "parse/process/map_list.h"
#include "parse/process/pagemap.h"
#include "sample/process_threads.h"

struct memory_reader {
	void *context;
	uint64_t page_size; /* a power of two, 4 KiB or more */
	/* map_list_free() in any case. */
	enum status (*list)(void *context, struct map_list *maps);
	/* Flags of count pages from address (page-aligned) on.  STATUS_GONE if the process ended. */
	enum status (*pages)(void *context, uint64_t address, size_t count, uint8_t *flags);
	/*
	 * Where, from `from` on (page-aligned), the first page lies that is in memory or in swap; `to` if
	 * there is none below it.  STATUS_ABSENT: this kernel does not tell.  NULL: not known.
	 */
	enum status (*next_page)(void *context, uint64_t from, uint64_t to, uint64_t *at);
	/* The number of bytes read from address on: less than length at the first that cannot be. */
	size_t (*read)(void *context, uint64_t address, void *buffer, size_t length);
	/* Resident anonymous memory of the whole process, in bytes. */
	enum status (*anonymous)(void *context, uint64_t *bytes);
	/*
	 * The number of the system call in which the main thread waits for something to happen, such as
	 * poll(2), where it holds no lock of malloc; absent if it is anywhere else.  NULL: not known.
	 */
	struct value (*waits_in)(void *context);
	/* What its threads hold outside memory; rows are to be freed.  NULL: not known. */
	enum status (*threads)(void *context, struct thread_list *threads);
	/* What it gave the kernel to keep; words are to be freed.  NULL: not known. */
	enum status (*kernel_words)(void *context, struct word_list *words);
	/*
	 * How many bytes it ever wrote to files, pipes and sockets, no fewer: pointers may lie there that
	 * it cannot find.  NULL: not known.
	 */
	enum status (*written)(void *context, uint64_t *bytes);
	/*
	 * Opens the file that is mapped there, or another one of its name; same: its inode is that of
	 * the mapping.  It is regular, and nothing else can be trusted.  close() it.  NULL: none can be.
	 */
	enum status (*open_file)(void *context, const struct mapping *mapping, int *file,
		uint64_t *size, bool *same);
};

#endif
