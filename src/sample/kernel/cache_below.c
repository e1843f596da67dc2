/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of a report what the user asked for. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "sample/kernel/cache_report.h"

/* What was found out about a directory. */
enum answer { UNASKED, ELSEWHERE, BELOW };

struct below_query {
	const struct cache_report *report;
	const struct cache_below *asked;
	unsigned char *answers; /* enum answer of each directory */
};

/* Whether a directory is this one, or lies below it. */
static bool lies_below(const struct cache_report *report, uint32_t i, uint64_t dentry)
{
	while (dentry && i != CACHE_NONE && report->directories[i].dentry != dentry)
		i = report->directories[i].parent;
	return dentry && i != CACHE_NONE;
}

/* Whether a directory is what the kernel has at a target, or in a layer of it, or lies below that. */
static bool lies_in(const struct cache_report *report, uint32_t i,
	const struct cache_target *target)
{
	const uint64_t superblock = report->superblocks[report->directories[i].superblock].address;

	if (lies_below(report, i, target->dentry))
		return true;
	for (size_t n = 0; n < target->layer_count; n++)
		if (target->layers[n].superblock == superblock &&
			lies_below(report, i, target->layers[n].dentry))
			return true;
	return false;
}

bool cache_target_has(const struct cache_target *target, uint64_t inode)
{
	bool is_it = target->inode == inode;

	for (size_t i = 0; i < target->layer_count; i++)
		is_it |= target->layers[i].inode == inode;
	return is_it && inode;
}

static bool is_in_superblock(const struct cache_target *target, uint64_t superblock)
{
	bool is_there = target->superblock == superblock;

	for (size_t i = 0; i < target->layer_count; i++)
		is_there |= target->layers[i].superblock == superblock;
	return is_there;
}

static bool is_directory_below(const struct below_query *question, uint32_t index)
{
	const struct cache_report *report = question->report;
	const struct cache_directory *directory = &report->directories[index];
	const struct cache_below *asked = question->asked;
	char path[CACHE_PATH];
	const char *rest;

	if (directory->known)
		cache_directory_path(report, directory->superblock, index, path);
	for (size_t i = 0; i < asked->count; i++)
		if (asked->targets[i].path &&
			(lies_in(report, index, &asked->targets[i]) ||
				(directory->known &&
					cache_path_below(path, asked->targets[i].path, &rest))))
			return true;
	return false;
}

/* Each directory is asked about once. */
static bool directory_answer(const struct below_query *question, uint32_t index)
{
	unsigned char *answer = &question->answers[index];

	if (*answer == UNASKED)
		*answer = is_directory_below(question, index) ? BELOW : ELSEWHERE;
	return *answer == BELOW;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Whether the file itself is a target: by its inode, or by its path. */
static bool is_target(const struct below_query *question, const struct cache_file *file)
{
	const struct cache_report *report = question->report;
	bool is_named = cache_file_is_named(report, file);
	const char *name = is_named ? string_pool_at(&report->names, file->name) : NULL;
	char path[CACHE_PATH];

	for (size_t i = 0; i < question->asked->count; i++) {
		const struct cache_target *target = &question->asked->targets[i];

		if (target->path && cache_target_has(target, file->inode))
			return true;
		if (!target->path || !name || strcmp(last_part(target->path), name) != 0)
			continue;
		cache_file_path(report, file, path);
		if (strcmp(path, target->path) == 0)
			return true;
	}
	return false;
}

static bool is_kept(const struct below_query *question, const struct cache_file *file)
{
	if (file->directory != CACHE_NONE && directory_answer(question, file->directory))
		return true;
	return is_target(question, file);
}

/* It is not known whether it is asked for. */
static void add_nameless(struct cache_report *report, const struct cache_file *file)
{
	struct cache_superblock *superblock = &report->superblocks[file->superblock];

	superblock->rest_dropped_bytes += file->cached_bytes;
	superblock->rest_dropped_files++;
}

bool cache_report_may_hold(const struct cache_report *report,
	const struct cache_superblock *superblock, const struct cache_below *asked)
{
	const char *rest;

	for (size_t i = 0; i < asked->count; i++) {
		const struct cache_target *target = &asked->targets[i];

		if (superblock->address && is_in_superblock(target, superblock->address))
			return true;
		for (size_t n = 0; target->path && n < report->mount_count; n++)
			if (report->mounts[n].major == superblock->major &&
				report->mounts[n].minor == superblock->minor &&
				cache_path_below(report->mounts[n].point, target->path, &rest))
				return true;
	}
	return asked->count == 0;
}

static void keep_sums(struct cache_report *report, const struct below_query *question)
{
	for (uint32_t i = 0; i < report->directory_count; i++)
		if (report->directories[i].rest_files > 0 && !directory_answer(question, i))
			report->directories[i].rest_pages = report->directories[i].rest_files = 0;
	for (size_t i = 0; i < report->superblock_count; i++) {
		report->superblocks[i].rest_bytes = report->superblocks[i].rest_files = 0;
		if (!cache_report_may_hold(report, &report->superblocks[i], question->asked))
			cache_superblock_forget(&report->superblocks[i]);
	}
	report->rest_deleted_bytes = 0;
}

enum status cache_report_keep_below(struct cache_report *report, const struct cache_below *asked)
{
	const struct below_query question = { report, asked,
		array_new(report->directory_count, 1) };
	size_t kept = 0;

	if (!question.answers)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < report->file_count; i++)
		if (is_kept(&question, &report->files[i]))
			report->files[kept++] = report->files[i];
		else if (report->files[i].name_dropped)
			add_nameless(report, &report->files[i]);
	report->file_count = kept;
	keep_sums(report, &question);
	report->is_part = true;
	for (size_t i = 0; i < asked->count; i++)
		report->is_layered |= asked->targets[i].layer_count > 0;
	free(question.answers);
	return STATUS_OK;
}
