/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A string of JSON: what may stand in it as it is does, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "render/json_writer.h"
#include "render/sink.h"

/* More than two times what is looked at at once. */
#define LENGTH_MOST 18

static bool may_stand(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

static void check(const char *text, size_t length, bool as_it_is)
{
	struct sink sink;

	sink_open(&sink, NULL);
	json_write_string(&sink, text_of(text, length));
	assert_int_equal(sink.status, STATUS_OK);
	assert_int_equal(sink.at[0], '"');
	assert_int_equal(sink.at[sink.length - 1], '"');
	assert_int_equal(sink.length == length + 2 && memcmp(sink.at + 1, text, length) == 0,
		as_it_is);
	for (size_t i = 1; i < sink.length - 1; i++)
		assert_true((unsigned char)sink.at[i] >= 0x20 && sink.at[i] != 0x7f);
	sink_close(&sink);
}

static void each_byte_is_seen_wherever_it_stands(void **state)
{
	char text[LENGTH_MOST];

	(void)state;
	for (size_t length = 1; length <= LENGTH_MOST; length++)
		for (size_t at = 0; at < length; at++)
			for (int byte = 0; byte <= UINT8_MAX; byte++) {
				memset(text, '~', length);
				text[at] = (char)byte;
				check(text, length, may_stand((unsigned char)byte));
			}
	check("", 0, true);
}

static void letters_stay_as_they_are(void **state)
{
	(void)state;
	check("内存", strlen("内存"), true);
	check("caf\xc3\xa9 d'or", strlen("caf\xc3\xa9 d'or"), true);
}

static void numbers_in_hexadecimal_have_no_zeroes_before_them(void **state)
{
	static const struct {
		uint64_t n;
		const char *text;
	} rows[] = { { 0, "0" }, { 1, "1" }, { 15, "f" }, { 16, "10" },
		{ UINT64_C(0x7fee3f754000), "7fee3f754000" }, { UINT64_MAX, "ffffffffffffffff" } };
	struct sink sink;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		sink_open(&sink, NULL);
		sink_hex(&sink, rows[i].n);
		assert_int_equal(sink.length, strlen(rows[i].text));
		assert_memory_equal(sink.at, rows[i].text, sink.length);
		sink_close(&sink);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_is_seen_wherever_it_stands),
		cmocka_unit_test(letters_stay_as_they_are),
		cmocka_unit_test(numbers_in_hexadecimal_have_no_zeroes_before_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
