/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPython's obmalloc, which holds objects of up to 512 bytes: 3.6 to 3.13 on 64 bits.  No symbol is
 * needed: a pool has a header that says of itself what it is (Objects/obmalloc.c, struct pool_header).
 * Pools are of 16 KiB since 3.10 and of 4 KiB before, so both are counted, and the more of them are it.
 */
#include <string.h>

#include "heap/allocator.h"
#include "heap/sweep.h"

#define HEADER       48u
#define ALIGNMENT    16u
#define SIZE_CLASSES 32u
#define POOL_SMALL   4096u
#define POOL_LARGE   16384u

/* The same of both sizes of pools, in this order. */
struct pool_header {
	uint32_t count; /* blocks in use */
	uint32_t padding;
	uint64_t free_block; /* the first of a list; 0: none */
	uint64_t next, previous;
	uint32_t arena;
	uint32_t size_class;               /* blocks of (size_class + 1) * 16 bytes */
	uint32_t next_offset, most_offset; /* of the part that was never used */
};

struct pools {
	uint32_t size;
	uint64_t count, blocks, in_use, pinned, free;
};

struct search {
	struct memory *memory;
	struct pools small, large;
};

static bool is_pool(const struct pool_header *header, uint64_t address, uint32_t pool)
{
	uint32_t size = (header->size_class + 1) * ALIGNMENT;

	return header->size_class < SIZE_CLASSES && header->most_offset == pool - size &&
	       header->next_offset >= HEADER && header->next_offset <= pool &&
	       (header->next_offset - HEADER) % size == 0 &&
	       header->count <= (pool - HEADER) / size &&
	       (header->free_block == 0 || header->free_block - address - HEADER < pool - HEADER);
}

static enum status count_pool(struct search *search, struct pools *pools,
	const struct pool_header *header, uint64_t address)
{
	uint64_t size = (header->size_class + 1) * ALIGNMENT;
	uint64_t room = (pools->size - HEADER) / size, resident;
	enum status status;

	pools->count++;
	pools->blocks += header->count;
	pools->in_use += header->count * size;
	if (header->count > 0) {
		pools->pinned += (room - header->count) * size;
		return STATUS_OK;
	}
	status = memory_resident(search->memory, address, address + pools->size, &resident);
	pools->free += resident;
	return status;
}

static enum status visit(void *context, uint64_t address, const uint8_t *bytes, size_t length)
{
	struct search *search = context;
	enum status status = search->memory->allowance->status;
	struct pool_header header;

	for (size_t at = 0; at < length && status == STATUS_OK; at += POOL_SMALL) {
		memcpy(&header, bytes + at, sizeof(header));
		if (is_pool(&header, address + at, POOL_SMALL))
			status = count_pool(search, &search->small, &header, address + at);
		if (status == STATUS_OK && (address + at) % POOL_LARGE == 0 &&
			is_pool(&header, address + at, POOL_LARGE))
			status = count_pool(search, &search->large, &header, address + at);
	}
	return status;
}

static enum status examine(struct other_heap *heap, struct memory *memory,
	const struct mapping *mapping)
{
	struct search search = { .memory = memory,
		.small = { .size = POOL_SMALL },
		.large = { .size = POOL_LARGE } };
	const struct pools *pools;
	enum status status;

	(void)mapping;
	if (memory->word != 8) {
		heap->state = OTHER_HEAP_RECOGNISED;
		return STATUS_OK;
	}
	status = memory_sweep(memory, visit, &search);
	pools = search.small.count > search.large.count ? &search.small : &search.large;
	if (status != STATUS_OK)
		return status;
	/* With PYTHONMALLOC=malloc there are none: all is glibc's. */
	if (pools->count == 0) {
		heap->state = OTHER_HEAP_UNREAD;
		return STATUS_OK;
	}
	heap->figures[OTHER_HEAP_SYSTEM] = value_of((int64_t)(pools->count * pools->size));
	heap->figures[OTHER_HEAP_IN_USE] = value_of((int64_t)pools->in_use);
	heap->figures[OTHER_HEAP_BLOCKS] = value_of((int64_t)pools->blocks);
	heap->figures[OTHER_HEAP_FREE] = value_of((int64_t)pools->free);
	heap->figures[OTHER_HEAP_PINNED] = value_of((int64_t)pools->pinned);
	return STATUS_OK;
}

const struct allocator allocator_python = { .id = HEAP_PYTHON,
	.files = { "python3", "libpython3" },
	.examine = examine };
