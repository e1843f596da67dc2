/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/owners.h"

#include "base/macros.h"

#define OWNED_PENDING 0x8000u /* of a label: the node is to be followed; the rest is a row + 1 */
#define VISITS_MOST   6u      /* so often the heap is read, at the most */
_Static_assert(TYPES_MOST < OWNED_PENDING, "a row fits a label");

struct owners {
	struct types *types;
	struct nodes *nodes;
	struct node_block *block;
	holder_label *label; /* of each node: its owner */
	uint32_t *stack;     /* nodes of the block that are to be followed */
	uint32_t depth;
	holder_label following;       /* the owner of what is followed now */
	bool seeking;                 /* objects of a block are looked for when it is read first */
	uint64_t visits, visits_most; /* of blocks */
	enum status status;
};

static void add_bytes(struct owners *owners, holder_label owner, int64_t bytes)
{
	struct value *under = &owners->types->rows[(owner & ~OWNED_PENDING) - 1].under_bytes;

	*under = value_of(value_or(*under, 0) + bytes);
}

/* What another one led to before it was known to be an object becomes its own. */
static void own(struct owners *owners, uint32_t node, holder_label owner, uint64_t bytes)
{
	if (owners->label[node] != 0)
		add_bytes(owners, owners->label[node], -(int64_t)bytes);
	owners->label[node] = (holder_label)(owner | OWNED_PENDING);
	add_bytes(owners, owner, (int64_t)bytes);
}

/* ---- objects ---- */

static holder_label class_of(struct owners *owners, uint64_t word)
{
	uint32_t row = TYPE_NONE;

	if (word != 0 && !nodes_near(owners->nodes, word))
		row = types_class(owners->types, word);
	return row == TYPE_NONE || owners->types->rows[row].kind != LEAK_TYPE_CLASS
		       ? 0
		       : (holder_label)(row + 1);
}

static void own_if_object(struct owners *owners, uint32_t node, uint64_t word, uint64_t bytes)
{
	holder_label owner = class_of(owners, word);

	if (owner != 0)
		own(owners, node, owner, bytes);
}

/* Before anything in the block is followed: an object is never followed as another owner's. */
static void find_in_block(struct owners *owners)
{
	struct nodes *nodes = owners->nodes;
	struct node_block *block = owners->block;

	for (uint32_t node = block->first; node < block->last && block->status == STATUS_OK;
		node++) {
		struct node_memory memory;

		if (!node_in_use(nodes, node))
			continue;
		memory = block_node(block, node);
		if (memory.address + nodes->word <= block->to)
			own_if_object(owners, node,
				memory_decode(block->resident->memory,
					block_at(block, memory.address,
						memory.address + nodes->word)),
				memory.size + nodes->word);
	}
}

static void find_mapped(struct owners *owners)
{
	struct nodes *nodes = owners->nodes;

	for (uint32_t node = nodes->slots; node < nodes->count; node++) {
		uint8_t bytes[8] = { 0 };

		if (resident_copy(owners->block->resident, node_memory(nodes, node).address, bytes,
			    nodes->word) != STATUS_OK)
			continue;
		own_if_object(owners, node, memory_decode(owners->block->resident->memory, bytes),
			node_bytes(nodes, node));
		nodes->mapped_pending += owners->label[node] != 0;
	}
}

/* ---- what they lead to ---- */

static void take_word(struct owners *owners, uint64_t word)
{
	struct nodes *nodes = owners->nodes;
	const struct node_block *block = owners->block;
	uint32_t node = nodes_find(nodes, word);
	struct stretch *stretch;

	if (node == NODE_NONE || owners->label[node] != 0)
		return;
	own(owners, node, owners->following, node_bytes(nodes, node));
	if (node_is_mapped(nodes, node)) {
		nodes->mapped_pending++;
	} else if (block->stretch && node >= block->first && node < block->last) {
		owners->stack[owners->depth++] = node;
	} else {
		stretch = block->stretch;
		if (!stretch || node < stretch->first || node >= stretch->first + stretch->slots)
			stretch = nodes_stretch_of(nodes, node);
		stretch->pending[(node - stretch->first) >> NODE_BLOCK_SHIFT]++;
	}
}

static void take_words(void *context, uint64_t address, const uint8_t *bytes, size_t length)
{
	struct owners *owners = context;

	(void)address;
	MARK_EACH_WORD(owners->nodes, bytes, length, word, take_word(owners, word));
}

static void follow(struct owners *owners, uint32_t node)
{
	owners->label[node] &= (holder_label)~OWNED_PENDING;
	owners->following = owners->label[node];
	block_each(owners->block, node, take_words, owners);
	owners->status = owners->block->status;
}

static void follow_block(struct owners *owners, struct stretch *stretch, uint32_t index)
{
	struct node_block *block = owners->block;

	block_enter(block, stretch, index,
		owners->seeking ? NODE_BLOCK_SLOTS : stretch->pending[index]);
	stretch->pending[index] = 0;
	owners->visits++;
	if (owners->seeking)
		find_in_block(owners);
	for (uint32_t node = block->first; node < block->last; node++) {
		if (!(owners->label[node] & OWNED_PENDING))
			continue;
		owners->stack[owners->depth++] = node;
		while (owners->depth > 0 && owners->status == STATUS_OK)
			follow(owners, owners->stack[--owners->depth]);
	}
	block_leave(block);
}

static void follow_mapped(struct owners *owners)
{
	struct nodes *nodes = owners->nodes;

	nodes->mapped_pending = 0;
	for (uint32_t node = nodes->slots; node < nodes->count; node++)
		if ((owners->label[node] & OWNED_PENDING) && owners->status == STATUS_OK)
			follow(owners, node);
}

static void follow_blocks(struct owners *owners, bool down)
{
	struct nodes *nodes = owners->nodes;
	struct allowance *allowance = owners->block->resident->memory->allowance;

	for (size_t i = 0; i < nodes->stretch_count; i++) {
		struct stretch *stretch =
			&nodes->stretches[down ? nodes->stretch_count - 1 - i : i];

		for (uint32_t n = 0; n < stretch->blocks && owners->status == STATUS_OK; n++) {
			uint32_t index = down ? stretch->blocks - 1 - n : n;

			if (owners->seeking || stretch->pending[index] > 0)
				follow_block(owners, stretch, index);
			if (owners->status == STATUS_OK && !allowance_ask(allowance))
				owners->status = allowance->status;
		}
	}
}

/* Whether anything is left to be followed; forgets it, if so it shall be. */
static bool is_pending(struct owners *owners, bool forget)
{
	struct nodes *nodes = owners->nodes;
	bool any = nodes->mapped_pending > 0;

	for (size_t i = 0; i < nodes->stretch_count; i++)
		for (uint32_t n = 0; n < nodes->stretches[i].blocks; n++) {
			any = any || nodes->stretches[i].pending[n] > 0;
			if (forget)
				nodes->stretches[i].pending[n] = 0;
		}
	if (forget)
		nodes->mapped_pending = 0;
	return any;
}

static void follow_all(struct owners *owners)
{
	bool down = false;

	owners->seeking = true;
	do {
		if (owners->nodes->mapped_pending > 0 && !owners->seeking)
			follow_mapped(owners);
		follow_blocks(owners, down);
		owners->seeking = false;
		down = !down;
	} while (owners->status == STATUS_OK && owners->visits < owners->visits_most &&
		 is_pending(owners, false));
	/* What lies deeper in a heap whose links lie in no order stays without an owner. */
	is_pending(owners, true);
}

static bool has_classes(const struct types *types)
{
	for (size_t i = 0; i < types->count; i++)
		if (types->rows[i].kind == LEAK_TYPE_CLASS)
			return true;
	return false;
}

enum status owners_take(struct types *types, struct leak_look *look)
{
	struct owners owners = { .types = types,
		.nodes = &look->nodes,
		.block = &look->marker.block,
		.stack = look->marker.stack };

	if (has_classes(types))
		owners.label = holders_reuse(&look->holders);
	if (!owners.label)
		return STATUS_OK;
	is_pending(&owners, true);
	for (size_t i = 0; i < look->nodes.stretch_count; i++)
		owners.visits_most += (uint64_t)look->nodes.stretches[i].blocks * VISITS_MOST;
	find_mapped(&owners);
	follow_all(&owners);
	return owners.status;
}
