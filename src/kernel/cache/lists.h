/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who follows the kernel's lists of files: the programs of cache.bpf.c, or the same over /proc/kcore. */
#ifndef MEMTOP_KERNEL_CACHE_LISTS_H
#define MEMTOP_KERNEL_CACHE_LISTS_H

#include <stddef.h>

#include "base/status.h"
#include "kernel/bpf.h"
#include "kernel/kcore/lists.h"

/* One of the two; both NULL: there are no lists. */
struct cache_lists {
	struct kernel_bpf *bpf; /* of kernel_object_cache */
	struct kcore_lists *kcore;
};

/* As kernel_bpf_run() and kernel_bpf_memory(). */
static inline enum status cache_lists_run(const struct cache_lists *lists, const char *program,
	void *call, size_t size)
{
	return lists->bpf ? kernel_bpf_run(lists->bpf, program, call, size)
			  : kcore_lists_run(lists->kcore, program, call);
}

static inline void *cache_lists_memory(const struct cache_lists *lists, const char *name,
	size_t *size)
{
	return lists->bpf ? kernel_bpf_memory(lists->bpf, name, size)
			  : kcore_lists_memory(lists->kcore, name, size);
}

#endif
