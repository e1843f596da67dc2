/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"
#include "parse/system/zoneinfo.h"
#include "support/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct zoneinfo zoneinfo;
	enum status status = zoneinfo_parse(&zoneinfo, text, size);
	uint64_t per_cpu = 0, low = 0;

	CHECK(status == (zoneinfo.count > 0 ? STATUS_OK : STATUS_MALFORMED));
	CHECK(zoneinfo.count <= count_of(text, size, '\n') + 1);
	for (size_t i = 0; i < zoneinfo.count; i++) {
		const struct zone *zone = &zoneinfo.zones[i];

		CHECK(memchr(zone->name, '\0', sizeof(zone->name)));
		per_cpu += zone->per_cpu;
		low += zone->low;
	}
	CHECK(per_cpu == zoneinfo.per_cpu_pages && low == zoneinfo.low_pages);
	zoneinfo_free(&zoneinfo);
	return 0;
}
