/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/held/held.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/apart/child.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/macros.h"
#include "source/held/records.h"
#include "source/process/all_pids.h"
#include "source/rights.h"

#define PATIENCE_NS      (5 * NS_PER_SECOND)
#define PATIENCE_LEFT_NS NS_PER_SECOND

/* What tells files, directories and file systems apart, and where in the report they are. */
struct place {
	struct place_key {
		uint64_t device,
			inode; /* of a directory: its parent, and what its name is hashed to */
	} key;
	uint32_t at;
	UT_hash_handle hh;
};

struct gathering {
	struct cache_report *report;
	struct place *files, *directories, *superblocks;
};

/* ---- places ---- */

static void places_free(struct place **places)
{
	struct place *place, *next;

	HASH_ITER(hh, *places, place, next)
	{
		HASH_DEL(*places, place); /* NOLINT(clang-analyzer-unix.Malloc) */
		free(place);
	}
}

static struct place *find(struct place *places, const struct place_key *key)
{
	struct place *place;

	HASH_FIND(hh, places, key, sizeof(*key), place); /* NOLINT(clang-analyzer-core.*) */
	return place;
}

static enum status keep(struct place **places, const struct place_key *key, uint32_t at)
{
	struct place *place = calloc(1, sizeof(*place));

	if (!place)
		return STATUS_NO_MEMORY;
	place->key = *key;
	place->at = at;
	HASH_ADD(hh, *places, key, sizeof(place->key), place);
	if (hash_has(place))
		return STATUS_OK;
	free(place);
	return STATUS_NO_MEMORY;
}

/* ---- file systems and directories ---- */

static enum status find_superblock(struct gathering *gathering, const struct held_record *record,
	uint32_t *at)
{
	struct cache_report *report = gathering->report;
	const struct place_key key = { record->major, record->minor };
	const struct place *known = find(gathering->superblocks, &key);
	struct cache_superblock *superblocks;

	*at = known ? known->at : (uint32_t)report->superblock_count;
	if (known)
		return STATUS_OK;
	superblocks = array_reserve(report->superblocks, &report->superblock_room,
		report->superblock_count + 1, sizeof(*superblocks));
	if (!superblocks)
		return STATUS_NO_MEMORY;
	report->superblocks = superblocks;
	superblocks += report->superblock_count++;
	*superblocks = (struct cache_superblock){ .address = key.device << 32 | key.inode,
		.major = record->major,
		.minor = record->minor,
		.content = record->is_tmpfs ? CACHE_OF_TMPFS : CACHE_OF_FILES };
	memcpy(superblocks->type, record->type, sizeof(superblocks->type));
	return keep(&gathering->superblocks, &key, *at);
}

/* FNV-1a, 64 bits. */
static uint64_t hash_name(struct text name, uint64_t hash)
{
	for (size_t i = 0; i < name.length; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* What stands for its address in the kernel is made of its path, so that it is the same at every look. */
static enum status find_directory(struct gathering *gathering, struct text name,
	uint32_t superblock, uint32_t parent, uint32_t *at)
{
	struct cache_report *report = gathering->report;
	uint64_t above = parent == CACHE_NONE ? report->superblocks[superblock].address
					      : report->directories[parent].dentry;
	const struct place_key key = { above,
		hash_name(name, above ^ UINT64_C(0xcbf29ce484222325)) };
	const struct place *known = find(gathering->directories, &key);
	struct cache_directory *directories;

	*at = known ? known->at : (uint32_t)report->directory_count;
	if (known)
		return STATUS_OK;
	directories = array_reserve(report->directories, &report->directory_room,
		report->directory_count + 1, sizeof(*directories));
	if (!directories)
		return STATUS_NO_MEMORY;
	report->directories = directories;
	directories += report->directory_count++;
	*directories = (struct cache_directory){ .dentry = key.inode,
		.parent = parent,
		.name = string_pool_add(&report->names, name),
		.superblock = superblock,
		.known = true };
	return report->names.failed ? STATUS_NO_MEMORY : keep(&gathering->directories, &key, *at);
}

/* Directories of a path from the root of its file system, which has no name itself, and the name behind them. */
static enum status place_file(struct gathering *gathering, struct cache_file *file,
	const char *path)
{
	struct text name = text_of("", 0);
	enum status status =
		find_directory(gathering, name, file->superblock, CACHE_NONE, &file->directory);

	while (status == STATUS_OK && *path == '/') {
		size_t length = strcspn(path + 1, "/");

		name = text_of(path + 1, length);
		path += 1 + length;
		if (*path == '/')
			status = find_directory(gathering, name, file->superblock, file->directory,
				&file->directory);
	}
	file->name = string_pool_add(&gathering->report->names, name);
	return gathering->report->names.failed ? STATUS_NO_MEMORY : status;
}

/* ---- files ---- */

static enum status name_file(struct gathering *gathering, struct cache_file *file,
	const struct held_record *record)
{
	file->directory = CACHE_NONE;
	file->name = CACHE_NONE;
	if (record->path_length == 0)
		return STATUS_OK;
	if (record->is_inside)
		return place_file(gathering, file, record->path);
	file->name = string_pool_add(&gathering->report->names,
		text_of(record->path, record->path_length));
	return gathering->report->names.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static uint32_t of_pages(uint64_t pages)
{
	return (uint32_t)min_u64(pages, UINT32_MAX);
}

static void measure_file(struct cache_file *file, const struct held_record *record,
	uint64_t page_bytes)
{
	file->is_denied = record->status != STATUS_OK;
	if (file->is_denied)
		return;
	file->cached_bytes = record->cached * page_bytes;
	file->is_counted = record->has_pages;
	file->dirty = of_pages(record->dirty);
	file->writeback = of_pages(record->writeback);
	file->evicted = of_pages(record->evicted);
}

/* A file that is new; the path of one that was told before is empty. */
static enum status add_file(struct gathering *gathering, const struct held_record *record)
{
	struct cache_report *report = gathering->report;
	const struct place_key key = { record->device, record->inode };
	struct cache_file *files = array_reserve(report->files, &report->file_room,
		report->file_count + 1, sizeof(*files));
	enum status status;
	uint32_t superblock;

	if (!files)
		return STATUS_NO_MEMORY;
	report->files = files;
	status = find_superblock(gathering, record, &superblock);
	if (status != STATUS_OK)
		return status;
	files += report->file_count++;
	*files = (struct cache_file){ .inode = (record->inode ^ record->device << 32) *
					       UINT64_C(0x9e3779b97f4a7c15),
		.number = record->inode,
		.size_bytes = record->size,
		.superblock = superblock,
		.deleted = record->links == 0 };
	measure_file(files, record, report->page_bytes);
	report->is_layered |= record->is_layered;
	status = name_file(gathering, files, record);
	return status == STATUS_OK ? keep(&gathering->files, &key, (uint32_t)report->file_count - 1)
				   : status;
}

/* Of holders that are not all listed nothing is told. */
static enum status add_holder(struct cache_report *report, uint32_t file,
	const struct held_process *process)
{
	enum status status = cache_report_add_holder(report, file, process->pid, process->name);

	if (status != STATUS_TOO_LARGE)
		return status;
	report->has_holders = false;
	return STATUS_OK;
}

static enum status take_record(struct gathering *gathering, const struct held_record *record,
	const struct held_process *process)
{
	struct cache_report *report = gathering->report;
	const struct place_key key = { record->device, record->inode };
	const struct place *place = find(gathering->files, &key);
	enum status status = STATUS_OK;

	if (!place && report->file_count == CACHE_FILES_MOST) {
		report->held.unasked++;
		return STATUS_OK;
	}
	if (!place)
		status = add_file(gathering, record);
	else if (report->files[place->at].is_denied)
		measure_file(&report->files[place->at], record, report->page_bytes);
	place = find(gathering->files, &key);
	return status == STATUS_OK && place ? add_holder(report, place->at, process) : status;
}

static enum status take_letter(struct gathering *gathering, const struct held_letter *letter)
{
	struct cache_held *held = &gathering->report->held;
	enum status status = STATUS_OK;
	size_t at = 0;

	while (status == STATUS_OK && at < letter->length) {
		const struct held_record *record =
			(const struct held_record *)(const void *)(letter->records + at);

		status = take_record(gathering, record, &letter->process);
		at += HELD_RECORD_SIZE(record->path_length);
	}
	if (!letter->is_last)
		return status;
	held->unasked += letter->process.unasked;
	held->denied += letter->process.is_guarded || letter->process.status == STATUS_DENIED ||
			letter->process.status == STATUS_TOO_LARGE;
	if (status == STATUS_OK && status_is_shortage(letter->process.status))
		status = letter->process.status;
	return status;
}

/* ---- the child ---- */

/* What one child says; question->first is behind all that it was asked of. */
static enum status hear(struct gathering *gathering, struct held_query *question,
	uint64_t *patience_ns, const atomic_bool *cancelled)
{
	enum status heard = STATUS_OK, status;
	struct held_letter letter;
	struct child child;
	int descriptor;

	atomic_store(question->at, question->first);
	status = child_begin(&child, held_answer, question);
	while (status == STATUS_OK && heard == STATUS_OK) {
		heard = child_receive(&child, &letter, sizeof(letter), &descriptor, *patience_ns);
		if (heard == STATUS_OK)
			status = atomic_load(cancelled) ? STATUS_REFUSED
							: take_letter(gathering, &letter);
	}
	question->first = atomic_load(question->at);
	child_leave(&child);
	if (status == STATUS_OK && question->first < question->count) {
		gathering->report->held.unanswered++;
		question->first++;
		*patience_ns = PATIENCE_LEFT_NS;
	}
	return status;
}

static enum status ask_all(struct gathering *gathering, struct held_query *question,
	const atomic_bool *cancelled)
{
	uint64_t patience_ns = PATIENCE_NS;
	enum status status = STATUS_OK;

	question->at = mmap(NULL, sizeof(*question->at), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (question->at == MAP_FAILED)
		return STATUS_NO_MEMORY;
	while (status == STATUS_OK && question->first < question->count)
		status = hear(gathering, question, &patience_ns, cancelled);
	munmap(question->at, sizeof(*question->at));
	return status;
}

/* ---- the report ---- */

static int by_size(const void *a, const void *b)
{
	const struct cache_file *one = *(const struct cache_file *const *)a,
				*other = *(const struct cache_file *const *)b;

	return FIRST_DIFFERENCE(COMPARE(other->cached_bytes, one->cached_bytes),
		COMPARE(one->inode, other->inode));
}

/* Files that have nothing in the cache are in no list of it. */
static size_t order_files(const struct cache_report *report, const struct cache_file **order)
{
	size_t count = 0;

	for (size_t i = 0; i < report->file_count; i++)
		if (report->files[i].is_denied || report->files[i].cached_bytes > 0)
			order[count++] = &report->files[i];
	if (count > 0)
		qsort(order, count, sizeof(*order), by_size);
	return count;
}

/* Places are those of the files, from 1 on, and 0 of those that are left out. */
static void move_holders(struct cache_report *report, const uint32_t *places)
{
	size_t moved = 0;

	for (size_t i = 0; i < report->holder_count; i++) {
		struct cache_holder holder = report->holders[i];

		if (places[holder.file] == 0)
			continue;
		holder.file = places[holder.file] - 1;
		report->holders[moved++] = holder;
	}
	report->holder_count = moved;
	cache_report_sort_holders(report);
}

/* As reports are sorted, with the holders. */
static enum status sort(struct cache_report *report)
{
	const struct cache_file **order = array_new(report->file_count, sizeof(*order));
	uint32_t *places = array_new(report->file_count, sizeof(*places));
	struct cache_file *files = array_new(report->file_count, sizeof(*files));
	bool has_room = order && places && files;
	size_t count = has_room ? order_files(report, order) : 0;

	for (size_t i = 0; i < count; i++) {
		files[i] = *order[i];
		places[order[i] - report->files] = (uint32_t)i + 1;
	}
	if (has_room) {
		move_holders(report, places);
		free(report->files);
		report->files = files;
		report->file_room = report->file_count;
		report->file_count = count;
	} else {
		free(files);
	}
	free(places);
	free(order);
	return has_room ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status gather(struct gathering *gathering, const atomic_bool *cancelled)
{
	struct cache_report *report = gathering->report;
	struct file_buffer mountinfo = { 0 };
	struct kernel_root root;
	pid_t *pids = NULL;
	size_t count = 0;
	enum status status = kernel_root_open(&root, "/proc", "/sys");

	if (status != STATUS_OK)
		return status;
	report->held.some_hidden = processes_may_be_hidden(&root);
	status = file_read(&mountinfo, root.proc, "self/mountinfo");
	if (status != STATUS_OK)
		mountinfo.length = 0;
	if (!status_is_shortage(status))
		status = all_pids_list(&pids, &count, &root);
	kernel_root_close(&root);
	report->held.processes = count;
	if (status == STATUS_OK)
		status = ask_all(gathering,
			&(struct held_query){ .pids = pids,
				.count = count,
				.mountinfo = mountinfo.text,
				.mountinfo_length = mountinfo.length },
			cancelled);
	file_buffer_free(&mountinfo);
	free(pids);
	return status;
}

enum status held_files_read(struct cache_report *report, const atomic_bool *cancelled)
{
	struct gathering gathering = { .report = report };
	enum status status;

	report->method = KERNEL_BY_CANDIDATES;
	report->page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	report->has_holders = true;
	status = gather(&gathering, cancelled);
	places_free(&gathering.files);
	places_free(&gathering.directories);
	places_free(&gathering.superblocks);
	return status == STATUS_OK ? sort(report) : status;
}
