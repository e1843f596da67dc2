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
		{ "live-k6.18-firecracker-24G", ORIGIN_KERNEL, "6.16 or newer", -1, true, true },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(captures_are_told_apart),
		cmocka_unit_test(contradictions_show),
	};

	return cmocka_run_group_tests_name("model/origin", tests, NULL, NULL);
}
