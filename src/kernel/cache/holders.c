/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/programs/holders.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "kernel/cache/cache.h"

struct listing {
	struct cache_report *report;
	const atomic_bool *cancelled;
	uint32_t *slots; /* a hash table of files by inode: index + 1, 0 where there is none */
	size_t slot_count;
};

/* Fibonacci hashing: inodes are hundreds of bytes apart. */
static size_t slot_of(const struct listing *listing, uint64_t inode)
{
	size_t mask = listing->slot_count - 1;
	size_t slot = (size_t)(inode * UINT64_C(0x9e3779b97f4a7c15) >> 32) & mask;

	while (listing->slots[slot] &&
		listing->report->files[listing->slots[slot] - 1].inode != inode)
		slot = (slot + 1) & mask;
	return slot;
}

static enum status make_slots(struct listing *listing)
{
	listing->slot_count = 1024;
	while (listing->slot_count < 2 * listing->report->file_count)
		listing->slot_count *= 2;
	listing->slots = calloc(listing->slot_count, sizeof(*listing->slots));
	if (!listing->slots)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < listing->report->file_count; i++)
		listing->slots[slot_of(listing, listing->report->files[i].inode)] = (uint32_t)i + 1;
	return STATUS_OK;
}

static enum status add(struct listing *listing, const struct holder_record *record)
{
	uint32_t place = listing->slots[slot_of(listing, record->inode)];
	enum status status = STATUS_OK;

	/* What has nothing in the cache is in no place. */
	if (place > 0)
		status = cache_report_add_holder(listing->report, place - 1, record->pid,
			record->name);
	return status == STATUS_TOO_LARGE ? STATUS_OK : status;
}

static enum status take(void *context, const void *bytes)
{
	const struct holder_record *record = bytes;
	struct listing *listing = context;

	return atomic_load(listing->cancelled) ? STATUS_REFUSED : add(listing, record);
}

enum status kernel_cache_list_holders(struct cache_report *report, struct kernel_bpf *bpf,
	const atomic_bool *cancelled)
{
	struct listing listing = { .report = report, .cancelled = cancelled };
	enum status status;

	if (make_slots(&listing) != STATUS_OK)
		return STATUS_NO_MEMORY;
	status = kernel_bpf_iterate(bpf, "list_holders", sizeof(struct holder_record), take,
		&listing);
	free(listing.slots);
	cache_report_sort_holders(report);
	report->has_holders = status == STATUS_OK && report->holder_count < CACHE_HOLDERS_MOST;
	return status;
}
