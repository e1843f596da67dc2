/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory limit that holds for a process, above all memtop itself: in a container, the container's. */
#ifndef MEMTOP_SOURCE_SYSTEM_CGROUP_LIMIT_H
#define MEMTOP_SOURCE_SYSTEM_CGROUP_LIMIT_H

#include <stdint.h>
#include <sys/types.h>

#include "sample/sample.h"
#include "source/file.h"

/* Remembers where the cgroup is, since mountinfo is long on a host of containers. */
struct cgroup_limit;
/* Of this process, or of memtop itself where pid is 0.  NULL: no memory. */
struct cgroup_limit *cgroup_limit_new(const struct kernel_root *root, pid_t pid);
void cgroup_limit_free(struct cgroup_limit *finder);

/* The path of its memory cgroup as the last reading found it; "" before, or without one. */
const char *cgroup_limit_path(const struct cgroup_limit *finder);

/*
 * Finds the cgroup, own or an ancestor, with the lowest limit below total bytes, v1 or v2, and its
 * use.  use->version is 0 if there is none that memtop can see.
 */
void cgroup_limit_read(struct cgroup_limit *finder, struct cgroup_use *use, uint64_t total);

/* What its own cgroup uses, limited or not, as the last reading found it; the root has no such figure. */
struct value cgroup_limit_usage(struct cgroup_limit *finder);

#endif
