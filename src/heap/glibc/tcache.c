/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/glibc/tcache.h"

#include <string.h>

#include "base/array.h"
#include "heap/glibc/chunk.h"
#include "heap/glibc/freelist.h"
#include "heap/glibc/heap_segments.h"

#define TCACHES_MAX 65536u
#define LIST_MOST   65535u /* counters have 16 bits */
#define STRUCT_MAX  1024u  /* bytes of the largest tcache_perthread_struct */

/* tcache_perthread_struct, as it was at one moment. */
struct content {
	const struct tcache_layout *layout;
	unsigned word;
	uint8_t bytes[STRUCT_MAX];
};

static unsigned count_of(const struct content *content, unsigned bin)
{
	uint16_t wide;

	if (content->layout->count_size == 1)
		return content->bytes[bin];
	memcpy(&wide, content->bytes + 2 * (size_t)bin, sizeof(wide));
	return wide;
}

/* The lists stand behind the counters. */
static size_t entry_offset(const struct content *content, unsigned bin)
{
	const struct tcache_layout *layout = content->layout;

	return (size_t)align_up(layout->bins * layout->count_size, content->word) +
	       (size_t)bin * content->word;
}

static uint64_t entry_of(const struct content *content, unsigned bin)
{
	const uint8_t *at = content->bytes + entry_offset(content, bin);
	uint64_t wide;
	uint32_t narrow;

	if (content->word == 8) {
		memcpy(&wide, at, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, at, sizeof(narrow));
	return narrow;
}

static bool read_content(struct content *content, struct memory *memory, uint64_t chunk,
	const struct tcache_layout *layout)
{
	content->layout = layout;
	content->word = memory->word;
	return memory_peek(memory, chunk + 2 * memory->word, content->bytes,
		entry_offset(content, layout->bins));
}

/* What a counter shows when its list is empty: 0, or the largest if counters say what is left. */
static unsigned empty_count(const struct content *content)
{
	unsigned most = 0;

	for (unsigned i = 0; content->layout->counts_down && i < content->layout->bins; i++) {
		if (count_of(content, i) > most)
			most = count_of(content, i);
	}
	return most;
}

/* Lists are empty exactly where counters say so, the others begin with chunks; not all are empty. */
static bool is_tcache(const struct content *content, const struct arenas *arenas)
{
	unsigned empty = empty_count(content), used = 0;

	for (unsigned i = 0; i < content->layout->bins; i++) {
		uint64_t entry = entry_of(content, i);

		if ((entry == 0) != (count_of(content, i) == empty))
			return false;
		if (entry == 0)
			continue;
		if (entry % (2 * content->word) != 0 || !heap_segments_at(arenas, entry))
			return false;
		used++;
	}
	return used > 0;
}

enum status tcache_notice(struct heap_walk *walk, uint64_t chunk, uint64_t size)
{
	const struct tcache_layout *layout;
	struct content content;
	struct tcache *grown;

	if (walk->tcache_count >= TCACHES_MAX)
		return STATUS_OK;
	layout = tcache_layout_find(walk->arenas->layout, size);
	if (!layout || !read_content(&content, walk->memory, chunk, layout) ||
		!is_tcache(&content, walk->arenas))
		return STATUS_OK;
	grown = array_reserve(walk->tcaches, &walk->tcache_capacity, walk->tcache_count + 1,
		sizeof(*walk->tcaches));
	if (!grown)
		return STATUS_NO_MEMORY;
	walk->tcaches = grown;
	walk->tcaches[walk->tcache_count++] = (struct tcache){ chunk, layout };
	return STATUS_OK;
}

/* Whether the chunk of entry has a size that belongs into that list. */
static bool belongs(const struct heap_walk *walk, const struct tcache_layout *layout, unsigned bin,
	uint64_t entry)
{
	const struct heap_layout *heap = walk->arenas->layout;
	uint64_t header, size;

	if (entry % (2 * heap->word) != 0 || !heap_segments_at(walk->arenas, entry) ||
		!memory_word(walk->memory, entry - heap->word, &header))
		return false;
	size = chunk_size(header);
	if (bin >= layout->small_bins)
		return size > layout_minimum(heap) + layout->small_bins * heap->alignment;
	return size == layout_minimum(heap) + (uint64_t)bin * heap->alignment;
}

/*
 * The next entry.  Whether links are masked is told by the fastbins, if they have any; a tcache
 * whose next entry makes sense only the other way round shows that they could not tell.
 */
static uint64_t next_entry(const struct heap_walk *walk, const struct tcache_layout *layout,
	unsigned bin, uint64_t entry)
{
	uint64_t stored, masked;

	if (!memory_word(walk->memory, entry, &stored))
		return 0;
	masked = stored ^ entry >> 12;
	if (masked == 0 || belongs(walk, layout, bin, masked))
		return masked;
	return belongs(walk, layout, bin, stored) ? stored : 0;
}

void tcache_mark(struct heap_walk *walk, const struct tcache *tcache,
	bool (*mark)(struct heap_walk *walk, uint64_t chunk, enum chunk_kind kind))
{
	struct content content;

	if (!read_content(&content, walk->memory, tcache->chunk, tcache->layout))
		return;
	for (unsigned bin = 0; bin < tcache->layout->bins; bin++) {
		uint64_t entry = entry_of(&content, bin);
		unsigned left = tcache->layout->counts_down ? LIST_MOST : count_of(&content, bin);

		for (; entry != 0 && left > 0; left--) {
			if (!belongs(walk, tcache->layout, bin, entry) ||
				!mark(walk, entry - 2 * walk->memory->word, CHUNK_CACHED))
				break;
			entry = next_entry(walk, tcache->layout, bin, entry);
		}
	}
}
