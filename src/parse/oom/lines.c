/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/oom/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "parse/oom/prefix.h"
#include "parse/oom/words.h"

/* So much of a text is looked at to see whether it is quoted-printable. */
#define SAMPLE_LENGTH 32768

/* Narrower terminals break so much that nothing can be told. */
#define WIDTH_MIN 60
#define WIDTH_MAX 400

/* So much in front of a landmark is looked at for a call trace. */
#define TRACE_LENGTH 2048

/* Lines of the input that are taken together at the most where their ends are soft. */
#define SOFT_MAX 64

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_quoted_printable(struct text text)
{
	size_t length = text.length < SAMPLE_LENGTH ? text.length : SAMPLE_LENGTH;

	return memmem(text.at, length, "=3D", 3) != NULL;
}

static bool is_stamped(struct text line)
{
	struct oom_line stripped = { .text = oom_prefix_unquote(line) };

	oom_prefix_strip(&stripped);
	return stripped.stamped;
}

/*
 * The width of the terminal that lines were copied from: most lines that go on in one without a stamp
 * have it, few are longer, and most that have it go on.  Mailers break at words, in as many lengths
 * as it comes; lines that are only cut at a width are followed by stamps.
 */
static size_t terminal_width(struct text text)
{
	size_t length = text.length < SAMPLE_LENGTH ? text.length : SAMPLE_LENGTH;
	struct text rest = text_of(text.at, length), line, next;
	uint16_t full[WIDTH_MAX] = { 0 }, go_on[WIDTH_MAX] = { 0 };
	size_t all = 0, longer = 0, width = 0;

	if (!text_next_line(&rest, &next))
		return 0;
	for (line = next; text_next_line(&rest, &next); line = next) {
		if (line.length < WIDTH_MIN || line.length >= WIDTH_MAX)
			continue;
		full[line.length]++;
		if (is_stamped(next))
			continue;
		all++;
		go_on[line.length]++;
		if (go_on[line.length] > go_on[width])
			width = line.length;
	}
	for (size_t i = width + 1; i < WIDTH_MAX; i++)
		longer += go_on[i];
	if (go_on[width] < 3 || longer * 10 > all || go_on[width] * 5 < all * 3)
		return 0;
	return go_on[width] * 4 >= full[width] * 3 ? width : 0;
}

void oom_lines_begin(struct oom_lines *lines, const char *text, size_t length, char *copy)
{
	*lines = (struct oom_lines){ .rest = text_of(text, length), .copy = copy };
	oom_landmarks_prepare(&lines->landmarks);
}

void oom_lines_end(struct oom_lines *lines)
{
	free(lines->items);
	lines->items = NULL;
}

/* Copies a line, decoded; true where its end is soft, so that the next one belongs to it. */
static bool decode(struct oom_lines *lines, struct text line)
{
	char *out = lines->copy + lines->used;

	for (size_t i = 0; i < line.length; i++) {
		int high, low;

		if (line.at[i] != '=') {
			*out++ = line.at[i];
			continue;
		}
		if (i + 1 == line.length) {
			lines->used = (size_t)(out - lines->copy);
			return true;
		}
		high = hex_digit(line.at[i + 1]);
		low = i + 2 < line.length ? hex_digit(line.at[i + 2]) : -1;
		if (high < 0 || low < 0 || high * 16 + low == 0) {
			*out++ = '=';
			continue;
		}
		*out++ = (char)(high * 16 + low);
		i += 2;
	}
	lines->used = (size_t)(out - lines->copy);
	return false;
}

/* The length of "ESC [ 01;31 m", with which dmesg colours a line. */
static size_t escape_length(const char *text, const char *end)
{
	const char *at = text + 1;

	if (at == end || *at != '[')
		return 1;
	for (at++; at < end && ((*at >= '0' && *at <= '9') || *at == ';'); at++)
		;
	return (size_t)(at - text) + (at < end);
}

/* Whether none of eight bytes is a control character, DEL or beyond ASCII. */
static bool is_plain(const char *text)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t bytes, not_del;

	memcpy(&bytes, text, sizeof(bytes));
	not_del = bytes ^ each * 0x7f;
	return ((bytes | (bytes - each * ' ') | (not_del - each)) & each * 0x80) == 0;
}

/* Hard blanks (U+00A0), which mailers make of several blanks, colours and control characters. */
static void soften_blanks(char *text, size_t length)
{
	for (char *end = text + length; text < end; text++) {
		size_t count = 0;

		while (end - text >= 8 && is_plain(text))
			text += 8;
		if (text == end)
			break;
		if (*text == '\x1b')
			count = escape_length(text, end);
		else if (text[0] == '\xc2' && text + 1 < end && text[1] == '\xa0')
			count = 2;
		else if ((unsigned char)*text < ' ' || *text == '\x7f')
			count = 1;
		memset(text, ' ', count);
	}
}

/*
 * Where a figure was broken in two at the end of the line before ("free:44" and "608kB", "12*6" and
 * "4kB"), puts it together: moves the first word of line behind the last one of that line.
 */
static void glue(struct oom_lines *lines, struct oom_line *before, struct oom_line *line)
{
	char *end = lines->copy + (before->text.at - lines->copy) + before->text.length;
	struct text rest = line->text, first = text_next_word(&rest), joined;
	size_t length = 0;
	enum oom_key key;
	char buffer[64];
	uint64_t a, b;

	while (length < before->text.length && end[-1 - (ptrdiff_t)length] != ' ')
		length++;
	if (length == 0 || first.length == 0 || length + first.length > 60)
		return;
	memcpy(buffer, end - length, length);
	memcpy(buffer + length, first.at, first.length);
	joined = text_of(buffer, length + first.length);
	if (oom_word_figure(joined, &key, &a) != OOM_WORD_BYTES && !oom_word_blocks(joined, &a, &b))
		return;
	if (oom_word_figure(text_of(end - length, length), &key, &a) == OOM_WORD_BYTES ||
		oom_word_figure(first, &key, &a) != OOM_WORD_OTHER)
		return;
	/* "12" and "6*4kB": between two kinds of blocks no number stands by itself. */
	if (oom_word_blocks(first, &a, &b) && !text_to_number(text_of(end - length, length), &a))
		return;
	memmove(end, first.at, first.length);
	before->text.length += first.length;
	line->text = rest;
}

static bool ends_encoded(const struct oom_lines *lines, const char *start)
{
	const char *end = lines->copy + lines->used;

	return end > start && end[-1] == '\n';
}

/* The rest of an encoded line that was quoted, without "> ". */
static struct text unquote_once(struct text line)
{
	if (line.length == 0 || line.at[0] != '>')
		return line;
	line = oom_prefix_unquote(line);
	return line.length > 0 && line.at[0] == ' ' ? text_of(line.at + 1, line.length - 1) : line;
}

static void copy_line(struct oom_lines *lines, struct text line)
{
	memcpy(lines->copy + lines->used, line.at, line.length);
	lines->used += line.length;
}

/* Whether a terminal broke the line, so that the next one belongs to it. */
static bool goes_on(const struct oom_lines *lines, struct text line)
{
	struct text rest = lines->rest, next;

	return lines->width > 0 && line.length == lines->width && text_next_line(&rest, &next) &&
	       !is_stamped(next);
}

/* The tags of a forum, "[COLOR="Red"]" and "[/COLOR]", become blanks. */
static void drop_forum_tags(char *text, size_t length)
{
	char *end = text + length, *close;

	if (length == 0 || !memmem(text, length, "[/", 2))
		return;
	while ((text = memchr(text, '[', (size_t)(end - text)))) {
		close = memchr(text, ']', (size_t)(end - text));
		if (close && (text[1] == '/' || (text[1] >= 'A' && text[1] <= 'Z')))
			memset(text, ' ', (size_t)(close - text) + 1);
		text++;
	}
}

/* Takes the next line of the input into part; false at the end. */
static bool next_part(struct oom_lines *lines)
{
	char *start = lines->copy + lines->used;
	struct text line;
	bool soft = true;

	if (!text_next_line(&lines->rest, &line))
		return false;
	lines->number++;
	if (!lines->quoted_printable) {
		copy_line(lines, line);
		for (int i = 0; i < SOFT_MAX && goes_on(lines, line); i++) {
			text_next_line(&lines->rest, &line);
			lines->number++;
			copy_line(lines, *start == '>' ? unquote_once(line) : line);
		}
	} else {
		soft = decode(lines, line);
		/* "=0A=" is where the line ends that was encoded. */
		for (int i = 0; soft && !ends_encoded(lines, start) && i < SOFT_MAX &&
				text_next_line(&lines->rest, &line);
			i++) {
			lines->number++;
			soft = decode(lines, *start == '>' ? unquote_once(line) : line);
		}
	}
	soften_blanks(start, (size_t)(lines->copy + lines->used - start));
	drop_forum_tags(start, (size_t)(lines->copy + lines->used - start));
	lines->part =
		oom_prefix_unquote(text_of(start, (size_t)(lines->copy + lines->used - start)));
	return true;
}

/* memmem() of four bytes whose first one is rare. */
static const char *find_in(struct text text, const char *four)
{
	const char *first = memchr(text.at, four[0], text.length);

	return first ? memmem(first, text.length - (size_t)(first - text.at), four, 4) : NULL;
}

/* Where the first "#012" or "\x0a", a newline as syslog and /dev/kmsg write it, stands. */
static size_t find_escape(struct text text, size_t *length)
{
	const char *syslog = find_in(text, "#012");
	const char *kmsg = find_in(text, "\\x0a");

	*length = 4;
	if (!syslog || (kmsg && kmsg < syslog))
		syslog = kmsg;
	return syslog ? (size_t)(syslog - text.at) : text.length;
}

static void append(struct oom_lines *lines, const struct oom_line *line)
{
	struct oom_line *grown =
		array_reserve(lines->items, &lines->room, lines->count + 1, sizeof(*lines->items));

	if (!grown) {
		lines->no_memory = true;
		return;
	}
	lines->items = grown;
	lines->items[lines->count++] = *line;
}

/* Takes one message off part. */
static void take_part(struct oom_lines *lines)
{
	struct oom_line line = { .number = lines->number };
	size_t escape, end, next;

	while (lines->part.length > 1 && *lines->part.at == ' ')
		lines->part = text_of(lines->part.at + 1, lines->part.length - 1);
	end = find_escape(lines->part, &escape);
	next = oom_prefix_next(text_of(lines->part.at, end));
	if (next < end) {
		end = next;
		escape = 0;
	} else if (end == lines->part.length) {
		escape = 0;
	}
	line.text = text_of(lines->part.at, end);
	lines->part.at += end + escape;
	lines->part.length -= end + escape;
	oom_prefix_strip(&line);
	if (!line.stamped && lines->count > 0)
		glue(lines, &lines->items[lines->count - 1], &line);
	append(lines, &line);
}

const struct oom_line *oom_lines_at(struct oom_lines *lines, size_t index)
{
	/* The one behind it, too: it may begin with what was broken off here. */
	while (index + 1 >= lines->count && !lines->no_memory) {
		if (lines->part.length == 0 && !next_part(lines))
			break;
		if (lines->part.length > 0)
			take_part(lines);
	}
	return lines->no_memory || index >= lines->count ? NULL : &lines->items[index];
}

/* The beginning of the line before the one that holds offset at. */
static size_t line_before(struct text text, size_t at)
{
	for (int lines = 0; at > 0; at--)
		if (text.at[at - 1] == '\n' && ++lines == 2)
			break;
	return at;
}

/* Whether a call trace is among the last lines of text. */
static bool has_trace(struct text text)
{
	size_t length = text.length < TRACE_LENGTH ? text.length : TRACE_LENGTH;

	return memmem(text.at + text.length - length, length, "+0x", 3) != NULL;
}

bool oom_lines_skip(struct oom_lines *lines)
{
	size_t found = oom_landmarks_find(&lines->landmarks, lines->rest), start;

	if (found == lines->rest.length)
		return false;
	start = line_before(lines->rest, found);
	lines->traced = has_trace(text_of(lines->rest.at, found));
	for (const char *at = lines->rest.at, *end = at + start; at < end; at++) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			break;
		lines->number++;
	}
	lines->rest.at += start;
	lines->rest.length -= start;
	lines->part = text_of(lines->rest.at, 0);
	lines->quoted_printable = is_quoted_printable(lines->rest);
	lines->width = terminal_width(lines->rest);
	return true;
}
