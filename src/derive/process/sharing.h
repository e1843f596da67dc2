/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process shares, and how it is known which processes share it. */
#ifndef MEMTOP_DERIVE_PROCESS_SHARING_H
#define MEMTOP_DERIVE_PROCESS_SHARING_H

#include <stdbool.h>
#include <stddef.h>

#include "parse/process/maps.h"
#include "sample/process_detail.h"

/*
 * Something shared: a file or shared memory, all of its mappings together, or memory inherited by
 * fork(2), which has no inode but stands at the same address in parent and children.
 */
struct shared_item {
	uint64_t bytes; /* resident and mapped by others, too */
	uint32_t major, minor;
	uint64_t inode;
	uint64_t start; /* where inode is 0, otherwise 0 */
	size_t mapping; /* the one that shares most */
};

#define SHARING_ITEMS 8

/*
 * The largest first: as many of them as hold half of what the process shares, at most
 * SHARING_ITEMS; *count is 0 if it shares nothing.  False: no memory.
 */
bool sharing_items(const struct process_detail *detail,
	struct shared_item items[static SHARING_ITEMS], size_t *count);

/*
 * Whether two paths of executables, as /proc/PID/exe has them, name the same program.  The kernel adds
 * " (deleted)" to one that was unlinked or replaced (d_path(), fs/d_path.c, 6.12).
 */
bool sharing_same_program(const char *program, struct text other);

/*
 * Whether a line of another process's maps is one of them.  Only a process that runs the same program
 * can have memory from the same fork: others may have something else at the same address.
 */
bool sharing_has(const struct shared_item *items, size_t count, const struct mapping *mapping,
	bool same_program);

#endif
