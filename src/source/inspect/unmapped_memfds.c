/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/unmapped_memfds.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/array.h"
#include "parse/process/map_list.h"

struct held_file {
	ino_t inode;
	uint64_t bytes;
};

struct held_files {
	struct held_file *files;
	size_t count, capacity;
};

dev_t unmapped_memfds_device(void)
{
	int descriptor = memfd_create("memtop", MFD_CLOEXEC);
	struct stat stat;
	dev_t device = 0;

	if (descriptor < 0)
		return 0;
	if (fstat(descriptor, &stat) == 0)
		device = stat.st_dev;
	close(descriptor);
	return device;
}

static enum status add(struct held_files *held, const struct stat *stat)
{
	struct held_file *grown =
		array_reserve(held->files, &held->capacity, held->count + 1, sizeof(*grown));

	if (!grown)
		return STATUS_NO_MEMORY;
	held->files = grown;
	held->files[held->count++] = (struct held_file){ .inode = stat->st_ino,
		.bytes = (uint64_t)stat->st_blocks * 512 };
	return STATUS_OK;
}

static enum status collect(struct held_files *held, DIR *directory, dev_t device)
{
	enum status status = STATUS_OK;
	struct dirent *entry;

	while (status == STATUS_OK && (entry = readdir(directory))) {
		struct stat stat;

		/* This follows the link to the open file itself, and opens nothing. */
		if (entry->d_name[0] != '.' &&
			fstatat(dirfd(directory), entry->d_name, &stat, 0) == 0 &&
			stat.st_dev == device && S_ISREG(stat.st_mode) && stat.st_blocks > 0)
			status = add(held, &stat);
	}
	return status;
}

static int compare_inodes(const void *left, const void *right)
{
	ino_t a = ((const struct held_file *)left)->inode;
	ino_t b = ((const struct held_file *)right)->inode;

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
		struct held_file key = { .inode = (ino_t)mapping->inode }, *found;

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
	status = file_read(&buffer, root->proc, path);
	if (status == STATUS_OK)
		status = map_list_parse(&maps, buffer.text, buffer.length);
	if (status == STATUS_OK)
		leave_out_mapped(held, &maps, device);
	for (size_t i = 0; i < held->count; i++)
		*sum += held->files[i].bytes;
	map_list_free(&maps);
	file_buffer_free(&buffer);
	return status;
}

struct value unmapped_memfds_read(const struct kernel_root *root, dev_t device, pid_t pid)
{
	struct held_files held = { 0 };
	enum status status;
	uint64_t sum = 0;
	DIR *directory;
	char path[32];
	int descriptor;

	if (device == 0)
		return value_missing(VALUE_ABSENT);
	snprintf(path, sizeof(path), "%d/fd", (int)pid);
	descriptor = openat(root->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	directory = descriptor < 0 ? NULL : fdopendir(descriptor);
	if (!directory) {
		status = status_from_errno(errno);
		if (descriptor >= 0)
			close(descriptor);
		return value_missing(value_state_of(status));
	}
	status = collect(&held, directory, device);
	closedir(directory);
	/* Hardly anybody holds any, and is asked what it maps. */
	if (status == STATUS_OK && held.count)
		status = sum_unmapped(&held, root, device, pid, &sum);
	free(held.files);
	return status == STATUS_OK ? value_of(sum) : value_missing(value_state_of(status));
}
