/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy of the pressure probe: whether to go on, by how much, or to stop and why.  Everything
 * here is a pure function of readings; the figures are measured, see HACKING.md.
 */
#ifndef MEMTOP_PROBE_POLICY_H
#define MEMTOP_PROBE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/reading.h"
#include "sample/probe_report.h"

enum guard_id {
	GUARD_RELEASED, /* the user, or a signal */
	GUARD_PARENT,
	GUARD_TERMINAL,
	GUARD_BALLOON,
	GUARD_OOM_KILL,
	GUARD_READINGS,
	GUARD_AVAILABLE,
	GUARD_CGROUP,
	GUARD_GIVEN_UP,
	GUARD_WATERMARK,
	GUARD_SWAP,
	GUARD_REFAULTS,
	GUARD_STALLS,
	GUARD_PRESSURE,
	GUARD_RECLAIM,
	GUARD_DIRTY,
	GUARD_STEP,
	GUARD_DELAY,
	GUARD_TIME,
	GUARD_COUNT
};
_Static_assert(GUARD_COUNT <= PROBE_GUARDS_MAX, "progress must have room for every guard");

const struct probe_guard *policy_guard(enum guard_id id);

/* Whether that guard is the user's request, and no sign of harm. */
bool policy_stopped_by_user(const struct probe_guard *guard);

/*
 * Whether what that guard saw passes by itself, such as a burst of another process: then the balloon is
 * filled again once it is quiet.  What others were made to do, swap out, read again or stall, adds up
 * over all rounds, and ends them all.
 */
bool policy_passes(const struct probe_guard *guard);

/* Bytes of free memory that can be taken without waking kswapd, or without reaching the cgroup's limit. */
uint64_t policy_from_free(const struct probe_reading *reading, bool inside_cgroup);

/* What is available falls to lowest while nothing is done: requested becomes what leaves that alone. */
void policy_leave_to_bursts(struct probe_assessment *plan, struct value lowest);

struct policy_input {
	const struct probe_assessment *plan;
	const struct probe_reading *before;     /* when the balloon was empty */
	const struct probe_reading *second_ago; /* the oldest of the last second */
	const struct probe_reading
		*step; /* when the last step was ordered; before the first: before */
	const struct probe_reading *now;
	uint64_t previous_ns;  /* when the reading before now was taken */
	uint64_t step_bytes;   /* of the last step; 0 before the first */
	uint64_t filled_ns;    /* when the last step was filled; 0 while it is not */
	uint64_t low_since_ns; /* since when policy_is_low() holds; 0: it does not */
	uint64_t touched;
	bool released, parent_gone, terminal_gone, balloon_gone;
};

struct decision {
	enum { POLICY_WAIT, POLICY_GROW, POLICY_STOP } action;
	uint64_t bytes; /* POLICY_GROW */
	const struct probe_guard
		*guard; /* POLICY_STOP: NULL when all that was asked for is taken */
};

/* states gets GUARD_COUNT entries, in the order of the table. */
void policy_decide(struct decision *decision, struct probe_guard_state *states,
	const struct policy_input *input);

/* Whether the balloon can be filled again: what ended it has passed, and all that is asked for is there. */
bool policy_is_quiet(const struct policy_input *input);

/* Whether free memory is at the kernel's minimum. */
bool policy_is_low(const struct probe_reading *reading);

/* The floor under MemAvailable: a tenth of all memory, or twice the kernel's reserve. */
uint64_t policy_floor(const struct probe_reading *reading);

/* Bytes of dirty pages at which the kernel begins to slow writers down; UINT64_MAX: not known. */
uint64_t policy_dirty_limit(const struct probe_reading *reading);

/* The account that a plan is about. */
const struct account *policy_account(const struct probe_reading *reading,
	const struct probe_assessment *plan);

/* What the two say was given up between them; 0 if the cache grew. */
uint64_t policy_given_up(const struct account *before, const struct account *now);

#endif
