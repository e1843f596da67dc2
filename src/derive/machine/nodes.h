/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the memory of a machine with several nodes is spread over them. */
#ifndef MEMTOP_DERIVE_MACHINE_NODES_H
#define MEMTOP_DERIVE_MACHINE_NODES_H

#include <stdbool.h>

#include "parse/system/node.h"

/*
 * What of a node can still be used by a process that may use that node alone: free, file lists and reclaimable
 * slab.  An upper bound: dirty pages must be written first, and of slab not all goes.
 */
struct value node_left(const struct memory_node *node);

/*
 * The node that has the least, or of all the most, left for its size; NULL: none is known.  One without
 * processors is no process's first choice: it is full by demotion, or of what is bound to it.
 */
const struct memory_node *nodes_fullest(const struct memory_nodes *nodes, bool without_cpus);
const struct memory_node *nodes_emptiest(const struct memory_nodes *nodes);

#endif
