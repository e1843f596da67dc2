/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The short way for lines as the kernel prints them says what the long one says, or leaves the line alone. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/macros.h"
#include "parse/keyed.h"

static const struct keyed_row row = { .key = "Rss" };

static bool expects(struct value *value, struct text *rest)
{
	return keyed_take_expected(value, text_of_string(row.key), rest);
}

static bool expects_column(struct value *value, struct text *rest)
{
	return keyed_take_column(value, "Rss:               ", rest);
}

/* In memory of its own, so that a byte read behind it is seen. */
static bool take(bool (*taker)(struct value *value, struct text *rest), const char *line,
	struct value *value, size_t *left)
{
	size_t length = strlen(line);
	char *copy = malloc(length ? length : 1);
	struct text rest;
	bool taken;

	assert_non_null(copy);
	memcpy(copy, line, length);
	rest = text_of(copy, length);
	*value = value_missing(VALUE_ABSENT);
	taken = taker(value, &rest);
	*left = rest.length;
	free(copy);
	return taken;
}

static bool take_short(const char *line, struct value *value, size_t *left)
{
	return take(expects, line, value, left);
}

/* The same where the number stands in a column. */
static bool take_column(const char *line, struct value *value, size_t *left)
{
	return take(expects_column, line, value, left);
}

static void assert_column(const char *line, uint64_t kib)
{
	struct value value;
	size_t left;

	if (kib > 99999999) {
		assert_false(take_column(line, &value, &left));
		return;
	}
	assert_true(take_column(line, &value, &left));
	assert_int_equal(left, 0);
	assert_int_equal(value.state, VALUE_OK);
	assert_int_equal(value.n, kib << 10);
}

static void assert_number(uint64_t kib)
{
	struct value value, wanted = value_missing(VALUE_ABSENT);
	size_t left, next = 0;
	char line[64];

	snprintf(line, sizeof(line), "%-16s%8" PRIu64 " kB\n", "Rss:", kib);
	assert_true(take_short(line, &value, &left));
	assert_int_equal(left, 0);
	assert_true(keyed_take_line(&wanted, &row, 1, &next, text_of(line, strlen(line) - 1)));
	assert_int_equal(value.state, VALUE_OK);
	assert_int_equal(value.n, wanted.n);
	assert_int_equal(value.n, kib << 10);
	assert_column(line, kib);
}

static void numbers_of_all_lengths_are_read(void **state)
{
	(void)state;
	for (uint64_t kib = 1; kib < UINT64_C(100000000000); kib *= 10) {
		assert_number(kib - 1);
		assert_number(kib);
		assert_number(kib * 7 / 3);
	}
	for (uint64_t kib = 0; kib < 100000000; kib += 9973)
		assert_number(kib);
	assert_number(12345678);
	assert_number(99999999);
	assert_number(100000000);
}

static void other_lines_are_left_alone(void **state)
{
	static const char *const lines[] = {
		"Rss:                 1 2 kB\n",
		"Rss:                1 23 kB\n",
		"Rss:                     kB\n",
		"Rss:                  -1 kB\n",
		"Rss:                  1a kB\n",
		"Rss:                  1: kB\n",
		"Rss:                   1\t kB",
		"Rss:                  \t1 kB\n",
		"Rss:          x        1 kB\n",
		"Rss:x                  1 kB\n",
		"Rss_:                  1 kB\n",
		"Pss:                   1 kB\n",
		"Rss:                   1 MB\n",
		"Rss:                   1 kB",
		"Rss:                   0\x11 kB\n",
		"Rss:                  01\x30\x3a kB\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct value value;
		size_t left;

		assert_false(take_short(lines[i], &value, &left));
		assert_int_equal(left, strlen(lines[i]));
		assert_int_equal(value.state, VALUE_ABSENT);
		assert_false(take_column(lines[i], &value, &left));
		assert_int_equal(left, strlen(lines[i]));
		assert_int_equal(value.state, VALUE_ABSENT);
	}
}

/* Each byte of a number replaced by each other: what is taken is what the long way says. */
static void no_other_byte_is_a_digit(void **state)
{
	char line[] = "Rss:             1234567 kB\n";

	(void)state;
	for (size_t at = 16; at < 24; at++)
		for (int byte = 1; byte < 256; byte++) {
			char was = line[at];
			struct value value, wanted = value_missing(VALUE_ABSENT);
			size_t left, next = 0;

			line[at] = (char)byte;
			if (byte != '\n' && take_column(line, &value, &left)) {
				assert_true(keyed_take_line(&wanted, &row, 1, &next,
					text_of(line, strlen(line) - 1)));
				assert_int_equal(value.n, wanted.n);
				assert_true((byte >= '0' && byte <= '9') || byte == ' ');
			} else {
				assert_false(byte >= '0' && byte <= '9');
			}
			line[at] = was;
		}
}

static void what_follows_stays(void **state)
{
	struct value value;
	size_t left;

	(void)state;
	assert_true(take_short("Rss:                   4 kB\nPss:", &value, &left));
	assert_int_equal(left, 4);
	assert_int_equal(value.n, 4096);
	assert_true(take_short("Rss: 4 kB\nPss:", &value, &left));
	assert_int_equal(left, 4);
	assert_int_equal(value.n, 4096);
}

/* Most lines are passed at their beginning, whatever their length is. */
static void keys_of_any_length_are_found(void **state)
{
	static const struct keyed_row rows[] = { { .key = "a" }, { .key = "abcdef" },
		{ .key = "abcdefgh" }, { .key = "ab*", .sum = true } };
	static const char text[] = "b 1\na 2\nabcdefgh 3\nabcdef 4\nabx 5\nabcdefg 6\nx 7\n";
	struct value values[COUNT_OF(rows)];

	(void)state;
	assert_int_equal(keyed_parse(values, rows, COUNT_OF(rows), text, sizeof(text) - 1),
		STATUS_OK);
	assert_int_equal(values[0].n, 2);
	assert_int_equal(values[1].n, 4);
	assert_int_equal(values[2].n, 3);
	assert_int_equal(values[3].n, 11);
	assert_int_equal(keyed_parse(values, &rows[1], 2, text, sizeof(text) - 1), STATUS_OK);
	assert_int_equal(values[0].n, 4);
	assert_int_equal(values[1].n, 3);
	assert_int_equal(keyed_parse(values, &rows[1], 1, "b 1\nabcde 1\n", 12), STATUS_MALFORMED);
}

/* In their order, until one is missing, known already, or no number in its column. */
static void columns_are_taken_as_long_as_they_follow(void **state)
{
	static const char *const labels[] = { "Rss:               ", "Pss:               ",
		"THPeligible:               ", "Locked:               " };
	static const char lines[] = "Rss:                   4 kB\n"
				    "Pss:            12345678 kB\n"
				    "THPeligible:           1\n"
				    "Swap:                  0 kB\n";
	struct value values[4] = { { .n = 0 } };
	struct text rest = text_of(lines, sizeof(lines) - 1);

	(void)state;
	assert_int_equal(keyed_take_columns(values, labels, 4, &rest), 3);
	assert_int_equal(values[0].n, 4096);
	assert_int_equal(values[1].n, INT64_C(12345678) << 10);
	assert_int_equal(values[2].n, 1);
	assert_int_equal(values[3].state, VALUE_NOT_ASKED);
	assert_true(text_starts(rest, "Swap:"));
	/* A known figure stays. */
	rest = text_of(lines, sizeof(lines) - 1);
	values[0] = value_missing(VALUE_ABSENT);
	values[1] = value_of(7);
	assert_int_equal(keyed_take_columns(values, labels, 4, &rest), 1);
	assert_int_equal(values[1].n, 7);
	assert_true(text_starts(rest, "Pss:"));
	/* A unit that is none of ours, and a line that is not whole. */
	rest = text_of_string("Rss:                   4 MB\n");
	values[0] = value_missing(VALUE_ABSENT);
	assert_int_equal(keyed_take_columns(values, labels, 4, &rest), 0);
	rest = text_of(lines, 27);
	assert_int_equal(keyed_take_columns(values, labels, 4, &rest), 0);
	assert_int_equal(rest.length, 27);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_taken_as_long_as_they_follow),
		cmocka_unit_test(numbers_of_all_lengths_are_read),
		cmocka_unit_test(other_lines_are_left_alone),
		cmocka_unit_test(no_other_byte_is_a_digit),
		cmocka_unit_test(what_follows_stays),
		cmocka_unit_test(keys_of_any_length_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
