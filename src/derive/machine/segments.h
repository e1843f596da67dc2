/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MemTotal cut into parts that do not overlap and add up to it exactly. */
#ifndef MEMTOP_DERIVE_MACHINE_SEGMENTS_H
#define MEMTOP_DERIVE_MACHINE_SEGMENTS_H

#include <stdint.h>

#include "base/value.h"
#include "base/label.h"
#include "derive/machine/balance.h"
#include "parse/meminfo/meminfo.h"

enum segment {
	SEGMENT_APPLICATIONS, /* AnonPages */
	SEGMENT_SHARED,       /* Shmem */
	SEGMENT_CACHE,   /* Buffers + Cached + SwapCached - Shmem + reclaimable kernel memory */
	SEGMENT_HUGE,    /* the hugetlb pool */
	SEGMENT_KERNEL,  /* every other kernel use that a field names */
	SEGMENT_UNNAMED, /* the remainder: memory in use that no field names */
	SEGMENT_FREE,    /* MemFree + per-CPU lists */
	SEGMENT_COUNT
};

struct segments {
	uint64_t total;                /* MemTotal, bytes */
	uint64_t bytes[SEGMENT_COUNT]; /* their sum is total */
	struct value available;        /* MemAvailable as printed, absent before 3.14 */
};

/* One row a segment: how machines and people call it, and the character of its part of the bar. */
struct segment_row {
	struct label label;
	char mark; /* differs from the others', for terminals without colour */
};
extern const struct segment_row segment_rows[SEGMENT_COUNT];

/*
 * Cuts MemTotal.  STATUS_ABSENT without MemTotal or MemFree.  Where the parts come to more than
 * MemTotal, the excess comes off the swap cache (its pages that are also mapped stand in AnonPages
 * too); a view that is no real kernel's may need more cut off, largest reclaimable part first.
 * The terms are those of the balance: derive/machine/balance.h.
 */
enum status segments_compute(struct segments *segments, const struct meminfo *meminfo,
	const struct balance_extra *extra);

/* The same from a sample. */
struct system_sample;
enum status segments_of(struct segments *segments, const struct system_sample *system);

#endif
