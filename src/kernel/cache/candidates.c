/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/cache/candidates.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/array.h"
#include "base/macros.h"

/* The same on every machine; in the headers since 6.5 (include/uapi/linux/mman.h). */
#define CACHESTAT 451

struct cachestat_range_of {
	uint64_t offset, length; /* length 0: to the end */
};

struct cachestat_of {
	uint64_t cache, dirty, writeback, evicted, recently_evicted; /* pages */
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
	status = ask_cachestat(file, descriptor, page);
	if (status == STATUS_ABSENT)
		status = ask_mincore(file, descriptor, page);
	close(descriptor);
	return status;
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

enum status cache_candidate_add(struct cache_report *report, const char *path)
{
	struct cache_file *file;
	struct stat about;
	enum status status;

	report->method = KERNEL_BY_CANDIDATES;
	report->page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	if (stat(path, &about) != 0)
		return status_from_errno(errno);
	if (!S_ISREG(about.st_mode))
		return STATUS_REFUSED;
	file = add(report, &about, path);
	if (!file)
		return STATUS_NO_MEMORY;
	status = ask(file, &about, path);
	file->is_denied = status != STATUS_OK;
	return status;
}
