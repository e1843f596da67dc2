/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a report of memory that ended, each with what it means: rows, `?` and text have them. */
#ifndef MEMTOP_DOCUMENT_OOM_TERMS_H
#define MEMTOP_DOCUMENT_OOM_TERMS_H

#include <stddef.h>

#include "base/label.h"
#include "base/text.h"

enum oom_term {
	/* What was asked for. */
	OOM_TERM_REQUEST,
	OOM_TERM_GFP_MASK,
	OOM_TERM_MEMS_ALLOWED,
	/* A zone, and the figures in its line. */
	OOM_TERM_ZONE,
	OOM_TERM_MIN,
	OOM_TERM_BOOST,
	OOM_TERM_LOWMEM_RESERVE,
	OOM_TERM_CMA,
	OOM_TERM_HIGHATOMIC,
	OOM_TERM_LARGEST_BLOCK,
	OOM_TERM_MANAGED_ZONE,
	/* The balance. */
	OOM_TERM_RAM,
	OOM_TERM_RESERVED,
	OOM_TERM_MANAGED,
	OOM_TERM_FREE,
	OOM_TERM_ANON,
	OOM_TERM_FILE,
	OOM_TERM_SHMEM,
	OOM_TERM_LRU,
	OOM_TERM_SLAB,
	OOM_TERM_SLAB_UNRECLAIMABLE,
	OOM_TERM_PAGE_TABLES,
	OOM_TERM_KERNEL_STACKS,
	OOM_TERM_HUGE_PAGES,
	OOM_TERM_UNCOUNTED,
	OOM_TERM_FREE_SWAP,
	/* A cgroup's account. */
	OOM_TERM_CGROUP_MEMORY,
	OOM_TERM_CGROUP_MEMORY_SWAP,
	OOM_TERM_CGROUP_KERNEL,
	OOM_TERM_CGROUP_SWAP,
	OOM_TERM_CGROUP_STAT,
	/* Processes. */
	OOM_TERM_VICTIM,
	OOM_TERM_PROCESS,
	OOM_TERM_SCORE_ADJ,
	OOM_TERM_COUNT
};

extern const struct label oom_terms[OOM_TERM_COUNT];

/* A flag of a request by its name, "GFP_KERNEL" or "__GFP_ZERO"; NULL if it is none of those known. */
const struct label *oom_gfp_find(struct text name);

#endif
