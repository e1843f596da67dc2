/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/codec/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "store/codec/track.h"

/* Beyond 9 it takes twice the time for 1% less. */
#define LEVEL 9

/* A process for as long as it is in every frame. */
struct entry {
	int64_t id;
	size_t first, last;
	int64_t base[FRAME_FIGURES];
	struct track *tracks; /* FRAME_FIGURES of them once something moved */
};

struct fold {
	size_t count;
	bool spreads;
	/* The machine: the group of frames of one shape that is open, and those before it. */
	struct frame_shape shape;
	struct track *columns;
	size_t column_count, group_first;
	struct bytes groups;
	size_t group_count;
	/* Processes: all entries, and which of them the last frame had, by id. */
	struct entry **entries;
	size_t entry_count, entry_capacity;
	struct entry **open;
	size_t open_count;
};

struct fold *fold_new(bool spreads)
{
	struct fold *fold = calloc(1, sizeof(struct fold));

	if (fold)
		fold->spreads = spreads;
	return fold;
}

static void free_tracks(struct track *tracks, size_t count)
{
	for (size_t i = 0; tracks && i < count; i++)
		bytes_free(&tracks[i].moves);
	free(tracks);
}

void fold_free(struct fold *fold)
{
	if (!fold)
		return;
	free_tracks(fold->columns, fold->column_count);
	bytes_free(&fold->groups);
	for (size_t i = 0; i < fold->entry_count; i++) {
		free_tracks(fold->entries[i]->tracks, FRAME_FIGURES);
		free(fold->entries[i]);
	}
	free(fold->entries);
	free(fold->open);
	free(fold);
}

size_t fold_count(const struct fold *fold)
{
	return fold->count;
}

/* ---- the machine ---- */

static void close_group(struct fold *fold)
{
	if (!fold->columns)
		return;
	bytes_put_number(&fold->groups, fold->count - fold->group_first);
	frame_put_shape(&fold->groups, &fold->shape);
	for (size_t i = 0; i < fold->column_count; i++)
		track_put(&fold->groups, &fold->columns[i]);
	free_tracks(fold->columns, fold->column_count);
	fold->columns = NULL;
	fold->group_count++;
}

static enum status open_group(struct fold *fold, const struct frame *frame)
{
	fold->columns = calloc(frame->numbers.count, sizeof(*fold->columns));
	if (!fold->columns)
		return STATUS_NO_MEMORY;
	fold->column_count = frame->numbers.count;
	fold->group_first = fold->count;
	fold->shape = frame->shape;
	for (size_t i = 0; i < fold->column_count; i++)
		track_begin(&fold->columns[i], frame->numbers.at[i]);
	return STATUS_OK;
}

static enum status add_machine(struct fold *fold, const struct frame *frame)
{
	size_t at = fold->count - fold->group_first;

	if (!fold->columns || !frame_same_shape(&fold->shape, &frame->shape)) {
		close_group(fold);
		return open_group(fold, frame);
	}
	for (size_t i = 0; i < fold->column_count; i++)
		track_add(&fold->columns[i], at, frame->numbers.at[i]);
	return STATUS_OK;
}

/* ---- processes ---- */

/* As it stands in the block. */
struct plain {
	int64_t id;
	int64_t figure[FRAME_FIGURES];
};

static struct entry *entry_new(struct fold *fold, const struct plain *process)
{
	struct entry **grown = array_reserve(fold->entries, &fold->entry_capacity,
		fold->entry_count + 1, sizeof(*grown));
	struct entry *entry = grown ? calloc(1, sizeof(*entry)) : NULL;

	if (grown)
		fold->entries = grown;
	if (!entry)
		return NULL;
	grown[fold->entry_count++] = entry;
	entry->id = process->id;
	entry->first = entry->last = fold->count;
	memcpy(entry->base, process->figure, sizeof(entry->base));
	return entry;
}

static bool begin_tracks(struct entry *entry)
{
	if (!entry->tracks)
		entry->tracks = calloc(FRAME_FIGURES, sizeof(*entry->tracks));
	for (int i = 0; entry->tracks && i < FRAME_FIGURES; i++)
		track_begin(&entry->tracks[i], entry->base[i]);
	return entry->tracks != NULL;
}

static enum status entry_add(struct fold *fold, struct entry *entry, const struct plain *process)
{
	entry->last = fold->count;
	if (!entry->tracks && memcmp(entry->base, process->figure, sizeof(entry->base)) == 0)
		return STATUS_OK;
	if (!entry->tracks && !begin_tracks(entry))
		return STATUS_NO_MEMORY;
	for (int i = 0; i < FRAME_FIGURES; i++)
		track_add(&entry->tracks[i], fold->count - entry->first, process->figure[i]);
	return STATUS_OK;
}

static struct plain plain_of(const struct frame_process *process)
{
	struct plain out = { .id = process->id };

	memcpy(out.figure, process->code, sizeof(process->code));
	if (out.id > 0)
		out.figure[METRIC_RSS] =
			number_minus(out.figure[METRIC_RSS], fold_parts_of_resident(process->code));
	return out;
}

int64_t fold_spread_band(int64_t own, int spread)
{
	int64_t least = own / (spread == FRAME_SPREAD_MEAN ? 256 : 64), band = 4096;

	while (band <= least / 2)
		band *= 2;
	return band;
}

/* Levels of an entry as they stand in the block; entry: NULL where it begins. */
static void put_levels(struct plain *plain, const struct frame_process *process,
	const struct entry *entry)
{
	const int64_t own = fold_own(process->code);
	const int64_t from = entry ? number_minus(own, fold_own(entry->base)) : 0;

	for (int i = 0; i < FRAME_SPREADS; i++) {
		const int figure = FRAME_CODES + i;
		const int64_t band = fold_spread_band(own, i);
		int64_t level = number_plus(from, process->spread[i]), last = 0, off;

		if (entry)
			last = entry->tracks ? entry->tracks[figure].last : entry->base[figure];
		off = number_minus(level, last);
		if (off > -band && off < band)
			level = last;
		else
			level -= level % band;
		plain->figure[figure] = level;
	}
}

static enum status add_processes(struct fold *fold, const struct frame *frame)
{
	struct entry **open = calloc(frame->process_count + 1, sizeof(*open));
	enum status status = open ? STATUS_OK : STATUS_NO_MEMORY;
	size_t was = 0, count = 0;

	for (size_t i = 0; i < frame->process_count && status == STATUS_OK; i++) {
		struct plain process = plain_of(&frame->processes[i]);
		const struct entry *entry = NULL;

		while (was < fold->open_count && fold->open[was]->id < process.id)
			was++;
		if (was < fold->open_count && fold->open[was]->id == process.id)
			entry = fold->open[was];
		if (fold->spreads && process.id > 0)
			put_levels(&process, &frame->processes[i], entry);
		if (entry) {
			open[count] = fold->open[was];
			status = entry_add(fold, open[count++], &process);
			continue;
		}
		open[count] = entry_new(fold, &process);
		status = open[count++] ? STATUS_OK : STATUS_NO_MEMORY;
	}
	if (status != STATUS_OK) {
		free(open);
		return status;
	}
	free(fold->open);
	fold->open = open;
	fold->open_count = count;
	return STATUS_OK;
}

enum status fold_add(struct fold *fold, const struct frame *frame)
{
	enum status status = add_machine(fold, frame);

	if (status == STATUS_OK)
		status = add_processes(fold, frame);
	fold->count++;
	return status;
}

/* ---- the block ---- */

static int by_id(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;

	return FIRST_DIFFERENCE(COMPARE(x->id, y->id), COMPARE(x->first, y->first));
}

static uint64_t mask_of(const struct entry *entry)
{
	uint64_t mask = 0;

	for (int i = 0; entry->tracks && i < FRAME_CODES; i++)
		mask |= (uint64_t)(entry->tracks[i].count > 0) << i;
	return mask;
}

/* From one entry to another, as all that follows. */
struct range {
	size_t from, to;
};

static void put_directory(const struct fold *fold, struct range range, struct bytes *out)
{
	int64_t id = 0;

	bytes_put_number(out, fold->count);
	bytes_put_number(out, range.to - range.from);
	for (size_t i = range.from; i < range.to; i++) {
		const struct entry *entry = fold->entries[i];

		bytes_put_number(out, (uint64_t)(entry->id - id));
		bytes_put_number(out, entry->first);
		bytes_put_number(out, fold->count - 1 - entry->last);
		bytes_put_number(out, mask_of(entry));
		id = entry->id;
	}
}

static void put_bases(const struct fold *fold, struct range range, int code, struct bytes *out)
{
	int64_t before = 0;

	for (size_t i = range.from; i < range.to; i++) {
		bytes_put_signed(out, number_minus(fold->entries[i]->base[code], before));
		before = fold->entries[i]->base[code];
	}
}

static void put_moves(const struct fold *fold, struct range range, int code, unsigned shift,
	struct bytes *out)
{
	static const struct track none;

	for (size_t i = range.from; i < range.to; i++) {
		const struct track *tracks = fold->entries[i]->tracks;

		if (tracks && tracks[code].count > 0)
			track_put_moves(out, &tracks[code], shift);
		else if (code >= FRAME_CODES)
			track_put_moves(out, &none, 0);
	}
}

static void put_all(const struct fold *fold, struct range range, struct bytes *out)
{
	put_directory(fold, range, out);
	for (int code = 0; code < FRAME_CODES; code++)
		put_bases(fold, range, code, out);
	for (int code = 0; code < FRAME_CODES; code++)
		put_moves(fold, range, code, 0, out);
}

/* What is to be said of a figure: nothing if it is 0 of all and stays so. */
static void put_column(const struct fold *fold, struct range range, int code, struct bytes *out)
{
	uint64_t bits = 0;
	bool is_nothing = true;

	for (size_t i = range.from; i < range.to; i++) {
		const struct entry *entry = fold->entries[i];

		bits |= entry->tracks ? entry->tracks[code].bits : 0;
		is_nothing &= entry->base[code] == 0;
	}
	if (is_nothing && !bits)
		return;
	bytes_put_number(out, track_shift(bits));
	put_bases(fold, range, code, out);
	put_moves(fold, range, code, track_shift(bits), out);
}

static enum status pack(struct bytes *out, struct bytes *raw)
{
	enum status status = bytes_pack(out, raw, LEVEL);

	bytes_free(raw);
	return status;
}

/* The parts of what there is of processes, one after the other behind a list of them. */
struct parts {
	struct bytes list, all;
	uint64_t count;
	enum status status;
};

/* raw is empty then; what was empty is no part. */
static void add_part(struct parts *parts, uint64_t id, struct bytes *raw)
{
	struct bytes packed = { 0 };

	if (parts->status != STATUS_OK || (raw->length == 0 && !raw->failed))
		return;
	parts->status = pack(&packed, raw);
	bytes_put_number(&parts->list, id);
	bytes_put_number(&parts->list, packed.length);
	bytes_put(&parts->all, packed.at, packed.length);
	parts->count++;
	bytes_free(&packed);
}

/* The list is packed for its checksum's sake. */
static enum status put_parts(struct bytes *out, struct parts *parts)
{
	struct bytes raw = { 0 }, packed = { 0 };
	enum status status;

	bytes_put_number(&raw, parts->count);
	bytes_put(&raw, parts->list.at, parts->list.length);
	raw.failed |= parts->list.failed;
	status = pack(&packed, &raw);
	bytes_clear(out);
	bytes_put_number(out, FOLD_BY_COLUMN);
	bytes_put_number(out, packed.length);
	bytes_put(out, packed.at, packed.length);
	bytes_put(out, parts->all.at, parts->all.length);
	bytes_free(&packed);
	if (status == STATUS_OK && (out->failed || parts->all.failed))
		status = STATUS_NO_MEMORY;
	return status;
}

static enum status finish_processes(struct fold *fold, struct bytes *out)
{
	struct parts parts = { .status = STATUS_OK };
	struct range cgroups = { 0, 0 }, processes = { 0, fold->entry_count };
	struct bytes raw = { 0 };

	if (fold->entry_count > 0)
		qsort(fold->entries, fold->entry_count, sizeof(struct entry *), by_id);
	while (cgroups.to < fold->entry_count && fold->entries[cgroups.to]->id <= 0)
		cgroups.to++;
	processes.from = cgroups.to;
	put_directory(fold, processes, &raw);
	add_part(&parts, FOLD_DIRECTORY, &raw);
	if (cgroups.to > 0)
		put_all(fold, cgroups, &raw);
	add_part(&parts, FOLD_CGROUPS, &raw);
	for (int code = 0; code < FRAME_FIGURES; code++) {
		put_column(fold, processes, code, &raw);
		add_part(&parts, (uint64_t)code, &raw);
	}
	if (parts.status == STATUS_OK)
		parts.status = put_parts(out, &parts);
	bytes_free(&parts.list);
	bytes_free(&parts.all);
	bytes_free(&raw);
	return parts.status;
}

enum status fold_finish(struct fold *fold, struct bytes *system, struct bytes *processes)
{
	struct bytes raw = { 0 };
	enum status status;

	close_group(fold);
	bytes_put_number(&raw, fold->count);
	bytes_put_number(&raw, fold->group_count);
	bytes_put(&raw, fold->groups.at, fold->groups.length);
	raw.failed |= fold->groups.failed;
	status = pack(system, &raw);
	return status == STATUS_OK ? finish_processes(fold, processes) : status;
}
