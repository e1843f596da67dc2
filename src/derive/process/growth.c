/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/growth.h"

#include <math.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/macros.h"
#include "derive/process/baseline.h"
#include "derive/process/derived_row.h"
#include "derive/trend/logarithm.h"

struct value growth_own_parts(const struct row *row)
{
	static const enum metric terms[] = { METRIC_ANONYMOUS, METRIC_SWAP, METRIC_SHARED };
	struct value sum = value_of(0);

	for (size_t i = 0; i < COUNT_OF(terms); i++) {
		if (row->metric_state[terms[i]] != VALUE_OK)
			return value_missing((enum value_state)row->metric_state[terms[i]]);
		sum.n += row->metric[terms[i]];
	}
	return sum;
}

struct value growth_own(const struct row *row)
{
	const struct value own = derived_value(row, DERIVED_OWN);

	return own.state == VALUE_OK ? own : growth_own_parts(row);
}

struct value growth_room(const struct row *row, const struct sample *sample)
{
	struct value available = sample->system.meminfo.field[MEMINFO_MemAvailable];

	return value_lesser(row_metric(row, METRIC_ROOM, sample->monotonic_ns), available);
}

struct value growth_seconds_until(struct value room, int64_t bytes_per_minute,
	double doubling_seconds)
{
	double seconds;

	if (bytes_per_minute <= 0 || !value_known(room))
		return value_missing(VALUE_ABSENT);
	seconds = (double)room.n * 60 / (double)bytes_per_minute;
	/* The integral of a pace that doubles: pace / k * (exp(k t) - 1), with k = log(2) / doubling. */
	if (doubling_seconds > 0)
		seconds = doubling_seconds / LOGARITHM_OF_2 *
			  logarithm_of_1_and(seconds * LOGARITHM_OF_2 / doubling_seconds);
	return value_of((uint64_t)seconds);
}

struct value growth_seconds_to_limit(const struct row *row, const struct sample *sample)
{
	struct value room = growth_room(row, sample);

	if (!derived_is_growing(row))
		return value_missing(VALUE_ABSENT);
	return growth_seconds_until(room, derived_pace(row), derived_of(row)->doubling_seconds);
}

/* As /proc counts a start, on all machines but Alpha's. */
#define TICKS_A_SECOND 100

/* Where the sample does not know the time, for ever. */
static double age_seconds(const struct row *row, const struct sample *sample)
{
	const double boot = (double)sample->boottime_ns / NS_PER_SECOND;

	return sample->boottime_ns ? boot - (double)row->identity->start_ticks / TICKS_A_SECOND
				   : INFINITY;
}

static double gained(const struct row *row, const struct sample *sample)
{
	const uint64_t for_ns = sample->monotonic_ns - derived_of(row)->pace_since_ns;

	return (double)derived_pace(row) * (double)for_ns / NS_PER_SECOND / 60;
}

bool growth_may_be_start(const struct row *row, const struct sample *sample)
{
	const struct value left = growth_seconds_to_limit(row, sample);

	return derived_is_growing(row) && age_seconds(row, sample) < GROWTH_START_SECONDS &&
	       gained(row, sample) < GROWTH_START_BYTES && !(value_known(left) && left.n < 3600);
}

/* Of less than that a limit days away would be read out of a minute. */
static struct value limit_to_tell(const struct row *row, const struct sample *sample)
{
	return growth_may_be_start(row, sample) ? value_missing(VALUE_PENDING)
						: growth_seconds_to_limit(row, sample);
}

static struct value since_baseline(const struct row *row, const struct sample *mark)
{
	const struct row *then = mark ? baseline_row(mark, row) : NULL;

	if (!mark)
		return value_missing(VALUE_ABSENT);
	return then ? value_difference(growth_own(row), growth_own(then)) : growth_own(row);
}

static int compare_growers(const void *left, const void *right)
{
	const struct row *a = ((const struct grower *)left)->row;
	const struct row *b = ((const struct grower *)right)->row;

	return FIRST_DIFFERENCE(COMPARE(derived_is_growing(b), derived_is_growing(a)),
		COMPARE(derived_pace(b), derived_pace(a)), COMPARE(a->pid, b->pid));
}

/* Those whose gain is known first, the largest of them foremost. */
static int compare_gains(const void *left, const void *right)
{
	const struct grower *a = left, *b = right;

	return FIRST_DIFFERENCE(value_order(a->since_baseline, b->since_baseline, true),
		compare_growers(left, right));
}

enum status growth_rank(struct grower **growers, size_t *count, struct sample *sample,
	const struct arrangement *arrangement)
{
	struct arrangement list = *arrangement;
	struct arranged arranged;
	enum status status;

	list.shape = SHAPE_LIST;
	*count = 0;
	*growers = NULL;
	status = arrange(&arranged, sample, &list);
	if (status == STATUS_OK) {
		*growers = array_new(arranged.count, sizeof(**growers));
		status = *growers ? STATUS_OK : STATUS_NO_MEMORY;
	}
	for (size_t i = 0; status == STATUS_OK && i < arranged.count; i++) {
		const struct row *row = arranged.lines[i].row;
		const enum value_state trend = derived_value(row, DERIVED_TREND).state;

		if (trend != VALUE_ABSENT && trend != VALUE_NOT_ASKED)
			(*growers)[(*count)++] = (struct grower){ row, limit_to_tell(row, sample),
				since_baseline(row, arrangement->mark) };
	}
	arranged_free(&arranged);
	if (*count)
		qsort(*growers, *count, sizeof(**growers),
			arrangement->mark ? compare_gains : compare_growers);
	return status;
}
