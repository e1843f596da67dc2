/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/long_lines.h"

#include <string.h>

#include "base/macros.h"

static const char mark[LONG_LINES_MARK + 1] = "...";

static size_t head_most(const struct long_lines *lines)
{
	return lines->whole < LONG_LINES_FEW ? LONG_LINES_WHOLE : LONG_LINES_HEAD;
}

/* What follows the head of a line: the last bytes of it are kept. */
static void keep(struct long_lines *lines, const char *text, size_t length)
{
	size_t new = min_size(length, sizeof(lines->tail));
	size_t old = min_size(lines->kept, sizeof(lines->tail) - new);

	memmove(lines->tail, lines->tail + lines->kept - old, old);
	memcpy(lines->tail + old, text + length - new, new);
	lines->kept = old + new;
	lines->left += length;
}

/* The end of a line: whatever is cut out, the line is no longer for the mark that stands there. */
static size_t finish(struct long_lines *lines, char *out)
{
	size_t length = lines->kept;

	memcpy(out, lines->tail, length);
	if (lines->left > lines->kept)
		memcpy(out, mark, LONG_LINES_MARK);
	out[length++] = '\n';
	if (lines->head > LONG_LINES_HEAD)
		lines->whole += lines->head;
	lines->head = lines->left = lines->kept = 0;
	return length;
}

/*
 * The bytes of whole lines at the start of which none is long: nearly all that there are.  Where a newline is
 * the last of so many bytes, no line before it is longer than that.
 */
static size_t short_lines(const char *text, size_t length)
{
	const char *last = text, *at = text;

	while (last) {
		at = last;
		last = memrchr(at, '\n', min_size((size_t)(text + length - at), LONG_LINES_HEAD));
		last = last ? last + 1 : NULL;
	}
	return (size_t)(at - text);
}

bool long_lines_has_none(const struct long_lines *lines, const char *text, size_t length)
{
	return lines->head == 0 && short_lines(text, length) == length;
}

size_t long_lines_cut(struct long_lines *lines, char *out, const char *text, size_t length)
{
	const char *end = text + length, *newline;
	char *at = out;

	while (text < end) {
		size_t part, head;

		if (lines->head == 0 && (part = short_lines(text, (size_t)(end - text))) > 0) {
			memmove(at, text, part);
			at += part;
			text += part;
			continue;
		}
		newline = memchr(text, '\n', (size_t)(end - text));
		part = (size_t)((newline ? newline : end) - text);
		head = head_most(lines) - lines->head;
		if (head > part)
			head = part;
		memmove(at, text, head);
		at += head;
		lines->head += head;
		if (part > head)
			keep(lines, text + head, part - head);
		text += part;
		if (newline) {
			text++;
			at += finish(lines, at);
		}
	}
	return (size_t)(at - out);
}
