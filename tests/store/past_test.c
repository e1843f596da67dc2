/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A live session gets what a recorder saw of this boot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "derive/machine/watched.h"
#include "store/past.h"
#include "store/place.h"
#include "store/writer_lock.h"
#include "support/child.h"

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
	past_start(&past, place->path, place->lives.boot_id, history, -1);
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

/* Frames that are passed are not taken whole, and the machine's histories are as if they were. */
static void what_is_passed_is_followed_as_what_is_seen(void **state)
{
	enum { COUNT = 400 };
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct history *live = history_new(), *replayed = NULL;
	const struct history_key machine = history_machine(), rests = history_process(3, 300);
	struct message message = { "" };
	struct trend_point a[COUNT], b[COUNT];
	struct sample *sample;
	struct record *record;

	place->lives.zspages = 100;
	place->lives.falls = 1 << 20;
	for (int i = 0; i < COUNT; i++) {
		sample = lives_next(&place->lives);
		machine_add(live, sample);
		assert_int_equal(recorder_add(recorder, sample, &message), STATUS_OK);
		sample_unref(sample);
	}
	recorder_close(recorder);
	record = place_open(place);
	assert_int_equal(record_sample(record, COUNT, COUNT, &sample, &replayed, &message),
		STATUS_OK);
	for (int i = 0; i < HISTORY_MACHINE_FIGURES; i++) {
		const enum history_figure figure = (enum history_figure)i;
		size_t count = history_points(live, &machine, figure, 0, a, COUNT);

		assert_int_equal(history_points(replayed, &machine, figure, 0, b, COUNT), count);
		assert_memory_equal(a, b, count * sizeof(*a));
	}
	/* One at rest has as many readings as one that moves. */
	assert_int_equal(history_points(replayed, &rests, HISTORY_OWN, 0, a, COUNT), COUNT);
	assert_true(a[COUNT - 1].seconds - a[0].seconds == (COUNT - 1) * 10);
	sample_unref(sample);
	history_unref(live);
	history_unref(replayed);
	record_close(record);
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

/* ---- marks ---- */

/* What a mark leads to; fails if there is no answer within the time that one takes. */
static enum recording_answer mark(const struct recording *recording, struct message *message)
{
	enum recording_answer answer = RECORDING_NOBODY;
	bool answered = false;

	recording->mark(recording->context);
	for (int waits = 3000; !answered && waits > 0; waits--) {
		answered = recording->answered(recording->context, &answer, message);
		if (!answered)
			poll(NULL, 0, 10);
	}
	assert_true(answered);
	assert_false(recording->answered(recording->context, &answer, message));
	return answer;
}

static size_t marks_in(struct place *place, const char *text)
{
	struct message message = { "" };
	struct record *record = place_open(place);
	struct record_event *events = NULL;
	size_t count = 0, found = 0;

	assert_int_equal(record_events(record, 0, INT64_MAX, &events, &count, &message), STATUS_OK);
	for (size_t i = 0; i < count; i++)
		found += strcmp(events[i].kind, "mark") == 0 && strcmp(events[i].text, text) == 0;
	free(events);
	record_close(record);
	return found;
}

/* In another process, as ever: the one that marks has no database open. */
static void record_some(void *context)
{
	static struct recorder *recorder;
	struct place *place = context;
	bool goes_on = recorder;

	if (!goes_on)
		recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	place_add(recorder, &place->lives, 3);
	if (goes_on)
		recorder_close(recorder);
}

static void a_mark_goes_into_the_record_of_a_recorder(void **state)
{
	struct place *place = *state;
	struct history *history = history_new();
	struct child recorder;
	struct recording recording;
	struct message message = { "" };
	struct past *past;

	place_record(place, 5);
	past_start(&past, place->path, place->lives.boot_id, history, -1);
	recording = past_recording(past);
	assert_int_equal(mark(&recording, &message), RECORDING_NOBODY);
	assert_int_equal(marks_in(place, "m on screen"), 0);
	child_start(&recorder, record_some, place);
	assert_int_equal(mark(&recording, &message), RECORDING_MARKED);
	assert_string_equal(message.text, place->path);
	assert_int_equal(mark(&recording, &message), RECORDING_MARKED);
	child_go_on(&recorder);
	assert_int_equal(marks_in(place, "m on screen"), 2);
	past_leave(past);
	child_end(&recorder);
	history_unref(history);
}

static void why_a_record_could_not_be_marked_is_told(void **state)
{
	struct place *place = *state;
	struct history *history = history_new();
	struct message message = { "" };
	struct recording recording;
	struct past *past;
	char path[128];
	int lock;

	/* Another process has the lock, and there is no record yet. */
	snprintf(path, sizeof(path), "%s/none", place->directory.path);
	assert_int_equal(writer_lock_take(&lock, path, &message), STATUS_OK);
	past_start(&past, path, place->lives.boot_id, history, -1);
	recording = past_recording(past);
	assert_int_equal(mark(&recording, &message), RECORDING_FAILED);
	assert_non_null(strstr(message.text, "none: No such file"));
	close(lock);
	past_leave(past);
	history_unref(history);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
	const struct CMUnitTest tests[] = {
		TEST(a_session_begins_with_what_was_recorded),
		TEST(what_is_passed_is_followed_as_what_is_seen),
		TEST(of_another_boot_nothing_is_taken),
		TEST(a_mark_goes_into_the_record_of_a_recorder),
		TEST(why_a_record_could_not_be_marked_is_told),
	};

	return cmocka_run_group_tests_name("store/past", tests, NULL, NULL);
}
