/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The small files of the system: vmstat, pressure, sockstat, swaps, mm_stat, stat, loadavg. */
#include "check.h"
#include "parse/system/psi.h"
#include "parse/system/sockstat.h"
#include "parse/system/stat.h"
#include "parse/system/swaps.h"
#include "parse/system/vmstat.h"
#include "support/fuzz.h"

static void check_counters(const char *text, size_t size)
{
	struct sockstat sockstat;
	struct vmstat vmstat;
	struct processor_times times;
	struct load load;
	struct psi psi;

	if (vmstat_parse(&vmstat, text, size) == STATUS_MALFORMED) {
		for (int i = 0; i < VMSTAT_COUNT; i++)
			CHECK(!value_known(vmstat.counter[i]));
	}
	if (sockstat_parse(&sockstat, text, size) == STATUS_MALFORMED)
		CHECK(!value_known(sockstat.tcp_pages) && !value_known(sockstat.sockets));
	if (psi_parse(&psi, text, size) == STATUS_OK && value_known(psi.some.average_10))
		CHECK(psi.some.average_10.n < 100100);
	if (stat_parse(&times, text, size) == STATUS_OK)
		CHECK(times.count <= PROCESSORS_MOST);
	if (loadavg_parse(&load, text, size) == STATUS_OK)
		CHECK(value_known(load.average[2]) && value_known(load.running));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct text rest = text_of(text, size);
	struct swap_area area;
	struct zram_stat stat;

	check_counters(text, size);
	while (swaps_next(&area, &rest)) {
		CHECK(lies_within(area.name, text, size));
		CHECK(area.size % 1024 == 0 && area.used % 1024 == 0);
	}
	zram_parse_stat(&stat, text, size);
	return 0;
}
