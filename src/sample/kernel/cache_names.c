/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "sample/kernel/cache_search.h"

/* What paths of found names may take, and how many there are at the most. */
#define PATHS_MOST ((size_t)32 << 20)

/* A report has no more directories than that. */
#define DIRECTORIES_MOST ((size_t)1 << 20)

void cache_names_free(struct cache_names *names)
{
	free(names->rows);
	string_pool_free(&names->names);
	*names = (struct cache_names){ .rows = NULL };
}

enum status cache_names_keep(struct cache_names *names, const struct cache_name *name,
	const char *path)
{
	struct cache_name *rows;

	if (names->count == CACHE_FILES_MOST || names->names.length + strlen(path) > PATHS_MOST)
		return STATUS_OK;
	rows = array_reserve(names->rows, &names->room, names->count + 1, sizeof(*rows));
	if (!rows)
		return STATUS_NO_MEMORY;
	names->rows = rows;
	rows += names->count;
	*rows = *name;
	rows->path = string_pool_add(&names->names, text_of_string(path));
	if (names->names.failed)
		return STATUS_NO_MEMORY;
	names->count++;
	names->is_sorted = false;
	return STATUS_OK;
}

static int by_inode(const void *a, const void *b)
{
	const struct cache_name *one = a, *other = b;

	return COMPARE(one->inode, other->inode);
}

static struct cache_name *name_of(struct cache_names *names, uint64_t inode)
{
	size_t at;

	if (!names->is_sorted && names->count > 0)
		qsort(names->rows, names->count, sizeof(*names->rows), by_inode);
	names->is_sorted = true;
	LOWER_BOUND(at, names->count, names->rows[at].inode < inode);
	return at < names->count && names->rows[at].inode == inode ? &names->rows[at] : NULL;
}

enum status cache_names_merge(struct cache_names *names, const struct cache_names *other)
{
	struct cache_names merged = { .rows = NULL };
	enum status status = STATUS_OK;

	/* The newer ones first: they are kept where there is no room for all. */
	for (size_t i = 0; status == STATUS_OK && i < other->count; i++)
		status = cache_names_keep(&merged, &other->rows[i],
			string_pool_at(&other->names, other->rows[i].path));
	(void)name_of(&merged, 0);
	for (size_t i = 0, end = merged.count; status == STATUS_OK && i < names->count; i++) {
		const struct cache_names newer = { .rows = merged.rows, .count = end };
		size_t at;

		LOWER_BOUND(at, end, newer.rows[at].inode < names->rows[i].inode);
		if (names->rows[i].is_stale ||
			(at < end && newer.rows[at].inode == names->rows[i].inode))
			continue;
		status = cache_names_keep(&merged, &names->rows[i],
			string_pool_at(&names->names, names->rows[i].path));
	}
	if (status != STATUS_OK) {
		cache_names_free(&merged);
		return status;
	}
	cache_names_free(names);
	*names = merged;
	return STATUS_OK;
}

/* ---- directories by their names ---- */

struct directory_index {
	struct cache_report *report;
	uint32_t *slots; /* a hash table: index + 1, 0 where there is none */
	size_t slot_count;
};

/* FNV-1a over what a directory is found by. */
static uint64_t hash_of(uint32_t superblock, uint32_t parent, struct text name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ ((uint64_t)superblock << 32 | parent);

	for (size_t i = 0; i < name.length; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 29;
}

static struct text name_at(const struct cache_report *report, uint32_t directory)
{
	/* The root of a file system is found as that, whatever its name. */
	if (report->directories[directory].parent == CACHE_NONE)
		return text_of("", 0);
	return text_of_string(string_pool_at(&report->names, report->directories[directory].name));
}

static size_t slot_of(const struct directory_index *index, uint32_t superblock, uint32_t parent,
	struct text name)
{
	const struct cache_report *report = index->report;
	size_t mask = index->slot_count - 1, slot = hash_of(superblock, parent, name) & mask;

	for (; index->slots[slot]; slot = (slot + 1) & mask) {
		uint32_t at = index->slots[slot] - 1;
		struct text other = name_at(report, at);

		if (report->directories[at].superblock == superblock &&
			report->directories[at].parent == parent && other.length == name.length &&
			memcmp(other.at, name.at, name.length) == 0)
			break;
	}
	return slot;
}

static void put(struct directory_index *index, uint32_t at)
{
	const struct cache_directory *directory = &index->report->directories[at];
	size_t slot = slot_of(index, directory->superblock, directory->parent,
		name_at(index->report, at));

	if (!index->slots[slot])
		index->slots[slot] = at + 1;
}

static enum status grow(struct directory_index *index)
{
	struct cache_report *report = index->report;

	if (index->slots && 2 * report->directory_count < index->slot_count)
		return STATUS_OK;
	free(index->slots);
	index->slot_count = index->slot_count ? index->slot_count : 1024;
	while (index->slot_count < 4 * (report->directory_count + 1))
		index->slot_count *= 2;
	index->slots = calloc(index->slot_count, sizeof(*index->slots));
	if (!index->slots)
		return STATUS_NO_MEMORY;
	for (uint32_t i = 0; i < report->directory_count; i++)
		if (report->directories[i].known)
			put(index, i);
	return STATUS_OK;
}

/*
 * No dentry of the kernel stands for a directory that is added.  Addresses of dentries are even, so that an odd
 * number, the same in each report, is none of them.
 */
static uint64_t stand_in(const struct cache_report *report, uint32_t superblock, uint64_t above,
	struct text name)
{
	return (hash_of(superblock, (uint32_t)above ^ (uint32_t)(above >> 32), name) ^
		       report->superblocks[superblock].address) |
	       1;
}

static enum status add(struct directory_index *index, uint32_t superblock, uint32_t parent,
	struct text name, uint32_t *added)
{
	struct cache_report *report = index->report;
	struct cache_directory *directories;
	char copy[256] = "";

	*added = CACHE_NONE;
	if (report->directory_count == DIRECTORIES_MOST || name.length >= sizeof(copy))
		return STATUS_OK;
	directories = array_reserve(report->directories, &report->directory_room,
		report->directory_count + 1, sizeof(*directories));
	if (!directories)
		return STATUS_NO_MEMORY;
	report->directories = directories;
	memcpy(copy, name.at, name.length);
	directories += report->directory_count;
	*directories = (struct cache_directory){ .parent = parent,
		.name = cache_report_keep_name(report, copy),
		.superblock = superblock,
		.known = true };
	if (directories->name == CACHE_NONE)
		return STATUS_OK;
	directories->dentry = stand_in(report, superblock,
		parent == CACHE_NONE ? 0 : report->directories[parent].dentry, name);
	*added = (uint32_t)report->directory_count++;
	if (grow(index) != STATUS_OK)
		return STATUS_NO_MEMORY;
	put(index, *added);
	return STATUS_OK;
}

/* The directory of that name, which is added if there is none; CACHE_NONE: there is no room. */
static enum status find(struct directory_index *index, uint32_t superblock, uint32_t parent,
	struct text name, uint32_t *found)
{
	uint32_t at = index->slots[slot_of(index, superblock, parent, name)];

	*found = at - 1;
	return at ? STATUS_OK : add(index, superblock, parent, name, found);
}

/* Puts a file at a path of its file system. */
static enum status place(struct directory_index *index, struct cache_file *file, const char *path)
{
	struct text rest = text_of_string(path);
	enum status status;
	uint32_t directory;
	struct text part;

	(void)text_next_field(&rest, '/');
	part = text_next_field(&rest, '/');
	status = find(index, file->superblock, CACHE_NONE, text_of("", 0), &directory);
	while (status == STATUS_OK && directory != CACHE_NONE && rest.length > 0) {
		status = find(index, file->superblock, directory, part, &directory);
		part = text_next_field(&rest, '/');
	}
	if (status != STATUS_OK || directory == CACHE_NONE || part.length == 0)
		return status;
	file->name = cache_report_keep_name(index->report, part.at);
	if (file->name == CACHE_NONE)
		return STATUS_OK;
	file->directory = directory;
	file->name_dropped = false;
	file->name_found = true;
	return STATUS_OK;
}

static bool is_of(const struct cache_name *name, const struct cache_report *report,
	const struct cache_file *file)
{
	const struct cache_superblock *superblock = &report->superblocks[file->superblock];

	return name->number == file->number && name->major == superblock->major &&
	       name->minor == superblock->minor;
}

/* A file was renamed, or a directory above it. */
static void check(struct cache_name *name, const struct cache_names *names,
	const struct cache_report *report, const struct cache_file *file)
{
	char path[CACHE_PATH];

	cache_file_inside(report, file, path);
	name->is_stale = strcmp(path, string_pool_at(&names->names, name->path)) != 0;
}

enum status cache_names_apply(struct cache_names *names, struct cache_report *report)
{
	struct directory_index index = { .report = report };
	enum status status = names->count > 0 ? grow(&index) : STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && names->count > 0 && i < report->file_count; i++) {
		struct cache_file *file = &report->files[i];
		struct cache_name *name = name_of(names, file->inode);

		if (!name || !is_of(name, report, file))
			continue;
		if (cache_file_is_named(report, file) && !file->name_found)
			check(name, names, report, file);
		else if (file->name_dropped && !name->is_stale)
			status = place(&index, file, string_pool_at(&names->names, name->path));
	}
	free(index.slots);
	return status;
}
