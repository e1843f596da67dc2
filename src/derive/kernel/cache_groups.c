/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/kernel/cache_groups.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"
#include "derive/kernel/cache_tree.h"

const char *const cache_grouping_keys[CACHE_GROUPINGS] = {
	[CACHE_BY_FILE] = "file",
	[CACHE_BY_DIRECTORY] = "directory",
	[CACHE_BY_FILESYSTEM] = "filesystem",
	[CACHE_BY_PROCESS] = "process",
	[CACHE_BY_CGROUP] = "cgroup",
};

/* Pages of tmpfs are dirty as long as they live; see cache_report_sums(). */
struct cache_share cache_share_of(const struct cache_report *report, const struct cache_file *file)
{
	enum cache_content content = report->superblocks[file->superblock].content;
	uint64_t page = file->is_counted ? report->page_bytes : 0;

	return (struct cache_share){ .files = 1,
		.cached = file->cached_bytes,
		.active = file->active * page,
		.mapped = file->mapped * page,
		.dirty = content == CACHE_OF_TMPFS ? 0 : file->dirty * page,
		.evicted = file->evicted * page,
		.deleted = file->deleted && content != CACHE_OF_DEVICES ? file->cached_bytes : 0 };
}

struct cache_share cache_share_of_rest(const struct cache_report *report,
	const struct cache_directory *directory)
{
	return (struct cache_share){ .files = directory->rest_files,
		.cached = cache_directory_rest(report, directory) };
}

void cache_share_add(struct cache_share *sum, const struct cache_share *share)
{
	sum->files += share->files;
	sum->cached += share->cached;
	sum->active += share->active;
	sum->mapped += share->mapped;
	sum->dirty += share->dirty;
	sum->evicted += share->evicted;
	sum->deleted += share->deleted;
}

/* The part of one of count, of which the first has what cannot be divided. */
static uint64_t part_of(uint64_t whole, size_t at, size_t count)
{
	return whole / count + (at == 0 ? whole % count : 0);
}

static struct cache_share divided(const struct cache_share *share, size_t at, size_t count)
{
	return (struct cache_share){ .files = share->files,
		.cached = part_of(share->cached, at, count),
		.active = part_of(share->active, at, count),
		.mapped = part_of(share->mapped, at, count),
		.dirty = part_of(share->dirty, at, count),
		.evicted = part_of(share->evicted, at, count),
		.deleted = part_of(share->deleted, at, count) };
}

/* ---- lists ---- */

static void add_filesystems(struct cache_groups *groups, const struct cache_report *report)
{
	for (size_t i = 0; i < report->superblock_count; i++) {
		const struct cache_superblock *superblock = &report->superblocks[i];
		struct cache_group *group = &groups->groups[i];

		group->superblock = (uint32_t)i;
		group->key = superblock->address;
		group->share.files = superblock->rest_files;
		group->share.cached = superblock->rest_bytes;
	}
	for (size_t i = 0; i < report->directory_count; i++) {
		struct cache_share rest = cache_share_of_rest(report, &report->directories[i]);

		cache_share_add(&groups->groups[report->directories[i].superblock].share, &rest);
	}
	for (size_t i = 0; i < report->file_count; i++) {
		struct cache_share share = cache_share_of(report, &report->files[i]);

		cache_share_add(&groups->groups[report->files[i].superblock].share, &share);
	}
	groups->count = report->superblock_count;
}

/* What is not kept file by file, and whose cgroups and processes are not known. */
static void add_rest(struct cache_group *rest_group, const struct cache_report *report)
{
	for (size_t i = 0; i < report->superblock_count; i++) {
		rest_group->share.files += report->superblocks[i].rest_files;
		rest_group->share.cached += report->superblocks[i].rest_bytes;
	}
	for (size_t i = 0; i < report->directory_count; i++) {
		struct cache_share rest = cache_share_of_rest(report, &report->directories[i]);

		cache_share_add(&rest_group->share, &rest);
	}
}

/* Behind the cgroups stands what none pays for, or what was not counted. */
static void add_cgroups(struct cache_groups *groups, const struct cache_report *report)
{
	struct cache_group *rest_group = &groups->groups[report->cgroup_count];

	for (size_t i = 0; i < report->cgroup_count; i++) {
		groups->groups[i].cgroup = (uint32_t)i;
		groups->groups[i].key = report->cgroups[i].id;
	}
	add_rest(rest_group, report);
	for (size_t i = 0; i < report->file_count; i++) {
		uint64_t left = report->files[i].cached_bytes;
		size_t count;
		const struct cache_charge *charges = cache_file_charges(report, i, &count);

		for (size_t n = 0; n < count; n++) {
			uint64_t bytes = charges[n].pages * report->page_bytes;
			struct cache_group *group = charges[n].cgroup == CACHE_NONE
							    ? rest_group
							    : &groups->groups[charges[n].cgroup];

			/* Pages may have come since the file's own were counted. */
			bytes = bytes < left ? bytes : left;
			group->share.files++;
			group->share.cached += bytes;
			left -= bytes;
		}
		rest_group->share.files += count == 0;
		rest_group->share.cached += left;
	}
	groups->count = report->cgroup_count + 1;
}

static int by_process(const void *a, const void *b)
{
	const struct cache_group *one = a, *other = b;

	return COMPARE(one->key, other->key);
}

static void join_processes(struct cache_groups *groups)
{
	size_t kept = 0;

	qsort(groups->groups, groups->count, sizeof(*groups->groups), by_process);
	for (size_t i = 1; i < groups->count; i++) {
		if (groups->groups[i].key == groups->groups[kept].key)
			cache_share_add(&groups->groups[kept].share, &groups->groups[i].share);
		else
			groups->groups[++kept] = groups->groups[i];
	}
	groups->count = kept + 1;
}

static void add_processes(struct cache_groups *groups, const struct cache_report *report)
{
	struct cache_group *rest_group = &groups->groups[groups->count++];

	add_rest(rest_group, report);
	for (size_t i = 0; i < report->file_count; i++) {
		struct cache_share share = cache_share_of(report, &report->files[i]);
		size_t count;
		const struct cache_holder *holders = cache_file_holders(report, i, &count);

		if (count == 0)
			cache_share_add(&rest_group->share, &share);
		for (size_t n = 0; n < count; n++) {
			struct cache_group *group = &groups->groups[groups->count++];

			group->holder = &holders[n];
			group->key = (uint64_t)holders[n].pid;
			group->share = divided(&share, n, count);
		}
	}
	join_processes(groups);
}

static int by_size(const void *a, const void *b)
{
	const struct cache_group *one = a, *other = b;

	return FIRST_DIFFERENCE(COMPARE(other->share.cached, one->share.cached),
		COMPARE(one->key, other->key));
}

static void sort(struct cache_groups *groups)
{
	if (groups->count > 0)
		qsort(groups->groups, groups->count, sizeof(*groups->groups), by_size);
	while (groups->count > 0 && groups->groups[groups->count - 1].share.cached == 0)
		groups->count--;
}

static size_t room_for(const struct cache_report *report, enum cache_grouping by)
{
	if (by == CACHE_BY_FILESYSTEM)
		return report->superblock_count;
	return (by == CACHE_BY_CGROUP ? report->cgroup_count : report->holder_count) + 1;
}

static enum status make_list(struct cache_groups *groups, const struct cache_report *report,
	enum cache_grouping by)
{
	size_t room = room_for(report, by);

	groups->groups = array_new(room, sizeof(*groups->groups));
	if (!groups->groups)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < room; i++)
		groups->groups[i] = (struct cache_group){ .superblock = CACHE_NONE,
			.directory = CACHE_NONE,
			.cgroup = CACHE_NONE,
			.count = 1 };
	if (by == CACHE_BY_FILESYSTEM)
		add_filesystems(groups, report);
	else if (by == CACHE_BY_CGROUP)
		add_cgroups(groups, report);
	else
		add_processes(groups, report);
	sort(groups);
	return STATUS_OK;
}

enum status cache_groups_make(struct cache_groups *groups, const struct cache_report *report,
	const struct cache_grouping_request *request)
{
	*groups = (struct cache_groups){ NULL, 0 };
	if (request->by == CACHE_BY_FILE)
		return STATUS_OK;
	if (request->by == CACHE_BY_DIRECTORY)
		return cache_tree_make(groups, report, request);
	return make_list(groups, report, request->by);
}

void cache_groups_free(struct cache_groups *groups)
{
	free(groups->groups);
	*groups = (struct cache_groups){ NULL, 0 };
}
