/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What follows from the kernel's memory in a sample and in those before.  It holds what was read and a
 * reference to this, as a row does to derive/process/derived_row.h.
 */
#ifndef MEMTOP_DERIVE_KERNEL_DERIVED_KERNEL_H
#define MEMTOP_DERIVE_KERNEL_DERIVED_KERNEL_H

#include "derive/trend.h"
#include "sample/kernel/kernel_memory.h"

struct kernel_growth {
	struct value pace; /* bytes a minute; pending until there are points enough */
	enum trend trend;
};

struct derived_kernel {
	/* All items within MemTotal and what stays unnamed are total, exactly. */
	struct value total, unnamed, outside;
	size_t count;
	struct kernel_growth growth[]; /* of each item */
};

/* Of memory that was not made whole: nothing was asked. */
const struct derived_kernel *derived_of_kernel(const struct kernel_memory *memory);

/* Of one of its items; pending and too short of one that is none of them. */
struct kernel_growth kernel_item_growth(const struct kernel_memory *memory,
	const struct kernel_item *item);

/*
 * For the caller that alone makes it: what follows from it, with room for all items that it has by then, to be
 * changed.  NULL without memory.
 */
struct derived_kernel *derived_kernel_edit(struct kernel_memory *memory);

#endif
