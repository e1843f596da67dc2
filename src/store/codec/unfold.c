/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/codec/fold.h"
#include "store/codec/track.h"

/* An hour of 100,000 processes that all move; what says that it is more is no block. */
#define UNPACKED_MOST ((size_t)256 << 20)
/* Of an entry: its line in the directory, and its base of each figure where all is one, take at least so much. */
#define LINE_BYTES_LEAST 4
/* A column that is not in the block. */
#define NOWHERE SIZE_MAX

struct unfolded {
	int64_t id;
	size_t first, last;
	uint64_t mask;
	int64_t code[FRAME_FIGURES];
	int64_t own; /* where it begins, of what of it is open */
};

/* A figure of a process that moves somewhere in the block. */
struct moving {
	size_t entry;
	int code;
	struct replayed track;
};

/* Moves of one figure of processes, or all of parts of cgroups. */
struct figure_moves {
	struct bytes raw;
	size_t at, length; /* in the block, packed; at: NOWHERE */
	bool open;
	struct moving *moving;
	size_t moving_count, moving_capacity;
};

/* Where those of cgroups are, which are always right. */
#define CGROUPS FRAME_FIGURES

struct unfold {
	struct bytes system, processes;
	size_t count, at; /* frames, and where it stands; SIZE_MAX: before the first */
	struct byte_reader groups;
	size_t groups_left, group_first, group_end;
	enum status ended; /* why there is no next frame */
	struct frame_shape shape;
	struct replayed *columns;
	size_t column_count;
	struct unfolded *entries;
	size_t entry_count, entry_capacity;
	struct bytes directory;
	bool by_column;
	struct figure_moves figures[FRAME_FIGURES + 1];
};

void unfold_free(struct unfold *unfold)
{
	if (!unfold)
		return;
	bytes_free(&unfold->system);
	bytes_free(&unfold->processes);
	bytes_free(&unfold->directory);
	for (int i = 0; i <= FRAME_FIGURES; i++) {
		bytes_free(&unfold->figures[i].raw);
		free(unfold->figures[i].moving);
	}
	free(unfold->columns);
	free(unfold->entries);
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

/* Entries behind those that there are. */
struct range {
	size_t from, to;
};

static void take_lines(struct unfold *unfold, struct range range, struct byte_reader *in)
{
	int64_t id = 0;

	for (size_t i = range.from; i < range.to && !in->bad; i++) {
		struct unfolded *entry = &unfold->entries[i];

		id = number_plus(id, (int64_t)reading_number(in));
		*entry = (struct unfolded){ .id = id };
		entry->first = reading_size(in, unfold->count);
		entry->last = unfold->count - 1 - reading_size(in, unfold->count - 1);
		entry->mask = reading_number(in);
		in->bad |= entry->first > entry->last || (entry->mask >> FRAME_CODES) != 0 ||
			   (i > 0 && id < entry[-1].id);
	}
}

static enum status take_directory(struct unfold *unfold, size_t bytes_least, struct range *range,
	struct byte_reader *in)
{
	size_t count = reading_size(in, FOLD_FRAMES_MOST);
	size_t more = reading_size(in, (size_t)(in->end - in->at) / bytes_least);
	struct unfolded *entries;

	*range = (struct range){ unfold->entry_count, unfold->entry_count + more };
	if (in->bad || count != unfold->count || count == 0)
		return STATUS_MALFORMED;
	entries = array_reserve(unfold->entries, &unfold->entry_capacity, range->to + 1,
		sizeof(*entries));
	if (!entries)
		return STATUS_NO_MEMORY;
	unfold->entries = entries;
	unfold->entry_count = range->to;
	take_lines(unfold, *range, in);
	return in->bad ? STATUS_MALFORMED : STATUS_OK;
}

static void take_bases(struct unfold *unfold, struct range range, int code, struct byte_reader *in)
{
	int64_t n = 0;

	for (size_t i = range.from; i < range.to; i++) {
		n = number_plus(n, reading_signed(in));
		unfold->entries[i].code[code] = n;
		if (FOLD_PARTS_OF_OWN >> code & 1)
			unfold->entries[i].own = number_plus(unfold->entries[i].own, n);
	}
}

static struct moving *add_moving(struct figure_moves *column)
{
	struct moving *grown;

	if (column->moving_count < column->moving_capacity)
		return &column->moving[column->moving_count++];
	grown = array_reserve(column->moving, &column->moving_capacity, column->moving_count + 1,
		sizeof(*grown));
	if (!grown)
		return NULL;
	column->moving = grown;
	return &grown[column->moving_count++];
}

static enum status take_moves(struct unfold *unfold, struct range range, int code, unsigned shift,
	struct byte_reader *in)
{
	for (size_t i = range.from; i < range.to && !in->bad; i++) {
		const struct unfolded *entry = &unfold->entries[i];
		struct replayed track;
		struct moving *moving;

		if (code < FRAME_CODES && !(entry->mask >> code & 1))
			continue;
		track = replayed_take_moves(in, entry->code[code], shift);
		if (track.left == 0)
			continue;
		moving = add_moving(&unfold->figures[entry->id > 0 ? code : CGROUPS]);
		if (!moving)
			return STATUS_NO_MEMORY;
		*moving = (struct moving){ i, code, track };
	}
	return in->bad ? STATUS_MALFORMED : STATUS_OK;
}

/* Directory, bases and moves of some, all in one. */
static enum status take_all(struct unfold *unfold, struct byte_reader in)
{
	struct range range;
	enum status status = take_directory(unfold, LINE_BYTES_LEAST + FRAME_CODES, &range, &in);

	for (int code = 0; code < FRAME_CODES && status == STATUS_OK; code++)
		take_bases(unfold, range, code, &in);
	if (status == STATUS_OK && in.bad)
		status = STATUS_MALFORMED;
	for (int code = 0; code < FRAME_CODES && status == STATUS_OK; code++)
		status = take_moves(unfold, range, code, 0, &in);
	return status;
}

/* As it was up to form 5 of a record. */
static enum status open_whole(struct unfold *unfold, struct text processes)
{
	enum status status = bytes_unpack(&unfold->figures[CGROUPS].raw, processes.at,
		processes.length, UNPACKED_MOST);

	for (int code = 0; code < FRAME_FIGURES; code++)
		unfold->figures[code].open = true;
	return status == STATUS_OK ? take_all(unfold, reading_of(unfold->figures[CGROUPS].raw.at,
							      unfold->figures[CGROUPS].raw.length))
				   : status;
}

/* ---- by column ---- */

struct part {
	size_t at, length; /* at: NOWHERE if it is not there */
};

static enum status unpack_list(struct unfold *unfold, struct byte_reader *all)
{
	struct byte_reader packed;

	*all = reading_of(unfold->processes.at, unfold->processes.length);
	reading_number(all);
	packed = reading_part(all, (size_t)reading_number(all));
	if (all->bad)
		return STATUS_MALFORMED;
	return bytes_unpack(&unfold->directory, packed.at, (size_t)(packed.end - packed.at),
		UNPACKED_MOST);
}

/* Where each part is; one that this memtop does not know is left alone. */
static enum status find_parts(struct unfold *unfold, struct part parts[static FOLD_PARTS])
{
	struct byte_reader all, list;
	enum status status = unpack_list(unfold, &all);

	for (int i = 0; i < FOLD_PARTS; i++)
		parts[i].at = NOWHERE;
	if (status != STATUS_OK)
		return status;
	list = reading_of(unfold->directory.at, unfold->directory.length);
	for (uint64_t left = reading_number(&list); left > 0 && !list.bad; left--) {
		uint64_t id = reading_number(&list);
		struct byte_reader part = reading_part(&all, (size_t)reading_number(&list));

		if (id < FOLD_PARTS)
			parts[id] = (struct part){ (size_t)(part.at - unfold->processes.at),
				(size_t)(part.end - part.at) };
	}
	return list.bad || all.bad ? STATUS_MALFORMED : STATUS_OK;
}

/* STATUS_ABSENT: it is not in the block. */
static enum status unpack(struct unfold *unfold, const struct part *part, struct bytes *out)
{
	if (part->at == NOWHERE)
		return STATUS_ABSENT;
	return bytes_unpack(out, unfold->processes.at + part->at, part->length, UNPACKED_MOST);
}

static enum status open_by_column(struct unfold *unfold)
{
	struct bytes *cgroups = &unfold->figures[CGROUPS].raw;
	struct part parts[FOLD_PARTS];
	struct range range;
	struct byte_reader in;
	enum status status = find_parts(unfold, parts);

	if (status == STATUS_OK)
		status = unpack(unfold, &parts[FOLD_CGROUPS], cgroups);
	if (status == STATUS_OK)
		status = take_all(unfold, reading_of(cgroups->at, cgroups->length));
	if (status != STATUS_OK && status != STATUS_ABSENT)
		return status;
	status = unpack(unfold, &parts[FOLD_DIRECTORY], &unfold->directory);
	if (status != STATUS_OK)
		return status == STATUS_ABSENT ? STATUS_MALFORMED : status;
	in = reading_of(unfold->directory.at, unfold->directory.length);
	status = take_directory(unfold, LINE_BYTES_LEAST, &range, &in);
	for (int code = 0; code < FRAME_FIGURES; code++) {
		unfold->figures[code].at = parts[code].at;
		unfold->figures[code].length = parts[code].length;
	}
	return status;
}

/* Once it is wanted.  Entries of cgroups, which are up to 0, are open already. */
static enum status open_figure(struct unfold *unfold, int code)
{
	struct figure_moves *column = &unfold->figures[code];
	const struct part part = { column->at, column->length };
	struct range range = { 0, unfold->entry_count };
	struct byte_reader in;
	unsigned shift;
	enum status status = unpack(unfold, &part, &column->raw);

	column->open = true;
	if (status != STATUS_OK)
		return status == STATUS_ABSENT ? STATUS_OK : status;
	while (range.from < range.to && unfold->entries[range.from].id <= 0)
		range.from++;
	in = reading_of(column->raw.at, column->raw.length);
	shift = (unsigned)reading_size(&in, 63);
	take_bases(unfold, range, code, &in);
	return in.bad ? STATUS_MALFORMED : take_moves(unfold, range, code, shift, &in);
}

static enum status open_figures(struct unfold *unfold, uint64_t codes)
{
	enum status status = STATUS_OK;

	for (int code = 0; code < FRAME_FIGURES && status == STATUS_OK; code++)
		if (codes >> code & 1 && !unfold->figures[code].open)
			status = open_figure(unfold, code);
	return status;
}

/* By the first byte: zstd's own is another. */
static enum status open_processes(struct unfold *unfold, struct text processes)
{
	unfold->by_column = (uint8_t)processes.at[0] == FOLD_BY_COLUMN;
	if (!unfold->by_column)
		return open_whole(unfold, processes);
	bytes_put(&unfold->processes, processes.at, processes.length);
	return unfold->processes.failed ? STATUS_NO_MEMORY : open_by_column(unfold);
}

/* The memory of the block before is used again: the kernel clears what is new, page by page. */
static struct unfold *begin(struct unfold *before)
{
	struct unfold *unfold = before ? before : calloc(1, sizeof(*unfold));

	if (!unfold)
		return NULL;
	bytes_clear(&unfold->system);
	bytes_clear(&unfold->processes);
	unfold->entry_count = unfold->column_count = 0;
	unfold->ended = STATUS_OK;
	for (int i = 0; i <= FRAME_FIGURES; i++) {
		unfold->figures[i].open = false;
		unfold->figures[i].at = NOWHERE;
		unfold->figures[i].moving_count = 0;
	}
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
	if (status == STATUS_OK && processes.length > 0)
		status = open_processes(unfold, processes);
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

	unfold->ended = STATUS_MALFORMED;
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
	if (!columns) {
		unfold->ended = STATUS_NO_MEMORY;
		return false;
	}
	unfold->columns = columns;
	for (size_t i = 0; i < unfold->column_count; i++)
		columns[i] = replayed_take(in);
	unfold->group_first = unfold->at;
	unfold->group_end = unfold->at + frames;
	if (!in->bad)
		unfold->ended = STATUS_OK;
	return !in->bad;
}

/* Of a frame that nobody wants, the sequence is all that is looked at. */
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

enum status unfold_ended(const struct unfold *unfold)
{
	return unfold->ended;
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

static void move_column(struct unfold *unfold, const struct figure_moves *column)
{
	for (size_t i = 0; i < column->moving_count; i++) {
		struct moving *moving = &column->moving[i];
		struct unfolded *entry = &unfold->entries[moving->entry];

		if (unfold->at < entry->first)
			continue;
		replayed_move(&moving->track, unfold->at - entry->first);
		entry->code[moving->code] = moving->track.n;
	}
}

static enum status move_processes(struct unfold *unfold, uint64_t codes)
{
	enum status status = open_figures(unfold, codes);

	move_column(unfold, &unfold->figures[CGROUPS]);
	for (int code = 0; code < FRAME_FIGURES && status == STATUS_OK; code++)
		if (codes >> code & 1)
			move_column(unfold, &unfold->figures[code]);
	return status;
}

static uint64_t codes_of(const struct frame_part *part)
{
	if (!part)
		return UINT64_MAX;
	return part->codes | (part->codes >> METRIC_RSS & 1 ? FOLD_PARTS_OF_RESIDENT : 0) |
	       (part->codes & FOLD_SPREADS ? FOLD_PARTS_OF_OWN : 0);
}

/* Whether the block has levels, and they are wanted. */
static bool has_spreads(const struct unfold *unfold, uint64_t codes)
{
	bool has = false;

	for (int i = FRAME_CODES; i < FRAME_FIGURES; i++)
		has |= unfold->figures[i].at != NOWHERE;
	return has && (codes & FOLD_SPREADS) == FOLD_SPREADS;
}

static void take_spread(const struct unfolded *entry, struct frame_process *process)
{
	const int64_t own = fold_own(process->code);

	for (int i = 0; i < FRAME_SPREADS; i++) {
		const int64_t level = number_plus(entry->own, entry->code[FRAME_CODES + i]);
		const int64_t off = number_minus(level, own), band = fold_spread_band(own, i);

		process->spread[i] = off > -band && off < band ? 0 : off;
	}
}

enum status unfold_frame(struct unfold *unfold, const struct frame_part *part, struct frame *frame)
{
	const uint64_t all = (UINT64_C(1) << FRAME_FIGURES) - 1;
	const uint64_t codes = codes_of(part) & all;
	const bool resident = unfold->by_column && codes >> METRIC_RSS & 1;
	const bool spreads = has_spreads(unfold, codes);
	enum status status = move_processes(unfold, codes);

	if (status != STATUS_OK)
		return status;
	move_machine(unfold, part);
	frame_clear(frame);
	frame->shape = unfold->shape;
	frame->lacks = all & ~codes;
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
		memset(process->spread, 0, sizeof(process->spread));
		if (spreads && entry->id > 0)
			take_spread(entry, process);
		if (resident && entry->id > 0)
			process->code[METRIC_RSS] = number_plus(process->code[METRIC_RSS],
				fold_parts_of_resident(process->code));
	}
	return frame->failed || frame->numbers.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
