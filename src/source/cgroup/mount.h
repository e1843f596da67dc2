/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the memory cgroups are in the file system. */
#ifndef MEMTOP_SOURCE_CGROUP_MOUNT_H
#define MEMTOP_SOURCE_CGROUP_MOUNT_H

#include <limits.h>
#include <stdbool.h>

#include "sample/cgroups.h"
#include "source/file.h"

struct cgroup_mount {
	int version; /* 1 or 2 */
	char point[PATH_MAX];
	char root[PATH_MAX]; /* of the hierarchy that is mounted there: "" or "/docker/ab" */
	bool is_recursive;   /* mounted with memory_recursiveprot */
	bool is_part;        /* what is mounted, or seen of it, is not all */
};

/*
 * The hierarchy that has the memory controller: of v1 if there is one, of v2 otherwise.  proc is
 * an open /proc.
 */
enum cgroup_trouble cgroup_mount_find(struct cgroup_mount *mount, int proc,
	struct file_buffer *buffer, enum status *status);

#endif
