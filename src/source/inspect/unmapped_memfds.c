/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/unmapped_memfds.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/sysmacros.h>

#include "base/array.h"
#include "parse/process/map_list.h"

struct held_file {
	uint64_t inode, bytes;
};

struct held_files {
	struct held_file *files;
	size_t count, capacity;
};

static enum status collect(void *context, const struct open_file *file)
{
	struct held_files *held = context;
	struct held_file *grown;

	if (!file->followed || file->bytes == 0)
		return STATUS_OK;
	grown = array_reserve(held->files, &held->capacity, held->count + 1, sizeof(*grown));
	if (!grown)
		return STATUS_NO_MEMORY;
	held->files = grown;
	held->files[held->count++] =
		(struct held_file){ .inode = file->inode, .bytes = file->bytes };
	return STATUS_OK;
}

static int compare_inodes(const void *left, const void *right)
{
	uint64_t a = ((const struct held_file *)left)->inode;
	uint64_t b = ((const struct held_file *)right)->inode;

	return a < b ? -1 : a > b;
}

/* In order, and each once. */
static void tidy(struct held_files *held)
{
	size_t kept = 0;

	qsort(held->files, held->count, sizeof(*held->files), compare_inodes);
	for (size_t i = 0; i < held->count; i++)
		if (i == 0 || held->files[i].inode != held->files[i - 1].inode)
			held->files[kept++] = held->files[i];
	held->count = kept;
}

/* What is mapped is in RSS as far as it was touched, and counted there. */
static void leave_out_mapped(struct held_files *held, const struct map_list *maps, dev_t device)
{
	for (size_t i = 0; i < maps->count; i++) {
		const struct mapping *mapping = &maps->mappings[i];
		struct held_file key = { .inode = mapping->inode }, *found;

		if (mapping->inode == 0 || makedev(mapping->major, mapping->minor) != device)
			continue;
		found = bsearch(&key, held->files, held->count, sizeof(key), compare_inodes);
		if (found)
			found->bytes = 0;
	}
}

static enum status sum_unmapped(struct held_files *held, const struct kernel_root *root,
	dev_t device, pid_t pid, uint64_t *sum)
{
	struct file_buffer buffer = { 0 };
	struct map_list maps = { 0 };
	enum status status;
	char path[32];

	tidy(held);
	snprintf(path, sizeof(path), "%d/maps", (int)pid);
	status = file_read_lines(&buffer, root->proc, path);
	if (status == STATUS_OK) {
		status = map_list_take(&maps, buffer.text, buffer.length);
		buffer = (struct file_buffer){ 0 };
	}
	if (status == STATUS_OK)
		leave_out_mapped(held, &maps, device);
	for (size_t i = 0; i < held->count; i++)
		*sum += held->files[i].bytes;
	file_buffer_free(&buffer);
	map_list_free(&maps);
	return status;
}

struct value unmapped_memfds_read(const struct kernel_root *root, const struct memfd_mounts *mounts,
	pid_t pid)
{
	struct held_files held = { 0 };
	enum status status;
	uint64_t sum = 0;

	if (mounts->count == 0)
		return value_missing(VALUE_ABSENT);
	status = open_files_deleted(root, pid, mounts, true, collect, &held);
	/* Hardly any process holds one; only then is it looked at what it maps. */
	if (status == STATUS_OK && held.count)
		status = sum_unmapped(&held, root, mounts->device, pid, &sum);
	free(held.files);
	return status == STATUS_OK ? value_of(sum) : value_missing(value_state_of(status));
}
