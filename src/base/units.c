/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/units.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"

/* Everything here is written forwards into out by hand: it is done for every cell on screen. */

static size_t finish(char *out, size_t length)
{
	out[length] = '\0';
	return length;
}

static size_t copy_string(char *out, const char *string)
{
	size_t length = strlen(string);

	memcpy(out, string, length + 1);
	return length;
}

static size_t count_digits(uint64_t n)
{
	size_t count = 1;

	while (n >= 10) {
		n /= 10;
		count++;
	}
	return count;
}

static size_t write_number(char *out, uint64_t n)
{
	size_t count = count_digits(n);

	for (size_t i = count; i-- > 0; n /= 10)
		out[i] = (char)('0' + n % 10);
	return count;
}

/* hundredths with as many decimals (0 to 2), rounded half up */
static size_t write_decimal(char *out, uint64_t hundredths, unsigned decimals)
{
	static const unsigned rounding[] = { 50, 5, 0 };
	uint64_t whole = hundredths / 100;
	unsigned rest = (unsigned)(hundredths % 100) + rounding[decimals];
	size_t length;

	whole += rest / 100;
	rest %= 100;
	length = write_number(out, whole);
	if (decimals > 0) {
		out[length++] = '.';
		out[length++] = (char)('0' + rest / 10);
	}
	if (decimals > 1)
		out[length++] = (char)('0' + rest % 10);
	return length;
}

/* As many decimals as make three significant digits. */
static unsigned decimals_for(uint64_t hundredths)
{
	return hundredths < 1000 ? 2 : hundredths < 9995 ? 1 : 0;
}

static const char size_letters[] = "\0KMGTPE";

/* Bytes in hundredths of 1024 to the power of step, rounded half up. */
static uint64_t hundredths_of(uint64_t bytes, unsigned step)
{
	unsigned shift = 10 * step;
	uint64_t whole, rest, half;

	if (shift > 50) { /* the lowest bits do not show, and rest * 100 must fit */
		bytes >>= 10;
		shift -= 10;
	}
	whole = bytes >> shift;
	rest = bytes & (((uint64_t)1 << shift) - 1);
	half = (uint64_t)1 << shift >> 1;
	return whole * 100 + ((rest * 100 + half) >> shift);
}

/* The largest power of 1024 that n, which is at least 1024, is not below. */
static unsigned step_of(uint64_t n)
{
	return (63 - (unsigned)__builtin_clzll(n)) / 10;
}

static size_t write_automatic(char *out, uint64_t bytes)
{
	unsigned step;
	uint64_t hundredths;
	size_t length;

	if (bytes < 1024)
		return finish(out, write_number(out, bytes));
	step = step_of(bytes);
	hundredths = hundredths_of(bytes, step);
	/* 1023.5 and above would be printed as 1024 of this unit: take the next one. */
	if (hundredths >= 102350)
		hundredths = hundredths_of(bytes, ++step);
	length = write_decimal(out, hundredths, decimals_for(hundredths));
	out[length++] = size_letters[step];
	return finish(out, length);
}

size_t units_bytes(char out[static UNITS_SIZE], uint64_t bytes, enum scale scale)
{
	unsigned step;
	size_t length;

	if (scale == SCALE_AUTO)
		return write_automatic(out, bytes);
	if (scale == SCALE_BYTES)
		return finish(out, write_number(out, bytes));
	step = (unsigned)scale - SCALE_KIB + 1;
	length = write_decimal(out, hundredths_of(bytes, step), scale == SCALE_KIB ? 0 : 1);
	out[length++] = size_letters[step];
	return finish(out, length);
}

/* 12.3, but 0.05 below one per cent: one decimal would hide what is there. */
static size_t write_percent(char *out, uint64_t hundredths)
{
	return finish(out,
		write_decimal(out, hundredths, hundredths > 0 && hundredths < 100 ? 2 : 1));
}

/* At most five characters: 0.25, 12.3, 4711, and 123k or 1.5M beyond 99999. */
static size_t write_rate(char *out, uint64_t hundredths)
{
	static const char letters[] = "\0kMGTPE";
	unsigned step = 0;
	size_t length;

	if (hundredths == 0)
		return finish(out, write_number(out, 0));
	if (hundredths < 9999950)
		return finish(out, write_decimal(out, hundredths, decimals_for(hundredths)));
	while (hundredths >= 99950) {
		hundredths = hundredths / 1000 + (hundredths % 1000 >= 500);
		step++;
	}
	length = write_decimal(out, hundredths, decimals_for(hundredths));
	out[length++] = letters[step];
	return finish(out, length);
}

static size_t write_two(char *out, unsigned n)
{
	out[0] = (char)('0' + n / 10 % 10);
	out[1] = (char)('0' + n % 10);
	return 2;
}

/* 2026-11-22 10:42, local time; the figure itself where there is no such time. */
static size_t write_time(char *out, uint64_t seconds)
{
	time_t when = (time_t)seconds;
	struct tm local;
	size_t length;

	if (seconds > (uint64_t)1 << 40 || !localtime_r(&when, &local))
		return finish(out, write_number(out, seconds));
	length = write_number(out, (uint64_t)local.tm_year + 1900);
	out[length++] = '-';
	length += write_two(out + length, (unsigned)local.tm_mon + 1);
	out[length++] = '-';
	length += write_two(out + length, (unsigned)local.tm_mday);
	out[length++] = ' ';
	length += write_two(out + length, (unsigned)local.tm_hour);
	out[length++] = ':';
	length += write_two(out + length, (unsigned)local.tm_min);
	return finish(out, length);
}

const char *units_placeholder(enum value_state state)
{
	static const char *const placeholders[VALUE_STATE_COUNT] = {
		[VALUE_NOT_ASKED] = "",
		[VALUE_ABSENT] = "-",
		[VALUE_DENIED] = "?",
		[VALUE_GONE] = "",
		[VALUE_PENDING] = "...",
		[VALUE_UNANSWERED] = "?",
		[VALUE_TOO_LARGE] = "?",
		[VALUE_FAILED] = "?",
		[VALUE_NO_MEMORY] = "?",
		[VALUE_NOT_RECORDED] = "",
	};

	return (unsigned)state < VALUE_STATE_COUNT ? placeholders[state] : "";
}

static size_t write_integer(char *out, int64_t n)
{
	*out = '-';
	return n < 0 ? 1 + write_number(out + 1, -(uint64_t)n) : write_number(out, (uint64_t)n);
}

/* A change: its sign stands before it, but not before 0. */
static size_t write_signed_bytes(char *out, int64_t bytes, enum scale scale)
{
	char size[UNITS_SIZE];

	units_bytes(size, bytes < 0 ? -(uint64_t)bytes : (uint64_t)bytes, scale);
	return (size_t)snprintf(out, UNITS_SIZE, "%s%.*s",
		bytes < 0   ? "-"
		: bytes > 0 ? "+"
			    : "",
		UNITS_SIZE - 2, size);
}

static size_t write_fraction(char *out, uint64_t hundredths)
{
	size_t length = write_number(out, hundredths);

	out[length++] = '%';
	return finish(out, length);
}

/* One digit a character; a level that is none leaves its place empty. */
static size_t write_levels(char *out, uint64_t levels)
{
	static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█", "█" };
	size_t length = 0;

	for (uint64_t place = UINT64_C(1000000000); place > 0; place /= 10)
		length += copy_string(out + length, blocks[levels / place % 10]);
	return length;
}

/*
 * A pace is known to some per cent, and what is available moves all the time: the seconds of what comes of both
 * would dance from sample to sample.
 */
static size_t write_estimate(char *out, uint64_t seconds)
{
	static const struct {
		uint64_t below, step;
	} steps[] = {
		{ 60, 1 },
		{ 600, 10 },
		{ 3600, 60 },
		{ 3 * 3600, 300 },
		{ 10 * 3600, 1800 },
		{ 24 * 3600, 3600 },
		{ UINT64_C(100) * 24 * 3600, 24 * 3600 },
		{ UINT64_MAX, UINT64_C(240) * 3600 },
	};
	size_t i = 0, length;

	while (i + 1 < COUNT_OF(steps) && seconds >= steps[i].below)
		i++;
	if (seconds < UINT64_MAX - steps[i].step)
		seconds = (seconds + steps[i].step / 2) / steps[i].step * steps[i].step;
	if (seconds < 10 * 3600 || seconds >= 24 * 3600)
		return units_duration(out, seconds);
	length = write_number(out, seconds / 3600);
	out[length++] = 'h';
	return finish(out, length);
}

/* Units that are made of others. */
static size_t write_derived(char *out, struct value value, enum unit unit, enum scale scale)
{
	switch (unit) {
	case UNIT_DURATION:
		return units_duration(out, value.n);
	case UNIT_ESTIMATE:
		return write_estimate(out, (uint64_t)value.n);
	case UNIT_INTERVAL:
		return units_duration(out, value.n / NS_PER_SECOND);
	case UNIT_TIMESTAMP:
		return write_time(out, value.n / NS_PER_SECOND);
	case UNIT_SHARE:
		return units_share(out, value);
	case UNIT_FRACTION:
		return write_fraction(out, value.n);
	case UNIT_SIGNED:
	case UNIT_PACE:
		return write_signed_bytes(out, value.n, scale);
	case UNIT_INTEGER:
		return finish(out, write_integer(out, value.n));
	case UNIT_ADDRESS:
		return (size_t)snprintf(out, UNITS_SIZE, "%" PRIx64, (uint64_t)value.n);
	case UNIT_LEVELS:
		return write_levels(out, (uint64_t)value.n);
	case UNIT_BOOL:
		return copy_string(out, value.n ? _("yes") : _("no"));
	default:
		return finish(out, 0);
	}
}

size_t units_value(char out[static UNITS_SIZE], struct value value, enum unit unit,
	enum scale scale)
{
	uint64_t n = value.n < 0 ? -(uint64_t)value.n : (uint64_t)value.n;
	size_t sign = 0;

	if (!value_known(value))
		return copy_string(out, units_placeholder(value.state));
	if (value.n < 0)
		out[sign++] = '-';
	switch (unit) {
	case UNIT_BYTES:
		return sign + units_bytes(out + sign, n, scale);
	case UNIT_PERCENT:
		return sign + write_percent(out + sign, n);
	case UNIT_PER_SECOND:
		return sign + write_rate(out + sign, n);
	case UNIT_TIME:
		return sign + write_time(out + sign, n);
	case UNIT_NONE:
	case UNIT_COUNT:
		return finish(out, sign + write_number(out + sign, n));
	default:
		return write_derived(out, value, unit, scale);
	}
}

size_t units_share(char out[static UNITS_SIZE], struct value hundredths)
{
	size_t length;

	if (!value_known(hundredths))
		return copy_string(out, units_placeholder(VALUE_ABSENT));
	length = write_decimal(out, hundredths.n, hundredths.n < 995);
	out[length++] = '%';
	return finish(out, length);
}

size_t units_duration(char out[static UNITS_SIZE], uint64_t seconds)
{
	uint64_t minutes = seconds / 60, hours = minutes / 60;
	size_t length;

	if (hours >= 24) {
		length = write_number(out, hours / 24);
		out[length++] = 'd';
		return finish(out, length);
	}
	if (hours > 0) {
		length = write_number(out, hours);
		out[length++] = 'h';
		length += write_two(out + length, (unsigned)(minutes % 60));
		out[length++] = 'm';
		return finish(out, length);
	}
	length = write_number(out, minutes);
	out[length++] = ':';
	length += write_two(out + length, (unsigned)(seconds % 60));
	return finish(out, length);
}

/* Takes the first byte off text if it is c, in either case. */
static bool take_letter(struct text *text, char c)
{
	if (text->length == 0 || (text->at[0] | 0x20) != c)
		return false;
	*text = text_of(text->at + 1, text->length - 1);
	return true;
}

/* Takes "12.345" off text as a whole part and millionths; ".5" and "1." are numbers, too. */
static bool take_decimal(struct text *text, uint64_t *whole, uint64_t *millionths)
{
	const char *start = text->at;
	uint64_t weight = 100000;
	size_t digits;

	*whole = *millionths = 0;
	if (text->length == 0 || (*start != '.' && !text_next_number(text, whole)))
		return false;
	digits = (size_t)(text->at - start);
	if (text->length == 0 || text->at[0] != '.')
		return true;
	do {
		*text = text_of(text->at + 1, text->length - 1);
		if (text->length == 0 || text->at[0] < '0' || text->at[0] > '9')
			break;
		*millionths += (uint64_t)(text->at[0] - '0') * weight;
		weight /= 10;
		digits++;
	} while (true);
	return digits > 0;
}

/* Takes "G", "GiB", "gb" or "B" off text; the power of 1024 it stands for. */
static unsigned take_unit(struct text *text)
{
	unsigned step = 0;

	for (unsigned i = 1; i < sizeof(size_letters) - 1 && step == 0; i++) {
		if (take_letter(text, (char)(size_letters[i] | 0x20)))
			step = i;
	}
	if (step > 0)
		take_letter(text, 'i');
	take_letter(text, 'b');
	return step;
}

bool units_parse_bytes(struct text text, uint64_t *bytes)
{
	uint64_t whole, millionths, fraction;
	unsigned shift;

	text = text_trim(text);
	if (!take_decimal(&text, &whole, &millionths))
		return false;
	text = text_trim(text);
	shift = 10 * take_unit(&text);
	if (text.length > 0 || whole > UINT64_MAX >> shift)
		return false;
	if (shift <= 40)
		fraction = (millionths << shift) / 1000000;
	else
		fraction = (millionths << 40) / 1000000 << (shift - 40);
	*bytes = (whole << shift) + fraction;
	return true;
}

bool units_parse_seconds(const char *string, double *seconds)
{
	struct text text = text_trim(text_of_string(string));
	uint64_t whole, millionths;

	if (!take_decimal(&text, &whole, &millionths) || text.length > 0)
		return false;
	if (whole > 1000000 || (whole == 1000000 && millionths > 0))
		return false;
	if (whole == 0 && millionths < 10000)
		return false;
	*seconds = (double)whole + (double)millionths / 1e6;
	return true;
}

bool units_parse_pid(struct text text, pid_t *pid)
{
	uint64_t n;

	if (!text_to_number(text, &n) || n < 1 || n > UNITS_PID_MOST)
		return false;
	*pid = (pid_t)n;
	return true;
}

const char *units_unit_name(enum unit unit)
{
	static const char *const names[] = {
		[UNIT_NONE] = "none",
		[UNIT_BYTES] = "bytes",
		[UNIT_COUNT] = "count",
		[UNIT_PERCENT] = "percent",
		[UNIT_PER_SECOND] = "per_second",
		[UNIT_TIME] = "seconds_since_1970",
		[UNIT_DURATION] = "seconds",
		[UNIT_ESTIMATE] = "seconds",
		[UNIT_INTERVAL] = "seconds",
		[UNIT_TIMESTAMP] = "seconds_since_1970",
		[UNIT_FRACTION] = "fraction",
		[UNIT_SHARE] = "fraction",
		[UNIT_SIGNED] = "bytes",
		[UNIT_PACE] = "bytes_per_minute",
		[UNIT_INTEGER] = "count",
		[UNIT_ADDRESS] = "address",
		[UNIT_BOOL] = "boolean",
		[UNIT_LEVELS] = "levels",
		[UNIT_TEXT] = "text",
	};

	return (size_t)unit < COUNT_OF(names) ? names[unit] : "none";
}
