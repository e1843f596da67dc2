/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/page_map_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* What is looked at in all: 64 GiB of pages, or so many runs of them; less than half a second. */
#define PAGES_IN_ALL (UINT64_C(1) << 24)
#define RUNS_IN_ALL  (UINT64_C(1) << 22)
/* At a time, since the kernel holds the process's mmap lock meanwhile. */
#define PAGES_AT_ONCE 65536
#define RUNS_AT_ONCE  1024

/* Linux 6.7's include/uapi/linux/fs.h, which may be newer than the system's headers. */
struct scan_region {
	uint64_t start, end, categories;
};
struct scan_argument {
	uint64_t size, flags, start, end, walk_end, vector, vector_length, max_pages;
	uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};
#define SCAN_REQUEST _IOWR('f', 16, struct scan_argument)

/* Whether the kernel does not know the request. */
static bool is_no_scan(int error)
{
	return error == ENOTTY || error == EINVAL || error == EPERM || error == ENOSYS;
}

/* One strip on its way. */
struct reading {
	struct residency *page_map;
	const struct pagemap_mapping *mapping;
	int descriptor;
	uint64_t at; /* everything below has been read */
};

/* ---- PAGEMAP_SCAN ---- */

/* One call; returns the number of regions, or -1 with errno. */
static int scan_some(struct reading *reading, struct scan_region *regions)
{
	const uint64_t there = PAGEMAP_IS_PRESENT | PAGEMAP_IS_SWAPPED;
	struct scan_argument argument = {
		.size = sizeof(argument),
		.start = reading->at,
		.end = reading->page_map->end,
		.vector = (uint64_t)(uintptr_t)regions,
		.vector_length = RUNS_AT_ONCE,
		.max_pages = PAGES_AT_ONCE,
		.category_anyof_mask = there,
		.return_mask = there | PAGEMAP_IS_FILE | PAGEMAP_IS_ZERO | PAGEMAP_IS_HUGE,
	};
	int count = ioctl(reading->descriptor, SCAN_REQUEST, &argument);

	if (count >= 0 && argument.walk_end <= reading->at)
		argument.walk_end =
			reading->page_map->end; /* a kernel that goes nowhere is not asked again */
	if (count >= 0)
		reading->at = argument.walk_end;
	return count;
}

/* STATUS_ABSENT: this kernel has no such thing. */
static enum status scan(struct reading *reading)
{
	struct scan_region regions[RUNS_AT_ONCE];
	uint64_t pages = 0, runs = 0;

	while (reading->at < reading->page_map->end && pages < PAGES_IN_ALL && runs < RUNS_IN_ALL) {
		int count = scan_some(reading, regions);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return is_no_scan(errno) ? STATUS_ABSENT : status_from_errno(errno);
		for (int i = 0; i < count; i++) {
			const struct scan_region *region = &regions[i];

			residency_add(reading->page_map, region->start, region->end,
				pagemap_class_of_categories(region->categories, reading->mapping));
			pages += (region->end - region->start) / reading->page_map->page_size;
		}
		runs += (uint64_t)count + 1;
	}
	return STATUS_OK;
}

enum status page_map_next(int page_map, uint64_t from, uint64_t to, uint64_t *at)
{
	struct scan_region region = { 0 }; /* valgrind does not see what the call writes */
	struct scan_argument argument = {
		.size = sizeof(argument),
		.start = from,
		.end = to,
		.vector = (uint64_t)(uintptr_t)&region,
		.vector_length = 1,
		.max_pages = 1,
		.category_anyof_mask = PAGEMAP_IS_PRESENT | PAGEMAP_IS_SWAPPED,
		.return_mask = PAGEMAP_IS_PRESENT | PAGEMAP_IS_SWAPPED,
	};
	int count;

	do
		count = ioctl(page_map, SCAN_REQUEST, &argument);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return is_no_scan(errno) ? STATUS_ABSENT : status_from_errno(errno);
	*at = count > 0 ? region.start : to;
	return STATUS_OK;
}

/* ---- entry by entry ---- */

static void take_entries(struct reading *reading, const uint64_t *entries, size_t count)
{
	uint64_t size = reading->page_map->page_size;

	for (size_t i = 0; i < count; i++) {
		enum page_class page_class = pagemap_class_of_entry(entries[i], reading->mapping);

		if (page_class != PAGE_CLASS_NONE)
			residency_add(reading->page_map, reading->at + i * size,
				reading->at + (i + 1) * size, page_class);
	}
	reading->at += count * size;
}

static enum status read_entries(struct reading *reading)
{
	uint64_t size = reading->page_map->page_size, pages = 0;
	uint64_t *entries = malloc(PAGES_AT_ONCE * sizeof(*entries));
	enum status status = entries ? STATUS_OK : STATUS_NO_MEMORY;

	while (status == STATUS_OK && reading->at < reading->page_map->end &&
		pages < PAGES_IN_ALL) {
		uint64_t left = (reading->page_map->end - reading->at) / size;
		size_t count = left < PAGES_AT_ONCE ? (size_t)left : PAGES_AT_ONCE;
		ssize_t got = pread(reading->descriptor, entries, count * sizeof(*entries),
			(off_t)(reading->at / size * sizeof(*entries)));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <
			(ssize_t)sizeof(*entries)) /* once the address space is gone, it is empty */
			status = got < 0 ? status_from_errno(errno) : STATUS_GONE;
		else
			take_entries(reading, entries, (size_t)got / sizeof(*entries));
		pages += count;
	}
	free(entries);
	return status;
}

/* ---- the whole ---- */

void residency_read(struct residency *page_map, const struct kernel_root *root,
	const struct residency_request *request, bool with_scan)
{
	struct reading reading = { .page_map = page_map,
		.mapping = &request->mapping,
		.at = request->start };
	char path[32];

	residency_begin(page_map, request->start, request->end, (uint64_t)sysconf(_SC_PAGESIZE));
	page_map->pid = request->pid;
	if (request->is_empty)
		reading.at = request->end;
	snprintf(path, sizeof(path), "%d/pagemap", (int)request->pid);
	reading.descriptor = file_open(root->proc, path, O_RDONLY);
	page_map->status = STATUS_OK;
	if (reading.descriptor < 0) {
		page_map->status = status_from_errno(errno);
	} else if (reading.at < page_map->end) {
		page_map->status = with_scan ? scan(&reading) : STATUS_ABSENT;
		if (page_map->status == STATUS_ABSENT)
			page_map->status = read_entries(&reading);
	}
	residency_finish(page_map, reading.at);
	if (reading.descriptor >= 0)
		close(reading.descriptor);
}
