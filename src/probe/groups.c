/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/groups.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "base/text.h"
#include "parse/keyed.h"
#include "parse/system/psi.h"
#include "probe/kernel_file.h"

#define MIB ((uint64_t)1 << 20)

enum group_file {
	GROUP_LIMIT,
	GROUP_HIGH,
	GROUP_USAGE,
	GROUP_STAT,
	GROUP_EVENTS,
	GROUP_PRESSURE,
	GROUP_FILE_COUNT
};

static const char *const file_names[][GROUP_FILE_COUNT] = {
	[1] = {
		[GROUP_LIMIT] = "memory.limit_in_bytes",
		[GROUP_USAGE] = "memory.usage_in_bytes",
		[GROUP_STAT] = "memory.stat",
		[GROUP_EVENTS] = "memory.oom_control",
	},
	[2] = {
		[GROUP_LIMIT] = "memory.max",
		[GROUP_HIGH] = "memory.high",
		[GROUP_USAGE] = "memory.current",
		[GROUP_STAT] = "memory.stat",
		[GROUP_EVENTS] = "memory.events",
		[GROUP_PRESSURE] = "memory.pressure",
	},
};

/* Of memory.stat; version 1 counts the descendants under total_. */
enum stat_key {
	STAT_ACTIVE_FILE,
	STAT_INACTIVE_FILE,
	STAT_SLAB_RECLAIMABLE,
	STAT_STEAL_KSWAPD,
	STAT_STEAL_DIRECT,
	STAT_REFAULT_FILE,
	STAT_HIERARCHICAL_LIMIT,
	STAT_COUNT
};

static const struct keyed_row stat_rows[][STAT_COUNT] = {
	[1] = {
		[STAT_ACTIVE_FILE] = { "total_active_file", false },
		[STAT_INACTIVE_FILE] = { "total_inactive_file", false },
		[STAT_SLAB_RECLAIMABLE] = { "total_slab_reclaimable", false },
		[STAT_STEAL_KSWAPD] = { "total_pgsteal_kswapd", false },
		[STAT_STEAL_DIRECT] = { "total_pgsteal_direct", false },
		[STAT_REFAULT_FILE] = { "total_workingset_refault_file", false },
		[STAT_HIERARCHICAL_LIMIT] = { "hierarchical_memory_limit", false },
	},
	[2] = {
		[STAT_ACTIVE_FILE] = { "active_file", false },
		[STAT_INACTIVE_FILE] = { "inactive_file", false },
		[STAT_SLAB_RECLAIMABLE] = { "slab_reclaimable", false },
		[STAT_STEAL_KSWAPD] = { "pgsteal_kswapd", false },
		[STAT_STEAL_DIRECT] = { "pgsteal_direct", false },
		[STAT_REFAULT_FILE] = { "workingset_refault_file", false },
		[STAT_HIERARCHICAL_LIMIT] = { "hierarchical_memory_limit", false },
	},
};

struct cgroup_level {
	char *directory;
	int files[GROUP_FILE_COUNT];
};

struct groups {
	int version; /* 0: no memory cgroup can be seen */
	char mount[PATH_MAX];
	struct cgroup_level levels[GROUPS_MAX];
	size_t count;
	uint64_t page_size;
};

/* STATUS_OK for an error of another kind, which is one of what was asked for. */
static enum status shortage_of(int error)
{
	enum status status = status_from_errno(error);

	return status_is_shortage(status) ? status : STATUS_OK;
}

static enum status add_level(struct groups *groups, const char *directory)
{
	struct cgroup_level *level = &groups->levels[groups->count];
	enum status status = STATUS_OK;

	level->directory = strdup(directory);
	if (!level->directory)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < GROUP_FILE_COUNT; i++) {
		const char *name = file_names[groups->version][i];

		level->files[i] = name ? kernel_file_open(directory, name) : -1;
		if (name && level->files[i] < 0 && status == STATUS_OK)
			status = shortage_of(errno);
	}
	groups->count++;
	return status;
}

/* From directory up to the mount; a path longer than GROUPS_MAX levels loses those in the middle. */
static enum status add_levels(struct groups *groups, const char *directory)
{
	size_t mount_length = strlen(groups->mount);
	enum status status = STATUS_OK;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s", directory);
	while (status == STATUS_OK && strlen(path) > mount_length &&
		groups->count + 1 < GROUPS_MAX) {
		status = add_level(groups, path);
		*strrchr(path, '/') = '\0';
	}
	return status == STATUS_OK ? add_level(groups, groups->mount) : status;
}

/* The directory of the process's own cgroup as this mount shows it. */
static void own_directory(char *directory, size_t size, const struct groups *groups,
	const char *root, struct text path)
{
	size_t skip = strcmp(root, "/") == 0 ? 0 : strlen(root);
	bool below = skip <= path.length && memcmp(path.at, root, skip) == 0 &&
		     (skip == path.length || path.at[skip] == '/');

	/* "/.." stands for what lies above this cgroup namespace. */
	if (!below || text_starts(path, "/.."))
		skip = path.length;
	if (snprintf(directory, size, "%s%.*s", groups->mount, (int)(path.length - skip),
		    path.at + skip) >= (int)size)
		snprintf(directory, size, "%s", groups->mount);
	for (size_t end = strlen(directory); end > 1 && directory[end - 1] == '/'; end--)
		directory[end - 1] = '\0';
}

static enum status find(struct groups *groups, char *directory, size_t size, char *text,
	size_t room)
{
	char membership[4096], root[PATH_MAX];
	struct text path;
	size_t length, mounts_length;
	enum status status;

	status = kernel_file_read_once("/proc/self", "cgroup", membership, sizeof(membership),
		&length);
	if (status == STATUS_OK)
		status = cgroup_parse_membership(&path, &groups->version, membership, length);
	if (status == STATUS_OK)
		status = kernel_file_read_once("/proc/self", "mountinfo", text, room,
			&mounts_length);
	if (status == STATUS_OK)
		status = cgroup_parse_mount(groups->mount, root, PATH_MAX, groups->version, text,
			mounts_length);
	if (status == STATUS_OK)
		own_directory(directory, size, groups, root, path);
	return status;
}

enum status groups_new(struct groups **out, const char *directory)
{
	const size_t room = (size_t)1 << 20;
	struct groups *groups = calloc(1, sizeof(*groups));
	char *text = malloc(room);
	char own[PATH_MAX];
	enum status status = groups && text ? STATUS_OK : STATUS_NO_MEMORY;

	if (status == STATUS_OK) {
		groups->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
		status = find(groups, own, sizeof(own), text, room);
		if (status == STATUS_OK)
			status = add_levels(groups, directory ? directory : own);
		else
			groups->version = 0;
	}
	free(text);
	*out = NULL;
	if (status_is_shortage(status)) {
		groups_free(groups);
		return status;
	}
	*out = groups;
	return STATUS_OK;
}

void groups_free(struct groups *groups)
{
	if (!groups)
		return;
	for (size_t i = 0; i < groups->count; i++) {
		free(groups->levels[i].directory);
		for (size_t file = 0; file < GROUP_FILE_COUNT; file++)
			if (groups->levels[i].files[file] >= 0)
				close(groups->levels[i].files[file]);
	}
	free(groups);
}

size_t groups_count(const struct groups *groups)
{
	return groups->count;
}

int groups_version(const struct groups *groups)
{
	return groups->version;
}

const char *groups_directory(const struct groups *groups, size_t level)
{
	return groups->levels[level].directory;
}

const char *groups_mount(const struct groups *groups)
{
	return groups->mount;
}

static struct value read_limit(int fd, char *text, size_t size)
{
	struct value limit;
	size_t length;
	enum status status = kernel_file_read(fd, text, size, &length);

	if (status == STATUS_OK)
		status = cgroup_parse_limit(&limit, text, length);
	return status == STATUS_OK ? limit : value_missing(value_state_of(status));
}

static void read_stat(struct group_reading *reading, int version, uint64_t page_size, char *text,
	size_t length)
{
	struct value stat[STAT_COUNT];

	if (keyed_parse(stat, stat_rows[version], STAT_COUNT, text, length) != STATUS_OK)
		return;
	reading->file = value_add(stat[STAT_ACTIVE_FILE], stat[STAT_INACTIVE_FILE]);
	reading->slab_reclaimable = stat[STAT_SLAB_RECLAIMABLE];
	reading->kswapd_reclaimed = value_times(stat[STAT_STEAL_KSWAPD], page_size);
	reading->direct_reclaimed = value_times(stat[STAT_STEAL_DIRECT], page_size);
	reading->refault = value_times(stat[STAT_REFAULT_FILE], page_size);
	/* Version 1 tells what limits it from above, even where that cannot be seen; 2^63 is none. */
	if (value_known(stat[STAT_HIERARCHICAL_LIMIT]) &&
		stat[STAT_HIERARCHICAL_LIMIT].n < INT64_MAX / 2)
		reading->limit = value_lesser(reading->limit, stat[STAT_HIERARCHICAL_LIMIT]);
}

static struct value read_keyed(int fd, const char *key, char *text, size_t size)
{
	struct keyed_row row = { key, false };
	struct value value;
	size_t length;

	if (kernel_file_read(fd, text, size, &length) != STATUS_OK ||
		keyed_parse(&value, &row, 1, text, length) != STATUS_OK)
		return value_missing(VALUE_ABSENT);
	return value;
}

void groups_read(const struct groups *groups, size_t level, struct group_reading *reading,
	char *text, size_t size)
{
	const int *files = groups->levels[level].files;
	size_t length;
	struct psi psi;

	values_fill(reading, sizeof(*reading), VALUE_ABSENT);
	reading->limit = value_lesser(read_limit(files[GROUP_LIMIT], text, size),
		read_limit(files[GROUP_HIGH], text, size));
	reading->usage = read_limit(files[GROUP_USAGE], text, size);
	reading->oom_kills = read_keyed(files[GROUP_EVENTS], "oom_kill", text, size);
	if (kernel_file_read(files[GROUP_STAT], text, size, &length) == STATUS_OK)
		read_stat(reading, groups->version, groups->page_size, text, length);
	if (kernel_file_read(files[GROUP_PRESSURE], text, size, &length) == STATUS_OK &&
		psi_parse(&psi, text, length) == STATUS_OK)
		reading->pressure_full_us = psi.full.total;
}

struct value group_room(const struct group_reading *reading)
{
	struct value used = value_subtract(reading->usage, reading->file);

	return value_subtract(reading->limit, used);
}

uint64_t group_room_floor(uint64_t limit)
{
	return limit / 16 > 16 * MIB ? limit / 16 : 16 * MIB;
}

bool groups_die_together(const struct groups *groups, char *which, size_t size)
{
	for (size_t i = 0; i < groups->count; i++) {
		struct value together =
			kernel_file_number(groups->levels[i].directory, "memory.oom.group");

		if (value_or(together, 0) == 0)
			continue;
		snprintf(which, size, "%s", groups->levels[i].directory);
		return true;
	}
	return false;
}

/* What one top-level cgroup keeps from reclaim. */
static uint64_t protected_in(const char *directory)
{
	/* "max" protects all that it uses; so does whatever else is not a number. */
	struct value min = kernel_file_number(directory, "memory.min");
	struct value low = kernel_file_number(directory, "memory.low");
	uint64_t current = value_or(kernel_file_number(directory, "memory.current"), 0);
	uint64_t kept = value_or(min, UINT64_MAX) > value_or(low, UINT64_MAX)
				? value_or(min, UINT64_MAX)
				: value_or(low, UINT64_MAX);

	return min_u64(kept, current);
}

enum status groups_protected(const struct groups *groups, uint64_t *bytes)
{
	DIR *mount;
	struct dirent *entry;

	*bytes = 0;
	if (groups->version != 2)
		return STATUS_OK;
	mount = opendir(groups->mount);
	if (!mount)
		return shortage_of(errno);
	while ((entry = readdir(mount))) {
		char path[PATH_MAX];

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		if (snprintf(path, sizeof(path), "%s/%s", groups->mount, entry->d_name) <
			(int)sizeof(path))
			*bytes += protected_in(path);
	}
	closedir(mount);
	return STATUS_OK;
}

size_t groups_parent(const struct groups *groups)
{
	char text[256];
	size_t length, i;

	for (i = 0; i < groups_count(groups); i++) {
		const char *directory = groups_directory(groups, i);

		if (access(directory, W_OK) != 0)
			continue;
		if (groups_version(groups) == 1)
			return i;
		if (kernel_file_read_once(directory, "cgroup.subtree_control", text,
			    sizeof(text) - 1, &length) == STATUS_OK) {
			text[length] = '\0';
			if (strstr(text, "memory"))
				return i;
		}
	}
	return i;
}
