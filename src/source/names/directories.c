/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/names/directories.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/array.h"
#include "base/compiler/statx.h"
#include "base/macros.h"
#include "source/file.h"

/* Since 5.8, which may be newer than the system's headers: include/uapi/linux/stat.h. */
#define MNT_ID        0x1000
#define MNT_ID_OFFSET (offsetof(struct statx, stx_dev_minor) + sizeof(uint32_t))

/*
 * File systems put files near their directory: ext4 into the same group of inodes, XFS into the same allocation
 * group, and btrfs counts upwards.
 */
#define NEAR 8192

#define BUFFER ((size_t)64 << 10)

/* include/linux/dirent.h */
struct linux_entry {
	uint64_t number;
	int64_t offset;
	uint16_t length;
	uint8_t type;
	char name[];
};

/* A directory that waits, or has some below it that do; it is freed when the last of them is read. */
struct node {
	struct node *parent;
	uint32_t below;
	char name[];
};

/* The one with the most cache near it is read first, and of equals the newest, so that few wait. */
struct waiting {
	struct node *node;
	uint64_t weight, order;
};

struct reading {
	struct cache_search_place *place;
	const struct directories_listener *listener;
	const struct cache_mount *mount;
	int root;
	uint64_t *sums; /* of the bytes of wanted files before each */
	struct waiting *heap;
	size_t waiting, room;
	uint64_t order;
	bool stopped;
	char path[INSIDE_SIZE];
	_Alignas(struct linux_entry) char buffer[BUFFER];
};

/* ---- directories that wait ---- */

static bool comes_before(const struct waiting *one, const struct waiting *other)
{
	return one->weight != other->weight ? one->weight > other->weight
					    : one->order > other->order;
}

/* What the wanted files have in the cache whose numbers are near. */
static uint64_t weight_of(const struct reading *reading, uint64_t number)
{
	const struct cache_search_place *place = reading->place;
	uint64_t first = number > NEAR ? number - NEAR : 0;
	uint64_t last = number < UINT64_MAX - NEAR ? number + NEAR : UINT64_MAX;
	size_t from, to;

	LOWER_BOUND(from, place->count, place->wanted[from].number < first);
	LOWER_BOUND(to, place->count, place->wanted[to].number <= last);
	return reading->sums[to] - reading->sums[from];
}

static void rise(struct waiting *heap, size_t at)
{
	struct waiting item = heap[at];

	while (at > 0 && comes_before(&item, &heap[(at - 1) / 2])) {
		heap[at] = heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	heap[at] = item;
}

static void sink(struct waiting *heap, size_t count)
{
	struct waiting item = heap[0];
	size_t at = 0, below;

	while ((below = 2 * at + 1) < count) {
		if (below + 1 < count && comes_before(&heap[below + 1], &heap[below]))
			below++;
		if (!comes_before(&heap[below], &item))
			break;
		heap[at] = heap[below];
		at = below;
	}
	heap[at] = item;
}

static bool push(struct reading *reading, struct node *parent, const char *name, uint64_t number)
{
	struct waiting *heap =
		array_reserve(reading->heap, &reading->room, reading->waiting + 1, sizeof(*heap));
	size_t length = strlen(name) + 1;
	struct node *node = heap ? malloc(sizeof(*node) + length) : NULL;

	if (heap)
		reading->heap = heap;
	if (!node)
		return false;
	node->parent = parent;
	node->below = 0;
	memcpy(node->name, name, length);
	if (parent)
		parent->below++;
	heap[reading->waiting] =
		(struct waiting){ node, weight_of(reading, number), reading->order++ };
	rise(heap, reading->waiting++);
	return true;
}

static struct node *pop(struct reading *reading)
{
	struct node *node = reading->heap[0].node;

	reading->heap[0] = reading->heap[--reading->waiting];
	if (reading->waiting > 0)
		sink(reading->heap, reading->waiting);
	return node;
}

/* A directory that was read, and those above it, stay as long as something below them waits. */
static void release(struct node *node)
{
	while (node && node->below == 0) {
		struct node *parent = node->parent;

		free(node);
		if (parent)
			parent->below--;
		node = parent;
	}
}

static void drop_all(struct reading *reading)
{
	while (reading->waiting > 0)
		release(pop(reading));
}

/* ---- paths ---- */

static size_t length_of(const struct node *node)
{
	size_t length = 0;

	for (; node && node->parent; node = node->parent)
		length += strlen(node->name) + 1;
	return length;
}

/*
 * Writes the path of a directory from the root of the file system, without a slash at its end; below is where the
 * part begins that lies below the mount.  False: it is too long.
 */
static bool write_path(struct reading *reading, const struct node *node, size_t *below,
	size_t *length)
{
	size_t root = strcmp(reading->mount->root, "/") == 0 ? 0 : strlen(reading->mount->root);
	size_t at = root + length_of(node);

	*below = root;
	*length = at;
	/* Room for a name behind it. */
	if (at + NAME_MAX + 2 > sizeof(reading->path))
		return false;
	memcpy(reading->path, reading->mount->root, root);
	reading->path[at] = '\0';
	for (; node && node->parent; node = node->parent) {
		size_t part = strlen(node->name);

		at -= part;
		memcpy(reading->path + at, node->name, part);
		reading->path[--at] = '/';
	}
	return true;
}

/* ---- reading ---- */

static int open_at(int directory, const char *path, uint64_t flags)
{
	struct open_how how = { .flags = flags | O_NOFOLLOW | O_CLOEXEC,
		.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS };

	return (int)syscall(__NR_openat2, directory, path, &how, sizeof(how));
}

/* Its access time stays where this process may ask for that. */
static int open_directory(const struct reading *reading, const char *path)
{
	const uint64_t flags = O_RDONLY | O_DIRECTORY | O_NONBLOCK;
	int directory = open_at(reading->root, *path ? path : ".", flags | O_NOATIME);

	if (directory < 0 && errno == EPERM)
		directory = open_at(reading->root, *path ? path : ".", flags);
	return directory;
}

static void count_error(struct cache_search_counts *counts)
{
	if (errno == EXDEV)
		counts->hidden++;
	else if (errno == ENAMETOOLONG)
		counts->left_out++;
	else if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
		counts->denied++;
}

/* Whether what was found is what the directory said it is: it may have been replaced since. */
static void tell(struct reading *reading, int directory, const struct linux_entry *entry,
	size_t length)
{
	int descriptor = open_at(directory, entry->name, O_PATH);

	if (descriptor < 0) {
		count_error(&reading->place->counts);
		return;
	}
	snprintf(reading->path + length, sizeof(reading->path) - length, "/%s", entry->name);
	reading->stopped = !reading->listener->candidate(reading->listener->context, entry->number,
		reading->path, descriptor);
	reading->path[length] = '\0';
	close(descriptor);
}

/* A file system may not say what is a directory: then each is tried, which fails for what is none. */
static void look_at(struct reading *reading, struct node *node, int directory,
	const struct linux_entry *entry, size_t length)
{
	const char *name = entry->name;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strlen(name) > NAME_MAX)
		return;
	if (cache_search_wanted(reading->place, entry->number))
		tell(reading, directory, entry, length);
	if (entry->type != DT_DIR && entry->type != DT_UNKNOWN)
		return;
	if (reading->waiting >= DIRECTORIES_WAIT_MOST || !push(reading, node, name, entry->number))
		reading->place->counts.left_out++;
}

static void read_names(struct reading *reading, struct node *node, int directory, size_t length)
{
	long got = 0;

	while (!reading->stopped && (got = syscall(SYS_getdents64, directory, reading->buffer,
					     sizeof(reading->buffer))) > 0) {
		for (long at = 0; at < got && !reading->stopped;) {
			const struct linux_entry *entry =
				(const struct linux_entry *)(reading->buffer + at);

			look_at(reading, node, directory, entry, length);
			at += entry->length;
		}
	}
	reading->place->counts.denied += got < 0;
	reading->place->counts.read++;
}

static void read_directory(struct reading *reading, struct node *node)
{
	size_t below, length;
	int directory;

	if (!write_path(reading, node, &below, &length)) {
		reading->place->counts.left_out++;
		return;
	}
	directory = open_directory(reading,
		reading->path[below] == '/' ? reading->path + below + 1 : "");
	if (directory < 0) {
		count_error(&reading->place->counts);
		return;
	}
	read_names(reading, node, directory, length);
	close(directory);
}

/* ---- mounts ---- */

/* Whether a path leads to that mount, and not to one that hides it. */
static bool is_mount(int way, uint64_t id)
{
	struct statx found;
	uint64_t there;

	if (id == CACHE_NO_MOUNT)
		return true;
	if (statx(way, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, MNT_ID, &found) != 0 ||
		!(found.stx_mask & MNT_ID))
		return false;
	memcpy(&there, (const char *)&found + MNT_ID_OFFSET, sizeof(there));
	return there == id;
}

static int open_mount(const struct cache_mount *mount)
{
	int way = file_open(AT_FDCWD, mount->point, O_PATH | O_DIRECTORY | O_NOFOLLOW);

	if (way >= 0 && !is_mount(way, mount->id)) {
		close(way);
		way = -1;
	}
	return way;
}

static bool read_mount(struct reading *reading)
{
	const struct directories_listener *listener = reading->listener;

	if (!push(reading, NULL, "", 0))
		return false;
	while (reading->waiting > 0 && !reading->stopped) {
		struct node *node = pop(reading);

		read_directory(reading, node);
		release(node);
		if (!reading->stopped)
			reading->stopped =
				!listener->progress(listener->context, &reading->place->counts);
	}
	drop_all(reading);
	return true;
}

/* Of mounts that show the same part the first that can be reached is read. */
static bool is_read(const struct reading *reading, const bool *done, size_t mount)
{
	const struct cache_mount *mounts = reading->place->mounts;
	const char *rest;

	for (size_t i = 0; i < mount; i++)
		if (done[i] && cache_path_below(mounts[mount].root, mounts[i].root, &rest))
			return true;
	return false;
}

static enum cache_search_end read_mounts(struct reading *reading, bool *done)
{
	enum cache_search_end end = CACHE_SEARCH_NOT_MOUNTED;

	for (size_t i = 0; i < reading->place->mount_count && !reading->stopped; i++) {
		if (is_read(reading, done, i))
			continue;
		reading->mount = &reading->place->mounts[i];
		reading->root = open_mount(reading->mount);
		if (reading->root < 0)
			continue;
		done[i] = true;
		end = read_mount(reading) ? CACHE_SEARCH_READ : CACHE_SEARCH_FAILED;
		close(reading->root);
	}
	return reading->stopped ? CACHE_SEARCH_STOPPED : end;
}

enum cache_search_end directories_read(struct cache_search_place *place,
	const struct directories_listener *listener)
{
	struct reading *reading = calloc(1, sizeof(*reading));
	bool *done = array_new(place->mount_count, sizeof(*done));
	enum cache_search_end end = CACHE_SEARCH_FAILED;

	if (reading)
		reading->sums = array_new(place->count + 1, sizeof(*reading->sums));
	if (reading && done && reading->sums) {
		reading->place = place;
		reading->listener = listener;
		for (size_t i = 0; i < place->count; i++)
			reading->sums[i + 1] = reading->sums[i] + place->wanted[i].bytes;
		end = read_mounts(reading, done);
	}
	if (reading) {
		free(reading->sums);
		free(reading->heap);
	}
	free(reading);
	free(done);
	return end;
}
