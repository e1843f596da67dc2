/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/glibc/freelist.h"

#include <stdlib.h>

#include "base/array.h"
#include "heap/glibc/chunk.h"
#include "heap/glibc/tcache.h"

#define FOLLOW_MOST        2048u               /* links of one fastbin */
#define RESOLVE_CHUNKS_MAX (UINT64_C(8) << 20) /* stale chunks */
#define RESOLVE_READS_MAX  400000u             /* reads of the process for them */

static bool is_chunk_of(const struct arenas *arenas, size_t arena, uint64_t address)
{
	return arenas_hold(arenas, arena, address) &&
	       layout_chunk_at(arenas->layout, address) == address;
}

static bool next_of(const struct arenas *arenas, struct memory *memory, uint64_t chunk,
	uint64_t *next)
{
	uint64_t place = chunk + 2 * memory->word, stored;

	if (!memory_word(memory, place, &stored))
		return false;
	*next = arenas_link(arenas, place, stored);
	return true;
}

static enum status append(struct freelists *freelists, size_t arena, uint64_t address)
{
	struct fast_chunk *grown = array_reserve(freelists->fast, &freelists->fast_capacity,
		freelists->fast_count + 1, sizeof(*freelists->fast));

	if (!grown)
		return STATUS_NO_MEMORY;
	freelists->fast = grown;
	freelists->fast[freelists->fast_count++] = (struct fast_chunk){ address, arena };
	return STATUS_OK;
}

/* One fastbin; if it turns out to be long, what was read of it is dropped again. */
static enum status follow(struct freelists *freelists, const struct arenas *arenas,
	struct memory *memory, size_t arena, unsigned bin)
{
	uint64_t at = arenas->arena[arena].fastbin[bin];
	size_t before = freelists->fast_count;

	for (unsigned length = 0; at != 0; length++) {
		enum status status;

		if (!is_chunk_of(arenas, arena, at)) {
			freelists->whole = false;
			return STATUS_OK;
		}
		if (length == FOLLOW_MOST) {
			freelists->fast_count = before;
			freelists->long_fastbins[arena] |= 1u << bin;
			return STATUS_OK;
		}
		status = append(freelists, arena, at);
		if (status != STATUS_OK)
			return status;
		if (!next_of(arenas, memory, at, &at)) {
			freelists->whole = false;
			return STATUS_OK;
		}
	}
	return STATUS_OK;
}

enum status freelists_read(struct freelists *freelists, const struct arenas *arenas,
	struct memory *memory)
{
	enum status status = STATUS_OK;

	*freelists = (struct freelists){ .stale_links_resolved = true, .whole = true };
	freelists->long_fastbins = calloc(arenas->count, sizeof(*freelists->long_fastbins));
	if (!freelists->long_fastbins)
		return STATUS_NO_MEMORY;
	for (size_t arena = 0; arena < arenas->count; arena++) {
		for (unsigned bin = 0; bin < arenas->layout->fastbin_count; bin++) {
			if (status == STATUS_OK)
				status = follow(freelists, arenas, memory, arena, bin);
		}
	}
	return status;
}

void freelists_free(struct freelists *freelists)
{
	free(freelists->fast);
	free(freelists->long_fastbins);
	*freelists = (struct freelists){ 0 };
}

/* False if it is of that kind already, so that it is in two lists or the list is a ring. */
static bool mark(struct heap_walk *walk, uint64_t address, enum chunk_kind kind)
{
	struct walked *walked = walk_find(walk, address);
	enum chunk_kind now = walked ? chunk_map_get(&walked->map, address) : CHUNK_NONE;

	/* The slot exists, so nothing is allocated and setting it cannot fail. */
	if (now == CHUNK_IN_USE || now == CHUNK_CANDIDATE)
		(void)chunk_map_set(&walked->map, address, kind);
	return now != kind;
}

/* What stale chunks may cost. */
struct budget {
	uint64_t chunks, misses;
};

static bool may_resolve(const struct budget *budget, const struct heap_walk *walk)
{
	return budget->chunks > 0 && walk->memory->misses < budget->misses &&
	       allowance_spend(walk->memory->allowance, 1);
}

/* From a chunk that nothing points to, along the links, as long as nothing else points there. */
static void resolve_chain(struct heap_walk *walk, uint64_t at, struct budget *budget)
{
	while (may_resolve(budget, walk)) {
		struct walked *walked = walk_find(walk, at);

		if (!walked || chunk_map_get(&walked->map, at) != CHUNK_CANDIDATE ||
			chunk_map_links(&walked->map, at) > 0)
			return;
		budget->chunks--;
		(void)chunk_map_set(&walked->map, at, CHUNK_IN_USE);
		if (!next_of(walk->arenas, walk->memory, at, &at))
			return;
		walked = walk_find(walk, at);
		if (walked)
			chunk_map_unlink(&walked->map, at);
	}
}

/* Heads of the long bins count as one link more, for their arena points to them. */
static void link_heads(const struct freelists *freelists, struct heap_walk *walk)
{
	const struct arenas *arenas = walk->arenas;

	for (size_t arena = 0; arena < arenas->count; arena++) {
		for (unsigned bin = 0; bin < arenas->layout->fastbin_count; bin++) {
			uint64_t head = arenas->arena[arena].fastbin[bin];
			struct walked *walked = walk_find(walk, head);

			if (walked && (freelists->long_fastbins[arena] >> bin & 1) &&
				chunk_map_get(&walked->map, head) != CHUNK_NONE)
				(void)chunk_map_link(&walked->map, head);
		}
	}
}

static void resolve_stale(struct freelists *freelists, struct heap_walk *walk)
{
	unsigned minimum = layout_minimum(walk->arenas->layout);
	struct budget budget = { RESOLVE_CHUNKS_MAX, walk->memory->misses + RESOLVE_READS_MAX };

	for (size_t i = 0; i < walk->arenas->segment_count; i++) {
		struct chunk_map *map = &walk->walked[i].map;
		enum chunk_kind kind;

		for (uint64_t at = 0; chunk_map_next(map, &at, &kind); at += minimum) {
			if (kind == CHUNK_CANDIDATE && chunk_map_links(map, at) == 0)
				resolve_chain(walk, at, &budget);
		}
	}
	freelists->stale_links_resolved = may_resolve(&budget, walk);
}

/*
 * A member that could not be read, because its page was away, breaks the list: what follows it then
 * looks as if nothing pointed to it.  The end of the list is among that.
 */
static bool ends_are_found(const struct freelists *freelists, const struct heap_walk *walk,
	size_t arena)
{
	uint32_t missing = freelists->long_fastbins[arena];

	for (size_t i = 0; i < walk->end_count; i++) {
		const struct fast_end *end = &walk->ends[i];
		const struct walked *walked = walk_find(walk, end->address);

		if (end->arena == arena && walked &&
			chunk_map_get(&walked->map, end->address) == CHUNK_CANDIDATE &&
			chunk_map_links(&walked->map, end->address) > 0)
			missing &= ~(1u << end->bin);
	}
	return missing == 0;
}

static bool any_long(const struct freelists *freelists, const struct arenas *arenas)
{
	for (size_t i = 0; i < arenas->count; i++) {
		if (freelists->long_fastbins[i])
			return true;
	}
	return false;
}

void freelists_mark(struct freelists *freelists, struct heap_walk *walk)
{
	if (any_long(freelists, walk->arenas)) {
		link_heads(freelists, walk);
		resolve_stale(freelists, walk);
	}
	for (size_t arena = 0; arena < walk->arenas->count; arena++) {
		if (!ends_are_found(freelists, walk, arena))
			freelists->whole = false;
	}
	for (size_t i = 0; i < freelists->fast_count; i++)
		mark(walk, freelists->fast[i].address, CHUNK_FAST);
	for (size_t i = 0; i < walk->tcache_count; i++)
		tcache_mark(walk, &walk->tcaches[i], mark);
}
