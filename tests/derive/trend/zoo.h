/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs whose memory is simulated, with the truth about each: what it has lost so far, since when
 * it leaks, since when to call it growing would be false.  A life depends on its kind and its seed
 * alone.
 */
#ifndef MEMTOP_TESTS_DERIVE_ZOO_H
#define MEMTOP_TESTS_DERIVE_ZOO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZOO_TICK    0.2 /* seconds */
#define ZOO_SECONDS 1800
#define ZOO_TICKS   (ZOO_SECONDS * 5)

struct zoo_life {
	double bytes[ZOO_TICKS]; /* what a reading shows, before it is cut to pages */
	double lost[ZOO_TICKS];  /* of it, what will never be given back */
	double leaks_from;       /* seconds; INFINITY: never */
	double innocent_from;    /* seconds; INFINITY: never */
	double step_seconds; /* between two steps of the leak, at most; 0: it goes on all the time */
	bool accelerates;    /* its pace is that of the moment */
	bool teeth_grow;     /* with what is lost: whose pace it has is a matter of words */
};

struct zoo_kind {
	const char *name;
	void (*live)(struct zoo_life *life, uint64_t *seed);
	bool walks; /* no leak, but a walk of chance, at least in what readings see of it */
};
/* Each ends with a row without a name. */
extern const struct zoo_kind zoo_leaks[], zoo_innocents[], zoo_others[];

/* Leaks first, then those that are none, then others of both; NULL behind the last. */
const struct zoo_kind *zoo_kind_at(size_t at);

/* Chance: a generator of its own, so that every run sees the same. */
double zoo_between(uint64_t *seed, double low, double high);

void zoo_live(struct zoo_life *life, const struct zoo_kind *kind, uint64_t seed);

/* Bytes a minute at that moment, measured on what was lost. */
double zoo_pace(const struct zoo_life *life, double seconds);

#endif
