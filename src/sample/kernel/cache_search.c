/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/kernel/cache_search.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"

const char *const cache_search_end_keys[CACHE_SEARCH_ENDS] = {
	[CACHE_SEARCH_NONE] = "none",
	[CACHE_SEARCH_FOUND] = "all_found",
	[CACHE_SEARCH_READ] = "all_read",
	[CACHE_SEARCH_STOPPED] = "stopped",
	[CACHE_SEARCH_DEADLINE] = "deadline",
	[CACHE_SEARCH_UNANSWERED] = "unanswered",
	[CACHE_SEARCH_NOT_MOUNTED] = "not_mounted",
	[CACHE_SEARCH_FAILED] = "failed",
};

/* ---- what is wanted ---- */

static int by_number(const void *a, const void *b)
{
	const struct cache_wanted *one = a, *other = b;

	return FIRST_DIFFERENCE(COMPARE(one->number, other->number),
		COMPARE(one->inode, other->inode));
}

static int by_bytes(const void *a, const void *b)
{
	const struct cache_search_place *one = a, *other = b;

	return FIRST_DIFFERENCE(COMPARE(other->bytes, one->bytes),
		COMPARE(one->major, other->major), COMPARE(one->minor, other->minor));
}

static int by_root(const void *a, const void *b)
{
	const struct cache_mount *one = a, *other = b;

	return FIRST_DIFFERENCE(COMPARE(strlen(one->root), strlen(other->root)),
		COMPARE(one->id, other->id));
}

static enum status copy_mount(struct cache_search_place *place, const struct cache_mount *mount)
{
	struct cache_mount copy = *mount;
	struct cache_mount *mounts = array_reserve(place->mounts, &place->mount_room,
		place->mount_count + 1, sizeof(*mounts));

	if (!mounts)
		return STATUS_NO_MEMORY;
	place->mounts = mounts;
	copy.root = strdup(mount->root);
	copy.point = strdup(mount->point);
	if (!copy.root || !copy.point) {
		free(copy.root);
		free(copy.point);
		return STATUS_NO_MEMORY;
	}
	mounts[place->mount_count++] = copy;
	return STATUS_OK;
}

static enum status take_mounts(struct cache_search_place *place, const struct cache_report *report)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < report->mount_count; i++)
		if (report->mounts[i].major == place->major &&
			report->mounts[i].minor == place->minor)
			status = copy_mount(place, &report->mounts[i]);
	if (place->mount_count > 0)
		qsort(place->mounts, place->mount_count, sizeof(*place->mounts), by_root);
	return status;
}

static enum status list_wanted(struct cache_search_place *place, const struct cache_report *report,
	uint32_t superblock)
{
	place->wanted = array_new(place->count, sizeof(*place->wanted));
	if (!place->wanted)
		return STATUS_NO_MEMORY;
	place->count = 0;
	for (size_t i = 0; i < report->file_count; i++) {
		const struct cache_file *file = &report->files[i];

		if (file->superblock == superblock && file->name_dropped)
			place->wanted[place->count++] =
				(struct cache_wanted){ .number = file->number,
					.inode = file->inode,
					.bytes = file->cached_bytes };
	}
	qsort(place->wanted, place->count, sizeof(*place->wanted), by_number);
	return STATUS_OK;
}

/* Counts first: one place for each file system that lacks names, in the order of the report's. */
static uint32_t *count_places(struct cache_search *search, const struct cache_report *report,
	const struct cache_below *asked)
{
	uint32_t *indexes = array_new(report->superblock_count, sizeof(*indexes));

	if (!indexes)
		return NULL;
	for (size_t i = 0; i < report->file_count; i++) {
		const struct cache_file *file = &report->files[i];
		const struct cache_superblock *superblock = &report->superblocks[file->superblock];
		struct cache_search_place *place;

		if (!file->name_dropped || !cache_report_may_hold(report, superblock, asked))
			continue;
		if (!indexes[file->superblock]) {
			indexes[file->superblock] = (uint32_t)++search->count;
			place = &search->places[search->count - 1];
			place->major = superblock->major;
			place->minor = superblock->minor;
			memcpy(place->type, superblock->type, sizeof(place->type));
		}
		place = &search->places[indexes[file->superblock] - 1];
		place->count++;
		place->bytes += file->cached_bytes;
	}
	return indexes;
}

enum status cache_search_plan(struct cache_search *search, const struct cache_report *report,
	const struct cache_below *asked)
{
	enum status status = STATUS_OK;
	uint32_t *indexes = NULL;

	*search = (struct cache_search){ .places = array_new(report->superblock_count,
						 sizeof(*search->places)) };
	if (search->places)
		indexes = count_places(search, report, asked);
	if (!indexes)
		return STATUS_NO_MEMORY;
	for (uint32_t i = 0; i < report->superblock_count; i++) {
		if (!cache_report_may_hold(report, &report->superblocks[i], asked))
			continue;
		search->rest_bytes += report->superblocks[i].rest_dropped_bytes;
		search->rest_files += report->superblocks[i].rest_dropped_files;
		if (status == STATUS_OK && indexes[i])
			status = list_wanted(&search->places[indexes[i] - 1], report, i);
		if (status == STATUS_OK && indexes[i])
			status = take_mounts(&search->places[indexes[i] - 1], report);
	}
	free(indexes);
	if (search->count > 0)
		qsort(search->places, search->count, sizeof(*search->places), by_bytes);
	return status;
}

void cache_search_free(struct cache_search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		struct cache_search_place *place = &search->places[i];

		for (size_t n = 0; n < place->mount_count; n++) {
			free(place->mounts[n].root);
			free(place->mounts[n].point);
		}
		free(place->mounts);
		free(place->wanted);
	}
	free(search->places);
	cache_names_free(&search->names);
	*search = (struct cache_search){ .places = NULL };
}

/* ---- what is found ---- */

struct cache_wanted *cache_search_wanted(const struct cache_search_place *place, uint64_t number)
{
	size_t at;

	LOWER_BOUND(at, place->count, place->wanted[at].number < number);
	return at < place->count && place->wanted[at].number == number ? &place->wanted[at] : NULL;
}

/* Subvolumes of btrfs give the same numbers to their files, so there may be several with one number. */
bool cache_search_confirm(struct cache_search_place *place, uint64_t number, uint64_t inode)
{
	struct cache_wanted *wanted = cache_search_wanted(place, number);
	const struct cache_wanted *end = place->wanted + place->count;

	for (; wanted && wanted < end && wanted->number == number; wanted++) {
		if (wanted->inode != inode || wanted->is_found)
			continue;
		wanted->is_found = true;
		place->found++;
		place->found_bytes += wanted->bytes;
		return true;
	}
	return false;
}

struct cache_search_place cache_search_sums(const struct cache_search *search)
{
	struct cache_search_place sums = { .end = CACHE_SEARCH_FOUND };

	for (size_t i = 0; i < search->count; i++) {
		const struct cache_search_place *place = &search->places[i];

		sums.count += place->count;
		sums.found += place->found;
		sums.bytes += place->bytes;
		sums.found_bytes += place->found_bytes;
		sums.counts.read += place->counts.read;
		sums.counts.denied += place->counts.denied;
		sums.counts.hidden += place->counts.hidden;
		sums.counts.left_out += place->counts.left_out;
		if (sums.end == CACHE_SEARCH_FOUND)
			sums.end = place->end;
	}
	return sums;
}
