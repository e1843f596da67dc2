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

/* Compressed data occur once in the file: some of the middle of the blob are looked for. */
off_t place_blob_page(const struct place *place, int block)
{
	struct message message = { "" };
	struct database *database;
	struct query query;
	unsigned char wanted[32];
	char *whole = malloc(1 << 24);
	int file = open(place->path, O_RDONLY | O_CLOEXEC);
	ssize_t length;
	char *at;

	assert_int_equal(database_open(&database, place->path, DATABASE_READ, &message), STATUS_OK);
	query = database_query(database,
		"SELECT substr(processes, length(processes) / 2, 32), length(processes) FROM block"
		" ORDER BY seq0 LIMIT 1 OFFSET ?1");
	query_bind(&query, 1, block - 1);
	assert_true(query_row(&query));
	assert_int_equal(query_bytes(&query, 0).length, sizeof(wanted));
	assert_true(query_number(&query, 1) > 3 * 4096);
	memcpy(wanted, query_bytes(&query, 0).at, sizeof(wanted));
	query_end(&query, &message);
	database_close(database);
	assert_non_null(whole);
	length = read(file, whole, 1 << 24);
	close(file);
	assert_true(length > 0);
	at = memmem(whole, (size_t)length, wanted, sizeof(wanted));
	assert_non_null(at);
	length = at - whole;
	free(whole);
	return length / 4096;
}
