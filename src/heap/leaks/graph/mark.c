/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/graph/mark.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "heap/leaks/graph/residual.h"

#define STACK_DEPTH NODE_BLOCK_SLOTS /* each node stands in it once at most */
#define ROUND_SHARE 4                /* blocks with less than this part of the most wait */
#define POOR_BYTES  (UINT64_C(64) << 20)
#define POOR_YIELD  40u /* marks a MiB read */
#define POOR_RUNS   6u

enum status mark_open(struct marker *marker, struct nodes *nodes, struct holders *holders,
	struct memory *memory)
{
	enum status status;

	*marker = (struct marker){ .nodes = nodes, .holders = holders };
	status = resident_open(&marker->resident, memory);
	if (status == STATUS_OK)
		status = block_open(&marker->block, nodes, &marker->resident);
	marker->stack = malloc(STACK_DEPTH * sizeof(*marker->stack));
	return marker->stack ? status : STATUS_NO_MEMORY;
}

void mark_close(struct marker *marker)
{
	resident_close(&marker->resident);
	block_close(&marker->block);
	free(marker->stack);
	marker->stack = NULL;
}

/* ---- marking a node ---- */

static holder_label label_of(const struct marker *marker, uint32_t node)
{
	return marker->holders->labels ? holders_get(marker->holders, node) : LABEL_NONE;
}

/* Whether the node is to be followed: it was not yet marked, or its label changed. */
static bool mark_node(struct marker *marker, uint32_t node, holder_label label)
{
	uint8_t *state = &marker->nodes->state[node];
	struct holders *holders = marker->holders;

	if (!(*state & NODE_MARKED)) {
		marker->marked++;
		if (holders->labels)
			holders_put(holders, node, label);
	} else {
		holder_label had = label_of(marker, node);
		holder_label joined = holders_join(holders, had, label);

		if (!holders->labels || joined == had)
			return false;
		holders_put(holders, node, joined);
		if (*state & NODE_PENDING)
			return false;
	}
	*state |= NODE_MARKED | NODE_PENDING;
	return true;
}

static void visit(struct marker *marker, uint32_t node, holder_label label)
{
	struct nodes *nodes = marker->nodes;
	const struct node_block *block = &marker->block;
	struct stretch *stretch = block->stretch;

	if (!mark_node(marker, node, label))
		return;
	if (node_is_mapped(nodes, node)) {
		nodes->mapped_pending++;
		return;
	}
	if (stretch && node >= block->first && node < block->last) {
		marker->stack[marker->depth++] = node;
		return;
	}
	if (!stretch || node < stretch->first || node >= stretch->first + stretch->slots)
		stretch = nodes_stretch_of(nodes, node);
	stretch->pending[(node - stretch->first) >> NODE_BLOCK_SHIFT]++;
}

static void visit_queued(struct marker *marker)
{
	for (unsigned i = 0; i < marker->queued; i++) {
		uint32_t node = nodes_find(marker->nodes, marker->queue[i].pointer);

		if (node != NODE_NONE)
			visit(marker, node, marker->queue[i].label);
	}
	marker->queued = 0;
}

static inline void queue_pointer(struct marker *marker, uint64_t pointer, holder_label label)
{
	struct nodes *nodes = marker->nodes;
	uint64_t address = pointer - nodes_header(nodes);
	const struct stretch *stretch = nodes_stretch_at(nodes, address);

	if (stretch)
		__builtin_prefetch(&nodes->state[stretch->first +
						 ((address - stretch->base) >> nodes->shift)]);
	marker->queue[marker->queued].pointer = pointer;
	marker->queue[marker->queued].label = label;
	if (++marker->queued == MARK_QUEUED)
		visit_queued(marker);
}

static void take_words(struct marker *marker, const uint8_t *bytes, size_t length,
	holder_label label)
{
	MARK_EACH_WORD(marker->nodes, bytes, length, word, queue_pointer(marker, word, label));
}

void mark_pointer(struct marker *marker, uint64_t pointer, holder_label label)
{
	uint32_t node;

	if (!nodes_near(marker->nodes, pointer))
		return;
	node = nodes_find(marker->nodes, pointer);
	if (node != NODE_NONE)
		visit(marker, node, label);
}

struct words {
	struct marker *marker;
	holder_label label;
};

static void take_piece(void *context, uint64_t address, const uint8_t *bytes, size_t length)
{
	const struct words *words = context;

	(void)address;
	take_words(words->marker, bytes, length, words->label);
}

static void follow(struct marker *marker, uint32_t node)
{
	struct words words = { marker, label_of(marker, node) };

	marker->nodes->state[node] &= (uint8_t)~NODE_PENDING;
	block_each(&marker->block, node, take_piece, &words);
	if (marker->block.status != STATUS_OK)
		marker->status = marker->block.status;
}

/* ---- blocks ---- */

static void drain(struct marker *marker)
{
	while ((marker->depth > 0 || marker->queued > 0) && marker->status == STATUS_OK) {
		uint32_t node;

		if (marker->depth == 0) {
			visit_queued(marker);
			continue;
		}
		node = marker->stack[--marker->depth];
		if (marker->nodes->state[node] & NODE_PENDING)
			follow(marker, node);
	}
}

/* The next pending node of [node, last). */
static uint32_t next_pending(const struct nodes *nodes, uint32_t node, uint32_t last)
{
	const uint64_t pending = UINT64_C(0x2020202020202020);
	uint64_t eight;

	while (node < last) {
		if (node % 8 == 0 && node + 8 <= last) {
			memcpy(&eight, nodes->state + node, sizeof(eight));
			if (!(eight & pending)) {
				node += 8;
				continue;
			}
		}
		if (nodes->state[node] & NODE_PENDING)
			return node;
		node++;
	}
	return last;
}

static void mark_block(struct marker *marker, struct stretch *stretch, uint32_t index)
{
	struct node_block *block = &marker->block;
	uint32_t node;

	block_enter(block, stretch, index, stretch->pending[index]);
	stretch->pending[index] = 0;
	marker->blocks++;
	/* One that becomes pending before this place is on the stack, and followed with what it is of. */
	for (node = next_pending(marker->nodes, block->first, block->last);
		node < block->last && marker->status == STATUS_OK;
		node = next_pending(marker->nodes, node, block->last)) {
		marker->stack[marker->depth++] = node;
		drain(marker);
	}
	block_leave(block);
}

static void mark_mapped(struct marker *marker)
{
	struct nodes *nodes = marker->nodes;

	nodes->mapped_pending = 0;
	for (uint32_t node = nodes->slots; node < nodes->count; node++) {
		if (!(nodes->state[node] & NODE_PENDING) || marker->status != STATUS_OK)
			continue;
		follow(marker, node);
		visit_queued(marker);
	}
}

/* ---- rounds ---- */

/* Whether reading brings so little that a graph is better. */
struct yield {
	uint64_t blocks, marked; /* at the last look */
	unsigned poor;
};

static bool is_poor(struct yield *yield, const struct marker *marker)
{
	uint64_t bytes = (marker->blocks - yield->blocks)
			 << (NODE_BLOCK_SHIFT + marker->nodes->shift);

	if (bytes < POOR_BYTES)
		return false;
	if ((marker->marked - yield->marked) < (bytes >> 20) * POOR_YIELD)
		yield->poor++;
	else
		yield->poor = 0;
	yield->blocks = marker->blocks;
	yield->marked = marker->marked;
	return yield->poor >= POOR_RUNS;
}

static uint32_t most_pending(const struct nodes *nodes)
{
	uint32_t most = 0;

	for (size_t i = 0; i < nodes->stretch_count; i++)
		for (uint32_t block = 0; block < nodes->stretches[i].blocks; block++)
			if (nodes->stretches[i].pending[block] > most)
				most = nodes->stretches[i].pending[block];
	return most;
}

/* One round; false if it is better to go on otherwise. */
static bool round_over(struct marker *marker, struct yield *yield, uint32_t least, bool down)
{
	const struct nodes *nodes = marker->nodes;

	for (size_t i = 0; i < nodes->stretch_count; i++) {
		struct stretch *stretch =
			&nodes->stretches[down ? nodes->stretch_count - 1 - i : i];

		for (uint32_t n = 0; n < stretch->blocks; n++) {
			uint32_t block = down ? stretch->blocks - 1 - n : n;

			if (stretch->pending[block] < least)
				continue;
			if (!allowance_ask(marker->resident.memory->allowance))
				marker->status = marker->resident.memory->allowance->status;
			if (marker->status != STATUS_OK)
				return true;
			mark_block(marker, stretch, block);
			if (is_poor(yield, marker))
				return false;
		}
	}
	return true;
}

enum status mark_run(struct marker *marker)
{
	struct yield yield = { .blocks = marker->blocks, .marked = marker->marked };
	bool down = false;

	while (marker->status == STATUS_OK) {
		uint32_t most;

		if (marker->nodes->mapped_pending > 0)
			mark_mapped(marker);
		most = most_pending(marker->nodes);
		if (most == 0 && marker->nodes->mapped_pending == 0)
			break;
		if (!round_over(marker, &yield, max_u64(most / ROUND_SHARE, 1), down))
			return residual_mark(marker);
		down = !down;
	}
	return marker->status;
}
