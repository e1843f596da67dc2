/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MemTotal cut into parts: whatever meminfo says, they add up to it exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derive/machine/segments.h"
#include "sample/sample.h"
#include "support/fixture.h"

#define KIB ((uint64_t)1024)
#define MIB (1024 * KIB)

static const struct balance_extra nothing_extra;

/* One field of a meminfo. */
struct given {
	int field;
	uint64_t mib;
};

static void cut(struct segments *segments, const struct given *given, size_t count)
{
	struct meminfo meminfo = { 0 };

	for (size_t i = 0; i < count; i++)
		meminfo.field[given[i].field] = value_of(given[i].mib * MIB);
	assert_int_equal(segments_compute(segments, &meminfo, &nothing_extra), STATUS_OK);
}
#define CUT(segments, ...)                                                                         \
	cut(segments, (const struct given[]){ __VA_ARGS__ },                                       \
		sizeof((const struct given[]){ __VA_ARGS__ }) / sizeof(struct given))

static void assert_adds_up(const struct segments *segments)
{
	uint64_t sum = 0;

	for (int i = 0; i < SEGMENT_COUNT; i++) {
		assert_true(segments->bytes[i] <= segments->total);
		sum += segments->bytes[i];
	}
	assert_true(sum == segments->total);
}

static uint64_t mib_of(const struct segments *segments, enum segment segment)
{
	return segments->bytes[segment] / MIB;
}

static void every_segment_has_its_row(void **state)
{
	(void)state;
	for (int i = 0; i < SEGMENT_COUNT; i++) {
		assert_non_null(segment_rows[i].label.key);
		assert_non_null(segment_rows[i].label.title);
		assert_non_null(segment_rows[i].label.explanation);
		for (int other = 0; other < i; other++) {
			assert_string_not_equal(segment_rows[i].label.key,
				segment_rows[other].label.key);
			assert_int_not_equal(segment_rows[i].mark, segment_rows[other].mark);
		}
	}
}

static void parts_are_what_the_fields_say(void **state)
{
	struct segments segments;

	(void)state;
	CUT(&segments, { MEMINFO_MemTotal, 1000 }, { MEMINFO_MemFree, 100 },
		{ MEMINFO_MemAvailable, 500 }, { MEMINFO_Buffers, 10 }, { MEMINFO_Cached, 300 },
		{ MEMINFO_SwapCached, 5 }, { MEMINFO_Shmem, 40 }, { MEMINFO_AnonPages, 200 },
		{ MEMINFO_KReclaimable, 30 }, { MEMINFO_SReclaimable, 25 },
		{ MEMINFO_SUnreclaim, 20 }, { MEMINFO_Slab, 45 }, { MEMINFO_PageTables, 4 },
		{ MEMINFO_Percpu, 3 }, { MEMINFO_KernelStack, 2 }, { MEMINFO_VmallocUsed, 6 },
		{ MEMINFO_Mapped, 99 });
	assert_adds_up(&segments);
	assert_int_equal(mib_of(&segments, SEGMENT_APPLICATIONS), 200);
	assert_int_equal(mib_of(&segments, SEGMENT_SHARED), 40);
	assert_int_equal(mib_of(&segments, SEGMENT_CACHE), 10 + 300 + 5 - 40 + 30);
	assert_int_equal(mib_of(&segments, SEGMENT_HUGE), 0);
	assert_int_equal(mib_of(&segments, SEGMENT_KERNEL), 20 + 4 + 3 + 6);
	assert_int_equal(mib_of(&segments, SEGMENT_FREE), 100);
	assert_int_equal(mib_of(&segments, SEGMENT_UNNAMED), 1000 - 200 - 40 - 305 - 33 - 100);
	assert_int_equal(segments.available.n / MIB, 500);
}

static void what_stands_outside_meminfo_is_counted(void **state)
{
	const struct balance_extra extra = { .per_cpu_lists = value_of(50 * MIB),
		.zsmalloc = value_of(7 * MIB) };
	struct meminfo meminfo = { 0 };
	struct segments segments;

	(void)state;
	meminfo.field[MEMINFO_MemTotal] = value_of(1000 * MIB);
	meminfo.field[MEMINFO_MemFree] = value_of(100 * MIB);
	meminfo.field[MEMINFO_Zswap] = value_of(20 * MIB); /* the same pages as zsmalloc's */
	assert_int_equal(segments_compute(&segments, &meminfo, &extra), STATUS_OK);
	assert_adds_up(&segments);
	assert_int_equal(mib_of(&segments, SEGMENT_FREE), 150);
	assert_int_equal(mib_of(&segments, SEGMENT_KERNEL), 7);
	assert_int_equal(segments_compute(&segments, &meminfo, &nothing_extra), STATUS_OK);
	assert_int_equal(mib_of(&segments, SEGMENT_KERNEL), 20);
	assert_int_equal(mib_of(&segments, SEGMENT_FREE), 100);
}

static void a_sample_gives_pages_in_its_own_size(void **state)
{
	struct system_sample system = { .page_size = 65536, .per_cpu_lists = value_of(3 * MIB) };
	struct segments segments;

	(void)state;
	system.meminfo.field[MEMINFO_MemTotal] = value_of(1000 * MIB);
	system.meminfo.field[MEMINFO_MemFree] = value_of(100 * MIB);
	system.vmstat.counter[VMSTAT_ZSMALLOC] = value_of(16);
	assert_int_equal(segments_of(&segments, &system), STATUS_OK);
	assert_adds_up(&segments);
	assert_int_equal(mib_of(&segments, SEGMENT_KERNEL), 1);
	assert_int_equal(mib_of(&segments, SEGMENT_FREE), 103);
}

static void too_much_comes_off_the_cache(void **state)
{
	struct segments segments;

	(void)state;
	CUT(&segments, { MEMINFO_MemTotal, 1000 }, { MEMINFO_MemFree, 100 },
		{ MEMINFO_AnonPages, 600 }, { MEMINFO_Cached, 250 }, { MEMINFO_SwapCached, 100 },
		{ MEMINFO_SUnreclaim, 20 });
	assert_adds_up(&segments);
	assert_int_equal(mib_of(&segments, SEGMENT_CACHE), 280);
	assert_int_equal(mib_of(&segments, SEGMENT_UNNAMED), 0);
	assert_int_equal(mib_of(&segments, SEGMENT_APPLICATIONS), 600);
	assert_int_equal(mib_of(&segments, SEGMENT_KERNEL), 20);
}

static void what_no_kernel_would_say_still_adds_up(void **state)
{
	struct segments segments;

	(void)state;
	CUT(&segments, { MEMINFO_MemTotal, 100 }, { MEMINFO_MemFree, 150 });
	assert_adds_up(&segments);
	assert_int_equal(mib_of(&segments, SEGMENT_FREE), 100);
	CUT(&segments, { MEMINFO_MemTotal, 100 }, { MEMINFO_MemFree, 50 },
		{ MEMINFO_AnonPages, 500 }, { MEMINFO_Cached, 700 }, { MEMINFO_Shmem, 90 });
	assert_adds_up(&segments);
	CUT(&segments, { MEMINFO_MemTotal, 0 }, { MEMINFO_MemFree, 50 });
	assert_adds_up(&segments);
	/* tmpfs pages in swap: more shared memory than cache */
	CUT(&segments, { MEMINFO_MemTotal, 100 }, { MEMINFO_MemFree, 10 }, { MEMINFO_Cached, 20 },
		{ MEMINFO_Shmem, 30 });
	assert_adds_up(&segments);
	assert_int_equal(mib_of(&segments, SEGMENT_CACHE), 0);
}

static void huge_figures_do_not_pass_for_small_ones(void **state)
{
	struct meminfo meminfo = { 0 };
	struct segments segments;

	(void)state;
	for (int field = 0; field < MEMINFO_FIELD_COUNT; field++)
		meminfo.field[field] = value_of(UINT64_MAX - 1);
	assert_int_equal(segments_compute(&segments, &meminfo, &nothing_extra), STATUS_OK);
	assert_adds_up(&segments);
	/* A counter that wrapped below 0 fills what is left; nothing of it stays unnamed. */
	meminfo.field[MEMINFO_MemTotal] = value_of(1000 * MIB);
	meminfo.field[MEMINFO_MemFree] = value_of(100 * MIB);
	for (int field = 0; field < MEMINFO_FIELD_COUNT; field++)
		if (field != MEMINFO_MemTotal && field != MEMINFO_MemFree)
			meminfo.field[field] = value_of(0);
	meminfo.field[MEMINFO_SUnreclaim] = value_of(UINT64_MAX - 4 * KIB);
	meminfo.field[MEMINFO_PageTables] = value_of(8 * MIB);
	assert_int_equal(segments_compute(&segments, &meminfo, &nothing_extra), STATUS_OK);
	assert_adds_up(&segments);
	assert_int_equal(mib_of(&segments, SEGMENT_KERNEL), 900);
	meminfo.field[MEMINFO_SUnreclaim] = value_of(0);
	meminfo.field[MEMINFO_Cached] = value_of(UINT64_MAX - 4 * KIB);
	meminfo.field[MEMINFO_Buffers] = value_of(8 * MIB);
	assert_int_equal(segments_compute(&segments, &meminfo, &nothing_extra), STATUS_OK);
	assert_adds_up(&segments);
	assert_int_equal(mib_of(&segments, SEGMENT_CACHE), 892);
}

static void huge_pages_are_a_part_of_their_own(void **state)
{
	struct meminfo meminfo = { 0 };
	struct segments segments;

	(void)state;
	meminfo.field[MEMINFO_MemTotal] = value_of(1000 * MIB);
	meminfo.field[MEMINFO_MemFree] = value_of(100 * MIB);
	meminfo.field[MEMINFO_HugePages_Total] = value_of(100);
	meminfo.field[MEMINFO_Hugepagesize] = value_of(2 * MIB);
	assert_int_equal(segments_compute(&segments, &meminfo, &nothing_extra), STATUS_OK);
	assert_int_equal(mib_of(&segments, SEGMENT_HUGE), 200);
	/* Hugetlb counts the pages of every size. */
	meminfo.field[MEMINFO_Hugetlb] = value_of(456 * MIB);
	assert_int_equal(segments_compute(&segments, &meminfo, &nothing_extra), STATUS_OK);
	assert_int_equal(mib_of(&segments, SEGMENT_HUGE), 456);
	assert_adds_up(&segments);
	meminfo.field[MEMINFO_Hugetlb] = value_missing(VALUE_ABSENT);
	meminfo.field[MEMINFO_HugePages_Total] = value_of(UINT64_MAX);
	assert_int_equal(segments_compute(&segments, &meminfo, &nothing_extra), STATUS_OK);
	assert_int_equal(mib_of(&segments, SEGMENT_HUGE), 0);
}

static void old_kernels_say_less(void **state)
{
	struct segments segments;

	(void)state;
	/* Up to 4.3 VmallocUsed was address space, and VmallocChunk not 0. */
	CUT(&segments, { MEMINFO_MemTotal, 1000 }, { MEMINFO_MemFree, 100 },
		{ MEMINFO_VmallocTotal, 34359738 }, { MEMINFO_VmallocUsed, 350 },
		{ MEMINFO_VmallocChunk, 34359000 }, { MEMINFO_KernelStack, 4 });
	assert_adds_up(&segments);
	assert_int_equal(mib_of(&segments, SEGMENT_KERNEL), 4);
	/* From 4.4 to 5.2 it was 0. */
	CUT(&segments, { MEMINFO_MemTotal, 1000 }, { MEMINFO_MemFree, 100 },
		{ MEMINFO_VmallocUsed, 0 }, { MEMINFO_VmallocChunk, 0 },
		{ MEMINFO_KernelStack, 4 });
	assert_int_equal(mib_of(&segments, SEGMENT_KERNEL), 4);
	/* Before 2.6.19 Slab was not split. */
	CUT(&segments, { MEMINFO_MemTotal, 1000 }, { MEMINFO_MemFree, 100 }, { MEMINFO_Slab, 50 });
	assert_int_equal(mib_of(&segments, SEGMENT_KERNEL), 50);
	assert_int_equal(segments.available.state, VALUE_NOT_ASKED);
	/* Before 4.20 SReclaimable stood for KReclaimable. */
	CUT(&segments, { MEMINFO_MemTotal, 1000 }, { MEMINFO_MemFree, 100 }, { MEMINFO_Slab, 50 },
		{ MEMINFO_SReclaimable, 30 }, { MEMINFO_SUnreclaim, 20 });
	assert_int_equal(mib_of(&segments, SEGMENT_CACHE), 30);
	assert_int_equal(mib_of(&segments, SEGMENT_KERNEL), 20);
}

static void without_the_whole_there_are_no_parts(void **state)
{
	struct meminfo meminfo = { 0 };
	struct segments segments;

	(void)state;
	assert_int_equal(segments_compute(&segments, &meminfo, &nothing_extra), STATUS_ABSENT);
	meminfo.field[MEMINFO_MemTotal] = value_of(MIB);
	assert_int_equal(segments_compute(&segments, &meminfo, &nothing_extra), STATUS_ABSENT);
	for (int i = 0; i < SEGMENT_COUNT; i++)
		assert_true(segments.bytes[i] == 0);
	meminfo.field[MEMINFO_MemFree] = value_of(0);
	assert_int_equal(segments_compute(&segments, &meminfo, &nothing_extra), STATUS_OK);
	assert_int_equal(mib_of(&segments, SEGMENT_UNNAMED), 1);
}

/* One file of a real machine.  Returns whether it could be cut. */
static bool try_capture(const char *name)
{
	char path[PATH_MAX];
	struct meminfo meminfo;
	struct segments segments;
	size_t length;
	char *text;
	bool whole = false;

	snprintf(path, sizeof(path), "meminfo/%s", name);
	text = fixture_read(path, &length);
	if (meminfo_parse(&meminfo, text, length) == STATUS_OK &&
		segments_compute(&segments, &meminfo, &nothing_extra) == STATUS_OK) {
		whole = true;
		assert_adds_up(&segments);
		assert_true(segments.total == meminfo_bytes(&meminfo, MEMINFO_MemTotal));
	}
	meminfo_free(&meminfo);
	free(text);
	return whole;
}

static void every_real_machine_adds_up(void **state)
{
	char path[PATH_MAX];
	struct dirent *entry;
	size_t whole = 0;
	DIR *directory;

	(void)state;
	fixture_path(path, "meminfo");
	directory = opendir(path);
	assert_non_null(directory);
	while ((entry = readdir(directory)))
		if (entry->d_type != DT_DIR && strstr(entry->d_name, ".txt"))
			whole += try_capture(entry->d_name);
	closedir(directory);
	assert_true(whole > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_segment_has_its_row),
		cmocka_unit_test(parts_are_what_the_fields_say),
		cmocka_unit_test(what_stands_outside_meminfo_is_counted),
		cmocka_unit_test(a_sample_gives_pages_in_its_own_size),
		cmocka_unit_test(too_much_comes_off_the_cache),
		cmocka_unit_test(what_no_kernel_would_say_still_adds_up),
		cmocka_unit_test(huge_figures_do_not_pass_for_small_ones),
		cmocka_unit_test(huge_pages_are_a_part_of_their_own),
		cmocka_unit_test(old_kernels_say_less),
		cmocka_unit_test(without_the_whole_there_are_no_parts),
		cmocka_unit_test(every_real_machine_adds_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
