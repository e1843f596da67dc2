/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "kernel/census/parts.h"
#include "kernel/programs/census.h"

#define RECORDS_MOST ((size_t)1 << 20)

struct listing {
	struct census_pipe_record *records;
	size_t count, room;
};

static enum status take(void *context, const void *record)
{
	struct listing *listing = context;
	struct census_pipe_record *records = array_reserve(listing->records, &listing->room,
		listing->count + 1, sizeof(*records));

	if (!records)
		return STATUS_NO_MEMORY;
	listing->records = records;
	memcpy(&records[listing->count++], record, sizeof(*records));
	return listing->count > RECORDS_MOST ? STATUS_TOO_LARGE : STATUS_OK;
}

static int by_pipe(const void *a, const void *b)
{
	const struct census_pipe_record *one = a, *other = b;

	return FIRST_DIFFERENCE(COMPARE(one->pipe, other->pipe), COMPARE(one->pid, other->pid));
}

static int by_pid(const void *a, const void *b)
{
	const struct census_pipe_record *one = a, *other = b;

	return COMPARE(one->pid, other->pid);
}

/* A pipe that several have is the first one's, as it is where descriptors are asked. */
static size_t keep_first(struct census_pipe_record *records, size_t count)
{
	size_t kept = 0;

	qsort(records, count, sizeof(*records), by_pipe);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || records[kept - 1].pipe != records[i].pipe)
			records[kept++] = records[i];
	qsort(records, kept, sizeof(*records), by_pid);
	return kept;
}

static void own(struct kernel_item *pipes, const struct census_pipe_record *records, size_t count,
	uint64_t page_size)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < count; i++) {
		pages += records[i].pages;
		pipes->bytes.n += (int64_t)(records[i].pages * page_size);
		if (i + 1 < count && records[i + 1].pid == records[i].pid)
			continue;
		kernel_item_own(pipes, records[i].pid, records[i].name,
			value_of(pages * page_size));
		pages = 0;
	}
}

enum status census_count_pipes(struct census *census, struct kernel_bpf *bpf, uint64_t page_size)
{
	struct listing listing = { .records = NULL };
	enum status status =
		kernel_bpf_iterate(bpf, "list_pipes", sizeof(*listing.records), take, &listing);
	size_t count;

	census->has_pipes = status == STATUS_OK;
	census->pipes = (struct kernel_item){ .kind = KERNEL_PIPE,
		.place = KERNEL_UNCOUNTED,
		.source = "BPF: pipe_inode_info",
		.reclaim = KERNEL_RECLAIM_NO };
	census->pipes.bytes = census->pipes.objects = value_of(0);
	census->pipes.room = census->pipes.promised = value_missing(VALUE_ABSENT);
	if (status == STATUS_OK && listing.count > 0) {
		count = keep_first(listing.records, listing.count);
		census->pipes.objects = value_of(count);
		own(&census->pipes, listing.records, count, page_size);
	}
	free(listing.records);
	return status;
}
