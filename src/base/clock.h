/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time in nanoseconds, and what it is in seconds. */
#ifndef MEMTOP_BASE_CLOCK_H
#define MEMTOP_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_SECOND INT64_C(1000000000)

/* What a clock shows; CLOCK_MONOTONIC for durations. */
static inline uint64_t clock_now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

static inline double clock_seconds(uint64_t ns)
{
	return (double)ns / 1e9;
}

/* Seconds that are not negative. */
static inline uint64_t clock_ns_of(double seconds)
{
	return (uint64_t)(seconds * 1e9);
}

/* For pthread_cond_timedwait() and its kin. */
static inline struct timespec clock_timespec(uint64_t ns)
{
	return (struct timespec){ .tv_sec = (time_t)(ns / NS_PER_SECOND),
		.tv_nsec = (long)(ns % NS_PER_SECOND) };
}

#endif
