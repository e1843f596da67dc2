/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/balance.h"

#include <stddef.h>

#include "base/i18n.h"
#include "base/macros.h"

const struct term_row term_rows[TERM_COUNT] = {
	[TERM_FREE] = { "free", N_("Free"), "MemFree", MEMINFO_MemFree, SHARE_FREE },
	[TERM_PER_CPU_LISTS] = { "per_cpu_lists", N_("Free, on per-CPU lists"),
		"zoneinfo: sum of count", MEMINFO_MemFree, SHARE_FREE },
	[TERM_ANONYMOUS] = { "anonymous", N_("Programs' own memory"), "AnonPages",
		MEMINFO_AnonPages, SHARE_PROGRAMS },
	[TERM_SHARED] = { "shared", N_("Shared memory and tmpfs"), "Shmem", MEMINFO_Shmem,
		SHARE_PROGRAMS },
	[TERM_PAGE_CACHE] = { "page_cache", N_("File cache"), "Cached - Shmem", MEMINFO_Cached,
		SHARE_CACHE },
	[TERM_BUFFERS] = { "buffers", N_("Block device cache"), "Buffers", MEMINFO_Buffers,
		SHARE_CACHE },
	[TERM_SWAP_CACHE] = { "swap_cache", N_("Swap cache, not mapped"),
		"Active + Inactive + Unevictable - AnonPages - Cached - Buffers",
		MEMINFO_SwapCached, SHARE_CACHE },
	[TERM_SLAB] = { "slab", N_("Kernel objects"), "Slab", MEMINFO_Slab, SHARE_KERNEL },
	[TERM_SLAB_RECLAIMABLE] = { "slab_reclaimable", N_("Kernel objects, reclaimable"),
		"SReclaimable", MEMINFO_SReclaimable, SHARE_CACHE },
	[TERM_KERNEL_RECLAIMABLE] = { "kernel_reclaimable_other",
		N_("Other reclaimable kernel memory"), "KReclaimable - SReclaimable",
		MEMINFO_KReclaimable, SHARE_CACHE },
	[TERM_SLAB_UNRECLAIMABLE] = { "slab_unreclaimable", N_("Kernel objects, not reclaimable"),
		"SUnreclaim", MEMINFO_SUnreclaim, SHARE_KERNEL },
	[TERM_VMALLOC] = { "vmalloc", N_("vmalloc, with kernel stacks"), "VmallocUsed",
		MEMINFO_VmallocUsed, SHARE_KERNEL },
	[TERM_KERNEL_STACKS] = { "kernel_stacks", N_("Kernel stacks"), "KernelStack",
		MEMINFO_KernelStack, SHARE_KERNEL },
	[TERM_PAGE_TABLES] = { "page_tables", N_("Page tables"), "PageTables", MEMINFO_PageTables,
		SHARE_KERNEL },
	[TERM_SECONDARY_PAGE_TABLES] = { "secondary_page_tables",
		N_("Page tables of guests and IOMMU"), "SecPageTables", MEMINFO_SecPageTables,
		SHARE_KERNEL },
	[TERM_PER_CPU_DATA] = { "per_cpu_data", N_("Per-CPU data"), "Percpu", MEMINFO_Percpu,
		SHARE_KERNEL },
	[TERM_COMPRESSED_SWAP] = { "compressed_swap", N_("Compressed swap in RAM"),
		"vmstat: nr_zspages, or Zswap", MEMINFO_Zswap, SHARE_KERNEL },
	[TERM_HUGE_PAGES] = { "huge_pages", N_("Pool of huge pages"),
		"Hugetlb, or HugePages_Total x Hugepagesize", MEMINFO_HugePages_Total, SHARE_HUGE },
	[TERM_GPU] = { "gpu", N_("Graphics memory in RAM"), "GPUActive", MEMINFO_GPUActive,
		SHARE_KERNEL },
	[TERM_GPU_POOL] = { "gpu_pool", N_("Free pages of graphics drivers"), "GPUReclaim",
		MEMINFO_GPUReclaim, SHARE_CACHE },
	[TERM_BOUNCE] = { "bounce", N_("Bounce buffers"), "Bounce", MEMINFO_Bounce, SHARE_KERNEL },
	[TERM_SHADOW_CALL_STACKS] = { "shadow_call_stacks", N_("Shadow call stacks"),
		"ShadowCallStack", MEMINFO_ShadowCallStack, SHARE_KERNEL },
	[TERM_QUICKLISTS] = { "quicklists", N_("Cached free page tables"), "Quicklists",
		MEMINFO_Quicklists, SHARE_KERNEL },
	[TERM_UNNAMED] = { "unnamed", N_("Unnamed: on no counter"), "MemTotal - all of the above",
		MEMINFO_MemTotal, SHARE_UNNAMED },
};

const int balance_beside[] = {
	MEMINFO_MemAvailable,
	MEMINFO_Active,
	MEMINFO_Inactive,
	MEMINFO_Unevictable,
	MEMINFO_Mlocked,
	MEMINFO_Mapped,
	MEMINFO_Dirty,
	MEMINFO_Writeback,
	MEMINFO_SwapCached,
	MEMINFO_AnonHugePages,
	MEMINFO_ShmemHugePages,
	MEMINFO_FileHugePages,
	MEMINFO_CmaFree,
	MEMINFO_Unaccepted,
	MEMINFO_Balloon,
	MEMINFO_Committed_AS,
	-1,
};

static const char *const reasons[] = {
	[BALANCE_OLD] = N_("No sum: a 2.4 kernel counts neither the memory of programs nor its own "
			   "objects, so most memory is on no line."),
	[BALANCE_TRUNCATED] =
		N_("No sum: the text is not whole, and what is missing would look like "
		   "lost memory."),
	[BALANCE_FOREIGN] =
		N_("No sum: the lines contradict each other and do not belong together."),
	[BALANCE_WSL1] = N_("No sum: WSL1 has no Linux kernel; all lines but MemTotal, MemFree and "
			    "those of swap are constants."),
	[BALANCE_FRAGMENT] = N_("No sum: MemTotal or MemFree is not in the text."),
	[BALANCE_TOOL] = N_("No sum: this tool prints only some of the lines of meminfo."),
};

const char *balance_reason(enum balance_state state)
{
	return reasons[state];
}

/* a - b, not below 0; known if a is. */
static struct value difference(struct value a, uint64_t b)
{
	if (value_known(a))
		a = value_subtract(a, value_of(b));
	return a;
}

struct value balance_huge_pool(const struct meminfo *meminfo)
{
	struct value count = meminfo->field[MEMINFO_HugePages_Total];
	struct value size = meminfo->field[MEMINFO_Hugepagesize];

	if (meminfo_has(meminfo, MEMINFO_Hugetlb))
		return meminfo->field[MEMINFO_Hugetlb];
	if (!value_known(count) || count.n == 0)
		return count;
	if (!value_known(size) || __builtin_mul_overflow(count.n, size.n, &count.n))
		return value_missing(VALUE_ABSENT);
	return count;
}

struct value balance_unreclaimable_slab(const struct meminfo *meminfo)
{
	struct value printed = meminfo->field[MEMINFO_SUnreclaim];

	return value_known(printed) ? printed
				    : value_subtract(meminfo->field[MEMINFO_Slab],
					      meminfo->field[MEMINFO_SReclaimable]);
}

/* XFS holds about a page of buffers for every few inodes: so many inodes, so many buffers. */
#define INODES_PERCENT 10

enum unnamed_owner balance_unnamed_owner(const struct balance *balance,
	const struct meminfo *meminfo)
{
	uint64_t unnamed = value_or(balance->term[TERM_UNNAMED], 0);
	struct value cma_used =
		value_subtract(meminfo->field[MEMINFO_CmaTotal], meminfo->field[MEMINFO_CmaFree]);
	uint64_t swap_used = value_or(
		value_subtract(meminfo->field[MEMINFO_SwapTotal], meminfo->field[MEMINFO_SwapFree]),
		0);

	if (meminfo_has(meminfo, MEMINFO_Slab) && meminfo_bytes(meminfo, MEMINFO_Slab) == 0)
		return OWNER_SLOB;
	if (meminfo_bytes(meminfo, MEMINFO_SReclaimable) > balance->total / 100 * INODES_PERCENT)
		return OWNER_FILE_SYSTEM;
	if (value_or(cma_used, 0) > unnamed / 2)
		return OWNER_CMA;
	if (swap_used > unnamed && !meminfo_bytes(meminfo, MEMINFO_Zswap))
		return OWNER_ZRAM;
	if (meminfo_has(meminfo, MEMINFO_HugePages_Total) && !meminfo_has(meminfo, MEMINFO_Hugetlb))
		return OWNER_OTHER_POOLS;
	return OWNER_UNTOLD;
}

static enum balance_state state_of(const struct meminfo *meminfo, const struct origin *origin)
{
	static const enum balance_state states[] = {
		[ORIGIN_KERNEL] = BALANCE_OK,
		[ORIGIN_FOREIGN] = BALANCE_FOREIGN,
		[ORIGIN_WSL1] = BALANCE_WSL1,
		[ORIGIN_FRAGMENT] = BALANCE_FRAGMENT,
	};

	if (states[origin->kind] != BALANCE_OK)
		return states[origin->kind];
	if (meminfo->tool != PASTED_MEMINFO && meminfo->tool != PASTED_NODE_EXPORTER)
		return BALANCE_TOOL;
	if (!origin->counts_all)
		return BALANCE_OLD;
	/* A cut behind the last term's field does no harm: most sizeable of those is the pool. */
	if (!origin->complete && (!value_known(balance_huge_pool(meminfo)) ||
					 !meminfo_has(meminfo, MEMINFO_Committed_AS)))
		return BALANCE_TRUNCATED;
	if (!meminfo_has(meminfo, MEMINFO_Slab) || !meminfo_has(meminfo, MEMINFO_Cached) ||
		!meminfo_has(meminfo, MEMINFO_Buffers))
		return BALANCE_TRUNCATED;
	return BALANCE_OK;
}

/* Terms that are one field. */
static void copy_fields(struct balance *balance, const struct meminfo *meminfo)
{
	static const enum balance_term plain[] = { TERM_FREE, TERM_ANONYMOUS, TERM_SHARED,
		TERM_BUFFERS, TERM_SLAB_RECLAIMABLE, TERM_SLAB_UNRECLAIMABLE, TERM_PAGE_TABLES,
		TERM_SECONDARY_PAGE_TABLES, TERM_PER_CPU_DATA, TERM_BOUNCE, TERM_SHADOW_CALL_STACKS,
		TERM_QUICKLISTS, TERM_GPU, TERM_GPU_POOL };

	for (size_t i = 0; i < COUNT_OF(plain); i++)
		balance->term[plain[i]] = meminfo->field[term_rows[plain[i]].field];
}

/* The pages on the lists that are neither file pages nor, where that is printed, AnonPages. */
static void split_lists(struct balance *balance, const struct meminfo *meminfo,
	const struct balance_extra *extra)
{
	uint64_t lists = meminfo_bytes(meminfo, MEMINFO_Active) +
			 meminfo_bytes(meminfo, MEMINFO_Inactive) +
			 meminfo_bytes(meminfo, MEMINFO_Unevictable) + value_or(extra->isolated, 0);
	uint64_t file =
		meminfo_bytes(meminfo, MEMINFO_Buffers) + meminfo_bytes(meminfo, MEMINFO_Cached);
	uint64_t swap_cache = meminfo_bytes(meminfo, MEMINFO_SwapCached);
	struct value rest = difference(value_of(lists), file);

	if (!meminfo_has(meminfo, MEMINFO_Active) || !meminfo_has(meminfo, MEMINFO_Inactive)) {
		balance->term[TERM_SWAP_CACHE] = meminfo->field[MEMINFO_SwapCached];
		return;
	}
	if (!meminfo_has(meminfo, MEMINFO_AnonPages)) {
		balance->term[TERM_ANONYMOUS] = rest;
		return;
	}
	rest = difference(rest, meminfo_bytes(meminfo, MEMINFO_AnonPages));
	if (value_or(rest, 0) > swap_cache)
		rest = value_of(swap_cache);
	if (meminfo_has(meminfo, MEMINFO_SwapCached))
		balance->term[TERM_SWAP_CACHE] = rest;
}

static void slab_terms(struct balance *balance, const struct meminfo *meminfo)
{
	struct value *term = balance->term;

	if (!meminfo_has(meminfo, MEMINFO_SReclaimable))
		term[TERM_SLAB] = meminfo->field[MEMINFO_Slab];
	term[TERM_KERNEL_RECLAIMABLE] = difference(meminfo->field[MEMINFO_KReclaimable],
		meminfo_bytes(meminfo, MEMINFO_SReclaimable));
}

/* Either all of vmalloc, stacks included, or the stacks: see the rules in balance.h. */
static void vmalloc_terms(struct balance *balance, const struct meminfo *meminfo)
{
	uint64_t used = meminfo_bytes(meminfo, MEMINFO_VmallocUsed);
	struct value stacks = meminfo->field[MEMINFO_KernelStack];

	if (meminfo_bytes(meminfo, MEMINFO_VmallocChunk) == 0 && used > 0)
		balance->term[TERM_VMALLOC] = value_of(used);
	/* More stacks than vmalloc: an architecture that does not take them from there. */
	if (!value_known(balance->term[TERM_VMALLOC]) || value_or(stacks, 0) > used)
		balance->term[TERM_KERNEL_STACKS] = stacks;
}

static void other_terms(struct balance *balance, const struct meminfo *meminfo,
	const struct balance_extra *extra)
{
	struct value *term = balance->term;

	term[TERM_PER_CPU_LISTS] = extra->per_cpu_lists;
	term[TERM_PAGE_CACHE] =
		difference(meminfo->field[MEMINFO_Cached], meminfo_bytes(meminfo, MEMINFO_Shmem));
	term[TERM_HUGE_PAGES] = balance_huge_pool(meminfo);
	term[TERM_COMPRESSED_SWAP] =
		value_known(extra->zsmalloc) ? extra->zsmalloc : meminfo->field[MEMINFO_Zswap];
}

static int64_t remainder_of(const struct balance *balance)
{
	uint64_t left = balance->total;

	/* Modulo 2^64, so that it comes out right below 0 too. */
	for (size_t i = 0; i < TERM_UNNAMED; i++)
		left -= value_or(balance->term[i], 0);
	return (int64_t)left;
}

void balance_terms(struct balance *balance, const struct meminfo *meminfo,
	const struct balance_extra *extra)
{
	*balance = (struct balance){ .total = meminfo_bytes(meminfo, MEMINFO_MemTotal) };
	values_fill(balance->term, sizeof(balance->term), VALUE_ABSENT);
	copy_fields(balance, meminfo);
	split_lists(balance, meminfo, extra);
	slab_terms(balance, meminfo);
	vmalloc_terms(balance, meminfo);
	other_terms(balance, meminfo, extra);
	balance->unnamed = remainder_of(balance);
	balance->term[TERM_UNNAMED] = value_of(balance->unnamed > 0 ? balance->unnamed : 0);
}

/* By more than what counters that are read one after the other may differ. */
static bool is_above_total(const struct balance *balance)
{
	return balance->unnamed < -(int64_t)(balance->total / 100);
}

/* Takes a pool of 1 GiB pages out of the sheet where the rest adds up only without it. */
static void take_pool_out(struct balance *balance, const struct meminfo *meminfo)
{
	struct value pool = balance->term[TERM_HUGE_PAGES];
	bool old = !meminfo_has(meminfo, MEMINFO_MemAvailable);

	if (!is_above_total(balance) || !old || value_or(pool, 0) == 0 ||
		meminfo_bytes(meminfo, MEMINFO_Hugepagesize) < (uint64_t)1 << 30)
		return;
	balance->outside = pool;
	balance->term[TERM_HUGE_PAGES] = value_missing(VALUE_ABSENT);
	balance->unnamed = remainder_of(balance);
	balance->term[TERM_UNNAMED] =
		value_of(balance->unnamed > 0 ? (uint64_t)balance->unnamed : 0);
}

void balance_compute(struct balance *balance, const struct meminfo *meminfo,
	const struct origin *origin, const struct balance_extra *extra)
{
	static const struct balance_extra nothing = { .isolated = { .n = 0 } };
	enum balance_state state = state_of(meminfo, origin);

	if (state != BALANCE_OK) {
		*balance = (struct balance){ .state = state };
		return;
	}
	balance_terms(balance, meminfo, extra ? extra : &nothing);
	take_pool_out(balance, meminfo);
	if (is_above_total(balance))
		balance->state = BALANCE_FOREIGN;
}
