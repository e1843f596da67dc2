/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/trend_figures.h"

#include <math.h>
#include <stdbool.h>

#include "base/clock.h"
#include "base/i18n.h"

const struct label trend_window_label = { "window_seconds", N_("WATCHED"),
	N_("The time that the trend is of: since it was first seen, or of late, where that tells "
	   "more."),
	UNIT_INTERVAL };
const struct label trend_confidence_label = { "confidence", N_("SURE"),
	N_("How sure the trend is."), UNIT_FRACTION };
const struct label trend_limit_label = { "seconds_to_limit", N_("LIMIT IN"),
	N_("When it meets the nearest limit at this pace: of its cgroup, its resource limits, or the "
	   "machine's available memory."),
	UNIT_ESTIMATE };

/* INFINITY is nothing that was ruled out. */
static struct value whole_of(double number, bool known)
{
	return known && isfinite(number) ? value_of((int64_t)number) : value_missing(VALUE_ABSENT);
}

/* What is not known yet is pending: a pace of 0 says that nothing grows. */
static struct value when(bool known, int64_t number)
{
	return known ? value_of(number) : value_missing(VALUE_PENDING);
}

static const struct label class_label = { "trend", NULL,
	N_("How it changes: too_short, flat, growing, shrinking, sawtooth, plateau or step; null: "
	   "there is nothing that could."),
	UNIT_TEXT };
static const struct label pace_for_label = { "pace_seconds", NULL,
	N_("For how long at that pace; null: it neither grows nor shrinks."), UNIT_DURATION };

static void put(struct document *document, const struct label *label, struct value value)
{
	document_place(document, FOR_PROGRAMS, label, datum_of(value));
}

/* Of what is not growing, or no longer. */
static void put_bounds(struct document *document, const struct trend_finding *trend)
{
	static const struct label bound = { "bound_bytes_per_minute", NULL,
		N_("A growth above this would have been seen; null: nothing is ruled out."),
		UNIT_PACE };
	static const struct label step = { "rare_step_seconds", NULL,
		N_("Steps rarer than this would not have been seen."), UNIT_DURATION };
	static const struct label doubling = { "doubling_seconds", NULL,
		N_("In what time its pace doubles; null: it does not."), UNIT_DURATION };
	static const struct label grown = { "grown_bytes_per_minute", NULL,
		N_("How fast it grew before it stopped; null: it did not."), UNIT_PACE };
	static const struct label seconds = { "grown_seconds", NULL,
		N_("How long it grew before it stopped."), UNIT_DURATION };
	bool rested = trend->grown_seconds > 0 && trend->grown_bytes_per_minute > 0;

	put(document, &bound, whole_of(trend->bound_bytes_per_minute, true));
	put(document, &step,
		whole_of(trend->rare_step_seconds, isfinite(trend->bound_bytes_per_minute)));
	put(document, &doubling, whole_of(trend->doubling_seconds, trend->doubling_seconds > 0));
	put(document, &grown, whole_of(trend->grown_bytes_per_minute, rested));
	put(document, &seconds, whole_of(trend->grown_seconds, rested));
}

void document_trend(struct document *document, const struct label *pace,
	const struct trend_finding *trend)
{
	document_place(document, FOR_PROGRAMS, &class_label,
		datum_of_word(trend_rows[trend->trend].key, trend_rows[trend->trend].title));
	put(document, pace, trend_pace(trend));
	put(document, &pace_for_label, whole_of(trend->pace_seconds, trend->pace_seconds > 0));
	put(document, &trend_window_label, value_of(clock_ns_of(trend->window_seconds)));
	put(document, &trend_confidence_label,
		when(trend->trend != TREND_TOO_SHORT, trend_hundredths(trend->confidence)));
	put_bounds(document, trend);
}

void document_no_trend(struct document *document, const struct label *pace)
{
	static const struct trend_finding nothing = { .bound_bytes_per_minute = INFINITY };
	const struct value none = value_missing(VALUE_ABSENT);

	put(document, &class_label, none);
	put(document, pace, none);
	put(document, &pace_for_label, none);
	put(document, &trend_window_label, none);
	put(document, &trend_confidence_label, none);
	put_bounds(document, &nothing);
}
