/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/kernel_memory/vmalloc.h"

#include <unistd.h>

#include "base/macros.h"
#include "parse/kernel/vmallocinfo.h"

/*
 * Who asks for memory of a kind that has a name: kernel/fork.c, alloc_thread_stack_node(), of which the
 * callers are seen, by version; kernel/module/main.c and mm/execmem.c.
 */
static const struct {
	const char *caller;
	enum kernel_kind kind;
} callers[] = {
	{ "kernel_clone", KERNEL_STACKS },
	{ "_do_fork", KERNEL_STACKS },
	{ "copy_process", KERNEL_STACKS },
	{ "dup_task_struct", KERNEL_STACKS },
	{ "fork_idle", KERNEL_STACKS },
	{ "alloc_thread_stack_node", KERNEL_STACKS },
	{ "load_module", KERNEL_MODULES },
	{ "move_module", KERNEL_MODULES },
	{ "layout_and_allocate", KERNEL_MODULES },
	{ "module_alloc", KERNEL_MODULES },
	{ "module_memory_alloc", KERNEL_MODULES },
};

static enum kernel_kind kind_of(struct text caller)
{
	for (size_t i = 0; i < COUNT_OF(callers); i++)
		if (text_equals(caller, callers[i].caller))
			return callers[i].kind;
	return KERNEL_VMALLOC;
}

static struct kernel_item *find(struct kernel_memory *memory, enum kernel_kind kind,
	struct text name)
{
	for (size_t i = 0; i < memory->count; i++) {
		struct kernel_item *item = &memory->items[i];

		if (item->kind == kind &&
			(item->name ? text_equals(name, item->name) : name.length == 0))
			return item;
	}
	return NULL;
}

static struct kernel_item *item_of(struct kernel_memory *memory, struct text caller)
{
	enum kernel_kind kind = kind_of(caller);
	struct text name = kind == KERNEL_VMALLOC ? caller : text_of(caller.at, 0);
	struct kernel_item *item = find(memory, kind, name);

	if (item)
		return item;
	item = kernel_memory_add(memory, kind, name);
	if (!item)
		return NULL;
	item->source = "vmallocinfo";
	item->bytes = item->objects = value_of(0);
	item->reclaim = KERNEL_RECLAIM_NO;
	return item;
}

enum status vmalloc_read(struct kernel_memory *memory, const struct kernel_root *root,
	struct file_buffer *buffer)
{
	uint64_t page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	enum status status = file_read(buffer, root->proc, "vmallocinfo");
	struct vmalloc_area area;
	struct text rest;

	if (status != STATUS_OK)
		return status;
	rest = text_of(buffer->text, buffer->length);
	while (vmallocinfo_next(&area, &rest)) {
		struct kernel_item *item = item_of(memory, area.caller);

		if (!item)
			return STATUS_NO_MEMORY;
		item->bytes = value_add(item->bytes, value_times(value_of(area.pages), page_size));
		item->objects.n++;
	}
	return STATUS_OK;
}
