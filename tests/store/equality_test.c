/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A replayed moment says what was said of it live, or null where it was not recorded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fnmatch.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "derive/kernel/whole.h"
#include "derive/process/columns.h"
#include "sample/process/recorded.h"
#include "source/collector.h"
#include "store/reader.h"
#include "store/recorder.h"
#include "support/made_tree.h"
#include "views/cgroups/cgroups.h"
#include "views/cgroups/detail.h"
#include "views/explain/explain.h"
#include "views/growth/growth.h"
#include "views/kernel/kernel.h"
#include "views/overview/overview.h"
#include "views/process/process.h"
#include "views/said.h"
#include "views/views.h"

#define RECORDED                                                                                   \
	(COST_STATM | COST_STATUS | COST_STAT | COST_COMMAND | COST_CGROUP | COST_OOM |            \
		COST_PAGE_TABLES | COST_SHARED | COST_HISTORY | COST_CGROUPS)
#define SAMPLES 15

static struct document *overview_of(struct sample *sample)
{
	const struct arrangement arrangement = { .sort = COLUMN_PID };
	struct column_list all = { .count = 0 };
	struct message message = { "" };

	for (int id = 0; id < COLUMN_COUNT; id++)
		all.ids[all.count++] = (enum column_id)id;
	return overview_document(sample,
		&(struct overview_request){ .arrangement = &arrangement, .columns = &all },
		&message);
}

static struct document *explain_of(struct sample *sample)
{
	return explain_document(&(struct explain_request){ .shown = { .sample = sample } });
}

static struct document *growth_of(struct sample *sample)
{
	return growth_document(sample, &(struct arrangement){ .sort = COLUMN_PID });
}

static struct document *kernel_of(struct sample *sample)
{
	return kernel_document(sample, &(struct arrangement){ .sort = COLUMN_PID });
}

static struct document *cgroups_of(struct sample *sample)
{
	return cgroups_document(sample, &(struct arrangement){ .sort = COLUMN_PID });
}

/* One cgroup, as a recorder has it: what it pays for in the cache is looked for on demand alone. */
static struct document *cgroup_of(struct sample *sample)
{
	return cgroup_detail_document(sample,
		&(struct cgroup_detail_request){ .path = "/", .files.state = VALUE_NOT_RECORDED });
}

/* What a record has of a process is in its row; live it is read once more, and compared with that below. */
static struct document *process_of(struct sample *sample)
{
	struct process_evidence evidence = { .heap_status = STATUS_NOT_RECORDED,
		.available = sample->system.meminfo.field[MEMINFO_MemAvailable] };
	const struct row *row = sample_find(sample, getpid());
	struct document *document;

	assert_non_null(row);
	evidence.detail = detail_of_row(sample, row);
	assert_non_null(evidence.detail);
	evidence.trend.trend = TREND_TOO_SHORT;
	document = process_document(&evidence);
	detail_unref(evidence.detail);
	return document;
}

/* All views that replay offers: a new one is missed here. */
static struct document *(*const views[VIEW_COUNT])(struct sample *sample) = {
	[VIEW_OVERVIEW] = overview_of,
	[VIEW_EXPLAIN] = explain_of,
	[VIEW_PROCESS] = process_of,
	[VIEW_GROWTH] = growth_of,
	[VIEW_KERNEL] = kernel_of,
	[VIEW_CGROUPS] = cgroups_of,
};

/* What a replayed moment says differently, where, and why. */
static const struct exception {
	const char *view; /* NULL: any */
	const char *path; /* a pattern */
	enum { IS_NULL, MAY_BE_NULL, DIFFERS } how;
	const char *why;
} exceptions[] = {
	{ NULL, ".recorded", DIFFERS, "it says which of both it is" },
	{ NULL, "*.unreadable", DIFFERS, "reasons differ where figures do" },
	{ "explain", ".source", DIFFERS, "it says that it is of a record" },
	{ NULL, ".findings*.advice", MAY_BE_NULL, "the probe cannot be tried in the past" },
	{ NULL, ".findings*.view", MAY_BE_NULL, "the probe cannot be tried in the past" },
	{ "overview", ".processes[].own_levels", DIFFERS,
		"its ten minutes begin when the curve is first asked for" },
	{ "growth", ".processes[].own_levels", DIFFERS,
		"its ten minutes begin when the curve is first asked for" },
	{ "overview", ".processes[].pss_bytes", IS_NULL, "read under a budget, of other moments" },
	{ "overview", ".processes[].uss_bytes", IS_NULL, "read under a budget, of other moments" },
	{ "overview", ".processes[].swap_pss_bytes", IS_NULL,
		"read under a budget, of other moments" },
	{ "overview", ".processes[].retained_bytes", IS_NULL,
		"read under a budget, of other moments" },
	{ "overview", ".processes[].faults_per_second", IS_NULL,
		"counters that nearly all move: expensive to read and to keep" },
	{ "overview", ".processes[].major_faults_per_second", IS_NULL,
		"counters that nearly all move: expensive to read and to keep" },
	{ "overview", ".processes[].cpu_percent", IS_NULL,
		"counters that nearly all move: expensive to read and to keep" },
	{ "overview", ".processes[].room_bytes", IS_NULL, "read of growers alone" },
	{ "growth", ".processes[].seconds_to_limit", DIFFERS, "follows from the room" },
	{ "overview", ".own.sweep*", IS_NULL,
		"how live samples are read is none of the machine's figures" },
	{ "cgroups", ".descriptor_bytes", IS_NULL,
		"what it costs to read them, not what they are" },
	{ "cgroups", ".read_seconds", IS_NULL, "what it costs to read them, not what they are" },
	{ "kernel", ".read_seconds", IS_NULL, "what it costs to read them, not what they are" },
	{ "cgroups", ".cgroups[]*_per_second", DIFFERS,
		"live each cgroup was read a moment before the last of them" },
	{ "cgroup", "*_per_second", DIFFERS,
		"live each cgroup was read a moment before the last of them" },
};

static const struct exception *exception_of(const char *view, const char *path)
{
	for (size_t i = 0; i < COUNT_OF(exceptions); i++)
		if ((!exceptions[i].view || strcmp(exceptions[i].view, view) == 0) &&
			fnmatch(exceptions[i].path, path, 0) == 0)
			return &exceptions[i];
	return NULL;
}

static void fail_at(const char *view, const char *path, json_t *live, json_t *replayed)
{
	fail_msg("%s %s: live %s, replayed %s", view, path,
		json_dumps(live, JSON_ENCODE_ANY | JSON_COMPACT),
		replayed ? json_dumps(replayed, JSON_ENCODE_ANY | JSON_COMPACT) : "nothing");
}

static void compare(const char *view, const char *path, json_t *live, json_t *replayed);

static void compare_objects(const char *view, const char *path, json_t *live, json_t *replayed)
{
	const char *key;
	json_t *value;

	json_object_foreach(live, key, value)
	{
		json_t *other = json_object_get(replayed, key);
		const struct exception *exception;
		char below[512];

		snprintf(below, sizeof(below), "%s.%s", path, key);
		exception = exception_of(view, below);
		if (!other || (exception && exception->how == IS_NULL && !json_is_null(other)))
			fail_at(view, below, value, other);
		if (!exception || (exception->how == MAY_BE_NULL && !json_is_null(other)))
			compare(view, below, value, other);
	}
}

/* Every key of the live document, whatever it holds; "[]" stands for each row. */
static void compare(const char *view, const char *path, json_t *live, json_t *replayed)
{
	char below[512];

	if (json_is_object(live) && json_is_object(replayed)) {
		compare_objects(view, path, live, replayed);
		return;
	}
	if (!json_is_array(live) || !json_is_array(replayed)) {
		if (!json_equal(live, replayed))
			fail_at(view, path, live, replayed);
		return;
	}
	if (json_array_size(live) != json_array_size(replayed))
		fail_at(view, path, live, replayed);
	snprintf(below, sizeof(below), "%s[]", path);
	for (size_t i = 0; i < json_array_size(live); i++)
		compare(view, below, json_array_get(live, i), json_array_get(replayed, i));
}

static void assert_same(const char *name, struct document *(*view)(struct sample *sample),
	struct sample *live, struct sample *replayed)
{
	json_t *a = said_to_programs(view(live)), *b = said_to_programs(view(replayed));

	compare(name, "", a, b);
	if (json_object_get(b, "recorded"))
		assert_true(json_is_true(json_object_get(b, "recorded")));
	json_decref(a);
	json_decref(b);
}

/* What the overview says of a process live, its own view says of it out of the record. */
static void assert_process_as_in_overview(struct sample *live, struct sample *replayed)
{
	json_t *overview = said_to_programs(overview_of(live)),
	       *process = said_to_programs(process_of(replayed));
	json_t *rows = json_object_get(overview, "processes"), *row, *value;
	size_t i, same = 0;
	const char *key;

	json_array_foreach(rows, i, row)
	{
		if (json_integer_value(json_object_get(row, "pid")) != getpid())
			continue;
		json_object_foreach(row, key, value)
		{
			json_t *other = json_object_get(process, key);

			if (!json_is_integer(value) || !json_is_integer(other))
				continue;
			if (!json_equal(value, other))
				fail_at("process", key, value, other);
			same++;
		}
	}
	/* Sizes, page tables, threads, OOM score and the PID. */
	assert_true(same >= 8);
	json_decref(overview);
	json_decref(process);
}

static void assert_same_said(struct sample *live, struct sample *replayed)
{
	for (int id = 0; id < VIEW_COUNT; id++) {
		if (view_rows[id].live)
			continue;
		assert_non_null(views[id]);
		assert_same(view_rows[id].name, views[id], live, replayed);
	}
	if (live->cgroups && cgroup_detail_exists(live, "/"))
		assert_same("cgroup", cgroup_of, live, replayed);
	assert_process_as_in_overview(live, replayed);
}

/* Of the kernel's own memory a record has the slab caches, of the text that was read for the sample. */
static void take_kernel(struct sample *sample)
{
	const struct system_text *text = &sample->system.texts->file[SYSTEM_SLABINFO];

	kernel_memory_unref(sample->kernel_read);
	kernel_memory_unref(sample->kernel_memory);
	sample->kernel_read = NULL;
	if (text->status == STATUS_OK) {
		sample->kernel_read = kernel_memory_new();
		assert_non_null(sample->kernel_read);
		sample->kernel_read->monotonic_ns = sample->monotonic_ns;
		assert_int_equal(kernel_memory_take_slabs(sample->kernel_read, text->text,
					 text->length, sample->system.page_size),
			STATUS_OK);
	}
	sample->kernel_memory = kernel_whole(sample->kernel_read, sample);
	assert_non_null(sample->kernel_memory);
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
		take_kernel(samples[i]);
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
