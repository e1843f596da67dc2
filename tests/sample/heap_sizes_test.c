/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chunks counted by size, what changed between two walks, and what sizes hint at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/macros.h"
#include "sample/heap_report.h"
#include "sample/heap_sizes.h"

static void classes_are_in_the_order_of_sizes(void **state)
{
	static const struct size_class wanted[] = {
		{ 16, true, 0, 1, 0, 16 },
		{ 48, true, 2, 0, 96, 0 },
		{ 65520, true, 1, 1, 65520, 65520 },
		{ 65536, false, 1, 0, 65536, 0 },
		{ 81920, false, 1, 1, 81936, 98288 },
		{ 98304, false, 1, 0, 98304, 0 },
		{ 114688, false, 0, 1, 0, 114688 },
		{ 131072, false, 1, 0, 131072, 0 },
	};
	static const struct {
		uint64_t size;
		bool in_use;
	} chunks[] = { { 131072, true }, { 48, true }, { 65536, true }, { 81936, true },
		{ 98288, false }, { 98304, true }, { 114688, false }, { 65520, true },
		{ 65520, false }, { 48, true }, { 16, false } };
	struct size_counts counts;
	struct size_classes classes;

	(void)state;
	assert_int_equal(size_counts_init(&counts, 16), STATUS_OK);
	for (size_t i = 0; i < COUNT_OF(chunks); i++)
		size_counts_add(&counts, chunks[i].size, chunks[i].in_use);
	assert_int_equal(size_counts_finish(&counts, &classes), STATUS_OK);
	assert_int_equal(classes.count, COUNT_OF(wanted));
	for (size_t i = 0; i < classes.count; i++) {
		assert_int_equal(classes.rows[i].chunk_bytes, wanted[i].chunk_bytes);
		assert_int_equal(classes.rows[i].single, wanted[i].single);
		assert_int_equal(classes.rows[i].in_use, wanted[i].in_use);
		assert_int_equal(classes.rows[i].free, wanted[i].free);
		assert_int_equal(classes.rows[i].in_use_bytes, wanted[i].in_use_bytes);
		assert_int_equal(classes.rows[i].free_bytes, wanted[i].free_bytes);
	}
	size_classes_free(&classes);
	assert_int_equal(classes.count, 0);
	size_counts_free(&counts);
	size_counts_free(&counts);
}

/* Where pointers are 4 bytes long chunks are multiples of 8. */
static void steps_of_8_are_told_apart(void **state)
{
	struct size_counts counts;
	struct size_classes classes;

	(void)state;
	assert_int_equal(size_counts_init(&counts, 8), STATUS_OK);
	size_counts_add(&counts, 24, true);
	size_counts_add(&counts, 32, true);
	size_counts_add(&counts, 65528, true);
	size_counts_add(&counts, UINT64_C(3) << 40, true);
	assert_int_equal(size_counts_finish(&counts, &classes), STATUS_OK);
	assert_int_equal(classes.count, 4);
	assert_int_equal(classes.rows[0].chunk_bytes, 24);
	assert_int_equal(classes.rows[1].chunk_bytes, 32);
	assert_int_equal(classes.rows[2].chunk_bytes, 65528);
	assert_true(classes.rows[2].single);
	assert_int_equal(classes.rows[3].chunk_bytes, UINT64_C(3) << 40);
	size_classes_free(&classes);
	size_counts_free(&counts);
}

static void no_chunks_are_no_classes(void **state)
{
	struct size_counts counts;
	struct size_classes classes;

	(void)state;
	assert_int_equal(size_counts_init(&counts, 16), STATUS_OK);
	assert_int_equal(size_counts_finish(&counts, &classes), STATUS_OK);
	assert_int_equal(classes.count, 0);
	size_classes_free(&classes);
	size_counts_free(&counts);
}

static void the_gain_of_a_class_is_now_less_before(void **state)
{
	struct size_class old[] = { { 48, true, 5, 7, 240, 336 } };
	struct size_class new[] = { { 48, true, 9, 2, 432, 96 } };
	struct size_classes before = { old, 1 }, now = { new, 1 };
	struct size_change *rows;
	size_t count;

	(void)state;
	assert_int_equal(size_classes_diff(&rows, &count, &before, &now), STATUS_OK);
	assert_int_equal(count, 1);
	assert_int_equal(rows[0].now.free, 2);
	assert_int_equal(rows[0].in_use, 4);
	assert_int_equal(rows[0].free, -5);
	assert_int_equal(rows[0].in_use_bytes, 192);
	assert_int_equal(rows[0].free_bytes, -240);
	free(rows);
}

/* Each class of either walk has its row, wherever one of them ends first. */
static void classes_of_either_walk_are_there(void **state)
{
	struct size_class small[] = { { 32, true, 1, 0, 32, 0 }, { 48, true, 1, 0, 48, 0 } };
	struct size_class large[] = { { 64, true, 1, 0, 64, 0 }, { 80, true, 1, 0, 80, 0 },
		{ 96, true, 1, 0, 96, 0 } };
	struct size_classes some = { small, 2 }, others = { large, 3 }, none = { NULL, 0 };
	const struct {
		const struct size_classes *before, *now;
		size_t count;
		uint64_t first, last; /* chunk_bytes */
	} cases[] = {
		{ &some, &others, 5, 96, 48 },
		{ &others, &some, 5, 48, 96 },
		{ &none, &others, 3, 96, 64 },
		{ &others, &none, 3, 64, 96 },
		{ &none, &none, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct size_change *rows;
		size_t count;

		assert_int_equal(size_classes_diff(&rows, &count, cases[i].before, cases[i].now),
			STATUS_OK);
		assert_int_equal(count, cases[i].count);
		if (count > 0) {
			assert_int_equal(rows[0].now.chunk_bytes, cases[i].first);
			assert_int_equal(rows[count - 1].now.chunk_bytes, cases[i].last);
			assert_true(rows[0].now.single);
		}
		free(rows);
	}
}

static void equal_gains_are_in_the_order_of_sizes(void **state)
{
	struct size_class old[] = { { 32, true, 1, 0, 32, 0 }, { 48, true, 1, 0, 48, 0 },
		{ 64, true, 1, 0, 64, 0 }, { 80, true, 1, 0, 80, 0 } };
	struct size_class new[] = { { 32, true, 1, 2, 32, 64 }, { 48, true, 1, 0, 48, 0 },
		{ 64, true, 1, 0, 64, 0 }, { 80, true, 2, 0, 160, 0 } };
	struct size_classes before = { old, 4 }, now = { new, 4 };
	static const uint64_t order[] = { 80, 32, 48, 64 };
	struct size_change *rows;
	size_t count;

	(void)state;
	assert_int_equal(size_classes_diff(&rows, &count, &before, &now), STATUS_OK);
	assert_int_equal(count, 4);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(rows[i].now.chunk_bytes, order[i]);
	free(rows);
}

static void well_known_sizes_are_hinted_at_on_64_bits_alone(void **state)
{
	(void)state;
	assert_non_null(size_class_hint(32, 8));
	assert_string_equal(size_class_hint(480, 8), "fopen() stream");
	assert_string_equal(size_class_hint(32832, 8), "opendir() stream");
	assert_non_null(size_class_hint(73744, 8));
	assert_null(size_class_hint(32, 4));
	assert_null(size_class_hint(33, 8));
	assert_null(size_class_hint(0, 8));
}

static void what_malloc_keeps_is_the_sum_of_its_parts(void **state)
{
	struct heap_figures figures = { .free = 1,
		.fastbin = 20,
		.tcache = 300,
		.top = 4000,
		.trimmable = 50000,
		.thread_top = 600000,
		.pinned = 7000000,
		.returned = 80000000 };

	(void)state;
	assert_int_equal(heap_retained(&figures), 4321);
	assert_int_equal(heap_retained_resident(&figures), 7650000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_are_in_the_order_of_sizes),
		cmocka_unit_test(steps_of_8_are_told_apart),
		cmocka_unit_test(no_chunks_are_no_classes),
		cmocka_unit_test(the_gain_of_a_class_is_now_less_before),
		cmocka_unit_test(classes_of_either_walk_are_there),
		cmocka_unit_test(equal_gains_are_in_the_order_of_sizes),
		cmocka_unit_test(well_known_sizes_are_hinted_at_on_64_bits_alone),
		cmocka_unit_test(what_malloc_keeps_is_the_sum_of_its_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
