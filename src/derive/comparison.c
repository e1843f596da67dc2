/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/comparison.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "base/moment.h"

/* Longer spellings first: the first that fits is taken, and the first of each is how it is written. */
static const struct {
	const char *spelling;
	enum comparison comparison;
} comparisons[] = {
	{ ">=", GREATER_OR_EQUAL },
	{ "<=", LESS_OR_EQUAL },
	{ "!=", NOT_EQUAL },
	{ "==", EQUAL },
	{ ">", GREATER },
	{ "<", LESS },
	{ "=", EQUAL },
	{ "~", MATCHES },
};

static void skip(struct text *text, size_t length)
{
	*text = text_of(text->at + length, text->length - length);
}

bool comparison_take(struct text *rest, enum comparison *comparison)
{
	for (size_t i = 0; i < COUNT_OF(comparisons); i++) {
		if (!text_starts(*rest, comparisons[i].spelling))
			continue;
		skip(rest, strlen(comparisons[i].spelling));
		*comparison = comparisons[i].comparison;
		return true;
	}
	return false;
}

const char *comparison_spelling(enum comparison comparison)
{
	for (size_t i = 0; i < COUNT_OF(comparisons); i++)
		if (comparisons[i].comparison == comparison)
			return comparisons[i].spelling;
	return "";
}

bool comparison_holds(enum comparison comparison, int64_t a, int64_t b)
{
	switch (comparison) {
	case EQUAL:
		return a == b;
	case NOT_EQUAL:
		return a != b;
	case LESS:
		return a < b;
	case LESS_OR_EQUAL:
		return a <= b;
	case GREATER:
		return a > b;
	case GREATER_OR_EQUAL:
		return a >= b;
	case MATCHES:
		break;
	}
	return false;
}

/* "12.345" in hundredths, whatever the locale's decimal point; finer digits are cut off. */
static bool parse_hundredths(struct text text, uint64_t *n)
{
	struct text whole = text_next_field(&text, '.');
	uint64_t fraction = 0;

	*n = 0;
	if (whole.length == 0 && text.length == 0)
		return false;
	if (whole.length && !text_to_number(whole, n))
		return false;
	if (text.length && !text_to_number(text, &fraction))
		return false;
	for (size_t digits = text.length; digits > 2; digits--)
		fraction /= 10;
	if (text.length == 1)
		fraction *= 10;
	return !__builtin_mul_overflow(*n, 100, n) && !__builtin_add_overflow(*n, fraction, n);
}

/* Takes a sign off text; whether it was a minus. */
static bool take_minus(struct text *text)
{
	bool minus = text_starts(*text, "-");

	if (minus || text_starts(*text, "+"))
		skip(text, 1);
	return minus;
}

/* "100M/h" as bytes a minute; a minute where it does not say. */
static bool parse_pace(struct text text, uint64_t *bytes)
{
	static const struct {
		const char *name;
		uint64_t seconds;
	} spans[] = { { "", 60 }, { "s", 1 }, { "min", 60 }, { "m", 60 }, { "h", 3600 },
		{ "d", 86400 } };
	struct text amount = text_next_field(&text, '/');
	size_t i = 0;

	while (i < COUNT_OF(spans) && !text_equals(text, spans[i].name))
		i++;
	if (i == COUNT_OF(spans) || !units_parse_bytes(amount, bytes) ||
		__builtin_mul_overflow(*bytes, 60, bytes))
		return false;
	*bytes /= spans[i].seconds;
	return true;
}

/* Of bytes a second with their letter, "1.5M" or "1.5M/s". */
static bool parse_rate(struct text text, uint64_t *hundredths)
{
	if (text.length > 2 && memcmp(text.at + text.length - 2, "/s", 2) == 0)
		text.length -= 2;
	return parse_hundredths(text, hundredths) ||
	       (units_parse_bytes(text, hundredths) &&
		       !__builtin_mul_overflow(*hundredths, 100, hundredths));
}

static bool parse_span(struct text text, uint64_t *seconds)
{
	char word[32];

	if (text.length >= sizeof(word))
		return false;
	snprintf(word, sizeof(word), "%.*s", (int)text.length, text.at);
	return moment_span(word, seconds);
}

static bool parse_magnitude(enum unit unit, struct text value, uint64_t *magnitude)
{
	switch (unit) {
	case UNIT_BYTES:
	case UNIT_SIGNED:
		return units_parse_bytes(value, magnitude);
	case UNIT_PACE:
		return parse_pace(value, magnitude);
	case UNIT_DURATION:
		return parse_span(value, magnitude);
	case UNIT_PER_SECOND:
		return parse_rate(value, magnitude);
	case UNIT_PERCENT:
		if (value.length && value.at[value.length - 1] == '%')
			value.length--;
		return parse_hundredths(value, magnitude);
	default:
		return text_to_number(value, magnitude);
	}
}

bool comparison_number(struct text text, enum unit unit, int64_t *n)
{
	bool minus = units_signed(unit) && take_minus(&text);
	uint64_t magnitude;

	if (!parse_magnitude(unit, text, &magnitude) || magnitude > INT64_MAX)
		return false;
	*n = minus ? -(int64_t)magnitude : (int64_t)magnitude;
	return true;
}
