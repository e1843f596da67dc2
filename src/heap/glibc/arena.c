/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/glibc/arena.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "heap/glibc/parameters.h"
#include "heap/glibc/heap_segments.h"

#define ARENAS_MAX     4096
#define SCAN_BYTES_MAX (UINT64_C(64) << 20)
#define DOUBTFUL_MOST  64 /* of the 127 bins */
#define LINKS_TRIED    64
#define CANDIDATES_MAX 16 /* places in one mapping that look like an arena's bins */

/* The address that an empty bin holds in both its words: as if it were a chunk's fd and bk. */
static uint64_t bin_chunk(const struct memory *memory, uint64_t pair)
{
	return pair - 2 * memory->word;
}

static bool pair_is_empty(struct memory *memory, uint64_t pair)
{
	uint64_t forward, backward;

	return memory_word(memory, pair, &forward) && forward == bin_chunk(memory, pair) &&
	       memory_word(memory, pair + memory->word, &backward) && backward == forward;
}

/* A bin with chunks in it: its first chunk points back. */
static bool pair_round_trips(struct memory *memory, uint64_t pair)
{
	uint64_t forward, back;

	return memory_word(memory, pair, &forward) &&
	       memory_word(memory, forward + 3 * memory->word, &back) &&
	       back == bin_chunk(memory, pair);
}

/* A chunk in swap cannot be asked, and in a busy program the first chunk is soon another. */
static bool pair_may_be(struct memory *memory, uint64_t pair)
{
	uint64_t forward;

	return memory_word(memory, pair, &forward) && forward % memory->word == 0 &&
	       memory_run_end(memory, forward) != 0;
}

static bool bins_at(struct memory *memory, uint64_t bins)
{
	unsigned doubtful = 0;

	for (unsigned i = 0; i < HEAP_BINS; i++) {
		uint64_t pair = bins + (uint64_t)i * 2 * memory->word;

		if (pair_is_empty(memory, pair) || pair_round_trips(memory, pair))
			continue;
		if (!pair_may_be(memory, pair) || ++doubtful > DOUBTFUL_MOST)
			return false;
	}
	return true;
}

/* The first of these words of memory from address on that is an empty bin's; count if none is. */
static size_t find_own_link64(const uint64_t *words, size_t count, uint64_t address)
{
	for (size_t i = 0; i < count; i++)
		if (words[i] == address + i * sizeof(*words) - 2 * sizeof(*words))
			return i;
	return count;
}

static size_t find_own_link32(const uint32_t *words, size_t count, uint64_t address)
{
	for (size_t i = 0; i < count; i++)
		if (words[i] == address + i * sizeof(*words) - 2 * sizeof(*words))
			return i;
	return count;
}

/*
 * The next place from at on where a word is what an empty bin there would hold; end if there is
 * none.  Nearly all words of a process pass here, so they are looked at a unit at a time.
 */
static uint64_t find_empty_pair(struct memory *memory, uint64_t at, uint64_t end)
{
	while (at < end) {
		uint64_t offset = at % MEMORY_UNIT, unit_end = at - offset + MEMORY_UNIT;
		size_t count = ((unit_end < end ? unit_end : end) - at) / memory->word, found;
		const char *unit = memory_unit(memory, at);

		if (unit) {
			const void *words = unit + offset;

			found = memory->word == 8 ? find_own_link64(words, count, at)
						  : find_own_link32(words, count, at);
			if (found < count)
				return at + found * memory->word;
		}
		at = unit_end;
	}
	return end;
}

/* Bin 127 is always empty: it is the anchor that tells where the bins are. */
static uint64_t find_bins(struct memory *memory, uint64_t start, uint64_t end)
{
	const uint64_t before = (HEAP_BINS - 1) * 2 * memory->word;

	for (uint64_t at = find_empty_pair(memory, start, end); at < end;
		at = find_empty_pair(memory, at + memory->word, end)) {
		if (at - start >= before && pair_is_empty(memory, at) &&
			bins_at(memory, at - before))
			return at - before;
	}
	return 0;
}

static bool state_makes_sense(const struct arena *arena, const struct memory *memory)
{
	return arena->top % memory->word == 0 && arena->system_bytes < UINT64_C(1) << 47;
}

bool arena_read(struct arena *arena, const struct heap_layout *layout, struct memory *memory)
{
	const uint8_t *state = arena->state;
	uint32_t flags;

	if (!memory_peek(memory, arena->address, arena->state, layout_size(layout)))
		return false;
	memcpy(&flags, state + 4, sizeof(flags));
	arena->contiguous = !(flags & 2);
	arena->top = memory_decode(memory, state + layout_top(layout));
	arena->system_bytes = memory_decode(memory, state + layout_system(layout));
	arena->attached = memory_decode(memory, state + layout_attached(layout));
	for (unsigned i = 0; i < layout->fastbin_count; i++)
		arena->fastbin[i] =
			memory_decode(memory, state + layout->fastbins + i * memory->word);
	arena->top_size = 0;
	if (memory_word(memory, arena->top + memory->word, &arena->top_size))
		arena->top_size &= ~CHUNK_FLAGS;
	return state_makes_sense(arena, memory);
}

static enum status append_arena(struct arenas *arenas, uint64_t address)
{
	struct arena *grown = array_reserve(arenas->arena, &arenas->capacity, arenas->count + 1,
		sizeof(*arenas->arena));

	if (!grown)
		return STATUS_NO_MEMORY;
	arenas->arena = grown;
	arenas->arena[arenas->count] = (struct arena){ .address = address };
	arenas->arena[arenas->count].is_main = arenas->count == 0;
	arenas->count++;
	return STATUS_OK;
}

/* Follows next from arena to arena.  With the right layout the ring closes at the main arena. */
static enum status follow_ring(struct arenas *arenas, struct memory *memory, uint64_t main_arena)
{
	uint64_t at = main_arena;

	arenas->count = 0;
	do {
		enum status status = append_arena(arenas, at);
		struct arena *arena;

		if (status != STATUS_OK)
			return status;
		arena = &arenas->arena[arenas->count - 1];
		if (!arena_read(arena, arenas->layout, memory) ||
			!memory_word(memory, at + layout_next(arenas->layout), &at))
			return STATUS_ABSENT;
	} while (at != main_arena && arenas->count < ARENAS_MAX);
	return at == main_arena ? STATUS_OK : STATUS_ABSENT;
}

static enum status find_layout(struct arenas *arenas, struct memory *memory, uint64_t bins)
{
	for (size_t i = 0; i < heap_layout_count; i++) {
		enum status status;

		arenas->layout = &heap_layouts[i];
		if (arenas->layout->word != memory->word)
			continue;
		status = follow_ring(arenas, memory, bins - arenas->layout->bins);
		if (status != STATUS_ABSENT)
			return status;
	}
	return STATUS_ABSENT;
}

static bool is_libc(const struct mapping *mapping)
{
	struct text rest = mapping->name, name = rest;

	while (rest.length > 0)
		name = text_next_field(&rest, '/');
	return text_starts(name, "libc.so.6") || text_starts(name, "libc-2.");
}

/* Data of a program or library, in which a static or an oddly named glibc can be. */
static bool is_data(const struct mapping *mapping)
{
	return maps_kind(mapping) == MAPPING_FILE && !is_libc(mapping);
}

/* Searches one file's writable mapping and the bss behind it. */
static enum status search_data(struct arenas *arenas, struct memory *memory, size_t index,
	uint64_t *budget)
{
	const struct mapping *mapping = &memory->maps.mappings[index];
	uint64_t end = mapping->end, start = mapping->start, bins;

	if (index + 1 < memory->maps.count && mapping[1].start == end &&
		mapping[1].name.length == 0 && mapping[1].permissions[1] == 'w')
		end = mapping[1].end;
	if (end - start > *budget)
		end = start + *budget;
	*budget -= end - start;
	arenas->state_start = start;
	arenas->state_end = end;
	for (int i = 0; i < CANDIDATES_MAX && (bins = find_bins(memory, start, end)) != 0; i++) {
		enum status status = find_layout(arenas, memory, bins);

		if (status != STATUS_ABSENT)
			return status;
		start = bins + memory->word;
	}
	return STATUS_ABSENT;
}

static enum status search_mappings(struct arenas *arenas, struct memory *memory,
	bool (*wanted)(const struct mapping *mapping))
{
	uint64_t budget = SCAN_BYTES_MAX;

	for (size_t i = 0; i < memory->maps.count; i++) {
		const struct mapping *mapping = &memory->maps.mappings[i];
		enum status status;

		if (mapping->permissions[1] != 'w' || mapping->permissions[3] == 's' ||
			!wanted(mapping))
			continue;
		status = search_data(arenas, memory, i, &budget);
		if (status != STATUS_ABSENT)
			return status;
	}
	return STATUS_ABSENT;
}

static bool points_to_chunk(const struct arenas *arenas, size_t arena, uint64_t address)
{
	return arenas_hold(arenas, arena, address) &&
	       layout_chunk_at(arenas->layout, address) == address;
}

/* How many links of a fastbin make sense if links are masked, or if not; its end counts as one. */
static unsigned sensible_links(const struct arenas *arenas, struct memory *memory, size_t arena,
	uint64_t at, bool masked)
{
	unsigned count = 0;

	while (count < LINKS_TRIED && points_to_chunk(arenas, arena, at)) {
		uint64_t place = at + 2 * memory->word, stored;

		if (!memory_word(memory, place, &stored))
			return count;
		at = masked ? stored ^ place >> 12 : stored;
		count++;
		if (at == 0)
			return count + 1;
	}
	return count;
}

/*
 * Whether links are masked: tried both ways on every fastbin.  In a heap at low addresses a link or
 * two make sense the wrong way round, too, but not a chain of them.  Without fastbins nothing but
 * tcaches depends on it, which try for themselves; then the layout has to do.
 */
static bool uses_safe_linking(const struct arenas *arenas, struct memory *memory)
{
	unsigned masked = 0, plain = 0;

	for (size_t i = 0; i < arenas->count; i++) {
		for (unsigned bin = 0; bin < arenas->layout->fastbin_count; bin++) {
			uint64_t head = arenas->arena[i].fastbin[bin];

			masked += sensible_links(arenas, memory, i, head, true);
			plain += sensible_links(arenas, memory, i, head, false);
		}
	}
	return masked != plain ? masked > plain : arenas->layout->bins != 0x68;
}

enum status arenas_find(struct arenas *arenas, struct memory *memory, bool thorough)
{
	enum status status;

	*arenas = (struct arenas){ .thorough = thorough };
	status = search_mappings(arenas, memory, is_libc);
	if (status == STATUS_ABSENT)
		status = search_mappings(arenas, memory, is_data);
	if (status != STATUS_OK)
		return status;
	parameters_find(&arenas->parameters, arenas, memory);
	status = heap_segments_find(arenas, memory);
	if (status == STATUS_OK)
		arenas->safe_linking = uses_safe_linking(arenas, memory);
	return status;
}

void arenas_free(struct arenas *arenas)
{
	free(arenas->arena);
	free(arenas->segments);
	*arenas = (struct arenas){ 0 };
}

bool arenas_hold(const struct arenas *arenas, size_t arena, uint64_t address)
{
	const struct heap_segment *segment = heap_segments_at(arenas, address);

	return segment && segment->arena == arena && address >= segment->first;
}

bool arenas_changed(const struct arenas *arenas, struct memory *memory)
{
	size_t size = layout_size(arenas->layout);
	uint8_t now[ARENA_STATE_MAX];

	memory_forget(memory);
	for (size_t i = 0; i < arenas->count; i++) {
		const struct arena *arena = &arenas->arena[i];

		if (!memory_peek(memory, arena->address, now, size) ||
			memcmp(now, arena->state, size) != 0)
			return true;
	}
	return false;
}
