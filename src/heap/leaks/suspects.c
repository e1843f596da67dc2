/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/suspects.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

#define DIGESTED 64u /* bytes of content */

void suspects_free(struct suspects *suspects)
{
	if (suspects->digest)
		memory_drop(suspects->set.allowance, suspects->digest, suspects->digest_bytes);
	rankset_free(&suspects->set);
	free(suspects->places);
	free(suspects->mapped);
	*suspects = (struct suspects){ .any = suspects->any };
}

void suspects_count(const struct suspects *suspects, struct allowance *allowance)
{
	if (suspects->digest)
		(void)allowance_take(allowance,
			suspects->digest_bytes + rankset_bytes(&suspects->set));
}

/* ---- where they are ---- */

static enum status note_places(struct suspects *now, const struct nodes *nodes)
{
	now->slots = nodes->slots;
	now->places = calloc(nodes->stretch_count + 1, sizeof(*now->places));
	now->mapped = calloc(nodes->mapped_count + 1, sizeof(*now->mapped));
	if (!now->places || !now->mapped)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < nodes->stretch_count; i++)
		now->places[i] = (struct suspect_place){ nodes->stretches[i].base,
			nodes->stretches[i].first, nodes->stretches[i].slots };
	now->place_count = nodes->stretch_count;
	if (nodes->mapped_count)
		memcpy(now->mapped, nodes->mapped, nodes->mapped_count * sizeof(*now->mapped));
	now->mapped_count = nodes->mapped_count;
	return STATUS_OK;
}

/* The number that a node of a stretch had in the look before; NODE_NONE. */
static uint32_t place_before(const struct suspects *before, const struct stretch *stretch,
	uint32_t slot)
{
	for (size_t i = 0; i < before->place_count; i++)
		if (before->places[i].base == stretch->base)
			return slot < before->places[i].slots ? before->places[i].first + slot
							      : NODE_NONE;
	return NODE_NONE;
}

static uint32_t mapped_before(const struct suspects *before, uint64_t memory)
{
	for (size_t i = 0; i < before->mapped_count; i++)
		if (before->mapped[i].memory == memory)
			return before->slots + (uint32_t)i;
	return NODE_NONE;
}

/* ---- what they are like ---- */

struct digest {
	uint64_t hash;
	size_t left;
};

/* FNV-1a. */
static void digest_bytes(struct digest *digest, const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		digest->hash = (digest->hash ^ bytes[i]) * UINT64_C(1099511628211);
}

static uint16_t digest_of(struct node_block *block, uint32_t node)
{
	struct digest digest = { .hash = UINT64_C(14695981039346656037) };
	bool mapped = node_is_mapped(block->nodes, node);
	struct node_memory memory =
		mapped ? node_memory(block->nodes, node) : block_node(block, node);
	uint64_t end = memory.address + min_u64(memory.size, DIGESTED);
	uint8_t bytes[DIGESTED] = { 0 };

	digest_bytes(&digest, (const uint8_t *)&memory, sizeof(memory));
	if (mapped || end > block->to)
		block->status = resident_copy(block->resident, memory.address, bytes,
			(size_t)(end - memory.address));
	else if (end > memory.address)
		memcpy(bytes, block_at(block, memory.address, end), (size_t)(end - memory.address));
	digest_bytes(&digest, bytes, sizeof(bytes));
	return (uint16_t)(digest.hash ^ digest.hash >> 16 ^ digest.hash >> 32 ^ digest.hash >> 48);
}

/* ---- taking ---- */

struct taking {
	struct suspects *now;
	const struct suspects *before;
	struct node_block *block;
	uint32_t rank; /* of the next candidate */
	uint64_t same; /* that were suspects before, and are still */
};

/* The candidate keeps its place in the set, or is marked. */
static void judge(struct taking *taking, uint32_t node, uint32_t had)
{
	const struct suspects *before = taking->before;
	uint16_t digest = digest_of(taking->block, node);
	bool stays = !before->any;

	if (had != NODE_NONE && before->any && rankset_has(&before->set, had))
		stays = before->digest[rankset_rank(&before->set, had)] == digest;
	if (!stays) {
		taking->block->nodes->state[node] |= NODE_MARKED;
		return;
	}
	taking->same++;
	taking->now->digest[taking->rank++] = digest;
}

static uint32_t count_in(const struct rankset *set, uint32_t first, uint32_t last)
{
	uint32_t count = 0;

	for (uint32_t node = rankset_next(set, first, last); node < last;
		node = rankset_next(set, node + 1, last))
		count++;
	return count;
}

static void judge_block(struct taking *taking, struct stretch *stretch, uint32_t index)
{
	const struct rankset *set = &taking->now->set;
	struct node_block *block = taking->block;
	uint32_t first = stretch->first + (index << NODE_BLOCK_SHIFT);
	uint32_t last = (uint32_t)min_u64((uint64_t)first + NODE_BLOCK_SLOTS,
		(uint64_t)stretch->first + stretch->slots);
	uint32_t count = count_in(set, first, last);

	if (count == 0)
		return;
	block_enter(block, stretch, index, count);
	for (uint32_t node = rankset_next(set, first, last);
		node < last && block->status == STATUS_OK; node = rankset_next(set, node + 1, last))
		judge(taking, node, place_before(taking->before, stretch, node - stretch->first));
	block_leave(block);
}

static enum status judge_all(struct taking *taking)
{
	struct nodes *nodes = taking->block->nodes;
	const struct rankset *set = &taking->now->set;

	for (size_t i = 0; i < nodes->stretch_count; i++)
		for (uint32_t n = 0; n < nodes->stretches[i].blocks; n++)
			judge_block(taking, &nodes->stretches[i], n);
	for (uint32_t node = rankset_next(set, nodes->slots, nodes->count);
		node < nodes->count && taking->block->status == STATUS_OK;
		node = rankset_next(set, node + 1, nodes->count))
		judge(taking, node,
			mapped_before(taking->before, nodes->mapped[node - nodes->slots].memory));
	return taking->block->status;
}

static void collect(struct rankset *set, const struct nodes *nodes)
{
	for (size_t i = 0; i < set->words; i++)
		set->member[i] = 0;
	for (uint32_t node = nodes_next_in_use(nodes, 0); node != NODE_NONE;
		node = nodes_next_in_use(nodes, node + 1))
		if (!(nodes->state[node] & NODE_MARKED))
			rankset_add(set, node);
	rankset_close(set);
}

enum status suspects_take(struct suspects *now, struct suspects *before, struct node_block *block,
	struct allowance *allowance)
{
	struct taking taking = { .now = now, .before = before, .block = block };
	enum status status;

	*now = (struct suspects){ .any = true };
	status = rankset_open(&now->set, block->nodes->count, allowance);
	if (status == STATUS_OK)
		status = note_places(now, block->nodes);
	if (status != STATUS_OK)
		return status;
	collect(&now->set, block->nodes);
	now->digest_bytes = ((size_t)now->set.count + 1) * sizeof(*now->digest);
	now->digest = memory_take(allowance, now->digest_bytes);
	if (!now->digest)
		return memory_why(allowance);
	status = judge_all(&taking);
	now->dropped = before->any ? before->set.count - taking.same : 0;
	/* Those that were marked now are none. */
	collect(&now->set, block->nodes);
	return status;
}
