/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mappings of a process: their kinds, their sums, and what was lost by rounding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "parse/process/map_list.h"
#include "sample/process_detail.h"

#define KIB ((uint64_t)1024)

static struct process_detail *detail_with(size_t count)
{
	struct process_detail *detail = detail_new(42);

	assert_non_null(detail);
	detail->mappings = calloc(count + 1, sizeof(*detail->mappings));
	assert_non_null(detail->mappings);
	detail->mapping_count = count;
	for (size_t i = 0; i < count; i++) {
		detail->mappings[i].start = (i + 1) * 0x10000;
		detail->mappings[i].end = (i + 1) * 0x10000 + 0x2000;
	}
	return detail;
}

static void set(struct process_detail *detail, size_t i, enum mapping_figure figure, uint64_t kib)
{
	detail->mappings[i].figure[figure] = kib * KIB;
	detail->mappings[i].state[figure] = VALUE_OK;
}

static void strings_are_kept_one_after_the_other(void **state)
{
	struct process_detail *detail = detail_new(7);
	uint32_t first, second;

	(void)state;
	assert_int_equal(detail->pid, 7);
	assert_string_equal(detail_string(detail, 0), "");
	first = string_pool_add(&detail->strings, text_of_string("/bin/cat"));
	second = string_pool_add(&detail->strings, text_of_string("/memfd:a\nb"));
	assert_int_equal(string_pool_add(&detail->strings, text_of("", 0)), 0);
	assert_string_equal(detail_string(detail, first), "/bin/cat");
	assert_string_equal(detail_string(detail, second), "/memfd:a\nb");
	assert_int_equal(first, 1);
	assert_int_equal(second, 10);
	detail_unref(detail);
	detail_unref(NULL);
}

static void the_last_reference_frees(void **state)
{
	struct process_detail *detail = detail_new(7), *other = detail_ref(detail);

	(void)state;
	assert_ptr_equal(detail, other);
	detail_unref(detail);
	assert_int_equal(other->pid, 7);
	assert_string_equal(detail_string(other, 0), "");
	detail_unref(other);
}

static void mappings_are_told_apart_by_what_is_mapped(void **state)
{
	static const struct {
		const char *permissions, *name;
		uint64_t inode;
		uint32_t major;
		enum detail_kind kind;
	} cases[] = {
		{ "rw-p", "[heap]", 0, 0, KIND_HEAP },
		{ "rw-p", "[stack]", 0, 0, KIND_STACK },
		{ "rw-p", "", 0, 0, KIND_ANONYMOUS },
		{ "r--p", "[vvar]", 0, 0, KIND_VDSO },
		{ "r-xp", "[vdso]", 0, 0, KIND_VDSO },
		{ "rw-s", "/dev/zero", 5, 0, KIND_SHARED },
		{ "rw-s", "/memfd:x", 5, 0, KIND_SHARED },
		{ "rw-s", "/SYSV00000000", 5, 0, KIND_SHARED },
		{ "rw-s", "/dev/dri/card0", 5, 6, KIND_DEVICE },
		{ "r-xp", "/usr/bin/it", 5, 8, KIND_EXECUTABLE },
		{ "r-xp", "/usr/lib/libc.so.6", 5, 8, KIND_LIBRARY },
		{ "r-xp", "/usr/lib/libfoo.so", 5, 8, KIND_LIBRARY },
		{ "r-xp", "libfoo.so", 5, 8, KIND_LIBRARY },
		{ "r-xp", "/usr/lib/ld-linux-x86-64.so.2", 5, 8, KIND_LIBRARY },
		{ "r-xp", "/usr/lib/a.some.so.3", 5, 8, KIND_LIBRARY },
		{ "r--p", "/usr/lib/libfoo.sox", 5, 8, KIND_FILE },
		{ "r--p", "/usr/lib.so/data", 5, 8, KIND_FILE },
		{ "r--p", "/var/cache/so", 5, 8, KIND_FILE },
		{ "r--p", "/usr/bin/other", 5, 8, KIND_FILE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct detail_mapping mapping = { .start = 0x1000,
			.end = 0x2000,
			.inode = cases[i].inode,
			.major = cases[i].major };
		enum detail_kind kind;

		strcpy(mapping.permissions, cases[i].permissions);
		kind = detail_kind_of(&mapping, cases[i].name, "/usr/bin/it");
		if (kind != cases[i].kind)
			fail_msg("%s %s: %d", cases[i].permissions, cases[i].name, (int)kind);
	}
}

static void without_a_name_of_the_program_there_is_no_executable(void **state)
{
	struct detail_mapping mapping = { .inode = 5, .major = 8, .permissions = "r-xp" };

	(void)state;
	assert_int_equal(detail_kind_of(&mapping, "/usr/bin/it", ""), KIND_FILE);
}

static void a_mapping_is_found_by_its_start(void **state)
{
	struct process_detail *detail = detail_with(3);

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_ptr_equal(detail_mapping_at(detail, (i + 1) * 0x10000),
			&detail->mappings[i]);
	assert_null(detail_mapping_at(detail, 0));
	assert_null(detail_mapping_at(detail, 0x10001));
	assert_null(detail_mapping_at(detail, 0x40000));
	detail->mapping_count = 1;
	assert_non_null(detail_mapping_at(detail, 0x10000));
	detail->mapping_count = 0;
	assert_null(detail_mapping_at(detail, 0x10000));
	detail_unref(detail);
}

static void a_list_of_maps_has_all_of_each_mapping(void **state)
{
	struct process_detail *detail = detail_with(2);
	struct map_list list;

	(void)state;
	detail->mappings[1].offset = 0x3000;
	detail->mappings[1].inode = 99;
	detail->mappings[1].major = 8;
	detail->mappings[1].minor = 2;
	detail->mappings[1].deleted = true;
	strcpy(detail->mappings[1].permissions, "r-xp");
	detail->mappings[1].name = string_pool_add(&detail->strings, text_of_string("/a/b"));
	assert_int_equal(detail_list_maps(detail, &list), STATUS_OK);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.mappings[0].start, 0x10000);
	assert_int_equal(list.mappings[0].name.length, 0);
	assert_int_equal(list.mappings[1].end, 0x22000);
	assert_int_equal(list.mappings[1].offset, 0x3000);
	assert_int_equal(list.mappings[1].inode, 99);
	assert_int_equal(list.mappings[1].major, 8);
	assert_int_equal(list.mappings[1].minor, 2);
	assert_true(list.mappings[1].deleted);
	assert_string_equal(list.mappings[1].permissions, "r-xp");
	assert_true(text_equals(list.mappings[1].name, "/a/b"));
	/* The names are those of the detail, which takes no memory. */
	assert_ptr_equal(list.mappings[1].name.at, detail_string(detail, detail->mappings[1].name));
	map_list_free(&list);
	detail_unref(detail);
}

static void kinds_are_summed(void **state)
{
	struct process_detail *detail = detail_with(3);

	(void)state;
	detail->mappings[0].kind = detail->mappings[2].kind = KIND_LIBRARY;
	detail->mappings[1].kind = KIND_HEAP;
	set(detail, 0, MAPPING_RSS, 8);
	set(detail, 1, MAPPING_RSS, 100);
	set(detail, 2, MAPPING_RSS, 4);
	set(detail, 0, MAPPING_SWAP, 1);
	detail->mappings[2].figure[MAPPING_SWAP] = 77; /* of a kernel that prints none */
	detail->mappings[2].state[MAPPING_SWAP] = VALUE_ABSENT;
	detail_sum(detail);
	detail_sum(detail);
	assert_int_equal(detail->kinds[KIND_LIBRARY].count, 2);
	assert_int_equal(detail->kinds[KIND_LIBRARY].figure[MAPPING_RSS], 12 * KIB);
	assert_int_equal(detail->kinds[KIND_LIBRARY].figure[MAPPING_SWAP], KIB);
	assert_int_equal(detail->kinds[KIND_HEAP].count, 1);
	assert_int_equal(detail_total(detail, MAPPING_RSS), 112 * KIB);
	assert_int_equal(detail_total(detail, MAPPING_SWAP), KIB);
	detail_unref(detail);
}

/* Three mappings of one kind and one of another have lost up to 1 KiB each. */
static struct process_detail *rounded(struct value whole_kib)
{
	struct process_detail *detail = detail_with(5);

	for (size_t i = 0; i < 4; i++) {
		detail->mappings[i].kind = i < 3 ? KIND_LIBRARY : KIND_HEAP;
		set(detail, i, MAPPING_PSS, 10);
		set(detail, i, MAPPING_PSS_DIRTY, 10);
		set(detail, i, MAPPING_SWAP_PSS, 10);
		set(detail, i, MAPPING_LOCKED, 10);
	}
	detail->mappings[4].kind = KIND_STACK; /* with no share of it */
	whole_kib.n *= KIB;
	detail->rollup.pss = detail->rollup.pss_dirty = whole_kib;
	detail->rollup.swap_pss = detail->rollup.locked = whole_kib;
	detail_sum(detail);
	return detail;
}

static void what_rounding_lost_is_spread_over_the_kinds(void **state)
{
	static const enum mapping_figure figures[] = { MAPPING_PSS, MAPPING_PSS_DIRTY,
		MAPPING_SWAP_PSS, MAPPING_LOCKED };
	static const struct {
		uint64_t whole, library, heap; /* KiB */
	} cases[] = { { 40, 30, 10 }, { 41, 31, 10 }, { 42, 32, 10 }, { 43, 33, 10 },
		{ 44, 33, 11 },
		/* Less, or more than four can have lost: something changed, and nothing is spread. */
		{ 45, 30, 10 }, { 39, 30, 10 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct process_detail *detail = rounded(value_of(cases[i].whole));

		for (size_t f = 0; f < COUNT_OF(figures); f++) {
			assert_int_equal(detail->kinds[KIND_LIBRARY].figure[figures[f]],
				cases[i].library * KIB);
			assert_int_equal(detail->kinds[KIND_HEAP].figure[figures[f]],
				cases[i].heap * KIB);
			assert_int_equal(detail->kinds[KIND_STACK].figure[figures[f]], 0);
		}
		detail_unref(detail);
	}
}

static void where_the_whole_is_not_known_nothing_is_spread(void **state)
{
	struct value denied = { .n = 42, .state = VALUE_DENIED };
	struct process_detail *detail = rounded(denied);

	(void)state;
	assert_int_equal(detail_total(detail, MAPPING_PSS), 40 * KIB);
	detail_unref(detail);
}

/* Before Linux 4.14 there is no smaps_rollup: it is the sum of the mappings. */
static void a_rollup_is_made_where_the_kernel_has_none(void **state)
{
	struct process_detail *detail = detail_with(2);

	(void)state;
	set(detail, 0, MAPPING_RSS, 10);
	set(detail, 1, MAPPING_RSS, 5);
	set(detail, 0, MAPPING_PRIVATE_CLEAN, 3);
	set(detail, 1, MAPPING_PRIVATE_DIRTY, 4);
	set(detail, 1, MAPPING_ANON, 2);
	detail_rollup_from_mappings(detail);
	assert_int_equal(detail->rollup.rss.n, 15 * KIB);
	assert_int_equal(detail->rollup.anonymous.n, 2 * KIB);
	assert_int_equal(detail->rollup.private_clean.n, 3 * KIB);
	assert_int_equal(detail->rollup.uss.n, 7 * KIB);
	assert_int_equal(detail->rollup.pss.state, VALUE_ABSENT);
	set(detail, 0, MAPPING_PRIVATE_HUGETLB, 2048);
	detail_rollup_from_mappings(detail);
	assert_int_equal(detail->rollup.uss.n, 2055 * KIB);
	detail_unref(detail);
}

/* A process of 1 GiB: what smaps cuts off is less than a thousandth of PSS, or smaps_rollup has to say. */
static void a_rollup_of_many_is_made_where_it_is_exact_enough(void **state)
{
	struct process_detail *detail = detail_with(3);

	(void)state;
	for (size_t i = 0; i < 3; i++)
		set(detail, i, MAPPING_PSS, 1000);
	set(detail, 1, MAPPING_RSS, 9);
	detail->summary.rss = value_of((INT64_C(1) << 30) - 1);
	assert_false(detail_rollup_from_many(detail));
	detail->summary.rss = value_of(INT64_C(1) << 30);
	assert_true(detail_rollup_from_many(detail));
	assert_int_equal(detail->rollup.pss.n, 3000 * KIB);
	assert_int_equal(detail->rollup.rss.n, 9 * KIB);
	set(detail, 0, MAPPING_SHARED_CLEAN, 4);
	set(detail, 1, MAPPING_SHARED_DIRTY, 4);
	set(detail, 2, MAPPING_SHARED_CLEAN, 4);
	assert_true(detail_rollup_from_many(detail));
	set(detail, 2, MAPPING_PSS, 999);
	assert_false(detail_rollup_from_many(detail));
	set(detail, 2, MAPPING_PSS, 1000);
	set(detail, 0, MAPPING_SWAP, 100);
	set(detail, 0, MAPPING_SWAP_PSS, 99);
	assert_false(detail_rollup_from_many(detail));
	set(detail, 0, MAPPING_SWAP_PSS, 100);
	assert_true(detail_rollup_from_many(detail));
	assert_int_equal(detail->rollup.swap_pss.n, 100 * KIB);
	detail_unref(detail);
}

static void flags_of_mappings_have_a_meaning(void **state)
{
	(void)state;
	assert_string_equal(detail_flag_meaning("rd"), "readable");
	assert_string_equal(detail_flag_meaning("sr"),
		"declared to be read sequentially (MADV_SEQUENTIAL)");
	assert_string_equal(detail_flag_meaning("dp"),
		"dropped entirely when memory is short (droppable)");
	/* Two letters of a longer line. */
	assert_string_equal(detail_flag_meaning("wr ex"), "writable");
	assert_null(detail_flag_meaning("r?"));
	assert_null(detail_flag_meaning("??"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_kept_one_after_the_other),
		cmocka_unit_test(the_last_reference_frees),
		cmocka_unit_test(mappings_are_told_apart_by_what_is_mapped),
		cmocka_unit_test(without_a_name_of_the_program_there_is_no_executable),
		cmocka_unit_test(a_mapping_is_found_by_its_start),
		cmocka_unit_test(a_list_of_maps_has_all_of_each_mapping),
		cmocka_unit_test(kinds_are_summed),
		cmocka_unit_test(what_rounding_lost_is_spread_over_the_kinds),
		cmocka_unit_test(where_the_whole_is_not_known_nothing_is_spread),
		cmocka_unit_test(a_rollup_is_made_where_the_kernel_has_none),
		cmocka_unit_test(a_rollup_of_many_is_made_where_it_is_exact_enough),
		cmocka_unit_test(flags_of_mappings_have_a_meaning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
