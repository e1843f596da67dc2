/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/programs/holders.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "kernel/cache/cache.h"

/* More of them are not listed. */
#define HOLDERS_MOST 65536

struct listing {
	struct cache_report *report;
	const atomic_bool *cancelled;
	uint32_t *files; /* of the report, by inode */
};

static int by_inode(const void *a, const void *b, void *context)
{
	const struct cache_file *files = ((const struct cache_report *)context)->files;

	return COMPARE(files[*(const uint32_t *)a].inode, files[*(const uint32_t *)b].inode);
}

/* The index of the file with that inode; CACHE_NONE: it has nothing in the cache. */
static uint32_t find(const struct listing *listing, uint64_t inode)
{
	const struct cache_report *report = listing->report;
	size_t at;

	LOWER_BOUND(at, report->file_count, report->files[listing->files[at]].inode < inode);
	return at < report->file_count && report->files[listing->files[at]].inode == inode
		       ? listing->files[at]
		       : CACHE_NONE;
}

static enum status add(struct listing *listing, const struct holder_record *record)
{
	struct cache_report *report = listing->report;
	uint32_t file = find(listing, record->inode);
	struct cache_holder *holders;

	if (file == CACHE_NONE || report->holder_count == HOLDERS_MOST)
		return STATUS_OK;
	holders = array_reserve(report->holders, &report->holder_room, report->holder_count + 1,
		sizeof(*holders));
	if (!holders)
		return STATUS_NO_MEMORY;
	report->holders = holders;
	holders += report->holder_count++;
	*holders = (struct cache_holder){ .file = file, .pid = record->pid };
	memcpy(holders->name, record->name, sizeof(holders->name));
	holders->name[sizeof(holders->name) - 1] = '\0';
	return STATUS_OK;
}

static enum status take(void *context, const void *bytes)
{
	const struct holder_record *record = bytes;
	struct listing *listing = context;

	return atomic_load(listing->cancelled) ? STATUS_REFUSED : add(listing, record);
}

static int by_file(const void *a, const void *b)
{
	const struct cache_holder *one = a, *other = b;

	return FIRST_DIFFERENCE(COMPARE(one->file, other->file), COMPARE(one->pid, other->pid));
}

/* Who has a file open by several descriptors holds it once. */
static void sort(struct cache_report *report)
{
	size_t kept = 0;

	if (report->holder_count > 0)
		qsort(report->holders, report->holder_count, sizeof(*report->holders), by_file);
	for (size_t i = 0; i < report->holder_count; i++)
		if (kept == 0 || by_file(&report->holders[kept - 1], &report->holders[i]) != 0)
			report->holders[kept++] = report->holders[i];
	report->holder_count = kept;
}

enum status kernel_cache_list_holders(struct cache_report *report, struct kernel_bpf *bpf,
	const atomic_bool *cancelled)
{
	struct listing listing = { .report = report, .cancelled = cancelled };
	enum status status;

	listing.files = calloc(report->file_count + 1, sizeof(*listing.files));
	if (!listing.files)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < report->file_count; i++)
		listing.files[i] = (uint32_t)i;
	qsort_r(listing.files, report->file_count, sizeof(*listing.files), by_inode, report);
	status = kernel_bpf_iterate(bpf, "list_holders", sizeof(struct holder_record), take,
		&listing);
	free(listing.files);
	sort(report);
	report->has_holders = status == STATUS_OK && report->holder_count < HOLDERS_MOST;
	return status;
}
