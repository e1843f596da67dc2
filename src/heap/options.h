/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a caller bounds and watches a walk. */
#ifndef MEMTOP_HEAP_OPTIONS_H
#define MEMTOP_HEAP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* All may be zero: no limit, nobody watching. */
struct heap_options {
	void *context;
	bool (*cancelled)(void *context); /* asked every 1 MiB or so; true ends the walk */
	void (*progress)(void *context, uint64_t done, uint64_t total); /* bytes */
	unsigned attempts;     /* walks at most while it changes; 0: 4 */
	uint64_t memory_limit; /* bytes that the walk may take for itself; 0: 8 GiB */
};

#endif
