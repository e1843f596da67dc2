/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/units.h"

#include <stdlib.h>
#include <time.h>

#include "base/macros.h"

#define KIB ((uint64_t)1 << 10)
#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)
#define EIB ((uint64_t)1 << 60)

static void sizes_have_three_digits(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ 512, "512" },
		{ 1023, "1023" },
		{ 1024, "1.00K" },
		{ 1536, "1.50K" },
		{ 10234, "9.99K" },
		{ 10239, "10.0K" },
		{ 99 * KIB + 1000, "100K" },
		{ 13 * MIB / 4, "3.25M" },
		{ 1023 * GIB, "1023G" },
		{ 1024 * GIB - 1, "1.00T" },
		{ 1023 * MIB + 400 * KIB, "1023M" },
		{ 1023 * MIB + 512 * KIB, "1.00G" },
		{ EIB, "1.00E" },
		{ UINT64_MAX, "16.0E" },
		{ 24476 * MIB, "23.9G" },
	};
	char out[UNITS_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(units_bytes(out, rows[i].bytes, SCALE_AUTO), strlen(rows[i].text));
		assert_string_equal(out, rows[i].text);
	}
}

static void automatic_sizes_never_need_more_than_five_columns(void **state)
{
	char out[UNITS_SIZE];

	(void)state;
	for (unsigned shift = 0; shift < 64; shift++) {
		uint64_t power = (uint64_t)1 << shift;

		for (uint64_t part = 0; part < 64; part++) {
			size_t length = units_bytes(out, power + power / 64 * part, SCALE_AUTO);

			assert_in_range(length, 1, 5);
			assert_int_equal(length, strlen(out));
		}
		assert_in_range(units_bytes(out, power - 1, SCALE_AUTO), 1, 5);
	}
}

static void fixed_scales_keep_their_unit(void **state)
{
	char out[UNITS_SIZE];

	(void)state;
	units_bytes(out, 1234 * MIB + 512 * KIB, SCALE_MIB);
	assert_string_equal(out, "1234.5M");
	units_bytes(out, 5 * GIB, SCALE_KIB);
	assert_string_equal(out, "5242880K");
	units_bytes(out, 5 * GIB, SCALE_BYTES);
	assert_string_equal(out, "5368709120");
	units_bytes(out, 1, SCALE_EIB);
	assert_string_equal(out, "0.0E");
	assert_int_equal(units_bytes(out, UINT64_MAX, SCALE_KIB), 18);
	assert_string_equal(out, "18014398509481984K");
}

static void assert_value(struct value value, enum unit unit, const char *expected)
{
	char out[UNITS_SIZE];

	assert_int_equal(units_value(out, value, unit, SCALE_AUTO), strlen(expected));
	assert_string_equal(out, expected);
}

static void values_are_shown_in_their_unit(void **state)
{
	(void)state;
	assert_value(value_of(4242), UNIT_NONE, "4242");
	assert_value(value_of(INT64_MAX), UNIT_COUNT, "9223372036854775807");
	assert_value(value_of(INT64_MIN), UNIT_COUNT, "-9223372036854775808");
	assert_value(value_of(-3 * (int64_t)MIB), UNIT_BYTES, "-3.00M");
	assert_value(value_of(-250), UNIT_PERCENT, "-2.5");
	assert_value(value_of(0), UNIT_BYTES, "0");
	assert_value(value_of(0), UNIT_PERCENT, "0.0");
	assert_value(value_of(5), UNIT_PERCENT, "0.05");
	assert_value(value_of(1234), UNIT_PERCENT, "12.3");
	assert_value(value_of(9996), UNIT_PERCENT, "100.0");
	assert_value(value_of(0), UNIT_PER_SECOND, "0");
	assert_value(value_of(25), UNIT_PER_SECOND, "0.25");
	assert_value(value_of(1234), UNIT_PER_SECOND, "12.3");
	assert_value(value_of(471149), UNIT_PER_SECOND, "4711");
	assert_value(value_of(9999949), UNIT_PER_SECOND, "99999");
	assert_value(value_of(9999950), UNIT_PER_SECOND, "100k");
	assert_value(value_of(150000000), UNIT_PER_SECOND, "1.50M");
	assert_value(value_of(INT64_MAX), UNIT_PER_SECOND, "92.2P");
	assert_value(value_of(7), UNIT_TEXT, "");
	setenv("TZ", "UTC0", 1);
	tzset();
	assert_value(value_of(1000000000), UNIT_TIME, "2001-09-09 01:46");
	assert_value(value_of(INT64_MAX), UNIT_TIME, "9223372036854775807");
	assert_value(value_of(1111111111), UNIT_LEVELS, "▁▁▁▁▁▁▁▁▁▁");
	assert_value(value_of(81), UNIT_LEVELS, "        █▁");
	assert_value(value_missing(VALUE_PENDING), UNIT_LEVELS, "...");
}

static void unknown_values_are_not_zero(void **state)
{
	(void)state;
	assert_value(value_missing(VALUE_ABSENT), UNIT_BYTES, "-");
	assert_value(value_missing(VALUE_NOT_ASKED), UNIT_BYTES, "");
	assert_value(value_missing(VALUE_DENIED), UNIT_BYTES, "?");
	assert_value(value_missing(VALUE_GONE), UNIT_BYTES, "");
	assert_value(value_missing(VALUE_PENDING), UNIT_PERCENT, "...");
	assert_null(units_placeholder(VALUE_OK));
	assert_null(units_placeholder(VALUE_STALE));
}

static void durations_are_short(void **state)
{
	static const struct {
		uint64_t seconds;
		const char *text;
	} rows[] = {
		{ 0, "0:00" },
		{ 247, "4:07" },
		{ 3599, "59:59" },
		{ 3600, "1h00m" },
		{ 11520, "3h12m" },
		{ 86399, "23h59m" },
		{ 86400, "1d" },
		{ 3600000, "41d" },
	};
	char out[UNITS_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(units_duration(out, rows[i].seconds), strlen(rows[i].text));
		assert_string_equal(out, rows[i].text);
	}
}

/* What the next sample would say otherwise is left out. */
static void estimates_are_coarse(void **state)
{
	static const struct {
		uint64_t seconds;
		const char *text;
	} rows[] = {
		{ 0, "0:00" },
		{ 4, "0:04" },
		{ 247, "4:10" },
		{ 599, "10:00" },
		{ 600, "10:00" },
		{ 1649, "27:00" },
		{ 3599, "1h00m" },
		{ 3700, "1h00m" },
		{ 3900, "1h05m" },
		{ 11520, "3h00m" },
		{ 11700, "3h30m" },
		{ 35100, "10h" },
		{ 57240, "16h" },
		{ 86399, "1d" },
		{ 86400 * 3 / 2, "2d" },
		{ 86400 * UINT64_C(94), "94d" },
		{ 86400 * UINT64_C(194), "190d" },
		{ INT64_MAX, "106751991167300d" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_value(value_of(rows[i].seconds), UNIT_ESTIMATE, rows[i].text);
	assert_string_equal(units_unit_name(UNIT_ESTIMATE), "seconds");
}

static void sizes_are_read_as_typed(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} rows[] = {
		{ "0", 0 },
		{ "512", 512 },
		{ "512B", 512 },
		{ "1G", GIB },
		{ "1g", GIB },
		{ "1.5 MiB", 3 * MIB / 2 },
		{ "1.5E", 3 * EIB / 2 },
		{ " 2kb ", 2 * KIB },
		{ ".5K", 512 },
		{ "1.", 1 },
		{ "18446744073709551615", UINT64_MAX },
		{ "15.5E", 31 * (EIB / 2) },
	};
	static const char *const bad[] = {
		"",
		"G",
		"-1",
		"+1",
		"1Z",
		"1GG",
		"1iB",
		"16E",
		"18446744073709551616",
		"1 2",
		"nan",
		".",
		"0x10",
		"1,5G",
		"1e3",
	};
	uint64_t bytes = 77;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (units_parse_bytes(text_of_string(bad[i]), &bytes) || bytes != 77)
			fail_msg("%s", bad[i]);
	}
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_true(units_parse_bytes(text_of_string(rows[i].text), &bytes));
		assert_true(bytes == rows[i].bytes);
	}
}

static void seconds_are_positive_and_finite(void **state)
{
	static const char *const bad[] = {
		"",
		"0",
		"0.001",
		"-1",
		"nan",
		"inf",
		"1e9",
		"1000001",
		"1000000.1",
		"1s",
		"1 1",
	};
	double seconds = -1;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (units_parse_seconds(bad[i], &seconds))
			fail_msg("%s", bad[i]);
	}
	assert_true(seconds < 0);
	assert_true(units_parse_seconds("1.5", &seconds) && seconds > 1.499 && seconds < 1.501);
	assert_true(units_parse_seconds(".01", &seconds) && seconds < 0.011);
	assert_true(units_parse_seconds("1000000", &seconds) && seconds > 999999);
}

static void process_numbers_are_bounded(void **state)
{
	static const char *const bad[] = { "", "0", "-1", "+1", " 1", "1 ", "1x", "4194305",
		"4294967297", "18446744073709551617" };
	pid_t pid = 7;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(units_parse_pid(text_of_string(bad[i]), &pid));
	assert_int_equal(pid, 7);
	assert_true(units_parse_pid(text_of_string("1"), &pid));
	assert_int_equal(pid, 1);
	assert_true(units_parse_pid(text_of_string("4194304"), &pid));
	assert_int_equal(pid, 4194304);
}

static void units_have_names(void **state)
{
	(void)state;
	assert_string_equal(units_unit_name(UNIT_BYTES), "bytes");
	assert_string_equal(units_unit_name(UNIT_PERCENT), "percent");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_have_three_digits),
		cmocka_unit_test(automatic_sizes_never_need_more_than_five_columns),
		cmocka_unit_test(fixed_scales_keep_their_unit),
		cmocka_unit_test(values_are_shown_in_their_unit),
		cmocka_unit_test(unknown_values_are_not_zero),
		cmocka_unit_test(durations_are_short),
		cmocka_unit_test(estimates_are_coarse),
		cmocka_unit_test(sizes_are_read_as_typed),
		cmocka_unit_test(seconds_are_positive_and_finite),
		cmocka_unit_test(process_numbers_are_bounded),
		cmocka_unit_test(units_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
