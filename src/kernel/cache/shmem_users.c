/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "kernel/cache/cache.h"
#include "kernel/programs/shmem_users.h"

struct listing {
	struct kernel_shmem_users *shmem_users;
	const atomic_bool *cancelled;
};

static enum status add(struct kernel_shmem_users *shmem_users, pid_t pid)
{
	pid_t *pids = array_reserve(shmem_users->pids, &shmem_users->room, shmem_users->count + 1,
		sizeof(*pids));

	if (!pids)
		return STATUS_NO_MEMORY;
	shmem_users->pids = pids;
	if (shmem_users->count == 0 || pids[shmem_users->count - 1] != pid)
		pids[shmem_users->count++] = pid;
	return STATUS_OK;
}

/* Who maps a buffer of a driver, and has no descriptor of it any more, nothing tells. */
static enum status take(void *context, const void *bytes)
{
	const struct shmem_user_record *record = bytes;
	struct listing *listing = context;

	if (atomic_load(listing->cancelled))
		return STATUS_REFUSED;
	listing->shmem_users->is_known &= !record->is_dmabuf;
	return record->pid > 0 ? add(listing->shmem_users, record->pid) : STATUS_OK;
}

static enum status list_mappers(struct kernel_shmem_users *shmem_users,
	const struct cache_report *report, struct kernel_bpf *bpf)
{
	size_t inode_size, mapper_size;
	uint64_t *inodes = kernel_bpf_memory(bpf, "inodes", &inode_size);
	const uint64_t *mappers = kernel_bpf_memory(bpf, "mappers", &mapper_size);
	enum status status = inodes && mappers ? STATUS_OK : STATUS_NO_MEMORY;

	for (size_t first = 0; first < report->file_count && status == STATUS_OK;) {
		struct mappers_call call = { .count = (uint32_t)min_size(SHMEM_USERS_INODES_A_CALL,
						     report->file_count - first) };

		for (size_t i = 0; i < call.count; i++)
			inodes[i] = report->files[first + i].inode;
		status = kernel_bpf_run(bpf, "list_mappers", &call, sizeof(call));
		shmem_users->is_known &= !call.incomplete && !call.has_no_owner;
		for (size_t i = 0; i < call.found && status == STATUS_OK; i++)
			status = add(shmem_users, (pid_t)mappers[i]);
		first += call.count;
	}
	return status;
}

enum status kernel_cache_list_shmem_users(struct kernel_shmem_users *shmem_users,
	const struct cache_report *report, struct kernel_bpf *bpf, const atomic_bool *cancelled)
{
	struct listing listing = { .shmem_users = shmem_users, .cancelled = cancelled };
	enum status status;
	size_t kept = 0;

	*shmem_users = (struct kernel_shmem_users){ .is_known = true };
	status = kernel_bpf_iterate(bpf, "list_openers", sizeof(struct shmem_user_record), take,
		&listing);
	if (status == STATUS_OK)
		status = kernel_bpf_iterate(bpf, "list_lockers", sizeof(struct shmem_user_record),
			take, &listing);
	if (status == STATUS_OK)
		status = list_mappers(shmem_users, report, bpf);
	if (shmem_users->count > 0)
		qsort(shmem_users->pids, shmem_users->count, sizeof(*shmem_users->pids),
			compare_pids);
	for (size_t i = 0; i < shmem_users->count; i++)
		if (kept == 0 || shmem_users->pids[kept - 1] != shmem_users->pids[i])
			shmem_users->pids[kept++] = shmem_users->pids[i];
	shmem_users->count = kept;
	shmem_users->is_known &= status == STATUS_OK;
	return status;
}
