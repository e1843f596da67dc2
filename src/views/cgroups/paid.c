/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/cgroups/paid.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/kernel/cache_paid.h"
#include "document/labels.h"
#include "views/cache/cache.h"

enum {
	PAID_CHARGED,
	PAID_CACHED,
	PAID_SIZE,
	PAID_REMOVED,
	PAID_DELETED,
	PAID_INODE,
	PAID_PATH,
};

static const struct label paid_labels[] = {
	[PAID_CHARGED] = { "charged_bytes", N_("CHARGED"),
		N_("Pages of it that this cgroup, or one below it, pays for."), UNIT_BYTES },
	[PAID_CACHED] = { "cached_bytes", N_("CACHED"),
		N_("How much of it is in memory, whatever cgroup pays."), UNIT_BYTES },
	[PAID_SIZE] = FILE_SIZE_LABEL,
	[PAID_REMOVED] = { "removed_bytes", N_("REMOVED"),
		N_("What of that is charged to cgroups below it whose directory is no more."),
		UNIT_BYTES },
	[PAID_DELETED] = FILE_DELETED_LABEL,
	[PAID_INODE] = { "inode", NULL, N_("Its number in its file system."), UNIT_NONE },
	[PAID_PATH] = { "path", N_("FILE"),
		N_("Where it is, as this process would open it; of shared memory without a file what the kernel calls it; null: it has no name."),
		UNIT_TEXT },
};

static const struct document_column paid_columns[] = {
	{ &paid_labels[PAID_CHARGED], EVERYWHERE, 8, PAID_CHARGED },
	{ &paid_labels[PAID_CACHED], EVERYWHERE, 8, PAID_CACHED },
	{ &paid_labels[PAID_SIZE], EVERYWHERE | DISPENSABLE(2), 8, PAID_SIZE },
	{ &paid_labels[PAID_REMOVED], EVERYWHERE | DISPENSABLE(1), 8, PAID_REMOVED },
	{ &paid_labels[PAID_DELETED], FOR_PROGRAMS, 8, PAID_DELETED },
	{ &paid_labels[PAID_INODE], FOR_PROGRAMS, 8, PAID_INODE },
	{ &paid_labels[PAID_PATH], EVERYWHERE, 30, PAID_PATH },
};

/* One of the two tables. */
struct paid_list {
	const struct cache_report *report;
	const struct cache_paid_file *files;
	size_t count;
	const char **paths; /* of all rows; or NULL */
	char *path;         /* of the row whose path was asked for last; not owned */
};

/* ---- rows ---- */

static const struct cache_file *file_of(const struct paid_list *list, size_t row)
{
	return &list->report->files
			[list->files[row].file]; /* NOLINT(clang-analyzer-core.NullDereference) */
}

static void paid_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct paid_list *list = context;
	const struct cache_file *file = file_of(list, row);

	switch (id) {
	case PAID_CHARGED:
		out->value = value_of((int64_t)list->files[row].bytes);
		break;
	case PAID_REMOVED:
		out->value = value_of((int64_t)list->files[row].removed);
		break;
	case PAID_CACHED:
		out->value = value_of((int64_t)file->cached_bytes);
		break;
	case PAID_SIZE:
		out->value = value_of((int64_t)file->size_bytes);
		break;
	case PAID_DELETED:
		out->value = value_of(file->deleted);
		break;
	case PAID_INODE:
		out->value = value_of((int64_t)file->number);
		break;
	default:
		cache_set_path(out, list->report, file, list->paths ? list->paths[row] : NULL,
			list->path);
	}
}

static uint64_t paid_key(const void *context, size_t row)
{
	return file_of(context, row)->inode;
}

/* ---- tables ---- */

/* For people: few rows, whose paths last. */
static void keep_paths(struct document *document, struct paid_list *list)
{
	list->paths = calloc(list->count + 1, sizeof(*list->paths));
	if (!list->paths) {
		document_fail(document);
		return;
	}
	document_hold(document, list->paths, free);
	for (size_t i = 0; i < list->count; i++)
		list->paths[i] =
			cache_keep_path(document, list->report, file_of(list, i), list->path);
}

static const struct paid_table {
	const char *key, *title;
	enum cgroup_part part;
} paid_tables[] = {
	{ "files", N_("The files in the page cache that it pays for"), CGROUP_PART_FILES },
	{ "shared_objects", N_("The files in tmpfs, memfd and System V that it pays for"),
		CGROUP_PART_SHARED },
};

struct cgroup_paid {
	struct cgroup_files files;
	struct cache_paid paid;
	char path[CACHE_PATH]; /* of the row whose path was asked for last */
};

static void put_table(struct document *document, const struct paid_table *table,
	struct paid_list list, const struct cgroup_files *files, enum cgroup_part part)
{
	if (files->most && list.count > files->most)
		list.count = files->most;
	if (files->most)
		keep_paths(document, &list);
	document_open(document, NULL, list.count > 0 ? table->title : NULL);
	document_table(document, &(struct document_table){ .key = table->key,
					 .columns = paid_columns,
					 .column_count = COUNT_OF(paid_columns),
					 .context = document_copy(document, &list, sizeof(list)),
					 .row_count = list.count,
					 .state = files->state,
					 .cell = paid_cell,
					 .row_key = paid_key,
					 .hides_empty = true,
					 .sorted = PAID_CHARGED,
					 .is_main = part == table->part });
	document_close(document);
}

void cgroup_put_paid(struct document *document, struct cgroup_paid *paid, enum cgroup_part part)
{
	struct paid_list list = { .report = paid->files.report,
		.files = paid->paid.files,
		.count = paid->paid.file_count,
		.path = paid->path };

	document_read_from(document, "BPF");
	put_table(document, &paid_tables[0], list, &paid->files, part);
	if (list.files)
		list.files += list.count;
	list.count = paid->paid.shared_count;
	put_table(document, &paid_tables[1], list, &paid->files, part);
	document_read_from(document, "memory.stat");
}

/* ---- the sentence ---- */

static void say_sums(struct document *document, const struct cache_paid *paid)
{
	char files[UNITS_SIZE], shared[UNITS_SIZE];

	units_value(files, value_of((int64_t)paid->file_bytes), UNIT_BYTES, SCALE_AUTO);
	units_value(shared, value_of((int64_t)paid->shared_bytes), UNIT_BYTES, SCALE_AUTO);
	document_say(document, EMPHASIS_NONE,
		_("It pays for %s of files in the page cache, and for %s of tmpfs, memfd and System V."),
		files, shared);
}

static void put_sums(struct document *document, const struct cache_paid *paid,
	enum value_state state)
{
	static const struct label files = { "charged_file_bytes", NULL,
		N_("What it pays for of files in the page cache, counted file by file."),
		UNIT_BYTES };
	static const struct label shared = { "charged_shared_bytes", NULL,
		N_("What it pays for of files in tmpfs, memfd and System V, counted file by file."),
		UNIT_BYTES };
	bool known = state == VALUE_OK;

	document_figure(document, &files,
		known ? value_of((int64_t)paid->file_bytes) : value_missing(state));
	document_figure(document, &shared,
		known ? value_of((int64_t)paid->shared_bytes) : value_missing(state));
}

/* A report without charges leaves it unknown. */
static struct cgroup_files known_files(const struct cgroup_files *files)
{
	struct cgroup_files known = *files;

	if (files->state == VALUE_OK && !files->report->has_charges) {
		known.state = VALUE_ABSENT;
		known.said = _("This kernel does not say which cgroup pays for a page.");
	}
	return known;
}

static void release(void *context)
{
	struct cgroup_paid *paid = context;

	cache_paid_free(&paid->paid);
	free(paid);
}

struct cgroup_paid *cgroup_say_paid(struct document *document, uint64_t id,
	const struct cgroup_files *files)
{
	struct cgroup_paid *paid = calloc(1, sizeof(*paid));
	enum value_state state;

	if (!paid) {
		document_fail(document);
		return NULL;
	}
	paid->files = known_files(files);
	state = paid->files.state;
	document_hold(document, paid, release);
	if (state == VALUE_OK && cache_paid_find(&paid->paid, files->report, id) != STATUS_OK)
		document_fail(document);
	else if (state == VALUE_OK)
		say_sums(document, &paid->paid);
	else if (paid->files.said && *paid->files.said)
		document_say(document, EMPHASIS_NONE, "%s", paid->files.said);
	document_read_from(document, "BPF");
	put_sums(document, &paid->paid, state);
	document_read_from(document, "memory.stat");
	return paid;
}
