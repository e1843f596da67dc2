/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directories in a directory, by name. */
#ifndef MEMTOP_SOURCE_CGROUP_LIST_H
#define MEMTOP_SOURCE_CGROUP_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

struct directory_item {
	uint32_t name; /* in names */
	uint64_t id;   /* inode */
};

struct directory_list {
	struct directory_item *items;
	size_t count, capacity;
	struct string_pool names;
};

/* directory may be O_PATH.  directory_list_free() in any case. */
enum status directory_list_read(struct directory_list *list, int directory);
void directory_list_free(struct directory_list *list);

#endif
