/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of memory cgroups, v1 and v2, and the lines that say where they are. */
#ifndef MEMTOP_PARSE_SYSTEM_CGROUP_H
#define MEMTOP_PARSE_SYSTEM_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"
#include "base/value.h"

/*
 * The path of a process's memory cgroup from the text of /proc/PID/cgroup: of the v1 hierarchy
 * whose controllers include "memory" if there is one, of the v2 hierarchy ("0::") otherwise.  path
 * points into the text.  STATUS_ABSENT if neither is there.
 */
enum status cgroup_parse_membership(struct text *path, int *version, const char *text,
	size_t length);

/*
 * Where a cgroup hierarchy is mounted, from the text of /proc/self/mountinfo: the mount point and
 * the root of the hierarchy that it shows (fields 5 and 4).  version 1: the mount with the memory
 * controller, 2: cgroup2.  mount and root get at most size bytes, unescaped (\040), NUL-terminated.
 */
enum status cgroup_parse_mount(char *mount, char *root, size_t size, int version, const char *text,
	size_t length);

/*
 * memory.max, memory.limit_in_bytes and the like: a number of bytes.  "max", and v1's
 * 0x7ffffffffffff000 and above, are absent: no limit.
 */
enum status cgroup_parse_limit(struct value *limit, const char *text, size_t length);

/* memory.stat of either version. */
struct cgroup_stat {
	struct value anonymous, file, shared, slab_reclaimable, slab_unreclaimable, kernel;
	struct value active_file, inactive_file, refault_file, allocation_stalls, steal, scan;
	struct value kernel_stack, page_tables, percpu, sockets, unevictable, dirty;
	struct value own_file, own_anonymous; /* v1: without those below it */
	struct value swap,
		hierarchical_limit; /* v1; a limit that is none is a number beyond 2^62 */
};
enum status cgroup_parse_stat(struct cgroup_stat *stat, int version, const char *text,
	size_t length);

/* memory.events (v2), or memory.oom_control (v1), which has the last two. */
struct cgroup_events {
	struct value low, high, max, oom, oom_kill, under_oom;
};
enum status cgroup_parse_events(struct cgroup_events *events, const char *text, size_t length);

/* cgroup.stat (v2): descendants, and those that were removed and are not yet freed. */
enum status cgroup_parse_descendants(struct value *live, struct value *dying, const char *text,
	size_t length);

/* /proc/cgroups: how many cgroups a controller has, removed ones that are not yet freed included. */
struct value cgroup_parse_controller_count(const char *controller, const char *text, size_t length);

/* cgroup.controllers (v2): whether it names the controller. */
bool cgroup_has_controller(const char *controller, const char *text, size_t length);

#endif
