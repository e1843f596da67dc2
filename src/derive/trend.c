/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The figure is read as a chain of legs, up or down, each at least a quarter of the whole range
 * long (a zigzag).  A single one up is growth, and then the question is only how it is spread over
 * the window (trend/shape.h).  Many legs are a saw-tooth, or noise, and then the question is whether
 * what lies below them climbs (trend/floor.h).
 */
#include "derive/trend.h"

#include <math.h>
#include <stdbool.h>

#include "base/macros.h"

#include "base/i18n.h"
#include "derive/trend/bound.h"
#include "derive/trend/curve.h"
#include "derive/trend/floor.h"
#include "derive/trend/habit.h"
#include "derive/trend/legs.h"
#include "derive/trend/pace.h"
#include "derive/trend/shape.h"

/* A leg of the zigzag is at least this part of the range. */
#define LEG_SHARE 0.25
/* A fall by more than this part of the range is no texture. */
#define BACK_SHARE 0.1
/* A blow within so many intervals is a start, or a step, if it is this part of the whole way. */
#define BLOW_INTERVALS 3
#define BLOW_SHARE     0.4
/* What comes in portions behind a blow is a leak only if they do not become rarer at all. */
#define EARLY_BEHIND 0
/* Teeth that drift by less than this part of their height climb by chance. */
#define TEXTURE 0.03
/* Steps that come by chance are missed for three times their mean distance one time in twenty. */
#define RARE_STEP 3

const struct trend_row trend_rows[TREND_COUNT] = {
	[TREND_TOO_SHORT] = { "too_short", N_("too short to say"), "." },
	[TREND_FLAT] = { "flat", N_("flat"), "-" },
	[TREND_GROWING] = { "growing", N_("growing"), "^" },
	[TREND_STEP] = { "step", N_("grew by steps"), "_" },
	[TREND_SAWTOOTH] = { "sawtooth", N_("saw-tooth"), "w" },
	[TREND_PLATEAU] = { "plateau", N_("reached a plateau"), "=" },
	[TREND_SHRINKING] = { "shrinking", N_("shrinking"), "v" },
};

/* Up and down again within a tenth of the window: that moment is no trend. */
static bool is_spike(const struct curve *curve)
{
	double middle = (curve->low + curve->high) / 2;
	size_t above = 0;

	for (size_t i = 0; i < curve->count; i++)
		above += curve->points[i].bytes > middle;
	return above * 10 <= curve->count;
}

/*
 * Looks at the last leg alone, as if the window had begun with it.  Who has come down once is growing
 * only where it never was before.
 */
static enum trend judge_last_leg(const struct curve *curve, const struct legs *legs,
	struct curve *rest)
{
	double before = -INFINITY;

	for (size_t i = 0; i < legs->turn; i++)
		before = max_double(before, curve->points[i].bytes);
	if (curve->count - legs->turn < TREND_POINTS_LEAST || curve_level(curve, true) <= before)
		return TREND_SAWTOOTH;
	curve_from(rest, curve, legs->turn);
	return shape_of_leg(rest, curve_level(rest, true) - rest->points[0].bytes);
}

/* Each point stands for ups and downs that count. */
static bool swings_within(const struct curve *curve)
{
	size_t count = 0;

	for (size_t i = 0; i < curve->count; i++)
		count += curve->points[i].high - curve->points[i].low > curve->quiet;
	return count * 10 > curve->count;
}

/* What it is without a look below noise and teeth. */
static enum trend judge_legs(const struct curve *curve, const struct legs *legs, struct curve *last,
	double moved)
{
	if (legs->count == 2 && legs->last_up)
		return judge_last_leg(curve, legs, last);
	if (legs->count == 2 && is_spike(curve))
		return TREND_FLAT;
	if (legs->count >= 2)
		return TREND_SAWTOOTH;
	if (legs->count == 0 || fabs(moved) <= curve->quiet / 2)
		return swings_within(curve) ? TREND_SAWTOOTH : TREND_FLAT;
	return shape_of_leg(curve, moved);
}

/* What turns back this far may be a leak below teeth, whatever its outline looks like. */
static bool turns_back(const struct curve *curve)
{
	return curve_fall(curve) >
	       max_double(curve->least, BACK_SHARE * (curve->high - curve->low));
}

static enum trend judge_curve(const struct curve *curve, struct curve *floor, double moved)
{
	double range = curve->high - curve->low;
	enum trend trend = TREND_FLAT;
	struct legs legs = { 0 };

	*floor = *curve;
	if (range > curve->quiet) {
		legs_find(&legs, curve, max_double(LEG_SHARE * range, curve->quiet));
		trend = judge_legs(curve, &legs, floor, moved);
	}
	if (trend == TREND_GROWING || trend == TREND_SHRINKING)
		return trend;
	if (trend != TREND_FLAT && trend != TREND_SAWTOOTH && !turns_back(curve))
		return trend;
	if (floor_climbs(floor, curve) || legs_troughs_climb(floor, &legs, curve))
		return TREND_GROWING;
	return trend;
}

/* The point that stands out alone above both its neighbours, farther than any other; 0: none does. */
static size_t peak_of(const struct curve *curve)
{
	double most = 0;
	size_t peak = 0;

	for (size_t i = 1; i + 1 < curve->count; i++) {
		double above =
			min_double(curve_increment(curve, i - 1), -curve_increment(curve, i));

		if (above > most) {
			most = above;
			peak = i;
		}
	}
	return peak;
}

/* Behind the largest blow, if that is a good part of the whole way; 0: there is none such. */
static size_t behind_blow(const struct curve *curve, double moved)
{
	double most = BLOW_SHARE * moved;
	size_t behind = 0;

	for (size_t i = 0; i + BLOW_INTERVALS < curve->count; i++) {
		size_t end = i + BLOW_INTERVALS;
		double blow = curve->points[end].bytes - curve->points[i].bytes;

		if (blow > most) {
			most = blow;
			behind = end;
		}
	}
	return behind;
}

/* A moment at which something was there twice, as when a table moves to a larger one, hides no leak. */
static bool grows_without_peak(const struct curve *curve, struct curve *floor, double moved)
{
	size_t peak = peak_of(curve);
	struct curve without = *curve;

	if (peak == 0)
		return false;
	without.points[peak] = without.points[peak - 1];
	without.points[peak].seconds = curve->points[peak].seconds;
	curve_measure(&without);
	return judge_curve(&without, floor, moved) == TREND_GROWING;
}

/* What started, or jumped, may leak ever since: then its pace is the one since. */
static bool grows_behind_blow(const struct curve *curve, struct curve *floor, double moved)
{
	size_t behind = moved > 0 ? behind_blow(curve, moved) : 0;
	struct curve rest, below;
	double more;

	if (behind == 0 || curve->count - behind < TREND_POINTS_LEAST)
		return false;
	curve_from(&rest, curve, behind);
	more = curve_level(&rest, true) - curve_level(&rest, false);
	if (shape_thins_out(&rest, more, EARLY_BEHIND) ||
		judge_curve(&rest, &below, more) != TREND_GROWING)
		return false;
	*floor = below;
	return true;
}

/* floor: what it grows by; the curve, or a part of it, or what lies below its noise and teeth. */
static enum trend judge(const struct curve *curve, struct curve *floor, double moved)
{
	enum trend trend;

	if (habit_find(floor, curve))
		return TREND_GROWING;
	trend = judge_curve(curve, floor, moved);
	if (trend == TREND_SAWTOOTH && grows_without_peak(curve, floor, moved))
		return TREND_GROWING;
	if (trend != TREND_FLAT && trend != TREND_SAWTOOTH && trend != TREND_SHRINKING &&
		grows_behind_blow(curve, floor, moved))
		return TREND_GROWING;
	return trend;
}

double trend_confidence_at_rest(size_t readings)
{
	return readings < TREND_READINGS_AT_REST ? 0.5 : 0.95;
}

int64_t trend_hundredths(double confidence)
{
	return (int64_t)(confidence * 100 + 1e-9);
}

/*
 * More points, and a clearer order where the class is one of order, make it more certain.  Of one value all
 * along it rises but once: a process at rest is not told of anew for every reading.
 */
static double confidence_of(const struct curve *curve, const struct curve *floor, enum trend trend)
{
	double values[TREND_POINTS_MOST], score, points = min_double(1, (double)curve->count / 60);
	double clear = 0.8;

	if (trend == TREND_TOO_SHORT)
		return 0;
	if (trend == TREND_FLAT && curve->high <= curve->low)
		return trend_confidence_at_rest(curve->count);
	if (trend == TREND_FLAT)
		clear = 0.95;
	for (size_t i = 0; i < floor->count; i++)
		values[i] = floor->points[i].bytes;
	if (trend == TREND_GROWING || trend == TREND_SHRINKING)
		clear = fabs(order_of(values, floor->count, &score));
	return (0.4 + 0.6 * points) * clear;
}

/* What would not be seen at its present pace has slowed down to a plateau. */
static double find_growth(struct trend_finding *finding, const struct curve *curve,
	const struct curve *floor)
{
	struct pace pace = pace_now(floor, true);

	finding->pace_seconds = pace.seconds;
	if (pace.slope > 0 && pace.slope * pace.seconds < curve->least)
		finding->trend = TREND_PLATEAU;
	if (pace.slope * pace.seconds >= TEXTURE * (floor->high - floor->low))
		return pace.slope;
	finding->trend = TREND_SAWTOOTH;
	return 0;
}

static void find_pace(struct trend_finding *finding, const struct curve *curve,
	const struct curve *floor)
{
	size_t last_third = curve->count - curve->count / 3;
	struct pace fall;
	double pace = 0;

	switch (finding->trend) {
	case TREND_GROWING:
		finding->doubling_seconds = pace_doubling(floor, &pace);
		finding->pace_seconds = curve_seconds(floor);
		if (finding->doubling_seconds == 0)
			pace = find_growth(finding, curve, floor);
		break;
	case TREND_SHRINKING:
		fall = pace_now(curve, false);
		finding->pace_seconds = fall.seconds;
		pace = fall.slope;
		break;
	case TREND_PLATEAU:
		pace = max_double(0, curve_slope(curve, last_third));
		break;
	case TREND_TOO_SHORT:
		pace = curve_slope(curve, 0);
		break;
	default:
		break;
	}
	finding->bytes_per_minute = pace * 60;
	if ((finding->trend == TREND_GROWING && pace <= 0) ||
		(finding->trend == TREND_SHRINKING && pace >= 0)) {
		finding->trend = TREND_SAWTOOTH;
		finding->bytes_per_minute = 0;
	}
	if (finding->trend != TREND_GROWING && finding->trend != TREND_SHRINKING)
		finding->pace_seconds = 0;
}

static void find_rest(struct trend_finding *finding, const struct curve *curve)
{
	struct pace_grown grown;
	size_t still, last = curve->count - 1;

	if (fabs(finding->moved_bytes) <= curve->quiet)
		return;
	still = shape_still(curve, finding->moved_bytes);
	finding->still_seconds = curve->points[last].seconds - curve->points[last - still].seconds;
	if (finding->trend != TREND_STEP && finding->trend != TREND_PLATEAU)
		return;
	grown = pace_grown(curve, finding->moved_bytes);
	finding->grown_seconds = grown.seconds;
	finding->grown_bytes_per_minute = grown.pace * 60;
}

/* Behind a step or a plateau only its rest rules anything out. */
static void find_bound(struct trend_finding *finding, const struct curve *curve)
{
	double seconds = finding->window_seconds;
	size_t first = 0;

	if (finding->trend == TREND_GROWING || finding->trend == TREND_TOO_SHORT)
		return;
	if (finding->trend == TREND_STEP || finding->trend == TREND_PLATEAU) {
		seconds = finding->still_seconds;
		first = curve->count - 1 - shape_still(curve, finding->moved_bytes);
	}
	finding->bound_bytes_per_minute = bound_of(curve, first) * 60;
	finding->rare_step_seconds = seconds / RARE_STEP;
}

void trend_find(struct trend_finding *finding, const struct trend_point *points, size_t count)
{
	struct curve curve, floor;

	*finding = (struct trend_finding){ .trend = TREND_TOO_SHORT,
		.bound_bytes_per_minute = INFINITY };
	if (count > 1)
		finding->window_seconds = points[count - 1].seconds - points[0].seconds;
	if (count < TREND_POINTS_LEAST)
		return;
	finding->has_pace = true;
	curve_load(&curve, points, count);
	finding->moved_bytes = curve_level(&curve, true) - curve_level(&curve, false);
	finding->trend = judge(&curve, &floor, finding->moved_bytes);
	finding->swing_bytes = curve.high - curve.low;
	finding->quiet_bytes = curve.quiet;
	find_pace(finding, &curve, &floor);
	find_rest(finding, &curve);
	find_bound(finding, &curve);
	finding->confidence = confidence_of(&curve, &floor, finding->trend);
}

struct value trend_pace(const struct trend_finding *finding)
{
	return finding->has_pace ? value_of((int64_t)finding->bytes_per_minute)
				 : value_missing(VALUE_PENDING);
}
