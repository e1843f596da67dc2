/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/macros.h"
#include "sample/kernel/cache_report.h"

/* Files of that many pages and more are told apart by sorting. */
#define PAGES_MOST 1024

static size_t pages_of(const struct cache_report *report, const struct cache_file *file)
{
	return (size_t)min_u64(file->cached_bytes / report->page_bytes, PAGES_MOST);
}

static void add_to_rest(struct cache_report *report, const struct cache_file *file)
{
	struct cache_superblock *superblock = &report->superblocks[file->superblock];
	struct cache_directory *directory;

	if (file->deleted && superblock->content != CACHE_OF_DEVICES)
		report->rest_deleted_bytes += file->cached_bytes;
	if (file->name == CACHE_NONE || file->directory == CACHE_NONE) {
		superblock->rest_bytes += file->cached_bytes;
		superblock->rest_files++;
		superblock->rest_dropped_bytes += file->name_dropped ? file->cached_bytes : 0;
		superblock->rest_dropped_files += file->name_dropped;
		return;
	}
	directory = &report->directories[file->directory];
	directory->rest_pages += (uint32_t)(file->cached_bytes / report->page_bytes);
	directory->rest_files++;
}

static bool is_target(const struct cache_file *file, const struct cache_below *asked)
{
	for (size_t i = 0; i < asked->count; i++)
		if (cache_target_has(&asked->targets[i], file->inode))
			return true;
	return false;
}

/* All files with more pages are kept, and with as many as that those for which there is room. */
struct limit {
	size_t pages, room;
};

static struct limit limit_of(const struct cache_report *report, size_t most)
{
	size_t counts[PAGES_MOST + 1] = { 0 };
	struct limit limit = { PAGES_MOST, most };

	for (size_t i = 0; i < report->file_count; i++)
		counts[pages_of(report, &report->files[i])]++;
	while (limit.pages > 0 && counts[limit.pages] <= limit.room)
		limit.room -= counts[limit.pages--];
	return limit;
}

void cache_report_cut(struct cache_report *report, size_t most, const struct cache_below *asked)
{
	struct limit limit = limit_of(report, most);
	size_t kept = 0;

	if (report->file_count <= most)
		return;
	if (limit.pages == PAGES_MOST)
		cache_report_sort(report);
	for (size_t i = 0; i < report->file_count; i++) {
		const struct cache_file *file = &report->files[i];
		size_t pages = pages_of(report, file);
		bool keeps = pages > limit.pages || (pages == limit.pages && limit.room > 0);

		if (keeps && pages == limit.pages)
			limit.room--;
		if (keeps || is_target(file, asked))
			report->files[kept++] = *file;
		else
			add_to_rest(report, file);
	}
	report->file_count = kept;
}
