/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A record on screen: where it stands, how to get elsewhere, and what differs between two times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/macros.h"
#include "screen/keys.h"
#include "screen/screen.h"
#include "store/place.h"

/*
 * From 08:00:10 on 100 samples; a kill at 08:16:50; half an hour of nothing; 400 samples more, of another
 * boot.  PID 7 gains a MiB each time.
 */
static void record_life(struct place *place)
{
	place_record(place, 100);
	place->lives.oom_kills = 1;
	place_record(place, 20);
	place->lives.wall_ns += 1800 * (int64_t)NS_PER_SECOND;
	place->lives.boottime_ns = 100 * (uint64_t)NS_PER_SECOND;
	place->lives.boot_id = "22222222-2222-2222-2222-222222222222";
	place_record(place, 400);
}

static struct screen *start(const struct place *place, int height, int width, const char *time)
{
	return screen_start(&(struct screen_options){ .rows = height,
		.columns = width,
		.program = screen_memtop(),
		.arguments = { "replay", time, "--file", place->path },
		.environment = { "TZ=UTC" } });
}

static void test_it_walks(void **state)
{
	struct place *place = *state;
	struct screen *screen;

	record_life(place);
	screen = start(place, 30, 160, "start");
	screen_wait(screen, "REPLAY  Fri 2027-01-15 08:00:10");
	screen_wait(screen, "of 2027-01-15 08:00 - 2027-01-15 09:56");
	screen_type(screen, "[");
	screen_wait(screen, "this is the oldest sample");
	screen_type(screen, "]");
	screen_wait(screen, "08:00:20");
	screen_type(screen, ")");
	screen_wait(screen, "08:01:20");
	screen_type(screen, "(");
	screen_wait(screen, "08:00:20");
	/* There is nothing within an hour before the gap: the next sample is behind it. */
	screen_type(screen, "}");
	screen_wait(screen, "09:00:20");
	screen_type(screen, "{");
	screen_wait(screen, "08:00:20");
	screen_type(screen, ".");
	screen_wait(screen, "09:56:40");
	screen_type(screen, "]");
	screen_wait(screen, "this is the newest sample");
	/* Keys that come faster than samples lead as far. */
	screen_type(screen, "[[[[[[");
	screen_wait(screen, "09:55:40");
	screen_type(screen, "b");
	screen_wait(screen, "To the time:");
	screen_type(screen, "08:10\r");
	screen_wait(screen, "08:10:00");
	screen_quit(screen);
}

static void test_to_events(void **state)
{
	struct place *place = *state;
	struct screen *screen;
	int row, column;

	record_life(place);
	screen = start(place, 30, 160, "start");
	screen_wait(screen, "08:00:10");
	screen_type(screen, "g");
	screen_wait(screen, "The kernel killed because memory ran out, before 2027-01-15 08:16.");
	screen_wait(screen, "08:16:50");
	screen_type(screen, "g");
	screen_wait(screen, "Nothing was recorded from 2027-01-15 08:20 to 2027-01-15 08:50.");
	screen_type(screen, "g");
	screen_wait(screen, "no event was recorded later");
	assert_true(screen_find(screen, "REPLAY", &row, &column));
	/* The kill, the boot, and in between no record. */
	assert_non_null(strchr(screen_row(screen, row + 1), '!'));
	assert_non_null(strchr(screen_row(screen, row + 1), '^'));
	assert_non_null(strstr(screen_row(screen, row + 1), "...."));
	screen_type(screen, "\a");
	screen_wait(screen, "The kernel killed");
	screen_quit(screen);
}

static void test_a_mark_makes_a_difference(void **state)
{
	struct place *place = *state;
	struct screen *screen;

	record_life(place);
	screen = start(place, 30, 160, "2027-01-15T08:05");
	screen_wait(screen, "08:05:00");
	screen_type(screen, "m))");
	screen_wait(screen, "since Fri 08:05:00 (2:00)");
	screen_wait(screen, "+12.0M");
	screen_type(screen, "((((");
	screen_wait(screen, "against Fri 08:05:00 (2:00 later)");
	screen_wait(screen, "-12.0M");
	screen_quit(screen);
}

static void test_views_and_what_is_not_there(void **state)
{
	struct place *place = *state;
	struct screen *screen;

	record_life(place);
	screen = start(place, 30, 160, "2027-01-15T08:05");
	screen_wait(screen, "08:05:00");
	screen_type(screen, "2");
	screen_wait(screen, "memtop: explain");
	screen_type(screen, "]");
	screen_wait(screen, "08:05:10");
	screen_type(screen, "5");
	screen_wait(screen, "memtop: growth");
	screen_wait(screen, "program-7");
	screen_type(screen, "k");
	screen_wait(screen, "a record is only looked at");
	screen_type(screen, "6");
	screen_wait(screen,
		"this asks the running kernel; neither a record nor another root has it");
	screen_resize(screen, 90, 100);
	screen_type(screen, "h");
	screen_wait(screen, "to the next event");
	screen_type(screen, "h");
	screen_resize(screen, 1, 1);
	screen_resize(screen, 5, 20);
	screen_resize(screen, 15, 60);
	screen_wait(screen, "REPLAY");
	screen_quit(screen);
}

/* Nothing is offered that does nothing: neither tabs, labels, keys behind sentences, nor lines of help. */
static void test_only_what_works_is_offered(void **state)
{
	static const char *const asked_of_the_kernel[] = { "4 Heap", "6 Probe", "7 Cache",
		"9 Shared", "F8", "F9", "4 heap" };
	struct place *place = *state;
	struct screen *screen;

	record_life(place);
	screen = start(place, 30, 160, "2027-01-15T08:05");
	screen_wait(screen, "08:05:00");
	screen_wait(screen, "F10Quit");
	screen_wait(screen, "Enter all");
	assert_true(screen_has(screen, "[1 Overview]  2 Explain   3 Process   5 Growth"));
	for (size_t i = 0; i < COUNT_OF(asked_of_the_kernel); i++)
		if (screen_has(screen, asked_of_the_kernel[i]))
			fail_msg("%s", asked_of_the_kernel[i]);
	/* A key of another screen changes nothing, and it is said why. */
	screen_type(screen, "5");
	screen_wait(screen, "[5 Growth");
	screen_type(screen, "7");
	screen_wait(screen, "this asks the running kernel");
	assert_true(screen_has(screen, "[5 Growth"));
	screen_resize(screen, 120, 100);
	screen_type(screen, "h");
	screen_wait(screen, "to the next event");
	screen_wait(screen, "Growth: growing processes");
	assert_false(screen_has(screen, "Heap: "));
	assert_false(screen_has(screen, "Cache: "));
	assert_false(screen_has(screen, "send a signal"));
	screen_quit(screen);
}

/* One process at each moment that one walks to, and its absence where it was not there. */
static void test_a_process_as_it_was(void **state)
{
	struct place *place = *state;
	struct screen *screen;

	place->lives.count = 7;
	place_record(place, 50);
	place->lives.count = 6;
	place_record(place, 50);
	screen = screen_start(&(struct screen_options){ .rows = 60,
		.columns = 160,
		.program = screen_memtop(),
		.arguments = { "replay", "2027-01-15T08:05", "process", "7", "--file",
			place->path },
		.environment = { "TZ=UTC" } });
	screen_wait(screen, "08:05:00");
	screen_wait(screen, "process 7   somebody   program-7");
	screen_wait(screen, "own memory");
	/* 30 samples: 10 MiB and 30 more are its own, and 2 MiB are of files. */
	screen_wait(screen, "resident           42.0M");
	assert_false(screen_has(screen, "H: heap"));
	screen_type(screen, "]");
	screen_wait(screen, "resident           43.0M");
	screen_type(screen, "m");
	screen_type(screen, ")");
	screen_wait(screen, "+6.00M");
	screen_type(screen, "}");
	screen_wait(screen, "At this time there is no process 7.");
	screen_type(screen, "{");
	screen_wait(screen, "process 7   somebody   program-7");
	screen_type(screen, "H");
	screen_wait(screen, "this asks the running kernel");
	screen_type(screen, "e");
	screen_wait(screen, "this asks the running kernel");
	screen_quit(screen);
}

static void test_it_plays(void **state)
{
	struct place *place = *state;
	struct screen *screen;

	record_life(place);
	screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 100,
		.program = screen_memtop(),
		.arguments = { "--at", "start", "-d", "0.05", "--file", place->path },
		.environment = { "TZ=UTC" } });
	screen_wait(screen, "08:00:10");
	screen_type(screen, "Z");
	screen_wait(screen, "PLAYING");
	screen_wait(screen, "08:00:40");
	screen_type(screen, "Z");
	screen_wait(screen, "REPLAY");
	screen_quit(screen);
}

/* A recorder that goes on is followed, and not held up. */
static void test_a_recorder_goes_on(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct screen *screen;

	place_add(recorder, &place->lives, 10);
	screen = start(place, 30, 160, "2027-02-01");
	screen_wait(screen, "08:01:40");
	place_add(recorder, &place->lives, 10);
	screen_type(screen, "}");
	screen_wait(screen, "08:03:20");
	screen_quit(screen);
	recorder_close(recorder);
}

/* While a recorder runs, a mark on the live screen is in the record as well, for later looks. */
static void test_a_live_mark_is_recorded(void **state)
{
	struct place *place = *state;
	struct recorder *recorder;
	struct screen *screen;
	char self[16];

	snprintf(self, sizeof(self), "%d", (int)getpid());
	place_record(place, 5);
	recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	place_add(recorder, &place->lives, 5);
	screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 160,
		.program = screen_memtop(),
		.arguments = { "--file", place->path, "-p", self },
		.environment = { "TZ=UTC" } });
	screen_wait(screen, "1 process");
	screen_type(screen, "m");
	screen_wait(screen, "marked here and in the record ");
	screen_type(screen, "m");
	screen_wait(screen, "mark removed");
	place_add(recorder, &place->lives, 5);
	recorder_close(recorder);
	/* There is no recorder any more. */
	screen_type(screen, "m");
	screen_wait(screen, "marked: every view shows what changes from now on");
	screen_quit(screen);
	screen = start(place, 30, 160, "start");
	screen_wait(screen, "08:00:10");
	screen_type(screen, "g");
	screen_wait(screen, "Mark \"m on screen\" was set at ");
	screen_type(screen, "g");
	screen_wait(screen, "no event was recorded later");
	screen_quit(screen);
}

/* Nothing comes, and it is said why. */
static void test_a_dead_record_is_said_to_be_one(void **state)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 80,
		.program = screen_fake(),
		.arguments = { "dead-record" } });

	(void)state;
	screen_wait(screen, "/mnt/x/record: no answer in time (FUSE mount /mnt/x); q quits");
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_it_walks, place_make, place_remove),
		cmocka_unit_test_setup_teardown(test_to_events, place_make, place_remove),
		cmocka_unit_test_setup_teardown(test_a_mark_makes_a_difference, place_make,
			place_remove),
		cmocka_unit_test_setup_teardown(test_views_and_what_is_not_there, place_make,
			place_remove),
		cmocka_unit_test_setup_teardown(test_only_what_works_is_offered, place_make,
			place_remove),
		cmocka_unit_test_setup_teardown(test_a_process_as_it_was, place_make, place_remove),
		cmocka_unit_test_setup_teardown(test_it_plays, place_make, place_remove),
		cmocka_unit_test(test_a_dead_record_is_said_to_be_one),
		cmocka_unit_test_setup_teardown(test_a_recorder_goes_on, place_make, place_remove),
		cmocka_unit_test_setup_teardown(test_a_live_mark_is_recorded, place_make,
			place_remove),
	};

	return cmocka_run_group_tests_name("screen/replay", tests, NULL, NULL);
}
