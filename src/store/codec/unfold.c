/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/codec/fold.h"
#include "store/codec/track.h"

/* An hour of 100,000 processes that all move; what says that it is more is no block. */
#define UNPACKED_MOST ((size_t)256 << 20)
/* Of an entry: its line in the directory and its bases take at least so many bytes. */
#define ENTRY_BYTES_LEAST (4 + FRAME_CODES)

struct unfolded {
	int64_t id;
	size_t first, last;
	uint64_t mask;
	int64_t code[FRAME_CODES];
};

/* A figure of a process that moves somewhere in the block. */
struct moving {
	size_t entry;
	int code;
	struct replayed track;
};

struct unfold {
	struct bytes system, processes;
	size_t count, at; /* frames, and where it stands; SIZE_MAX: before the first */
	struct byte_reader groups;
	size_t groups_left, group_first, group_end;
	struct frame_shape shape;
	struct replayed *columns;
	size_t column_count;
	struct unfolded *entries;
	size_t entry_count, entry_capacity;
	struct moving *moving;
	size_t moving_count, moving_capacity;
};

void unfold_free(struct unfold *unfold)
{
	if (!unfold)
		return;
	bytes_free(&unfold->system);
	bytes_free(&unfold->processes);
	free(unfold->columns);
	free(unfold->entries);
	free(unfold->moving);
	free(unfold);
}

size_t unfold_count(const struct unfold *unfold)
{
	return unfold->count;
}

/* ---- opening ---- */

static enum status open_machine(struct unfold *unfold)
{
	unfold->groups = reading_of(unfold->system.at, unfold->system.length);
	unfold->count = reading_size(&unfold->groups, FOLD_FRAMES_MOST);
	unfold->groups_left = reading_size(&unfold->groups, FOLD_FRAMES_MOST);
	unfold->at = SIZE_MAX;
	return unfold->groups.bad ? STATUS_MALFORMED : STATUS_OK;
}

static void take_directory(struct unfold *unfold, struct byte_reader *in)
{
	int64_t id = 0;

	for (size_t i = 0; i < unfold->entry_count && !in->bad; i++) {
		struct unfolded *entry = &unfold->entries[i];

		id = number_plus(id, (int64_t)reading_number(in));
		entry->id = id;
		entry->first = reading_size(in, unfold->count);
		entry->last = unfold->count - 1 - reading_size(in, unfold->count - 1);
		entry->mask = reading_number(in);
		in->bad |= entry->first > entry->last || (entry->mask >> FRAME_CODES) != 0 ||
			   (i > 0 && id < entry[-1].id);
	}
}

static void take_bases(struct unfold *unfold, struct byte_reader *in)
{
	for (int code = 0; code < FRAME_CODES; code++) {
		int64_t n = 0;

		for (size_t i = 0; i < unfold->entry_count; i++) {
			n = number_plus(n, reading_signed(in));
			unfold->entries[i].code[code] = n;
		}
	}
}

static enum status add_moving(struct unfold *unfold, size_t entry, int code, struct byte_reader *in)
{
	struct moving *grown = array_reserve(unfold->moving, &unfold->moving_capacity,
		unfold->moving_count + 1, sizeof(*grown));

	if (!grown)
		return STATUS_NO_MEMORY;
	unfold->moving = grown;
	grown[unfold->moving_count++] = (struct moving){ entry, code,
		replayed_take_moves(in, unfold->entries[entry].code[code]) };
	return in->bad ? STATUS_MALFORMED : STATUS_OK;
}

static enum status take_moves(struct unfold *unfold, struct byte_reader *in)
{
	enum status status = STATUS_OK;

	for (int code = 0; code < FRAME_CODES; code++)
		for (size_t i = 0; i < unfold->entry_count && status == STATUS_OK; i++)
			if (unfold->entries[i].mask >> code & 1)
				status = add_moving(unfold, i, code, in);
	return status;
}

static enum status open_processes(struct unfold *unfold)
{
	struct byte_reader in = reading_of(unfold->processes.at, unfold->processes.length);
	size_t count = reading_size(&in, FOLD_FRAMES_MOST);
	struct unfolded *entries;

	unfold->entry_count = reading_size(&in, (size_t)(in.end - in.at) / ENTRY_BYTES_LEAST);
	if (in.bad || count != unfold->count || count == 0)
		return STATUS_MALFORMED;
	entries = array_reserve(unfold->entries, &unfold->entry_capacity, unfold->entry_count + 1,
		sizeof(*entries));
	if (!entries)
		return STATUS_NO_MEMORY;
	unfold->entries = entries;
	take_directory(unfold, &in);
	take_bases(unfold, &in);
	if (in.bad)
		return STATUS_MALFORMED;
	return take_moves(unfold, &in);
}

/* The memory of the block before is used again: the kernel clears what is new, page by page. */
static struct unfold *begin(struct unfold *before)
{
	struct unfold *unfold = before ? before : calloc(1, sizeof(*unfold));

	if (!unfold)
		return NULL;
	bytes_clear(&unfold->system);
	bytes_clear(&unfold->processes);
	unfold->entry_count = unfold->moving_count = unfold->column_count = 0;
	unfold->group_first = unfold->group_end = 0;
	return unfold;
}

enum status unfold_open(struct unfold **out, struct text system, struct text processes)
{
	struct unfold *unfold = begin(*out);
	enum status status;

	*out = NULL;
	if (!unfold)
		return STATUS_NO_MEMORY;
	status = bytes_unpack(&unfold->system, system.at, system.length, UNPACKED_MOST);
	if (status == STATUS_OK)
		status = open_machine(unfold);
	if (status == STATUS_OK && processes.length > 0) {
		status = bytes_unpack(&unfold->processes, processes.at, processes.length,
			UNPACKED_MOST);
		if (status == STATUS_OK)
			status = open_processes(unfold);
	}
	if (status == STATUS_OK)
		*out = unfold;
	else
		unfold_free(unfold);
	return status;
}

/* ---- moving on ---- */

static bool next_group(struct unfold *unfold)
{
	struct byte_reader *in = &unfold->groups;
	struct replayed *columns;
	size_t frames;

	if (unfold->groups_left == 0)
		return false;
	frames = reading_size(in, unfold->count - unfold->at);
	frame_take_shape(&unfold->shape, in);
	if (in->bad || frames == 0)
		return false;
	unfold->groups_left--;
	unfold->column_count = frame_shape_numbers(&unfold->shape);
	/* Each column takes three bytes at least. */
	if (unfold->column_count > (size_t)(in->end - in->at) / 3)
		return false;
	columns = reallocarray(unfold->columns, unfold->column_count, sizeof(*columns));
	if (!columns)
		return false;
	unfold->columns = columns;
	for (size_t i = 0; i < unfold->column_count; i++)
		columns[i] = replayed_take(in);
	unfold->group_first = unfold->at;
	unfold->group_end = unfold->at + frames;
	return !in->bad;
}

/* Of a frame that is not wanted, the sequence is all that is looked at. */
bool unfold_step(struct unfold *unfold)
{
	if (unfold->at != SIZE_MAX && unfold->at + 1 >= unfold->count)
		return false;
	unfold->at = unfold->at == SIZE_MAX ? 0 : unfold->at + 1;
	if (unfold->count == 0)
		return false;
	if (unfold->at == unfold->group_end)
		return next_group(unfold);
	replayed_move(&unfold->columns[FRAME_SEQUENCE], unfold->at - unfold->group_first);
	return true;
}

int64_t unfold_sequence(const struct unfold *unfold)
{
	return unfold->columns[FRAME_SEQUENCE].n;
}

static void move_columns(struct unfold *unfold, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++)
		replayed_move(&unfold->columns[i], unfold->at - unfold->group_first);
}

static void move_machine(struct unfold *unfold, const struct frame_part *part)
{
	size_t first = FRAME_NUMBERS;

	move_columns(unfold, 0, FRAME_NUMBERS);
	for (int file = 0; file < SYSTEM_FILE_COUNT; file++) {
		if (!part || part->files >> file & 1)
			move_columns(unfold, first, unfold->shape.count[file]);
		first += unfold->shape.count[file];
	}
}

static void move_processes(struct unfold *unfold, const struct frame_part *part)
{
	for (size_t i = 0; i < unfold->moving_count; i++) {
		struct moving *moving = &unfold->moving[i];
		struct unfolded *entry = &unfold->entries[moving->entry];

		if (unfold->at < entry->first)
			continue;
		if (part && entry->id > 0 && !(part->codes >> moving->code & 1))
			continue;
		replayed_move(&moving->track, unfold->at - entry->first);
		entry->code[moving->code] = moving->track.n;
	}
}

enum status unfold_frame(struct unfold *unfold, const struct frame_part *part, struct frame *frame)
{
	move_machine(unfold, part);
	move_processes(unfold, part);
	frame_clear(frame);
	frame->shape = unfold->shape;
	for (size_t i = 0; i < unfold->column_count; i++)
		numbers_add(&frame->numbers, unfold->columns[i].n);
	for (size_t i = 0; i < unfold->entry_count; i++) {
		const struct unfolded *entry = &unfold->entries[i];
		struct frame_process *process;

		if (unfold->at < entry->first || unfold->at > entry->last)
			continue;
		process = frame_add_process(frame);
		if (!process)
			break;
		process->id = entry->id;
		memcpy(process->code, entry->code, sizeof(process->code));
	}
	return frame->failed || frame->numbers.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
