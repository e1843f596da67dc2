/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What views found that look for themselves, so that findings of other views can speak of it. */
#ifndef MEMTOP_FINDINGS_LOOKS_H
#define MEMTOP_FINDINGS_LOOKS_H

#include "findings/kernel_rules.h"
#include "findings/looks/cache_rules.h"
#include "findings/looks/shared_rules.h"

/* A look says something for so long. */
#define LOOK_LASTS_NS (INT64_C(300) * 1000000000)

struct looks {
	int64_t cache_ns, shared_ns, kernel_ns; /* when, CLOCK_REALTIME; 0: never */
	struct cache_evidence cache;
	struct shared_evidence shared;
	struct kernel_evidence kernel;
	struct kernel_memory *memory; /* a reference, which the evidence is of; or NULL */
};

/* Remembers the kernel's memory where a sample has it. */
void looks_take(struct looks *looks, const struct sample *sample);

void looks_copy(struct looks *to, const struct looks *from);
void looks_drop(struct looks *looks);

/*
 * Adds to the findings on a sample what the looks found that were not older than LOOK_LASTS_NS then, and
 * that the sample does not have itself.  What is known by object replaces what the machine's figures
 * guess.  The looks must stay as long as the findings.
 */
void looks_judge(struct findings *findings, const struct looks *looks, const struct sample *sample);

#endif
