/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jemalloc 5.2 and 5.3 on 64 bits, by its descriptions of extents, wherever they lie: include/
 * jemalloc/internal/edata.h (5.3) and extent_structs.h (5.2).  No symbol is needed: a description stands
 * at a multiple of 128 bytes and names pages that are mapped, a state, and a size class that fits.
 * What threads keep in their caches counts as in use, as it does in jemalloc's own report.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "heap/allocator.h"
#include "heap/sweep.h"

#define SLOT        128u
#define PAGE        UINT64_C(4096)
#define SMALL_COUNT 36u  /* size classes of slabs */
#define CLASS_COUNT 235u /* on 64 bits, up to 7 << 60 */

/* Where the two releases have their bits. */
struct form {
	unsigned state, state_bits, size_class, free_regions;
};

static const struct form forms[] = {
	{ 17, 3, 20, 28 }, /* 5.3 */
	{ 16, 2, 18, 26 }, /* 5.2 */
};

enum state { ACTIVE, DIRTY, MUZZY, RETAINED };

struct extent {
	uint64_t address, size;
	uint64_t in_use; /* bytes of regions that are given out */
	uint32_t regions;
	enum state state;
	bool is_slab;
};

/* What was found in one form. */
struct extents {
	struct extent *rows;
	size_t count, capacity;
};

struct search {
	struct memory *memory;
	struct extents found[COUNT_OF(forms)];
};

static unsigned field(uint64_t bits, unsigned shift, unsigned width)
{
	return (unsigned)(bits >> shift & ((UINT64_C(1) << width) - 1));
}

/* Bytes of a region of that class: src/sc.c, four classes from one power of two to the next. */
static uint64_t class_bytes(unsigned class)
{
	unsigned group = class > 4 ? (class - 5) / 4 : 0;
	unsigned step = class > 4 ? (class - 5) % 4 + 1 : 0;

	if (class == 0)
		return 8;
	return class <= 4 ? UINT64_C(16) * class
			  : (UINT64_C(64) << group) + step * (UINT64_C(16) << group);
}

/* A slab: regions of one size, some of them free. */
static bool take_slab(struct extent *extent, unsigned class, unsigned free_regions)
{
	uint64_t bytes = class < SMALL_COUNT ? class_bytes(class) : 0;

	if (bytes == 0 || extent->size % bytes != 0 || extent->size / bytes < free_regions ||
		extent->address % PAGE != 0)
		return false;
	extent->regions = (uint32_t)(extent->size / bytes - free_regions);
	extent->in_use = extent->regions * bytes;
	return true;
}

/* One large region, which may begin anywhere in its first page. */
static bool take_large(struct extent *extent, unsigned class)
{
	uint64_t bytes;

	if (class < SMALL_COUNT || class >= CLASS_COUNT)
		return false;
	bytes = class_bytes(class);
	if (bytes > extent->size || extent->size - bytes > 2 * PAGE)
		return false;
	extent->address = align_down(extent->address, PAGE);
	extent->regions = 1;
	extent->in_use = bytes;
	return true;
}

/* Whether this slot holds a description in that form. */
static bool take_extent(struct extent *extent, const struct form *form, const uint64_t *slot)
{
	uint64_t bits = slot[0];
	unsigned state = field(bits, form->state, form->state_bits);

	*extent = (struct extent){ .address = slot[1],
		.size = align_down(slot[2], PAGE),
		.state = (enum state)state,
		.is_slab = field(bits, 12, 1) };
	if (state > RETAINED || extent->size == 0 || extent->address < PAGE)
		return false;
	/* What was a slab says so still when it is free. */
	if (state != ACTIVE)
		return extent->address % PAGE == 0;
	return extent->is_slab ? take_slab(extent, field(bits, form->size_class, 8),
					 field(bits, form->free_regions, 10))
			       : take_large(extent, field(bits, form->size_class, 8));
}

/* All its pages are anonymous memory. */
static bool is_mapped(const struct memory *memory, const struct extent *extent)
{
	uint64_t end = extent->address + extent->size;

	return end > extent->address && end <= memory_run_end(memory, extent->address);
}

static enum status add(struct search *search, struct extents *extents, const struct extent *extent)
{
	size_t before = extents->capacity;
	struct extent *rows =
		array_reserve(extents->rows, &extents->capacity, extents->count + 1, sizeof(*rows));

	if (!rows)
		return STATUS_NO_MEMORY;
	extents->rows = rows;
	rows[extents->count++] = *extent;
	return allowance_take(search->memory->allowance,
		(extents->capacity - before) * sizeof(*rows));
}

static enum status visit(void *context, uint64_t address, const uint8_t *bytes, size_t length)
{
	struct search *search = context;
	enum status status = STATUS_OK;
	struct extent extent;
	uint64_t slot[3];

	(void)address;
	for (size_t at = 0; at < length && status == STATUS_OK; at += SLOT) {
		memcpy(slot, bytes + at, sizeof(slot));
		for (size_t i = 0; i < COUNT_OF(forms) && status == STATUS_OK; i++)
			if (take_extent(&extent, &forms[i], slot) &&
				is_mapped(search->memory, &extent))
				status = add(search, &search->found[i], &extent);
	}
	return status;
}

/* By address; of those that begin together, the one in use first. */
static int compare(const void *one, const void *other)
{
	const struct extent *a = one, *b = other;

	return FIRST_DIFFERENCE(COMPARE(a->address, b->address), COMPARE(a->state, b->state),
		COMPARE(a->size, b->size));
}

/* Sums, each page once: what overlaps what came before is an old description, no longer used. */
static void sum(struct other_heap *heap, const struct extents *extents)
{
	uint64_t end = 0, active = 0, in_use = 0, regions = 0, slabs = 0, slab_use = 0, free = 0;

	for (size_t i = 0; i < extents->count; i++) {
		const struct extent *extent = &extents->rows[i];

		if (extent->address < end)
			continue;
		end = extent->address + extent->size;
		if (extent->state == ACTIVE) {
			active += extent->size;
			in_use += extent->in_use;
			regions += extent->regions;
			slabs += extent->is_slab ? extent->size : 0;
			slab_use += extent->is_slab ? extent->in_use : 0;
		} else if (extent->state != RETAINED) {
			free += extent->size;
		}
	}
	heap->figures[OTHER_HEAP_SYSTEM] = value_of((int64_t)(active + free));
	heap->figures[OTHER_HEAP_IN_USE] = value_of((int64_t)in_use);
	heap->figures[OTHER_HEAP_BLOCKS] = value_of((int64_t)regions);
	heap->figures[OTHER_HEAP_FREE] = value_of((int64_t)free);
	heap->figures[OTHER_HEAP_PINNED] = value_of((int64_t)(slabs - slab_use));
}

static enum status examine(struct other_heap *heap, struct memory *memory,
	const struct mapping *mapping)
{
	struct search search = { .memory = memory };
	struct extents *best = &search.found[0];
	enum status status = STATUS_OK;

	(void)mapping;
	heap->state = OTHER_HEAP_RECOGNISED;
	if (memory->word != 8)
		return STATUS_OK;
	status = memory_sweep(memory, visit, &search);
	for (size_t i = 1; i < COUNT_OF(forms); i++)
		if (search.found[i].count > best->count)
			best = &search.found[i];
	if (status == STATUS_OK && best->count > 0) {
		qsort(best->rows, best->count, sizeof(*best->rows), compare);
		sum(heap, best);
		heap->state = OTHER_HEAP_READ;
	}
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		free(search.found[i].rows);
	return status;
}

const struct allocator allocator_jemalloc = {
	.id = HEAP_JEMALLOC, .replaces_malloc = true, .files = { "libjemalloc" }, .examine = examine
};
