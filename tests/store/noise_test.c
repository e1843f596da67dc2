/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Noise in any page of a record, or its end that is missing, costs no more than the block that it is in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/read/opened.h"
#include "store/place.h"
#include "support/random.h"

#define PAGE   4096
#define BLOCKS 3
#define HOUR   360 /* samples in a block */
#define TAIL   30
#define ALL    (BLOCKS * HOUR + TAIL)
/* Rows of the tail up to the next whole one. */
#define WHOLE_EVERY 64

struct whole {
	struct place *place;
	char *at;
	size_t pages;
};

static struct whole read_whole(struct place *place)
{
	struct whole whole = { .place = place, .at = malloc(1 << 24) };
	int file = open(place->path, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	assert_non_null(whole.at);
	length = read(file, whole.at, 1 << 24);
	close(file);
	assert_true(length > 0 && length < 1 << 24 && length % PAGE == 0);
	whole.pages = (size_t)length / PAGE;
	return whole;
}

static struct whole record_some(struct place *place)
{
	place->lives.count = 12;
	place->lives.restless = true;
	place_record(place, ALL);
	return read_whole(place);
}

static void write_pages(const struct whole *whole, size_t pages)
{
	int file = open(whole->place->path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	assert_true(file >= 0);
	assert_int_equal(write(file, whole->at, pages * PAGE), pages * PAGE);
	close(file);
}

/* The record with that page full of noise. */
static void spoil(const struct whole *whole, size_t page)
{
	char before[PAGE];
	uint64_t seed = page, noise;

	memcpy(before, whole->at + page * PAGE, PAGE);
	for (size_t i = 0; i < PAGE; i += sizeof(noise)) {
		noise = random_next(&seed);
		memcpy(whole->at + page * PAGE + i, &noise, sizeof(noise));
	}
	write_pages(whole, whole->pages);
	memcpy(whole->at + page * PAGE, before, PAGE);
}

static size_t count_samples(struct record *record)
{
	struct message message = { "" };
	const struct frame *frame;
	struct record_walk walk;
	size_t count = 0;

	walk_begin(&walk, record->database, 1, ALL);
	while (walk_next(&walk, &frame, &message) == STATUS_OK)
		count++;
	walk_end(&walk);
	return count;
}

static void ok(size_t page, const char *what, enum status status, const struct message *message)
{
	if (status != STATUS_OK)
		fail_msg("page %zu: %s: %s", page + 1, what, message->text);
}

/* Whose samples they are is known, and what the kernel's files said. */
static void knows(size_t page, const struct sample *sample, pid_t count)
{
	assert_int_equal(sample->row_count, count);
	for (size_t i = 0; i < sample->row_count; i++)
		if (!sample->rows[i]->identity->name[0])
			fail_msg("page %zu: a name is lost", page + 1);
	if (!value_known(sample->system.meminfo.field[MEMINFO_MemAvailable]) || !sample->host[0])
		fail_msg("page %zu: meminfo or the boot is lost", page + 1);
}

/* What replay, diff and the timeline ask; returns how many samples there are. */
static size_t read_all(const struct place *place, size_t page)
{
	const struct moment now = { .kind = MOMENT_TIME, .wall_ns = INT64_MAX };
	struct message message = { "" };
	struct timeline_about *about;
	struct record_status status;
	struct record_span span;
	struct record *record;
	struct sample *sample;
	int64_t from, to;
	size_t count;

	ok(page, "open", record_open(&record, place->path, &message), &message);
	ok(page, "status", record_status(record, &status, &message), &message);
	ok(page, "glance", record_about(record, &about, &message), &message);
	timeline_about_free(about);
	ok(page, "end", record_find_moment(record, &now, &to, &message), &message);
	ok(page, "sample", record_sample(record, to, 2, &sample, NULL, &message), &message);
	knows(page, sample, place->lives.count);
	sample_unref(sample);
	ok(page, "start",
		record_find_moment(record, &(struct moment){ .kind = MOMENT_START }, &from,
			&message),
		&message);
	ok(page, "span", record_span(record, from, to, ALL, false, &span, &message), &message);
	record_span_free(&span);
	count = count_samples(record);
	/* What is lost is said. */
	if (count < ALL && !record_is_damaged(record, &message))
		fail_msg("page %zu: %zu samples, and nothing is said", page + 1, count);
	record_close(record);
	return count;
}

static void noise_costs_a_block_at_most(void **state)
{
	struct whole whole = record_some(*state);
	size_t costly = 0;

	for (size_t page = 0; page < whole.pages; page++) {
		size_t count;

		spoil(&whole, page);
		count = read_all(*state, page);
		if (count + HOUR < ALL)
			fail_msg("page %zu: %zu of %d samples are left", page + 1, count, ALL);
		costly += count < ALL;
	}
	/* Pages of blocks and of the tail are; those with the tables about them are not. */
	assert_in_range(costly, BLOCKS, whole.pages - 12);
	free(whole.at);
}

static void says(struct record *record, const char *wanted)
{
	struct message message = { "" };

	assert_true(record_is_damaged(record, &message));
	if (!strstr(message.text, wanted))
		fail_msg("%s", message.text);
}

/* A recorder leaves it alone, and does not call it something else. */
static void refuses_to_go_on(const struct place *place)
{
	const struct recorder_request request = { .path = place->path, .delay = 10 };
	struct message message = { "" };
	struct recorder *recorder;

	assert_int_equal(recorder_open(&recorder, &request, &message), STATUS_MALFORMED);
	if (!strstr(message.text, "move it away"))
		fail_msg("%s", message.text);
}

/* The first page has the names of all tables and where they begin. */
static void without_its_first_page_all_is_there(void **state)
{
	struct whole whole = record_some(*state);
	struct record *record;

	spoil(&whole, 0);
	assert_int_equal(read_all(*state, 0), ALL);
	record = place_open(*state);
	says(record, "no sample in between is missing");
	record_close(record);
	refuses_to_go_on(*state);
	free(whole.at);
}

/* SQLite refuses a file that is shorter than it was. */
static void of_a_file_cut_short_the_rest_is_there(void **state)
{
	struct whole whole = record_some(*state);

	write_pages(&whole, whole.pages - 1);
	assert_in_range(read_all(*state, whole.pages), HOUR, ALL);
	free(whole.at);
}

/* What is in the log alone counts, and what is behind the last sample that is whole in it does not. */
static void the_log_is_read_too(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct message message = { "" };
	struct record_status status;
	struct database *database;
	struct record *record;

	place_add(recorder, &place->lives, 40);
	assert_int_equal(database_open(&database, place->path, DATABASE_ADD, &message), STATUS_OK);
	assert_int_equal(database_run(database, "PRAGMA wal_checkpoint(TRUNCATE)", &message),
		STATUS_OK);
	place_add(recorder, &place->lives, 7);
	record = place_open(place);
	assert_int_equal(database_mend(record->database), STATUS_OK);
	assert_int_equal(record_status(record, &status, &message), STATUS_OK);
	assert_int_equal(status.samples, 47);
	assert_int_equal(count_samples(record), 47);
	record_close(record);
	database_close(database);
	recorder_close(recorder);
}

/* What never was a record is not taken for a damaged one. */
static void what_is_no_record_is_none(void **state)
{
	struct whole whole = record_some(*state);
	struct place *place = *state;
	struct message message = { "" };
	struct record *record;

	memset(whole.at, 'x', whole.pages * PAGE);
	write_pages(&whole, whole.pages);
	assert_int_equal(record_open(&record, place->path, &message), STATUS_MALFORMED);
	assert_non_null(strstr(message.text, "no record of memtop"));
	free(whole.at);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
	const struct CMUnitTest tests[] = {
		TEST(noise_costs_a_block_at_most),
		TEST(without_its_first_page_all_is_there),
		TEST(of_a_file_cut_short_the_rest_is_there),
		TEST(the_log_is_read_too),
		TEST(what_is_no_record_is_none),
	};

	return cmocka_run_group_tests_name("store/noise", tests, NULL, NULL);
}
