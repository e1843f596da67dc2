/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/value.h"

#include <stddef.h>

#include "base/macros.h"

static const struct {
	const char *name;
	int severity; /* which of two reasons for not knowing a sum is told */
} state_rows[VALUE_STATE_COUNT] = {
	[VALUE_NOT_ASKED] = { "not_asked", 1 },
	[VALUE_OK] = { "ok", 0 },
	[VALUE_STALE] = { "stale", 0 },
	[VALUE_ABSENT] = { "absent", 2 },
	[VALUE_DENIED] = { "denied", 5 },
	[VALUE_GONE] = { "gone", 4 },
	[VALUE_PENDING] = { "pending", 3 },
	[VALUE_UNANSWERED] = { "unanswered", 6 },
	[VALUE_TOO_LARGE] = { "too_large", 7 },
	[VALUE_FAILED] = { "failed", 8 },
	[VALUE_NO_MEMORY] = { "no_memory", 9 },
	[VALUE_NOT_RECORDED] = { "not_recorded", 1 },
};

/* Text that cannot be understood holds no such figure for us: absent. */
static const enum value_state states_of_statuses[] = {
	[STATUS_OK] = VALUE_OK,
	[STATUS_ABSENT] = VALUE_ABSENT,
	[STATUS_DENIED] = VALUE_DENIED,
	[STATUS_GONE] = VALUE_GONE,
	[STATUS_MALFORMED] = VALUE_ABSENT,
	[STATUS_NO_MEMORY] = VALUE_NO_MEMORY,
	[STATUS_NO_DESCRIPTORS] = VALUE_FAILED,
	[STATUS_NO_THREAD] = VALUE_FAILED,
	[STATUS_FAILED] = VALUE_FAILED,
	[STATUS_REFUSED] = VALUE_DENIED,
	[STATUS_UNANSWERED] = VALUE_UNANSWERED,
	[STATUS_TOO_LARGE] = VALUE_TOO_LARGE,
	[STATUS_NOT_RECORDED] = VALUE_NOT_RECORDED,
};

enum value_state value_state_of(enum status status)
{
	size_t count = COUNT_OF(states_of_statuses);

	return (size_t)status < count ? states_of_statuses[status] : VALUE_ABSENT;
}

const char *value_state_name(enum value_state state)
{
	return state_rows[(unsigned)state < VALUE_STATE_COUNT ? state : VALUE_ABSENT].name;
}

void values_fill(void *values, size_t size, enum value_state state)
{
	struct value *value = values;

	for (size_t i = 0; i < size / sizeof(*value); i++)
		value[i] = value_missing(state);
}

/* The state and age of a figure made of two; its n is not set. */
static struct value combine(struct value a, struct value b)
{
	struct value result = { 0 };

	if (value_known(a) && value_known(b)) {
		bool stale = a.state == VALUE_STALE || b.state == VALUE_STALE;

		result.state = stale ? VALUE_STALE : VALUE_OK;
		if (a.state == VALUE_STALE)
			result.age_ms = a.age_ms;
		if (b.state == VALUE_STALE && b.age_ms > result.age_ms)
			result.age_ms = b.age_ms;
		return result;
	}
	result.state =
		state_rows[a.state].severity >= state_rows[b.state].severity ? a.state : b.state;
	return result;
}

struct value value_add(struct value a, struct value b)
{
	struct value sum = combine(a, b);

	/* Only two of the same sign can overflow. */
	if (value_known(sum) && __builtin_add_overflow(a.n, b.n, &sum.n))
		sum.n = a.n > 0 ? INT64_MAX : INT64_MIN;
	return sum;
}

struct value value_difference(struct value a, struct value b)
{
	struct value difference = combine(a, b);

	if (value_known(difference) && __builtin_sub_overflow(a.n, b.n, &difference.n))
		difference.n = a.n > b.n ? INT64_MAX : INT64_MIN;
	return difference;
}

struct value value_subtract(struct value a, struct value b)
{
	struct value left = value_difference(a, b);

	if (value_known(left) && left.n < 0)
		left.n = 0;
	return left;
}

struct value value_times(struct value value, uint64_t factor)
{
	if (value_known(value) && __builtin_mul_overflow(value.n, factor, &value.n))
		value.n = INT64_MAX;
	return value;
}

int value_order(struct value a, struct value b, bool descending)
{
	if (!value_known(a) || !value_known(b))
		return COMPARE(value_known(b), value_known(a));
	return descending ? COMPARE(b.n, a.n) : COMPARE(a.n, b.n);
}

struct value value_lesser(struct value a, struct value b)
{
	if (!value_known(a) || !value_known(b))
		return value_known(a) ? a : b;
	return a.n <= b.n ? a : b;
}

struct value value_share(struct value a, struct value b)
{
	if (!value_known(a))
		return a;
	if (!value_known(b))
		return b;
	if (b.n == 0)
		return value_missing(VALUE_ABSENT);
	return value_of((uint64_t)((double)a.n / (double)b.n * 10000.0 + 0.5));
}

struct value value_rate(struct value now, struct value before, double seconds)
{
	struct value rate = now;
	double hundredths;

	if (!value_known(now))
		return value_missing(now.state);
	/* Written so that a NaN is refused, too. */
	if (!value_known(before) || !(seconds > 0))
		return value_missing(VALUE_PENDING);
	hundredths =
		now.n > before.n ? ((double)now.n - (double)before.n) * 100 / seconds + 0.5 : 0;
	rate.n = hundredths < 9223372036854774784.0 ? (int64_t)hundredths : INT64_MAX;
	return rate;
}
