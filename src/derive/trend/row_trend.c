/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/trend/row_trend.h"

#include "base/clock.h"
#include "derive/process/derived_row.h"

/* When its history begins, or the recent past, where that is what was judged. */
static uint64_t judged_since(const struct series *series, const struct trend_finding *finding)
{
	const uint64_t first_ns = series_first_ns(series);
	const uint64_t last_ns = series_last(series)->last_ns;
	const uint64_t window_ns = clock_ns_of(finding->window_seconds);

	if (window_ns == 0 || window_ns + NS_PER_SECOND / 1000 > last_ns - first_ns)
		return first_ns;
	return last_ns - window_ns;
}

static bool set_certainty(struct row **row, const struct series *series,
	const struct trend_finding *finding)
{
	const struct derived_row *was = derived_of(*row);
	const uint64_t last_ns = series_last(series)->last_ns;
	uint64_t since_ns = judged_since(series, finding), pace_since_ns = 0;
	struct derived_row *derived;

	if (finding->pace_seconds > 0)
		pace_since_ns = last_ns - clock_ns_of(finding->pace_seconds);
	if (was->trend_since_ns == since_ns && was->pace_since_ns == pace_since_ns &&
		was->trend_confidence == finding->confidence &&
		was->doubling_seconds == finding->doubling_seconds)
		return true;
	derived = derived_edit(row);
	if (!derived)
		return false;
	derived->trend_since_ns = since_ns;
	derived->pace_since_ns = pace_since_ns;
	derived->trend_confidence = finding->confidence;
	derived->doubling_seconds = finding->doubling_seconds;
	return true;
}

bool row_set_trend(struct row **row, const struct series *series,
	const struct trend_finding *finding)
{
	return derived_change(row, DERIVED_TREND, value_of(finding->trend)) &&
	       derived_change(row, DERIVED_GROWTH, trend_pace(finding)) &&
	       set_certainty(row, series, finding);
}
