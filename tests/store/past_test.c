/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A live session gets what a recorder saw of this boot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <string.h>

#include "store/past.h"
#include "store/place.h"

#define POINTS 600

/* Waits for the thread; 0: it gave nothing within the time that an answer takes. */
static size_t points_of(struct history *history, const struct history_key *key,
	struct trend_point *points, int waits)
{
	size_t count;

	while ((count = history_points(history, key, HISTORY_OWN, 0, points, POINTS)) == 0 &&
		waits--)
		poll(NULL, 0, 10);
	return count;
}

static void a_session_begins_with_what_was_recorded(void **state)
{
	struct place *place = *state;
	struct history *history = history_new();
	const struct history_key leak = history_process(7, 700);
	struct trend_point points[POINTS];
	struct past *past;
	size_t count;

	/* Another boot before, which says nothing; then an hour in a block and some of the tail. */
	place_record(place, 50);
	place->lives.boot_id = "22222222-2222-2222-2222-222222222222";
	place->lives.boottime_ns = 100 * (uint64_t)NS_PER_SECOND;
	place_record(place, 500);
	past_start(&past, place->path, place->lives.boot_id, history);
	count = points_of(history, &leak, points, 3000);
	past_leave(past);
	/* All of the last 120 samples, and between 60 and 240 of the 380 before. */
	assert_in_range(count, 180, 360);
	assert_true(points[count - 1].seconds - points[0].seconds >= 498 * 10);
	assert_true(history_points(history, &leak, HISTORY_OWN,
			    place->lives.boottime_ns - 600 * (uint64_t)NS_PER_SECOND, points,
			    POINTS) >= 20);
	history_unref(history);
}

static void of_another_boot_nothing_is_taken(void **state)
{
	struct place *place = *state;
	struct history *past;
	struct message message = { "" };
	struct record *record;

	place_record(place, 50);
	record = place_open(place);
	assert_int_equal(
		record_past(record, "33333333-3333-3333-3333-333333333333", 120, &past, &message),
		STATUS_ABSENT);
	record_close(record);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
	const struct CMUnitTest tests[] = {
		TEST(a_session_begins_with_what_was_recorded),
		TEST(of_another_boot_nothing_is_taken),
	};

	return cmocka_run_group_tests_name("store/past", tests, NULL, NULL);
}
