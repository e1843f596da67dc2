/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A figure that knows whether it is known.  0 always means zero; what could not be read says why.
 * The zeroed struct is "absent", so a figure that nobody filled in cannot pass for a reading.
 */
#ifndef MEMTOP_BASE_VALUE_H
#define MEMTOP_BASE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

enum value_state {
	VALUE_ABSENT,     /* this kernel or process has no such thing; shown as "-" */
	VALUE_OK,         /* read for this sample */
	VALUE_STALE,      /* read earlier: see age; shown dimmed */
	VALUE_DENIED,     /* permission; shown as "?" */
	VALUE_GONE,       /* its process ended while it was read; shown blank */
	VALUE_PENDING,    /* needs a second sample, or its turn has not come; shown as "..." */
	VALUE_UNANSWERED, /* who knows it may never answer, and was not waited for; shown as "?" */
	VALUE_STATE_COUNT
};

struct value {
	uint64_t n;      /* meaningless unless value_known() */
	uint32_t age_ms; /* VALUE_STALE only: milliseconds between reading and sample */
	enum value_state state;
};

static inline struct value value_of(uint64_t n)
{
	return (struct value){ .n = n, .state = VALUE_OK };
}

static inline struct value value_missing(enum value_state state)
{
	return (struct value){ .state = state };
}

static inline bool value_known(struct value value)
{
	return value.state == VALUE_OK || value.state == VALUE_STALE;
}

/* The figure, or otherwise where it is not known: for sums in which a missing term counts as 0. */
static inline uint64_t value_or(struct value value, uint64_t otherwise)
{
	return value_known(value) ? value.n : otherwise;
}

/* The state of a figure whose reading ended so. */
enum value_state value_state_of(enum status status);

/* The machine-readable word for a state, never translated: "ok", "absent", "denied" ... */
const char *value_state_name(enum value_state state);

/*
 * The sum; unknown if either is, with the more serious reason (denied before absent), stale if
 * either is.
 */
struct value value_add(struct value a, struct value b);

/* a - b, but not below 0; unknown if either is. */
struct value value_subtract(struct value a, struct value b);

/* The lesser of those that are known; unknown if neither is. */
struct value value_lesser(struct value a, struct value b);

/* a as hundredths of a per cent of b; absent if either is not known or b is 0. */
struct value value_share(struct value a, struct value b);

/*
 * What a counter that only grows gained between two readings, in hundredths a second.  Pending
 * without an earlier reading or a positive interval; 0 if the counter was reset (now < before).
 */
struct value value_rate(struct value now, struct value before, double seconds);

#endif
