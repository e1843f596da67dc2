/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zoo.h"

#include <math.h>
#include <string.h>

#include "base/macros.h"

#define KIB     1024.0
#define MIB     (1024.0 * 1024)
#define EACH(i) for (size_t i = 0; i < ZOO_TICKS; i++)

/* ---- chance ---- */

static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

double zoo_between(uint64_t *seed, double low, double high)
{
	return low + (high - low) * ((double)(next(seed) >> 11) / 9007199254740992.0);
}

/* As often from 1 to 2 as from 100 to 200. */
static double size_between(uint64_t *seed, double low, double high)
{
	return exp(zoo_between(seed, log(low), log(high)));
}

static double normal(uint64_t *seed)
{
	return sqrt(-2 * log(zoo_between(seed, 1e-12, 1))) * cos(zoo_between(seed, 0, 2 * M_PI));
}

static bool happens(uint64_t *seed, double every_seconds)
{
	return zoo_between(seed, 0, 1) < ZOO_TICK / every_seconds;
}

static double time_of(size_t i)
{
	return (double)i * ZOO_TICK;
}

/* ---- what is laid over a life ---- */

static void lose_steadily(struct zoo_life *life, double from, double a_minute)
{
	EACH(i)
	{
		double lost = fmax(0, time_of(i) - from) * a_minute / 60;

		life->lost[i] += lost;
		life->bytes[i] += lost;
	}
	life->leaks_from = from;
}

/* Steps of size bytes, at even distances, but for the part of them that is left to chance. */
static void lose_in_steps(struct zoo_life *life, double size, double seconds, double chance,
	uint64_t *seed)
{
	double lost = 0, at = zoo_between(seed, 0, seconds);

	EACH(i)
	{
		if (time_of(i) >= at) {
			lost += size * zoo_between(seed, 1 - chance, 1 + chance);
			at += seconds * zoo_between(seed, 1 - chance, 1 + chance);
		}
		life->lost[i] += lost;
		life->bytes[i] += lost;
	}
	life->leaks_from = 0;
	life->step_seconds = seconds * (1 + chance);
}

static void add_noise(struct zoo_life *life, double size, uint64_t *seed)
{
	EACH(i) life->bytes[i] += size * normal(seed);
}

/* Each reading much like the one before: keeps for about so many seconds. */
static void add_wandering(struct zoo_life *life, double size, double seconds, uint64_t *seed)
{
	double keeps = exp(-ZOO_TICK / seconds), now = normal(seed);

	EACH(i)
	{
		now = keeps * now + sqrt(1 - keeps * keeps) * normal(seed);
		life->bytes[i] += size * now;
	}
}

static void add_teeth(struct zoo_life *life, double height, double period, uint64_t *seed)
{
	double phase = zoo_between(seed, 0, 1);

	EACH(i) life->bytes[i] += height * fmod(time_of(i) / period + phase, 1);
}

/* Requests: each takes memory for a while and gives it back. */
static void add_bursts(struct zoo_life *life, double size, double every, double seconds,
	uint64_t *seed)
{
	EACH(i)
	{
		size_t until = i + (size_t)(zoo_between(seed, 0.3, 1.7) * seconds / ZOO_TICK);
		double bytes = size * zoo_between(seed, 0.3, 1.7);

		if (!happens(seed, every))
			continue;
		for (size_t j = i; j < until && j < ZOO_TICKS; j++)
			life->bytes[j] += bytes;
	}
}

static void add_job(struct zoo_life *life, double size, double period, double seconds,
	uint64_t *seed)
{
	double phase = zoo_between(seed, 0, period);

	EACH(i)
	{
		double at = fmod(time_of(i) + phase, period);

		life->bytes[i] += at < seconds ? size * fmin(1, at / (seconds / 2)) : 0;
	}
}

static double leak_pace(uint64_t *seed)
{
	return size_between(seed, 1.1 * MIB, 40 * MIB);
}

/* ---- leaks ---- */

static void steady(struct zoo_life *life, uint64_t *seed)
{
	lose_steadily(life, 0, leak_pace(seed));
}

static void small_portions(struct zoo_life *life, uint64_t *seed)
{
	double pace = leak_pace(seed), every = size_between(seed, 0.5, 6);

	lose_in_steps(life, pace * every / 60, every, 0.5, seed);
}

static void blocks_of_an_arena(struct zoo_life *life, uint64_t *seed)
{
	double size = zoo_between(seed, 0, 1) < 0.5 ? 256 * KIB : MIB;

	lose_in_steps(life, size, size / leak_pace(seed) * 60, 0.1, seed);
}

static void step_a_minute(struct zoo_life *life, uint64_t *seed)
{
	lose_in_steps(life, size_between(seed, 2 * MIB, 20 * MIB), zoo_between(seed, 25, 61), 0,
		seed);
}

static void table_a_while(struct zoo_life *life, uint64_t *seed)
{
	lose_in_steps(life, size_between(seed, 2 * MIB, 20 * MIB), zoo_between(seed, 10, 30), 0.5,
		seed);
}

static void by_chance(struct zoo_life *life, uint64_t *seed)
{
	double every = size_between(seed, 0.5, 10), size = leak_pace(seed) * every / 60, lost = 0;

	EACH(i)
	{
		lost += happens(seed, every) ? size * zoo_between(seed, 0.2, 1.8) : 0;
		life->lost[i] = lost;
		life->bytes[i] = lost;
	}
	life->leaks_from = 0;
	life->step_seconds = 6 * every;
}

static void below_teeth(struct zoo_life *life, uint64_t *seed)
{
	double pace = size_between(seed, 2 * MIB, 30 * MIB), period = size_between(seed, 3, 40);

	lose_steadily(life, 0, pace);
	add_teeth(life, fmin(pace * zoo_between(seed, 0.5, 8), 200 * MIB), period, seed);
}

/* The heap may grow to a multiple of what was live after the last collection (Go, Lua, V8). */
static void under_a_collector(struct zoo_life *life, uint64_t *seed)
{
	double live = size_between(seed, 5 * MIB, 60 * MIB), factor = zoo_between(seed, 1.3, 2);
	double pace = size_between(seed, 2 * MIB, 40 * MIB), start = live, now = live;
	double allocates = live * size_between(seed, 0.03, 0.3);

	life->teeth_grow = true;
	lose_steadily(life, 0, pace);
	EACH(i)
	{
		now += allocates * ZOO_TICK;
		if (now > factor * (start + life->lost[i]) - life->lost[i])
			now = start * zoo_between(seed, 0.97, 1.03);
		life->bytes[i] += now;
	}
}

static void below_uneven_teeth(struct zoo_life *life, uint64_t *seed)
{
	double pace = size_between(seed, 3 * MIB, 30 * MIB),
	       height = pace * zoo_between(seed, 0.3, 2);
	double now = 0, top = height, rise = height / size_between(seed, 4, 25);

	lose_steadily(life, 0, pace);
	EACH(i)
	{
		now += rise * ZOO_TICK * zoo_between(seed, 0, 2);
		if (now > top) {
			now = height * zoo_between(seed, 0, 0.2);
			top = height * zoo_between(seed, 0.8, 1.2);
		}
		life->bytes[i] += now;
	}
}

static void in_noise(struct zoo_life *life, uint64_t *seed)
{
	double pace = size_between(seed, 1.5 * MIB, 20 * MIB);

	lose_steadily(life, 0, pace);
	add_noise(life, pace * zoo_between(seed, 0.2, 1), seed);
}

static void in_slow_noise(struct zoo_life *life, uint64_t *seed)
{
	double pace = size_between(seed, 1.5 * MIB, 20 * MIB);

	lose_steadily(life, 0, pace);
	add_wandering(life, pace * zoo_between(seed, 0.05, 0.4), zoo_between(seed, 1, 6), seed);
}

static void under_bursts(struct zoo_life *life, uint64_t *seed)
{
	double pace = size_between(seed, 1.2 * MIB, 20 * MIB);

	lose_steadily(life, 0, pace);
	add_bursts(life, pace * zoo_between(seed, 0.5, 5), size_between(seed, 2, 20),
		size_between(seed, 0.4, 6), seed);
}

static void under_a_job(struct zoo_life *life, uint64_t *seed)
{
	double pace = size_between(seed, 2 * MIB, 20 * MIB), period = zoo_between(seed, 8, 40);

	lose_steadily(life, 0, pace);
	add_job(life, pace * zoo_between(seed, 0.5, 4), period,
		period * zoo_between(seed, 0.2, 0.7), seed);
}

static void job_that_leaves_some(struct zoo_life *life, uint64_t *seed)
{
	double pace = size_between(seed, 2 * MIB, 20 * MIB), period = zoo_between(seed, 10, 30);

	lose_in_steps(life, pace * period / 60, period, 0, seed);
	add_job(life, pace * zoo_between(seed, 0.5, 3), period,
		period * zoo_between(seed, 0.2, 0.6), seed);
}

static void exploding(struct zoo_life *life, uint64_t *seed)
{
	double doubling = zoo_between(seed, 60, 240), pace = size_between(seed, MIB, 3 * MIB);

	EACH(i)
	{
		double k = log(2) / doubling, grown = pace / 60 / k * (exp(k * time_of(i)) - 1);

		life->lost[i] = life->bytes[i] = fmin(grown, 1e12);
	}
	life->leaks_from = 0;
	life->accelerates = true;
}

static void ever_faster(struct zoo_life *life, uint64_t *seed)
{
	double pace = size_between(seed, MIB, 5 * MIB), more = pace * zoo_between(seed, 0.2, 1);

	EACH(i)
	{
		double minutes = time_of(i) / 60;

		life->lost[i] = life->bytes[i] = pace * minutes + more * minutes * minutes / 2;
	}
	life->leaks_from = 0;
	life->accelerates = true;
}

static void after_a_rest(struct zoo_life *life, uint64_t *seed)
{
	lose_steadily(life, zoo_between(seed, 10, 400), size_between(seed, 2 * MIB, 40 * MIB));
}

static void after_a_start(struct zoo_life *life, uint64_t *seed)
{
	double pace = leak_pace(seed), start = size_between(seed, 5 * MIB, 50 * MIB);
	double until = zoo_between(seed, 2, 20);

	lose_steadily(life, 0, pace);
	EACH(i) life->bytes[i] += start * fmin(1, time_of(i) / until);
	life->leaks_from = until;
}

static void beside_a_cache(struct zoo_life *life, uint64_t *seed)
{
	double pace = size_between(seed, 2 * MIB, 20 * MIB), tau = zoo_between(seed, 5, 40);
	double cache = pace * zoo_between(seed, 0.5, 4);

	lose_steadily(life, 0, pace);
	EACH(i) life->bytes[i] += cache * (1 - exp(-time_of(i) / tau));
	life->leaks_from = 2 * tau;
}

static void with_its_load(struct zoo_life *life, uint64_t *seed)
{
	double pace = leak_pace(seed), period = size_between(seed, 10, 60), lost = 0;

	EACH(i)
	{
		lost += pace / 60 * ZOO_TICK * (1 + sin(2 * M_PI * time_of(i) / period));
		life->lost[i] = life->bytes[i] = lost;
	}
	life->leaks_from = 0;
	life->step_seconds = period;
}

static void work_and_pause(struct zoo_life *life, uint64_t *seed)
{
	double pace = leak_pace(seed), period = size_between(seed, 6, 60), lost = 0;
	double works = period * zoo_between(seed, 0.2, 0.8), phase = zoo_between(seed, 0, period);

	EACH(i)
	{
		if (fmod(time_of(i) + phase, period) < works)
			lost += pace / 60 * ZOO_TICK * period / works;
		life->lost[i] = life->bytes[i] = lost;
	}
	life->leaks_from = 0;
	life->step_seconds = period;
}

static void of_a_giant(struct zoo_life *life, uint64_t *seed)
{
	EACH(i) life->bytes[i] = 20 * KIB * MIB;
	lose_steadily(life, 0, size_between(seed, 1.1 * MIB, 4 * MIB));
	add_noise(life, 8 * KIB, seed);
}

static void doubling_table(struct zoo_life *life, uint64_t *seed)
{
	double pace = leak_pace(seed), table = size_between(seed, 0.2 * MIB, MIB);

	lose_steadily(life, 0, pace);
	EACH(i)
	{
		while (table < life->lost[i] / 4)
			table *= 2;
		life->bytes[i] += table;
		life->lost[i] += table;
	}
}

static void half_given_back(struct zoo_life *life, uint64_t *seed)
{
	double pace = leak_pace(seed), every = size_between(seed, 1, 12);
	double size = pace * every / 60 * 2;

	lose_in_steps(life, size / 2, every, 0, seed);
	add_job(life, size * zoo_between(seed, 0.5, 2), every, every / 2, seed);
}

static void stacks_of_threads(struct zoo_life *life, uint64_t *seed)
{
	double every = size_between(seed, 0.5, 5);

	lose_in_steps(life, 132 * KIB * floor(zoo_between(seed, 1, 6)), every, 0.2, seed);
	if (zoo_pace(life, ZOO_SECONDS - 1) < MIB)
		lose_steadily(life, 0, MIB);
}

/* ---- no leaks ---- */

static void idle(struct zoo_life *life, uint64_t *seed)
{
	(void)seed;
	EACH(i) life->bytes[i] = 10 * MIB;
}

static void rare_pages(struct zoo_life *life, uint64_t *seed)
{
	double every = size_between(seed, 60, 300), now = 0;

	EACH(i)
	{
		now += happens(seed, every) ? 4 * KIB : 0;
		life->bytes[i] = now;
	}
}

static void start_up(struct zoo_life *life, uint64_t *seed)
{
	double all = size_between(seed, MIB, 500 * MIB), until = size_between(seed, 1, 30);

	EACH(i) life->bytes[i] = all * fmin(1, time_of(i) / until);
	life->innocent_from = 1.5 * until + 5;
}

static void start_up_in_parts(struct zoo_life *life, uint64_t *seed)
{
	double until = size_between(seed, 3, 40), size = size_between(seed, 0.2 * MIB, 30 * MIB),
	       now = 0;

	EACH(i)
	{
		if (time_of(i) < until && happens(seed, until / 8))
			now += size * zoo_between(seed, 0, 1);
		life->bytes[i] = now;
	}
	life->innocent_from = 1.5 * until + 10;
}

static void warming_up(struct zoo_life *life, uint64_t *seed)
{
	double all = size_between(seed, MIB, 300 * MIB), tau = size_between(seed, 5, 90);

	EACH(i) life->bytes[i] = all * (1 - exp(-time_of(i) / tau));
	add_noise(life, all * zoo_between(seed, 0, 0.003), seed);
	life->innocent_from = 2.5 * tau;
}

static void random_keys(struct zoo_life *life, uint64_t *seed)
{
	double all = size_between(seed, 2 * MIB, 200 * MIB), tau = size_between(seed, 10, 120);
	double value = size_between(seed, 4 * KIB, 64 * KIB), now = 0;

	EACH(i)
	{
		double tries = all / tau * ZOO_TICK / value;
		double found = tries * (1 - now / all);

		now += value * fmax(0, floor(found + sqrt(found) * normal(seed) + 0.5));
		now = fmin(now, all);
		life->bytes[i] = now;
	}
	life->innocent_from = 2.5 * tau;
}

static void ever_slower(struct zoo_life *life, uint64_t *seed)
{
	double size = size_between(seed, MIB, 30 * MIB), start = zoo_between(seed, 1, 10);

	EACH(i) life->bytes[i] = size * log(1 + time_of(i) / start);
	life->innocent_from = 30;
}

static void bounded_ring(struct zoo_life *life, uint64_t *seed)
{
	double all = size_between(seed, MIB, 200 * MIB), until = size_between(seed, 5, 120);

	EACH(i) life->bytes[i] = all * fmin(1, time_of(i) / until);
	add_noise(life, zoo_between(seed, 0, 40 * KIB), seed);
	life->innocent_from = 1.6 * until + 5;
}

static void teeth(struct zoo_life *life, uint64_t *seed)
{
	double period = size_between(seed, 1, 60);

	add_teeth(life, size_between(seed, MIB, 300 * MIB), period, seed);
	life->innocent_from = 2 * period;
}

static void collector(struct zoo_life *life, uint64_t *seed)
{
	double height = size_between(seed, MIB, 300 * MIB), period = size_between(seed, 2, 50);
	double now = zoo_between(seed, 0, height), top = height;

	EACH(i)
	{
		now += height / period * ZOO_TICK * zoo_between(seed, 0.3, 1.7);
		if (now > top) {
			now = height * zoo_between(seed, 0, 0.3);
			top = height * zoo_between(seed, 0.7, 1.3);
		}
		life->bytes[i] = now;
	}
	life->innocent_from = 2.5 * period;
}

/* Small teeth upon large ones: a young generation and an old one. */
static void generations(struct zoo_life *life, uint64_t *seed)
{
	double height = size_between(seed, 5 * MIB, 300 * MIB), period = size_between(seed, 15, 60);

	add_teeth(life, height, period, seed);
	add_teeth(life, height * zoo_between(seed, 0.1, 0.5), period / zoo_between(seed, 4, 11),
		seed);
	life->innocent_from = 2.5 * period;
}

static void bounded_walk(struct zoo_life *life, uint64_t *seed)
{
	double size = size_between(seed, 0.1 * MIB, 5 * MIB), now = 0, bound = size * 25;

	EACH(i)
	{
		if (i % 5 == 0)
			now += zoo_between(seed, 0, 1) < 0.5 ? size : -size;
		now = fmin(fmax(now, 0), bound);
		life->bytes[i] = now;
	}
}

static void wandering(struct zoo_life *life, uint64_t *seed)
{
	add_wandering(life, size_between(seed, 64 * KIB, 50 * MIB), size_between(seed, 1, 20),
		seed);
}

static void noise(struct zoo_life *life, uint64_t *seed)
{
	add_noise(life, size_between(seed, 16 * KIB, 50 * MIB), seed);
}

static void periodic_work(struct zoo_life *life, uint64_t *seed)
{
	double period = size_between(seed, 5, 60);

	add_job(life, size_between(seed, MIB, 200 * MIB), period,
		period * zoo_between(seed, 0.1, 0.8), seed);
	life->innocent_from = 2 * period;
}

static void requests(struct zoo_life *life, uint64_t *seed)
{
	add_bursts(life, size_between(seed, 0.2 * MIB, 50 * MIB), size_between(seed, 1, 20),
		size_between(seed, 0.5, 10), seed);
	life->innocent_from = 30;
}

static void slow_wave(struct zoo_life *life, uint64_t *seed)
{
	double period = zoo_between(seed, 60, 200), size = size_between(seed, MIB, 50 * MIB);
	double phase = zoo_between(seed, 0, 1);

	EACH(i) life->bytes[i] = size * sin(2 * M_PI * (time_of(i) / period + phase));
	life->innocent_from = 1.5 * period;
}

static void shrinking(struct zoo_life *life, uint64_t *seed)
{
	double pace = leak_pace(seed);

	EACH(i) life->bytes[i] = -pace / 60 * time_of(i);
}

static void one_step(struct zoo_life *life, uint64_t *seed)
{
	double at = zoo_between(seed, 5, 500), size = size_between(seed, 0.3 * MIB, 500 * MIB);

	EACH(i) life->bytes[i] = time_of(i) < at ? 0 : size;
	add_noise(life, zoo_between(seed, 0, 10 * KIB), seed);
}

static void two_steps(struct zoo_life *life, uint64_t *seed)
{
	double first = zoo_between(seed, 5, 100), second = first + zoo_between(seed, 5, 60);
	double size = size_between(seed, 0.5 * MIB, 100 * MIB),
	       more = size * zoo_between(seed, 0.3, 3);

	EACH(i)
	life->bytes[i] = (time_of(i) < first ? 0 : size) + (time_of(i) < second ? 0 : more);
}

static void pool_fills(struct zoo_life *life, uint64_t *seed)
{
	double every = size_between(seed, 0.5, 10), size = size_between(seed, 130 * KIB, 8 * MIB);
	double most = floor(zoo_between(seed, 3, 17));

	EACH(i) life->bytes[i] = size * fmin(most, floor(time_of(i) / every));
	life->innocent_from = 1.7 * most * every + 5;
}

static void fill_and_clear(struct zoo_life *life, uint64_t *seed)
{
	double period = zoo_between(seed, 15, 60), height = size_between(seed, 2 * MIB, 200 * MIB);
	bool kept = zoo_between(seed, 0, 1) < 0.5;

	EACH(i)
	{
		double at = fmod(time_of(i) / period, 1);

		life->bytes[i] = kept && time_of(i) > period ? height : height * at;
	}
	life->innocent_from = 2 * period;
}

static void spikes(struct zoo_life *life, uint64_t *seed)
{
	add_bursts(life, size_between(seed, 2 * MIB, 100 * MIB), size_between(seed, 30, 120), 2,
		seed);
}

static void up_and_down_again(struct zoo_life *life, uint64_t *seed)
{
	double up = zoo_between(seed, 10, 60), down = up + zoo_between(seed, 10, 60);
	double size = size_between(seed, MIB, 100 * MIB);

	EACH(i) life->bytes[i] = time_of(i) > up && time_of(i) < down ? size : 0;
}

static void fragmenting(struct zoo_life *life, uint64_t *seed)
{
	double size = size_between(seed, 10 * MIB, 100 * MIB), tau = zoo_between(seed, 20, 90);

	add_teeth(life, size / 4, zoo_between(seed, 3, 15), seed);
	EACH(i) life->bytes[i] += size * (1 - exp(-time_of(i) / tau));
	life->innocent_from = 3 * tau;
}

/* Every other life is watched from its first moment on, when program and libraries are loaded. */
static void start(struct zoo_life *life, uint64_t *seed)
{
	double all = size_between(seed, 2 * MIB, 30 * MIB), until = size_between(seed, 0.2, 3);

	if (zoo_between(seed, 0, 1) < 0.5)
		return;
	EACH(i) life->bytes[i] += all * fmin(1, time_of(i) / until);
	life->leaks_from = fmax(life->leaks_from, until);
	life->innocent_from = fmax(life->innocent_from, 2 * until + 5);
}

const struct zoo_kind zoo_kinds[] = {
	{ "steady", steady, false },
	{ "small portions", small_portions, false },
	{ "blocks of an arena", blocks_of_an_arena, false },
	{ "step a minute", step_a_minute, false },
	{ "table a while", table_a_while, false },
	{ "by chance", by_chance, false },
	{ "below teeth", below_teeth, false },
	{ "below uneven teeth", below_uneven_teeth, false },
	{ "under a collector", under_a_collector, false },
	{ "in noise", in_noise, false },
	{ "in slow noise", in_slow_noise, false },
	{ "under bursts", under_bursts, false },
	{ "under a job", under_a_job, false },
	{ "job that leaves some", job_that_leaves_some, false },
	{ "exploding", exploding, false },
	{ "ever faster", ever_faster, false },
	{ "after a rest", after_a_rest, false },
	{ "after a start", after_a_start, false },
	{ "beside a cache", beside_a_cache, false },
	{ "with its load", with_its_load, false },
	{ "work and pause", work_and_pause, false },
	{ "of a giant", of_a_giant, false },
	{ "doubling table", doubling_table, false },
	{ "half given back", half_given_back, false },
	{ "stacks of threads", stacks_of_threads, false },
	{ "idle", idle, false },
	{ "rare pages", rare_pages, false },
	{ "start-up", start_up, false },
	{ "start-up in parts", start_up_in_parts, false },
	{ "warming up", warming_up, false },
	{ "random keys", random_keys, false },
	{ "ever slower", ever_slower, false },
	{ "bounded ring", bounded_ring, false },
	{ "teeth", teeth, false },
	{ "collector", collector, false },
	{ "generations", generations, false },
	{ "bounded walk", bounded_walk, true },
	{ "wandering", wandering, true },
	{ "noise", noise, false },
	{ "periodic work", periodic_work, false },
	{ "requests", requests, false },
	{ "slow wave", slow_wave, false },
	{ "shrinking", shrinking, false },
	{ "one step", one_step, false },
	{ "two steps", two_steps, false },
	{ "pool fills", pool_fills, false },
	{ "fill and clear", fill_and_clear, false },
	{ "spikes", spikes, false },
	{ "up and down again", up_and_down_again, false },
	{ "fragmenting", fragmenting, false },
};
const size_t zoo_kind_count = COUNT_OF(zoo_kinds);

void zoo_live(struct zoo_life *life, const struct zoo_kind *kind, uint64_t seed)
{
	/* Seeds that are near one another shall not make lives that are. */
	seed = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
	for (int i = 0; i < 8; i++)
		next(&seed);
	memset(life, 0, sizeof(*life));
	life->leaks_from = INFINITY;
	kind->live(life, &seed);
	start(life, &seed);
	if (isfinite(life->leaks_from))
		life->innocent_from = INFINITY;
}

double zoo_pace(const struct zoo_life *life, double seconds)
{
	size_t last = (size_t)(seconds / ZOO_TICK), first = (size_t)(life->leaks_from / ZOO_TICK);

	if (last >= ZOO_TICKS)
		last = ZOO_TICKS - 1;
	if (!isfinite(life->leaks_from) || first >= last)
		return 0;
	if (life->accelerates)
		first = last < 10 ? 0 : last - 10;
	return (life->lost[last] - life->lost[first]) / (time_of(last) - time_of(first)) * 60;
}
