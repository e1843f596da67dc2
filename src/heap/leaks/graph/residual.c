/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/graph/residual.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"

#define TARGETS_MOST (1u << 14) /* of one node, gathered before duplicates are dropped */
#define AHEAD_NODES  16u
#define AHEAD_WORDS  4u
#define RECENT       8u /* so far back duplicates are looked for */

static bool is_member(uint8_t state)
{
	return (state & NODE_KIND) == CHUNK_IN_USE &&
	       (!(state & NODE_MARKED) || (state & NODE_PENDING));
}

static void find_members(struct residual *residual, const struct nodes *nodes)
{
	for (uint32_t node = nodes_next_in_use(nodes, 0); node != NODE_NONE;
		node = nodes_next_in_use(nodes, node + 1))
		if (is_member(nodes->state[node]))
			rankset_add(&residual->set, node);
	rankset_close(&residual->set);
}

/* ---- edges ---- */

/* The edges of one node, while they are gathered. */
struct gather {
	struct residual *residual;
	struct nodes *nodes;
	uint32_t *targets;
	uint32_t count, node;
	uint32_t rank; /* of the node */
	size_t first;  /* place in edges of what was put there already */
	void (*take)(void *context, uint32_t from, uint32_t to); /* NULL: edges are kept */
	void *context;
	enum status status;
};

static void keep_edge(struct gather *gather, uint32_t target)
{
	struct residual *residual = gather->residual;
	size_t had = residual->edge_capacity;
	uint32_t *grown;

	if (residual->edge_count == had) {
		grown = array_reserve(residual->edges, &residual->edge_capacity, had + 1,
			sizeof(*residual->edges));
		if (!grown || residual->edge_count >= RANK_LIST) {
			gather->status = STATUS_NO_MEMORY;
			return;
		}
		residual->edges = grown;
		if (allowance_take(residual->set.allowance,
			    (residual->edge_capacity - had) * sizeof(*grown)) != STATUS_OK)
			gather->status = residual->set.allowance->status;
	}
	residual->edges[residual->edge_count++] = target;
}

static void put_edge(struct gather *gather, uint32_t target)
{
	if (gather->take)
		gather->take(gather->context, gather->rank, target);
	else
		keep_edge(gather, target);
}

static void spill(struct gather *gather)
{
	for (uint32_t i = 0; i < gather->count; i++)
		put_edge(gather, gather->targets[i]);
	gather->count = 0;
}

static void add_target(struct gather *gather, uint64_t pointer)
{
	uint32_t node = nodes_find(gather->nodes, pointer), rank;

	if (node == NODE_NONE || node == gather->node || !rankset_has(&gather->residual->set, node))
		return;
	rank = rankset_rank(&gather->residual->set, node);
	for (uint32_t i = 0; i < gather->count && i < RECENT; i++)
		if (gather->targets[gather->count - 1 - i] == rank)
			return;
	gather->targets[gather->count++] = rank;
	if (gather->count == TARGETS_MOST)
		spill(gather);
}

static void gather_words(void *context, uint64_t address, const uint8_t *bytes, size_t length)
{
	struct gather *gather = context;

	(void)address;
	MARK_EACH_WORD(gather->nodes, bytes, length, word, add_target(gather, word));
}

/* All of the node's words were seen. */
static void close_node(struct gather *gather, uint32_t rank)
{
	struct residual *residual = gather->residual;

	if (gather->take) {
		spill(gather);
		return;
	}
	residual->next[rank] = RANK_NONE;
	if (residual->edge_count == gather->first && gather->count <= 1) {
		if (gather->count == 1)
			residual->next[rank] = gather->targets[0];
		gather->count = 0;
		return;
	}
	spill(gather);
	if (gather->status != STATUS_OK)
		return;
	residual->edges[residual->edge_count - 1] |= RANK_LIST;
	residual->next[rank] = RANK_LIST | (uint32_t)gather->first;
}

static void gather_node(struct gather *gather, struct node_block *block, uint32_t node,
	uint32_t rank)
{
	gather->node = node;
	gather->rank = rank;
	gather->first = gather->residual->edge_count;
	block_each(block, node, gather_words, gather);
	if (block->status != STATUS_OK)
		gather->status = block->status;
	close_node(gather, rank);
}

static uint32_t count_members(const struct residual *residual, uint32_t node, uint32_t last)
{
	uint32_t count = 0;

	for (node = rankset_next(&residual->set, node, last); node < last;
		node = rankset_next(&residual->set, node + 1, last))
		count++;
	return count;
}

/*
 * What a node leads to lies anywhere.  Some nodes before its turn its first words are looked at, and
 * what will be asked of their targets comes near meanwhile.
 */
static void prefetch_targets(struct gather *gather, struct node_block *block, uint32_t node)
{
	struct nodes *nodes = gather->nodes;
	uint64_t chunk = stretch_chunk(nodes, block->stretch, node - block->stretch->first);
	uint64_t at = chunk + nodes_header(nodes), end = at + AHEAD_WORDS * nodes->word;
	const uint8_t *bytes;

	if (end > block->to)
		return;
	bytes = block_at(block, at, end);
	for (unsigned i = 0; i < AHEAD_WORDS; i++) {
		uint64_t word = memory_decode(block->resident->memory, bytes + i * nodes->word);
		const struct stretch *stretch;
		uint32_t target;

		if (!nodes_near(nodes, word))
			continue;
		stretch = nodes_stretch_at(nodes, word - nodes_header(nodes));
		if (!stretch)
			continue;
		target = stretch->first +
			 (uint32_t)((word - nodes_header(nodes) - stretch->base) >> nodes->shift);
		__builtin_prefetch(&nodes->state[target]);
		__builtin_prefetch(&gather->residual->set.member[target / 64]);
	}
}

/* The members of a block, the first of which has that rank; returns how many. */
static uint32_t gather_block(struct gather *gather, struct node_block *block,
	struct stretch *stretch, uint32_t index, uint32_t rank)
{
	const struct residual *residual = gather->residual;
	uint32_t first = stretch->first + (index << NODE_BLOCK_SHIFT);
	uint32_t last = (uint32_t)min_u64((uint64_t)first + NODE_BLOCK_SLOTS,
		(uint64_t)stretch->first + stretch->slots);
	uint32_t count = count_members(residual, first, last), ahead;

	if (count == 0)
		return 0;
	block_enter(block, stretch, index, count);
	ahead = first;
	for (unsigned i = 0; i < AHEAD_NODES && ahead < last; i++)
		ahead = rankset_next(&residual->set, ahead + (i > 0), last);
	for (uint32_t node = rankset_next(&residual->set, first, last);
		node < last && gather->status == STATUS_OK;
		node = rankset_next(&residual->set, node + 1, last)) {
		if (ahead < last) {
			prefetch_targets(gather, block, ahead);
			ahead = rankset_next(&residual->set, ahead + 1, last);
		}
		gather_node(gather, block, node, rank++);
	}
	block_leave(block);
	return count;
}

static enum status gather_all(struct gather *gather, struct marker *marker)
{
	struct nodes *nodes = marker->nodes;
	uint32_t rank = 0;

	for (size_t i = 0; i < nodes->stretch_count; i++) {
		struct stretch *stretch = &nodes->stretches[i];

		for (uint32_t n = 0; n < stretch->blocks && gather->status == STATUS_OK; n++)
			rank += gather_block(gather, &marker->block, stretch, n, rank);
	}
	for (uint32_t node = rankset_next(&gather->residual->set, nodes->slots, nodes->count);
		node < nodes->count && gather->status == STATUS_OK;
		node = rankset_next(&gather->residual->set, node + 1, nodes->count))
		gather_node(gather, &marker->block, node, rank++);
	return gather->status;
}

static enum status gather_edges(struct gather *gather, struct marker *marker)
{
	enum status status;

	gather->targets = malloc(TARGETS_MOST * sizeof(*gather->targets));
	if (!gather->targets)
		return STATUS_NO_MEMORY;
	status = gather_all(gather, marker);
	free(gather->targets);
	return status;
}

enum status residual_open(struct residual *residual, struct marker *marker)
{
	enum status status;

	*residual = (struct residual){ 0 };
	status = rankset_open(&residual->set, marker->nodes->count,
		marker->resident.memory->allowance);
	if (status == STATUS_OK)
		find_members(residual, marker->nodes);
	return status;
}

enum status residual_each_edge(struct residual *residual, struct marker *marker,
	void (*take)(void *context, uint32_t from, uint32_t to), void *context)
{
	struct gather gather = { .residual = residual,
		.nodes = marker->nodes,
		.take = take,
		.context = context };

	return gather_edges(&gather, marker);
}

enum status residual_make(struct residual *residual, struct marker *marker)
{
	struct gather gather = { .residual = residual, .nodes = marker->nodes };
	struct allowance *allowance = marker->resident.memory->allowance;
	enum status status = residual_open(residual, marker);

	if (status != STATUS_OK)
		return status;
	residual->next_bytes = ((size_t)residual->set.count + 1) * sizeof(*residual->next);
	residual->next = memory_take(allowance, residual->next_bytes);
	if (!residual->next)
		return memory_why(allowance);
	return gather_edges(&gather, marker);
}

void residual_free(struct residual *residual)
{
	struct allowance *allowance = residual->set.allowance;

	memory_drop(allowance, residual->next, residual->next_bytes);
	if (residual->edges)
		allowance_return(allowance, residual->edge_capacity * sizeof(*residual->edges));
	free(residual->edges);
	rankset_free(&residual->set);
	*residual = (struct residual){ 0 };
}

/* ---- marking in it ---- */

struct follow {
	struct residual *residual;
	struct holders *holders;
	holder_label *label; /* by rank */
	uint8_t *seen;       /* a bit a rank: it is reached; where there are no labels */
	uint32_t *stack;
	size_t depth, capacity;
	enum status status;
};

static void push(struct follow *follow, uint32_t rank)
{
	uint32_t *grown = array_reserve(follow->stack, &follow->capacity, follow->depth + 1,
		sizeof(*follow->stack));

	if (!grown) {
		follow->status = STATUS_NO_MEMORY;
		return;
	}
	follow->stack = grown;
	follow->stack[follow->depth++] = rank;
}

static bool is_reached(const struct follow *follow, uint32_t rank)
{
	return follow->label ? follow->label[rank] != LABEL_NONE
			     : follow->seen[rank / 8] >> (rank % 8) & 1;
}

/* With labels, one that is reached has one. */
static void reach(struct follow *follow, uint32_t rank, holder_label label)
{
	if (follow->label) {
		holder_label had = follow->label[rank];
		holder_label joined =
			had == LABEL_NONE ? label : holders_join(follow->holders, had, label);

		if (joined == had)
			return;
		follow->label[rank] = joined;
	} else {
		if (is_reached(follow, rank))
			return;
		follow->seen[rank / 8] |= (uint8_t)(1u << (rank % 8));
	}
	push(follow, rank);
}

static void follow_from(struct follow *follow, uint32_t rank, holder_label label)
{
	reach(follow, rank, label);
	while (follow->depth > 0 && follow->status == STATUS_OK) {
		uint32_t from = follow->stack[--follow->depth];
		holder_label its = follow->label ? follow->label[from] : LABEL_NONE;

		if (!allowance_spend(follow->residual->set.allowance, 4))
			follow->status = follow->residual->set.allowance->status;
		RESIDUAL_EACH_EDGE(follow->residual, from, to, reach(follow, to, its));
	}
}

/* From each that is pending: what was not settled is found from there, and from nowhere else. */
static void follow_pending(struct follow *follow, struct nodes *nodes)
{
	const struct residual *residual = follow->residual;
	uint32_t rank = 0;

	for (uint32_t node = rankset_next(&residual->set, 0, nodes->count);
		node < nodes->count && follow->status == STATUS_OK;
		node = rankset_next(&residual->set, node + 1, nodes->count), rank++)
		if (nodes->state[node] & NODE_PENDING)
			follow_from(follow, rank,
				follow->label ? holders_get(follow->holders, node) : LABEL_NONE);
}

static void take_over(const struct follow *follow, struct marker *marker)
{
	const struct residual *residual = follow->residual;
	struct nodes *nodes = marker->nodes;
	uint32_t rank = 0;

	for (uint32_t node = rankset_next(&residual->set, 0, nodes->count); node < nodes->count;
		node = rankset_next(&residual->set, node + 1, nodes->count), rank++) {
		if (!is_reached(follow, rank))
			continue;
		if (!(nodes->state[node] & NODE_MARKED))
			marker->marked++;
		nodes->state[node] |= NODE_MARKED;
		nodes->state[node] &= (uint8_t)~NODE_PENDING;
		if (follow->label)
			holders_put(marker->holders, node, follow->label[rank]);
	}
	for (size_t i = 0; i < nodes->stretch_count; i++)
		memset(nodes->stretches[i].pending, 0,
			nodes->stretches[i].blocks * sizeof(*nodes->stretches[i].pending));
	nodes->mapped_pending = 0;
}

static enum status follow_all(struct residual *residual, struct marker *marker)
{
	struct follow follow = { .residual = residual, .holders = marker->holders };
	struct allowance *allowance = residual->set.allowance;
	size_t seen_bytes = residual->set.count / 8 + 1;
	size_t label_bytes = ((size_t)residual->set.count + 1) * sizeof(*follow.label);

	if (marker->holders->labels)
		follow.label = memory_take(allowance, label_bytes);
	else
		follow.seen = memory_take(allowance, seen_bytes);
	if (!follow.seen && !follow.label) {
		follow.status = memory_why(allowance);
	} else {
		follow_pending(&follow, marker->nodes);
		if (follow.status == STATUS_OK)
			take_over(&follow, marker);
	}
	memory_drop(allowance, follow.seen, seen_bytes);
	memory_drop(allowance, follow.label, label_bytes);
	free(follow.stack);
	return follow.status;
}

enum status residual_mark(struct marker *marker)
{
	struct residual residual;
	enum status status = residual_make(&residual, marker);

	if (status == STATUS_OK)
		status = follow_all(&residual, marker);
	residual_free(&residual);
	marker->status = status;
	return status;
}
