/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a text is that was handed over as a meminfo: one row a kind, by what stands in its lines.
 * Says what to ask for in its place.
 */
#ifndef MEMTOP_PARSE_PASTED_KIND_H
#define MEMTOP_PARSE_PASTED_KIND_H

#include "base/text.h"

enum pasted_kind {
	PASTED_MEMINFO,
	PASTED_OTHER, /* none of those below */
	PASTED_NODE_EXPORTER,
	PASTED_NODE_MEMINFO,
	PASTED_MEMORY_STAT,
	PASTED_VMSTAT_S,
	PASTED_FREE,
	PASTED_TOP,
	PASTED_SLABTOP,
	PASTED_SLABINFO,
	PASTED_SMAPS,
	PASTED_STATUS,
	PASTED_MAPS,
	PASTED_ZONEINFO,
	PASTED_BUDDYINFO,
	PASTED_VMSTAT_FILE,
	PASTED_NUMASTAT,
	PASTED_VMSTAT,
	PASTED_SAR,
	PASTED_PS,
	PASTED_CONTAINERS,
	PASTED_KIND_COUNT
};

struct pasted_row {
	const char *name;  /* for machines: "free" */
	const char *title; /* what it is: N_() */
	const char *next;  /* what to do with it or to ask for: N_() */
};
extern const struct pasted_row pasted_rows[PASTED_KIND_COUNT];

/* The first kind in the order above that the lines of text show; never PASTED_MEMINFO. */
enum pasted_kind pasted_kind_of(struct text text);

#endif
