/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sheet that adds up to MemTotal: every use of memory that has a counter, once, and the
 * remainder.
 *
 *	MemTotal = MemFree + per-CPU lists + AnonPages + Cached + Buffers + swap cache
 *	         + Slab + (KReclaimable - SReclaimable) + VmallocUsed + PageTables + SecPageTables
 *	         + Percpu + Hugetlb + zsmalloc + Bounce + ShadowCallStack + Quicklists + GPU
 *	         + unnamed
 *
 * What differs by kernel:
 * - Pages of the swap cache that processes map stand in AnonPages as well.  The lists tell how
 *   many do not: Active + Inactive + Unevictable + isolated - AnonPages - Buffers - Cached.
 * - Before 2.6.18 there is no AnonPages; the same difference of lists gives it, with swap cache.
 * - VmallocUsed is address space until 4.3 (VmallocChunk is not 0 then), a constant 0 until 5.2, and
 *   memory from 5.3 on, with the kernel stacks in it (CONFIG_VMAP_STACK).
 * - nr_iommu_pages is inside SecPageTables (both were introduced together, 6.11).
 * - Pages of 1 GiB that were taken at boot are not part of MemTotal before 3.0 (mm/hugetlb.c,
 *   gather_bootmem_prealloc()): told by the terms, which come to more than MemTotal with the pool.
 * - On 2.4 neither anonymous nor slab pages are on a counter: no sum means anything.
 *
 * Sources: fs/proc/meminfo.c, mm/vmscan.c, drivers/iommu/iommu-pages.h of 6.12.
 */
#ifndef MEMTOP_DERIVE_MACHINE_BALANCE_H
#define MEMTOP_DERIVE_MACHINE_BALANCE_H

#include "base/value.h"
#include "derive/machine/origin.h"
#include "parse/meminfo/meminfo.h"

enum balance_term {
	TERM_FREE,
	TERM_PER_CPU_LISTS,
	TERM_ANONYMOUS,
	TERM_SHARED,
	TERM_PAGE_CACHE,
	TERM_BUFFERS,
	TERM_SWAP_CACHE,
	TERM_SLAB, /* undivided, before 2.6.19 */
	TERM_SLAB_RECLAIMABLE,
	TERM_KERNEL_RECLAIMABLE, /* KReclaimable beyond SReclaimable */
	TERM_SLAB_UNRECLAIMABLE,
	TERM_VMALLOC,
	TERM_KERNEL_STACKS,
	TERM_PAGE_TABLES,
	TERM_SECONDARY_PAGE_TABLES,
	TERM_PER_CPU_DATA,
	TERM_COMPRESSED_SWAP,
	TERM_HUGE_PAGES,
	TERM_GPU,
	TERM_GPU_POOL,
	TERM_BOUNCE,
	TERM_SHADOW_CALL_STACKS,
	TERM_QUICKLISTS,
	TERM_UNNAMED,
	TERM_COUNT
};

enum term_share {
	SHARE_FREE,
	SHARE_PROGRAMS,
	SHARE_CACHE,
	SHARE_KERNEL,
	SHARE_HUGE,
	SHARE_UNNAMED
};

/* One row a term. */
struct term_row {
	const char *key;          /* for machines: "page_cache" */
	const char *title;        /* N_() */
	const char *source;       /* formula in fields, never translated: "Cached - Shmem" */
	enum meminfo_field field; /* where its explanation stands */
	enum term_share share;
};
extern const struct term_row term_rows[TERM_COUNT];

/* Why there is no sum. */
enum balance_state {
	BALANCE_OK,
	BALANCE_OLD,       /* 2.4 */
	BALANCE_TRUNCATED, /* a term's field is missing from the text, though the kernel prints it */
	BALANCE_FOREIGN,   /* the parts contradict each other or exceed MemTotal by more than 1% */
	BALANCE_WSL1,
	BALANCE_FRAGMENT,
	BALANCE_TOOL, /* the output of a tool, which prints only some terms */
};

/* Memory that meminfo does not show and other files do, in bytes; absent counts as 0. */
struct balance_extra {
	struct value per_cpu_lists; /* zoneinfo, the sum of count: */
	struct value isolated;      /* vmstat, nr_isolated_anon + nr_isolated_file */
	struct value zsmalloc;      /* vmstat, nr_zspages: holds zswap's pool and zram */
};

struct balance {
	enum balance_state state;
	uint64_t total;
	struct value term[TERM_COUNT]; /* bytes; absent: this kernel has no such term */
	struct value outside; /* a pool of huge pages that the kernel keeps outside MemTotal */
	int64_t unnamed;      /* total minus all terms: may be below 0 by a little */
};

/* The terms and what remains, whether that means anything or not; state stays BALANCE_OK. */
void balance_terms(struct balance *balance, const struct meminfo *meminfo,
	const struct balance_extra *extra);

/*
 * The same, and whether it means anything: without it there are no terms, but for
 * BALANCE_FOREIGN, where they may show by how much they are too many.  extra: of the same moment, or
 * NULL.
 */
void balance_compute(struct balance *balance, const struct meminfo *meminfo,
	const struct origin *origin, const struct balance_extra *extra);

/* Why there is no sum, a sentence: N_(); NULL for BALANCE_OK. */
const char *balance_reason(enum balance_state state);

/* What cannot be freed of the slab; told from the other half where only that was printed. */
struct value balance_unreclaimable_slab(const struct meminfo *meminfo);

/* Who is likely to own what no line names, as far as the lines tell. */
enum unnamed_owner {
	OWNER_UNTOLD,
	OWNER_SLOB,        /* Slab is 0: the kernel's own objects are on no line */
	OWNER_OTHER_POOLS, /* HugePages_* show one size, and Hugetlb, which has all, is not printed */
	OWNER_FILE_SYSTEM, /* metadata buffers (XFS, btrfs) behind many inodes in SReclaimable */
	OWNER_CMA,         /* memory for devices that is in use is about as much, or more */
	OWNER_ZRAM,        /* swap is used, and may be compressed in RAM */
};
enum unnamed_owner balance_unnamed_owner(const struct balance *balance,
	const struct meminfo *meminfo);

/* The pool of huge pages, of all sizes where Hugetlb is printed, of the default size otherwise. */
struct value balance_huge_pool(const struct meminfo *meminfo);

/*
 * Fields that stand beside the sheet: parts of its terms seen along another axis, or no memory at
 * all.  Ends with -1.
 */
extern const int balance_beside[];

#endif
