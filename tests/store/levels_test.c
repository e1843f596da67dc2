/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is old is kept more thinly, and is still found, walked and told of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "derive/record/difference.h"
#include "store/database.h"
#include "store/place.h"
#include "store/walk.h"

#define DAY       (86400 * (int64_t)NS_PER_SECOND)
#define MINUTE    (60 * (int64_t)NS_PER_SECOND)
#define MIB       ((int64_t)1 << 20)
#define GIB       ((int64_t)1 << 30)
#define AN_HOUR   360
#define TWO_HOURS (2 * AN_HOUR)

static int64_t one_number(const struct place *place, const char *sql)
{
	struct message message = { "" };
	struct database *database;
	struct query query;
	int64_t n = -1;

	assert_int_equal(database_open(&database, place->path, DATABASE_READ, &message), STATUS_OK);
	query = database_query(database, sql);
	if (query_row(&query))
		n = query_number(&query, 0);
	assert_int_equal(query_end(&query, &message), STATUS_OK);
	database_close(database);
	return n;
}

/* The machine is off, or there is no recorder, for so long. */
static void pass(struct place *place, int64_t ns)
{
	place->lives.wall_ns += ns;
	place->lives.boottime_ns += (uint64_t)ns;
}

/* Two hours, of which one sample has by far the least, and then later ones, so that there is a fold. */
static void record_old(struct place *place, int64_t age_ns)
{
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);

	place_add(recorder, &place->lives, 99);
	place->lives.available -= 4 * GIB;
	place_add(recorder, &place->lives, 1);
	place->lives.available += 4 * GIB;
	place_add(recorder, &place->lives, TWO_HOURS - 100);
	pass(place, age_ns);
	place_add(recorder, &place->lives, AN_HOUR + 5);
	recorder_close(recorder);
}

static struct sample *sample_at(struct record *record, int64_t wall_ns, int64_t *sequence)
{
	struct message message = { "" };
	struct sample *sample = NULL;

	if (record_find(record, wall_ns, sequence, &message) != STATUS_OK ||
		record_sample(record, *sequence, 10, &sample, NULL, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	return sample;
}

static int64_t available(const struct sample *sample)
{
	return sample->system.meminfo.field[MEMINFO_MemAvailable].n;
}

/* From the first to the last by single steps, and back: the same samples, as many as there are. */
static void assert_walked(struct record *record, int64_t count)
{
	struct message message = { "" };
	struct moment start = { .kind = MOMENT_START };
	int64_t sequence, wall = 0, before, steps = 1, back = 1;

	assert_int_equal(record_find_moment(record, &start, &sequence, &message), STATUS_OK);
	for (before = sequence;
		record_step(record, TIMELINE_SAMPLE, 1, &sequence, &wall, &message) == STATUS_OK;
		before = sequence, steps++)
		assert_true(sequence > before);
	assert_int_equal(steps, count);
	for (before = sequence;
		record_step(record, TIMELINE_SAMPLE, -1, &sequence, &wall, &message) == STATUS_OK;
		before = sequence, back++)
		assert_true(sequence < before);
	assert_int_equal(back, count);
	assert_int_equal(sequence, 1);
}

static void after_a_week_a_sample_a_minute_is_kept(void **state)
{
	struct place *place = *state;
	struct record_status status;
	struct message message = { "" };
	struct record *record;
	struct sample *sample;
	int64_t sequence;

	record_old(place, 8 * DAY);
	/* 120 minutes, and the ends of two blocks. */
	assert_in_range(one_number(place, "SELECT sum(n) FROM block WHERE level = 1"), 120, 126);
	assert_int_equal(one_number(place, "SELECT count(*) FROM block WHERE level = 0"), 1);
	record = place_open(place);
	assert_int_equal(record_status(record, &status, &message), STATUS_OK);
	assert_walked(record, (int64_t)status.samples);
	/* Of its minute the sample with the least is the one that stayed. */
	sample = sample_at(record, PLACE_BEGUN + 100 * PLACE_STEP, &sequence);
	assert_int_equal(sequence, 100);
	assert_int_equal(available(sample), 4 * GIB);
	assert_int_equal(sample->row_count, 10);
	sample_unref(sample);
	/* No sample is further than two minutes from any moment. */
	for (int64_t at = 1; at <= TWO_HOURS; at += 37) {
		sample = sample_at(record, PLACE_BEGUN + at * PLACE_STEP, &sequence);
		assert_true(PLACE_BEGUN + at * PLACE_STEP - sample->wall_ns < 2 * MINUTE);
		sample_unref(sample);
	}
	record_close(record);
	/* The summary has each minute, with its least. */
	assert_in_range(one_number(place, "SELECT count(*) FROM summary WHERE seq <= 720"), 119,
		121);
	assert_int_equal(one_number(place, "SELECT min(least_available_bytes) FROM summary"),
		4 * GIB);
	assert_int_equal(one_number(place, "SELECT max(most_available_bytes) FROM summary"),
		8 * GIB);
	assert_int_equal(one_number(place, "SELECT count(*) FROM summary WHERE"
					   " mean_available_bytes BETWEEN 7 * 1073741824 AND"
					   " 7.5 * 1073741824"),
		1);
}

static void after_a_month_one_every_ten_minutes(void **state)
{
	struct place *place = *state;
	struct record *record;
	struct sample *sample;
	int64_t sequence;

	record_old(place, 31 * DAY);
	assert_in_range(one_number(place, "SELECT sum(n) FROM block WHERE level = 2"), 12, 19);
	/* Rows of ten minutes, in which the least and the mean are kept. */
	assert_in_range(one_number(place, "SELECT count(*) FROM summary WHERE span_seconds = 600"),
		12, 16);
	assert_int_equal(one_number(place, "SELECT count(*) FROM summary WHERE seq <= 720"
					   " AND span_seconds <> 600"),
		0);
	assert_int_equal(one_number(place, "SELECT min(least_available_bytes) FROM summary"),
		4 * GIB);
	record = place_open(place);
	sample = sample_at(record, PLACE_BEGUN + 100 * PLACE_STEP, &sequence);
	assert_int_equal(available(sample), 4 * GIB);
	sample_unref(sample);
	record_close(record);
}

/* ---- how processes moved meanwhile ---- */

#define LOOKED_AT 3 /* a process */

struct moved {
	int64_t least, mean, most;
};

/* Own memory of a restless process in the sample of that sequence (tests/store/lives.c). */
static int64_t own_at(int64_t sequence)
{
	return 10 * MIB + lives_restless((uint64_t)sequence, LOOKED_AT);
}

static struct moved moved_between(int64_t first, int64_t last)
{
	struct moved moved = { .least = INT64_MAX };

	for (int64_t sequence = first; sequence <= last; sequence++) {
		int64_t own = own_at(sequence);

		moved.least = own < moved.least ? own : moved.least;
		moved.most = own > moved.most ? own : moved.most;
		moved.mean += own;
	}
	moved.mean /= last - first + 1;
	return moved;
}

static int64_t window_of(int64_t sequence, int64_t window_ns)
{
	return (PLACE_BEGUN + sequence * PLACE_STEP) / window_ns;
}

/* Of the window that the sample is in, and of the block. */
static struct moved moved_around(int64_t sequence, int64_t window_ns, int64_t first, int64_t last)
{
	const int64_t window = window_of(sequence, window_ns);
	int64_t from = sequence, to = sequence;

	while (from > first && window_of(from - 1, window_ns) == window)
		from--;
	while (to < last && window_of(to + 1, window_ns) == window)
		to++;
	return moved_between(from, to);
}

/* What a block has of it is right to a 32nd. */
static void assert_about(int64_t n, int64_t wanted, int64_t own)
{
	assert_in_range(n, wanted - own / 32, wanted + own / 32);
}

static void assert_spread(const struct frame *frame, int64_t id, struct moved moved)
{
	const int64_t own = own_at(frame_at(frame, FRAME_SEQUENCE));

	for (size_t i = 0; i < frame->process_count; i++) {
		const int64_t *spread = frame->processes[i].spread;

		if (frame->processes[i].id != id)
			continue;
		assert_about(own + spread[FRAME_SPREAD_LEAST], moved.least, own);
		assert_about(own + spread[FRAME_SPREAD_MOST], moved.most, own);
		assert_about(own + spread[FRAME_SPREAD_MEAN], moved.mean, own);
		assert_true(spread[FRAME_SPREAD_LEAST] <= 0 && spread[FRAME_SPREAD_MOST] >= 0);
		return;
	}
	fail_msg("it is not in the frame");
}

static void assert_block(struct database *database, int64_t first, int64_t last, int64_t window_ns)
{
	const int64_t id = LOOKED_AT; /* they were seen in the order of their PIDs */
	struct message message = { "" };
	const struct frame *frame;
	struct record_walk walk;
	size_t count = 0;

	walk_begin(&walk, database, first, last);
	for (; walk_next(&walk, &frame, &message) == STATUS_OK; count++)
		assert_spread(frame, id,
			moved_around(frame_at(frame, FRAME_SEQUENCE), window_ns, first, last));
	walk_end(&walk);
	assert_in_range(count, 6, 63);
}

/* Of all blocks of that level. */
static void assert_thinned(const struct place *place, int64_t level, int64_t window_ns)
{
	struct message message = { "" };
	struct database *database;
	struct query query;
	int blocks = 0;

	assert_int_equal(database_open(&database, place->path, DATABASE_READ, &message), STATUS_OK);
	query = database_query(database, "SELECT seq0, seq1 FROM block WHERE level = ?1 AND n > 1");
	query_bind(&query, 1, level);
	for (; query_row(&query); blocks++)
		assert_block(database, query_number(&query, 0), query_number(&query, 1), window_ns);
	assert_int_equal(query_end(&query, &message), STATUS_OK);
	database_close(database);
	assert_int_equal(blocks, 2);
}

/* What a difference says of the process. */
static struct process_change change_between(const struct place *place, int64_t from, int64_t to)
{
	struct process_change out = { .change = 0 };
	struct message message = { "" };
	struct record *record = place_open(place);
	struct difference difference;
	struct record_span span;

	if (record_span(record, from, to, 120, false, &span, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	assert_int_equal(difference_find(&difference, span.from, span.to, span.history), STATUS_OK);
	for (size_t i = 0; i < difference.count; i++)
		if (difference.processes[i].after->pid == LOOKED_AT)
			out = *difference_change(&difference, i);
	difference_free(&difference);
	record_span_free(&span);
	record_close(record);
	return out;
}

/* Least, mean and most of each minute, and then of each ten minutes, and diff knows of them. */
static void of_processes_that_went_the_extremes_stay(void **state)
{
	struct place *place = *state;
	struct process_change change;
	const struct moved hour = moved_between(1, AN_HOUR);

	place->lives.restless = true;
	record_old(place, 8 * DAY);
	assert_thinned(place, 1, MINUTE);
	change = change_between(place, 1, AN_HOUR);
	assert_about(change.least.n, hour.least, hour.most);
	assert_about(change.most.n, hour.most, hour.most);
	/* A minute at the end of an hour has fewer samples, and counts as much. */
	pass(place, 23 * DAY);
	place_record(place, AN_HOUR + 5);
	assert_thinned(place, 2, 10 * MINUTE);
	change = change_between(place, 1, AN_HOUR);
	assert_about(change.least.n, hour.least, hour.most);
	assert_about(change.most.n, hour.most, hour.most);
}

static void what_is_young_is_whole(void **state)
{
	struct place *place = *state;

	record_old(place, 6 * DAY);
	assert_int_equal(one_number(place, "SELECT count(*) FROM block WHERE level <> 0"), 0);
	assert_int_equal(one_number(place, "SELECT sum(n) FROM block"), TWO_HOURS + AN_HOUR);
}

/* A record that is too large is thinned before anything of it is dropped. */
static void too_much_is_thinned_first(void **state)
{
	struct place *place = *state;

	place->lives.count = 60;
	place->lives.restless = true;
	place_record(place, 2 * TWO_HOURS);
	pass(place, 2 * DAY);
	/* The next recorder folds what the last one left, and has all of it then. */
	place_record(place, 0);
	place->size = (uint64_t)(one_number(place, "PRAGMA page_count") -
				 one_number(place, "PRAGMA freelist_count")) *
		      4096;
	place_record(place, AN_HOUR + 5);
	assert_int_equal(one_number(place, "SELECT min(seq0) FROM block"), 1);
	assert_true(one_number(place, "SELECT count(*) FROM block WHERE level = 1") > 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
	const struct CMUnitTest tests[] = {
		TEST(after_a_week_a_sample_a_minute_is_kept),
		TEST(after_a_month_one_every_ten_minutes),
		TEST(of_processes_that_went_the_extremes_stay),
		TEST(what_is_young_is_whole),
		TEST(too_much_is_thinned_first),
	};

	return cmocka_run_group_tests_name("store/levels", tests, NULL, NULL);
}
