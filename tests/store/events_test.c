/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happened between samples: what the kernel killed, and what a user marked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "document/record/events.h"
#include "parse/oom/oom.h"
#include "store/database.h"
#include "store/events.h"
#include "store/place.h"

/* Three kills as /dev/kmsg has them, and what is none of them. */
#define KILL(time, requester, name, pid)                                                           \
	"4,1," time ",-;" requester " invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, "   \
	"oom_score_adj=0\n"                                                                        \
	"6,2," time ",-;oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,"             \
	"mems_allowed=0,global_oom,task_memcg=/,task=" name ",pid=" pid ",uid=0\n"                 \
	"3,3," time ",-;Out of memory: Killed process " pid " (" name ") total-vm:1000kB, "        \
	"anon-rss:800kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1kB oom_score_adj:0\n"
#define OLDEST KILL("1000", "first", "old", "11")
#define OTHER  "6,4,2000,-;eth0: link up\n"
#define NEWER  KILL("3000", "second", "mysqld", "22")
#define NEWEST KILL("4000", "third", "java", "33")

static struct kernel_log_reading read_log(char *text)
{
	struct kernel_log_reading log = { .text = text, .length = strlen(text) };

	assert_int_equal(oom_parse(&log.reports, text, log.length), STATUS_OK);
	return log;
}

static void tell(struct recorder *recorder, char *text)
{
	struct kernel_log_reading log = read_log(text);
	struct message message = { "" };

	assert_int_equal(recorder_add_log(recorder, &log, &message), STATUS_OK);
	oom_reports_free(&log.reports);
}

static void first_text(const struct place *place, const char *sql, char *out, size_t size)
{
	struct message message = { "" };
	struct database *database;
	struct query query;
	struct text text;

	assert_int_equal(database_open(&database, place->path, DATABASE_READ, &message), STATUS_OK);
	query = database_query(database, sql);
	assert_true(query_row(&query));
	text = query_bytes(&query, 0);
	assert_true(text.length < size);
	memcpy(out, text.at, text.length);
	out[text.length] = '\0';
	assert_int_equal(query_end(&query, &message), STATUS_OK);
	database_close(database);
}

static void kills_are_told_by_the_log(void **state)
{
	static char log[] = OLDEST OTHER NEWER NEWEST, same[] = OLDEST OTHER NEWER NEWEST;
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	char said[4096];

	place->lives.oom_kills = 5;
	place_add(recorder, &place->lives, 2);
	assert_false(recorder_wants_log(recorder));
	place->lives.oom_kills = 7;
	place_add(recorder, &place->lives, 1);
	assert_true(recorder_wants_log(recorder));
	tell(recorder, log);
	assert_false(recorder_wants_log(recorder));
	/* One more, of which the log has nothing yet: those before are not told again. */
	place->lives.oom_kills = 8;
	place_add(recorder, &place->lives, 1);
	tell(recorder, same);
	recorder_close(recorder);
	first_text(place, "SELECT text FROM event ORDER BY id", said, sizeof(said));
	assert_string_equal(said, "mysqld (22), java (33)");
	first_text(place, "SELECT report FROM event ORDER BY id", said, sizeof(said));
	assert_string_equal(said, NEWER NEWEST);
	first_text(place, "SELECT count(*) FROM event WHERE kind = 'oom_kill' AND text IS NULL",
		said, sizeof(said));
	assert_string_equal(said, "1");
}

static struct record_event event_of(const struct place *place, int64_t from, int64_t to)
{
	struct message message = { "" };
	struct record *record = place_open(place);
	struct record_event *events = NULL, event;
	size_t count = 0;

	assert_int_equal(record_events(record, from, to, &events, &count, &message), STATUS_OK);
	assert_int_equal(count, 1);
	event = events[0];
	free(events);
	record_close(record);
	return event;
}

/* A recorder is writing meanwhile, and goes on. */
static void a_mark_stands_where_it_was_set(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct message message = { "" };
	struct record_event event;
	char said[EVENT_SIZE];

	place_add(recorder, &place->lives, 3);
	assert_int_equal(event_mark(place->path, text_of_string("deployed\tv2"), &message),
		STATUS_OK);
	place_add(recorder, &place->lives, 3);
	recorder_close(recorder);
	event = event_of(place, 3, 4);
	assert_string_equal(event.kind, "mark");
	assert_int_equal(event.sequence, 4);
	assert_string_equal(event.text, "deployed\\tv2");
	event_say(said, &event, event.wall_ns);
	assert_non_null(strstr(said, "Mark \"deployed\\tv2\" was set at "));
	assert_int_equal(event_sign(&event), '+');
	event.text[0] = '\0';
	event_say(said, &event, event.wall_ns);
	assert_non_null(strstr(said, "A mark was set at "));
}

static void behind_blocks_as_well(void **state)
{
	struct place *place = *state;
	struct message message = { "" };

	place_record(place, 400);
	sample_unref(lives_next(&place->lives));
	/* The next recorder makes all of it a block. */
	place_record(place, 0);
	assert_int_equal(event_mark(place->path, text_of_string(""), &message), STATUS_OK);
	assert_int_equal(event_of(place, 1, 401).sequence, 401);
}

static void no_mark_makes_a_record(void **state)
{
	struct place *place = *state;
	struct message message = { "" };

	assert_int_equal(event_mark(place->path, text_of_string("nothing"), &message),
		STATUS_ABSENT);
	assert_non_null(strstr(message.text, place->path));
	assert_int_not_equal(access(place->path, F_OK), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
	const struct CMUnitTest tests[] = {
		TEST(kills_are_told_by_the_log),
		TEST(a_mark_stands_where_it_was_set),
		TEST(behind_blocks_as_well),
		TEST(no_mark_makes_a_record),
	};

	return cmocka_run_group_tests_name("store/events", tests, NULL, NULL);
}
