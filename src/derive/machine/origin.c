/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/origin.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"

#define KIB ((uint64_t)1024)

static bool is_2_4(const struct meminfo *meminfo)
{
	bool old = meminfo_has(meminfo, MEMINFO_MemShared) || meminfo_has(meminfo, MEMINFO_Mem_row);

	return old && !meminfo_has(meminfo, MEMINFO_Slab);
}

/* The size of the vmalloc window is a constant of the architecture: 4 or 5 levels of page tables. */
static bool is_x86_64(const struct meminfo *meminfo)
{
	uint64_t window = meminfo_bytes(meminfo, MEMINFO_VmallocTotal) / KIB;

	return window == 34359738367 || window == 13743895347199;
}

/*
 * WSL1 has no Linux kernel.  Its meminfo is a text with constants in it; these two never change
 * and never occur together by chance.
 */
static bool is_wsl1(const struct meminfo *meminfo)
{
	return meminfo_bytes(meminfo, MEMINFO_Buffers) == 34032 * KIB &&
	       meminfo_bytes(meminfo, MEMINFO_Cached) == 188576 * KIB;
}

/* a > b, where both are known. */
static bool exceeds(const struct meminfo *meminfo, enum meminfo_field a, enum meminfo_field b)
{
	return meminfo_has(meminfo, a) && meminfo_has(meminfo, b) &&
	       meminfo_bytes(meminfo, a) > meminfo_bytes(meminfo, b);
}

/* Whether the field is there with a counter that fell below 0, printed as nearly 2^64 kB. */
static bool wrapped(const struct meminfo *meminfo, enum meminfo_field field)
{
	for (size_t i = 0; i < meminfo->malformed_count; i++)
		if (meminfo->malformed[i].field == (int)field &&
			meminfo->malformed[i].fault == MEMINFO_TOO_LARGE)
			return true;
	return false;
}

/* lxcfs subtracts without looking whether SwapFree stays above 0. */
static bool swap_free_broken(const struct meminfo *meminfo)
{
	return wrapped(meminfo, MEMINFO_SwapFree) ||
	       exceeds(meminfo, MEMINFO_SwapFree, MEMINFO_SwapTotal);
}

/* Slab = SReclaimable + SUnreclaim since 2.6.19; the three are read within microseconds. */
static bool slab_sum_broken(const struct meminfo *meminfo)
{
	uint64_t slab = meminfo_bytes(meminfo, MEMINFO_Slab);
	uint64_t sum = meminfo_bytes(meminfo, MEMINFO_SReclaimable) +
		       meminfo_bytes(meminfo, MEMINFO_SUnreclaim);
	uint64_t difference = slab > sum ? slab - sum : sum - slab;

	return meminfo_has(meminfo, MEMINFO_Slab) && meminfo_has(meminfo, MEMINFO_SReclaimable) &&
	       meminfo_has(meminfo, MEMINFO_SUnreclaim) && difference > 1024 * KIB + sum / 100;
}

static bool contradicts_itself(const struct meminfo *meminfo)
{
	uint64_t lists =
		meminfo_bytes(meminfo, MEMINFO_Active) + meminfo_bytes(meminfo, MEMINFO_Inactive);

	return lists > meminfo_bytes(meminfo, MEMINFO_MemTotal) ||
	       exceeds(meminfo, MEMINFO_MemFree, MEMINFO_MemTotal) || slab_sum_broken(meminfo);
}

static enum origin_kind kind_of(const struct meminfo *meminfo)
{
	if (is_wsl1(meminfo))
		return ORIGIN_WSL1;
	if (swap_free_broken(meminfo))
		return ORIGIN_FOREIGN;
	if (!meminfo_has(meminfo, MEMINFO_MemTotal) || !meminfo_has(meminfo, MEMINFO_MemFree))
		return ORIGIN_FRAGMENT;
	return contradicts_itself(meminfo) ? ORIGIN_FOREIGN : ORIGIN_KERNEL;
}

/* Kernels that print a field whatever their configuration, as far as other fields tell. */
static bool by_2_6(const struct meminfo *meminfo)
{
	return !is_2_4(meminfo);
}

static bool by_2_6_10(const struct meminfo *meminfo)
{
	return meminfo_has(meminfo, MEMINFO_CommitLimit) ||
	       meminfo_has(meminfo, MEMINFO_AnonPages) || meminfo_has(meminfo, MEMINFO_Active_anon);
}

static bool by_huge_pages(const struct meminfo *meminfo)
{
	return meminfo_has(meminfo, MEMINFO_HugePages_Total);
}

static bool by_huge_pages_2_6_18(const struct meminfo *meminfo)
{
	return meminfo_has(meminfo, MEMINFO_HugePages_Total) &&
	       meminfo_has(meminfo, MEMINFO_AnonPages);
}

static bool by_x86_64(const struct meminfo *meminfo)
{
	return is_x86_64(meminfo) && meminfo_has(meminfo, MEMINFO_Active_anon);
}

/* In the order of the file, so that the first one missing is where the text was cut. */
static int first_missing(const struct meminfo *meminfo)
{
	static const struct {
		enum meminfo_field field;
		bool (*printed)(const struct meminfo *meminfo); /* NULL: by all */
	} expected[] = {
		{ MEMINFO_MemTotal, NULL },
		{ MEMINFO_MemFree, NULL },
		{ MEMINFO_Buffers, NULL },
		{ MEMINFO_Cached, NULL },
		{ MEMINFO_SwapTotal, NULL },
		{ MEMINFO_SwapFree, NULL },
		{ MEMINFO_Dirty, by_2_6 },
		{ MEMINFO_AnonPages, by_2_6_10 },
		{ MEMINFO_Slab, by_2_6 },
		{ MEMINFO_PageTables, by_2_6 },
		{ MEMINFO_Committed_AS, by_2_6 },
		{ MEMINFO_VmallocTotal, by_2_6_10 },
		{ MEMINFO_VmallocUsed, by_2_6_10 },
		{ MEMINFO_VmallocChunk, by_2_6_10 },
		{ MEMINFO_HugePages_Free, by_huge_pages },
		{ MEMINFO_HugePages_Rsvd, by_huge_pages_2_6_18 },
		{ MEMINFO_Hugepagesize, by_huge_pages },
		{ MEMINFO_DirectMap4k, by_x86_64 },
	};

	for (size_t i = 0; i < COUNT_OF(expected); i++)
		if (!meminfo_has(meminfo, expected[i].field) &&
			!wrapped(meminfo, expected[i].field) &&
			(!expected[i].printed || expected[i].printed(meminfo)))
			return (int)expected[i].field;
	return -1;
}

/* A field and the kernels with and without it; always: printed whatever the configuration. */
struct marker {
	enum meminfo_field field;
	bool always;
	const char *since, *before;
};

/* Oldest first. */
static const struct marker markers[] = {
	{ MEMINFO_Slab, true, "2.5.37", "2.5.36" },
	{ MEMINFO_VmallocTotal, true, "2.5.68", "2.5.67" },
	{ MEMINFO_CommitLimit, true, "2.6.10", "2.6.9" },
	{ MEMINFO_AnonPages, true, "2.6.18", "2.6.17" },
	{ MEMINFO_SReclaimable, true, "2.6.19", "2.6.18" },
	{ MEMINFO_WritebackTmp, true, "2.6.26", "2.6.25" },
	{ MEMINFO_Active_anon, true, "2.6.28", "2.6.27" },
	{ MEMINFO_Shmem, true, "2.6.32", "2.6.31" },
	{ MEMINFO_MemAvailable, true, "3.14", "3.13" },
	{ MEMINFO_CmaTotal, false, "3.19", "" },
	{ MEMINFO_ShmemHugePages, false, "4.8", "" },
	{ MEMINFO_Percpu, true, "4.19", "4.18" },
	{ MEMINFO_KReclaimable, true, "4.20", "4.19" },
	{ MEMINFO_FileHugePages, false, "5.4", "" },
	{ MEMINFO_ShadowCallStack, false, "5.8", "" },
	{ MEMINFO_Zswap, false, "5.19", "" },
	{ MEMINFO_SecPageTables, true, "6.1", "6.0" },
	{ MEMINFO_Unaccepted, false, "6.5", "" },
	{ MEMINFO_Balloon, true, "6.16", "6.15" },
};
#define MARKER_COUNT (COUNT_OF(markers))

/* VmallocChunk was computed until 4.3 and is the constant 0 since. */
static bool computes_chunk(const struct meminfo *meminfo)
{
	return meminfo_bytes(meminfo, MEMINFO_VmallocChunk) != 0;
}

/* The last marker that a 4.3 kernel can have; a newer one in its text was carried back. */
#define NEWEST_WITH_CHUNK MEMINFO_CmaTotal

/*
 * The newest field that is there gives the oldest kernel; the first one after it that every kernel
 * prints, and that is missing, gives the newest.
 */
static void guess_kernel(struct origin *origin, const struct meminfo *meminfo)
{
	bool old = computes_chunk(meminfo);
	size_t next = 0;

	for (size_t i = 0; i < MARKER_COUNT; i++) {
		if (meminfo_has(meminfo, markers[i].field)) {
			origin->oldest = markers[i].since;
			next = i + 1;
		}
		if (old && markers[i].field == NEWEST_WITH_CHUNK)
			break;
	}
	for (size_t i = next; i < MARKER_COUNT && !origin->newest; i++)
		if (markers[i].always)
			origin->newest = markers[i].before;
	if (!meminfo_has(meminfo, MEMINFO_MemAvailable) ||
		!meminfo_has(meminfo, MEMINFO_VmallocChunk))
		return;
	if (old)
		origin->newest = "4.3";
	else if (markers[next - 1].field == MEMINFO_MemAvailable ||
		 markers[next - 1].field == MEMINFO_CmaTotal)
		origin->oldest = "4.4";
}

void origin_guess(struct origin *origin, const struct meminfo *meminfo)
{
	*origin = (struct origin){ .kind = kind_of(meminfo), .missing = first_missing(meminfo) };
	origin->complete = meminfo->complete && origin->missing < 0;
	origin->counts_all = !is_2_4(meminfo);
	if (!origin->counts_all)
		origin->oldest = origin->newest = "2.4";
	else if (origin->kind != ORIGIN_WSL1 &&
		 (origin->complete || meminfo_has(meminfo, MEMINFO_Slab)))
		guess_kernel(origin, meminfo);
	/* A text that was cut lacks newer fields for no reason of the kernel's. */
	if (!origin->complete && origin->counts_all)
		origin->newest = NULL;
}

size_t origin_kernel(char *out, size_t size, const struct origin *origin, bool translated)
{
	const char *oldest = origin->oldest, *newest = origin->newest;
	int length;

	if (oldest && newest && oldest != newest)
		length = snprintf(out, size, translated ? _("%s to %s") : "%s to %s", oldest,
			newest);
	else if (oldest && !newest)
		length = snprintf(out, size, translated ? _("%s or newer") : "%s or newer", oldest);
	else if (newest && !oldest)
		length = snprintf(out, size, translated ? _("%s or older") : "%s or older", newest);
	else
		length = snprintf(out, size, "%s", oldest ? oldest : "");
	return (size_t)length;
}
