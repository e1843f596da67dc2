/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/cache/groups.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "document/labels.h"
#include "document/tree.h"

enum {
	GROUP_NAME,
	GROUP_SHOWN, /* the same for people */
	GROUP_TYPE,
	GROUP_PID,
	GROUP_REMOVED,
	GROUP_DEPTH,
	GROUP_CACHED,
	GROUP_PACE,
	GROUP_FILES,
	GROUP_ACTIVE,
	GROUP_MAPPED,
	GROUP_DIRTY,
	GROUP_EVICTED,
	GROUP_DELETED,
};

static const struct label group_labels[] = {
	[GROUP_NAME] = { "name", NULL,
		N_("The path of a directory, of where a file system is mounted, or of a cgroup; the name of a process; null: what is in none."),
		UNIT_TEXT },
	[GROUP_SHOWN] = { NULL, N_("NAME"),
		N_("A directory, below the one that it is in; where a file system is mounted; a process; a cgroup."),
		UNIT_TEXT },
	[GROUP_TYPE] = { "type", NULL, N_("By file system: its type."), UNIT_TEXT },
	[GROUP_PID] = { "pid", NULL,
		N_("By process: its number; null: by another, or no process has it open."),
		UNIT_NONE },
	[GROUP_REMOVED] = { "removed", NULL,
		N_("By cgroup: whether its directory is no more, so that its pages alone keep it; null: by another, or none pays."),
		UNIT_BOOL },
	[GROUP_DEPTH] = { "depth", NULL,
		N_("By directory: how many stand above it; those with 0 are file systems and add up to all, for each is counted with what lies below it; null: by another."),
		UNIT_COUNT },
	[GROUP_CACHED] = { "cached_bytes", N_("CACHED"),
		N_("What of its files is in memory; what several processes have open is divided among them."),
		UNIT_BYTES },
	[GROUP_PACE] = { NULL, N_("+/MIN"),
		N_("The pace at which more of it comes into memory, since it was looked at one to two minutes ago."),
		UNIT_PACE },
	[GROUP_FILES] = { "file_count", N_("FILES"), N_("Files that have pages in the cache."),
		UNIT_COUNT },
	[GROUP_ACTIVE] = { "active_bytes", N_("ACTIVE"),
		N_("Used more than once not long ago, and dropped last."), UNIT_BYTES },
	[GROUP_MAPPED] = FILE_MAPPED_LABEL,
	[GROUP_DIRTY] = { "dirty_bytes", N_("DIRTY"),
		N_("Changed, and not yet written to disk; without tmpfs."), UNIT_BYTES },
	[GROUP_EVICTED] = { "evicted_bytes", N_("EVICTED"),
		N_("Not in memory, but until not long ago."), UNIT_BYTES },
	[GROUP_DELETED] = { "deleted_bytes", N_("DELETED"),
		N_("Of files that have no name any more, and that a process still holds."),
		UNIT_BYTES },
};

static const struct document_column group_columns[] = {
	{ &group_labels[GROUP_CACHED], SHOWN, 8, GROUP_CACHED },
	{ &group_labels[GROUP_PACE], ON_SCREEN | DISPENSABLE(7), 7, GROUP_PACE },
	{ &group_labels[GROUP_FILES], SHOWN, 7, GROUP_FILES },
	{ &group_labels[GROUP_ACTIVE], SHOWN | DISPENSABLE(2), 8, GROUP_ACTIVE },
	{ &group_labels[GROUP_MAPPED], SHOWN | DISPENSABLE(3), 8, GROUP_MAPPED },
	{ &group_labels[GROUP_DIRTY], SHOWN | DISPENSABLE(1), 8, GROUP_DIRTY },
	{ &group_labels[GROUP_EVICTED], SHOWN | DISPENSABLE(5), 8, GROUP_EVICTED },
	{ &group_labels[GROUP_DELETED], SHOWN | DISPENSABLE(4), 8, GROUP_DELETED },
	{ &group_labels[GROUP_SHOWN], SHOWN, 30, GROUP_SHOWN },
	{ &group_labels[GROUP_NAME], FOR_PROGRAMS, 30, GROUP_NAME },
	{ &group_labels[GROUP_TYPE], FOR_PROGRAMS, 8, GROUP_TYPE },
	{ &group_labels[GROUP_PID], FOR_PROGRAMS, 8, GROUP_PID },
	{ &group_labels[GROUP_REMOVED], FOR_PROGRAMS, 8, GROUP_REMOVED },
	{ &group_labels[GROUP_DEPTH], FOR_PROGRAMS, 8, GROUP_DEPTH },
	{ &group_labels[GROUP_FILES], FOR_PROGRAMS, 8, GROUP_FILES },
	{ &group_labels[GROUP_CACHED], FOR_PROGRAMS, 8, GROUP_CACHED },
	{ &group_labels[GROUP_ACTIVE], FOR_PROGRAMS, 8, GROUP_ACTIVE },
	{ &group_labels[GROUP_MAPPED], FOR_PROGRAMS, 8, GROUP_MAPPED },
	{ &group_labels[GROUP_DIRTY], FOR_PROGRAMS, 8, GROUP_DIRTY },
	{ &group_labels[GROUP_EVICTED], FOR_PROGRAMS, 8, GROUP_EVICTED },
	{ &group_labels[GROUP_DELETED], FOR_PROGRAMS, 8, GROUP_DELETED },
};

struct group_list {
	const struct cache_report *report;
	struct cache_groups groups;
	enum cache_grouping by;
	bool is_screen, ascii;
	uint64_t *branches;           /* of each line, on screen; or NULL */
	struct cache_change *changes; /* of each line, on screen; or NULL */
	bool is_difference;           /* sizes are since a mark */
	const char **names; /* of what is no directory; NULL in it: it is one, or has none */
	char path[CACHE_PATH];
};

static void list_free(void *context)
{
	struct group_list *list = context;

	cache_groups_free(&list->groups);
	free(list->branches);
	free(list->changes);
	free(list->names);
	free(list);
}

/* ---- names ---- */

static struct text lead_of(const struct group_list *list, size_t row, char out[static DATUM_BUFFER])
{
	const struct cache_group *group = &list->groups.groups[row];
	const struct tree_line drawn = { .depth = group->depth,
		.last_child = group->last_child,
		.folded = group->folded,
		.count = group->count,
		.branches = list->branches ? list->branches[row] : 0 };
	struct tree_lead lead = { .text = out };

	if (list->by != CACHE_BY_DIRECTORY)
		return text_of(out, 0);
	if (!list->is_screen)
		return tree_text(out, group->depth, group->last_child);
	tree_lead_branches(&lead, &drawn, list->ascii);
	tree_lead_fold(&lead, &drawn, list->ascii);
	return text_of(lead.text, lead.length);
}

/* A process may lack its name; whose it is says its number. */
static void set_shown(const struct group_list *list, size_t row, struct datum *out)
{
	const struct cache_group *group = &list->groups.groups[row];
	const struct cache_report *report = list->report;

	if (group->directory != CACHE_NONE)
		datum_set_bytes(out, text_of_string(string_pool_at(&report->names,
					     report->directories[group->directory].name)));
	else if (list->names && list->names[row])
		datum_set_bytes(out, text_of_string(list->names[row]));
	else if (group->holder)
		datum_set_bytes(out,
			text_of(out->buffer,
				(size_t)snprintf(out->buffer, sizeof(out->buffer), "%s/%d",
					group->holder->name, group->holder->pid)));
	else if (list->by == CACHE_BY_PROCESS)
		datum_set_word(out, "none", N_("(no process has it open)"));
	else
		datum_set_word(out, "none", N_("(no cgroup is known to pay)"));
	if (list->by == CACHE_BY_DIRECTORY)
		out->lead = lead_of(list, row, out->buffer);
}

static void set_name(struct group_list *list, size_t row, struct datum *out)
{
	const struct cache_group *group = &list->groups.groups[row];

	if (group->directory != CACHE_NONE)
		datum_set_bytes(out,
			text_of(list->path, cache_directory_path(list->report, group->superblock,
						    group->directory, list->path)));
	else if (list->names && list->names[row])
		datum_set_bytes(out, text_of_string(list->names[row]));
	else if (group->holder)
		datum_set_bytes(out, text_of_string(group->holder->name));
	else
		out->kind = DATUM_NONE;
}

/* ---- figures ---- */

/* A cgroup is charged for pages, whose other states were not kept apart; files do not tell how they are used. */
static struct value state_of(const struct group_list *list, unsigned id, uint64_t bytes)
{
	bool is_told = list->report->method != KERNEL_BY_CANDIDATES ||
		       (id != GROUP_ACTIVE && id != GROUP_MAPPED);

	if (!is_told)
		return value_missing(kernel_refusal_state(&list->report->refusal));
	return list->by == CACHE_BY_CGROUP ? value_missing(VALUE_NOT_ASKED) : value_of(bytes);
}

static void set_state(const struct group_list *list, const struct cache_share *share, unsigned id,
	struct datum *out)
{
	const uint64_t bytes[] = { [GROUP_ACTIVE] = share->active,
		[GROUP_MAPPED] = share->mapped,
		[GROUP_DIRTY] = share->dirty,
		[GROUP_EVICTED] = share->evicted,
		[GROUP_DELETED] = share->deleted };

	out->value = state_of(list, id, bytes[id]);
}

/* What only one kind of group has. */
static void set_own(const struct group_list *list, const struct cache_group *group, unsigned id,
	struct datum *out)
{
	const struct cache_report *report = list->report;

	out->kind = DATUM_NONE;
	if (id == GROUP_TYPE && list->by == CACHE_BY_FILESYSTEM)
		datum_set_bytes(out, text_of_string(report->superblocks[group->superblock].type));
	else if (id == GROUP_PID && group->holder)
		*out = datum_of(value_of(group->holder->pid));
	else if (id == GROUP_REMOVED && group->cgroup != CACHE_NONE)
		*out = datum_of(value_of(report->cgroups[group->cgroup].is_removed));
	else if (id == GROUP_DEPTH && list->by == CACHE_BY_DIRECTORY)
		*out = datum_of(value_of(group->depth));
}

static void group_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	/* The table hands it back as it got it; only the path of the last row changes. */
	struct group_list *list = *(struct group_list *const *)context;
	const struct cache_group *group = &list->groups.groups[row];

	switch (id) {
	case GROUP_NAME:
		set_name(list, row, out);
		break;
	case GROUP_SHOWN:
		set_shown(list, row, out);
		break;
	case GROUP_CACHED:
		out->value =
			list->changes ? list->changes[row].size : value_of(group->share.cached);
		break;
	case GROUP_PACE:
		out->value =
			list->changes ? list->changes[row].pace : value_missing(VALUE_NOT_ASKED);
		break;
	case GROUP_FILES:
		out->value = value_of(group->share.files);
		break;
	case GROUP_TYPE:
	case GROUP_PID:
	case GROUP_REMOVED:
	case GROUP_DEPTH:
		set_own(list, group, id, out);
		break;
	default:
		set_state(list, &group->share, id, out);
	}
}

static enum unit group_unit(const void *context, size_t row, unsigned id)
{
	(void)row;
	return (*(struct group_list *const *)context)->is_difference && id == GROUP_CACHED
		       ? UNIT_SIGNED
		       : group_labels[id].unit;
}

static uint64_t group_key(const void *context, size_t row)
{
	return (*(struct group_list *const *)context)->groups.groups[row].key;
}

/* ---- the table ---- */

static const char *copy_path(struct document *document, const struct group_list *list,
	const struct cache_group *group, char path[static CACHE_PATH])
{
	size_t length;

	if (group->cgroup != CACHE_NONE)
		length = cache_cgroup_path(list->report, &list->report->cgroups[group->cgroup],
			path);
	else if (group->superblock != CACHE_NONE && group->directory == CACHE_NONE)
		length = cache_directory_path(list->report, group->superblock, CACHE_NONE, path);
	else
		return NULL;
	return document_copy(document, path, length + 1);
}

static void prepare(struct document *document, struct group_list *list)
{
	uint64_t running = 0;

	list->names = calloc(list->groups.count + 1, sizeof(*list->names));
	list->branches = calloc(list->groups.count + 1, sizeof(*list->branches));
	for (size_t i = 0; i < list->groups.count; i++) {
		const struct cache_group *group = &list->groups.groups[i];

		if (list->names)
			list->names[i] = copy_path(document, list, group, list->path);
		if (list->branches)
			list->branches[i] =
				tree_branches(&running, group->depth, group->last_child);
	}
}

static void keep_changes(struct group_list *list, const struct cache_request *request)
{
	list->changes = calloc(list->groups.count + 1, sizeof(*list->changes));
	list->is_difference = list->changes && request->mark;
	for (size_t i = 0; list->changes && i < list->groups.count; i++)
		list->changes[i] = cache_change_of(request, list->groups.groups[i].key,
			list->groups.groups[i].share.cached);
}

static enum value_state known(const struct cache_report *report, enum cache_grouping by)
{
	if (report->method == KERNEL_BY_CANDIDATES && report->held.processes == 0)
		return kernel_refusal_state(&report->refusal);
	if (by == CACHE_BY_PROCESS && !report->has_holders)
		return report->without_holders;
	if (by == CACHE_BY_CGROUP && !report->has_charges)
		return report->method == KERNEL_BY_BPF ? VALUE_ABSENT
						       : kernel_refusal_state(&report->refusal);
	return VALUE_OK;
}

void cache_put_groups(struct document *document, const struct cache_request *request)
{
	struct group_list *list = calloc(1, sizeof(*list));
	enum value_state state = known(request->report, request->grouping.by);

	if (!list || (state == VALUE_OK && cache_groups_make(&list->groups, request->report,
						   &request->grouping) != STATUS_OK)) {
		free(list);
		document_fail(document);
		return;
	}
	list->report = request->report;
	list->by = request->grouping.by;
	list->is_screen = request->lasts;
	list->ascii = request->ascii;
	prepare(document, list);
	if (request->lasts)
		keep_changes(list, request);
	document_hold(document, list, list_free);
	document_table(document,
		&(struct document_table){ .key = "groups",
			.columns = group_columns,
			.column_count = COUNT_OF(group_columns),
			.context = document_copy(document, &list, sizeof(list)),
			.row_count = list->groups.count,
			.state = state,
			.cell = group_cell,
			.row_key = group_key,
			.unit = list->is_difference ? group_unit : NULL,
			.sorted = list->by == CACHE_BY_DIRECTORY ? -1 : GROUP_CACHED,
			.is_main = true });
}

size_t cache_line_count(const struct document_table *table)
{
	return table->cell == group_cell ? table->row_count : 0;
}

struct cache_tree_line cache_line(const struct document_table *table, size_t row)
{
	const struct group_list *list = *(struct group_list *const *)table->context;
	const struct cache_group *group = &list->groups.groups[row];

	return (struct cache_tree_line){ group->depth, group->count, group->key };
}
