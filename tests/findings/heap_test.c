/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is followed of a heap, and of one beside glibc's, and what is said of its growth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "findings/heap_rules.h"
#include "made_heaps.h"

#define MIB    ((int64_t)1 << 20)
#define SECOND UINT64_C(1000000000)

struct watch {
	struct heap_report report;
	struct heap_evidence evidence;
	struct history *history;
	struct history_key key;
};

static void begin(struct watch *watch)
{
	memset(watch, 0, sizeof(*watch));
	watch->evidence = (struct heap_evidence){ .report = &watch->report };
	watch->report.mmapped_bytes = value_of(0);
	watch->history = history_new();
	watch->key = history_process(7, 1);
	assert_non_null(watch->history);
}

static size_t points_of(struct watch *watch, enum history_figure figure)
{
	struct trend_point points[8];

	return history_points(watch->history, &watch->key, figure, 0, points, 8);
}

/* A sum that was not found, or was refused, is no reading: it would look like a fall to 0. */
static void only_what_was_read_is_followed(void **state)
{
	struct watch watch;

	(void)state;
	begin(&watch);
	watch.report.confidence = HEAP_REFUSED;
	watch.report.total.in_use = 1;
	heap_follow(&watch.evidence, watch.history, &watch.key, SECOND);
	assert_int_equal(points_of(&watch, HISTORY_HEAP), 0);
	watch.report.confidence = HEAP_APPROXIMATE;
	watch.report.mmapped_bytes = value_missing(VALUE_DENIED);
	heap_follow(&watch.evidence, watch.history, &watch.key, 2 * SECOND);
	assert_int_equal(points_of(&watch, HISTORY_HEAP), 0);
	watch.report.mmapped_bytes = value_of(5);
	heap_follow(&watch.evidence, watch.history, &watch.key, 3 * SECOND);
	assert_int_equal(points_of(&watch, HISTORY_HEAP), 1);
	assert_int_equal(points_of(&watch, HISTORY_OTHER_HEAP), 0);
	assert_int_equal(watch.evidence.trend.trend, TREND_TOO_SHORT);
	history_unref(watch.history);
}

static void a_heap_beside_it_is_followed_where_it_was_read(void **state)
{
	struct watch watch;

	(void)state;
	begin(&watch);
	watch.report.confidence = HEAP_REFUSED;
	made_other_heap(&watch.report, HEAP_PYTHON, false);
	heap_follow(&watch.evidence, watch.history, &watch.key, SECOND);
	assert_int_equal(points_of(&watch, HISTORY_OTHER_HEAP), 0);
	made_other_heap(&watch.report, HEAP_PYTHON, true);
	watch.report.others[0].figures[OTHER_HEAP_OLD] = value_missing(VALUE_ABSENT);
	watch.report.others[0].figures[OTHER_HEAP_IN_USE] = value_missing(VALUE_ABSENT);
	heap_follow(&watch.evidence, watch.history, &watch.key, 2 * SECOND);
	assert_int_equal(points_of(&watch, HISTORY_OTHER_HEAP), 0);
	watch.report.others[0].figures[OTHER_HEAP_IN_USE] = value_of(9);
	heap_follow(&watch.evidence, watch.history, &watch.key, 3 * SECOND);
	assert_int_equal(points_of(&watch, HISTORY_OTHER_HEAP), 1);
	assert_int_equal(points_of(&watch, HISTORY_HEAP), 0);
	history_unref(watch.history);
}

static const char *said(const struct heap_evidence *evidence, const char *rule)
{
	static char text[1024];
	static struct findings findings;
	const struct finding *finding;

	findings.count = 0;
	findings_judge(&findings, &(struct facts){ &heap_subject, { .heap = evidence } });
	finding = findings_find(&findings, rule);
	text[0] = '\0';
	if (finding)
		finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
	return text;
}

/* Java: its old generation, not what is in use, which rises until the next collection. */
static void the_old_generation_is_what_grows(void **state)
{
	struct watch watch;

	(void)state;
	begin(&watch);
	watch.report.confidence = HEAP_REFUSED;
	made_other_heap(&watch.report, HEAP_HOTSPOT, true);
	for (uint64_t second = 1; second <= 120; second++) {
		struct value *figures = watch.report.others[0].figures;

		figures[OTHER_HEAP_OLD] = value_of((100 + (int64_t)second) * MIB);
		figures[OTHER_HEAP_IN_USE] = value_of(500 * MIB);
		heap_follow(&watch.evidence, watch.history, &watch.key, second * SECOND);
		if (second == 2)
			assert_string_equal(said(&watch.evidence, "heap_java_growing"), "");
	}
	assert_int_equal(watch.evidence.other_trend.trend, TREND_GROWING);
	assert_non_null(strstr(said(&watch.evidence, "heap_java_growing"),
		"220M after the last collection, has grown 60.0M a minute for "));
	history_unref(watch.history);
}

static void a_refusal_says_why(void **state)
{
	struct watch watch;

	(void)state;
	begin(&watch);
	watch.report.confidence = HEAP_REFUSED;
	watch.report.reason = HEAP_REASON_NO_ARENA;
	assert_non_null(strstr(said(&watch.evidence, "heap_refused"), "No heap of glibc's malloc"));
	watch.report.reason = HEAP_REASON_BUSY;
	assert_non_null(strstr(said(&watch.evidence, "heap_refused"), "Nothing is known"));
	watch.report.confidence = HEAP_APPROXIMATE;
	assert_string_equal(said(&watch.evidence, "heap_refused"), "");
	history_unref(watch.history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_was_read_is_followed),
		cmocka_unit_test(a_heap_beside_it_is_followed_where_it_was_read),
		cmocka_unit_test(the_old_generation_is_what_grows),
		cmocka_unit_test(a_refusal_says_why),
	};

	return cmocka_run_group_tests_name("findings/heap", tests, NULL, NULL);
}
