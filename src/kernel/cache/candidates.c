/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/cache/candidates.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/array.h"
#include "base/apart/child.h"
#include "base/clock.h"
#include "base/macros.h"

/* The same on every machine; in the headers since 6.5 (include/uapi/linux/mman.h). */
#define CACHESTAT 451

struct cachestat_range_of {
	uint64_t offset, length; /* length 0: to the end */
};

struct cachestat_of {
	uint64_t cache, dirty, writeback, evicted, recently_evicted; /* pages */
};

/* include/uapi/linux/magic.h */
#define OVERLAYFS 0x794c7630

#define PATIENCE_NS      (5 * NS_PER_SECOND)
#define PATIENCE_LEFT_NS NS_PER_SECOND

/* What a child sends of a name. */
struct answer {
	enum status status;
	struct stat about;
	struct cache_file file; /* what of it is cached, if that was asked */
	bool is_overlay;
	char path[PATH_MAX];
};

/* What a child goes through. */
struct target_query {
	const struct cache_target *targets;
	size_t first, count;
	bool asks; /* what is cached; else where it is */
};

/* mincore(2) is asked for so much at a time. */
#define WINDOW ((size_t)256 << 20)

static enum status ask_cachestat(struct cache_file *file, int descriptor, uint64_t page)
{
	struct cachestat_range_of range = { 0, 0 };
	struct cachestat_of answer;

	if (syscall(CACHESTAT, descriptor, &range, &answer, 0) != 0)
		return errno == ENOSYS ? STATUS_ABSENT : status_from_errno(errno);
	file->cached_bytes = answer.cache * page;
	file->dirty = (uint32_t)min_u64(answer.dirty, UINT32_MAX);
	file->writeback = (uint32_t)min_u64(answer.writeback, UINT32_MAX);
	file->evicted = (uint32_t)min_u64(answer.evicted, UINT32_MAX);
	file->is_counted = true;
	return STATUS_OK;
}

static enum status count_window(struct cache_file *file, int descriptor, uint64_t at, size_t length,
	size_t page)
{
	size_t pages = (length + page - 1) / page;
	unsigned char *marks = malloc(pages);
	void *map = mmap(NULL, length, PROT_READ, MAP_SHARED, descriptor, (off_t)at);
	enum status status = marks ? STATUS_FAILED : STATUS_NO_MEMORY;

	if (marks && map != MAP_FAILED && mincore(map, length, marks) == 0) {
		status = STATUS_OK;
		for (size_t i = 0; i < pages; i++)
			file->cached_bytes += (marks[i] & 1) * page;
	}
	if (map != MAP_FAILED)
		munmap(map, length);
	free(marks);
	return status;
}

static enum status ask_mincore(struct cache_file *file, int descriptor, size_t page)
{
	enum status status = STATUS_OK;

	for (uint64_t at = 0; at < file->size_bytes && status == STATUS_OK; at += WINDOW)
		status = count_window(file, descriptor, at,
			(size_t)min_u64(WINDOW, file->size_bytes - at), page);
	return status;
}

/* An overlay has no pages of its own: a file there is one of a layer. */
static bool is_overlay(int descriptor)
{
	struct statfs about;

	return fstatfs(descriptor, &about) == 0 && about.f_type == OVERLAYFS;
}

/* Whether the kernel tells this process the truth: can_do_mincore() of mm/mincore.c. */
static bool is_told(const struct stat *about, const char *path)
{
	return about->st_uid == geteuid() || faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

static enum status ask(struct cache_file *file, const struct stat *about, const char *path)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	int descriptor = -1;
	enum status status = STATUS_DENIED;

	/* 6.18 has the same rule for cachestat(), kernels before it none. */
	if (is_told(about, path))
		descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (descriptor < 0)
		return STATUS_DENIED;
	/* cachestat() finds nothing in an overlay; what is mapped of it is the file of the layer. */
	status = is_overlay(descriptor) ? STATUS_ABSENT : ask_cachestat(file, descriptor, page);
	if (status == STATUS_ABSENT)
		status = ask_mincore(file, descriptor, page);
	close(descriptor);
	return status;
}

/* ---- the child ---- */

/* Where a name leads; returns a descriptor, or -1. */
static int find(struct answer *answer, const char *name)
{
	int descriptor = -1;

	if (realpath(name, answer->path))
		descriptor = open(answer->path, O_PATH | O_CLOEXEC);
	if (descriptor < 0 || fstat(descriptor, &answer->about) != 0)
		answer->status = status_from_errno(errno);
	answer->is_overlay = descriptor >= 0 && is_overlay(descriptor);
	/* The root of all is below which everything is. */
	if (strcmp(answer->path, "/") == 0)
		answer->path[0] = '\0';
	return descriptor;
}

/* Whatever stands at a path by now: it is asked what it is before it is opened. */
static void ask_regular(struct answer *answer, const char *path)
{
	if (stat(path, &answer->about) != 0) {
		answer->status = status_from_errno(errno);
	} else if (!S_ISREG(answer->about.st_mode)) {
		answer->status = STATUS_REFUSED;
	} else {
		answer->file.size_bytes = (uint64_t)answer->about.st_size;
		answer->status = ask(&answer->file, &answer->about, path);
	}
}

static void answer_all(void *context, int socket)
{
	const struct target_query *question = context;

	for (size_t i = question->first; i < question->count; i++) {
		const struct cache_target *target = &question->targets[i];
		struct answer answer = { .status = STATUS_OK };
		int descriptor = -1;

		if (question->asks && target->path)
			ask_regular(&answer, target->path[0] ? target->path : "/");
		else if (!question->asks)
			descriptor = find(&answer, target->name);
		if (!child_send(socket, &answer, sizeof(answer), descriptor))
			return;
		if (descriptor >= 0)
			close(descriptor);
	}
}

/* ---- the caller ---- */

typedef enum status answer_taker(struct cache_report *report, struct cache_target *target,
	const struct answer *answer, int descriptor);

/* Answers of one child; ends behind the first target for which it has none. */
static enum status hear(struct cache_report *report, struct cache_target *targets,
	struct target_query *question, answer_taker *take, uint64_t *patience_ns)
{
	enum status status;
	struct child child;

	status = child_begin(&child, answer_all, question);
	while (status == STATUS_OK && question->first < question->count) {
		struct cache_target *target = &targets[question->first++];
		struct answer answer;
		int descriptor;

		enum status heard =
			child_receive(&child, &answer, sizeof(answer), &descriptor, *patience_ns);

		if (heard != STATUS_OK) {
			target->status = heard;
			*patience_ns = PATIENCE_LEFT_NS;
			break;
		}
		status = take(report, target, &answer, descriptor);
	}
	child_leave(&child);
	return status;
}

static enum status hear_all(struct cache_report *report, struct cache_target *targets, size_t count,
	bool asks, answer_taker *take)
{
	struct target_query question = { .targets = targets, .count = count, .asks = asks };
	uint64_t patience_ns = PATIENCE_NS;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && question.first < count)
		status = hear(report, targets, &question, take, &patience_ns);
	return status;
}

static enum status take_place(struct cache_report *report, struct cache_target *target,
	const struct answer *answer, int descriptor)
{
	(void)report;
	target->status = answer->status;
	target->descriptor = descriptor;
	target->is_overlay = answer->is_overlay;
	if (answer->status != STATUS_OK)
		return STATUS_OK;
	target->path = strdup(answer->path);
	return target->path ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status cache_targets_find(struct cache_target *targets, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		targets[i].path = NULL;
		targets[i].descriptor = -1;
		targets[i].layers = NULL;
		targets[i].layer_count = 0;
	}
	return hear_all(NULL, targets, count, false, take_place);
}

void cache_targets_close(struct cache_target *targets, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (targets[i].descriptor >= 0)
			close(targets[i].descriptor);
		targets[i].descriptor = -1;
	}
}

void cache_targets_free(struct cache_target *targets, size_t count)
{
	cache_targets_close(targets, count);
	for (size_t i = 0; i < count; i++) {
		free(targets[i].path);
		free(targets[i].layers);
	}
}

static struct cache_file *add(struct cache_report *report, const struct stat *about,
	const char *path)
{
	struct cache_superblock *superblocks = array_reserve(report->superblocks,
		&report->superblock_room, report->superblock_count + 1, sizeof(*superblocks));
	struct cache_file *files = array_reserve(report->files, &report->file_room,
		report->file_count + 1, sizeof(*files));

	if (superblocks)
		report->superblocks = superblocks;
	if (files)
		report->files = files;
	if (!superblocks || !files)
		return NULL;
	superblocks[report->superblock_count] =
		(struct cache_superblock){ .major = major(about->st_dev),
			.minor = minor(about->st_dev) };
	files += report->file_count++;
	*files = (struct cache_file){ .inode = report->file_count,
		.number = about->st_ino,
		.size_bytes = (uint64_t)about->st_size,
		.superblock = (uint32_t)report->superblock_count++,
		.directory = CACHE_NONE,
		.name = cache_report_keep_name(report, path) };
	return files;
}

static enum status take_figures(struct cache_report *report, struct cache_target *target,
	const struct answer *answer, int descriptor)
{
	struct cache_file *file;

	(void)descriptor;
	/* One that was not found has its reason already. */
	if (target->path)
		target->status = answer->status;
	if (!target->path || !S_ISREG(answer->about.st_mode))
		return STATUS_OK;
	file = add(report, &answer->about, target->path);
	if (!file || report->names.failed)
		return STATUS_NO_MEMORY;
	file->cached_bytes = answer->file.cached_bytes;
	file->dirty = answer->file.dirty;
	file->writeback = answer->file.writeback;
	file->evicted = answer->file.evicted;
	file->is_counted = answer->file.is_counted;
	file->is_denied = answer->status != STATUS_OK;
	return STATUS_OK;
}

enum status cache_targets_ask(struct cache_report *report, struct cache_target *targets,
	size_t count)
{
	report->method = KERNEL_BY_CANDIDATES;
	report->page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	return hear_all(report, targets, count, true, take_figures);
}
