/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "store/database.h"

int place_make(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	if (!place)
		return -1;
	tree_make(&place->directory);
	snprintf(place->path, sizeof(place->path), "%s/record", place->directory.path);
	place->lives = (struct lives){ .wall_ns = PLACE_BEGUN,
		.boottime_ns = 1000 * (uint64_t)NS_PER_SECOND,
		.step_ns = PLACE_STEP,
		.boot_id = "11111111-1111-1111-1111-111111111111",
		.available = INT64_C(8) << 30,
		.count = 10 };
	*state = place;
	return 0;
}

int place_remove(void **state)
{
	struct place *place = *state;

	tree_remove(&place->directory);
	free(place);
	return 0;
}

struct recorder *place_recorder(struct place *place, enum command_lines lines)
{
	const struct recorder_request request = { .path = place->path,
		.delay = 10,
		.command_lines = lines,
		.keep_ns = place->keep_ns,
		.size = place->size };
	struct message message = { "" };
	struct recorder *recorder;

	if (recorder_open(&recorder, &request, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	return recorder;
}

void place_add(struct recorder *recorder, struct lives *lives, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sample *sample = lives_next(lives);
		struct message message = { "" };

		if (recorder_add(recorder, sample, &message) != STATUS_OK)
			fail_msg("%s", message.text);
		sample_unref(sample);
	}
}

void place_record(struct place *place, size_t count)
{
	struct recorder *recorder = place_recorder(place, COMMAND_LINES_PROGRAM);

	place_add(recorder, &place->lives, count);
	recorder_close(recorder);
}

struct record *place_open(const struct place *place)
{
	struct message message = { "" };
	struct record *record;

	if (record_open(&record, place->path, &message) != STATUS_OK)
		fail_msg("%s", message.text);
	return record;
}

/* Compressed data occur once in the file: the page in which these are. */
static off_t page_with(const struct place *place, struct text wanted)
{
	char *whole = malloc(1 << 24);
	int file = open(place->path, O_RDONLY | O_CLOEXEC);
	ssize_t length;
	char *at;

	assert_non_null(whole);
	length = read(file, whole, 1 << 24);
	close(file);
	assert_true(length > 0);
	at = memmem(whole, (size_t)length, wanted.at, wanted.length);
	assert_non_null(at);
	length = at - whole;
	free(whole);
	return length / 4096;
}

/* The page with the bytes that the query gives for that number. */
static off_t page_by(const struct place *place, const char *sql, int64_t number)
{
	struct message message = { "" };
	struct database *database;
	struct query query;
	off_t page;

	assert_int_equal(database_open(&database, place->path, DATABASE_READ, &message), STATUS_OK);
	query = database_query(database, sql);
	query_bind(&query, 1, number);
	assert_true(query_row(&query));
	page = page_with(place, query_bytes(&query, 0));
	query_end(&query, &message);
	database_close(database);
	return page;
}

off_t place_text_page(const struct place *place)
{
	return page_by(place, "SELECT value FROM text WHERE value = 'program-' || ?1", 57);
}

off_t place_boot_page(const struct place *place)
{
	return page_by(place, "SELECT boot_id FROM boot WHERE id = ?1", 1);
}

/* Of the middle of the data, which takes more than three pages. */
off_t place_blob_page(const struct place *place, int block)
{
	return page_by(place,
		"SELECT substr(processes, length(processes) / 2, 32) FROM block"
		" WHERE length(processes) > 3 * 4096 ORDER BY seq0 LIMIT 1 OFFSET ?1",
		block - 1);
}

/* Data of less than a page stand beside the row's figures. */
off_t place_tail_page(const struct place *place, int64_t sequence)
{
	return page_by(place, "SELECT data FROM tail WHERE seq = ?1", sequence);
}
