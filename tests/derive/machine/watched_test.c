/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine is followed as a process is: Available that falls, and where it goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "derive/machine/watched.h"

#define SECOND UINT64_C(1000000000)
#define MIB    (1024 * 1024)
#define TOTAL  4000

/* What a machine of 4000 MiB has at some moment; the rest is free. */
struct state {
	int anonymous, shared, slab;
	bool old; /* a kernel that does not print MemAvailable */
};

static void take(struct history *history, int second, const struct state *state,
	struct movement *movement)
{
	int used = state->anonymous + state->shared + state->slab, cache = 500;
	int left = TOTAL - used - cache;
	char available[64] = "", text[512];
	struct sample sample = { .monotonic_ns = (uint64_t)(second + 1) * SECOND,
		.system = { .page_size = 4096, .zoneinfo_status = STATUS_ABSENT } };

	if (!state->old)
		snprintf(available, sizeof(available), "MemAvailable: %d kB\n",
			(left + cache) * 1024);
	snprintf(text, sizeof(text),
		"MemTotal: %d kB\nMemFree: %d kB\n%sBuffers: 0 kB\nCached: %d kB\n"
		"SwapCached: 0 kB\nActive(file): %d kB\nInactive(file): 0 kB\n"
		"AnonPages: %d kB\nShmem: %d kB\nSlab: %d kB\nSReclaimable: 0 kB\n"
		"SUnreclaim: %d kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
		TOTAL * 1024, left * 1024, available, (cache + state->shared) * 1024, cache * 1024,
		state->anonymous * 1024, state->shared * 1024, state->slab * 1024,
		state->slab * 1024);
	assert_int_equal(meminfo_parse(&sample.system.meminfo, text, strlen(text)), STATUS_OK);
	machine_watch(history, &sample, movement);
	meminfo_free(&sample.system.meminfo);
}

/* How it moves after two minutes in which the states follow one another. */
static struct movement watched(struct state (*at)(int second))
{
	struct history *history = history_new();
	struct movement movement = { .trend = value_missing(VALUE_NOT_ASKED) };

	for (int second = 0; second < 120; second++) {
		const struct state state = at(second);

		take(history, second, &state, &movement);
	}
	history_unref(history);
	return movement;
}

static struct state programs_grow(int second)
{
	return (struct state){ .anonymous = 500 + 2 * second, .slab = 100 };
}

static void available_falls_as_programs_grow(void **state)
{
	struct movement movement = watched(programs_grow);

	(void)state;
	assert_int_equal(movement.trend.n, TREND_GROWING);
	assert_int_equal(movement.fall.n, 120 * MIB);
	assert_int_equal(movement.fall_seconds.n, 119);
	assert_int_equal(movement.taker.n, SEGMENT_APPLICATIONS);
	assert_int_equal(movement.taker_pace.n, 120 * MIB);
}

static struct state kernel_and_tmpfs_grow(int second)
{
	return (struct state){ .anonymous = 500, .slab = 100 + second, .shared = 3 * second };
}

static void the_largest_taker_is_named(void **state)
{
	struct movement movement = watched(kernel_and_tmpfs_grow);

	(void)state;
	assert_int_equal(movement.fall.n, 240 * MIB);
	assert_int_equal(movement.taker.n, SEGMENT_SHARED);
	assert_int_equal(movement.taker_pace.n, 180 * MIB);
}

static struct state all_grow_alike(int second)
{
	return (struct state){ .anonymous = 500 + second, .slab = 100 + second, .shared = second };
}

static void less_than_half_is_no_cause(void **state)
{
	struct movement movement = watched(all_grow_alike);

	(void)state;
	assert_int_equal(movement.fall.n, 180 * MIB);
	assert_false(value_known(movement.taker));
	assert_false(value_known(movement.taker_pace));
}

static struct state nothing_moves(int second)
{
	(void)second;
	return (struct state){ .anonymous = 500, .slab = 100 };
}

static struct state programs_shrink(int second)
{
	return (struct state){ .anonymous = 1500 - 2 * second, .slab = 100 };
}

static void nothing_falls_where_nothing_is_taken(void **state)
{
	struct movement still = watched(nothing_moves), risen = watched(programs_shrink);

	(void)state;
	assert_int_equal(still.trend.n, TREND_FLAT);
	assert_int_equal(risen.trend.n, TREND_SHRINKING);
	assert_false(value_known(still.fall));
	assert_false(value_known(risen.fall));
	assert_false(value_known(risen.taker));
}

static struct state old_kernel(int second)
{
	return (struct state){ .anonymous = 500 + 2 * second, .slab = 100, .old = true };
}

/* Before 3.14 what is Available is estimated; that it falls is seen nevertheless. */
static void an_estimate_is_followed(void **state)
{
	struct movement movement = watched(old_kernel);

	(void)state;
	assert_int_equal(movement.trend.n, TREND_GROWING);
	assert_in_range(movement.fall.n, 119 * MIB, 121 * MIB);
}

static void nothing_is_said_of_what_could_not_be_read(void **state)
{
	struct sample sample = { .system.meminfo_status = STATUS_DENIED };
	struct history *history = history_new();
	struct movement movement = { .trend = value_of(TREND_GROWING) };

	(void)state;
	machine_watch(history, &sample, &movement);
	assert_int_equal(movement.trend.state, VALUE_NOT_ASKED);
	history_unref(history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(available_falls_as_programs_grow),
		cmocka_unit_test(the_largest_taker_is_named),
		cmocka_unit_test(less_than_half_is_no_cause),
		cmocka_unit_test(nothing_falls_where_nothing_is_taken),
		cmocka_unit_test(an_estimate_is_followed),
		cmocka_unit_test(nothing_is_said_of_what_could_not_be_read),
	};

	return cmocka_run_group_tests_name("derive/watched", tests, NULL, NULL);
}
