/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that ended, in a record: found again, summed up by the hour, and gone with what is old. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/database.h"
#include "store/place.h"

#define MIB ((uint64_t)1 << 20)

static struct heard_exit exit_of(const struct lives *lives, uint32_t pid, const char *name,
	uint32_t status, uint64_t peak)
{
	struct heard_exit exit = { .task = { .extent = TASK_PROCESS,
					   .pid = pid,
					   .uid = 4242,
					   .status = status,
					   .peak_rss_bytes = peak,
					   .lived_us = 1500000 },
		.wall_ns = lives->wall_ns,
		.boottime_ns = lives->boottime_ns };

	snprintf(exit.task.name, sizeof(exit.task.name), "%s", name);
	return exit;
}

static void hear(struct recorder *recorder, struct heard_exit exit)
{
	struct heard_exits exits = { .items = NULL };

	assert_int_equal(heard_exits_add(&exits, &exit), STATUS_OK);
	recorder_take_exits(recorder, &exits);
	assert_int_equal(exits.count, 0);
	heard_exits_free(&exits);
}

static struct record_span span_of(const struct place *place, int64_t from, int64_t to)
{
	struct record *record = place_open(place);
	struct message message = { "" };
	struct record_span span;

	if (record_span(record, from, to, 100, false, &span, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	record_close(record);
	return span;
}

static int64_t number(const struct place *place, const char *sql)
{
	struct message message = { "" };
	struct database *database;
	struct query query;
	int64_t n = -1;

	assert_int_equal(database_open(&database, place->path, DATABASE_READ, &message), STATUS_OK);
	query = database_query(database, sql);
	if (query_row(&query) && !query_is_null(&query, 0))
		n = query_number(&query, 0);
	assert_int_equal(query_end(&query, &message), STATUS_OK);
	database_close(database);
	return n;
}

static void who_ended_is_found_between_two_samples(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct record_span span;

	recorder_hears_exits(recorder, EXITS_RECORDED);
	hear(recorder, exit_of(&place->lives, 70000, "early", 0, MIB));
	place_add(recorder, &place->lives, 1);
	hear(recorder, exit_of(&place->lives, 70001, "failed", 3 << 8, 2 * MIB));
	hear(recorder, exit_of(&place->lives, 70002, "killed\033", 9, 5 * MIB));
	place_add(recorder, &place->lives, 2);
	recorder_close(recorder);
	span = span_of(place, 1, 3);
	assert_int_equal(span.ended->state, EXITS_RECORDED);
	assert_int_equal(span.ended->total, 2);
	assert_int_equal(span.ended->lost, 0);
	assert_int_equal(span.ended->count, 2);
	/* Who had most comes first. */
	assert_int_equal(span.ended->items[0].pid, 70002);
	assert_int_equal(span.ended->items[0].signal.n, 9);
	assert_false(value_known(span.ended->items[0].exit_code));
	assert_null(strchr(span.ended->items[0].name, '\033'));
	assert_int_equal(span.ended->items[1].exit_code.n, 3);
	assert_int_equal(span.ended->items[1].peak_rss_bytes.n, 2 * MIB);
	assert_int_equal(span.ended->items[1].lived_us.n, 1500000);
	/* No sample has a process of that user. */
	assert_string_equal(span.ended->items[1].user, "4242");
	record_span_free(&span);
}

/* PIDs come again: when it began must be the same, too. */
static void a_process_of_samples_is_known_by_its_start(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct sample *sample = lives_next(&place->lives);
	const struct row *row = sample->rows[0];
	uint64_t began_us = row->identity->start_ticks * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
	struct heard_exit exit = exit_of(&place->lives, (uint32_t)row->pid, "thread", 2 << 8, MIB);
	struct ended_process ended;
	struct message message = { "" };
	struct record *record;
	char name[64];

	recorder_hears_exits(recorder, EXITS_RECORDED);
	assert_int_equal(recorder_add(recorder, sample, &message), STATUS_OK);
	snprintf(name, sizeof(name), "%s", row->identity->name);
	/* Another one of that PID, and the task of which it is not known whether it is a process. */
	exit.task.lived_us = exit.boottime_ns / 1000 - began_us - 60000000;
	hear(recorder, exit);
	exit.task.extent = TASK_UNKNOWN;
	hear(recorder, exit);
	exit.task.lived_us = exit.boottime_ns / 1000 - began_us;
	hear(recorder, exit);
	place_add(recorder, &place->lives, 1);
	recorder_close(recorder);
	assert_int_equal(number(place, "SELECT count(*) FROM exits"), 2);
	assert_int_equal(number(place, "SELECT count(*) FROM exits WHERE process IS NOT NULL"), 1);
	assert_int_equal(number(place, "SELECT exit_code FROM process WHERE exit_code IS NOT NULL"),
		2 << 8);
	assert_int_equal(number(place, "SELECT peak_rss FROM process WHERE exit_code IS NOT NULL"),
		(int64_t)MIB);
	record = place_open(place);
	assert_int_equal(record_ended(record, row->pid, 2, &ended, &message), STATUS_OK);
	assert_string_equal(ended.name, name);
	assert_true(ended.was_seen);
	assert_int_equal(record_ended(record, row->pid, 1, &ended, &message), STATUS_ABSENT);
	assert_int_equal(record_ended(record, 1234567, 2, &ended, &message), STATUS_ABSENT);
	record_close(record);
	sample_unref(sample);
}

/* An hour of a shell script is no more than nine rows. */
static void many_small_ones_are_summed_up(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct record_span span;
	uint64_t several = 0, most = 0;

	recorder_hears_exits(recorder, EXITS_RECORDED);
	for (uint32_t i = 0; i < 100; i++) {
		hear(recorder, exit_of(&place->lives, 80000 + i, "sh", 0, (1 + i) * MIB));
		hear(recorder, exit_of(&place->lives, 90000 + i, "test", (i % 2) << 8, MIB));
		place_add(recorder, &place->lives, 1);
	}
	recorder_close(recorder);
	assert_int_equal(number(place, "SELECT count(*) FROM exits"), 200);
	/* The next recorder folds. */
	recorder_close(place_recorder(place, COMMAND_LINES_PROGRAM));
	assert_int_equal(number(place, "SELECT count(*) FROM exits"), 3 * 9);
	span = span_of(place, 0, 100);
	assert_int_equal(span.ended->total, 200);
	for (size_t i = 0; i < span.ended->count; i++) {
		several += span.ended->items[i].pid == 0;
		if (span.ended->items[i].pid == 0 && span.ended->items[i].count == 92)
			most = span.ended->items[i].peak_rss_bytes.n;
	}
	assert_int_equal(several, 3);
	/* Of those without a row of their own. */
	assert_int_equal(most, 92 * MIB);
	record_span_free(&span);
}

static void what_is_lost_and_why_is_told(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct heard_exits exits = { .lost = 17 };
	struct record_status status;
	struct message message = { "" };
	struct record_event *events = NULL;
	struct record_span span;
	struct record *record;
	size_t count = 0;

	recorder_hears_exits(recorder, EXITS_DENIED);
	place_add(recorder, &place->lives, 2);
	recorder_close(recorder);
	record = place_open(place);
	assert_int_equal(record_status(record, &status, &message), STATUS_OK);
	assert_int_equal(status.hears, EXITS_DENIED);
	assert_int_equal(status.exits, 0);
	record_close(record);
	recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	recorder_hears_exits(recorder, EXITS_RECORDED);
	recorder_take_exits(recorder, &exits);
	assert_int_equal(exits.lost, 0);
	place_add(recorder, &place->lives, 2);
	recorder_close(recorder);
	record = place_open(place);
	assert_int_equal(record_status(record, &status, &message), STATUS_OK);
	assert_int_equal(status.hears, EXITS_RECORDED);
	assert_int_equal(status.exits_lost, 17);
	/* It is no event for people. */
	assert_int_equal(record_events(record, 0, 10, &events, &count, &message), STATUS_OK);
	for (size_t i = 0; i < count; i++)
		assert_string_not_equal(events[i].kind, "exits");
	free(events);
	record_close(record);
	span = span_of(place, 1, 2);
	assert_int_equal(span.ended->state, EXITS_DENIED);
	record_span_free(&span);
	span = span_of(place, 2, 4);
	assert_int_equal(span.ended->lost, 17);
	record_span_free(&span);
}

/* What went with its hour is not found any more; whether ends are heard stays known. */
static void they_go_with_what_is_old(void **state)
{
	struct place *place = *state;
	struct recorder *recorder;
	struct record_status status;
	struct message message = { "" };
	struct record *record;

	place->keep_ns = 2 * 3600 * (int64_t)NS_PER_SECOND;
	recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	recorder_hears_exits(recorder, EXITS_RECORDED);
	hear(recorder, exit_of(&place->lives, 70001, "old", 0, MIB));
	place_add(recorder, &place->lives, 4 * 360);
	hear(recorder, exit_of(&place->lives, 70002, "new", 0, MIB));
	place_add(recorder, &place->lives, 1);
	recorder_close(recorder);
	assert_int_equal(number(place, "SELECT count(*) FROM exits"), 1);
	assert_int_equal(number(place, "SELECT pid FROM exits"), 70002);
	record = place_open(place);
	assert_int_equal(record_status(record, &status, &message), STATUS_OK);
	assert_int_equal(status.hears, EXITS_RECORDED);
	record_close(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(who_ended_is_found_between_two_samples, place_make,
			place_remove),
		cmocka_unit_test_setup_teardown(a_process_of_samples_is_known_by_its_start,
			place_make, place_remove),
		cmocka_unit_test_setup_teardown(many_small_ones_are_summed_up, place_make,
			place_remove),
		cmocka_unit_test_setup_teardown(what_is_lost_and_why_is_told, place_make,
			place_remove),
		cmocka_unit_test_setup_teardown(they_go_with_what_is_old, place_make, place_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
