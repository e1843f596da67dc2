/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The figure is read as a chain of legs, up or down, each at least a quarter of the whole range
 * long (a zigzag).  Many legs are a saw-tooth; a single one up is growth, and then the question is
 * only how it is spread over the window: at a few blows (step), all along (growing), or mostly
 * earlier (plateau).
 */
#include "derive/trend.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

/*
 * Movements below this are not worth a word: allocators and stacks touch some pages at any time, and
 * most of them at the beginning.  So it takes more where there are fewer points than COUNT_FULL.
 */
#define QUIET_BYTES (128.0 * 1024)
#define COUNT_FULL  60
/* Noise is the median absolute deviation of the increments; this many times that is still noise. */
#define QUIET_NOISE 6.0
/* A leg of the zigzag is at least this part of the range. */
#define LEG_SHARE 0.25
/* A growth in at most this part of the intervals is a step, more of them are growth. */
#define STEP_SHARE 0.05
/* The last third's growth, against the first one's, below which growth slows down. */
#define SLOWING 0.6
/* With fewer points than TREND_POINTS_SURE a filling cache is hardly bent yet: growth must be this even. */
#define EVEN 0.8
/* What goes on behind a bend is at least this part of all that moved, or it is texture. */
#define GOES_ON 0.1
/* This part of the movement, made at one blow or two, is a step, whatever noise is around it. */
#define BLOW_SHARE 0.7
/* ... unless what happens all the time adds up to more than this part of it. */
#define BESIDE_SHARE 0.1
/* Who goes back by no more than this part of the way forth goes one way only. */
#define BACK_SHARE 0.1
/* Stillness at the end this many times longer than the longest pause before it: growth has ended. */
#define STILL_FACTOR 2.5
#define STILL_LEAST  5

const struct trend_row trend_rows[TREND_COUNT] = {
	[TREND_TOO_SHORT] = { "too_short", N_("too short to say"), "." },
	[TREND_FLAT] = { "flat", N_("flat"), "-" },
	[TREND_GROWING] = { "growing", N_("growing steadily"), "^" },
	[TREND_STEP] = { "step", N_("grew by steps"), "_" },
	[TREND_SAWTOOTH] = { "sawtooth", N_("saw-tooth"), "w" },
	[TREND_PLATEAU] = { "plateau", N_("reached a plateau"), "=" },
	[TREND_SHRINKING] = { "shrinking", N_("shrinking"), "v" },
};

struct curve {
	struct trend_point points[TREND_POINTS_MOST];
	size_t count;
	double low, high; /* of all points */
	double quiet;     /* movements up to this do not count */
};

static int compare_doubles(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

/* Sorts values as a side effect. */
static double median(double *values, size_t count)
{
	if (count == 0)
		return 0;
	qsort(values, count, sizeof(*values), compare_doubles);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static double increment(const struct curve *curve, size_t i)
{
	return curve->points[i + 1].bytes - curve->points[i].bytes;
}

static double noise(const struct curve *curve)
{
	double values[TREND_POINTS_MOST], middle;
	size_t count = curve->count - 1;

	for (size_t i = 0; i < count; i++)
		values[i] = increment(curve, i);
	middle = median(values, count);
	for (size_t i = 0; i < count; i++)
		values[i] = fabs(values[i] - middle);
	return median(values, count);
}

static void load(struct curve *curve, const struct trend_point *points, size_t count)
{
	size_t most = count < TREND_POINTS_MOST ? count : TREND_POINTS_MOST;

	curve->count = most;
	curve->low = INFINITY;
	curve->high = -INFINITY;
	for (size_t i = 0; i < most; i++) {
		size_t from = most < count ? i * (count - 1) / (most - 1) : i;

		curve->points[i] = points[from];
		curve->low = fmin(curve->low, points[from].bytes);
		curve->high = fmax(curve->high, points[from].bytes);
	}
	curve->quiet = fmax(QUIET_BYTES * fmax(1, (double)COUNT_FULL / (double)most),
		QUIET_NOISE * noise(curve));
}

/* Theil 1950, Sen 1968: a third of the points may be outliers without moving it. */
static double median_slope(const struct curve *curve, size_t first)
{
	enum { most = 40 }; /* more points do not make it better, only dearer */
	size_t step = (curve->count - first) / most + 1, filled = 0;
	double slopes[most * (most + 1)];

	for (size_t i = first; i < curve->count; i += step)
		for (size_t j = i + step; j < curve->count; j += step) {
			double seconds = curve->points[j].seconds - curve->points[i].seconds;

			if (seconds > 0)
				slopes[filled++] =
					(curve->points[j].bytes - curve->points[i].bytes) / seconds;
		}
	return median(slopes, filled);
}

/* The level around one end: the median of a tenth of the points, at least 3. */
static double level(const struct curve *curve, bool at_end)
{
	double values[TREND_POINTS_MOST];
	size_t count = curve->count / 10 < 3 ? 3 : curve->count / 10;
	size_t first = at_end ? curve->count - count : 0;

	for (size_t i = 0; i < count; i++)
		values[i] = curve->points[first + i].bytes;
	return median(values, count);
}

/* ---- legs ---- */

struct legs {
	size_t count;
	bool last_up;
	size_t turn; /* where the last leg begins */
	double troughs[TREND_POINTS_MOST];
	size_t trough_count; /* low turns between legs */
};

static void end_leg(struct legs *legs, bool up, size_t at, double bytes)
{
	legs->count++;
	legs->last_up = up;
	if (!up)
		legs->troughs[legs->trough_count++] = bytes;
	legs->turn = at;
}

/* Cuts the curve into legs of at least size bytes, each reaching from one extreme to the next. */
static void find_legs(struct legs *legs, const struct curve *curve, double size)
{
	size_t high = 0, low = 0;
	int direction = 0; /* of the leg that is under way */

	*legs = (struct legs){ 0 };
	for (size_t i = 1; i < curve->count; i++) {
		double bytes = curve->points[i].bytes;

		if (bytes > curve->points[high].bytes)
			high = i;
		if (bytes < curve->points[low].bytes)
			low = i;
		if (direction >= 0 && curve->points[high].bytes - bytes >= size) {
			if (direction > 0)
				end_leg(legs, true, high, curve->points[high].bytes);
			direction = -1;
			low = i;
		} else if (direction <= 0 && bytes - curve->points[low].bytes >= size) {
			if (direction < 0)
				end_leg(legs, false, low, curve->points[low].bytes);
			direction = 1;
			high = i;
		}
	}
	if (direction != 0) {
		legs->count++;
		legs->last_up = direction > 0;
	}
}

/* The middle one of the movements upwards: how exactly readings catch the lowest point of a tooth. */
static double usual_rise(const struct curve *curve)
{
	double rises[TREND_POINTS_MOST];
	size_t count = 0;

	for (size_t i = 0; i + 1 < curve->count; i++)
		if (increment(curve, i) > 0)
			rises[count++] = increment(curve, i);
	return median(rises, count);
}

/* How many pairs of low points do not climb. */
static size_t descents(const struct legs *legs)
{
	size_t count = 0;

	for (size_t i = 0; i < legs->trough_count; i++)
		for (size_t j = i + 1; j < legs->trough_count; j++)
			count += legs->troughs[j] <= legs->troughs[i];
	return count;
}

/*
 * A saw-tooth whose low points climb is a leak under a garbage collector.  Few points climb by chance
 * easily, so fewer than five have to climb a long way, and more of them nearly without exception.
 */
static bool troughs_climb(const struct curve *curve, const struct legs *legs)
{
	size_t count = legs->trough_count;
	double range = curve->high - curve->low, climb;

	if (count < 3 || descents(legs) > count * (count - 1) / (count < 8 ? 20 : 10))
		return false;
	climb = legs->troughs[count - 1] - legs->troughs[0];
	if (climb <= 1.5 * usual_rise(curve))
		return false;
	return climb > (count < 5 ? 0.5 : 0.25) * range;
}

/* ---- one leg: how is the movement spread? ---- */

struct spread {
	size_t active;        /* intervals that move by an amount that counts */
	size_t still;         /* intervals since the last of them */
	size_t longest_pause; /* between two of them, in intervals */
	double first, last;   /* what the first and the last third contribute */
};

/* The level around a point: the median of a twelfth of the points to each side of it. */
static double level_at(const struct curve *curve, size_t at)
{
	size_t reach = curve->count / 12;
	size_t first = at > reach ? at - reach : 0;
	size_t last = at + reach < curve->count ? at + reach : curve->count - 1;
	double values[TREND_POINTS_MOST];

	for (size_t i = first; i <= last; i++)
		values[i - first] = curve->points[i].bytes;
	return median(values, last - first + 1);
}

static struct spread spread_of(const struct curve *curve, double moved)
{
	double sign = moved < 0 ? -1 : 1;
	size_t last = curve->count - 1, previous = SIZE_MAX;
	/* A quarter of what it would be if all intervals moved alike. */
	double counts = fmin(fabs(moved) * 0.01, fabs(moved) / (4.0 * (double)last));
	struct spread spread = { .still = last };

	for (size_t i = 0; i < last; i++) {
		if (sign * increment(curve, i) < fmax(1, counts))
			continue;
		spread.active++;
		if (previous != SIZE_MAX && i - previous > spread.longest_pause)
			spread.longest_pause = i - previous;
		previous = i;
		spread.still = last - 1 - i;
	}
	spread.first = sign * (level_at(curve, last / 3) - level_at(curve, 0));
	spread.last = sign * (level_at(curve, last) - level_at(curve, last - last / 3));
	return spread;
}

static bool has_ended(const struct spread *spread)
{
	return spread->still >= STILL_LEAST &&
	       (double)spread->still >= STILL_FACTOR * (double)spread->longest_pause;
}

/*
 * The largest movement in a direction: of two intervals anywhere, the second only if it is not noise,
 * or of three in a row, for to touch much memory takes time.
 */
static double largest_blows(const struct curve *curve, double sign)
{
	double first = 0, second = 0, row = 0;

	for (size_t i = 0; i + 1 < curve->count; i++) {
		double blow = sign * increment(curve, i);

		if (i + 3 < curve->count)
			row = fmax(row,
				sign * (curve->points[i + 3].bytes - curve->points[i].bytes));
		if (blow > first) {
			second = first;
			first = blow;
		} else if (blow > second) {
			second = blow;
		}
	}
	return fmax(row, second > first / 4 ? first + second : first);
}

/* Whether nearly all intervals move one way, by what adds up to more than a small part of moved. */
static bool moves_beside(const struct curve *curve, double moved)
{
	double values[TREND_POINTS_MOST], usual;
	size_t count = curve->count - 1, along = 0;

	for (size_t i = 0; i < count; i++) {
		values[i] = moved < 0 ? -increment(curve, i) : increment(curve, i);
		along += values[i] > 0;
	}
	usual = median(values, count) * (double)count;
	return along * 4 >= count * 3 && usual > fmax(BESIDE_SHARE * fabs(moved), curve->quiet);
}

/* A blow is a step only where little happens beside it: a table that doubles leaks on after that. */
static bool is_step(const struct curve *curve, const struct spread *spread, double moved)
{
	size_t few = (size_t)(STEP_SHARE * (double)curve->count);

	if (spread->active <= (few < 2 ? 2 : few))
		return true;
	return largest_blows(curve, moved < 0 ? -1 : 1) >= BLOW_SHARE * fabs(moved) &&
	       !moves_beside(curve, moved);
}

/*
 * The variance of what count intervals from first on add up to, by how unlike neighbours are (von
 * Neumann 1941): that they all become smaller together is no chance.
 */
static double variance_of_sum(const struct curve *curve, size_t first, size_t count)
{
	double squares = 0;

	for (size_t i = first; i + 1 < first + count; i++) {
		double difference = increment(curve, i + 1) - increment(curve, i);

		squares += difference * difference;
	}
	return squares / 2;
}

/* By how much chance may make the last third's growth differ from the first one's. */
static double chance_of(const struct curve *curve)
{
	size_t third = (curve->count - 1) / 3;

	return sqrt(variance_of_sum(curve, 0, third) +
		    variance_of_sum(curve, curve->count - 1 - third, third));
}

/*
 * Slows down from third to third.  Neither noise must decide, so growth has to be clear, nor chance,
 * where it comes in few portions: the difference has to be more than those would make.
 */
static bool is_slowing(const struct curve *curve, const struct spread *spread)
{
	return spread->first > curve->quiet / 2 && spread->last < SLOWING * spread->first &&
	       spread->first - spread->last > 2 * chance_of(curve);
}

/* So few points cannot show that it slows down, only that it might. */
static bool may_be_slowing(const struct curve *curve, const struct spread *spread)
{
	return curve->count < TREND_POINTS_SURE && spread->last < EVEN * spread->first &&
	       spread->first - spread->last > chance_of(curve);
}

/* The median of one of the parts that the curve is cut into. */
static double part_level(const struct curve *curve, size_t part, size_t parts)
{
	size_t first = part * curve->count / parts, end = (part + 1) * curve->count / parts;
	double values[TREND_POINTS_MOST];

	for (size_t i = first; i < end; i++)
		values[i - first] = curve->points[i].bytes;
	return median(values, end - first);
}

/*
 * Whether it goes one way: without turning back, or, where noise lies over it, from each part of the
 * window to the next.  What wanders about is not that, however far it has come.
 */
static bool is_steady(const struct curve *curve, double moved)
{
	size_t parts = curve->count < TREND_POINTS_SURE ? 4 : 6, part = 1;
	double sign = moved < 0 ? -1 : 1, forth = 0, back = 0;

	for (size_t i = 0; i + 1 < curve->count; i++) {
		forth += fmax(0, sign * increment(curve, i));
		back += fmax(0, -sign * increment(curve, i));
	}
	if (back <= BACK_SHARE * forth)
		return true;
	/* It may have rested before, but not for longer than it moves. */
	while (part < parts / 2 && fabs(part_level(curve, part, parts) -
					   part_level(curve, 0, parts)) <= 0.1 * fabs(moved))
		part++;
	for (; part < parts; part++)
		if (sign * (part_level(curve, part, parts) - part_level(curve, part - 1, parts)) <=
			0.2 * fabs(moved) / (double)parts)
			return false;
	return true;
}

/*
 * Whether the lowest points climb, from each sixth of the window to the next: what engines that
 * collect in the background show, who sag now and then for as long as a sixth.
 */
static bool floor_climbs(const struct curve *curve)
{
	enum { parts = 6 };
	double before = -INFINITY, first = 0;

	if (curve->count < COUNT_FULL)
		return false;
	for (size_t part = 0; part < parts; part++) {
		size_t end = (part + 1) * curve->count / parts;
		double low = INFINITY;

		for (size_t i = part * curve->count / parts; i < end; i++)
			low = fmin(low, curve->points[i].bytes);
		if (low - before < 0.03 * (curve->high - curve->low))
			return false;
		if (part == 0)
			first = low;
		before = low;
	}
	return before - first > (curve->high - curve->low) / 2;
}

/* Teeth too small or too few to compare their low points, on a slope that is steeper than they are. */
static bool climbs_throughout(const struct curve *curve, double moved)
{
	return curve->count >= TREND_POINTS_SURE && moved > (curve->high - curve->low) / 2 &&
	       is_steady(curve, moved);
}

/* In few portions chance decides how many of them fall into a third; else the thirds have to agree. */
static bool is_even(const struct curve *curve, const struct spread *spread)
{
	bool sparse = 3 * spread->active <= curve->count;

	return spread->last >= EVEN * spread->first ||
	       (sparse && spread->first - spread->last <= chance_of(curve));
}

/* Behind a start-up a program may leak: does the second half, seen alone, grow without a bend? */
static bool goes_on(const struct curve *curve, double moved)
{
	struct spread spread;
	struct curve rest;
	double more;

	if (curve->count < TREND_POINTS_SURE + TREND_POINTS_LEAST)
		return false;
	load(&rest, curve->points + curve->count / 2, curve->count - curve->count / 2);
	more = level(&rest, true) - level(&rest, false);
	spread = spread_of(&rest, more);
	return more > rest.quiet && more > GOES_ON * moved && is_even(&rest, &spread) &&
	       !is_step(&rest, &spread, more) && !has_ended(&spread) && is_steady(&rest, more);
}

/* Few points in a short time cannot tell a leak from a program that starts. */
static bool may_be_starting(const struct curve *curve)
{
	double window = curve->points[curve->count - 1].seconds - curve->points[0].seconds;

	return curve->count < TREND_POINTS_SURE && window < TREND_SECONDS_SURE;
}

static enum trend judge_growth(const struct curve *curve, const struct spread *spread, double moved)
{
	if (has_ended(spread))
		return TREND_PLATEAU;
	if (is_slowing(curve, spread))
		return goes_on(curve, moved) ? TREND_GROWING : TREND_PLATEAU;
	if (may_be_slowing(curve, spread) || may_be_starting(curve))
		return TREND_TOO_SHORT;
	return TREND_GROWING;
}

static enum trend judge_leg(const struct curve *curve, double moved)
{
	struct spread spread = spread_of(curve, moved);
	enum trend trend = TREND_SHRINKING;

	if (is_step(curve, &spread, moved))
		return TREND_STEP;
	if (moved > 0)
		trend = judge_growth(curve, &spread, moved);
	else if (has_ended(&spread))
		trend = TREND_STEP;
	if (trend == TREND_GROWING && floor_climbs(curve))
		return trend;
	if ((trend == TREND_GROWING || trend == TREND_SHRINKING) && !is_steady(curve, moved))
		return TREND_SAWTOOTH;
	return trend;
}

/* ---- the whole ---- */

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
static enum trend judge_last_leg(const struct curve *curve, const struct legs *legs)
{
	struct curve rest;
	double before = -INFINITY;

	for (size_t i = 0; i < legs->turn; i++)
		before = fmax(before, curve->points[i].bytes);
	if (curve->count - legs->turn < TREND_POINTS_LEAST || level(curve, true) <= before)
		return TREND_SAWTOOTH;
	load(&rest, curve->points + legs->turn, curve->count - legs->turn);
	return judge_leg(&rest, level(&rest, true) - rest.points[0].bytes);
}

static enum trend judge(struct curve *curve, double moved)
{
	double range = curve->high - curve->low;
	struct legs legs;

	if (range <= curve->quiet)
		return TREND_FLAT;
	find_legs(&legs, curve, fmax(LEG_SHARE * range, curve->quiet));
	if (legs.count == 2 && legs.last_up)
		return judge_last_leg(curve, &legs);
	if (legs.count == 2 && is_spike(curve))
		return TREND_FLAT;
	if (legs.count >= 2)
		return troughs_climb(curve, &legs) || climbs_throughout(curve, moved)
			       ? TREND_GROWING
			       : TREND_SAWTOOTH;
	if (legs.count == 0 || fabs(moved) <= curve->quiet / 2)
		return TREND_FLAT;
	return judge_leg(curve, moved);
}

/* Kendall's tau: 1 where every later point is higher, 0 where there is no order. */
static double order_of(const struct curve *curve)
{
	long concordant = 0, pairs = 0;

	for (size_t i = 0; i < curve->count; i++)
		for (size_t j = i + 1; j < curve->count; j++) {
			double difference = curve->points[j].bytes - curve->points[i].bytes;

			concordant += difference > 0 ? 1 : difference < 0 ? -1 : 0;
			pairs++;
		}
	return pairs ? (double)concordant / (double)pairs : 0;
}

/* More points, and a clearer order where the class is one of order, make it more certain. */
static double confidence_of(const struct curve *curve, enum trend trend)
{
	double points = fmin(1, (double)curve->count / 60);
	double clear = 0.8;

	if (trend == TREND_TOO_SHORT)
		return 0;
	if (trend == TREND_FLAT)
		clear = 0.95;
	else if (trend == TREND_GROWING || trend == TREND_SHRINKING)
		clear = fabs(order_of(curve));
	return (0.4 + 0.6 * points) * clear;
}

/* Whoever rests by now is not said to grow at the pace of what lies behind. */
static double pace(const struct curve *curve, enum trend trend)
{
	size_t last_third = curve->count - curve->count / 3;

	if (trend == TREND_FLAT)
		return 0;
	return median_slope(curve, trend == TREND_STEP || trend == TREND_PLATEAU ? last_third : 0);
}

static double still_seconds(const struct curve *curve, double moved)
{
	struct spread spread = spread_of(curve, moved);
	size_t last = curve->count - 1;

	if (fabs(moved) <= curve->quiet || spread.still == 0)
		return 0;
	return curve->points[last].seconds - curve->points[last - spread.still].seconds;
}

void trend_find(struct trend_finding *finding, const struct trend_point *points, size_t count)
{
	struct curve curve;

	*finding = (struct trend_finding){ .trend = TREND_TOO_SHORT };
	if (count > 1)
		finding->window_seconds = points[count - 1].seconds - points[0].seconds;
	if (count < TREND_POINTS_LEAST)
		return;
	load(&curve, points, count);
	finding->moved_bytes = level(&curve, true) - level(&curve, false);
	finding->trend = judge(&curve, finding->moved_bytes);
	finding->bytes_per_minute = pace(&curve, finding->trend) * 60;
	finding->swing_bytes = curve.high - curve.low;
	finding->quiet_bytes = curve.quiet;
	finding->still_seconds = still_seconds(&curve, finding->moved_bytes);
	finding->confidence = confidence_of(&curve, finding->trend);
}
