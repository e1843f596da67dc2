/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What files and groups of a made-up cache grew since an earlier look. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "derive/kernel/cache_past.h"
#include "support/random.h"

#define SECOND UINT64_C(1000000000)

/* The root, and a directory in it; ext4 and tmpfs; file 0 is held by 7, file 1 by 7 and 9. */
static struct cache_superblock superblocks[] = { { .address = 100 },
	{ .address = 200, .content = CACHE_OF_TMPFS } };
static struct cache_directory directories[] = {
	{ .dentry = 1, .parent = CACHE_NONE, .known = true },
	{ .dentry = 2, .parent = 0, .known = true },
};
static struct cache_holder holders[] = { { 0, 7, "seven" }, { 1, 7, "seven" }, { 1, 9, "nine" } };

static struct cache_report report_of(struct cache_file *files, size_t count)
{
	return (struct cache_report){ .superblocks = superblocks,
		.superblock_count = COUNT_OF(superblocks),
		.directories = directories,
		.directory_count = COUNT_OF(directories),
		.files = files,
		.file_count = count,
		.holders = holders,
		.holder_count = COUNT_OF(holders),
		.page_bytes = 1 };
}

static struct cache_past past_of(const struct cache_report *report)
{
	struct cache_past past;

	assert_int_equal(cache_past_make(&past, report, 5 * SECOND), STATUS_OK);
	return past;
}

static void assert_value(struct value value, int64_t n)
{
	assert_int_equal(value.state, VALUE_OK);
	assert_int_equal(value.n, n);
}

static void each_row_is_held_against_itself(void **state)
{
	struct cache_file files[] = {
		{ .inode = 64, .number = 1, .directory = 0, .cached_bytes = 1000 },
		{ .inode = 128, .number = 2, .directory = 1, .cached_bytes = 500 },
		{ .inode = 192,
			.number = 3,
			.superblock = 1,
			.directory = CACHE_NONE,
			.cached_bytes = 40 },
	};
	struct cache_report report = report_of(files, COUNT_OF(files));
	struct cache_past past = past_of(&report);

	(void)state;
	assert_value(cache_past_difference(&past, CACHE_BY_FILE, cache_file_key(&files[0]), 1600),
		600);
	assert_value(cache_past_difference(&past, CACHE_BY_FILE, cache_file_key(&files[1]), 100),
		-400);
	assert_value(cache_past_difference(&past, CACHE_BY_DIRECTORY, 2, 501), 1);
	assert_value(cache_past_difference(&past, CACHE_BY_DIRECTORY, 100, 1500), 0);
	assert_value(cache_past_difference(&past, CACHE_BY_FILESYSTEM, 200, 41), 1);
	assert_value(cache_past_difference(&past, CACHE_BY_PROCESS, 7, 1250), 0);
	assert_value(cache_past_difference(&past, CACHE_BY_PROCESS, 9, 0), -250);
	assert_value(cache_past_difference(&past, CACHE_BY_CGROUP, 0, 1541), 1);
	cache_past_free(&past);
}

/* A file in the memory of one that is gone is new; where not all files are kept it is not known. */
static void what_was_not_there_is_new_where_that_is_known(void **state)
{
	struct cache_file file = { .inode = 64, .number = 1, .cached_bytes = 1000 };
	struct cache_file other = { .inode = 64, .number = 9 };
	struct cache_report report = report_of(&file, 1);
	struct cache_past past = past_of(&report);

	(void)state;
	assert_value(cache_past_difference(&past, CACHE_BY_FILE, cache_file_key(&other), 70), 70);
	cache_past_free(&past);
	directories[1].rest_files = 1;
	past = past_of(&report);
	directories[1].rest_files = 0;
	assert_value(cache_past_difference(&past, CACHE_BY_FILE, cache_file_key(&file), 70), -930);
	assert_int_equal(
		cache_past_difference(&past, CACHE_BY_FILE, cache_file_key(&other), 70).state,
		VALUE_ABSENT);
	assert_value(cache_past_difference(&past, CACHE_BY_FILESYSTEM, 300, 70), 70);
	cache_past_free(&past);
	assert_int_equal(
		cache_past_difference(&past, CACHE_BY_FILE, cache_file_key(&file), 70).state,
		VALUE_ABSENT);
}

static void a_pace_is_by_the_minute(void **state)
{
	struct cache_file file = { .inode = 64, .number = 1, .cached_bytes = 1000 };
	struct cache_report report = report_of(&file, 1);
	struct cache_past past = past_of(&report);
	uint64_t key = cache_file_key(&file);

	(void)state;
	assert_value(cache_past_pace(&past, CACHE_BY_FILE, key, 1100, 35 * SECOND), 200);
	assert_value(cache_past_pace(&past, CACHE_BY_FILE, key, 400, 125 * SECOND), -300);
	assert_value(cache_past_pace(&past, CACHE_BY_FILE, key, 1001, 6 * SECOND), 60);
	assert_int_equal(cache_past_pace(&past, CACHE_BY_FILE, key, 2000, 6 * SECOND - 1).state,
		VALUE_PENDING);
	assert_int_equal(cache_past_pace(&past, CACHE_BY_FILE, key, 2000, SECOND).state,
		VALUE_PENDING);
	cache_past_free(&past);
	assert_int_equal(cache_past_pace(&past, CACHE_BY_FILE, key, 2000, 90 * SECOND).state,
		VALUE_PENDING);
}

/* Of many files, in any order, each is found. */
static void each_of_many_is_found(void **state)
{
	static struct cache_file files[1000];
	struct cache_report report = report_of(files, COUNT_OF(files));
	struct cache_past past;
	uint64_t seed = 5;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++)
		files[i] = (struct cache_file){ .inode = random_below(&seed, 1 << 20) * 1024 + i,
			.number = random_below(&seed, 50),
			.directory = CACHE_NONE,
			.cached_bytes = i };
	report.holder_count = 0;
	past = past_of(&report);
	for (size_t i = 0; i < COUNT_OF(files); i++)
		assert_value(cache_past_difference(&past, CACHE_BY_FILE, cache_file_key(&files[i]),
				     i + 3),
			3);
	cache_past_free(&past);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_is_held_against_itself),
		cmocka_unit_test(what_was_not_there_is_new_where_that_is_known),
		cmocka_unit_test(a_pace_is_by_the_minute),
		cmocka_unit_test(each_of_many_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
