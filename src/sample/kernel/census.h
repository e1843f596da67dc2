/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each page of RAM is, counted page by page. */
#ifndef MEMTOP_SAMPLE_KERNEL_CENSUS_H
#define MEMTOP_SAMPLE_KERNEL_CENSUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/value.h"
#include "sample/kernel/kernel_memory.h"
#include "sample/kernel/way.h"

enum census_class {
	CENSUS_FREE, /* on the lists of the allocator, those of each processor included */
	CENSUS_SLAB,
	CENSUS_LARGE_KMALLOC,
	CENSUS_PAGE_TABLES,
	CENSUS_HUGETLB,
	CENSUS_ZSMALLOC,
	CENSUS_OFFLINE, /* a balloon has it */
	CENSUS_ANONYMOUS,
	CENSUS_FILE,
	CENSUS_RESERVED,       /* since boot */
	CENSUS_KERNEL_CHARGED, /* the kernel's, and a cgroup pays for it */
	CENSUS_KERNEL,
	CENSUS_CLASSES
};

/* A cgroup that pays for pages of the kernel that have no type. */
#define CENSUS_CGROUPS_MOST 16
struct census_cgroup {
	char path[256]; /* raw bytes, cut in front; "" of one whose name could not be read */
	bool is_removed;
	uint64_t bytes;
};

struct census {
	struct value bytes[CENSUS_CLASSES]; /* one that this kernel does not tell apart: absent */
	uint64_t total;                     /* RAM of /proc/iomem */
	uint64_t unseen;                    /* of that, what could not be read */
	uint64_t cpu_ns;
	/* The pages of all pipes, each counted; what their readers count is the bytes in them. */
	struct kernel_item pipes;
	bool has_pipes;
	/* Of CENSUS_KERNEL_CHARGED, most first, and what the others pay for. */
	struct census_cgroup cgroups[CENSUS_CGROUPS_MOST];
	size_t cgroup_count;
	uint64_t other_cgroups_bytes;
	bool has_cgroups;
	enum value_state without_cgroups; /* why it has none */
	struct kernel_refusal refusal;    /* why there is none */
};

#endif
