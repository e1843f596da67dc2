/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A figure that knows whether it is known.  0 always means zero; what could not be read says why.
 * The zeroed struct is "not asked", so a figure that was never filled in passes neither for a
 * reading nor for something that this kernel lacks.
 */
#ifndef MEMTOP_BASE_VALUE_H
#define MEMTOP_BASE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum value_state {
	VALUE_NOT_ASKED,  /* nothing was read that would tell; shown blank */
	VALUE_OK,         /* read for this sample */
	VALUE_STALE,      /* read earlier: see age; shown dimmed */
	VALUE_ABSENT,     /* this kernel or process has no such thing; shown as "-" */
	VALUE_DENIED,     /* permission; shown as "?" */
	VALUE_GONE,       /* its process ended while it was read; shown blank */
	VALUE_PENDING,    /* needs a second sample, or its turn has not come; shown as "..." */
	VALUE_UNANSWERED, /* what knows it may never answer, and was not waited for; shown as "?" */
	VALUE_TOO_LARGE,  /* reading it would take more than is allowed for it; shown as "?" */
	VALUE_FAILED,     /* reading it failed, for a reason that may pass; shown as "?" */
	VALUE_NO_MEMORY,  /* there was no memory to read it with; shown as "?" */
	VALUE_NOT_RECORDED, /* the record does not have it; shown blank */
	VALUE_STATE_COUNT
};

struct value {
	int64_t n;       /* meaningless unless value_known() */
	uint32_t age_ms; /* VALUE_STALE only: milliseconds between reading and sample */
	enum value_state state;
};

static inline struct value value_of_signed(int64_t n)
{
	return (struct value){ .n = n, .state = VALUE_OK };
}

/* A count; one that is beyond 63 bits, which no figure reaches unless it wrapped, stops there. */
static inline struct value value_of_count(uint64_t n)
{
	return value_of_signed(n < INT64_MAX ? (int64_t)n : INT64_MAX);
}

/* A known figure: whether n is a count or signed is told by its type. */
#define value_of(n)                                                                                \
	_Generic((n), unsigned long                                                                \
		 : value_of_count, unsigned long long                                              \
		 : value_of_count, default                                                         \
		 : value_of_signed)(n)

static inline struct value value_missing(enum value_state state)
{
	return (struct value){ .state = state };
}

/* Gives that state to everything in a struct, or an array, of nothing but values; size in bytes. */
void values_fill(void *values, size_t size, enum value_state state);

static inline bool value_known(struct value value)
{
	return value.state == VALUE_OK || value.state == VALUE_STALE;
}

/*
 * An amount, or otherwise where it is not known: for sums in which a missing term counts as 0.  Of
 * figures that are never below 0.
 */
static inline uint64_t value_or(struct value value, uint64_t otherwise)
{
	if (!value_known(value))
		return otherwise;
	return value.n > 0 ? (uint64_t)value.n : 0;
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

/* a - b; unknown if either is. */
struct value value_difference(struct value a, struct value b);

/* The same for what is left of an amount: not below 0. */
struct value value_subtract(struct value a, struct value b);

/* For qsort(): by number, the largest first if descending; unknown ones last whichever way. */
int value_order(struct value a, struct value b, bool descending);

/* The lesser of those that are known; unknown if neither is. */
struct value value_lesser(struct value a, struct value b);

/* a as hundredths of a per cent of b; absent if either is not known or b is 0. */
struct value value_share(struct value a, struct value b);

/* The figure times a factor, as pages become bytes; stops at the largest number. */
struct value value_times(struct value value, uint64_t factor);

/*
 * What a counter that only grows gained between two readings, in hundredths a second.  Pending
 * without an earlier reading or a positive interval; 0 if the counter was reset (now < before).
 */
struct value value_rate(struct value now, struct value before, double seconds);

#endif
