/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is old is kept more thinly, and is still found, walked and told of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "store/database.h"
#include "store/place.h"

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
		TEST(what_is_young_is_whole),
		TEST(too_much_is_thinned_first),
	};

	return cmocka_run_group_tests_name("store/levels", tests, NULL, NULL);
}
