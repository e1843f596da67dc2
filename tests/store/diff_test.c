/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff names the process that took it, since when and how fast, and what else happened in between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "render/render.h"
#include "store/place.h"
#include "views/diff/diff.h"

#define MIB ((int64_t)1 << 20)

static char *printed(struct place *place, int64_t from, int64_t to, enum format format)
{
	const struct batch batch = { .format = format };
	struct message message = { "" };
	struct record_span span;
	struct record *record = place_open(place);
	struct document *document;
	struct sink sink;
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	if (record_span(record, from, to, 120, false, &span, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	document = diff_document(&span, SCALE_AUTO);
	assert_non_null(document);
	/* The document holds what it needs. */
	record_span_free(&span);
	record_close(record);
	sink_open(&sink, file);
	render(&sink, document, &batch, true);
	assert_int_equal(sink_flush(&sink, &message), STATUS_OK);
	sink_close(&sink);
	document_free(document);
	fclose(file);
	return text;
}

static json_t *json_of(struct place *place, int64_t from, int64_t to)
{
	char *text = printed(place, from, to, FORMAT_JSON);
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(json);
	free(text);
	return json;
}

static int64_t number(json_t *json, const char *group, const char *key)
{
	json_t *object = group ? json_object_get(json, group) : json;
	json_t *value = json_object_get(object, key);

	if (!json_is_number(value))
		fail_msg("%s", key);
	return (int64_t)json_number_value(value);
}

static const char *word(json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

static void has(struct place *place, int64_t from, int64_t to, const char *words)
{
	char *text = printed(place, from, to, FORMAT_TEXT);

	if (!strstr(text, words))
		fail_msg("no \"%s\" in\n%s", words, text);
	free(text);
}

static void has_not(struct place *place, int64_t from, int64_t to, const char *words)
{
	char *text = printed(place, from, to, FORMAT_TEXT);

	if (strstr(text, words))
		fail_msg("\"%s\" in\n%s", words, text);
	free(text);
}

/* A MiB every 10 s: over hours, out of blocks and tail, and over minutes. */
static void a_leak_is_named_with_its_pace(void **state)
{
	static const int64_t spans[][2] = { { 1, 900 }, { 500, 900 }, { 100, 200 }, { 850, 900 } };
	struct place *place = *state;

	place->lives.falls = MIB;
	place_record(place, 900);
	for (size_t i = 0; i < COUNT_OF(spans); i++) {
		int64_t from = spans[i][0], to = spans[i][1], grown = (to - from) * MIB;
		json_t *json = json_of(place, from, to);
		json_t *first = json_array_get(json_object_get(json, "processes"), 0);

		assert_int_equal(number(json, "available", "change_bytes"), -grown);
		assert_int_equal(number(json, "available", "from_bytes") - grown,
			number(json, "available", "to_bytes"));
		assert_int_equal(number(json, "from", "sequence"), from);
		assert_int_equal(number(json, "to", "sequence"), to);
		assert_int_equal(number(first, NULL, "pid"), 7);
		assert_string_equal(word(first, "state"), "lived");
		assert_string_equal(word(first, "trend"), "growing");
		assert_int_equal(number(first, NULL, "change_bytes"), grown);
		assert_in_range(number(first, NULL, "growth_bytes_per_minute"), 6 * MIB * 99 / 100,
			6 * MIB * 101 / 100);
		/* No other process moved. */
		assert_int_equal(json_array_size(json_object_get(json, "processes")), 1);
		json_decref(json);
	}
	has(place, 1, 900, "Available fell by 899M to 7.12G since ");
	has(place, 1, 900, "899M of it is program-7 (7, somebody).");
	has(place, 1, 900, "It has grown steadily since ");
	has(place, 1, 900, ", by 360M an hour.");
	has(place, 1, 900, "At this pace nothing is available any more at ");
	/* 50M is less than a hundredth of all: no end is named beside "as it was". */
	has(place, 850, 900, "Available is as it was ");
	has_not(place, 850, 900, "At this pace");
}

/* Nothing happened, and nothing is made of it. */
static void at_rest_it_says_so(void **state)
{
	struct place *place = *state;
	json_t *json;

	place->lives.first = 8;
	place_record(place, 100);
	json = json_of(place, 1, 100);
	assert_int_equal(number(json, "available", "change_bytes"), 0);
	assert_int_equal(json_array_size(json_object_get(json, "processes")), 0);
	assert_true(
		json_is_null(json_object_get(json_object_get(json, "available"), "seconds_left")));
	json_decref(json);
	has(place, 1, 100, "Available is as it was ");
	/* One sample is a span, too. */
	json = json_of(place, 50, 50);
	assert_int_equal(number(json, "available", "change_bytes"), 0);
	json_decref(json);
}

static void who_began_and_ended_is_told(void **state)
{
	struct place *place = *state;
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	json_t *json, *processes, *row;
	size_t i, begun = 0, ended = 0;

	place_add(recorder, &place->lives, 20);
	place->lives.first = 4;
	place->lives.count = 12;
	place->lives.oom_kills = 3;
	place->lives.available -= 500 * MIB;
	place_add(recorder, &place->lives, 20);
	recorder_close(recorder);
	json = json_of(place, 1, 40);
	processes = json_object_get(json, "processes");
	json_array_foreach(processes, i, row)
	{
		if (strcmp(word(row, "state"), "begun") == 0) {
			assert_true(json_is_null(json_object_get(row, "from_bytes")));
			assert_int_equal(number(row, NULL, "change_bytes"), 10 * MIB);
			begun++;
		}
		if (strcmp(word(row, "state"), "ended") == 0) {
			assert_true(json_is_null(json_object_get(row, "to_bytes")));
			assert_int_equal(number(row, NULL, "change_bytes"), -10 * MIB);
			ended++;
		}
	}
	assert_int_equal(begun, 2);
	assert_int_equal(ended, 3);
	assert_int_equal(number(json, NULL, "begun"), 2);
	assert_int_equal(number(json, NULL, "ended"), 3);
	assert_int_equal(number(json, NULL, "oom_kills"), 3);
	json_decref(json);
	has(place, 1, 40, "The kernel killed 3 processes because memory ran out.");
	has(place, 1, 40, "Processes: 2 began, 3 ended.");
}

static void gaps_and_boots_are_told(void **state)
{
	struct place *place = *state;
	json_t *json, *events;

	place_record(place, 20);
	place->lives.wall_ns += 600 * NS_PER_SECOND;
	place->lives.boottime_ns += 600 * (uint64_t)NS_PER_SECOND;
	place_record(place, 20);
	place->lives.boot_id = "22222222-2222-2222-2222-222222222222";
	place->lives.number = 0;
	place->lives.boottime_ns = 10 * (uint64_t)NS_PER_SECOND;
	place_record(place, 20);
	json = json_of(place, 1, 60);
	events = json_object_get(json, "events");
	assert_int_equal(json_array_size(events), 2);
	assert_string_equal(word(json_array_get(events, 0), "kind"), "gap");
	assert_string_equal(word(json_array_get(events, 1), "kind"), "reboot");
	/* The same PID after a boot is another process. */
	assert_int_equal(number(json, NULL, "begun"), 10);
	assert_int_equal(number(json, NULL, "ended"), 10);
	assert_true(json_is_null(json_object_get(json, "oom_kills")));
	json_decref(json);
	has(place, 1, 60, "Nothing was recorded from ");
	has(place, 1, 60, "The machine was booted before ");
}

static void assert_waited(json_t *json, size_t at, const char *resource, double some, double full)
{
	json_t *row = json_array_get(json_object_get(json, "pressure"), at);

	assert_string_equal(word(row, "resource"), resource);
	if (json_real_value(json_object_get(row, "some_percent")) != some ||
		json_real_value(json_object_get(row, "full_percent")) != full)
		fail_msg("%s", json_dumps(row, JSON_COMPACT));
}

/* By the counters of microseconds, and so right for all of the time between, not for its ends. */
static void what_was_waited_for_is_told(void **state)
{
	struct place *place = *state;
	json_t *json, *memory;

	place_record(place, 400);
	json = json_of(place, 1, 400);
	assert_waited(json, 1, "cpu", 20, 0);
	assert_waited(json, 2, "io", 10, 5);
	memory = json_array_get(json_object_get(json, "pressure"), 0);
	assert_string_equal(word(memory, "resource"), "memory");
	assert_true(json_is_null(json_object_get(memory, "some_percent")));
	json_decref(json);
	has(place, 1, 400, "processors         20.0      0.0");
	/* Counters begin anew with a boot. */
	place->lives.boot_id = "22222222-2222-2222-2222-222222222222";
	place_record(place, 20);
	json = json_of(place, 1, 420);
	assert_true(json_is_null(json_object_get(
		json_array_get(json_object_get(json, "pressure"), 1), "some_percent")));
	json_decref(json);
}

/* ---- a population ---- */

enum {
	IDLE = 240,
	MOVERS = 45,
	LEAKERS = 5,
	SHORT = 10,
	EVERYONE = IDLE + MOVERS + LEAKERS + SHORT
};
#define KIB            1024
#define LEAKED_KIB     40
#define LEAK_SECONDS   5.01
#define PACE_TRUE      (LEAKED_KIB * KIB * 60 / LEAK_SECONDS)
#define MOVES_WITHIN   ((int64_t)4096)
#define FIRST_OF_SHORT 1000

/* In KiB. */
struct population {
	int64_t moved[MOVERS];
	uint64_t seed;
};

static int64_t drawn(struct population *population, int64_t from, int64_t to)
{
	population->seed = population->seed * 6364136223846793005u + 1442695040888963407u;
	return from + (int64_t)((population->seed >> 33) % (uint64_t)(to - from + 1));
}

static struct row *person(pid_t pid, const char *kind, int i, int64_t kib)
{
	char name[32];
	const struct identity_source source = { .start_ticks = (uint64_t)pid * 100,
		.user = "somebody",
		.name = name,
		.command = name,
		.command_length = (size_t)snprintf(name, sizeof(name), "%s%d", kind, i),
		.cgroup = "/" };
	struct identity *identity = identity_new(&source);
	struct row *row;

	assert_non_null(identity);
	row = row_new(pid, 1, identity);
	assert_non_null(row);
	identity_unref(identity);
	row->state = 'S';
	row_set(row, METRIC_ANONYMOUS, value_of(kib / 4 * 4 * KIB));
	row_set(row, METRIC_FILE, value_of((int64_t)1 * MIB));
	row_set(row, METRIC_RSS, value_of(kib / 4 * 4 * KIB + MIB));
	row_set(row, METRIC_SHARED, value_of((int64_t)0));
	row_set(row, METRIC_SWAP, value_of((int64_t)0));
	return row;
}

/*
 * Ten seconds of it: idle ones rest, movers walk at random within 4 MiB, each leaker takes 40 KiB each time that it
 * has slept 5 s, and short ones are others in each sample.
 */
static void populate(struct population *population, struct sample *sample)
{
	const double seconds = (double)sample->number * 10;
	struct row **rows = calloc(EVERYONE, sizeof(struct row *));
	size_t count = 0;

	assert_non_null(rows);
	for (int i = 0; i < IDLE; i++)
		rows[count++] = person(1 + i, "idle", i, 96 + i % 32 * 4);
	for (int i = 0; i < MOVERS; i++) {
		int64_t *kib = &population->moved[i];

		*kib += drawn(population, -256, 270);
		*kib = *kib < 0 ? 0 : *kib > MOVES_WITHIN ? MOVES_WITHIN : *kib;
		rows[count++] = person(301 + i, "mover", i, *kib);
	}
	for (int i = 0; i < LEAKERS; i++)
		rows[count++] = person(401 + i, "leaker", i,
			LEAKED_KIB * (int64_t)((seconds + i) / LEAK_SECONDS));
	for (int i = 0; i < SHORT; i++)
		rows[count++] = person(FIRST_OF_SHORT + (pid_t)sample->number * SHORT + i, "short",
			i, drawn(population, 64, 2048));
	free(sample->rows);
	sample->rows = rows;
	sample->row_count = count;
}

static void record_population(struct place *place, size_t samples)
{
	struct population population = { .seed = 5 };
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	struct message message = { "" };

	place->lives.count = 0;
	for (size_t i = 0; i < samples; i++) {
		struct sample *sample = lives_next(&place->lives);

		populate(&population, sample);
		if (recorder_add(recorder, sample, &message) != STATUS_OK)
			fail_msg("%s", message.text);
		sample_unref(sample);
	}
	recorder_close(recorder);
}

/* Of those that diff calls growing each is a leaker, and all of them are there; how far the worst pace is off. */
static double assert_leakers(json_t *json)
{
	json_t *processes = json_object_get(json, "processes"), *process;
	double worst = 0;
	int found = 0;
	size_t i;

	json_array_foreach(processes, i, process)
	{
		const char *trend = word(process, "trend");
		double off;

		if (!trend || strcmp(trend, "growing") != 0)
			continue;
		if (strncmp(word(process, "name"), "leaker", 6) != 0)
			fail_msg("%s is called growing", word(process, "name"));
		off = (double)number(process, NULL, "growth_bytes_per_minute") / PACE_TRUE - 1;
		worst = off < 0 && -off > worst ? -off : off > worst ? off : worst;
		found++;
	}
	assert_int_equal(found, LEAKERS);
	return worst;
}

/* Half an hour, an hour and six, of which most are in blocks. */
static void all_leakers_of_a_population_are_named(void **state)
{
	static const int64_t spans[][2] = { { 2000, 2180 }, { 1800, 2160 }, { 1, 2180 } };
	struct place *place = *state;

	record_population(place, 2180);
	for (size_t i = 0; i < COUNT_OF(spans); i++) {
		json_t *json = json_of(place, spans[i][0], spans[i][1]);
		double worst = assert_leakers(json);

		printf("# %d leakers among %d over %ld minutes: the worst pace is off by %.2f%%\n",
			LEAKERS, EVERYONE, (long)(spans[i][1] - spans[i][0]) / 6, worst * 100);
		assert_true(worst < 0.03);
		json_decref(json);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
	const struct CMUnitTest tests[] = {
		TEST(a_leak_is_named_with_its_pace),
		TEST(at_rest_it_says_so),
		TEST(who_began_and_ended_is_told),
		TEST(gaps_and_boots_are_told),
		TEST(what_was_waited_for_is_told),
		TEST(all_leakers_of_a_population_are_named),
	};

	return cmocka_run_group_tests_name("store/diff", tests, NULL, NULL);
}
