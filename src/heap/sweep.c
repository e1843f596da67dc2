/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/sweep.h"

#include <stdlib.h>

#include "base/macros.h"

#define BYTES_PER_STEP 256u /* read and looked at in some ten nanoseconds */

struct memory_sweep {
	struct memory *memory;
	sweep_visit *visit;
	void *context;
	uint8_t *buffer; /* SWEEP_MOST bytes */
	uint8_t *flags;  /* of as many pages */
};

static enum status visit(struct memory_sweep *sweep, uint64_t address, size_t length)
{
	const struct memory_reader *reader = sweep->memory->reader;
	size_t got;

	if (length == 0)
		return STATUS_OK;
	if (!allowance_spend(sweep->memory->allowance, length / BYTES_PER_STEP))
		return sweep->memory->allowance->status;
	got = reader->read(reader->context, address, sweep->buffer, length);
	got -= got % reader->page_size;
	return got > 0 ? sweep->visit(sweep->context, address, sweep->buffer, got) : STATUS_OK;
}

/* Of count pages, those that are resident; a stretch ends at the first that is not. */
static enum status visit_resident(struct memory_sweep *sweep, uint64_t address, size_t count)
{
	uint64_t page_size = sweep->memory->reader->page_size;
	enum status status = memory_pages(sweep->memory, address, count, sweep->flags);
	size_t start = 0;

	for (size_t i = 0; status == STATUS_OK && i <= count; i++) {
		if (i < count && (sweep->flags[i] & PAGE_PRESENT))
			continue;
		status = visit(sweep, address + start * page_size, (i - start) * page_size);
		start = i + 1;
	}
	return status;
}

static enum status sweep_mapping(struct memory_sweep *sweep, const struct mapping *mapping)
{
	uint64_t address = mapping->start;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && (address = memory_pass_empty(sweep->memory, address,
					       mapping->end)) < mapping->end) {
		uint64_t end = min_u64(align_down(address, SWEEP_MOST) + SWEEP_MOST, mapping->end);

		status = visit_resident(sweep, address,
			(size_t)((end - address) / sweep->memory->reader->page_size));
		address = end;
	}
	return status;
}

enum status memory_sweep(struct memory *memory, sweep_visit *visit_stretch, void *context)
{
	struct memory_sweep sweep = { .memory = memory,
		.visit = visit_stretch,
		.context = context };
	enum status status = STATUS_OK;

	sweep.buffer = aligned_alloc(MEMORY_UNIT, SWEEP_MOST);
	sweep.flags = malloc(SWEEP_MOST / memory->reader->page_size);
	if (!sweep.buffer || !sweep.flags)
		status = STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < memory->maps.count; i++)
		if (memory_is_anonymous(&memory->maps.mappings[i]))
			status = sweep_mapping(&sweep, &memory->maps.mappings[i]);
	free(sweep.buffer);
	free(sweep.flags);
	return status;
}
