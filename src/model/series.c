/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The recent past: so many readings. */
#define RECENT_READINGS 60

void series_free(struct series *series)
{
	free(series->runs);
	*series = (struct series){ 0 };
}

/*
 * Halves the older half.  Of two runs the later value is kept over the time of both, except where
 * one is an extreme between its neighbours: peaks and troughs are what a saw-tooth is known by.
 */
static void thin_out(struct series *series)
{
	uint32_t half = series->count / 2 & ~1u, filled = 0;
	struct series_run *runs = series->runs;

	for (uint32_t i = 0; i < half; i += 2) {
		uint64_t before = i ? runs[filled - 1].bytes : runs[i].bytes;
		uint64_t after = runs[i + 2].bytes;
		struct series_run merged = runs[i + 1];

		if ((runs[i].bytes > before && runs[i].bytes > runs[i + 1].bytes &&
			    runs[i].bytes > after) ||
			(runs[i].bytes < before && runs[i].bytes < runs[i + 1].bytes &&
				runs[i].bytes < after))
			merged.bytes = runs[i].bytes;
		merged.first_ns = runs[i].first_ns;
		runs[filled++] = merged;
	}
	memmove(runs + filled, runs + half, (series->count - half) * sizeof(*runs));
	series->count -= half - filled;
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
	struct series_run *last = series->count ? &series->runs[series->count - 1] : NULL;

	if (last && last->bytes == bytes) {
		last->last_ns = now_ns;
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
