/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/allocator.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"

static const struct allocator *const allocators[] = {
	&allocator_jemalloc,
	&allocator_tcmalloc,
	&allocator_mimalloc,
	&allocator_musl,
	&allocator_hotspot,
	&allocator_python,
	&allocator_go,
};

struct text mapping_file_name(const struct mapping *mapping)
{
	struct text rest = mapping->name, name = { "", 0 };

	if (maps_kind(mapping) != MAPPING_FILE)
		return name;
	while (rest.length > 0)
		name = text_next_field(&rest, '/');
	return name;
}

static bool says_so(const struct allocator *allocator, const struct mapping *mapping)
{
	/* Of 100,000 mappings nearly all have no name. */
	if (mapping->name.length > 0 && allocator->files[0]) {
		struct text name = mapping_file_name(mapping);

		for (size_t i = 0; i < COUNT_OF(allocator->files) && allocator->files[i]; i++)
			if (text_starts(name, allocator->files[i]))
				return true;
	}
	return allocator->says_so && allocator->says_so(mapping);
}

static const struct mapping *recognise(const struct allocator *allocator,
	const struct map_list *maps)
{
	for (size_t i = 0; i < maps->count; i++)
		if (says_so(allocator, &maps->mappings[i]))
			return &maps->mappings[i];
	return NULL;
}

static void take_name(const struct mapping *mapping, char *library, size_t size)
{
	struct text name = mapping_file_name(mapping);

	snprintf(library, size, "%.*s", (int)name.length, name.at);
}

enum heap_allocator allocators_in_place(const struct map_list *maps, char *library, size_t size)
{
	*library = '\0';
	for (size_t i = 0; i < COUNT_OF(allocators); i++) {
		const struct mapping *mapping =
			allocators[i]->replaces_malloc ? recognise(allocators[i], maps) : NULL;

		if (!mapping)
			continue;
		take_name(mapping, library, size);
		return allocators[i]->id;
	}
	return HEAP_UNKNOWN;
}

static enum status examine(struct other_heap *heap, const struct allocator *allocator,
	struct memory *memory, const struct mapping *mapping)
{
	other_heap_clear(heap);
	heap->allocator = allocator->id;
	take_name(mapping, heap->library, sizeof(heap->library));
	if (allocator->examine)
		return allocator->examine(heap, memory, mapping);
	heap->state = OTHER_HEAP_RECOGNISED;
	return STATUS_OK;
}

enum status allocators_examine(struct memory *memory, struct other_heap *heaps, size_t most,
	size_t *count)
{
	enum status status = STATUS_OK;

	*count = 0;
	for (size_t i = 0; i < COUNT_OF(allocators) && *count < most && status == STATUS_OK; i++) {
		const struct mapping *mapping = recognise(allocators[i], &memory->maps);

		if (mapping)
			status = examine(&heaps[(*count)++], allocators[i], memory, mapping);
	}
	return status;
}
