/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/shared/mount_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/compiler/statx.h"

#define PATIENCE_NS NS_PER_SECOND
#define DEPTH_MOST  32 /* each level has a descriptor open */
#define WANTED      (STATX_TYPE | STATX_INO | STATX_SIZE | STATX_BLOCKS)
#define UNASKED     (AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC)

/* Where the walk is. */
struct position {
	struct mount_walk *walk;
	const atomic_bool *cancelled;
	uint64_t until_ns;
	size_t names;
	char path[PATH_MAX]; /* below the mount */
	size_t length;
};

static enum status add_file(struct mount_walk *walk, const struct position *position,
	const struct statx *found)
{
	struct mount_file *files =
		array_reserve(walk->files, &walk->capacity, walk->count + 1, sizeof(*files));

	if (!files)
		return STATUS_NO_MEMORY;
	walk->files = files;
	files[walk->count++] = (struct mount_file){ .inode = found->stx_ino,
		.size = found->stx_size,
		.bytes = found->stx_blocks * 512,
		.path = string_pool_add(&walk->names, text_of(position->path, position->length)) };
	return walk->names.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status walk_directory(struct position *position, int directory, int depth);

/* A directory of the same file system. */
static enum status descend(struct position *position, int directory, const char *name, int depth)
{
	int below = depth < DEPTH_MOST ? file_open(directory, name,
						 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK)
				       : -1;

	if (below >= 0)
		return walk_directory(position, below, depth + 1);
	position->walk->partly = true;
	return STATUS_OK;
}

static enum status look_at(struct position *position, int directory, const char *name, int depth)
{
	size_t before = position->length, room = sizeof(position->path) - before;
	enum status status = STATUS_OK;
	struct statx found;
	int length;

	if (statx(directory, name, UNASKED, WANTED, &found) != 0 ||
		makedev(found.stx_dev_major, found.stx_dev_minor) != position->walk->place.device)
		return STATUS_OK; /* it is gone, or something is mounted there */
	length = snprintf(position->path + before, room, "/%s", name);
	if (length < 0 || (size_t)length >= room) {
		position->walk->partly = true;
	} else {
		position->length += (size_t)length;
		if (S_ISDIR(found.stx_mode))
			status = descend(position, directory, name, depth);
		else if (S_ISREG(found.stx_mode) && found.stx_blocks > 0)
			status = add_file(position->walk, position, &found);
	}
	position->length = before;
	position->path[before] = '\0';
	return status;
}

static bool may_go_on(struct position *position)
{
	if (position->names++ < MOUNT_NAMES_MOST && !atomic_load(position->cancelled) &&
		clock_now_ns(CLOCK_MONOTONIC) < position->until_ns)
		return true;
	position->walk->partly = true;
	return false;
}

/* Closes the directory. */
static enum status walk_directory(struct position *position, int directory, int depth)
{
	DIR *names = fdopendir(directory);
	enum status status = STATUS_OK;
	const struct dirent *entry;

	if (!names) {
		close(directory);
		return STATUS_NO_MEMORY;
	}
	while (status == STATUS_OK && (entry = readdir(names))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (!may_go_on(position))
			break;
		status = look_at(position, directory, entry->d_name, depth);
	}
	closedir(names);
	return status;
}

static enum status measure(struct mount_walk *walk, int directory)
{
	struct statfs found;

	if (fstatfs(directory, &found) != 0)
		return status_from_errno(errno);
	walk->limit = walk->used = value_missing(VALUE_ABSENT);
	if (found.f_blocks == 0) /* no limit, and then nothing is counted: mm/shmem.c, 6.12 */
		return STATUS_OK;
	walk->limit = value_of((uint64_t)found.f_blocks * (uint64_t)found.f_bsize);
	walk->used = value_of((uint64_t)(found.f_blocks - found.f_bfree) * (uint64_t)found.f_bsize);
	return STATUS_OK;
}

/* The directory that is mounted, once it is known to be the one; -1 with errno. */
static int open_mount(const struct mount_walk *walk, int proc)
{
	const struct mount_place *place = &walk->place;
	char path[32 + PLACE_POINT_SIZE];
	struct statx found;
	int way, directory = -1;

	if (place->pid)
		snprintf(path, sizeof(path), "%d/root%s", (int)place->pid, place->point);
	else
		snprintf(path, sizeof(path), "%s", place->point);
	way = file_open(proc, path, O_PATH | O_DIRECTORY | O_NOFOLLOW);
	if (way < 0)
		return -1;
	errno = ESRCH;
	if (statx(way, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_INO, &found) == 0 &&
		makedev(found.stx_dev_major, found.stx_dev_minor) == place->device)
		directory = file_open(way, ".", O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	close(way);
	return directory;
}

static void walk_mount(void *item, struct errand_reader *reader)
{
	struct mount_walk *walk = item;
	struct position *position = calloc(1, sizeof(*position));
	int directory = open_mount(walk, reader->root.proc);

	walk->item.status = position ? status_from_errno(errno) : STATUS_NO_MEMORY;
	if (position && directory >= 0) {
		*position = (struct position){ .walk = walk,
			.cancelled = reader->cancelled,
			.until_ns = clock_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS };
		walk->item.status = measure(walk, directory);
		if (walk->item.status == STATUS_OK) {
			walk->item.status = walk_directory(position, directory, 0);
			directory = -1;
		}
	}
	if (directory >= 0)
		close(directory);
	free(position);
}

void mount_walk_drop(void *item)
{
	struct mount_walk *walk = item;

	free(walk->files);
	string_pool_free(&walk->names);
	walk->files = NULL;
	walk->count = 0;
}

const struct errand_kind mount_walk_kind = { .item_size = sizeof(struct mount_walk),
	.read = walk_mount,
	.drop = mount_walk_drop };
