/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process has more of than when it was first looked at, and under which name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "findings/process_rules.h"

#define MIB (UINT64_C(1) << 20)

static struct process_detail *make(uint64_t seconds, uint64_t heap, uint64_t cache, uint64_t shared)
{
	struct process_detail *detail = detail_new(7);
	static const struct {
		enum detail_kind kind;
		const char *name;
	} rows[] = { { KIND_HEAP, "[heap]" }, { KIND_ANONYMOUS, "[anon:cache]" },
		{ KIND_SHARED, "/memfd:box" } };
	const uint64_t sizes[] = { heap, cache, shared };

	assert_non_null(detail);
	detail->monotonic_ns = seconds * 1000000000;
	detail->smaps_status = STATUS_OK;
	detail->mappings = calloc(COUNT_OF(rows), sizeof(*detail->mappings));
	assert_non_null(detail->mappings);
	detail->mapping_count = COUNT_OF(rows);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct detail_mapping *mapping = &detail->mappings[i];
		enum mapping_figure own =
			rows[i].kind == KIND_SHARED ? MAPPING_SHARED_DIRTY : MAPPING_ANON;

		mapping->kind = rows[i].kind;
		mapping->name = string_pool_add(&detail->strings, text_of_string(rows[i].name));
		mapping->figure[MAPPING_RSS] = mapping->figure[own] = sizes[i] * MIB;
		detail->kinds[rows[i].kind].figure[MAPPING_RSS] = sizes[i] * MIB;
		detail->kinds[rows[i].kind].figure[own] = sizes[i] * MIB;
	}
	return detail;
}

static void what_grew_is_named_by_kind_and_name(void **state)
{
	static const struct {
		uint64_t heap, cache, shared;
		const char *kind, *name;
	} rows[] = {
		{ 90, 21, 31, "malloc's heap", NULL },
		{ 11, 90, 31, "anonymous mappings", "[anon:cache]" },
		{ 11, 21, 90, "shared memory", "/memfd:box" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct process_detail *earlier = make(100, 10, 20, 30);
		struct process_detail *now = make(160, rows[i].heap, rows[i].cache, rows[i].shared);
		struct process_evidence evidence = { .detail = now, .earlier = earlier };
		struct facts facts = { &process_subject, { .process = &evidence } };
		const char *name = facts_text(&facts, "grown_name");

		assert_string_equal(facts_text(&facts, "grown_kind"), rows[i].kind);
		if (rows[i].name)
			assert_string_equal(name, rows[i].name);
		else
			assert_null(name);
		assert_int_equal(facts_figure(&facts, "looked_for").n, 60);
		/* Nothing to compare with. */
		evidence.earlier = NULL;
		assert_null(facts_text(&facts, "grown_kind"));
		assert_null(facts_text(&facts, "grown_name"));
		assert_false(value_known(facts_figure(&facts, "looked_for")));
		detail_unref(earlier);
		detail_unref(now);
	}
}

static void the_sentence_names_what_has_a_name(void **state)
{
	static const char *const words[] = { "malloc's heap.", "([anon:cache])" };

	(void)state;
	for (size_t named = 0; named < COUNT_OF(words); named++) {
		struct process_detail *earlier = make(100, 10, 20, 30);
		struct process_detail *now = make(160, named ? 10 : 90, named ? 90 : 20, 30);
		struct process_evidence evidence = { .detail = now, .earlier = earlier };
		static struct findings findings;
		const struct finding *finding = NULL;
		char text[512] = "";

		evidence.trend.trend = TREND_GROWING;
		evidence.trend.bytes_per_minute = 10 * MIB;
		evidence.trend.moved_bytes = 70 * MIB;
		process_judge(&findings, &evidence);
		for (size_t i = 0; i < findings.count && !strstr(text, "of its growth"); i++) {
			finding = &findings.rows[i];
			finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
		}
		assert_non_null(strstr(text, words[named]));
		detail_unref(earlier);
		detail_unref(now);
	}
}

/* Where it is known whose server it waits for, that is said. */
static void what_does_not_answer_is_named(void **state)
{
	struct process_detail *detail = make(100, 10, 20, 30);
	struct process_evidence evidence = { .detail = detail };
	static struct findings findings;
	char text[512];

	(void)state;
	detail->smaps_status = STATUS_UNANSWERED;
	process_judge(&findings, &evidence);
	finding_sentence(text, sizeof(text), findings_find(&findings, "unanswered"), FOR_MACHINES);
	assert_non_null(strstr(text, "It does not answer: "));
	detail->asked_mount =
		string_pool_add(&detail->strings, text_of_string("FUSE mount /mnt/x"));
	process_judge(&findings, &evidence);
	finding_sentence(text, sizeof(text), findings_find(&findings, "unanswered"), FOR_MACHINES);
	assert_non_null(strstr(text, "It does not answer (FUSE mount /mnt/x)"));
	detail_unref(detail);
}

/* A heap that is no malloc's, or that could not be walked, has nothing to search for. */
static void only_a_malloc_that_can_be_walked_is_to_be_searched(void **state)
{
	static const struct {
		enum heap_allocator allocator;
		enum heap_confidence confidence;
		bool searched_for;
	} rows[] = { { HEAP_GLIBC, HEAP_OK, true }, { HEAP_GLIBC, HEAP_REFUSED, false },
		{ HEAP_JEMALLOC, HEAP_OK, false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct process_detail *detail = make(100, 10, 20, 30);
		struct heap_report report = { .allocator = rows[i].allocator,
			.confidence = rows[i].confidence };
		struct process_evidence evidence = { .detail = detail };
		static struct findings findings;

		evidence.heap.report = &report;
		evidence.trend.trend = TREND_GROWING;
		evidence.trend.bytes_per_minute = 10 * MIB;
		process_judge(&findings, &evidence);
		assert_int_equal(findings_find(&findings, "growing_unsearched") != NULL,
			rows[i].searched_for);
		detail_unref(detail);
	}
}

static void only_more_is_more(void **state)
{
	static const struct {
		int64_t before, now, more; /* 0: none */
	} rows[] = { { 10, 11, 1 }, { 10, 10, 0 }, { 10, 9, 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct process_detail *earlier = make(0, 1, 1, 1), *now = make(1, 1, 1, 1);
		struct process_evidence evidence = { .detail = now, .earlier = earlier };
		struct facts facts = { &process_subject, { .process = &evidence } };
		struct value more;

		earlier->summary.threads = value_of(rows[i].before);
		now->summary.threads = value_of(rows[i].now);
		more = facts_figure(&facts, "more_threads");
		assert_int_equal(value_known(more), rows[i].more > 0);
		assert_int_equal(value_or(more, 0), rows[i].more);
		earlier->summary.threads = value_missing(VALUE_ABSENT);
		assert_false(value_known(facts_figure(&facts, "more_threads")));
		detail_unref(earlier);
		detail_unref(now);
	}
}

static void the_largest_part_is_named(void **state)
{
	static const struct {
		uint64_t heap, cache, shared;
		const char *kind;
		int64_t largest;
	} rows[] = { { 9, 8, 7, "malloc's heap", 9 }, { 8, 9, 7, "anonymous mappings", 9 },
		/* Shared memory is none of its own, however much there is. */
		{ 8, 7, 9, "malloc's heap", 8 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct process_detail *now = make(0, rows[i].heap, rows[i].cache, rows[i].shared);
		struct process_evidence evidence = { .detail = now };
		struct facts facts = { &process_subject, { .process = &evidence } };

		assert_string_equal(facts_text(&facts, "largest_kind"), rows[i].kind);
		assert_int_equal(facts_figure(&facts, "largest").n / MIB, rows[i].largest);
		detail_unref(now);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_grew_is_named_by_kind_and_name),
		cmocka_unit_test(the_sentence_names_what_has_a_name),
		cmocka_unit_test(what_does_not_answer_is_named),
		cmocka_unit_test(only_a_malloc_that_can_be_walked_is_to_be_searched),
		cmocka_unit_test(only_more_is_more),
		cmocka_unit_test(the_largest_part_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
