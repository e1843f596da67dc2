/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/cache/directories.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"
#include "kernel/programs/cache.h"

/* More than that many directories are not told apart. */
#define DIRECTORIES_MOST ((size_t)1 << 20)

void directories_init(struct directories *directories, struct cache_report *report)
{
	*directories = (struct directories){ .report = report };
}

void directories_free(struct directories *directories)
{
	free(directories->slots);
	*directories = (struct directories){ .report = directories->report };
}

/* Fibonacci hashing: dentries are 64 bytes apart at least. */
static size_t slot_of(const struct directories *directories, uint64_t dentry)
{
	size_t mask = directories->slot_count - 1;
	size_t slot = (size_t)(dentry * UINT64_C(0x9e3779b97f4a7c15) >> 32) & mask;

	while (directories->slots[slot] &&
		directories->report->directories[directories->slots[slot] - 1].dentry != dentry)
		slot = (slot + 1) & mask;
	return slot;
}

static enum status grow_slots(struct directories *directories)
{
	size_t count = max_size(1024, 2 * directories->slot_count);
	uint32_t *slots = calloc(count, sizeof(*slots));

	if (!slots)
		return STATUS_NO_MEMORY;
	free(directories->slots);
	directories->slots = slots;
	directories->slot_count = count;
	for (size_t i = 0; i < directories->report->directory_count; i++)
		slots[slot_of(directories, directories->report->directories[i].dentry)] =
			(uint32_t)i + 1;
	return STATUS_OK;
}

static enum status make_room(struct directories *directories)
{
	struct cache_report *report = directories->report;
	size_t needed = report->directory_count + 1;
	struct cache_directory *grown;

	if (needed > DIRECTORIES_MOST)
		return STATUS_TOO_LARGE;
	if (2 * needed > directories->slot_count && grow_slots(directories) != STATUS_OK)
		return STATUS_NO_MEMORY;
	grown = array_reserve(report->directories, &report->directory_room, needed, sizeof(*grown));
	if (!grown)
		return STATUS_NO_MEMORY;
	report->directories = grown;
	return STATUS_OK;
}

uint32_t directories_of(struct directories *directories, uint64_t dentry, uint32_t superblock)
{
	struct cache_report *report = directories->report;
	uint32_t index = (uint32_t)report->directory_count;
	enum status status;
	size_t slot;

	status = make_room(directories);
	directories->failed |= status == STATUS_NO_MEMORY;
	if (status != STATUS_OK)
		return CACHE_NONE;
	slot = slot_of(directories, dentry);
	if (directories->slots[slot])
		return directories->slots[slot] - 1;
	directories->slots[slot] = index + 1;
	report->directories[index] = (struct cache_directory){ .dentry = dentry,
		.parent = CACHE_NONE,
		.name = CACHE_NONE,
		.superblock = superblock };
	report->directory_count++;
	return index;
}

static void take_name(struct directories *directories, uint32_t index,
	const struct cache_name_record *record, const uint64_t *addresses)
{
	struct cache_report *report = directories->report;
	uint32_t superblock = report->directories[index].superblock, parent = CACHE_NONE;
	struct cache_directory *directory;

	if (!record->parent || record->superblock != addresses[superblock])
		return;
	if (record->parent != record->dentry) {
		parent = directories_of(directories, record->parent, superblock);
		if (parent == CACHE_NONE)
			return;
	}
	directory = &report->directories[index];
	directory->parent = parent;
	directory->name = cache_report_keep_name(report, record->name);
	directory->known = directory->name != CACHE_NONE;
}

enum status directories_name(struct directories *directories, const struct cache_lists *lists,
	const uint64_t *addresses)
{
	struct cache_report *report = directories->report;
	struct cache_name_record *records;
	size_t size;

	records = cache_lists_memory(lists, "dentries", &size);
	if (!records)
		return STATUS_NO_MEMORY;
	while (directories->named < report->directory_count) {
		size_t first = directories->named;
		struct cache_name_call call = { .count = (uint32_t)min_size(
							report->directory_count - first,
							CACHE_NAMES_A_CALL) };
		enum status status;

		for (size_t i = 0; i < call.count; i++)
			records[i].dentry = report->directories[first + i].dentry;
		status = cache_lists_run(lists, "name_dentries", &call, sizeof(call));
		if (status != STATUS_OK)
			return status;
		for (size_t i = 0; i < call.count; i++)
			take_name(directories, (uint32_t)(first + i), &records[i], addresses);
		directories->named += call.count;
	}
	return directories->failed || report->names.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

void directories_finish(struct directories *directories)
{
	struct cache_report *report = directories->report;
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t i = 0; i < report->directory_count; i++) {
			struct cache_directory *directory = &report->directories[i];

			if (!directory->known || directory->parent == CACHE_NONE ||
				report->directories[directory->parent].known)
				continue;
			directory->known = false;
			changed = true;
		}
	}
}
