/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Size classes, what changed in them, and the sentences on a report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "document/heap_figures.h"
#include "findings/heap_rules.h"
#include "parse/process/map_list.h"

#define MIB UINT64_C(1048576)

static void count_chunks(struct size_classes *classes, uint64_t size, unsigned in_use,
	unsigned free)
{
	struct size_counts counts;

	assert_int_equal(size_counts_init(&counts, 16), STATUS_OK);
	for (unsigned i = 0; i < in_use; i++)
		size_counts_add(&counts, size, true);
	for (unsigned i = 0; i < free; i++)
		size_counts_add(&counts, size, false);
	assert_int_equal(size_counts_finish(&counts, classes), STATUS_OK);
	size_counts_free(&counts);
}

static void sizes_fall_into_classes(void **state)
{
	static const struct {
		uint64_t size, least;
		bool single;
	} rows[] = {
		{ 32, 32, true },
		{ 65520, 65520, true },
		{ 65536, 65536, false },
		{ 81904, 65536, false },
		{ 81920, 81920, false },
		{ 131072 + 65536, 131072 + 65536, false },
		{ UINT64_C(5) << 40, UINT64_C(5) << 40, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct size_classes classes;

		count_chunks(&classes, rows[i].size, 2, 1);
		assert_int_equal(classes.count, 1);
		assert_int_equal(classes.rows[0].chunk_bytes, rows[i].least);
		assert_int_equal(classes.rows[0].single, rows[i].single);
		assert_int_equal(classes.rows[0].in_use_bytes, 2 * rows[i].size);
		assert_int_equal(classes.rows[0].free_bytes, rows[i].size);
		size_classes_free(&classes);
	}
}

static void growth_comes_first(void **state)
{
	struct size_class old[] = { { 32, true, 10, 0, 320, 0 }, { 48, true, 5, 1, 240, 48 } };
	struct size_class new[] = { { 48, true, 9, 0, 432, 0 }, { 64, true, 1, 0, 64, 0 } };
	struct size_classes before = { old, 2 }, now = { new, 2 };
	struct size_change *rows;
	size_t count;

	(void)state;
	assert_int_equal(size_classes_diff(&rows, &count, &before, &now), STATUS_OK);
	assert_int_equal(count, 3);
	assert_int_equal(rows[0].now.chunk_bytes, 48);
	assert_int_equal(rows[0].in_use, 4);
	assert_int_equal(rows[0].free, -1);
	assert_int_equal(rows[1].now.chunk_bytes, 64);
	assert_int_equal(rows[2].now.chunk_bytes, 32);
	assert_int_equal(rows[2].now.in_use, 0);
	assert_int_equal(rows[2].in_use_bytes, -320);
	free(rows);
}

static bool says(const struct heap_evidence *evidence, const char *rule)
{
	struct findings findings;

	heap_judge(&findings, evidence);
	return findings_find(&findings, rule);
}

static void first_sentence(char text[static 1024], const struct heap_evidence *evidence)
{
	struct findings findings;

	heap_judge(&findings, evidence);
	assert_true(findings.count > 0);
	finding_sentence(text, 1024, &findings.rows[0], FOR_MACHINES);
}

static void kept_memory_is_no_leak(void **state)
{
	struct heap_arena arena = { .is_main = true };
	struct heap_report report = { .arenas = &arena, .arena_count = 1, .word = 8 };
	struct heap_evidence evidence = { .pid = 42, .report = &report };
	char text[1024];

	(void)state;
	report.total = (struct heap_figures){ .system = 4096 * MIB,
		.resident = 4096 * MIB,
		.in_use = 400 * MIB,
		.free = 3696 * MIB,
		.trimmable = 3584 * MIB,
		.pinned = 102 * MIB };
	arena.figures = report.total;
	first_sentence(text, &evidence);
	assert_string_equal(text,
		"Of the 4.00G in malloc's heap, the program has freed 3.60G and malloc keeps it. malloc_trim(0) would return 3.50G now.");
	assert_true(says(&evidence, "heap_trim"));
	assert_true(says(&evidence, "heap_pinned_top"));
	assert_false(says(&evidence, "heap_growing"));
	assert_false(says(&evidence, "heap_held"));
}

/* The trend of a series says it, two looks do not. */
static void growth_of_what_is_in_use_is_a_finding(void **state)
{
	struct heap_report report = { .word = 8 };
	struct heap_evidence evidence = { .pid = 42, .report = &report };

	(void)state;
	report.total.in_use = 112 * MIB;
	report.total.resident = 120 * MIB;
	evidence.trend = (struct trend_finding){ .trend = TREND_GROWING, .bytes_per_minute = 1e6 };
	assert_true(says(&evidence, "heap_growing"));
	evidence.trend.trend = TREND_TOO_SHORT;
	assert_false(says(&evidence, "heap_growing"));
	report.confidence = HEAP_REFUSED;
	evidence.trend.trend = TREND_GROWING;
	assert_false(says(&evidence, "heap_growing"));
}

static void refusal_names_the_library(void **state)
{
	struct heap_report report = { .confidence = HEAP_REFUSED,
		.reason = HEAP_REASON_OTHER_ALLOCATOR,
		.allocator = HEAP_JEMALLOC,
		.library = "libjemalloc.so.2" };
	struct heap_evidence evidence = { .pid = 42, .report = &report };
	char text[1024];

	(void)state;
	first_sentence(text, &evidence);
	assert_string_equal(text,
		"This process does not use glibc's malloc (libjemalloc.so.2 is loaded).");
}

static void every_reason_has_words(void **state)
{
	(void)state;
	assert_null(heap_reason_name(HEAP_REASON_NONE));
	for (int i = HEAP_REASON_NONE + 1; i < HEAP_REASON_COUNT; i++) {
		assert_non_null(heap_reason_name(i));
		assert_true(strlen(heap_reason_text(i)) > 0);
	}
	for (int i = 0; i < HEAP_ALLOCATOR_COUNT; i++)
		assert_non_null(heap_allocator_name(i));
}

/* "Absent" is said of a process that has no heap of glibc's, and not of one whose heap is too large. */
static void no_figure_of_what_was_not_walked_is_absent(void **state)
{
	const struct heap_report large = { .confidence = HEAP_REFUSED,
		.reason = HEAP_REASON_TOO_LARGE };
	const struct heap_report other = { .confidence = HEAP_REFUSED,
		.reason = HEAP_REASON_OTHER_ALLOCATOR };

	(void)state;
	for (size_t i = 0; i < HEAP_FIGURES; i++) {
		assert_int_equal(heap_figure_of_report(&large, i).state, VALUE_TOO_LARGE);
		assert_int_equal(heap_figure_of_report(&other, i).state, VALUE_ABSENT);
	}
}

static void mappings_are_found_by_address(void **state)
{
	static const char text[] = "1000-2000 rw-p 00000000 00:00 0 \n"
				   "nonsense\n"
				   "3000-5000 r-xp 00000000 fe:00 12 /bin/a b\n"
				   "4000-6000 r-xp 00000000 fe:00 12 /overlapping\n";
	struct map_list list;

	(void)state;
	assert_int_equal(map_list_parse(&list, text, sizeof(text) - 1), STATUS_OK);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.malformed, 2);
	assert_null(map_list_find(&list, 0xfff));
	assert_ptr_equal(map_list_find(&list, 0x1fff), &list.mappings[0]);
	assert_null(map_list_find(&list, 0x2000));
	assert_ptr_equal(map_list_find(&list, 0x3000), &list.mappings[1]);
	assert_null(map_list_find(&list, 0x5000));
	map_list_free(&list);
	assert_int_equal(map_list_parse(&list, "x\n", 2), STATUS_MALFORMED);
	map_list_free(&list);
	assert_int_equal(map_list_parse(&list, "", 0), STATUS_OK);
	map_list_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_fall_into_classes),
		cmocka_unit_test(growth_comes_first),
		cmocka_unit_test(kept_memory_is_no_leak),
		cmocka_unit_test(growth_of_what_is_in_use_is_a_finding),
		cmocka_unit_test(refusal_names_the_library),
		cmocka_unit_test(every_reason_has_words),
		cmocka_unit_test(no_figure_of_what_was_not_walked_is_absent),
		cmocka_unit_test(mappings_are_found_by_address),
	};

	return cmocka_run_group_tests_name("heap report", tests, NULL, NULL);
}
