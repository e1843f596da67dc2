/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/levels.h"

#include "base/clock.h"
#include "base/macros.h"

#define LEVEL_MOST 8

/* LEVELS_COUNT times the least. */
#define FLAT INT64_C(1111111111)

struct value levels_of(const struct series *series)
{
	const struct series_run *last = series_last(series);
	struct trend_point points[LEVELS_COUNT];
	uint64_t last_ns, window_ns = (uint64_t)LEVELS_SECONDS * NS_PER_SECOND;
	double low, span, high;
	int64_t levels = 0;
	size_t count;

	if (series_readings(series) < 2)
		return value_missing(VALUE_PENDING);
	last_ns = last->last_ns;
	/* At rest, as nearly all are: one run covers the window, or all that is known. */
	if (series_count(series) == 1 || last->first_ns + window_ns <= last_ns)
		return value_of(FLAT);
	count = series_points(series, last_ns > window_ns ? last_ns - window_ns : 0, points,
		LEVELS_COUNT);
	low = high = points[0].bytes;
	for (size_t i = 1; i < count; i++) {
		low = points[i].bytes < low ? points[i].bytes : low;
		high = points[i].bytes > high ? points[i].bytes : high;
	}
	span = high - low > high / 100 ? high - low : 0;
	for (size_t i = 0; i < count; i++)
		levels = levels * 10 + 1 +
			 (span > 0 ? (int)((points[i].bytes - low) / span * (LEVEL_MOST - 1) + 0.5)
				   : 0);
	return value_of(levels);
}
