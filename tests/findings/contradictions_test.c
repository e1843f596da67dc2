/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that is said of a process together, where its memory and what it holds of malloc move as the
 * programs of the zoo do (tests/derive/trend/zoo.h): no sentence contradicts another, its class or its
 * figures, and none names a figure that is not known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "derive/series.h"
#include "findings/process_rules.h"
#include "tests/derive/trend/zoo.h"

#define MIB 1048576.0

static const double moments[] = { 20, 60, 180, 600 };

struct world {
	struct process_detail detail, earlier;
	struct heap_report report;
	struct process_evidence evidence;
};

/* What is to be said of each class, and of no other. */
static const struct {
	const char *rule;
	enum trend trend;
} class_rules[] = {
	{ "growing", TREND_GROWING },
	{ "growing_to_limit", TREND_GROWING },
	{ "step", TREND_STEP },
	{ "step_before", TREND_STEP },
	{ "plateau", TREND_PLATEAU },
	{ "plateau_before", TREND_PLATEAU },
	{ "sawtooth", TREND_SAWTOOTH },
	{ "shrinking", TREND_SHRINKING },
	{ "flat", TREND_FLAT },
	{ "too_short", TREND_TOO_SHORT },
};

static struct findings found;

static bool says(const char *rule)
{
	return findings_find(&found, rule) != NULL;
}

static void one_class_is_said(const struct world *world, const char *what)
{
	size_t count = 0;

	for (size_t i = 0; i < COUNT_OF(class_rules); i++) {
		if (!says(class_rules[i].rule))
			continue;
		count++;
		if (class_rules[i].trend != world->evidence.trend.trend)
			fail_msg("%s: %s of what is %s", what, class_rules[i].rule,
				trend_rows[world->evidence.trend.trend].key);
	}
	if (count + says("growing_inside") == 0 || count > 1)
		fail_msg("%s: %zu sentences for %s", what, count,
			trend_rows[world->evidence.trend.trend].key);
}

static void the_heap_has_one_class(const char *what)
{
	if (says("heap_growing") + says("heap_steady") + says("heap_grew") > 1)
		fail_msg("%s: the heap is said to grow, and not to", what);
	if (says("growing_beside_heap") && (says("heap_growing") || !says("heap_steady")))
		fail_msg("%s: growth beside a heap that is not steady", what);
	if (says("growing_inside") && (says("growing") || !says("heap_growing")))
		fail_msg("%s: growth inside, and as a whole", what);
}

/* What is ruled out of the whole is ruled out of what it holds. */
static void bounds_agree(const struct world *world, const char *what)
{
	const struct trend_finding *heap = &world->evidence.heap.trend;
	const struct trend_finding *whole = &world->evidence.trend;
	char text[1024];

	for (size_t i = 0; i < found.count; i++) {
		finding_sentence(text, sizeof(text), &found.rows[i], FOR_PEOPLE);
		if (strstr(text, "A leak would be slower") && says("heap_growing") &&
			heap->bytes_per_minute > whole->bound_bytes_per_minute)
			fail_msg("%s: %s But the heap grows %g a minute", what, text,
				heap->bytes_per_minute);
	}
}

static void figures_are_known(const char *what)
{
	for (size_t i = 0; i < found.count; i++) {
		const struct finding *finding = &found.rows[i];
		struct text rest, before, name;

		rest = text_of_string(finding->rule->sentences[finding->sentence].text);
		while (sentence_next_name(&rest, &before, &name)) {
			struct figure_value value;

			name.length -= name.length > 0 && name.at[name.length - 1] == '%';
			if (!facts_get(&finding->facts, name, &value))
				continue;
			if (value.unit != UNIT_TEXT ? !value_known(value.value) : !value.text)
				fail_msg("%s: %s names {%.*s}, which is not known", what,
					finding->rule->name, (int)name.length, name.at);
		}
	}
}

static void check(struct world *world, const char *what)
{
	found.count = 0;
	process_judge(&found, &world->evidence);
	one_class_is_said(world, what);
	the_heap_has_one_class(what);
	bounds_agree(world, what);
	figures_are_known(what);
}

/* A process with as much of its own, most of it in the heap. */
static void set_detail(struct process_detail *detail, double own)
{
	static struct detail_mapping mapping = { .kind = KIND_HEAP };

	memset(detail, 0, sizeof(*detail));
	detail_fill(detail, VALUE_ABSENT);
	detail->smaps_status = STATUS_OK;
	detail->mappings = &mapping;
	detail->mapping_count = 1;
	detail->kinds[KIND_HEAP].figure[MAPPING_ANON] = (uint64_t)own;
	detail->kinds[KIND_HEAP].figure[MAPPING_RSS] = (uint64_t)own + 4096;
}

static double lowest(const struct zoo_life *life)
{
	double low = INFINITY;

	for (size_t i = 0; i < ZOO_TICKS; i++)
		low = fmin(low, life->bytes[i]);
	return low;
}

static uint64_t bytes_at(const struct zoo_life *life, double base, double seconds)
{
	return (uint64_t)(base + life->bytes[(size_t)(seconds / ZOO_TICK)]) & ~UINT64_C(4095);
}

/* Both are watched at once, each from when its view was opened. */
static void watch(const struct zoo_life *whole, const struct zoo_life *heap, double delay,
	const char *what)
{
	double base = 64 * MIB - lowest(whole), heap_base = 64 * MIB - lowest(heap);
	struct series own = { NULL }, held = { NULL };
	static struct world world;
	size_t moment = 0;

	memset(&world, 0, sizeof(world));
	world.evidence = (struct process_evidence){ .detail = &world.detail,
		.earlier = &world.earlier,
		.available = value_of((int64_t)1 << 34) };
	world.report.mmapped_bytes = world.report.mmapped_chunks = value_of(0);
	world.evidence.heap.report = &world.report;
	set_detail(&world.earlier, (double)bytes_at(whole, base, 0));
	for (double at = 0; moment < COUNT_OF(moments); at += delay) {
		uint64_t now_ns = (uint64_t)(at * 1e9) + 1, bytes = bytes_at(whole, base, at);

		series_add(&own, now_ns, bytes);
		world.report.total.in_use = bytes_at(heap, heap_base, at);
		if (at >= 10)
			series_add(&held, now_ns, world.report.total.in_use);
		if (at < moments[moment])
			continue;
		set_detail(&world.detail, (double)bytes);
		series_trend(&own, &world.evidence.trend);
		series_trend(&held, &world.evidence.heap.trend);
		check(&world, what);
		moment++;
	}
	series_free(&own);
	series_free(&held);
}

static void nothing_contradicts(void **state)
{
	static struct zoo_life whole, heap;
	size_t kinds = 0;
	char what[128];

	(void)state;
	while (zoo_kind_at(kinds))
		kinds++;
	assert_true(kinds >= 40);
	for (size_t i = 0; i < kinds; i++) {
		const size_t beside[] = { i, (i * 7 + 3) % kinds, (i * 11 + 38) % kinds };

		zoo_live(&whole, zoo_kind_at(i), 5000 + i);
		for (size_t j = 0; j < COUNT_OF(beside); j++) {
			zoo_live(&heap, zoo_kind_at(beside[j]), 5000 + beside[j]);
			snprintf(what, sizeof(what), "%s, its heap %s", zoo_kind_at(i)->name,
				zoo_kind_at(beside[j])->name);
			watch(&whole, &heap, 1, what);
			watch(&whole, &heap, 5, what);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_contradicts),
	};

	return cmocka_run_group_tests_name("findings/contradictions", tests, NULL, NULL);
}
