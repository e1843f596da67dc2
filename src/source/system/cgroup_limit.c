/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/system/cgroup_limit.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parse/system/cgroup.h"

/* The files of the two versions that say the same. */
static const struct {
	const char *limit, *usage;
} names[] = {
	[1] = { "memory.limit_in_bytes", "memory.usage_in_bytes" },
	[2] = { "memory.max", "memory.current" },
};

/* Where this process's cgroup stands in the file system. */
struct cgroup_place {
	int version;
	char mount[PATH_MAX]; /* mount point of the hierarchy */
	char path[PATH_MAX];  /* of the cgroup below it: "" or "/a/b" */
};

struct cgroup_limit {
	const struct kernel_root *root;
	char file[32]; /* /proc's: "self/cgroup" */
	struct file_buffer buffer;
	char membership[PATH_MAX]; /* as self/cgroup had it when place was found */
	struct cgroup_place place;
};

struct cgroup_limit *cgroup_limit_new(const struct kernel_root *root, pid_t pid)
{
	struct cgroup_limit *finder = calloc(1, sizeof(*finder));

	if (!finder)
		return NULL;
	finder->root = root;
	if (pid)
		snprintf(finder->file, sizeof(finder->file), "%d/cgroup", (int)pid);
	else
		snprintf(finder->file, sizeof(finder->file), "self/cgroup");
	return finder;
}

const char *cgroup_limit_path(const struct cgroup_limit *finder)
{
	return finder->membership;
}

void cgroup_limit_free(struct cgroup_limit *finder)
{
	if (finder)
		file_buffer_free(&finder->buffer);
	free(finder);
}

static enum status find_membership(struct cgroup_place *place, struct cgroup_limit *finder)
{
	struct file_buffer *buffer = &finder->buffer;
	struct text path;
	enum status status = file_read(buffer, finder->root->proc, finder->file);

	if (status == STATUS_OK)
		status = cgroup_parse_membership(&path, &place->version, buffer->text,
			buffer->length);
	if (status == STATUS_OK && path.length >= sizeof(place->path))
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		snprintf(place->path, sizeof(place->path), "%.*s", (int)path.length, path.at);
	return status;
}

/* A container's mount may show only a part of the hierarchy: its path counts from there. */
static void make_relative(struct cgroup_place *place, const char *shown_root)
{
	size_t length = strlen(shown_root);

	if (strcmp(shown_root, "/") == 0)
		length = 0;
	if (strncmp(place->path, shown_root, length) == 0 &&
		(place->path[length] == '/' || place->path[length] == '\0'))
		memmove(place->path, place->path + length, strlen(place->path + length) + 1);
	else
		place->path[0] =
			'\0'; /* outside of what is mounted: the mount's own root is nearest */
	if (strcmp(place->path, "/") == 0)
		place->path[0] = '\0';
}

/* Looks at mountinfo only when the process is in another cgroup than the last time. */
static enum status find_place(struct cgroup_limit *finder)
{
	struct file_buffer *buffer = &finder->buffer;
	char shown_root[PATH_MAX];
	struct cgroup_place now = { 0 };
	enum status status = find_membership(&now, finder);

	if (status != STATUS_OK ||
		(now.version == finder->place.version && strcmp(now.path, finder->membership) == 0))
		return status;
	status = file_read(buffer, finder->root->proc, "self/mountinfo");
	if (status == STATUS_OK)
		status = cgroup_parse_mount(now.mount, shown_root, sizeof(now.mount), now.version,
			buffer->text, buffer->length);
	if (status != STATUS_OK)
		return status;
	memcpy(finder->membership, now.path, sizeof(now.path));
	make_relative(&now, shown_root);
	finder->place = now;
	return STATUS_OK;
}

static struct value read_bytes(const struct cgroup_place *place, const char *name,
	struct file_buffer *buffer)
{
	char path[2 * PATH_MAX + 32];
	struct value value = value_missing(VALUE_ABSENT);
	enum status status;

	snprintf(path, sizeof(path), "%s%s/%s", place->mount, place->path, name);
	status = file_read(buffer, AT_FDCWD, path);
	if (status != STATUS_OK)
		return value_missing(value_state_of(status));
	if (cgroup_parse_limit(&value, buffer->text, buffer->length) != STATUS_OK)
		return value_missing(VALUE_ABSENT);
	return value;
}

static struct value read_file_cache(const struct cgroup_place *place, struct file_buffer *buffer)
{
	char path[2 * PATH_MAX + 32];
	struct cgroup_stat stat;
	enum status status;

	snprintf(path, sizeof(path), "%s%s/memory.stat", place->mount, place->path);
	status = file_read(buffer, AT_FDCWD, path);
	if (status == STATUS_OK)
		status = cgroup_parse_stat(&stat, place->version, buffer->text, buffer->length);
	if (status != STATUS_OK)
		return value_missing(value_state_of(status));
	return value_add(stat.active_file, stat.inactive_file);
}

static void take_if_lower(struct cgroup_use *use, const struct cgroup_place *place, uint64_t total,
	struct file_buffer *buffer)
{
	struct value limit = read_bytes(place, names[place->version].limit, buffer);
	const char *path = place->path[0] ? place->path : "/";

	/* That it has none is known only where it could be read. */
	if (!value_known(limit) && limit.state != VALUE_ABSENT && !value_known(use->limit))
		use->limit = limit;
	if (!value_known(limit) || value_or(limit, 0) >= total ||
		value_or(limit, 0) >= value_or(use->limit, UINT64_MAX))
		return;
	use->version = place->version;
	use->limit = limit;
	use->usage = read_bytes(place, names[place->version].usage, buffer);
	use->file = read_file_cache(place, buffer);
	snprintf(use->path, sizeof(use->path), "%.*s", (int)sizeof(use->path) - 1, path);
}

void cgroup_limit_read(struct cgroup_limit *finder, struct cgroup_use *use, uint64_t total)
{
	struct cgroup_place place;
	char *slash;
	enum status status = find_place(finder);

	/* A kernel without cgroups has no such file, or names none in it. */
	*use = (struct cgroup_use){
		.limit = value_missing(status == STATUS_OK ? VALUE_ABSENT : value_state_of(status))
	};
	use->usage = use->file = use->limit;
	if (status != STATUS_OK)
		return;
	place = finder->place;
	do {
		take_if_lower(use, &place, total, &finder->buffer);
		slash = strrchr(place.path, '/');
		if (slash)
			*slash = '\0';
	} while (slash);
}

struct value cgroup_limit_usage(struct cgroup_limit *finder)
{
	const struct cgroup_place *place = &finder->place;

	if (place->version == 0)
		return value_missing(VALUE_ABSENT);
	return read_bytes(place, names[place->version].usage, &finder->buffer);
}
