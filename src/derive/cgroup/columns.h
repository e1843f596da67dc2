/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The figures of a memory cgroup, one row of a table each: how it is named, and made. */
#ifndef MEMTOP_DERIVE_CGROUP_COLUMNS_H
#define MEMTOP_DERIVE_CGROUP_COLUMNS_H

#include <stdbool.h>

#include "base/label.h"
#include "base/text.h"
#include "derive/cgroup/index.h"
#include "sample/cgroups.h"

enum cgroup_column {
	CGROUP_COLUMN_PATH,
	CGROUP_COLUMN_USAGE,
	CGROUP_COLUMN_UNRECLAIMABLE,
	CGROUP_COLUMN_UNRECLAIMABLE_LEAST,
	CGROUP_COLUMN_WORKING_SET,
	CGROUP_COLUMN_RECLAIMABLE,
	CGROUP_COLUMN_CACHE,
	CGROUP_COLUMN_SHMEM,
	CGROUP_COLUMN_ANONYMOUS,
	CGROUP_COLUMN_KERNEL,
	CGROUP_COLUMN_SWAP,
	CGROUP_COLUMN_ZSWAP,
	CGROUP_COLUMN_LIMIT,
	CGROUP_COLUMN_LIMIT_OWNER,
	CGROUP_COLUMN_ROOM,
	CGROUP_COLUMN_ROOM_OWNER,
	CGROUP_COLUMN_OWN_LIMIT,
	CGROUP_COLUMN_OWN_HIGH,
	CGROUP_COLUMN_HIGH,
	CGROUP_COLUMN_HIGH_ROOM,
	CGROUP_COLUMN_LOW,
	CGROUP_COLUMN_MIN,
	CGROUP_COLUMN_PROTECTED_LOW,
	CGROUP_COLUMN_PROTECTED_MIN,
	CGROUP_COLUMN_SWAP_LIMIT,
	CGROUP_COLUMN_SWAP_HIGH,
	CGROUP_COLUMN_SWAP_PEAK,
	CGROUP_COLUMN_PEAK,
	CGROUP_COLUMN_HIGH_RATE,
	CGROUP_COLUMN_EVENTS_LOW,
	CGROUP_COLUMN_EVENTS_HIGH,
	CGROUP_COLUMN_EVENTS_MAX,
	CGROUP_COLUMN_EVENTS_OOM,
	CGROUP_COLUMN_EVENTS_OOM_KILL,
	CGROUP_COLUMN_PRESSURE_SOME,
	CGROUP_COLUMN_PRESSURE_FULL,
	CGROUP_COLUMN_DYING,
	CGROUP_COLUMN_DYING_MEMORY,
	CGROUP_COLUMN_PROCESSES,
	CGROUP_COLUMN_GROWTH,
	CGROUP_COLUMN_HARD_GROWTH,
	CGROUP_COLUMN_TREND,
	CGROUP_COLUMN_LEVELS,
	CGROUP_COLUMN_NAME,
	CGROUP_COLUMNS
};

/* What a figure is made of. */
struct cgroup_facts {
	const struct cgroups *cgroups;
	const size_t *processes; /* by node; NULL: not counted */
	const struct cgroup_index
		*mark; /* sizes are differences since these; NULL: they are whole */
};

struct cgroup_column_row {
	struct label label;
	unsigned width; /* on screen and in text; 0: not there */
	bool is_size;   /* a difference against a mark means something */
};
/* Keys that begin so are members of an object of that name in JSON; ends with NULL. */
extern const char *const cgroup_groups[];

extern const struct cgroup_column_row cgroup_columns[CGROUP_COLUMNS];

/* The figure of a node, in the unit of its column (not UNIT_TEXT). */
struct value cgroup_column_value(const struct cgroup_facts *facts, size_t node,
	enum cgroup_column id);

/* The raw bytes of a text column; empty if there is none. */
struct text cgroup_column_text(const struct cgroup_facts *facts, size_t node,
	enum cgroup_column id);

#endif
