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
	};

	return cmocka_run_group_tests_name("model/available", tests, NULL, NULL);
}
