/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/pasted/sides.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/macros.h"
#include "parse/meminfo/meminfo.h"

/* So many lines must have two sides: one or two may be chance. */
#define LINES_MIN 3

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '(' || c == ')';
}

/* "MemFree:" at the beginning of text, behind blanks; empty if it is no field of meminfo. */
static struct text field_at(struct text text)
{
	size_t end = 0;

	while (text.length > 0 && (text.at[0] == ' ' || text.at[0] == '\t'))
		text = text_of(text.at + 1, text.length - 1);
	while (end < text.length && is_name(text.at[end]))
		end++;
	if (end == 0 || end == text.length || text.at[end] != ':' ||
		meminfo_field_find(text.at, end) < 0)
		return text_of(text.at, 0);
	return text_of(text.at, end + 1);
}

/* --- Marks at the beginning of lines --- */

static size_t count_marked(struct text text, char mark)
{
	struct text line;
	size_t count = 0;

	while (text_next_line(&text, &line))
		count += line.length > 1 && line.at[0] == mark &&
			 field_at(text_of(line.at + 1, line.length - 1)).length > 0;
	return count;
}

/* The marks of a diff: "-+", "<>"; NULL if it is none.  Mails are quoted by ">" alone. */
static const char *marks_of(struct text text)
{
	static const char *const pairs[] = { "-+", "<>" };

	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (count_marked(text, pairs[i][0]) > 0 && count_marked(text, pairs[i][1]) > 0)
			return pairs[i];
	return NULL;
}

/* --- Columns --- */

/* Where the same field stands in the line again; NULL if it does not. */
static const char *second_of(struct text line)
{
	struct text name = field_at(line), rest;

	if (name.length == 0)
		return NULL;
	rest = text_of(name.at + name.length,
		(size_t)(line.at + line.length - name.at) - name.length);
	return rest.length > name.length ? memmem(rest.at, rest.length, name.at, name.length)
					 : NULL;
}

static bool has_columns(struct text text)
{
	size_t both = 0, fields = 0;
	struct text line;

	while (text_next_line(&text, &line)) {
		fields += field_at(line).length > 0;
		both += second_of(line) != NULL;
	}
	return both >= LINES_MIN && both * 2 > fields;
}

/* --- Both --- */

struct buffer {
	char *at;
	size_t length;
};

static void put_line(struct buffer *buffer, struct text line)
{
	memcpy(buffer->at + buffer->length, line.at, line.length);
	buffer->length += line.length;
	buffer->at[buffer->length++] = '\n';
}

/* What side 0 or 1 has of the line of a diff. */
static struct text marked_side(struct text line, const char *marks, int side)
{
	if (line.length > 0 && line.at[0] == marks[!side])
		return text_of(line.at, 0);
	if (line.length > 0 && line.at[0] == marks[side])
		return text_of(line.at + 1, line.length - 1);
	return line;
}

/* "|", "<" and ">" stand between the columns of diff -y. */
static struct text column_side(struct text line, int side)
{
	const char *second = second_of(line);
	struct text trimmed = text_trim(line);
	bool right_only = trimmed.length > 0 && trimmed.at[0] == '>';

	if (!second && right_only != (side == 1))
		return text_of(line.at, 0);
	if (!second && right_only)
		return text_of(trimmed.at + 1, trimmed.length - 1);
	if (second && side == 1)
		return text_of(second, (size_t)(line.at + line.length - second));
	if (second)
		line.length = (size_t)(second - line.at);
	line = text_trim(line);
	while (line.length > 0 && memchr("|<> \t", line.at[line.length - 1], 5))
		line.length--;
	return line;
}

static void put_side(struct buffer *buffer, struct text text, const char *marks, int side)
{
	struct text line;

	while (text_next_line(&text, &line))
		put_line(buffer, marks ? marked_side(line, marks, side) : column_side(line, side));
}

enum status sides_split(char **out, size_t *length, struct text text)
{
	const char *marks = marks_of(text);
	struct buffer buffer = { .length = 0 };

	if (!marks && !has_columns(text))
		return STATUS_ABSENT;
	/* A line may lack its newline, and each side gets one. */
	buffer.at = malloc(2 * (text.length + 1));
	if (!buffer.at)
		return STATUS_NO_MEMORY;
	put_side(&buffer, text, marks, 0);
	put_side(&buffer, text, marks, 1);
	*out = buffer.at;
	*length = buffer.length;
	return STATUS_OK;
}
