/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/looks/cache_rules.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/i18n.h"
#include "findings/figure.h"

/* ---- evidence ---- */

static void name_file(struct named_bytes *named, const struct cache_report *report, size_t file,
	struct value bytes)
{
	char path[CACHE_PATH];

	cache_file_path(report, &report->files[file], path);
	named_set(named, path, bytes);
}

static bool is_larger(const struct named_bytes *than, uint64_t bytes)
{
	return bytes > value_or(than->bytes, 0);
}

static void consider_deleted(struct cache_evidence *evidence, const struct cache_report *report,
	size_t file)
{
	const struct cache_holder *holder;
	size_t count;

	if (!is_larger(&evidence->deleted_file, report->files[file].cached_bytes))
		return;
	name_file(&evidence->deleted_file, report, file,
		value_of(report->files[file].cached_bytes));
	holder = cache_file_holders(report, file, &count);
	evidence->holder[0] = '\0';
	if (holder)
		snprintf(evidence->holder, sizeof(evidence->holder), "%s (%d)", holder->name,
			holder->pid);
}

static void consider(struct cache_evidence *evidence, const struct cache_report *report,
	size_t file)
{
	const struct cache_file *one = &report->files[file];
	enum cache_content content = report->superblocks[one->superblock].content;
	uint64_t dirty = one->is_counted ? one->dirty * report->page_bytes : 0;

	if (content != CACHE_OF_FILES && content != CACHE_OF_TMPFS)
		return;
	if (is_larger(&evidence->largest, one->cached_bytes))
		name_file(&evidence->largest, report, file, value_of(one->cached_bytes));
	if (one->deleted)
		consider_deleted(evidence, report, file);
	if (content == CACHE_OF_FILES && is_larger(&evidence->dirty_file, dirty))
		name_file(&evidence->dirty_file, report, file, value_of(dirty));
}

/* The pages of cgroups that were removed, and the one of them that has most. */
static enum status add_removed(struct cache_evidence *evidence, const struct cache_report *report)
{
	uint64_t *pages = array_new(report->cgroup_count, sizeof(*pages)), all = 0, most = 0;
	char path[CACHE_PATH];

	if (!pages)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < report->charge_count; i++) {
		uint32_t cgroup = report->charges[i].cgroup;

		if (cgroup == CACHE_NONE || !report->cgroups[cgroup].is_removed)
			continue;
		all += report->charges[i].pages;
		pages[cgroup] += report->charges[i].pages;
		if (pages[cgroup] > most) {
			most = pages[cgroup];
			cache_cgroup_path(report, &report->cgroups[cgroup], path);
		}
	}
	evidence->removed = value_of(all * report->page_bytes);
	if (most > 0)
		named_set(&evidence->removed_cgroup, path, value_of(most * report->page_bytes));
	free(pages);
	return STATUS_OK;
}

void cache_evidence_of(struct cache_evidence *evidence, const struct cache_report *report)
{
	const struct value unknown = value_missing(VALUE_ABSENT);
	const struct named_bytes none = named_nothing();
	const struct cache_sums sums = cache_report_sums(report);
	bool is_whole = report->method != KERNEL_BY_CANDIDATES && !report->is_part;

	*evidence = (struct cache_evidence){ .cached = report->cached_bytes,
		.shmem = report->shmem_bytes,
		.total = report->total_bytes,
		.swap = report->swap_bytes,
		.deleted = is_whole ? value_of(sums.deleted) : unknown,
		.dirty = sums.counted > 0 ? value_of(sums.dirty) : unknown,
		.dirty_background = report->dirty_background_bytes,
		.dropped = is_whole ? value_of(sums.dropped) : unknown,
		.dropped_files = is_whole ? value_of(sums.dropped_files) : unknown,
		.searched = report->is_searched,
		.removed = unknown,
		.largest = none,
		.deleted_file = none,
		.dirty_file = none,
		.removed_cgroup = none };
	for (size_t i = 0; i < report->file_count; i++)
		consider(evidence, report, i);
	if (report->has_charges)
		(void)add_removed(evidence, report);
}

/* ---- figures ---- */

#define VALUE_OF(name, member)                                                                     \
	FIGURE_VALUE(name, const struct cache_evidence *evidence = facts->cache, true,             \
		evidence->member)

VALUE_OF(cached, cached)
VALUE_OF(shmem, shmem)
VALUE_OF(total, total)
VALUE_OF(deleted, deleted)
VALUE_OF(dirty, dirty)
VALUE_OF(dirty_background, dirty_background)
VALUE_OF(dropped, dropped)
VALUE_OF(dropped_files, dropped_files)
VALUE_OF(removed, removed)
NAMED_FIGURE(largest, facts->cache->largest)
NAMED_FIGURE(deleted_file, facts->cache->deleted_file)
NAMED_FIGURE(dirty_file, facts->cache->dirty_file)
NAMED_FIGURE(removed_cgroup, facts->cache->removed_cgroup)

/* Where there is none, it is not known to have any, so that its sentence is not said. */
static struct value swap(const struct facts *facts)
{
	return value_or(facts->cache->swap, 0) > 0 ? facts->cache->swap
						   : value_missing(VALUE_ABSENT);
}

static const char *holder(const struct facts *facts)
{
	return facts->cache->holder[0] ? facts->cache->holder : NULL;
}

/* What a search did not find the next one will not. */
static bool is_worth_a_search(const struct facts *facts)
{
	return !facts->cache->searched;
}

static const char of_file[] = N_("pages of each file");
static const struct rule_figure figures[] = {
	FIGURE(BYTES, total, "MemTotal"),
	FIGURE(BYTES, cached, "Cached", .whole = "total"),
	FIGURE(BYTES, shmem, "Shmem", .whole = "cached"),
	FIGURE(BYTES, swap, "SwapTotal"),
	FIGURE(BYTES, deleted, N_("pages of deleted files"), .whole = "total"),
	FIGURE_TEXT(deleted_file, deleted_file, of_file),
	FIGURE(BYTES, deleted_file_size, of_file),
	FIGURE_TEXT(holder, holder, N_("who has it open")),
	FIGURE(BYTES, dirty, of_file, .whole = "dirty_background"),
	FIGURE(BYTES, dirty_background, "vmstat: nr_dirty_background_threshold"),
	FIGURE_TEXT(dirty_file, dirty_file, of_file),
	FIGURE(BYTES, dirty_file_size, of_file),
	FIGURE_TEXT(largest, largest, of_file),
	FIGURE(BYTES, largest_size, of_file, .whole = "cached"),
	FIGURE(BYTES, dropped, N_("files without a directory entry in memory"), .whole = "cached"),
	FIGURE(COUNT, dropped_files, N_("files without a directory entry in memory")),
	FIGURE(BYTES, removed, N_("who pays for each page"), .whole = "cached"),
	FIGURE_TEXT(removed_cgroup, removed_cgroup, N_("who pays for each page")),
	FIGURE(BYTES, removed_cgroup_size, N_("who pays for each page")),
	{ .name = NULL },
};

/* ---- rules ---- */

static const struct rule rules[] = {
	{ .name = "cache_deleted",
		.measure = "deleted%",
		.figures = { "deleted_file", "deleted_file_size", "holder" },
		.floor = MEBIBYTES(16),
		.note = PERCENT(2),
		.warning = PERCENT(10),
		.judge = judge_by_level,
		.condition = N_("says who holds the largest, where that is known"),
		.sentences = { { .text = N_(
					 "{deleted} ({deleted%} of memory) is cache of deleted files. The largest is {deleted_file} ({deleted_file_size}), and {holder} has it open: it is free once it is closed.") },
			{ .text = N_(
				  "{deleted} ({deleted%} of memory) is cache of deleted files. The largest is {deleted_file} ({deleted_file_size}).") },
			{ .text = N_(
				  "{deleted} ({deleted%} of memory) is cache of deleted files.") } },
		.view = "cache" },
	{ .name = "cache_dirty",
		.measure = "dirty%",
		.figures = { "dirty_background", "dirty_file", "dirty_file_size" },
		.floor = MEBIBYTES(16),
		.note = PERCENT(50),
		.judge = judge_by_level,
		.sentences = { { .text = N_(
					 "{dirty} of files waits to be written, and from {dirty_background} on the kernel writes it. Most is in {dirty_file} ({dirty_file_size}).") },
			{ .text = N_(
				  "{dirty} of files waits to be written, and from {dirty_background} on the kernel writes it.") } },
		.view = "cache" },
	{ .name = "cache_names_dropped",
		.measure = "dropped%",
		.figures = { "dropped_files" },
		.floor = MEBIBYTES(16),
		.note = PERCENT(1),
		.judge = judge_by_level,
		.late = true,
		.sentences = { { .text = N_(
					 "{dropped} ({dropped%} of Cached) is cache of {dropped_files} files whose directory entries the kernel has dropped: it keeps their pages, and none of its lists has their names.") } },
		.advice = N_(
			"Have their names found: memtop cache --find-names reads directories, and opens no file."),
		.view = "cache",
		.action = "find_names",
		.advised = is_worth_a_search },
	{ .name = "cache_one_file",
		.measure = "largest_size%",
		.figures = { "largest" },
		.floor = MEBIBYTES(64),
		.note = PERCENT(25),
		.judge = judge_by_level,
		.sentences = { { .text = N_(
					 "One file, {largest}, has {largest_size}, {largest_size%} of the page cache.") },
			{ .text = N_(
				  "One file without a name has {largest_size}, {largest_size%} of the page cache.") } },
		.view = "cache" },
	{ .name = "cache_removed_cgroups",
		.measure = "removed%",
		.figures = { "removed_cgroup", "removed_cgroup_size" },
		.floor = MEBIBYTES(16),
		.note = PERCENT(10),
		.judge = judge_by_level,
		.sentences = { { .text = N_(
					 "{removed} ({removed%} of the page cache) is charged to cgroups that were removed, most of it to {removed_cgroup} ({removed_cgroup_size}): reclaim frees it, and them.") },
			{ .text = N_(
				  "{removed} ({removed%} of the page cache) is charged to cgroups that were removed: reclaim frees it, and them.") } },
		.view = "cache" },
	{ .name = "cache_tmpfs",
		.measure = "shmem%",
		.figures = { "swap" },
		.floor = MEBIBYTES(64),
		.note = PERCENT(25),
		.judge = judge_by_level,
		.closer = true,
		.sentences = { { .text = N_(
					 "{shmem} ({shmem%} of Cached) is shared memory and tmpfs, which cannot be dropped; the machine has {swap} of swap to move it to.") },
			{ .text = N_(
				  "{shmem} ({shmem%} of Cached) is shared memory and tmpfs, which cannot be dropped, and there is no swap to move it to.") } },
		.view = "shared" },
	{ .name = NULL },
};

const struct subject cache_subject = { .name = "cache", .rules = rules, .figures = figures };
