/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Long lines are cut in the same way, however the text comes in pieces, and within the room that the header
 * asks for.  The first two bytes say how long pieces and how long runs are; each byte after them is
 * so many of itself, since no fuzzer makes lines of thousands of bytes otherwise.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "parse/process/long_lines.h"
#include "support/fuzz.h"

#define TEXT_MOST ((size_t)1 << 18)

static size_t make_text(char *text, const uint8_t *data, size_t size, size_t run)
{
	size_t length = 0;

	for (size_t i = 0; i < size && length + run <= TEXT_MOST; i++) {
		size_t count = data[i] == '\n' ? 1 : run;

		memset(text + length, data[i], count);
		length += count;
	}
	return length;
}

/* In place, as its callers do. */
static size_t cut(char *out, const char *text, size_t length, size_t piece)
{
	struct long_lines lines = { 0 };
	size_t used = 0;

	for (size_t at = 0; at < length; at += piece) {
		size_t part = length - at < piece ? length - at : piece;
		char *from = out + used + LONG_LINES_SLACK;

		memcpy(from, text + at, part);
		part = long_lines_cut(&lines, out + used, from, part);
		CHECK(out + used + part <= from + piece);
		used += part;
	}
	return used;
}

static void compare(const char *text, size_t length, size_t piece)
{
	char *whole = malloc(length + LONG_LINES_SLACK + 1);
	char *pieces = malloc(length + LONG_LINES_SLACK + 1);
	size_t used;

	CHECK(whole && pieces);
	used = cut(whole, text, length, length ? length : 1);
	CHECK(cut(pieces, text, length, piece) == used);
	CHECK(memcmp(whole, pieces, used) == 0);
	CHECK(used <= length);
	CHECK(count_of(whole, used, '\n') == count_of(text, length, '\n'));
	free(whole);
	free(pieces);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(TEXT_MOST);

	CHECK(text);
	if (size > 2)
		compare(text, make_text(text, data + 2, size - 2, 1 + (size_t)data[1] * 16),
			1 + (size_t)data[0] * 8);
	free(text);
	return 0;
}
