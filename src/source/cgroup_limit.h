/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory limit that holds for memtop itself: in a container that is the container's. */
#ifndef MEMTOP_SOURCE_CGROUP_LIMIT_H
#define MEMTOP_SOURCE_CGROUP_LIMIT_H

#include <stdint.h>

#include "model/sample.h"
#include "source/file.h"

/* Remembers where the cgroup is, since mountinfo is long on a host of containers. */
struct cgroup_limit;
struct cgroup_limit *cgroup_limit_new(const struct kernel_root *root); /* NULL: no memory */
void cgroup_limit_free(struct cgroup_limit *finder);

/*
 * Finds the cgroup, own or an ancestor, with the lowest limit below total bytes, v1 or v2, and its
 * use.  use->version is 0 if there is none that this process can see.
 */
void cgroup_limit_read(struct cgroup_limit *finder, struct cgroup_use *use, uint64_t total);

#endif
