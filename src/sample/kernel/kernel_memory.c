/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/kernel/kernel_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/shared.h"
#include "parse/kernel/slabinfo.h"

struct kernel_memory *kernel_memory_unread(enum status status)
{
	struct kernel_memory *memory = calloc(1, sizeof(*memory));

	if (!memory)
		return NULL;
	atomic_init(&memory->references, 1);
	memory->slab_status = memory->vmalloc_status = memory->descriptor_status = status;
	return memory;
}

struct kernel_memory *kernel_memory_new(void)
{
	return kernel_memory_unread(STATUS_ABSENT);
}

struct kernel_memory *kernel_memory_ref(struct kernel_memory *memory)
{
	atomic_fetch_add_explicit(&memory->references, 1, memory_order_relaxed);
	return memory;
}

void kernel_memory_unref(struct kernel_memory *memory)
{
	if (!memory || atomic_fetch_sub_explicit(&memory->references, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < memory->count; i++) {
		free(memory->items[i].name);
		free(memory->items[i].aliases);
	}
	shared_unref(memory->derived);
	free(memory->items);
	free(memory);
}

struct kernel_item *kernel_memory_add(struct kernel_memory *memory, enum kernel_kind kind,
	struct text name)
{
	struct kernel_item *items =
		array_reserve(memory->items, &memory->capacity, memory->count + 1, sizeof(*items));
	struct kernel_item *item;

	if (!items)
		return NULL;
	memory->items = items;
	item = &items[memory->count];
	*item = (struct kernel_item){ .kind = kind, .reclaim_missing = VALUE_ABSENT };
	item->objects = item->room = item->promised = value_missing(VALUE_ABSENT);
	if (name.length > 0) {
		item->name = text_dup(name);
		if (!item->name)
			return NULL;
	}
	memory->count++;
	return item;
}

enum status kernel_memory_take_slabs(struct kernel_memory *memory, const char *text, size_t length,
	uint64_t page_size)
{
	struct text rest = text_of(text, length);
	struct slab_cache cache;

	memory->slab_status = STATUS_OK;
	while (slabinfo_next(&cache, &rest)) {
		struct value pages = value_times(value_of(cache.slabs), cache.pages_per_slab);
		struct kernel_item *item;

		if (cache.slabs == 0)
			continue;
		item = kernel_memory_add(memory, KERNEL_SLAB, cache.name);
		if (!item)
			return memory->slab_status = STATUS_NO_MEMORY;
		item->source = "slabinfo";
		item->bytes = value_times(pages, page_size);
		item->objects = value_of(cache.active_objects);
		item->room = value_of(cache.objects);
	}
	return STATUS_OK;
}

static bool same_name(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

struct kernel_item *kernel_memory_find(const struct kernel_memory *memory, enum kernel_kind kind,
	const char *name)
{
	for (size_t i = 0; i < memory->count; i++)
		if (memory->items[i].kind == kind && same_name(memory->items[i].name, name))
			return &memory->items[i];
	return NULL;
}

static bool copy_item(struct kernel_memory *copy, const struct kernel_item *item)
{
	struct kernel_item *added = kernel_memory_add(copy, item->kind,
		text_of(item->name, item->name ? strlen(item->name) : 0));
	char *name = added ? added->name : NULL;

	if (!added)
		return false;
	*added = *item;
	added->name = name;
	added->aliases = item->aliases ? strdup(item->aliases) : NULL;
	return added->aliases || !item->aliases;
}

struct kernel_memory *kernel_memory_copy(const struct kernel_memory *memory)
{
	struct kernel_memory *copy = kernel_memory_new();

	if (!copy)
		return NULL;
	copy->monotonic_ns = memory->monotonic_ns;
	copy->cpu_ns = memory->cpu_ns;
	copy->slab_status = memory->slab_status;
	copy->vmalloc_status = memory->vmalloc_status;
	copy->descriptor_status = memory->descriptor_status;
	copy->denied = memory->denied;
	for (size_t i = 0; i < memory->count; i++)
		if (!copy_item(copy, &memory->items[i])) {
			kernel_memory_unref(copy);
			return NULL;
		}
	return copy;
}

enum status kernel_memory_shortage(const struct kernel_memory *memory)
{
	if (status_is_shortage(memory->slab_status))
		return memory->slab_status;
	if (status_is_shortage(memory->vmalloc_status))
		return memory->vmalloc_status;
	return status_is_shortage(memory->descriptor_status) ? memory->descriptor_status
							     : STATUS_OK;
}

void kernel_item_own(struct kernel_item *item, pid_t pid, const char *name, struct value bytes)
{
	struct kernel_owner owner = { .pid = pid, .bytes = bytes };
	size_t at = item->owner_count;

	if (!value_known(bytes) || bytes.n <= 0)
		return;
	snprintf(owner.name, sizeof(owner.name), "%s", name);
	while (at > 0 && item->owners[at - 1].bytes.n < bytes.n)
		at--;
	if (at == KERNEL_OWNERS_MOST)
		return;
	if (item->owner_count < KERNEL_OWNERS_MOST)
		item->owner_count++;
	memmove(&item->owners[at + 1], &item->owners[at],
		(item->owner_count - 1 - at) * sizeof(owner));
	item->owners[at] = owner;
}
