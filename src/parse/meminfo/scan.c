/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/meminfo/scan.h"

#include "base/macros.h"

/* No name of a field is longer; it bounds the work on a line that is no meminfo at all. */
#define NAME_MAX_LENGTH 40
#define TAG_MAX_LENGTH  64

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
	return is_letter(c) || is_digit(c) || c == '_' || c == '(' || c == ')';
}

/* Blanks and NULs, and what markup, quoting and tables put around names and values. */
static bool is_filler(char c)
{
	static const char fillers[] = " \t\r\f\v*`|\"'";

	return memchr(fillers, c, sizeof(fillers)) != NULL;
}

/* The length of the markup at the beginning of text: a tag, a hard blank; 0 if there is none. */
static size_t markup_length(struct text text)
{
	if (text_starts(text, "\xc2\xa0"))
		return 2;
	if (text_starts(text, "&nbsp;"))
		return 6;
	if (text.length > 2 && text.at[0] == '<' && (is_letter(text.at[1]) || text.at[1] == '/')) {
		size_t limit = text.length < TAG_MAX_LENGTH ? text.length : TAG_MAX_LENGTH;
		const char *end = memchr(text.at, '>', limit);

		return end ? (size_t)(end - text.at) + 1 : 0;
	}
	return 0;
}

static size_t skip_filler(struct text line, size_t at)
{
	while (at < line.length) {
		size_t length = is_filler(line.at[at])
					? 1
					: markup_length(text_of(line.at + at, line.length - at));

		if (length == 0)
			break;
		at += length;
	}
	return at;
}

bool meminfo_scan_is_filler(struct text text)
{
	size_t at = skip_filler(text, 0);

	while (at < text.length && memchr(",;{}", text.at[at], 4))
		at = skip_filler(text, at + 1);
	return at == text.length;
}

/* Goes back from end over filler and tags such as </b>, but not before start. */
static size_t skip_filler_back(struct text line, size_t start, size_t end)
{
	while (end > start) {
		const char *tag;

		if (is_filler(line.at[end - 1])) {
			end--;
			continue;
		}
		if (line.at[end - 1] != '>')
			break;
		tag = memrchr(line.at + start, '<', end - start);
		if (!tag || (size_t)(line.at + end - tag) > TAG_MAX_LENGTH)
			break;
		end = (size_t)(tag - line.at);
	}
	return end;
}

struct text meminfo_scan_last_name(struct text text)
{
	size_t start = text.length;

	while (start > 0 && text.length - start < NAME_MAX_LENGTH && is_name(text.at[start - 1]))
		start--;
	while (start < text.length && !is_letter(text.at[start]))
		start++;
	text = text_of(text.at + start, text.length - start);
	while (text.length > 0 && text.at[text.length - 1] == '_')
		text.length--;
	return text;
}

/* "Committed AS" of the -ac kernels is the one name with a blank: takes in the word before AS. */
static bool take_in_blank(struct text *name, const char *start)
{
	static const char word[] = "Committed";
	size_t length = sizeof(word) - 1;
	const char *at = name->at;

	if (!text_equals(*name, "AS"))
		return false;
	while (at > start && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	if (at == name->at || (size_t)(at - start) < length ||
		(size_t)(name->at - at) + length + name->length > NAME_MAX_LENGTH ||
		memcmp(at - length, word, length) != 0)
		return false;
	*name = text_of(at - length, (size_t)(name->at - at) + length + name->length);
	return true;
}

static size_t digits_at(struct text line, size_t at)
{
	size_t end = at;

	while (end < line.length && is_digit(line.at[end]))
		end++;
	return end - at;
}

#define GROUP_DIGITS 3
#define DIGITS_MAX   24

static bool is_separator(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == '\'' || c == '_';
}

/*
 * The end of a number whose digits are grouped by threes, as "16 268 680", "16,268,680" or
 * "16'268'680"; at if it is not.
 */
static size_t grouped_end(struct text line, size_t at)
{
	size_t first = digits_at(line, at), end = at + first;
	char separator = end < line.length ? line.at[end] : '\0';

	if (first == 0 || first > GROUP_DIGITS || !is_separator(separator))
		return at;
	while (end < line.length && line.at[end] == separator &&
		digits_at(line, end + 1) == GROUP_DIGITS)
		end += 1 + GROUP_DIGITS;
	return end == at + first ? at : end;
}

/* Blanks also stand between the columns of a table: only where a unit follows are they one number. */
static bool is_ambiguous(struct text line, size_t at, size_t end)
{
	size_t next = skip_filler(line, end);

	return memchr(line.at + at, ' ', end - at) &&
	       (next == line.length || !is_letter(line.at[next]));
}

static size_t read_grouped(struct meminfo_candidate *candidate, struct text line, size_t at,
	size_t end)
{
	char digits[DIGITS_MAX];
	size_t count = 0;

	for (size_t i = at; i < end; i++) {
		if (!is_digit(line.at[i]))
			continue;
		if (count == DIGITS_MAX)
			return at;
		digits[count++] = line.at[i];
	}
	candidate->number = text_to_number(text_of(digits, count), &candidate->n)
				    ? NUMBER_PRESENT
				    : NUMBER_TOO_LARGE;
	return end;
}

static size_t read_number(struct meminfo_candidate *candidate, struct text line, size_t at)
{
	size_t end = grouped_end(line, at), plain = at + digits_at(line, at);
	char next;

	if (plain == at)
		return at;
	if (end > at)
		end = read_grouped(candidate, line, at, end);
	if (end == at) {
		end = plain;
		candidate->number = text_to_number(text_of(line.at + at, end - at), &candidate->n)
					    ? NUMBER_PRESENT
					    : NUMBER_TOO_LARGE;
	}
	next = end < line.length ? line.at[end] : ' ';
	/* 1.5 or 1,23: not as the kernel prints, nor grouped by threes. */
	if ((memchr(".,'", next, 3) && digits_at(line, end + 1) > 0) ||
		(end > plain && is_ambiguous(line, at, end)))
		candidate->number = NUMBER_MISSING;
	return end;
}

static size_t letters_at(struct text line, size_t at)
{
	size_t end = at;

	while (end < line.length && is_letter(line.at[end]))
		end++;
	return end - at;
}

/* Whether a name and its colon stand at at: a field that was glued to the one before. */
static bool name_follows(struct text line, size_t at)
{
	size_t end = at;

	while (end < line.length && end - at < NAME_MAX_LENGTH && is_name(line.at[end]))
		end++;
	end = skip_filler(line, end);
	return end < line.length && line.at[end] == ':';
}

static const struct {
	const char *word;
	enum meminfo_unit_word unit;
} unit_rows[] = {
	{ "kB", UNIT_WORD_KB },
	{ "KB", UNIT_WORD_KB },
	{ "kb", UNIT_WORD_KB },
	{ "KiB", UNIT_WORD_KB },
	{ "kiB", UNIT_WORD_KB },
	{ "pages", UNIT_WORD_PAGES },
	{ "bytes", UNIT_WORD_BYTES },
	{ "B", UNIT_WORD_BYTES },
};

/* Reads the unit at at, if there is one; returns where it ends. */
static size_t read_unit(struct meminfo_candidate *candidate, struct text line, size_t at,
	bool attached)
{
	struct text word = text_of(line.at + at, letters_at(line, at));

	for (size_t i = 0; i < COUNT_OF(unit_rows); i++) {
		if (text_equals(word, unit_rows[i].word)) {
			candidate->unit = unit_rows[i].unit;
			return at + word.length;
		}
	}
	if (word.length > 2 && text_starts(word, "kB") && name_follows(line, at + 2)) {
		candidate->unit = UNIT_WORD_KB;
		return at + 2;
	}
	if (text_equals(word, "k") && at + 1 == line.length) {
		candidate->unit = UNIT_WORD_PARTIAL;
		return at + 1;
	}
	if ((word.length > 0 || attached) && !name_follows(line, at))
		candidate->unit = UNIT_WORD_OTHER;
	return at;
}

/* What stands behind the colon; returns where it ends. */
static size_t read_value(struct meminfo_candidate *candidate, struct text line, size_t colon)
{
	size_t at = skip_filler(line, colon + 1), end = read_number(candidate, line, at), unit_at;

	candidate->padded = at > colon + 2;
	candidate->number_end = (size_t)(line.at + end - candidate->name.at);
	if (candidate->number == NUMBER_MISSING)
		return colon + 1;
	unit_at = skip_filler(line, end);
	/* What ends a number in JSON and the like is no unit. */
	return read_unit(candidate, line, unit_at,
		unit_at == end && end < line.length && !memchr(",;}])", line.at[end], 5));
}

/* The candidate whose name ends at this colon; false if no name does. */
static bool read_candidate(struct meminfo_candidate *candidate, struct text line, size_t start,
	size_t colon, enum meminfo_field first)
{
	size_t end = skip_filler_back(line, start, colon);
	struct text name = meminfo_scan_last_name(text_of(line.at + start, end - start));
	int field;

	if (name.length == 0)
		return false;
	if (take_in_blank(&name, line.at + start))
		field = MEMINFO_Committed_AS_blank;
	else
		field = meminfo_field_find_from(first, name.at, name.length);
	*candidate = (struct meminfo_candidate){
		.prefix = text_of(line.at, (size_t)(name.at - line.at)),
		.name = name,
		.whole = text_of(name.at, (size_t)(line.at + line.length - name.at)),
		.value = text_of(line.at + colon + 1, line.length - colon - 1),
		.field = field,
	};
	return true;
}

bool meminfo_scan(struct meminfo_candidate *candidate, struct text line, size_t *at,
	enum meminfo_field first)
{
	size_t start = *at;

	while (start < line.length) {
		const char *found = memchr(line.at + start, ':', line.length - start);
		size_t colon;

		if (!found)
			break;
		colon = (size_t)(found - line.at);
		if (read_candidate(candidate, line, start, colon, first)) {
			*at = read_value(candidate, line, colon);
			candidate->last = skip_filler(line, *at) == line.length;
			return true;
		}
		start = colon + 1;
	}
	return false;
}
