/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a look at its heap adds to the verdict on a process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "findings/process_rules.h"

#define MIB ((uint64_t)1 << 20)

struct heap_case {
	struct process_detail detail;
	struct heap_report report;
	struct process_evidence evidence;
};

/* A process with resident MiB of heap, of which in_use is in use and the rest can go back. */
static struct heap_case *case_of(struct heap_case *made, uint64_t resident, uint64_t in_use)
{
	*made = (struct heap_case){
		.detail = { .pid = 7, .smaps_status = STATUS_OK },
		.report = { .confidence = HEAP_OK,
			.allocator = HEAP_GLIBC,
			.total = { .resident = resident * MIB,
				.in_use = in_use * MIB,
				.trimmable = (resident - in_use) * MIB } },
	};
	made->evidence.detail = &made->detail;
	made->evidence.heap.report = &made->report;
	made->evidence.heap.trend.window_seconds = 120;
	return made;
}

/* Whether the rule of that name fires; its sentence is put into text. */
static bool fires(const struct heap_case *given, const char *name, char text[static 512])
{
	const struct finding *finding;
	struct findings findings;

	process_judge(&findings, &given->evidence);
	text[0] = '\0';
	finding = findings_find(&findings, name);
	if (finding)
		finding_sentence(text, 512, finding, FOR_MACHINES);
	return finding;
}

static void mostly_free_is_kept_by_malloc(void **state)
{
	struct heap_case made;
	char text[512];

	(void)state;
	case_of(&made, 4096, 410);
	assert_true(fires(&made, "heap_kept", text));
	assert_string_equal(text,
		"Of the 4.00G in malloc's heap, the program has freed 3.60G and malloc keeps it. malloc_trim(0) would return 3.60G now.");
	assert_false(fires(&made, "heap_held", text));
}

static void mostly_in_use_is_held(void **state)
{
	struct heap_case made;
	char text[512];

	(void)state;
	case_of(&made, 100, 90);
	assert_false(fires(&made, "heap_kept", text));
	assert_true(fires(&made, "heap_held", text));
	assert_string_equal(text,
		"The program holds 90.0M of malloc's heap; 10.0M is free memory that malloc keeps, of "
		"which malloc_trim(0) would return 10.0M now.");
}

static void growth_of_what_is_in_use_is_growth_of_the_program(void **state)
{
	struct heap_case made;
	char text[512];

	(void)state;
	case_of(&made, 100, 90)->evidence.heap.trend.trend = TREND_GROWING;
	made.evidence.heap.trend.bytes_per_minute = 12 * (double)MIB;
	assert_true(fires(&made, "heap_growing", text));
	assert_non_null(strstr(text, "has grown 12.0M a minute"));
	assert_false(fires(&made, "heap_steady", text));
	assert_false(fires(&made, "growing_beside_heap", text));
}

/* RSS grows and the heap's bytes in use do not: malloc keeps it, or it is not malloc's. */
static void growth_beside_what_is_in_use_is_said_to_be_that(void **state)
{
	static const enum trend steady[] = { TREND_FLAT, TREND_SAWTOOTH };
	struct heap_case made;
	char text[512];

	(void)state;
	case_of(&made, 100, 90);
	made.evidence.trend.bytes_per_minute = 12 * (double)MIB;
	made.evidence.heap.trend.bound_bytes_per_minute = (double)MIB;
	for (size_t i = 0; i < COUNT_OF(steady); i++) {
		made.evidence.heap.trend.trend = steady[i];
		made.evidence.trend.trend = TREND_GROWING;
		assert_true(fires(&made, "growing_beside_heap", text));
		assert_false(fires(&made, "heap_growing", text));
		made.evidence.trend.trend = TREND_FLAT;
		assert_false(fires(&made, "growing_beside_heap", text));
		assert_true(fires(&made, "heap_steady", text));
	}
	made.evidence.heap.trend.trend = TREND_TOO_SHORT;
	assert_false(fires(&made, "heap_steady", text));
	/* What grew, and stopped, did not stay as it was. */
	made.evidence.heap.trend.trend = TREND_PLATEAU;
	made.evidence.heap.trend.moved_bytes = (double)MIB;
	assert_false(fires(&made, "heap_steady", text));
	assert_true(fires(&made, "heap_grew", text));
	assert_non_null(strstr(text, "grew by 1.00M"));
}

static void what_is_not_sure_says_so(void **state)
{
	struct heap_case made;
	char text[512];

	(void)state;
	case_of(&made, 100, 10)->report.confidence = HEAP_APPROXIMATE;
	made.report.reason = HEAP_REASON_BUSY;
	assert_true(fires(&made, "heap_unsure", text));
	assert_non_null(strstr(text, "allocates and frees while"));
	assert_true(fires(&made, "heap_kept", text));
}

static void without_glibc_nothing_is_claimed(void **state)
{
	static const char *const silent[] = { "heap_kept", "heap_held", "heap_growing",
		"heap_steady", "growing_beside_heap", "heap_unsure" };
	struct heap_case made;
	char text[512];

	(void)state;
	case_of(&made, 100, 10)->report.confidence = HEAP_REFUSED;
	made.report.reason = HEAP_REASON_OTHER_ALLOCATOR;
	made.report.allocator = HEAP_JEMALLOC;
	made.evidence.heap.trend.trend = TREND_GROWING;
	assert_true(fires(&made, "heap_refused", text));
	assert_non_null(strstr(text, "does not use glibc's malloc (jemalloc is loaded)"));
	for (size_t i = 0; i < COUNT_OF(silent); i++)
		assert_false(fires(&made, silent[i], text));
	made.evidence.heap.report = NULL;
	assert_false(fires(&made, "heap_refused", text));
	for (size_t i = 0; i < COUNT_OF(silent); i++)
		assert_false(fires(&made, silent[i], text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mostly_free_is_kept_by_malloc),
		cmocka_unit_test(mostly_in_use_is_held),
		cmocka_unit_test(growth_of_what_is_in_use_is_growth_of_the_program),
		cmocka_unit_test(growth_beside_what_is_in_use_is_said_to_be_that),
		cmocka_unit_test(what_is_not_sure_says_so),
		cmocka_unit_test(without_glibc_nothing_is_claimed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
