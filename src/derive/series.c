/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/series.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

/* The recent past: so many readings. */
#define RECENT_READINGS 60

/*
 * So many runs more than there may be are packed before old ones are joined: once for all of them, since all
 * are unpacked for it.  What is read is what it would be if each had been joined at once.
 */
#define JOINED_AT_ONCE 16
#define PACKED_MOST    (SERIES_RUNS_MOST + JOINED_AT_ONCE)

/* A series as it is read. */
struct unpacked {
	struct series_run runs[PACKED_MOST];
	uint32_t count, readings;
};

void series_free(struct series *series)
{
	free(series->kept);
	*series = (struct series){ NULL };
}

/* Bytes and moments are below 2^63: a processor has one instruction for those, and none for all of uint64_t. */
static inline double real(uint64_t n)
{
	return (double)(int64_t)n;
}

/* The neighbours that together span the least time, among those older than the recent past. */
static uint32_t shortest_pair(const struct unpacked *series)
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
static void thin_out(struct unpacked *series)
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

/* Of more runs than there may be each has joined two before it when it came. */
static void thin_out_all(struct unpacked *series)
{
	const uint32_t all = series->count;

	if (all <= SERIES_RUNS_MOST)
		return;
	series->count = SERIES_RUNS_MOST;
	for (uint32_t i = SERIES_RUNS_MOST; i < all; i++) {
		thin_out(series);
		series->runs[series->count++] = series->runs[i];
	}
}

static const struct series_run before_all;

/* In front of what is packed: what the next run is a difference from. */
struct edge {
	uint64_t last_ns, low;
};

#define PACKED_SIZE_MOST (sizeof(struct edge) + PACKED_MOST * RUN_BYTES_MOST)
_Static_assert(PACKED_SIZE_MOST + PACKED_SIZE_MOST / 8 + RUN_SLACK <= UINT16_MAX, "size");

static void put_edge(uint8_t *packed, const struct series_run *before)
{
	const struct edge edge = { before->last_ns, before->low };

	memcpy(packed, &edge, sizeof(edge));
}

static void take_edge(struct series_run *before, const uint8_t *packed)
{
	struct edge edge;

	memcpy(&edge, packed, sizeof(edge));
	before->last_ns = edge.last_ns;
	before->low = edge.low;
}

static void unpack(struct unpacked *series, const struct series *from)
{
	const struct series_kept *kept = from->kept;
	const struct series_run *before = &before_all;
	const uint8_t *at = kept ? kept->packed + sizeof(struct edge) : NULL;

	series->count = kept ? kept->count : 0;
	series->readings = kept ? kept->readings : 0;
	for (uint32_t i = 0; i + 1 < series->count; i++) {
		at = run_unpack(at, &series->runs[i], before);
		before = &series->runs[i];
	}
	if (kept)
		series->runs[series->count - 1] = kept->last;
	thin_out_all(series);
}

uint64_t series_first_ns(const struct series *series)
{
	const struct series_kept *kept = series->kept;
	struct series_run first;

	if (!kept || kept->count == 1)
		return kept ? kept->last.first_ns : 0;
	run_unpack(kept->packed + sizeof(struct edge), &first, &before_all);
	return first.first_ns;
}

uint32_t series_runs(const struct series *series, struct series_run runs[static SERIES_RUNS_MOST])
{
	struct unpacked unpacked;

	unpack(&unpacked, series);
	memcpy(runs, unpacked.runs, unpacked.count * sizeof(*runs));
	return unpacked.count;
}

/*
 * What a figure in pages needs that moves at every reading.  Sizes on the way there are few: series grow side by
 * side, and each size that one has left is a hole between others.
 */
#define PACKED_USUALLY 3200
#define DOUBLED_BELOW  1200

static size_t roomy(size_t size)
{
	if (size < DOUBLED_BELOW)
		return size * 2;
	return size <= PACKED_USUALLY ? PACKED_USUALLY : size + size / 8;
}

/* Room for so much to be packed, and what run_pack() writes behind it. */
static bool make_room(struct series *series, size_t size)
{
	struct series_kept *kept = series->kept;

	if (kept->capacity >= size + RUN_SLACK)
		return true;
	size = roomy(size) + RUN_SLACK;
	kept = realloc(kept, sizeof(*kept) + size);
	if (!kept)
		return false;
	kept->capacity = (uint16_t)size;
	series->kept = kept;
	return true;
}

/* Joins what has to be joined and packs the rest anew, all but the last. */
static bool pack_anew(struct series *series)
{
	uint8_t packed[PACKED_SIZE_MOST + RUN_SLACK], *at = packed + sizeof(struct edge);
	const struct series_run *before = &before_all;
	struct unpacked unpacked;

	unpack(&unpacked, series);
	for (uint32_t i = 0; i + 1 < unpacked.count; i++) {
		at = run_pack(at, &unpacked.runs[i], before);
		before = &unpacked.runs[i];
	}
	put_edge(packed, before);
	if (!make_room(series, (size_t)(at - packed)))
		return false;
	series->kept->size = (uint16_t)(at - packed);
	series->kept->count = (uint16_t)unpacked.count;
	memcpy(series->kept->packed, packed, series->kept->size);
	return true;
}

/* Behind those that are packed. */
static bool pack_last(struct series *series)
{
	struct series_run before = before_all;
	struct series_kept *kept;

	if (series->kept->count == PACKED_MOST && !pack_anew(series))
		return false;
	if (!make_room(series, series->kept->size + sizeof(struct edge) + RUN_BYTES_MOST))
		return false;
	kept = series->kept;
	if (kept->size)
		take_edge(&before, kept->packed);
	else
		kept->size = sizeof(struct edge);
	kept->size = (uint16_t)(run_pack(kept->packed + kept->size, &kept->last, &before) -
				kept->packed);
	put_edge(kept->packed, &kept->last);
	return true;
}

static bool begin(struct series *series, const struct series_run *first)
{
	series->kept = malloc(sizeof(*series->kept));
	if (!series->kept)
		return false;
	*series->kept = (struct series_kept){ .last = *first, .readings = 1, .count = 1 };
	return true;
}

enum status series_add(struct series *series, uint64_t now_ns, uint64_t bytes)
{
	const struct series_run run = { now_ns, now_ns, bytes, bytes, bytes };
	struct series_kept *kept = series->kept;

	if (!kept)
		return begin(series, &run) ? STATUS_OK : STATUS_NO_MEMORY;
	if (now_ns < kept->last.last_ns)
		return STATUS_OK;
	if (kept->last.bytes == bytes) {
		kept->last.last_ns = now_ns;
		kept->readings++;
		return STATUS_OK;
	}
	if (!pack_last(series))
		return STATUS_NO_MEMORY;
	kept = series->kept;
	kept->last = run;
	kept->count++;
	kept->readings++;
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
	last = &series->kept->last;
	last->low = low < last->low ? low : last->low;
	last->high = high > last->high ? high : last->high;
	return STATUS_OK;
}

bool series_extremes(const struct series *series, uint64_t *least, uint64_t *most)
{
	struct unpacked unpacked;

	unpack(&unpacked, series);
	*least = UINT64_MAX;
	*most = 0;
	for (uint32_t i = 0; i < unpacked.count; i++) {
		*least = min_u64(unpacked.runs[i].low, *least);
		*most = max_u64(unpacked.runs[i].high, *most);
	}
	return unpacked.count > 0;
}

static uint64_t end_ns(const struct unpacked *series)
{
	return series->runs[series->count - 1].last_ns;
}

/*
 * The run behind which there was no reading for most of the time of all; the count of runs: there is none such.
 * Of few readings it could not be told from their spacing.
 */
static uint32_t run_before_gap(const struct unpacked *series)
{
	for (uint32_t i = 0; series->readings >= TREND_POINTS_LEAST && i + 1 < series->count; i++)
		if (series->runs[i + 1].first_ns - series->runs[i].last_ns >
			(end_ns(series) - series->runs[0].first_ns) / 2)
			return i;
	return series->count;
}

/* How many readings there were since from_ns, taking them to be evenly spread over the time that was read. */
static size_t readings_since(const struct unpacked *series, uint64_t from_ns)
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
static inline double value_at(const struct unpacked *series, size_t run, uint64_t at)
{
	const struct series_run *here = &series->runs[run], *next = here + 1;

	if (at <= here->last_ns || run + 1 == series->count)
		return real(here->bytes);
	return real(here->bytes) + (real(next->bytes) - real(here->bytes)) *
					   real(at - here->last_ns) /
					   real(next->first_ns - here->last_ns);
}

/* What the runs from run on have between two moments: the mean of the way, and the extremes. */
static struct trend_point point_between(const struct unpacked *series, size_t run, uint64_t from,
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
static struct trend_point point_at(const struct unpacked *series, size_t run, uint64_t at)
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
static size_t find_points(const struct unpacked *series, uint64_t from_ns,
	struct trend_point *points, size_t most)
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

size_t series_points(const struct series *series, uint64_t from_ns, struct trend_point *points,
	size_t most)
{
	struct unpacked unpacked;

	unpack(&unpacked, series);
	return find_points(&unpacked, from_ns, points, most);
}

static uint64_t recent_from(const struct unpacked *series)
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

static uint64_t way_of(const struct unpacked *series, uint32_t run, uint32_t other)
{
	const uint64_t a = series->runs[run].bytes, b = series->runs[other].bytes;

	return a < b ? b - a : a - b;
}

/*
 * From when on it was seen how it moves: behind a time without readings that is most of all, where most of the
 * way was gone meanwhile.  Points in between would be a straight line that was never read.
 */
static uint64_t seen_from(const struct unpacked *series)
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
	struct unpacked unpacked;
	struct views views;
	uint64_t from_ns;
	size_t count;

	unpack(&unpacked, series);
	from_ns = seen_from(&unpacked);
	count = find_points(&unpacked, from_ns, points, TREND_POINTS_MOST);
	trend_find(&views.whole, points, count);
	if (count && !from_ns && unpacked.readings > RECENT_READINGS * 3) {
		size_t recent = count * RECENT_READINGS / unpacked.readings;

		views.highest = is_highest(points, count, count - recent);
		count = find_points(&unpacked, recent_from(&unpacked), points, TREND_POINTS_MOST);
		trend_find(&views.recent, points, count);
		combine(&views);
	}
	*finding = views.whole;
}
