/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/graph/nodes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/array.h"
#include "base/macros.h"

#define COVER_SLOTS 128u
#define NODES_MOST  (NODE_NONE - 1)
#define NEAR_MOST   (UINT64_C(1) << 26) /* 1 PiB of addresses */

static void *zeroed(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		return NULL;
	/* Pointers lead all over it. */
	madvise(memory, size, MADV_HUGEPAGE);
	return memory;
}

/* ---- making ---- */

/* For each page of slots, where the chunk starts that reaches into it from before. */
static enum status make_cover(const struct nodes *nodes, struct stretch *stretch)
{
	uint32_t pages = (stretch->slots + COVER_SLOTS - 1) / COVER_SLOTS, last = NODE_NONE;
	const uint8_t *state = nodes->state + stretch->first;

	stretch->cover = malloc(((size_t)pages + 1) * sizeof(*stretch->cover));
	if (!stretch->cover)
		return STATUS_NO_MEMORY;
	for (uint32_t page = 0; page < pages; page++) {
		uint32_t slot =
			(uint32_t)min_size((size_t)(page + 1) * COVER_SLOTS, stretch->slots);

		stretch->cover[page] = last;
		while (slot > page * COVER_SLOTS && !(state[slot - 1] & NODE_KIND))
			slot--;
		if (slot > page * COVER_SLOTS)
			last = slot - 1;
	}
	return STATUS_OK;
}

static void count_swapped(struct nodes *nodes, const struct walked *walked, uint64_t page_size)
{
	for (uint64_t i = 0; i < (walked->limit - walked->base) / page_size; i++)
		if (walked->pages[i] & PAGE_SWAPPED)
			nodes->swapped_bytes += page_size;
}

static void measure(struct nodes *nodes, const struct heap_walk *walk)
{
	for (size_t i = 0; i < nodes->stretch_count; i++) {
		const struct walked *walked = &walk->walked[i];
		const struct heap_segment *segment = &walk->arenas->segments[i];
		struct stretch *stretch = &nodes->stretches[i];
		uint64_t end = max_u64(walked->chunks_end, walked->map.base);

		end = min_u64(end, walked->map.base + walked->map.length);
		*stretch = (struct stretch){ .base = walked->map.base,
			.end = end,
			.start = segment->start,
			.stop = max_u64(walked->end, segment->end),
			.is_main = walk->arenas->arena[segment->arena].is_main };
		nodes->low = min_u64(nodes->low, stretch->base);
		nodes->high = max_u64(nodes->high, end + nodes_header(nodes));
	}
	for (size_t i = 0; i < nodes->mapped_count; i++) {
		const struct mapped_chunk *chunk = &nodes->mapped[i];

		nodes->low = min_u64(nodes->low, chunk->memory);
		nodes->high = max_u64(nodes->high, chunk->memory + chunk->size + 1);
	}
}

/* Numbers the slots.  32 bits must do for them: 128 GiB of heap. */
static enum status number(struct nodes *nodes)
{
	uint64_t count = 0;

	for (size_t i = 0; i < nodes->stretch_count; i++) {
		struct stretch *stretch = &nodes->stretches[i];
		uint64_t slots =
			(stretch->end - stretch->base + (1u << nodes->shift) - 1) >> nodes->shift;

		if (count + slots + nodes->mapped_count > NODES_MOST)
			return STATUS_TOO_LARGE;
		stretch->first = (uint32_t)count;
		stretch->slots = (uint32_t)slots;
		stretch->blocks = (uint32_t)((slots + NODE_BLOCK_SLOTS - 1) / NODE_BLOCK_SLOTS);
		stretch->pending = calloc((size_t)stretch->blocks + 1, sizeof(*stretch->pending));
		if (!stretch->pending)
			return STATUS_NO_MEMORY;
		count += slots;
	}
	nodes->slots = (uint32_t)count;
	nodes->count = (uint32_t)(count + nodes->mapped_count);
	return STATUS_OK;
}

static void set_near(struct nodes *nodes, uint64_t from, uint64_t to)
{
	uint64_t first = nodes->low >> NODE_NEAR_SHIFT;

	for (uint64_t i = from >> NODE_NEAR_SHIFT; i <= to >> NODE_NEAR_SHIFT; i++)
		nodes->near[i - first] = 1;
}

static enum status make_near(struct nodes *nodes)
{
	uint64_t first = nodes->low >> NODE_NEAR_SHIFT, last = nodes->high >> NODE_NEAR_SHIFT;

	if (nodes->high <= nodes->low)
		nodes->low = nodes->high = first = last = 0;
	if (last - first >= NEAR_MOST)
		return STATUS_TOO_LARGE;
	nodes->near_bytes = last - first + 1;
	nodes->near = zeroed(nodes->near_bytes);
	if (!nodes->near)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < nodes->stretch_count; i++) {
		const struct stretch *stretch = &nodes->stretches[i];

		set_near(nodes, stretch->base, stretch->end + nodes_header(nodes) - 1);
	}
	for (size_t i = 0; i < nodes->mapped_count; i++)
		set_near(nodes, nodes->mapped[i].memory,
			nodes->mapped[i].memory + nodes->mapped[i].size);
	return STATUS_OK;
}

static void count_in_use(struct nodes *nodes)
{
	for (uint32_t node = nodes_next_in_use(nodes, 0); node != NODE_NONE;
		node = nodes_next_in_use(nodes, node + 1)) {
		nodes->in_use_bytes += node_bytes(nodes, node);
		nodes->in_use_chunks++;
	}
}

static enum status take_slots(struct nodes *nodes, struct heap_walk *walk)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < nodes->stretch_count && status == STATUS_OK; i++) {
		struct stretch *stretch = &nodes->stretches[i];

		chunk_map_move(&walk->walked[i].map, nodes->state + stretch->first, stretch->slots);
		count_swapped(nodes, &walk->walked[i], walk->memory->reader->page_size);
		status = make_cover(nodes, stretch);
	}
	for (size_t i = 0; i < nodes->mapped_count; i++)
		nodes->state[nodes->slots + i] = CHUNK_IN_USE;
	return status;
}

enum status nodes_make(struct nodes *nodes, struct heap_walk *walk, struct mapped_chunk *mapped,
	size_t mapped_count)
{
	enum status status;

	*nodes = (struct nodes){ .word = walk->arenas->layout->word,
		.mapped = mapped,
		.mapped_count = mapped_count,
		.low = UINT64_MAX };
	while (1u << nodes->shift < layout_minimum(walk->arenas->layout))
		nodes->shift++;
	nodes->stretches = calloc(walk->arenas->segment_count + 1, sizeof(*nodes->stretches));
	if (!nodes->stretches)
		return STATUS_NO_MEMORY;
	nodes->stretch_count = walk->arenas->segment_count;
	measure(nodes, walk);
	status = number(nodes);
	if (status == STATUS_OK)
		status = make_near(nodes);
	if (status != STATUS_OK)
		return status;
	/* Searches look at eight at a time. */
	nodes->state_bytes = (size_t)nodes->count + 64;
	nodes->state = zeroed(nodes->state_bytes);
	if (!nodes->state)
		return STATUS_NO_MEMORY;
	status = take_slots(nodes, walk);
	if (status == STATUS_OK)
		count_in_use(nodes);
	return status;
}

void nodes_free(struct nodes *nodes)
{
	for (size_t i = 0; i < nodes->stretch_count; i++) {
		free(nodes->stretches[i].cover);
		free(nodes->stretches[i].pending);
	}
	free(nodes->stretches);
	free(nodes->mapped);
	if (nodes->state)
		munmap(nodes->state, nodes->state_bytes);
	if (nodes->near)
		munmap(nodes->near, nodes->near_bytes);
	*nodes = (struct nodes){ 0 };
}

/* ---- finding ---- */

uint32_t stretch_next(const struct nodes *nodes, const struct stretch *stretch, uint32_t slot)
{
	const uint64_t kinds = UINT64_C(0x0707070707070707);
	const uint8_t *state = nodes->state + stretch->first;
	uint64_t eight;

	while (slot < stretch->slots) {
		if (state[slot] & NODE_KIND)
			return slot;
		slot++;
		while (slot % 8 == 0 && slot + 8 <= stretch->slots) {
			memcpy(&eight, state + slot, sizeof(eight));
			if (eight & kinds)
				break;
			slot += 8;
		}
	}
	return stretch->slots;
}

uint64_t stretch_chunk_end(const struct nodes *nodes, const struct stretch *stretch, uint32_t slot)
{
	uint32_t next = stretch_next(nodes, stretch, slot + 1);

	return next < stretch->slots ? stretch_chunk(nodes, stretch, next) : stretch->end;
}

struct stretch *nodes_stretch_at(struct nodes *nodes, uint64_t address)
{
	size_t at;

	if (nodes->last && address >= nodes->last->base && address < nodes->last->end)
		return nodes->last;
	LOWER_BOUND(at, nodes->stretch_count, nodes->stretches[at].end <= address);
	if (at == nodes->stretch_count || nodes->stretches[at].base > address)
		return NULL;
	nodes->last = &nodes->stretches[at];
	return nodes->last;
}

struct stretch *nodes_stretch_of(const struct nodes *nodes, uint32_t node)
{
	size_t at;

	LOWER_BOUND(at, nodes->stretch_count,
		nodes->stretches[at].first + nodes->stretches[at].slots <= node);
	return at < nodes->stretch_count ? &nodes->stretches[at] : NULL;
}

/* The slot of the chunk that holds address, which lies in the stretch; NODE_NONE before the first. */
static uint32_t slot_at(const struct nodes *nodes, const struct stretch *stretch, uint64_t address)
{
	uint32_t slot = (uint32_t)((address - stretch->base) >> nodes->shift);
	uint32_t page = slot & ~(COVER_SLOTS - 1);
	const uint8_t *state = nodes->state + stretch->first;

	if ((state[slot] & NODE_KIND) && stretch_chunk(nodes, stretch, slot) <= address)
		return slot;
	while (slot > page) {
		slot--;
		if (state[slot] & NODE_KIND)
			return slot;
	}
	return stretch->cover[page / COVER_SLOTS];
}

static uint32_t find_mapped(const struct nodes *nodes, uint64_t pointer)
{
	size_t at;

	LOWER_BOUND(at, nodes->mapped_count,
		nodes->mapped[at].memory + nodes->mapped[at].size <= pointer);
	if (at == nodes->mapped_count || nodes->mapped[at].memory > pointer)
		return NODE_NONE;
	return nodes->slots + (uint32_t)at;
}

uint32_t nodes_find(struct nodes *nodes, uint64_t pointer)
{
	uint64_t address = pointer - nodes_header(nodes);
	const struct stretch *stretch = nodes_stretch_at(nodes, address);
	uint32_t slot;

	if (!stretch)
		return find_mapped(nodes, pointer);
	slot = slot_at(nodes, stretch, address);
	if (slot == NODE_NONE || !node_in_use(nodes, stretch->first + slot))
		return NODE_NONE;
	return stretch->first + slot;
}

struct node_memory node_memory(const struct nodes *nodes, uint32_t node)
{
	const struct stretch *stretch;
	uint32_t slot;
	uint64_t chunk, end;

	if (node_is_mapped(nodes, node)) {
		const struct mapped_chunk *mapped = &nodes->mapped[node - nodes->slots];

		return (struct node_memory){ mapped->memory, mapped->size };
	}
	stretch = nodes_stretch_of(nodes, node);
	slot = node - stretch->first;
	chunk = stretch_chunk(nodes, stretch, slot);
	/* The first word of what follows is this one's last, while it is in use. */
	end = stretch_chunk_end(nodes, stretch, slot) + nodes->word;
	return (struct node_memory){ chunk + nodes_header(nodes),
		end - chunk - nodes_header(nodes) };
}

uint64_t node_bytes(const struct nodes *nodes, uint32_t node)
{
	const struct stretch *stretch;
	uint32_t slot;

	if (node_is_mapped(nodes, node))
		return nodes->mapped[node - nodes->slots].size + nodes_header(nodes);
	stretch = nodes_stretch_of(nodes, node);
	slot = node - stretch->first;
	return stretch_chunk_end(nodes, stretch, slot) - stretch_chunk(nodes, stretch, slot);
}

uint32_t nodes_next_in_use(const struct nodes *nodes, uint32_t node)
{
	const uint64_t kinds = UINT64_C(0x0707070707070707);
	uint64_t eight;

	while (node < nodes->count) {
		if (node_in_use(nodes, node))
			return node;
		node++;
		while (node % 8 == 0 && node + 8 <= nodes->count) {
			memcpy(&eight, nodes->state + node, sizeof(eight));
			if (eight & kinds)
				break;
			node += 8;
		}
	}
	return NODE_NONE;
}
