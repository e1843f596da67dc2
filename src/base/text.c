/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/text.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* text without its first n bytes */
static inline struct text skip(struct text text, size_t n)
{
	return text_of(text.at + n, text.length - n);
}

int text_compare(struct text a, struct text b)
{
	size_t shorter = min_size(a.length, b.length);

	return FIRST_DIFFERENCE(shorter > 0 ? memcmp(a.at, b.at, shorter) : 0,
		COMPARE(a.length, b.length));
}

bool text_next_line(struct text *rest, struct text *line)
{
	const char *newline;

	if (rest->length == 0)
		return false;
	newline = memchr(rest->at, '\n', rest->length);
	if (!newline) {
		*line = *rest;
		*rest = skip(*rest, rest->length);
	} else {
		*line = text_of(rest->at, (size_t)(newline - rest->at));
		*rest = skip(*rest, line->length + 1);
	}
	if (line->length > 0 && line->at[line->length - 1] == '\r')
		line->length--;
	return true;
}

struct text text_next_word(struct text *rest)
{
	const char *at = rest->at, *end = at + rest->length;
	struct text word;

	while (at < end && is_blank(*at))
		at++;
	word.at = at;
	while (at < end && !is_blank(*at))
		at++;
	word.length = (size_t)(at - word.at);
	*rest = text_of(at, (size_t)(end - at));
	return word;
}

struct text text_next_field(struct text *rest, char separator)
{
	const char *found = rest->length ? memchr(rest->at, separator, rest->length) : NULL;
	struct text field = *rest;

	if (found)
		field.length = (size_t)(found - rest->at);
	*rest = skip(*rest, field.length + (found ? 1 : 0));
	return field;
}

struct text text_trim(struct text text)
{
	while (text.length > 0 && is_blank(text.at[0]))
		text = skip(text, 1);
	while (text.length > 0 && is_blank(text.at[text.length - 1]))
		text.length--;
	return text;
}

/* The digits from at on; NULL without any, or if they do not fit, otherwise where they end. */
static const char *read_digits(const char *at, const char *end, uint64_t *n)
{
	const char *start = at;
	uint64_t value = 0;

	for (; at < end && is_digit(*at); at++) {
		unsigned digit = (unsigned)(*at - '0');

		/* Nineteen digits always fit; only then is there something to check. */
		if (at - start >= 19 && value > (UINT64_MAX - digit) / 10)
			return NULL;
		value = value * 10 + digit;
	}
	if (at == start)
		return NULL;
	*n = value;
	return at;
}

bool text_next_number(struct text *rest, uint64_t *n)
{
	const char *at = rest->at, *end = at + rest->length;

	while (at < end && *at == ' ') /* nearly always the only blank */
		at++;
	while (at < end && is_blank(*at))
		at++;
	at = read_digits(at, end, n);
	if (!at)
		return false;
	*rest = text_of(at, (size_t)(end - at));
	return true;
}

bool text_to_number(struct text text, uint64_t *n)
{
	uint64_t value;
	const char *end = read_digits(text.at, text.at + text.length, &value);

	if (!end || end != text.at + text.length)
		return false;
	*n = value;
	return true;
}

/* ---- strings that are kept ---- */

char *text_dup(struct text text)
{
	char *copy = malloc(text.length + 1);

	if (!copy)
		return NULL;
	if (text.length > 0)
		memcpy(copy, text.at, text.length);
	copy[text.length] = '\0';
	return copy;
}

uint32_t string_pool_add(struct string_pool *pool, struct text text)
{
	size_t offset = pool->length > 0 ? pool->length : 1;
	char *block = NULL;

	if (text.length == 0)
		return 0;
	if (text.length < UINT32_MAX - offset)
		block = array_reserve(pool->block, &pool->capacity, offset + text.length + 1, 1);
	pool->failed |= !block;
	if (!block)
		return 0;
	pool->block = block;
	block[0] = '\0';
	memcpy(block + offset, text.at, text.length);
	block[offset + text.length] = '\0';
	pool->length = offset + text.length + 1;
	return (uint32_t)offset;
}

void string_pool_free(struct string_pool *pool)
{
	free(pool->block);
	*pool = (struct string_pool){ 0 };
}
