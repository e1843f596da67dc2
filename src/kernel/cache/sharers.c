/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "kernel/cache/cache.h"
#include "kernel/programs/sharers.h"

struct listing {
	struct kernel_sharers *sharers;
	const atomic_bool *cancelled;
};

static enum status add(struct kernel_sharers *sharers, pid_t pid)
{
	pid_t *pids =
		array_reserve(sharers->pids, &sharers->room, sharers->count + 1, sizeof(*pids));

	if (!pids)
		return STATUS_NO_MEMORY;
	sharers->pids = pids;
	if (sharers->count == 0 || pids[sharers->count - 1] != pid)
		pids[sharers->count++] = pid;
	return STATUS_OK;
}

/* Who maps a buffer of a driver, and has no descriptor of it any more, nothing tells. */
static enum status take(void *context, const void *bytes)
{
	const struct sharer_record *record = bytes;
	struct listing *listing = context;

	if (atomic_load(listing->cancelled))
		return STATUS_REFUSED;
	listing->sharers->is_known &= !record->is_dmabuf;
	return record->pid > 0 ? add(listing->sharers, record->pid) : STATUS_OK;
}

static enum status list_mappers(struct kernel_sharers *sharers, const struct cache_report *report,
	struct kernel_bpf *bpf)
{
	size_t inode_size, mapper_size;
	uint64_t *inodes = kernel_bpf_memory(bpf, "inodes", &inode_size);
	const uint64_t *mappers = kernel_bpf_memory(bpf, "mappers", &mapper_size);
	enum status status = inodes && mappers ? STATUS_OK : STATUS_NO_MEMORY;

	for (size_t first = 0; first < report->file_count && status == STATUS_OK;) {
		struct mappers_call call = { .count = (uint32_t)min_size(SHARERS_INODES_A_CALL,
						     report->file_count - first) };

		for (size_t i = 0; i < call.count; i++)
			inodes[i] = report->files[first + i].inode;
		status = kernel_bpf_run(bpf, "list_mappers", &call, sizeof(call));
		sharers->is_known &= !call.incomplete && !call.has_no_owner;
		for (size_t i = 0; i < call.found && status == STATUS_OK; i++)
			status = add(sharers, (pid_t)mappers[i]);
		first += call.count;
	}
	return status;
}

enum status kernel_cache_list_sharers(struct kernel_sharers *sharers,
	const struct cache_report *report, struct kernel_bpf *bpf, const atomic_bool *cancelled)
{
	struct listing listing = { .sharers = sharers, .cancelled = cancelled };
	enum status status;
	size_t kept = 0;

	*sharers = (struct kernel_sharers){ .is_known = true };
	status = kernel_bpf_iterate(bpf, "list_openers", sizeof(struct sharer_record), take,
		&listing);
	if (status == STATUS_OK)
		status = kernel_bpf_iterate(bpf, "list_lockers", sizeof(struct sharer_record), take,
			&listing);
	if (status == STATUS_OK)
		status = list_mappers(sharers, report, bpf);
	if (sharers->count > 0)
		qsort(sharers->pids, sharers->count, sizeof(*sharers->pids), compare_pids);
	for (size_t i = 0; i < sharers->count; i++)
		if (kept == 0 || sharers->pids[kept - 1] != sharers->pids[i])
			sharers->pids[kept++] = sharers->pids[i];
	sharers->count = kept;
	sharers->is_known &= status == STATUS_OK;
	return status;
}
