/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A slot's byte: bits 0 to 2 the kind of the chunk that starts in it, bit 3 whether it starts in the
 * slot's second half (chunks are aligned to half the size of the smallest), bits 4 and 5 the number
 * of links to the first half, 6 and 7 to the second.
 */
#include "heap/chunk_map.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define SLOT_KIND 7u
#define SLOT_HALF 8u

enum status chunk_map_init(struct chunk_map *map, uint64_t base, uint64_t end, unsigned minimum,
	struct allowance *allowance)
{
	uint64_t block = (uint64_t)MAP_BLOCK_SLOTS * minimum;

	*map = (struct chunk_map){ .base = base, .length = end - base, .allowance = allowance };
	while (1u << map->shift < minimum)
		map->shift++;
	map->block_count = (map->length + block - 1) / block;
	if (map->length > 0)
		map->last_slots = ((map->length - 1) >> map->shift) % MAP_BLOCK_SLOTS + 1;
	map->blocks = calloc(map->block_count + 1, sizeof(*map->blocks));
	return map->blocks ? STATUS_OK : STATUS_NO_MEMORY;
}

/* Slots in a block: the last one is no larger than need be. */
static size_t block_slots(const struct chunk_map *map, size_t index)
{
	return index + 1 == map->block_count ? map->last_slots : MAP_BLOCK_SLOTS;
}

void chunk_map_free(struct chunk_map *map)
{
	for (size_t i = 0; map->blocks && i < map->block_count; i++) {
		if (map->blocks[i])
			munmap(map->blocks[i], block_slots(map, i));
	}
	free(map->blocks);
	*map = (struct chunk_map){ 0 };
}

/* The byte for address, or NULL if it is outside, or in a block that does not exist. */
static uint8_t *slot_of(const struct chunk_map *map, uint64_t address)
{
	uint64_t offset = address - map->base, slot = offset >> map->shift;
	uint8_t *block;

	if (offset >= map->length)
		return NULL;
	block = map->blocks[slot / MAP_BLOCK_SLOTS];
	return block ? block + slot % MAP_BLOCK_SLOTS : NULL;
}

static void *map_zeroed(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/*
 * A whole block is 2 MiB, aligned so that it can be one huge page: links lead all over it, and with
 * small pages the processor would look up an address for nearly each of them.
 */
static void *map_whole_block(void)
{
	char *twice = map_zeroed(2 * (size_t)MAP_BLOCK_SLOTS);
	size_t before;

	if (!twice)
		return NULL;
	before = -(uintptr_t)twice % MAP_BLOCK_SLOTS;
	if (before > 0)
		munmap(twice, before);
	munmap(twice + before + MAP_BLOCK_SLOTS, MAP_BLOCK_SLOTS - before);
	madvise(twice + before, MAP_BLOCK_SLOTS, MADV_HUGEPAGE);
	return twice + before;
}

static enum status make_block(struct chunk_map *map, size_t index)
{
	size_t size = block_slots(map, index);
	enum status status = allowance_take(map->allowance, size);
	void *block;

	if (status != STATUS_OK)
		return status;
	block = size == MAP_BLOCK_SLOTS ? map_whole_block() : map_zeroed(size);
	if (!block)
		return STATUS_NO_MEMORY;
	map->blocks[index] = block;
	return STATUS_OK;
}

/* The byte for an offset from base that is less than length; its block is made if need be. */
static enum status slot_made(struct chunk_map *map, uint64_t offset, uint8_t **made)
{
	uint64_t slot = offset >> map->shift;
	size_t index = slot / MAP_BLOCK_SLOTS;

	if (!map->blocks[index]) {
		enum status status = make_block(map, index);

		if (status != STATUS_OK)
			return status;
	}
	*made = map->blocks[index] + slot % MAP_BLOCK_SLOTS;
	return STATUS_OK;
}

static unsigned half_of(const struct chunk_map *map, uint64_t address)
{
	return (address - map->base) >> (map->shift - 1) & 1;
}

enum status chunk_map_set(struct chunk_map *map, uint64_t address, enum chunk_kind kind)
{
	uint64_t offset = address - map->base;
	enum status status;
	uint8_t *slot;

	if (offset >= map->length)
		return STATUS_OK;
	status = slot_made(map, offset, &slot);
	if (status != STATUS_OK)
		return status;
	*slot = (uint8_t)((*slot & ~(SLOT_KIND | SLOT_HALF)) | kind |
			  (half_of(map, address) ? SLOT_HALF : 0));
	return STATUS_OK;
}

enum chunk_kind chunk_map_get(const struct chunk_map *map, uint64_t address)
{
	const uint8_t *slot = slot_of(map, address);

	if (!slot || !(*slot & SLOT_HALF) != !half_of(map, address))
		return CHUNK_NONE;
	return *slot & SLOT_KIND;
}

void chunk_map_prefetch(const struct chunk_map *map, uint64_t address)
{
	const uint8_t *slot = slot_of(map, address);

	if (slot)
		__builtin_prefetch(slot, 1);
}

static unsigned link_shift(const struct chunk_map *map, uint64_t address)
{
	return 4 + 2 * half_of(map, address);
}

enum status chunk_map_link(struct chunk_map *map, uint64_t address)
{
	unsigned shift = link_shift(map, address);
	enum status status;
	uint8_t *slot;

	if (address - map->base >= map->length)
		return STATUS_OK;
	status = slot_made(map, address - map->base, &slot);
	if (status != STATUS_OK)
		return status;
	if ((*slot >> shift & 3) < MAP_LINKS_MANY)
		*slot = (uint8_t)(*slot + (1u << shift));
	return STATUS_OK;
}

void chunk_map_unlink(struct chunk_map *map, uint64_t address)
{
	unsigned shift = link_shift(map, address), links = chunk_map_links(map, address);

	if (links > 0 && links < MAP_LINKS_MANY)
		*slot_of(map, address) -= (uint8_t)(1u << shift);
}

unsigned chunk_map_links(const struct chunk_map *map, uint64_t address)
{
	const uint8_t *slot = slot_of(map, address);

	return slot ? *slot >> link_shift(map, address) & 3 : 0;
}

/* The first slot from index on in which a chunk starts; count if there is none. */
static size_t next_slot(const uint8_t *block, size_t index, size_t count)
{
	const uint64_t kinds = UINT64_C(0x0707070707070707);
	uint64_t eight;

	while (index < count) {
		if (block[index] & SLOT_KIND)
			return index;
		index++;
		/* Large chunks leave long stretches without a start. */
		while (index % 8 == 0 && index + 8 <= count) {
			memcpy(&eight, block + index, sizeof(eight));
			if (eight & kinds)
				break;
			index += 8;
		}
	}
	return index;
}

bool chunk_map_next(const struct chunk_map *map, uint64_t *address, enum chunk_kind *kind)
{
	uint64_t offset = *address > map->base ? *address - map->base : 0;
	uint64_t slot = offset >> map->shift;
	size_t index = slot / MAP_BLOCK_SLOTS, within = slot % MAP_BLOCK_SLOTS;

	for (; index < map->block_count; index++, within = 0) {
		const uint8_t *block = map->blocks[index];
		size_t count = block_slots(map, index);
		uint64_t found;

		if (block)
			within = next_slot(block, within, count);
		if (!block || within >= count)
			continue;
		found = ((uint64_t)index * MAP_BLOCK_SLOTS + within) << map->shift;
		if (block[within] & SLOT_HALF)
			found += (1u << map->shift) / 2;
		*address = map->base + found;
		*kind = block[within] & SLOT_KIND;
		return true;
	}
	return false;
}

/* The byte without the counts of links, and what they decide. */
static uint8_t decided(uint8_t slot)
{
	unsigned shift = slot & SLOT_HALF ? 6 : 4;

	if ((slot & SLOT_KIND) != CHUNK_CANDIDATE)
		return slot & (SLOT_KIND | SLOT_HALF);
	return (uint8_t)((slot >> shift & 3 ? CHUNK_FAST : CHUNK_IN_USE) | (slot & SLOT_HALF));
}

void chunk_map_move(struct chunk_map *map, uint8_t *slots, size_t count)
{
	for (size_t index = 0; index < map->block_count; index++) {
		size_t first = index * MAP_BLOCK_SLOTS, size = block_slots(map, index);
		uint8_t *block = map->blocks[index];

		for (size_t i = 0; block && i < size && first + i < count; i++)
			if (block[i] & SLOT_KIND)
				slots[first + i] = decided(block[i]);
		if (block)
			munmap(block, size);
		map->blocks[index] = NULL;
	}
	chunk_map_free(map);
}
