/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/cache/layers.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/array.h"
#include "kernel/overlay.h"
#include "kernel/programs/cache.h"

/* include/uapi/linux/magic.h */
#define OVERLAYFS 0x794c7630

/* Bit of ovl_inode.flags: the upper one has the data, and not only what was changed of the rest (metacopy). */
#define UPPER_HAS_DATA (UINT64_C(1) << 3)

/* An overlay may be a layer of another one, so deep (FILESYSTEM_MAX_STACK_DEPTH), and no deeper. */
#define DEPTH_MOST 2

struct layer_search {
	struct cache_target *target;
	const struct cache_lists *lists;
	struct cache_layer_form form;
	size_t room;
};

static enum status add(struct layer_search *finding, const struct cache_layer_record *record)
{
	struct cache_target *target = finding->target;
	struct cache_layer *layers = array_reserve(target->layers, &finding->room,
		target->layer_count + 1, sizeof(*layers));

	if (!layers)
		return STATUS_NO_MEMORY;
	target->layers = layers;
	layers[target->layer_count++] =
		(struct cache_layer){ record->inode, record->dentry, record->superblock };
	return STATUS_OK;
}

/* Which of the records have pages: of a directory all, of a file one. */
static void choose(const struct cache_layer_call *call, const struct cache_layer_record *records,
	size_t *first, size_t *end)
{
	*first = 0;
	*end = call->count;
	if (S_ISDIR(call->mode))
		return;
	if (!records[0].dentry || !(call->flags & UPPER_HAS_DATA))
		*first = call->count - 1;
	*end = *first + 1;
}

static enum status find(struct layer_search *finding, uint64_t dentry, unsigned depth)
{
	struct cache_layer_call call = { .dentry = dentry, .form = finding->form };
	const struct cache_layer_record *records;
	struct cache_layer_record *copy;
	size_t size, first, end;
	enum status status;

	records = cache_lists_memory(finding->lists, "layers", &size);
	copy = array_new(CACHE_LAYERS_MOST, sizeof(*copy));
	status = records && copy
			 ? cache_lists_run(finding->lists, "list_layers", &call, sizeof(call))
			 : STATUS_NO_MEMORY;
	if (status == STATUS_OK && call.count <= CACHE_LAYERS_MOST) {
		for (size_t i = 0; i < call.count; i++)
			copy[i] = records[i];
		choose(&call, copy, &first, &end);
		for (size_t i = first; i < end && status == STATUS_OK; i++)
			if (copy[i].magic == OVERLAYFS && depth < DEPTH_MOST)
				status = find(finding, copy[i].dentry, depth + 1);
			else if (copy[i].dentry)
				status = add(finding, &copy[i]);
	}
	free(copy);
	return status;
}

enum status cache_layers_find(struct cache_target *target, const struct cache_lists *lists)
{
	struct layer_search finding = { .target = target, .lists = lists };

	if (!lists->bpf || !target->dentry || !kernel_overlay_form(&finding.form))
		return STATUS_OK;
	return find(&finding, target->dentry, 1);
}
