/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A replayed moment says what was said of it live, or null where it was not recorded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "derive/process/columns.h"
#include "render/render.h"
#include "source/collector.h"
#include "store/reader.h"
#include "store/recorder.h"
#include "support/made_tree.h"
#include "views/cgroups/cgroups.h"
#include "views/explain/explain.h"
#include "views/overview/overview.h"

#define RECORDED                                                                                   \
	(COST_STATM | COST_STATUS | COST_STAT | COST_COMMAND | COST_CGROUP | COST_OOM |            \
		COST_PAGE_TABLES | COST_SHARED | COST_HISTORY | COST_CGROUPS)
#define SAMPLES 15

static json_t *json_of(struct document *document)
{
	const struct batch batch = { .format = FORMAT_JSON };
	struct message message = { "" };
	struct sink sink;
	char *text = NULL;
	size_t length;
	json_t *json;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	assert_non_null(document);
	sink_open(&sink, file);
	render(&sink, document, &batch, true);
	assert_int_equal(sink_flush(&sink, &message), STATUS_OK);
	sink_close(&sink);
	document_free(document);
	fclose(file);
	json = json_loads(text, 0, NULL);
	assert_non_null(json);
	free(text);
	return json;
}

static json_t *overview_of(struct sample *sample)
{
	const struct arrangement arrangement = { .sort = COLUMN_PID };
	struct column_list all = { .count = 0 };
	struct message message = { "" };

	for (int id = 0; id < COLUMN_COUNT; id++)
		all.ids[all.count++] = (enum column_id)id;
	return json_of(overview_document(sample,
		&(struct overview_request){ .arrangement = &arrangement, .columns = &all },
		&message));
}

static json_t *explain_of(struct sample *sample)
{
	return json_of(
		explain_document(&(struct explain_request){ .shown = { .sample = sample } }));
}

static json_t *cgroups_of(struct sample *sample)
{
	return json_of(cgroups_document(sample, &(struct arrangement){ .sort = COLUMN_PID }));
}

/* What a record cannot have, whatever was live. */
static bool is_left_out(const char *key)
{
	static const char *const keys[] = { "pss_bytes", "uss_bytes", "swap_pss_bytes",
		"retained_bytes", "faults_per_second", "major_faults_per_second", "cpu_percent",
		"room_bytes" };

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

static void compare(const char *path, json_t *live, json_t *replayed);

static void compare_objects(const char *path, json_t *live, json_t *replayed)
{
	const char *key;
	json_t *value;

	json_object_foreach(live, key, value)
	{
		json_t *other = json_object_get(replayed, key);
		char below[512];

		/*
		 * Reasons differ where the figures do, and so does the curve, whose ten minutes begin
		 * when somebody first asks for it.
		 */
		if (strcmp(key, "unreadable") == 0 || strcmp(key, "source") == 0 ||
			strcmp(key, "recorded") == 0 || strcmp(key, "own_levels") == 0)
			continue;
		snprintf(below, sizeof(below), "%s.%s", path, key);
		if (strncmp(path, ".processes", 10) == 0 && is_left_out(key)) {
			assert_true(json_is_null(other));
			continue;
		}
		if (!*path && (strcmp(key, "descriptor_bytes") == 0 ||
				      strcmp(key, "read_seconds") == 0)) {
			assert_true(json_is_null(other));
			continue;
		}
		/* How live samples were read is none of the machine's figures. */
		if (strcmp(path, ".own") == 0 && strncmp(key, "sweep", 5) == 0) {
			assert_true(json_is_null(other));
			continue;
		}
		/* Live each cgroup was read a moment before the last of them. */
		if (strncmp(path, ".cgroups", 8) == 0 && strstr(key, "_per_second"))
			continue;
		if (!other)
			fail_msg("%s is not there", below);
		compare(below, value, other);
	}
}

static void compare(const char *path, json_t *live, json_t *replayed)
{
	if (json_is_object(live) && json_is_object(replayed)) {
		compare_objects(path, live, replayed);
		return;
	}
	if (json_is_array(live) && json_is_array(replayed)) {
		if (json_array_size(live) != json_array_size(replayed))
			fail_msg("%s: live %s, replayed %s", path, json_dumps(live, JSON_COMPACT),
				json_dumps(replayed, JSON_COMPACT));
		for (size_t i = 0; i < json_array_size(live); i++) {
			char below[512];

			snprintf(below, sizeof(below), "%s[%zu]", path, i);
			compare(strcmp(path, ".processes") == 0 ? ".processes[]" : below,
				json_array_get(live, i), json_array_get(replayed, i));
		}
		return;
	}
	if (!json_equal(live, replayed))
		fail_msg("%s: live %s, replayed %s", path,
			json_dumps(live, JSON_ENCODE_ANY | JSON_COMPACT),
			json_dumps(replayed, JSON_ENCODE_ANY | JSON_COMPACT));
}

static void assert_same_said(struct sample *live, struct sample *replayed)
{
	json_t *a = overview_of(live), *b = overview_of(replayed);

	compare("", a, b);
	assert_true(json_is_true(json_object_get(b, "recorded")));
	assert_true(json_is_false(json_object_get(a, "recorded")));
	json_decref(a);
	json_decref(b);
	a = explain_of(live);
	b = explain_of(replayed);
	compare("", a, b);
	json_decref(a);
	json_decref(b);
	a = cgroups_of(live);
	b = cgroups_of(replayed);
	compare("", a, b);
	json_decref(a);
	json_decref(b);
}

static void record_live(const char *path, struct sample *samples[static SAMPLES])
{
	const struct recorder_request wanted = { .path = path, .delay = 1 };
	/* Each sample is asked for, so that none comes while this one is still at the last. */
	const struct feed_request request = { .delay = 1,
		.paused = true,
		.cost = RECORDED,
		.budget_percent = 100,
		.texts = true };
	struct message message = { "" };
	struct collector *collector;
	struct recorder *recorder;
	struct feed feed;

	assert_int_equal(recorder_open(&recorder, &wanted, &message), STATUS_OK);
	assert_int_equal(collector_new(&collector, &request,
				 (struct collector_ports){ .retained.read = NULL }, &message),
		STATUS_OK);
	feed = collector_feed(collector);
	for (size_t i = 0; i < SAMPLES; i++) {
		samples[i] = feed.wait(feed.context, &message);
		assert_non_null(samples[i]);
		assert_int_equal(samples[i]->number, i + 1);
		if (recorder_add(recorder, samples[i], &message) != STATUS_OK)
			fail_msg("%s", message.text);
		assert_int_equal(feed.request(feed.context, &request, i + 1 < SAMPLES), STATUS_OK);
	}
	collector_free(collector);
	recorder_close(recorder);
}

static void replay_says_what_was_said_live(void **state)
{
	struct made_tree directory;
	char path[96];
	struct sample *samples[SAMPLES], *replayed = NULL;
	struct message message = { "" };
	struct record *record;

	(void)state;
	tree_make(&directory);
	snprintf(path, sizeof(path), "%s/record", directory.path);
	record_live(path, samples);
	assert_int_equal(record_open(&record, path, &message), STATUS_OK);
	for (size_t i = 0; i < SAMPLES; i++) {
		int64_t sequence;

		assert_int_equal(record_find(record, samples[i]->wall_ns, &sequence, &message),
			STATUS_OK);
		assert_int_equal(sequence, i + 1);
		if (record_sample(record, sequence, SAMPLES, &replayed, NULL, &message) !=
			STATUS_OK)
			fail_msg("%s", message.text);
		assert_same_said(samples[i], replayed);
		sample_unref(replayed);
		sample_unref(samples[i]);
	}
	record_close(record);
	tree_remove(&directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay_says_what_was_said_live),
	};

	return cmocka_run_group_tests_name("store/equality", tests, NULL, NULL);
}
