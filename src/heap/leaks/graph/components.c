/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/graph/components.h"

#include <stdlib.h>

#include "base/macros.h"

#define COMPONENT_ROOT 0x80000000u /* the rest is its size in units of 8 bytes */
#define UNIT           8u
#define UNITS_MOST     (COMPONENT_ROOT - 1)

static size_t parent_bytes(const struct residual *residual)
{
	return ((size_t)residual->set.count + 1) * sizeof(uint32_t);
}

static size_t referred_bytes(const struct residual *residual)
{
	return residual->set.count / 8 + 1;
}

static uint32_t find(struct components *components, uint32_t rank)
{
	uint32_t *parent = components->parent;

	while (!(parent[rank] & COMPONENT_ROOT)) {
		uint32_t up = parent[rank];

		if (!(parent[up] & COMPONENT_ROOT))
			parent[rank] = parent[up];
		rank = up;
	}
	return rank;
}

static void unite(struct components *components, uint32_t a, uint32_t b)
{
	uint32_t *parent = components->parent;
	uint64_t units;

	components->referred[b / 8] |= (uint8_t)(1u << (b % 8));
	a = find(components, a);
	b = find(components, b);
	if (a == b)
		return;
	units = (uint64_t)(parent[a] & UNITS_MOST) + (parent[b] & UNITS_MOST);
	/* The lower rank becomes the root: chunks made one after the other stay near. */
	parent[max_u64(a, b)] = (uint32_t)min_u64(a, b);
	parent[min_u64(a, b)] = COMPONENT_ROOT | (uint32_t)min_u64(units, UNITS_MOST);
}

static void set_sizes(struct components *components, const struct nodes *nodes)
{
	const struct rankset *set = &components->residual->set;
	uint32_t rank = 0;

	if (!components->parent)
		return;
	for (uint32_t node = rankset_next(set, 0, set->nodes); node < set->nodes;
		node = rankset_next(set, node + 1, set->nodes)) {
		uint64_t bytes = node_bytes(nodes, node);

		components->bytes += bytes;
		components->parent[rank++] =
			COMPONENT_ROOT | (uint32_t)min_u64(bytes / UNIT, UNITS_MOST);
	}
}

static void take_edge(void *context, uint32_t from, uint32_t to)
{
	unite(context, from, to);
}

static bool component_is_head(const struct components *components, uint32_t rank)
{
	return !(components->referred[rank / 8] >> (rank % 8) & 1);
}

bool component_is_chosen(const struct components *components, uint32_t rank)
{
	if (component_is_head(components, rank))
		return true;
	return (components->parent[rank] & COMPONENT_ROOT) &&
	       !(components->headed[rank / 8] >> (rank % 8) & 1);
}

static void note_heads(struct components *components)
{
	uint32_t count = components->residual->set.count;

	for (uint32_t rank = 0; rank < count; rank++) {
		uint32_t root;

		if (!component_is_head(components, rank))
			continue;
		components->heads++;
		root = find(components, rank);
		components->headed[root / 8] |= (uint8_t)(1u << (root % 8));
	}
}

/* ---- the largest ---- */

/* The least of them stands first, so that it is the first to go. */
struct largest {
	uint32_t *units;
	size_t count, most;
};

static void sink(struct largest *largest)
{
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;
		uint32_t held = largest->units[at];

		if (child >= largest->count)
			return;
		if (child + 1 < largest->count && largest->units[child + 1] < largest->units[child])
			child++;
		if (largest->units[child] >= held)
			return;
		largest->units[at] = largest->units[child];
		largest->units[child] = held;
		at = child;
	}
}

static void offer(struct largest *largest, uint32_t units)
{
	size_t at = largest->count;

	if (largest->most == 0)
		return;
	if (largest->count == largest->most) {
		if (units > largest->units[0]) {
			largest->units[0] = units;
			sink(largest);
		}
		return;
	}
	largest->count++;
	for (; at > 0 && largest->units[(at - 1) / 2] > units; at = (at - 1) / 2)
		largest->units[at] = largest->units[(at - 1) / 2];
	largest->units[at] = units;
}

static void sum_up(struct components *components)
{
	for (uint32_t rank = 0; rank < components->residual->set.count; rank++) {
		uint64_t units = components->parent[rank];

		if (!(units & COMPONENT_ROOT))
			continue;
		components->count++;
		components->largest_bytes =
			max_u64(components->largest_bytes, (units & UNITS_MOST) * UNIT);
	}
}

static void offer_all(struct largest *largest, const struct components *components)
{
	for (uint32_t rank = 0; rank < components->residual->set.count; rank++)
		if (components->parent[rank] & COMPONENT_ROOT)
			offer(largest, components->parent[rank] & UNITS_MOST);
}

enum status components_largest(struct component_sum *sum, const struct components *components,
	uint64_t most)
{
	struct largest largest = { .most = (size_t)most };

	*sum = (struct component_sum){ components->count, components->bytes };
	if (most >= components->count)
		return STATUS_OK;
	largest.units = malloc((largest.most + 1) * sizeof(*largest.units));
	if (!largest.units)
		return STATUS_NO_MEMORY;
	offer_all(&largest, components);
	*sum = (struct component_sum){ .count = largest.count };
	for (size_t i = 0; i < largest.count; i++)
		/* One that is too large for its figure may be all there is. */
		sum->bytes += largest.units[i] == UNITS_MOST ? components->bytes
							     : (uint64_t)largest.units[i] * UNIT;
	free(largest.units);
	return STATUS_OK;
}

enum status components_find(struct components *components, struct residual *residual,
	struct marker *marker)
{
	struct allowance *allowance = residual->set.allowance;
	enum status status;

	*components = (struct components){ .residual = residual };
	components->parent = memory_take(allowance, parent_bytes(residual));
	if (components->parent)
		components->referred = memory_take(allowance, referred_bytes(residual));
	if (components->referred)
		components->headed = memory_take(allowance, referred_bytes(residual));
	if (!components->headed)
		return memory_why(allowance);
	set_sizes(components, marker->nodes);
	status = residual_each_edge(residual, marker, take_edge, components);
	note_heads(components);
	if (status == STATUS_OK)
		sum_up(components);
	return status;
}

void components_free(struct components *components)
{
	struct allowance *allowance;

	if (!components->residual)
		return;
	allowance = components->residual->set.allowance;
	memory_drop(allowance, components->parent, parent_bytes(components->residual));
	memory_drop(allowance, components->referred, referred_bytes(components->residual));
	memory_drop(allowance, components->headed, referred_bytes(components->residual));
	*components = (struct components){ 0 };
}

uint64_t component_bytes(struct components *components, uint32_t rank)
{
	return (uint64_t)(components->parent[find(components, rank)] & UNITS_MOST) * UNIT;
}
