/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/codec/template.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"

/* Longer ones may not fit into 64 bits, and stand in the template as they are. */
#define DIGITS_MOST 19
#define WIDTH_MOST  99

void numbers_add(struct numbers *numbers, int64_t n)
{
	int64_t *grown;

	if (numbers->failed)
		return;
	grown = array_reserve(numbers->at, &numbers->capacity, numbers->count + 1, sizeof(*grown));
	numbers->failed = !grown;
	if (!grown)
		return;
	numbers->at = grown;
	grown[numbers->count++] = n;
}

void numbers_free(struct numbers *numbers)
{
	free(numbers->at);
	*numbers = (struct numbers){ 0 };
}

/* What stands for a number. */
struct slot {
	bool zeros;   /* of exactly width digits */
	size_t width; /* 0: as many as it needs, and no blank */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many at the front of text are that, or digits if c is '0'. */
static size_t count_of(struct text text, char c)
{
	size_t n = 0;

	while (n < text.length && (c == '0' ? is_digit(text.at[n]) : text.at[n] == c))
		n++;
	return n;
}

static void skip(struct text *text, size_t length)
{
	text->at += length;
	text->length -= length;
}

static uint64_t take_digits(struct text *text, size_t digits)
{
	uint64_t n = 0;

	for (size_t i = 0; i < digits; i++)
		n = n * 10 + (uint64_t)(text->at[i] - '0');
	skip(text, digits);
	return n;
}

static void put_literal(struct bytes *template, struct text *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		bytes_put(template, text->at[i] == '%' ? "%%" : text->at + i,
			text->at[i] == '%' ? 2 : 1);
	skip(text, length);
}

static void put_slot(struct bytes *template, const struct slot *slot)
{
	char name[16];
	int length;

	if (slot->width == 0)
		length = snprintf(name, sizeof(name), "%%d");
	else
		length = snprintf(name, sizeof(name), "%%%s%zud", slot->zeros ? "0" : "",
			slot->width);
	bytes_put(template, name, (size_t)length);
}

/* ---- reading a template ---- */

/* Takes the slot whose '%' has been seen; false if it is none. */
static bool take_slot(struct text *template, struct slot *slot)
{
	size_t digits;

	*slot = (struct slot){ .zeros = template->length > 0 && *template->at == '0' };
	digits = count_of(*template, '0');
	if (digits > 3)
		return false;
	slot->width = (size_t)take_digits(template, digits);
	if (template->length == 0 || *template->at != 'd' || slot->width > WIDTH_MOST ||
		(slot->zeros && (slot->width == 0 || slot->width > DIGITS_MOST)))
		return false;
	skip(template, 1);
	return true;
}

/* The next byte that stands for itself, or a slot.  False if the template is none. */
static bool take_part(struct text *template, char *literal, struct slot *slot, bool *is_slot)
{
	*literal = *template->at;
	*is_slot = false;
	skip(template, 1);
	if (*literal != '%')
		return true;
	if (template->length > 0 && *template->at == '%') {
		skip(template, 1);
		return true;
	}
	*is_slot = true;
	return take_slot(template, slot);
}

/* ---- making ---- */

/* What is being made. */
struct making {
	struct bytes *template;
	struct numbers *numbers;
	size_t first; /* how many numbers there were */
	struct numbers
		widths; /* of the template before, slot by slot: its width, or minus its blanks */
};

/* Whether so many blanks and digits fill a column: as far as the template before tells. */
static bool fills_column(const struct making *making, size_t blanks, size_t digits, bool ends_line)
{
	size_t at = making->numbers->count - making->first;
	int64_t width = at < making->widths.count ? making->widths.at[at] : 0;

	if (width > 0)
		return blanks + digits == (size_t)width ||
		       (blanks == 1 && blanks + digits > (size_t)width);
	if (width < 0)
		return blanks != (size_t)-width;
	/* "min      68" of zoneinfo has always as many blanks, "Normal   68  12" has columns. */
	return blanks >= 2 && !ends_line;
}

/* Blanks, and the digits behind them. */
static void make_padded(struct making *making, struct text *text, size_t blanks)
{
	struct text behind = text_of(text->at + blanks, text->length - blanks);
	size_t digits = count_of(behind, '0');
	bool ends_line = digits == behind.length || behind.at[digits] == '\n';
	const struct slot slot = { .width = blanks + digits };

	if (digits == 0 || digits > DIGITS_MOST || slot.width > WIDTH_MOST ||
		(digits > 1 && *behind.at == '0') ||
		!fills_column(making, blanks, digits, ends_line)) {
		put_literal(making->template, text, blanks);
		return;
	}
	put_slot(making->template, &slot);
	skip(text, blanks);
	numbers_add(making->numbers, (int64_t)take_digits(text, digits));
}

static void make_number(struct making *making, struct text *text, bool fraction)
{
	size_t digits = count_of(*text, '0');
	struct slot slot = { .zeros = fraction || (digits > 1 && *text->at == '0') };

	if (digits > DIGITS_MOST) {
		put_literal(making->template, text, digits);
		return;
	}
	slot.width = slot.zeros ? digits : 0;
	put_slot(making->template, &slot);
	numbers_add(making->numbers, (int64_t)take_digits(text, digits));
}

/* How each number of a template stands. */
static void learn(struct numbers *widths, struct text template)
{
	int64_t blanks = 0;
	bool is_slot;
	struct slot slot;
	char literal;

	while (template.length > 0 && take_part(&template, &literal, &slot, &is_slot)) {
		if (is_slot)
			numbers_add(widths,
				slot.width && !slot.zeros ? (int64_t)slot.width : -blanks);
		blanks = !is_slot && literal == ' ' ? blanks + 1 : 0;
	}
}

void template_make(struct bytes *template, struct numbers *numbers, struct text text,
	struct text before)
{
	struct making making = { .template = template,
		.numbers = numbers,
		.first = numbers->count };
	char last = '\0';

	learn(&making.widths, before);
	while (text.length > 0) {
		size_t blanks = count_of(text, ' ');

		if (blanks > 0)
			make_padded(&making, &text, blanks);
		else if (is_digit(*text.at))
			make_number(&making, &text, last == '.');
		else
			put_literal(template, &text, 1);
		last = text.at[-1];
	}
	numbers_free(&making.widths);
}

/* ---- matching and rendering ---- */

static bool match_slot(const struct slot *slot, struct text *text, struct numbers *numbers)
{
	size_t blanks = !slot->zeros && slot->width ? count_of(*text, ' ') : 0, digits;

	skip(text, blanks);
	digits = count_of(*text, '0');
	if (digits == 0 || digits > DIGITS_MOST)
		return false;
	if (slot->zeros ? digits != slot->width : digits > 1 && *text->at == '0')
		return false;
	if (!slot->zeros && slot->width &&
		(blanks == 0 || (blanks > 1 && blanks + digits != slot->width) ||
			blanks + digits < slot->width))
		return false;
	numbers_add(numbers, (int64_t)take_digits(text, digits));
	return true;
}

bool template_match(struct text template, struct text text, struct numbers *numbers)
{
	size_t count = numbers->count;
	bool matches = true, is_slot;
	struct slot slot;
	char literal;

	while (matches && template.length > 0) {
		matches = take_part(&template, &literal, &slot, &is_slot);
		if (matches && is_slot) {
			matches = match_slot(&slot, &text, numbers);
		} else if (matches) {
			matches = text.length > 0 && *text.at == literal;
			if (matches)
				skip(&text, 1);
		}
	}
	matches = matches && text.length == 0;
	if (!matches)
		numbers->count = count;
	return matches;
}

/* A kernel's files have hundreds of these: printf() would take most of the time of a moment without trends. */
static void render_number(struct bytes *out, const struct slot *slot, uint64_t n)
{
	char digits[WIDTH_MOST + 24];
	char *const end = digits + sizeof(digits);
	char *at = end;

	do
		*--at = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	if (slot->zeros) {
		while ((size_t)(end - at) < slot->width)
			*--at = '0';
	} else if (slot->width) {
		/* A blank at least. */
		do
			*--at = ' ';
		while ((size_t)(end - at) < slot->width);
	}
	bytes_put(out, at, (size_t)(end - at));
}

enum status template_render(struct bytes *out, struct text template, const int64_t *numbers,
	size_t count)
{
	size_t used = 0;
	struct slot slot;
	bool is_slot;
	char literal;

	while (template.length > 0) {
		if (!take_part(&template, &literal, &slot, &is_slot))
			return STATUS_MALFORMED;
		if (!is_slot)
			bytes_put(out, &literal, 1);
		else if (used < count)
			render_number(out, &slot, (uint64_t)numbers[used++]);
		else
			return STATUS_MALFORMED;
	}
	if (used != count)
		return STATUS_MALFORMED;
	return out->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

size_t template_find(struct text template, const char *key)
{
	size_t same = 0,
	       used = 0; /* bytes of the line so far that are the key's; SIZE_MAX: others */
	struct slot slot;
	bool is_slot;
	char literal;

	while (template.length > 0 && take_part(&template, &literal, &slot, &is_slot)) {
		if (is_slot && same != SIZE_MAX && key[same] == '\0')
			return used;
		if (is_slot || (same != SIZE_MAX && literal != (key[same] ? key[same] : ' ')))
			same = SIZE_MAX;
		else if (same != SIZE_MAX && key[same])
			same++;
		if (!is_slot && literal == '\n')
			same = 0;
		used += is_slot;
	}
	return SIZE_MAX;
}
