/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/available.h"

#include "base/macros.h"

#define KIB ((uint64_t)1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

/* What the formula needs besides meminfo, in bytes. */
struct watermarks {
	uint64_t low, reserve;
};

static uint64_t square_root(uint64_t n)
{
	uint64_t root = 0;

	for (uint64_t bit = (uint64_t)1 << 31; bit; bit >>= 1)
		if ((root + bit) * (root + bit) <= n)
			root += bit;
	return root;
}

static uint64_t reclaimable_kernel(const struct meminfo *meminfo)
{
	return value_or(meminfo->field[MEMINFO_KReclaimable],
		meminfo_bytes(meminfo, MEMINFO_SReclaimable));
}

/* Before 2.6.28 file and anonymous pages shared their lists. */
static uint64_t file_pages(const struct meminfo *meminfo)
{
	uint64_t cache =
		meminfo_bytes(meminfo, MEMINFO_Buffers) + meminfo_bytes(meminfo, MEMINFO_Cached);
	uint64_t shared = meminfo_bytes(meminfo, MEMINFO_Shmem);

	if (meminfo_has(meminfo, MEMINFO_Active_file) &&
		meminfo_has(meminfo, MEMINFO_Inactive_file))
		return meminfo_bytes(meminfo, MEMINFO_Active_file) +
		       meminfo_bytes(meminfo, MEMINFO_Inactive_file);
	return cache > shared ? cache - shared : 0;
}

/*
 * Half of it, at least, is never counted as available below the low watermark.  The halves are
 * taken in pages, as the kernel does, so that the result is the same to the kB.
 */
static uint64_t kept_back(uint64_t bytes, uint64_t low, uint64_t page_size)
{
	return min_u64(bytes / page_size / 2 * page_size, low);
}

static void apply_formula(struct available *available, const struct meminfo *meminfo,
	const struct watermarks *marks, uint64_t page_size)
{
	uint64_t plus;

	available->free = meminfo_bytes(meminfo, MEMINFO_MemFree);
	available->reserve = marks->reserve;
	available->file = file_pages(meminfo);
	available->file_kept = kept_back(available->file, marks->low, page_size);
	available->reclaimable = reclaimable_kernel(meminfo);
	available->reclaimable_kept = kept_back(available->reclaimable, marks->low, page_size);
	plus = available->free + available->file - available->file_kept + available->reclaimable -
	       available->reclaimable_kept;
	available->bytes = plus > marks->reserve ? plus - marks->reserve : 0;
}

/*
 * Transparent huge pages make the kernel keep 11 blocks of 2 MiB free in each zone, at most 5% of
 * memory (khugepaged: set_recommended_min_free_kbytes()).  They are off below 512 MiB, and
 * without 2 MiB mappings (Xen PV), where DirectMap2M stays 0.
 */
static uint64_t kept_for_huge_pages(const struct meminfo *meminfo, uint64_t total)
{
	uint64_t zones = total > 3 * GIB ? 3 : 2;

	if (!meminfo_has(meminfo, MEMINFO_AnonHugePages) || total < 512 * MIB ||
		meminfo_bytes(meminfo, MEMINFO_DirectMap2M) == 0)
		return 0;
	return min_u64(zones * 11 * 2 * MIB, total / 20);
}

/*
 * min_free_kbytes = 4 * sqrt(low memory in kB), 128 kB to 64 MiB (init_per_zone_wmark_min()); the
 * marks stand 1/4 and 1/2 above it, from 4.6 on at least 0.1% and 0.2% of memory above it; and
 * 1/256 of the zones above is kept out of each lower zone (lowmem_reserve_ratio).
 */
static void guess_watermarks(struct watermarks *marks, const struct meminfo *meminfo)
{
	uint64_t total = meminfo_bytes(meminfo, MEMINFO_MemTotal);
	uint64_t low_memory = meminfo_bytes(meminfo, MEMINFO_LowTotal);
	bool since_4_6 = meminfo_has(meminfo, MEMINFO_KReclaimable);
	uint64_t min, step;

	if (low_memory == 0)
		low_memory = total;
	min = 4 * square_root(low_memory / KIB) * KIB;
	min = min < 128 * KIB ? 128 * KIB : min_u64(min, 64 * MIB);
	if (min < kept_for_huge_pages(meminfo, total))
		min = kept_for_huge_pages(meminfo, total);
	step = min / 4;
	if (since_4_6 && step < total / 1000)
		step = total / 1000;
	marks->low = min + step;
	marks->reserve = min + 2 * step;
	if (total > 4 * GIB)
		marks->reserve += (total - 3 * GIB) / 256 + 8 * MIB;
	else if (total > 32 * MIB)
		marks->reserve += total / 256;
}

/*
 * Per cent of MemTotal.  Against the printed figure of 30 captures the estimate was off by 0.3% in
 * the median and 1.7% at most from 2 GiB on (7.6% once, where the text was cut before DirectMap2M).
 * Without the (file) fields shared memory counts as cache, more so without a Shmem line.
 */
static unsigned error_percent(const struct meminfo *meminfo)
{
	if (!meminfo_has(meminfo, MEMINFO_Active_file))
		return meminfo_has(meminfo, MEMINFO_Shmem) ? 5 : 10;
	return meminfo_bytes(meminfo, MEMINFO_MemTotal) >= GIB ? 2 : 5;
}

static void estimate(struct available *available, const struct meminfo *meminfo)
{
	struct watermarks marks;

	guess_watermarks(&marks, meminfo);
	apply_formula(available, meminfo, &marks, 4096);
	available->method = AVAILABLE_ESTIMATED;
	available->error = meminfo_bytes(meminfo, MEMINFO_MemTotal) / 100 * error_percent(meminfo);
}

/* 2.4 does not tell shared and mapped pages from cache that can be dropped. */
static void bound(struct available *available, const struct meminfo *meminfo)
{
	available->method = AVAILABLE_BOUND;
	available->free = meminfo_bytes(meminfo, MEMINFO_MemFree);
	available->file =
		meminfo_bytes(meminfo, MEMINFO_Buffers) + meminfo_bytes(meminfo, MEMINFO_Cached);
	available->bytes = available->free + available->file;
	available->error = available->file;
}

static bool zones_usable(const struct zoneinfo *zoneinfo, uint64_t page_size)
{
	return zoneinfo && zoneinfo->count > 0 && page_size > 0;
}

enum status available_compute(struct available *available, const struct meminfo *meminfo,
	const struct zoneinfo *zoneinfo, uint64_t page_size)
{
	bool lists = meminfo_has(meminfo, MEMINFO_Active_file) &&
		     meminfo_has(meminfo, MEMINFO_Inactive_file);
	bool cache = meminfo_has(meminfo, MEMINFO_Buffers) && meminfo_has(meminfo, MEMINFO_Cached);

	*available = (struct available){ .printed = meminfo->field[MEMINFO_MemAvailable] };
	if (meminfo_has(meminfo, MEMINFO_MemFree) && lists && zones_usable(zoneinfo, page_size)) {
		struct watermarks marks = { zoneinfo->low_pages * page_size,
			zoneinfo->total_reserve_pages * page_size };

		available->method = AVAILABLE_COMPUTED;
		apply_formula(available, meminfo, &marks, page_size);
	} else if (meminfo_has(meminfo, MEMINFO_MemAvailable)) {
		available->method = AVAILABLE_PRINTED;
		available->bytes = available->printed.n;
	} else if (!meminfo_has(meminfo, MEMINFO_MemFree) ||
		   !meminfo_has(meminfo, MEMINFO_MemTotal) || !cache) {
		return STATUS_ABSENT;
	} else if (lists && !meminfo_has(meminfo, MEMINFO_SReclaimable)) {
		return STATUS_ABSENT; /* cut: kernels that have the lists print it */
	} else if (meminfo_has(meminfo, MEMINFO_Slab)) {
		estimate(available, meminfo);
	} else {
		bound(available, meminfo);
	}
	return STATUS_OK;
}

const char *available_method_name(enum available_method method)
{
	static const char *const names[] = {
		[AVAILABLE_COMPUTED] = "computed",
		[AVAILABLE_PRINTED] = "printed",
		[AVAILABLE_ESTIMATED] = "estimated",
		[AVAILABLE_BOUND] = "upper_bound",
	};

	return names[method];
}
