/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of pagemap and runs of pages, whatever they say: every byte of the strip is in one class. */
#include "check.h"
#include "sample/page_map.h"
#include "support/fuzz.h"

#define PAGE ((uint64_t)4096)

/* The first bytes say how large the mapping is, and of which kind. */
static struct residency *begin(const uint8_t *data, struct pagemap_mapping *mapping)
{
	struct residency *strip = malloc(sizeof(*strip));
	uint64_t start, pages;

	CHECK(strip);
	memcpy(&start, data, sizeof(start));
	memcpy(&pages, data + 8, sizeof(pages));
	start = start % (UINT64_C(1) << 56) / PAGE * PAGE;
	pages = pages % ((UINT64_C(1) << (1 + data[16] % 44))) + 1;
	residency_begin(strip, start, start + pages * PAGE, PAGE);
	mapping->shared_memory = data[17] & 1;
	mapping->huge = data[17] & 2;
	return strip;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct residency_cell cells[RESIDENCY_CELLS];
	struct pagemap_mapping mapping;
	struct residency *strip;
	uint64_t at, sum = 0;

	if (size < 24)
		return 0;
	strip = begin(data, &mapping);
	at = strip->start;
	/* Runs of a page upwards, one behind the other, as the kernel tells them. */
	for (size_t i = 24; i + 9 <= size && at < strip->end; i += 9) {
		uint64_t word, length = ((uint64_t)data[i + 8] + 1) * PAGE;
		enum page_class page_class;

		memcpy(&word, data + i, sizeof(word));
		page_class = i % 2 ? pagemap_class_of_entry(word, &mapping)
				   : pagemap_class_of_categories(word, &mapping);
		CHECK(page_class < PAGE_CLASS_UNREAD);
		residency_add(strip, at, at + length, page_class);
		at += length + word % 7 * PAGE;
	}
	residency_finish(strip, data[18] & 1 || at > strip->end ? strip->end : at);
	CHECK(residency_bytes(&strip->all) == strip->end - strip->start);
	for (size_t i = residency_shrink(strip, cells, 1 + data[19]); i-- > 0;) {
		CHECK(residency_shown(&cells[i]) < PAGE_CLASS_COUNT);
		sum += residency_bytes(&cells[i]);
	}
	CHECK(sum == strip->end - strip->start);
	free(strip);
	return 0;
}
