/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is found out about a machine, from a saved meminfo and from a sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "derive/machine/evidence.h"

#define KIB ((uint64_t)1024)
#define MEMINFO                                                                                    \
	"MemTotal: 100000 kB\nMemFree: 20000 kB\nMemAvailable: 50000 kB\nBuffers: 0 kB\n"          \
	"Cached: 40000 kB\nSwapCached: 9000 kB\nActive: 50000 kB\nInactive: 3000 kB\n"             \
	"Active(file): 40000 kB\nInactive(file): 0 kB\nAnonPages: 10000 kB\nSlab: 0 kB\n"          \
	"KReclaimable: 0 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\nCommitted_AS: 0 kB\n"                \
	"HugePages_Total: 0\n"

static void parse(struct meminfo *meminfo)
{
	assert_int_equal(meminfo_parse(meminfo, MEMINFO, strlen(MEMINFO)), STATUS_OK);
}

static void a_saved_meminfo_says_what_is_printed_in_it(void **state)
{
	struct meminfo meminfo;
	struct evidence evidence;

	(void)state;
	parse(&meminfo);
	evidence_of_meminfo(&evidence, &meminfo);
	assert_ptr_equal(evidence.meminfo, &meminfo);
	assert_null(evidence.system);
	assert_true(evidence.available_known);
	assert_int_equal(evidence.available.method, AVAILABLE_PRINTED);
	assert_false(value_known(evidence.per_cpu_lists));
	meminfo_free(&meminfo);
}

static void a_sample_adds_what_stands_elsewhere(void **state)
{
	struct zone zone = { .managed = 25000 };
	struct system_sample system = { .page_size = 65536, .per_cpu_lists = value_of(640 * KIB) };
	struct evidence evidence;

	(void)state;
	parse(&system.meminfo);
	system.zoneinfo = (struct zoneinfo){ .zones = &zone, .count = 1, .low_pages = 10 };
	system.vmstat.counter[VMSTAT_ISOLATED_ANON] = value_of(2);
	system.vmstat.counter[VMSTAT_ISOLATED_FILE] = value_of(1);
	system.vmstat.counter[VMSTAT_ZSMALLOC] = value_of(5);
	system.system_extras.sockets = value_of(77 * KIB);
	evidence_of_system(&evidence, &system);
	assert_ptr_equal(evidence.system, &system);
	assert_int_equal(evidence.available.method, AVAILABLE_COMPUTED);
	assert_int_equal(evidence.available.file_kept, 640 * KIB);
	assert_int_equal(evidence.per_cpu_lists.n, 640 * KIB);
	assert_int_equal(evidence.system_extras.sockets.n, 77 * KIB);
	assert_int_equal(evidence.balance.term[TERM_PER_CPU_LISTS].n, 640 * KIB);
	assert_int_equal(evidence.balance.term[TERM_COMPRESSED_SWAP].n, 320 * KIB);
	/* On the lists 53000, isolated 3 pages of 64; less Cached and AnonPages. */
	assert_int_equal(evidence.balance.term[TERM_SWAP_CACHE].n, (3000 + 192) * KIB);
	meminfo_free(&system.meminfo);
}

static void zones_that_could_not_be_read_are_not_used(void **state)
{
	struct zone zone = { .managed = 25000 };
	struct system_sample system = { .page_size = 4096, .zoneinfo_status = STATUS_DENIED };
	struct evidence evidence;

	(void)state;
	parse(&system.meminfo);
	system.zoneinfo = (struct zoneinfo){ .zones = &zone, .count = 1, .low_pages = 10 };
	evidence_of_system(&evidence, &system);
	assert_int_equal(evidence.available.method, AVAILABLE_PRINTED);
	meminfo_free(&system.meminfo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_saved_meminfo_says_what_is_printed_in_it),
		cmocka_unit_test(a_sample_adds_what_stands_elsewhere),
		cmocka_unit_test(zones_that_could_not_be_read_are_not_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
