/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a text of meminfo comes from: a real kernel or something that imitates one, which kernel
 * about, and whether the text is whole.  What may be concluded from it depends on that.
 */
#ifndef MEMTOP_DERIVE_MACHINE_ORIGIN_H
#define MEMTOP_DERIVE_MACHINE_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "parse/meminfo/meminfo.h"

enum origin_kind {
	ORIGIN_KERNEL,   /* figures of one kernel that belong together */
	ORIGIN_FOREIGN,  /* contradicts itself: see struct contradiction */
	ORIGIN_WSL1,     /* made up, all but four lines */
	ORIGIN_FRAGMENT, /* no MemTotal or no MemFree in it */
};

/* Who is known to print figures that contradict each other in this way. */
enum origin_suspect {
	SUSPECT_NOBODY,
	SUSPECT_LXCFS,  /* a container: its limit beside counters of the host */
	SUSPECT_OPENVZ, /* a container: zeros beside MemTotal and MemFree */
	SUSPECT_CMA,    /* kernels 4.0 to 4.5 count free CMA pages twice */
};

/* Two figures, each a line or a sum of lines, of which the first cannot be above the second. */
struct contradiction {
	const char *part, *whole; /* "Active + Inactive", never translated; NULL: there is none */
	struct value part_bytes, whole_bytes;
	enum origin_suspect suspect; /* lxcfs also without a contradiction, by its way to print */
};

struct origin {
	enum origin_kind kind;
	bool counts_all; /* anonymous and slab pages are on a counter (not before 2.5.37) */
	bool complete;   /* the text is whole */
	struct contradiction contradiction;
	int wrapped; /* the first field whose counter fell below 0, or -1 */
	int missing; /* the first field that such a kernel prints and the text lacks, or -1 */
	const char *oldest; /* first kernel that prints these fields, or NULL */
	const char *newest; /* last kernel that prints no more than these, or NULL */
};

/* Whether the field is there with a counter that fell below 0, printed as nearly 2^64. */
bool origin_is_wrapped(const struct meminfo *meminfo, enum meminfo_field field);

/*
 * Distributions carry fields back to older kernels (MemAvailable in 3.10 of RHEL 7), so a kernel is
 * a guess.  First and last versions of the fields: the history of fs/proc/meminfo.c.
 */
void origin_guess(struct origin *origin, const struct meminfo *meminfo);

/*
 * "2.6.32 to 3.13", "6.17 or newer", "2.4", "": in the user's language or, for machines, in
 * English.  out is NUL-terminated.
 */
size_t origin_kernel(char *out, size_t size, const struct origin *origin, bool translated);

#endif
