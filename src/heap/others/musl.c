/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * musl's mallocng, since 1.2.1 (src/malloc/mallocng/meta.h), on 64 bits.  Its descriptions of groups lie
 * in pages of their own, 101 in each; a group's first word leads back to its description, so that
 * nothing else can be taken for one.  A group of small slots lies in a slot of a larger group, which is
 * then none of the program's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "heap/allocator.h"
#include "heap/sweep.h"

#define AREA       4096u
#define UNIT       16u
#define AREA_HEAD  24u
#define AREA_SLOTS 101u /* (AREA - AREA_HEAD) / sizeof(struct meta) */

struct meta_area {
	uint64_t secret, next; /* next: where another lies, or 0 */
	uint32_t slots, padding;
};

struct meta {
	uint64_t previous, next;
	uint64_t group; /* where its slots lie; 0: it describes nothing */
	uint32_t available, freed;
	uint64_t last : 5, freeable : 1, class : 6;
	uint64_t pages : 52; /* of 4 KiB, whatever the machine's are */
};

struct group {
	uint64_t start, end;
	uint64_t stride; /* of a slot */
	uint64_t mapped; /* bytes of a mapping of its own; 0: it lies in a slot */
	uint32_t slots, in_use;
};

struct malloc_groups {
	struct memory *memory;
	struct group *rows;
	size_t count, capacity;
};

/* In units: malloc.c, __malloc_size_classes. */
static const uint16_t size_classes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 31, 36,
	42, 50, 63, 72, 84, 102, 127, 146, 170, 204, 255, 292, 340, 409, 511, 584, 682, 818, 1023,
	1169, 1364, 1637, 2047, 2340, 2730, 3276, 4095, 4680, 5460, 6552, 8191 };

/* False where no group can be so. */
static bool take_group(struct group *group, const struct meta *meta)
{
	unsigned last = meta->last, class = meta->class;
	uint64_t mapped = (uint64_t)meta->pages << 12;
	uint64_t all = (UINT64_C(2) << last) - 1;
	bool is_single = last == 0 && mapped != 0;

	*group = (struct group){ .start = meta->group, .slots = last + 1, .mapped = mapped };
	if (!is_single && class >= COUNT_OF(size_classes))
		return false;
	group->stride = is_single ? mapped - UNIT : (uint64_t)UNIT * size_classes[class];
	group->end = group->start + UNIT + group->slots * group->stride;
	group->in_use = group->slots -
			(unsigned)__builtin_popcountll((meta->available | meta->freed) & all);
	return group->start % UNIT == 0 && group->end > group->start &&
	       (!mapped || group->end - group->start <= mapped);
}

static enum status add(struct malloc_groups *groups, const struct group *group)
{
	size_t before = groups->capacity;
	struct group *rows =
		array_reserve(groups->rows, &groups->capacity, groups->count + 1, sizeof(*rows));

	if (!rows)
		return STATUS_NO_MEMORY;
	groups->rows = rows;
	rows[groups->count++] = *group;
	return allowance_take(groups->memory->allowance,
		(groups->capacity - before) * sizeof(*rows));
}

static enum status take_area(struct malloc_groups *groups, uint64_t address, const uint8_t *bytes)
{
	enum status status = STATUS_OK;
	struct group group;
	struct meta meta;
	uint64_t back;

	for (unsigned i = 0; i < AREA_SLOTS && status == STATUS_OK; i++) {
		uint64_t offset = AREA_HEAD + i * sizeof(meta);

		memcpy(&meta, bytes + offset, sizeof(meta));
		if (meta.group != 0 && take_group(&group, &meta) &&
			group.end <= memory_run_end(groups->memory, group.start) &&
			memory_word(groups->memory, group.start, &back) && back == address + offset)
			status = add(groups, &group);
	}
	return status;
}

static enum status visit(void *context, uint64_t address, const uint8_t *bytes, size_t length)
{
	struct malloc_groups *groups = context;
	enum status status = STATUS_OK;

	for (size_t at = 0; at + AREA <= length && status == STATUS_OK; at += AREA) {
		struct meta_area head;

		memcpy(&head, bytes + at, sizeof(head));
		if (head.secret != 0 && head.slots == AREA_SLOTS && head.next % AREA == 0)
			status = take_area(groups, address + at, bytes + at);
	}
	return status;
}

/* The outer before the inner. */
static int compare(const void *one, const void *other)
{
	const struct group *a = one, *b = other;

	return FIRST_DIFFERENCE(COMPARE(a->start, b->start), COMPARE(b->end, a->end));
}

struct totals {
	uint64_t system, in_use, slots, free;
};

static void count(struct totals *totals, const struct group *group)
{
	totals->system += group->mapped;
	totals->in_use += group->in_use * group->stride;
	totals->slots += group->in_use;
	totals->free += (group->slots - group->in_use) * group->stride;
}

/* What holds a group is given out, but not to the program. */
#define NESTED_MOST 16u

/* Whether an inner group can be one: it lies in a slot that is given out. */
static bool lies_in_slot(const struct group *group, const struct group *outer)
{
	return group->mapped == 0 && group->start > outer->start && group->end <= outer->end &&
	       group->end - group->start <= outer->stride && outer->in_use > 0;
}

static void sum(struct totals *totals, struct malloc_groups *groups)
{
	struct group *around[NESTED_MOST];
	size_t depth = 0;

	for (size_t i = 0; i < groups->count; i++) {
		struct group *group = &groups->rows[i];

		while (depth > 0 && around[depth - 1]->end <= group->start)
			depth--;
		if (depth > 0 && !lies_in_slot(group, around[depth - 1]))
			continue;
		count(totals, group);
		if (depth > 0) {
			around[depth - 1]->in_use--;
			totals->in_use -= around[depth - 1]->stride;
			totals->slots--;
		}
		if (depth < NESTED_MOST)
			around[depth++] = group;
	}
}

static enum status examine(struct other_heap *heap, struct memory *memory,
	const struct mapping *mapping)
{
	struct malloc_groups groups = { .memory = memory };
	struct totals totals = { 0 };
	enum status status;

	(void)mapping;
	heap->state = OTHER_HEAP_RECOGNISED;
	if (memory->word != 8)
		return STATUS_OK;
	status = memory_sweep(memory, visit, &groups);
	if (status == STATUS_OK && groups.count > 0) {
		qsort(groups.rows, groups.count, sizeof(*groups.rows), compare);
		sum(&totals, &groups);
		heap->state = OTHER_HEAP_READ;
		heap->figures[OTHER_HEAP_SYSTEM] = value_of((int64_t)totals.system);
		heap->figures[OTHER_HEAP_IN_USE] = value_of((int64_t)totals.in_use);
		heap->figures[OTHER_HEAP_BLOCKS] = value_of((int64_t)totals.slots);
		heap->figures[OTHER_HEAP_PINNED] = value_of((int64_t)totals.free);
	}
	free(groups.rows);
	return status;
}

/* Debian's is called /usr/lib/x86_64-linux-musl/libc.so, without a name of its own. */
static bool says_so(const struct mapping *mapping)
{
	static const char end[] = "-linux-musl/libc.so";
	size_t length = sizeof(end) - 1;

	return mapping->name.length > length &&
	       memcmp(mapping->name.at + mapping->name.length - length, end, length) == 0;
}

const struct allocator allocator_musl = { .id = HEAP_MUSL,
	.replaces_malloc = true,
	.files = { "ld-musl-", "libc.musl-" },
	.says_so = says_so,
	.examine = examine };
