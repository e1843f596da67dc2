/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/cgroup/node.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/file.h"

struct cgroup_entry *entry_new(struct cgroup_entry *parent, const char *name, uint64_t id)
{
	struct cgroup_entry *entry = calloc(1, sizeof(*entry));
	const char *above = parent ? parent->cgroup->identity->path : "";
	size_t length = strcmp(above, "/") == 0 ? 0 : strlen(above), name_length = strlen(name);
	char *path = malloc(length + name_length + 2);

	if (!entry || !path)
		goto fail;
	memcpy(path, above, length);
	path[length] = '/';
	memcpy(path + length + 1, name, name_length + 1);
	entry->cgroup = cgroup_new(id, path, length + 1);
	if (!entry->cgroup)
		goto fail;
	free(path);
	entry->parent = parent;
	entry->depth = parent ? parent->depth + 1 : 0;
	entry->directory = entry->usage = -1;
	return entry;
fail:
	free(path);
	free(entry);
	return NULL;
}

void entry_free(struct cgroup_entry *entry, struct cgroup_open *open)
{
	if (entry->usage >= 0) {
		close(entry->usage);
		open->files--;
	}
	if (entry->directory >= 0) {
		close(entry->directory);
		open->directories--;
	}
	cgroup_unref(entry->cgroup);
	free(entry);
}

struct cgroup_entry *entry_skip(const struct cgroup_entry *entry, const struct cgroup_entry *root)
{
	for (; entry && entry != root; entry = entry->parent)
		if (entry->next)
			return entry->next;
	return NULL;
}

struct cgroup_entry *entry_next(const struct cgroup_entry *entry, const struct cgroup_entry *root)
{
	return entry->first_child ? entry->first_child : entry_skip(entry, root);
}

/* Leaves first: a child is taken off its parent before it goes, so no depth needs a stack. */
void entry_free_all(struct cgroup_entry *root, struct cgroup_open *open)
{
	struct cgroup_entry *entry = root;

	while (entry) {
		struct cgroup_entry *child = entry->first_child, *above;

		if (child) {
			entry->first_child = child->next;
			entry = child;
			continue;
		}
		above = entry == root ? NULL : entry->parent;
		entry_free(entry, open);
		entry = above;
	}
}

static int open_child(int directory, const char *name)
{
	return file_open(directory, name, O_PATH | O_DIRECTORY | O_NOFOLLOW);
}

/* The highest ancestor whose descriptor is missing, given that entry's own is. */
static const struct cgroup_entry *step_below(const struct cgroup_entry *entry,
	const struct cgroup_entry *above)
{
	while (entry->parent != above)
		entry = entry->parent;
	return entry;
}

int entry_directory(struct cgroup_entry *entry, struct cgroup_open *open)
{
	const struct cgroup_entry *above = entry;
	int directory, next;

	if (entry->directory >= 0)
		return entry->directory;
	while (above->directory < 0 && above->parent)
		above = above->parent;
	directory = above->directory;
	if (directory < 0) {
		errno = EBADF;
		return -1;
	}
	while (above != entry) {
		const struct cgroup_entry *step = step_below(entry, above);
		int error;

		next = open_child(directory, step->cgroup->identity->name);
		error = errno;
		entry_done(above, directory);
		if (next < 0) {
			errno = error;
			return -1;
		}
		directory = next;
		above = step;
	}
	if (open->directories < open->directories_most) {
		entry->directory = directory;
		open->directories++;
	}
	return directory;
}

void entry_done(const struct cgroup_entry *entry, int directory)
{
	if (directory >= 0 && directory != entry->directory)
		close(directory);
}
