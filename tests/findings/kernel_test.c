/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is found in the kernel's own use of memory, of made samples of a machine of 1 GiB. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "derive/kernel/derived_kernel.h"
#include "findings/processes_rules.h"
#include "sample/system_file.h"

#define MIB (UINT64_C(1) << 20)

static struct sample *machine(void)
{
	static const char text[] = "MemTotal: 1048576 kB\nMemFree: 500000 kB\n";
	struct sample *sample = sample_new();

	assert_non_null(sample);
	sample->system.page_size = 4096;
	system_take(&sample->system, SYSTEM_MEMINFO, STATUS_OK, text, strlen(text));
	sample->kernel_memory = kernel_memory_new();
	assert_non_null(sample->kernel_memory);
	return sample;
}

static struct kernel_item *put(struct sample *sample, enum kernel_kind kind, const char *name,
	uint64_t bytes)
{
	struct kernel_item *item =
		kernel_memory_add(sample->kernel_memory, kind, text_of_string(name));

	assert_non_null(item);
	item->bytes = value_of(bytes);
	return item;
}

static void cache(struct sample *sample, const char *name, uint64_t bytes, int64_t growth,
	uint64_t in_use)
{
	struct kernel_item *item = put(sample, KERNEL_SLAB, name, bytes);

	item->objects = value_of(in_use);
	item->room = value_of(UINT64_C(1000));
	item->reclaim = KERNEL_RECLAIM_NO;
	derived_kernel_edit(sample->kernel_memory)->growth[item - sample->kernel_memory->items] =
		(struct kernel_growth){ value_of(growth), TREND_GROWING };
}

/* Judges the sample, which it lets go of; the sentence of the rule, or "". */
static const char *said(struct sample *sample, const char *rule, char out[static 512])
{
	struct findings findings = { .count = 0 };
	struct sample_evidence evidence;
	const struct finding *finding;

	sample_judge(&findings, &evidence, sample);
	finding = findings_find(&findings, rule);
	out[0] = '\0';
	if (finding)
		finding_sentence(out, 512, finding, FOR_MACHINES);
	sample_unref(sample);
	return out;
}

static void a_full_cache_that_grows_is_suspected(void **state)
{
	struct sample *sample = machine();
	char text[512];

	(void)state;
	cache(sample, "filp", 20 * MIB, 100000, 990);
	cache(sample, "still", 30 * MIB, 0, 1000);
	cache(sample, "breathing", 40 * MIB, 100000, 900);
	cache(sample, "no cache", 50 * MIB, 100000, 990);
	kernel_memory_find(sample->kernel_memory, KERNEL_SLAB, "no cache")->kind = KERNEL_VMALLOC;
	assert_non_null(strstr(said(sample, "kernel_cache_grows", text), "cache filp has grown"));
	assert_non_null(strstr(text, "open files of processes"));
}

static void objects_without_a_known_owner_are_the_kernels(void **state)
{
	struct sample *sample = machine();
	char text[512];

	(void)state;
	cache(sample, "ebitmap_node", 20 * MIB, 100000, 1000);
	assert_non_null(strstr(said(sample, "kernel_cache_grows", text), "no owner"));
}

static void one_that_is_at_rest_is_only_large(void **state)
{
	struct sample *sample = machine();
	char text[512];

	(void)state;
	cache(sample, "still", 30 * MIB, 0, 1000);
	said(sample, "kernel_cache_grows", text);
	assert_string_equal(text, "");
	sample = machine();
	cache(sample, "still", 30 * MIB, 0, 1000);
	assert_non_null(strstr(said(sample, "kernel_cache_large", text), "still"));
	sample = machine();
	cache(sample, "small", 1 * MIB, 0, 1000);
	said(sample, "kernel_cache_large", text);
	assert_string_equal(text, "");
}

/* Without slabinfo the sum of those that nothing takes back is known, and of which cache it is not. */
static void a_sum_of_caches_is_none(void **state)
{
	struct sample *sample = machine();
	struct kernel_item *sum = put(sample, KERNEL_SLAB, "unreclaimable", 300 * MIB);
	char text[512];

	(void)state;
	sum->reclaim = KERNEL_RECLAIM_NO;
	sum->objects = value_missing(VALUE_ABSENT);
	assert_string_equal(said(sample, "kernel_cache_large", text), "");
}

/* What a shrinker can free is cache. */
/* 95% of its room in use is full; it has to grow, and to have room at all. */
static void a_cache_is_suspected_from_its_level_on(void **state)
{
	static const struct {
		uint64_t in_use, room;
		int64_t growth;
		bool suspected;
	} rows[] = { { 950, 1000, 1, true }, { 949, 1000, 1, false }, { 950, 1000, 0, false },
		{ 950, 1000, -1, false }, { 0, 0, 1, false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct sample *sample = machine();
		struct kernel_item *item;
		struct kernel_evidence evidence;

		cache(sample, "filp", 100 << 20, rows[i].growth, rows[i].in_use);
		item = kernel_memory_find(sample->kernel_memory, KERNEL_SLAB, "filp");
		item->room = value_of(rows[i].room);
		kernel_evidence_of(&evidence, sample);
		assert_ptr_equal(evidence.suspect, rows[i].suspected ? item : NULL);
		derived_kernel_edit(sample->kernel_memory)->growth[0].trend = TREND_TOO_SHORT;
		kernel_evidence_of(&evidence, sample);
		assert_null(evidence.suspect);
		sample_unref(sample);
	}
}

/* Of equal ones the first; sockets are of every kind, and the largest is named. */
static void the_largest_of_a_kind_is_named(void **state)
{
	struct sample *sample = machine();
	struct kernel_evidence evidence;

	(void)state;
	cache(sample, "small", 1 << 20, 0, 1000);
	cache(sample, "first", 2 << 20, 0, 1000);
	cache(sample, "second", 2 << 20, 0, 1000);
	put(sample, KERNEL_UNIX, "", 1 << 20);
	put(sample, KERNEL_TCP, "", 2 << 20);
	put(sample, KERNEL_UDP, "", 3 << 20);
	kernel_evidence_of(&evidence, sample);
	assert_string_equal(evidence.cache->name, "first");
	assert_int_equal(evidence.sockets->kind, KERNEL_UDP);
	kernel_memory_find(sample->kernel_memory, KERNEL_TCP, NULL)->bytes = value_of(4 << 20);
	kernel_evidence_of(&evidence, sample);
	assert_int_equal(evidence.sockets->kind, KERNEL_TCP);
	kernel_memory_find(sample->kernel_memory, KERNEL_UNIX, NULL)->bytes = value_of(5 << 20);
	kernel_evidence_of(&evidence, sample);
	assert_int_equal(evidence.sockets->kind, KERNEL_UNIX);
	assert_null(evidence.pipes);
	sample_unref(sample);
}

static void cache_of_files_is_no_suspect(void **state)
{
	struct sample *sample = machine();
	char text[512];

	(void)state;
	cache(sample, "dentry", 300 * MIB, 100000, 1000);
	sample->kernel_memory->items[0].reclaim = KERNEL_RECLAIM_YES;
	said(sample, "kernel_cache_grows", text);
	assert_string_equal(text, "");
}

static void full_pipes_have_an_owner(void **state)
{
	struct sample *sample = machine();
	char text[512];

	(void)state;
	kernel_item_own(put(sample, KERNEL_PIPE, "", 20 * MIB), 7, "logger", value_of(19 * MIB));
	assert_non_null(strstr(said(sample, "kernel_pipes", text), "logger holds most"));
	sample = machine();
	put(sample, KERNEL_PIPE, "", 20 * MIB);
	assert_non_null(strstr(said(sample, "kernel_pipes", text), "was not read."));
	sample = machine();
	kernel_item_own(put(sample, KERNEL_UNIX, "", 20 * MIB), 7, "bus", value_of(19 * MIB));
	put(sample, KERNEL_TCP, "", 10 * MIB);
	assert_non_null(strstr(said(sample, "kernel_sockets", text), "bus holds most"));
}

static void what_stays_unnamed_is_said(void **state)
{
	struct sample *sample = machine();
	char text[512];

	(void)state;
	derived_kernel_edit(sample->kernel_memory)->unnamed = value_of(60 * MIB);
	assert_non_null(strstr(said(sample, "kernel_unnamed", text), "5.9%"));
	sample = machine();
	derived_kernel_edit(sample->kernel_memory)->unnamed = value_of(30 * MIB);
	said(sample, "kernel_unnamed", text);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_cache_that_grows_is_suspected),
		cmocka_unit_test(objects_without_a_known_owner_are_the_kernels),
		cmocka_unit_test(one_that_is_at_rest_is_only_large),
		cmocka_unit_test(a_sum_of_caches_is_none),
		cmocka_unit_test(a_cache_is_suspected_from_its_level_on),
		cmocka_unit_test(the_largest_of_a_kind_is_named),
		cmocka_unit_test(cache_of_files_is_no_suspect),
		cmocka_unit_test(full_pipes_have_an_owner),
		cmocka_unit_test(what_stays_unnamed_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
