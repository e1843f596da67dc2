/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of pagemap and runs of pages, whatever they say: every byte of the strip is in one class. */
#include "check.h"
#include "sample/page_map.h"
#include "support/fuzz.h"

#define PAGE ((uint64_t)4096)

/* The first bytes say how large the mapping is, and of which kind. */
static struct residency *begin(const uint8_t *data, struct pagemap_mapping *mapping)
{
	struct residency *page_map = malloc(sizeof(*page_map));
	uint64_t start, pages;

	CHECK(page_map);
	memcpy(&start, data, sizeof(start));
	memcpy(&pages, data + 8, sizeof(pages));
	start = start % (UINT64_C(1) << 56) / PAGE * PAGE;
	pages = pages % ((UINT64_C(1) << (1 + data[16] % 44))) + 1;
	residency_begin(page_map, start, start + pages * PAGE, PAGE);
	mapping->shared_memory = data[17] & 1;
	mapping->huge = data[17] & 2;
	return page_map;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct residency_cell cells[RESIDENCY_CELLS];
	struct pagemap_mapping mapping;
	struct residency *page_map;
	uint64_t at, sum = 0;

	if (size < 24)
		return 0;
	page_map = begin(data, &mapping);
	at = page_map->start;
	/* Runs of a page upwards, one behind the other, as the kernel tells them. */
	for (size_t i = 24; i + 9 <= size && at < page_map->end; i += 9) {
		uint64_t word, length = ((uint64_t)data[i + 8] + 1) * PAGE;
		enum page_class page_class;

		memcpy(&word, data + i, sizeof(word));
		page_class = i % 2 ? pagemap_class_of_entry(word, &mapping)
				   : pagemap_class_of_categories(word, &mapping);
		CHECK(page_class < PAGE_CLASS_UNREAD);
		residency_add(page_map, at, at + length, page_class);
		at += length + word % 7 * PAGE;
	}
	residency_finish(page_map, data[18] & 1 || at > page_map->end ? page_map->end : at);
	CHECK(residency_bytes(&page_map->all) == page_map->end - page_map->start);
	for (size_t i = residency_shrink(page_map, cells, 1 + data[19]); i-- > 0;) {
		CHECK(residency_shown(&cells[i]) < PAGE_CLASS_COUNT);
		sum += residency_bytes(&cells[i]);
	}
	CHECK(sum == page_map->end - page_map->start);
	free(page_map);
	return 0;
}
