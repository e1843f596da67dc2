/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory cgroups that bound this process: its own and all above it, of version 1 or 2.  A limit
 * far up kills as surely as one's own, and MemAvailable knows of neither.
 */
#ifndef MEMTOP_PROBE_GROUPS_H
#define MEMTOP_PROBE_GROUPS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"
#include "parse/system/cgroup.h"

#define GROUPS_MAX 16 /* levels of the hierarchy that are watched */

/* What one cgroup says at one moment, in bytes; missing where it has no such file. */
struct group_reading {
	struct value limit; /* the smallest of its limits: absent if it has none */
	struct value usage;
	struct value file; /* file cache that is not shared memory: what a limit makes it give up */
	struct value slab_reclaimable;
	struct value kswapd_reclaimed, direct_reclaimed, refault;
	struct value oom_kills;
	struct value pressure_full_us;
};

struct groups;

/*
 * Finds them by /proc/self/cgroup and /proc/self/mountinfo, or, with directory, watches that one
 * and those above it.  Without any memory cgroup there are 0 levels.  STATUS_OK or a shortage:
 * a limit that cannot be seen is not taken for none.
 */
enum status groups_new(struct groups **groups, const char *directory);
void groups_free(struct groups *groups); /* NULL is allowed */

size_t groups_count(const struct groups *groups);
int groups_version(const struct groups *groups);

/* Directory of a level; 0 is the process's own, or the directory given. */
const char *groups_directory(const struct groups *groups, size_t level);

/* A level below which a cgroup with a limit may be made, or groups_count(). */
size_t groups_parent(const struct groups *groups);

/* Where the hierarchy is mounted; "" if it is not. */
const char *groups_mount(const struct groups *groups);

/* Reads one level; text is room for size bytes of a file. */
void groups_read(const struct groups *groups, size_t level, struct group_reading *reading,
	char *text, size_t size);

/* What can still be charged before the cgroup's limit makes it kill: absent without limit. */
struct value group_room(const struct group_reading *reading);

/* The room that must be left there: a 16th of the limit, at least 16 MiB. */
uint64_t group_room_floor(uint64_t limit);

/* Whether an out-of-memory kill below any level takes a whole cgroup along (memory.oom.group). */
bool groups_die_together(const struct groups *groups, char *which, size_t size);

/*
 * Memory that reclaim leaves alone by memory.min and memory.low, over the top-level cgroups (v2):
 * 0 where nothing is protected or nothing can be seen.  STATUS_OK or a shortage.
 */
enum status groups_protected(const struct groups *groups, uint64_t *bytes);

#endif
