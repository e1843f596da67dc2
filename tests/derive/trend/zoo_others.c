/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs of servers as they are run: swapped out, on shifts, rotated, compacted, flipped. */
#include "zoo_parts.h"

/* ---- that leak ---- */

/* What is on its way to swap counts twice until it is there: anonymous and swapped. */
static void while_it_swaps(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 1.5 * MIB, 20 * MIB), twice = 0;
	double every = zoo_size_between(seed, 5, 40), most = pace * zoo_between(seed, 0.05, 0.4);

	zoo_lose_steadily(life, 0, pace);
	EACH(i)
	{
		if (zoo_happens(seed, every))
			twice = most * zoo_between(seed, 0.3, 1);
		twice = fmax(0, twice - most * ZOO_TICK / 3);
		life->bytes[i] += twice;
	}
}

/* Work comes and goes in a rhythm, and the leak with it. */
static void with_its_rhythm(struct zoo_life *life, uint64_t *seed)
{
	double pace = zoo_size_between(seed, 2 * MIB, 20 * MIB), lost = 0;
	double period = zoo_between(seed, 20, 60), phase = zoo_between(seed, 0, 1);

	EACH(i)
	{
		double now = 1 + 0.6 * sin(2 * M_PI * (zoo_time_of(i) / period + phase));

		lost += pace / 60 * ZOO_TICK * now;
		life->lost[i] = lost;
		life->bytes[i] = lost + pace * 0.1 * now;
	}
	life->leaks_from = 0;
}

/* A slow leak in small things, and a block each time that a job ran. */
static void two_leaks(struct zoo_life *life, uint64_t *seed)
{
	double small = zoo_size_between(seed, 0.5 * MIB, 4 * MIB),
	       every = zoo_between(seed, 15, 40);

	zoo_lose_in_steps(life, zoo_size_between(seed, 0.5 * MIB, 8 * MIB), every, 0.1, seed);
	EACH(i)
	{
		double more = small / 60 * zoo_time_of(i);

		life->lost[i] += more;
		life->bytes[i] += more;
	}
}

/* Filled and flushed; each flush leaves some behind, and one in three leaves more. */
static void ratchet(struct zoo_life *life, uint64_t *seed)
{
	double period = zoo_size_between(seed, 4, 25), height = zoo_size_between(seed, 4, 60) * MIB;
	double left = height * zoo_between(seed, 0.05, 0.2), lost = 0;

	EACH(i)
	{
		double turn = zoo_time_of(i) / period;

		if (i > 0 && floor(turn) > floor(zoo_time_of(i - 1) / period))
			lost += (long)turn % 3 ? left / 2 : 2 * left;
		life->lost[i] = lost;
		life->bytes[i] = lost + height * (turn - floor(turn));
	}
	life->leaks_from = 0;
	life->step_seconds = 3 * period;
}

/* A table of pages that grows beside data that is always replaced. */
static void beside_a_ring(struct zoo_life *life, uint64_t *seed)
{
	double ring = zoo_size_between(seed, 5 * MIB, 100 * MIB), fills = zoo_between(seed, 5, 40);

	zoo_lose_steadily(life, 0, zoo_size_between(seed, 1.2 * MIB, 12 * MIB));
	EACH(i) life->bytes[i] += ring * fmin(1, zoo_time_of(i) / fills);
	life->leaks_from = fills;
}

/* ---- that do not ---- */

/* It leaked until that was switched off. */
static void leak_that_stopped(struct zoo_life *life, uint64_t *seed)
{
	double until = zoo_between(seed, 20, 200), pace = zoo_leak_pace(seed);

	EACH(i) life->bytes[i] = pace / 60 * fmin(until, zoo_time_of(i));
	zoo_add_noise(life, zoo_between(seed, 0, 20 * KIB), seed);
	life->innocent_from = 1.6 * until;
}

/* A day of a server, in minutes: the hours of work, and the lunch in their midst. */
static void day_and_night(struct zoo_life *life, uint64_t *seed)
{
	double day = zoo_between(seed, 60, 200), size = zoo_size_between(seed, 2 * MIB, 80 * MIB);
	double phase = zoo_between(seed, 0, 1), lunch = zoo_between(seed, 0.1, 0.5);

	EACH(i)
	{
		double turn = 2 * M_PI * (zoo_time_of(i) / day + phase);

		life->bytes[i] = size * (sin(turn) + lunch * cos(2 * turn));
	}
	zoo_add_noise(life, size * zoo_between(seed, 0, 0.05), seed);
	life->innocent_from = 1.5 * day;
}

/* A buffer of lines that is written out when its file is full, each of about that size. */
static void rotated_log(struct zoo_life *life, uint64_t *seed)
{
	double rate = zoo_size_between(seed, 20 * KIB, 4 * MIB),
	       full = rate * zoo_between(seed, 8, 40);
	double now = 0, until = full;

	EACH(i)
	{
		now += rate * ZOO_TICK * zoo_between(seed, 0.2, 1.8);
		if (now > until) {
			now = 0;
			until = full * zoo_between(seed, 0.9, 1.1);
		}
		life->bytes[i] = now;
	}
	life->innocent_from = 2.5 * full / rate;
}

/* Small tables are written out often, and merged into larger ones that take as much for a while. */
static void compaction(struct zoo_life *life, uint64_t *seed)
{
	double table = zoo_size_between(seed, MIB, 16 * MIB),
	       period = zoo_size_between(seed, 2, 12);

	EACH(i)
	{
		double turn = zoo_time_of(i) / period, part = turn - floor(turn);
		long n = (long)turn;

		life->bytes[i] = table * part;
		if (n > 0 && n % 4 == 0)
			life->bytes[i] += 4 * table * (part < 0.5 ? part : 1 - part);
	}
	life->innocent_from = 9 * period;
}

/* One copy serves while the next is built, and then goes. */
static void double_buffer(struct zoo_life *life, uint64_t *seed)
{
	double size = zoo_size_between(seed, MIB, 100 * MIB),
	       period = zoo_size_between(seed, 5, 50);
	double builds = zoo_between(seed, 0.2, 0.9);

	EACH(i)
	{
		double turn = zoo_time_of(i) / period, part = turn - floor(turn);

		life->bytes[i] = size + size * (part < builds ? part / builds : 0);
	}
	life->innocent_from = 2.5 * period;
}

/* Children are forked in a storm and reaped: each costs the parent its page tables and buffers. */
static void fork_storm(struct zoo_life *life, uint64_t *seed)
{
	double each = zoo_size_between(seed, 50 * KIB, 4 * MIB),
	       every = zoo_size_between(seed, 10, 60);
	double children = 0, lives = zoo_size_between(seed, 1, 8);

	EACH(i)
	{
		if (zoo_happens(seed, every))
			children += floor(zoo_between(seed, 5, 60));
		if (children > 0 && zoo_happens(seed, lives / children))
			children--;
		life->bytes[i] = children * each;
	}
	life->innocent_from = 2 * every;
}

const struct zoo_kind zoo_others[] = {
	{ "while it swaps", while_it_swaps, false },
	{ "with its rhythm", with_its_rhythm, false },
	{ "two leaks", two_leaks, false },
	{ "ratchet", ratchet, false },
	{ "beside a ring", beside_a_ring, false },
	{ "leak that stopped", leak_that_stopped, false },
	{ "day and night", day_and_night, false },
	{ "rotated log", rotated_log, false },
	{ "compaction", compaction, false },
	{ "double buffer", double_buffer, false },
	{ "fork storm", fork_storm, false },
	{ .name = NULL },
};
