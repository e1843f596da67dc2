/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a recorder wrote is found again: by time, over hours, boots and clocks that are set. */
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

#include "base/clock.h"
#include "base/macros.h"
#include "derive/machine/derived_machine.h"
#include "derive/process/derived_row.h"
#include "derive/trend.h"
#include "store/database.h"
#include "store/events.h"
#include "store/place.h"
#include "store/reader.h"
#include "store/recorder.h"

static struct sample *sample_at(struct record *record, int64_t wall_ns, size_t past)
{
	struct message message = { "" };
	struct sample *sample = NULL;
	int64_t sequence;

	if (record_find(record, wall_ns, &sequence, &message) != STATUS_OK ||
		record_sample(record, sequence, past, &sample, NULL, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	return sample;
}

static void assert_wall(struct record *record, int64_t at, int64_t wanted)
{
	struct sample *sample = sample_at(record, at, 1);

	assert_int_equal(sample->wall_ns, wanted);
	sample_unref(sample);
}

/* Three hours and a bit: blocks, and a tail. */
static void a_sample_is_found_by_its_time(void **state)
{
	struct place *place = *state;
	struct record_status status;
	struct message message = { "" };
	struct record *record;

	place_record(place, 1100);
	record = place_open(place);
	assert_int_equal(record_status(record, &status, &message), STATUS_OK);
	assert_int_equal(status.samples, 1100);
	assert_int_equal(status.gaps, 0);
	assert_int_equal(status.first_wall_ns, PLACE_BEGUN + PLACE_STEP);
	assert_int_equal(status.last_wall_ns, PLACE_BEGUN + 1100 * PLACE_STEP);
	for (int64_t i = 1; i <= 1100; i += 31) {
		assert_wall(record, PLACE_BEGUN + i * PLACE_STEP, PLACE_BEGUN + i * PLACE_STEP);
		assert_wall(record, PLACE_BEGUN + i * PLACE_STEP + PLACE_STEP - 1,
			PLACE_BEGUN + i * PLACE_STEP);
	}
	assert_wall(record, PLACE_BEGUN + 5000 * PLACE_STEP, PLACE_BEGUN + 1100 * PLACE_STEP);
	record_close(record);
}

static void before_the_first_there_is_nothing(void **state)
{
	struct place *place = *state;
	struct message message = { "" };
	struct record *record;
	int64_t sequence;

	place_record(place, 3);
	record = place_open(place);
	assert_int_equal(record_find(record, PLACE_BEGUN, &sequence, &message), STATUS_ABSENT);
	assert_non_null(strstr(message.text, "nothing was recorded before"));
	record_close(record);
}

/* Both what was read and what follows from it, out of blocks and the tail alike. */
static void a_sample_has_what_was_recorded(void **state)
{
	struct place *place = *state;
	struct record *record;
	struct sample *sample;
	const struct row *row;

	place_record(place, 500);
	record = place_open(place);
	for (int64_t i = 100; i <= 500; i += 200) {
		sample = sample_at(record, PLACE_BEGUN + i * PLACE_STEP, 60);
		assert_true(sample->recorded);
		assert_string_equal(sample->host, "made");
		assert_int_equal(sample->system.meminfo.field[MEMINFO_MemAvailable].n,
			INT64_C(8) << 30);
		assert_int_equal(derived_of_machine(&sample->system)->rates.faults.n, 100 * 100);
		assert_int_equal(sample->row_count, 10);
		row = sample_find(sample, 7);
		assert_int_equal(row->metric[METRIC_ANONYMOUS], (10 + i) << 20);
		assert_int_equal(row->metric_state[METRIC_LOCKED], VALUE_DENIED);
		assert_int_equal(row->metric_state[METRIC_PSS], VALUE_NOT_RECORDED);
		assert_int_equal(derived_value(row, DERIVED_TREND).n, TREND_GROWING);
		assert_in_range(derived_value(row, DERIVED_GROWTH).n, (6 << 20) * 99 / 100,
			(6 << 20) * 101 / 100);
		assert_string_equal(row->identity->user, "somebody");
		sample_unref(sample);
	}
	record_close(record);
}

static void command_of(struct place *place, enum command_lines lines, const char *wanted)
{
	struct recorder *recorder = place_recorder(place, lines);
	struct record *record;
	struct sample *sample;
	const struct identity *identity;

	place_add(recorder, &place->lives, 1);
	recorder_close(recorder);
	record = place_open(place);
	sample = sample_at(record, place->lives.wall_ns, 0);
	identity = sample_find(sample, 7)->identity;
	assert_int_equal(identity->command_length, strlen(wanted));
	assert_memory_equal(identity->command, wanted, strlen(wanted));
	sample_unref(sample);
	record_close(record);
}

/* A password on a command line is not recorded unless it is asked for. */
static void command_lines_are_private(void **state)
{
	struct place *place = *state;
	struct stat stat_;

	command_of(place, COMMAND_LINES_PROGRAM, "program-7");
	command_of(place, COMMAND_LINES_NONE, "program-7");
	command_of(place, COMMAND_LINES_FULL, "program-7 --secret=7");
	assert_int_equal(stat(place->path, &stat_), 0);
	assert_int_equal(stat_.st_mode & 0777, 0640);
}

static void count_events(struct place *place, const char *kind, int64_t wanted)
{
	struct message message = { "" };
	struct database *database;
	struct query query;

	assert_int_equal(database_open(&database, place->path, DATABASE_READ, &message), STATUS_OK);
	query = database_query(database, "SELECT count(*) FROM event WHERE kind = ?1");
	query_bind_text(&query, 1, text_of_string(kind));
	assert_true(query_row(&query));
	assert_int_equal(query_number(&query, 0), wanted);
	query_end(&query, &message);
	database_close(database);
}

/* Order is the sequence; of a time that occurs twice the later one is found. */
static void a_clock_that_is_set_back_loses_nothing(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct record *record;
	struct record_status status;
	struct message message = { "" };
	struct sample *sample;

	place_add(recorder, &place->lives, 100);
	place->lives.wall_ns -= 500 * NS_PER_SECOND;
	place_add(recorder, &place->lives, 100);
	place->lives.wall_ns += 5 * 3600 * NS_PER_SECOND;
	place_add(recorder, &place->lives, 10);
	recorder_close(recorder);
	count_events(place, "clock", 2);
	record = place_open(place);
	assert_int_equal(record_status(record, &status, &message), STATUS_OK);
	assert_int_equal(status.samples, 210);
	/* The clock showed this after 80 samples and again after 130. */
	sample = sample_at(record, PLACE_BEGUN + 80 * PLACE_STEP, 1);
	assert_int_equal(sample->number, 130);
	sample_unref(sample);
	/* And this only before. */
	sample = sample_at(record, PLACE_BEGUN + 20 * PLACE_STEP, 1);
	assert_int_equal(sample->number, 20);
	sample_unref(sample);
	sample = sample_at(record, PLACE_BEGUN + 5 * 3600 * NS_PER_SECOND + 155 * PLACE_STEP, 1);
	assert_int_equal(sample->number, 205);
	sample_unref(sample);
	record_close(record);
}

static void two_boots_are_two(void **state)
{
	struct place *place = *state;
	struct record *record;
	struct sample *sample;
	struct message message = { "" };
	int64_t sequence;

	place_record(place, 20);
	place->lives.boot_id = "22222222-2222-2222-2222-222222222222";
	place->lives.boottime_ns = 5 * (uint64_t)NS_PER_SECOND;
	place->lives.wall_ns += 600 * NS_PER_SECOND;
	place->lives.number = 0;
	place_record(place, 20);
	count_events(place, "reboot", 1);
	count_events(place, "gap", 1);
	record = place_open(place);
	sample = sample_at(record, PLACE_BEGUN + 20 * PLACE_STEP + 600 * NS_PER_SECOND + PLACE_STEP,
		30);
	assert_string_equal(sample->boot_id, "22222222-2222-2222-2222-222222222222");
	/* What was before the boot says nothing of it. */
	assert_int_equal(derived_of_machine(&sample->system)->rates.faults.state, VALUE_PENDING);
	assert_int_equal(derived_value(sample_find(sample, 7), DERIVED_TREND).n, TREND_TOO_SHORT);
	sample_unref(sample);
	assert_int_equal(record_find_moment(record, &(const struct moment){ .kind = MOMENT_BOOT },
				 &sequence, &message),
		STATUS_OK);
	assert_int_equal(sequence, 21);
	assert_int_equal(record_find_moment(record, &(const struct moment){ .kind = MOMENT_START },
				 &sequence, &message),
		STATUS_OK);
	assert_int_equal(sequence, 1);
	record_close(record);
}

/* Another recorder goes on where the last one ended, and says that it did. */
static void a_gap_is_noted(void **state)
{
	struct place *place = *state;
	struct record_status status;
	struct message message = { "" };
	struct record *record;

	place_record(place, 20);
	place->lives.wall_ns += 300 * NS_PER_SECOND;
	place->lives.boottime_ns += 300 * (uint64_t)NS_PER_SECOND;
	place_record(place, 20);
	record = place_open(place);
	assert_int_equal(record_status(record, &status, &message), STATUS_OK);
	assert_int_equal(status.gaps, 1);
	assert_int_equal(status.samples, 40);
	assert_wall(record, PLACE_BEGUN + 20 * PLACE_STEP + 100 * NS_PER_SECOND,
		PLACE_BEGUN + 20 * PLACE_STEP);
	record_close(record);
}

/* ---- who may ---- */

static void one_recorder_a_file(void **state)
{
	struct place *place = *state;
	const struct recorder_request request = { .path = place->path, .delay = 10 };
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM), *second;
	struct record_status status;
	struct message message = { "" };
	struct record *record;
	char pid[32];

	assert_int_equal(recorder_open(&second, &request, &message), STATUS_REFUSED);
	snprintf(pid, sizeof(pid), "process %d ", (int)getpid());
	assert_non_null(strstr(message.text, pid));
	place_add(recorder, &place->lives, 2);
	/* Readers are not in its way, nor it in theirs. */
	record = place_open(place);
	place_add(recorder, &place->lives, 2);
	assert_int_equal(record_status(record, &status, &message), STATUS_OK);
	assert_int_equal(status.recorder, getpid());
	record_close(record);
	recorder_close(recorder);
}

static void refuses(const struct place *place, enum status wanted, const char *why)
{
	struct message message = { "" };
	struct record *record;

	assert_int_equal(record_open(&record, place->path, &message), wanted);
	assert_null(record);
	if (!strstr(message.text, why))
		fail_msg("%s", message.text);
}

static void write_file(const char *path, const void *data, size_t length)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, data, length), length);
	close(file);
}

static void what_is_no_record_is_said_to_be_none(void **state)
{
	struct place *place = *state;
	const struct recorder_request request = { .path = place->path, .delay = 10 };
	struct message message = { "" };
	struct recorder *recorder;
	char text[8192];

	refuses(place, STATUS_ABSENT, "No such file");
	memset(text, 'x', sizeof(text));
	write_file(place->path, text, sizeof(text));
	refuses(place, STATUS_MALFORMED, "no record of memtop");
	assert_int_equal(recorder_open(&recorder, &request, &message), STATUS_MALFORMED);
	write_file(place->path, "", 0);
	refuses(place, STATUS_ABSENT, "empty (memtop record writes into it)");
	place_record(place, 2);
	record_close(place_open(place));
	unlink(place->path);
	assert_int_equal(mkdir(place->path, 0700), 0);
	refuses(place, STATUS_MALFORMED, "no regular file");
	rmdir(place->path);
}

/* The bytes of a file, to see that it was not touched. */
static size_t contents(const char *path, char *out, size_t size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	assert_true(file >= 0);
	length = read(file, out, size);
	assert_true(length > 0);
	close(file);
	return (size_t)length;
}

static void a_newer_record_is_left_alone(void **state)
{
	static char before[1 << 20], after[1 << 20];
	struct place *place = *state;
	char newer[64], said[64];
	const struct recorder_request request = { .path = place->path, .delay = 10 };
	struct message message = { "" };
	struct database *database;
	struct recorder *recorder;
	size_t length;

	snprintf(newer, sizeof(newer), "PRAGMA user_version = %d", DATABASE_SCHEMA + 1);
	snprintf(said, sizeof(said), "form %d; this one knows %d", DATABASE_SCHEMA + 1,
		DATABASE_SCHEMA);
	place_record(place, 3);
	assert_int_equal(database_open(&database, place->path, DATABASE_WRITE, &message),
		STATUS_OK);
	assert_int_equal(database_run(database, newer, &message), STATUS_OK);
	database_close(database);
	length = contents(place->path, before, sizeof(before));
	refuses(place, STATUS_REFUSED, said);
	assert_int_equal(recorder_open(&recorder, &request, &message), STATUS_REFUSED);
	assert_int_equal(contents(place->path, after, sizeof(after)), length);
	assert_memory_equal(before, after, length);
}

/* Another program's, of SQLite as well. */
static void another_database_is_left_alone(void **state)
{
	static char before[1 << 20], after[1 << 20];
	struct place *place = *state;
	const struct recorder_request request = { .path = place->path, .delay = 10 };
	struct message message = { "" };
	struct database *database;
	struct recorder *recorder;
	size_t length;

	place_record(place, 3);
	assert_int_equal(database_open(&database, place->path, DATABASE_WRITE, &message),
		STATUS_OK);
	assert_int_equal(database_run(database, "PRAGMA application_id = 7", &message), STATUS_OK);
	database_close(database);
	length = contents(place->path, before, sizeof(before));
	refuses(place, STATUS_MALFORMED, "a database, but no record of memtop: it was not touched");
	assert_int_equal(recorder_open(&recorder, &request, &message), STATUS_MALFORMED);
	assert_int_equal(event_mark(place->path, text_of_string("x"), &message), STATUS_MALFORMED);
	assert_int_equal(contents(place->path, after, sizeof(after)), length);
	assert_memory_equal(before, after, length);
}

/* The sample of that number, of a record without gaps. */
static struct sample *numbered(const struct place *place, int64_t number)
{
	struct record *record = place_open(place);
	struct sample *sample = sample_at(record, PLACE_BEGUN + number * PLACE_STEP, 100);

	record_close(record);
	return sample;
}

static int64_t number_in(const struct place *place, const char *sql)
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

/* What each form has more than the one before, taken away again. */
static const char *const to_form[] = {
	"ALTER TABLE process DROP COLUMN program; PRAGMA user_version = 1",
	"ALTER TABLE event DROP COLUMN text; ALTER TABLE event DROP COLUMN report;"
	"DROP TABLE cgroup;"
	"ALTER TABLE summary DROP COLUMN least_available_bytes;"
	"ALTER TABLE summary DROP COLUMN mean_available_bytes;"
	"ALTER TABLE summary DROP COLUMN most_available_bytes;"
	"ALTER TABLE summary DROP COLUMN span_seconds;"
	"PRAGMA user_version = 2",
	"DROP TABLE exits; PRAGMA user_version = 3",
	"ALTER TABLE summary DROP COLUMN cpu_pressure_some_avg10;"
	"ALTER TABLE summary DROP COLUMN io_pressure_some_avg10;"
	"ALTER TABLE summary DROP COLUMN io_pressure_full_avg10;"
	"PRAGMA user_version = 4",
	"DROP VIEW tail_row; DROP INDEX tail_about; PRAGMA user_version = 5",
#define ONCE(table)                                                                                \
	"DROP TRIGGER " table "_added; DROP TRIGGER " table "_gone; DROP TABLE " table "_again;"
	ONCE("boot") ONCE("text") ONCE("template") ONCE("process")
		ONCE("cgroup") "ALTER TABLE block DROP COLUMN pad; PRAGMA user_version = 6",
};

static void make_older(const struct place *place, int form)
{
	struct message message = { "" };
	struct database *database;

	assert_int_equal(database_open(&database, place->path, DATABASE_WRITE, &message),
		STATUS_OK);
	for (int to = DATABASE_SCHEMA - 1; to >= form; to--)
		assert_int_equal(database_run(database, to_form[to - 1], &message), STATUS_OK);
	database_close(database);
}

/* It is read as it is, and the next recorder makes it one of today. */
static void an_older_record_is_read_and_goes_on(void **state)
{
	struct place *place = *state;

	struct message message = { "" };

	assert_int_equal(COUNT_OF(to_form), DATABASE_SCHEMA - 1);
	place_record(place, 3);
	for (int form = 1; form < DATABASE_SCHEMA; form++) {
		make_older(place, form);
		sample_unref(numbered(place, 3 * form));
		assert_int_equal(number_in(place, "PRAGMA user_version"), form);
		assert_int_equal(number_in(place, "SELECT count(text) FROM event"), 0);
		assert_int_equal(number_in(place, "SELECT count(pid) FROM exits"), 0);
		/* Its recorder may still run. */
		assert_int_equal(event_mark(place->path, text_of_string("x"), &message),
			STATUS_REFUSED);
		assert_non_null(strstr(message.text, "restart its recorder first"));
		assert_int_equal(number_in(place, "PRAGMA user_version"), form);
		place_record(place, 3);
		assert_int_equal(number_in(place, "PRAGMA user_version"), DATABASE_SCHEMA);
		assert_int_equal(number_in(place, "SELECT max(program) FROM process"), 1);
		assert_int_equal(number_in(place, "SELECT count(*) FROM process_again"),
			number_in(place, "SELECT count(*) FROM process"));
		sample_unref(numbered(place, 3 * form + 3));
	}
}

/* After exec nothing that was before says anything: a replay knows it, and so does the next recorder. */
static void another_program_begins_anew(void **state)
{
	struct place *place = *state;
	struct sample *sample;

	place->lives.programs = 1;
	place_record(place, 20);
	place->lives.programs = 2;
	place_record(place, 2);
	place_record(place, 3);
	assert_int_equal(number_in(place, "SELECT max(program) FROM process"), 1);
	place->lives.programs = 3;
	{
		struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);

		place_add(recorder, &place->lives, 5);
		place->lives.programs = 4;
		place_add(recorder, &place->lives, 1);
		recorder_close(recorder);
	}
	assert_int_equal(number_in(place, "SELECT max(program) FROM process"), 2);
	place_record(place, 1);
	assert_int_equal(number_in(place, "SELECT max(program) FROM process"), 2);
	sample = numbered(place, 30);
	assert_int_equal(derived_value(sample_find(sample, 7), DERIVED_GROWTH).state, VALUE_OK);
	sample_unref(sample);
	sample = numbered(place, 31);
	assert_true(derived_value(sample_find(sample, 7), DERIVED_GROWTH).state != VALUE_OK);
	sample_unref(sample);
}

static void a_record_cut_short_is_said_to_be(void **state)
{
	struct place *place = *state;
	struct message message = { "" };
	struct record *record;
	struct record_status status_;
	const struct recorder_request request = { .path = place->path, .delay = 10 };
	struct recorder *recorder;
	char moved[128];
	enum status status;

	place_record(place, 400);
	assert_int_equal(truncate(place->path, 30000), 0);
	status = record_open(&record, place->path, &message);
	if (status == STATUS_OK)
		status = record_status(record, &status_, &message);
	assert_int_equal(status, STATUS_MALFORMED);
	assert_non_null(strstr(message.text, "damaged, or cut short"));
	assert_non_null(strstr(message.text, "move it away"));
	record_close(record);
	/* No recorder writes into it; where it was moved away the next one begins another. */
	assert_int_equal(recorder_open(&recorder, &request, &message), STATUS_MALFORMED);
	snprintf(moved, sizeof(moved), "%s-moved", place->path);
	assert_int_equal(rename(place->path, moved), 0);
	place_record(place, 2);
	record_close(place_open(place));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
	const struct CMUnitTest tests[] = {
		TEST(a_sample_is_found_by_its_time),
		TEST(before_the_first_there_is_nothing),
		TEST(a_sample_has_what_was_recorded),
		TEST(command_lines_are_private),
		TEST(a_clock_that_is_set_back_loses_nothing),
		TEST(two_boots_are_two),
		TEST(a_gap_is_noted),
		TEST(one_recorder_a_file),
		TEST(what_is_no_record_is_said_to_be_none),
		TEST(a_newer_record_is_left_alone),
		TEST(another_database_is_left_alone),
		TEST(an_older_record_is_read_and_goes_on),
		TEST(another_program_begins_anew),
		TEST(a_record_cut_short_is_said_to_be),
	};

	return cmocka_run_group_tests_name("store/recorder", tests, NULL, NULL);
}
