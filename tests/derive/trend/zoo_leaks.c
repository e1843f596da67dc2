/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs that leak. */
#include "zoo_parts.h"

static void steady(struct zoo_life *life, uint64_t *seed)
{
	zoo_lose_steadily(life, 0, zoo_leak_pace(seed));
}

static void small_portions(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_leak_pace(seed), every = zoo_size_between(seed, 0.5, 6);

	zoo_lose_in_steps(life, pace * every / 60, every, 0.5, seed);
}

static void blocks_of_an_arena(struct zoo_life *life, uint64_t *seed)
{
	double size = zoo_between(seed, 0, 1) < 0.5 ? 256 * KIB : MIB;

	zoo_lose_in_steps(life, size, size / zoo_leak_pace(seed) * 60, 0.1, seed);
}

static void step_a_minute(struct zoo_life *life, uint64_t *seed)
{
	{
		const double first = zoo_size_between(seed, 2 * MIB, 20 * MIB);
		const double second = zoo_between(seed, 25, 61);

		zoo_lose_in_steps(life, first, second, 0, seed);
	}
}

static void table_a_while(struct zoo_life *life, uint64_t *seed)
{
	{
		const double first = zoo_size_between(seed, 2 * MIB, 20 * MIB);
		const double second = zoo_between(seed, 10, 30);

		zoo_lose_in_steps(life, first, second, 0.5, seed);
	}
}

static void by_chance(struct zoo_life *life, uint64_t *seed)
{
	double every = zoo_size_between(seed, 0.5, 10), size = zoo_leak_pace(seed) * every / 60,
	       lost = 0;

	EACH(i)
	{
		lost += zoo_happens(seed, every) ? size * zoo_between(seed, 0.2, 1.8) : 0;
		life->lost[i] = lost;
		life->bytes[i] = lost;
	}
	life->leaks_from = 0;
	life->step_seconds = 6 * every;
}

static void below_teeth(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 2 * MIB, 30 * MIB),
	       period = zoo_size_between(seed, 3, 40);

	zoo_lose_steadily(life, 0, pace);
	zoo_add_teeth(life, fmin(pace * zoo_between(seed, 0.5, 8), 200 * MIB), period, seed);
}

/* The heap may grow to a multiple of what was live after the last collection (Go, Lua, V8). */
static void under_a_collector(struct zoo_life *life, uint64_t *seed)
{
	double live = zoo_size_between(seed, 5 * MIB, 60 * MIB), factor = zoo_between(seed, 1.3, 2);
	double pace = zoo_size_between(seed, 2 * MIB, 40 * MIB), start = live, now = live;
	double allocates = live * zoo_size_between(seed, 0.03, 0.3);

	life->teeth_grow = true;
	zoo_lose_steadily(life, 0, pace);
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
	double pace = zoo_size_between(seed, 3 * MIB, 30 * MIB),
	       height = pace * zoo_between(seed, 0.3, 2);
	double now = 0, top = height, rise = height / zoo_size_between(seed, 4, 25);

	zoo_lose_steadily(life, 0, pace);
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
	double pace = zoo_size_between(seed, 1.5 * MIB, 20 * MIB);

	zoo_lose_steadily(life, 0, pace);
	zoo_add_noise(life, pace * zoo_between(seed, 0.2, 1), seed);
}

static void in_slow_noise(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 1.5 * MIB, 20 * MIB);

	zoo_lose_steadily(life, 0, pace);
	{
		const double first = pace * zoo_between(seed, 0.05, 0.4);
		const double second = zoo_between(seed, 1, 6);

		zoo_add_wandering(life, first, second, seed);
	}
}

static void under_bursts(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 1.2 * MIB, 20 * MIB);

	zoo_lose_steadily(life, 0, pace);
	{
		const double first = pace * zoo_between(seed, 0.5, 5);
		const double second = zoo_size_between(seed, 2, 20);
		const double third = zoo_size_between(seed, 0.4, 6);

		zoo_add_bursts(life, first, second, third, seed);
	}
}

static void under_a_job(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 2 * MIB, 20 * MIB), period = zoo_between(seed, 8, 40);

	zoo_lose_steadily(life, 0, pace);
	{
		const double first = pace * zoo_between(seed, 0.5, 4);
		const double second = period * zoo_between(seed, 0.2, 0.7);

		zoo_add_job(life, first, period, second, seed);
	}
}

static void job_that_leaves_some(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 2 * MIB, 20 * MIB), period = zoo_between(seed, 10, 30);

	zoo_lose_in_steps(life, pace * period / 60, period, 0, seed);
	{
		const double first = pace * zoo_between(seed, 0.5, 3);
		const double second = period * zoo_between(seed, 0.2, 0.6);

		zoo_add_job(life, first, period, second, seed);
	}
}

static void exploding(struct zoo_life *life, uint64_t *seed)
{
	double doubling = zoo_between(seed, 60, 240), pace = zoo_size_between(seed, MIB, 3 * MIB);

	EACH(i)
	{
		double k = log(2) / doubling, grown = pace / 60 / k * (exp(k * zoo_time_of(i)) - 1);

		life->lost[i] = life->bytes[i] = fmin(grown, 1e12);
	}
	life->leaks_from = 0;
	life->accelerates = true;
}

static void ever_faster(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, MIB, 5 * MIB), more = pace * zoo_between(seed, 0.2, 1);

	EACH(i)
	{
		double minutes = zoo_time_of(i) / 60;

		life->lost[i] = life->bytes[i] = pace * minutes + more * minutes * minutes / 2;
	}
	life->leaks_from = 0;
	life->accelerates = true;
}

static void after_a_rest(struct zoo_life *life, uint64_t *seed)
{
	{
		const double first = zoo_between(seed, 10, 400);
		const double second = zoo_size_between(seed, 2 * MIB, 40 * MIB);

		zoo_lose_steadily(life, first, second);
	}
}

static void after_a_start(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_leak_pace(seed), start = zoo_size_between(seed, 5 * MIB, 50 * MIB);
	double until = zoo_between(seed, 2, 20);

	zoo_lose_steadily(life, 0, pace);
	EACH(i) life->bytes[i] += start * fmin(1, zoo_time_of(i) / until);
	life->leaks_from = until;
}

static void beside_a_cache(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 2 * MIB, 20 * MIB), tau = zoo_between(seed, 5, 40);
	double cache = pace * zoo_between(seed, 0.5, 4);

	zoo_lose_steadily(life, 0, pace);
	EACH(i) life->bytes[i] += cache * (1 - exp(-zoo_time_of(i) / tau));
	life->leaks_from = 2 * tau;
}

static void with_its_load(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_leak_pace(seed), period = zoo_size_between(seed, 10, 60), lost = 0;

	EACH(i)
	{
		lost += pace / 60 * ZOO_TICK * (1 + sin(2 * M_PI * zoo_time_of(i) / period));
		life->lost[i] = life->bytes[i] = lost;
	}
	life->leaks_from = 0;
	life->step_seconds = period;
}

static void work_and_pause(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_leak_pace(seed), period = zoo_size_between(seed, 6, 60), lost = 0;
	double works = period * zoo_between(seed, 0.2, 0.8), phase = zoo_between(seed, 0, period);

	EACH(i)
	{
		if (fmod(zoo_time_of(i) + phase, period) < works)
			lost += pace / 60 * ZOO_TICK * period / works;
		life->lost[i] = life->bytes[i] = lost;
	}
	life->leaks_from = 0;
	life->step_seconds = period;
}

static void of_a_giant(struct zoo_life *life, uint64_t *seed)
{
	EACH(i) life->bytes[i] = 20 * KIB * MIB;
	zoo_lose_steadily(life, 0, zoo_size_between(seed, 1.1 * MIB, 4 * MIB));
	zoo_add_noise(life, 8 * KIB, seed);
}

static void doubling_table(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_leak_pace(seed), table = zoo_size_between(seed, 0.2 * MIB, MIB);

	zoo_lose_steadily(life, 0, pace);
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
	double pace = zoo_leak_pace(seed), every = zoo_size_between(seed, 1, 12);
	double size = pace * every / 60 * 2;

	zoo_lose_in_steps(life, size / 2, every, 0, seed);
	zoo_add_job(life, size * zoo_between(seed, 0.5, 2), every, every / 2, seed);
}

static void stacks_of_threads(struct zoo_life *life, uint64_t *seed)
{
	double every = zoo_size_between(seed, 0.5, 5);

	zoo_lose_in_steps(life, 132 * KIB * floor(zoo_between(seed, 1, 6)), every, 0.2, seed);
	if (zoo_pace(life, ZOO_SECONDS - 1) < MIB)
		zoo_lose_steadily(life, 0, MIB);
}

/* Work comes in bursts, and only what is worked leaks. */
static void in_bursts_of_work(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 1.5 * MIB, 20 * MIB);
	double works = zoo_size_between(seed, 1, 10), rests = works * zoo_between(seed, 0.5, 3);
	double until = 0, lost = 0;
	bool working = false;

	EACH(i)
	{
		if (zoo_time_of(i) >= until) {
			working = !working;
			until += (working ? works : rests) * zoo_between(seed, 0.3, 1.7);
		}
		if (working)
			lost += pace / 60 * ZOO_TICK * (works + rests) / works;
		life->lost[i] = life->bytes[i] = lost;
	}
	life->leaks_from = 0;
	life->step_seconds = 1.7 * (works + rests);
}

/* Each burst takes memory for a while, and leaves a tenth or a third of it behind. */
static void bursts_that_leave_some(struct zoo_life *life, uint64_t *seed)
{
	double every = zoo_size_between(seed, 2, 15), seconds = every * zoo_between(seed, 0.1, 0.5);
	double size = zoo_size_between(seed, 1.5 * MIB, 20 * MIB) * every / 60, lost = 0, at = 0;
	double tall = size * zoo_between(seed, 2, 10);

	EACH(i)
	{
		if (zoo_time_of(i) >= at) {
			size_t until =
				i + (size_t)(seconds * zoo_between(seed, 0.5, 1.5) / ZOO_TICK);

			for (size_t j = i; j < until && j < ZOO_TICKS; j++)
				life->bytes[j] += tall;
			lost += size * zoo_between(seed, 0.7, 1.3);
			at += every * zoo_between(seed, 0.7, 1.3);
		}
		life->lost[i] = lost;
		life->bytes[i] += lost;
	}
	life->leaks_from = 0;
	life->step_seconds = 1.3 * every;
}

static void in_huge_pages(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_leak_pace(seed);

	EACH(i)
	{
		life->lost[i] = pace / 60 * zoo_time_of(i);
		life->bytes[i] = 2 * MIB * ceil(life->lost[i] / (2 * MIB));
	}
	life->leaks_from = 0;
	life->step_seconds = 2 * MIB / pace * 60;
}

/* A list that grows by an eighth when it is full (CPython), beside what it holds. */
static void growing_list(struct zoo_life *life, uint64_t *seed)
{
	double list = zoo_size_between(seed, 0.2 * MIB, MIB);

	zoo_lose_steadily(life, 0, zoo_leak_pace(seed));
	EACH(i)
	{
		while (list < life->lost[i] / 8)
			list *= 1.125;
		life->bytes[i] += list;
		life->lost[i] += list;
	}
}

/* malloc gives back now and then what it had kept. */
static void trimmed_now_and_then(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 1.5 * MIB, 20 * MIB), kept = 0;
	double keeps = pace / 60 * zoo_between(seed, 0.2, 1), every = zoo_size_between(seed, 5, 40);

	zoo_lose_steadily(life, 0, pace);
	EACH(i)
	{
		kept = zoo_happens(seed, every) ? 0 : kept + keeps * ZOO_TICK;
		life->bytes[i] += kept;
	}
}

/* What survives minor collections is collected at a major one, but for what leaks. */
static void under_generations(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 3 * MIB, 40 * MIB),
	       major = zoo_size_between(seed, 8, 30);

	zoo_lose_steadily(life, 0, pace);
	zoo_add_teeth(life, pace * zoo_between(seed, 0.3, 1.5), major, seed);
	{
		const double first = pace * zoo_between(seed, 0.1, 0.5);
		const double second = major / zoo_between(seed, 3, 9);

		zoo_add_teeth(life, first, second, seed);
	}
}

/* The heap is taken from the system in regions, and none goes back: RSS is the most there ever was. */
static void regions_of_a_heap(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 2 * MIB, 40 * MIB),
	       region = zoo_size_between(seed, MIB, 4 * MIB);
	double garbage = pace * zoo_between(seed, 0.1, 1), most = 0;

	EACH(i)
	{
		life->lost[i] = pace / 60 * zoo_time_of(i);
		most = fmax(most, life->lost[i] + garbage * zoo_between(seed, 0, 1));
		life->bytes[i] = region * ceil(most / region);
	}
	life->leaks_from = 0;
	life->step_seconds = 2 * region / pace * 60;
}

static void on_a_slow_wave(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 2 * MIB, 30 * MIB), period = zoo_between(seed, 10, 50);
	double size = pace * period / 60 * zoo_between(seed, 0.1, 1);

	zoo_lose_steadily(life, 0, pace);
	EACH(i) life->bytes[i] += size * sin(2 * M_PI * zoo_time_of(i) / period);
}

static void with_a_step(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_leak_pace(seed), at = zoo_between(seed, 10, 500);
	double size = pace * zoo_between(seed, 0.2, 3);

	zoo_lose_steadily(life, 0, pace);
	EACH(i) life->bytes[i] += zoo_time_of(i) < at ? 0 : size;
}

static void with_a_drop(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_leak_pace(seed), at = zoo_between(seed, 10, 500);
	double size = pace * zoo_between(seed, 0.2, 2);

	zoo_lose_steadily(life, 0, pace);
	EACH(i) life->bytes[i] += zoo_time_of(i) < at ? size : 0;
}

static void below_spikes(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 1.5 * MIB, 20 * MIB);

	zoo_lose_steadily(life, 0, pace);
	{
		const double first = pace * zoo_between(seed, 1, 10);
		const double second = zoo_size_between(seed, 10, 60);

		zoo_add_bursts(life, first, second, 1, seed);
	}
}

/* Connections come and go, each with its buffers, and each leaves a little. */
static void with_its_connections(struct zoo_life *life, uint64_t *seed)
{
	double every = zoo_size_between(seed, 0.5, 5), stays = every * zoo_between(seed, 1, 5);
	double left = zoo_size_between(seed, 1.5 * MIB, 20 * MIB) * every / 60, lost = 0;
	double buffer = left * zoo_between(seed, 0.5, 4);

	EACH(i)
	{
		if (zoo_happens(seed, every)) {
			size_t until = i + (size_t)(stays * zoo_between(seed, 0.2, 1.8) / ZOO_TICK);

			for (size_t j = i; j < until && j < ZOO_TICKS; j++)
				life->bytes[j] += buffer;
			lost += left;
		}
		life->lost[i] = lost;
		life->bytes[i] += lost;
	}
	life->leaks_from = 0;
	life->step_seconds = 6 * every;
}

/* A timer of 5 or 10 s, as readings have it too. */
static void on_a_timer(struct zoo_life *life, uint64_t *seed)
{
	double every = zoo_between(seed, 0, 1) < 0.5 ? 5 : 10,
	       size = zoo_leak_pace(seed) * every / 60;

	zoo_lose_in_steps(life, size, every, 0, seed);
	{
		const double first = size * zoo_between(seed, 0, 6);
		const double second = every * zoo_between(seed, 0.1, 0.6);

		zoo_add_job(life, first, every, second, seed);
	}
}

const struct zoo_kind zoo_leaks[] = {
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
	{ "in bursts of work", in_bursts_of_work, false },
	{ "bursts that leave some", bursts_that_leave_some, false },
	{ "in huge pages", in_huge_pages, false },
	{ "growing list", growing_list, false },
	{ "trimmed now and then", trimmed_now_and_then, false },
	{ "under generations", under_generations, false },
	{ "regions of a heap", regions_of_a_heap, false },
	{ "on a slow wave", on_a_slow_wave, false },
	{ "with a step", with_a_step, false },
	{ "with a drop", with_a_drop, false },
	{ "below spikes", below_spikes, false },
	{ "with its connections", with_its_connections, false },
	{ "on a timer", on_a_timer, false },
	{ NULL, NULL, false },
};
