/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

struct code_range {
	uint32_t first, last;
};

#include "base/array.h"
#include "base/macros.h"
#include "base/utf8_ranges.h"

/*
 * Characters that move the cursor or reorder what stands around them, beyond C0, DEL and C1, and those of
 * which nothing is seen, with which one name passes for another.  Joiners and selectors of variants shape
 * what people write.
 */
static const struct code_range forbidden_ranges[] = {
	{ 0x061c, 0x061c },   /* Arabic letter mark */
	{ 0x180e, 0x180e },   /* Mongolian vowel separator */
	{ 0x200b, 0x200b },   /* zero width space */
	{ 0x200e, 0x200f },   /* left-to-right and right-to-left mark */
	{ 0x2028, 0x202e },   /* line and paragraph separator, embeddings and overrides */
	{ 0x2060, 0x206f },   /* word joiner, invisible operators, isolates, deprecated controls */
	{ 0xfeff, 0xfeff },   /* byte order mark */
	{ 0xfff9, 0xfffb },   /* interlinear annotations */
	{ 0x1d173, 0x1d17a }, /* controls of musical notation */
	{ 0xe0000, 0xe007f }, /* tags */
};

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static bool in_ranges(const struct code_range *ranges, size_t count, uint32_t code)
{
	size_t at;

	LOWER_BOUND(at, count, ranges[at].last < code);
	return at < count && ranges[at].first <= code;
}

/* What the first byte of a sequence says: its length, its payload, the smallest code it may give.
 */
struct lead {
	size_t length;
	uint32_t code, smallest;
};

static struct lead read_lead(unsigned char byte)
{
	if (byte < 0x80)
		return (struct lead){ 1, byte, 0 };
	if (byte >= 0xc2 && byte < 0xe0)
		return (struct lead){ 2, byte & 0x1fu, 0x80 };
	if (byte >= 0xe0 && byte < 0xf0)
		return (struct lead){ 3, byte & 0x0fu, 0x800 };
	if (byte >= 0xf0 && byte < 0xf5)
		return (struct lead){ 4, byte & 0x07u, 0x10000 };
	return (struct lead){ 0, 0, 0 };
}

size_t utf8_decode(const char *at, size_t length, uint32_t *code)
{
	struct lead lead = read_lead((unsigned char)at[0]);

	*code = UINT32_MAX;
	if (lead.length == 0 || lead.length > length)
		return 1;
	for (size_t i = 1; i < lead.length; i++) {
		unsigned char byte = (unsigned char)at[i];

		if ((byte & 0xc0) != 0x80)
			return 1;
		lead.code = lead.code << 6 | (byte & 0x3fu);
	}
	if (lead.code < lead.smallest || lead.code > 0x10ffff ||
		(lead.code >= 0xd800 && lead.code <= 0xdfff))
		return 1;
	*code = lead.code;
	return lead.length;
}

int utf8_columns(uint32_t code)
{
	if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		return -1;
	if (code < 0x300) /* before the first combining character */
		return 1;
	/* Lines and blocks, and the ideographs of most texts, of which screens are full. */
	if (code >= 0x2500 && code < 0x25fd)
		return 1;
	if (code >= 0x4e00 && code < 0xa000)
		return 2;
	if (in_ranges(forbidden_ranges, COUNT_OF(forbidden_ranges), code))
		return -1;
	if (in_ranges(zero_ranges, COUNT_OF(zero_ranges), code))
		return 0;
	return in_ranges(wide_ranges, COUNT_OF(wide_ranges), code) ? 2 : 1;
}

/* Where utf8_printable() has got to: what it wrote, and what it would have needed. */
struct writer {
	char *out;
	size_t room; /* bytes that may still be written, without the NUL */
	size_t needed;
};

/* Writes all of piece, or, once something did not fit, nothing any more. */
static void write_piece(struct writer *writer, const char *piece, size_t length)
{
	writer->needed += length;
	if (length > writer->room) {
		writer->room = 0;
		return;
	}
	memcpy(writer->out, piece, length);
	writer->out += length;
	writer->room -= length;
}

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* The length of the run of plain ASCII at the start. */
static size_t plain_run(const char *at, size_t length)
{
	size_t n = 0;

	while (n < length && is_plain(at[n]))
		n++;
	return n;
}

/* Writes as much of plain ASCII as fits. */
static void write_plain(struct writer *writer, const char *at, size_t length)
{
	size_t n = min_size(length, writer->room);

	memcpy(writer->out, at, n);
	writer->out += n;
	writer->room -= n;
	writer->needed += length;
}

static void write_hex(struct writer *writer, char letter, uint32_t code, int digits)
{
	char piece[10] = { '\\', letter };

	for (int i = digits - 1; i >= 0; i--, code >>= 4)
		piece[2 + i] = "0123456789abcdef"[code & 0xf];
	write_piece(writer, piece, (size_t)digits + 2);
}

/* A character that must not reach a terminal, as C writes it. */
static void write_escape(struct writer *writer, uint32_t code)
{
	static const char controls[] = "\a\b\t\n\v\f\r", letters[] = "abtnvfr";
	const char *control = code && code < 0x20 ? strchr(controls, (int)code) : NULL;

	if (control)
		write_piece(writer, (char[]){ '\\', letters[control - controls] }, 2);
	else if (code < 0x100)
		write_hex(writer, 'x', code, 2);
	else if (code < 0x10000)
		write_hex(writer, 'u', code, 4);
	else
		write_hex(writer, 'U', code, 8);
}

/* What stands for a character where there is but ASCII: for the eighths of a block, its height. */
static const char *ascii_form(uint32_t code)
{
	static const char *const eighths[] = { ".", ".", ".", ":", ":", ":", "#", "#" };

	return code >= 0x2581 && code <= 0x2588 ? eighths[code - 0x2581] : "?";
}

size_t utf8_printable(char *out, size_t size, const char *at, size_t length, int ascii)
{
	struct writer writer = { out, size - 1, 0 };

	while (length > 0) {
		size_t taken = plain_run(at, length);
		uint32_t code;

		if (taken > 0) {
			write_plain(&writer, at, taken);
		} else {
			taken = utf8_decode(at, length, &code);
			if (code >= 0x80 && ascii)
				write_piece(&writer, ascii_form(code), 1);
			else if (code == UINT32_MAX)
				write_piece(&writer, REPLACEMENT, 3);
			else if (utf8_columns(code) < 0)
				write_escape(&writer, code);
			else
				write_piece(&writer, at, taken);
		}
		at += taken;
		length -= taken;
	}
	*writer.out = '\0';
	return writer.needed;
}

size_t utf8_valid(char *out, const char *at, size_t length)
{
	char *end = out;

	while (length > 0) {
		uint32_t code;
		size_t taken = utf8_decode(at, length, &code);

		if (code == UINT32_MAX) {
			memcpy(end, REPLACEMENT, 3);
			end += 3;
		} else {
			memcpy(end, at, taken);
			end += taken;
		}
		at += taken;
		length -= taken;
	}
	*end = '\0';
	return (size_t)(end - out);
}

/* Columns of the first character of a printable string; *taken gets its bytes. */
static size_t first_columns(const char *at, size_t length, size_t *taken)
{
	uint32_t code;
	int columns;

	if (is_plain(*at)) {
		*taken = 1;
		return 1;
	}
	*taken = utf8_decode(at, length, &code);
	columns = code == UINT32_MAX ? 1 : utf8_columns(code);
	return columns > 0 ? (size_t)columns : 0;
}

size_t utf8_fit(const char *string, size_t columns, size_t *used)
{
	size_t length = strlen(string), at = 0, sum = 0;

	while (at < length) {
		size_t run = plain_run(string + at, min_size(length - at, columns - sum));
		size_t taken, next;

		sum += run;
		at += run;
		if (at == length)
			break;
		next = first_columns(string + at, length - at, &taken);
		if (sum + next > columns)
			break;
		sum += next;
		at += taken;
	}
	*used = sum;
	return at;
}

size_t utf8_width(const char *string)
{
	size_t used;

	utf8_fit(string, SIZE_MAX, &used);
	return used;
}
