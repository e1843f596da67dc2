/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/macros.h"

int place_make(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	if (!place)
		return -1;
	snprintf(place->directory, sizeof(place->directory), "%s/memtop-store.XXXXXX",
		getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(place->directory))
		return -1;
	snprintf(place->path, sizeof(place->path), "%s/record", place->directory);
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
	static const char *const suffixes[] = { "", "-wal", "-shm", "-lock", "-reserve" };
	struct place *place = *state;
	char name[128];

	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		snprintf(name, sizeof(name), "%s%s", place->path, suffixes[i]);
		unlink(name);
	}
	rmdir(place->directory);
	free(place);
	return 0;
}

struct recorder *place_recorder(struct place *place, enum command_lines lines)
{
	const struct recorder_request request = { place->path, 10, lines };
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
