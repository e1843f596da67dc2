/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's allocators print: slabinfo, vmallocinfo; iomem; System V shared memory. */
#include "check.h"
#include "parse/kernel/iomem.h"
#include "parse/kernel/slabinfo.h"
#include "parse/kernel/sysvipc.h"
#include "parse/kernel/vmallocinfo.h"
#include "support/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct text rest = text_of(text, size);
	struct slab_cache cache;
	struct vmalloc_area area;
	struct sysv_segment segment;
	struct iomem_range range;

	while (slabinfo_next(&cache, &rest))
		CHECK(cache.name.length > 0 && lies_within(cache.name, text, size));
	rest = text_of(text, size);
	while (vmallocinfo_next(&area, &rest))
		CHECK(area.caller.length > 0 && lies_within(area.caller, text, size));
	rest = text_of(text, size);
	while (iomem_next_ram(&range, &rest))
		CHECK(range.start < range.end);
	rest = text_of(text, size);
	while (sysvipc_next(&segment, &rest))
		CHECK(segment.creator >= 0 && segment.changed_seconds >= 0);
	return 0;
}
