/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/cache/cache.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/macros.h"
#include "kernel/cache/directories.h"
#include "kernel/cache/layers.h"
#include "kernel/programs/cache.h"
#include "kernel/programs/magic.h"

/* The list of a superblock that changes while it is walked is taken up again at an earlier place ... */
#define LOSSES_MOST 64
/* ... which is one of the last so many calls, or else the beginning, so often. */
#define PLACES_MOST   32
#define RESTARTS_MOST 3

/* Where a call begins, and how many files there were. */
struct walk_place {
	struct cache_inode_call call;
	size_t files;
};

struct walk {
	struct cache_report *report;
	const struct cache_lists *lists;
	const atomic_bool *cancelled;
	const struct cache_below *asked;
	unsigned contents; /* 1 << enum cache_content */
	struct directories directories;
	uint64_t *addresses; /* of the report's superblocks */
	size_t address_room;
	uint64_t page_size;
	const struct cache_inode_record *records;
	struct walk_place places[PLACES_MOST]; /* of the superblock that is walked, the last ones */
	size_t place_count;
};

/* ---- superblocks ---- */

static enum cache_content content_of(uint64_t magic)
{
	switch (magic) {
	case TMPFS:
		return CACHE_OF_TMPFS;
	case HUGETLB:
		return CACHE_OF_HUGETLB;
	case DEVICES:
		return CACHE_OF_DEVICES;
	default:
		return CACHE_OF_FILES;
	}
}

static enum status add_superblock(struct walk *walk, const struct cache_superblock_record *record)
{
	struct cache_report *report = walk->report;
	struct cache_superblock *superblocks;
	uint64_t *addresses;

	superblocks = array_reserve(report->superblocks, &report->superblock_room,
		report->superblock_count + 1, sizeof(*superblocks));
	if (!superblocks)
		return STATUS_NO_MEMORY;
	report->superblocks = superblocks;
	addresses = array_reserve(walk->addresses, &walk->address_room,
		report->superblock_count + 1, sizeof(*addresses));
	if (!addresses)
		return STATUS_NO_MEMORY;
	walk->addresses = addresses;
	addresses[report->superblock_count] = record->address;
	superblocks += report->superblock_count++;
	*superblocks = (struct cache_superblock){ .address = record->address,
		.major = CACHE_MAJOR(record->device),
		.minor = CACHE_MINOR(record->device),
		.content = content_of(record->magic) };
	memcpy(superblocks->type, record->type, sizeof(superblocks->type));
	superblocks->type[sizeof(superblocks->type) - 1] = '\0';
	return STATUS_OK;
}

static enum status list_once(struct walk *walk, bool *lost)
{
	struct cache_superblock_call call = { 0 };
	const struct cache_superblock_record *records;
	enum status status = STATUS_OK;
	size_t size;

	records = cache_lists_memory(walk->lists, "superblocks", &size);
	if (!records)
		return STATUS_NO_MEMORY;
	walk->report->superblock_count = 0;
	do {
		call.end = CACHE_MORE;
		status = cache_lists_run(walk->lists, "list_superblocks", &call, sizeof(call));
		for (size_t i = 0; status == STATUS_OK && i < call.count; i++)
			status = add_superblock(walk, &records[i]);
	} while (status == STATUS_OK && call.end == CACHE_MORE && call.count > 0);
	*lost = call.end != CACHE_DONE;
	return status;
}

static enum status list_superblocks(struct walk *walk)
{
	enum status status = STATUS_OK;
	bool lost = true;

	for (int i = 0; status == STATUS_OK && lost && i <= RESTARTS_MOST; i++)
		status = list_once(walk, &lost);
	return status;
}

/* ---- files ---- */

/*
 * Whether its name is one that the kernel has dropped.  Inodes of a file system's own have no type, or what was
 * there before, and the size of none (the groups of ext4) or the largest (the tree of btrfs); those of tmpfs keep
 * their directory entries.
 */
static bool is_dropped(const struct cache_inode_record *record, enum cache_content content)
{
	return content == CACHE_OF_FILES && !record->dentry && record->links > 0 &&
	       record->size > 0 && record->size < INT64_MAX &&
	       (S_ISREG(record->mode) || S_ISDIR(record->mode) || S_ISLNK(record->mode));
}

static enum status add_file(struct walk *walk, const struct cache_inode_record *record,
	uint32_t superblock)
{
	struct cache_report *report = walk->report;
	struct cache_file *files, *file;

	/* What is in swap as a whole is no part of the page cache, but shared memory. */
	if (record->pages == 0 && walk->contents != 1u << CACHE_OF_TMPFS)
		return STATUS_OK;
	files = array_reserve(report->files, &report->file_room, report->file_count + 1,
		sizeof(*files));
	if (!files)
		return STATUS_NO_MEMORY;
	report->files = files;
	file = &files[report->file_count++];
	*file = (struct cache_file){ .inode = record->inode,
		.number = walk->report->superblocks[superblock].content == CACHE_OF_DEVICES
				  ? record->device
				  : record->number,
		.cached_bytes = record->pages * walk->page_size,
		.size_bytes = record->size,
		.swapped_bytes = record->swapped * walk->page_size,
		.superblock = superblock,
		.directory = CACHE_NONE,
		.name = CACHE_NONE,
		.deleted = record->links == 0,
		.name_dropped = is_dropped(record, report->superblocks[superblock].content) };
	if (!record->dentry || !record->name[0])
		return STATUS_OK;
	file->name = cache_report_keep_name(report, record->name);
	/* A memfd and the like are roots of their own. */
	if (record->parent != record->dentry) {
		file->directory = directories_of(&walk->directories, record->parent, superblock);
		if (file->directory == CACHE_NONE)
			file->name = CACHE_NONE;
	}
	return STATUS_OK;
}

/*
 * Keeps the larger half of the files alone, once there are too many of them; of what is asked for, once
 * that alone is too much.
 */
static enum status drop_smallest(struct walk *walk)
{
	struct cache_report *report = walk->report;

	if (report->file_count < CACHE_FILES_MOST)
		return STATUS_OK;
	if (walk->asked->count > 0 && cache_report_keep_below(report, walk->asked) != STATUS_OK)
		return STATUS_NO_MEMORY;
	cache_report_cut(report, CACHE_FILES_MOST / 2, walk->asked);
	walk->place_count = 0;
	return cache_report_pack_names(report);
}

static enum status take(struct walk *walk, const struct cache_inode_call *call, uint32_t superblock)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < call->count; i++)
		status = add_file(walk, &walk->records[i], superblock);
	walk->report->inodes += call->visited;
	if (status == STATUS_OK)
		status = directories_name(&walk->directories, walk->lists, walk->addresses);
	return status == STATUS_OK ? drop_smallest(walk) : status;
}

/* ---- the list of a superblock ---- */

static void push_place(struct walk *walk, const struct cache_inode_call *call)
{
	if (walk->place_count == PLACES_MOST) {
		memmove(walk->places, walk->places + 1, (PLACES_MOST - 1) * sizeof(*walk->places));
		walk->place_count--;
	}
	walk->places[walk->place_count++] = (struct walk_place){ *call, walk->report->file_count };
}

static void forget(struct walk *walk, uint32_t superblock)
{
	struct cache_report *report = walk->report;
	size_t kept = 0;

	for (size_t i = 0; i < report->file_count; i++)
		if (report->files[i].superblock != superblock)
			report->files[kept++] = report->files[i];
	report->file_count = kept;
	for (size_t i = 0; i < report->directory_count; i++)
		if (report->directories[i].superblock == superblock)
			report->directories[i].rest_pages = report->directories[i].rest_files = 0;
	cache_superblock_forget(&report->superblocks[superblock]);
}

/*
 * The place to go on from after a loss: the same once more, if the list could be followed for a while,
 * else the one before.  False: from the beginning.
 */
static bool step_back(struct walk *walk, struct cache_inode_call *call)
{
	if (call->visited == 0 && walk->place_count > 0)
		walk->place_count--;
	if (walk->place_count == 0)
		return false;
	*call = walk->places[walk->place_count - 1].call;
	walk->report->file_count = walk->places[walk->place_count - 1].files;
	return true;
}

static void begin(struct walk *walk, struct cache_inode_call *call, uint32_t superblock)
{
	*call = (struct cache_inode_call){ .superblock = walk->addresses[superblock],
		.limit = CACHE_INODES_A_CALL };
	walk->place_count = 0;
	push_place(walk, call);
}

struct losses {
	int all, restarts;
};

/* False once the list changes too fast. */
static bool recover(struct walk *walk, struct cache_inode_call *call, uint32_t superblock,
	struct losses *losses)
{
	if (losses->all++ == LOSSES_MOST)
		return false;
	if (step_back(walk, call))
		return true;
	if (losses->restarts++ == RESTARTS_MOST)
		return false;
	forget(walk, superblock);
	begin(walk, call, superblock);
	return true;
}

static enum status walk_superblock(struct walk *walk, uint32_t superblock)
{
	struct losses losses = { 0, 0 };
	struct cache_inode_call call;
	enum status status;

	begin(walk, &call, superblock);
	do {
		if (atomic_load(walk->cancelled))
			return STATUS_REFUSED;
		status = cache_lists_run(walk->lists, "list_inodes", &call, sizeof(call));
		if (status != STATUS_OK)
			return status;
		if (call.end == CACHE_GONE) {
			forget(walk, superblock);
			return STATUS_OK;
		}
		if (call.end == CACHE_LATE) {
			walk->report->superblocks[superblock].unstable = true;
			break;
		}
		if (call.end != CACHE_LOST) {
			status = take(walk, &call, superblock);
			push_place(walk, &call);
		} else if (!recover(walk, &call, superblock, &losses)) {
			walk->report->superblocks[superblock].unstable = true;
			break;
		}
	} while (status == STATUS_OK && call.end != CACHE_DONE);
	return status;
}

/* ---- what is asked for ---- */

/* In a chroot, whose root is no mount of its own: where it stands, so that paths are those of this process. */
static enum status find_root(struct walk *walk)
{
	struct cache_place_call call = { .descriptor = CACHE_ROOT };
	struct cache_report *report = walk->report;
	uint32_t directory = CACHE_NONE;
	enum status status;

	if (report->mount_count == 0 || cache_report_has_root(report))
		return STATUS_OK;
	status = cache_lists_run(walk->lists, "find_place", &call, sizeof(call));
	for (size_t i = 0; status == STATUS_OK && i < report->superblock_count; i++)
		if (walk->addresses[i] == call.superblock)
			directory = directories_of(&walk->directories, call.dentry, (uint32_t)i);
	if (directory == CACHE_NONE)
		return status;
	status = directories_name(&walk->directories, walk->lists, walk->addresses);
	return status == STATUS_OK ? cache_report_take_root(report, directory) : status;
}

enum status kernel_cache_find(struct cache_target *targets, size_t count,
	const struct cache_lists *lists)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		struct cache_place_call call = { .descriptor = (unsigned)targets[i].descriptor };

		if (targets[i].descriptor < 0)
			continue;
		status = cache_lists_run(lists, "find_place", &call, sizeof(call));
		targets[i].inode = call.inode;
		targets[i].dentry = call.dentry;
		targets[i].superblock = call.superblock;
		if (status == STATUS_OK && targets[i].is_overlay)
			status = cache_layers_find(&targets[i], lists);
	}
	return status;
}

static enum status walk_all(struct walk *walk)
{
	enum status status = list_superblocks(walk);
	size_t size;

	walk->records = cache_lists_memory(walk->lists, "inodes", &size);
	if (!walk->records)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < walk->report->superblock_count; i++)
		if (walk->contents & 1u << walk->report->superblocks[i].content)
			status = walk_superblock(walk, (uint32_t)i);
	if (status == STATUS_OK)
		status = find_root(walk);
	directories_finish(&walk->directories);
	return status;
}

static enum status walk_contents(struct cache_report *report, const struct cache_lists *lists,
	const struct cache_below *asked, unsigned contents, const atomic_bool *cancelled)
{
	struct walk walk = { .report = report,
		.lists = lists,
		.asked = asked,
		.cancelled = cancelled,
		.contents = contents,
		.page_size = (uint64_t)sysconf(_SC_PAGESIZE) };
	enum status status;

	report->method = lists->bpf ? KERNEL_BY_BPF : KERNEL_BY_KCORE;
	report->page_bytes = walk.page_size;
	directories_init(&walk.directories, report);
	status = walk_all(&walk);
	directories_free(&walk.directories);
	free(walk.addresses);
	if (status == STATUS_OK && asked->count > 0)
		status = cache_report_keep_below(report, asked);
	cache_report_sort(report);
	return status;
}

enum status kernel_cache_walk_of(struct cache_report *report, const struct cache_lists *lists,
	unsigned contents, const atomic_bool *cancelled)
{
	static const struct cache_below everything = { NULL, 0 };

	return walk_contents(report, lists, &everything, contents, cancelled);
}

/* What huge pages hold is no part of the page cache's sums. */
enum status kernel_cache_walk(struct cache_report *report, const struct cache_lists *lists,
	const struct cache_below *asked, const atomic_bool *cancelled)
{
	return walk_contents(report, lists, asked, ~(1u << CACHE_OF_HUGETLB), cancelled);
}
