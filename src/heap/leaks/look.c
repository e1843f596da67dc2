/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/look.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "heap/leaks/roots/mapped.h"

void look_free(struct leak_look *look)
{
	mark_close(&look->marker);
	roots_free(&look->roots);
	objects_free(&look->objects);
	holders_free(&look->holders);
	nodes_free(&look->nodes);
	free(look->threads.rows);
	free(look->kernel_words.words);
	if (look->walk.arenas)
		walk_free(&look->walk);
	freelists_free(&look->freelists);
	arenas_free(&look->arenas);
	memory_close(&look->memory);
	*look = (struct leak_look){ 0 };
}

/* ---- the chunks ---- */

#define SLACK_PER_ARENA 2304u /* malloc_state and heap_info lie in what was got */

/* How far the walk and malloc differ, beyond the tables of malloc that lie in what it got. */
static uint64_t missing(const struct leak_look *look)
{
	const struct arenas *arenas = &look->arenas;
	uint64_t found = 0, system = 0, slack = SLACK_PER_ARENA * arenas->count;

	for (size_t i = 0; look->walk.walked && i < arenas->segment_count; i++)
		found += look->walk.walked[i].end - arenas->segments[i].start;
	found -= look->walk.outside;
	for (size_t i = 0; i < arenas->count; i++)
		system += arenas->arena[i].system_bytes;
	if (found > system)
		return found - system > slack ? found - system : 0;
	return system - found > slack ? system - found : 0;
}

static enum status walk_heap(struct leak_look *look, const struct heap_options *options)
{
	struct heap_walk *walk = &look->walk;
	enum status status = freelists_read(&look->freelists, &look->arenas, &look->memory);

	*walk = (struct heap_walk){ .options = options,
		.arenas = &look->arenas,
		.memory = &look->memory,
		.long_fastbins = look->freelists.long_fastbins };
	if (status == STATUS_OK)
		status = walk_run(walk);
	if (status == STATUS_OK)
		freelists_mark(&look->freelists, walk);
	look->missing_bytes = missing(look);
	look->changed = arenas_changed(&look->arenas, &look->memory);
	look->whole = walk->lost == 0 && walk->failed_reads == 0 && look->freelists.whole &&
		      look->freelists.stale_links_resolved;
	return status;
}

static enum status make_nodes(struct leak_look *look)
{
	struct mapped_chunk *mapped;
	size_t count;
	enum status status =
		mapped_find(&mapped, &count, &look->mapped_exact, &look->arenas, &look->memory);

	if (status != STATUS_OK)
		return status;
	return nodes_make(&look->nodes, &look->walk, mapped, count);
}

/* ---- the roots ---- */

static enum status read_threads(struct leak_look *look)
{
	const struct memory_reader *reader = look->memory.reader;
	enum status status = STATUS_OK;

	/* What is not read of these would make blocks pass for lost that are not. */
	if (reader->kernel_words)
		status = reader->kernel_words(reader->context, &look->kernel_words);
	if (status_is_shortage(status))
		return status;
	status = STATUS_ABSENT;
	if (reader->threads)
		status = reader->threads(reader->context, &look->threads);
	look->threads_known = status == STATUS_OK && !look->threads.cut;
	return status_is_shortage(status) || status == STATUS_GONE ? status : STATUS_OK;
}

struct rooting {
	struct leak_look *look;
	const struct root *root;
	size_t index;
	uint64_t place, last; /* where the last variable without a name begins, and its last word */
	bool is_array;        /* that variable */
	/* What is read now. */
	uint64_t address;
	const uint8_t *bytes;
	size_t length;
};

#define PLACE_BYTES 64u  /* a variable without a name is no larger, unless it is an array; */
#define PLACE_GAP   16u  /* its pointers are no further apart */
#define ARRAY_BYTES 512u /* for so long pointers follow one another in arrays alone */

static uint64_t word_at(const struct rooting *rooting, uint64_t at)
{
	size_t offset = (size_t)(at - rooting->address);
	uint64_t word = 0;
	uint32_t half = 0;

	if (rooting->look->nodes.word == sizeof(word)) {
		memcpy(&word, rooting->bytes + offset, sizeof(word));
		return word;
	}
	memcpy(&half, rooting->bytes + offset, sizeof(half));
	return half;
}

/* Whether pointers follow one another from that one on; they end with what is read. */
static bool begins_array(const struct rooting *rooting, uint64_t first)
{
	struct nodes *nodes = &rooting->look->nodes;
	uint64_t end = min_u64(first + ARRAY_BYTES, rooting->address + rooting->length);
	uint64_t last = first;

	for (uint64_t at = first; at + nodes->word <= end && at - last <= PLACE_GAP;
		at += nodes->word)
		if (nodes_find(nodes, word_at(rooting, at)) != NODE_NONE)
			last = at;
	return last + nodes->word + PLACE_GAP >= first + ARRAY_BYTES;
}

/* A variable by its symbol; without one, words that stand together count as one. */
static uint64_t key_of(struct rooting *rooting, uint64_t at)
{
	struct objects *objects = &rooting->look->objects;
	struct object *object = objects_at(objects, at);
	size_t symbol = object ? object_symbol(objects, object, at) : ELF_NO_SYMBOL;

	if (symbol != ELF_NO_SYMBOL)
		return (object->symbols.rows[symbol].address + object->bias) << 2 | 2;
	if (rooting->place == 0 || at - rooting->last > PLACE_GAP ||
		(!rooting->is_array && at - rooting->place >= PLACE_BYTES)) {
		rooting->place = at;
		rooting->is_array = begins_array(rooting, at);
	}
	rooting->last = at;
	return rooting->place << 2;
}

static holder_label label_of(struct rooting *rooting, uint64_t at)
{
	uint64_t key =
		rooting->root->kind == ROOT_DATA ? key_of(rooting, at) : rooting->root->from << 2;

	return holders_label(&rooting->look->holders, key, at, rooting->index);
}

static void take_root_word(struct rooting *rooting, uint64_t at, uint64_t word)
{
	struct marker *marker = &rooting->look->marker;

	if (nodes_find(marker->nodes, word) != NODE_NONE)
		mark_pointer(marker, word, label_of(rooting, at));
}

static void take_root(void *context, uint64_t address, const uint8_t *bytes, size_t length)
{
	struct rooting *rooting = context;
	const struct nodes *nodes = &rooting->look->nodes;

	rooting->address = address;
	rooting->bytes = bytes;
	rooting->length = length;
	MARK_EACH_WORD(nodes, bytes, length, word, take_root_word(rooting, address + at_, word));
}

static enum status mark_roots(struct leak_look *look, enum root_kind kind)
{
	struct resident *resident = &look->marker.resident;
	uint64_t swapped = resident->swapped_bytes;
	struct rooting rooting = { .look = look };
	enum status status = STATUS_OK;

	for (size_t i = 0; i < look->roots.count && status == STATUS_OK; i++) {
		const struct root *root = &look->roots.rows[i];

		if (root->kind != kind)
			continue;
		/* A variable may go on from data in bss. */
		if (!rooting.root || rooting.root->to != root->from)
			rooting.place = 0;
		rooting.root = root;
		rooting.index = i;
		resident->anonymous_only = root->anonymous_only;
		status = resident_each(resident, root->from, root->to, take_root, &rooting);
		resident->anonymous_only = false;
	}
	look->root_swapped += resident->swapped_bytes - swapped;
	return status;
}

/* What the kernel and the registers hold. */
static void mark_words(struct leak_look *look, enum root_kind kind)
{
	struct marker *marker = &look->marker;

	for (size_t i = 0; kind == ROOT_OTHER && i < look->kernel_words.count; i++)
		mark_pointer(marker, look->kernel_words.words[i],
			holders_label(&look->holders, HOLDER_KERNEL, 0, 0));
	for (size_t i = 0; kind == ROOT_STACK && i < look->threads.count; i++) {
		const struct thread_state *thread = &look->threads.rows[i];
		uint64_t key = HOLDER_CALL | (uint64_t)i << 2;

		for (unsigned k = 0; k < thread->word_count; k++)
			if (nodes_near(&look->nodes, thread->words[k]))
				mark_pointer(marker, thread->words[k],
					holders_label(&look->holders, key, 0, i));
	}
}

/* Stage after stage: see holders.h. */
static enum status mark_all(struct leak_look *look)
{
	enum status status = STATUS_OK;

	for (enum root_kind kind = 0; kind < ROOT_KINDS && status == STATUS_OK; kind++) {
		status = mark_roots(look, kind);
		mark_words(look, kind);
		if (status == STATUS_OK)
			status = mark_run(&look->marker);
		holders_settle(&look->holders);
	}
	if (status == STATUS_OK && look->holders.failed)
		status = STATUS_NO_MEMORY;
	return status;
}

static enum status mark_heap(struct leak_look *look, struct allowance *allowance)
{
	enum status status = read_threads(look);

	if (status == STATUS_OK)
		status = roots_find(&look->roots, &look->nodes, &look->arenas, &look->memory,
			&look->threads);
	if (status == STATUS_OK)
		status = objects_find(&look->objects, &look->memory);
	if (status == STATUS_OK)
		status = holders_open(&look->holders, look->nodes.count, allowance);
	if (status == STATUS_OK)
		status = mark_open(&look->marker, &look->nodes, &look->holders, &look->memory);
	if (status == STATUS_OK)
		status = mark_all(look);
	return status;
}

static bool is_unused(const struct arenas *arenas)
{
	uint64_t total = value_or(arenas->parameters.mmapped_bytes, 0);

	for (size_t i = 0; i < arenas->count; i++)
		total += arenas->arena[i].system_bytes;
	return total == 0;
}

enum status look_take(struct leak_look *look, const struct memory_reader *reader,
	const struct heap_options *options, struct allowance *allowance)
{
	enum status status = memory_open(&look->memory, reader, allowance);

	if (status == STATUS_OK)
		status = arenas_find(&look->arenas, &look->memory, true);
	if (status == STATUS_OK && look->memory.maps.count == 0)
		status = STATUS_GONE;
	if (status == STATUS_OK && is_unused(&look->arenas))
		status = STATUS_ABSENT;
	if (status == STATUS_OK)
		status = walk_heap(look, options);
	if (status == STATUS_OK)
		status = make_nodes(look);
	if (status == STATUS_OK)
		status = mark_heap(look, allowance);
	if (look->memory.gone)
		status = STATUS_GONE;
	else if (allowance->status != STATUS_OK)
		status = allowance->status;
	return status;
}
