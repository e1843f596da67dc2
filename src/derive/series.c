/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/series.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The recent past: so many readings. */
#define RECENT_READINGS 60

void series_free(struct series *series)
{
	free(series->runs);
	*series = (struct series){ 0 };
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

static bool is_extreme(const struct series *series, uint32_t at)
{
	const struct series_run *runs = series->runs;

	if (at == 0 || at + 1 >= series->count)
		return false;
	return (runs[at].bytes > runs[at - 1].bytes && runs[at].bytes > runs[at + 1].bytes) ||
	       (runs[at].bytes < runs[at - 1].bytes && runs[at].bytes < runs[at + 1].bytes);
}

/*
 * Makes one run of two, so that what is old is kept evenly, in outline.  The later value stands for
 * both, unless the earlier one is a peak or a trough: those are what a saw-tooth is known by.
 */
static void thin_out(struct series *series)
{
	uint32_t at = shortest_pair(series);
	struct series_run *runs = series->runs;

	if (is_extreme(series, at) && !is_extreme(series, at + 1))
		runs[at + 1].bytes = runs[at].bytes;
	runs[at + 1].first_ns = runs[at].first_ns;
	memmove(runs + at, runs + at + 1, (series->count - at - 1) * sizeof(*runs));
	series->count--;
}

static enum status grow(struct series *series)
{
	uint32_t capacity = series->capacity ? series->capacity * 2 : 2;
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
	if (series->count && series->runs[series->count - 1].bytes == bytes) {
		series->runs[series->count - 1].last_ns = now_ns;
		series->readings++;
		return STATUS_OK;
	}
	if (series->count == SERIES_RUNS_MOST)
		thin_out(series);
	if (series->count == series->capacity && grow(series) != STATUS_OK)
		return STATUS_NO_MEMORY;
	series->runs[series->count++] =
		(struct series_run){ .first_ns = now_ns, .last_ns = now_ns, .bytes = bytes };
	series->readings++;
	return STATUS_OK;
}

static uint64_t end_ns(const struct series *series)
{
	return series->runs[series->count - 1].last_ns;
}

/* How many readings there were since from_ns, taking them to be evenly spread. */
static size_t readings_since(const struct series *series, uint64_t from_ns)
{
	uint64_t whole = end_ns(series) - series->runs[0].first_ns;

	if (whole == 0)
		return series->readings;
	return 1 + (size_t)((double)(series->readings - 1) * (double)(end_ns(series) - from_ns) /
				    (double)whole +
			    0.5);
}

/*
 * The value at a moment in or behind a run.  Between two readings it lies between them: readings
 * never come at quite even distances, and to take one of the two would make noise of that.
 */
static double value_at(const struct series *series, size_t run, uint64_t at)
{
	const struct series_run *here = &series->runs[run], *next = here + 1;

	if (at <= here->last_ns || run + 1 == series->count)
		return (double)here->bytes;
	return (double)here->bytes + ((double)next->bytes - (double)here->bytes) *
					     (double)(at - here->last_ns) /
					     (double)(next->first_ns - here->last_ns);
}

size_t series_points(const struct series *series, uint64_t from_ns, struct trend_point *points,
	size_t most)
{
	uint64_t span;
	size_t count;

	if (series->count == 0)
		return 0;
	if (from_ns < series->runs[0].first_ns)
		from_ns = series->runs[0].first_ns;
	span = end_ns(series) - from_ns;
	count = readings_since(series, from_ns);
	if (count > most)
		count = most;
	for (size_t i = 0, run = 0; i < count; i++) {
		uint64_t at = count > 1 ? from_ns + (uint64_t)((double)span * (double)i /
							       (double)(count - 1))
					: from_ns;

		while (run + 1 < series->count && series->runs[run + 1].first_ns <= at)
			run++;
		points[i] = (struct trend_point){ .seconds = (double)at / 1e9,
			.bytes = value_at(series, run, at) };
	}
	return count;
}

static uint64_t recent_from(const struct series *series)
{
	uint64_t whole = end_ns(series) - series->runs[0].first_ns;
	double share = (double)RECENT_READINGS / (double)series->readings;

	return end_ns(series) - (uint64_t)((double)whole * share);
}

/* A swing of the recent past below this part of the whole's is but texture. */
#define TEXTURE 0.25
/* Growth that keeps this part of the pace that it had before does not slow down. */
#define KEEPS_PACE 0.9

/* What there is to combine: the trend of all, of the recent past, and of as long a time before it. */
struct views {
	struct trend_finding whole, recent, before;
};

/* What the whole's pace would come to in the recent past. */
static double expected(const struct views *views)
{
	return fabs(views->whole.bytes_per_minute) * views->recent.window_seconds / 60;
}

static double moved_a_second(const struct trend_finding *finding)
{
	return finding->window_seconds > 0 ? finding->moved_bytes / finding->window_seconds : 0;
}

/* It moves within what the whole shows: the recent past is a piece of that, seen from too near. */
static bool is_a_piece(const struct views *views)
{
	const struct trend_finding *whole = &views->whole, *recent = &views->recent;

	switch (whole->trend) {
	case TREND_GROWING:
		return recent->moved_bytes >= expected(views) / 2;
	case TREND_SAWTOOTH:
		return true;
	case TREND_PLATEAU:
		/* Whatever fills up goes on growing, but ever more slowly. */
		if (recent->trend == TREND_GROWING)
			return moved_a_second(recent) < KEEPS_PACE * moved_a_second(&views->before);
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
	if (whole->trend == TREND_GROWING)
		whole->trend = TREND_PLATEAU;
	else if (whole->trend == TREND_SHRINKING)
		whole->trend = TREND_STEP;
}

static void combine(struct views *views)
{
	if (views->recent.trend == TREND_FLAT)
		come_to_rest(views);
	else if (!is_a_piece(views))
		views->whole = views->recent;
}

void series_trend(const struct series *series, struct trend_finding *finding)
{
	struct trend_point points[TREND_POINTS_MOST];
	struct views views;
	size_t count = series_points(series, 0, points, TREND_POINTS_MOST);

	trend_find(&views.whole, points, count);
	if (series->readings > RECENT_READINGS + RECENT_READINGS / 2) {
		/* As many readings as the recent past has, or the first third of all. */
		size_t recent = count * RECENT_READINGS / series->readings;
		size_t first = count > 2 * recent ? count - 2 * recent : 0;

		trend_find(&views.before, points + first, count - recent - first);
		count = series_points(series, recent_from(series), points, TREND_POINTS_MOST);
		trend_find(&views.recent, points, count);
		combine(&views);
	}
	*finding = views.whole;
}
