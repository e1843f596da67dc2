/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"

static void well_formed_sequences_are_decoded(void **state)
{
	static const struct {
		const char *bytes;
		uint32_t code;
	} rows[] = {
		{ "A", 'A' },
		{ "\xc2\x80", 0x80 },
		{ "\xe4\xb8\xad", 0x4e2d },
		{ "\xef\xbf\xbf", 0xffff },
		{ "\xf0\x9f\x98\x80", 0x1f600 },
		{ "\xf4\x8f\xbf\xbf", 0x10ffff },
	};
	uint32_t code;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t length = strlen(rows[i].bytes);

		assert_int_equal(utf8_decode(rows[i].bytes, length, &code), length);
		assert_int_equal(code, rows[i].code);
	}
}

static void malformed_sequences_take_one_byte(void **state)
{
	static const char *const rows[] = {
		"\x80",
		"\xff",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xe4\xb8",
		"\xe4\x41\x41",
	};
	uint32_t code;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(utf8_decode(rows[i], strlen(rows[i]), &code), 1);
		assert_true(code == UINT32_MAX);
	}
}

static void characters_have_their_columns(void **state)
{
	static const struct {
		uint32_t code;
		int columns;
	} rows[] = {
		{ 'a', 1 },
		{ 0xe4, 1 },
		{ 0xad, 1 },
		{ 0x0301, 0 },
		{ 0x200d, 0 },
		{ 0xfe0f, 0 },
		{ 0x1100, 2 },
		{ 0x1161, 0 },
		{ 0x2500, 1 },
		{ 0x3042, 2 },
		{ 0x24ff, 1 },
		{ 0x2500, 1 },
		{ 0x2588, 1 },
		{ 0x25fc, 1 },
		{ 0x25fd, 2 },
		{ 0x25ff, 1 },
		{ 0x4dff, 2 },
		{ 0x4e00, 2 },
		{ 0x4e2d, 2 },
		{ 0x9fff, 2 },
		{ 0xa000, 2 },
		{ 0xac00, 2 },
		{ 0xff21, 2 },
		{ 0xff71, 1 },
		{ 0x1f600, 2 },
		{ 0x20000, 2 },
		{ 0xfffd, 1 },
		{ 0, -1 },
		{ '\n', -1 },
		{ 0x1b, -1 },
		{ 0x7f, -1 },
		{ 0x9b, -1 },
		{ 0x061c, -1 },
		{ 0x200e, -1 },
		{ 0x2028, -1 },
		{ 0x202e, -1 },
		{ 0x2069, -1 },
		{ 0xfeff, -1 },
		{ 0x180e, -1 },
		{ 0x200b, -1 },
		{ 0x2060, -1 },
		{ 0x206f, -1 },
		{ 0xfff9, -1 },
		{ 0xe0041, -1 },
		{ 0xe0100, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (utf8_columns(rows[i].code) != rows[i].columns)
			fail_msg("U+%04X", rows[i].code);
	}
}

static void assert_printable(const char *text, size_t length, int ascii, const char *expected)
{
	char out[100];

	assert_int_equal(utf8_printable(out, sizeof(out), text, length, ascii), strlen(expected));
	assert_string_equal(out, expected);
}

static void nothing_unprintable_is_left(void **state)
{
	(void)state;
	assert_printable("▁▂▃▄▅▆▇█ é", sizeof("▁▂▃▄▅▆▇█ é") - 1, 1, "...:::## ?");
	assert_printable("", 0, 0, "");
	assert_printable("plain", 5, 0, "plain");
	assert_printable("a\nb\tc\r\a", 7, 0, "a\\nb\\tc\\r\\a");
	assert_printable("\x1b[31m\x7f\0", 7, 0, "\\x1b[31m\\x7f\\x00");
	assert_printable("\xc2\x9b"
			 "2J",
		4, 0, "\\x9b2J");
	assert_printable("\xe2\x80\xae"
			 "evil",
		7, 0, "\\u202eevil");
	assert_printable("\xe2\x80\x8b"
			 "sshd\xf3\xa0\x81\x81",
		11, 0, "\\u200bsshd\\U000e0041");
	assert_printable("\xff\xe4\xb8", 3, 0, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	assert_printable("\xe4\xb8\xad"
			 "x",
		4, 0,
		"\xe4\xb8\xad"
		"x");
	assert_printable("\xe4\xb8\xad"
			 "x\xff\n",
		6, 1, "?x?\\n");
}

static void output_is_never_cut_inside_a_character(void **state)
{
	static const char text[] = "ab\xe4\xb8\xad\ncd";
	static const char *const expected[] = {
		"",
		"a",
		"ab",
		"ab",
		"ab",
		"ab\xe4\xb8\xad",
		"ab\xe4\xb8\xad",
		"ab\xe4\xb8\xad\\n",
		"ab\xe4\xb8\xad\\nc",
		"ab\xe4\xb8\xad\\ncd",
	};
	char out[16];

	(void)state;
	for (size_t size = 1; size <= 10; size++) {
		memset(out, 'Z', sizeof(out));
		assert_int_equal(utf8_printable(out, size, text, sizeof(text) - 1, 0), 9);
		assert_string_equal(out, expected[size - 1]);
		assert_int_equal(out[size], 'Z');
	}
}

static void machine_output_is_valid(void **state)
{
	char out[32];

	(void)state;
	assert_int_equal(utf8_valid(out, "a\xff\n\xe4\xb8\xad", 6), 8);
	assert_string_equal(out, "a\xef\xbf\xbd\n\xe4\xb8\xad");
	assert_int_equal(utf8_valid(out, "\xed\xa0\x80", 3), 9);
}

static void strings_are_measured_and_fitted(void **state)
{
	size_t used;

	(void)state;
	assert_int_equal(utf8_width(""), 0);
	assert_int_equal(utf8_width("abc"), 3);
	assert_int_equal(utf8_width("\xe4\xb8\xad\xe6\x96\x87"), 4);
	assert_int_equal(utf8_width("e\xcc\x81"), 1);
	assert_int_equal(utf8_fit("\xe4\xb8\xad\xe6\x96\x87", 3, &used), 3);
	assert_int_equal(used, 2);
	/* A combining mark goes with its letter even when the columns are used up. */
	assert_int_equal(utf8_fit("e\xcc\x81x", 1, &used), 3);
	assert_int_equal(used, 1);
	assert_int_equal(utf8_fit("abc", 0, &used), 0);
	assert_int_equal(utf8_fit("abc", 10, &used), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_sequences_are_decoded),
		cmocka_unit_test(malformed_sequences_take_one_byte),
		cmocka_unit_test(characters_have_their_columns),
		cmocka_unit_test(nothing_unprintable_is_left),
		cmocka_unit_test(output_is_never_cut_inside_a_character),
		cmocka_unit_test(machine_output_is_valid),
		cmocka_unit_test(strings_are_measured_and_fitted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
