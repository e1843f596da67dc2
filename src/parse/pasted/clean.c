/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/pasted/clean.h"

#include <stdbool.h>
#include <string.h>

#include "base/macros.h"
#include "base/text.h"

static int hex_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte that "=XX" at the beginning of text stands for, -1 if it is none. */
static int encoded_byte(struct text text)
{
	int high, low;

	if (text.length < 3 || text.at[0] != '=')
		return -1;
	high = hex_of(text.at[1]);
	low = hex_of(text.at[2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* The length of a "=" at the end of a line with its newline, 0 if there is none. */
static size_t soft_break(struct text text)
{
	if (text_starts(text, "=\n"))
		return 2;
	return text_starts(text, "=\r\n") ? 3 : 0;
}

/*
 * A text is quoted-printable if it has two encoded bytes side by side, an encoded blank at the end
 * of a line, or an encoded byte and a soft break.  "bs=2048" and "vm.swappiness=60" are neither.
 */
static bool is_quoted_printable(struct text text)
{
	size_t encoded = 0, breaks = 0;

	for (; text.length > 0; text = text_of(text.at + 1, text.length - 1)) {
		struct text behind = text_of(text.at + 3, text.length < 3 ? 0 : text.length - 3);
		int byte = encoded_byte(text);

		breaks += soft_break(text) > 0;
		encoded += byte >= 0;
		if (byte >= 0 && encoded_byte(behind) >= 0)
			return true;
		if (byte == ' ' && (text_starts(behind, "\n") || text_starts(behind, "\r\n")))
			return true;
	}
	return encoded > 0 && breaks > 0;
}

static size_t decode(char *out, struct text text)
{
	size_t length = 0;

	while (text.length > 0) {
		int byte = encoded_byte(text);
		size_t taken = soft_break(text);

		if (byte >= 0) {
			out[length++] = (char)byte;
			taken = 3;
		} else if (taken == 0) {
			out[length++] = text.at[0];
			taken = 1;
		}
		text = text_of(text.at + taken, text.length - taken);
	}
	return length;
}

/* The length of a control sequence (ESC [ ... letter) at the beginning of text, 0 if there is none.
 */
static size_t control_sequence(struct text text)
{
	size_t end = 2;

	if (!text_starts(text, "\x1b["))
		return 0;
	while (end < text.length && text.at[end] >= 0x20 && text.at[end] < 0x40)
		end++;
	return end < text.length && text.at[end] >= 0x40 ? end + 1 : 0;
}

/* The length of "[01;32m" or "[K" at the beginning of text, 0 if there is none. */
static size_t bare_sequence(struct text text)
{
	size_t end = 1;

	if (text.length < 2 || text.at[0] != '[')
		return 0;
	while (end < text.length && end < 16 &&
		((text.at[end] >= '0' && text.at[end] <= '9') || text.at[end] == ';'))
		end++;
	return end < text.length && (text.at[end] == 'm' || text.at[end] == 'K') ? end + 1 : 0;
}

/*
 * A sequence whose escape character was lost on the way, or is written out: "[01;32m", "^[[0m".
 * One without a digit may be a word in brackets, unless it stands beside another.
 */
static size_t lost_sequence(struct text text, bool behind_another)
{
	size_t caret = text_starts(text, "^[[") ? 2 : 0, length;
	struct text rest = text_of(text.at + caret, text.length - caret), next;

	length = bare_sequence(rest);
	if (length == 0)
		return 0;
	next = text_of(rest.at + length, rest.length - length);
	if (length == 2 && caret == 0 && !behind_another && bare_sequence(next) == 0)
		return 0;
	return caret + length;
}

/* Blanks of Unicode that word processors and locales put between digits. */
static const struct {
	const char *bytes, *instead;
} characters[] = {
	{ "\xc2\xa0", " " },     /* no-break space */
	{ "\xe2\x80\x87", " " }, /* figure space */
	{ "\xe2\x80\x89", " " }, /* thin space */
	{ "\xe2\x80\xaf", " " }, /* narrow no-break space */
	{ "\xe3\x80\x80", " " }, /* ideographic space */
	{ "\xe2\x80\x8b", "" },  /* zero width space */
	{ "\xef\xbb\xbf", "" },  /* byte order mark */
	{ "\xe2\x80\x99", "'" }, /* right single quotation mark */
	{ "\xef\xbc\x9a", ":" }, /* fullwidth colon */
	{ "&nbsp;", " " },
	{ "&gt;", ">" },
};

/* Whether the text is a page of HTML, or a part of one. */
static bool is_html(struct text text)
{
	static const char *const tags[] = { "<br", "<pre", "<td", "<p>", "<li>" };

	for (size_t i = 0; i < COUNT_OF(tags); i++)
		if (text.length > 0 && memmem(text.at, text.length, tags[i], strlen(tags[i])))
			return true;
	return false;
}

#define TAG_MAX 64

/* The length of a tag at the beginning of text, 0 if there is none. */
static size_t tag_length(struct text text)
{
	size_t end = 2;

	if (text.length < 3 || text.at[0] != '<' ||
		!((text.at[1] >= 'a' && text.at[1] <= 'z') || text.at[1] == '/'))
		return 0;
	while (end < text.length && end < TAG_MAX && text.at[end] != '>' && text.at[end] != '\n')
		end++;
	return end < text.length && text.at[end] == '>' ? end + 1 : 0;
}

/* What the text is written in, beside plain lines. */
struct dress {
	bool html, escaped;
	bool behind_sequence; /* what was taken last is a control sequence */
};

/* A string of JSON or of a programming language: lines end in a backslash and an n. */
static bool is_escaped(struct text text)
{
	size_t escaped = 0, lines = 0;

	for (size_t i = 0; i < text.length; i++) {
		lines += text.at[i] == '\n';
		escaped += text.at[i] == '\\' && i + 1 < text.length && text.at[i + 1] == 'n';
	}
	return escaped > 1 && escaped > lines;
}

static size_t take_sequence(const struct dress *dress, struct text text)
{
	size_t taken = control_sequence(text);

	return taken > 0 ? taken : lost_sequence(text, dress->behind_sequence);
}

/* What one character stands for, more than one only in a tag or an escape; 0: nothing special. */
static size_t take_markup(char *out, size_t *length, const struct dress *dress, struct text text)
{
	size_t tag = dress->html ? tag_length(text) : 0;

	if (tag > 0) {
		out[(*length)++] = ' ';
		return tag;
	}
	if (dress->escaped && (text_starts(text, "\\n") || text_starts(text, "\\t"))) {
		out[(*length)++] = text.at[1] == 'n' ? '\n' : '\t';
		return 2;
	}
	for (size_t i = 0; i < COUNT_OF(characters); i++) {
		if (!text_starts(text, characters[i].bytes))
			continue;
		if (characters[i].instead[0])
			out[(*length)++] = characters[i].instead[0];
		return strlen(characters[i].bytes);
	}
	return 0;
}

static size_t take_character(char *out, size_t *length, struct dress *dress, struct text text)
{
	size_t taken = take_sequence(dress, text);

	dress->behind_sequence = taken > 0;
	if (taken == 0)
		taken = take_markup(out, length, dress, text);
	if (taken > 0)
		return taken;
	out[(*length)++] = text.at[0];
	return 1;
}

/* The bar that ends the cell in front of at, or NULL. */
static char *next_bar(char *at, const char *end)
{
	return at < end ? memchr(at, '|', (size_t)(end - at)) : NULL;
}

/*
 * "| MemTotal | 16268680 kB |" of Markdown, MySQL and their kin becomes "  MemTotal : 16268680 kB  ";
 * other rows, where the second cell is no number or the first ends in a colon, only lose their bars.
 */
static void open_row(char *line, const char *end)
{
	char *first = line, *second, *cell;
	bool is_figure;

	while (first < end && (*first == ' ' || *first == '\t'))
		first++;
	if (first == end || *first != '|' || !(second = next_bar(first + 1, end)) ||
		!next_bar(second + 1, end))
		return;
	for (cell = second + 1; *cell == ' ' || *cell == '\t';)
		cell++;
	is_figure = *cell >= '0' && *cell <= '9' && !memchr(first, ':', (size_t)(second - first));
	for (char *bar = first; bar; bar = next_bar(bar, end))
		*bar = bar == second && is_figure ? ':' : ' ';
}

static void open_rows(char *out, size_t length)
{
	char *end = out + length;

	for (char *line = out; line < end;) {
		char *newline = memchr(line, '\n', (size_t)(end - line));

		open_row(line, newline ? newline : end);
		line = newline ? newline + 1 : end;
	}
}

size_t pasted_clean(char *out, const char *text, size_t length)
{
	struct text rest = text_of(text, length);
	struct dress dress = { .html = is_html(rest), .escaped = is_escaped(rest) };
	size_t kept = 0;

	if (is_quoted_printable(rest))
		rest = text_of(out, decode(out, rest));
	while (rest.length > 0) {
		size_t taken = take_character(out, &kept, &dress, rest);

		rest = text_of(rest.at + taken, rest.length - taken);
	}
	open_rows(out, kept);
	return kept;
}
