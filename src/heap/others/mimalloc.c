/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mimalloc 2.0.3 to 2.4 on 64 bits, by its segments (include/mimalloc/types.h, struct mi_segment_s): a
 * segment begins at a multiple of its size, and has a slice of 64 KiB for each part of itself.  No symbol
 * is needed: from the first slice on, each says how many belong to it, and they end where the segment
 * ends.  What another thread freed counts as in use until its owner takes it back, as it does for
 * mimalloc itself.  mimalloc 1 and 3 have another form, and are named alone.
 */
#include <string.h>

#include "base/macros.h"
#include "heap/allocator.h"

#define SLICE        (UINT64_C(1) << 16)
#define SEGMENT_MOST (UINT64_C(1) << 40)
#define SLICE_BYTES  48u                 /* of a slice, that are looked at */
#define HUGE_NARROW  (UINT64_C(1) << 31) /* in 32 bits: all of the page */

/* Where in a slice, in all forms. */
#define SLICE_COUNT  0u
#define SLICE_OFFSET 4u
#define CAPACITY     10u
#define RESERVED     12u

/* Where the releases have the rest; in bytes. */
struct form {
	uint64_t segment;        /* size of one, if it has more than one page */
	unsigned segment_slices; /* where it says how many slices it has, */
	unsigned entries;        /* and how many it describes */
	unsigned slices;         /* where the first is described */
	unsigned stride;         /* from one to the next */
	unsigned used, used_bytes, block_size, block_size_bytes;
};

static const struct form forms[] = {
	/* 2.0.9 to 2.1.2, and built with MI_SECURE */
	{ UINT64_C(32) << 20, 224, 248, 264, 80, 24, 4, 28, 4 },
	{ UINT64_C(32) << 20, 224, 248, 264, 96, 24, 4, 28, 4 },
	/* 2.1.4 to 2.1.7 */
	{ UINT64_C(32) << 20, 224, 248, 264, 96, 32, 2, 40, 8 },
	{ UINT64_C(32) << 20, 224, 248, 264, 112, 32, 2, 40, 8 },
	/* 2.1.8 to 2.4 */
	{ UINT64_C(32) << 20, 248, 272, 288, 96, 32, 2, 40, 8 },
	{ UINT64_C(32) << 20, 248, 272, 288, 112, 32, 2, 40, 8 },
	/* 2.0.3 to 2.0.7 */
	{ UINT64_C(64) << 20, 328, 360, 368, 80, 24, 4, 28, 4 },
	{ UINT64_C(64) << 20, 328, 360, 368, 96, 40, 4, 44, 4 },
};

/* What was found in one form. */
struct segment_totals {
	uint64_t count, resident, blocks, in_use, pinned, free;
};

struct segment {
	uint64_t address;
	uint64_t slices, entries;
};

/* One slice, or what begins with it. */
struct slice {
	uint32_t count, offset;
	uint16_t capacity, reserved;
	uint32_t used;
	uint64_t block_size;
};

static bool read_segment(struct segment *segment, struct memory *memory, const struct form *form,
	uint64_t address)
{
	uint64_t whole = form->segment / SLICE;

	segment->address = address;
	return memory_word(memory, address + form->segment_slices, &segment->slices) &&
	       memory_word(memory, address + form->entries, &segment->entries) &&
	       segment->slices >= whole && segment->slices <= SEGMENT_MOST / SLICE &&
	       segment->entries == whole;
}

/* The number of 2, 4 or 8 bytes that stands there. */
static uint64_t number_at(const uint8_t *bytes, unsigned width)
{
	uint16_t two;
	uint32_t four;
	uint64_t eight;

	switch (width) {
	case sizeof(two):
		memcpy(&two, bytes, sizeof(two));
		return two;
	case sizeof(four):
		memcpy(&four, bytes, sizeof(four));
		return four;
	default:
		memcpy(&eight, bytes, sizeof(eight));
		return eight;
	}
}

static bool read_slice(struct slice *slice, struct memory *memory, const struct form *form,
	const struct segment *segment, uint64_t index)
{
	uint8_t bytes[SLICE_BYTES];

	if (!memory_peek(memory, segment->address + form->slices + index * form->stride, bytes,
		    sizeof(bytes)))
		return false;
	*slice = (struct slice){ 0 };
	memcpy(&slice->count, bytes + SLICE_COUNT, sizeof(slice->count));
	memcpy(&slice->offset, bytes + SLICE_OFFSET, sizeof(slice->offset));
	memcpy(&slice->capacity, bytes + CAPACITY, sizeof(slice->capacity));
	memcpy(&slice->reserved, bytes + RESERVED, sizeof(slice->reserved));
	slice->used = (uint32_t)number_at(bytes + form->used, form->used_bytes);
	slice->block_size = number_at(bytes + form->block_size, form->block_size_bytes);
	return slice->count > 0 && slice->offset == 0 && slice->used <= slice->capacity &&
	       slice->capacity <= slice->reserved;
}

/* A page of blocks. */
static bool count_page(struct segment_totals *segments, const struct form *form,
	const struct slice *slice)
{
	uint64_t room = slice->count * SLICE, size = slice->block_size;

	if (form->block_size_bytes == 4 && size >= HUGE_NARROW)
		size = room;
	if (size == 0 || size > room / slice->reserved)
		return false;
	segments->blocks += slice->used;
	segments->in_use += slice->used * size;
	segments->pinned += (slice->capacity - slice->used) * size;
	return true;
}

/* False: what stands there is no segment of that form. */
static bool count_slices(struct segment_totals *segments, struct memory *memory,
	const struct form *form, const struct segment *segment)
{
	struct slice slice;
	uint64_t index, resident;

	for (index = 0; index < segment->entries; index += slice.count) {
		uint64_t start = segment->address + index * SLICE;

		if (!read_slice(&slice, memory, form, segment, index) ||
			slice.count > segment->slices - index)
			return false;
		if (slice.used > 0 && !count_page(segments, form, &slice))
			return false;
		/* The first describes the segment; it is neither free nor the program's. */
		if (index == 0 || slice.used > 0)
			continue;
		if (memory_resident(memory, start, start + slice.count * SLICE, &resident) !=
			STATUS_OK)
			return false;
		segments->free += resident;
	}
	return true;
}

/* The address behind the segment that begins there, 0 if none does. */
static uint64_t count_segment(struct segment_totals *segments, struct memory *memory,
	const struct form *form, uint64_t address)
{
	struct segment_totals sum = *segments;
	struct segment segment;
	uint64_t end, resident;

	if (!read_segment(&segment, memory, form, address) ||
		!count_slices(&sum, memory, form, &segment))
		return 0;
	end = address + segment.slices * SLICE;
	if (memory_resident(memory, address, end, &resident) != STATUS_OK)
		return 0;
	sum.resident += resident;
	sum.count++;
	*segments = sum;
	return end;
}

static void count_segments(struct segment_totals *segments, struct memory *memory,
	const struct form *form)
{
	const struct map_list *maps = &memory->maps;
	uint64_t next = 0;

	for (size_t i = 0; i < maps->count && memory->allowance->status == STATUS_OK; i++) {
		const struct mapping *mapping = &maps->mappings[i];
		uint64_t at = align_up(max_u64(mapping->start, next), form->segment);

		if (!memory_is_anonymous(mapping))
			continue;
		while (at < mapping->end && allowance_spend(memory->allowance, 1)) {
			next = count_segment(segments, memory, form, at);
			at = next ? align_up(next, form->segment) : at + form->segment;
		}
	}
}

/*
 * More segments make sense in the right form than in a wrong one; where a wrong one reads nothing but
 * 0, all make sense, and none has a block in use.
 */
static bool is_better(const struct segment_totals *one, const struct segment_totals *other)
{
	if (one->count != other->count)
		return one->count > other->count && one->blocks > 0;
	return one->blocks > other->blocks;
}

static enum status examine(struct other_heap *heap, struct memory *memory,
	const struct mapping *mapping)
{
	struct segment_totals best = { 0 };

	(void)mapping;
	for (size_t i = 0; i < COUNT_OF(forms) && memory->word == 8; i++) {
		struct segment_totals segments = { 0 };

		count_segments(&segments, memory, &forms[i]);
		if (is_better(&segments, &best))
			best = segments;
	}
	heap->state = best.count ? OTHER_HEAP_READ : OTHER_HEAP_RECOGNISED;
	if (best.count) {
		heap->figures[OTHER_HEAP_SYSTEM] = value_of((int64_t)best.resident);
		heap->figures[OTHER_HEAP_IN_USE] = value_of((int64_t)best.in_use);
		heap->figures[OTHER_HEAP_BLOCKS] = value_of((int64_t)best.blocks);
		heap->figures[OTHER_HEAP_FREE] = value_of((int64_t)best.free);
		heap->figures[OTHER_HEAP_PINNED] = value_of((int64_t)best.pinned);
	}
	return memory->gone ? STATUS_GONE : memory->allowance->status;
}

const struct allocator allocator_mimalloc = {
	.id = HEAP_MIMALLOC, .replaces_malloc = true, .files = { "libmimalloc" }, .examine = examine
};
