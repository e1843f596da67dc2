/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/available.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/macros.h"
#include "support/fixture.h"

#define KIB ((uint64_t)1024)

static void parse_fixture(struct meminfo *meminfo, const char *name)
{
	char path[128];
	size_t length;
	char *text;

	snprintf(path, sizeof(path), "meminfo/%s.txt", name);
	text = fixture_read(path, &length);
	assert_int_equal(meminfo_parse(meminfo, text, length), STATUS_OK);
	free(text);
}

static void the_printed_figure_is_taken_as_it_is(void **state)
{
	struct meminfo meminfo;
	struct available available;

	(void)state;
	parse_fixture(&meminfo, "fx-facter-el7-4G");
	assert_int_equal(available_compute(&available, &meminfo, NULL, 0), STATUS_OK);
	assert_int_equal(available.method, AVAILABLE_PRINTED);
	assert_int_equal(available.bytes, 3665024 * KIB);
	assert_int_equal(available.error, 0);
	assert_false(available_is_estimated(&available));
	meminfo_free(&meminfo);
}

/* The estimate is for kernels that print none; those that do say how good it is. */
static void the_estimate_keeps_within_its_error(void **state)
{
	static const char *const names[] = { "fx-facter-el7-4G", "fx-facter-el8-4G",
		"fx-gosigar-500M", "fx-insights-rhel7.1-8G", "fx-mackerel-15G",
		"fx-pcp-meminfo-001", "fx-pcp-meminfo-002", "fx-pcp-meminfo-005",
		"fx-pcp-meminfo-006", "fx-pcp-meminfo-007", "fx-sysstat-8G",
		"hw-2pa-pcidomain32bits", "hw-32intel64-2p8co2t_8ve",
		"hw-5intel64-hybrid-lakefield", "hw-64amd64-4p2n4ca2co",
		"hw-fakecpuid1f-64intel64-2p4d2n2c2t", "hw-memorysidecaches", "hw-nvidia-dgx-gb10",
		"hw-nvidiagpunumanodes", "k4.1x-ppc64le-498G-cma-hugepages",
		"k5.11rc3-s390x-ltp-swapping", "k5.16rc6-riscv64-compat32-64M",
		"k5.x-riscv64-1G-qemu", "k5.x-s390x-devshm-6G", "k6.5-x86_64-xen-pv-dom0",
		"live-k6.18-firecracker-24G" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct meminfo meminfo;
		struct available available;
		uint64_t printed, difference;

		parse_fixture(&meminfo, names[i]);
		printed = meminfo.field[MEMINFO_MemAvailable].n;
		meminfo.field[MEMINFO_MemAvailable] = value_missing(VALUE_ABSENT);
		assert_int_equal(available_compute(&available, &meminfo, NULL, 0), STATUS_OK);
		assert_int_equal(available.method, AVAILABLE_ESTIMATED);
		difference = available.bytes > printed ? available.bytes - printed
						       : printed - available.bytes;
		if (difference > available.error)
			fail_msg("%s: off by %llu kB", names[i],
				(unsigned long long)(difference / KIB));
		meminfo_free(&meminfo);
	}
}

static void the_kernels_formula_to_the_kilobyte(void **state)
{
	static const char text[] = "MemTotal: 24684092 kB\nMemFree: 24389232 kB\n"
				   "MemAvailable: 24353648 kB\nActive(file): 23344 kB\n"
				   "Inactive(file): 59416 kB\nKReclaimable: 98432 kB\n";
	/* In pages: reserve and low watermarks above half of either term. */
	struct zone zone = { .managed = 6171023 };
	struct zoneinfo zoneinfo = { .zones = &zone,
		.count = 1,
		.low_pages = 40000,
		.total_reserve_pages = 31545 };
	struct meminfo meminfo;
	struct available available;

	(void)state;
	assert_int_equal(meminfo_parse(&meminfo, text, strlen(text)), STATUS_OK);
	assert_int_equal(available_compute(&available, &meminfo, &zoneinfo, 4096), STATUS_OK);
	assert_int_equal(available.method, AVAILABLE_COMPUTED);
	assert_int_equal(available.printed.n, 24353648 * KIB);
	assert_int_equal(available.bytes / KIB,
		24389232 - 31545 * 4 + 82760 - 20690 / 2 * 4 + 98432 - 24608 / 2 * 4);
	meminfo_free(&meminfo);
}

static void an_odd_page_is_not_halved(void **state)
{
	static const char text[] = "MemTotal: 1000 kB\nMemFree: 100 kB\nActive(file): 12 kB\n"
				   "Inactive(file): 0 kB\nSReclaimable: 20 kB\n";
	struct zone zone = { .managed = 250 };
	struct zoneinfo zoneinfo = { .zones = &zone, .count = 1, .low_pages = 100 };
	struct meminfo meminfo;
	struct available available;

	(void)state;
	assert_int_equal(meminfo_parse(&meminfo, text, strlen(text)), STATUS_OK);
	assert_int_equal(available_compute(&available, &meminfo, &zoneinfo, 4096), STATUS_OK);
	/* 25 + 3 - 1 + 5 - 2 pages */
	assert_int_equal(available.bytes, 30 * 4096);
	zoneinfo.total_reserve_pages = 1000;
	assert_int_equal(available_compute(&available, &meminfo, &zoneinfo, 4096), STATUS_OK);
	assert_int_equal(available.bytes, 0);
	meminfo_free(&meminfo);
}

static void an_upper_bound_for_2_4(void **state)
{
	struct meminfo meminfo;
	struct available available;

	(void)state;
	parse_fixture(&meminfo, "seed-k2.4.18-workstation-1G");
	assert_int_equal(available_compute(&available, &meminfo, NULL, 0), STATUS_OK);
	assert_int_equal(available.method, AVAILABLE_BOUND);
	assert_int_equal(available.bytes, (13548 + 98064 + 692320) * KIB);
	assert_int_equal(available.bytes - available.error, 13548 * KIB);
	assert_true(available_is_estimated(&available));
	meminfo_free(&meminfo);
}

static void the_server_of_the_article(void **state)
{
	struct meminfo meminfo;
	struct available available;

	(void)state;
	parse_fixture(&meminfo, "seed-k2.6.32-server-24G");
	assert_int_equal(available_compute(&available, &meminfo, NULL, 0), STATUS_OK);
	assert_int_equal(available.method, AVAILABLE_ESTIMATED);
	assert_in_range(available.bytes >> 20, 18200, 18500);
	assert_in_range(available.error >> 20, 400, 500);
	meminfo_free(&meminfo);
}

static void nothing_from_nothing(void **state)
{
	struct meminfo meminfo;
	struct available available;

	(void)state;
	parse_fixture(&meminfo, "odd-s390x-directmap-underflow-tail");
	assert_int_equal(available_compute(&available, &meminfo, NULL, 0), STATUS_ABSENT);
	meminfo_free(&meminfo);
}

static void compute_text(struct available *available, const char *text,
	const struct zoneinfo *zoneinfo, uint64_t page_size, enum status wanted)
{
	struct meminfo meminfo;

	assert_int_equal(meminfo_parse(&meminfo, text, strlen(text)), STATUS_OK);
	assert_int_equal(available_compute(available, &meminfo, zoneinfo, page_size), wanted);
	meminfo_free(&meminfo);
}

/*
 * With more cache than the low watermark what is kept back of it is the watermark.  The roots are
 * 1024, 22, 181, 181, 2048, 2048, 23170, 886 and 724, rounded down.
 */
static void watermarks_are_guessed_as_the_kernel_sets_them(void **state)
{
#define REST                                                                                       \
	" kB\nMemFree: 1 kB\nBuffers: 0 kB\nCached: 0 kB\nActive(file): 900000000 kB\n"            \
	"Inactive(file): 0 kB\nSlab: 0 kB\nSReclaimable: 0 kB\n"
#define SINCE_4_20 "KReclaimable: 0 kB\n"
#define HUGE       "AnonHugePages: 0 kB\nDirectMap2M: 2048 kB\n"
	static const struct {
		const char *text;
		uint64_t low, reserve; /* bytes */
	} cases[] = {
		/* min 4096 kB, a quarter, two halves, 1/256 for the zones above */
		{ "MemTotal: 1048576" REST, 5120 * KIB, (4096 + 2048 + 4096) * KIB },
		{ "MemTotal: 512" REST, 160 * KIB, 192 * KIB },
		{ "MemTotal: 32768" REST, 905 * KIB, 1086 * KIB },
		{ "MemTotal: 33024" REST, 905 * KIB, (1086 + 129) * KIB },
		{ "MemTotal: 4194304" REST, 10240 * KIB, (12288 + 16384) * KIB },
		{ "MemTotal: 4194308" REST, 10240 * KIB, (12288 + 4096 + 8192) * KIB + 16 },
		{ "MemTotal: 536870912" REST, 81920 * KIB, (98304 + 2084864 + 8192) * KIB },
		{ "LowTotal: 786432 kB\nMemTotal: 8388608" REST, 4430 * KIB,
			(5316 + 20480 + 8192) * KIB },
		/* From 4.6 on a step is at least 0.1%. */
		{ "MemTotal: 1048576" REST SINCE_4_20, 4096 * KIB + 1073741,
			(4096 + 4096) * KIB + 2 * 1073741 },
		{ "MemTotal: 262144" REST SINCE_4_20, 2560 * KIB, (3072 + 1024) * KIB },
		/* Huge pages: 22 MiB a zone, at most a twentieth, not below 512 MiB. */
		{ "MemTotal: 2097152" REST HUGE, 57671680, 69206016 + 8388608 },
		{ "MemTotal: 3145728" REST HUGE, 57671680, 69206016 + 12582912 },
		{ "MemTotal: 4194304" REST HUGE, 86507520, 103809024 + 16777216 },
		{ "MemTotal: 524288" REST HUGE, 33554431, 40265317 + 2097152 },
		{ "MemTotal: 524284" REST HUGE, 3620 * KIB, 4344 * KIB + 2097136 },
		{ "MemTotal: 1048576" REST "AnonHugePages: 0 kB\nDirectMap2M: 0 kB\n", 5120 * KIB,
			10240 * KIB },
		{ "MemTotal: 1048576" REST "DirectMap2M: 2048 kB\n", 5120 * KIB, 10240 * KIB },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct available available;

		compute_text(&available, cases[i].text, NULL, 0, STATUS_OK);
		assert_int_equal(available.method, AVAILABLE_ESTIMATED);
		assert_int_equal(available.file_kept, cases[i].low);
		assert_int_equal(available.reserve, cases[i].reserve);
	}
}

/* The error is a share of all memory: most where shared memory cannot be told from cache. */
static void the_error_grows_with_what_is_not_told(void **state)
{
#define GIB_TOTAL "MemTotal: 1048576 kB\nMemFree: 500000 kB\nBuffers: 100 kB\nCached: 900 kB\n"
#define LISTS     "Active(file): 8 kB\nInactive(file): 4 kB\nSlab: 0 kB\nSReclaimable: 0 kB\n"
	static const struct {
		const char *text;
		uint64_t percent, total, file; /* kB */
	} cases[] = {
		{ GIB_TOTAL LISTS, 2, 1048576, 12 },
		{ "MemTotal: 1048572 kB\nMemFree: 500000 kB\nBuffers: 1 kB\nCached: 9 kB\n" LISTS,
			5, 1048572, 12 },
		{ GIB_TOTAL "Slab: 0 kB\nShmem: 200 kB\n", 5, 1048576, 800 },
		{ GIB_TOTAL "Slab: 0 kB\nShmem: 1004 kB\n", 5, 1048576, 0 },
		{ GIB_TOTAL "Slab: 0 kB\n", 10, 1048576, 1000 },
		/* One of the lists alone says nothing. */
		{ GIB_TOTAL "Slab: 0 kB\nInactive(file): 4 kB\n", 10, 1048576, 1000 },
		{ GIB_TOTAL "Slab: 0 kB\nActive(file): 4 kB\n", 2, 1048576, 1000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct available available;

		compute_text(&available, cases[i].text, NULL, 0, STATUS_OK);
		assert_int_equal(available.method, AVAILABLE_ESTIMATED);
		assert_int_equal(available.file, cases[i].file * KIB);
		assert_int_equal(available.error, cases[i].total * KIB / 100 * cases[i].percent);
	}
}

static void an_estimate_halves_pages_of_4_kib(void **state)
{
	struct available available;

	(void)state;
	compute_text(&available, GIB_TOTAL LISTS, NULL, 0, STATUS_OK);
	assert_int_equal(available.file_kept, 4096);
	assert_int_equal(available.bytes, 500000 * KIB + 12 * KIB - 4096 - available.reserve);
}

static void without_what_it_takes_there_is_none(void **state)
{
	static const char *const texts[] = {
		"MemTotal: 9 kB\nBuffers: 1 kB\nCached: 1 kB\nSlab: 1 kB\n",
		"MemFree: 9 kB\nBuffers: 1 kB\nCached: 1 kB\nSlab: 1 kB\n",
		"MemTotal: 9 kB\nMemFree: 1 kB\nCached: 1 kB\nSlab: 1 kB\n",
		"MemTotal: 9 kB\nMemFree: 1 kB\nBuffers: 1 kB\nSlab: 1 kB\n",
		("MemTotal: 9 kB\nMemFree: 1 kB\nBuffers: 1 kB\nCached: 1 kB\nSlab: 1 kB\n"
		 "Active(file): 1 kB\nInactive(file): 1 kB\n"),
	};
	struct available available;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		compute_text(&available, texts[i], NULL, 0, STATUS_ABSENT);
}

static void zones_are_used_where_all_else_is_there(void **state)
{
#define PRINTED "MemTotal: 90 kB\nMemAvailable: 44 kB\n"
#define FILES   "Active(file): 8 kB\nInactive(file): 8 kB\n"
	struct zone zone = { .managed = 250 };
	struct zoneinfo zones = { .zones = &zone, .count = 1, .low_pages = 1 };
	struct zoneinfo no_zones = { .low_pages = 1 };
	struct available available;

	(void)state;
	compute_text(&available, PRINTED "MemFree: 20 kB\n" FILES, &zones, 4096, STATUS_OK);
	assert_int_equal(available.method, AVAILABLE_COMPUTED);
	assert_int_equal(available.bytes, (20 + 16 - 4) * KIB);
	compute_text(&available, PRINTED "MemFree: 20 kB\n" FILES, &no_zones, 4096, STATUS_OK);
	assert_int_equal(available.method, AVAILABLE_PRINTED);
	compute_text(&available, PRINTED "MemFree: 20 kB\n" FILES, &zones, 0, STATUS_OK);
	assert_int_equal(available.method, AVAILABLE_PRINTED);
	compute_text(&available, PRINTED FILES, &zones, 4096, STATUS_OK);
	assert_int_equal(available.method, AVAILABLE_PRINTED);
	compute_text(&available, PRINTED "MemFree: 20 kB\nActive(file): 8 kB\n", &zones, 4096,
		STATUS_OK);
	assert_int_equal(available.method, AVAILABLE_PRINTED);
	compute_text(&available, PRINTED "MemFree: 20 kB\nInactive(file): 8 kB\n", &zones, 4096,
		STATUS_OK);
	assert_int_equal(available.method, AVAILABLE_PRINTED);
	assert_int_equal(available.bytes, 44 * KIB);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_printed_figure_is_taken_as_it_is),
		cmocka_unit_test(the_estimate_keeps_within_its_error),
		cmocka_unit_test(the_kernels_formula_to_the_kilobyte),
		cmocka_unit_test(an_odd_page_is_not_halved),
		cmocka_unit_test(an_upper_bound_for_2_4),
		cmocka_unit_test(the_server_of_the_article),
		cmocka_unit_test(nothing_from_nothing),
		cmocka_unit_test(watermarks_are_guessed_as_the_kernel_sets_them),
		cmocka_unit_test(the_error_grows_with_what_is_not_told),
		cmocka_unit_test(an_estimate_halves_pages_of_4_kib),
		cmocka_unit_test(without_what_it_takes_there_is_none),
		cmocka_unit_test(zones_are_used_where_all_else_is_there),
	};

	return cmocka_run_group_tests_name("model/available", tests, NULL, NULL);
}
