/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inputs at random: the same some hundred each time; with RANDOM_SECONDS in the environment others
 * each time, for so long, and the seed of each round is told if it fails.
 */
#ifndef MEMTOP_TESTS_SUPPORT_RANDOM_H
#define MEMTOP_TESTS_SUPPORT_RANDOM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct rounds {
	uint64_t seed; /* of this round */
	unsigned left;
	time_t until; /* 0: as many as are left */
};

static inline struct rounds rounds_of(unsigned count)
{
	const char *seconds = getenv("RANDOM_SECONDS");
	struct rounds rounds = { .left = count };

	if (seconds) {
		rounds.until = time(NULL) + strtol(seconds, NULL, 10);
		rounds.seed = (uint64_t)time(NULL) << 20;
		printf("# from seed %llu on\n", (unsigned long long)rounds.seed);
	}
	return rounds;
}

static inline bool rounds_next(struct rounds *rounds)
{
	rounds->seed++;
	return rounds->until ? time(NULL) < rounds->until : rounds->left-- > 0;
}

/* splitmix64: Steele, Lea, Flood 2014. */
static inline uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static inline uint64_t random_below(uint64_t *state, uint64_t most)
{
	return random_next(state) % most;
}

#endif
