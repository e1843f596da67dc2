/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/programs/pages.h"

#include "base/macros.h"
#include "kernel/cache/cache.h"
#include "kernel/cache/charges.h"

/* For one report: 2 s of processor time.  The files with the most pages come first. */
#define SLOTS_MOST (UINT64_C(16) << 20)

struct counting {
	struct cache_report *report;
	struct kernel_bpf *bpf;
	const atomic_bool *cancelled;
	struct pages_record *records;
	struct charges charges;
	uint64_t slots;
};

static void ask(struct counting *counting, size_t first, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct cache_file *file = &counting->report->files[first + i];

		counting->records[i] = (struct pages_record){ .inode = file->inode,
			.number = file->number,
			.superblock = counting->report->superblocks[file->superblock].address };
	}
}

static enum status take(struct counting *counting, size_t first, size_t count)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct cache_file *file = &counting->report->files[first + i];
		const struct pages_record *record = &counting->records[i];

		if (record->state != PAGES_DONE)
			continue;
		file->is_counted = true;
		file->active = (uint32_t)min_u64(record->active, UINT32_MAX);
		file->mapped = (uint32_t)min_u64(record->mapped, UINT32_MAX);
		file->dirty = (uint32_t)min_u64(record->dirty, UINT32_MAX);
		file->writeback = (uint32_t)min_u64(record->writeback, UINT32_MAX);
		file->evicted = (uint32_t)min_u64(record->evicted, UINT32_MAX);
		status = charges_add(&counting->charges, (uint32_t)(first + i), record);
	}
	return status;
}

/* Calls again until all files of the map are counted, one that is large in several calls. */
static enum status count_some(struct counting *counting, size_t first, size_t count)
{
	struct pages_call call = { .count = (uint32_t)count };

	ask(counting, first, count);
	while (call.first < count && counting->slots < SLOTS_MOST) {
		uint32_t before = call.first;
		enum status status;

		if (atomic_load(counting->cancelled))
			return STATUS_REFUSED;
		status = kernel_bpf_run(counting->bpf, "count_pages", &call, sizeof(call));
		if (status != STATUS_OK)
			return status;
		counting->slots += call.slots;
		counting->report->has_charges = call.has_charges;
		if (call.slots == 0 && call.first == before)
			break; /* it does not get on */
	}
	return take(counting, first, call.first);
}

enum status kernel_cache_count_pages(struct cache_report *report, struct kernel_bpf *bpf,
	const atomic_bool *cancelled)
{
	struct counting counting = { .report = report,
		.bpf = bpf,
		.cancelled = cancelled,
		.charges = { .report = report } };
	enum status status = STATUS_OK;
	size_t size;

	counting.records = kernel_bpf_memory(bpf, "files", &size);
	if (!counting.records)
		return STATUS_NO_MEMORY;
	for (size_t i = 0;
		i < report->file_count && status == STATUS_OK && counting.slots < SLOTS_MOST;
		i += PAGES_FILES_A_CALL)
		status = count_some(&counting, i,
			min_size(PAGES_FILES_A_CALL, report->file_count - i));
	if (status == STATUS_OK)
		status = charges_name(&counting.charges, bpf);
	charges_free(&counting.charges);
	return status;
}
