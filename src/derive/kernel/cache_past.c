/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/kernel/cache_past.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"

uint64_t cache_file_key(const struct cache_file *file)
{
	return file->inode ^ file->number * UINT64_C(0x9e3779b97f4a7c15);
}

static int by_key(const void *a, const void *b)
{
	const struct cache_past_row *one = a, *other = b;

	return COMPARE(one->key, other->key);
}

static enum status take_files(struct cache_past *past, const struct cache_report *report)
{
	struct cache_past_row *rows = array_new(report->file_count, sizeof(*rows));

	if (!rows)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < report->file_count; i++)
		rows[i] = (struct cache_past_row){ cache_file_key(&report->files[i]),
			report->files[i].cached_bytes };
	past->rows[CACHE_BY_FILE] = rows;
	past->counts[CACHE_BY_FILE] = report->file_count;
	return STATUS_OK;
}

static enum status take_groups(struct cache_past *past, const struct cache_report *report,
	enum cache_grouping by)
{
	const struct cache_grouping_request request = { .by = by };
	struct cache_groups groups;
	enum status status = cache_groups_make(&groups, report, &request);

	if (status == STATUS_OK)
		past->rows[by] = array_new(groups.count, sizeof(*past->rows[by]));
	if (status == STATUS_OK && !past->rows[by])
		status = STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < groups.count; i++)
		past->rows[by][past->counts[by]++] = (struct cache_past_row){ groups.groups[i].key,
			groups.groups[i].share.cached };
	cache_groups_free(&groups);
	return status;
}

enum status cache_past_make(struct cache_past *past, const struct cache_report *report,
	uint64_t at_ns)
{
	enum status status;

	*past = (struct cache_past){ .at_ns = at_ns };
	for (size_t i = 0; i < report->directory_count; i++)
		past->lacks_files |= report->directories[i].rest_files > 0;
	for (size_t i = 0; i < report->superblock_count; i++)
		past->lacks_files |= report->superblocks[i].rest_files > 0;
	status = take_files(past, report);
	for (int by = CACHE_BY_FILE + 1; by < CACHE_GROUPINGS && status == STATUS_OK; by++)
		status = take_groups(past, report, (enum cache_grouping)by);
	for (int by = 0; by < CACHE_GROUPINGS; by++)
		if (past->counts[by] > 0)
			qsort(past->rows[by], past->counts[by], sizeof(*past->rows[by]), by_key);
	return status;
}

void cache_past_free(struct cache_past *past)
{
	for (int by = 0; by < CACHE_GROUPINGS; by++)
		free(past->rows[by]);
	*past = (struct cache_past){ .at_ns = 0 };
}

struct value cache_past_difference(const struct cache_past *past, enum cache_grouping by,
	uint64_t key, uint64_t cached)
{
	const struct cache_past_row *rows = past->rows[by];
	size_t at, count = past->counts[by];
	uint64_t before = 0;

	LOWER_BOUND(at, count, rows[at].key < key);
	if (at < count && rows[at].key == key)
		before = rows[at].cached;
	else if (!rows || (by == CACHE_BY_FILE && past->lacks_files))
		return value_missing(VALUE_ABSENT);
	return value_of_signed((int64_t)(cached - before));
}

struct value cache_past_pace(const struct cache_past *past, enum cache_grouping by, uint64_t key,
	uint64_t cached, uint64_t now_ns)
{
	struct value difference = cache_past_difference(past, by, key, cached);
	uint64_t passed_ms = now_ns > past->at_ns ? (now_ns - past->at_ns) / 1000000 : 0;

	if (passed_ms < 1000 || past->at_ns == 0)
		return value_missing(VALUE_PENDING);
	if (value_known(difference))
		difference.n = (int64_t)((double)difference.n * 60000 / (double)passed_ms);
	return difference;
}
