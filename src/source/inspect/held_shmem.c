/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/held_shmem.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysmacros.h>

#include "base/array.h"
#include "base/compiler/statx.h"
#include "base/macros.h"
#include "parse/process/map_list.h"

struct held_file {
	dev_t device;
	uint64_t inode, bytes;
	bool memfd;
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
		(struct held_file){ file->device, file->inode, file->bytes, file->memfd };
	return STATUS_OK;
}

static int compare_files(const void *left, const void *right)
{
	const struct held_file *a = left, *b = right;

	return FIRST_DIFFERENCE(COMPARE(a->device, b->device), COMPARE(a->inode, b->inode));
}

/* In order, and each once. */
static void tidy(struct held_files *held)
{
	size_t kept = 0;

	if (held->count > 0)
		qsort(held->files, held->count, sizeof(*held->files), compare_files);
	for (size_t i = 0; i < held->count; i++)
		if (i == 0 || compare_files(&held->files[i], &held->files[i - 1]) != 0)
			held->files[kept++] = held->files[i];
	held->count = kept;
}

/* What is mapped is in RSS as far as it was touched, and counted there. */
static void leave_out_mapped(struct held_files *held, const struct map_list *maps)
{
	for (size_t i = 0; i < maps->count; i++) {
		const struct mapping *mapping = &maps->mappings[i];
		struct held_file key = { .device = makedev(mapping->major, mapping->minor),
			.inode = mapping->inode },
				 *found;

		if (mapping->inode == 0)
			continue;
		found = bsearch(&key, held->files, held->count, sizeof(key), compare_files);
		if (found)
			found->bytes = 0;
	}
}

static enum status read_maps(struct map_list *maps, const struct kernel_root *root, pid_t pid)
{
	struct file_buffer buffer = { 0 };
	enum status status;
	char path[32];

	snprintf(path, sizeof(path), "%d/maps", (int)pid);
	status = file_read_lines(&buffer, root->proc, path);
	if (status == STATUS_OK) {
		status = map_list_take(maps, buffer.text, buffer.length);
		buffer = (struct file_buffer){ 0 };
	}
	file_buffer_free(&buffer);
	return status;
}

/* Hardly any process holds one; only then is it looked at what it maps. */
static enum status sum_unmapped(struct held_shmem *sums, struct held_files *held,
	const struct kernel_root *root, pid_t pid)
{
	struct map_list maps = { 0 };
	enum status status = held->count ? read_maps(&maps, root, pid) : STATUS_OK;

	sums->memfds = sums->tmpfs = value_of(0);
	if (status == STATUS_OK) {
		tidy(held);
		leave_out_mapped(held, &maps);
	}
	for (size_t i = 0; i < held->count; i++) {
		struct value *sum = held->files[i].memfd ? &sums->memfds : &sums->tmpfs;

		sum->n += (int64_t)held->files[i].bytes;
	}
	map_list_free(&maps);
	return status;
}

struct held_shmem held_shmem_read(const struct kernel_root *root, const struct memfd_mounts *mounts,
	pid_t pid)
{
	struct value none = value_missing(mounts->why_none);
	struct held_shmem sums = { none, none };
	struct held_files held = { 0 };
	enum status status;

	if (mounts->count == 0)
		return sums;
	status = open_files_each(root, pid, mounts, OPEN_FILES_SHMEM, collect, &held);
	if (status == STATUS_OK)
		status = sum_unmapped(&sums, &held, root, pid);
	free(held.files);
	if (status != STATUS_OK)
		sums.memfds = sums.tmpfs = value_missing(value_state_of(status));
	return sums;
}

/* ---- what is mapped ---- */

/* So many mappings of shared memory are looked at; a process with more of them is left alone. */
#define MAPPINGS_MOST 1024

static uint64_t bytes_before(struct shmem_first *first, uint64_t inode, uint64_t now)
{
	for (size_t i = 0; i < first->count; i++)
		if (first->files[i].inode == inode)
			return first->files[i].bytes;
	if (first->count == SHMEM_FILES)
		return now;
	first->files[first->count].inode = inode;
	first->files[first->count].bytes = now;
	first->count++;
	return now;
}

static uint64_t grown_of(struct shmem_first *first, const struct statx *file)
{
	int64_t changed_ns = file->stx_ctime.tv_sec * INT64_C(1000000000) + file->stx_ctime.tv_nsec;
	uint64_t now = file->stx_blocks * 512, before;

	/* Stores through a mapping leave the times alone (mm/shmem.c, 6.12): so it was made then. */
	if (changed_ns >= first->since_ns)
		return now;
	before = bytes_before(first, file->stx_ino, now);
	return now > before ? now - before : 0;
}

static enum status look_at_file(struct statx *file, const struct kernel_root *root, pid_t pid,
	const struct mapping *mapping)
{
	char path[80];

	snprintf(path, sizeof(path), "%d/map_files/%" PRIx64 "-%" PRIx64, (int)pid, mapping->start,
		mapping->end);
	/* This follows the link to the file itself, which is in memory. */
	return statx(root->proc, path, AT_STATX_DONT_SYNC, STATX_INO | STATX_BLOCKS | STATX_CTIME,
		       file) == 0
		       ? STATUS_OK
		       : status_from_errno(errno);
}

static enum status add_grown(uint64_t *grown, const struct map_list *maps,
	const struct kernel_root *root, pid_t pid, struct shmem_first *first)
{
	uint64_t before = 0;
	size_t looked = 0;

	for (size_t i = 0; i < maps->count; i++) {
		const struct mapping *mapping = &maps->mappings[i];
		enum status status;
		struct statx file;

		if (maps_kind(mapping) != MAPPING_SHARED || mapping->inode == before)
			continue;
		before = mapping->inode;
		status = look_at_file(&file, root, pid, mapping);
		if (status == STATUS_DENIED || ++looked > MAPPINGS_MOST)
			return STATUS_DENIED;
		if (status == STATUS_OK)
			*grown += grown_of(first, &file);
	}
	return STATUS_OK;
}

struct value shmem_grown_read(const struct kernel_root *root, pid_t pid, struct shmem_first *first)
{
	struct map_list maps = { 0 };
	uint64_t grown = 0;
	enum status status = read_maps(&maps, root, pid);

	if (status == STATUS_OK)
		status = add_grown(&grown, &maps, root, pid, first);
	map_list_free(&maps);
	return status == STATUS_OK ? value_of((int64_t)grown)
				   : value_missing(value_state_of(status));
}
