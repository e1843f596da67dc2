/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process shares, which others share it, and the sentence that says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "derive/process/runtime.h"
#include "derive/process/sharing.h"
#include "findings/process_rules.h"

#define MIB ((uint64_t)1 << 20)

struct made {
	uint64_t start, inode;
	uint64_t shared, private_dirty; /* MiB */
	enum detail_kind kind;
	const char *name;
};

static void set(struct detail_mapping *mapping, enum mapping_figure figure, uint64_t mib)
{
	mapping->figure[figure] = mib * MIB;
	mapping->state[figure] = VALUE_OK;
}

static struct process_detail *detail_of(const struct made *made, size_t count)
{
	struct process_detail *detail = detail_new(42);

	assert_non_null(detail);
	detail->mappings = calloc(count + 1, sizeof(*detail->mappings));
	assert_non_null(detail->mappings);
	detail->mapping_count = count;
	for (size_t i = 0; i < count; i++) {
		struct detail_mapping *mapping = &detail->mappings[i];

		mapping->start = made[i].start;
		mapping->end = made[i].start + 64 * MIB;
		mapping->inode = made[i].inode;
		mapping->major = 8;
		mapping->kind = made[i].kind;
		mapping->name = string_pool_add(&detail->strings, text_of_string(made[i].name));
		set(mapping, MAPPING_SHARED_CLEAN, made[i].shared);
		set(mapping, MAPPING_PRIVATE_DIRTY, made[i].private_dirty);
		set(mapping, MAPPING_RSS, made[i].shared + made[i].private_dirty);
	}
	detail_sum(detail);
	return detail;
}

static const struct made worker[] = {
	{ 0x1000000, 77, 10, 0, KIND_LIBRARY, "/usr/lib/libc.so.6" },
	{ 0x2000000, 99, 30, 0, KIND_SHARED, "/dev/shm/buffers" },
	{ 0x3000000, 77, 15, 0, KIND_LIBRARY, "/usr/lib/libc.so.6" },
	{ 0x4000000, 0, 0, 20, KIND_HEAP, "[heap]" },
	{ 0x5000000, 0, 90, 0, KIND_VDSO, "[vvar]" },
};

/* Mappings of a file are one, the kernel's own are none, and half of the whole is enough. */
static void what_is_shared_most_comes_first(void **state)
{
	struct process_detail *detail = detail_of(worker, 5);
	struct shared_item items[SHARING_ITEMS];
	size_t count;

	(void)state;
	assert_true(sharing_items(detail, items, &count));
	assert_int_equal(count, 1);
	assert_int_equal(items[0].inode, 99);
	assert_true(items[0].bytes == 30 * MIB);
	set(&detail->mappings[1], MAPPING_SHARED_CLEAN, 20);
	assert_true(sharing_items(detail, items, &count));
	assert_int_equal(count, 1);
	assert_int_equal(items[0].inode, 77);
	assert_true(items[0].bytes == 25 * MIB);
	assert_int_equal(items[0].mapping, 2);
	detail_unref(detail);
}

static void nothing_shared_is_nothing(void **state)
{
	struct process_detail *detail = detail_of(worker + 3, 1);
	struct shared_item items[SHARING_ITEMS];
	size_t count;

	(void)state;
	assert_true(sharing_items(detail, items, &count));
	assert_int_equal(count, 0);
	detail_unref(detail);
}

/* The same inode number on another file system is another file; without a file the address counts. */
static void what_is_the_same_is_told_by_device_and_inode(void **state)
{
	struct process_detail *detail = detail_of(
		(const struct made[]){
			{ 0x1000000, 77, 10, 0, KIND_FILE, "/a" },
			{ 0x2000000, 77, 11, 0, KIND_FILE, "/b" },
			{ 0x3000000, 77, 12, 0, KIND_FILE, "/c" },
			{ 0x4000000, 0, 60, 0, KIND_ANONYMOUS, "" },
		},
		4);
	struct shared_item items[SHARING_ITEMS];
	size_t count;

	(void)state;
	detail->mappings[1].minor = 5;
	detail->mappings[2].major = 9;
	set(&detail->mappings[3], MAPPING_SHARED_CLEAN, 9);
	set(&detail->mappings[3], MAPPING_SHARED_DIRTY, 1);
	/* 12, 11, 10, 10: the first two are half of it and more. */
	assert_true(sharing_items(detail, items, &count));
	assert_int_equal(count, 2);
	assert_int_equal(items[0].major, 9);
	assert_int_equal(items[0].bytes, 12 * MIB);
	assert_int_equal(items[0].start, 0);
	assert_int_equal(items[1].minor, 5);
	set(&detail->mappings[3], MAPPING_SHARED_DIRTY, 91);
	assert_true(sharing_items(detail, items, &count));
	assert_int_equal(count, 1);
	assert_int_equal(items[0].bytes, 100 * MIB);
	assert_int_equal(items[0].start, 0x4000000);
	assert_int_equal(items[0].inode, 0);
	detail_unref(detail);
}

static void half_of_what_is_shared_is_enough(void **state)
{
	struct process_detail *detail = detail_of(
		(const struct made[]){
			{ 0x1000000, 77, 20, 0, KIND_FILE, "/a" },
			{ 0x2000000, 78, 10, 0, KIND_FILE, "/b" },
			{ 0x3000000, 79, 10, 0, KIND_FILE, "/c" },
		},
		3);
	struct shared_item items[SHARING_ITEMS];
	size_t count;

	(void)state;
	assert_true(sharing_items(detail, items, &count));
	assert_int_equal(count, 1);
	set(&detail->mappings[1], MAPPING_SHARED_CLEAN, 11);
	assert_true(sharing_items(detail, items, &count));
	assert_int_equal(count, 2);
	detail_unref(detail);
}

static void many_small_ones_are_bounded(void **state)
{
	struct made many[100];
	struct shared_item items[SHARING_ITEMS];
	size_t count;
	struct process_detail *detail;

	(void)state;
	for (size_t i = 0; i < 100; i++)
		many[i] = (struct made){ .start = (i + 1) << 30,
			.inode = 1000 + i,
			.shared = 1,
			.kind = KIND_FILE,
			.name = "/some/file" };
	detail = detail_of(many, 100);
	assert_true(sharing_items(detail, items, &count));
	assert_int_equal(count, SHARING_ITEMS);
	detail_unref(detail);
}

static void others_are_known_by_file_or_address(void **state)
{
	const struct shared_item items[] = { { .inode = 99, .major = 8, .minor = 1 },
		{ .start = 0x7000000 } };
	const struct {
		struct mapping mapping;
		bool has;
	} cases[] = {
		{ { .start = 0x1000, .inode = 99, .major = 8, .minor = 1 }, true },
		{ { .start = 0x1000, .inode = 99, .major = 8, .minor = 2 }, false },
		{ { .start = 0x1000, .inode = 99, .major = 7, .minor = 1 }, false },
		{ { .start = 0x7000000, .inode = 98, .major = 8, .minor = 1 }, false },
		{ { .start = 0x7000000 }, true },
		{ { .start = 0x8000000 }, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(sharing_has(items, 2, &cases[i].mapping, true), cases[i].has);
	/* Another program may have anything at that address. */
	assert_false(sharing_has(items, 2, &cases[4].mapping, false));
	assert_true(sharing_has(items, 2, &cases[0].mapping, false));
}

/* The sentence of the rule, or "" if it does not fire. */
static const char *sentence(struct process_detail *detail, const char *rule)
{
	static char text[1024];
	const struct process_evidence evidence = { .detail = detail };
	const struct finding *finding;
	struct findings findings;

	process_judge(&findings, &evidence);
	finding = findings_find(&findings, rule);
	*text = '\0';
	if (finding)
		finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
	return text;
}

static void the_sentence_has_its_evidence(void **state)
{
	struct process_detail *detail = detail_of(worker, 4);

	(void)state;
	assert_string_equal(sentence(detail, "shares"),
		"It shares 55.0M of its 75.0M with other processes; 20.0M would be free if it ended.");
	detail->summary.co_mappers = value_of(12);
	detail->shared_name = detail->mappings[1].name;
	assert_string_equal(sentence(detail, "shares"),
		"It shares 55.0M of its 75.0M with 12 other processes; 20.0M would be free if it "
		"ended.");
	assert_string_equal(sentence(detail, "shares_most"),
		"Most of what it shares is /dev/shm/buffers.");
	detail->summary.co_mappers = value_of(1);
	detail->summary.co_mappers_at_least = true;
	detail->shared_name = 0;
	assert_string_equal(sentence(detail, "shares"),
		"It shares 55.0M of its 75.0M with at least 1 other process; 20.0M would be free if it ended.");
	detail_unref(detail);
}

static void who_shares_little_is_not_told_so(void **state)
{
	static const struct made lonely[] = {
		{ 0x1000000, 77, 2, 0, KIND_LIBRARY, "/usr/lib/libc.so.6" },
		{ 0x4000000, 0, 0, 200, KIND_HEAP, "[heap]" },
	};
	struct process_detail *detail = detail_of(lonely, 2);

	(void)state;
	assert_string_equal(sentence(detail, "shares"), "");
	/* Much of it is worth a word even if the most is its own. */
	set(&detail->mappings[0], MAPPING_SHARED_CLEAN, 100);
	set(&detail->mappings[0], MAPPING_RSS, 100);
	detail_sum(detail);
	assert_string_not_equal(sentence(detail, "shares"), "");
	detail_unref(detail);
}

static bool is_same(const char *program, const char *other)
{
	return sharing_same_program(program, text_of_string(other));
}

static void a_program_is_known_by_its_whole_path(void **state)
{
	(void)state;
	assert_true(is_same("/usr/bin/perl", "/usr/bin/perl"));
	assert_false(is_same("/usr/bin/perl", "/usr/bin/perl5.36"));
	assert_false(is_same("/usr/bin/perl5.36", "/usr/bin/perl"));
	assert_false(is_same("/usr/bin/perl", "/usr/local/bin/perl"));
	assert_true(is_same("/usr/bin/perl", "/usr/bin/perl (deleted)"));
	assert_true(is_same("/usr/bin/perl (deleted)", "/usr/bin/perl"));
	assert_true(is_same("/usr/bin/perl (deleted)", "/usr/bin/perl (deleted)"));
	assert_false(is_same("/usr/bin/perl", "/usr/bin/perl5.36 (deleted)"));
	assert_false(is_same("", "")); /* not known */
}

/* A program of Python that maps Java's library is still Python's. */
static void the_first_sign_of_a_runtime_says_it(void **state)
{
	static const struct made mixed[] = {
		{ 0x1000000, 77, 10, 0, KIND_EXECUTABLE, "/usr/bin/python3.11" },
		{ 0x2000000, 78, 10, 0, KIND_LIBRARY, "/usr/lib/jvm/lib/server/libjvm.so" },
		{ 0x4000000, 0, 0, 20, KIND_HEAP, "[heap]" },
	};
	struct process_detail *detail = detail_of(mixed, COUNT_OF(mixed));

	(void)state;
	assert_int_equal(runtime_of(detail), RUNTIME_PYTHON);
	detail->mappings[0].kind = KIND_LIBRARY;
	assert_int_equal(runtime_of(detail), RUNTIME_JAVA);
	detail->mappings[1].kind = KIND_HEAP;
	assert_int_equal(runtime_of(detail), RUNTIME_NONE);
	detail_unref(detail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_shared_most_comes_first),
		cmocka_unit_test(nothing_shared_is_nothing),
		cmocka_unit_test(what_is_the_same_is_told_by_device_and_inode),
		cmocka_unit_test(half_of_what_is_shared_is_enough),
		cmocka_unit_test(many_small_ones_are_bounded),
		cmocka_unit_test(others_are_known_by_file_or_address),
		cmocka_unit_test(a_program_is_known_by_its_whole_path),
		cmocka_unit_test(the_sentence_has_its_evidence),
		cmocka_unit_test(who_shares_little_is_not_told_so),
		cmocka_unit_test(the_first_sign_of_a_runtime_says_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
