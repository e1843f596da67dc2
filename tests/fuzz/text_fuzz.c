/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes, on their way to a terminal or a machine; and sizes as a user may type them.
 */
#include "base/units.h"
#include "base/utf8.h"
#include "check.h"
#include "support/fuzz.h"

/* Every character is valid, and one that a terminal shows. */
static void check_shown(const char *string, size_t length, bool ascii)
{
	while (length > 0) {
		uint32_t code;
		size_t taken = utf8_decode(string, length, &code);

		CHECK(code != UINT32_MAX && utf8_columns(code) >= 0);
		CHECK(!ascii || code < 0x7f);
		string += taken;
		length -= taken;
	}
}

static void check_printable(const char *text, size_t size, int ascii)
{
	size_t needed = utf8_printable((char[1]){ 0 }, 1, text, size, ascii), used;
	char *whole = malloc(needed + 1);

	CHECK(whole);
	CHECK(utf8_printable(whole, needed + 1, text, size, ascii) == needed);
	CHECK(strlen(whole) == needed);
	check_shown(whole, needed, ascii);
	for (size_t room = 1; room <= needed; room = room * 3 + 1) {
		char *part = malloc(room);

		CHECK(part && utf8_printable(part, room, text, size, ascii) == needed);
		CHECK(strncmp(part, whole, strlen(part)) == 0);
		check_shown(part, strlen(part), ascii);
		free(part);
	}
	CHECK(utf8_fit(whole, utf8_width(whole), &used) == needed);
	free(whole);
}

static void check_valid(const char *text, size_t size)
{
	char *out = malloc(3 * size + 1);
	size_t length;

	CHECK(out);
	length = utf8_valid(out, text, size);
	CHECK(length <= 3 * size && out[length] == '\0');
	for (size_t at = 0; at < length;) {
		uint32_t code;

		at += utf8_decode(out + at, length - at, &code);
		CHECK(code != UINT32_MAX);
	}
	free(out);
}

static void check_sizes(struct text text)
{
	char shown[UNITS_SIZE];
	uint64_t bytes;

	if (units_parse_bytes(text, &bytes)) {
		size_t length = units_bytes(shown, bytes, SCALE_AUTO);

		CHECK(length <= 5 && length == strlen(shown));
		CHECK(units_parse_bytes(text_of(shown, length), &(uint64_t){ 0 }) ||
			bytes > INT64_MAX);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;

	check_printable(text, size, false);
	check_printable(text, size, true);
	check_valid(text, size);
	check_sizes(text_of(text, size));
	return 0;
}
