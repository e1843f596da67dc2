/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The arithmetic of the proof, a pure function of three readings.  F is free memory with the
 * per-CPU lists, C the cache, A anonymous memory, T what the balloon touched and B what of that is
 * resident; 0 before, p at the peak with the balloon alive, 1 after it was released:
 *
 *	given up G = C0 - Cp, free used U = F0 - Fp, returned R = F1 - F0
 *	others took O = Ap - A0 - B at the peak, with what of theirs was swapped out, P = A1 - A0
 *	afterwards; less than 0 if they freed some
 *	T + O = U + G + swapped out   what was taken came from free memory, cache, and nowhere else
 *	G <= reclaimed                the kernel's own counters say the same of the cache
 *	R + P = G                     what the cache gave up is free now, or was taken since
 *
 *	G >= 3/4 (T - what free memory had above its high watermark)
 *	                              what was taken came mostly from the cache: less is proven in part
 *
 * O and P are the noise of other processes, which take and free memory meanwhile: without them a burst of 150 MiB
 * would be taken for cache that did not come back.
 */
#ifndef MEMTOP_PROBE_PROOF_H
#define MEMTOP_PROBE_PROOF_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/reading.h"
#include "sample/probe_report.h"

struct proof_input {
	const struct probe_assessment *plan;
	const struct probe_reading *before, *peak, *after;
	const struct probe_reading *end;      /* the last: what harm there was; NULL: after */
	uint64_t touched;                     /* at the peak */
	uint64_t resident;                    /* of that; 0: not known */
	const struct probe_guard *stopped_by; /* NULL: all that was asked for was taken */
	bool stopped_by_user;                 /* that guard is the user's request */
};

/* Fills the figures, the checks, the outcome and its reason. */
void proof_judge(struct probe_report *report, const struct proof_input *input);

/*
 * Bytes of cache that must be given up where so much was taken, or it is not proven that the cache gives
 * way: three quarters of what free memory did not have.  The rest is for the kernel's reserves, whose use
 * varies, and for cache that others fill meanwhile.  The balloon may be fed by what others free instead.
 */
uint64_t proof_least(const struct probe_reading *before, const struct probe_assessment *plan,
	uint64_t touched);

/* Whether report shows more than that of best: a better outcome, or the same by more cache. */
bool proof_is_better(const struct probe_report *report, const struct probe_report *best);

/*
 * The same for a probe without a balloon: given_up is what its own means say was given up, the
 * cache must have lost it, and it must be free.
 */
void proof_judge_other(struct probe_report *report, const struct proof_input *input,
	struct value given_up);

/* Whether what returned, or was taken since, is what was given up, within the tolerance: 5 % and 16 MiB. */
bool proof_returned(const struct probe_reading *before, const struct probe_reading *peak,
	const struct probe_reading *now, const struct probe_assessment *plan);

/*
 * The outcome of a report whose checks are made: never proven with a check that does not hold, or
 * with less given up than moves by itself.
 */
void proof_conclude(struct probe_report *report, bool stopped_by_user);

#endif
