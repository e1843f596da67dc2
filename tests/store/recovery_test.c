/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was acknowledged is there after a kill, a torn log, damage in the middle; what is old goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/database.h"
#include "store/events.h"
#include "store/place.h"
#include "store/walk.h"
#include "support/random.h"

/* How many samples can be read, and of the last one its sequence; blocks and rows that are lost. */
struct found {
	size_t samples, lost;
	int64_t last;
};

static struct found read_all(const struct place *place)
{
	struct message message = { "" };
	struct database *database;
	struct found found = { 0 };
	const struct frame *frame;
	struct record_walk walk;
	enum status status;

	if (database_open(&database, place->path, DATABASE_READ, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	walk_begin(&walk, database, 1, INT64_MAX);
	while ((status = walk_next(&walk, &frame, &message)) == STATUS_OK) {
		assert_true(frame_at(frame, FRAME_SEQUENCE) > found.last);
		found.last = frame_at(frame, FRAME_SEQUENCE);
		assert_int_equal(frame->process_count, place->lives.count);
		found.samples++;
	}
	if (status != STATUS_ABSENT)
		fail_msg("%s", message.text);
	found.lost = walk.loss.count;
	walk_end(&walk);
	database_close(database);
	return found;
}

/* ---- kills ---- */

/* Records until it is killed; a byte for each sample that is acknowledged. */
static void record_until_killed(struct place *place, int acknowledged)
{
	const struct recorder_request request = { .path = place->path, .delay = 10 };
	struct recorder *recorder;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (recorder_open(&recorder, &request, NULL) != STATUS_OK)
		_exit(1);
	for (;;) {
		struct sample *sample = lives_next(&place->lives);

		if (recorder_add(recorder, sample, NULL) != STATUS_OK ||
			write(acknowledged, "x", 1) != 1)
			_exit(1);
		sample_unref(sample);
	}
}

/* Kills it somewhere behind so many acknowledged samples; returns how many there were. */
static size_t kill_one(struct place *place, size_t wanted, useconds_t later)
{
	size_t count = 0;
	int ends[2], status;
	char byte;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		record_until_killed(place, ends[1]);
	}
	close(ends[1]);
	while (count < wanted && read(ends[0], &byte, 1) == 1)
		count++;
	/* Not at a sample's end each time: a few turns of nothing. */
	for (volatile useconds_t i = 0; i < later; i++)
		;
	kill(child, SIGKILL);
	while (read(ends[0], &byte, 1) == 1)
		count++;
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	return count;
}

/* `make check-all` asks for 200 kills and 100 torn logs. */
static unsigned so_many(const char *variable, unsigned usually)
{
	const char *wanted = getenv(variable);

	return wanted ? (unsigned)strtoul(wanted, NULL, 10) : usually;
}

static void a_kill_loses_no_acknowledged_sample(void **state)
{
	struct rounds rounds = rounds_of(so_many("RECORD_KILLS", 12));
	struct place *place = *state;
	size_t acknowledged = 0;

	while (rounds_next(&rounds)) {
		struct found found;
		size_t count = kill_one(place, 5 + rounds.seed * 7 % 40,
			(useconds_t)(rounds.seed * 99991 % 3000000));

		acknowledged += count;
		place->lives.number += count + 1;
		place->lives.wall_ns += (int64_t)(count + 1) * PLACE_STEP;
		place->lives.boottime_ns += (count + 1) * (uint64_t)PLACE_STEP;
		found = read_all(place);
		assert_int_equal(found.lost, 0);
		/* One may have been written, but not yet acknowledged. */
		assert_in_range(found.samples, acknowledged, acknowledged + 1);
		acknowledged = found.samples;
	}
}

/* ---- torn logs ---- */

static size_t copy_file(const char *from, const char *to, size_t most)
{
	static char buffer[1 << 16];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	size_t copied = 0;
	ssize_t length;

	assert_true(in >= 0 && out >= 0);
	while (copied < most && (length = read(in, buffer, sizeof(buffer))) > 0) {
		size_t part = (size_t)length < most - copied ? (size_t)length : most - copied;

		assert_int_equal(write(out, buffer, part), part);
		copied += part;
	}
	close(in);
	close(out);
	return copied;
}

/* A loss of power cuts the log anywhere, and may leave anything behind the cut. */
static void a_torn_log_damages_nothing(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct place torn = *place;
	char log[128], torn_log[128];
	size_t before = 0, parts = so_many("RECORD_TORN", 25);
	struct stat size;

	place_add(recorder, &place->lives, 60);
	snprintf(log, sizeof(log), "%s-wal", place->path);
	assert_int_equal(stat(log, &size), 0);
	snprintf(torn.path, sizeof(torn.path), "%s/torn", place->directory.path);
	snprintf(torn_log, sizeof(torn_log), "%s-wal", torn.path);
	for (size_t part = 1; part <= parts; part++) {
		size_t length = (size_t)size.st_size * part / parts;
		struct found found;

		copy_file(place->path, torn.path, SIZE_MAX);
		copy_file(log, torn_log, length);
		if (part % 2) {
			int file = open(torn_log, O_WRONLY | O_APPEND | O_CLOEXEC);

			assert_int_equal(write(file, place, sizeof(*place)), sizeof(*place));
			close(file);
		}
		found = read_all(&torn);
		assert_int_equal(found.lost, 0);
		assert_int_equal(found.samples, found.last);
		assert_true(found.samples >= before);
		before = found.samples;
	}
	assert_int_equal(before, 60);
	recorder_close(recorder);
	unlink(torn.path);
	unlink(torn_log);
	snprintf(torn_log, sizeof(torn_log), "%s-shm", torn.path);
	unlink(torn_log);
}

/* ---- damage ---- */

static void put_noise(const struct place *place, off_t page)
{
	int file = open(place->path, O_WRONLY | O_CLOEXEC);
	char noise[4096];

	memset(noise, 0x5a, sizeof(noise));
	assert_true(file >= 0);
	assert_int_equal(pwrite(file, noise, sizeof(noise), page * 4096), sizeof(noise));
	close(file);
}

/* A page of noise in the data of a block costs that block, and nothing else. */
static void noise_costs_one_block(void **state)
{
	struct place *place = *state;
	struct found found;

	place->lives.count = 100;
	place->lives.restless = true;
	place_record(place, 5 * 360 + 10);
	found = read_all(place);
	assert_int_equal(found.samples, 5 * 360 + 10);
	/* The pages of the third block's data: found by what stands in them. */
	put_noise(place, place_blob_page(place, 3));
	found = read_all(place);
	assert_int_equal(found.lost, 1);
	assert_int_equal(found.last, 5 * 360 + 10);
	assert_in_range(found.samples, 4 * 360, 4 * 360 + 20);
}

/*
 * A page of noise in the tail costs its rows, and those that are told by their difference from them; and a
 * recorder goes on behind it.
 */
static void noise_in_the_tail(struct place *place, int64_t about)
{
	/* What moves is as it was 256 samples before: with fewer, data are those of one row. */
	const int recorded = 250, whole_every = 64;
	struct record_status status;
	struct message message;
	struct record *record;
	struct found found;

	place->lives.count = 100;
	place->lives.restless = true;
	place_record(place, recorded);
	put_noise(place, place_tail_page(place, about));
	found = read_all(place);
	assert_in_range(found.lost, 1, 2 * whole_every);
	assert_int_equal(found.samples + found.lost, recorded);
	assert_int_equal(found.last, about == recorded ? recorded - (int)found.lost : recorded);
	record = place_open(place);
	assert_int_equal(record_status(record, &status, &message), STATUS_OK);
	assert_int_equal(status.samples, recorded);
	record_close(record);
	place_record(place, 20);
	found = read_all(place);
	assert_int_equal(found.last, recorded + 20);
	assert_in_range(found.samples, recorded + 20 - 2 * whole_every, recorded + 19);
	assert_int_equal(found.lost, 0);
}

static void noise_in_the_tail_costs_few_rows(void **state)
{
	noise_in_the_tail(*state, 100);
}

static void noise_at_the_end_costs_few_rows(void **state)
{
	noise_in_the_tail(*state, 250);
}

/* Its own pages are read again once there is another that writes. */
static void leave_no_page_behind(const struct place *place)
{
	struct message message = { "" };
	struct database *database;

	assert_int_equal(event_mark(place->path, text_of_string("before"), &message), STATUS_OK);
	assert_int_equal(database_open(&database, place->path, DATABASE_ADD, &message), STATUS_OK);
	assert_int_equal(database_run(database, "PRAGMA wal_checkpoint(TRUNCATE)", &message),
		STATUS_OK);
	database_close(database);
	assert_int_equal(event_mark(place->path, text_of_string("after"), &message), STATUS_OK);
}

/* A recorder that meets noise where the next row would go goes on with that row. */
static void noise_does_not_end_a_recorder(void **state)
{
	const int recorded = 250, more = 20, whole_every = 64;
	struct place *place = *state;
	struct recorder *recorder;
	struct found found;

	place->lives.count = 100;
	place->lives.restless = true;
	recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	place_add(recorder, &place->lives, recorded);
	leave_no_page_behind(place);
	put_noise(place, place_tail_page(place, recorded));
	place_add(recorder, &place->lives, more);
	recorder_close(recorder);
	found = read_all(place);
	assert_int_equal(found.last, recorded + more);
	assert_int_equal(found.lost, 0);
	assert_in_range(found.samples, recorded + more - 2 * whole_every, recorded + more - 1);
}

/* Names, and what is known of the boot, stand twice. */
static void noise_in_names_costs_nothing(void **state)
{
	struct place *place = *state;
	struct message message = { "" };
	struct record *record;
	struct sample *sample;
	size_t named = 0;

	place->lives.count = 100;
	place_record(place, 20);
	put_noise(place, place_text_page(place));
	put_noise(place, place_boot_page(place));
	record = place_open(place);
	if (record_sample(record, 20, 10, &sample, NULL, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	assert_int_equal(sample->row_count, 100);
	for (size_t i = 0; i < sample->row_count; i++) {
		const struct row *row = sample->rows[i];

		named += row->identity->name[0] != '\0';
		assert_int_equal(row_metric(row, METRIC_FILE, 0).n, 2 << 20);
	}
	assert_int_equal(named, 100);
	assert_string_equal(sample->host, "made");
	sample_unref(sample);
	record_close(record);
}

/* Identities that are damaged: two processes with one PID are one, and freed once. */
static void two_with_one_pid_are_one(void **state)
{
	struct place *place = *state;
	struct message message = { "" };
	struct database *database;
	struct record *record;
	struct history *history;
	struct sample *sample;

	place_record(place, 20);
	assert_int_equal(database_open(&database, place->path, DATABASE_WRITE, &message),
		STATUS_OK);
	assert_int_equal(database_run(database, "UPDATE process SET pid = 7", &message), STATUS_OK);
	database_close(database);
	record = place_open(place);
	assert_int_equal(record_sample(record, 20, 10, &sample, &history, &message), STATUS_OK);
	assert_int_equal(sample->row_count, 1);
	assert_int_equal(sample->rows[0]->pid, 7);
	sample_unref(sample);
	history_unref(history);
	record_close(record);
}

/* ---- what is kept ---- */

static int64_t one_number(const struct place *place, const char *sql)
{
	struct message message = { "" };
	struct database *database;
	struct query query;
	int64_t n;

	assert_int_equal(database_open(&database, place->path, DATABASE_READ, &message), STATUS_OK);
	query = database_query(database, sql);
	assert_true(query_row(&query));
	n = query_number(&query, 0);
	query_end(&query, &message);
	database_close(database);
	return n;
}

static void what_is_too_old_goes(void **state)
{
	struct place *place = *state;
	struct found found;

	place->keep_ns = 3 * 3600 * (int64_t)NS_PER_SECOND;
	place_record(place, 10 * 360);
	found = read_all(place);
	assert_int_equal(found.last, 10 * 360);
	/* Blocks that reach into the three hours, and the tail. */
	assert_in_range(found.samples, 3 * 360, 5 * 360);
	assert_true(one_number(place, "SELECT min(seq) FROM summary") > 5 * 360);
}

static void what_is_too_much_goes(void **state)
{
	struct place *place = *state;
	struct found found;

	place->size = 250 * 1024;
	place->lives.count = 60;
	place->lives.restless = true;
	place_record(place, 12 * 360);
	found = read_all(place);
	assert_int_equal(found.last, 12 * 360);
	assert_true(found.samples < 12 * 360);
	assert_true(found.samples >= 360);
}

/* ---- scripts ---- */

/* A row a minute, of the newest hour too. */
static void the_summary_has_a_row_a_minute(void **state)
{
	struct place *place = *state;

	place->lives.falls = 1 << 20;
	place_record(place, 6 * 400);
	assert_in_range(one_number(place, "SELECT count(*) FROM summary"), 399, 401);
	assert_int_equal(one_number(place, "SELECT max(wall) - min(wall) FROM summary"), 399 * 60);
	assert_int_equal(
		one_number(place, "SELECT available_bytes FROM summary ORDER BY seq LIMIT 1"),
		(INT64_C(8) << 30) - (1 << 20));
	assert_int_equal(one_number(place, "SELECT count(*) FROM summary WHERE processes = 10"),
		one_number(place, "SELECT count(*) FROM summary"));
}

static void kills_of_the_kernel_are_events(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);

	place->lives.oom_kills = 5;
	place_add(recorder, &place->lives, 10);
	place->lives.oom_kills = 7;
	place_add(recorder, &place->lives, 10);
	recorder_close(recorder);
	assert_int_equal(one_number(place, "SELECT count(*) FROM event WHERE kind = 'oom_kill'"),
		1);
	assert_int_equal(one_number(place, "SELECT CAST(data AS INTEGER) FROM event"), 2);
	assert_int_equal(one_number(place, "SELECT seq FROM event"), 11);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
	const struct CMUnitTest tests[] = {
		TEST(a_kill_loses_no_acknowledged_sample),
		TEST(a_torn_log_damages_nothing),
		TEST(noise_costs_one_block),
		TEST(noise_in_the_tail_costs_few_rows),
		TEST(noise_at_the_end_costs_few_rows),
		TEST(noise_does_not_end_a_recorder),
		TEST(noise_in_names_costs_nothing),
		TEST(two_with_one_pid_are_one),
		TEST(what_is_too_old_goes),
		TEST(what_is_too_much_goes),
		TEST(the_summary_has_a_row_a_minute),
		TEST(kills_of_the_kernel_are_events),
	};

	return cmocka_run_group_tests_name("store/recovery", tests, NULL, NULL);
}
