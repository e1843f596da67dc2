/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/series.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

/* The recent past: so many readings. */
#define RECENT_READINGS 60

void series_free(struct series *series)
{
	free(series->runs);
	*series = (struct series){ 0 };
}

/* Bytes and moments are below 2^63: a processor has one instruction for those, and none for all of uint64_t. */
static inline double real(uint64_t n)
{
	return (double)(int64_t)n;
}

/* The neighbours that together span the least time, among those older than the recent past. */
static uint32_t shortest_pair(const struct series *series)
{
	uint32_t shortest = 0;
	uint64_t least = UINT64_MAX;

	for (uint32_t i = 0; i + RECENT_READINGS < series->count; i++) {
		uint64_t span = series->runs[i + 1].last_ns - series->runs[i].first_ns;

		if (span < least) {
			least = span;
			shortest = i;
		}
	}
	return shortest;
}

/* What the values from one moment to another add up to, in byte seconds times 1e9. */
static double sum_between(const struct series_run *run, const struct series_run *next)
{
	double rests = real(run->last_ns - run->first_ns);
	double moves = next ? real(next->first_ns - run->last_ns) : 0;

	return real(run->bytes) * rests +
	       (next ? (real(run->bytes) + real(next->bytes)) / 2 * moves : 0);
}

/* Makes one run of two, so that what is old is kept evenly, in outline. */
static void thin_out(struct series *series)
{
	uint32_t at = shortest_pair(series);
	struct series_run *runs = series->runs, *run = &runs[at], *next = run + 1;
	double sum = sum_between(run, next) + sum_between(next, NULL);

	next->bytes = (uint64_t)(sum / real(next->last_ns - run->first_ns));
	next->low = next->low < run->low ? next->low : run->low;
	next->high = next->high > run->high ? next->high : run->high;
	next->first_ns = run->first_ns;
	memmove(run, next, (series->count - at - 1) * sizeof(*runs));
	series->count--;
}

static enum status grow(struct series *series)
{
	uint32_t capacity = series->capacity ? series->capacity * 2 : 1;
	struct series_run *runs;

	if (capacity > SERIES_RUNS_MOST)
		capacity = SERIES_RUNS_MOST;
	runs = reallocarray(series->runs, capacity, sizeof(*runs));
	if (!runs)
		return STATUS_NO_MEMORY;
	series->runs = runs;
	series->capacity = capacity;
	return STATUS_OK;
}

enum status series_add(struct series *series, uint64_t now_ns, uint64_t bytes)
{
	if (series->count && now_ns < series->runs[series->count - 1].last_ns)
		return STATUS_OK;
	if (series->count && series->runs[series->count - 1].bytes == bytes) {
		series->runs[series->count - 1].last_ns = now_ns;
		series->readings++;
		return STATUS_OK;
	}
	if (series->count == SERIES_RUNS_MOST)
		thin_out(series);
	if (series->count == series->capacity && grow(series) != STATUS_OK)
		return STATUS_NO_MEMORY;
	series->runs[series->count++] = (struct series_run){ now_ns, now_ns, bytes, bytes, bytes };
	series->readings++;
	return STATUS_OK;
}

static uint64_t moved_by(uint64_t bytes, int64_t change)
{
	return change < 0 && (uint64_t)-change > bytes ? 0 : bytes + (uint64_t)change;
}

enum status series_add_spread(struct series *series, uint64_t now_ns, uint64_t bytes,
	const struct series_spread *spread)
{
	const uint64_t low = moved_by(bytes, spread->least), high = moved_by(bytes, spread->most);
	enum status status = series_add(series, now_ns, moved_by(bytes, spread->mean));
	struct series_run *last;

	if (status != STATUS_OK)
		return status;
	last = &series->runs[series->count - 1];
	last->low = low < last->low ? low : last->low;
	last->high = high > last->high ? high : last->high;
	return STATUS_OK;
}

bool series_extremes(const struct series *series, uint64_t *least, uint64_t *most)
{
	*least = UINT64_MAX;
	*most = 0;
	for (uint32_t i = 0; i < series->count; i++) {
		const struct series_run *run = &series->runs[i];

		*least = run->low < *least ? run->low : *least;
		*most = run->high > *most ? run->high : *most;
	}
	return series->count > 0;
}

static uint64_t end_ns(const struct series *series)
{
	return series->runs[series->count - 1].last_ns;
}

/*
 * The run behind which there was no reading for most of the time of all; the count of runs: there is none such.
 * Of few readings it could not be told from their spacing.
 */
static uint32_t run_before_gap(const struct series *series)
{
	for (uint32_t i = 0; series->readings >= TREND_POINTS_LEAST && i + 1 < series->count; i++)
		if (series->runs[i + 1].first_ns - series->runs[i].last_ns >
			(end_ns(series) - series->runs[0].first_ns) / 2)
			return i;
	return series->count;
}

/* How many readings there were since from_ns, taking them to be evenly spread over the time that was read. */
static size_t readings_since(const struct series *series, uint64_t from_ns)
{
	const uint32_t before = run_before_gap(series);
	uint64_t whole = end_ns(series) - series->runs[0].first_ns,
		 since = end_ns(series) - from_ns;
	uint64_t gap = 0;
	bool within = false;

	if (before < series->count) {
		gap = series->runs[before + 1].first_ns - series->runs[before].last_ns;
		within = from_ns < series->runs[before + 1].first_ns;
		since = within ? since - min_u64(gap, since) : since;
	}
	if (whole == gap)
		return within || !gap ? series->readings : 1;
	return 1 + within +
	       (size_t)((double)(series->readings - 1 - (gap > 0)) * real(since) /
				real(whole - gap) +
			0.5);
}

/*
 * The value at a moment in or behind a run.  Between two readings it lies between them: readings
 * never come at quite even distances, and to take one of the two would make noise of that.
 */
static inline double value_at(const struct series *series, size_t run, uint64_t at)
{
	const struct series_run *here = &series->runs[run], *next = here + 1;

	if (at <= here->last_ns || run + 1 == series->count)
		return real(here->bytes);
	return real(here->bytes) + (real(next->bytes) - real(here->bytes)) *
					   real(at - here->last_ns) /
					   real(next->first_ns - here->last_ns);
}

/* What the runs from run on have between two moments: the mean of the way, and the extremes. */
static struct trend_point point_between(const struct series *series, size_t run, uint64_t from,
	uint64_t to)
{
	double before = value_at(series, run, from), sum = 0;
	struct trend_point point = { .low = before, .high = before };
	uint64_t at = from;

	for (; run < series->count && series->runs[run].first_ns <= to; run++) {
		const struct series_run *here = &series->runs[run];
		uint64_t first = here->first_ns > at ? here->first_ns : at;
		uint64_t last = here->last_ns < to ? here->last_ns : to;

		if (last < at)
			continue;
		sum += (before + real(here->bytes)) / 2 * real(first - at);
		sum += real(here->bytes) * real(last - first);
		before = real(here->bytes);
		at = last;
		point.low = min_double(point.low, real(here->low));
		point.high = max_double(point.high, real(here->high));
	}
	if (at < to)
		sum += (before + value_at(series, run - 1, to)) / 2 * real(to - at);
	point.bytes = sum / real(to - from);
	return point;
}

/* One reading, which may stand for others. */
static struct trend_point point_at(const struct series *series, size_t run, uint64_t at)
{
	const struct series_run *here = &series->runs[run];
	struct trend_point point = { .bytes = value_at(series, run, at) };

	point.low = point.high = point.bytes;
	if (at >= here->first_ns && at <= here->last_ns) {
		point.low = real(here->low);
		point.high = real(here->high);
	}
	return point;
}

/* Each reading for itself where there are no more of them than points, else the mean around a point. */
size_t series_points(const struct series *series, uint64_t from_ns, struct trend_point *points,
	size_t most)
{
	size_t count, readings;
	double step;

	if (series->count == 0)
		return 0;
	if (from_ns < series->runs[0].first_ns)
		from_ns = series->runs[0].first_ns;
	readings = readings_since(series, from_ns);
	count = readings < most ? readings : most;
	step = count > 1 ? real(end_ns(series) - from_ns) / (double)(count - 1) : 0;
	for (size_t i = 0, run = 0; i < count; i++) {
		double middle = step * (double)i, from = max_double(0, middle - step / 2);
		double to = min_double(middle + step / 2, step * (double)(count - 1));
		uint64_t at = from_ns + (uint64_t)(readings > count ? from : middle);

		while (run + 1 < series->count && series->runs[run + 1].first_ns <= at)
			run++;
		if (readings > count && step >= 1)
			points[i] = point_between(series, run, at, from_ns + (uint64_t)to);
		else
			points[i] = point_at(series, run, at);
		points[i].seconds = (real(from_ns) + middle) / 1e9;
	}
	return count;
}

static uint64_t recent_from(const struct series *series)
{
	uint64_t whole = end_ns(series) - series->runs[0].first_ns;
	double share = (double)RECENT_READINGS / (double)series->readings;

	return end_ns(series) - (uint64_t)(real(whole) * share);
}

/* A swing of the recent past below this part of the whole's is but texture. */
#define TEXTURE 0.25
/* Growth behind a plateau is new where it is this much faster than what was left of the old one. */
#define FASTER 1.5

/* What there is to combine: the trend of all, and of the recent past. */
struct views {
	struct trend_finding whole, recent;
	bool highest; /* it is now where it never was before the recent past */
};

/* What the whole's pace would come to in the recent past. */
static double expected(const struct views *views)
{
	return fabs(views->whole.bytes_per_minute) * views->recent.window_seconds / 60;
}

/* It moves within what the whole shows: the recent past is a piece of that, seen from too near. */
static bool is_a_piece(const struct views *views)
{
	const struct trend_finding *whole = &views->whole, *recent = &views->recent;

	if (recent->trend == TREND_GROWING && !views->highest)
		return true;
	switch (whole->trend) {
	case TREND_GROWING:
	case TREND_SAWTOOTH:
		return true;
	case TREND_PLATEAU:
		/* Whatever fills up goes on growing, but ever more slowly. */
		if (recent->trend == TREND_GROWING)
			return recent->bytes_per_minute < FASTER * whole->bytes_per_minute;
		/* fall through */
	case TREND_STEP:
		return recent->trend != TREND_GROWING &&
		       recent->swing_bytes < TEXTURE * whole->swing_bytes;
	default:
		return false;
	}
}

/* It rests now.  That it moved before is told by the whole. */
static void come_to_rest(struct views *views)
{
	struct trend_finding *whole = &views->whole;

	/* At the pace of the whole so short a time would look flat anyway: it tells nothing new. */
	if (expected(views) <= views->recent.quiet_bytes)
		return;
	whole->bytes_per_minute = views->recent.bytes_per_minute;
	if (whole->trend == TREND_SHRINKING)
		whole->trend = TREND_STEP;
}

static void combine(struct views *views)
{
	if (views->recent.trend == TREND_FLAT && views->whole.trend != TREND_GROWING)
		come_to_rest(views);
	else if (!is_a_piece(views))
		views->whole = views->recent;
}

/* Whether the last point is above all that were there before the recent ones. */
static bool is_highest(const struct trend_point *points, size_t count, size_t recent_first)
{
	for (size_t i = 0; i < recent_first; i++)
		if (points[i].high >= points[count - 1].bytes)
			return false;
	return true;
}

static uint64_t way_of(const struct series *series, uint32_t run, uint32_t other)
{
	const uint64_t a = series->runs[run].bytes, b = series->runs[other].bytes;

	return a < b ? b - a : a - b;
}

/*
 * From when on it was seen how it moves: behind a time without readings that is most of all, where most of the
 * way was gone meanwhile.  Points in between would be a straight line that was never read.
 */
static uint64_t seen_from(const struct series *series)
{
	const uint32_t before = run_before_gap(series);

	if (before == series->count ||
		way_of(series, before, before + 1) <= way_of(series, 0, series->count - 1) / 2)
		return 0;
	return series->runs[before + 1].first_ns;
}

void series_trend(const struct series *series, struct trend_finding *finding)
{
	struct trend_point points[TREND_POINTS_MOST];
	struct views views;
	const uint64_t from_ns = seen_from(series);
	size_t count = series_points(series, from_ns, points, TREND_POINTS_MOST);

	trend_find(&views.whole, points, count);
	if (!from_ns && series->readings > RECENT_READINGS * 3) {
		size_t recent = count * RECENT_READINGS / series->readings;

		views.highest = is_highest(points, count, count - recent);
		count = series_points(series, recent_from(series), points, TREND_POINTS_MOST);
		trend_find(&views.recent, points, count);
		combine(&views);
	}
	*finding = views.whole;
}
