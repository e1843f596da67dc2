/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Go's heap, since 1.19: runtime.gcController counts it (src/runtime/mgcpacer.go), six numbers side by
 * side in the program's data.  Neither symbols nor the release are needed, since nothing else fits:
 * in use, given back and free together are what is mapped for the heap, less the stacks of goroutines.
 */
#include <string.h>

#include "base/macros.h"
#include "derive/process/runtime.h"
#include "heap/allocator.h"

#define SPAN      UINT64_C(8192) /* pages of the runtime */
#define DATA_MOST (UINT64_C(256) << 20)

struct counts {
	uint64_t in_use, released, free;
	uint64_t allocated, freed; /* bytes of objects, since the start */
	uint64_t ready;            /* mapped, and not given back, whatever for */
};

struct search {
	uint64_t mapped; /* of the heap, stacks of goroutines included */
	struct counts found;
	unsigned candidates;
};

static uint64_t mapped_for_heap(const struct map_list *maps)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < maps->count; i++)
		if (runtime_is_go_heap(maps->mappings[i].start) &&
			memory_is_anonymous(&maps->mappings[i]))
			bytes += maps->mappings[i].end - maps->mappings[i].start;
	return bytes;
}

static bool is_counts(const struct counts *counts, uint64_t mapped)
{
	uint64_t all = counts->in_use + counts->released + counts->free;

	if (counts->in_use == 0 || counts->in_use > mapped || counts->released > mapped ||
		counts->free > mapped || all > mapped || all < mapped / 2)
		return false;
	return counts->in_use % SPAN == 0 && counts->released % MEMORY_UNIT == 0 &&
	       counts->free % MEMORY_UNIT == 0 && counts->freed <= counts->allocated &&
	       counts->allocated - counts->freed <= counts->in_use &&
	       counts->ready >= counts->in_use + counts->free;
}

static void look_at_unit(struct search *search, struct memory *memory, uint64_t address)
{
	struct counts counts;

	for (uint64_t at = address; at < address + MEMORY_UNIT; at += sizeof(uint64_t)) {
		if (!memory_peek(memory, at, &counts, sizeof(counts)) ||
			!is_counts(&counts, search->mapped))
			continue;
		search->candidates++;
		search->found = counts;
	}
}

/* The program's data, and its bss, which follows without a name. */
static void look_at_data(struct search *search, struct memory *memory)
{
	const struct map_list *maps = &memory->maps;
	uint64_t end = 0;

	for (size_t i = 0; i < maps->count; i++) {
		const struct mapping *mapping = &maps->mappings[i];
		bool is_data = strcmp(mapping->permissions, "rw-p") == 0 &&
			       (maps_kind(mapping) == MAPPING_FILE || mapping->start == end);

		if (!is_data || mapping->end - mapping->start > DATA_MOST)
			continue;
		end = mapping->end;
		for (uint64_t at = mapping->start; at < end; at += MEMORY_UNIT)
			if (memory_unit(memory, at))
				look_at_unit(search, memory, at);
	}
}

static enum status examine(struct other_heap *heap, struct memory *memory,
	const struct mapping *mapping)
{
	struct search search = { .mapped = mapped_for_heap(&memory->maps) };

	(void)mapping;
	heap->state = OTHER_HEAP_UNREAD;
	if (memory->word == 8)
		look_at_data(&search, memory);
	if (search.candidates == 1) {
		heap->state = OTHER_HEAP_READ;
		heap->figures[OTHER_HEAP_SYSTEM] =
			value_of(search.found.in_use + search.found.free);
		heap->figures[OTHER_HEAP_IN_USE] = value_of(search.found.in_use);
		heap->figures[OTHER_HEAP_FREE] = value_of(search.found.free);
	}
	return memory->gone ? STATUS_GONE : memory->allowance->status;
}

static bool says_so(const struct mapping *mapping)
{
	return runtime_is_go_start(mapping->start) && memory_is_anonymous(mapping);
}

const struct allocator allocator_go = { .id = HEAP_GO, .says_so = says_so, .examine = examine };
