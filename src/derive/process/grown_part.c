/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/grown_part.h"

#include "base/macros.h"

static uint64_t bytes_of_kind(const struct kind_sum *sum, enum detail_kind kind)
{
	const uint64_t *figure = sum->figure;

	if (kind == KIND_SHARED)
		return figure[MAPPING_RSS];
	/* What was given up is anonymous, too, until the kernel takes it (mm/madvise.c, 6.12). */
	return figure[MAPPING_ANON] + figure[MAPPING_SWAP] -
	       min_u64(figure[MAPPING_LAZY_FREE], figure[MAPPING_ANON]);
}

struct value part_bytes(const struct process_detail *detail, enum part part)
{
	switch (part) {
	case PART_GIVEN_UP:
		return value_of((int64_t)detail_total(detail, MAPPING_LAZY_FREE));
	case PART_PAGE_TABLES:
		return detail->summary.page_tables;
	case PART_UNMAPPED_MEMFDS:
		return detail->summary.unmapped_memfds;
	case PART_WRITTEN_TMPFS:
		return detail->summary.written_tmpfs;
	default:
		return value_of(
			(int64_t)bytes_of_kind(&detail->kinds[part], (enum detail_kind)part));
	}
}

struct grown_part grown_part_find(const struct process_detail *now,
	const struct process_detail *earlier)
{
	struct grown_part grown = { .part = (enum part)KIND_HEAP };

	for (int i = 0; i < PART_COUNT; i++) {
		struct value more = value_subtract(part_bytes(now, (enum part)i),
			part_bytes(earlier, (enum part)i));
		uint64_t bytes = value_or(more, 0);

		grown.all += bytes;
		if (bytes > grown.bytes) {
			grown.bytes = bytes;
			grown.part = (enum part)i;
		}
	}
	return grown;
}
