/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/trend/shape.h"

#include <math.h>
#include <stdint.h>

#include "base/macros.h"
#include "derive/trend/floor.h"
#include "derive/trend/pace.h"

/* A growth in at most this part of the intervals is a step, more of them are growth. */
#define STEP_SHARE 0.05
/* The last third's growth, against the first one's, below which growth slows down. */
#define SLOWING 0.6
/* With fewer points than TREND_POINTS_SURE a filling cache is hardly bent yet: growth must be this even. */
#define EVEN 0.8
/* Portions that come so many standard deviations too early become ever rarer. */
#define EARLY 1
/* What goes on behind a bend is at least this part of all that moved, or it is texture. */
#define GOES_ON 0.1
/* This part of the movement, made at one blow or two, is a step, whatever noise is around it. */
#define BLOW_SHARE 0.7
/* ... unless what happens all the time adds up to more than this part of it. */
#define BESIDE_SHARE 0.1
/*
 * A walk without direction comes this many times as far as its deepest fall one time in exp(FALLS)
 * (Taylor 1975).
 */
#define FALLS 5
/* Stillness at the end this many times longer than the longest pause before it: growth has ended. */
#define STILL_FACTOR 2.5
#define STILL_LEAST  5

/* So few blows, each within so many intervals, may be steps. */
#define BLOWS          3
#define BLOW_INTERVALS 3
/* Sizes and distances that differ by no more than this factor are the same. */
#define ALIKE 1.5

struct spread {
	size_t active;        /* intervals that move by an amount that counts */
	size_t still;         /* intervals since the last of them */
	size_t longest_pause; /* between two of them, in intervals */
	double first, last;   /* what the first and the last third contribute */
	size_t blows;         /* runs of active intervals */
	struct {
		size_t at;
		double bytes;
	} blow[BLOWS]; /* the first of them */
};

static struct spread spread_of(const struct curve *curve, double moved)
{
	double sign = moved < 0 ? -1 : 1;
	size_t last = curve->count - 1, previous = SIZE_MAX;
	/* A quarter of what it would be if all intervals moved alike. */
	double counts = min_double(fabs(moved) * 0.01, fabs(moved) / (4.0 * (double)last));
	struct spread spread = { .still = last };

	for (size_t i = 0; i < last; i++) {
		if (sign * curve_increment(curve, i) < max_double(1, counts))
			continue;
		spread.active++;
		if (previous != SIZE_MAX && i - previous > spread.longest_pause)
			spread.longest_pause = i - previous;
		if (previous == SIZE_MAX || i - previous > 1)
			spread.blows++;
		if (spread.blows <= BLOWS) {
			spread.blow[spread.blows - 1].at = i;
			spread.blow[spread.blows - 1].bytes += sign * curve_increment(curve, i);
		}
		previous = i;
		spread.still = last - 1 - i;
	}
	spread.first = sign * (curve_level_at(curve, last / 3) - curve_level_at(curve, 0));
	spread.last = sign * (curve_level_at(curve, last) - curve_level_at(curve, last - last / 3));
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
		double blow = sign * curve_increment(curve, i);

		if (i + 3 < curve->count)
			row = max_double(row,
				sign * (curve->points[i + 3].bytes - curve->points[i].bytes));
		if (blow > first) {
			second = first;
			first = blow;
		} else if (blow > second) {
			second = blow;
		}
	}
	return max_double(row, second > first / 4 ? first + second : first);
}

/* Whether nearly all intervals move one way, by what adds up to more than a small part of moved. */
static bool moves_beside(const struct curve *curve, double moved)
{
	double values[TREND_POINTS_MOST], usual;
	size_t count = curve->count - 1, along = 0;

	for (size_t i = 0; i < count; i++) {
		values[i] = moved < 0 ? -curve_increment(curve, i) : curve_increment(curve, i);
		along += values[i] > 0;
	}
	usual = median_of(values, count) * (double)count;
	return along * 4 >= count * 3 &&
	       usual > max_double(BESIDE_SHARE * fabs(moved), curve->quiet);
}

static bool alike(double left, double right)
{
	return min_double(left, right) * ALIKE >= max_double(left, right);
}

/* One blow or two are steps; so are three, unless they look like a habit: of one size, in one beat. */
static bool are_few_blows(const struct spread *spread)
{
	if (spread->blows > BLOWS || spread->active > spread->blows * BLOW_INTERVALS)
		return false;
	return spread->blows < BLOWS || !alike(spread->blow[0].bytes, spread->blow[1].bytes) ||
	       !alike(spread->blow[1].bytes, spread->blow[2].bytes) ||
	       !alike((double)(spread->blow[1].at - spread->blow[0].at),
		       (double)(spread->blow[2].at - spread->blow[1].at));
}

/* A blow is a step only where little happens beside it: a table that doubles leaks on after that. */
static bool is_step(const struct curve *curve, const struct spread *spread, double moved)
{
	size_t few = (size_t)(STEP_SHARE * (double)curve->count);

	if (spread->active <= (few < 2 ? 2 : few) || are_few_blows(spread))
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
		double difference = curve_increment(curve, i + 1) - curve_increment(curve, i);

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

/* Each step smaller than those before it, but for exceptions. */
static bool slows_in_order(const struct curve *curve)
{
	double steps[TREND_POINTS_MOST], score;

	for (size_t i = 0; i + 1 < curve->count; i++)
		steps[i] = curve_increment(curve, i);
	order_of(steps, curve->count - 1, &score);
	return score < -ORDER_QUANTILE;
}

/*
 * Slows down from third to third.  Neither noise must decide, so growth has to be clear, nor chance,
 * where it comes in few portions: the difference has to be more than those would make.
 */
static bool is_slowing(const struct curve *curve, const struct spread *spread)
{
	if (spread->first <= curve->quiet / 2 || spread->last >= SLOWING * spread->first)
		return false;
	return spread->first - spread->last > 2 * chance_of(curve) || slows_in_order(curve) ||
	       (curve_fall(curve) > 0 && !floor_keeps_pace(curve));
}

/* So few points cannot show that it slows down, only that it might. */
static bool may_be_slowing(const struct curve *curve, const struct spread *spread)
{
	return curve->count < TREND_POINTS_SURE && spread->last < EVEN * spread->first &&
	       spread->first - spread->last > chance_of(curve);
}

/*
 * Whether it goes one way: hardly turning back, or, where noise lies over it, in blocks that do since
 * it last changed its pace.  What wanders about is not that, however far it has come.
 */
static bool is_steady(const struct curve *curve, double moved)
{
	struct curve upward = *curve, rest, floor;
	size_t change = pace_change(curve);

	if (moved < 0)
		curve_turn_over(&upward);
	if (curve_fall(&upward) * FALLS <= fabs(moved))
		return true;
	curve_from(&rest, &upward, change < curve->count * 3 / 4 ? change : 0);
	return floor_climbs(&floor, &rest);
}

static bool is_sparse(const struct curve *curve, const struct spread *spread)
{
	return 3 * spread->active <= curve->count;
}

/*
 * By how many standard deviations the moments of its portions, each by its size, are earlier than
 * moments without order (Laplace's test).
 */
static double earliness(const struct curve *curve)
{
	double sum = 0, moments = 0, squares = 0, last = (double)curve->count - 2;

	for (size_t i = 0; i + 1 < curve->count; i++) {
		double portion = max_double(0, curve_increment(curve, i));

		sum += portion;
		moments += portion * (double)i;
		squares += portion * portion;
	}
	return sum > 0 ? (last / 2 - moments / sum) * sum / (last * sqrt(squares / 12)) : 0;
}

bool shape_thins_out(const struct curve *curve, double moved, double deviations)
{
	struct spread spread = spread_of(curve, moved);

	return is_sparse(curve, &spread) && earliness(curve) > deviations;
}

/* In few portions chance decides how many of them fall into a third; else the thirds have to agree. */
static bool is_even(const struct curve *curve, const struct spread *spread)
{
	return spread->last >= EVEN * spread->first ||
	       (is_sparse(curve, spread) && spread->first - spread->last <= chance_of(curve));
}

/* Behind a start-up a program may leak: does the second half, seen alone, grow without a bend? */
static bool goes_on(const struct curve *curve, double moved)
{
	struct spread spread;
	struct curve rest;
	double more;

	if (curve->count < TREND_POINTS_SURE + TREND_POINTS_LEAST)
		return false;
	curve_from(&rest, curve, curve->count / 2);
	more = curve_level(&rest, true) - curve_level(&rest, false);
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
	if (shape_thins_out(curve, moved, EARLY))
		return TREND_STEP;
	return TREND_GROWING;
}

enum trend shape_of_leg(const struct curve *curve, double moved)
{
	struct spread spread = spread_of(curve, moved);
	enum trend trend = TREND_SHRINKING;

	if (is_step(curve, &spread, moved))
		return TREND_STEP;
	if (moved > 0)
		trend = judge_growth(curve, &spread, moved);
	else if (has_ended(&spread))
		trend = TREND_STEP;
	if ((trend == TREND_GROWING || trend == TREND_SHRINKING) && !is_steady(curve, moved))
		return TREND_SAWTOOTH;
	return trend;
}

size_t shape_still(const struct curve *curve, double moved)
{
	return spread_of(curve, moved).still;
}
