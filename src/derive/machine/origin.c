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

/* No counter of bytes is honestly above 2^60; one that fell below 0 is printed as nearly 2^64. */
#define HONEST_MAX ((uint64_t)1 << 60)

bool origin_is_wrapped(const struct meminfo *meminfo, enum meminfo_field field)
{
	for (size_t i = 0; i < meminfo->malformed_count; i++)
		if (meminfo->malformed[i].field == (int)field &&
			meminfo->malformed[i].fault == MEMINFO_TOO_LARGE)
			return true;
	return meminfo_bytes(meminfo, field) > HONEST_MAX;
}

static int first_wrapped(const struct meminfo *meminfo)
{
	for (int field = MEMINFO_MemTotal; field < MEMINFO_FIELD_COUNT; field++)
		if (origin_is_wrapped(meminfo, (enum meminfo_field)field))
			return field;
	return -1;
}

/* --- Contradictions --- */

#define SUM_MAX 6

/* Lines that add up; ends with -1 if there are fewer than SUM_MAX. */
struct sum {
	const char *name;
	int fields[SUM_MAX];
};

/*
 * The part can never be above the whole.  Counters are read one after the other and gathered from
 * the CPUs in batches, so a small excess is none: see slack_of().
 */
static const struct {
	struct sum part, whole;
	bool strict; /* counted under one lock: no slack */
} bounds[] = {
	{ { "MemFree", { MEMINFO_MemFree, -1 } }, { "MemTotal", { MEMINFO_MemTotal, -1 } }, false },
	{ { "CmaFree", { MEMINFO_CmaFree, -1 } }, { "CmaTotal", { MEMINFO_CmaTotal, -1 } }, false },
	{ { "CmaFree", { MEMINFO_CmaFree, -1 } }, { "MemFree", { MEMINFO_MemFree, -1 } }, false },
	{ { "CmaTotal", { MEMINFO_CmaTotal, -1 } }, { "MemTotal", { MEMINFO_MemTotal, -1 } },
		false },
	{ { "SwapFree", { MEMINFO_SwapFree, -1 } }, { "SwapTotal", { MEMINFO_SwapTotal, -1 } },
		true },
	{ { "Active + Inactive", { MEMINFO_Active, MEMINFO_Inactive, -1 } },
		{ "MemTotal", { MEMINFO_MemTotal, -1 } }, false },
	{ { "MemAvailable", { MEMINFO_MemAvailable, -1 } },
		{ "MemTotal", { MEMINFO_MemTotal, -1 } }, false },
	{ { "SReclaimable", { MEMINFO_SReclaimable, -1 } }, { "Slab", { MEMINFO_Slab, -1 } },
		false },
	{ { "SUnreclaim", { MEMINFO_SUnreclaim, -1 } }, { "Slab", { MEMINFO_Slab, -1 } }, false },
	{ { "Shmem", { MEMINFO_Shmem, -1 } }, { "Cached", { MEMINFO_Cached, -1 } }, false },
	{ { "HighFree", { MEMINFO_HighFree, -1 } }, { "HighTotal", { MEMINFO_HighTotal, -1 } },
		false },
	{ { "LowFree", { MEMINFO_LowFree, -1 } }, { "LowTotal", { MEMINFO_LowTotal, -1 } }, false },
	{ { "HugePages_Free", { MEMINFO_HugePages_Free, -1 } },
		{ "HugePages_Total", { MEMINFO_HugePages_Total, -1 } }, true },
	{ { "Cached", { MEMINFO_Cached, -1 } }, { "MemTotal", { MEMINFO_MemTotal, -1 } }, false },
	{ { "AnonPages", { MEMINFO_AnonPages, -1 } }, { "MemTotal", { MEMINFO_MemTotal, -1 } },
		false },
	{ { "Slab", { MEMINFO_Slab, -1 } }, { "MemTotal", { MEMINFO_MemTotal, -1 } }, false },
	{ { "Mlocked", { MEMINFO_Mlocked, -1 } }, { "MemTotal", { MEMINFO_MemTotal, -1 } }, false },
	{ { "Unevictable", { MEMINFO_Unevictable, -1 } }, { "MemTotal", { MEMINFO_MemTotal, -1 } },
		false },
	{ { "MemFree + Buffers + Cached + AnonPages + Slab",
		  { MEMINFO_MemFree, MEMINFO_Buffers, MEMINFO_Cached, MEMINFO_AnonPages,
			  MEMINFO_Slab, -1 } },
		{ "MemTotal", { MEMINFO_MemTotal, -1 } }, false },
	{ { "MemFree + AnonPages + Slab",
		  { MEMINFO_MemFree, MEMINFO_AnonPages, MEMINFO_Slab, -1 } },
		{ "MemTotal", { MEMINFO_MemTotal, -1 } }, false },
};

/* Unknown if a line is missing or cannot be read. */
static struct value sum_of(const struct meminfo *meminfo, const struct sum *sum)
{
	struct value total = value_of(0);

	for (size_t i = 0; i < SUM_MAX && sum->fields[i] >= 0; i++) {
		enum meminfo_field field = (enum meminfo_field)sum->fields[i];

		if (origin_is_wrapped(meminfo, field))
			return value_missing(VALUE_ABSENT);
		total = value_add(total, meminfo->field[field]);
	}
	return total;
}

/* 1% of the machine, or of the whole where the machine's size is not known. */
static uint64_t slack_of(const struct meminfo *meminfo, uint64_t whole)
{
	uint64_t total = meminfo_bytes(meminfo, MEMINFO_MemTotal);

	return (total > 0 ? total : whole) / 100;
}

/* lxcfs prints Buffers as 0 and what the limit leaves as MemAvailable, with the cache or without. */
static bool looks_like_lxcfs(const struct meminfo *meminfo)
{
	uint64_t left = meminfo_bytes(meminfo, MEMINFO_MemFree);
	uint64_t available = meminfo_bytes(meminfo, MEMINFO_MemAvailable);

	if (origin_is_wrapped(meminfo, MEMINFO_SwapFree))
		return true;
	return meminfo_has(meminfo, MEMINFO_MemAvailable) &&
	       meminfo_bytes(meminfo, MEMINFO_Buffers) == 0 &&
	       (available == left || available == left + meminfo_bytes(meminfo, MEMINFO_Cached));
}

/* OpenVZ prints all but the first lines as 0. */
static bool is_openvz(const struct meminfo *meminfo)
{
	static const enum meminfo_field zeros[] = { MEMINFO_Buffers, MEMINFO_Cached, MEMINFO_Active,
		MEMINFO_Inactive };

	for (size_t i = 0; i < COUNT_OF(zeros); i++)
		if (!meminfo_has(meminfo, zeros[i]) || meminfo_bytes(meminfo, zeros[i]) > 0)
			return false;
	return meminfo_bytes(meminfo, MEMINFO_MemFree) < meminfo_bytes(meminfo, MEMINFO_MemTotal);
}

static enum origin_suspect suspect_of(const struct meminfo *meminfo,
	const struct contradiction *contradiction)
{
	if (is_openvz(meminfo))
		return SUSPECT_OPENVZ;
	if (looks_like_lxcfs(meminfo))
		return SUSPECT_LXCFS;
	return value_known(meminfo->field[MEMINFO_CmaFree]) &&
			       meminfo_bytes(meminfo, MEMINFO_CmaFree) >
				       meminfo_bytes(meminfo, MEMINFO_CmaTotal) &&
			       contradiction->part
		       ? SUSPECT_CMA
		       : SUSPECT_NOBODY;
}

/* lxcfs subtracts without looking whether SwapFree stays above 0. */
static bool find_wrapped_swap(struct contradiction *contradiction, const struct meminfo *meminfo)
{
	if (!origin_is_wrapped(meminfo, MEMINFO_SwapFree))
		return false;
	*contradiction = (struct contradiction){ .part = "SwapFree",
		.whole = "SwapTotal",
		.part_bytes = meminfo->field[MEMINFO_SwapFree],
		.whole_bytes = meminfo->field[MEMINFO_SwapTotal] };
	return true;
}

/* Slab = SReclaimable + SUnreclaim since 2.6.19; the three are read within microseconds. */
static bool find_broken_slab(struct contradiction *contradiction, const struct meminfo *meminfo)
{
	static const struct sum parts_of_slab = { "SReclaimable + SUnreclaim",
		{ MEMINFO_SReclaimable, MEMINFO_SUnreclaim, -1 } };
	struct value slab = meminfo->field[MEMINFO_Slab];
	struct value parts = sum_of(meminfo, &parts_of_slab);
	uint64_t difference = slab.n > parts.n ? slab.n - parts.n : parts.n - slab.n;

	if (!value_known(slab) || !value_known(parts) || difference <= 1024 * KIB + parts.n / 100)
		return false;
	*contradiction = (struct contradiction){ .part = "Slab",
		.whole = parts_of_slab.name,
		.part_bytes = slab,
		.whole_bytes = parts };
	return true;
}

static bool find_contradiction(struct contradiction *contradiction, const struct meminfo *meminfo)
{
	if (find_wrapped_swap(contradiction, meminfo) || find_broken_slab(contradiction, meminfo))
		return true;
	for (size_t i = 0; i < COUNT_OF(bounds); i++) {
		struct value part = sum_of(meminfo, &bounds[i].part);
		struct value whole = sum_of(meminfo, &bounds[i].whole);
		uint64_t slack;

		if (!value_known(part) || !value_known(whole) || part.n <= whole.n)
			continue;
		slack = bounds[i].strict ? 0 : slack_of(meminfo, (uint64_t)whole.n);
		if ((uint64_t)part.n - (uint64_t)whole.n <= slack)
			continue;
		*contradiction = (struct contradiction){ .part = bounds[i].part.name,
			.whole = bounds[i].whole.name,
			.part_bytes = part,
			.whole_bytes = whole };
		return true;
	}
	return false;
}

static enum origin_kind kind_of(struct contradiction *contradiction, const struct meminfo *meminfo)
{
	if (is_wsl1(meminfo))
		return ORIGIN_WSL1;
	if (meminfo->tool == PASTED_MEMINFO &&
		(find_contradiction(contradiction, meminfo) || is_openvz(meminfo))) {
		contradiction->suspect = suspect_of(meminfo, contradiction);
		return ORIGIN_FOREIGN;
	}
	if (!meminfo_has(meminfo, MEMINFO_MemTotal) || !meminfo_has(meminfo, MEMINFO_MemFree))
		return ORIGIN_FRAGMENT;
	if (meminfo->tool == PASTED_MEMINFO && meminfo_has(meminfo, MEMINFO_Buffers) &&
		looks_like_lxcfs(meminfo))
		contradiction->suspect = SUSPECT_LXCFS;
	return ORIGIN_KERNEL;
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
			!origin_is_wrapped(meminfo, expected[i].field) &&
			(!expected[i].printed || expected[i].printed(meminfo)))
			return (int)expected[i].field;
	return -1;
}

/* A field and the kernels with and without it; always: printed whatever the configuration. */
struct version_marker {
	enum meminfo_field field;
	bool always;
	const char *since, *before;
};

/* Oldest first. */
static const struct version_marker markers[] = {
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
	{ MEMINFO_GPUActive, true, "7.1", "7.0" },
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
	*origin = (struct origin){ .wrapped = first_wrapped(meminfo),
		.missing = first_missing(meminfo) };
	origin->kind = kind_of(&origin->contradiction, meminfo);
	origin->complete = meminfo->complete && origin->missing < 0;
	origin->counts_all = !is_2_4(meminfo);
	if (meminfo->tool != PASTED_MEMINFO && meminfo->tool != PASTED_NODE_EXPORTER)
		return;
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
