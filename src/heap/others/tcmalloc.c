/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gperftools' tcmalloc 2.7 to 2.18 on 64 bits, with pages of 8 KiB.  No symbol is needed: its bss holds a
 * table of size classes (src/common.h, SizeMap) and a list of free blocks for each class (src/
 * central_freelist.h), known by their order; a description of a span (src/span.h) or the cache of a
 * thread (src/thread_cache.h), which lie anywhere in its memory, is known by what that table says.
 * In use is what the program holds: neither what threads keep in their caches, nor what waits between
 * them and the lists.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "heap/allocator.h"
#include "heap/sweep.h"

#define PAGE_SHIFT    13u
#define PAGE          (UINT64_C(1) << PAGE_SHIFT)
#define PAGES_MOST    (UINT64_C(1) << (47 - PAGE_SHIFT))
#define CLASSES_MOST  128u
#define CLASSES_LEAST 40u
#define LARGEST_CLASS 262144u /* bytes */

/* A list for each class in the bss: the class, and blocks that wait there, in batches. */
#define LIST_CLASS   8u
#define LIST_SLOTS   1152u /* batches in use */
#define LIST_BYTES   1156u
#define SLOTS_MOST   64u
#define STRIDE_LEAST 1168u
#define STRIDE_MOST  1280u

/* The same of the cache of a thread. */
#define THREAD_LIST 32u
#define LOOKED_AT   (3 * THREAD_LIST) /* the lists of classes 0, 1 and 2 */
#define LENGTH      8u
#define BLOCK_SIZE  24u

struct classes {
	unsigned count; /* with class 0, which is for spans of their own */
	uint32_t bytes[CLASSES_MOST];
	uint32_t batch[CLASSES_MOST]; /* blocks that are moved at once */
	uint64_t pages[CLASSES_MOST]; /* of a span */
};

enum location { IN_USE, FREE, RETURNED };

/* As it stands in memory. */
struct span {
	uint64_t start, length; /* pages */
	uint64_t next, previous, objects;
	uint32_t blocks : 16; /* that are no longer in the span */
	uint32_t size_class : 8;
	uint32_t location : 2; /* enum location */
	uint32_t sampled : 1, other : 1, rest : 4;
	uint32_t padding;
};

struct search {
	struct memory *memory;
	struct classes classes;
	struct span *spans;
	size_t count, capacity;
	uint64_t cached, cached_blocks; /* bytes and blocks in caches */
};

/* ---- the table of classes ---- */

/*
 * Sizes of classes: 0, 8, and each larger than the one before up to the largest.  Their number, 0 if
 * that is not what stands there.
 */
static unsigned count_sizes(const uint32_t *sizes)
{
	if (sizes[0] != 0 || sizes[1] != 8)
		return 0;
	for (unsigned i = 2; i < CLASSES_MOST; i++) {
		if (sizes[i] <= sizes[i - 1] || sizes[i] % 8 != 0)
			return 0;
		if (sizes[i] == LARGEST_CLASS)
			return i + 1 >= CLASSES_LEAST ? i + 1 : 0;
	}
	return 0;
}

/* Batches stand before the sizes, as many as the table is long: the class 0 has none. */
static bool read_batches(struct classes *classes, struct memory *memory, uint64_t sizes,
	unsigned length)
{
	if (!memory_peek(memory, sizes - length * sizeof(uint32_t), classes->batch,
		    classes->count * sizeof(uint32_t)) ||
		classes->batch[0] != 0)
		return false;
	for (unsigned i = 1; i < classes->count; i++)
		if (classes->batch[i] < 2 || classes->batch[i] > UINT16_MAX)
			return false;
	return true;
}

/* Pages of spans stand behind them; a span holds at least one block. */
static bool read_pages(struct classes *classes, struct memory *memory, uint64_t sizes,
	unsigned length)
{
	uint64_t at = align_up(sizes + length * sizeof(uint32_t), sizeof(uint64_t));

	if (!memory_peek(memory, at, classes->pages, classes->count * sizeof(uint64_t)))
		return false;
	for (unsigned i = 1; i < classes->count; i++)
		if (classes->pages[i] > PAGES_MOST || classes->pages[i] * PAGE < classes->bytes[i])
			return false;
	return true;
}

static bool read_classes(struct classes *classes, struct memory *memory, uint64_t at)
{
	static const unsigned lengths[] = { 128, 96 }; /* since 2.10, and before */

	if (!memory_peek(memory, at, classes->bytes, sizeof(classes->bytes)))
		return false;
	classes->count = count_sizes(classes->bytes);
	for (size_t i = 0; i < COUNT_OF(lengths); i++)
		if (classes->count > 0 && classes->count <= lengths[i] &&
			read_batches(classes, memory, at, lengths[i]) &&
			read_pages(classes, memory, at, lengths[i]))
			return true;
	return false;
}

/* ---- the lists of blocks that wait between threads and spans ---- */

static bool is_list(struct memory *memory, uint64_t at, unsigned class)
{
	uint64_t word;

	return memory_word(memory, at + LIST_CLASS, &word) && word == class;
}

/* From the list of class 1 on; 0: that is none. */
static uint64_t lists_stride(struct memory *memory, uint64_t at)
{
	for (uint64_t stride = STRIDE_LEAST; stride <= STRIDE_MOST; stride += 8)
		if (is_list(memory, at + stride, 2) && is_list(memory, at + 2 * stride, 3) &&
			is_list(memory, at + 3 * stride, 4) && is_list(memory, at + 9 * stride, 10))
			return stride;
	return 0;
}

static void count_lists(struct search *search, uint64_t at, uint64_t stride)
{
	const struct classes *classes = &search->classes;

	for (unsigned i = 1; i < classes->count; i++, at += stride) {
		uint32_t slots;

		if (!is_list(search->memory, at, i) ||
			!memory_int(search->memory, at + LIST_SLOTS, &slots) || slots > SLOTS_MOST)
			continue;
		search->cached_blocks += (uint64_t)slots * classes->batch[i];
		search->cached += (uint64_t)slots * classes->batch[i] * classes->bytes[i];
	}
}

/* ---- its data ---- */

typedef bool look_at(struct search *search, uint64_t address);

static bool see_classes(struct search *search, uint64_t address)
{
	uint32_t sizes[2];

	return memory_peek(search->memory, address, sizes, sizeof(sizes)) && sizes[0] == 0 &&
	       sizes[1] == 8 && read_classes(&search->classes, search->memory, address);
}

static bool see_lists(struct search *search, uint64_t address)
{
	uint64_t stride;

	if (!is_list(search->memory, address, 1))
		return false;
	stride = lists_stride(search->memory, address);
	if (stride)
		count_lists(search, address, stride);
	return stride != 0;
}

/* Asks for each int of what the library has to write to, and of the bss behind it, until one is seen. */
static bool look_at_data(struct search *search, const struct mapping *library, look_at *seen)
{
	const struct map_list *maps = &search->memory->maps;
	uint64_t end = library->end;

	for (const struct mapping *at = library; at < maps->mappings + maps->count; at++) {
		bool is_file = at->inode == library->inode && at->major == library->major &&
			       at->minor == library->minor;

		if (at->start != end && at != library)
			break;
		end = at->end;
		if (strcmp(at->permissions, "rw-p") != 0 ||
			(!is_file && maps_kind(at) == MAPPING_FILE))
			continue;
		for (uint64_t word = at->start; word < at->end; word += sizeof(uint32_t)) {
			if (!allowance_spend(search->memory->allowance, 1))
				return false;
			if (seen(search, word))
				return true;
		}
	}
	return false;
}

/* ---- spans and the caches of threads ---- */

static bool is_span(const struct classes *classes, const struct span *span)
{
	unsigned location = span->location, class = span->size_class;

	if (span->start == 0 || span->length == 0 || span->start >= PAGES_MOST ||
		span->length >= PAGES_MOST || span->rest != 0 || location > RETURNED)
		return false;
	if (class == 0)
		return span->blocks <= 1 &&
		       (location != IN_USE || (span->next == 0 && span->previous == 0));
	return location == IN_USE && class < classes->count && span->next != 0 &&
	       span->previous != 0 && span->length == classes->pages[class] &&
	       span->blocks * (uint64_t)classes->bytes[class] <= span->length * PAGE;
}

static enum status take_span(struct search *search, const uint8_t *bytes)
{
	size_t before = search->capacity;
	struct span span, *spans;

	memcpy(&span, bytes, sizeof(span));
	if (!is_span(&search->classes, &span) || memory_run_end(search->memory, span.start * PAGE) <
							 (span.start + span.length) * PAGE)
		return STATUS_OK;
	spans = array_reserve(search->spans, &search->capacity, search->count + 1, sizeof(*spans));
	if (!spans)
		return STATUS_NO_MEMORY;
	search->spans = spans;
	spans[search->count++] = span;
	return allowance_take(search->memory->allowance,
		(search->capacity - before) * sizeof(*spans));
}

/* A cache has a list for each class, which knows the size of its blocks. */
static void take_cache(struct search *search, uint64_t address)
{
	const struct classes *classes = &search->classes;
	uint64_t blocks = 0, bytes = 0;

	for (unsigned i = 1; i < classes->count; i++) {
		uint64_t list = address + i * THREAD_LIST;
		uint32_t length, size;

		if (!memory_int(search->memory, list + LENGTH, &length) ||
			!memory_int(search->memory, list + BLOCK_SIZE, &size) ||
			size != classes->bytes[i])
			return;
		blocks += length;
		bytes += (uint64_t)length * size;
	}
	search->cached_blocks += blocks;
	search->cached += bytes;
}

/* Whether the lists of classes 1 and 2 can stand there: enough to look at all of them. */
static bool may_be_cache(const struct classes *classes, const uint8_t *bytes)
{
	uint32_t first, second;

	memcpy(&first, bytes + THREAD_LIST + BLOCK_SIZE, sizeof(first));
	memcpy(&second, bytes + 2 * THREAD_LIST + BLOCK_SIZE, sizeof(second));
	return first == classes->bytes[1] && second == classes->bytes[2];
}

/* What begins there: of a cache the first LOOKED_AT bytes are enough to suspect it. */
static enum status look_at_place(struct search *search, uint64_t address, const uint8_t *bytes,
	size_t length)
{
	if (length >= LOOKED_AT && may_be_cache(&search->classes, bytes))
		take_cache(search, address);
	return take_span(search, bytes);
}

/* At the end of a stretch, what begins there goes on in the next, if that is in memory. */
static enum status look_across(struct search *search, uint64_t address)
{
	uint8_t bytes[LOOKED_AT] = { 0 };

	if (memory_peek(search->memory, address, bytes, LOOKED_AT))
		return look_at_place(search, address, bytes, LOOKED_AT);
	if (memory_peek(search->memory, address, bytes, sizeof(struct span)))
		return look_at_place(search, address, bytes, sizeof(struct span));
	return search->memory->allowance->status;
}

static enum status visit(void *context, uint64_t address, const uint8_t *bytes, size_t length)
{
	struct search *search = context;
	enum status status = search->memory->allowance->status;

	for (size_t at = 0; at < length && status == STATUS_OK; at += sizeof(uint64_t))
		status = at + LOOKED_AT <= length
				 ? look_at_place(search, address + at, bytes + at, LOOKED_AT)
				 : look_across(search, address + at);
	return status;
}

static int compare(const void *one, const void *other)
{
	const struct span *a = one, *b = other;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Sums, each page once: what overlaps what came before is an old description. */
static enum status sum(struct other_heap *heap, struct search *search)
{
	uint64_t end = 0, used = 0, in_use = 0, blocks = 0, free = 0;

	for (size_t i = 0; i < search->count; i++) {
		const struct span *span = &search->spans[i];
		uint64_t start = span->start * PAGE, resident, out;
		enum status status;

		if (start < end)
			continue;
		end = start + span->length * PAGE;
		if (span->location == IN_USE) {
			out = span->size_class
				      ? span->blocks *
						(uint64_t)search->classes.bytes[span->size_class]
				      : end - start;
			used += end - start;
			in_use += out;
			blocks += span->size_class ? span->blocks : 1;
			continue;
		}
		status = memory_resident(search->memory, start, end, &resident);
		if (status != STATUS_OK)
			return status;
		free += resident;
	}
	in_use -= min_u64(search->cached, in_use);
	blocks -= min_u64(search->cached_blocks, blocks);
	heap->figures[OTHER_HEAP_SYSTEM] = value_of((int64_t)(used + free));
	heap->figures[OTHER_HEAP_IN_USE] = value_of((int64_t)in_use);
	heap->figures[OTHER_HEAP_BLOCKS] = value_of((int64_t)blocks);
	heap->figures[OTHER_HEAP_FREE] = value_of((int64_t)free);
	heap->figures[OTHER_HEAP_PINNED] = value_of((int64_t)(used - in_use));
	return STATUS_OK;
}

static enum status examine(struct other_heap *heap, struct memory *memory,
	const struct mapping *mapping)
{
	struct search search = { .memory = memory };
	enum status status = STATUS_OK;

	heap->state = OTHER_HEAP_RECOGNISED;
	if (memory->word == 8 && look_at_data(&search, mapping, see_classes)) {
		look_at_data(&search, mapping, see_lists);
		status = memory_sweep(memory, visit, &search);
	}
	if (status == STATUS_OK && search.count > 0) {
		qsort(search.spans, search.count, sizeof(*search.spans), compare);
		status = sum(heap, &search);
		heap->state = OTHER_HEAP_READ;
	}
	free(search.spans);
	return status == STATUS_OK ? memory->allowance->status : status;
}

const struct allocator allocator_tcmalloc = {
	.id = HEAP_TCMALLOC, .replaces_malloc = true, .files = { "libtcmalloc" }, .examine = examine
};
