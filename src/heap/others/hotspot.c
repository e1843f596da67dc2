/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Java's heap as HotSpot tells of it: the counters of jstat lie in a file that the process has mapped,
 * so they are read from its memory, and no file of its is opened.  "Used" is as of the last collection.
 */
#include <stdlib.h>

#include "base/macros.h"
#include "base/text.h"
#include "heap/allocator.h"
#include "parse/process/hsperfdata.h"

#define COUNTERS_MOST (UINT64_C(1) << 20) /* 32 KiB where -XX:PerfDataMemorySize is not given */

static bool is_counters(const struct mapping *mapping)
{
	struct text rest = mapping->name, part;

	while (rest.length > 0) {
		part = text_next_field(&rest, '/');
		if (text_starts(part, "hsperfdata_"))
			return rest.length > 0;
	}
	return false;
}

/* Its counters, if it has them. */
static const struct mapping *find_counters(const struct map_list *maps)
{
	for (size_t i = 0; i < maps->count; i++)
		if (is_counters(&maps->mappings[i]))
			return &maps->mappings[i];
	return NULL;
}

static void take(struct other_heap *heap, const struct hsperfdata *data)
{
	heap->figures[OTHER_HEAP_SYSTEM] = data->committed;
	heap->figures[OTHER_HEAP_IN_USE] = data->used;
	heap->figures[OTHER_HEAP_LIMIT] = data->limit;
	heap->figures[OTHER_HEAP_OLD] = data->old_used;
	heap->figures[OTHER_HEAP_METASPACE] = data->metaspace_used;
	heap->figures[OTHER_HEAP_COLLECTIONS] = data->collections;
	heap->state = value_known(data->used) ? OTHER_HEAP_READ : OTHER_HEAP_UNREAD;
}

static enum status read_counters(struct other_heap *heap, struct memory *memory,
	const struct mapping *mapping)
{
	size_t length = (size_t)min_u64(mapping->end - mapping->start, COUNTERS_MOST), got = 0;
	uint8_t *bytes = malloc(length);
	struct hsperfdata data;

	if (!bytes)
		return STATUS_NO_MEMORY;
	/* The pages behind the last counter were never touched. */
	while (got < length && memory_peek(memory, mapping->start + got, bytes + got, MEMORY_UNIT))
		got += MEMORY_UNIT;
	if (hsperfdata_parse(&data, bytes, got) == STATUS_OK)
		take(heap, &data);
	free(bytes);
	return memory->gone ? STATUS_GONE : memory->allowance->status;
}

/* Without counters (-XX:-UsePerfData, -XX:+PerfDisableSharedMem) it is known by its library alone. */
static enum status examine(struct other_heap *heap, struct memory *memory,
	const struct mapping *mapping)
{
	const struct mapping *counters = find_counters(&memory->maps);

	(void)mapping;
	heap->state = counters ? OTHER_HEAP_UNREAD : OTHER_HEAP_RECOGNISED;
	return counters ? read_counters(heap, memory, counters) : STATUS_OK;
}

const struct allocator allocator_hotspot = { .id = HEAP_HOTSPOT,
	.files = { "libjvm.so" },
	.examine = examine };
