/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a made-up search for dropped names is said to have found, and why it did not find the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "render/batch.h"
#include "render/render.h"
#include "views/cache/search.h"

static char whole[] = "/", part[] = "/srv/part";

/* The text of a search; valid until the next one. */
static const char *said(const struct cache_search *search)
{
	static char *text;
	const struct batch batch = { .format = FORMAT_TEXT };
	struct document *document = document_new();
	struct sink sink;
	size_t size;
	FILE *file;

	free(text);
	file = open_memstream(&text, &size);
	assert_true(document && file);
	batch_open_sink(&sink, &batch, file);
	cache_put_search(document, search);
	render_text(&sink, document, &(struct text_form){ .ascii = true });
	assert_int_equal(sink_flush(&sink, NULL), STATUS_OK);
	sink_close(&sink);
	document_free(document);
	fclose(file);
	return text;
}

static void what_is_missing_has_its_reason(void **state)
{
	struct cache_mount mounts[] = { { .root = whole }, { .root = part } };
	struct cache_search_place places[] = {
		{ .major = 8,
			.minor = 1,
			.type = "ext4",
			.count = 5,
			.found = 4,
			.bytes = 5 << 20,
			.found_bytes = 4 << 20,
			.mounts = &mounts[0],
			.mount_count = 1,
			.counts = { .read = 20, .denied = 2, .hidden = 1 },
			.end = CACHE_SEARCH_READ },
		{ .major = 8,
			.minor = 2,
			.type = "xfs",
			.count = 2,
			.bytes = 2 << 20,
			.mounts = &mounts[1],
			.mount_count = 1,
			.counts = { .read = 3 },
			.end = CACHE_SEARCH_DEADLINE },
		{ .major = 8,
			.minor = 3,
			.type = "btrfs",
			.count = 1,
			.bytes = 1 << 20,
			.end = CACHE_SEARCH_NOT_MOUNTED },
	};
	const struct cache_search search = { .places = places,
		.count = COUNT_OF(places),
		.rest_bytes = 7 << 20,
		.rest_files = 9,
		.spent_ns = 1500000000 };
	const char *text = said(&search);

	(void)state;
	assert_non_null(strstr(text,
		"read 23 directories in 1.5 s and found the names of 4 of 8 files (4.00M of 8.00M)"));
	assert_non_null(
		strstr(text, "ext4 8:1: 1 file with 1.00M has no name still: every directory"));
	assert_non_null(strstr(text, "A mount hides 1 directory or file."));
	assert_non_null(strstr(text, "2 directories could not be read."));
	assert_non_null(
		strstr(text, "xfs 8:2: 2 files with 2.00M have no name still: the time was up."));
	assert_non_null(strstr(text, "Only a part of it is mounted here"));
	assert_non_null(
		strstr(text, "btrfs 8:3: 1 file with 1.00M has no name still: it is not mounted"));
	assert_non_null(strstr(text, "9 smaller files with 7.00M were not searched for"));
	mounts[1].root = whole;
	assert_null(strstr(said(&search), "Only a part"));
}

static void places_are_added_up(void **state)
{
	struct cache_search_place places[] = {
		{ .count = 5,
			.found = 4,
			.bytes = 50,
			.found_bytes = 40,
			.counts = { .read = 1, .denied = 2, .hidden = 3, .left_out = 4 },
			.end = CACHE_SEARCH_FOUND },
		{ .count = 7,
			.found = 2,
			.bytes = 70,
			.found_bytes = 20,
			.counts = { .read = 10, .denied = 20, .hidden = 30, .left_out = 40 },
			.end = CACHE_SEARCH_DEADLINE },
	};
	const struct cache_search search = { .places = places, .count = COUNT_OF(places) };
	struct cache_search_place sums = cache_search_sums(&search);

	(void)state;
	assert_int_equal(sums.count, 12);
	assert_int_equal(sums.found, 6);
	assert_int_equal(sums.bytes, 120);
	assert_int_equal(sums.found_bytes, 60);
	assert_int_equal(sums.counts.read, 11);
	assert_int_equal(sums.counts.denied, 22);
	assert_int_equal(sums.counts.hidden, 33);
	assert_int_equal(sums.counts.left_out, 44);
	assert_int_equal(sums.end, CACHE_SEARCH_DEADLINE);
}

static void where_nothing_lacks_a_name_nothing_was_read(void **state)
{
	const struct cache_search search = { .count = 0 };

	(void)state;
	assert_non_null(strstr(said(&search), "no directory was read"));
	assert_null(strstr(said(NULL), "directory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_missing_has_its_reason),
		cmocka_unit_test(places_are_added_up),
		cmocka_unit_test(where_nothing_lacks_a_name_nothing_was_read),
	};

	return cmocka_run_group_tests_name("views/cache_search_document", tests, NULL, NULL);
}
