/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs that do not. */
#include "zoo_parts.h"

static void idle(struct zoo_life *life, uint64_t *seed)
{
	(void)seed;
	EACH(i) life->bytes[i] = 10 * MIB;
}

static void rare_pages(struct zoo_life *life, uint64_t *seed)
{
	double every = zoo_size_between(seed, 60, 300), now = 0;

	EACH(i)
	{
		now += zoo_happens(seed, every) ? 4 * KIB : 0;
		life->bytes[i] = now;
	}
}

static void start_up(struct zoo_life *life, uint64_t *seed)
{
	double all = zoo_size_between(seed, MIB, 500 * MIB), until = zoo_size_between(seed, 1, 30);

	EACH(i) life->bytes[i] = all * fmin(1, zoo_time_of(i) / until);
	life->innocent_from = 1.5 * until + 5;
}

static void start_up_in_parts(struct zoo_life *life, uint64_t *seed)
{
	double until = zoo_size_between(seed, 3, 40),
	       size = zoo_size_between(seed, 0.2 * MIB, 30 * MIB), now = 0;

	EACH(i)
	{
		if (zoo_time_of(i) < until && zoo_happens(seed, until / 8))
			now += size * zoo_between(seed, 0, 1);
		life->bytes[i] = now;
	}
	life->innocent_from = 1.5 * until + 10;
}

static void warming_up(struct zoo_life *life, uint64_t *seed)
{
	double all = zoo_size_between(seed, MIB, 300 * MIB), tau = zoo_size_between(seed, 5, 90);

	EACH(i) life->bytes[i] = all * (1 - exp(-zoo_time_of(i) / tau));
	zoo_add_noise(life, all * zoo_between(seed, 0, 0.003), seed);
	life->innocent_from = 2.5 * tau;
}

static void random_keys(struct zoo_life *life, uint64_t *seed)
{
	double all = zoo_size_between(seed, 2 * MIB, 200 * MIB),
	       tau = zoo_size_between(seed, 10, 120);
	double value = zoo_size_between(seed, 4 * KIB, 64 * KIB), now = 0;

	EACH(i)
	{
		double tries = all / tau * ZOO_TICK / value;
		double found = tries * (1 - now / all);

		now += value * fmax(0, floor(found + sqrt(found) * zoo_normal(seed) + 0.5));
		now = fmin(now, all);
		life->bytes[i] = now;
	}
	life->innocent_from = 2.5 * tau;
}

static void ever_slower(struct zoo_life *life, uint64_t *seed)
{
	double size = zoo_size_between(seed, MIB, 30 * MIB), start = zoo_between(seed, 1, 10);

	EACH(i) life->bytes[i] = size * log(1 + zoo_time_of(i) / start);
	life->innocent_from = 30;
}

static void bounded_ring(struct zoo_life *life, uint64_t *seed)
{
	double all = zoo_size_between(seed, MIB, 200 * MIB), until = zoo_size_between(seed, 5, 120);

	EACH(i) life->bytes[i] = all * fmin(1, zoo_time_of(i) / until);
	zoo_add_noise(life, zoo_between(seed, 0, 40 * KIB), seed);
	life->innocent_from = 1.6 * until + 5;
}

static void teeth(struct zoo_life *life, uint64_t *seed)
{
	double period = zoo_size_between(seed, 1, 60);

	zoo_add_teeth(life, zoo_size_between(seed, MIB, 300 * MIB), period, seed);
	life->innocent_from = 2 * period;
}

static void collector(struct zoo_life *life, uint64_t *seed)
{
	double height = zoo_size_between(seed, MIB, 300 * MIB),
	       period = zoo_size_between(seed, 2, 50);
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
	double height = zoo_size_between(seed, 5 * MIB, 300 * MIB),
	       period = zoo_size_between(seed, 15, 60);

	zoo_add_teeth(life, height, period, seed);
	{
		const double first = height * zoo_between(seed, 0.1, 0.5);
		const double second = period / zoo_between(seed, 4, 11);

		zoo_add_teeth(life, first, second, seed);
	}
	life->innocent_from = 2.5 * period;
}

static void bounded_walk(struct zoo_life *life, uint64_t *seed)
{
	double size = zoo_size_between(seed, 0.1 * MIB, 5 * MIB), now = 0, bound = size * 25;

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
	{
		const double first = zoo_size_between(seed, 64 * KIB, 50 * MIB);
		const double second = zoo_size_between(seed, 1, 20);

		zoo_add_wandering(life, first, second, seed);
	}
}

static void noise(struct zoo_life *life, uint64_t *seed)
{
	zoo_add_noise(life, zoo_size_between(seed, 16 * KIB, 50 * MIB), seed);
}

static void periodic_work(struct zoo_life *life, uint64_t *seed)
{
	double period = zoo_size_between(seed, 5, 60);

	{
		const double first = zoo_size_between(seed, MIB, 200 * MIB);
		const double second = period * zoo_between(seed, 0.1, 0.8);

		zoo_add_job(life, first, period, second, seed);
	}
	life->innocent_from = 2 * period;
}

static void requests(struct zoo_life *life, uint64_t *seed)
{
	{
		const double first = zoo_size_between(seed, 0.2 * MIB, 50 * MIB);
		const double second = zoo_size_between(seed, 1, 20);
		const double third = zoo_size_between(seed, 0.5, 10);

		zoo_add_bursts(life, first, second, third, seed);
	}
	life->innocent_from = 30;
}

static void slow_wave(struct zoo_life *life, uint64_t *seed)
{
	double period = zoo_between(seed, 60, 200), size = zoo_size_between(seed, MIB, 50 * MIB);
	double phase = zoo_between(seed, 0, 1);

	EACH(i) life->bytes[i] = size * sin(2 * M_PI * (zoo_time_of(i) / period + phase));
	life->innocent_from = 1.5 * period;
}

static void shrinking(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_leak_pace(seed);

	EACH(i) life->bytes[i] = -pace / 60 * zoo_time_of(i);
}

static void one_step(struct zoo_life *life, uint64_t *seed)
{
	double at = zoo_between(seed, 5, 500), size = zoo_size_between(seed, 0.3 * MIB, 500 * MIB);

	EACH(i) life->bytes[i] = zoo_time_of(i) < at ? 0 : size;
	zoo_add_noise(life, zoo_between(seed, 0, 10 * KIB), seed);
}

static void two_steps(struct zoo_life *life, uint64_t *seed)
{
	double first = zoo_between(seed, 5, 100), second = first + zoo_between(seed, 5, 60);
	double size = zoo_size_between(seed, 0.5 * MIB, 100 * MIB),
	       more = size * zoo_between(seed, 0.3, 3);

	EACH(i)
	life->bytes[i] = (zoo_time_of(i) < first ? 0 : size) + (zoo_time_of(i) < second ? 0 : more);
}

static void pool_fills(struct zoo_life *life, uint64_t *seed)
{
	double every = zoo_size_between(seed, 0.5, 10),
	       size = zoo_size_between(seed, 130 * KIB, 8 * MIB);
	double most = floor(zoo_between(seed, 3, 17));

	EACH(i) life->bytes[i] = size * fmin(most, floor(zoo_time_of(i) / every));
	life->innocent_from = 1.7 * most * every + 5;
}

static void fill_and_clear(struct zoo_life *life, uint64_t *seed)
{
	double period = zoo_between(seed, 15, 60),
	       height = zoo_size_between(seed, 2 * MIB, 200 * MIB);
	bool kept = zoo_between(seed, 0, 1) < 0.5;

	EACH(i)
	{
		double at = fmod(zoo_time_of(i) / period, 1);

		life->bytes[i] = kept && zoo_time_of(i) > period ? height : height * at;
	}
	life->innocent_from = 2 * period;
}

static void spikes(struct zoo_life *life, uint64_t *seed)
{
	{
		const double first = zoo_size_between(seed, 2 * MIB, 100 * MIB);
		const double second = zoo_size_between(seed, 30, 120);

		zoo_add_bursts(life, first, second, 2, seed);
	}
}

static void up_and_down_again(struct zoo_life *life, uint64_t *seed)
{
	double up = zoo_between(seed, 10, 60), down = up + zoo_between(seed, 10, 60);
	double size = zoo_size_between(seed, MIB, 100 * MIB);

	EACH(i) life->bytes[i] = zoo_time_of(i) > up && zoo_time_of(i) < down ? size : 0;
}

static void fragmenting(struct zoo_life *life, uint64_t *seed)
{
	double size = zoo_size_between(seed, 10 * MIB, 100 * MIB), tau = zoo_between(seed, 20, 90);

	zoo_add_teeth(life, size / 4, zoo_between(seed, 3, 15), seed);
	EACH(i) life->bytes[i] += size * (1 - exp(-zoo_time_of(i) / tau));
	life->innocent_from = 3 * tau;
}

/* The most of what was ever used at once, which is what stays resident. */
static void high_water(struct zoo_life *life, uint64_t *seed)
{
	double size = zoo_size_between(seed, 0.5 * MIB, 50 * MIB), now = 0, most = 0;
	double keeps = exp(-ZOO_TICK / zoo_size_between(seed, 0.5, 5));

	EACH(i)
	{
		now = keeps * now + sqrt(1 - keeps * keeps) * zoo_normal(seed);
		most = fmax(most, now);
		life->bytes[i] = size * most;
	}
	life->innocent_from = 60;
}

static void batch_job(struct zoo_life *life, uint64_t *seed)
{
	double until = zoo_between(seed, 20, 120),
	       size = zoo_size_between(seed, 2 * MIB, 500 * MIB);

	EACH(i) life->bytes[i] = zoo_time_of(i) < until ? size * zoo_time_of(i) / until : 0;
	life->innocent_from = until + 5;
}

static void slow_teeth(struct zoo_life *life, uint64_t *seed)
{
	double period = zoo_between(seed, 60, 200);

	zoo_add_teeth(life, zoo_size_between(seed, MIB, 300 * MIB), period, seed);
	life->innocent_from = 2.5 * period;
}

/* Processes of a pool, or connections: a number that comes to its balance by itself. */
static void pool_in_balance(struct zoo_life *life, uint64_t *seed)
{
	double every = zoo_size_between(seed, 0.5, 5), stays = every * zoo_between(seed, 3, 20);
	double each = zoo_size_between(seed, 0.2 * MIB, 5 * MIB);

	EACH(i)
	{
		size_t until = i + (size_t)(-log(zoo_between(seed, 1e-9, 1)) * stays / ZOO_TICK);

		if (!zoo_happens(seed, every))
			continue;
		for (size_t j = i; j < until && j < ZOO_TICKS; j++)
			life->bytes[j] += each;
	}
	life->innocent_from = 4 * stays;
}

static void decaying(struct zoo_life *life, uint64_t *seed)
{
	double up = zoo_between(seed, 5, 30), tau = zoo_size_between(seed, 20, 300);
	double size = zoo_size_between(seed, 2 * MIB, 200 * MIB);

	EACH(i)
	{
		double at = zoo_time_of(i);

		life->bytes[i] = at < up ? size * at / up : size * exp(-(at - up) / tau);
	}
	life->innocent_from = up + 10;
}

/* The collector lets its heap become larger, until that suffices. */
static void heap_that_settles(struct zoo_life *life, uint64_t *seed)
{
	double size = zoo_size_between(seed, 5 * MIB, 200 * MIB),
	       tau = zoo_size_between(seed, 5, 40);
	double period = zoo_size_between(seed, 2, 15), phase = zoo_between(seed, 0, 1);

	EACH(i)
	{
		double height = size * (1 - exp(-zoo_time_of(i) / tau));

		life->bytes[i] = height * (0.4 + 0.6 * fmod(zoo_time_of(i) / period + phase, 1));
	}
	life->innocent_from = 5 * tau + 2 * period;
}

static void freed_in_parts(struct zoo_life *life, uint64_t *seed)
{
	double every = zoo_size_between(seed, 3, 60), size = zoo_size_between(seed, MIB, 30 * MIB);

	EACH(i) life->bytes[i] = -size * floor(zoo_time_of(i) / every);
}

static void flushed_cache(struct zoo_life *life, uint64_t *seed)
{
	double fills = zoo_size_between(seed, 5, 40), flushed = fills * zoo_between(seed, 2, 6);
	double size = zoo_size_between(seed, 2 * MIB, 200 * MIB), left = zoo_between(seed, 0, 0.6);

	EACH(i)
	{
		double at = zoo_time_of(i), since = fmod(at, flushed),
		       low = at < flushed ? 0 : left;

		life->bytes[i] = size * fmin(1, low + (1 - low) * since / fills);
	}
	life->innocent_from = 2 * flushed;
}

static void two_caches(struct zoo_life *life, uint64_t *seed)
{
	double first = zoo_size_between(seed, 2, 15), second = first * zoo_between(seed, 3, 6);
	double size = zoo_size_between(seed, 2 * MIB, 100 * MIB),
	       more = size * zoo_between(seed, 0.3, 2);

	EACH(i)
	life->bytes[i] = size * (1 - exp(-zoo_time_of(i) / first)) +
			 more * (1 - exp(-zoo_time_of(i) / second));
	life->innocent_from = 2.5 * second;
}

static void expiring_cache(struct zoo_life *life, uint64_t *seed)
{
	double expires = zoo_size_between(seed, 10, 90),
	       size = zoo_size_between(seed, 2 * MIB, 200 * MIB);

	EACH(i) life->bytes[i] = size * fmin(1, zoo_time_of(i) / expires);
	{
		const double first = size * zoo_between(seed, 0.01, 0.1);
		const double second = zoo_size_between(seed, 1, 10);

		zoo_add_wandering(life, first, second, seed);
	}
	life->innocent_from = 2 * expires + 10;
}

/* On the timer that readings have, too, or nearly. */
static void teeth_in_step(struct zoo_life *life, uint64_t *seed)
{
	double every = zoo_between(seed, 0, 1) < 0.5 ? 5 : 10;
	double period = every * zoo_between(seed, 0.98, 1.02);

	zoo_add_teeth(life, zoo_size_between(seed, MIB, 100 * MIB), period, seed);
	life->innocent_from = 30;
}

static void busy_and_quiet(struct zoo_life *life, uint64_t *seed)
{
	double quiet = zoo_size_between(seed, 10, 60), busy = zoo_size_between(seed, 5, 40),
	       until = 0;
	double size = zoo_size_between(seed, MIB, 100 * MIB), now = 0;
	bool works = false;

	EACH(i)
	{
		if (zoo_time_of(i) >= until) {
			works = !works;
			until += (works ? busy : quiet) * zoo_between(seed, 0.5, 1.5);
			now = works ? size * zoo_between(seed, 0.5, 1.5) : 0;
		}
		life->bytes[i] = now * (works ? zoo_between(seed, 0.7, 1) : 0);
	}
	life->innocent_from = 1.5 * (quiet + busy);
}

const struct zoo_kind zoo_innocents[] = {
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
	{ "high water", high_water, true },
	{ "batch job", batch_job, false },
	{ "slow teeth", slow_teeth, false },
	{ "pool in balance", pool_in_balance, true },
	{ "decaying", decaying, false },
	{ "heap that settles", heap_that_settles, false },
	{ "freed in parts", freed_in_parts, false },
	{ "flushed cache", flushed_cache, false },
	{ "two caches", two_caches, false },
	{ "expiring cache", expiring_cache, false },
	{ "teeth in step", teeth_in_step, true },
	{ "busy and quiet", busy_and_quiet, false },
	{ NULL, NULL, false },
};
