/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/shared_inodes.h"

#include <stdlib.h>

#include "kernel/cache/cache.h"
#include "source/system/page_cache.h"

struct inodes {
	struct cache_lists lists;       /* none: neither a program nor /proc/kcore serves */
	struct kernel_bpf *shmem_users; /* NULL: this kernel does not take it */
	struct kernel_refusal refusal;
	enum status lacked; /* a shortage while they were loaded: another way would find less */
	bool allowed, tried;
};

/* NULL: refusal says why, or memtop lacked something. */
static struct kernel_bpf *load_program(struct inodes *inodes, const struct kernel_object *object,
	struct kernel_refusal *refusal)
{
	struct kernel_bpf *bpf;
	enum status status = kernel_bpf_load(&bpf, object, refusal);

	if (status == STATUS_REFUSED && refusal->kind == KERNEL_NOT_LOADED)
		status = status_from_errno(refusal->error);
	if (status_is_shortage(status))
		inodes->lacked = status;
	return status == STATUS_OK ? bpf : NULL;
}

static void load(struct inodes *inodes)
{
	struct kernel_refusal unsaid;

	if (inodes->tried)
		return;
	inodes->tried = true;
	if (inodes->allowed)
		inodes->lists.bpf = load_program(inodes, &kernel_object_cache, &inodes->refusal);
	else
		inodes->refusal.kind = KERNEL_SWITCHED_OFF;
	if (inodes->lists.bpf)
		inodes->shmem_users = load_program(inodes, &kernel_object_shmem_users, &unsaid);
	else
		(void)kcore_lists_open(&inodes->lists.kcore, &inodes->refusal.kcore);
}

static enum status read_inodes(void *context, struct cache_report *report,
	struct kernel_shmem_users *shmem_users, const atomic_bool *cancelled)
{
	struct inodes *inodes = context;
	enum status status;

	if (!inodes)
		return STATUS_NO_MEMORY;
	load(inodes);
	report->refusal = inodes->refusal;
	if (inodes->lacked != STATUS_OK)
		return inodes->lacked;
	if (!inodes->lists.bpf && !inodes->lists.kcore)
		return STATUS_REFUSED;
	status = page_cache_read_mounts(report);
	if (status == STATUS_OK)
		status = kernel_cache_walk_of(report, &inodes->lists, 1 << CACHE_OF_TMPFS,
			cancelled);
	if (status == STATUS_OK && inodes->shmem_users)
		(void)kernel_cache_list_shmem_users(shmem_users, report, inodes->shmem_users,
			cancelled);
	return status;
}

static void rest(void *context)
{
	struct inodes *inodes = context;

	if (!inodes)
		return;
	kernel_bpf_unload(inodes->lists.bpf);
	kcore_lists_close(inodes->lists.kcore);
	kernel_bpf_unload(inodes->shmem_users);
	*inodes = (struct inodes){ .allowed = inodes->allowed };
}

static void free_inodes(void *context)
{
	rest(context);
	free(context);
}

struct kernel_inodes shared_inodes_new(bool allowed, bool at_once)
{
	struct inodes *inodes = calloc(1, sizeof(*inodes));

	if (inodes)
		inodes->allowed = allowed;
	if (inodes && at_once)
		load(inodes);
	return (struct kernel_inodes){ inodes, read_inodes, rest, free_inodes };
}
