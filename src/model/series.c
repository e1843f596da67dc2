/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/series.h"

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
							       (double)(count - 1)) :
					  from_ns;

		while (run + 1 < series->count && series->runs[run + 1].first_ns <= at)
			run++;
		points[i] = (struct trend_point){ .seconds = (double)at / 1e9,
			.bytes = (double)series->runs[run].bytes };
	}
	return count;
}

static uint64_t recent_from(const struct series *series)
{
	uint64_t whole = end_ns(series) - series->runs[0].first_ns;
	double share = (double)RECENT_READINGS / (double)series->readings;

	return end_ns(series) - (uint64_t)((double)whole * share);
}

/* What the whole and the recent past say together. */
static void combine(struct trend_finding *whole, const struct trend_finding *recent)
{
	double expected = fabs(whole->bytes_per_minute) * recent->window_seconds / 60;

	/* At the pace of the whole so short a time would look flat anyway: it tells nothing new. */
	if (recent->trend == TREND_FLAT && expected <= recent->quiet_bytes)
		return;
	if (recent->trend == TREND_FLAT) {
		/* It rests now.  That it moved before is told by the whole. */
		whole->bytes_per_minute = recent->bytes_per_minute;
		if (whole->trend == TREND_GROWING)
			whole->trend = TREND_PLATEAU;
		else if (whole->trend == TREND_SHRINKING)
			whole->trend = TREND_STEP;
		return;
	}
	if (whole->trend == TREND_SAWTOOTH)
		return;
	*whole = *recent;
}

void series_trend(const struct series *series, struct trend_finding *finding)
{
	struct trend_point points[TREND_POINTS_MOST];
	struct trend_finding recent;
	size_t count = series_points(series, 0, points, TREND_POINTS_MOST);

	trend_find(finding, points, count);
	if (series->readings <= RECENT_READINGS + RECENT_READINGS / 2)
		return;
	count = series_points(series, recent_from(series), points, TREND_POINTS_MOST);
	trend_find(&recent, points, count);
	combine(finding, &recent);
}
