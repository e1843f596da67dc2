/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/exhaustion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"

#define NOTHING UINT64_MAX
#define MINUTE  60
#define TENTH   600
#define DAY     86400
#define PER_DAY 144 /* tenths */

/* ---- readings ---- */

void exhaustion_begin(struct exhaustion *exhaustion)
{
	*exhaustion = (struct exhaustion){ .available = 0 };
	exhaustion->minutes = (struct exhaustion_lows){ .seconds = MINUTE,
		.most = EXHAUSTION_MINUTES,
		.lows = exhaustion->minute_lows };
	exhaustion->tenths = (struct exhaustion_lows){ .seconds = TENTH,
		.most = EXHAUSTION_TENTHS,
		.lows = exhaustion->tenth_lows };
}

static void begin_at(struct exhaustion_lows *lows, uint64_t number)
{
	for (size_t i = 0; i < lows->most; i++)
		lows->lows[i] = NOTHING;
	lows->first = lows->last = number;
}

/* False: it is from before the last. */
static bool add(struct exhaustion_lows *lows, uint64_t seconds, uint64_t available)
{
	uint64_t number = seconds / lows->seconds, *low;

	if (lows->last == 0 || number - lows->last >= lows->most) {
		if (number < lows->last)
			return false;
		begin_at(lows, number);
	}
	while (lows->last < number)
		lows->lows[++lows->last % lows->most] = NOTHING;
	if (lows->last - lows->first >= lows->most)
		lows->first = lows->last - lows->most + 1;
	low = &lows->lows[number % lows->most];
	if (available < *low)
		*low = available;
	return true;
}

void exhaustion_add(struct exhaustion *exhaustion, uint64_t seconds, uint64_t available)
{
	if (!add(&exhaustion->minutes, seconds, available))
		return;
	add(&exhaustion->tenths, seconds, available);
	exhaustion->available = available;
}

/* That of so many before the last. */
static uint64_t low_before(const struct exhaustion_lows *lows, uint64_t ago)
{
	if (ago > lows->last - lows->first)
		return NOTHING;
	return lows->lows[(lows->last - ago) % lows->most];
}

/* How many there are, the last included. */
static uint64_t known(const struct exhaustion_lows *lows)
{
	return lows->last ? lows->last - lows->first + 1 : 0;
}

/* ---- order ---- */

static double quantile(double *values, size_t count, double part)
{
	if (count == 0)
		return NAN;
	qsort(values, count, sizeof(*values), compare_doubles);
	return values[min_size((size_t)(part * (double)count), count - 1)];
}

/*
 * The low of count readings of which the last is so many before the last of all: but for the lowest
 * hundredth, which a moment's work may be.  NAN: most of the time it was not looked at.
 */
static double low_of(const struct exhaustion_lows *lows, uint64_t ago, size_t count)
{
	double found[PER_DAY];
	size_t seen = 0;

	for (size_t i = 0; i < count && i < COUNT_OF(found); i++) {
		uint64_t low = low_before(lows, ago + i);

		if (low != NOTHING)
			found[seen++] = (double)low;
	}
	return seen * 2 < count ? NAN : quantile(found, seen, 0.01);
}

static void speak(struct exhaustion_finding *finding, enum horizon horizon, double seconds,
	double bytes_per_second)
{
	if (!(bytes_per_second < 0) || !(seconds < 1e9))
		return;
	if (value_known(finding->left) && finding->left.n <= (int64_t)seconds)
		return;
	*finding = (struct exhaustion_finding){ horizon, value_of((int64_t)seconds),
		-bytes_per_second * DAY };
}

/* ---- minutes ---- */

#define SLOPE_MINUTES 16
/* It is short within this, and had lost so much of what was there an hour ago. */
#define SOON_SECONDS 3600
#define LOST_PART    0.55

/* The median of slopes between all pairs (Theil and Sen); the upper quarter must fall, too. */
static double slope_now(const struct exhaustion_lows *minutes)
{
	double slopes[SLOPE_MINUTES * SLOPE_MINUTES / 2], upper;
	size_t count = 0;

	for (unsigned i = 0; i < SLOPE_MINUTES; i++)
		for (unsigned j = i + 1; j < SLOPE_MINUTES; j++) {
			uint64_t later = low_before(minutes, i), before = low_before(minutes, j);

			if (later != NOTHING && before != NOTHING)
				slopes[count++] = ((double)later - (double)before) /
						  ((j - i) * (double)MINUTE);
		}
	upper = quantile(slopes, count, 0.75);
	return upper < 0 ? slopes[count / 2] : 0;
}

static double most_of_hour(const struct exhaustion_lows *minutes)
{
	double most = 0;

	for (unsigned i = 0; i <= 60; i++)
		if (low_before(minutes, i) != NOTHING)
			most = max_double(most, (double)low_before(minutes, i));
	return most;
}

/* Whether it is lower than it was in a day, but for this hour. */
static bool is_new_low(const struct exhaustion *exhaustion)
{
	for (uint64_t ago = 7; ago < PER_DAY; ago++) {
		uint64_t low = low_before(&exhaustion->tenths, ago);

		if (low != NOTHING && low <= exhaustion->available)
			return false;
	}
	return true;
}

static void ask_minutes(const struct exhaustion *exhaustion, struct exhaustion_finding *finding)
{
	double available = (double)exhaustion->available, slope = slope_now(&exhaustion->minutes);

	if (slope < 0 && available < -slope * SOON_SECONDS &&
		available < (1 - LOST_PART) * most_of_hour(&exhaustion->minutes) &&
		is_new_low(exhaustion))
		speak(finding, HORIZON_MINUTES, available / -slope, slope);
}

/* ---- hours ---- */

#define PERIOD  24 /* tenths: four hours */
#define PERIODS 6
/* Days that fall alike, but for this part, are one fall, whose noise is less. */
#define ALIKE     0.08
#define DAYS_MOST 8

/* How much lower each four hours of a day are than the same hours a day before; false: not known. */
static bool falls_of_day(const struct exhaustion_lows *tenths, uint64_t ago, double falls[PERIODS])
{
	for (size_t i = 0; i < PERIODS; i++) {
		uint64_t end = ago + i * PERIOD;

		falls[i] = low_of(tenths, end + PER_DAY, PERIOD) - low_of(tenths, end, PERIOD);
		if (isnan(falls[i]))
			return false;
	}
	return true;
}

static double mean(const double *values, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += values[i];
	return sum / (double)count;
}

/* The lowest of the four hours before; NAN: they were not looked at. */
static double lowest_of(const struct exhaustion_lows *tenths, uint64_t ago)
{
	uint64_t lowest = NOTHING;

	for (uint64_t i = 0; i < PERIOD; i++)
		lowest =
			low_before(tenths, ago + i) < lowest ? low_before(tenths, ago + i) : lowest;
	return lowest == NOTHING ? NAN : (double)lowest;
}

/* What those four hours will be like in so many days as are taken together, from what each of them was. */
static double usual_low(const struct exhaustion_lows *tenths, uint64_t ago, double pace,
	unsigned days)
{
	double sum = 0;

	for (unsigned day = 0; day < days; day++)
		sum += lowest_of(tenths, ago + (uint64_t)day * PER_DAY) - day * pace;
	return sum / days;
}

/*
 * The coming days are like the last, but lower: the first moment of one at which nothing is left.  So a
 * wave of every day ends it at its height, and a tooth of every hour at the next that is high enough.
 */
static double seconds_left(const struct exhaustion_lows *tenths, double pace, unsigned days)
{
	double least = INFINITY;

	for (uint64_t ago = 0; ago < PER_DAY; ago++) {
		double low = usual_low(tenths, ago, pace, days);
		double left = ceil(low / pace) * DAY - (double)ago * TENTH;

		if (!isnan(left))
			least = min_double(least, max_double(left, 0));
	}
	return least;
}

/* Sums how much lower each day is than the one before, from the last day back while they fall alike. */
static unsigned days_alike(const struct exhaustion_lows *tenths, double *sum)
{
	double falls[PERIODS], fall;
	unsigned days = 0;

	for (*sum = 0; days < DAYS_MOST; days++, *sum += fall) {
		if (!falls_of_day(tenths, (uint64_t)days * PER_DAY, falls))
			break;
		fall = mean(falls, PERIODS);
		if (days > 0 && fabs(fall - *sum / days) > ALIKE * *sum / days)
			break;
	}
	return days;
}

/* A step lowers one day, and the next is as low: what falls steadily falls on both. */
static void ask_hours(const struct exhaustion *exhaustion, struct exhaustion_finding *finding)
{
	const struct exhaustion_lows *tenths = &exhaustion->tenths;
	double falls[PERIODS], before[PERIODS], pace, sum;
	unsigned days;

	if (!falls_of_day(tenths, 0, falls) || !falls_of_day(tenths, PER_DAY, before))
		return;
	if (quantile(falls, PERIODS, 0) <= low_of(tenths, 0, PER_DAY) / 100 ||
		quantile(before, PERIODS, 0.5) <= mean(falls, PERIODS) / 20)
		return;
	days = days_alike(tenths, &sum);
	pace = sum / days;
	speak(finding, HORIZON_HOURS, seconds_left(tenths, pace, days), -pace / DAY);
}

/* ---- days ---- */

#define DAYS_LEAST 3

static void ask_days(const struct exhaustion *exhaustion, struct exhaustion_finding *finding)
{
	double lows[DAYS_MOST], slopes[DAYS_MOST * DAYS_MOST / 2];
	size_t days = 0, count = 0, falls = 0;

	while (days < DAYS_MOST && known(&exhaustion->tenths) >= (days + 1) * PER_DAY) {
		lows[days] = low_of(&exhaustion->tenths, days * PER_DAY, PER_DAY);
		if (isnan(lows[days]))
			break;
		days++;
	}
	if (days < DAYS_LEAST)
		return;
	for (size_t i = 0; i < days; i++)
		for (size_t j = i + 1; j < days; j++)
			slopes[count++] = (lows[i] - lows[j]) / ((double)(j - i) * DAY);
	for (size_t i = 0; i + 1 < days; i++)
		falls += lows[i] < lows[i + 1] * 0.998;
	if (falls * 5 >= (days - 1) * 4) {
		double slope = quantile(slopes, count, 0.5);

		speak(finding, HORIZON_DAYS, lows[0] / -slope, slope);
	}
}

void exhaustion_find(const struct exhaustion *exhaustion, struct exhaustion_finding *finding)
{
	bool watched = known(&exhaustion->minutes) >= 60 || known(&exhaustion->tenths) > 6;

	*finding = (struct exhaustion_finding){ .left = value_missing(
							watched ? VALUE_ABSENT : VALUE_PENDING) };
	if (!watched)
		return;
	ask_minutes(exhaustion, finding);
	ask_hours(exhaustion, finding);
	if (finding->horizon != HORIZON_HOURS)
		ask_days(exhaustion, finding);
}
