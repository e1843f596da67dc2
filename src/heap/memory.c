/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"

#define CACHED_WHOLE  (UINT64_C(256) << 20)
#define UNITS_MOST    4096u /* 16 MiB, touched as needed */
#define UNITS_LEAST   256u
#define NO_UNIT       UINT64_MAX /* no unit begins at an odd address */
#define MISS_STEPS    64u        /* what asking the process takes */
#define PAGES_AT_ONCE 512u       /* whose flags are asked for together */

/* The stack of a 64-bit process lies above 4 GiB; of a 32-bit one nothing does. */
static unsigned word_size(const struct map_list *maps)
{
	for (size_t i = 0; i < maps->count; i++) {
		const struct mapping *mapping = &maps->mappings[i];

		if (mapping->end > UINT64_C(1) << 32 && !text_equals(mapping->name, "[vsyscall]"))
			return 8;
	}
	return 4;
}

/*
 * Lists lead all over the heap, so a heap that is not large is cached whole or nearly; of a large
 * one that would be too much memory, and not enough to help.
 */
static size_t units_for(const struct map_list *maps)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < maps->count; i++) {
		if (memory_is_anonymous(&maps->mappings[i]))
			bytes += maps->mappings[i].end - maps->mappings[i].start;
	}
	if (bytes > CACHED_WHOLE)
		return UNITS_LEAST;
	return bytes / MEMORY_UNIT < UNITS_MOST ? bytes / MEMORY_UNIT + UNITS_LEAST : UNITS_MOST;
}

enum status memory_open(struct memory *memory, const struct memory_reader *reader,
	struct allowance *allowance)
{
	enum status status;

	*memory = (struct memory){ .reader = reader, .allowance = allowance };
	status = reader->list(reader->context, &memory->maps);
	if (status == STATUS_OK)
		status = allowance_take(allowance, map_list_bytes(&memory->maps));
	if (status != STATUS_OK)
		return status;
	memory->word = word_size(&memory->maps);
	memory->unit_count = units_for(&memory->maps);
	memory->units = aligned_alloc(MEMORY_UNIT, memory->unit_count * MEMORY_UNIT);
	memory->tags = malloc(memory->unit_count * sizeof(*memory->tags));
	if (!memory->units || !memory->tags)
		return STATUS_NO_MEMORY;
	memory_forget(memory);
	return STATUS_OK;
}

void memory_close(struct memory *memory)
{
	map_list_free(&memory->maps);
	free(memory->units);
	free(memory->tags);
	memory->units = NULL;
	memory->tags = NULL;
}

void memory_forget(struct memory *memory)
{
	for (size_t i = 0; i < memory->unit_count; i++)
		memory->tags[i] = NO_UNIT;
}

static bool are_empty(const uint8_t *flags, size_t count)
{
	return flags[0] == 0 && memcmp(flags, flags + 1, count - 1) == 0;
}

enum status memory_pages(struct memory *memory, uint64_t address, size_t count, uint8_t *flags)
{
	const struct memory_reader *reader = memory->reader;
	enum status status;

	if (!allowance_spend(memory->allowance, MISS_STEPS + count))
		return memory->allowance->status;
	status = reader->pages(reader->context, address, count, flags);
	if (status == STATUS_GONE)
		memory->gone = true;
	/* Or pages that are there would pass for empty ones. */
	if (status_is_shortage(status))
		allowance_end(memory->allowance, status);
	memory->empty_end = status == STATUS_OK && are_empty(flags, count)
				    ? address + count * reader->page_size
				    : 0;
	return status;
}

uint64_t memory_pass_empty(struct memory *memory, uint64_t from, uint64_t to)
{
	const struct memory_reader *reader = memory->reader;
	uint64_t at = from;
	enum status status;

	if (from >= to || from != memory->empty_end || memory->cannot_pass || !reader->next_page ||
		!allowance_spend(memory->allowance, MISS_STEPS))
		return from;
	status = reader->next_page(reader->context, from, to, &at);
	if (status == STATUS_OK)
		return min_u64(max_u64(at, from), to);
	memory->cannot_pass = true;
	return from;
}

uint8_t memory_page(struct memory *memory, uint64_t address)
{
	uint64_t page = align_down(address, memory->reader->page_size);
	uint8_t flags = 0;

	return memory_pages(memory, page, 1, &flags) == STATUS_OK ? flags : 0;
}

static const uint8_t *fetch(struct memory *memory, uint64_t address)
{
	const struct memory_reader *reader = memory->reader;
	size_t index = address / MEMORY_UNIT % memory->unit_count;
	uint8_t *unit = memory->units + index * MEMORY_UNIT;

	if (memory->tags[index] == address)
		return unit;
	/* Outside every mapping, pagemap has nothing to say, as if the process were gone. */
	if (!map_list_find(&memory->maps, address))
		return NULL;
	memory->tags[index] = NO_UNIT;
	memory->misses++;
	if (!(memory_page(memory, address) & PAGE_PRESENT))
		return NULL;
	if (reader->read(reader->context, address, unit, MEMORY_UNIT) != MEMORY_UNIT)
		return NULL;
	memory->tags[index] = address;
	return unit;
}

const void *memory_unit(struct memory *memory, uint64_t address)
{
	if (!allowance_spend(memory->allowance, MISS_STEPS / 8))
		return NULL;
	return fetch(memory, align_down(address, MEMORY_UNIT));
}

bool memory_peek(struct memory *memory, uint64_t address, void *out, size_t length)
{
	uint8_t *to = out;

	if (address + length < address || !allowance_spend(memory->allowance, 1))
		return false;
	while (length > 0) {
		size_t offset = address % MEMORY_UNIT, part = MEMORY_UNIT - offset;
		const uint8_t *unit = fetch(memory, address - offset);

		if (!unit)
			return false;
		if (part > length)
			part = length;
		memcpy(to, unit + offset, part);
		to += part;
		address += part;
		length -= part;
	}
	return true;
}

uint64_t memory_decode(const struct memory *memory, const uint8_t *at)
{
	uint64_t wide;
	uint32_t narrow;

	if (memory->word == 8) {
		memcpy(&wide, at, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, at, sizeof(narrow));
	return narrow;
}

bool memory_word(struct memory *memory, uint64_t address, uint64_t *word)
{
	uint8_t bytes[8];

	if (!memory_peek(memory, address, bytes, memory->word))
		return false;
	*word = memory_decode(memory, bytes);
	return true;
}

bool memory_int(struct memory *memory, uint64_t address, uint32_t *n)
{
	return memory_peek(memory, address, n, sizeof(*n));
}

/* The same of one mapping, or of a part of it. */
static enum status count_resident(struct memory *memory, uint64_t from, uint64_t to,
	uint64_t *bytes)
{
	uint64_t page_size = memory->reader->page_size;
	uint8_t flags[PAGES_AT_ONCE] = { 0 };

	for (uint64_t at = align_down(from, page_size);
		(at = memory_pass_empty(memory, at, align_up(to, page_size))) < to;
		at += PAGES_AT_ONCE * page_size) {
		uint64_t left = (align_up(to, page_size) - at) / page_size;
		size_t count = (size_t)min_u64(left, PAGES_AT_ONCE);
		enum status status = memory_pages(memory, at, count, flags);

		if (status != STATUS_OK)
			return status;
		for (size_t i = 0; i < count; i++)
			*bytes += flags[i] & PAGE_PRESENT ? page_size : 0;
	}
	return STATUS_OK;
}

enum status memory_resident(struct memory *memory, uint64_t from, uint64_t to, uint64_t *bytes)
{
	const struct map_list *maps = &memory->maps;
	enum status status = STATUS_OK;
	size_t at;

	*bytes = 0;
	LOWER_BOUND(at, maps->count, maps->mappings[at].end <= from);
	for (; status == STATUS_OK && at < maps->count && maps->mappings[at].start < to; at++) {
		const struct mapping *mapping = &maps->mappings[at];

		if (!allowance_spend(memory->allowance, 1))
			return memory->allowance->status;
		if (memory_is_anonymous(mapping))
			status = count_resident(memory, max_u64(from, mapping->start),
				min_u64(to, mapping->end), bytes);
	}
	return status;
}

bool memory_is_anonymous(const struct mapping *mapping)
{
	enum mapping_kind kind = maps_kind(mapping);

	return strcmp(mapping->permissions, "rw-p") == 0 &&
	       (kind == MAPPING_ANONYMOUS || kind == MAPPING_HEAP || kind == MAPPING_HUGETLB);
}

uint64_t memory_run_end(const struct memory *memory, uint64_t address)
{
	const struct mapping *mapping = map_list_find(&memory->maps, address);
	const struct mapping *last = memory->maps.mappings + memory->maps.count;
	uint64_t end = 0;

	for (; mapping && mapping < last && memory_is_anonymous(mapping); mapping++) {
		if (end != 0 && mapping->start != end)
			break;
		end = mapping->end;
	}
	return end;
}
