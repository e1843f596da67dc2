/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a caller bounds and watches a walk. */
#ifndef MEMTOP_HEAP_OPTIONS_H
#define MEMTOP_HEAP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* What a look at a heap may take at a limit of 1, and what is added where the limits grow with it. */
#define HEAP_TIME_NS              (UINT64_C(2) * 1000000000)
#define HEAP_TIME_NS_PER_GIB      8e9
#define HEAP_MEMORY_BYTES         (UINT64_C(64) << 20)
#define HEAP_MEMORY_BYTES_PER_GIB (double)(UINT64_C(256) << 20)
/* A search for leaks may take so many times as long: links that lie in no order take ten walks and more. */
#define HEAP_SEARCH_TIMES 6u

/* All may be zero: no limit, no progress to report. */
struct heap_options {
	void *context;
	bool (*cancelled)(void *context); /* asked every 1 MiB or so; true ends the walk */
	void (*progress)(void *context, uint64_t done, uint64_t total); /* bytes */
	unsigned attempts; /* walks at most while it changes; 0: 4 */
	unsigned limit;    /* so many times the time and memory above; 0: no limit */
	bool searches;     /* for leaks: HEAP_SEARCH_TIMES the time */
	bool grows;        /* the limits grow with what is resident of the process */
	bool glibc_alone;  /* heaps of others are not looked at */
};

#endif
