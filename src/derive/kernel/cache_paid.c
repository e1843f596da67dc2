/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/kernel/cache_paid.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"

/* The kernel's tree of cgroups is no deeper: INT_MAX of cgroup.max.depth is never reached. */
#define DEPTH_MOST 4096

/* Whether a cgroup of the report is that of the id, or lies below it. */
static bool is_below(const struct cache_report *report, uint32_t cgroup, uint64_t id)
{
	for (unsigned depth = 0; cgroup != CACHE_NONE && depth < DEPTH_MOST; depth++) {
		if (report->cgroups[cgroup].id == id)
			return true;
		cgroup = report->cgroups[cgroup].parent;
	}
	return false;
}

static bool is_shared(const struct cache_report *report, uint32_t file)
{
	return report->superblocks[report->files[file].superblock].content == CACHE_OF_TMPFS;
}

static int by_bytes(const void *a, const void *b)
{
	const struct cache_paid_file *left = a, *right = b;

	return FIRST_DIFFERENCE(COMPARE(right->bytes, left->bytes),
		COMPARE(left->file, right->file));
}

/* Charges stand by file: a file is that of the last one, or a new one. */
static enum status add(struct cache_paid *paid, size_t *room, const struct cache_charge *charge,
	const struct cache_report *report)
{
	uint64_t bytes = charge->pages * report->page_bytes;
	size_t count = paid->file_count;
	struct cache_paid_file *files;

	if (count == 0 || paid->files[count - 1].file != charge->file) {
		files = array_reserve(paid->files, room, count + 1, sizeof(*files));
		if (!files)
			return STATUS_NO_MEMORY;
		paid->files = files;
		files[count] = (struct cache_paid_file){ .file = charge->file };
		paid->file_count = ++count;
	}
	paid->files[count - 1].bytes += bytes;
	paid->files[count - 1].removed += report->cgroups[charge->cgroup].is_removed ? bytes : 0;
	return STATUS_OK;
}

/* Puts those of tmpfs behind, and each part in its order. */
static enum status part(struct cache_paid *paid, const struct cache_report *report)
{
	size_t count = paid->file_count, files = 0, shared = 0;
	struct cache_paid_file *parted = array_new(count, sizeof(*parted));

	if (!parted)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct cache_paid_file *file = &paid->files[i];
		bool is_of_tmpfs = is_shared(report, file->file);

		*(is_of_tmpfs ? &paid->shared_bytes : &paid->file_bytes) += file->bytes;
		parted[is_of_tmpfs ? count - ++shared : files++] = *file;
	}
	qsort(parted, files, sizeof(*parted), by_bytes);
	qsort(parted + files, shared, sizeof(*parted), by_bytes);
	free(paid->files);
	paid->files = parted;
	paid->file_count = files;
	paid->shared_count = shared;
	return STATUS_OK;
}

enum status cache_paid_find(struct cache_paid *paid, const struct cache_report *report, uint64_t id)
{
	bool *below = array_new(report->cgroup_count, sizeof(*below));
	enum status status = below ? STATUS_OK : STATUS_NO_MEMORY;
	size_t room = 0;

	*paid = (struct cache_paid){ .files = NULL };
	for (size_t i = 0; below && i < report->cgroup_count; i++)
		below[i] = is_below(report, (uint32_t)i, id);
	for (size_t i = 0; status == STATUS_OK && i < report->charge_count; i++)
		if (report->charges[i].cgroup != CACHE_NONE && below[report->charges[i].cgroup])
			status = add(paid, &room, &report->charges[i], report);
	free(below);
	if (status == STATUS_OK)
		status = part(paid, report);
	if (status != STATUS_OK)
		cache_paid_free(paid);
	return status;
}

void cache_paid_free(struct cache_paid *paid)
{
	free(paid->files);
	*paid = (struct cache_paid){ .files = NULL };
}
