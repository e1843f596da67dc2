/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The arithmetic of the proof, a pure function of three readings.  F is free memory with the
 * per-CPU lists, C the cache, T what the balloon touched; 0 before, p at the peak with the balloon
 * alive, 1 after it was released:
 *
 *	given up G = C0 - Cp, free used U = F0 - Fp, returned R = F1 - F0
 *	T = U + G + swapped out     what was taken came from free memory, cache, and nowhere else
 *	G <= reclaimed              the kernel's own counters say the same of the cache
 *	R = G                       what the cache gave up is free now
 */
#ifndef MEMTOP_PROBE_PROOF_H
#define MEMTOP_PROBE_PROOF_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/reading.h"
#include "sample/probe_report.h"

struct proof_input {
	const struct probe_assessment *plan;
	const struct reading *before, *peak, *after;
	uint64_t touched;                     /* at the peak */
	const struct probe_guard *stopped_by; /* NULL: all that was asked for was taken */
	bool stopped_by_user;                 /* that guard is somebody's wish */
};

/* Fills the figures, the checks, the outcome and its reason. */
void proof_judge(struct probe_report *report, const struct proof_input *input);

/*
 * The same for a probe without a balloon: given_up is what its own means say was given up, the
 * cache must have lost it, and it must be free.
 */
void proof_judge_other(struct probe_report *report, const struct proof_input *input,
	struct value given_up);

/* Whether what returned is what was given up, within the tolerance: 5 % and 16 MiB. */
bool proof_returned(const struct reading *before, const struct reading *peak,
	const struct reading *now, const struct probe_assessment *plan);

/*
 * The outcome of a report whose checks are made: never proven with a check that does not hold, or
 * with less given up than moves by itself.
 */
void proof_conclude(struct probe_report *report, bool stopped_by_user);

#endif
