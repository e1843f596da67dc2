/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/segments.h"

#include "base/i18n.h"
#include "model/sample.h"

const struct segment_row segment_rows[SEGMENT_COUNT] = {
	[SEGMENT_APPLICATIONS] = { "applications", N_("apps"),
		N_("Anonymous memory of processes: heaps, stacks, private data (AnonPages)."), '|' },
	[SEGMENT_SHARED] = { "shared", N_("shared"),
		N_("Shared memory and tmpfs (Shmem): looks like cache, but only swap or its owner "
		   "can give it back."), '+' },
	[SEGMENT_CACHE] = { "cache", N_("cache"),
		N_("Page cache and reclaimable kernel memory (Buffers + Cached + SwapCached - Shmem "
		   "+ KReclaimable): given up when something needs memory."), '#' },
	[SEGMENT_HUGE] = { "huge", N_("huge"),
		N_("The pool of huge pages (Hugetlb), used or idle; nothing else can use it."), 'H' },
	[SEGMENT_KERNEL] = { "kernel", N_("kernel"),
		N_("Kernel memory that a field names: unreclaimable slab, stacks, page tables, "
		   "per-CPU data, vmalloc."), '=' },
	[SEGMENT_UNNAMED] = { "unnamed", N_("unnamed"),
		N_("In use, but on no counter: network and pipe buffers, drivers, ZFS, balloon. Up "
		   "to 4% is usual."), '?' },
	[SEGMENT_FREE] = { "free", N_("free"),
		N_("MemFree plus the pages on the per-CPU lists: used by nobody. Low is normal."), ' ' },
};

static uint64_t bytes_of(const struct meminfo *meminfo, enum meminfo_field field)
{
	return value_or(meminfo->field[field], 0);
}

/* A counter that wrapped below 0 must not make a sum small. */
static uint64_t plus(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t reclaimable_kernel(const struct meminfo *meminfo)
{
	return value_or(meminfo->field[MEMINFO_KReclaimable],
		bytes_of(meminfo, MEMINFO_SReclaimable));
}

/* The pool of all page sizes where Hugetlb is printed (4.16+), of the default size before. */
static uint64_t huge_pool(const struct meminfo *meminfo)
{
	uint64_t count = bytes_of(meminfo, MEMINFO_HugePages_Total);
	uint64_t size = bytes_of(meminfo, MEMINFO_Hugepagesize), pool = 0;

	if (__builtin_mul_overflow(count, size, &pool))
		pool = 0;
	return value_or(meminfo->field[MEMINFO_Hugetlb], pool);
}

/*
 * VmallocUsed was address space until 4.3 (VmallocChunk is not 0 then), 0 until 5.2, and is memory
 * since 5.3; with VMAP_STACK it holds the kernel stacks as well.
 */
static uint64_t vmalloc_and_stacks(const struct meminfo *meminfo)
{
	uint64_t stacks = bytes_of(meminfo, MEMINFO_KernelStack);
	uint64_t vmalloc = bytes_of(meminfo, MEMINFO_VmallocUsed);

	if (bytes_of(meminfo, MEMINFO_VmallocChunk) != 0)
		return stacks;
	return vmalloc >= stacks ? vmalloc : plus(vmalloc, stacks);
}

static uint64_t named_kernel(const struct meminfo *meminfo, const struct segments_extra *extra)
{
	static const enum meminfo_field terms[] = { MEMINFO_PageTables, MEMINFO_SecPageTables,
		MEMINFO_Percpu, MEMINFO_Bounce, MEMINFO_ShadowCallStack, MEMINFO_Quicklists };
	struct value unreclaimable = meminfo->field[MEMINFO_SUnreclaim];
	uint64_t sum = value_or(unreclaimable, bytes_of(meminfo, MEMINFO_Slab));

	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		sum = plus(sum, bytes_of(meminfo, terms[i]));
	sum = plus(sum, vmalloc_and_stacks(meminfo));
	sum = plus(sum, value_or(extra->zsmalloc, bytes_of(meminfo, MEMINFO_Zswap)));
	return plus(sum, value_or(extra->iommu, 0));
}

static uint64_t page_cache(const struct meminfo *meminfo)
{
	uint64_t cached = bytes_of(meminfo, MEMINFO_Cached);
	uint64_t shared = bytes_of(meminfo, MEMINFO_Shmem);
	uint64_t sum = cached > shared ? cached - shared : 0;

	sum = plus(sum, bytes_of(meminfo, MEMINFO_Buffers));
	sum = plus(sum, bytes_of(meminfo, MEMINFO_SwapCached));
	return plus(sum, reclaimable_kernel(meminfo));
}

/* Makes the parts fit into total, and unnamed the remainder. */
static void close_sum(struct segments *segments)
{
	static const enum segment order[] = { SEGMENT_CACHE, SEGMENT_KERNEL, SEGMENT_HUGE,
		SEGMENT_SHARED, SEGMENT_APPLICATIONS, SEGMENT_FREE };
	uint64_t left = segments->total;

	/* From the part that is trusted most to the one that is trusted least. */
	for (size_t i = sizeof(order) / sizeof(order[0]); i-- > 0;) {
		uint64_t *part = &segments->bytes[order[i]];

		if (*part > left)
			*part = left;
		left -= *part;
	}
	segments->bytes[SEGMENT_UNNAMED] = left;
}

enum status segments_compute(struct segments *segments, const struct meminfo *meminfo,
	const struct segments_extra *extra)
{
	uint64_t *bytes = segments->bytes;

	*segments = (struct segments){ .available = meminfo->field[MEMINFO_MemAvailable] };
	if (!value_known(meminfo->field[MEMINFO_MemTotal]) ||
		!value_known(meminfo->field[MEMINFO_MemFree]))
		return STATUS_ABSENT;
	segments->total = bytes_of(meminfo, MEMINFO_MemTotal);
	bytes[SEGMENT_APPLICATIONS] = bytes_of(meminfo, MEMINFO_AnonPages);
	bytes[SEGMENT_SHARED] = bytes_of(meminfo, MEMINFO_Shmem);
	bytes[SEGMENT_CACHE] = page_cache(meminfo);
	bytes[SEGMENT_HUGE] = huge_pool(meminfo);
	bytes[SEGMENT_KERNEL] = named_kernel(meminfo, extra);
	bytes[SEGMENT_FREE] =
		plus(bytes_of(meminfo, MEMINFO_MemFree), value_or(extra->per_cpu_lists, 0));
	close_sum(segments);
	return STATUS_OK;
}

static struct value pages_to_bytes(struct value pages, uint64_t page_size)
{
	pages.n *= page_size;
	return pages;
}

enum status segments_of(struct segments *segments, const struct system_sample *system)
{
	const struct value *counter = system->vmstat.counter;
	struct segments_extra extra = {
		.per_cpu_lists = system->per_cpu_lists,
		.zsmalloc = pages_to_bytes(counter[VMSTAT_ZSMALLOC], system->page_size),
		.iommu = pages_to_bytes(counter[VMSTAT_IOMMU], system->page_size),
	};

	return segments_compute(segments, &system->meminfo, &extra);
}
