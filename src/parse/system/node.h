/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory by node, as three kinds of files have it: a node's meminfo, a cgroup's memory.numa_stat, a
 * process's numa_maps.
 */
#ifndef MEMTOP_PARSE_SYSTEM_NODE_H
#define MEMTOP_PARSE_SYSTEM_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"
#include "base/value.h"

/* Bytes.  What a kind of file does not have is absent. */
enum node_figure {
	NODE_TOTAL, /* of a machine's node: its memory; of a cgroup or process: what it has there */
	NODE_FREE,
	NODE_FILE, /* page cache, without shared memory */
	NODE_ANONYMOUS,
	NODE_SHMEM,
	NODE_SLAB,
	NODE_ACTIVE_FILE,
	NODE_INACTIVE_FILE,
	NODE_SLAB_RECLAIMABLE,
	NODE_UNEVICTABLE,
	NODE_FIGURES
};

struct memory_node {
	unsigned id;
	bool without_cpus; /* a machine's node of memory alone: slower tiers, high-bandwidth memory */
	struct value figure[NODE_FIGURES];
};

/* No kernel has more (MAX_NUMNODES is 1024 at the most); those beyond are left out. */
#define NODES_MOST 1024

struct memory_nodes {
	struct memory_node *nodes; /* by id, ascending */
	size_t count, malformed;
};

void memory_nodes_free(struct memory_nodes *nodes); /* may be used again */

/* "0-3,8": the ids in it become nodes of which nothing is known.  STATUS_MALFORMED, STATUS_NO_MEMORY. */
enum status nodes_parse_list(struct memory_nodes *nodes, const char *text, size_t length);

/* /sys/devices/system/node/nodeN/meminfo, lines "Node 0 MemFree: 12 kB".  STATUS_MALFORMED: no total. */
enum status node_parse_meminfo(struct memory_node *node, const char *text, size_t length);

/*
 * memory.numa_stat of a cgroup with all below it, lines "anon N0=1 N1=2": of v2 in bytes, of v1 in pages,
 * where file is what is on the lists of files, and anonymous has shared memory in it.
 */
enum status nodes_parse_numa_stat(struct memory_nodes *nodes, int version, uint64_t page_size,
	const char *text, size_t length);

/*
 * /proc/PID/numa_maps, a mapping a line: "7f00 default file=/lib/x anon=1 N0=2 kernelpagesize_kB=4".  A
 * private mapping of a file counts as file with all its pages.
 */
enum status nodes_parse_numa_maps(struct memory_nodes *nodes, const char *text, size_t length);

/* The same for one line of it, beside those before. */
enum status nodes_add_numa_mapping(struct memory_nodes *nodes, struct text line);

#endif
