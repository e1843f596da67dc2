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
	struct cache_report *report = listing->report;
	uint32_t place = listing->slots[slot_of(listing, record->inode)];
	struct cache_holder *holders;

	/* What has nothing in the cache is in no place. */
	if (place == 0 || report->holder_count == HOLDERS_MOST)
		return STATUS_OK;
	holders = array_reserve(report->holders, &report->holder_room, report->holder_count + 1,
		sizeof(*holders));
	if (!holders)
		return STATUS_NO_MEMORY;
	report->holders = holders;
	holders += report->holder_count++;
	*holders = (struct cache_holder){ .file = place - 1, .pid = record->pid };
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

	if (make_slots(&listing) != STATUS_OK)
		return STATUS_NO_MEMORY;
	status = kernel_bpf_iterate(bpf, "list_holders", sizeof(struct holder_record), take,
		&listing);
	free(listing.slots);
	sort(report);
	report->has_holders = status == STATUS_OK && report->holder_count < HOLDERS_MOST;
	return status;
}
