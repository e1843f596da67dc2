/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts what meminfo.c found into a struct meminfo, whose arrays and strings it lets grow. */
#ifndef MEMTOP_PARSE_MEMINFO_STORE_H
#define MEMTOP_PARSE_MEMINFO_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "parse/meminfo/meminfo.h"

struct meminfo_store {
	struct meminfo *meminfo;
	size_t entry_capacity, malformed_capacity;
	bool seen[MEMINFO_FIELD_COUNT]; /* with a value, or malformed */
	bool no_memory;                 /* something could not be stored */
};

/* Empties meminfo and makes room for an ordinary file. */
void meminfo_store_begin(struct meminfo_store *store, struct meminfo *meminfo);

/* entry.name is set from name.  The first value of a field is the one in meminfo->field. */
void meminfo_store_entry(struct meminfo_store *store, struct meminfo_entry entry, struct text name);

/* malformed.text is set from text, which is cut. */
void meminfo_store_malformed(struct meminfo_store *store, struct meminfo_malformed malformed,
	struct text text);

/* Whether the fields that were seen reach to the end of a meminfo of their kernel. */
bool meminfo_store_complete(const struct meminfo_store *store);

#endif
