/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Heaps and machines whose figures are small whole numbers, or not known, by chance: each figure that rules
 * name, and what is found, is held against tests/fixtures/records/figures_small.txt.  A developer who changes a rule
 * or a figure on purpose looks at the difference, then:
 *	MEMTOP_RECORD=tests/fixtures/records/figures_small.txt build/tests/findings/figures_small_test
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "derive/machine/derived_machine.h"
#include "findings/heap_rules.h"
#include "findings/machine_rules.h"
#include "support/random.h"
#include "support/record.h"

#define MIB (UINT64_C(1) << 20)
/* So many of each are told in words; of so many groups of others the record has a sum. */
#define IN_WORDS 15
#define GROUPS   50
#define GROUP    40

/* ---- chance, the same in every run ---- */

static uint64_t below(uint64_t *seed, uint64_t most)
{
	return random_below(seed, most);
}

/* A few of a unit: two that are compared are often equal. */
static uint64_t few(uint64_t *seed, uint64_t unit)
{
	return below(seed, 3) == 0 ? 0 : below(seed, 9) * unit;
}

static struct value some_value(uint64_t *seed, uint64_t unit)
{
	static const enum value_state states[] = { VALUE_ABSENT, VALUE_DENIED, VALUE_NOT_ASKED };

	if (below(seed, 5) == 0)
		return value_missing(states[below(seed, COUNT_OF(states))]);
	return value_of(few(seed, unit));
}

/* Everything in a struct, or an array, of nothing but values; size in bytes. */
static void some_values(void *values, size_t size, uint64_t unit, uint64_t *seed)
{
	struct value *value = values;

	for (size_t i = 0; i < size / sizeof(*value); i++)
		value[i] = some_value(seed, unit);
}

static double some_number(uint64_t *seed, double unit)
{
	return ((double)below(seed, 7) - 2) * unit;
}

static void some_trend(struct trend_finding *finding, uint64_t *seed)
{
	*finding = (struct trend_finding){ .trend = (enum trend)below(seed, TREND_COUNT),
		.bytes_per_minute = some_number(seed, 65536),
		.pace_seconds = some_number(seed, 60),
		.window_seconds = (double)few(seed, 60),
		.moved_bytes = some_number(seed, (double)MIB),
		.bound_bytes_per_minute = below(seed, 4) == 0 ? INFINITY : (double)few(seed, 4096),
		.doubling_seconds = some_number(seed, 600) };
}

/* ---- heaps ---- */

static void some_figures(struct heap_figures *figures, uint64_t *seed)
{
	uint64_t *figure = (uint64_t *)figures;

	for (size_t i = 0; i < sizeof(*figures) / sizeof(*figure); i++)
		figure[i] = few(seed, MIB / 4);
	figures->resident = few(seed, MIB);
}

static void some_other_heaps(struct heap_report *report, uint64_t *seed)
{
	report->other_count = below(seed, 3);
	for (size_t i = 0; i < report->other_count; i++) {
		struct other_heap *other = &report->others[i];

		other->allocator = (enum heap_allocator)below(seed, HEAP_ALLOCATOR_COUNT);
		other->state = (enum other_heap_state)below(seed, 3);
		some_values(other->figures, sizeof(other->figures), MIB / 2, seed);
		if (below(seed, 2) == 0)
			report->allocator = other->allocator;
	}
}

static void some_heap(struct heap_report *report, struct heap_arena *arena, uint64_t *seed)
{
	*report = (struct heap_report){
		.confidence = (enum heap_confidence)below(seed, 3),
		.reason = (enum heap_reason)below(seed, HEAP_REASON_COUNT),
		.allocator = (enum heap_allocator)below(seed, HEAP_ALLOCATOR_COUNT),
		.arenas = arena,
		.arena_count = below(seed, 3) ? 1 : 0,
	};
	if (below(seed, 2) == 0)
		report->reason = HEAP_REASON_OTHER_ALLOCATOR;
	if (below(seed, 2) == 0)
		snprintf(report->library, sizeof(report->library), "libother.so.2");
	some_figures(&report->total, seed);
	some_figures(&arena->figures, seed);
	report->mmapped_chunks = some_value(seed, 1);
	report->mmapped_bytes = some_value(seed, MIB);
	report->anonymous = some_value(seed, MIB);
	report->share = some_value(seed, 1250);
	report->waits_in = some_value(seed, 1);
	some_other_heaps(report, seed);
}

/* ---- machines ---- */

static const char *const fields[] = { "MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached",
	"SwapCached", "Active(anon)", "Inactive(anon)", "Active(file)", "Inactive(file)",
	"Unevictable", "Mlocked", "SwapTotal", "SwapFree", "Zswap", "Zswapped", "Dirty",
	"Writeback", "AnonPages", "Mapped", "Shmem", "KReclaimable", "Slab", "SReclaimable",
	"SUnreclaim", "KernelStack", "PageTables", "SecPageTables", "Bounce", "CommitLimit",
	"Committed_AS", "VmallocUsed", "Percpu", "HardwareCorrupted", "AnonHugePages",
	"ShmemHugePages", "FileHugePages", "CmaTotal", "CmaFree", "Hugetlb", "DirectMap4k",
	"LowTotal", "LowFree", "HighTotal", "HighFree", "WritebackTmp" };

static void some_meminfo(struct meminfo *meminfo, uint64_t *seed)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (i == 0 || below(seed, 5))
			fprintf(out, "%s: %" PRIu64 " kB\n", fields[i],
				i == 0 ? 65536 * (1 + below(seed, 4))
				       : few(seed, below(seed, 2) ? 1024 : 16384));
	/* One by one: compilers differ in which argument they make first. */
	fprintf(out, "HugePages_Total: %" PRIu64 "\n", few(seed, 8));
	fprintf(out, "HugePages_Free: %" PRIu64 "\n", few(seed, 8));
	if (below(seed, 4))
		fprintf(out, "Hugepagesize: 2048 kB\n");
	fclose(out);
	assert_int_equal(meminfo_parse(meminfo, text, length), STATUS_OK);
	free(text);
}

static void some_zone(struct zone *zone, unsigned node, uint64_t *seed)
{
	*zone = (struct zone){ .node = node,
		.name = "Normal",
		.free = few(seed, 1000),
		.min = few(seed, 100),
		.low = few(seed, 100),
		.high = few(seed, 100),
		.managed = few(seed, 8000),
		.unreclaimable = below(seed, 2) };
	zone->present = zone->spanned = zone->managed;
}

#define ZONES 2
#define NODES 3

static void some_system(struct system_sample *system, struct zone *zones, struct memory_node *nodes,
	struct derived_machine *derived, uint64_t *seed)
{
	*system = (struct system_sample){ .page_size = 4096, .derived = derived };
	some_meminfo(&system->meminfo, seed);
	if (below(seed, 3) == 0)
		system->zoneinfo_status = STATUS_ABSENT;
	else
		system->zoneinfo = (struct zoneinfo){ .zones = zones,
			.count = below(seed, ZONES + 1),
			.low_pages = few(seed, 500),
			.total_reserve_pages = few(seed, 500) };
	for (unsigned i = 0; i < ZONES; i++)
		some_zone(&zones[i], i, seed);
	some_values(&system->vmstat.counter, sizeof(system->vmstat.counter), 256, seed);
	some_values(&system->psi, sizeof(system->psi), 500, seed);
	some_values(&system->compressed, sizeof(system->compressed), MIB * 8, seed);
	some_values(&system->system_extras, sizeof(system->system_extras), MIB, seed);
	if (below(seed, 2))
		system->system_extras.overcommit_mode = value_of(below(seed, 3));
	system->per_cpu_lists = some_value(seed, 4096);
	system->cgroup.version = (int)below(seed, 3);
	snprintf(system->cgroup.path, sizeof(system->cgroup.path), "/box");
	system->cgroup.limit = some_value(seed, MIB);
	system->cgroup.usage = some_value(seed, MIB);
	system->cgroup.file = some_value(seed, MIB / 8);
	system->nodes = (struct memory_nodes){ .nodes = nodes, .count = below(seed, NODES + 1) };
	for (unsigned i = 0; i < NODES; i++) {
		nodes[i].id = i;
		nodes[i].without_cpus = below(seed, 4) == 0;
		some_values(nodes[i].figure, sizeof(nodes[i].figure), MIB * 4, seed);
	}
	some_values(&derived->rates, sizeof(derived->rates), 50000, seed);
	some_values(&derived->movement, sizeof(derived->movement), 60, seed);
	derived->movement.fall = some_value(seed, MIB);
	derived->movement.taker =
		below(seed, 3) ? value_of(below(seed, SEGMENT_COUNT)) : value_missing(VALUE_ABSENT);
	derived->movement.taker_pace = some_value(seed, MIB / 2);
}

/* ---- what is said ---- */

static void print_figure(FILE *out, const struct rule_figure *figure, const struct facts *facts)
{
	struct value value;

	if (!figure->value) {
		const char *text = figure->text ? figure->text(facts) : figure->words(facts);

		fprintf(out, " %s %s", figure->name, text ? text : "none");
		return;
	}
	value = figure->value(facts);
	if (value_known(value))
		fprintf(out, " %s %" PRId64, figure->name, value.n);
	else
		fprintf(out, " %s %s", figure->name, value_state_name(value.state));
}

static void print_findings(FILE *out, const struct findings *findings)
{
	char text[2048];

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->rows[i];

		finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
		fprintf(out, "\n%s %s: %s", severity_name(finding->severity), finding->rule->name,
			text);
		if (finding_advice(text, sizeof(text), finding, FOR_MACHINES) > 0)
			fprintf(out, " [%s]", text);
	}
	fputs("\n", out);
}

static void print_all(FILE *out, const struct facts *facts)
{
	struct findings findings = { .count = 0 };

	for (size_t i = 0; facts->subject->figures[i].name; i++)
		print_figure(out, &facts->subject->figures[i], facts);
	findings_judge(&findings, facts);
	print_findings(out, &findings);
}

static void record_heap(FILE *out, uint64_t number)
{
	struct heap_report report;
	struct heap_arena arena = { .is_main = true };
	struct heap_evidence evidence = { .pid = 7, .name = "some" };
	uint64_t seed = number;

	some_heap(&report, &arena, &seed);
	evidence.report = below(&seed, 20) ? &report : NULL;
	some_trend(&evidence.trend, &seed);
	some_trend(&evidence.other_trend, &seed);
	fprintf(out, "heap %" PRIu64 ":", number);
	print_all(out, &(struct facts){ &heap_subject, { .heap = &evidence } });
	fprintf(out, "steady %d growing %d\n", heap_is_steady(&evidence),
		heap_is_growing(&evidence));
}

static void record_machine(FILE *out, uint64_t number)
{
	struct system_sample system;
	struct zone zones[ZONES];
	struct memory_node nodes[NODES];
	struct derived_machine derived;
	struct evidence evidence;
	uint64_t seed = number;

	some_system(&system, zones, nodes, &derived, &seed);
	if (below(&seed, 4))
		evidence_of_system(&evidence, &system);
	else
		evidence_of_meminfo(&evidence, &system.meminfo);
	fprintf(out, "machine %" PRIu64 ":", number);
	print_all(out, &(struct facts){ &machine_subject, { .machine = &evidence } });
	meminfo_free(&system.meminfo);
}

static uint32_t sum_of_group(void (*record)(FILE *out, uint64_t number), uint64_t first)
{
	uint32_t sum = 2166136261;
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	for (uint64_t i = 0; i < GROUP; i++)
		record(out, first + i);
	fclose(out);
	for (size_t i = 0; i < length; i++)
		sum = (sum ^ (unsigned char)text[i]) * 16777619;
	free(text);
	return sum;
}

static void record_all(FILE *out, const char *name, void (*record)(FILE *out, uint64_t number))
{
	for (uint64_t i = 1; i <= IN_WORDS; i++)
		record(out, i);
	for (uint64_t i = 0; i < GROUPS; i++)
		fprintf(out, "%ss %" PRIu64 " %08" PRIx32 "\n", name, i,
			sum_of_group(record, IN_WORDS + 1 + i * GROUP));
}

static void small_figures_are_judged_as_recorded(void **state)
{
	char *made = NULL;
	size_t length;
	FILE *out = open_memstream(&made, &length);

	(void)state;
	fprintf(out, "What is found of each; see tests/findings/figures_small_test.c.\n");
	record_all(out, "heap", record_heap);
	record_all(out, "machine", record_machine);
	fclose(out);
	record_compare("records/figures_small.txt", made);
	free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_figures_are_judged_as_recorded),
	};

	return cmocka_run_group_tests_name("findings/figures_small", tests, NULL, NULL);
}
