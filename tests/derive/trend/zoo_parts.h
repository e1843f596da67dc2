/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lives are made of (zoo.h): chance, and what is laid over one another. */
#ifndef MEMTOP_TESTS_DERIVE_ZOO_PARTS_H
#define MEMTOP_TESTS_DERIVE_ZOO_PARTS_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "zoo.h"

#define KIB     1024.0
#define MIB     (1024.0 * 1024)
#define EACH(i) for (size_t i = 0; i < ZOO_TICKS; i++)

/* As often from 1 to 2 as from 100 to 200. */
double zoo_size_between(uint64_t *seed, double low, double high);
double zoo_normal(uint64_t *seed);
bool zoo_happens(uint64_t *seed, double every_seconds);
double zoo_time_of(size_t i);
void zoo_lose_steadily(struct zoo_life *life, double from, double a_minute);
/* Steps of size bytes, at even distances, but for the part of them that is left to chance. */
void zoo_lose_in_steps(struct zoo_life *life, double size, double seconds, double chance,
	uint64_t *seed);
void zoo_add_noise(struct zoo_life *life, double size, uint64_t *seed);
/* Each reading much like the one before: keeps for about so many seconds. */
void zoo_add_wandering(struct zoo_life *life, double size, double seconds, uint64_t *seed);
void zoo_add_teeth(struct zoo_life *life, double height, double period, uint64_t *seed);
/* Requests: each takes memory for a while and gives it back. */
void zoo_add_bursts(struct zoo_life *life, double size, double every, double seconds,
	uint64_t *seed);
void zoo_add_job(struct zoo_life *life, double size, double period, double seconds, uint64_t *seed);
double zoo_leak_pace(uint64_t *seed);

#endif
