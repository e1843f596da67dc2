/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the tree of cgroups to the lines of a table: which are shown, in which order. */
#ifndef MEMTOP_DERIVE_CGROUP_ARRANGE_H
#define MEMTOP_DERIVE_CGROUP_ARRANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "derive/cgroup/columns.h"

struct cgroup_order {
	enum cgroup_column sort;
	bool ascending;
	bool is_flat; /* a list, without the tree */
	/* In a tree: whether what is below the cgroup of that id is left out; NULL: nothing is. */
	bool (*is_folded)(const void *context, uint64_t id);
	const void *context;
};

struct cgroup_line {
	size_t node;
	bool last_child, folded;
};

/*
 * Nodes as lines, count of them: in a tree siblings are sorted, in a list all.  free() the lines.
 */
enum status cgroup_arrange(struct cgroup_line **lines, size_t *count,
	const struct cgroup_facts *facts, const struct cgroup_order *order);

#endif
