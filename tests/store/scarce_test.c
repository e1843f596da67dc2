/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a record has is told to be missing where memtop or SQLite has no memory for it, and nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/macros.h"
#include "store/place.h"
#include "support/made_cgroups.h"
#include "support/scarce.h"

/* Of a record of so many samples the first hour is a block. */
#define SAMPLES  364
#define IN_BLOCK 357
#define IN_TAIL  363
#define PAST     3

static struct place *place; /* of all cases */

static void give_cgroups(struct sample *sample)
{
	static const struct made_cgroup made[] = {
		{ "/", { { CGROUP_USAGE, 7000 } }, 1 },
		{ "/web", { { CGROUP_USAGE, 5000 } }, 1 },
	};
	struct cgroups *cgroups = cgroups_made(made, COUNT_OF(made));

	cgroups->version = 2;
	cgroups->monotonic_ns = sample->monotonic_ns;
	cgroups->mount_root = strdup("/docker/ab");
	cgroups->nodes[1].cgroup->identity->label = strdup("docker web");
	sample->cgroups = cgroups;
}

static int make(void **state)
{
	struct recorder *recorder;

	if (place_make(state) != 0)
		return -1;
	place = *state;
	recorder = place_recorder(place, COMMAND_LINES_PROGRAM);
	for (int i = 0; i < SAMPLES; i++) {
		struct message message = { "" };
		struct sample *sample = lives_next(&place->lives);

		give_cgroups(sample);
		if (recorder_add(recorder, sample, &message) != STATUS_OK)
			fail_msg("%s", message.text);
		sample_unref(sample);
	}
	recorder_close(recorder);
	return 0;
}

/* ---- what is read ---- */

static void assert_whole(const struct sample *sample)
{
	const struct cgroups *cgroups = sample->cgroups;

	assert_int_equal(sample->row_count, 10);
	assert_int_equal(sample->system.meminfo.field[MEMINFO_MemAvailable].state, VALUE_OK);
	assert_non_null(cgroups);
	assert_int_equal(cgroups->count, 2);
	assert_string_equal(cgroups->mount_root, "/docker/ab");
	assert_string_equal(cgroups->nodes[1].cgroup->identity->label, "docker web");
}

/* A failure has words, and is none of the record. */
static bool is_done(struct record *record, enum status status, const struct message *message)
{
	struct message damage;

	if (status == STATUS_OK)
		assert_false(record_is_damaged(record, &damage));
	else if (status != STATUS_NO_MEMORY)
		assert_true(*message->text);
	assert_int_not_equal(status, STATUS_MALFORMED);
	return status == STATUS_OK;
}

static bool is_sample(int64_t sequence)
{
	struct message message = { "" };
	struct sample *sample = NULL;
	struct history *history = NULL;
	struct record *record = NULL;
	enum status status = record_open(&record, place->path, &message);

	if (status == STATUS_OK)
		status = record_sample(record, sequence, PAST, &sample, &history, &message);
	if (record && is_done(record, status, &message))
		assert_whole(sample);
	sample_unref(sample);
	history_unref(history);
	record_close(record);
	return status == STATUS_OK;
}

static bool is_sample_of_block(void)
{
	return is_sample(IN_BLOCK);
}

static bool is_sample_of_tail(void)
{
	return is_sample(IN_TAIL);
}

static bool is_span(void)
{
	struct message message = { "" };
	struct record_span span = { .from = NULL };
	struct record *record = NULL;
	enum status status = record_open(&record, place->path, &message);

	if (status == STATUS_OK)
		status = record_span(record, IN_BLOCK, IN_TAIL, SAMPLES, false, &span, &message);
	if (record && is_done(record, status, &message)) {
		assert_whole(span.from);
		assert_whole(span.to);
		assert_non_null(span.history);
	}
	record_span_free(&span);
	record_close(record);
	return status == STATUS_OK;
}

static const struct scarce_case cases[] = {
	{ "a sample of a block", is_sample_of_block },
	{ "a sample of the tail", is_sample_of_tail },
	{ "a span", is_span },
};

static void memtop_has_no_memory(void **state)
{
	(void)state;
	assert_scarce_is_told(cases, COUNT_OF(cases));
}

/* ---- SQLite's own memory ---- */

static sqlite3_mem_methods real;
static size_t left; /* calls until the one that fails; 0: none does */

static bool fails(void)
{
	return left > 0 && --left == 0;
}

static void *allocate(int size)
{
	return fails() ? NULL : real.xMalloc(size);
}

static void *reallocate(void *block, int size)
{
	return fails() ? NULL : real.xRealloc(block, size);
}

static int set_up_sqlite(void **state)
{
	void *library = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_GLOBAL);
	int (*config)(int, ...) = NULL;
	sqlite3_mem_methods scarce;

	(void)state;
	if (library)
		*(void **)&config = dlsym(library, "sqlite3_config");
	if (!config || config(SQLITE_CONFIG_GETMALLOC, &real) != SQLITE_OK)
		return 0;
	scarce = real;
	scarce.xMalloc = allocate;
	scarce.xRealloc = reallocate;
	return config(SQLITE_CONFIG_MALLOC, &scarce) == SQLITE_OK ? 0 : -1;
}

/* What it can do without it does without; the rest it tells. */
static void sqlite_has_no_memory(void **state)
{
	(void)state;
	if (!real.xMalloc)
		skip();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		bool failed = true;

		for (size_t failing = 1; failed; failing++) {
			left = failing;
			(void)cases[i].run();
			failed = left == 0;
			left = 0;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(memtop_has_no_memory, make, place_remove),
		cmocka_unit_test_setup_teardown(sqlite_has_no_memory, make, place_remove),
	};

	return cmocka_run_group_tests_name("store/scarce", tests, set_up_sqlite, NULL);
}
