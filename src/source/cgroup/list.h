/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directories in a directory, by name. */
#ifndef MEMTOP_SOURCE_CGROUP_LIST_H
#define MEMTOP_SOURCE_CGROUP_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct directory_item {
	size_t name; /* where it begins in names, NUL-terminated */
	uint64_t id; /* inode */
};

struct directory_list {
	struct directory_item *items;
	size_t count, capacity;
	char *names;
	size_t length, room;
};

/* directory may be O_PATH.  directory_list_free() in any case. */
enum status directory_list_read(struct directory_list *list, int directory);
void directory_list_free(struct directory_list *list);

#endif
