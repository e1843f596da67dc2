/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/nodes.h"

#include <stdbool.h>

#include "base/macros.h"

struct value node_left(const struct memory_node *node)
{
	static const enum node_figure parts[] = { NODE_ACTIVE_FILE, NODE_INACTIVE_FILE,
		NODE_SLAB_RECLAIMABLE };
	struct value left = node->figure[NODE_FREE];

	/* Kernels before 2.6.28 do not divide the lists. */
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (node->figure[parts[i]].state != VALUE_ABSENT)
			left = value_add(left, node->figure[parts[i]]);
	return left;
}

/* Negative: not known, or a node without memory. */
static double share_left(const struct memory_node *node)
{
	struct value left = node_left(node), total = node->figure[NODE_TOTAL];

	if (!value_known(left) || value_or(total, 0) == 0)
		return -1;
	return (double)left.n / (double)total.n;
}

const struct memory_node *nodes_fullest(const struct memory_nodes *nodes, bool without_cpus)
{
	const struct memory_node *found = NULL;

	for (size_t i = 0; i < nodes->count; i++) {
		const struct memory_node *node = &nodes->nodes[i];
		double share = share_left(node);

		if (share >= 0 && node->without_cpus == without_cpus &&
			(!found || share < share_left(found)))
			found = node;
	}
	return found;
}

const struct memory_node *nodes_emptiest(const struct memory_nodes *nodes)
{
	const struct memory_node *found = NULL;

	for (size_t i = 0; i < nodes->count; i++) {
		const struct memory_node *node = &nodes->nodes[i];
		double share = share_left(node);

		if (share >= 0 && (!found || share > share_left(found)))
			found = node;
	}
	return found;
}
