/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/origin.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/macros.h"
#include "support/fixture.h"

struct expected {
	const char *capture;
	enum origin_kind kind;
	const char *kernel;
	int missing;
	bool complete, counts_all;
};

static void captures_are_told_apart(void **state)
{
	static const struct expected cases[] = {
		{ "seed-k2.4.18-workstation-1G", ORIGIN_KERNEL, "2.4", -1, true, false },
		{ "k2.5.58-i386-weird-split", ORIGIN_KERNEL, "2.5.37 to 2.5.67", -1, true, true },
		{ "hw-8ia64-2s2c2t", ORIGIN_KERNEL, "2.6.18", -1, true, true },
		{ "seed-k2.6.32-server-24G", ORIGIN_KERNEL, "2.6.32 to 3.13", -1, true, true },
		/* MemAvailable carried back to 3.10, VmallocChunk still computed. */
		{ "fx-insights-rhel7.1-8G", ORIGIN_KERNEL, "3.14 to 4.3", -1, true, true },
		{ "fx-gosigar-500M", ORIGIN_KERNEL, "4.4 to 4.18", -1, true, true },
		{ "fx-pcp-meminfo-007", ORIGIN_KERNEL, "5.4 to 6.0", -1, true, true },
		{ "live-k6.18-firecracker-24G", ORIGIN_KERNEL, "6.16 to 7.0", -1, true, true },
		{ "k2.6.18-el5-32G-mangled-tail", ORIGIN_KERNEL, "2.6.18 or newer",
			MEMINFO_Hugepagesize, false, true },
		{ "k4.19-coreos-sunreclaim-percpu-leak", ORIGIN_KERNEL, "4.19 or newer",
			MEMINFO_DirectMap4k, false, true },
		{ "lxcfs-container-20G-swapfree-wrap", ORIGIN_FOREIGN, "4.4 or newer",
			MEMINFO_Hugepagesize, false, true },
		{ "wsl1-constants-8G", ORIGIN_WSL1, "", MEMINFO_HugePages_Free, false, true },
		{ "odd-s390x-directmap-underflow-tail", ORIGIN_FRAGMENT, "", MEMINFO_MemTotal,
			false, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char path[128], kernel[64];
		size_t length;
		struct meminfo meminfo;
		struct origin origin;
		char *text;

		snprintf(path, sizeof(path), "meminfo/%s.txt", cases[i].capture);
		text = fixture_read(path, &length);
		assert_int_equal(meminfo_parse(&meminfo, text, length), STATUS_OK);
		origin_guess(&origin, &meminfo);
		origin_kernel(kernel, sizeof(kernel), &origin, false);
		if (strcmp(kernel, cases[i].kernel) != 0 || origin.missing != cases[i].missing)
			fail_msg("%s: '%s', missing %d", cases[i].capture, kernel, origin.missing);
		assert_int_equal(origin.kind, cases[i].kind);
		assert_int_equal(origin.complete, cases[i].complete);
		assert_int_equal(origin.counts_all, cases[i].counts_all);
		meminfo_free(&meminfo);
		free(text);
	}
}

static void contradictions_show(void **state)
{
	static const char *const texts[] = {
		"MemTotal: 100 kB\nMemFree: 200 kB\n",
		"MemTotal: 100 kB\nMemFree: 10 kB\nActive: 80 kB\nInactive: 30 kB\n",
		"MemTotal: 100 kB\nMemFree: 10 kB\nSwapTotal: 5 kB\nSwapFree: 6 kB\n",
		("MemTotal: 90000 kB\nMemFree: 10 kB\nSlab: 0 kB\nSReclaimable: 3000 kB\n"
		 "SUnreclaim: 20 kB\n"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct meminfo meminfo;
		struct origin origin;

		assert_int_equal(meminfo_parse(&meminfo, texts[i], strlen(texts[i])), STATUS_OK);
		origin_guess(&origin, &meminfo);
		assert_int_equal(origin.kind, ORIGIN_FOREIGN);
		meminfo_free(&meminfo);
	}
}

static void guess(struct origin *origin, const char *text)
{
	struct meminfo meminfo;

	assert_int_equal(meminfo_parse(&meminfo, text, strlen(text)), STATUS_OK);
	origin_guess(origin, &meminfo);
	meminfo_free(&meminfo);
}

/* 1% of the machine is what counters may differ by that are read one after the other. */
static void a_part_above_its_whole_is_named(void **state)
{
	static const struct {
		const char *below, *above; /* MemTotal 1000 kB stands before them */
		const char *part, *whole;
	} cases[] = {
		{ "MemFree: 1010 kB\n", "MemFree: 1011 kB\n", "MemFree", "MemTotal" },
		{ "CmaTotal: 90 kB\nCmaFree: 100 kB\n", "CmaTotal: 90 kB\nCmaFree: 101 kB\n",
			"CmaFree", "CmaTotal" },
		{ "MemFree: 90 kB\nCmaFree: 100 kB\n", "MemFree: 90 kB\nCmaFree: 101 kB\n",
			"CmaFree", "MemFree" },
		{ "SwapTotal: 5 kB\nSwapFree: 5 kB\n", "SwapTotal: 5 kB\nSwapFree: 6 kB\n",
			"SwapFree", "SwapTotal" },
		{ "Active: 500 kB\nInactive: 510 kB\n", "Active: 500 kB\nInactive: 511 kB\n",
			"Active + Inactive", "MemTotal" },
		{ "Cached: 90 kB\nShmem: 100 kB\n", "Cached: 90 kB\nShmem: 101 kB\n", "Shmem",
			"Cached" },
		{ "Slab: 90 kB\nSReclaimable: 100 kB\n", "Slab: 90 kB\nSReclaimable: 101 kB\n",
			"SReclaimable", "Slab" },
		{ "Slab: 90 kB\nSUnreclaim: 100 kB\n", "Slab: 90 kB\nSUnreclaim: 101 kB\n",
			"SUnreclaim", "Slab" },
		{ "HugePages_Total: 5\nHugePages_Free: 5\n",
			"HugePages_Total: 5\nHugePages_Free: 6\n", "HugePages_Free",
			"HugePages_Total" },
		{ "AnonPages: 1010 kB\n", "AnonPages: 1011 kB\n", "AnonPages", "MemTotal" },
		{ "MemFree: 500 kB\nAnonPages: 500 kB\nSlab: 10 kB\n",
			"MemFree: 500 kB\nAnonPages: 500 kB\nSlab: 11 kB\n",
			"MemFree + AnonPages + Slab", "MemTotal" },
	};
	struct origin origin;
	char text[200];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		snprintf(text, sizeof(text), "MemTotal: 1000 kB\n%s", cases[i].below);
		guess(&origin, text);
		assert_null(origin.contradiction.part);
		snprintf(text, sizeof(text), "MemTotal: 1000 kB\n%s", cases[i].above);
		guess(&origin, text);
		assert_int_equal(origin.kind, ORIGIN_FOREIGN);
		assert_string_equal(origin.contradiction.part, cases[i].part);
		assert_string_equal(origin.contradiction.whole, cases[i].whole);
	}
}

#define TOO_FULL "MemTotal: 1000 kB\nMemFree: 2000 kB\n"

static void containers_are_blamed_for_what_they_do(void **state)
{
	static const struct {
		const char *text;
		enum origin_kind kind;
		enum origin_suspect suspect;
	} cases[] = {
		{ TOO_FULL, ORIGIN_FOREIGN, SUSPECT_NOBODY },
		{ TOO_FULL "MemAvailable: 2000 kB\nBuffers: 0 kB\nCached: 5 kB\n", ORIGIN_FOREIGN,
			SUSPECT_LXCFS },
		{ TOO_FULL "MemAvailable: 2005 kB\nBuffers: 0 kB\nCached: 5 kB\n", ORIGIN_FOREIGN,
			SUSPECT_LXCFS },
		{ TOO_FULL "MemAvailable: 2004 kB\nBuffers: 0 kB\nCached: 5 kB\n", ORIGIN_FOREIGN,
			SUSPECT_NOBODY },
		{ TOO_FULL "MemAvailable: 2000 kB\nBuffers: 4 kB\nCached: 5 kB\n", ORIGIN_FOREIGN,
			SUSPECT_NOBODY },
		{ TOO_FULL "CmaTotal: 9 kB\nCmaFree: 10 kB\n", ORIGIN_FOREIGN, SUSPECT_CMA },
		{ TOO_FULL "CmaTotal: 9 kB\nCmaFree: 9 kB\n", ORIGIN_FOREIGN, SUSPECT_NOBODY },
		{ "MemTotal: 9 kB\nMemFree: 5 kB\nBuffers: 0 kB\nCached: 0 kB\nActive: 0 kB\n"
		  "Inactive: 0 kB\n",
			ORIGIN_FOREIGN, SUSPECT_OPENVZ },
		{ "MemTotal: 9 kB\nMemFree: 5 kB\nBuffers: 0 kB\nCached: 0 kB\nActive: 0 kB\n"
		  "Inactive: 4 kB\n",
			ORIGIN_KERNEL, SUSPECT_NOBODY },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct origin origin;

		guess(&origin, cases[i].text);
		assert_int_equal(origin.kind, cases[i].kind);
		assert_int_equal(origin.contradiction.suspect, cases[i].suspect);
	}
}

static void a_wrapped_counter_is_found(void **state)
{
	struct origin origin;

	(void)state;
	guess(&origin, "MemFree: 1 kB\nDirty: 18446744073709550284 kB\n");
	assert_int_equal(origin.wrapped, MEMINFO_Dirty);
	guess(&origin, "MemFree: 1 kB\nDirectMap1M: 1125899906842625 kB\n");
	assert_int_equal(origin.wrapped, MEMINFO_DirectMap1M);
	guess(&origin, "MemFree: 1 kB\nDirectMap1M: 1125899906842624 kB\n");
	assert_int_equal(origin.wrapped, -1);
}

/* The three fields are read one after the other: a difference of 1 MiB and 1% is no contradiction. */
static void slab_may_differ_from_its_parts_by_a_little(void **state)
{
	static const struct {
		const char *text;
		enum origin_kind kind;
	} cases[] = {
		{ "Slab: 6074 kB\nSReclaimable: 3000 kB\nSUnreclaim: 2000 kB\n", ORIGIN_KERNEL },
		{ "Slab: 6078 kB\nSReclaimable: 3000 kB\nSUnreclaim: 2000 kB\n", ORIGIN_FOREIGN },
		{ "Slab: 3926 kB\nSReclaimable: 3000 kB\nSUnreclaim: 2000 kB\n", ORIGIN_KERNEL },
		{ "Slab: 3922 kB\nSReclaimable: 3000 kB\nSUnreclaim: 2000 kB\n", ORIGIN_FOREIGN },
		{ "Slab: 81824 kB\nSReclaimable: 40000 kB\nSUnreclaim: 40000 kB\n", ORIGIN_KERNEL },
		{ "Slab: 81828 kB\nSReclaimable: 40000 kB\nSUnreclaim: 40000 kB\n",
			ORIGIN_FOREIGN },
		{ "Slab: 9000 kB\nSReclaimable: 3000 kB\n", ORIGIN_KERNEL },
		{ "Slab: 9000 kB\nSUnreclaim: 3000 kB\n", ORIGIN_KERNEL },
		{ "SReclaimable: 9000 kB\nSUnreclaim: 3000 kB\n", ORIGIN_KERNEL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct origin origin;
		char text[256];

		snprintf(text, sizeof(text), "MemTotal: 90000 kB\nMemFree: 10 kB\n%s",
			cases[i].text);
		/* 1% of 80000 is 800: the difference may be 1824. */
		guess(&origin, text);
		if (origin.kind != cases[i].kind)
			fail_msg("%s", text);
	}
}

static void what_is_just_possible_is_no_contradiction(void **state)
{
	static const struct {
		const char *text;
		enum origin_kind kind;
	} cases[] = {
		{ "MemTotal: 100 kB\nMemFree: 100 kB\n", ORIGIN_KERNEL },
		{ "MemTotal: 100 kB\nMemFree: 9 kB\nActive: 70 kB\nInactive: 30 kB\n",
			ORIGIN_KERNEL },
		{ "MemTotal: 100 kB\nMemFree: 9 kB\nSwapTotal: 5 kB\nSwapFree: 5 kB\n",
			ORIGIN_KERNEL },
		{ "MemTotal: 100 kB\nMemFree: 9 kB\nSwapFree: 5 kB\n", ORIGIN_KERNEL },
		{ "MemTotal: 100 kB\nMemFree: 9 kB\nSwapFree: 18446744073709551612 kB\n",
			ORIGIN_FOREIGN },
		{ "MemTotal: 100 kB\n", ORIGIN_FRAGMENT },
		{ "MemFree: 100 kB\n", ORIGIN_FRAGMENT },
		{ "MemTotal: 900000 kB\nMemFree: 9 kB\nBuffers: 34032 kB\nCached: 188576 kB\n",
			ORIGIN_WSL1 },
		{ "MemTotal: 900000 kB\nMemFree: 9 kB\nBuffers: 34032 kB\nCached: 188580 kB\n",
			ORIGIN_KERNEL },
		{ "MemTotal: 900000 kB\nMemFree: 9 kB\nBuffers: 34036 kB\nCached: 188576 kB\n",
			ORIGIN_KERNEL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct origin origin;

		guess(&origin, cases[i].text);
		if (origin.kind != cases[i].kind)
			fail_msg("%s", cases[i].text);
	}
}

/* What every kernel prints that has the fields which are there. */
#define ALWAYS                                                                                     \
	"MemTotal: 9 kB\nMemFree: 9 kB\nBuffers: 0 kB\nCached: 0 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"
#define HEADER                                                                                     \
	"        total:    used:    free:  shared: buffers:  cached:\n"                            \
	"Mem:  9216 0 9216 0 0 0\nSwap: 0 0 0\n"
#define SINCE_2_6 ALWAYS "Dirty: 0 kB\nSlab: 0 kB\nPageTables: 0 kB\nCommitted_AS: 0 kB\n"
#define VMALLOC   "VmallocTotal: 1 kB\nVmallocUsed: 0 kB\nVmallocChunk: 0 kB\n"

static void a_field_is_missed_where_another_tells_of_its_kernel(void **state)
{
	static const struct {
		const char *text;
		int missing;
	} cases[] = {
		/* 2.4 has either of these, and none of 2.6's. */
		{ ALWAYS "MemShared: 0 kB\n", -1 },
		{ HEADER ALWAYS, -1 },
		{ ALWAYS, MEMINFO_Dirty },
		{ ALWAYS "Dirty: 0 kB\n", MEMINFO_Slab },
		{ SINCE_2_6, -1 },
		{ SINCE_2_6 "CommitLimit: 0 kB\n", MEMINFO_AnonPages },
		{ SINCE_2_6 "AnonPages: 0 kB\n", MEMINFO_VmallocTotal },
		{ SINCE_2_6 "Active(anon): 0 kB\n", MEMINFO_AnonPages },
		{ SINCE_2_6 VMALLOC "AnonPages: 0 kB\n", -1 },
		{ SINCE_2_6 VMALLOC "HugePages_Total: 0\n", MEMINFO_HugePages_Free },
		{ SINCE_2_6 VMALLOC
			"HugePages_Total: 0\nHugePages_Free: 0\nHugepagesize: 2048 kB\n",
			-1 },
		{ SINCE_2_6 VMALLOC "AnonPages: 0 kB\nHugePages_Total: 0\nHugePages_Free: 0\n"
				    "Hugepagesize: 2048 kB\n",
			MEMINFO_HugePages_Rsvd },
		/* The windows of x86-64, with four levels of page tables and with five. */
		{ SINCE_2_6 "AnonPages: 0 kB\nActive(anon): 0 kB\nVmallocTotal: 34359738367 kB\n"
			    "VmallocUsed: 0 kB\nVmallocChunk: 0 kB\n",
			MEMINFO_DirectMap4k },
		{ SINCE_2_6 "AnonPages: 0 kB\nActive(anon): 0 kB\nVmallocTotal: 13743895347199 kB\n"
			    "VmallocUsed: 0 kB\nVmallocChunk: 0 kB\n",
			MEMINFO_DirectMap4k },
		{ SINCE_2_6 VMALLOC "AnonPages: 0 kB\nActive(anon): 0 kB\n", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct origin origin;

		guess(&origin, cases[i].text);
		if (origin.missing != cases[i].missing)
			fail_msg("case %zu: missing %d", i, origin.missing);
		assert_int_equal(origin.complete, cases[i].missing < 0);
	}
}

static void a_text_cut_within_its_first_line_lacks_that(void **state)
{
	struct origin origin;

	(void)state;
	guess(&origin, "MemFree: 9 kB\n");
	assert_int_equal(origin.missing, MEMINFO_MemTotal);
	assert_false(origin.complete);
}

static void a_range_of_kernels_in_words(void **state)
{
	static const struct {
		struct origin origin;
		const char *words;
	} cases[] = {
		{ { .oldest = "3.14", .newest = "4.3" }, "3.14 to 4.3" },
		{ { .oldest = "6.16" }, "6.16 or newer" },
		{ { .newest = "2.5.36" }, "2.5.36 or older" },
		{ { .oldest = NULL }, "" },
	};
	char words[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(origin_kernel(words, sizeof(words), &cases[i].origin, i % 2 == 0),
			strlen(cases[i].words));
		assert_string_equal(words, cases[i].words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(captures_are_told_apart),
		cmocka_unit_test(contradictions_show),
		cmocka_unit_test(a_part_above_its_whole_is_named),
		cmocka_unit_test(containers_are_blamed_for_what_they_do),
		cmocka_unit_test(a_wrapped_counter_is_found),
		cmocka_unit_test(slab_may_differ_from_its_parts_by_a_little),
		cmocka_unit_test(what_is_just_possible_is_no_contradiction),
		cmocka_unit_test(a_field_is_missed_where_another_tells_of_its_kernel),
		cmocka_unit_test(a_text_cut_within_its_first_line_lacks_that),
		cmocka_unit_test(a_range_of_kernels_in_words),
	};

	return cmocka_run_group_tests_name("model/origin", tests, NULL, NULL);
}
