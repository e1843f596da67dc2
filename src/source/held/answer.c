/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/apart/child.h"
#include "base/array.h"
#include "base/macros.h"
#include "parse/system/mounts.h"
#include "source/duplicate.h"
#include "source/held/cachestat.h"
#include "source/held/records.h"
#include "source/inspect/open_files.h"

/* mincore(2) is asked for so much at a time. */
#define WINDOW ((uint64_t)256 << 20)

/* So many files are told apart; of more those that several processes have open are asked more than once. */
#define SEEN_MOST ((size_t)1 << 18)

/* A file that was sent. */
struct seen_file {
	uint64_t device, inode;
	bool is_used, is_known;
};

struct answering {
	struct kernel_root root;
	struct memfd_mounts mounts;
	const struct held_query *question;
	struct held_letter letter;
	struct duplicate_from from;
	struct seen_file *seen; /* a hash table */
	uint64_t duplicates, refused;
	int socket;
};

/* ---- what was sent ---- */

/* Fibonacci hashing. */
static struct seen_file *find_seen(struct answering *answering, const struct open_file *file)
{
	uint64_t mixed =
		(file->inode ^ (uint64_t)file->device << 32) * UINT64_C(0x9e3779b97f4a7c15);

	for (size_t i = 0; i < 64; i++) {
		struct seen_file *seen = &answering->seen[((mixed >> 40) + i) & (SEEN_MOST - 1)];

		if (!seen->is_used) {
			*seen = (struct seen_file){ file->device, file->inode, true, false };
			return seen;
		}
		if (seen->device == file->device && seen->inode == file->inode)
			return seen;
	}
	return NULL;
}

/* ---- what is cached of it ---- */

static enum status count_window(struct held_record *record, int descriptor, uint64_t at,
	size_t length)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = (length + page - 1) / page;
	unsigned char *marks = malloc(pages);
	void *map = mmap(NULL, length, PROT_READ, MAP_SHARED, descriptor, (off_t)at);
	enum status status = STATUS_ABSENT;

	if (marks && map != MAP_FAILED && mincore(map, length, marks) == 0) {
		status = STATUS_OK;
		for (size_t i = 0; i < pages; i++)
			record->cached += marks[i] & 1;
	}
	if (map != MAP_FAILED)
		munmap(map, length);
	free(marks);
	return status;
}

/* mincore(2) says of files of others that all is cached: can_do_mincore() of mm/mincore.c. */
static enum status ask_mincore(struct held_record *record, int descriptor)
{
	enum status status = STATUS_OK;
	struct stat about;

	if (fstat(descriptor, &about) != 0 || (geteuid() != 0 && about.st_uid != geteuid()))
		return STATUS_DENIED;
	for (uint64_t at = 0; at < record->size && status == STATUS_OK; at += WINDOW)
		status = count_window(record, descriptor, at,
			(size_t)min_u64(WINDOW, record->size - at));
	return status;
}

static enum status ask_cachestat(struct held_record *record, int descriptor)
{
	struct cached_pages pages;

	if (cached_pages_of(&pages, descriptor) != 0)
		return errno == ENOSYS ? STATUS_FAILED : status_from_errno(errno);
	record->cached = pages.cache;
	record->dirty = pages.dirty;
	record->writeback = pages.writeback;
	record->evicted = pages.evicted;
	record->has_pages = true;
	return STATUS_OK;
}

/* An overlay has no pages of its own: what is mapped of it is the file of a layer. */
static void measure(struct answering *answering, struct held_record *record, int64_t number)
{
	int descriptor = duplicate_descriptor(&answering->from, (int)number);

	answering->duplicates++;
	if (descriptor < 0) {
		record->status = status_from_errno(errno);
		if (status_is_shortage(record->status))
			return;
		record->status = STATUS_DENIED;
		answering->refused++;
		return;
	}
	if (!record->is_layered)
		record->status = ask_cachestat(record, descriptor);
	if (record->is_layered || record->status == STATUS_FAILED)
		record->status = ask_mincore(record, descriptor);
	close(descriptor);
}

/* ---- where it is ---- */

static struct text without_suffix(struct text target, bool is_nameless)
{
	static const char deleted[] = " (deleted)";
	const size_t length = sizeof(deleted) - 1;

	if (is_nameless && target.length > length &&
		memcmp(target.at + target.length - length, deleted, length) == 0)
		target.length -= length;
	return target;
}

/* The path from the root of its file system, by the mount that it was opened through.  False: it is not below that. */
static bool put_inside(char path[static PATH_MAX], struct text target, const struct mount *mount)
{
	char root[PATH_MAX], point[PATH_MAX];
	size_t length = mounts_unescape(point, sizeof(point), mount->point);
	int written;

	mounts_unescape(root, sizeof(root), mount->root);
	if (length == 1)
		length = 0; /* "/" */
	if (target.length <= length || memcmp(target.at, point, length) != 0 ||
		target.at[length] != '/')
		return false;
	written = snprintf(path, PATH_MAX, "%s%.*s", strcmp(root, "/") == 0 ? "" : root,
		(int)(target.length - length), target.at + length);
	return written > 0 && written < PATH_MAX;
}

static void put_name(struct held_record *record, char path[static PATH_MAX],
	const struct open_file *file)
{
	struct text target = without_suffix(file->target, file->links == 0 || !file->mount);

	record->is_inside = file->mount && put_inside(path, target, file->mount);
	/* "memfd:x", as the kernel has it */
	if (!record->is_inside)
		snprintf(path, PATH_MAX, "%.*s", (int)(target.length - !file->mount),
			target.at + !file->mount);
	record->path_length = (uint32_t)strlen(path);
}

static void put_mount(struct held_record *record, const struct open_file *file)
{
	struct text type = file->mount ? file->mount->type : text_of_string("tmpfs");

	if (text_starts(file->target, "/secretmem"))
		type = text_of_string("secretmem");
	record->major = file->mount ? (uint32_t)file->mount->major : major(file->device);
	record->minor = file->mount ? (uint32_t)file->mount->minor : minor(file->device);
	record->is_tmpfs = text_equals(type, "tmpfs") || text_equals(type, "devtmpfs") ||
			   text_equals(type, "rootfs");
	record->is_layered = text_equals(type, "overlay");
	snprintf(record->type, sizeof(record->type), "%.*s", (int)type.length, type.at);
}

/* ---- letters ---- */

static bool post(struct answering *answering, bool is_last)
{
	answering->letter.is_last = is_last;
	if (!child_send(answering->socket, &answering->letter, sizeof(answering->letter), -1))
		return false;
	answering->letter.length = 0;
	return true;
}

static enum status add(struct answering *answering, const struct held_record *record,
	const char *path)
{
	struct held_letter *letter = &answering->letter;
	size_t size = HELD_RECORD_SIZE(record->path_length);
	struct held_record *place;

	if (letter->length + size > sizeof(letter->records) && !post(answering, false))
		return STATUS_GONE;
	place = (struct held_record *)(void *)(letter->records + letter->length);
	*place = *record;
	memcpy(place->path, path, record->path_length + 1);
	letter->length += (uint32_t)size;
	return STATUS_OK;
}

static bool is_huge(const struct answering *answering, const struct open_file *file)
{
	return memfd_mounts_device(&answering->mounts, file->device) > 0 ||
	       (file->mount && text_equals(file->mount->type, "hugetlbfs"));
}

static enum status take_file(void *context, const struct open_file *file)
{
	struct answering *answering = context;
	struct held_record record = { .device = file->device,
		.inode = file->inode,
		.links = file->links,
		.size = file->size,
		.status = STATUS_ABSENT };
	char path[PATH_MAX] = "";
	struct seen_file *seen;

	if (!file->followed)
		answering->letter.process.unasked++;
	if (!file->followed || !file->regular || is_huge(answering, file))
		return STATUS_OK;
	put_mount(&record, file);
	seen = find_seen(answering, file);
	if (!seen || !seen->is_known) {
		measure(answering, &record, file->descriptor);
		if (status_is_shortage(record.status))
			return record.status;
		put_name(&record, path, file);
		if (seen)
			seen->is_known = record.status == STATUS_OK;
	}
	return add(answering, &record, path);
}

/* STATUS_OK or a shortage. */
static enum status read_name(struct answering *answering, pid_t pid)
{
	struct file_buffer buffer = { 0 };
	struct held_process *process = &answering->letter.process;
	enum status status;
	struct text name;
	char path[32];

	snprintf(path, sizeof(path), "%d/comm", (int)pid);
	status = file_read(&buffer, answering->root.proc, path);
	if (status == STATUS_OK) {
		name = text_of(buffer.text, buffer.length);
		if (name.length > 0 && name.at[name.length - 1] == '\n')
			name.length--;
		snprintf(process->name, sizeof(process->name), "%.*s", (int)name.length, name.at);
	}
	file_buffer_free(&buffer);
	return status_is_shortage(status) ? status : STATUS_OK;
}

static bool answer_for(struct answering *answering, pid_t pid)
{
	const struct held_query *question = answering->question;
	struct held_process *process = &answering->letter.process;
	enum status named;

	*process = (struct held_process){ .pid = pid };
	answering->from = (struct duplicate_from){ pid, DUPLICATE_UNKNOWN };
	answering->duplicates = answering->refused = 0;
	named = read_name(answering, pid);
	process->status = open_files_all(&answering->root, pid, &answering->mounts,
		text_of(question->mountinfo, question->mountinfo_length), take_file, answering);
	if (process->status == STATUS_OK)
		process->status = named;
	process->is_guarded =
		answering->duplicates > 0 && answering->refused == answering->duplicates;
	duplicate_end(&answering->from);
	/* Of most there is nothing to tell. */
	return (answering->letter.length == 0 && process->unasked == 0 &&
		       (process->status == STATUS_OK || process->status == STATUS_GONE)) ||
	       post(answering, true);
}

/* What the child lacks is none of those that did not answer. */
static void say_shortage(struct answering *answering, enum status status)
{
	answering->letter.process.status = status;
	post(answering, true);
}

static void answer_all(struct answering *answering)
{
	const struct held_query *question = answering->question;
	enum status status = memfd_mounts_find(&answering->mounts, &answering->root);

	if (status_is_shortage(status)) {
		say_shortage(answering, status);
		return;
	}
	for (size_t i = question->first; i < question->count; i++) {
		atomic_store(question->at, i);
		/* memtop itself looks at what it has open. */
		if (question->pids[i] != getppid() && !answer_for(answering, question->pids[i]))
			return;
	}
	atomic_store(question->at, question->count);
}

void held_answer(void *context, int socket)
{
	const struct held_query *question = context;
	struct answering *answering = calloc(1, sizeof(*answering));
	enum status status;

	if (!answering)
		return;
	answering->question = question;
	answering->socket = socket;
	answering->seen = calloc(SEEN_MOST, sizeof(*answering->seen));
	status = answering->seen ? kernel_root_open(&answering->root, "/proc", "/sys")
				 : STATUS_NO_MEMORY;
	if (status == STATUS_OK) {
		answer_all(answering);
		kernel_root_close(&answering->root);
	} else if (status_is_shortage(status)) {
		say_shortage(answering, status);
	}
	free(answering->seen);
	free(answering);
}
