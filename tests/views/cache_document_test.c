/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of the page cache, by each way that it was found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "views/cache/cache.h"
#include "views/said.h"

#define PAGE 4096

/* One file of three pages, found in a cache of so many bytes. */
static struct cache_report report_of(enum kernel_method method, int64_t cached_bytes)
{
	struct cache_report report = { .method = method,
		.refusal = { .kind = method == KERNEL_BY_BPF ? KERNEL_NOT_REFUSED
							     : KERNEL_SWITCHED_OFF },
		.superblocks = calloc(1, sizeof(*report.superblocks)),
		.files = calloc(1, sizeof(*report.files)),
		.uncounted = VALUE_ABSENT,
		.page_bytes = PAGE,
		.cached_bytes = value_of(cached_bytes) };

	assert_non_null(report.superblocks);
	assert_non_null(report.files);
	report.superblock_count = report.superblock_room = 1;
	report.file_count = report.file_room = 1;
	report.files[0] = (struct cache_file){ .inode = 1,
		.number = 42,
		.cached_bytes = 3 * PAGE,
		.size_bytes = 3 * PAGE,
		.directory = CACHE_NONE,
		.name = cache_report_keep_name(&report, "journal") };
	return report;
}

static json_t *json_of(const struct cache_report *report)
{
	return said_to_programs(cache_document(&(struct cache_request){ .report = report }));
}

static long long bytes_of(json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

/* Pages that came while the lists were read are in what was found, and not in what Cached was. */
static void no_more_has_a_name_than_there_is(void **state)
{
	static const int64_t cached[] = { 2 * PAGE, 3 * PAGE, 4 * PAGE };

	(void)state;
	for (size_t i = 0; i < sizeof(cached) / sizeof(*cached); i++) {
		struct cache_report report = report_of(KERNEL_BY_BPF, cached[i]);
		json_t *json = json_of(&report);

		assert_int_equal(bytes_of(json, "cached_bytes"), cached[i]);
		assert_int_equal(bytes_of(json, "named_bytes"),
			cached[i] < 3 * PAGE ? cached[i] : 3 * PAGE);
		assert_int_equal(bytes_of(json, "walked_bytes"), 3 * PAGE);
		json_decref(json);
		cache_report_free(&report);
	}
}

/* What only BPF tells is null, for the reason that there is none, and how it was found is said to people. */
static void what_kcore_cannot_tell_is_null(void **state)
{
	struct cache_report report = report_of(KERNEL_BY_KCORE, 3 * PAGE);
	json_t *json = json_of(&report), *file;
	char *text;

	(void)state;
	assert_string_equal(json_string_value(json_object_get(json, "method")), "kcore");
	assert_string_equal(json_string_value(json_object_get(json, "method_reason")),
		"switched_off");
	file = json_array_get(json_object_get(json, "files"), 0);
	assert_int_equal(bytes_of(file, "cached_bytes"), 3 * PAGE);
	assert_true(json_is_false(json_object_get(file, "deleted")));
	assert_true(json_is_integer(json_object_get(json, "deleted_bytes")));
	for (size_t i = 0; i < 6; i++)
		assert_true(json_is_null(json_object_get(file,
			(const char *const[]){ "active_bytes", "mapped_bytes", "dirty_bytes",
				"evicted_bytes", "holders", "charged" }[i])));
	json_decref(json);
	text = said(cache_document(&(struct cache_request){ .report = &report }), FORMAT_TEXT);
	assert_non_null(strstr(text, "read from /proc/kcore. The setting bpf is off."));
	free(text);
	cache_report_free(&report);
}

/* By what processes have open a part is found, which no figure may call all. */
static void what_is_held_is_a_part(void **state)
{
	struct cache_report report = report_of(KERNEL_BY_CANDIDATES, 12 * PAGE);
	char *text;
	json_t *json;

	(void)state;
	report.held = (struct cache_held){ .processes = 9,
		.denied = 2,
		.unanswered = 1,
		.unasked = 3,
		.some_hidden = true };
	report.refusal.kcore = KCORE_ABSENT;
	text = said(cache_document(&(struct cache_request){ .report = &report, .most = 50 }),
		FORMAT_TEXT);
	assert_non_null(strstr(text, "25.0% of Cached are files that processes have open"));
	assert_non_null(strstr(text, "The setting bpf is off."));
	assert_non_null(strstr(text, "this kernel was built without it."));
	assert_non_null(strstr(text, "What 2 processes have open may not be seen"));
	assert_non_null(strstr(text, "/proc does not show all processes here"));
	assert_non_null(strstr(text, "1 process did not answer"));
	assert_non_null(strstr(text, "3 open files were not asked"));
	free(text);
	json = json_of(&report);
	assert_int_equal(bytes_of(json, "processes"), 9);
	assert_int_equal(bytes_of(json, "processes_denied"), 2);
	assert_int_equal(bytes_of(json, "processes_unanswered"), 1);
	assert_int_equal(bytes_of(json, "unasked_count"), 3);
	assert_int_equal(bytes_of(json, "named_bytes"), 3 * PAGE);
	assert_true(json_is_null(json_object_get(json, "mapped_bytes")));
	assert_true(json_is_null(json_object_get(json, "dropped_names_bytes")));
	json_decref(json);
	cache_report_free(&report);
}

/* "absent" is said of what this kernel does not have, and of nothing else that is not known. */
static void the_reason_is_why_the_way_was_not_taken(void **state)
{
	static const struct {
		enum kernel_refusal_kind kind;
		const char *reason;
	} ways[] = {
		{ KERNEL_SWITCHED_OFF, "not_asked" },
		{ KERNEL_NOT_BUILT, "not_asked" },
		{ KERNEL_NO_RIGHTS, "denied" },
		{ KERNEL_LOCKED_DOWN, "denied" },
		{ KERNEL_TOO_OLD, "absent" },
		{ KERNEL_NO_BPF, "absent" },
		{ KERNEL_NOT_LOADED, "failed" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		struct cache_report report = report_of(KERNEL_BY_CANDIDATES, 12 * PAGE);
		json_t *json, *unreadable;

		report.files[0].is_counted = true;
		report.refusal.kind = ways[i].kind;
		json = json_of(&report);
		unreadable = json_object_get(json, "unreadable");
		assert_string_equal(json_string_value(json_object_get(unreadable, "mapped_bytes")),
			ways[i].reason);
		assert_string_equal(json_string_value(json_object_get(unreadable, "deleted_bytes")),
			ways[i].reason);
		assert_string_equal(
			json_string_value(json_object_get(unreadable, "dropped_names_bytes")),
			"not_asked");
		json_decref(json);
		cache_report_free(&report);
	}
}

/* Who names a file is told of no process. */
static void what_is_asked_for_is_of_no_process(void **state)
{
	struct cache_report report = report_of(KERNEL_BY_CANDIDATES, 12 * PAGE);
	json_t *json = json_of(&report);

	(void)state;
	assert_true(json_is_null(json_object_get(json, "processes")));
	assert_true(json_is_null(json_object_get(json, "deleted_bytes")));
	/* Neither processes nor a search for names were asked, which is no lack of this kernel. */
	for (size_t i = 0; i < 2; i++)
		assert_string_equal(
			json_string_value(json_object_get(json_object_get(json, "unreadable"),
				(const char *const[]){ "processes", "found_names_bytes" }[i])),
			"not_asked");
	json_decref(json);
	cache_report_free(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_more_has_a_name_than_there_is),
		cmocka_unit_test(what_kcore_cannot_tell_is_null),
		cmocka_unit_test(what_is_held_is_a_part),
		cmocka_unit_test(the_reason_is_why_the_way_was_not_taken),
		cmocka_unit_test(what_is_asked_for_is_of_no_process),
	};

	return cmocka_run_group_tests_name("views/cache_document", tests, NULL, NULL);
}
