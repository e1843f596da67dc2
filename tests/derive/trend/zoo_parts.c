/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zoo_parts.h"

#include <math.h>

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
double zoo_size_between(uint64_t *seed, double low, double high)
{
	return exp(zoo_between(seed, log(low), log(high)));
}

double zoo_normal(uint64_t *seed)
{
	double length = sqrt(-2 * log(zoo_between(seed, 1e-12, 1)));

	return length * cos(zoo_between(seed, 0, 2 * M_PI));
}

bool zoo_happens(uint64_t *seed, double every_seconds)
{
	return zoo_between(seed, 0, 1) < ZOO_TICK / every_seconds;
}

double zoo_time_of(size_t i)
{
	return (double)i * ZOO_TICK;
}

/* ---- what is laid over a life ---- */

void zoo_lose_steadily(struct zoo_life *life, double from, double a_minute)
{
	EACH(i)
	{
		double lost = fmax(0, zoo_time_of(i) - from) * a_minute / 60;

		life->lost[i] += lost;
		life->bytes[i] += lost;
	}
	life->leaks_from = from;
}

/* Steps of size bytes, at even distances, but for the part of them that is left to chance. */
void zoo_lose_in_steps(struct zoo_life *life, double size, double seconds, double chance,
	uint64_t *seed)
{
	double lost = 0, at = zoo_between(seed, 0, seconds);

	EACH(i)
	{
		if (zoo_time_of(i) >= at) {
			lost += size * zoo_between(seed, 1 - chance, 1 + chance);
			at += seconds * zoo_between(seed, 1 - chance, 1 + chance);
		}
		life->lost[i] += lost;
		life->bytes[i] += lost;
	}
	life->leaks_from = 0;
	life->step_seconds = seconds * (1 + chance);
}

void zoo_add_noise(struct zoo_life *life, double size, uint64_t *seed)
{
	EACH(i) life->bytes[i] += size * zoo_normal(seed);
}

/* Each reading much like the one before: keeps for about so many seconds. */
void zoo_add_wandering(struct zoo_life *life, double size, double seconds, uint64_t *seed)
{
	double keeps = exp(-ZOO_TICK / seconds), now = zoo_normal(seed);

	EACH(i)
	{
		now = keeps * now + sqrt(1 - keeps * keeps) * zoo_normal(seed);
		life->bytes[i] += size * now;
	}
}

void zoo_add_teeth(struct zoo_life *life, double height, double period, uint64_t *seed)
{
	double phase = zoo_between(seed, 0, 1);

	EACH(i) life->bytes[i] += height * fmod(zoo_time_of(i) / period + phase, 1);
}

/* Requests: each takes memory for a while and gives it back. */
void zoo_add_bursts(struct zoo_life *life, double size, double every, double seconds,
	uint64_t *seed)
{
	EACH(i)
	{
		size_t until = i + (size_t)(zoo_between(seed, 0.3, 1.7) * seconds / ZOO_TICK);
		double bytes = size * zoo_between(seed, 0.3, 1.7);

		if (!zoo_happens(seed, every))
			continue;
		for (size_t j = i; j < until && j < ZOO_TICKS; j++)
			life->bytes[j] += bytes;
	}
}

void zoo_add_job(struct zoo_life *life, double size, double period, double seconds, uint64_t *seed)
{
	double phase = zoo_between(seed, 0, period);

	EACH(i)
	{
		double at = fmod(zoo_time_of(i) + phase, period);

		life->bytes[i] += at < seconds ? size * fmin(1, at / (seconds / 2)) : 0;
	}
}

double zoo_leak_pace(uint64_t *seed)
{
	return zoo_size_between(seed, 1.1 * MIB, 40 * MIB);
}
