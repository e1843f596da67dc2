/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/glibc/walk.h"

#include <stdlib.h>

#include "base/array.h"
#include "heap/glibc/chunk.h"
#include "heap/glibc/freelist.h"
#include "heap/glibc/heap_segments.h"
#include "heap/window.h"

#define LOST_BUDGET  (UINT64_C(4) << 20)
#define ENDS_MOST    65536u
#define LINKS_QUEUED 32u
#define ASK_EVERY    4096u /* chunks between two looks at whether to go on */

/* The walk of one segment. */
struct step {
	struct heap_walk *walk;
	const struct heap_segment *segment;
	struct walked *walked;
	struct window window;
	size_t index;
	uint64_t at;     /* the chunk that is looked at */
	uint64_t before; /* the chunk before it, whose state the next header tells; 0: none */
	uint64_t link;   /* first word of the chunk before, if may_link */
	bool may_link;
	uint64_t links[LINKS_QUEUED]; /* targets that are still to be counted */
	unsigned link_count;
	enum status status;
};

static void set(struct step *step, uint64_t address, enum chunk_kind kind)
{
	enum status status = chunk_map_set(&step->walked->map, address, kind);

	if (status != STATUS_OK)
		step->status = status;
}

/* Most links stay in their segment, and need not be looked for. */
static bool lies_here(const struct step *step, uint64_t address)
{
	return address >= step->segment->first && address < step->segment->end;
}

static struct walked *walked_of(const struct step *step, uint64_t address)
{
	return lies_here(step, address) ? step->walked : walk_find(step->walk, address);
}

/* A chunk in use whose first word could be a link of one of the long fastbins. */
static bool is_candidate(struct step *step, uint64_t *target)
{
	const struct heap_walk *walk = step->walk;
	const struct heap_layout *layout = walk->arenas->layout;
	uint64_t place = step->before + 2 * layout->word;

	if (!step->may_link)
		return false;
	*target = arenas_link(walk->arenas, place, step->link);
	return *target == 0 ||
	       (layout_chunk_at(layout, *target) == *target &&
		       (lies_here(step, *target) ||
			       arenas_hold(walk->arenas, step->segment->arena, *target)));
}

static void count_links(struct step *step)
{
	for (unsigned i = 0; i < step->link_count; i++) {
		struct walked *walked = walked_of(step, step->links[i]);
		enum status status = chunk_map_link(&walked->map, step->links[i]);

		if (status != STATUS_OK)
			step->status = status;
	}
	step->link_count = 0;
}

/* Links go anywhere: by the time that a queue of them is full, the memory for the first has come. */
static void queue_link(struct step *step, uint64_t target)
{
	struct walked *walked = walked_of(step, target);

	if (!walked)
		return;
	chunk_map_prefetch(&walked->map, target);
	step->links[step->link_count++] = target;
	if (step->link_count == LINKS_QUEUED)
		count_links(step);
}

/* Every list ends somewhere; freelists_mark() looks whether the end was found. */
static void note_end(struct step *step)
{
	struct heap_walk *walk = step->walk;
	struct fast_end end = { .address = step->before, .arena = step->segment->arena };
	struct fast_end *grown;

	if (walk->end_count >= ENDS_MOST)
		return;
	end.bin = (unsigned)layout_fastbin(walk->arenas->layout, step->at - step->before);
	grown = array_reserve(walk->ends, &walk->end_capacity, walk->end_count + 1,
		sizeof(*walk->ends));
	if (!grown) {
		step->status = STATUS_NO_MEMORY;
		return;
	}
	walk->ends = grown;
	walk->ends[walk->end_count++] = end;
}

static void classify_in_use(struct step *step)
{
	uint64_t target;
	uint64_t size = step->at - step->before;
	enum status status;

	if (is_candidate(step, &target)) {
		set(step, step->before, CHUNK_CANDIDATE);
		if (target != 0)
			queue_link(step, target);
		else
			note_end(step);
		return;
	}
	set(step, step->before, CHUNK_IN_USE);
	if (!tcache_fits(size))
		return;
	status = tcache_notice(step->walk, step->before, size);
	if (status != STATUS_OK)
		step->status = status;
}

/* Now that the next header is known, so is what the chunk before it is. */
static void settle(struct step *step, bool in_use)
{
	if (step->before == 0)
		return;
	if (in_use)
		classify_in_use(step);
	else
		set(step, step->before, CHUNK_FREE);
	step->before = 0;
}

/* What the next header would tell cannot be known. */
static void unsettled(struct step *step)
{
	if (step->before != 0)
		set(step, step->before, CHUNK_UNKNOWN);
	step->before = 0;
}

/* Looks for the next place where a chain of chunks begins. */
static void search(struct step *step)
{
	const struct arenas *arenas = step->walk->arenas;
	const struct heap_layout *layout = arenas->layout;
	uint64_t end = step->segment->end;
	uint64_t at = layout_chunk_at(layout, step->at + layout_minimum(layout));

	while (at < end) {
		uint64_t resident = window_next_resident(&step->window, at + layout->word);

		if (resident > at + layout->word)
			at = layout_chunk_at(layout, resident);
		if (at >= end || step->walk->budget == 0)
			break;
		if (chunk_chain_begins(arenas, step->walk->memory, step->segment->arena, at, end,
			    &step->walk->budget)) {
			step->at = at;
			return;
		}
		at += layout->alignment;
	}
	step->at = end;
}

/* The chain ends here although the segment does not: a gap of that kind, and on behind it. */
static void lose(struct step *step, enum chunk_kind kind)
{
	step->before = 0;
	set(step, step->at, kind);
	search(step);
}

/*
 * A fence in the main arena's memory.  Behind it lies what other code took from brk, and then
 * more chunks; or, behind memory that was mapped, something else altogether, and perhaps the next
 * piece.
 */
static void pass_fence(struct step *step)
{
	uint64_t fence = step->at, fences = 4 * (uint64_t)step->walk->arenas->layout->word;

	lose(step, CHUNK_FOREIGN);
	if (step->at < step->segment->end) {
		if (step->segment->is_mapped && step->at > fence + fences)
			step->walk->outside += step->at - fence - fences;
		return;
	}
	step->walked->chunks_end = fence;
	step->walked->end = fence + fences;
}

/* A header that no chunk can have: the end of a heap, other memory, or damage. */
static void not_a_chunk(struct step *step, uint64_t header)
{
	const struct heap_layout *layout = step->walk->arenas->layout;
	bool is_main = step->walk->arenas->arena[step->segment->arena].is_main;

	if (!chunk_is_fence(layout, header)) {
		unsettled(step);
		step->walk->lost++;
		lose(step, CHUNK_UNKNOWN);
		return;
	}
	settle(step, header & CHUNK_PREV_INUSE);
	if (is_main) {
		pass_fence(step);
		return;
	}
	step->walked->chunks_end = step->at;
	step->at = step->segment->end;
}

/* Keeps the first word of a chunk that could be in one of the long fastbins. */
static void remember_link(struct step *step, uint64_t size)
{
	const struct heap_walk *walk = step->walk;
	const struct heap_layout *layout = walk->arenas->layout;
	int bin = layout_fastbin(layout, size);
	const uint8_t *word;

	step->may_link = false;
	if (bin < 0 || !(walk->long_fastbins[step->segment->arena] >> bin & 1))
		return;
	word = window_at(&step->window, step->at + 2 * layout->word, layout->word);
	if (!word)
		return;
	step->link = memory_decode(walk->memory, word);
	step->may_link = true;
}

static void take_top(struct step *step)
{
	step->walked->top = step->at;
	step->walked->chunks_end = step->at;
	step->before = 0;
	step->at = step->segment->end;
}

static void take_chunk(struct step *step)
{
	const struct arenas *arenas = step->walk->arenas;
	const struct heap_layout *layout = arenas->layout;
	const uint8_t *at = window_at(&step->window, step->at, 2 * layout->word);
	uint64_t header;

	if (!at) {
		unsettled(step);
		lose(step, CHUNK_UNKNOWN);
		return;
	}
	header = memory_decode(step->walk->memory, at + layout->word);
	if (step->at == arenas->arena[step->segment->arena].top) {
		settle(step, header & CHUNK_PREV_INUSE);
		take_top(step);
		return;
	}
	if (!chunk_fits(layout, header, step->at, step->segment->end)) {
		not_a_chunk(step, header);
		return;
	}
	settle(step, header & CHUNK_PREV_INUSE);
	/* Top moved down since the arena was read: nothing else ends where the segment does. */
	if (step->segment->has_top && chunk_size(header) == step->segment->end - step->at) {
		take_top(step);
		return;
	}
	remember_link(step, chunk_size(header));
	step->before = step->at;
	step->at += chunk_size(header);
}

/* Between some thousand chunks: is the answer still wanted, and is the process there? */
static bool may_go_on(struct step *step)
{
	struct heap_walk *walk = step->walk;
	const struct heap_options *options = walk->options;

	if (options->progress)
		options->progress(options->context,
			walk->done_bytes + (step->at - step->segment->first), walk->total_bytes);
	if (!allowance_ask(walk->memory->allowance))
		step->status = walk->memory->allowance->status;
	else if (walk->memory->gone)
		step->status = STATUS_GONE;
	return step->status == STATUS_OK;
}

/* Malloc's mappings end in fences: a segment without one only looked like a part of the heap. */
static void leave_out(struct step *step)
{
	step->walked->chunks_end = step->walked->end = step->segment->start;
	step->walked->limit = step->walked->base;
}

static void walk_chunks(struct step *step)
{
	uint64_t asked = step->at;

	step->walked->chunks_end = step->walked->end = step->segment->end;
	for (unsigned n = 0; step->at < step->segment->end; n++) {
		if (n % ASK_EVERY == 0 || step->at - asked >= UINT64_C(1) << 20) {
			asked = step->at;
			if (!may_go_on(step))
				return;
		}
		take_chunk(step);
		if (step->status != STATUS_OK)
			return;
	}
	if (step->segment->is_mapped && step->before != 0 && !step->segment->has_top) {
		leave_out(step);
		return;
	}
	unsettled(step);
	count_links(step);
	/* Pages behind the end are not the arena's. */
	step->walked->limit = align_up(step->walked->end, step->walk->memory->reader->page_size);
	window_know(&step->window, step->walked->limit);
}

static enum status walk_segment(struct heap_walk *walk, size_t index)
{
	const struct heap_segment *segment = &walk->arenas->segments[index];
	struct walked *walked = &walk->walked[index];
	struct step step = { .walk = walk, .segment = segment, .walked = walked, .index = index };

	step.at = segment->first;
	step.status =
		window_open(&step.window, walk->memory, walked->pages, walked->base, walked->limit);
	if (step.status == STATUS_OK)
		walk_chunks(&step);
	window_close(&step.window);
	walk->failed_reads += step.window.failed_reads;
	walk->done_bytes += segment->end - segment->first;
	return step.status;
}

static enum status prepare_segment(const struct heap_walk *walk, const struct heap_segment *segment,
	struct walked *walked)
{
	uint64_t page = walk->memory->reader->page_size;

	struct allowance *allowance = walk->memory->allowance;
	enum status status;

	walked->base = align_down(segment->start, page);
	walked->limit = align_up(segment->end, page);
	status = allowance_take(allowance, (walked->limit - walked->base) / page);
	if (status != STATUS_OK)
		return status;
	walked->pages = window_flags(walked->base, walked->limit, page);
	if (!walked->pages)
		return STATUS_NO_MEMORY;
	return chunk_map_init(&walked->map, segment->first, segment->end,
		layout_minimum(walk->arenas->layout), allowance);
}

static enum status prepare(struct heap_walk *walk)
{
	const struct arenas *arenas = walk->arenas;
	enum status status = STATUS_OK;

	walk->budget = LOST_BUDGET;
	walk->walked = calloc(arenas->segment_count + 1, sizeof(*walk->walked));
	if (!walk->walked)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < arenas->segment_count && status == STATUS_OK; i++) {
		const struct heap_segment *segment = &arenas->segments[i];

		status = prepare_segment(walk, segment, &walk->walked[i]);
		walk->total_bytes += segment->end - segment->first;
	}
	return status;
}

enum status walk_run(struct heap_walk *walk)
{
	enum status status = prepare(walk);

	for (size_t i = 0; i < walk->arenas->segment_count && status == STATUS_OK; i++)
		status = walk_segment(walk, i);
	return status;
}

void walk_free(struct heap_walk *walk)
{
	for (size_t i = 0; walk->walked && i < walk->arenas->segment_count; i++) {
		chunk_map_free(&walk->walked[i].map);
		free(walk->walked[i].pages);
	}
	free(walk->walked);
	free(walk->tcaches);
	free(walk->ends);
	walk->walked = NULL;
	walk->ends = NULL;
	walk->tcaches = NULL;
}

struct walked *walk_find(const struct heap_walk *walk, uint64_t address)
{
	const struct heap_segment *segment = heap_segments_at(walk->arenas, address);

	if (!segment || address < segment->first)
		return NULL;
	return &walk->walked[segment - walk->arenas->segments];
}
