/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the same comes out of a text at once and in pieces. */
#include "check.h"
#include "parse/process/smaps.h"
#include "support/fuzz.h"

struct sums {
	size_t mappings;
	uint64_t start, rss, pss, flags;
};

static void add_mapping(struct sums *sums, const struct smaps_mapping *mapping, const char *text,
	size_t size)
{
	CHECK(lies_within(mapping->mapping.name, text, size));
	CHECK(lies_within(mapping->flags, text, size));
	CHECK(mapping->mapping.start < mapping->mapping.end);
	sums->mappings++;
	sums->start += mapping->mapping.start;
	sums->rss += value_or(mapping->rss, 1);
	sums->pss += value_or(mapping->pss, 1);
	sums->flags += mapping->flags.length;
}

static struct sums read_at_once(const char *text, size_t size)
{
	struct text rest = text_of(text, size);
	struct smaps_mapping mapping;
	struct sums sums = { 0 };

	while (smaps_next(&mapping, &rest, true))
		add_mapping(&sums, &mapping, text, size);
	return sums;
}

/* As the header shows it, but in a buffer that begins anew for each piece. */
static struct sums read_in_pieces(const char *text, size_t size, size_t piece)
{
	struct sums sums = { 0 };
	size_t begin = 0, end = 0;
	bool at_end;

	do {
		size_t next = size - end < piece ? size : end + piece;
		char *buffer = malloc(next - begin + 1);
		struct smaps_mapping mapping;
		struct text rest;

		CHECK(buffer);
		at_end = next == end;
		end = next;
		memcpy(buffer, text + begin, end - begin);
		rest = text_of(buffer, end - begin);
		while (smaps_next(&mapping, &rest, at_end))
			add_mapping(&sums, &mapping, buffer, end - begin);
		begin = end - rest.length;
		free(buffer);
	} while (!at_end);
	return sums;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct sums whole = read_at_once(text, size), pieces;

	for (size_t piece = 1; piece <= 1000; piece = piece * 7 + 3) {
		if (size / piece > 300)
			continue;
		pieces = read_in_pieces(text, size, piece);
		CHECK(memcmp(&whole, &pieces, sizeof(whole)) == 0);
	}
	return 0;
}
