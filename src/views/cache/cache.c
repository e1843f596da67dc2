/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/cache/cache.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "document/kernel/way.h"
#include "document/labels.h"
#include "findings/looks/cache_rules.h"
#include "findings/put.h"
#include "views/cache/groups.h"
#include "views/cache/held.h"
#include "views/cache/search.h"

/* ---- figures ---- */

/* All files that there are, and not those alone that were asked for. */
static bool is_whole(const struct cache_report *report)
{
	return report->method != KERNEL_BY_CANDIDATES && !report->is_part;
}

/* Who asks the files themselves is not told, for whatever reason the lists were not read. */
static struct value known_by_lists(const struct cache_report *report, uint64_t bytes)
{
	return report->method != KERNEL_BY_CANDIDATES
		       ? value_of(bytes)
		       : value_missing(kernel_refusal_state(&report->refusal));
}

/* Of what has no name it is not known whether it is asked for. */
static struct value known_of_all(const struct cache_report *report, uint64_t n)
{
	return is_whole(report) ? value_of(n) : value_missing(VALUE_NOT_ASKED);
}

/* Why nothing is known of those of a file: others were counted first, or none could be. */
static enum value_state why_file_uncounted(const struct cache_report *report)
{
	if (report->method == KERNEL_BY_KCORE || report->uncounted == VALUE_FAILED)
		return report->uncounted;
	return VALUE_NOT_ASKED;
}

static struct value counted_or_not(const struct cache_report *report, const struct cache_sums *sums,
	uint64_t bytes)
{
	return sums->counted ? value_of(bytes) : value_missing(report->uncounted);
}

/* While the lists are read pages come and go, and are found where they no longer count. */
static struct value named_of(const struct cache_report *report, const struct cache_sums *sums)
{
	return value_of(min_u64(sums->named, (uint64_t)value_or(report->cached_bytes, INT64_MAX)));
}

static void put_sums(struct document *document, const struct cache_report *report,
	const struct cache_sums *sums)
{
	static const struct label cached = { "cached_bytes", N_("Cached"),
		N_("Cached of /proc/meminfo, before the lists were read or behind that: the larger."),
		UNIT_BYTES };
	static const struct label named = { "named_bytes", N_("named"),
		N_("How much of it has the name of a file, no more than all of it although it changes meanwhile; of more than 131,072 files the smallest stand in the sums of their directories alone."),
		UNIT_BYTES };
	static const struct label dropped = { "dropped_names_bytes", N_("names dropped"),
		N_("Pages of files that are still there, and whose directory entries the kernel has dropped from memory; it keeps the files. No list of the kernel has their names."),
		UNIT_BYTES };
	static const struct label buffers = { "buffers_bytes", N_("Buffers"),
		N_("Pages of block devices: metadata of file systems, and disks that are read directly."),
		UNIT_BYTES };
	static const struct label shmem = { "shmem_bytes", N_("shared memory"),
		N_("Pages of tmpfs, memfd and System V, which are part of Cached and cannot be dropped."),
		UNIT_BYTES };
	static const struct label deleted = { "deleted_bytes", N_("deleted"),
		N_("Pages of deleted files that a process still holds; without the kernel's lists, that it has open."),
		UNIT_BYTES };
	static const struct label dirty = { "dirty_bytes", N_("dirty"),
		N_("Changed pages that are not yet written to disk; without those of tmpfs."),
		UNIT_BYTES };
	static const struct label mapped = { "mapped_bytes", N_("mapped"),
		N_("Mapped by processes: libraries, programs, mmap(2)."), UNIT_BYTES };
	static const struct label evicted = { "evicted_bytes", N_("evicted"),
		N_("Not in memory now, but evicted not long ago: what is read again was "
		   "dropped too early."),
		UNIT_BYTES };
	static const struct label counted = { "counted_bytes", NULL,
		N_("Pages of the files for which dirty, mapped and evicted were counted, the largest first."),
		UNIT_BYTES };
	static const struct label walked = { "walked_bytes", NULL,
		N_("Pages of all files that were found, with a name or without."), UNIT_BYTES };

	document_figure(document, &cached, report->cached_bytes);
	document_figure(document, &named, named_of(report, sums));
	document_figure(document, &dropped, known_of_all(report, sums->dropped));
	document_figure(document, &buffers,
		is_whole(report) ? value_of(sums->buffers) : report->buffers_bytes);
	document_figure(document, &shmem,
		is_whole(report) ? value_of(sums->shmem) : report->shmem_bytes);
	document_figure(document, &deleted,
		cache_is_held(report) ? value_of(sums->deleted)
				      : known_by_lists(report, sums->deleted));
	document_figure(document, &dirty, counted_or_not(report, sums, sums->dirty));
	document_figure(document, &mapped,
		sums->counted ? known_by_lists(report, sums->mapped)
			      : counted_or_not(report, sums, 0));
	document_figure(document, &evicted, counted_or_not(report, sums, sums->evicted));
	document_figure(document, &counted, value_of(sums->counted));
	document_figure(document, &walked, value_of(sums->cached));
}

static void put_counts(struct document *document, const struct cache_report *report,
	const struct cache_sums *sums)
{
	static const struct label files = { "file_count", NULL,
		N_("How many files have pages in the cache."), UNIT_COUNT };
	static const struct label dropped = { "dropped_names_count", NULL,
		N_("How many files that are."), UNIT_COUNT };
	static const struct label inodes = { "inode_count", NULL,
		N_("How many inodes were looked at, with pages or without."), UNIT_COUNT };
	static const struct label at_least = { "at_least", NULL,
		N_("Whether the list of a file system changed too fast to be read to its end."),
		UNIT_BOOL };

	document_figure(document, &files, value_of(sums->files));
	document_figure(document, &dropped, known_of_all(report, sums->dropped_files));
	document_figure(document, &inodes, value_of(report->inodes));
	document_figure(document, &at_least, value_of(sums->at_least));
	cache_put_held(document, report);
}

/* Hundredths of a per cent; no more than all, although the cache grows while it is walked. */
static struct value share_of(uint64_t part, struct value whole)
{
	uint64_t all = (uint64_t)value_or(whole, 0);

	if (!value_known(whole))
		return whole;
	if (all == 0)
		return value_missing(VALUE_ABSENT);
	return value_of((int64_t)((min_u64(part, all) * 10000 + all / 2) / all));
}

static void say_unplaced(struct document *document, const struct cache_sums *sums)
{
	char bytes[UNITS_SIZE];

	units_bytes(bytes, sums->dropped, SCALE_AUTO);
	document_say(document, EMPHASIS_NOTE,
		ngettext(
			"%llu more file with %s may lie there: the kernel has dropped its name. --find-names searches for it.",
			"%llu more files with %s may lie there: the kernel has dropped their names. --find-names searches for them.",
			(unsigned long)sums->dropped_files),
		(unsigned long long)sums->dropped_files, bytes);
}

/* By which way, why not by a better one, and what that one would tell. */
static void say_kcore(struct document *document, const struct cache_report *report)
{
	struct message reason;

	kernel_refusal_say(&reason, &report->refusal);
	document_say(document, EMPHASIS_NOTE,
		_("The kernel's lists are read from /proc/kcore. %s Only BPF tells the state of pages, who has a file open and which cgroup pays."),
		reason.text);
}

static const char *share_form(const struct cache_report *report)
{
	if (is_whole(report))
		return _("%s%% of Cached has the name of a file");
	return cache_is_held(report) ? _("%s%% of Cached are files that processes have open")
				     : _("%s%% of Cached are the files that were asked for");
}

static void say_share(struct document *document, const struct cache_report *report,
	const struct cache_sums *sums)
{
	char share[UNITS_SIZE];

	units_value(share, share_of(sums->named, report->cached_bytes), UNIT_PERCENT, SCALE_AUTO);
	document_say(document, EMPHASIS_STRONG, share_form(report), share);
	if (report->is_layered)
		document_line(document, EMPHASIS_NOTE,
			_("Of an overlay the files of its layers are listed, by their names there."));
	if (report->is_part && sums->dropped_files > 0 && !report->is_searched)
		say_unplaced(document, sums);
	if (sums->at_least)
		document_line(document, EMPHASIS_NOTE,
			_("A file system changes too fast: these are lower bounds."));
	if (report->method == KERNEL_BY_KCORE)
		say_kcore(document, report);
	if (cache_is_held(report))
		cache_say_held(document, report);
}

/* ---- files ---- */

enum {
	FILE_PATH,
	FILE_DEVICE,
	FILE_INODE,
	FILE_CACHED,
	FILE_PACE,
	FILE_SIZE,
	FILE_DELETED,
	FILE_MARK,
	FILE_ACTIVE,
	FILE_MAPPED,
	FILE_DIRTY,
	FILE_WRITEBACK,
	FILE_EVICTED,
	FILE_HOLDERS, /* a table inside the cell */
	FILE_HOLDER,  /* the first of them */
	FILE_CHARGES, /* a table inside the cell */
	FILE_CHARGE,  /* the first of them */
};

static const struct label file_labels[] = {
	[FILE_PATH] = { "path", N_("FILE"),
		N_("Where it is, as this process would open it; of a file system that is not mounted here its type, device and the path inside; \"block device\", which counts as Buffers; null: it has no name."),
		UNIT_TEXT },
	[FILE_DEVICE] = { "device", NULL,
		N_("The device of its file system, or itself: major:minor."), UNIT_TEXT },
	[FILE_INODE] = { "inode", NULL, N_("Its number there; null: it is the device itself."),
		UNIT_NONE },
	[FILE_CACHED] = { "cached_bytes", N_("CACHED"), N_("How much of it is in memory."),
		UNIT_BYTES },
	[FILE_PACE] = { NULL, N_("+/MIN"),
		N_("The pace at which more of it comes into memory, since it was looked at one to two minutes ago."),
		UNIT_PACE },
	[FILE_SIZE] = FILE_SIZE_LABEL,
	[FILE_DELETED] = FILE_DELETED_LABEL,
	[FILE_MAPPED] = FILE_MAPPED_LABEL,
	[FILE_ACTIVE] = { "active_bytes", N_("ACTIVE"),
		N_("Used more than once not long ago, and dropped last; null: it was not counted."),
		UNIT_BYTES },
	[FILE_DIRTY] = { "dirty_bytes", N_("DIRTY"), N_("Changed, and not yet written to disk."),
		UNIT_BYTES },
	[FILE_WRITEBACK] = { "writeback_bytes", NULL, N_("Being written to disk."), UNIT_BYTES },
	[FILE_EVICTED] = { "evicted_bytes", N_("EVICTED"),
		N_("Not in memory now, but evicted not long ago."), UNIT_BYTES },
	[FILE_HOLDERS] = { "holders", NULL,
		N_("The processes that have it open, of those that may be seen; a process that only maps it is not among them."),
		UNIT_TEXT },
	[FILE_HOLDER] = { NULL, N_("OPEN IN"),
		N_("The first process that has it open, and how many others do."), UNIT_TEXT },
	[FILE_CHARGES] = { "charged", NULL,
		N_("The cgroups that pay for its pages, with those that were removed; null: it was not counted, or this kernel has none."),
		UNIT_TEXT },
	[FILE_CHARGE] = { NULL, N_("CHARGED TO"),
		N_("The cgroup that pays for most of its pages, and how many others pay for some."),
		UNIT_TEXT },
	[FILE_MARK] = { NULL, "", NULL, UNIT_TEXT },
};

static const struct document_column file_columns[] = {
	{ &file_labels[FILE_CACHED], SHOWN, 8, FILE_CACHED },
	{ &file_labels[FILE_PACE], ON_SCREEN | DISPENSABLE(7), 7, FILE_PACE },
	{ &file_labels[FILE_SIZE], SHOWN, 8, FILE_SIZE },
	{ &file_labels[FILE_ACTIVE], SHOWN | DISPENSABLE(2), 8, FILE_ACTIVE },
	{ &file_labels[FILE_MAPPED], SHOWN | DISPENSABLE(3), 8, FILE_MAPPED },
	{ &file_labels[FILE_DIRTY], SHOWN | DISPENSABLE(1), 8, FILE_DIRTY },
	{ &file_labels[FILE_EVICTED], SHOWN | DISPENSABLE(4), 8, FILE_EVICTED },
	{ &file_labels[FILE_MARK], SHOWN, 1, FILE_MARK },
	{ &file_labels[FILE_HOLDER], SHOWN | DISPENSABLE(5), 20, FILE_HOLDER },
	{ &file_labels[FILE_CHARGE], SHOWN | DISPENSABLE(6), 18, FILE_CHARGE },
	{ &file_labels[FILE_PATH], EVERYWHERE, 30, FILE_PATH },
	{ &file_labels[FILE_DEVICE], FOR_PROGRAMS, 8, FILE_DEVICE },
	{ &file_labels[FILE_INODE], FOR_PROGRAMS, 8, FILE_INODE },
	{ &file_labels[FILE_CACHED], FOR_PROGRAMS, 8, FILE_CACHED },
	{ &file_labels[FILE_SIZE], FOR_PROGRAMS, 8, FILE_SIZE },
	{ &file_labels[FILE_ACTIVE], FOR_PROGRAMS, 8, FILE_ACTIVE },
	{ &file_labels[FILE_MAPPED], FOR_PROGRAMS, 8, FILE_MAPPED },
	{ &file_labels[FILE_DIRTY], FOR_PROGRAMS, 8, FILE_DIRTY },
	{ &file_labels[FILE_WRITEBACK], FOR_PROGRAMS, 8, FILE_WRITEBACK },
	{ &file_labels[FILE_EVICTED], FOR_PROGRAMS, 8, FILE_EVICTED },
	{ &file_labels[FILE_DELETED], FOR_PROGRAMS, 8, FILE_DELETED },
	{ &file_labels[FILE_HOLDERS], IN_JSON, 8, FILE_HOLDERS },
	{ &file_labels[FILE_CHARGES], IN_JSON, 8, FILE_CHARGES },
};

/* The context of the table of charges. */
struct charge_list {
	const struct cache_report *report;
	const struct cache_charge *charges;
	char *path;
};

struct file_list {
	const struct cache_report *report;
	char *path;                     /* of the row whose path was asked for last */
	const char **paths;             /* of all rows; or NULL */
	struct cache_change *changes;   /* the same */
	bool is_difference;             /* sizes are since a mark */
	struct document_table *holders; /* of the row that was asked for last */
	struct document_table *charges; /* the same, and its rows */
	struct charge_list *charged;
};

/* ---- holders ---- */

static const struct document_column holder_columns[] = {
	{ &process_pid_label, IN_JSON, 0, 0 },
	{ &process_name_label, IN_JSON, 0, 1 },
};

static void holder_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct cache_holder *holder = (const struct cache_holder *)context + row;

	if (id == 0)
		out->value = value_of(holder->pid);
	else
		datum_set_bytes(out, text_of_string(holder->name));
}

static const struct document_table holders_table = { .key = "holders",
	.columns = holder_columns,
	.column_count = COUNT_OF(holder_columns),
	.cell = holder_cell,
	.sorted = -1 };

static void set_holders(const struct file_list *list, size_t row, struct datum *out)
{
	struct document_table *table = list->holders;

	*table = holders_table;
	table->state = list->report->has_holders ? VALUE_OK : list->report->without_holders;
	table->context = cache_file_holders(list->report, row, &table->row_count);
	out->kind = DATUM_TABLE;
	out->value = value_of(0);
	out->table = table;
}

/* "mariadbd/11164 +2" */
static void set_holder(const struct file_list *list, size_t row, struct datum *out)
{
	size_t count;
	const struct cache_holder *first = cache_file_holders(list->report, row, &count);
	int length;

	if (!first) {
		out->value = value_missing(VALUE_NOT_ASKED);
		return;
	}
	if (count == 1)
		length = snprintf(out->buffer, sizeof(out->buffer), "%s/%d", first->name,
			first->pid);
	else
		length = snprintf(out->buffer, sizeof(out->buffer), "%s/%d +%zu", first->name,
			first->pid, count - 1);
	datum_set_bytes(out, text_of(out->buffer, (size_t)length));
}

/* ---- cgroups that pay ---- */

static const struct label charge_labels[] = {
	{ "cgroup", NULL,
		N_("The path of its directory from the root of the hierarchy; null: more cgroups than are told apart, or one that vanished meanwhile."),
		UNIT_TEXT },
	{ "bytes", NULL, N_("Pages of the file that it pays for."), UNIT_BYTES },
	{ "removed", NULL,
		N_("Whether its directory is no more: its pages alone keep it; null: its path is."),
		UNIT_BOOL },
};

static const struct document_column charge_columns[] = {
	{ &charge_labels[0], IN_JSON, 0, 0 },
	{ &charge_labels[1], IN_JSON, 0, 1 },
	{ &charge_labels[2], IN_JSON, 0, 2 },
};

/* NULL: not known which one. */
static const struct cache_cgroup *payer(const struct cache_report *report,
	const struct cache_charge *charge)
{
	if (charge->cgroup == CACHE_NONE || !report->cgroups[charge->cgroup].known)
		return NULL;
	return &report->cgroups[charge->cgroup];
}

static void charge_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct charge_list *list = context;
	const struct cache_charge *charge = &list->charges[row];
	const struct cache_cgroup *cgroup = payer(list->report, charge);

	if (id == 1)
		out->value = value_of(charge->pages * list->report->page_bytes);
	else if (!cgroup)
		out->kind = DATUM_NONE;
	else if (id == 0)
		datum_set_bytes(out,
			text_of(list->path, cache_cgroup_path(list->report, cgroup, list->path)));
	else
		out->value = value_of(cgroup->is_removed);
}

static const struct document_table charges_table = { .key = "charged",
	.columns = charge_columns,
	.column_count = COUNT_OF(charge_columns),
	.cell = charge_cell,
	.sorted = -1 };
static const struct document_table *const inner[] = { &holders_table, &charges_table, NULL };

static enum value_state charges_state(const struct file_list *list, size_t row)
{
	if (!list->report->has_charges)
		return list->report->uncounted;
	return list->report->files[row].is_counted ? VALUE_OK : why_file_uncounted(list->report);
}

static void set_charges(const struct file_list *list, size_t row, struct datum *out)
{
	struct document_table *table = list->charges;

	*table = charges_table;
	table->state = charges_state(list, row);
	table->context = list->charged;
	*list->charged = (struct charge_list){ list->report,
		cache_file_charges(list->report, row, &table->row_count), list->path };
	out->kind = DATUM_TABLE;
	out->value = value_of(0);
	out->table = table;
}

/* "job-35af +2" */
static void set_charge(const struct file_list *list, size_t row, struct datum *out)
{
	size_t count;
	const struct cache_charge *first = cache_file_charges(list->report, row, &count);
	const struct cache_cgroup *cgroup = first ? payer(list->report, first) : NULL;
	const char *name = cgroup ? string_pool_at(&list->report->names, cgroup->name) : "?";
	int length;

	if (!first) {
		out->value = value_missing(why_file_uncounted(list->report));
		return;
	}
	if (cgroup && cgroup->parent == CACHE_NONE)
		name = "/";
	if (count == 1)
		length = snprintf(out->buffer, sizeof(out->buffer), "%s", name);
	else
		length = snprintf(out->buffer, sizeof(out->buffer), "%.120s +%zu", name, count - 1);
	datum_set_bytes(out,
		text_of(out->buffer, min_size((size_t)length, sizeof(out->buffer) - 1)));
}

void cache_set_path(struct datum *out, const struct cache_report *report,
	const struct cache_file *file, const char *kept, char *scratch)
{
	if (kept)
		datum_set_bytes(out, text_of_string(kept));
	else if (cache_file_is_named(report, file))
		datum_set_bytes(out, text_of(scratch, cache_file_path(report, file, scratch)));
	else if (cache_file_is_device(report, file))
		datum_set_word(out, "block device", N_("block device"));
	else
		out->kind = DATUM_NONE;
}

const char *cache_keep_path(struct document *document, const struct cache_report *report,
	const struct cache_file *file, char *scratch)
{
	if (!cache_file_is_named(report, file))
		return NULL;
	return document_copy(document, scratch, cache_file_path(report, file, scratch) + 1);
}

static void set_device(const struct file_list *list, const struct cache_file *file,
	struct datum *out)
{
	const struct cache_superblock *superblock = &list->report->superblocks[file->superblock];
	bool is_device = cache_file_is_device(list->report, file);
	int length = snprintf(out->buffer, sizeof(out->buffer), "%u:%u",
		is_device ? CACHE_MAJOR(file->number) : superblock->major,
		is_device ? CACHE_MINOR(file->number) : superblock->minor);

	datum_set_bytes(out, text_of(out->buffer, (size_t)length));
}

static struct value state_of(const struct file_list *list, const struct cache_file *file,
	unsigned id)
{
	const uint32_t pages[] = { [FILE_ACTIVE] = file->active,
		[FILE_MAPPED] = file->mapped,
		[FILE_DIRTY] = file->dirty,
		[FILE_WRITEBACK] = file->writeback,
		[FILE_EVICTED] = file->evicted };

	/* The file itself does not tell how it is used. */
	if (list->report->method == KERNEL_BY_CANDIDATES &&
		(id == FILE_ACTIVE || id == FILE_MAPPED))
		return value_missing(kernel_refusal_state(&list->report->refusal));
	if (file->is_denied)
		return value_missing(VALUE_DENIED);
	return file->is_counted ? value_of(pages[id] * list->report->page_bytes)
				: value_missing(why_file_uncounted(list->report));
}

static struct value cached_of(const struct file_list *list, size_t row)
{
	if (list->report->files[row].is_denied)
		return value_missing(VALUE_DENIED);
	return list->changes ? list->changes[row].size
			     : value_of(list->report->files[row].cached_bytes);
}

static void file_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct file_list *list = context;
	const struct cache_file *file = &list->report->files[row];

	switch (id) {
	case FILE_PATH:
		cache_set_path(out, list->report, file, list->paths ? list->paths[row] : NULL,
			list->path);
		break;
	case FILE_DEVICE:
		set_device(list, file, out);
		break;
	case FILE_MARK:
		datum_set_bytes(out, text_of_string(file->deleted ? "D" : " "));
		break;
	case FILE_INODE:
		if (cache_file_is_device(list->report, file))
			out->kind = DATUM_NONE;
		else
			out->value = value_of(file->number);
		break;
	case FILE_CACHED:
		out->value = cached_of(list, row);
		break;
	case FILE_PACE:
		out->value =
			list->changes ? list->changes[row].pace : value_missing(VALUE_NOT_ASKED);
		break;
	case FILE_SIZE:
		out->value = value_of(file->size_bytes);
		break;
	case FILE_DELETED:
		out->value = value_of(file->deleted);
		break;
	case FILE_HOLDERS:
		set_holders(list, row, out);
		break;
	case FILE_HOLDER:
		set_holder(list, row, out);
		break;
	case FILE_CHARGES:
		set_charges(list, row, out);
		break;
	case FILE_CHARGE:
		set_charge(list, row, out);
		break;
	default:
		out->value = state_of(list, file, id);
	}
}

static uint64_t file_key(const void *context, size_t row)
{
	return ((const struct file_list *)context)->report->files[row].inode;
}

static enum unit file_unit(const void *context, size_t row, unsigned id)
{
	(void)row;
	return ((const struct file_list *)context)->is_difference && id == FILE_CACHED
		       ? UNIT_SIGNED
		       : file_labels[id].unit;
}

struct cache_change cache_change_of(const struct cache_request *request, uint64_t key,
	uint64_t cached)
{
	enum cache_grouping by = request->grouping.by;

	return (struct cache_change){
		.pace = request->before
				? cache_past_pace(request->before, by, key, cached, request->now_ns)
				: value_missing(VALUE_PENDING),
		.size = request->mark ? cache_past_difference(request->mark, by, key, cached)
				      : value_of(cached),
	};
}

static void keep_changes(struct document *document, struct file_list *list,
	const struct cache_request *request, size_t count)
{
	struct cache_change *changes = calloc(count + 1, sizeof(*changes));

	if (!changes) {
		document_fail(document);
		return;
	}
	for (size_t i = 0; i < count; i++)
		changes[i] = cache_change_of(request, cache_file_key(&list->report->files[i]),
			list->report->files[i].cached_bytes);
	document_hold(document, changes, free);
	list->changes = changes;
	list->is_difference = request->mark != NULL;
}

static void keep_paths(struct document *document, struct file_list *list, size_t count)
{
	const char **paths = calloc(count + 1, sizeof(*paths));

	if (!paths) {
		document_fail(document);
		return;
	}
	for (size_t i = 0; i < count; i++)
		paths[i] = cache_keep_path(document, list->report, &list->report->files[i],
			list->path);
	document_hold(document, paths, free);
	list->paths = paths;
}

static void put_files(struct document *document, const struct cache_request *request)
{
	struct file_list list = { .report = request->report };
	struct charge_list charged = { .report = request->report };
	char empty[CACHE_PATH] = "";
	size_t count = request->report->file_count;

	list.holders = document_copy(document, &holders_table, sizeof(holders_table));
	list.charges = document_copy(document, &charges_table, sizeof(charges_table));
	list.charged = document_copy(document, &charged, sizeof(charged));
	list.path = document_copy(document, empty, sizeof(empty));
	if (request->most)
		count = min_size(request->most, count);
	if (request->lasts && list.path)
		keep_paths(document, &list, count);
	if (request->lasts)
		keep_changes(document, &list, request, count);
	document_table(document, &(struct document_table){ .key = "files",
					 .columns = file_columns,
					 .column_count = COUNT_OF(file_columns),
					 .context = document_copy(document, &list, sizeof(list)),
					 .row_count = count,
					 .inner = inner,
					 .state = VALUE_OK,
					 .cell = file_cell,
					 .row_key = file_key,
					 .unit = list.is_difference ? file_unit : NULL,
					 .sorted = FILE_CACHED,
					 .is_main = true });
}

/* More files than are kept one by one. */
static const char *rest_form(const struct cache_request *request, const struct cache_sums *sums,
	unsigned long count)
{
	if (sums->files > request->report->file_count)
		return ngettext("and %llu smaller file with %s; --by=directory adds it up",
			"and %llu smaller files with %s; --by=directory adds them up", count);
	return ngettext("and %llu smaller file with %s; --json and --csv list all of them",
		"and %llu smaller files with %s; --json and --csv list all of them", count);
}

const struct cache_file *cache_row_file(const struct document_table *table, size_t row)
{
	if (table->cell != file_cell || row >= table->row_count)
		return NULL;
	return &((const struct file_list *)table->context)->report->files[row];
}

static void say_rest(struct document *document, const struct cache_request *request,
	const struct cache_sums *sums)
{
	uint64_t listed = 0;
	char size[UNITS_SIZE];

	if (!request->most || sums->files <= request->most)
		return;
	for (size_t i = 0; i < min_size(request->most, request->report->file_count); i++)
		listed += request->report->files[i].cached_bytes;
	units_bytes(size, sums->cached + sums->buffers - listed, SCALE_AUTO);
	document_say(document, EMPHASIS_FAINT,
		rest_form(request, sums, (unsigned long)(sums->files - request->most)),
		(unsigned long long)(sums->files - request->most), size);
}

static void put_rows(struct document *document, const struct cache_request *request,
	const struct cache_sums *sums)
{
	static const struct label by = { "by", NULL,
		N_("What a row is: file, directory, filesystem, process or cgroup."), UNIT_TEXT };

	document_datum(document, &by,
		datum_of_word(cache_grouping_keys[request->grouping.by], NULL));
	if (request->grouping.by != CACHE_BY_FILE) {
		cache_put_groups(document, request);
		return;
	}
	put_files(document, request);
	say_rest(document, request, sums);
}

static void put_findings(struct document *document, const struct cache_report *report)
{
	struct findings findings = { .count = 0 };
	struct cache_evidence evidence;

	cache_evidence_of(&evidence, report);
	findings_judge(&findings, &(struct facts){ &cache_subject, { .cache = &evidence } });
	findings_put(document, &findings, true);
}

struct document *cache_document(const struct cache_request *request)
{
	static const char *const sources[KERNEL_METHODS] = { [KERNEL_BY_BPF] = "bpf+meminfo",
		[KERNEL_BY_KCORE] = "kcore+meminfo",
		[KERNEL_BY_CANDIDATES] = "cachestat+meminfo" };
	const struct cache_sums sums = cache_report_sums(request->report);
	struct document *document = document_new();

	if (!document)
		return NULL;
	document_schema(document);
	document_read_from(document, sources[request->report->method]);
	kernel_way_put(document, request->report->method, &request->report->refusal);
	say_share(document, request->report, &sums);
	put_findings(document, request->report);
	cache_put_search(document, request->search);
	put_sums(document, request->report, &sums);
	put_counts(document, request->report, &sums);
	put_rows(document, request, &sums);
	return document;
}

static struct document *specimen_by(enum cache_grouping by)
{
	static const struct cache_report nothing;

	return cache_document(
		&(struct cache_request){ .report = &nothing, .grouping = { .by = by } });
}

struct document *cache_specimen(void)
{
	return specimen_by(CACHE_BY_FILE);
}

struct document *cache_groups_specimen(void)
{
	return specimen_by(CACHE_BY_DIRECTORY);
}
