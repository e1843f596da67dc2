/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/graph/block.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

#define OVERHANG     (64u << 10) /* chunks up to this size are whole in the block's memory */
#define PAGE_ALIGNED 4096u
#define WHOLE_NUM    5u /* from two chunks in five pages on a block is read as a whole */
#define WHOLE_DEN    2u

enum status block_open(struct node_block *block, struct nodes *nodes, struct resident *resident)
{
	size_t room = ((size_t)NODE_BLOCK_SLOTS << nodes->shift) + OVERHANG + 2 * PAGE_ALIGNED;

	*block = (struct node_block){ .nodes = nodes, .resident = resident };
	block->bytes = aligned_alloc(PAGE_ALIGNED, align_up(room, PAGE_ALIGNED));
	block->loaded = calloc(room / PAGE_ALIGNED + 2, 1);
	return block->bytes && block->loaded ? STATUS_OK : STATUS_NO_MEMORY;
}

void block_close(struct node_block *block)
{
	free(block->bytes);
	free(block->loaded);
	block->bytes = NULL;
	block->loaded = NULL;
}

void block_enter(struct node_block *block, struct stretch *stretch, uint32_t index, uint32_t wanted)
{
	const struct nodes *nodes = block->nodes;
	uint32_t first = index << NODE_BLOCK_SHIFT;
	uint32_t last = (uint32_t)min_u64((uint64_t)first + NODE_BLOCK_SLOTS, stretch->slots);
	uint64_t from = stretch->base + ((uint64_t)first << nodes->shift);
	uint64_t to = stretch->base + ((uint64_t)last << nodes->shift) + OVERHANG;
	size_t pages;

	block->stretch = stretch;
	block->first = stretch->first + first;
	block->last = stretch->first + last;
	block->from = align_down(from, PAGE_ALIGNED);
	/* The first word of what follows belongs to the last chunk. */
	block->to = min_u64(to, stretch->end + nodes->word);
	pages = (size_t)(block->to - block->from) / PAGE_ALIGNED + 1;
	memset(block->loaded, 0, pages);
	if (wanted * (uint64_t)WHOLE_NUM >= pages * (uint64_t)WHOLE_DEN)
		block_at(block, block->from, block->to);
}

static void load(struct node_block *block, uint64_t from, uint64_t to)
{
	enum status status = resident_copy(block->resident, from,
		block->bytes + (from - block->from), (size_t)(to - from));

	if (status != STATUS_OK)
		block->status = status;
}

const uint8_t *block_at(struct node_block *block, uint64_t from, uint64_t to)
{
	size_t page = (from - block->from) / PAGE_ALIGNED;
	size_t last = (to - 1 - block->from) / PAGE_ALIGNED;

	while (page <= last) {
		size_t first = page;

		if (block->loaded[page]) {
			page++;
			continue;
		}
		while (page <= last && !block->loaded[page])
			block->loaded[page++] = 1;
		load(block, block->from + first * PAGE_ALIGNED,
			min_u64(block->from + page * PAGE_ALIGNED, block->to));
	}
	return block->bytes + (from - block->from);
}

struct node_memory block_node(struct node_block *block, uint32_t node)
{
	const struct nodes *nodes = block->nodes;
	const struct stretch *stretch = block->stretch;
	uint64_t chunk = stretch_chunk(nodes, stretch, node - stretch->first);
	uint64_t user = chunk + nodes_header(nodes), size;

	if (user > block->to)
		return node_memory(nodes, node);
	size = memory_decode(block->resident->memory, block_at(block, chunk + nodes->word, user));
	size &= ~CHUNK_FLAGS;
	/* It changed since the walk, or was never a chunk's. */
	if (size < 4 * (uint64_t)nodes->word || (size & (nodes->word - 1)) != 0 ||
		size > stretch->end - chunk)
		return node_memory(nodes, node);
	return (struct node_memory){ user, size - nodes->word };
}

void block_each(struct node_block *block, uint32_t node,
	void (*take)(void *context, uint64_t address, const uint8_t *bytes, size_t length),
	void *context)
{
	bool mapped = node_is_mapped(block->nodes, node);
	struct node_memory memory =
		mapped ? node_memory(block->nodes, node) : block_node(block, node);
	uint64_t end = memory.address + memory.size;
	enum status status;

	if (memory.size == 0)
		return;
	if (!mapped && end <= block->to) {
		take(context, memory.address, block_at(block, memory.address, end),
			(size_t)memory.size);
		return;
	}
	status = resident_each(block->resident, memory.address, end, take, context);
	if (status != STATUS_OK)
		block->status = status;
}
