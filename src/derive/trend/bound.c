/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/trend/bound.h"

#include <math.h>

#include "base/macros.h"

/*
 * What the kernel may not have counted yet: a thread keeps up to 64 pages to itself until Linux 6.1
 * (TASK_RSS_EVENTS_THRESH, mm/memory.c), a processor 32 from 6.2 on (percpu_counter).
 */
#define UNCOUNTED (64.0 * 4096)
/* What was given back at most: from a high point to a lower one so many seconds behind it. */
struct fall {
	double bytes, seconds;
};

static struct fall longest_fall(const struct curve *curve)
{
	struct fall fall = { 0 };
	size_t top = 0;

	for (size_t i = 1; i < curve->count; i++) {
		double bytes = curve->points[top].high - curve->points[i].low;

		if (bytes > fall.bytes)
			fall = (struct fall){ bytes,
				curve->points[i].seconds - curve->points[top].seconds };
		if (curve->points[i].high > curve->points[top].high)
			top = i;
	}
	return fall;
}

/*
 * What grew is at most what it has more at the end, and what noise or a tooth has less by then, which
 * is no more than it ever lost.  What it lost is seen less what grew meanwhile.
 */
double bound_of(const struct curve *curve, size_t first)
{
	struct curve rest;
	struct fall fall;
	double more, seconds;

	if (curve->count - first < TREND_POINTS_LEAST)
		return INFINITY;
	curve_rest(&rest, curve, first);
	seconds = curve_seconds(&rest);
	fall = longest_fall(&rest);
	more = max_double(0, rest.points[rest.count - 1].bytes - rest.points[0].bytes);
	/* Few points see less of the noise. */
	fall.bytes *= 1 + 1 / sqrt((double)rest.count);
	return (more + fall.bytes + UNCOUNTED) / (seconds - min_double(fall.seconds, seconds / 2));
}
