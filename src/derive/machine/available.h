/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much memory programs can still get without swapping: what the kernel prints, our own
 * computation of the same, and an estimate where neither can be had.
 *
 *	available = free - reserve + F - min(F/2, W) + R - min(R/2, W)
 *	F = Active(file) + Inactive(file); R = KReclaimable (SReclaimable before 4.20);
 *	W = sum of the zones' low watermarks;
 *	reserve = sum over the zones of min(managed, max(protection) + high)
 *
 * Source: si_mem_available() in mm/show_mem.c and calculate_totalreserve_pages() in
 * mm/page_alloc.c, 6.12.
 */
#ifndef MEMTOP_DERIVE_MACHINE_AVAILABLE_H
#define MEMTOP_DERIVE_MACHINE_AVAILABLE_H

#include <stdbool.h>

#include "parse/meminfo/meminfo.h"
#include "parse/system/zoneinfo.h"

enum available_method {
	AVAILABLE_COMPUTED,  /* from meminfo and zoneinfo, by the kernel's own formula */
	AVAILABLE_PRINTED,   /* MemAvailable as it stands in the text */
	AVAILABLE_ESTIMATED, /* the formula with guessed watermarks */
	AVAILABLE_BOUND, /* no more than MemFree + Buffers + Cached; how much less is not known */
};

struct available {
	enum available_method method;
	uint64_t bytes;
	uint64_t error;       /* bytes: the truth lies within bytes +- error; 0 if not estimated */
	struct value printed; /* MemAvailable, absent before 3.14 */
	/* The terms of the formula, in bytes, for the sheet; all 0 where it was not used. */
	uint64_t free, reserve, file, file_kept, reclaimable, reclaimable_kept;
};

static inline bool available_is_estimated(const struct available *available)
{
	return available->method == AVAILABLE_ESTIMATED || available->method == AVAILABLE_BOUND;
}

/*
 * zoneinfo: of the same moment, or NULL.  The estimate's error was measured on captures that print
 * MemAvailable: see available.c.  STATUS_ABSENT where the text lacks what even the bound needs.
 */
enum status available_compute(struct available *available, const struct meminfo *meminfo,
	const struct zoneinfo *zoneinfo, uint64_t page_size);

/* One word for machines: "computed", "printed", "estimated", "upper_bound". */
const char *available_method_name(enum available_method method);

#endif
