/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/roots/roots.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "heap/leaks/roots/stacks.h"

/* What is no root: segments, chunks with a mapping, malloc's tables; ascending. */
struct hole {
	uint64_t from, to;
};

struct search {
	struct roots *roots;
	struct memory *memory;
	const struct thread_list *threads;
	struct hole *holes;
	size_t hole_count;
	enum status status;
};

void roots_free(struct roots *roots)
{
	free(roots->rows);
	*roots = (struct roots){ 0 };
}

static void add(struct search *search, struct root root)
{
	struct roots *roots = search->roots;
	size_t had = roots->capacity;
	struct root *grown;

	if (root.from >= root.to)
		return;
	grown = array_reserve(roots->rows, &roots->capacity, roots->count + 1,
		sizeof(*roots->rows));
	if (!grown) {
		search->status = STATUS_NO_MEMORY;
		return;
	}
	roots->rows = grown;
	roots->rows[roots->count++] = root;
	if (roots->capacity > had)
		search->status = allowance_take(search->memory->allowance,
			(roots->capacity - had) * sizeof(*roots->rows));
}

/* ---- what is left out ---- */

static int compare_holes(const void *a, const void *b)
{
	const struct hole *x = a, *y = b;

	return COMPARE(x->from, y->from);
}

static enum status find_holes(struct search *search, const struct nodes *nodes,
	const struct arenas *arenas)
{
	size_t count = 0, room = nodes->stretch_count + nodes->mapped_count + arenas->count;
	uint64_t header = nodes_header(nodes);

	search->holes = malloc((room + 1) * sizeof(*search->holes));
	if (!search->holes)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < nodes->stretch_count; i++)
		search->holes[count++] =
			(struct hole){ nodes->stretches[i].start, nodes->stretches[i].stop };
	for (size_t i = 0; i < nodes->mapped_count; i++)
		search->holes[count++] = (struct hole){ nodes->mapped[i].memory - header,
			nodes->mapped[i].memory + nodes->mapped[i].size };
	for (size_t i = 0; i < arenas->count; i++)
		search->holes[count++] = (struct hole){ arenas->arena[i].address,
			arenas->arena[i].address + layout_size(arenas->layout) };
	qsort(search->holes, count, sizeof(*search->holes), compare_holes);
	search->hole_count = count;
	return STATUS_OK;
}

/* ---- mappings ---- */

static bool is_root(const struct mapping *mapping)
{
	enum mapping_kind kind = maps_kind(mapping);

	if (mapping->permissions[0] != 'r' || kind == MAPPING_KERNEL || kind == MAPPING_DEVICE)
		return false;
	/* A file that is shared and cannot be written to holds none of this process's pointers. */
	return mapping->permissions[3] != 's' || mapping->permissions[1] == 'w';
}

/* bss: the anonymous memory behind the data of a file, as the dynamic linker maps it. */
static bool is_bss(const struct map_list *maps, size_t index)
{
	const struct mapping *mapping = &maps->mappings[index], *before = mapping - 1;

	return index > 0 && maps_kind(mapping) == MAPPING_ANONYMOUS && mapping->name.length == 0 &&
	       before->end == mapping->start && maps_kind(before) == MAPPING_FILE &&
	       before->permissions[1] == 'w' && before->permissions[3] == 'p';
}

static struct root root_of(const struct map_list *maps, size_t index)
{
	const struct mapping *mapping = &maps->mappings[index];
	bool is_private = mapping->permissions[3] == 'p';
	bool is_file = maps_kind(mapping) == MAPPING_FILE && is_private;

	return (struct root){ .kind = is_file || is_bss(maps, index) ? ROOT_DATA : ROOT_OTHER,
		.mapping = mapping,
		.anonymous_only = is_file };
}

static void add_between(struct search *search, const struct root *root, enum root_kind kind,
	uint64_t from, uint64_t to)
{
	struct root piece = *root;

	piece.kind = kind;
	piece.from = from;
	piece.to = to;
	add(search, piece);
}

/* A piece of a mapping without holes. */
static void add_piece(struct search *search, const struct root *root, uint64_t from, uint64_t to)
{
	struct root piece = *root;
	struct stack_cut cut;

	piece.from = from;
	piece.to = to;
	if (root->kind != ROOT_OTHER || root->mapping->permissions[3] != 'p') {
		add(search, piece);
		return;
	}
	stack_cut(&cut, search->memory, search->threads, root->mapping, from, to);
	add_between(search, root, ROOT_OTHER, from, cut.low);
	piece.tid = cut.tid;
	if (cut.is_stack) {
		add_between(search, &piece, ROOT_STACK, cut.stack_from, cut.tls_from);
		if (cut.stack_from == from)
			search->roots->uncut_stacks += to - from;
	}
	if (cut.is_tls)
		add_between(search, &piece, ROOT_TLS, cut.tls_from, cut.high);
	else if (!cut.is_stack)
		add_between(search, root, ROOT_OTHER, cut.low, cut.high);
	add_between(search, root, ROOT_OTHER, cut.high, to);
}

static void add_mapping(struct search *search, const struct root *root)
{
	uint64_t at = root->mapping->start, end = root->mapping->end;

	for (size_t i = 0; i < search->hole_count && at < end; i++) {
		const struct hole *hole = &search->holes[i];

		if (hole->to <= at)
			continue;
		if (hole->from >= end)
			break;
		if (hole->from > at)
			add_piece(search, root, at, hole->from);
		at = max_u64(at, hole->to);
	}
	if (at < end)
		add_piece(search, root, at, end);
}

/* ---- inside segments ---- */

static void add_strange(struct search *search, const struct nodes *nodes,
	const struct stretch *stretch)
{
	for (uint32_t slot = stretch_next(nodes, stretch, 0); slot < stretch->slots;
		slot = stretch_next(nodes, stretch, slot + 1)) {
		unsigned kind = nodes->state[stretch->first + slot] & NODE_KIND;

		if (kind == CHUNK_FOREIGN || kind == CHUNK_UNKNOWN)
			add(search, (struct root){ .from = stretch_chunk(nodes, stretch, slot),
					    .to = stretch_chunk_end(nodes, stretch, slot),
					    .kind = ROOT_HEAP });
	}
}

enum status roots_find(struct roots *roots, const struct nodes *nodes, const struct arenas *arenas,
	struct memory *memory, const struct thread_list *threads)
{
	struct search search = { .roots = roots, .memory = memory, .threads = threads };

	*roots = (struct roots){ 0 };
	search.status = find_holes(&search, nodes, arenas);
	for (size_t i = 0; i < memory->maps.count && search.status == STATUS_OK; i++) {
		struct root root = root_of(&memory->maps, i);

		if (is_root(root.mapping))
			add_mapping(&search, &root);
	}
	for (size_t i = 0; i < nodes->stretch_count && search.status == STATUS_OK; i++)
		add_strange(&search, nodes, &nodes->stretches[i]);
	free(search.holes);
	return search.status;
}
