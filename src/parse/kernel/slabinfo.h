/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/slabinfo, version 2.0 and 2.1: one cache a line. */
#ifndef MEMTOP_PARSE_KERNEL_SLABINFO_H
#define MEMTOP_PARSE_KERNEL_SLABINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct slab_cache {
	struct text name;
	uint64_t active_objects, objects, object_size; /* the size in bytes */
	uint64_t objects_per_slab, pages_per_slab;
	uint64_t active_slabs, slabs;
};

/* Takes the next cache off rest, past headings and malformed lines.  False at the end. */
bool slabinfo_next(struct slab_cache *cache, struct text *rest);

#endif
