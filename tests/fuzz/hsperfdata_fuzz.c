/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HotSpot's counters, whatever a process writes into them: no figure is above what JSON can say. */
#include "check.h"
#include "parse/process/hsperfdata.h"
#include "support/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hsperfdata parsed;

	if (hsperfdata_parse(&parsed, data, size) != STATUS_OK)
		return 0;
	CHECK(value_or(parsed.used, 0) <= INT64_MAX && value_or(parsed.limit, 0) <= INT64_MAX);
	CHECK(value_or(parsed.committed, 0) <= INT64_MAX);
	CHECK(value_or(parsed.collections, 0) <= INT64_MAX);
	return 0;
}
