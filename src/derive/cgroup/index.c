/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/cgroup/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "sample/row.h"

/* FNV-1a, 64 bits. */
static uint64_t hash_of(const char *path)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 32;
}

static uint64_t hash_of_id(uint64_t id)
{
	id *= UINT64_C(0x9e3779b97f4a7c15);
	return id ^ id >> 32;
}

static void put(size_t *table, size_t size, uint64_t hash, size_t node)
{
	size_t at = hash & (size - 1);

	while (table[at])
		at = (at + 1) & (size - 1);
	table[at] = node + 1;
}

enum status cgroup_index_build(struct cgroup_index *index, const struct cgroups *cgroups)
{
	size_t size = 16, count = cgroups ? cgroups->count : 0;

	while (size < 2 * count)
		size *= 2;
	*index = (struct cgroup_index){ .cgroups = cgroups, .size = size };
	index->by_path = calloc(size, sizeof(*index->by_path));
	index->by_id = calloc(size, sizeof(*index->by_id));
	if (!index->by_path || !index->by_id)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct cgroup *cgroup = cgroups->nodes[i].cgroup;

		put(index->by_path, size, hash_of(cgroup->identity->path), i);
		put(index->by_id, size, hash_of_id(cgroup->id), i);
	}
	return STATUS_OK;
}

void cgroup_index_free(struct cgroup_index *index)
{
	free(index->by_path);
	free(index->by_id);
}

/*
 * A path of /proc counts from the root of the hierarchy, those here from what is mounted of it.  What
 * is left of a path beside that begins with no slash, and nothing has it.
 */
static const char *relative(const struct cgroup_index *index, const char *path)
{
	const char *root = index->cgroups->mount_root ? index->cgroups->mount_root : "";
	size_t length = strlen(root);

	if (strncmp(path, root, length) != 0)
		return NULL;
	return path[length] ? path + length : "/";
}

size_t cgroup_index_path(const struct cgroup_index *index, const char *path)
{
	const char *below = index->cgroups ? relative(index, path) : NULL;
	size_t at;

	if (!below)
		return CGROUP_NO_PARENT;
	for (at = hash_of(below) & (index->size - 1); index->by_path[at];
		at = (at + 1) & (index->size - 1)) {
		size_t node = index->by_path[at] - 1;

		if (strcmp(index->cgroups->nodes[node].cgroup->identity->path, below) == 0)
			return node;
	}
	return CGROUP_NO_PARENT;
}

size_t cgroup_index_id(const struct cgroup_index *index, uint64_t id)
{
	for (size_t at = hash_of_id(id) & (index->size - 1); index->by_id[at];
		at = (at + 1) & (index->size - 1)) {
		size_t node = index->by_id[at] - 1;

		if (index->cgroups->nodes[node].cgroup->id == id)
			return node;
	}
	return CGROUP_NO_PARENT;
}

size_t *cgroup_index_processes(const struct cgroup_index *index, struct row *const *rows,
	size_t row_count)
{
	size_t count = index->cgroups ? index->cgroups->count : 0;
	size_t *processes = array_new(count, sizeof(*processes));

	if (!processes)
		return NULL;
	for (size_t i = 0; i < row_count; i++) {
		const char *path = rows[i]->identity->cgroup;
		size_t node = *path ? cgroup_index_path(index, path) : CGROUP_NO_PARENT;

		if (node != CGROUP_NO_PARENT)
			processes[node]++;
	}
	/* Descendants stand behind, so that what a node has is whole when its turn comes. */
	for (size_t i = count; i-- > 1;)
		processes[index->cgroups->nodes[i].parent] += processes[i];
	return processes;
}
