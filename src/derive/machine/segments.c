/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/segments.h"

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/machine/evidence.h"

const struct segment_row segment_rows[SEGMENT_COUNT] = {
	[SEGMENT_APPLICATIONS] = { { "applications", N_("apps"),
					   N_("Anonymous memory of processes: heaps, stacks, private data (AnonPages)."),
					   UNIT_BYTES },
		'|' },
	[SEGMENT_SHARED] = { { "shared", N_("shared"),
				     N_("Shared memory and tmpfs (Shmem): looks like cache, but only swap or its owner "
					"can give it back."),
				     UNIT_BYTES },
		'+' },
	[SEGMENT_CACHE] = { { "cache", N_("cache"),
				    N_("Page cache and reclaimable kernel memory (Buffers + "
				       "Cached + SwapCached - Shmem + KReclaimable): "
				       "freed when something needs memory."),
				    UNIT_BYTES },
		'#' },
	[SEGMENT_HUGE] = { { "huge", N_("huge"),
				   N_("The pool of huge pages (Hugetlb), used or idle; nothing else can use it."),
				   UNIT_BYTES },
		'H' },
	[SEGMENT_KERNEL] = { { "kernel", N_("kernel"),
				     N_("Kernel memory that a field names: unreclaimable slab, stacks, page tables, "
					"per-CPU data, vmalloc."),
				     UNIT_BYTES },
		'=' },
	[SEGMENT_UNNAMED] = { { "unnamed", N_("unnamed"),
				      N_("In use, but on no counter: network and pipe buffers, drivers, ZFS, balloon. Up "
					 "to 4% is usual."),
				      UNIT_BYTES },
		'?' },
	[SEGMENT_FREE] = { { "free", N_("free"),
				   N_("MemFree plus the pages on the per-CPU lists: not in use. Low is normal."),
				   UNIT_BYTES },
		' ' },
};

/* Which part each term of the balance is of. */
static const enum segment segment_of_term[TERM_COUNT] = {
	[TERM_FREE] = SEGMENT_FREE,
	[TERM_PER_CPU_LISTS] = SEGMENT_FREE,
	[TERM_ANONYMOUS] = SEGMENT_APPLICATIONS,
	[TERM_SHARED] = SEGMENT_SHARED,
	[TERM_PAGE_CACHE] = SEGMENT_CACHE,
	[TERM_BUFFERS] = SEGMENT_CACHE,
	[TERM_SWAP_CACHE] = SEGMENT_CACHE,
	[TERM_SLAB] = SEGMENT_KERNEL,
	[TERM_SLAB_RECLAIMABLE] = SEGMENT_CACHE,
	[TERM_KERNEL_RECLAIMABLE] = SEGMENT_CACHE,
	[TERM_SLAB_UNRECLAIMABLE] = SEGMENT_KERNEL,
	[TERM_VMALLOC] = SEGMENT_KERNEL,
	[TERM_KERNEL_STACKS] = SEGMENT_KERNEL,
	[TERM_PAGE_TABLES] = SEGMENT_KERNEL,
	[TERM_SECONDARY_PAGE_TABLES] = SEGMENT_KERNEL,
	[TERM_PER_CPU_DATA] = SEGMENT_KERNEL,
	[TERM_COMPRESSED_SWAP] = SEGMENT_KERNEL,
	[TERM_HUGE_PAGES] = SEGMENT_HUGE,
	[TERM_GPU] = SEGMENT_KERNEL,
	[TERM_GPU_POOL] = SEGMENT_CACHE,
	[TERM_BOUNCE] = SEGMENT_KERNEL,
	[TERM_SHADOW_CALL_STACKS] = SEGMENT_KERNEL,
	[TERM_QUICKLISTS] = SEGMENT_KERNEL,
	[TERM_UNNAMED] = SEGMENT_UNNAMED,
};

/* A counter that wrapped below 0 must not make a sum small. */
static uint64_t plus(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* Makes the parts fit into total, and unnamed the remainder. */
static void close_sum(struct segments *segments)
{
	static const enum segment order[] = { SEGMENT_CACHE, SEGMENT_KERNEL, SEGMENT_HUGE,
		SEGMENT_SHARED, SEGMENT_APPLICATIONS, SEGMENT_FREE };
	uint64_t left = segments->total;

	/* From the part that is trusted most to the one that is trusted least. */
	for (size_t i = COUNT_OF(order); i-- > 0;) {
		uint64_t *part = &segments->bytes[order[i]];

		if (*part > left)
			*part = left;
		left -= *part;
	}
	segments->bytes[SEGMENT_UNNAMED] = left;
}

enum status segments_compute(struct segments *segments, const struct meminfo *meminfo,
	const struct balance_extra *extra)
{
	struct balance balance;

	*segments = (struct segments){ .available = meminfo->field[MEMINFO_MemAvailable] };
	if (!value_known(meminfo->field[MEMINFO_MemTotal]) ||
		!value_known(meminfo->field[MEMINFO_MemFree]))
		return STATUS_ABSENT;
	balance_terms(&balance, meminfo, extra);
	segments->total = balance.total;
	for (int term = 0; term < TERM_UNNAMED; term++) {
		uint64_t *part = &segments->bytes[segment_of_term[term]];

		*part = plus(*part, value_or(balance.term[term], 0));
	}
	close_sum(segments);
	return STATUS_OK;
}

enum status segments_of(struct segments *segments, const struct system_sample *system)
{
	struct balance_extra extra = evidence_balance_extra(system);

	return segments_compute(segments, &system->meminfo, &extra);
}
